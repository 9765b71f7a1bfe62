//! END_CHANGE: the stay ended otherwise than was reported (care.md §3; IBW slides §6.3).

use regulation::Finding;

use super::end::judge_end_itself;
use crate::change_case::ChangeContext;
use crate::checks::change as checks;
use crate::dossier::{Change, ReportedEnd};
use crate::facts::ChangeFacts;
use crate::judge::JudgeError;

/// Overlaps are judged of a stay that has not ended too (fine print, "Changes").
pub(super) fn judge(
    end: &ReportedEnd,
    case: &ChangeContext<'_>,
    facts: &ChangeFacts<'_>,
    findings: &mut Vec<Finding>,
) -> Result<(), JudgeError> {
    checks::not_ended::check(case, findings);
    let covered = case.dossier.covered_after(&Change::EndChange(end.clone()));
    checks::overlaps::check(case, facts, &covered, findings);
    judge_end_itself(end, case, facts, findings);
    Ok(())
}
