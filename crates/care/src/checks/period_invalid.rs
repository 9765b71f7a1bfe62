//! CARE_PERIOD_INVALID: the end lies before the first covered day, or past the longest period of the sector
//! (care.md §2; D8).

use jiff::civil::Date;
use regulation::{CheckCode, Finding, parameter};

use crate::case::RequestContext;
use crate::days;
use crate::judge::JudgeError;

/// Refuses.
pub const CODE: CheckCode = CheckCode::new("CARE_PERIOD_INVALID");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let (true, Some(first), Some(end)) = (
        case.is_normal(),
        case.first_covered_day,
        case.values.requested_end.known(),
    ) else {
        return Ok(());
    };
    let max_days = case
        .law
        .optional_integer(parameter::MAX_PERIOD_DAYS, Some(&case.sector.code), first)?;
    // Both ends count: from a day to itself is one day.
    let asked_days = days::between(first, end).saturating_add(1);
    if asked_days < 1 || max_days.is_some_and(|max| asked_days > max) {
        findings.push(finding(first, end, max_days));
    }
    Ok(())
}

/// What is found of a period that begins on `first` and ends on `end`; `max_days` when a longest one counts.
pub(crate) fn finding(first: Date, end: Date, max_days: Option<i64>) -> Finding {
    let max_days = max_days.map_or_else(|| "-".to_owned(), |max| max.to_string());
    Finding::new(CODE)
        .with("requested_end", end)
        .with("covered_start", first)
        .with("max_days", max_days)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::fixture::{World, covered, law_with, new_request, with};
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn the_end_may_be_the_first_covered_day_and_not_the_day_before() {
        let until = |end: &str| with(new_request(), &[("/requestedEnd", json!(end))]);
        let verdict = World::ibw().check(&until("2024-03-01"), Accepted, &[]);
        assert_eq!(
            covered(&verdict),
            Some(("2024-03-01".to_owned(), "2024-03-01".to_owned()))
        );
        let verdict = World::ibw().check(&until("2024-02-29"), Refused, &["CARE_PERIOD_INVALID"]);
        assert_eq!((verdict.covered(), verdict.would_cover), (None, None));
        // Late: covered from 2024-03-11.
        let late = World::ibw().received("2024-04-10T09:00:00+02:00");
        late.check(&until("2024-03-11"), Accepted, &["CARE_LATE"]);
        late.check(&until("2024-03-10"), Refused, &["CARE_LATE", "CARE_PERIOD_INVALID"]);
    }

    #[test]
    fn both_ends_count_in_the_longest_period() {
        let until = |end: &str| with(new_request(), &[("/requestedEnd", json!(end))]);
        let world = World::ibw().with_law(law_with("care.max_period_days", 365));
        world.check(&until("2025-02-28"), Accepted, &[]);
        world.check(&until("2025-03-01"), Refused, &["CARE_PERIOD_INVALID"]);
        // Counted from the first covered day, 2024-03-02, not from the start.
        let late = World::ibw()
            .with_law(law_with("care.max_period_days", 365))
            .received("2024-04-01T09:00:00+02:00");
        late.check(&until("2025-03-01"), Accepted, &["CARE_LATE"]);
        late.check(&until("2025-03-02"), Refused, &["CARE_LATE", "CARE_PERIOD_INVALID"]);
        World::ibw().check(&until("2099-12-31"), Accepted, &[]);
    }
}
