//! P30001: a change of the dossier is in beraad or queued, and the day's coverage would differ if it alone were accepted
//! on the dossier as it stands (type P, billing.md §2). A queued change counts even if it would be refused (fine print,
//! "Lines").

use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static UNDER_WAY: Twin = Twin::both("P30001", "P30001");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("P30001")];

pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    if case.stay.is_some_and(|stay| stay.may_change(case.day())) {
        case.found(found, &UNDER_WAY, |finding| finding);
    }
}
