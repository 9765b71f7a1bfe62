//! CARE_CUMUL and CARE_ALREADY_OPEN of new coverage: a START_DATE, END_CHANGE and END_CANCELLATION by all the days
//! that the dossier would cover, an EXTENSION by the added ones alone (care.md §3; D8; fine print, "Changes").

use identifiers::Period;
use regulation::Finding;

use crate::change_case::ChangeContext;
use crate::checks::{already_open, cumulation};
use crate::facts::ChangeFacts;

pub(crate) fn check<'a>(
    case: &ChangeContext<'a>,
    facts: &ChangeFacts<'a>,
    covered: &[Period],
    findings: &mut Vec<Finding>,
) {
    let beside = case.beside(facts);
    findings.extend(cumulation::clashes(&beside, covered));
    findings.extend(already_open::clashes(&beside, covered));
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::Value;

    use crate::change_fixture::{ChangeWorld, change, end, extension, start_date};
    use crate::facts::{Stay, StayState};
    use crate::fixture::{FACILITY, OTHER_FACILITY, law_with_cumulation, sector, stay};

    /// Judges beside a stay elsewhere, then beside one in the same facility.
    #[track_caller]
    fn check(world: &ChangeWorld, message: &Value, other: ((i16, i8, i8), (i16, i8, i8)), clashes: bool) {
        for (facility, code) in [(OTHER_FACILITY, "CARE_CUMUL"), (FACILITY, "CARE_ALREADY_OPEN")] {
            let world = world.clone().with_stays(vec![stay(facility, other.0, other.1)]);
            let verdict = world.judge(message);
            let found = |code: &str| verdict.findings.iter().any(|finding| finding.code.as_str() == code);
            assert_eq!(found(code), clashes, "{code} beside {other:?}");
            let ours = ["CARE_CUMUL", "CARE_ALREADY_OPEN"]
                .into_iter()
                .filter(|code| found(code));
            assert_eq!(ours.count(), usize::from(clashes), "{code} alone");
        }
    }

    #[test]
    fn an_earlier_start_may_share_a_day_of_transfer() {
        let world = ChangeWorld::ibw();
        let message = start_date("2024-02-20T10:00:00+01:00");
        check(&world, &message, ((2024, 1, 5), (2024, 2, 19)), false);
        check(&world, &message, ((2024, 1, 5), (2024, 2, 20)), false);
        check(&world, &message, ((2024, 1, 5), (2024, 2, 21)), true);
    }

    #[test]
    fn an_extension_is_judged_by_its_added_days_alone() {
        let world = ChangeWorld::ibw();
        let message = extension("2024-12-31");
        // Beside the request's own days nothing is judged again.
        check(&world, &message, ((2024, 6, 1), (2024, 6, 30)), false);
        check(&world, &message, ((2024, 6, 1), (2024, 7, 1)), false);
        check(&world, &message, ((2024, 6, 1), (2024, 7, 2)), true);
        check(&world, &message, ((2024, 12, 31), (2025, 1, 31)), false);
        check(&world, &message, ((2024, 12, 30), (2025, 1, 31)), true);
        // Late: nothing before 2024-07-06 is added.
        let late = world.received("2024-08-05T09:00:00+02:00");
        check(&late, &message, ((2024, 6, 1), (2024, 7, 5)), false);
        check(&late, &message, ((2024, 6, 1), (2024, 7, 7)), true);
    }

    #[test]
    fn a_changed_end_may_meet_the_day_the_next_stay_begins() {
        let world = ChangeWorld::ibw().ended("2024-05-01", "15:00:00");
        let until = |at| end("END_CHANGE", at);
        let next = ((2024, 4, 20), (2024, 12, 31));
        check(&world, &until("2024-04-19T15:00:00+02:00"), next, false);
        check(&world, &until("2024-04-20T15:00:00+02:00"), next, false);
        check(&world, &until("2024-04-21T15:00:00+02:00"), next, true);
    }

    #[test]
    fn a_cancelled_end_covers_all_the_approved_days_again() {
        let world = ChangeWorld::ibw().ended("2024-05-01", "15:00:00");
        let cancellation = change("END_CANCELLATION", &[]);
        check(&world, &cancellation, ((2024, 5, 1), (2024, 6, 1)), true);
        check(&world, &cancellation, ((2024, 6, 29), (2024, 8, 1)), true);
        check(&world, &cancellation, ((2024, 6, 30), (2024, 8, 1)), false);
    }

    #[test]
    fn a_gap_is_free_for_another_stay_and_its_edges_are_no_days_of_transfer() {
        // Covered until 30 June and from 6 July.
        let world = ChangeWorld::ibw()
            .received("2024-08-05T09:00:00+02:00")
            .after(&extension("2024-12-31"), &["CHG_EXTENSION_LATE"])
            .ended("2024-09-01", "15:00:00");
        let cancellation = change("END_CANCELLATION", &[]);
        check(&world, &cancellation, ((2024, 7, 1), (2024, 7, 5)), false);
        check(&world, &cancellation, ((2024, 6, 30), (2024, 7, 5)), true);
        check(&world, &cancellation, ((2024, 7, 1), (2024, 7, 6)), true);
    }

    #[test]
    fn a_pending_dossier_is_in_the_way_in_the_same_facility_only_and_the_table_decides_elsewhere() {
        let message = extension("2024-12-31");
        let beside = |facility, state| Stay {
            state,
            sector: sector("PVT"),
            ..stay(facility, (2024, 8, 1), (2024, 8, 31))
        };
        for (other, codes) in [
            (beside(OTHER_FACILITY, StayState::Pending), [].as_slice()),
            (beside(OTHER_FACILITY, StayState::Ended), &["CARE_CUMUL"]),
            (beside(FACILITY, StayState::Pending), &["CARE_ALREADY_OPEN"]),
        ] {
            ChangeWorld::ibw()
                .with_stays(vec![other])
                .check_refusals(&message, codes);
        }
        ChangeWorld::ibw()
            .with_law(law_with_cumulation(&[(&["IBW", "PVT"], true)]))
            .with_stays(vec![beside(OTHER_FACILITY, StayState::Accepted)])
            .check_refusals(&message, &[]);
    }

    #[test]
    fn changes_of_a_migrated_dossier_are_judged_too() {
        let world = ChangeWorld::migrated(date(2023, 9, 30));
        let other = ((2023, 9, 1), (2023, 9, 15));
        check(&world, &start_date("2021-06-01T10:00:00+02:00"), other, true);
        check(&world, &extension("2023-12-31"), other, false);
        check(&world, &extension("2023-12-31"), ((2023, 9, 1), (2023, 10, 2)), true);
        // Without a covered day nothing overlaps.
        let empty = ChangeWorld::migrated(date(2023, 3, 31));
        check(&empty, &start_date("2021-06-01T10:00:00+02:00"), other, false);
    }
}
