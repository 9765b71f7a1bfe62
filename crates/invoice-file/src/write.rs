//! Writing a 920000 (billing.md §1): a file that the reader finds without fault.
//!
//! Written are the zones that this product names. The others hold zeros, blanks or `+` and zeros, as the type
//! in the grid asks. Defined here, where the sources leave it open:
//! - zone 204 holds 00000, month and sending number; zone 303 the first 13 characters of the reference;
//! - zone 15 of records 30 and 50 repeats the facility;
//! - records 20 and 80 say in zone 32 that the person's number is a national number (1);
//! - records 51 and 52 are not written: the model does not hold them;
//! - a missing BIC and a missing VSB reference are blank.
//!
//! Totals of records 80 and 90 are written as the model has them, so that a file can be made that is wrong there.

use std::io::Write;

use identifiers::EuroCents;

use crate::control_number;
pub use crate::fields::WriteError;
use crate::fields::{Fields, month_number};
use crate::model::{DetailKind, Invoice, InvoiceKind, Line, Sending};
use crate::zones::Layout;

/// Whom to call about a file (header zones 305 to 307).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Family name, at most 45 characters; what is beyond is cut off.
    pub family_name: String,
    /// First name, at most 24 characters; what is beyond is cut off.
    pub first_name: String,
    /// Telephone: its digits, at most the last ten.
    pub phone: String,
}

/// Writes a sending as a message 920000, without separators.
///
/// # Errors
/// When a value does not fit its zone, when there is nothing to invoice, or when the output fails.
pub fn write_sending(sending: &Sending, contact: &Contact, mut out: impl Write) -> Result<(), WriteError> {
    write_header(sending, contact, &mut out)?;
    let mut writer = Writer {
        out,
        sequence: 0,
        sending,
    };
    writer.opening()?;
    let mut codes = 0u64;
    if sending.invoices.is_empty() {
        return Err(WriteError::Empty);
    }
    let (mut stay, mut provision) = (Fields::new(Layout::R30), Fields::new(Layout::R50));
    for invoice in &sending.invoices {
        let lines = sending.lines_of(invoice);
        if lines.is_empty() {
            return Err(WriteError::Empty);
        }
        writer.invoice_opens(invoice)?;
        let mut of_invoice = 0u64;
        for line in lines {
            let fields = if line.record == DetailKind::Stay30 {
                &mut stay
            } else {
                &mut provision
            };
            writer.detail(fields, invoice, line)?;
            of_invoice += u64::from(line.code.as_number());
        }
        writer.invoice_closes(invoice, of_invoice)?;
        codes = codes.saturating_add(of_invoice);
    }
    writer.sending_closes(control_number(codes))
}

/// Segments 200 and 300.
fn write_header(sending: &Sending, contact: &Contact, out: &mut impl Write) -> Result<(), WriteError> {
    let month = month_number(sending.month).ok_or(WriteError::Date { record: 300, zone: 300 })?;
    let mut segment = Fields::new(Layout::Segment200);
    segment.number(200, 920_000)?;
    segment.number(201, 1)?;
    segment.number(202, if sending.test { 92 } else { 12 })?;
    segment.number(204, month * 1000 + u64::from(sending.sending_number))?;
    out.write_all(&segment.bytes)?;
    let mut segment = Fields::new(Layout::Request300);
    segment.number(300, month)?;
    segment.number(301, u64::from(sending.sending_number))?;
    segment.date(302, sending.created_on)?;
    segment.loose_text(303, &sending.reference);
    segment.number(304, version(sending.test))?;
    contact_zones(&mut segment, contact)?;
    segment.number(308, 1)?;
    segment.number(309, 1)?;
    out.write_all(&segment.bytes)?;
    Ok(())
}

/// Zones 305, 306 and 307.
pub(crate) fn contact_zones(segment: &mut Fields, contact: &Contact) -> Result<(), WriteError> {
    segment.loose_text(305, &contact.family_name);
    segment.loose_text(306, &contact.first_name);
    let digits: Vec<u8> = contact.phone.bytes().filter(u8::is_ascii_digit).collect();
    let last = &digits[digits.len().saturating_sub(10)..];
    segment.number(307, crate::bytes::number(last).unwrap_or(0))
}

/// The version of the instructions (record 10 zone 4, header zone 304).
pub(crate) const fn version(test: bool) -> u64 {
    if test { 9_991_999 } else { 1_999 }
}

/// A record 95 or 96 (billing.md §1, "Records 95/96").
pub(crate) fn closing_record(
    layout: Layout,
    fund: u16,
    total: EuroCents,
    records: u64,
    control: u8,
) -> Result<Vec<u8>, WriteError> {
    let first = if layout == Layout::R95 { 400 } else { 500 };
    let mut fields = Fields::new(layout);
    fields.number(first, u64::from(layout.record_type()))?;
    totals(&mut fields, first, fund, total, records, control)?;
    Ok(fields.bytes)
}

/// Zones 401 to 410 or 501 to 510 of records 91, 92, 95 and 96.
pub(crate) fn totals(
    fields: &mut Fields,
    first: u16,
    fund: u16,
    total: EuroCents,
    records: u64,
    control: u8,
) -> Result<(), WriteError> {
    // The sending as a whole is named after the sickness funds: the first digit and 99.
    fields.number(
        first + 1,
        u64::from(if first == 400 { fund } else { fund / 100 * 100 + 99 }),
    )?;
    fields.amount_behind_sign(first + 3, total)?;
    fields.amount_behind_sign(first + 5, EuroCents::ZERO)?;
    fields.amount_behind_sign(first + 7, total)?;
    fields.number(first + 9, records)?;
    fields.number(first + 10, u64::from(control))
}

struct Writer<'a, W> {
    out: W,
    sequence: u64,
    sending: &'a Sending,
}

impl<W: Write> Writer<'_, W> {
    /// Numbers, seals and writes a record.
    fn put(&mut self, fields: &mut Fields, record_type: u8) -> Result<(), WriteError> {
        self.sequence += 1;
        fields.number(1, u64::from(record_type))?;
        fields
            .number(2, self.sequence)
            .map_err(|_| WriteError::TooManyRecords)?;
        fields.seal();
        self.out.write_all(&fields.bytes)?;
        Ok(())
    }

    /// What records 10 and 90 share.
    fn sending_zones(&self, fields: &mut Fields) -> Result<(), WriteError> {
        let sending = self.sending;
        let (year, month) = sending.month.year_and_number();
        fields.number(7, u64::from(sending.sending_number))?;
        self.facility(fields, 14)?;
        fields.number(22, u64::from(year.unsigned_abs()))?;
        fields.number(23, u64::from(month.unsigned_abs()))?;
        fields.text(27, &sending.cbe.to_string())?;
        fields.text(28, &sending.reference)?;
        if let Some(bic) = &sending.bic {
            fields.text(31, bic.as_str())?;
        }
        fields.text(36, sending.iban.as_str())
    }

    fn facility(&self, fields: &mut Fields, zone: u16) -> Result<(), WriteError> {
        fields.number(
            zone,
            crate::bytes::number(self.sending.nihdi.to_digits11().as_bytes()).unwrap_or(0),
        )
    }

    fn opening(&mut self) -> Result<(), WriteError> {
        let mut fields = Fields::new(Layout::R10);
        fields.number(4, version(self.sending.test))?;
        self.sending_zones(&mut fields)?;
        fields.date(25, self.sending.created_on)?;
        self.put(&mut fields, 10)
    }

    /// What records 20 and 80 share.
    fn invoice_zones(&self, fields: &mut Fields, invoice: &Invoice) -> Result<(), WriteError> {
        fields.day_and_hour(5, 4, invoice.admission)?;
        fields.number(7, u64::from(invoice.fund_of_affiliation))?;
        fields.number(8, invoice.ssin)?;
        fields.number(9, u64::from(invoice.sex))?;
        fields.number(10, 4)?;
        self.facility(fields, 14)?;
        fields.number(18, u64::from(self.sending.fund.as_number()))?;
        fields.number(24, invoice.number)?;
        fields.number(32, 1)
    }

    fn invoice_opens(&mut self, invoice: &Invoice) -> Result<(), WriteError> {
        let mut fields = Fields::new(Layout::R20);
        self.invoice_zones(&mut fields, invoice)?;
        self.facility(&mut fields, 15)?;
        if let Some(discharge) = invoice.discharge {
            // Zone 6 is written in two parts, which stand one behind the other.
            let digits =
                crate::fields::date_number(discharge.date()).ok_or(WriteError::Date { record: 20, zone: 6 })?;
            fields.bytes_at(Layout::R20.table().range(6).start, format!("{digits:08}").as_bytes());
            fields.number(22, hour_number(discharge))?;
        }
        fields.number(11, if invoice.kind == InvoiceKind::Credit { 3 } else { 0 })?;
        if let Some(reference) = &invoice.vsb_reference {
            fields.text(28, reference)?;
        }
        if let Some(earlier) = invoice.earlier {
            fields.number(29, earlier.number)?;
            fields.number(34, u64::from(earlier.sending))?;
            fields.number(37, u64::from(earlier.fund))?;
            if let Some(month) = earlier.month {
                fields.number(
                    41,
                    month_number(month).ok_or(WriteError::Date { record: 20, zone: 41 })?,
                )?;
            }
        }
        if let Some(date) = invoice.invoice_date {
            fields.date(47, date)?;
        }
        self.put(&mut fields, 20)
    }

    fn detail(&mut self, fields: &mut Fields, invoice: &Invoice, line: &Line) -> Result<(), WriteError> {
        fields.clear();
        fields.number(4, u64::from(line.code.as_number()))?;
        fields.date(5, line.first_day)?;
        fields.date(6, line.last_day)?;
        fields.number(7, u64::from(line.fund))?;
        fields.number(8, invoice.ssin)?;
        fields.number(9, u64::from(invoice.sex))?;
        self.facility(fields, 14)?;
        self.facility(fields, 15)?;
        let cents = line.amount.cents();
        fields.signed(19, cents, cents < 0 || (cents == 0 && line.negative_written))?;
        fields.signed(22, i64::from(line.units), line.units < 0)?;
        fields.amount(27, line.share)?;
        fields.amount(30, line.supplement)?;
        self.put(fields, line.record.record_type())
    }

    fn invoice_closes(&mut self, invoice: &Invoice, codes: u64) -> Result<(), WriteError> {
        let mut fields = Fields::new(Layout::R80);
        self.invoice_zones(&mut fields, invoice)?;
        if let Some(discharge) = invoice.discharge {
            fields.date(6, discharge.date())?;
            fields.number(22, hour_number(discharge))?;
        }
        fields.amount(19, invoice.written_total)?;
        if let Some(date) = invoice.invoice_date {
            fields.date(20, date)?;
        }
        fields.amount(27, invoice.written_share)?;
        fields.amount(30, invoice.written_supplement)?;
        fields.number(98, u64::from(control_number(codes)))?;
        self.put(&mut fields, 80)
    }

    fn sending_closes(&mut self, control: u8) -> Result<(), WriteError> {
        let sending = self.sending;
        let mut fields = Fields::new(Layout::R90);
        self.sending_zones(&mut fields)?;
        fields.amount(19, sending.total)?;
        fields.number(98, u64::from(control))?;
        self.put(&mut fields, 90)?;
        let (fund, records) = (sending.fund.as_number(), self.sequence);
        self.out.write_all(&closing_record(
            Layout::R95,
            fund,
            sending.total,
            records.saturating_sub(2),
            control,
        )?)?;
        self.out
            .write_all(&closing_record(Layout::R96, fund, sending.total, records, control)?)?;
        Ok(())
    }
}

fn hour_number(moment: jiff::civil::DateTime) -> u64 {
    u64::from((i32::from(moment.hour()) * 100 + i32::from(moment.minute())).unsigned_abs())
}
