//! CARE_LATE: received more than the term after the start (care.md §2; IBW slides §6.2, PVT slides §2; D1).

use regulation::{CheckCode, Finding};

use crate::case::RequestContext;
use crate::days;
use crate::judge::JudgeError;

/// A note: covered from so many days before receipt.
pub const CODE: CheckCode = CheckCode::new("CARE_LATE");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let (true, Some(start), Some(first_covered)) = (case.is_normal(), case.start_day, case.first_covered_day) else {
        return Ok(());
    };
    let term_days = case.request_term_days()?;
    if days::between(start, case.received_day) > term_days {
        findings.push(
            Finding::new(CODE)
                .with("term_days", term_days)
                .with("start", start)
                .with("received", case.received_day)
                .with("covered_start", first_covered),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::fixture::{World, covered, law_with, migration_request, new_request, with};
    use crate::verdict::Outcome::Accepted;
    use serde_json::json;

    #[track_caller]
    fn check(start: &str, received: &str, covered_start: &str, codes: &[&str]) {
        let message = with(new_request(), &[("/start", json!(start))]);
        let verdict = World::ibw().received(received).check(&message, Accepted, codes);
        assert_eq!(covered(&verdict).unwrap().0, covered_start);
    }

    #[test]
    fn thirty_days_are_in_time_and_thirty_one_are_not() {
        let start = "2024-03-01T14:00:00+01:00";
        check(start, "2024-03-31T09:00:00+02:00", "2024-03-01", &[]);
        check(start, "2024-04-01T09:00:00+02:00", "2024-03-02", &["CARE_LATE"]);
        check(start, "2024-04-30T09:00:00+02:00", "2024-03-31", &["CARE_LATE"]);
        // Over 29 February.
        check(
            "2024-02-01T14:00:00+01:00",
            "2024-03-02T09:00:00+01:00",
            "2024-02-01",
            &[],
        );
        check(
            "2024-02-01T14:00:00+01:00",
            "2024-03-03T09:00:00+01:00",
            "2024-02-02",
            &["CARE_LATE"],
        );
        check(
            "2024-02-29T14:00:00+01:00",
            "2024-03-30T09:00:00+01:00",
            "2024-02-29",
            &[],
        );
    }

    #[test]
    fn days_are_those_of_brussels() {
        let start = "2024-03-01T14:00:00+01:00";
        // Half an hour before and after midnight in Brussels, in summer time since that morning.
        check(start, "2024-03-31T21:59:59Z", "2024-03-01", &[]);
        check(start, "2024-03-31T22:00:00Z", "2024-03-02", &["CARE_LATE"]);
        // The start lies on 1 March in Brussels, and still on 29 February in UTC.
        check("2024-02-29T23:00:00Z", "2024-03-31T09:00:00+02:00", "2024-03-01", &[]);
        check(
            "2024-02-29T22:59:59Z",
            "2024-03-31T09:00:00+02:00",
            "2024-03-01",
            &["CARE_LATE"],
        );
    }

    #[test]
    fn a_start_ahead_is_covered_from_the_start() {
        check(
            "2024-04-20T08:00:00+02:00",
            "2024-03-05T09:00:00+01:00",
            "2024-04-20",
            &[],
        );
    }

    #[test]
    fn the_term_is_a_parameter_and_a_migration_has_none() {
        let world = World::ibw()
            .with_law(law_with("care.request_term_days", 31))
            .received("2024-04-01T09:00:00+02:00");
        world.check(&new_request(), Accepted, &[]);
        World::pvt()
            .received("2024-06-01T09:00:00+02:00")
            .check(&migration_request(), Accepted, &[]);
    }
}
