//! MIG_SHOULD_BE_MIGRATION: a normal request that started before C and came here before C + 30 days belongs at
//! the sickness fund first (care.md §4; PVT slides §2).

use regulation::{CheckCode, Finding};

use super::last_receipt_day;
use crate::case::RequestContext;
use crate::judge::JudgeError;

/// Refuses.
pub const CODE: CheckCode = CheckCode::new("MIG_SHOULD_BE_MIGRATION");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let (true, Some(start)) = (case.is_normal(), case.start_day) else {
        return Ok(());
    };
    let last_day = last_receipt_day(case)?;
    if start < case.cut_over() && case.received_day <= last_day {
        findings.push(
            Finding::new(CODE)
                .with("start", start)
                .with("transfer_day", case.cut_over())
                .with("last_day", last_day),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::fixture::{World, covered, new_request, with};
    use crate::verdict::Outcome::{Accepted, Refused};

    fn started(start: &str) -> serde_json::Value {
        with(
            new_request(),
            &[("/start", json!(start)), ("/medicalReport/date", json!("2023-11-30"))],
        )
    }

    #[test]
    fn before_thirty_days_it_belongs_at_the_insurer() {
        let (eve, joined) = ("2023-12-31T23:59:00+01:00", "2024-01-01T00:00:00+01:00");
        let early = World::ibw().received("2024-01-20T09:00:00+01:00");
        early.check(&started(eve), Refused, &["MIG_SHOULD_BE_MIGRATION"]);
        early.check(&started(joined), Accepted, &[]);
        // C + 29 days, and C + 30 days: late, and covered from the day the sector joined.
        World::ibw()
            .received("2024-01-30T23:59:59+01:00")
            .check(&started(eve), Refused, &["MIG_SHOULD_BE_MIGRATION"]);
        let verdict = World::ibw()
            .received("2024-01-31T00:00:00+01:00")
            .check(&started(eve), Accepted, &["CARE_LATE"]);
        assert_eq!(covered(&verdict).unwrap().0, "2024-01-01");
    }

    #[test]
    fn no_day_before_the_sector_joined_is_covered() {
        let verdict = World::ibw()
            .received("2024-01-10T09:00:00+01:00")
            .judge(&started("2023-12-01T10:00:00+01:00"));
        assert_eq!(
            verdict.first_covered_day.map(|day| day.to_string()).as_deref(),
            Some("2024-01-01")
        );
    }
}
