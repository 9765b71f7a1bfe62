//! MIG_START_NOT_BEFORE_TRANSFER: a migration that started on or after C (care.md §4; PVT slides §2).

use jiff::civil::Date;
use regulation::{CheckCode, Finding};

use crate::case::RequestContext;
use crate::judge::JudgeError;

/// Refuses: send a normal request.
pub const CODE: CheckCode = CheckCode::new("MIG_START_NOT_BEFORE_TRANSFER");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let start_day = case.start_day.filter(|_| case.is_migration());
    findings.extend(start_day.and_then(|start| finding(start, case.cut_over())));
    Ok(())
}

/// What there is to find of the start of a migrated dossier, in a sector that joined on `transfer_day`.
pub(crate) fn finding(start: Date, transfer_day: Date) -> Option<Finding> {
    let found = || {
        Finding::new(CODE)
            .with("start", start)
            .with("transfer_day", transfer_day)
    };
    (start >= transfer_day).then(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::fixture::{World, migration_request, with};
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn the_day_before_is_a_migration_and_the_day_itself_is_not() {
        let started = |start: &str| with(migration_request(), &[("/start", json!(start))]);
        World::pvt().check(&started("2023-03-31T23:59:59+02:00"), Accepted, &[]);
        World::pvt().check(
            &started("2023-04-01T00:00:00+02:00"),
            Refused,
            &["MIG_START_NOT_BEFORE_TRANSFER"],
        );
        // 31 March in UTC, 1 April in Brussels.
        World::pvt().check(
            &started("2023-03-31T22:00:00Z"),
            Refused,
            &["MIG_START_NOT_BEFORE_TRANSFER"],
        );
    }
}
