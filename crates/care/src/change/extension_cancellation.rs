//! EXTENSION_CANCELLATION: takes back the last accepted extension (care.md §3; IBW slides §6.3).

use regulation::Finding;

use crate::change_case::ChangeContext;
use crate::checks::change as checks;
use crate::dossier::Change;
use crate::facts::ChangeFacts;
use crate::judge::JudgeError;

pub(super) fn judge(
    case: &ChangeContext<'_>,
    facts: &ChangeFacts<'_>,
    findings: &mut Vec<Finding>,
) -> Result<(), JudgeError> {
    checks::no_extension::check(case, findings);
    if case.dossier.is_extended() {
        let covered = case.dossier.covered_after(&Change::ExtensionCancellation);
        checks::billed_days_outside::check(facts, &covered, findings);
    }
    Ok(())
}
