//! The stay a day belongs to: 300541 (none), else at most one of 300511 (before the start), 300513 (after the reported
//! end), 300548 (otherwise not covered), and their 500 twins. Type R, billing.md §2.

use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static NO_STAY: Twin = Twin::both("300541", "500541");
static BEFORE_START: Twin = Twin::both("300511", "500511");
static AFTER_END: Twin = Twin::both("300513", "500513");
static NOT_COVERED: Twin = Twin::both("300548", "500548");

pub(crate) const CODES: &[CheckCode] = &[
    CheckCode::new("300541"),
    CheckCode::new("500541"),
    CheckCode::new("300511"),
    CheckCode::new("500511"),
    CheckCode::new("300513"),
    CheckCode::new("500513"),
    CheckCode::new("300548"),
    CheckCode::new("500548"),
];

pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let day = case.day();
    let Some(stay) = case.stay else {
        case.found(found, &NO_STAY, |finding| finding);
        return;
    };
    let first = stay.first_day();
    if day < first {
        case.found(found, &BEFORE_START, |finding| finding.with("start", first));
    } else if let Some((end, _)) = stay.end().filter(|(end, _)| day > *end) {
        case.found(found, &AFTER_END, |finding| finding.with("end", end));
    } else if !stay.covers(day) {
        case.found(found, &NOT_COVERED, |finding| finding);
    }
}
