//! CARE_SHOULD_BE_FOLLOW_UP and CARE_SHOULD_BE_NEW: the type of request does not fit the last stay in the same
//! facility (care.md §2; IBW slides §6.2; D13).
//!
//! A stay ends at the end of its coverage, also without END, and only stays that began on or before the start
//! count (fine print, "Requests"). Of every start exactly one type is right: a stay that still goes on at the
//! start ended at most 90 days before it. A request in beraad is no stay.

use jiff::civil::Date;
use regulation::{CheckCode, Finding, parameter};

use crate::beside::Beside;
use crate::case::RequestContext;
use crate::days;
use crate::judge::JudgeError;
use crate::terms::RequestType;

/// Refuses a NEW within the term after the last stay.
pub const SHOULD_BE_FOLLOW_UP: CheckCode = CheckCode::new("CARE_SHOULD_BE_FOLLOW_UP");
/// Refuses a FOLLOW_UP without a stay in the term before.
pub const SHOULD_BE_NEW: CheckCode = CheckCode::new("CARE_SHOULD_BE_NEW");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    // Without a person nothing is known of stays: the check is skipped (care.md §2).
    let (true, Some(_), Some(start), Some(first_covered), Some(sent_as)) = (
        case.is_normal(),
        case.values.ssin.known(),
        case.start_day,
        case.first_covered_day,
        case.values.request_type.known(),
    ) else {
        return Ok(());
    };
    findings.extend(finding(&case.beside(), sent_as, start, first_covered)?);
    Ok(())
}

/// What there is to find of a stay of that type that begins on `start` and is covered from `first_covered`.
pub(crate) fn finding(
    beside: &Beside<'_>,
    sent_as: RequestType,
    start: Date,
    first_covered: Date,
) -> Result<Option<Finding>, JudgeError> {
    let term_days = beside.days_parameter(parameter::FOLLOW_UP_DAYS, first_covered)?;
    let last_end = beside
        .stays
        .iter()
        .filter(|stay| stay.facility == beside.facility.id && stay.was_accepted() && stay.start_day() <= start)
        .map(|stay| stay.ends_on)
        .max();
    let follows = last_end.is_some_and(|end| days::between(end, start) <= term_days);
    let code = match (sent_as, follows) {
        (RequestType::New, true) => SHOULD_BE_FOLLOW_UP,
        (RequestType::FollowUp, false) => SHOULD_BE_NEW,
        (RequestType::New, false) | (RequestType::FollowUp, true) => return Ok(None),
    };
    let last_end = last_end.map_or_else(|| "-".to_owned(), |end| end.to_string());
    Ok(Some(
        Finding::new(code)
            .with("follow_up_days", term_days)
            .with("last_end", last_end),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::facts::{Stay, StayState};
    use crate::fixture::{FACILITY, OTHER_FACILITY, World, law_with, migration_request, new_request, stay, with};
    use crate::verdict::Outcome::{Accepted, Refused};

    /// Judges both types of a request from 2024-06-30 on: exactly one of them fits.
    #[track_caller]
    fn check(world: World, follow_up_fits: bool) {
        let world = world.received("2024-06-30T12:00:00+02:00");
        let start = ("/start", json!("2024-06-30T10:00:00+02:00"));
        let new = with(new_request(), std::slice::from_ref(&start));
        let follow_up = with(
            new.clone(),
            &[("/requestType", json!("FOLLOW_UP")), ("/medicalReport", Value::Null)],
        );
        if follow_up_fits {
            world.check(&new, Refused, &["CARE_SHOULD_BE_FOLLOW_UP"]);
            world.check(&follow_up, Accepted, &[]);
        } else {
            world.check(&new, Accepted, &[]);
            world.check(&follow_up, Refused, &["CARE_SHOULD_BE_NEW"]);
        }
    }

    #[test]
    fn ninety_days_decide() {
        let ended = |to| World::ibw().with_stays(vec![stay(FACILITY, (2024, 1, 2), to)]);
        check(World::ibw(), false);
        check(ended((2024, 3, 31)), false); // 91 days
        check(ended((2024, 4, 1)), true); // 90 days
        check(ended((2024, 6, 29)), true);
        check(ended((2024, 6, 30)), true);
        let by_law = ended((2024, 3, 31)).with_law(law_with("care.follow_up_days", 91));
        check(by_law, true);
    }

    #[test]
    fn of_all_stays_in_the_same_facility_the_last_counts() {
        let old = stay(FACILITY, (2023, 1, 1), (2023, 6, 30));
        let last = stay(FACILITY, (2024, 1, 2), (2024, 4, 1));
        let elsewhere = stay(OTHER_FACILITY, (2024, 4, 2), (2024, 6, 20));
        check(World::ibw().with_stays(vec![old.clone(), elsewhere.clone()]), false);
        check(World::ibw().with_stays(vec![last.clone(), old, elsewhere]), true);
        // Decided is what counts; a stay that only would be covered is none yet.
        check(
            World::ibw().with_stays(vec![Stay {
                state: StayState::Pending,
                ..last.clone()
            }]),
            false,
        );
        check(
            World::ibw().with_stays(vec![Stay {
                state: StayState::Ended,
                ..last
            }]),
            true,
        );
    }

    #[test]
    fn stays_that_began_after_the_start_do_not_count() {
        let later = |day: i8| stay(FACILITY, (2025, 1, day), (2025, 6, 30));
        check(World::ibw().with_stays(vec![later(1)]), false);
        // A migrated stay without covered day ended the day before the sector joined.
        let mut empty = stay(FACILITY, (2023, 5, 1), (2024, 4, 1));
        empty.covered.clear();
        check(World::ibw().with_stays(vec![empty]), true);
    }

    #[test]
    fn without_a_person_it_is_skipped() {
        let follow_up = [("/requestType", json!("FOLLOW_UP")), ("/medicalReport", Value::Null)];
        let unreadable = |ssin| with(with(new_request(), &follow_up), &[("/ssin", ssin)]);
        World::ibw().check(&unreadable(json!("85073003329")), Refused, &["CARE_VALUE_INVALID"]);
        World::ibw().check(&unreadable(Value::Null), Refused, &["CARE_INCOMPLETE"]);
    }

    #[test]
    fn a_migration_is_not_judged() {
        let world = World::pvt();
        let follow_up = [
            ("/requestType", json!("FOLLOW_UP")),
            ("/medicalReport", Value::Null),
            (
                "/previousStay",
                json!({"start": "2020-01-01T10:00:00+01:00", "end": "2021-05-01T10:00:00+02:00"}),
            ),
        ];
        world.check(&with(migration_request(), &follow_up), Accepted, &[]);
    }
}
