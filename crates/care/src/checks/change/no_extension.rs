//! CHG_NO_EXTENSION: there is no accepted extension to take back (care.md §3; IBW slides §6.3).

use regulation::{CheckCode, Finding};

use crate::change_case::ChangeContext;

/// Refuses.
pub const CODE: CheckCode = CheckCode::new("CHG_NO_EXTENSION");

pub(crate) fn check(case: &ChangeContext<'_>, findings: &mut Vec<Finding>) {
    if !case.dossier.is_extended() {
        findings.push(Finding::new(CODE));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::change_fixture::{ChangeWorld, change, covered, extension};
    use crate::verdict::Outcome::Accepted;

    #[test]
    fn extensions_are_taken_back_from_the_last_on_and_the_request_never() {
        let cancellation = change("EXTENSION_CANCELLATION", &[]);
        let world = ChangeWorld::ibw();
        world.check_refusals(&cancellation, &["CHG_NO_EXTENSION"]);
        let twice = world
            .after(&extension("2024-09-30"), &[])
            .after(&extension("2024-12-31"), &[]);
        let verdict = twice.check(&cancellation, Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-03-01..2024-09-30"));
        let once = twice.after(&cancellation, &[]);
        let verdict = once.check(&cancellation, Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-03-01..2024-06-30"));
        let none = once.after(&cancellation, &[]);
        none.check_refusals(&cancellation, &["CHG_NO_EXTENSION"]);
    }

    #[test]
    fn nothing_else_is_judged_without_one() {
        let world = ChangeWorld::ibw().billed(&[(date(2024, 7, 1), date(2024, 7, 1))]);
        world.check_refusals(&change("EXTENSION_CANCELLATION", &[]), &["CHG_NO_EXTENSION"]);
    }
}
