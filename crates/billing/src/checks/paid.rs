//! A day is paid once: 300423/500423 (day and code accepted or open already, at any facility, or twice in this file)
//! and 300445 (another facility's day that may not be cumulated; D17). Type R, billing.md §2.
//!
//! 300445 counts accepted and open days, and never names a personal share (fine print, "Lines").

use registers::TariffKind;
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static TWICE: Twin = Twin::both("300423", "500423");
static ELSEWHERE: Twin = Twin::stay_only("300445");
pub(crate) const CODES: &[CheckCode] = &[
    CheckCode::new("300423"),
    CheckCode::new("500423"),
    CheckCode::new("300445"),
];

/// 300423 against earlier sendings, and 300445.
pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let batch = case.invoice.batch;
    let Some(person) = case.invoice.person else { return };
    let paid = batch.facts.paid.on(person.id, case.day());
    if paid.iter().any(|paid| paid.code == case.line.code) {
        case.found(found, &TWICE, |finding| finding.with("other", "eerder / earlier"));
    }
    let may_not = |sector| !batch.law.may_cumulate(batch.sector(), sector, case.day());
    let elsewhere = paid
        .iter()
        .find(|paid| paid.facility != batch.facility.id && paid.kind == TariffKind::Day && may_not(&paid.sector));
    if let Some(other) = elsewhere.filter(|_| case.kind != Some(TariffKind::PersonalShare)) {
        case.found(found, &ELSEWHERE, |finding| finding.with("sector", &other.sector));
    }
}

/// 300423 within the file, for the second of two equal lines. `first` is the invoice that has the first.
pub(crate) fn twice_in_file(case: &LineCase<'_>, first: u64, found: &mut Vec<Finding>) {
    case.found(found, &TWICE, |finding| {
        finding.with("other", format_args!("factuur / invoice {first}"))
    });
}
