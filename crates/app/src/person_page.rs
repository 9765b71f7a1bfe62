//! Use cases: one person on a page, and a premium that was paid (screens.md, "Persoon"). Every look is recorded.

use identifiers::{CareFundNumber, EuroCents, Month, PersonId, SectorCode, brussels_day};
use jiff::ToSpan;
use jiff::civil::Date;
use registers::insurance::insurance_status;
use registers::{InsuranceReason, InsuranceStatus, Person};
use serde_json::json;
use store::{FundDossier, NewLook, PremiumRecord, Transaction};

use crate::dossier_page::listed;
use crate::follows::sees;
use crate::page_looks::PageLook;
use crate::person_changes::judge_again;
use crate::record::{Record, record};
use crate::worklist::{fund_alone, own_fund};
use crate::{Action, Actor, App, Context, FundRole, ListedDossier, Problem, Reason, facts};

/// How many months of zorgbudget a page tells.
const BUDGET_MONTHS: i64 = 12;

/// By what a person is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonBy {
    /// By own number: an address tells nothing of the person. Only of persons whom the fund sees.
    Id(PersonId),
    /// By national number, which a case worker types: anyone, to affiliate or move them.
    Ssin(String),
}

/// Everything the page of a person tells.
#[derive(Debug, Clone)]
pub struct PersonPage {
    /// The person, with all memberships.
    pub person: Person,
    /// The day on which the status is told.
    pub day: Date,
    /// Whether insured on that day, and if not, why.
    pub status: Result<CareFundNumber, Option<InsuranceReason>>,
    /// The dossiers that the fund sees, over all sectors, newest first.
    pub dossiers: Vec<ListedDossier>,
    /// Premiums paid, newest year first.
    pub premiums: Vec<PremiumRecord>,
    /// The zorgbudget that the fund owes, by month, newest first.
    pub zorgbudget: Vec<(Month, EuroCents)>,
    /// Whether the fund sees this person: a member, or one who was.
    pub is_seen: bool,
    /// The fund of whoever looks.
    pub fund: CareFundNumber,
    /// Whether the actor affiliates, moves and ends.
    pub may_manage: bool,
    /// Whether the actor sees who looked.
    pub may_see_looks: bool,
}

impl App<'_> {
    /// A person on a page, with the insurance status on a day (today when it is not given). The look is recorded.
    ///
    /// # Errors
    /// A malformed number is invalid input; an unknown person is not found; one whom the fund does not see is forbidden to
    /// everyone but a case worker who knows the number.
    pub fn person_page(&self, context: &Context, by: &PersonBy, day: Option<Date>) -> Result<PersonPage, Problem> {
        self.person_page_because(context, by, day, None)
    }

    /// The same, with why it is looked at ([`App::why_person`]).
    ///
    /// # Errors
    /// As [`App::person_page`].
    pub fn person_page_because(
        &self,
        context: &Context,
        by: &PersonBy,
        day: Option<Date>,
        why: Option<Reason>,
    ) -> Result<PersonPage, Problem> {
        let fund = own_fund(context)?;
        context.actor.may(Action::ReadPerson, fund_alone(fund))?;
        let today = brussels_day(context.at);
        let mut tx = self.begin()?;
        let person = match by {
            PersonBy::Id(id) => tx.person(*id)?.ok_or_else(|| Problem::NotFound("a person".into()))?,
            PersonBy::Ssin(ssin) => facts::person_of(tx.as_mut(), ssin)?,
        };
        let is_seen = sees(&person, fund, None, today);
        let knows_number = matches!(by, PersonBy::Ssin(_)) && is_case_worker(&context.actor);
        if !is_seen && !knows_number {
            return Err(Problem::forbidden(
                "this person is no member of this fund, and was none",
            ));
        }
        let day = day.unwrap_or(today);
        let dossiers = seen_dossiers(tx.as_mut(), &person, fund, today)?;
        let mut premiums = if is_seen {
            tx.premiums(&[person.id])?
        } else {
            Vec::new()
        };
        premiums.sort_by_key(|premium| std::cmp::Reverse(premium.year));
        let may = |action| context.actor.may(action, fund_alone(fund)).is_ok();
        let page = PersonPage {
            status: match insurance_status(Some(&person), day) {
                InsuranceStatus::Insured(membership) => Ok(membership.fund),
                other => Err(other.reason()),
            },
            zorgbudget: self.budget_of(tx.as_mut(), &person, (fund, today))?,
            dossiers,
            premiums,
            is_seen,
            fund,
            may_manage: may(Action::ManageMembers),
            may_see_looks: may(Action::ReadLooks) && is_seen,
            day,
            person,
        };
        let look = NewLook {
            person: Some(page.person.id),
            dossier: None,
        };
        PageLook::at("person", page.person.id)
            .why(why)
            .seen([look])
            .end(tx, context)?;
        Ok(page)
    }

    fn budget_of(
        &self,
        tx: &mut dyn Transaction,
        person: &Person,
        (fund, today): (CareFundNumber, Date),
    ) -> Result<Vec<(Month, EuroCents)>, Problem> {
        let stays = tx.stays_of(&[person.id])?;
        let sectors: Vec<&SectorCode> = self
            .law
            .sectors()
            .filter(|sector| sector.zorgbudget)
            .map(|s| &s.code)
            .collect();
        if !stays.iter().any(|stay| sectors.contains(&&stay.sector)) {
            return Ok(Vec::new());
        }
        let mut budget = Vec::new();
        for back in 0..BUDGET_MONTHS {
            let month = Month::of(today.first_of_month().saturating_sub(back.months()));
            if let Some(owed) = self.zorgbudget_in(person, &stays, month)?
                && owed.fund == fund
            {
                budget.push((month, owed.cents));
            }
        }
        Ok(budget)
    }

    /// Notes a premium that a member of a fund paid for a year. What waits of the person is judged again.
    ///
    /// # Errors
    /// Another fund is forbidden; a malformed number, a year that is not one of the last or the next, or an amount of
    /// nothing is invalid input; a person who is no member of the fund in that year is a conflict.
    pub fn note_premium(
        &self,
        context: &Context,
        fund: CareFundNumber,
        ssin: &str,
        premium: &NewPremium,
    ) -> Result<(), Problem> {
        context.actor.may(Action::ManageMembers, fund_alone(fund))?;
        let this_year = brussels_day(context.at).year();
        if !(this_year - 10..=this_year + 1).contains(&premium.year) {
            return Err(Problem::invalid("year", "a year of the last ten, or the next"));
        }
        if premium.cents <= 0 {
            return Err(Problem::invalid("cents", "an amount above zero"));
        }
        let mut tx = self.begin()?;
        let person = facts::locked_person_of(tx.as_mut(), ssin)?;
        let is_member = person.memberships.iter().any(|membership| {
            let ends_before = membership.period.to().is_some_and(|to| to.year() < premium.year);
            membership.fund == fund && membership.period.from().year() <= premium.year && !ends_before
        });
        if !is_member {
            return Err(Problem::Conflict(
                "the person is no member of this fund in that year".into(),
            ));
        }
        let kept = PremiumRecord {
            person: person.id,
            year: premium.year,
            paid_on: Some(premium.paid_on),
            amount: Some(EuroCents::new(premium.cents)),
        };
        tx.put_premiums(&[kept], context.at)?;
        judge_again(tx.as_mut(), context.at, person.id)?;
        let input = json!({ "ssin": ssin, "fund": fund, "premium": premium }).to_string();
        let entry = Record {
            use_case: "notePremium",
            subject: format!("person {}", person.id),
            input: input.as_bytes(),
            answer: b"{}",
            law: None,
        };
        record(tx.as_mut(), context, &entry)?;
        Ok(tx.commit()?)
    }
}

/// A premium to be noted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewPremium {
    /// For which year.
    pub year: i16,
    /// When it was paid.
    pub paid_on: Date,
    /// How much, in cents.
    pub cents: i64,
}

pub(crate) const fn is_case_worker(actor: &Actor) -> bool {
    matches!(
        actor,
        Actor::Employee {
            role: FundRole::CaseWorker,
            ..
        }
    )
}

/// The dossiers of a person that a fund sees.
fn seen_dossiers(
    tx: &mut dyn Transaction,
    person: &Person,
    fund: CareFundNumber,
    today: Date,
) -> Result<Vec<ListedDossier>, Problem> {
    let found = tx.dossiers_of_person(person.id)?;
    let is_seen = |found: &&FundDossier| sees(person, fund, found.dossier.start.map(brussels_day), today);
    found.iter().filter(is_seen).map(listed).collect()
}
