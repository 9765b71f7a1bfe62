//! CHG_NOT_ENDED: an END_CHANGE or END_CANCELLATION without an accepted END (care.md §3; IBW slides §6.3).

use regulation::{CheckCode, Finding};

use crate::change_case::ChangeContext;

/// Refuses.
pub const CODE: CheckCode = CheckCode::new("CHG_NOT_ENDED");

pub(crate) fn check(case: &ChangeContext<'_>, findings: &mut Vec<Finding>) {
    if case.dossier.reported_end().is_none() {
        findings.push(Finding::new(CODE));
    }
}

#[cfg(test)]
mod tests {
    use crate::change_fixture::{ChangeWorld, change, end};
    use crate::fixture::{OTHER_FACILITY, stay};

    #[test]
    fn there_must_be_an_end_to_change_or_to_cancel() {
        let cancellation = change("END_CANCELLATION", &[]);
        let end_change = end("END_CHANGE", "2024-04-30T15:00:00+02:00");
        let world = ChangeWorld::ibw().received("2024-05-02T09:00:00+02:00");
        world.check_refusals(&cancellation, &["CHG_NOT_ENDED"]);
        world.check_refusals(&end_change, &["CHG_NOT_ENDED"]);
        let ended = world.ended("2024-05-01", "15:00:00");
        ended.check_refusals(&end_change, &[]);
        ended.check_refusals(&cancellation, &[]);
        // Cancelled once, there is none left.
        ended
            .after(&cancellation, &[])
            .check_refusals(&cancellation, &["CHG_NOT_ENDED"]);
    }

    #[test]
    fn reaching_the_approved_end_ends_nothing() {
        let world = ChangeWorld::ibw().received("2024-08-01T09:00:00+02:00");
        world.check_refusals(&change("END_CANCELLATION", &[]), &["CHG_NOT_ENDED"]);
    }

    #[test]
    fn overlaps_of_a_changed_end_are_judged_all_the_same() {
        let world = ChangeWorld::ibw()
            .received("2024-05-02T09:00:00+02:00")
            .with_stays(vec![stay(OTHER_FACILITY, (2024, 4, 1), (2024, 4, 10))]);
        world.check_refusals(
            &end("END_CHANGE", "2024-04-30T15:00:00+02:00"),
            &["CHG_NOT_ENDED", "CARE_CUMUL"],
        );
        world.check_refusals(&end("END_CHANGE", "2024-04-01T15:00:00+02:00"), &["CHG_NOT_ENDED"]);
    }
}
