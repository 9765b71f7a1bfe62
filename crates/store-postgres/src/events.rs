//! Events of care funds.
//!
//! An event is kept with a place and without a number, so that the writers of a fund do not wait for each other. Whoever
//! seals the journal numbers what is visible, in order of place: an event that becomes visible later gets a later number,
//! and no reader who asks behind a cursor misses it.

use identifiers::CareFundNumber;
use jiff::Timestamp;
use store::{EventRepository, FundEvent, StoreError};

use crate::transaction::PostgresTransaction;
use crate::values::{get, get_instant};

impl EventRepository for PostgresTransaction<'_> {
    fn put_event(&mut self, fund: CareFundNumber, at: Timestamp, kind: &str, body: &str) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO fund_event (fund, at, kind, body) VALUES ($1, $2, $3, $4)",
            &[&i32::from(fund.as_number()), &at.as_microsecond(), &kind, &body],
        )
        .map(drop)
    }

    fn events_after(&mut self, fund: CareFundNumber, after: i64, limit: u32) -> Result<Vec<FundEvent>, StoreError> {
        self.rows(
            "SELECT number, at, kind, body FROM fund_event WHERE fund = $1 AND number > $2 ORDER BY number LIMIT $3",
            &[&i32::from(fund.as_number()), &after, &i64::from(limit)],
            |row| {
                Ok(FundEvent {
                    number: get(row, 0)?,
                    at: get_instant(row, 1)?,
                    kind: get(row, 2)?,
                    body: get(row, 3)?,
                })
            },
        )
    }
}

impl PostgresTransaction<'_> {
    /// Gives the events that have none their numbers. Under the lock of sealing, so that one does it at a time.
    pub(crate) fn number_events(&mut self) -> Result<(), StoreError> {
        self.run(
            "WITH waiting AS (
                 SELECT id, fund, row_number() OVER (PARTITION BY fund ORDER BY id) AS rank
                 FROM fund_event WHERE number IS NULL),
             last AS (
                 SELECT fund, (SELECT coalesce(max(e.number), 0) FROM fund_event e WHERE e.fund = w.fund) AS number
                 FROM (SELECT DISTINCT fund FROM waiting) w)
             UPDATE fund_event e SET number = last.number + waiting.rank
             FROM waiting JOIN last ON last.fund = waiting.fund WHERE e.id = waiting.id",
            &[],
        )
        .map(drop)
    }
}
