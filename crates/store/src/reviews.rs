//! What people of a fund do with lines: decisions, and the standing rules of their manual control.

use identifiers::{BatchId, CareFundNumber, DossierId, EuroCents, FacilityId, PerformanceCode};
use jiff::Timestamp;

use crate::{DossierMessage, LineRow, LineState, StoreError};

/// A decision on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineDecisionRow {
    /// Number of the invoice.
    pub invoice: u64,
    /// Place in the invoice.
    pub position: u32,
    /// Whether it was accepted.
    pub accepted: bool,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// The account that decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What a batch adds up to after a review or a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchSums {
    /// What is accepted.
    pub accepted: EuroCents,
    /// Lines refused.
    pub refused_lines: u64,
    /// Lines that wait for a person.
    pub open_lines: u64,
}

/// A standing rule of a fund: which accepted lines it takes into review (P90001). A line must meet everything that is
/// given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlRule {
    /// Own number.
    pub id: i64,
    /// Whose rule.
    pub fund: CareFundNumber,
    /// Lines of this facility only.
    pub facility: Option<FacilityId>,
    /// Lines under this code only.
    pub code: Option<PerformanceCode>,
    /// Lines of at least this amount only.
    pub from_amount: Option<EuroCents>,
    /// So many of ten thousand lines, drawn by lot; `None`: all.
    pub share: Option<u16>,
}

/// Decisions on lines, the four eyes of a fund, and its standing rules.
pub trait ReviewRepository {
    /// Moves lines of a batch to a state, in bulk; `false` when one does not stand in the state it is given with: the
    /// transaction is then to be dropped.
    fn move_lines(&mut self, batch: BatchId, lines: &[LineRow], to: LineState) -> Result<bool, StoreError>;

    /// Keeps what a batch now adds up to.
    fn set_sums(&mut self, batch: BatchId, sums: &BatchSums) -> Result<(), StoreError>;

    /// Keeps decisions, in bulk. A line that comes into review again may be decided again.
    fn insert_line_decisions(&mut self, batch: BatchId, decisions: &[LineDecisionRow]) -> Result<(), StoreError>;

    /// The decisions on lines of a batch, in order.
    fn line_decisions(&mut self, batch: BatchId) -> Result<Vec<LineDecisionRow>, StoreError>;

    /// Moves a batch from who has taken it to who takes it (`None`: nobody); `false` when it was not theirs any more.
    fn take_batch(&mut self, batch: BatchId, by: Option<&str>, from: Option<&str>) -> Result<bool, StoreError>;

    /// Adds a standing rule (its own number is ignored) and gives its number.
    fn add_control_rule(&mut self, rule: &ControlRule, at: Timestamp) -> Result<i64, StoreError>;

    /// Ends a standing rule of a fund; `false` when it has no such rule in force.
    fn end_control_rule(&mut self, fund: CareFundNumber, id: i64, at: Timestamp) -> Result<bool, StoreError>;

    /// The standing rules of a fund that are in force.
    fn control_rules(&mut self, fund: CareFundNumber) -> Result<Vec<ControlRule>, StoreError>;

    /// The messages of these dossiers that are pending or queued, in order of receipt.
    fn waiting_messages_of(&mut self, dossiers: &[DossierId]) -> Result<Vec<(DossierId, DossierMessage)>, StoreError>;
}
