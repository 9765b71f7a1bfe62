//! MIG_APPROVED_PERIOD_OVER: the approval ended before C − 1 day (care.md §4; PVT slides §2).
//!
//! An approval until C − 1 day is in time: nothing is covered yet, but an extension may follow.

use regulation::{CheckCode, Finding};

use crate::case::RequestContext;
use crate::days;
use crate::judge::JudgeError;

/// Refuses.
pub const CODE: CheckCode = CheckCode::new("MIG_APPROVED_PERIOD_OVER");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    if let (true, Some(until)) = (case.is_migration(), case.values.approved_until.known())
        && until < days::plus(case.cut_over(), -1)
    {
        findings.push(
            Finding::new(CODE)
                .with("approved_until", until)
                .with("transfer_day", case.cut_over()),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::fixture::{World, covered, migration_request, with};
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn an_approval_until_the_eve_covers_nothing_yet() {
        let until = |day: &str| with(migration_request(), &[("/insurerApproval/approvedUntil", json!(day))]);
        for (day, is_empty) in [("2023-03-31", true), ("2023-04-01", false), ("2024-03-31", false)] {
            let verdict = World::pvt().check(&until(day), Accepted, &[]);
            assert_eq!(covered(&verdict), Some(("2023-04-01".to_owned(), day.to_owned())));
            assert_eq!(verdict.would_cover.unwrap().is_empty(), is_empty);
        }
        World::pvt().check(&until("2023-03-30"), Refused, &["MIG_APPROVED_PERIOD_OVER"]);
    }
}
