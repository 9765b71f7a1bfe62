//! What judging a batch gives.

use identifiers::{DossierId, EuroCents, PersonId};
use registers::TariffKind;
use regulation::Finding;

use crate::AcceptedPlace;

/// What becomes of the whole sending (billing.md §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Refused whole: a finding of type B, or the error share.
    Refused,
    /// Some line waits for a person.
    InReview,
    /// Every line is accepted or refused.
    Decided,
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineOutcome {
    /// Accepted.
    Accepted,
    /// Refused, by a finding of its own, of its invoice, or with the whole sending.
    Refused,
    /// A person must look.
    Open,
}

/// A line's part of the verdict, in the order of the sending's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineVerdict {
    /// What becomes of it.
    pub outcome: LineOutcome,
    /// The stay it belongs to.
    pub dossier: Option<DossierId>,
    /// What its code stands for, when a tariff names it.
    pub kind: Option<TariffKind>,
    /// The accepted line that it takes back, of a credit line that is not refused.
    pub takes_back: Option<AcceptedPlace>,
}

/// An invoice's part of the verdict, in the order of the sending's invoices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvoiceVerdict {
    /// Whom it is about, when the register knows the number.
    pub person: Option<PersonId>,
    /// Whether a finding of type F refuses it.
    pub refused: bool,
}

/// Where a finding stands. Indices point into the sending's invoices and lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The whole sending.
    Batch,
    /// One invoice.
    Invoice(usize),
    /// One line of an invoice.
    Line {
        /// The invoice.
        invoice: usize,
        /// The line.
        line: usize,
    },
}

/// A finding and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedFinding {
    /// Where.
    pub place: Place,
    /// What.
    pub finding: Finding,
}

/// The share of errors of a sending (D5), in whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ErrorShare {
    /// Invoices refused by F, and lines refused by R in an invoice that F does not refuse.
    pub errors: u64,
    /// Records 20, 30, 40 and 50.
    pub records: u64,
}

/// The verdict on a sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchVerdict {
    /// What becomes of it.
    pub outcome: Outcome,
    /// Per invoice.
    pub invoices: Vec<InvoiceVerdict>,
    /// Per line.
    pub lines: Vec<LineVerdict>,
    /// Everything found.
    pub findings: Vec<PlacedFinding>,
    /// What was asked.
    pub asked: EuroCents,
    /// What is accepted; nothing when the sending is refused.
    pub accepted: EuroCents,
    /// Lines refused; all of them when the sending is refused.
    pub refused_lines: u64,
    /// Lines that wait for a person.
    pub open_lines: u64,
    /// The share of errors.
    pub share: ErrorShare,
}
