//! Judging a change on an accepted dossier: all checks in one pass, then one outcome (care.md §3).

use identifiers::{Period, brussels_day};
use jiff::Timestamp;
use regulation::{Finding, Law};

use crate::change::ChangeMessage;
use crate::change::content::Content;
use crate::change::form::Form;
use crate::change_case::ChangeContext;
use crate::checks::change::{late_adjustment, reference_unknown};
use crate::dossier::Dossier;
use crate::facts::ChangeFacts;
use crate::judge::{JudgeError, acts_of, keep_in_force, outcome_of};
use crate::verdict::{ChangeVerdict, Outcome};

/// Judges a change: every finding at once, the outcome, and the dossier as it stands after it.
///
/// `received_at` is the time of first receipt, also when the change is judged again: lateness is judged by it,
/// everything else by the facts of today. A fault of form is refused at once. Otherwise the change is QUEUED, with
/// nothing judged, while an earlier message of its dossier waits; it is judged again when that is decided.
///
/// # Errors
/// [`JudgeError`]: the law does not know the dossier's sector, lacks a parameter or check, or refuses nothing of
/// a change that cannot be made.
pub fn judge_change(
    message: &ChangeMessage,
    facts: &ChangeFacts<'_>,
    law: &Law,
    received_at: Timestamp,
) -> Result<ChangeVerdict, JudgeError> {
    let received_day = brussels_day(received_at);
    let mut form = Form::read(message, law, received_day);
    keep_in_force(&mut form.faults, law, received_day);
    let is_faultless = form.faults.is_empty();
    let Some(dossier) = facts.dossier else {
        let mut findings = form.faults;
        if is_faultless {
            findings.push(reference_unknown::finding(message));
        }
        return conclude(findings, law);
    };
    let care_fund = facts
        .person
        .and_then(|person| person.membership_on(dossier.coverage().start()));
    let care_fund = care_fund.map(|membership| membership.fund);
    if facts.waiting {
        let mut verdict = conclude(form.faults, law)?;
        if is_faultless {
            verdict.outcome = Outcome::Queued;
        }
        return Ok(ChangeVerdict { care_fund, ..verdict });
    }
    let case = ChangeContext::new(dossier, law, received_at, facts.judged_on)?;
    let Form { content, faults } = form;
    let mut findings = faults;
    if let Some(content) = &content {
        content.judge(&case, facts, &mut findings)?;
    }
    late_adjustment::check(&case, &mut findings)?;
    keep_in_force(&mut findings, law, received_day);
    let verdict = conclude(findings, law)?;
    let after = match verdict.outcome {
        Outcome::Accepted | Outcome::Pending => Some(changed(content.as_ref(), &case)?),
        Outcome::Refused | Outcome::Queued => None,
    };
    let fund_after = after.as_ref().and_then(|after| {
        let membership = facts.person?.membership_on(after.coverage().start())?;
        Some(membership.fund)
    });
    Ok(ChangeVerdict {
        care_fund: if after.is_some() { fund_after } else { care_fund },
        after,
        ..verdict
    })
}

/// The periods that a dossier would cover if this change alone were accepted on it as it stands, whatever the
/// rules find; `None` when the change does not say what to change. Billing asks it of a change that waits
/// (billing.md, P30001; fine print, "Lines").
///
/// # Errors
/// As [`judge_change`].
pub fn covered_if_accepted(
    message: &ChangeMessage,
    dossier: &Dossier,
    law: &Law,
    received_at: Timestamp,
) -> Result<Option<Vec<Period>>, JudgeError> {
    let received_day = brussels_day(received_at);
    let case = ChangeContext::new(dossier, law, received_at, received_day)?;
    let content = Form::read(message, law, received_day).content;
    content.map(|content| content.covered_after(&case)).transpose()
}

/// The dossier after a change that nothing refuses.
fn changed(content: Option<&Content>, case: &ChangeContext<'_>) -> Result<Dossier, JudgeError> {
    let content = content.ok_or(JudgeError::Unreadable)?;
    let change = content.effect(case)?.ok_or(JudgeError::Unreadable)?;
    Ok(case.dossier.apply(&change)?)
}

/// The verdict that findings come to, without a dossier.
fn conclude(mut findings: Vec<Finding>, law: &Law) -> Result<ChangeVerdict, JudgeError> {
    let outcome = outcome_of(&findings, law)?;
    findings.sort_by_key(|finding| crate::checks::place_of(&finding.code));
    let acts = if outcome == Outcome::Pending {
        acts_of(&findings, law)?
    } else {
        Vec::new()
    };
    Ok(ChangeVerdict {
        outcome,
        findings,
        after: None,
        care_fund: None,
        acts,
        law: law.hash(),
    })
}

#[cfg(test)]
mod tests;
