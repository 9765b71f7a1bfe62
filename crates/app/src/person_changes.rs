//! What follows from a change in the register of a person: messages that wait are judged again, facilities are told,
//! and accepted lines that it touches open a task (care.md §1 and §2; fine print, "Judging again"; D18).

use std::collections::BTreeSet;

use identifiers::{CareFundNumber, FacilityId, Month, PersonId, brussels_day};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::Person;
use registers::insurance::insurance_status;
use store::{DossierRecord, DossierState, Transaction};

use crate::{Problem, events};

/// The job that judges the waiting messages of a person again.
pub(crate) const JUDGE_AGAIN: &str = "JUDGE_AGAIN";

/// The kind of inbox entry that tells a change of a person.
pub(crate) const NOTICE: &str = "NOTICE";

/// The kind of task that a register change opens.
pub(crate) const REGISTER_CHANGE: &str = "REGISTER_CHANGE";

/// To be called in the transaction that changes a person, with the person before and after.
pub(crate) fn after_change(
    tx: &mut dyn Transaction,
    at: Timestamp,
    before: &Person,
    after: &Person,
) -> Result<(), Problem> {
    if before.details == after.details && before.memberships == after.memberships {
        return Ok(());
    }
    judge_again(tx, at, after.id)?;
    events::memberships(tx, at, (before, after))?;
    let stays = tx.stays_of(&[after.id])?;
    let facilities: BTreeSet<FacilityId> = stays
        .iter()
        .filter(|d| d.state != DossierState::Refused)
        .map(|d| d.facility)
        .collect();
    let today = brussels_day(at);
    if insurance_status(Some(before), today) != insurance_status(Some(after), today)
        || before.memberships != after.memberships
    {
        let status = insurance_status(Some(after), today);
        let body = serde_json::json!({
            "kind": "PERSON_CHANGED",
            "ssin": after.ssin,
            "insured": status.membership().is_some(),
            "careFund": status.membership().map(|membership| membership.fund),
            "memberships": after.memberships,
        });
        for facility in &facilities {
            tx.put_inbox(*facility, at, NOTICE, &body.to_string())?;
        }
    }
    let start = stays.iter().filter_map(|dossier| dossier.start).min();
    if let Some(start) = start {
        open_tasks(tx, at, (before, after), &stays, brussels_day(start))?;
    }
    Ok(())
}

/// Leaves the judging again of what waits of a person, if anything does: any register change triggers it, a premium
/// too (care.md §0; fine print, "Judging again").
pub(crate) fn judge_again(tx: &mut dyn Transaction, at: Timestamp, person: PersonId) -> Result<(), Problem> {
    if !tx.waiting_dossiers(&[person])?.is_empty() {
        tx.put_job(JUDGE_AGAIN, person.0, at)?;
    }
    Ok(())
}

/// D18: a change that touches accepted lines or an earlier decision moves no money; it opens a task at the fund that
/// paid or decided.
fn open_tasks(
    tx: &mut dyn Transaction,
    at: Timestamp,
    (before, after): (&Person, &Person),
    stays: &[DossierRecord],
    since: Date,
) -> Result<(), Problem> {
    let fund_on = |person: &Person, day: Date| {
        let alive = !person.deceased_before(day);
        person
            .membership_on(day)
            .filter(|_| alive)
            .map(|membership| membership.fund)
    };
    let mut funds: BTreeSet<CareFundNumber> = BTreeSet::new();
    for paid in tx.paid_days(&[after.id], &months(since, brussels_day(at)))? {
        let fund = fund_on(before, paid.day);
        if fund != fund_on(after, paid.day) {
            funds.extend(fund);
        }
    }
    for fund in funds {
        events::open_task(tx, fund, REGISTER_CHANGE, &format!("person {}", after.id), at)?;
    }
    // An accepted request rests on the insurance on its first covered day.
    for stay in stays.iter().filter(|stay| stay.state != DossierState::Pending) {
        let Some(first) = stay.approved.first().map(|period| period.from()) else {
            continue;
        };
        let fund = fund_on(before, first);
        if let Some(fund) = fund.filter(|fund| fund_on(after, first) != Some(*fund)) {
            events::open_task(tx, fund, REGISTER_CHANGE, &format!("dossier {}", stay.id), at)?;
        }
    }
    Ok(())
}

/// The months from one day to another, both included; at least the first.
pub(crate) fn months(from: Date, to: Date) -> Vec<Month> {
    let first = Month::of(from);
    let mut months = Vec::new();
    let mut month = Some(Month::of(to.max(from)));
    while let Some(of) = month.filter(|of| *of >= first) {
        months.push(of);
        month = of.previous();
    }
    months
}

/// A person as known now, who must be.
pub(crate) fn known_person(tx: &mut dyn Transaction, id: PersonId) -> Result<Person, Problem> {
    tx.person(id)?
        .ok_or_else(|| Problem::Fault("a person that is gone".into()))
}
