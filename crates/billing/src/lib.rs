//! Judging of batches: (sending, facts, law, time of receipt) → (verdict, findings). No store, no clock.
//!
//! One pass over the lines with facts that were loaded in a few set queries. Every check stands in a file of
//! [`checks`], with its citation and its boundary cases; who is silent when stands here, in `judge`.

pub mod checks;
mod days;
mod facts;
mod judge;
mod stay;
#[cfg(test)]
mod testing;
mod verdict;

pub use days::last_invoicing_day;
pub use facts::{
    AcceptedPlace, BatchFacts, ControlRule, CreditableFact, DayKey, EarlierFact, EarlierKey, PaidDay, PaidDays,
};
pub use judge::{alone, judge_batch};
pub use stay::Stay;
pub use verdict::{BatchVerdict, ErrorShare, InvoiceVerdict, LineOutcome, LineVerdict, Outcome, Place, PlacedFinding};

/// Why a batch could not be judged: faults of ours, never of the sender.
#[derive(Debug, thiserror::Error)]
pub enum BillingError {
    /// The law lacks what a check needs on a day.
    #[error(transparent)]
    Law(#[from] regulation::LawError),
    /// A sum left the range of 64 bits.
    #[error(transparent)]
    Money(#[from] identifiers::MoneyOverflow),
    /// A civil date left the calendar.
    #[error("a day outside the calendar: {0}")]
    Calendar(#[from] jiff::Error),
}
