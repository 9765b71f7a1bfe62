//! What refuses a whole sending against registers and earlier sendings: 100721, 100723, 101420, 101421, 102310,
//! 102702, 103620 (billing.md §2, type B; fine print, "Stages": content stage).

use identifiers::{FacilityId, Month};
use registers::Facility;
use regulation::{CheckCode, Finding};

use super::BatchCase;

const NUMBER_USED: CheckCode = CheckCode::new("100721");
const MONTH_LIVE: CheckCode = CheckCode::new("100723");
const FACILITY_UNKNOWN: CheckCode = CheckCode::new("101420");
const NOT_RECOGNISED: CheckCode = CheckCode::new("101421");
const MONTH_IN_FUTURE: CheckCode = CheckCode::new("102310");
const WRONG_CBE: CheckCode = CheckCode::new("102702");
const WRONG_ACCOUNT: CheckCode = CheckCode::new("103620");

pub(crate) const CODES: &[CheckCode] = &[
    NUMBER_USED,
    MONTH_LIVE,
    FACILITY_UNKNOWN,
    NOT_RECOGNISED,
    MONTH_IN_FUTURE,
    WRONG_CBE,
    WRONG_ACCOUNT,
];

/// 101420: the federal number is unknown, or not that of the facility whose certificate brought the file.
/// It stands alone: without a facility nothing else can be judged.
pub(crate) fn facility_known<'f>(
    nihdi: impl std::fmt::Display,
    facility: Option<&'f Facility>,
    sender: Option<FacilityId>,
) -> Result<&'f Facility, Finding> {
    facility
        .filter(|facility| sender.is_none_or(|sender| sender == facility.id))
        .ok_or_else(|| Finding::new(FACILITY_UNKNOWN).with("nihdi", nihdi))
}

/// All the others.
pub(crate) fn check(case: &BatchCase<'_>, found: &mut Vec<Finding>) {
    let sending = case.sending;
    if case.facts.sending_number_used {
        found.push(
            Finding::new(NUMBER_USED)
                .with("sending_number", sending.sending_number)
                .with("year", sending.created_on.year()),
        );
    }
    if case.facts.live_batch_exists {
        found.push(
            Finding::new(MONTH_LIVE)
                .with("fund", sending.fund)
                .with("month", sending.month),
        );
    }
    if !case.facility.recognised_in(sending.month.period()) {
        found.push(Finding::new(NOT_RECOGNISED).with("month", sending.month));
    }
    if sending.month > Month::of(case.received_day) {
        found.push(Finding::new(MONTH_IN_FUTURE).with("month", sending.month));
    }
    if sending.cbe != case.facility.cbe {
        found.push(Finding::new(WRONG_CBE).with("cbe", sending.cbe));
    }
    if sending.iban != case.facility.iban {
        found.push(Finding::new(WRONG_ACCOUNT).with("iban", &sending.iban));
    }
}
