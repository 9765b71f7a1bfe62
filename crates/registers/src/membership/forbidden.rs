//! MEM_FORBIDDEN: a person who may not affiliate (care.md §0; IBW slides §5; BVR 30/11/2018 art. 61–62).

use regulation::{CheckCode, Finding, LawError};

use super::Opening;
use crate::person::AffiliationObligation;

const CODE: CheckCode = CheckCode::new("MEM_FORBIDDEN");

/// Refuses. Also a mutation: it opens a membership, and the table makes no exception for it.
pub(super) fn check(opening: &Opening<'_>) -> Result<Option<Finding>, LawError> {
    let obligation = opening.person.details.obligation;
    let forbidden = match obligation {
        AffiliationObligation::Forbidden | AffiliationObligation::Protocol => true,
        AffiliationObligation::Obligatory | AffiliationObligation::Voluntary | AffiliationObligation::Restrictive => {
            false
        }
    };
    Ok(forbidden.then(|| Finding::new(CODE).with("obligation", obligation.code())))
}

#[cfg(test)]
mod tests {
    use crate::membership::fixture::{affiliate, end, mutate, person};

    #[test]
    fn who_may_not_affiliate_may_not_move_either_but_may_leave() {
        for (obligation, expected) in [
            ("OBLIGATORY", &[][..]),
            ("VOLUNTARY", &[]),
            ("RESTRICTIVE", &[]),
            ("FORBIDDEN", &["MEM_FORBIDDEN"]),
            ("PROTOCOL", &["MEM_FORBIDDEN"]),
        ] {
            let free = person(obligation, None, &[]);
            affiliate(&free, "180", "ADMINISTRATIVE", "2024-01-01", "2024-03-01").found(expected);
            let member = person(obligation, None, &["180 ADMINISTRATIVE 2020-01-01.."]);
            mutate(&member, "280", "2025-01-01", "2024-11-04").found(expected);
            end(&member, "180", "2024-12-31", "2024-11-04").found(&[]);
        }
    }
}
