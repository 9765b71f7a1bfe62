//! What an invoice file says, as values: a sending, its invoices and their lines.
//!
//! The model holds what is judged and what a writer needs. It says nothing about persons or law: a person's
//! number is eleven digits that may be wrong, a performance code is six digits that may be unknown.

use std::fmt;
use std::ops::Range;

use identifiers::{Bic, CareFundNumber, CbeNumber, EuroCents, Iban, Month, NihdiNumber, PerformanceCode, VsbReference};
use jiff::civil::{Date, DateTime};

/// One sending (zending): the invoices of one facility for one care fund and month (billing.md §1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Whether this is a test (zone 202 = 92, instructions version 9991999).
    pub test: bool,
    /// The invoiced month (record 10 zones 22–23, header zone 300).
    pub month: Month,
    /// The sending number, 1 to 999 (record 10 zone 7, header zone 301).
    pub sending_number: u16,
    /// The creation date of the file (record 10 zones 25–26, header zone 302).
    pub created_on: Date,
    /// The facility's free reference (record 10 zone 28), without trailing blanks.
    pub reference: String,
    /// The facility's NIHDI number (record 10 zone 14).
    pub nihdi: NihdiNumber,
    /// The facility's enterprise number (record 10 zone 27).
    pub cbe: CbeNumber,
    /// The account to pay to (record 10 zones 36–41).
    pub iban: Iban,
    /// Its bank (record 10 zones 31–34); blank is no fault (scenarios.md, batch step).
    pub bic: Option<Bic>,
    /// The one care fund of destination (record 20 zone 18, record 95 zone 401).
    pub fund: CareFundNumber,
    /// The invoices in the order of the file.
    pub invoices: Vec<Invoice>,
    /// The lines of all invoices in the order of the file; [`Invoice::lines`] points into it.
    pub lines: Vec<Line>,
    /// The asked total as written (record 90 zone 19).
    pub total: EuroCents,
    /// The number of records 20, 30, 40 and 50: the denominator of the error share (D5).
    pub record_count: u64,
}

/// One invoice: one person's part of a sending (record 20, its details, record 80).
#[derive(Clone, PartialEq, Eq)]
pub struct Invoice {
    /// Its number, unique in the sending (zones 24–25).
    pub number: u64,
    /// The eleven digits of the person's number as written (zone 8): the check digits may be wrong.
    pub ssin: u64,
    /// Whether all records 20, 30, 50, 51, 52 and 80 of the invoice carry that same number.
    pub same_ssin: bool,
    /// The person's sex as written (zone 9): 1 male, 2 female, 0 or another digit when the file says so.
    pub sex: u8,
    /// Original invoice or credit note (zone 11).
    pub kind: InvoiceKind,
    /// Admission day and hour (zones 5 and 4). A file without technical fault always has it.
    pub admission: Option<DateTime>,
    /// Discharge day and hour (zones 6 and 22); `None` when the stay is not ended.
    pub discharge: Option<DateTime>,
    /// The care fund of affiliation (zone 7), 0 to 999.
    pub fund_of_affiliation: u16,
    /// The VSB reference of the dossier (zone 28) without outer blanks; `None` when blank.
    pub vsb_reference: Option<String>,
    /// The earlier invoice that is named (zones 29–31, 34–36, 37, 41); `None` when all are zero.
    pub earlier: Option<EarlierInvoice>,
    /// The invoice date (zone 47). A file without technical fault always has it.
    pub invoice_date: Option<Date>,
    /// Where its lines stand in [`Sending::lines`].
    pub lines: Range<usize>,
    /// Record 80 zone 19, as written.
    pub written_total: EuroCents,
    /// Record 80 zone 27, as written.
    pub written_share: EuroCents,
    /// Record 80 zones 30–31, as written.
    pub written_supplement: EuroCents,
}

/// The person's number is masked: it must never reach a log. So is a reference that is none of this product,
/// because a facility may write a person's number there.
impl fmt::Debug for Invoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reference = self
            .vsb_reference
            .as_deref()
            .map(|text| VsbReference::parse(text).map_err(|_| "masked"));
        f.debug_struct("Invoice")
            .field("number", &self.number)
            .field("ssin", &format_args!("masked"))
            .field("same_ssin", &self.same_ssin)
            .field("kind", &self.kind)
            .field("admission", &self.admission)
            .field("discharge", &self.discharge)
            .field("fund_of_affiliation", &self.fund_of_affiliation)
            .field("vsb_reference", &reference)
            .field("earlier", &self.earlier)
            .field("invoice_date", &self.invoice_date)
            .field("lines", &self.lines)
            .field("written_total", &self.written_total)
            .field("written_share", &self.written_share)
            .field("written_supplement", &self.written_supplement)
            .finish_non_exhaustive()
    }
}

/// Type of invoicing (record 20 zone 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvoiceKind {
    /// 0: an original invoice.
    Original,
    /// 3: a credit note; every sign is turned (billing.md §1).
    Credit,
}

/// The earlier invoice that a credit note takes back (record 20 zones 29–31, 34–36, 37 and 41).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EarlierInvoice {
    /// Its invoice number.
    pub number: u64,
    /// The number of its sending, 0 to 999.
    pub sending: u16,
    /// Its invoiced month; `None` when written as zeros.
    pub month: Option<Month>,
    /// The care fund it was sent to, 0 to 999.
    pub fund: u16,
}

/// One detail record 30 or 50: a day, a personal share, a cost or a premium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its place within the invoice, from 1.
    pub position: u32,
    /// Which record it stands in.
    pub record: DetailKind,
    /// The performance code (zone 4 without its leading 0); its check digit may be wrong.
    pub code: PerformanceCode,
    /// First day (zone 5).
    pub first_day: Date,
    /// Last day (zone 6).
    pub last_day: Date,
    /// The care fund of affiliation (zone 7), 0 to 999.
    pub fund: u16,
    /// The amount (zone 19).
    pub amount: EuroCents,
    /// Whether the sign byte of zone 19 is `-`, also before a zero amount.
    pub negative_written: bool,
    /// Number of days or units with its sign (zone 22), −9999 to 9999.
    pub units: i32,
    /// The personal share (zone 27).
    pub share: EuroCents,
    /// The supplement (zones 30–31).
    pub supplement: EuroCents,
}

/// The record a line stands in (billing.md §1, "Which record").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DetailKind {
    /// Record 30: a day or a personal share.
    Stay30,
    /// Record 50: a cost or a premium.
    Provision50,
}

impl DetailKind {
    /// The record type: 30 or 50.
    #[must_use]
    pub const fn record_type(self) -> u8 {
        match self {
            Self::Stay30 => 30,
            Self::Provision50 => 50,
        }
    }
}

impl Sending {
    /// The lines of one invoice; empty when its range does not lie in [`Sending::lines`].
    #[must_use]
    pub fn lines_of(&self, invoice: &Invoice) -> &[Line] {
        self.lines.get(invoice.lines.clone()).unwrap_or_default()
    }
}
