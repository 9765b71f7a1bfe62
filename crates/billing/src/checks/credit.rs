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

#[cfg(test)]
mod tests {
    use identifiers::BatchId;
    use invoice_file::model::EarlierInvoice;

    use super::*;
    use crate::testing::*;

    const ON: &str = "2024-03-10";
    const BATCH: BatchId = BatchId(7);

    /// Invoice 1 of sending 4 of February had the day accepted.
    fn world() -> World {
        let mut world = World::ibw();
        let fact = EarlierFact {
            batch: BATCH,
            person: Some(PERSON),
            refused: false,
        };
        world.facts.earlier.insert(("2024-02".parse().unwrap(), 4, 1), fact);
        world.facts.creditable.insert(
            (PERSON, day(ON), code(DAY_CODE)),
            CreditableFact {
                amount: EuroCents::new(DAY_CENTS),
                place: AcceptedPlace {
                    batch: BATCH,
                    invoice: 1,
                    position: 10,
                },
            },
        );
        world
    }

    fn named(sending: u16, number: u64, month: &str, fund: u16) -> EarlierInvoice {
        EarlierInvoice {
            number,
            sending,
            month: month.parse().ok(),
            fund,
        }
    }

    fn credit(number: u64, lines: &[Line]) -> Draft {
        invoice(number, SSIN, lines)
            .credit()
            .but(|invoice| invoice.earlier = Some(named(4, 1, "2024-02", 180)))
    }

    #[test]
    fn a_credit_takes_back_what_was_accepted() {
        let world = world();
        let verdict = world.check_invoices(&[credit(1, &[care(ON)])], &[]);
        assert_eq!(verdict.accepted, EuroCents::new(-DAY_CENTS));
        assert_eq!(verdict.lines[0].takes_back.map(|place| place.position), Some(10));
        let mut other = care(ON);
        other.amount = EuroCents::new(DAY_CENTS - 1);
        let verdict = world.check_invoices(&[credit(1, &[other])], &["302248"]);
        assert_eq!(verdict.lines[0].takes_back, None);
        world.check_invoices(&[credit(1, &[care("2024-03-11")])], &["302248"]);
    }

    #[test]
    fn an_earlier_invoice_is_known_by_month_sending_number_person_and_fund() {
        let world = world();
        let naming = |earlier| {
            let draft = credit(1, &[care(ON)]).but(|invoice| invoice.earlier = earlier);
            let verdict = world.judge(&[draft]);
            codes(&verdict).into_iter().collect::<Vec<_>>() == ["202920"]
        };
        assert!(naming(None));
        for (unknown, sending, number, month, fund) in [
            (false, 4, 1, "2024-02", 180),
            (false, 4, 1, "2024-02", 0),
            (true, 5, 1, "2024-02", 180),
            (true, 4, 2, "2024-02", 180),
            (true, 4, 1, "2024-01", 180),
            (true, 4, 1, "", 180),
            (true, 4, 1, "2024-02", 280),
        ] {
            assert_eq!(
                naming(Some(named(sending, number, month, fund))),
                unknown,
                "{sending} {number} {month} {fund}"
            );
        }
        for change in [
            |fact: &mut EarlierFact| fact.person = Some(PersonId(99)),
            |fact: &mut EarlierFact| fact.person = None,
            |fact: &mut EarlierFact| fact.refused = true,
        ] {
            let mut world = self::world();
            world.facts.earlier.values_mut().for_each(change);
            world.check_invoices(&[credit(1, &[care(ON)])], &["202920"]);
        }
    }

    #[test]
    fn a_line_of_another_invoice_than_the_named_one_is_not_taken_back() {
        let mut world = world();
        let mut second = *world.facts.earlier.values().next().unwrap();
        second.batch = BatchId(8);
        world.facts.earlier.insert(("2024-02".parse().unwrap(), 4, 1), second);
        world.check_invoices(&[credit(1, &[care(ON)])], &["302248"]);
    }

    #[test]
    fn of_two_credits_of_one_line_the_lowest_invoice_counts() {
        let world = world();
        let sending = world.sending(&[credit(2, &[care(ON)]), credit(1, &[care(ON), care(ON)])]);
        let verdict = world.judge_sending(&sending);
        assert_eq!(placed(&sending, &verdict), [(1, 2, "302248"), (2, 1, "302248")]);
    }

    #[test]
    fn a_corrective_invoice_comes_after_its_credit_is_signed() {
        let world = world();
        let again = invoice(2, SSIN, &[care(ON)]);
        world.check_invoices(&[credit(1, &[care(ON)]), again.clone()], &["202921"]);
        // A refused credit line counts for nothing, nor does another day or code.
        world.check_invoices(
            &[
                credit(1, &[care("2024-03-11")]),
                invoice(2, SSIN, &[care("2024-03-11")]),
            ],
            &["302248"],
        );
        world.check_invoices(&[credit(1, &[care(ON)]), invoice(2, SSIN, &[cost(ON, 1)])], &[]);
        let mut waits = self::world();
        waits.facts.credits_waiting.insert((PERSON, day(ON), code(DAY_CODE)));
        waits.check_invoices(&[again], &["202921"]);
        waits.check_invoices(&[invoice(2, SSIN, &[care("2024-03-11")])], &[]);
    }
}
