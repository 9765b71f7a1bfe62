//! Batches: invoices, lines, findings, and the guard of paid days.

use identifiers::{
    BatchId, CareFundNumber, DossierId, EuroCents, FacilityId, Month, PerformanceCode, Period, PersonId, SectorCode,
};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::TariffKind;
use regulation::Finding;

use crate::{ContentHash, StoreError};

macro_rules! words {
    ($name:ident, $what:literal, $($variant:ident => $word:literal),+ $(,)?) => {
        impl $name {
            /// The word kept in the store and shown in answers.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What a word stands for.
            pub fn from_word(word: &str) -> Result<Self, StoreError> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(StoreError::Corrupt(concat!($what, " in an unknown state").into())),
                }
            }
        }
    };
}

/// Where a batch stands, the last state reached (billing.md §3; RECEIVED, ACCEPTED_TECHNICAL and SIGNED are
/// passed through within one transaction).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchState {
    /// Not readable: answered by 920999.
    RefusedTechnical,
    /// Refused whole: answered by 920099.
    Refused,
    /// Some line waits for a person.
    InReview,
    /// Every line is accepted or refused.
    Decided,
    /// Signed, and the settlement sent (920900).
    Settled,
    /// The bank has paid.
    Paid,
}
words!(BatchState, "a batch", RefusedTechnical => "REFUSED_TECHNICAL", Refused => "REFUSED", InReview => "IN_REVIEW",
    Decided => "DECIDED", Settled => "SETTLED", Paid => "PAID");

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineState {
    /// Accepted.
    Accepted,
    /// Refused.
    Refused,
    /// Waits for a person.
    Open,
}
words!(LineState, "a line", Accepted => "ACCEPTED", Refused => "REFUSED", Open => "OPEN");

/// A batch to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// The facility, when the file names one that is known.
    pub facility: Option<FacilityId>,
    /// The fund of destination, when it could be read.
    pub fund: Option<CareFundNumber>,
    /// The invoiced month, when it could be read.
    pub month: Option<Month>,
    /// The sending number, when it could be read.
    pub sending_number: Option<u16>,
    /// The creation date of the file, when it could be read.
    pub created_on: Option<Date>,
    /// When it was received.
    pub received_at: Timestamp,
    /// The bytes as received.
    pub input: ContentHash,
    /// Where it stands.
    pub state: BatchState,
    /// What was asked; zero for a technical refusal.
    pub asked: EuroCents,
    /// What is accepted so far.
    pub accepted: EuroCents,
    /// Lines refused.
    pub refused_lines: u64,
    /// Lines that wait for a person.
    pub open_lines: u64,
    /// Invoices and lines that count in the error share (D5).
    pub error_count: u64,
    /// Records 20, 30, 40 and 50, the other part of the error share.
    pub record_count: u64,
    /// The law it was judged by.
    pub law: [u8; 32],
}

/// A batch as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRecord {
    /// Own number.
    pub id: BatchId,
    /// Everything kept of it.
    pub batch: NewBatch,
    /// Who has taken it to decide its open lines, as the application names its actors.
    pub taken_by: Option<String>,
}

/// An invoice of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRow {
    /// Its number, unique in the batch.
    pub number: u64,
    /// Whom it is about, when known.
    pub person: Option<PersonId>,
    /// Whether it takes lines back.
    pub credit: bool,
    /// Whether a finding of type F refuses it.
    pub refused: bool,
    /// The total it carries.
    pub total: EuroCents,
}

/// A line of a batch, keyed by month of care, batch, invoice and position, so that lines append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineRow {
    /// Number of its invoice.
    pub invoice: u64,
    /// Place in its invoice, from 1.
    pub position: u32,
    /// Whom it is about, when known.
    pub person: Option<PersonId>,
    /// The stay it belongs to, when there is one.
    pub dossier: Option<DossierId>,
    /// Performance code.
    pub code: PerformanceCode,
    /// What the code stands for, when a tariff names it.
    pub kind: Option<TariffKind>,
    /// The day of care.
    pub day: Date,
    /// The amount asked.
    pub amount: EuroCents,
    /// Where it stands.
    pub state: LineState,
}

/// The guard of a paid day: one row for each person, day and code that is accepted or open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuardRow {
    /// Whose day.
    pub person: PersonId,
    /// The day of care.
    pub day: Date,
    /// Performance code.
    pub code: PerformanceCode,
    /// What the code stands for.
    pub kind: TariffKind,
    /// Number of the invoice.
    pub invoice: u64,
    /// Place in the invoice.
    pub position: u32,
}

/// A day that is guarded: accepted or open, at any facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidDay {
    /// Whose day.
    pub person: PersonId,
    /// The day of care.
    pub day: Date,
    /// Performance code.
    pub code: PerformanceCode,
    /// What the code stands for.
    pub kind: TariffKind,
    /// The facility that invoiced it.
    pub facility: FacilityId,
    /// The sector of that facility when it did.
    pub sector: SectorCode,
}

/// The days of care of a person in a month that are guarded for one facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuardedDays {
    /// Whose days.
    pub person: PersonId,
    /// The month.
    pub month: Month,
    /// Bit 0 for the first of the month, bit 30 for the 31st. At least one is set.
    pub days: u32,
}

/// A finding and where it stands: `invoice` 0 for the whole batch, `position` 0 for the whole invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
    /// Number of the invoice, or 0.
    pub invoice: u64,
    /// Place of the line in the invoice, or 0.
    pub position: u32,
    /// The day of that line.
    pub day: Option<Date>,
    /// What was found.
    pub finding: Finding,
}

/// Which accepted lines are looked for: those of a facility or of a whole sector, of one code or of any, on these days.
#[derive(Debug, Clone, Copy)]
pub struct BilledQuery<'a> {
    /// The facility that invoiced; `None` for every facility that is in the sector now.
    pub facility: Option<FacilityId>,
    /// The sector, where no facility is named.
    pub sector: &'a SectorCode,
    /// The performance code; `None` for any.
    pub code: Option<PerformanceCode>,
    /// The days of care, both included.
    pub days: Period,
}

/// Batches and what is in them.
pub trait BatchRepository {
    /// The batch that was made of these bytes.
    fn batch_by_input(&mut self, input: ContentHash) -> Result<Option<BatchRecord>, StoreError>;

    /// A batch by its own number.
    fn batch(&mut self, id: BatchId) -> Result<Option<BatchRecord>, StoreError>;

    /// Whether the facility used this sending number for a file created in the year, apart from technical refusals.
    fn sending_number_used(&mut self, facility: FacilityId, year: i16, number: u16) -> Result<bool, StoreError>;

    /// Whether a batch of the facility for the fund and month is received and not refused.
    fn live_batch_exists(
        &mut self,
        facility: FacilityId,
        fund: CareFundNumber,
        month: Month,
    ) -> Result<bool, StoreError>;

    /// The guarded days of these persons in these months, at any facility.
    fn paid_days(&mut self, persons: &[PersonId], months: &[Month]) -> Result<Vec<PaidDay>, StoreError>;

    /// Of [`paid_days`](Self::paid_days), the days of care ([`TariffKind::Day`]) at other facilities than this one.
    fn days_elsewhere(
        &mut self,
        facility: FacilityId,
        persons: &[PersonId],
        months: &[Month],
    ) -> Result<Vec<PaidDay>, StoreError>;

    /// The days of care ([`TariffKind::Day`]) of these persons in these months that are guarded for this facility, in any
    /// order: one value a person and month in place of one a day. Persons and months without one are left out.
    fn guarded_days(
        &mut self,
        facility: FacilityId,
        persons: &[PersonId],
        months: &[Month],
    ) -> Result<Vec<GuardedDays>, StoreError>;

    /// Keeps a batch. A second live batch of one facility, fund and month, a sending number used a second time, or
    /// the same bytes again, is a [`StoreError::Conflict`].
    fn insert_batch(&mut self, batch: &NewBatch) -> Result<BatchId, StoreError>;

    /// Keeps invoices, in bulk.
    fn insert_invoices(&mut self, batch: BatchId, invoices: &[InvoiceRow]) -> Result<(), StoreError>;

    /// Keeps lines, in bulk; a large batch may come in several calls.
    fn insert_lines(&mut self, batch: BatchId, lines: &[LineRow]) -> Result<(), StoreError>;

    /// Keeps findings, in bulk; later ones of the same line may follow.
    fn insert_findings(&mut self, batch: BatchId, findings: &[FindingRow]) -> Result<(), StoreError>;

    /// Guards days, in bulk. A day that is guarded already is a [`StoreError::Conflict`]: the use case is then
    /// judged again, with that day among its facts.
    fn guard_days(
        &mut self,
        batch: BatchId,
        facility: FacilityId,
        sector: &SectorCode,
        days: &[GuardRow],
    ) -> Result<(), StoreError>;

    /// The invoices of a batch, by number.
    fn invoices(&mut self, batch: BatchId) -> Result<Vec<InvoiceRow>, StoreError>;

    /// The lines of a batch, by invoice and position.
    fn lines(&mut self, batch: BatchId) -> Result<Vec<LineRow>, StoreError>;

    /// The findings of a batch, by invoice, position and code.
    fn findings(&mut self, batch: BatchId) -> Result<Vec<FindingRow>, StoreError>;

    /// Who invoiced and who pays (or will pay) accepted lines that are looked for, each pair once, in order. A line that
    /// takes another back does not count, nor one that was taken back in a signed batch.
    fn billed_by(&mut self, query: &BilledQuery<'_>) -> Result<Vec<(FacilityId, CareFundNumber)>, StoreError>;

    /// Moves a batch from one state to another; `false` when it does not stand in `from`.
    fn move_batch(&mut self, batch: BatchId, from: BatchState, to: BatchState) -> Result<bool, StoreError>;
}
