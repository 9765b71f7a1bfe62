//! The checks on migrated dossiers, and on requests that should be one (care.md §4; PVT slides §2, IBW slides
//! §8; D14). The day the sector joined is C.

pub mod approved_period_over;
pub mod duplicate;
pub mod received_too_late;
pub mod should_be_migration;
pub mod start_not_before_transfer;

use jiff::civil::Date;
use regulation::parameter;

use crate::case::RequestContext;
use crate::days;
use crate::judge::JudgeError;

/// The last day on which a request of before C still reached the sickness fund in time: C + 29 days (D14).
fn last_receipt_day(case: &RequestContext<'_>) -> Result<Date, JudgeError> {
    let transfer = case.cut_over();
    let receipt_days = case.days_parameter(parameter::MIGRATION_RECEIPT_DAYS, transfer)?;
    Ok(days::plus(transfer, receipt_days))
}
