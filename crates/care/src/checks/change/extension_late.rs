//! CHG_EXTENSION_LATE: an extension that came more than thirty days after its first day, and so covers from thirty
//! days before receipt; the gap stays uncovered (care.md §3; D1; D16).

use jiff::civil::Date;
use regulation::{CheckCode, Finding};

use crate::change::extension::ExtensionDays;
use crate::change_case::ChangeContext;

/// A note: names the first covered day.
pub const CODE: CheckCode = CheckCode::new("CHG_EXTENSION_LATE");

/// Named only of an end after the current one (fine print, "Changes").
pub(crate) fn check(case: &ChangeContext<'_>, days: &ExtensionDays, end: Date, findings: &mut Vec<Finding>) {
    if days.is_late && end > case.dossier.approved_end() {
        findings.push(
            Finding::new(CODE)
                .with("first_day", days.first_day)
                .with("received", case.received_day)
                .with("term_days", days.term_days)
                .with("covered_start", days.covered_from),
        );
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::change_fixture::{ChangeWorld, covered, end, extension};
    use crate::fixture::law_with;
    use crate::verdict::Outcome::Accepted;

    fn gaps(world: &ChangeWorld) -> Vec<String> {
        let dossier = world.dossier.as_ref().unwrap();
        dossier.uncovered().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn day_thirty_after_its_first_day_is_in_time_and_day_thirty_one_is_not() {
        // Its first day is 1 July.
        let message = extension("2024-12-31");
        for (received, notes, uncovered) in [
            ("2024-03-20T09:00:00+01:00", [].as_slice(), [].as_slice()),
            ("2024-07-31T23:59:59+02:00", &[], &[]),
            (
                "2024-08-01T00:00:00+02:00",
                &["CHG_EXTENSION_LATE"],
                &["2024-07-01..2024-07-01"],
            ),
            (
                "2024-08-10T09:00:00+02:00",
                &["CHG_EXTENSION_LATE"],
                &["2024-07-01..2024-07-10"],
            ),
        ] {
            let world = ChangeWorld::ibw().received(received);
            let verdict = world.check(&message, Accepted, notes);
            assert_eq!(covered(&verdict).as_deref(), Some("2024-03-01..2024-12-31"));
            assert_eq!(gaps(&world.after(&message, notes)), uncovered, "{received}");
        }
        ChangeWorld::ibw()
            .with_law(law_with("care.extension_term_days", 31))
            .received("2024-08-01T09:00:00+02:00")
            .check(&message, Accepted, &[]);
    }

    #[test]
    fn of_a_migrated_dossier_without_covered_day_its_first_day_is_the_cut_over() {
        let empty = || ChangeWorld::migrated(date(2023, 3, 31));
        let message = extension("2023-12-31");
        let in_time = empty().received("2023-05-01T09:00:00+02:00");
        let verdict = in_time.check(&message, Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2023-04-01..2023-12-31"));
        let late = empty().received("2023-05-02T09:00:00+02:00");
        let verdict = late.check(&message, Accepted, &["CHG_EXTENSION_LATE"]);
        assert_eq!(covered(&verdict).as_deref(), Some("2023-04-02..2023-12-31"));
        // What lies before the first covered day is no gap.
        assert!(gaps(&late.after(&message, &["CHG_EXTENSION_LATE"])).is_empty());
    }

    #[test]
    fn a_gap_goes_when_the_stay_ends_before_it() {
        let world = ChangeWorld::ibw()
            .received("2024-08-10T09:00:00+02:00")
            .after(&extension("2024-12-31"), &["CHG_EXTENSION_LATE"]);
        let ended = world.after(&end("END", "2024-07-05T15:00:00+02:00"), &[]);
        assert!(gaps(&ended).is_empty());
        let dossier = ended.dossier.unwrap();
        assert_eq!(dossier.ends_on(), date(2024, 7, 5));
        assert_eq!(dossier.coverage().end(), date(2024, 6, 30));
    }
}
