//! Connections that only read: each sees what was committed when it began, whatever the writer does meanwhile.

use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use store::StoreError;

use crate::{BUSY_LIMIT, fault, keep_statements};

/// How many are kept for the next that asks: opening one reads the schema, which takes longer than most questions.
const KEPT: usize = 64;

/// The reading connections of a file.
pub(crate) struct Readers {
    path: String,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(crate) fn of(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            idle: Mutex::new(Vec::new()),
        }
    }

    pub(crate) fn begin(&self) -> Result<Snapshot<'_>, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.open()?,
        };
        connection
            .prepare_cached("BEGIN")
            .and_then(|mut statement| statement.execute([]))
            .map_err(fault)?;
        Ok(Snapshot {
            readers: self,
            connection: Some(connection),
        })
    }

    fn open(&self) -> Result<Connection, StoreError> {
        let connection = Connection::open(&self.path).map_err(fault)?;
        connection.busy_timeout(BUSY_LIMIT).map_err(fault)?;
        connection
            .execute_batch("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -512;")
            .map_err(fault)?;
        keep_statements(&connection)?;
        Ok(connection)
    }
}

/// A transaction that reads one moment, until it is dropped.
pub(crate) struct Snapshot<'s> {
    readers: &'s Readers,
    /// Nothing once it ended.
    connection: Option<Connection>,
}

impl Snapshot<'_> {
    pub(crate) fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("a snapshot that ended is gone")
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        let ended = connection
            .prepare_cached("ROLLBACK")
            .and_then(|mut statement| statement.execute([]))
            .is_ok();
        let mut idle = self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if ended && idle.len() < KEPT {
            idle.push(connection);
        }
    }
}
