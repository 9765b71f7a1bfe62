//! Which checks an invoice and a line go through, and who is silent when (billing.md §2; fine print, "Lines").

use std::collections::HashSet;

use identifiers::MoneyOverflow;
use invoice_file::model::{DetailKind, InvoiceKind};
use registers::TariffKind;
use regulation::Finding;

use crate::checks::{self, InvoiceCase, LineCase};
use crate::facts::{AcceptedPlace, DayKey};

/// All checks of an invoice as a whole. Says whether it has 200742, which silences 300540 in its lines.
/// `credited` are the lines that the credit notes of this sending take back.
pub(super) fn check_invoice(
    case: &InvoiceCase<'_>,
    credited: &HashSet<DayKey>,
    found: &mut Vec<Finding>,
) -> Result<bool, MoneyOverflow> {
    checks::identity::alone(case.invoice, found);
    checks::identity::unknown(case, found);
    checks::membership::invoice(case, found);
    let on_no_day = found.iter().any(checks::membership::is_on_no_day);
    checks::identity::reference(case, found);
    checks::invoice_facts::stay(case, found);
    checks::sign::check(case.invoice, case.lines, |line| case.batch.kind_of(line), found);
    checks::credit::earlier(case, found);
    checks::credit::too_early(case, credited, found);
    checks::invoice_facts::date(case, found);
    checks::invoice_facts::total(case.invoice, case.lines, found)?;
    Ok(on_no_day)
}

/// The check of a credit line: only against the accepted line it takes back, which is given; silent while the person
/// is not known (200802, 200820).
pub(super) fn check_credit_line(case: &LineCase<'_>, found: &mut Vec<Finding>) -> Option<AcceptedPlace> {
    case.invoice.person?;
    checks::credit::line(case, found)
}

/// All checks of one line of an original by itself. `offset` is its place among the lines of its invoice.
///
/// 300550 stands alone; without a person only what needs none is judged.
pub(super) fn check_line(case: &LineCase<'_>, offset: usize, on_no_day: bool, found: &mut Vec<Finding>) {
    let kind = InvoiceKind::Original;
    if checks::day::before_joining(case, found) {
        return;
    }
    checks::day::one_day(case.line, found);
    checks::units::check(case.line, kind, found);
    checks::day::check(case, found);
    let code_usable = checks::code::check_digit(case.line, found) && checks::code::check(case, found);
    if case.kind != Some(TariffKind::Premium) {
        checks::cost::zero_or_less(case.line, kind, found);
    }
    if case.invoice.person.is_none() {
        return;
    }
    if !on_no_day {
        checks::membership::line(case, found);
    }
    checks::day::after_death(case, found);
    checks::stay::check(case, found);
    checks::change::check(case, found);
    checks::hours::check(case, found);
    checks::paid::check(case, found);
    checks::share::missing(case, offset, found);
    match case.line.record {
        DetailKind::Stay30 if code_usable => checks::amount::check(case, found),
        DetailKind::Stay30 => {}
        // An unusable code silences 301940, not P50001.
        DetailKind::Provision50 => {
            checks::cost::above_limit(case, found);
            checks::premium::check(case, found);
            if code_usable {
                checks::premium::amount(case, found);
            }
        }
    }
}
