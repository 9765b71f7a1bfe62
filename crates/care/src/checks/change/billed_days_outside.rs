//! CHG_BILLED_DAYS_OUTSIDE: accepted lines would lie outside the coverage after a START_DATE or an
//! EXTENSION_CANCELLATION (care.md §3; fine print, "Changes"). Credit them first.

use identifiers::Period;
use jiff::civil::Date;
use regulation::{CheckCode, Finding};

use crate::facts::ChangeFacts;

/// Refuses: counts every accepted line that lies outside afterwards, and names the first and the last day of them.
pub const CODE: CheckCode = CheckCode::new("CHG_BILLED_DAYS_OUTSIDE");

pub(crate) fn check(facts: &ChangeFacts<'_>, covered: &[Period], findings: &mut Vec<Finding>) {
    let is_outside = |day: &Date| !covered.iter().any(|period| period.contains(*day));
    let outside: Vec<Date> = facts.billed_days.iter().copied().filter(is_outside).collect();
    if let (Some(from), Some(to)) = (outside.iter().min(), outside.iter().max()) {
        findings.push(
            Finding::new(CODE)
                .with("count", outside.len())
                .with("from", from)
                .with("to", to),
        );
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::CODE;
    use crate::change_fixture::{ChangeWorld, change, end, extension, start_date};
    use crate::verdict::ChangeVerdict;

    fn facts(verdict: &ChangeVerdict) -> String {
        let found = verdict.findings.iter().find(|finding| finding.code == CODE);
        let fact = |name| found.and_then(|finding| finding.facts.get(name)).unwrap_or_default();
        [fact("count"), fact("from"), fact("to")].join(" ")
    }

    #[test]
    fn a_later_start_leaves_no_billed_day_behind() {
        let world = ChangeWorld::ibw().billed(&[(date(2024, 3, 4), date(2024, 3, 10))]);
        world.check_refusals(&start_date("2024-03-04T18:00:00+01:00"), &[]);
        let later = start_date("2024-03-06T10:00:00+01:00");
        world.check_refusals(&later, &["CHG_BILLED_DAYS_OUTSIDE"]);
        assert_eq!(facts(&world.judge(&later)), "2 2024-03-04 2024-03-05");
    }

    #[test]
    fn every_line_counts_those_outside_before_too() {
        // A day, and a premium on the same day; a day after the end that was not credited.
        let world = ChangeWorld::ibw().billed(&[
            (date(2024, 3, 1), date(2024, 3, 1)),
            (date(2024, 3, 1), date(2024, 3, 1)),
            (date(2024, 3, 12), date(2024, 3, 12)),
        ]);
        let ended = world.after(&end("END", "2024-03-11T15:00:00+01:00"), &["CHG_BILLED_AFTER_END"]);
        let later = start_date("2024-03-02T10:00:00+01:00");
        ended.check_refusals(&later, &["CHG_BILLED_DAYS_OUTSIDE"]);
        assert_eq!(facts(&ended.judge(&later)), "3 2024-03-01 2024-03-12");
    }

    #[test]
    fn a_cancelled_extension_leaves_no_billed_day_behind() {
        let cancellation = change("EXTENSION_CANCELLATION", &[]);
        let world = ChangeWorld::ibw().after(&extension("2024-12-31"), &[]);
        for (last, codes) in [
            (date(2024, 6, 30), [].as_slice()),
            (date(2024, 7, 1), &["CHG_BILLED_DAYS_OUTSIDE"]),
        ] {
            world
                .clone()
                .billed(&[(date(2024, 6, 1), last)])
                .check_refusals(&cancellation, codes);
        }
    }

    #[test]
    fn a_start_after_the_end_leaves_all_outside() {
        let world = ChangeWorld::ibw().billed(&[(date(2024, 3, 4), date(2024, 3, 10))]);
        let message = start_date("2024-07-01T10:00:00+02:00");
        world.check_refusals(&message, &["CARE_PERIOD_INVALID", "CHG_BILLED_DAYS_OUTSIDE"]);
        assert_eq!(facts(&world.judge(&message)), "7 2024-03-04 2024-03-10");
    }

    #[test]
    fn what_a_migrated_dossier_covers_does_not_move_with_its_start() {
        let world = ChangeWorld::migrated(date(2023, 9, 30)).billed(&[(date(2023, 4, 1), date(2023, 4, 15))]);
        world.check_refusals(&start_date("2023-03-31T10:00:00+02:00"), &[]);
    }
}
