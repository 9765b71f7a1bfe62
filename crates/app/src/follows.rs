//! Use cases: what follows from an accepted stay (care.md §5), who sees it, and what a facility is told later.

use identifiers::{CareFundNumber, brussels_day};
use jiff::civil::Date;
use registers::tariff::PricedFor;
use registers::{Person, PersonalShare, TariffKind, personal_share_on};
use serde_json::{Value, json};
use store::InboxEntry;

use crate::actor::Owner;
use crate::care_messages::aggregate;
use crate::page_looks::PageLook;
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem, facts};

/// Most entries of an inbox that are given at once.
const INBOX_PAGE: u32 = 1000;

impl App<'_> {
    /// The personal share of a person on a day, asked by the facility where they stay.
    ///
    /// # Errors
    /// A malformed number is invalid input; an unknown person, or no tariff for that person and day, not found.
    pub fn personal_share(&self, context: &Context, ssin: &str, day: Date) -> Result<PersonalShare, Problem> {
        let Some(id) = context.actor.facility() else {
            return Err(Problem::forbidden("only a facility asks for a personal share"));
        };
        context.actor.may(
            Action::AskInsuranceStatus,
            Owner {
                facility: Some(id),
                fund: None,
            },
        )?;
        let mut tx = self.begin_brief()?;
        let facility = facts::acting_facility(tx.as_mut(), context, "")?;
        let person = facts::locked_person_of(tx.as_mut(), ssin)?;
        let mut user_type = None;
        for dossier in tx
            .stays_of(&[person.id])?
            .iter()
            .filter(|dossier| dossier.facility == id)
        {
            if aggregate(dossier)?.is_some_and(|accepted| accepted.covered().iter().any(|period| period.contains(day)))
            {
                user_type = dossier.user_type;
            }
        }
        let tariffs = tx.tariffs_of_sector(&facility.sector, TariffKind::PersonalShare)?;
        let who = PricedFor {
            facility: id,
            sector: &facility.sector,
            user_type,
            income_category: person.details.income_category,
        };
        let share = personal_share_on(&tariffs, day, who)
            .ok_or_else(|| Problem::NotFound("a personal share of this person on that day".into()))?;
        let input = serde_json::json!({ "ssin": person.ssin, "date": day }).to_string();
        let answer = serde_json::json!({ "cents": share.cents, "category": share.category }).to_string();
        let entry = Record {
            use_case: "personalShare",
            subject: format!("person {}", person.id),
            input: input.as_bytes(),
            answer: answer.as_bytes(),
            law: None,
        };
        record(tx.as_mut(), context, &entry)?;
        tx.commit()?;
        Ok(share)
    }

    /// What a facility was told behind a cursor, in order, at most a thousand entries. That something was shown is
    /// recorded.
    ///
    /// # Errors
    /// Only a facility may ask for its own.
    pub fn inbox(&self, context: &Context, after: i64) -> Result<Vec<InboxEntry>, Problem> {
        let Some(id) = context.actor.facility() else {
            return Err(Problem::forbidden("an inbox is a facility's own"));
        };
        context.actor.may(
            Action::ReadDossier,
            Owner {
                facility: Some(id),
                fund: None,
            },
        )?;
        let mut tx = self.begin()?;
        facts::refuse_untrusted_actor(tx.as_mut(), context)?;
        let entries = tx.inbox_after(id, after, INBOX_PAGE)?;
        // Software asks again and again: an inbox that showed nothing was no look at anybody.
        if !entries.is_empty() {
            let messages: Vec<Value> = entries.iter().filter_map(answered_message).collect();
            PageLook::at("inbox", id)
                .asked(json!({ "after": after }))
                .shown(json!({ "entries": entries.len(), "messages": messages }))
                .end(tx, context)?;
        }
        Ok(entries)
    }
}

/// The message on which an entry of an inbox is an answer.
fn answered_message(entry: &InboxEntry) -> Option<Value> {
    let body: Value = serde_json::from_str(&entry.body).ok()?;
    body.get("messageId").cloned()
}

/// Whether a fund sees a stay: from the first day of a membership on, unless it ended before the stay began
/// (care.md §5; fine print, "Members").
pub(crate) fn sees(person: &Person, fund: CareFundNumber, stay_began: Option<Date>, today: Date) -> bool {
    person.memberships.iter().any(|membership| {
        membership.fund == fund
            && membership.period.from() <= today
            && membership
                .period
                .to()
                .is_none_or(|to| stay_began.is_none_or(|began| to >= began))
    })
}

/// The fund as whose an actor looks at a stay: its own when it sees it, else the person's of today.
pub(crate) fn looking_fund(
    context: &Context,
    person: Option<&Person>,
    stay_began: Option<Date>,
) -> Option<CareFundNumber> {
    let person = person?;
    let today = brussels_day(context.at);
    match context.actor.fund() {
        Some(fund) if sees(person, fund, stay_began, today) => Some(fund),
        _ => person.membership_on(today).map(|membership| membership.fund),
    }
}
