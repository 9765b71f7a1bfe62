//! MEM_KIND: who may affiliate administratively only asks for an official membership (care.md §0; fine print,
//! Members; BVR 30/11/2018 art. 59–60).

use regulation::{CheckCode, Finding, LawError};

use super::Opening;
use crate::person::{AffiliationObligation, MembershipKind};

const CODE: CheckCode = CheckCode::new("MEM_KIND");

/// Refuses. A mutation is judged on the kind it keeps; when nothing moves, no kind is kept.
pub(super) fn check(opening: &Opening<'_>) -> Result<Option<Finding>, LawError> {
    let obligation = opening.person.details.obligation;
    let refused = obligation == AffiliationObligation::Restrictive;
    let official = opening.kind.filter(|kind| refused && *kind == MembershipKind::Official);
    Ok(official.map(|kind| {
        Finding::new(CODE)
            .with("obligation", obligation.code())
            .with("kind", kind.code())
    }))
}

#[cfg(test)]
mod tests {
    use crate::membership::fixture::{affiliate, mutate, person};

    #[test]
    fn only_restrictive_asking_for_official_is_refused() {
        for (obligation, kind, expected) in [
            ("RESTRICTIVE", "OFFICIAL", &["MEM_KIND"][..]),
            ("RESTRICTIVE", "ADMINISTRATIVE", &[]),
            ("OBLIGATORY", "OFFICIAL", &[]),
            ("OBLIGATORY", "ADMINISTRATIVE", &[]),
            ("VOLUNTARY", "OFFICIAL", &[]),
            ("VOLUNTARY", "ADMINISTRATIVE", &[]),
            ("FORBIDDEN", "OFFICIAL", &["MEM_FORBIDDEN"]),
        ] {
            let free = person(obligation, None, &[]);
            affiliate(&free, "180", kind, "2024-01-01", "2024-03-01").found(expected);
            let member = person(obligation, None, &[&format!("180 {kind} 2020-01-01..")]);
            mutate(&member, "280", "2025-01-01", "2024-11-04").found(expected);
        }
    }

    #[test]
    fn without_a_membership_that_moves_no_kind_is_kept() {
        let ended = person("RESTRICTIVE", None, &["180 OFFICIAL 2020-01-01..2024-06-30"]);
        mutate(&ended, "280", "2025-01-01", "2024-11-04").found(&["MEM_NOTHING_TO_MOVE"]);
        let own = person("RESTRICTIVE", None, &["180 OFFICIAL 2020-01-01.."]);
        mutate(&own, "180", "2025-01-01", "2024-11-04").found(&["MEM_NOTHING_TO_MOVE"]);
    }
}
