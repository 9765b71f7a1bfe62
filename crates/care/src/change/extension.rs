//! EXTENSION: a later end of the approved period, asked before or after the current end (care.md §3; D16; IBW
//! slides §6.3).

use jiff::civil::Date;
use regulation::{Finding, parameter};

use super::form::FormReader;
use crate::change_case::ChangeContext;
use crate::checks::change as checks;
use crate::coverage::Coverage;
use crate::days;
use crate::dossier::Change;
use crate::facts::ChangeFacts;
use crate::judge::JudgeError;

pub(super) fn read(form: &mut FormReader<'_>) -> Option<Date> {
    form.civil_date("end", form.message.end.as_ref())
}

/// The days of an extension, as far as they do not hang on its end.
pub(crate) struct ExtensionDays {
    /// The day after the current end.
    pub(crate) first_day: Date,
    /// The first day that it covers: later than `first_day` when it came late.
    pub(crate) covered_from: Date,
    /// Days within which it is in time.
    pub(crate) term_days: i64,
    /// Whether it came late.
    pub(crate) is_late: bool,
}

impl ExtensionDays {
    pub(crate) fn of(case: &ChangeContext<'_>) -> Result<Self, JudgeError> {
        let first_day = days::plus(case.dossier.approved_end(), 1);
        let term_days = case.days_parameter(parameter::EXTENSION_TERM_DAYS, case.received_day)?;
        let is_late = days::between(first_day, case.received_day) > term_days;
        let covered_from = if is_late {
            days::plus(case.received_day, -term_days)
        } else {
            first_day
        };
        Ok(Self {
            first_day,
            covered_from,
            term_days,
            is_late,
        })
    }
}

/// The days it adds; `None` when it adds none.
fn added(end: Date, case: &ChangeContext<'_>) -> Result<Option<Coverage>, JudgeError> {
    if end <= case.dossier.approved_end() {
        return Ok(None);
    }
    let from = ExtensionDays::of(case)?.covered_from;
    Ok(Coverage::new(from, end).filter(|added| !added.is_empty()))
}

pub(super) fn effect(end: Date, case: &ChangeContext<'_>) -> Result<Option<Change>, JudgeError> {
    Ok(added(end, case)?.map(Change::Extension))
}

/// After an END none of its other rules is judged; when it adds no day only whether it came late, and that
/// only of an end after the current one (fine print, "Changes").
pub(super) fn judge(
    end: Date,
    case: &ChangeContext<'_>,
    facts: &ChangeFacts<'_>,
    findings: &mut Vec<Finding>,
) -> Result<(), JudgeError> {
    if case.dossier.reported_end().is_some() {
        checks::already_ended::check(case, findings);
        return Ok(());
    }
    let days = ExtensionDays::of(case)?;
    let added = added(end, case)?.and_then(Coverage::period);
    if let Some(added) = added {
        checks::first_day::check(case, facts, added.from(), findings);
        checks::overlaps::check(case, facts, &[added], findings);
    } else {
        checks::extension_invalid::check(case, end, findings);
    }
    checks::extension_late::check(case, &days, end, findings);
    Ok(())
}
