//! Events of care funds.

use identifiers::CareFundNumber;
use jiff::Timestamp;
use rusqlite::params;
use store::{EventRepository, FundEvent, StoreError};

use crate::SqliteTransaction;
use crate::values::{get, get_instant};

impl EventRepository for SqliteTransaction<'_> {
    fn put_event(&mut self, fund: CareFundNumber, at: Timestamp, kind: &str, body: &str) -> Result<(), StoreError> {
        // Writers wait for each other: the next number is that of this event.
        self.run(
            "INSERT INTO fund_event (fund, number, at, kind, body)
             SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4 FROM fund_event WHERE fund = ?1",
            params![fund.as_number(), at.as_microsecond(), kind, body],
        )
        .map(drop)
    }

    fn events_after(&mut self, fund: CareFundNumber, after: i64, limit: u32) -> Result<Vec<FundEvent>, StoreError> {
        self.rows(
            "SELECT number, at, kind, body FROM fund_event WHERE fund = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
            params![fund.as_number(), after, limit],
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
