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
