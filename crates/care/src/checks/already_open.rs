//! CARE_ALREADY_OPEN: the same facility has a dossier of the person that covers the same days (care.md §2).
//!
//! Pending ones count by the days they would cover. Ended ones count too: their covered days remain theirs.

use identifiers::Period;
use regulation::{CheckCode, Finding};

use crate::beside::Beside;
use crate::case::RequestContext;
use crate::judge::JudgeError;

/// Refuses: names the period that is covered. One finding per dossier.
pub const CODE: CheckCode = CheckCode::new("CARE_ALREADY_OPEN");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let (true, Some(covered)) = (case.is_normal(), case.coverage.and_then(crate::Coverage::period)) else {
        return Ok(());
    };
    findings.extend(clashes(&case.beside(), &[covered]));
    Ok(())
}

/// What there is to find of the periods that a dossier here would cover.
pub(crate) fn clashes(beside: &Beside<'_>, covered: &[Period]) -> Vec<Finding> {
    let mut clashes: Vec<_> = beside
        .stays
        .iter()
        .filter(|stay| stay.facility == beside.facility.id)
        .filter_map(|stay| stay.clash_with_any(covered))
        .collect();
    clashes.sort_unstable();
    clashes.dedup();
    let found = |days: Period| {
        let to = days.to().map_or_else(|| "-".to_owned(), |to| to.to_string());
        Finding::new(CODE).with("from", days.from()).with("to", to)
    };
    clashes.into_iter().map(found).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::facts::{Stay, StayState};
    use crate::fixture::{FACILITY, World, new_request, stay, with};
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn the_same_facility_covers_a_day_once() {
        let follow_up = with(new_request(), &[("/requestType", json!("FOLLOW_UP"))]);
        for (from, to, is_open) in [
            ((2024, 1, 1), (2024, 2, 29), false),
            ((2024, 1, 1), (2024, 3, 1), false), // the day one ends and the next begins
            ((2024, 1, 1), (2024, 3, 2), true),
            ((2024, 1, 1), (2024, 12, 31), true),
        ] {
            for state in [StayState::Accepted, StayState::Ended] {
                let world = World::ibw().with_stays(vec![Stay {
                    state,
                    ..stay(FACILITY, from, to)
                }]);
                match is_open {
                    true => world.check(&follow_up, Refused, &["CARE_ALREADY_OPEN"]),
                    false => world.check(&follow_up, Accepted, &[]),
                };
            }
            // A pending one is in the way, but is no stay that a follow-up follows on.
            let world = World::ibw().with_stays(vec![Stay {
                state: StayState::Pending,
                ..stay(FACILITY, from, to)
            }]);
            match is_open {
                true => world.check(&new_request(), Refused, &["CARE_ALREADY_OPEN"]),
                false => world.check(&new_request(), Accepted, &[]),
            };
        }
    }

    #[test]
    fn a_later_stay_is_in_the_way_too() {
        for (from, is_open) in [((2024, 12, 30), true), ((2024, 12, 31), false)] {
            let world = World::ibw().with_stays(vec![stay(FACILITY, from, (2025, 6, 30))]);
            match is_open {
                true => world.check(&new_request(), Refused, &["CARE_ALREADY_OPEN"]),
                false => world.check(&new_request(), Accepted, &[]),
            };
        }
    }

    #[test]
    fn a_new_request_during_a_stay_is_also_of_the_wrong_type() {
        let world = World::ibw().with_stays(vec![stay(FACILITY, (2024, 1, 1), (2024, 12, 31))]);
        world.check(
            &new_request(),
            Refused,
            &["CARE_ALREADY_OPEN", "CARE_SHOULD_BE_FOLLOW_UP"],
        );
    }
}
