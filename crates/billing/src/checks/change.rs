//! P30001: a change of the dossier is in beraad or queued, and the day's coverage would differ if it alone were accepted
//! on the dossier as it stands (type P, billing.md §2). A queued change counts even if it would be refused (fine print,
//! "Lines").

use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static UNDER_WAY: Twin = Twin::both("P30001", "P30001");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("P30001")];

pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    if case.stay.is_some_and(|stay| stay.may_change(case.day())) {
        case.found(found, &UNDER_WAY, |finding| finding);
    }
}

#[cfg(test)]
mod tests {
    use crate::Outcome;
    use crate::testing::*;

    #[test]
    fn days_that_a_change_would_cover_otherwise_wait() {
        let mut world = World::ibw();
        world.stay(|stay| stay.if_accepted = vec![vec![period("2024-03-01", "2024-03-10")]]);
        world.check(&[care("2024-03-10")], &[]);
        let verdict = world.check(&[care("2024-03-11"), cost("2024-03-11", 100)], &["P30001"]);
        assert_eq!((verdict.open_lines, verdict.outcome), (2, Outcome::InReview));
        // Two changes that wait: each is looked at alone.
        world.stay(|stay| stay.if_accepted.push(vec![period("2024-03-05", "2024-12-31")]));
        world.check(&[care("2024-03-05")], &[]);
        world.check(&[care("2024-03-04")], &["P30001"]);
    }

    #[test]
    fn a_day_that_is_not_covered_and_might_be_is_refused_and_both_are_named() {
        let mut world = World::ibw();
        world.stay(|stay| {
            stay.approved = vec![period("2024-03-01", "2024-03-20")];
            stay.if_accepted = vec![vec![period("2024-03-01", "2024-03-31")]];
        });
        let verdict = world.check(&[care("2024-03-21")], &["300548", "P30001"]);
        assert_eq!(verdict.open_lines, 0);
    }
}
