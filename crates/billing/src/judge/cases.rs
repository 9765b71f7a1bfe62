//! What each check is given: an invoice with its person and stays, a line with its stay and tariffs.

use identifiers::{Ssin, VsbReference};
use invoice_file::model::{Invoice, Line};

use crate::checks::{BatchCase, InvoiceCase, LineCase};
use crate::days::DayTerms;

pub(super) fn invoice_case<'a>(batch: &'a BatchCase<'a>, invoice: &'a Invoice) -> InvoiceCase<'a> {
    let person = Ssin::from_number(invoice.ssin)
        .ok()
        .and_then(|_| batch.facts.persons.get(&invoice.ssin));
    let stays = person
        .and_then(|person| batch.facts.stays.get(&person.id))
        .map_or(&[][..], Vec::as_slice);
    let reference = invoice
        .vsb_reference
        .as_deref()
        .and_then(|text| VsbReference::parse(text).ok());
    let referred = reference.and_then(|reference| stays.iter().find(|stay| stay.reference == Some(reference)));
    InvoiceCase {
        batch,
        invoice,
        lines: batch.sending.lines_of(invoice),
        person,
        stays,
        referred,
    }
}

pub(super) fn line_case<'a>(invoice: &'a InvoiceCase<'a>, line: &'a Line, terms: &'a DayTerms) -> LineCase<'a> {
    LineCase {
        invoice,
        line,
        terms,
        stay: invoice.stay_on(line.first_day),
        tariffs: invoice.batch.tariffs_of(line),
        kind: invoice.batch.kind_of(line),
    }
}
