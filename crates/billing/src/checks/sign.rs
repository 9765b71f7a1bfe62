//! 201140: a credit note with a record whose sign is not turned, or an original with one that is (type F).
//!
//! In an original, day, cost and count are positive and a personal share negative; in a credit note every sign is
//! turned (billing.md §1). A zero amount has whichever sign its invoice asks for; a negative line under a code
//! that no tariff names is a turned day (fine print, "Lines").

use identifiers::EuroCents;
use invoice_file::model::{Invoice, InvoiceKind, Line};
use registers::TariffKind;
use regulation::{CheckCode, Finding};

use super::invoice_finding;

const SIGN: CheckCode = CheckCode::new("201140");
pub(crate) const CODES: &[CheckCode] = &[SIGN];

/// Judges all lines of an invoice; `kind_of` tells what a line's code stands for.
pub(crate) fn check(
    invoice: &Invoice,
    lines: &[Line],
    kind_of: impl Fn(&Line) -> Option<TariffKind>,
    found: &mut Vec<Finding>,
) {
    let wanted = wanted_sign(invoice.kind);
    let wrong = lines.iter().find(|line| {
        let share = kind_of(line) == Some(TariffKind::PersonalShare);
        let amount = if share { line.amount.opposite() } else { line.amount };
        sign_of(amount) == -wanted || line.units.signum() == -wanted
    });
    if let Some(line) = wrong {
        found.push(
            invoice_finding(invoice, &SIGN)
                .with("day", line.first_day)
                .with("code", line.code),
        );
    }
}

/// The sign of days, costs and counts: positive in an original, negative in a credit note.
pub(crate) fn wanted_sign(kind: InvoiceKind) -> i32 {
    match kind {
        InvoiceKind::Original => 1,
        InvoiceKind::Credit => -1,
    }
}

fn sign_of(amount: EuroCents) -> i32 {
    match amount.cents() {
        0 => 0,
        cents if cents < 0 => -1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use invoice_file::model::DetailKind;

    use super::*;
    use crate::testing::*;

    #[test]
    fn an_original_with_a_turned_record() {
        let world = World::ibw();
        let asking = |cents| line(DetailKind::Stay30, DAY_CODE, "2024-03-10", cents);
        world.check(&[care("2024-03-10")], &[]);
        world.check(&[asking(-DAY_CENTS)], &["201140", "301940"]);
        world.check(&[coded(asking(-1), UNKNOWN_CODE)], &["201140", "300420"]);
        world.check(&[cost("2024-03-10", -1)], &["201140", "501941"]);
        let turned_count = Line {
            units: -1,
            ..care("2024-03-10")
        };
        world.check(&[turned_count], &["201140", "302240"]);
    }

    #[test]
    fn a_zero_amount_has_either_sign() {
        let mut world = World::ibw();
        world.prices(DAY_CODE, vec![tariff(DAY_CODE, TariffKind::Day, "IBW", 0)]);
        for negative_written in [false, true] {
            let zero = Line {
                negative_written,
                ..line(DetailKind::Stay30, DAY_CODE, "2024-03-10", 0)
            };
            world.check(&[zero], &[]);
            world.check_invoices(&[invoice(1, SSIN, &[zero]).credit()], &["202920", "302248"]);
        }
    }

    #[test]
    fn a_share_has_the_opposite_sign_of_its_day() {
        let world = World::of_sector("PVT");
        let pair = [care("2024-03-10"), share("2024-03-10")];
        world.check(&pair, &[]);
        world.check_invoices(&[invoice(1, SSIN, &pair).credit()], &["202920", "302248"]);
        let turned = Line {
            amount: EuroCents::new(SHARE_CENTS),
            ..share("2024-03-10")
        };
        world.check(&[pair[0], turned], &["201140", "300452", "301940"]);
    }

    #[test]
    fn a_credit_note_with_a_record_that_is_not_turned() {
        let world = World::ibw();
        let right = || invoice(1, SSIN, &[care("2024-03-10"), cost("2024-03-10", 100)]).credit();
        world.check_invoices(&[right()], &["202920", "302248"]);
        for turn in [(|line| line.amount = line.amount.opposite()) as fn(&mut Line), |line| {
            line.units = 1
        }] {
            let mut draft = right();
            turn(&mut draft.lines[1]);
            let total = EuroCents::sum(draft.lines.iter().map(|line| line.amount)).unwrap();
            draft.invoice.written_total = total;
            world.check_invoices(&[draft], &["201140", "202920", "302248"]);
        }
    }
}
