//! 300553: the first or last day is not payable at that hour (type R; D10). Also named on a last day that is not
//! covered (fine print, "Lines"). The last day is payable at any hour when it is also the first.

use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static NOT_PAYABLE: Twin = Twin::stay_only("300553");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("300553")];

pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let Some(stay) = case.stay else { return };
    let first = stay.first_day();
    let hour = if case.day() == first {
        Some(stay.start_hour()).filter(|hour| *hour > case.terms.first_day_until)
    } else {
        stay.end()
            .filter(|(last, hour)| case.day() == *last && *hour < case.terms.last_day_from)
            .map(|(_, hour)| hour)
    };
    if let Some(hour) = hour {
        case.found(found, &NOT_PAYABLE, |finding| {
            finding.with("hour", hour.strftime("%H:%M"))
        });
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, Time, time};
    use regulation::{OverrideValue, Overrides, ParameterOverride};

    use crate::testing::*;

    fn ended(start: &str, end: &str) -> World {
        let mut world = World::ibw();
        world.stays(vec![stay(1, start, "2024-12-31")]);
        world.stay(|stay| stay.reported_end = Some(at(end)));
        world
    }

    #[test]
    fn the_last_day_is_payable_from_noon() {
        let start = "2024-03-01T10:00:00+01:00";
        ended(start, "2024-03-20T11:59:59+01:00").check(&[care("2024-03-20")], &["300553"]);
        ended(start, "2024-03-20T12:00:00+01:00").check(&[care("2024-03-20")], &[]);
        ended(start, "2024-03-20T11:59:00+01:00").check(&[care("2024-03-19")], &[]);
        // Noon in Brussels, also behind the change of the clock.
        ended(start, "2024-03-31T09:59:00Z").check(&[care("2024-03-31")], &["300553"]);
        ended(start, "2024-03-31T10:00:00Z").check(&[care("2024-03-31")], &[]);
    }

    #[test]
    fn a_cost_of_the_last_day_is_not_bound_to_the_hour() {
        ended("2024-03-01T10:00:00+01:00", "2024-03-20T08:00:00+01:00").check(&[cost("2024-03-20", 100)], &[]);
    }

    #[test]
    fn a_day_that_is_first_and_last_is_payable_at_any_hour() {
        ended("2024-03-01T08:00:00+01:00", "2024-03-01T09:00:00+01:00").check(&[care("2024-03-01")], &[]);
        ended("2024-03-01T23:59:59+01:00", "2024-03-05T12:00:00+01:00").check(&[care("2024-03-01")], &[]);
    }

    #[test]
    fn also_named_on_a_last_day_that_is_not_covered() {
        let mut world = ended("2024-03-01T10:00:00+01:00", "2024-03-20T08:00:00+01:00");
        world.stay(|stay| stay.approved = vec![period("2024-03-01", "2024-03-15")]);
        world.check(&[care("2024-03-20")], &["300548", "300553"]);
        world.check(&[care("2024-03-19")], &["300548"]);
    }

    #[test]
    fn the_hours_are_dated_data() {
        let hour = |name: &str, hour: Time, from: Date| ParameterOverride {
            name: name.to_owned(),
            sector: Some(sector("IBW")),
            from,
            value: OverrideValue::Text(hour.strftime("%H:%M").to_string()),
        };
        let mut world = ended("2024-03-01T10:01:00+01:00", "2024-03-20T12:00:00+01:00");
        let first_until = hour("billing.first_day_payable_until", time(10, 0, 0, 0), day("2024-03-01"));
        let last_from = hour("billing.last_day_payable_from", time(12, 1, 0, 0), day("2024-03-20"));
        world.law_with(&Overrides {
            parameters: vec![first_until, last_from],
            cumulation: None,
        });
        world.check(&[care("2024-03-01")], &["300553"]);
        world.check(&[care("2024-03-20")], &["300553"]);
        world.stay(|stay| stay.start = at("2024-03-01T10:00:00+01:00"));
        world.check(&[care("2024-03-01")], &[]);
        world.stay(|stay| stay.reported_end = Some(at("2024-03-20T12:01:00+01:00")));
        world.check(&[care("2024-03-20")], &[]);
    }
}
