//! The embedded store: one SQLite file, or memory for scenarios and tests.
//!
//! WAL and `synchronous=FULL`: what a commit answered survives a power cut. One connection writes; writers wait
//! for each other in this process and, up to a time limit, for other processes. Migrations are embedded,
//! applied at opening, and verified: a file of a newer or a changed schema is refused.

mod accounts;
mod batches;
mod care;
mod copy;
mod credits;
mod debts;
mod desk;
mod journal;
mod later;
mod migrate;
mod overview;
mod pages;
mod registers;
mod reviews;
mod settlements;
mod trust;
mod values;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use identifiers::{CareFundNumber, FacilityId, Month, PersonId};
use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection, Row};
use store::{LockRepository, RegisterLock, Store, StoreError, Transaction};
use uuid::Uuid;

/// How long a writer waits for another process before it says `unavailable`.
const BUSY_LIMIT: Duration = Duration::from_secs(5);

/// How long it pauses before it tries again to switch a file to WAL.
const WAL_PAUSE: Duration = Duration::from_millis(20);

/// A store in one SQLite file.
pub struct SqliteStore {
    connection: Mutex<Connection>,
    statements: AtomicU64,
}

impl SqliteStore {
    /// Opens the file, makes it when absent, and brings its schema up to date (recorded as done at `now`).
    pub fn open(path: &Path, now: Timestamp) -> Result<Self, StoreError> {
        Self::prepare(Connection::open(path).map_err(fault)?, now)
    }

    /// Copies the store as it is now to another file, while others go on working with it.
    ///
    /// # Errors
    /// The file is there already or cannot be written, or the store is busy for too long.
    pub fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        let source = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut target = Connection::open(to).map_err(fault)?;
        let backup = rusqlite::backup::Backup::new(&source, &mut target).map_err(fault)?;
        // All pages in one step: the copy is that of one moment, whoever writes meanwhile.
        match backup.step(-1).map_err(fault)? {
            rusqlite::backup::StepResult::Done => Ok(()),
            _ => Err(StoreError::Unavailable("another process is writing".into())),
        }
    }

    /// A store that lives as long as this value.
    pub fn in_memory(now: Timestamp) -> Result<Self, StoreError> {
        Self::prepare(Connection::open_in_memory().map_err(fault)?, now)
    }

    fn prepare(mut connection: Connection, now: Timestamp) -> Result<Self, StoreError> {
        connection.busy_timeout(BUSY_LIMIT).map_err(fault)?;
        migrate::refuse_foreign(&connection)?;
        use_wal(&connection)?;
        connection
            .execute_batch(
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
                 PRAGMA cache_size = -65536;",
            )
            .map_err(fault)?;
        connection.set_prepared_statement_cache_capacity(128);
        migrate::migrate(&mut connection, now)?;
        Ok(Self {
            connection: Mutex::new(connection),
            statements: AtomicU64::new(0),
        })
    }
}

/// Switches the file to WAL. Of several that open a new file at once each may find the others in its way, and SQLite
/// does not wait by itself here: two that wait for each other would wait for ever.
fn use_wal(connection: &Connection) -> Result<(), StoreError> {
    let mut tries_left = BUSY_LIMIT.as_millis() / WAL_PAUSE.as_millis();
    loop {
        match connection.execute_batch("PRAGMA journal_mode = WAL").map_err(fault) {
            Err(StoreError::Unavailable(_)) if tries_left > 0 => {
                tries_left -= 1;
                std::thread::sleep(WAL_PAUSE);
            }
            done => return done,
        }
    }
}

impl Store for SqliteStore {
    fn begin(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        // A thread that panicked in the middle left an open transaction behind at most: it is rolled back below.
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK").map_err(fault)?;
        }
        connection.execute_batch("BEGIN IMMEDIATE").map_err(fault)?;
        Ok(Box::new(SqliteTransaction {
            connection,
            statements: &self.statements,
            open: true,
        }))
    }

    fn begin_snapshot(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.begin()
    }

    fn seal_journal(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn prepare_months(&self, _months: &[Month]) -> Result<(), StoreError> {
        Ok(())
    }

    fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }
}

/// A transaction: holds the writing connection until it is committed or dropped.
struct SqliteTransaction<'s> {
    connection: MutexGuard<'s, Connection>,
    statements: &'s AtomicU64,
    open: bool,
}

impl SqliteTransaction<'_> {
    fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, StoreError> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.connection.prepare_cached(sql).map_err(fault)
    }

    /// Runs one statement and gives the number of rows it touched.
    fn run(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<usize, StoreError> {
        self.prepare(sql)?.execute(parameters).map_err(fault)
    }

    /// The same, where a violated unique key means that another writer came first.
    fn run_guarded(
        &self,
        guard: &'static str,
        sql: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<usize, StoreError> {
        self.prepare(sql)?.execute(parameters).map_err(guarded(guard))
    }

    /// Inserts one row and gives its number.
    fn insert(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<i64, StoreError> {
        self.prepare(sql)?.insert(parameters).map_err(fault)
    }

    /// All rows of a query, each read by `read`.
    fn rows<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query(parameters).map_err(fault)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            all.push(read(row)?);
        }
        Ok(all)
    }

    /// The first row of a query, when there is one.
    fn first<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(sql, parameters, read)?.into_iter().next())
    }
}

impl Transaction for SqliteTransaction<'_> {
    fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        self.connection.execute_batch("COMMIT").map_err(fault)?;
        self.open = false;
        Ok(())
    }
}

/// Nothing to lock: a transaction begins by waiting for every other writer.
impl LockRepository for SqliteTransaction<'_> {
    fn lock_registers(&mut self, _lock: RegisterLock) -> Result<(), StoreError> {
        Ok(())
    }

    fn lock_message(&mut self, _facility: FacilityId, _message_id: Uuid) -> Result<(), StoreError> {
        Ok(())
    }

    fn lock_sending(&mut self, _facility: FacilityId, _fund: CareFundNumber, _month: Month) -> Result<(), StoreError> {
        Ok(())
    }

    fn lock_persons_by_ssin(&mut self, _ssins: &[u64]) -> Result<(), StoreError> {
        Ok(())
    }

    fn lock_persons(&mut self, _persons: &[PersonId]) -> Result<(), StoreError> {
        Ok(())
    }
}

impl Drop for SqliteTransaction<'_> {
    fn drop(&mut self) {
        if self.open && !self.connection.is_autocommit() {
            // Nothing to do when even this fails: the next `begin` finds the open transaction and tries again.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

/// What an error of SQLite means to the application. Its text names tables and columns, never a value.
fn fault(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
            StoreError::Unavailable("another process is writing".into())
        }
        Some(rusqlite::ErrorCode::NotADatabase) => {
            StoreError::Corrupt("this file is no database of this program".into())
        }
        Some(rusqlite::ErrorCode::CannotOpen) => StoreError::Unavailable(
            "the database file cannot be opened: does its folder exist, may it be written?".into(),
        ),
        Some(rusqlite::ErrorCode::ReadOnly) => {
            StoreError::Unavailable("the database file may only be read, not written".into())
        }
        _ => StoreError::Fault(error.to_string()),
    }
}

/// Whether a statement failed on a unique key.
fn is_duplicate(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|e| {
        matches!(
            e.extended_code,
            rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY | rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
        )
    })
}

/// Turns a violated unique key into the conflict it guards against.
fn guarded(guard: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |error| {
        if is_duplicate(&error) {
            StoreError::Conflict { guard }
        } else {
            fault(error)
        }
    }
}
