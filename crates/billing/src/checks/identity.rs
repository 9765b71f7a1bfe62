//! Who an invoice is about: 200802 (check digits), 200820 (unknown), 200812 (not the same in all records),
//! 202810 (the reference is not this facility's and person's). Type F, billing.md §2; fine print, "Lines".

use identifiers::Ssin;
use invoice_file::model::Invoice;
use regulation::{CheckCode, Finding};

use super::{InvoiceCase, invoice_finding};

const CHECK_DIGITS: CheckCode = CheckCode::new("200802");
const UNKNOWN: CheckCode = CheckCode::new("200820");
const NOT_THE_SAME: CheckCode = CheckCode::new("200812");
const REFERENCE_UNKNOWN: CheckCode = CheckCode::new("202810");

pub(crate) const CODES: &[CheckCode] = &[CHECK_DIGITS, UNKNOWN, NOT_THE_SAME, REFERENCE_UNKNOWN];

/// What the file alone shows: 200802 and 200812.
pub(crate) fn alone(invoice: &Invoice, found: &mut Vec<Finding>) {
    if Ssin::from_number(invoice.ssin).is_err() {
        found.push(invoice_finding(invoice, &CHECK_DIGITS));
    }
    if !invoice.same_ssin {
        found.push(invoice_finding(invoice, &NOT_THE_SAME));
    }
}

/// What needs the member register: 200820. Wrong check digits silence it, since the number names nobody.
pub(crate) fn unknown(case: &InvoiceCase<'_>, found: &mut Vec<Finding>) {
    if case.person.is_none() && Ssin::from_number(case.invoice.ssin).is_ok() {
        found.push(case.finding(&UNKNOWN));
    }
}

/// 202810, silent while the person is not known (200802, 200820).
pub(crate) fn reference(case: &InvoiceCase<'_>, found: &mut Vec<Finding>) {
    if case.person.is_some() && case.invoice.vsb_reference.is_some() && case.referred.is_none() {
        found.push(case.finding(&REFERENCE_UNKNOWN));
    }
}
