//! The performance code: 300402 (check digit), 300420 (not valid on that day), 300440 (not allowed for this
//! facility's sector, or no recognition on that day), and their 500 twins. Type R.
//!
//! A code valid in another sector only gets 300440 alone (fine print, "Lines"). 300402 silences 300420, 300440 and
//! 301940 (billing.md §2). A code whose tariffs belong to the other record (a cost written as a day) is not valid.

use invoice_file::model::Line;
use registers::Tariff;
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin, line_found};

static CHECK_DIGIT: Twin = Twin::both("300402", "500402");
static NOT_VALID: Twin = Twin::both("300420", "500420");
static NOT_ALLOWED: Twin = Twin::both("300440", "500440");

pub(crate) const CODES: &[CheckCode] = &[
    CheckCode::new("300402"),
    CheckCode::new("500402"),
    CheckCode::new("300420"),
    CheckCode::new("500420"),
    CheckCode::new("300440"),
    CheckCode::new("500440"),
];

/// 300402: the file alone shows it. Says whether the check digit holds.
pub(crate) fn check_digit(line: &Line, found: &mut Vec<Finding>) -> bool {
    let holds = line.code.check_digit_holds();
    if !holds {
        line_found(line, found, &CHECK_DIGIT, |finding| finding);
    }
    holds
}

/// 300420 and 300440. Says whether the code may be used, so that its amount can be judged.
pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) -> bool {
    let facility = case.invoice.batch.facility;
    let on_day =
        |tariff: &&Tariff| tariff.period.contains(case.day()) && super::amount::of_record(tariff, case.line.record);
    let in_sector = |tariff: &Tariff| tariff.sector == facility.sector;
    let here = |tariff: &Tariff| in_sector(tariff) && tariff.facility.is_none_or(|id| id == facility.id);
    let valid = case.tariffs.iter().filter(on_day).any(here);
    let elsewhere_only = !valid
        && case.tariffs.iter().filter(on_day).next().is_some()
        && !case.tariffs.iter().filter(on_day).any(in_sector);
    if !valid && !elsewhere_only {
        case.found(found, &NOT_VALID, |finding| finding);
    }
    if elsewhere_only || !case.terms.recognised {
        case.found(found, &NOT_ALLOWED, |finding| finding.with("sector", &facility.sector));
    }
    valid && case.terms.recognised
}
