//! Use cases: affiliating, moving and ending memberships (care.md §0), and other changes of a person's register entry.

use std::collections::BTreeSet;

use identifiers::{CareFundNumber, PersonId, brussels_day};
use jiff::civil::Date;
use registers::{
    AffiliationObligation, Membership, MembershipKind, MembershipVerdict, Person, judge_affiliation, judge_end,
    judge_mutation,
};
use regulation::{Law, LawError, List};
use serde_json::{Value, json};
use store::{PremiumRecord, Transaction};

use crate::actor::Owner;
use crate::person_changes::{after_change, judge_again, known_person};
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem, facts};

/// The answer on an affiliation, a mutation or an end of a membership.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MembershipAnswer {
    /// Whether it was done.
    pub accepted: bool,
    /// Everything that was found, explained.
    pub findings: Vec<care::AnswerFinding>,
}

/// What a register feed says of a person: each part replaces the whole value.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonChange {
    /// All memberships.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memberships: Option<Vec<Membership>>,
    /// The day of death (`Some(None)`: a death that was recorded in error).
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "null_is_a_value"
    )]
    pub deceased_on: Option<Option<Date>>,
    /// Whether and how the person may affiliate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obligation: Option<AffiliationObligation>,
    /// All years for which a premium was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premiums_paid: Option<Vec<i16>>,
}

impl App<'_> {
    /// Affiliates a person with a fund.
    ///
    /// # Errors
    /// A malformed number is invalid input, an unknown person or fund not found, another fund's employee forbidden.
    pub fn affiliate(
        &self,
        context: &Context,
        fund: CareFundNumber,
        ssin: &str,
        kind: MembershipKind,
        from: Date,
    ) -> Result<MembershipAnswer, Problem> {
        let input = json!({ "ssin": ssin, "fund": fund, "kind": kind, "from": from });
        self.change_membership(context, "affiliate", fund, ssin, &input, |person, law, today| {
            judge_affiliation(person, fund, kind, from, law, today)
        })
    }

    /// Moves a person to a fund.
    ///
    /// # Errors
    /// As [`App::affiliate`].
    pub fn mutate(
        &self,
        context: &Context,
        fund: CareFundNumber,
        ssin: &str,
        from: Date,
    ) -> Result<MembershipAnswer, Problem> {
        let input = json!({ "ssin": ssin, "fund": fund, "from": from });
        self.change_membership(context, "mutate", fund, ssin, &input, |person, law, today| {
            judge_mutation(person, fund, from, law, today)
        })
    }

    /// Ends the membership of a person with a fund.
    ///
    /// # Errors
    /// As [`App::affiliate`].
    pub fn end_membership(
        &self,
        context: &Context,
        fund: CareFundNumber,
        ssin: &str,
        to: Date,
    ) -> Result<MembershipAnswer, Problem> {
        let input = json!({ "ssin": ssin, "fund": fund, "to": to });
        self.change_membership(context, "endMembership", fund, ssin, &input, |person, law, today| {
            judge_end(person, fund, to, law, today)
        })
    }

    fn change_membership(
        &self,
        context: &Context,
        use_case: &'static str,
        fund: CareFundNumber,
        ssin: &str,
        input: &Value,
        judge: impl FnOnce(&Person, &Law, Date) -> Result<MembershipVerdict, LawError>,
    ) -> Result<MembershipAnswer, Problem> {
        context.actor.may(
            Action::ManageMembers,
            Owner {
                facility: None,
                fund: Some(fund),
            },
        )?;
        let today = brussels_day(context.at);
        if self.law.list(List::CareFund).get(&fund.to_string(), today).is_none() {
            return Err(Problem::NotFound("a care fund of this number".into()));
        }
        let mut tx = self.begin()?;
        let before = facts::locked_person_of(tx.as_mut(), ssin)?;
        let verdict = judge(&before, &self.law, today)?;
        let findings = crate::care_answers::explained(&self.law, &verdict.findings)?;
        let answer = MembershipAnswer {
            accepted: verdict.accepted,
            findings,
        };
        if let Some(memberships) = verdict.after {
            tx.replace_memberships(&[(before.id, memberships)], context.at)?;
            let after = known_person(tx.as_mut(), before.id)?;
            after_change(tx.as_mut(), context.at, &before, &after)?;
        }
        let entry = Record {
            use_case,
            subject: format!("person {}", before.id),
            input: &input.to_string().into_bytes(),
            answer: &serde_json::to_vec(&answer)?,
            law: Some(&self.law),
        };
        record(tx.as_mut(), context, &entry)?;
        tx.commit()?;
        Ok(answer)
    }

    /// Takes in what a register feed says of a person.
    ///
    /// # Errors
    /// Overlapping memberships or a malformed number are invalid input; an unknown person is not found.
    pub fn change_person(&self, context: &Context, ssin: &str, change: &PersonChange) -> Result<(), Problem> {
        context.actor.may(Action::ImportRegisters, Owner::default())?;
        let mut tx = self.begin()?;
        let before = facts::locked_person_of(tx.as_mut(), ssin)?;
        if let Some(memberships) = &change.memberships {
            let mut memberships = memberships.clone();
            memberships.sort_by_key(|membership| membership.period);
            if memberships
                .windows(2)
                .any(|pair| pair[0].period.overlaps(pair[1].period))
            {
                return Err(Problem::invalid("membership", "memberships of a person never overlap"));
            }
            tx.replace_memberships(&[(before.id, memberships)], context.at)?;
        }
        let mut details = before.details.clone();
        details.deceased_on = change.deceased_on.unwrap_or(details.deceased_on);
        details.obligation = change.obligation.unwrap_or(details.obligation);
        if details != before.details {
            tx.supersede_persons(&[(before.id, details)], context.at)?;
        }
        if let Some(years) = &change.premiums_paid {
            replace_premiums(tx.as_mut(), context, before.id, years)?;
        }
        let after = known_person(tx.as_mut(), before.id)?;
        after_change(tx.as_mut(), context.at, &before, &after)?;
        let input = json!({ "ssin": ssin, "change": change }).to_string();
        let entry = Record {
            use_case: "changePerson",
            subject: format!("person {}", before.id),
            input: input.as_bytes(),
            answer: b"{}",
            law: None,
        };
        record(tx.as_mut(), context, &entry)?;
        tx.commit()?;
        Ok(())
    }
}

/// Makes the premiums of a person those of these years; one that is known keeps its day and amount.
fn replace_premiums(
    tx: &mut dyn Transaction,
    context: &Context,
    person: PersonId,
    years: &[i16],
) -> Result<(), Problem> {
    let known: BTreeSet<i16> = tx.premiums(&[person])?.iter().map(|premium| premium.year).collect();
    let wanted: BTreeSet<i16> = years.iter().copied().collect();
    if known == wanted {
        return Ok(());
    }
    let gone: Vec<(PersonId, i16)> = known.difference(&wanted).map(|year| (person, *year)).collect();
    tx.withdraw_premiums(&gone, context.at)?;
    let new: Vec<PremiumRecord> = wanted
        .difference(&known)
        .map(|year| PremiumRecord {
            person,
            year: *year,
            paid_on: None,
            amount: None,
        })
        .collect();
    tx.put_premiums(&new, context.at)?;
    judge_again(tx, context.at, person)
}

/// Reads a field that is there: `null` says that there is no date, which is not the same as saying nothing.
fn null_is_a_value<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Date>>, D::Error> {
    serde::Deserialize::deserialize(deserializer).map(Some)
}
