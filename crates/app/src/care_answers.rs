//! Findings as answers show them.

use care::AnswerFinding;
use regulation::{Finding, Law, LawError};

/// Findings with their effect, sentences, sources and who must act.
pub(crate) fn explained(law: &Law, findings: &[Finding]) -> Result<Vec<AnswerFinding>, LawError> {
    let explain = |finding: &Finding| {
        let explained = law.explain(finding)?;
        Ok(AnswerFinding {
            code: explained.code,
            effect: explained.effect,
            title: explained.title.clone(),
            text: explained.text,
            facts: explained.facts,
            sources: explained.sources,
            acts: explained.acts,
        })
    };
    findings.iter().map(explain).collect()
}
