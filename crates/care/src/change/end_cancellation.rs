//! END_CANCELLATION: the stay goes on as it was approved (care.md §3; IBW slides §6.3).

use regulation::Finding;

use crate::change_case::ChangeContext;
use crate::checks::change as checks;
use crate::dossier::Change;
use crate::facts::ChangeFacts;
use crate::judge::JudgeError;

/// A stay that has not ended gets no new coverage by it, so that there is nothing more to judge.
pub(super) fn judge(
    case: &ChangeContext<'_>,
    facts: &ChangeFacts<'_>,
    findings: &mut Vec<Finding>,
) -> Result<(), JudgeError> {
    checks::not_ended::check(case, findings);
    if case.dossier.reported_end().is_some() {
        let covered = case.dossier.covered_after(&Change::EndCancellation);
        checks::overlaps::check(case, facts, &covered, findings);
    }
    Ok(())
}
