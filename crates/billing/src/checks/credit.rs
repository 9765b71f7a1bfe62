//! Credit notes: 202920 (earlier invoice unknown; type F), 302248 (nothing accepted to take back, or another amount;
//! type R) and 202921 (a corrective invoice that comes too early; type F). Billing.md §2; fine print, "Credits".
//!
//! A credit line is judged only against the accepted line it takes back: one of a signed batch of this facility for
//! this fund, which no other credit takes back. It is that of the named invoice; where the named invoice is unknown
//! (202920), the one of that person, day and code.

use std::collections::HashSet;

use identifiers::{EuroCents, PersonId};
use invoice_file::model::Line;
use regulation::{CheckCode, Finding};

use super::{InvoiceCase, LineCase, Twin};
use crate::facts::{AcceptedPlace, CreditableFact, DayKey, EarlierFact};

const EARLIER_UNKNOWN: CheckCode = CheckCode::new("202920");
const TOO_EARLY: CheckCode = CheckCode::new("202921");
static NOTHING_TO_TAKE_BACK: Twin = Twin::both("302248", "302248");
pub(crate) const CODES: &[CheckCode] = &[EARLIER_UNKNOWN, TOO_EARLY, CheckCode::new("302248")];

/// 202920: the invoice that a credit note names is not one of this person and fund that was not refused whole.
pub(crate) fn earlier(case: &InvoiceCase<'_>, found: &mut Vec<Finding>) {
    if case.is_credit() && named(case).is_none() {
        found.push(case.finding(&EARLIER_UNKNOWN));
    }
}

/// The invoice that a credit note names, when it is known.
fn named<'a>(case: &InvoiceCase<'a>) -> Option<&'a EarlierFact> {
    let earlier = case.invoice.earlier?;
    // A fund that is not written is that of the sending.
    let same_fund = earlier.fund == 0 || earlier.fund == case.batch.sending.fund.as_number();
    let person = case.person?.id;
    let fact = case
        .batch
        .facts
        .earlier
        .get(&(earlier.month?, earlier.sending, earlier.number))?;
    (same_fund && fact.person == Some(person) && !fact.refused).then_some(fact)
}

/// The accepted line that a credit line takes back, when there is one.
fn taken_back(case: &InvoiceCase<'_>, line: &Line) -> Option<CreditableFact> {
    let key = key(case.person?.id, line);
    let fact = *case.batch.facts.creditable.get(&key)?;
    let of_named = named(case).is_none_or(|earlier| {
        fact.place.batch == earlier.batch
            && case
                .invoice
                .earlier
                .is_some_and(|named| named.number == fact.place.invoice)
    });
    of_named.then_some(fact)
}

/// 302248. Gives the line that is taken back.
pub(crate) fn line(case: &LineCase<'_>, found: &mut Vec<Finding>) -> Option<AcceptedPlace> {
    let fact = taken_back(case.invoice, case.line).filter(|fact| is_opposite(fact.amount, case.line.amount));
    if fact.is_none() {
        nothing(case, found);
    }
    fact.map(|fact| fact.place)
}

/// 302248 for the second of two credits of one line in a file.
pub(crate) fn nothing(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    case.found(found, &NOTHING_TO_TAKE_BACK, |finding| finding);
}

/// 202921: an original with a line of the same person, day and code as a credit line that is not refused in this
/// sending, or in an earlier one that is not signed yet.
pub(crate) fn too_early(case: &InvoiceCase<'_>, credited_here: &HashSet<DayKey>, found: &mut Vec<Finding>) {
    let Some(person) = case.person.filter(|_| !case.is_credit()) else {
        return;
    };
    let waiting = &case.batch.facts.credits_waiting;
    if credited_here.is_empty() && waiting.is_empty() {
        return;
    }
    let corrects = case.lines.iter().find(|line| {
        let key = key(person.id, line);
        credited_here.contains(&key) || waiting.contains(&key)
    });
    if let Some(line) = corrects {
        found.push(
            case.finding(&TOO_EARLY)
                .with("day", line.first_day)
                .with("code", line.code),
        );
    }
}

/// What a line is of.
pub(crate) fn key(person: PersonId, line: &Line) -> DayKey {
    (person, line.first_day, line.code)
}

fn is_opposite(accepted: EuroCents, credited: EuroCents) -> bool {
    accepted.opposite() == credited
}
