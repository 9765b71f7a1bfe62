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

/// A task of a fund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Own number.
    pub id: i64,
    /// Whose it is.
    pub fund: CareFundNumber,
    /// What kind.
    pub kind: String,
    /// What it is about, as the application names it.
    pub subject: String,
    /// Since when.
    pub opened_at: Timestamp,
    /// How it came to its end; `None` while it is open.
    pub closed: Option<TaskEnd>,
}

/// How a task came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskEnd {
    /// When.
    pub at: Timestamp,
    /// By whom, as the application names its actors.
    pub by: String,
    /// What was done, where a person closed it; `None` where an event settled it.
    pub note: Option<String>,
}

/// Which tasks of a fund are looked for.
#[derive(Debug, Clone, Copy)]
pub struct TasksQuery<'a> {
    /// The fund.
    pub fund: CareFundNumber,
    /// Of this kind only.
    pub kind: Option<&'a str>,
    /// Those that are open, the oldest first; else those that were closed, the newest first.
    pub open: bool,
    /// Behind this one, as the page before ended.
    pub behind: Option<i64>,
    /// At most so many.
    pub limit: u32,
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

    /// How many tasks of each kind are open at a fund, by kind.
    fn count_tasks(&mut self, fund: CareFundNumber) -> Result<Vec<(String, u64)>, StoreError>;

    /// Tasks of a fund, in order of their number.
    fn tasks(&mut self, query: &TasksQuery<'_>) -> Result<Vec<TaskRow>, StoreError>;

    /// A task by its number.
    fn task(&mut self, id: i64) -> Result<Option<TaskRow>, StoreError>;

    /// Closes an open task of a fund; `false` when it has no such task open.
    fn close_task(
        &mut self,
        fund: CareFundNumber,
        kind: &str,
        subject: &str,
        end: &TaskEnd,
    ) -> Result<bool, StoreError>;

    /// Closes the open tasks of a kind about something, at whatever fund; gives how many there were.
    fn settle_tasks(&mut self, kind: &str, subject: &str, end: &TaskEnd) -> Result<u64, StoreError>;
}
