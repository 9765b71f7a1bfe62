//! Credit notes: what was accepted and signed and can be taken back, and which line takes which back.

use identifiers::{BatchId, CareFundNumber, EuroCents, FacilityId, Month, PerformanceCode, PersonId};
use jiff::civil::Date;

use crate::StoreError;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinePlace {
    /// Its batch.
    pub batch: BatchId,
    /// Number of its invoice.
    pub invoice: u64,
    /// Place in its invoice, from 1.
    pub position: u32,
}

/// An accepted line of a signed batch that no credit note takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditableLine {
    /// Whose day.
    pub person: PersonId,
    /// The day of care.
    pub day: Date,
    /// Performance code.
    pub code: PerformanceCode,
    /// The amount that was accepted.
    pub amount: EuroCents,
    /// Where it stands.
    pub place: LinePlace,
}

/// An invoice of a batch that is live (not refused whole), as a credit note names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierInvoiceRow {
    /// Its batch.
    pub batch: BatchId,
    /// The month of its batch.
    pub month: Month,
    /// The sending number of its batch.
    pub sending_number: u16,
    /// Its number.
    pub number: u64,
    /// Whom it is about, when known.
    pub person: Option<PersonId>,
    /// Whether a finding of type F refused it.
    pub refused: bool,
}

/// A line of a credit note and the line it takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditRow {
    /// Number of the credit note.
    pub invoice: u64,
    /// Place in the credit note.
    pub position: u32,
    /// The line it takes back.
    pub takes_back: LinePlace,
}

/// Credits. One line is taken back by one credit line at most, from the moment that is accepted or open.
pub trait CreditRepository {
    /// The accepted lines of these persons in these months of care, in signed batches of the facility for the fund,
    /// that no credit takes back.
    fn creditable_lines(
        &mut self,
        facility: FacilityId,
        fund: CareFundNumber,
        persons: &[PersonId],
        months: &[Month],
    ) -> Result<Vec<CreditableLine>, StoreError>;

    /// The invoices with these numbers in the live batches of the facility for the fund and these invoiced months.
    fn earlier_invoices(
        &mut self,
        facility: FacilityId,
        fund: CareFundNumber,
        months: &[Month],
        numbers: &[u64],
    ) -> Result<Vec<EarlierInvoiceRow>, StoreError>;

    /// Person, day and code of lines of these persons and months at the facility that a credit takes back which is
    /// accepted or open in a batch that is not signed.
    fn waiting_credits(
        &mut self,
        facility: FacilityId,
        persons: &[PersonId],
        months: &[Month],
    ) -> Result<Vec<(PersonId, Date, PerformanceCode)>, StoreError>;

    /// Which of these persons have a premium accepted in a batch that is not signed yet.
    fn premiums_waiting(&mut self, persons: &[PersonId]) -> Result<Vec<PersonId>, StoreError>;

    /// Keeps what the lines of a batch take back, in bulk. A line that is taken back already is a
    /// [`StoreError::Conflict`].
    fn insert_credits(&mut self, batch: BatchId, credits: &[CreditRow]) -> Result<(), StoreError>;

    /// What the lines of a batch take back, by invoice and position.
    fn credits(&mut self, batch: BatchId) -> Result<Vec<CreditRow>, StoreError>;

    /// Lets go of what refused credit lines of a batch would have taken back.
    fn drop_credits(&mut self, batch: BatchId, lines: &[(u64, u32)]) -> Result<(), StoreError>;

    /// Removes the guard of days that are no longer paid: of lines refused after all, or taken back by a signed
    /// credit. Only the guard that these very lines hold goes.
    fn free_days(&mut self, days: &[(PersonId, Date, PerformanceCode, LinePlace)]) -> Result<(), StoreError>;
}
