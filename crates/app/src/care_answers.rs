//! Findings as answers show them.

use care::AnswerFinding;
use regulation::{Finding, Law, LawError};

/// Findings with their effect, sentences, sources and who must act.
pub(crate) fn explained(law: &Law, findings: &[Finding]) -> Result<Vec<AnswerFinding>, LawError> {
    findings
        .iter()
        .map(|finding| AnswerFinding::new(finding, law))
        .collect()
}
