//! Debts of facilities (D7) and what the bank answered.

use identifiers::{BatchId, CareFundNumber, EuroCents, FacilityId, SettlementId, StructuredReference};
use jiff::Timestamp;

use crate::{ContentHash, Payable, StoreError};

/// What is left of the debt that a settlement below zero left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenDebt {
    /// The settlement below zero.
    pub settlement: SettlementId,
    /// What is still to be set off, above zero.
    pub left: EuroCents,
}

/// A part of a debt that a settlement paid by being paid less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetOff {
    /// The settlement that is paid less.
    pub settlement: SettlementId,
    /// The settlement below zero.
    pub debt: SettlementId,
    /// How much, above zero.
    pub amount: EuroCents,
}

/// What the bank said of the transfer of a settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAnswerRow {
    /// The settlement.
    pub settlement: SettlementId,
    /// Whether it was booked; otherwise it was rejected.
    pub booked: bool,
    /// The reason of the bank, by its code or words.
    pub reason: Option<String>,
    /// When it was recorded.
    pub at: Timestamp,
}

/// Debts, set-offs and answers of the bank.
pub trait DebtRepository {
    /// The open debts of a facility with a fund, oldest first. Nobody else adds to them or sets any of them off until the
    /// transaction ends.
    fn open_debts(&mut self, fund: CareFundNumber, facility: FacilityId) -> Result<Vec<OpenDebt>, StoreError>;

    /// Sets a part of a debt off against a settlement: its payable is so much less, and gone at zero.
    fn set_off(&mut self, part: &SetOff) -> Result<(), StoreError>;

    /// What was set off against a settlement, oldest debt first.
    fn set_offs(&mut self, settlement: SettlementId) -> Result<Vec<SetOff>, StoreError>;

    /// All open debts with a fund, of every facility, oldest first.
    fn debts_of_fund(&mut self, fund: CareFundNumber) -> Result<Vec<(FacilityId, OpenDebt)>, StoreError>;

    /// All payables of a fund that are not booked, oldest settlement first.
    fn unpaid_payables(&mut self, fund: CareFundNumber) -> Result<Vec<Payable>, StoreError>;

    /// The batches of the payables of a fund with these payment references, by reference.
    fn payables_by_reference(
        &mut self,
        fund: CareFundNumber,
        references: &[StructuredReference],
    ) -> Result<Vec<(StructuredReference, BatchId, Payable)>, StoreError>;

    /// Keeps what the bank said of a transfer.
    fn insert_bank_answer(&mut self, answer: &BankAnswerRow) -> Result<(), StoreError>;

    /// What the bank said of the transfers of a settlement, in order.
    fn bank_answers(&mut self, settlement: SettlementId) -> Result<Vec<BankAnswerRow>, StoreError>;

    /// Keeps that a fund took in a file of the bank; `false` when it did so before with the same bytes.
    fn keep_bank_file(&mut self, fund: CareFundNumber, file: ContentHash, at: Timestamp) -> Result<bool, StoreError>;
}
