//! Building a sending from what is invoiced: positions, signs, counts and totals are made here, once for everyone who
//! writes files (billing.md §1).

use identifiers::{
    Bic, CareFundNumber, CbeNumber, EuroCents, Iban, MoneyOverflow, Month, NihdiNumber, PerformanceCode,
};
use jiff::civil::{Date, DateTime};

use crate::model::{DetailKind, EarlierInvoice, Invoice, InvoiceKind, Line, Sending};

/// The largest sending number that its zones hold (three digits).
pub const LARGEST_SENDING_NUMBER: u16 = 999;

/// What a sending is about, without its invoices.
#[derive(Debug, Clone)]
pub struct Head {
    /// The invoiced month.
    pub month: Month,
    /// The sending number, 1 to [`LARGEST_SENDING_NUMBER`].
    pub sending_number: u16,
    /// The creation date of the file; also the date of its invoices.
    pub created_on: Date,
    /// The facility's free reference.
    pub reference: String,
    /// The facility's NIHDI number.
    pub nihdi: NihdiNumber,
    /// The facility's enterprise number.
    pub cbe: CbeNumber,
    /// The account to pay to.
    pub iban: Iban,
    /// Its bank.
    pub bic: Option<Bic>,
    /// The one care fund of destination.
    pub fund: CareFundNumber,
}

/// An invoice to be added: whose it is, and what it says beside its lines.
#[derive(Clone)]
pub struct NewInvoice {
    /// Its number, unique in the sending.
    pub number: u64,
    /// The eleven digits of the person's number.
    pub ssin: u64,
    /// Original or credit note.
    pub kind: InvoiceKind,
    /// Admission day and hour.
    pub admission: DateTime,
    /// Discharge day and hour; `None` when the stay is not ended.
    pub discharge: Option<DateTime>,
    /// The VSB reference of the dossier.
    pub vsb_reference: Option<String>,
    /// The invoice that a credit note takes back.
    pub earlier: Option<EarlierInvoice>,
}

/// A line to be added: of an original with the sign it has there (a personal share below zero), also in a credit note,
/// where every sign is turned.
#[derive(Debug, Clone, Copy)]
pub struct NewLine {
    /// Which record it stands in.
    pub record: DetailKind,
    /// The performance code.
    pub code: PerformanceCode,
    /// The day.
    pub day: Date,
    /// The amount, as an original has it.
    pub amount: EuroCents,
}

impl Sending {
    /// A sending without invoices.
    #[must_use]
    pub fn begun(head: Head) -> Self {
        Self {
            test: false,
            month: head.month,
            sending_number: head.sending_number,
            created_on: head.created_on,
            reference: head.reference,
            nihdi: head.nihdi,
            cbe: head.cbe,
            iban: head.iban,
            bic: head.bic,
            fund: head.fund,
            invoices: Vec::new(),
            lines: Vec::new(),
            total: EuroCents::ZERO,
            record_count: 0,
        }
    }

    /// Adds an invoice with its lines; one without lines is left out.
    ///
    /// # Errors
    /// When a sum leaves its range.
    pub fn add(&mut self, invoice: NewInvoice, lines: &[NewLine]) -> Result<(), MoneyOverflow> {
        if lines.is_empty() {
            return Ok(());
        }
        let begin = self.lines.len();
        let is_credit = invoice.kind == InvoiceKind::Credit;
        let fund = self.fund.as_number();
        self.lines.extend((1..).zip(lines).map(|(position, line)| {
            let amount = if is_credit { line.amount.opposite() } else { line.amount };
            Line {
                position,
                record: line.record,
                code: line.code,
                first_day: line.day,
                last_day: line.day,
                fund,
                amount,
                negative_written: amount < EuroCents::ZERO,
                units: if is_credit { -1 } else { 1 },
                share: EuroCents::ZERO,
                supplement: EuroCents::ZERO,
            }
        }));
        let total = EuroCents::sum(self.lines[begin..].iter().map(|line| line.amount))?;
        self.total = self.total.plus(total)?;
        self.record_count += 1 + lines.len() as u64;
        self.invoices.push(Invoice {
            number: invoice.number,
            ssin: invoice.ssin,
            same_ssin: true,
            sex: sex_of(invoice.ssin),
            kind: invoice.kind,
            admission: Some(invoice.admission),
            discharge: invoice.discharge,
            fund_of_affiliation: fund,
            vsb_reference: invoice.vsb_reference,
            earlier: invoice.earlier,
            invoice_date: Some(self.created_on),
            lines: begin..self.lines.len(),
            written_total: total,
            written_share: EuroCents::ZERO,
            written_supplement: EuroCents::ZERO,
        });
        Ok(())
    }
}

/// The sex that a national number tells (zone 9): 1 male, 2 female, by its serial number being odd or even.
const fn sex_of(ssin: u64) -> u8 {
    if ssin / 100 % 2 == 1 { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{Contact, read_sending, write_sending};

    fn head() -> Head {
        Head {
            month: Month::parse("2024-03").unwrap(),
            sending_number: 7,
            created_on: date(2024, 4, 2),
            reference: "2024-03-180".into(),
            nihdi: NihdiNumber::parse("73100188000").unwrap(),
            cbe: CbeNumber::parse("0411000183").unwrap(),
            iban: Iban::parse("BE74001100000107").unwrap(),
            bic: None,
            fund: CareFundNumber::parse("180").unwrap(),
        }
    }

    fn line(record: DetailKind, day: i8, cents: i64) -> NewLine {
        NewLine {
            record,
            code: PerformanceCode::parse("970012").unwrap(),
            day: date(2024, 3, day),
            amount: EuroCents::new(cents),
        }
    }

    /// What is built is what the reader finds in the file that is written of it, without fault.
    #[test]
    fn what_is_built_reads_back_the_same() {
        let mut sending = Sending::begun(head());
        let original = NewInvoice {
            number: 70_001,
            ssin: 85_073_010_058,
            kind: InvoiceKind::Original,
            admission: date(2024, 3, 1).at(14, 0, 0, 0),
            discharge: Some(date(2024, 3, 20).at(13, 30, 0, 0)),
            vsb_reference: Some("VSB-0001-2345-26".into()),
            earlier: None,
        };
        let lines = [
            line(DetailKind::Stay30, 1, 4321),
            line(DetailKind::Stay30, 1, -1000),
            line(DetailKind::Provision50, 2, 500),
        ];
        sending.add(original.clone(), &lines).unwrap();
        let credit = NewInvoice {
            number: 70_002,
            kind: InvoiceKind::Credit,
            earlier: Some(EarlierInvoice {
                number: 60_001,
                sending: 6,
                month: Month::parse("2024-02").ok(),
                fund: 180,
            }),
            ..original.clone()
        };
        sending.add(credit, &lines[..2]).unwrap();
        sending.add(original, &[]).unwrap();
        assert_eq!(sending.total, EuroCents::new(3821 - 3321));
        assert_eq!((sending.invoices.len(), sending.record_count), (2, 7));
        let mut bytes = Vec::new();
        write_sending(&sending, &Contact::default(), &mut bytes).unwrap();
        let reading = read_sending(bytes.as_slice()).unwrap();
        assert_eq!(reading.faults.total, 0, "{:?}", reading.faults.list);
        assert_eq!(reading.sending, Some(sending));
    }
}
