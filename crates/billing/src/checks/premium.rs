//! 500460: a premium (zorgpremie) that is not payable (type R, billing.md §2; IBW slides §5).
//!
//! Only the first premium is payable. The premiums paid earlier are not among the facts of a batch yet, so none is
//! known to be the first: every premium is refused, and may come again later. Without a membership 500540 stands
//! alone (fine print, "Lines").

use registers::TariffKind;
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static NOT_PAYABLE: Twin = Twin::provision_only("500460");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("500460")];

pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let member = case
        .invoice
        .person
        .is_some_and(|person| person.membership_on(case.day()).is_some());
    if member && case.kind == Some(TariffKind::Premium) {
        case.found(found, &NOT_PAYABLE, |finding| finding);
    }
}

#[cfg(test)]
mod tests {
    use invoice_file::model::DetailKind;

    use crate::testing::*;

    #[test]
    fn a_premium_is_not_paid() {
        let mut world = World::ibw();
        let premium = line(DetailKind::Provision50, PREMIUM_CODE, "2024-03-10", 6200);
        let verdict = world.check(&[premium], &["500460"]);
        assert_eq!(verdict.accepted.cents(), 0);
        world.person(|person| person.memberships = vec![member("180", "2024-03-11", "")]);
        world.check(&[premium, care("2024-03-11")], &["500540"]);
    }
}
