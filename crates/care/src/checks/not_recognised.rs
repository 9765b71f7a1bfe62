//! CARE_FACILITY_NOT_RECOGNISED: no recognition in the sector on the first covered day (care.md §2; IBW slides §6.2).

use jiff::civil::Date;
use regulation::{CheckCode, Finding};

use crate::beside::Beside;
use crate::case::RequestContext;
use crate::judge::JudgeError;

/// Refuses.
pub const CODE: CheckCode = CheckCode::new("CARE_FACILITY_NOT_RECOGNISED");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    findings.extend(case.first_covered_day.and_then(|day| finding(&case.beside(), day)));
    Ok(())
}

/// What there is to find on a day.
pub(crate) fn finding(beside: &Beside<'_>, day: Date) -> Option<Finding> {
    let found = || Finding::new(CODE).with("sector", beside.sector).with("day", day);
    (!beside.facility.recognised_on(day)).then(found)
}

#[cfg(test)]
mod tests {
    use identifiers::Period;
    use jiff::civil::date;
    use registers::Recognition;
    use serde_json::json;

    use crate::fixture::{World, migration_request, new_request, sector, with};
    use crate::verdict::Outcome::{Accepted, Refused};

    fn recognised(code: &str, from: jiff::civil::Date, to: jiff::civil::Date) -> Vec<Recognition> {
        vec![Recognition {
            sector: sector(code),
            period: Period::between(from, to).unwrap(),
            places: 1,
        }]
    }

    #[test]
    fn on_the_first_covered_day_alone() {
        let mut world = World::ibw();
        for (from, to, is_recognised) in [
            (date(2024, 3, 1), date(2024, 3, 1), true),
            (date(2024, 3, 2), date(2024, 12, 31), false),
            (date(2020, 1, 1), date(2024, 2, 29), false),
        ] {
            world.facility.recognitions = recognised("IBW", from, to);
            match is_recognised {
                true => world.check(&new_request(), Accepted, &[]),
                false => world.check(&new_request(), Refused, &["CARE_FACILITY_NOT_RECOGNISED"]),
            };
        }
        world.facility.recognitions = recognised("PVT", date(2015, 1, 1), date(2030, 1, 1));
        world.check(&new_request(), Refused, &["CARE_FACILITY_NOT_RECOGNISED"]);
        // Which day that is, this message does not tell.
        world.check(
            &with(new_request(), &[("/start", json!("soon"))]),
            Refused,
            &["CARE_VALUE_INVALID"],
        );
    }

    #[test]
    fn of_a_migration_on_the_day_the_sector_joined() {
        let mut world = World::pvt();
        world.facility.recognitions = recognised("PVT", date(2023, 4, 1), date(2023, 4, 1));
        world.check(&migration_request(), Accepted, &[]);
        world.facility.recognitions = recognised("PVT", date(2015, 1, 1), date(2023, 3, 31));
        world.check(&migration_request(), Refused, &["CARE_FACILITY_NOT_RECOGNISED"]);
    }
}
