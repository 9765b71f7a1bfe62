//! MIG_DUPLICATE: the same facility already migrated this stay of the person (care.md §4).
//!
//! A pending migration counts; starts are compared by day (fine print, "Requests"). A start that was moved since is known
//! by both of its days: the file with migrated dossiers may be sent again (care.md §4).

use regulation::{CheckCode, Finding};

use crate::case::RequestContext;
use crate::judge::JudgeError;

/// Refuses.
pub const CODE: CheckCode = CheckCode::new("MIG_DUPLICATE");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let (true, Some(start)) = (case.is_migration(), case.start_day) else {
        return Ok(());
    };
    let facility = case.facts.facility.id;
    let already = |stay: &crate::Stay| stay.migration && stay.facility == facility && stay.began_on(start);
    if case.facts.stays.iter().any(already) {
        findings.push(Finding::new(CODE).with("start", start));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use identifiers::FacilityId;

    use crate::facts::{Stay, StayState};
    use crate::fixture::{FACILITY, OTHER_FACILITY, World, at, migration_request, stay};
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn the_same_facility_and_day_once() {
        let migrated = Stay {
            migration: true,
            start: at("2021-05-03T23:00:00+02:00"),
            ..stay(FACILITY, (2023, 4, 1), (2023, 9, 30))
        };
        for state in [StayState::Pending, StayState::Accepted, StayState::Ended] {
            let world = World::pvt().with_stays(vec![Stay {
                state,
                ..migrated.clone()
            }]);
            world.check(&migration_request(), Refused, &["MIG_DUPLICATE"]);
        }
        for other in [
            Stay {
                start: at("2021-05-04T00:00:00+02:00"),
                ..migrated.clone()
            },
            Stay {
                facility: FacilityId(OTHER_FACILITY),
                ..migrated.clone()
            },
            Stay {
                migration: false,
                ..migrated
            },
        ] {
            World::pvt()
                .with_stays(vec![other])
                .check(&migration_request(), Accepted, &[]);
        }
    }

    #[test]
    fn a_start_that_was_moved_is_known_by_both_of_its_days() {
        let moved = |requested: &str, start: &str| Stay {
            migration: true,
            start: at(start),
            requested_start: Some(at(requested)),
            ..stay(FACILITY, (2023, 4, 1), (2023, 9, 30))
        };
        let (own, other) = ("2021-05-03T10:00:00+02:00", "2021-05-10T10:00:00+02:00");
        for (requested, start) in [(own, other), (other, own)] {
            let world = World::pvt().with_stays(vec![moved(requested, start)]);
            world.check(&migration_request(), Refused, &["MIG_DUPLICATE"]);
        }
        let world = World::pvt().with_stays(vec![moved(other, other)]);
        world.check(&migration_request(), Accepted, &[]);
    }
}
