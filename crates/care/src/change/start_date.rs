//! START_DATE: another start, earlier or later (care.md §3; IBW slides §6.3).

use identifiers::brussels_day;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::{Finding, parameter};

use super::form::FormReader;
use crate::change_case::ChangeContext;
use crate::checks::{change as checks, migration, new_or_follow_up};
use crate::days;
use crate::dossier::Change;
use crate::facts::ChangeFacts;
use crate::judge::JudgeError;

pub(super) fn read(form: &mut FormReader<'_>) -> Option<Timestamp> {
    form.instant("start", form.message.start.as_ref())
}

pub(super) fn effect(start: Timestamp, case: &ChangeContext<'_>) -> Result<Change, JudgeError> {
    Ok(Change::StartDate {
        start,
        covered_from: covered_from(start, case)?,
    })
}

/// The first covered day: as a request of the first-reported day would have it, so never before that day less
/// the term of a request (D1) nor before the sector joined. A migrated dossier stays covered from the cut-over.
fn covered_from(start: Timestamp, case: &ChangeContext<'_>) -> Result<Date, JudgeError> {
    if case.dossier.migration() {
        return Ok(case.dossier.covered_from());
    }
    let first_reported = case.dossier.first_reported();
    let term_days = case.days_parameter(parameter::REQUEST_TERM_DAYS, first_reported)?;
    let earliest = days::plus(first_reported, -term_days);
    Ok(brussels_day(start).max(earliest).max(case.transfer_day))
}

pub(super) fn judge(
    start: Timestamp,
    case: &ChangeContext<'_>,
    facts: &ChangeFacts<'_>,
    findings: &mut Vec<Finding>,
) -> Result<(), JudgeError> {
    let change = effect(start, case)?;
    let first_covered = covered_from(start, case)?;
    let covered = case.dossier.covered_after(&change);
    checks::first_day::check(case, facts, first_covered, findings);
    if case.dossier.migration() {
        findings.extend(migration::start_not_before_transfer::finding(
            brussels_day(start),
            case.transfer_day,
        ));
    } else {
        checks::start_too_early::check(case, start, findings)?;
    }
    checks::start_reported_too_late::check(case, findings)?;
    checks::start_after_end::check(case, start, findings);
    checks::overlaps::check(case, facts, &covered, findings);
    if !case.dossier.migration() {
        let request_type = case.dossier.request_type();
        let beside = case.beside(facts);
        findings.extend(new_or_follow_up::finding(
            &beside,
            request_type,
            brussels_day(start),
            first_covered,
        )?);
    }
    checks::billed_days_outside::check(facts, &covered, findings);
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use crate::change_fixture::{ChangeWorld, change, covered, start_date};
    use crate::facts::{Stay, StayState};
    use crate::fixture::{FACILITY, OTHER_FACILITY, stay};
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn the_start_moves_both_ways() {
        for (start, covers) in [
            ("2024-03-03T10:00:00+01:00", "2024-03-03..2024-06-30"),
            ("2024-02-10T10:00:00+01:00", "2024-02-10..2024-06-30"),
            // The same day at another hour.
            ("2024-03-01T08:00:00+01:00", "2024-03-01..2024-06-30"),
            ("2024-06-30T10:00:00+02:00", "2024-06-30..2024-06-30"),
        ] {
            let verdict = ChangeWorld::ibw().check(&start_date(start), Accepted, &[]);
            assert_eq!(covered(&verdict).as_deref(), Some(covers));
            assert_eq!(verdict.after.unwrap().start(), crate::fixture::at(start));
        }
    }

    #[test]
    fn absent_or_malformed_it_names_that_alone() {
        let world = ChangeWorld::ibw().received("2024-06-01T09:00:00+02:00");
        let verdict = world.check(&change("START_DATE", &[]), Refused, &["CARE_INCOMPLETE"]);
        assert_eq!(verdict.missing(), ["start"]);
        for start in ["2024-03-03", "2024-03-03T10:00:00", "", "soon"] {
            world.check_refusals(&start_date(start), &["CARE_VALUE_INVALID"]);
        }
        let null = change("START_DATE", &[("start", Value::Null), ("end", json!("2024-01-01"))]);
        world.check_refusals(&null, &["CARE_INCOMPLETE"]);
    }

    #[test]
    fn ninety_days_before_the_new_start_decide_again() {
        // NEW, started on 1 March: a stay that ended on 20 November is 91 days before 19 February.
        let before = |to| vec![stay(FACILITY, (2023, 6, 1), to)];
        let judged = |stays, start| ChangeWorld::ibw().with_stays(stays).judge(&start_date(start));
        let codes = |stays, start| -> Vec<String> {
            let verdict = judged(stays, start);
            verdict
                .findings
                .iter()
                .map(|finding| finding.code.to_string())
                .collect()
        };
        let follows = ["CARE_SHOULD_BE_FOLLOW_UP"];
        assert!(codes(before((2023, 11, 20)), "2024-02-19T10:00:00+01:00").is_empty());
        assert_eq!(codes(before((2023, 11, 20)), "2024-02-18T10:00:00+01:00"), follows);
        assert_eq!(codes(before((2023, 11, 21)), "2024-02-19T10:00:00+01:00"), follows);
        // Elsewhere, or in beraad, it is no stay that this one follows on.
        let elsewhere = vec![stay(OTHER_FACILITY, (2023, 6, 1), (2023, 12, 31))];
        assert!(codes(elsewhere, "2024-02-19T10:00:00+01:00").is_empty());
        let pending = Stay {
            state: StayState::Pending,
            ..stay(FACILITY, (2023, 6, 1), (2023, 12, 31))
        };
        assert!(codes(vec![pending], "2024-02-19T10:00:00+01:00").is_empty());
    }

    #[test]
    fn a_migrated_start_stays_before_the_cut_over() {
        let world = || ChangeWorld::migrated(date(2023, 9, 30));
        world().check_refusals(&start_date("2023-03-31T23:59:59+02:00"), &[]);
        for start in ["2023-04-01T00:00:00+02:00", "2023-03-31T22:00:00Z"] {
            world().check_refusals(&start_date(start), &["MIG_START_NOT_BEFORE_TRANSFER"]);
        }
        world().check_refusals(
            &start_date("2023-10-01T10:00:00+02:00"),
            &["MIG_START_NOT_BEFORE_TRANSFER", "CARE_PERIOD_INVALID"],
        );
        // NEW beside a stay of the month before: not judged.
        let mut ended = stay(FACILITY, (2021, 1, 1), (2021, 4, 30));
        ended.covered.clear();
        world()
            .with_stays(vec![ended])
            .check_refusals(&start_date("2021-05-01T10:00:00+02:00"), &[]);
    }
}
