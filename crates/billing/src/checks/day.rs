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

#[cfg(test)]
mod tests {
    use invoice_file::model::DetailKind;

    use super::*;
    use crate::testing::*;

    fn check(on: &str, received: &str, expected: &[&str]) {
        let mut world = World::ibw();
        world.received_at = at(received);
        world.check(&[care(on)], expected);
        let twins: Vec<String> = expected.iter().map(|code| code.replacen('3', "5", 1)).collect();
        let twins: Vec<&str> = twins.iter().map(String::as_str).collect();
        world.check(&[cost(on, 100)], &twins);
    }

    #[test]
    fn the_day_of_receipt_is_not_in_the_future() {
        check("2024-03-20", "2024-03-20T00:00:00+01:00", &[]);
        check("2024-03-21", "2024-03-20T23:59:59+01:00", &["300510"]);
        // The day of receipt is that of Brussels: half past midnight there, the day before in UTC.
        check("2024-03-21", "2024-03-20T23:30:00Z", &[]);
    }

    #[test]
    fn two_years_end_on_the_same_civil_date() {
        check("2024-03-15", "2026-03-15T23:59:00+01:00", &[]);
        check("2024-03-15", "2026-03-16T00:00:00+01:00", &["300546"]);
    }

    #[test]
    fn two_years_after_29_february_end_on_the_28th() {
        let february = |received: &str, expected: &[&str]| {
            let mut world = World::ibw();
            world.stays(vec![stay(1, "2024-02-01T10:00:00+01:00", "2024-12-31")]);
            world.received_at = at(received);
            let verdict = world.check(&[care("2024-02-29")], expected);
            let last_day = verdict
                .findings
                .first()
                .map(|found| found.finding.facts.get("last_day"));
            assert!(last_day.is_none_or(|last_day| last_day == Some("2026-02-28")));
        };
        february("2026-02-28T12:00:00+01:00", &[]);
        february("2026-03-01T00:00:00+01:00", &["300546"]);
    }

    #[test]
    fn earlier_days_than_the_month_are_right_and_later_ones_are_not() {
        let mut world = World::ibw();
        world.stays(vec![stay(1, "2024-02-01T10:00:00+01:00", "2024-12-31")]);
        for (on, expected) in [
            ("2024-02-29", &[][..]),
            ("2024-03-31", &[]),
            ("2024-04-01", &["300547"]),
            ("2024-04-04", &["300510", "300547"]),
        ] {
            world.check(&[care(on)], expected);
        }
    }

    #[test]
    fn the_day_of_death_is_payable_and_the_next_is_not() {
        let mut world = World::ibw();
        world.person(|person| person.details.deceased_on = Some(day("2024-03-10")));
        world.check(&[care("2024-03-10"), cost("2024-03-10", 100)], &[]);
        world.check(&[care("2024-03-11")], &["300549"]);
        world.check(&[cost("2024-03-11", 100)], &["500549"]);
    }

    #[test]
    fn a_day_before_the_sector_joined_stands_alone() {
        let mut world = World::ibw();
        world.stays(vec![stay(1, "2023-06-01T10:00:00+02:00", "2024-12-31")]);
        world.received_at = at("2026-06-01T10:00:00+02:00");
        world.person(|person| person.details.deceased_on = Some(day("2022-01-01")));
        world.facility(|facility| facility.recognitions.clear());
        // The B finding on the recognition of the month is the sending's.
        let wrong = Line {
            last_day: day("2024-01-02"),
            units: 7,
            ..line(DetailKind::Stay30, WRONG_CODE, "2023-12-31", -5)
        };
        let turned = invoice(1, SSIN, &[wrong]);
        world.check_invoices(&[turned], &["101421", "201140", "300550"]);
        world.check(&[cost("2023-12-31", 0)], &["101421", "500550"]);
    }

    #[test]
    fn the_day_the_sector_joined_is_the_first() {
        for (sector, last_before, joined) in [("IBW", "2023-12-31", "2024-01-01"), ("PVT", "2023-03-31", "2023-04-01")]
        {
            let mut world = World::of_sector(sector);
            world.stays(vec![stay(1, "2022-06-01T10:00:00+02:00", "2024-12-31")]);
            world.month = identifiers::Month::of(day(joined));
            let pair = |on| {
                if sector == "PVT" {
                    vec![care(on), share(on)]
                } else {
                    vec![care(on)]
                }
            };
            world.check(&pair(last_before), &["300550"]);
            world.check(&pair(joined), &[]);
        }
    }

    #[test]
    fn a_last_day_that_is_not_the_first_is_named_on_days_only() {
        let until = |line: Line, last: &str| Line {
            last_day: day(last),
            ..line
        };
        let world = World::ibw();
        world.check(&[until(care("2024-03-10"), "2024-03-11")], &["300616"]);
        world.check(&[until(care("2024-03-10"), "2024-03-09")], &["300616"]);
        world.check(&[until(cost("2024-03-10", 100), "2024-03-11")], &[]);
    }

    #[test]
    fn days_at_the_end_of_the_calendar_are_judged() {
        let mut world = World::ibw();
        world.person(|person| person.memberships = vec![member("180", "0001-01-01", "")]);
        world.check(&[care("9999-12-31")], &["300510", "300547", "300548"]);
        world.check(&[care("0001-01-01")], &["300550"]);
    }
}
