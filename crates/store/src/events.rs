//! What a care fund's own systems are told, one event after the other.

use identifiers::CareFundNumber;
use jiff::Timestamp;

use crate::StoreError;

/// An event of a care fund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundEvent {
    /// Its number, counted by fund: the cursor.
    pub number: i64,
    /// When it was told.
    pub at: Timestamp,
    /// What kind.
    pub kind: String,
    /// What happened, as JSON.
    pub body: String,
}

/// The events of funds. They are written in the transaction of what causes them.
pub trait EventRepository {
    /// Tells a fund something. It has a number once it is committed and the journal was sealed
    /// ([`Store::seal_journal`](crate::Store::seal_journal)): writers of one fund never wait for each other.
    fn put_event(&mut self, fund: CareFundNumber, at: Timestamp, kind: &str, body: &str) -> Result<(), StoreError>;

    /// At most `limit` events of a fund behind number `after`, in order; those that have a number.
    fn events_after(&mut self, fund: CareFundNumber, after: i64, limit: u32) -> Result<Vec<FundEvent>, StoreError>;
}
