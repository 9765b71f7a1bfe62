//! Costs: 501941 (zero or less; type R) and P50001 (above the amount that is payable without a look; type P).
//!
//! A cost is never refused for being high: a person looks (billing.md §2). An unknown person silences P50001 but
//! not 501941 (fine print, "Lines").

use identifiers::EuroCents;
use invoice_file::model::{InvoiceKind, Line};
use registers::TariffKind;
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin, line_found};

static ZERO_OR_LESS: Twin = Twin::provision_only("501941");
static TO_LOOK_AT: Twin = Twin::provision_only("P50001");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("501941"), CheckCode::new("P50001")];

/// 501941: the cost is zero or less. The file alone shows it.
pub(crate) fn zero_or_less(line: &Line, kind: InvoiceKind, found: &mut Vec<Finding>) {
    if kind == InvoiceKind::Original && line.amount <= EuroCents::ZERO {
        line_found(line, found, &ZERO_OR_LESS, |finding| finding.with("asked", line.amount));
    }
}

/// P50001: the cost lies above the tariff's cents.
pub(crate) fn above_limit(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let tariff = super::amount::tariff_of(case, case.stay.and_then(|stay| stay.user_type));
    if let Some(limit) = tariff
        .filter(|tariff| tariff.kind == TariffKind::Cost)
        .map(|tariff| tariff.cents)
        && case.line.amount > limit
    {
        case.found(found, &TO_LOOK_AT, |finding| {
            finding.with("asked", case.line.amount).with("limit", limit)
        });
    }
}
