//! 302240: the number of days is not 1 (type R, billing.md §2). The file alone shows it.

use invoice_file::model::{InvoiceKind, Line};
use regulation::{CheckCode, Finding};

use super::{Twin, line_found};

static NOT_ONE: Twin = Twin::stay_only("302240");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("302240")];

pub(crate) fn check(line: &Line, kind: InvoiceKind, found: &mut Vec<Finding>) {
    if line.units != super::sign::wanted_sign(kind) {
        line_found(line, found, &NOT_ONE, |finding| finding.with("units", line.units));
    }
}
