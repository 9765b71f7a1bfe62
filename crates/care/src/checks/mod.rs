//! The checks on care messages: one file per check, with its citation, its logic and its boundary days.
//!
//! A check is a plain function over the message in its context; it adds what it finds. When a value that it
//! needs is absent or malformed it adds nothing: that itself is a finding of [`incomplete`] or
//! [`value_invalid`] (care.md §2). Which effect a finding has, its texts and its sources, the law says.

use regulation::{CheckCode, Finding};

use crate::case::RequestContext;
use crate::judge::JudgeError;

pub mod affiliation;
pub mod already_open;
pub mod change;
pub mod cumulation;
pub mod incomplete;
pub mod late;
pub mod medical_incomplete;
pub mod medical_invalid;
pub mod medical_review;
pub mod migration;
pub mod new_or_follow_up;
pub mod not_recognised;
pub mod pending_term;
pub mod period_invalid;
pub mod value_invalid;

/// What a check on a request is.
pub(crate) type RequestCheck = fn(&RequestContext<'_>, &mut Vec<Finding>) -> Result<(), JudgeError>;

/// The checks on a request, in the order in which an answer lists what they find.
pub(crate) const REQUEST_CHECKS: &[RequestCheck] = &[
    incomplete::check,
    value_invalid::check,
    not_recognised::check,
    affiliation::check,
    migration::should_be_migration::check,
    migration::start_not_before_transfer::check,
    migration::approved_period_over::check,
    migration::received_too_late::check,
    migration::duplicate::check,
    late::check,
    period_invalid::check,
    cumulation::check,
    already_open::check,
    new_or_follow_up::check,
    medical_incomplete::check,
    medical_invalid::check,
    medical_review::check,
];

/// Every code that a check of this crate can raise.
pub const ALL: &[CheckCode] = &[
    incomplete::CODE,
    pending_term::CODE,
    value_invalid::CODE,
    not_recognised::CODE,
    affiliation::NOT_FOUND,
    affiliation::DECEASED,
    affiliation::FORBIDDEN,
    affiliation::PROTOCOL,
    affiliation::OBLIGATORY,
    affiliation::VOLUNTARY,
    affiliation::RESTRICTIVE,
    migration::should_be_migration::CODE,
    migration::start_not_before_transfer::CODE,
    migration::approved_period_over::CODE,
    migration::received_too_late::CODE,
    migration::duplicate::CODE,
    late::CODE,
    period_invalid::CODE,
    cumulation::CODE,
    already_open::CODE,
    new_or_follow_up::SHOULD_BE_FOLLOW_UP,
    new_or_follow_up::SHOULD_BE_NEW,
    medical_incomplete::CODE,
    medical_invalid::CODE,
    medical_review::CODE,
    change::reference_unknown::CODE,
    change::already_ended::CODE,
    change::not_ended::CODE,
    change::no_extension::CODE,
    change::start_too_early::CODE,
    change::start_reported_too_late::CODE,
    change::extension_invalid::CODE,
    change::extension_late::CODE,
    change::end_before_start::CODE,
    change::end_in_future::CODE,
    change::death_mismatch::CODE,
    change::billed_days_outside::CODE,
    change::billed_after_end::CODE,
    change::late_adjustment::CODE,
];

/// Where a code stands in [`ALL`]: the order in which the answer on a change lists what was found.
pub(crate) fn place_of(code: &CheckCode) -> Option<usize> {
    ALL.iter().position(|known| known == code)
}

/// The absent ones of `fields`, in order; a group that is absent as a whole is named once, by its own name
/// (fine print, "Requests").
fn absent<'f>(
    case: &RequestContext<'_>,
    fields: impl IntoIterator<Item = &'f str>,
) -> Result<Vec<&'f str>, JudgeError> {
    let has = |field: &str| {
        let unknown = || JudgeError::UnknownField {
            sector: case.sector.code.clone(),
            field: field.to_owned(),
        };
        case.request.has(field).ok_or_else(unknown)
    };
    let mut missing: Vec<&'f str> = Vec::new();
    for field in fields {
        let named = match field.split_once('.') {
            Some((group, _)) if !has(group)? => group,
            _ => field,
        };
        if !has(field)? && !missing.contains(&named) {
            missing.push(named);
        }
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::fixture;

    use super::ALL;

    #[test]
    fn the_law_knows_every_code_once_and_explains_it() {
        let law = fixture::law();
        let mut seen = BTreeSet::new();
        for code in ALL {
            assert!(seen.insert(code.as_str().to_owned()), "{code} stands twice");
            assert!(law.check(code).is_some(), "the law does not know {code}");
            assert!(law.effect(code).is_ok(), "the law gives {code} no effect");
        }
    }
}
