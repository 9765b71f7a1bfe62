//! A sending written as JSON: what [`super::read_json`] reads back.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::{InvoiceKind, Sending};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(skip_serializing_if = "is_false")]
    test: bool,
    month: String,
    sending_number: u16,
    created_on: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    reference: &'a str,
    facility: Facility<'a>,
    fund: String,
    total_cents: i64,
    invoices: Vec<InvoiceOut<'a>>,
}

#[derive(Serialize)]
struct Facility<'a> {
    nihdi: String,
    cbe: String,
    iban: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bic: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InvoiceOut<'a> {
    number: u64,
    ssin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sex: Option<u8>,
    #[serde(skip_serializing_if = "is_false")]
    credit: bool,
    admission: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    discharge: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vsb_reference: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<Earlier>,
    invoice_date: Option<String>,
    total_cents: i64,
    lines: Vec<LineOut>,
}

#[derive(Serialize)]
struct Earlier {
    number: u64,
    sending: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<String>,
    fund: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LineOut {
    record: u8,
    code: String,
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<String>,
    cents: i64,
    units: i32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Writes a sending as JSON.
///
/// What the form has no field for is left out: an invoice whose records name different persons, a fund of
/// affiliation other than that of the sending, amounts in zones 27 and 30, the sign of a zero amount.
///
/// # Errors
/// When the output fails.
pub fn write_json(sending: &Sending, out: impl Write) -> io::Result<()> {
    let invoices = sending.invoices.iter().map(|invoice| {
        let lines = sending.lines_of(invoice).iter().map(|line| LineOut {
            record: line.record.record_type(),
            code: line.code.to_string(),
            day: line.first_day.to_string(),
            last_day: (line.last_day != line.first_day).then(|| line.last_day.to_string()),
            cents: line.amount.cents(),
            units: line.units,
        });
        InvoiceOut {
            number: invoice.number,
            ssin: format!("{:011}", invoice.ssin),
            sex: (invoice.sex > 0).then_some(invoice.sex),
            credit: invoice.kind == InvoiceKind::Credit,
            admission: invoice.admission.map(moment),
            discharge: invoice.discharge.map(moment),
            vsb_reference: invoice.vsb_reference.as_deref(),
            earlier: invoice.earlier.map(|earlier| Earlier {
                number: earlier.number,
                sending: earlier.sending,
                month: earlier.month.map(|month| month.to_string()),
                fund: format!("{:03}", earlier.fund),
            }),
            invoice_date: invoice.invoice_date.map(|day| day.to_string()),
            total_cents: invoice.written_total.cents(),
            lines: lines.collect(),
        }
    });
    let document = Document {
        test: sending.test,
        month: sending.month.to_string(),
        sending_number: sending.sending_number,
        created_on: sending.created_on.to_string(),
        reference: &sending.reference,
        facility: Facility {
            nihdi: sending.nihdi.to_digits11(),
            cbe: sending.cbe.to_string(),
            iban: sending.iban.as_str(),
            bic: sending.bic.as_ref().map(identifiers::Bic::as_str),
        },
        fund: sending.fund.to_string(),
        total_cents: sending.total.cents(),
        invoices: invoices.collect(),
    };
    serde_json::to_writer(out, &document).map_err(Into::into)
}

fn moment(moment: jiff::civil::DateTime) -> String {
    format!("{}T{:02}:{:02}", moment.date(), moment.hour(), moment.minute())
}
