//! The day itself: 300510 (in the future), 300546 (two years passed; D4), 300547 (after the invoiced month; D15),
//! 300549 (after death), 300550 (before the sector joined: the sickness fund's), 300616 (last day not first day), and
//! their 500 twins. Type R, billing.md §2.

use invoice_file::model::Line;
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin, line_found};

static IN_FUTURE: Twin = Twin::both("300510", "500510");
static TERM_PASSED: Twin = Twin::both("300546", "500546");
static AFTER_MONTH: Twin = Twin::both("300547", "500547");
static AFTER_DEATH: Twin = Twin::both("300549", "500549");
static BEFORE_JOINING: Twin = Twin::both("300550", "500550");
static NOT_ONE_DAY: Twin = Twin::stay_only("300616");

pub(crate) const CODES: &[CheckCode] = &[
    CheckCode::new("300510"),
    CheckCode::new("500510"),
    CheckCode::new("300546"),
    CheckCode::new("500546"),
    CheckCode::new("300547"),
    CheckCode::new("500547"),
    CheckCode::new("300549"),
    CheckCode::new("500549"),
    CheckCode::new("300550"),
    CheckCode::new("500550"),
    CheckCode::new("300616"),
];

/// 300550, which stands alone: says whether it was found.
pub(crate) fn before_joining(case: &LineCase<'_>, found: &mut Vec<Finding>) -> bool {
    if case.terms.before_joining {
        case.found(found, &BEFORE_JOINING, |finding| {
            finding.with("sector", case.invoice.batch.sector())
        });
    }
    case.terms.before_joining
}

/// What needs no person: 300510, 300546, 300547.
pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    if case.terms.in_future {
        case.found(found, &IN_FUTURE, |finding| finding);
    }
    if let Some(last_day) = case.terms.term_passed_on {
        case.found(found, &TERM_PASSED, |finding| finding.with("last_day", last_day));
    }
    if case.terms.after_month {
        let month = case.invoice.batch.sending.month;
        case.found(found, &AFTER_MONTH, |finding| finding.with("month", month));
    }
}

/// 300616: the file alone shows it.
pub(crate) fn one_day(line: &Line, found: &mut Vec<Finding>) {
    if line.first_day != line.last_day {
        line_found(line, found, &NOT_ONE_DAY, |finding| {
            finding.with("last_day", line.last_day)
        });
    }
}

/// 300549: the person had died before that day (the day of death itself is payable; D2).
pub(crate) fn after_death(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    if case
        .invoice
        .person
        .is_some_and(|person| person.deceased_before(case.day()))
    {
        case.found(found, &AFTER_DEATH, |finding| finding);
    }
}
