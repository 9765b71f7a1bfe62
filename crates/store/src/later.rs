//! What comes later than the direct answer: a facility's inbox, jobs, and tasks of a fund.

use identifiers::{CareFundNumber, FacilityId};
use jiff::Timestamp;

use crate::StoreError;

/// An entry of a facility's inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxEntry {
    /// Its number, by the counter of the facility: the cursor.
    pub number: i64,
    /// When it was told.
    pub at: Timestamp,
    /// What kind: an answer, or a notice.
    pub kind: String,
    /// The answer or notice, as JSON.
    pub body: String,
}

/// Work that a change left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Own number.
    pub id: i64,
    /// What is to be done.
    pub kind: String,
    /// What it concerns, by own number.
    pub subject: i64,
}

/// Inboxes, jobs and tasks. All are written in the transaction of what causes them.
pub trait LaterRepository {
    /// Tells a facility something; gives the number of the entry.
    fn put_inbox(&mut self, facility: FacilityId, at: Timestamp, kind: &str, body: &str) -> Result<i64, StoreError>;

    /// At most `limit` entries of a facility behind number `after`, in order.
    fn inbox_after(&mut self, facility: FacilityId, after: i64, limit: u32) -> Result<Vec<InboxEntry>, StoreError>;

    /// Leaves work behind, due at a moment. The same work that is still open is not left a second time. To be called
    /// behind a lock that whoever does the work takes too before it reads: it then sees what this transaction wrote.
    fn put_job(&mut self, kind: &str, subject: i64, due_at: Timestamp) -> Result<(), StoreError>;

    /// Claims the oldest work that is due and that nobody has claimed, until a moment.
    fn claim_job(&mut self, now: Timestamp, until: Timestamp) -> Result<Option<Job>, StoreError>;

    /// Claims one work by what it is, due or not, when it is open and nobody has claimed it: for a replay, which does
    /// work in the order of the journal.
    fn claim_job_of(
        &mut self,
        kind: &str,
        subject: i64,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Job>, StoreError>;

    /// Work is done; `false` when it was done already.
    fn finish_job(&mut self, id: i64, at: Timestamp) -> Result<bool, StoreError>;

    /// Opens a task at a fund; one that is open already is not opened a second time: `false`.
    fn open_task(&mut self, fund: CareFundNumber, kind: &str, subject: &str, at: Timestamp)
    -> Result<bool, StoreError>;

    /// The open tasks of a fund: kind and subject, oldest first.
    fn open_tasks(&mut self, fund: CareFundNumber) -> Result<Vec<(String, String)>, StoreError>;
}
