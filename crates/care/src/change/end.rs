//! END: the stay ended, with day and hour, reason and destination (care.md §3; IBW slides §6.3).

use regulation::{Finding, List};

use super::form::FormReader;
use crate::change_case::ChangeContext;
use crate::checks::change as checks;
use crate::dossier::{Change, ReportedEnd};
use crate::facts::ChangeFacts;
use crate::judge::JudgeError;

pub(super) fn read(form: &mut FormReader<'_>) -> Option<ReportedEnd> {
    let message = form.message;
    let at = form.instant("end", message.end.as_ref());
    let end_reason = form.code("endReason", List::EndReason, message.end_reason.as_ref());
    let departed_to = form.code("departedTo", List::DepartedTo, message.departed_to.as_ref());
    Some(ReportedEnd {
        at: at?,
        end_reason: end_reason?,
        departed_to: departed_to?,
    })
}

pub(super) fn effect(end: &ReportedEnd, case: &ChangeContext<'_>) -> Change {
    Change::End {
        end: end.clone(),
        accepted_on: case.judged_on,
    }
}

pub(super) fn judge(
    end: &ReportedEnd,
    case: &ChangeContext<'_>,
    facts: &ChangeFacts<'_>,
    findings: &mut Vec<Finding>,
) -> Result<(), JudgeError> {
    checks::already_ended::check(case, findings);
    judge_end_itself(end, case, facts, findings);
    Ok(())
}

/// What is judged of any reported end, a changed one too.
pub(super) fn judge_end_itself(
    end: &ReportedEnd,
    case: &ChangeContext<'_>,
    facts: &ChangeFacts<'_>,
    findings: &mut Vec<Finding>,
) {
    checks::end_before_start::check(case, end, findings);
    checks::end_in_future::check(case, end, findings);
    checks::death_mismatch::check(case, end, findings);
    checks::billed_after_end::check(facts, end, findings);
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use crate::change_fixture::{ChangeWorld, change, covered, end};
    use crate::dossier::DossierState;
    use crate::fixture::with;
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn it_ends_the_coverage_and_closes_the_stay() {
        let world = ChangeWorld::ibw().received("2024-05-02T09:00:00+02:00");
        let verdict = world.check(&end("END", "2024-05-01T00:00:00+02:00"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-03-01..2024-05-01"));
        let dossier = verdict.after.unwrap();
        assert_eq!(
            (dossier.state(), dossier.closed_on()),
            (DossierState::Ended, Some(date(2024, 5, 2)))
        );
        assert_eq!(dossier.reported_end().unwrap().end_reason, "10");
        assert_eq!(dossier.approved_end(), date(2024, 6, 30));
        // After the approved end the coverage ends with that.
        let late = ChangeWorld::ibw().received("2024-08-01T09:00:00+02:00");
        let verdict = late.check(&end("END", "2024-07-20T10:00:00+02:00"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-03-01..2024-06-30"));
    }

    #[test]
    fn all_three_fields_are_mandatory() {
        let message = change("END", &[]);
        let verdict = ChangeWorld::ibw().check(&message, Refused, &["CARE_INCOMPLETE"]);
        assert_eq!(verdict.missing(), ["end", "endReason", "departedTo"]);
        let future = end("END_CHANGE", "2030-01-01T10:00:00+01:00");
        // With an absent or malformed field no rule is judged, but all faults of form are named.
        ChangeWorld::ibw().check_refusals(
            &with(future.clone(), &[("/departedTo", json!(null))]),
            &["CARE_INCOMPLETE"],
        );
        let both = [("/departedTo", json!(null)), ("/end", json!("2024-05-01"))];
        ChangeWorld::ibw().check_refusals(&with(future.clone(), &both), &["CARE_INCOMPLETE", "CARE_VALUE_INVALID"]);
        // A code that is in no list skips only what needs it.
        ChangeWorld::ibw().check_refusals(
            &with(future, &[("/departedTo", json!("0"))]),
            &["CARE_VALUE_INVALID", "CHG_NOT_ENDED", "CHG_END_IN_FUTURE"],
        );
    }
}
