//! Settlements, payables and payment orders.

use identifiers::{BatchId, CareFundNumber, EuroCents, FacilityId, OrderId, SettlementId, StructuredReference};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::{ContentHash, StoreError};

/// The final answer on a batch, at its signing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSettlement {
    /// The batch.
    pub batch: BatchId,
    /// The fund that pays.
    pub fund: CareFundNumber,
    /// The facility that is paid.
    pub facility: FacilityId,
    /// What is accepted.
    pub amount: EuroCents,
    /// Who signed, as the application names its actors.
    pub signed_by: String,
    /// When.
    pub signed_at: Timestamp,
    /// Hash of what was signed: the batch and the outcome of every line.
    pub content: ContentHash,
}

/// A settlement as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementRecord {
    /// Own number; the payment reference is made of it.
    pub id: SettlementId,
    /// The payment reference (zone 423 and the transfer carry the same).
    pub reference: StructuredReference,
    /// Everything kept of it.
    pub settlement: NewSettlement,
}

/// Where the payment of a settlement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayableState {
    /// To be gathered into an order.
    Due,
    /// In an order, at the bank.
    Ordered,
    /// Booked by the bank.
    Booked,
}

impl PayableState {
    /// The word kept in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Due => "DUE",
            Self::Ordered => "ORDERED",
            Self::Booked => "BOOKED",
        }
    }

    /// What a word stands for.
    pub fn from_word(word: &str) -> Result<Self, StoreError> {
        [Self::Due, Self::Ordered, Self::Booked]
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| StoreError::Corrupt("a payable in an unknown state".into()))
    }
}

/// What a fund owes a facility for one settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payable {
    /// The settlement.
    pub settlement: SettlementId,
    /// Its batch.
    pub batch: BatchId,
    /// Who is paid.
    pub facility: FacilityId,
    /// How much.
    pub amount: EuroCents,
    /// Where it stands.
    pub state: PayableState,
    /// The order it is in, or was in last.
    pub order: Option<OrderId>,
    /// When the batch was received.
    pub received_at: Timestamp,
    /// When the batch was signed.
    pub signed_at: Timestamp,
    /// The payment reference.
    pub reference: StructuredReference,
}

/// A payment order of a fund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// The fund.
    pub fund: CareFundNumber,
    /// When it was made.
    pub made_at: Timestamp,
    /// Who made it.
    pub made_by: String,
    /// The day the bank is asked to pay.
    pub execution_day: Date,
    /// The sum of its transfers.
    pub total: EuroCents,
    /// The settlements it pays.
    pub settlements: Vec<SettlementId>,
}

/// A payment order as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRecord {
    /// Own number.
    pub id: OrderId,
    /// Everything kept of it, its settlements in order.
    pub order: NewOrder,
    /// The file for the bank, as a payload.
    pub file: Option<ContentHash>,
}

/// Settlements and payments.
pub trait SettlementRepository {
    /// Keeps a settlement, and a payable when there is something to pay. A second one of a batch is a
    /// [`StoreError::Conflict`].
    fn insert_settlement(&mut self, settlement: &NewSettlement) -> Result<SettlementRecord, StoreError>;

    /// The settlement of a batch.
    fn settlement_of(&mut self, batch: BatchId) -> Result<Option<SettlementRecord>, StoreError>;

    /// What a fund has yet to pay, oldest settlement first. Nobody else orders any of it until the transaction ends.
    fn due_payables(&mut self, fund: CareFundNumber) -> Result<Vec<Payable>, StoreError>;

    /// The payable of a batch.
    fn payable_of(&mut self, batch: BatchId) -> Result<Option<Payable>, StoreError>;

    /// Keeps an order and marks its payables as ordered; `None` when one was not due: the transaction is then to be
    /// dropped.
    fn insert_order(&mut self, order: &NewOrder) -> Result<Option<OrderId>, StoreError>;

    /// Names the file of an order.
    fn set_order_file(&mut self, order: OrderId, file: ContentHash) -> Result<(), StoreError>;

    /// An order by its own number.
    fn order(&mut self, id: OrderId) -> Result<Option<OrderRecord>, StoreError>;

    /// Moves a payable from one state to another; `false` when it does not stand in `from`.
    fn move_payable(
        &mut self,
        settlement: SettlementId,
        from: PayableState,
        to: PayableState,
    ) -> Result<bool, StoreError>;
}
