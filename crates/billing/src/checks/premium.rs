//! Premiums (zorgpremie): 500460 (not payable) and 501940 (the amount is not the tariff). Type R, billing.md §2; IBW
//! slides §5.
//!
//! Payable is the first premium of a person who must affiliate and is officially affiliated on that day. Without a
//! membership 500540 stands alone (fine print, "Lines"). In one file the lowest invoice counts.

use registers::{AffiliationObligation, MembershipKind, TariffKind};
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static NOT_PAYABLE: Twin = Twin::provision_only("500460");
static NOT_THE_TARIFF: Twin = Twin::provision_only("501940");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("500460"), CheckCode::new("501940")];

/// 500460, but for another premium in the same file.
pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let (Some(person), Some(TariffKind::Premium)) = (case.invoice.person, case.kind) else {
        return;
    };
    let Some(membership) = person.membership_on(case.day()) else {
        return;
    };
    let owes =
        person.details.obligation == AffiliationObligation::Obligatory && membership.kind == MembershipKind::Official;
    if !owes || case.invoice.batch.facts.premium_paid.contains(&person.id) {
        not_payable(case, found);
    }
}

/// 500460 for a premium that is not the first.
pub(crate) fn not_payable(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    case.found(found, &NOT_PAYABLE, |finding| finding);
}

/// 501940. The code is usable: 500402, 500420 and 500440 silence it, as their twins do for a day.
pub(crate) fn amount(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    if case.kind != Some(TariffKind::Premium) {
        return;
    }
    if !super::amount::prices(case).any(|tariff| tariff.cents == case.line.amount) {
        case.found(found, &NOT_THE_TARIFF, |finding| {
            finding.with("asked", case.line.amount)
        });
    }
}

#[cfg(test)]
mod tests {
    use invoice_file::model::{DetailKind, Line};

    use super::*;
    use crate::testing::*;

    fn premium(on: &str, cents: i64) -> Line {
        line(DetailKind::Provision50, PREMIUM_CODE, on, cents)
    }

    #[test]
    fn only_the_first_of_who_owes_it() {
        let right = [premium("2024-03-10", 6200)];
        World::ibw().check(&right, &[]);
        for obligation in [
            AffiliationObligation::Voluntary,
            AffiliationObligation::Restrictive,
            AffiliationObligation::Forbidden,
            AffiliationObligation::Protocol,
        ] {
            let mut world = World::ibw();
            world.person(|person| person.details.obligation = obligation);
            world.check(&right, &["500460"]);
        }
        let mut world = World::ibw();
        world.person(|person| person.memberships[0].kind = MembershipKind::Administrative);
        world.check(&right, &["500460"]);
        let mut world = World::ibw();
        world.facts.premium_paid.insert(PERSON);
        world.check(&right, &["500460"]);
        // Without a membership on that day 500540 stands alone.
        world.person(|person| person.memberships = vec![member("180", "2024-03-11", "")]);
        world.check(&[care("2024-03-11"), premium("2024-03-10", 6200)], &["500540"]);
    }

    #[test]
    fn the_amount_is_the_tariff() {
        let world = World::ibw();
        for cents in [6199, 6201, 0] {
            world.check(&[premium("2024-03-10", cents)], &["501940"]);
        }
        // An unknown code or person silences it.
        world.check(&[coded(premium("2024-03-10", 1), WRONG_CODE)], &["500402"]);
        world.check_invoices(&[invoice(1, UNKNOWN_SSIN, &[premium("2024-03-10", 1)])], &["200820"]);
    }

    #[test]
    fn in_one_file_the_lowest_invoice_counts() {
        let world = World::ibw();
        let (first, second) = (premium("2024-03-10", 6200), premium("2024-03-11", 6200));
        let drafts = [invoice(2, SSIN, &[first]), invoice(1, SSIN, &[second])];
        let sending = world.sending(&drafts);
        assert_eq!(placed(&sending, &world.judge_sending(&sending)), [(2, 1, "500460")]);
        // One that is refused for a reason of its own does not count.
        let wrong = premium("2024-03-11", 1);
        let sending = world.sending(&[invoice(2, SSIN, &[first]), invoice(1, SSIN, &[wrong])]);
        assert_eq!(placed(&sending, &world.judge_sending(&sending)), [(1, 1, "501940")]);
        // The same premium twice: the second is no first premium, and so no equal line.
        let sending = world.sending(&[invoice(1, SSIN, &[first]), invoice(2, SSIN, &[first])]);
        assert_eq!(placed(&sending, &world.judge_sending(&sending)), [(2, 1, "500460")]);
    }
}
