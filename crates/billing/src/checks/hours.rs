//! 300553: the first or last day is not payable at that hour (type R; D10). Also named on a last day that is not
//! covered (fine print, "Lines"). The last day is payable at any hour when it is also the first.

use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static NOT_PAYABLE: Twin = Twin::stay_only("300553");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("300553")];

pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let Some(stay) = case.stay else { return };
    let first = stay.first_day();
    let hour = if case.day() == first {
        Some(stay.start_hour()).filter(|hour| *hour > case.terms.first_day_until)
    } else {
        stay.end()
            .filter(|(last, hour)| case.day() == *last && *hour < case.terms.last_day_from)
            .map(|(_, hour)| hour)
    };
    if let Some(hour) = hour {
        case.found(found, &NOT_PAYABLE, |finding| {
            finding.with("hour", hour.strftime("%H:%M"))
        });
    }
}
