//! CHG_ALREADY_ENDED: an END or an EXTENSION after an accepted END (care.md §3; IBW slides §6.3).
//!
//! On an extension it stands with no other rule of the extension (fine print, "Changes").

use regulation::{CheckCode, Finding};

use crate::change_case::ChangeContext;
use crate::shown;

/// Refuses: names the end that was reported.
pub const CODE: CheckCode = CheckCode::new("CHG_ALREADY_ENDED");

pub(crate) fn check(case: &ChangeContext<'_>, findings: &mut Vec<Finding>) {
    if let Some(end) = case.dossier.reported_end() {
        findings.push(Finding::new(CODE).with("end", shown::moment(end.at)));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use registers::AffiliationObligation::Forbidden;

    use crate::change_fixture::{ChangeWorld, change, end, extension};
    use crate::fixture::{OTHER_FACILITY, person, stay};

    #[test]
    fn an_end_is_accepted_once_and_again_after_its_cancellation() {
        let world = ChangeWorld::ibw().ended("2024-05-01", "15:00:00");
        world.check_refusals(&end("END", "2024-04-20T15:00:00+02:00"), &["CHG_ALREADY_ENDED"]);
        let again = world.after(&change("END_CANCELLATION", &[]), &[]);
        again.check_refusals(&end("END", "2024-04-20T15:00:00+02:00"), &[]);
    }

    #[test]
    fn the_other_rules_of_an_end_stand_beside_it() {
        let world = ChangeWorld::ibw().ended("2024-05-01", "15:00:00");
        world.check_refusals(
            &end("END", "2024-05-01T20:00:01+02:00"),
            &["CHG_ALREADY_ENDED", "CHG_END_IN_FUTURE"],
        );
    }

    #[test]
    fn on_an_extension_it_stands_alone() {
        let mut world = ChangeWorld::ibw().ended("2024-05-01", "15:00:00").with_stays(vec![stay(
            OTHER_FACILITY,
            (2024, 7, 1),
            (2024, 7, 31),
        )]);
        world.person = Some(person(Forbidden, None));
        for until in ["2024-12-31", "2024-06-30", "2024-01-01"] {
            world.check_refusals(&extension(until), &["CHG_ALREADY_ENDED"]);
        }
        // Six days after closing it also waits for the fund, which a refusal outweighs.
        let late = world.received("2024-05-07T09:00:00+02:00");
        late.check_refusals(&extension("2024-12-31"), &["CHG_ALREADY_ENDED", "CHG_LATE_ADJUSTMENT"]);
        assert_eq!(late.dossier.unwrap().closed_on(), Some(date(2024, 5, 1)));
    }
}
