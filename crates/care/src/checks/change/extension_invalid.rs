//! CHG_EXTENSION_INVALID: an extension that adds no day: it does not end after the current end, or before its first
//! covered day (care.md §3; D16; fine print, "Changes").

use jiff::civil::Date;
use regulation::{CheckCode, Finding};

use crate::change_case::ChangeContext;

/// Refuses.
pub const CODE: CheckCode = CheckCode::new("CHG_EXTENSION_INVALID");

/// Of an extension that adds no day.
pub(crate) fn check(case: &ChangeContext<'_>, end: Date, findings: &mut Vec<Finding>) {
    findings.push(
        Finding::new(CODE)
            .with("end", end)
            .with("current_end", case.dossier.approved_end()),
    );
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use registers::AffiliationObligation::Forbidden;

    use crate::change_fixture::{ChangeWorld, covered, extension};
    use crate::fixture::{FACILITY, person, stay};
    use crate::verdict::Outcome::Accepted;

    #[test]
    fn it_ends_after_the_current_end() {
        let verdict = ChangeWorld::ibw().check(&extension("2024-07-01"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-03-01..2024-07-01"));
        for end in ["2024-06-30", "2024-06-29", "2023-01-01"] {
            ChangeWorld::ibw().check_refusals(&extension(end), &["CHG_EXTENSION_INVALID"]);
        }
    }

    #[test]
    fn it_does_not_end_before_its_first_covered_day() {
        // Received on 5 August: covered from 6 July.
        let late = ChangeWorld::ibw().received("2024-08-05T09:00:00+02:00");
        late.check(&extension("2024-07-06"), Accepted, &["CHG_EXTENSION_LATE"]);
        late.check_refusals(
            &extension("2024-07-05"),
            &["CHG_EXTENSION_INVALID", "CHG_EXTENSION_LATE"],
        );
        late.check_refusals(
            &extension("2024-07-01"),
            &["CHG_EXTENSION_INVALID", "CHG_EXTENSION_LATE"],
        );
        // Not after the current end: whether it came late is not named.
        late.check_refusals(&extension("2024-06-30"), &["CHG_EXTENSION_INVALID"]);
    }

    #[test]
    fn nothing_else_is_judged_of_it() {
        let mut world = ChangeWorld::ibw().with_stays(vec![stay(FACILITY, (2024, 7, 1), (2024, 7, 31))]);
        world.person = Some(person(Forbidden, None));
        world.facility.recognitions.clear();
        world.check_refusals(&extension("2024-06-30"), &["CHG_EXTENSION_INVALID"]);
    }

    #[test]
    fn a_migrated_dossier_without_covered_day_is_extended_from_the_cut_over() {
        let empty = ChangeWorld::migrated(date(2023, 3, 31));
        let verdict = empty.check(&extension("2023-04-01"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2023-04-01..2023-04-01"));
        empty.check_refusals(&extension("2023-03-31"), &["CHG_EXTENSION_INVALID"]);
    }
}
