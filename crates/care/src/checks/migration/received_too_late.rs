//! MIG_RECEIVED_TOO_LATE: the sickness fund received the request after C + 29 days (care.md §4; PVT slides §2;
//! D14).

use regulation::{CheckCode, Finding};

use super::last_receipt_day;
use crate::case::RequestContext;
use crate::judge::JudgeError;

/// Refuses: send a normal request.
pub const CODE: CheckCode = CheckCode::new("MIG_RECEIVED_TOO_LATE");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let (true, Some(received_on)) = (case.is_migration(), case.values.received_on.known()) else {
        return Ok(());
    };
    let last_day = last_receipt_day(case)?;
    if received_on > last_day {
        findings.push(
            Finding::new(CODE)
                .with("received_on", received_on)
                .with("last_day", last_day),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::fixture::{World, migration_request, with};
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn thirty_april_is_in_time() {
        let received = |day: &str| with(migration_request(), &[("/insurerApproval/receivedOn", json!(day))]);
        World::pvt().check(&received("2023-04-30"), Accepted, &[]);
        World::pvt().check(&received("2023-05-01"), Refused, &["MIG_RECEIVED_TOO_LATE"]);
    }

    #[test]
    fn every_migration_finding_is_named_at_once() {
        let changes = [
            ("/start", json!("2023-04-02T10:00:00+02:00")),
            ("/insurerApproval/receivedOn", json!("2023-06-01")),
            ("/insurerApproval/approvedUntil", json!("2023-01-31")),
        ];
        let codes = [
            "MIG_APPROVED_PERIOD_OVER",
            "MIG_RECEIVED_TOO_LATE",
            "MIG_START_NOT_BEFORE_TRANSFER",
        ];
        World::pvt().check(&with(migration_request(), &changes), Refused, &codes);
    }
}
