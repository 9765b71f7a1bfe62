//! CARE_PERIOD_INVALID of a START_DATE: a start after the end (care.md §3; fine print, "Changes").
//!
//! The end is that of the coverage, and the reported instant where there is one. The longest period of the sector
//! is not judged again.

use identifiers::brussels_day;
use jiff::Timestamp;
use regulation::Finding;

use crate::change_case::ChangeContext;
use crate::checks::period_invalid;

pub(crate) fn check(case: &ChangeContext<'_>, start: Timestamp, findings: &mut Vec<Finding>) {
    if case.dossier.ends_before(start) {
        findings.push(period_invalid::finding(
            brussels_day(start),
            case.dossier.ends_on(),
            None,
        ));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::change_fixture::{ChangeWorld, covered, dossier, extension, start_date};
    use crate::fixture::{at, law_with};
    use crate::verdict::Outcome::Accepted;

    /// Approved for two days, 1 and 2 March.
    fn short() -> ChangeWorld {
        let covered = (date(2024, 3, 1), date(2024, 3, 2));
        let start = at("2024-03-01T14:00:00+01:00");
        ChangeWorld {
            dossier: Some(dossier("IBW", start, date(2024, 3, 5), covered, false)),
            ..ChangeWorld::ibw()
        }
    }

    #[test]
    fn the_last_approved_day_is_no_day_too_late() {
        short().check_refusals(&start_date("2024-03-02T23:59:59+01:00"), &[]);
        short().check_refusals(&start_date("2024-03-03T00:00:00+01:00"), &["CARE_PERIOD_INVALID"]);
    }

    #[test]
    fn the_reported_end_counts_by_its_hour() {
        let world = ChangeWorld::ibw().ended("2024-04-10", "15:00:00");
        world.check_refusals(&start_date("2024-04-10T15:00:00+02:00"), &[]);
        world.check_refusals(&start_date("2024-04-10T15:00:01+02:00"), &["CARE_PERIOD_INVALID"]);
        world.check_refusals(&start_date("2024-04-11T08:00:00+02:00"), &["CARE_PERIOD_INVALID"]);
    }

    #[test]
    fn a_start_may_move_into_an_extension() {
        let world = short().after(&extension("2024-03-31"), &[]);
        let verdict = world.check(&start_date("2024-03-10T10:00:00+01:00"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-03-10..2024-03-31"));
        // And back.
        let world = world.after(&start_date("2024-03-10T10:00:00+01:00"), &[]);
        let verdict = world.check(&start_date("2024-03-02T10:00:00+01:00"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-03-02..2024-03-31"));
    }

    #[test]
    fn the_longest_period_is_not_judged_again() {
        let world = ChangeWorld::ibw().with_law(law_with("care.max_period_days", 122));
        world.check_refusals(&start_date("2024-02-10T10:00:00+01:00"), &[]);
    }
}
