//! The invoice file of a billing event: one invoice with a line for each day.

use identifiers::{CareFundNumber, CbeNumber, EuroCents, Iban, Month, NihdiNumber, PerformanceCode, VsbReference};
use invoice_file::{Contact, DetailKind, Invoice, InvoiceKind, Line, Sending, write_sending};
use jiff::civil::{Date, DateTime};

use crate::setup::{DAY_CENTS, DAY_CODE};

/// Every facility's enterprise number and account.
pub(crate) const CBE: &str = "0411000183";
pub(crate) const IBAN: &str = "BE74001100000107";

/// What a file invoices.
pub(crate) struct Bill<'b> {
    pub(crate) nihdi: &'b str,
    pub(crate) fund: &'b str,
    pub(crate) ssin: &'b str,
    pub(crate) sending_number: u16,
    pub(crate) created_on: Date,
    pub(crate) admission: DateTime,
    pub(crate) reference: VsbReference,
    pub(crate) days: &'b [Date],
}

impl Bill<'_> {
    /// The bytes of the file.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, String> {
        let text = |error: identifiers::Malformed| error.to_string();
        let fund = CareFundNumber::parse(self.fund).map_err(text)?;
        let code = PerformanceCode::from_number(DAY_CODE).map_err(text)?;
        let lines: Vec<Line> = (1..)
            .zip(self.days)
            .map(|(position, day)| Line {
                position,
                record: DetailKind::Stay30,
                code,
                first_day: *day,
                last_day: *day,
                fund: fund.as_number(),
                amount: EuroCents::new(DAY_CENTS),
                negative_written: false,
                units: 1,
                share: EuroCents::ZERO,
                supplement: EuroCents::ZERO,
            })
            .collect();
        let total = EuroCents::sum(lines.iter().map(|line| line.amount)).map_err(|error| error.to_string())?;
        let invoice = Invoice {
            number: 1,
            ssin: self.ssin.parse().map_err(|_| "a number of 11 digits")?,
            same_ssin: true,
            sex: 1,
            kind: InvoiceKind::Original,
            admission: Some(self.admission),
            discharge: None,
            fund_of_affiliation: fund.as_number(),
            vsb_reference: Some(self.reference.to_string()),
            earlier: None,
            invoice_date: Some(self.created_on),
            lines: 0..lines.len(),
            written_total: total,
            written_share: EuroCents::ZERO,
            written_supplement: EuroCents::ZERO,
        };
        let sending = Sending {
            test: false,
            month: Month::of(self.created_on),
            sending_number: self.sending_number,
            created_on: self.created_on,
            reference: String::new(),
            nihdi: NihdiNumber::parse(self.nihdi).map_err(text)?,
            cbe: CbeNumber::parse(CBE).map_err(text)?,
            iban: Iban::parse(IBAN).map_err(text)?,
            bic: None,
            fund,
            invoices: vec![invoice],
            record_count: 1 + lines.len() as u64,
            lines,
            total,
        };
        let mut bytes = Vec::new();
        write_sending(&sending, &Contact::default(), &mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}
