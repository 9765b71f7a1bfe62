//! Locks taken before facts are read, so that two writers of the same thing judge one after the other
//! (architecture.md, invariant 7).
//!
//! The order is always the same, so that writers do not block each other in a circle: registers, message, sending, persons in
//! order of their number, and then whatever counters a write raises (inbox, references, settlements).

use identifiers::{CareFundNumber, FacilityId, Month, PersonId};
use uuid::Uuid;

use crate::StoreError;

/// How the registers as a whole are locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisterLock {
    /// By every use case that reads registers and writes: many at a time.
    Shared,
    /// By a delivery of registers: alone.
    Exclusive,
}

/// Locks, held until the transaction ends. A store whose writers wait for each other anyway has nothing to do here.
///
/// Waiting for another writer longer than the store allows is [`StoreError::Unavailable`].
pub trait LockRepository {
    /// Locks the registers as a whole. Always the first lock of a transaction.
    fn lock_registers(&mut self, lock: RegisterLock) -> Result<(), StoreError>;

    /// Locks a message by the number that its sender made, so that the same message sent twice at once is answered twice
    /// alike.
    fn lock_message(&mut self, facility: FacilityId, message_id: Uuid) -> Result<(), StoreError>;

    /// Locks what a facility sends to a fund for a month, before the persons in it.
    fn lock_sending(&mut self, facility: FacilityId, fund: CareFundNumber, month: Month) -> Result<(), StoreError>;

    /// Locks the persons with these national numbers, in order of their own number, in one statement. A number that is
    /// nobody's locks nothing: whoever would be given it is made under the exclusive lock of the registers.
    fn lock_persons_by_ssin(&mut self, ssins: &[u64]) -> Result<(), StoreError>;

    /// Locks these persons, in order of their number, in one statement.
    fn lock_persons(&mut self, persons: &[PersonId]) -> Result<(), StoreError>;
}
