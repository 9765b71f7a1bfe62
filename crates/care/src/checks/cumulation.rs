//! CARE_CUMUL: an accepted stay elsewhere that may not be cumulated covers the same days (care.md §2; D8; IBW
//! slides §6.2).

use identifiers::{Period, SectorCode};
use regulation::{CheckCode, Finding};

use crate::beside::Beside;
use crate::case::RequestContext;
use crate::facts::Stay;
use crate::judge::JudgeError;

/// Refuses: names the other's sector and the period it covers, never which facility it is. One finding per stay.
pub const CODE: CheckCode = CheckCode::new("CARE_CUMUL");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let (true, Some(covered)) = (case.is_normal(), case.coverage.and_then(crate::Coverage::period)) else {
        return Ok(());
    };
    findings.extend(clashes(&case.beside(), &[covered]));
    Ok(())
}

/// What there is to find of the periods that a stay here would cover.
pub(crate) fn clashes(beside: &Beside<'_>, covered: &[Period]) -> Vec<Finding> {
    let Some(first_day) = covered.iter().map(|period| period.from()).min() else {
        return Vec::new();
    };
    let elsewhere = |stay: &&Stay| stay.facility != beside.facility.id && stay.was_accepted();
    let mut clashes: Vec<_> = beside
        .stays
        .iter()
        .filter(elsewhere)
        .filter(|stay| !beside.law.may_cumulate(beside.sector, &stay.sector, first_day))
        .filter_map(|stay| stay.clash_with_any(covered).map(|days| (days, &stay.sector)))
        .collect();
    // The order of stays is the store's; that of findings must not be.
    clashes.sort_unstable();
    clashes.dedup();
    let found = |(days, sector): (Period, &SectorCode)| {
        let to = days.to().map_or_else(|| "-".to_owned(), |to| to.to_string());
        Finding::new(CODE)
            .with("sector", sector)
            .with("from", days.from())
            .with("to", to)
    };
    clashes.into_iter().map(found).collect()
}

#[cfg(test)]
mod tests {
    use crate::facts::{Stay, StayState};
    use crate::fixture::{
        FACILITY, OTHER_FACILITY, World, covered, law_with_cumulation, migration_request, new_request, sector, stay,
    };
    use crate::verdict::Outcome::{Accepted, Refused};

    fn elsewhere(from: (i16, i8, i8), to: (i16, i8, i8)) -> Stay {
        Stay {
            sector: sector("PVT"),
            ..stay(OTHER_FACILITY, from, to)
        }
    }

    #[test]
    fn a_day_of_transfer_may_be_shared_and_no_other() {
        for (other, clashes) in [
            (elsewhere((2024, 1, 1), (2024, 2, 29)), false),
            (elsewhere((2024, 1, 1), (2024, 3, 1)), false),
            (elsewhere((2024, 1, 1), (2024, 3, 2)), true),
            (elsewhere((2024, 6, 1), (2024, 6, 1)), true),
            (elsewhere((2024, 12, 30), (2025, 6, 30)), true),
            (elsewhere((2024, 12, 31), (2025, 6, 30)), false),
            (elsewhere((2025, 1, 1), (2025, 6, 30)), false),
        ] {
            for state in [StayState::Accepted, StayState::Ended] {
                let world = World::ibw().with_stays(vec![Stay { state, ..other.clone() }]);
                match clashes {
                    true => world.check(&new_request(), Refused, &["CARE_CUMUL"]),
                    false => world.check(&new_request(), Accepted, &[]),
                };
            }
            let pending = Stay {
                state: StayState::Pending,
                ..other.clone()
            };
            World::ibw()
                .with_stays(vec![pending])
                .check(&new_request(), Accepted, &[]);
        }
    }

    #[test]
    fn only_covered_days_count() {
        // It started on 20 February, but is covered from 10 March: late here, and so after the other.
        let message = crate::fixture::with(
            new_request(),
            &[("/start", serde_json::json!("2024-02-20T10:00:00+01:00"))],
        );
        let world = World::ibw()
            .received("2024-04-09T09:00:00+02:00")
            .with_stays(vec![elsewhere((2024, 1, 1), (2024, 3, 10))]);
        let verdict = world.check(&message, Accepted, &["CARE_LATE"]);
        assert_eq!(covered(&verdict).unwrap().0, "2024-03-10");
        let empty = Stay {
            covered: Vec::new(),
            ..elsewhere((2024, 1, 1), (2024, 12, 31))
        };
        World::ibw()
            .with_stays(vec![empty])
            .check(&new_request(), Accepted, &[]);
    }

    #[test]
    fn the_table_decides_and_what_it_does_not_name_is_not_allowed() {
        let other = || vec![elsewhere((2024, 1, 1), (2024, 12, 31))];
        let may = law_with_cumulation(&[(&["IBW", "PVT"], true)]);
        World::ibw()
            .with_law(may.clone())
            .with_stays(other())
            .check(&new_request(), Accepted, &[]);
        let unnamed = Stay {
            sector: sector("WZC"),
            ..elsewhere((2024, 1, 1), (2024, 12, 31))
        };
        World::ibw()
            .with_law(may)
            .with_stays(vec![unnamed])
            .check(&new_request(), Refused, &["CARE_CUMUL"]);
        // Two facilities of one sector, by the default table.
        let ibw = stay(OTHER_FACILITY, (2024, 1, 1), (2024, 12, 31));
        World::ibw()
            .with_stays(vec![ibw])
            .check(&new_request(), Refused, &["CARE_CUMUL"]);
    }

    #[test]
    fn names_sector_and_dates_of_each_stay_in_order() {
        let stays = vec![
            elsewhere((2024, 8, 1), (2024, 8, 31)),
            elsewhere((2024, 4, 1), (2024, 4, 30)),
        ];
        let verdict = World::ibw()
            .with_stays(stays)
            .check(&new_request(), Refused, &["CARE_CUMUL"]);
        let facts: Vec<String> = verdict
            .findings
            .iter()
            .map(|f| f.facts.iter().map(|(_, v)| v).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(facts, ["2024-04-01 PVT 2024-04-30", "2024-08-01 PVT 2024-08-31"]);
    }

    #[test]
    fn neither_the_same_facility_nor_a_migration_is_judged() {
        let own = stay(FACILITY, (2024, 1, 1), (2024, 12, 31));
        assert!(
            !World::ibw()
                .with_stays(vec![own])
                .judge(&new_request())
                .findings
                .iter()
                .any(|f| f.code == super::CODE)
        );
        let world = World::pvt().with_stays(vec![elsewhere((2023, 1, 1), (2023, 12, 31))]);
        world.check(&migration_request(), Accepted, &[]);
    }
}
