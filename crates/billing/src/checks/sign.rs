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
