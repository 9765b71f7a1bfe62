//! The embedded store: one SQLite file, or memory for scenarios and tests.
//!
//! WAL and `synchronous=FULL`: what a commit answered survives a power cut. One connection writes; writers wait
//! for each other in this process (brief ones share commits: `writer.rs`) and, up to a time limit, for other processes.
//! Snapshots are read beside them by other connections. Migrations are embedded, applied at opening, and verified: a
//! file of a newer or a changed schema is refused.

mod accounts;
mod batches;
mod care;
mod copy;
mod credits;
mod debts;
mod desk;
mod events;
mod journal;
mod later;
mod migrate;
mod overview;
mod pages;
mod readers;
mod registers;
mod reviews;
mod settlements;
mod together;
mod trust;
mod values;
mod webhooks;
mod writer;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use identifiers::{CareFundNumber, FacilityId, Month, PersonId};
use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, Row};
use store::{LockRepository, RegisterLock, Store, StoreError, Transaction};
use uuid::Uuid;
use zstd::bulk::Compressor as Packer;

use journal::ZSTD_LEVEL;
use readers::{Readers, Snapshot};
use together::Together;
use writer::{Turn, Writer};

/// How long a writer waits for another process before it says `unavailable`.
const BUSY_LIMIT: Duration = Duration::from_secs(5);

/// How many statements a connection keeps prepared.
const STATEMENTS: usize = 128;

/// How long it pauses before it tries again to switch a file to WAL.
const WAL_PAUSE: Duration = Duration::from_millis(20);

/// A store in one SQLite file.
pub struct SqliteStore {
    writer: Writer,
    /// None for a store in memory, which one connection alone can see.
    readers: Option<Readers>,
    statements: AtomicU64,
    /// Kept, since making one takes as long as packing a message.
    packer: Mutex<Packer<'static>>,
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
        self.writer.with_connection(|source| {
            let mut target = Connection::open(to).map_err(fault)?;
            let backup = rusqlite::backup::Backup::new(source, &mut target).map_err(fault)?;
            // All pages in one step: the copy is that of one moment, whoever writes meanwhile.
            match backup.step(-1).map_err(fault)? {
                rusqlite::backup::StepResult::Done => Ok(()),
                _ => Err(StoreError::Unavailable("another process is writing".into())),
            }
        })
    }

    /// How many commits were made durable since the store was opened; brief transactions share them. For measurements.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.writer.commits()
    }

    fn transaction<'s>(&'s self, session: Session<'s>) -> Box<dyn Transaction + 's> {
        Box::new(SqliteTransaction {
            session,
            statements: &self.statements,
            packer: &self.packer,
        })
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
        keep_statements(&connection)?;
        migrate::migrate(&mut connection, now)?;
        // Nothing for what is in memory.
        let file = connection.path().filter(|path| !path.is_empty()).map(Readers::of);
        Ok(Self {
            readers: file,
            writer: Writer::new(connection),
            statements: AtomicU64::new(0),
            packer: Mutex::new(Packer::new(ZSTD_LEVEL).map_err(|error| StoreError::Fault(error.to_string()))?),
        })
    }
}

/// Keeps statements prepared. Without the guarantee that a plan does not hang on values SQLite prepares many anew for
/// each value that is bound, which takes longer than running them.
fn keep_statements(connection: &Connection) -> Result<(), StoreError> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let set = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true);
    set.map(drop).map_err(fault)
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
        Ok(self.transaction(Session::Write(self.writer.begin()?)))
    }

    fn begin_brief(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        Ok(self.transaction(Session::Write(self.writer.begin_brief()?)))
    }

    fn together(&self, work: &mut dyn FnMut(&dyn Store)) -> Result<(), StoreError> {
        let together = Together::new(self);
        work(&together);
        together.end()
    }

    fn begin_snapshot(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        match &self.readers {
            Some(readers) => Ok(self.transaction(Session::Read(readers.begin()?))),
            None => self.begin(),
        }
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

/// What a transaction works on.
enum Session<'s> {
    Write(Turn<'s>),
    Read(Snapshot<'s>),
}

/// A transaction: holds a connection until it is committed or dropped.
struct SqliteTransaction<'s> {
    session: Session<'s>,
    statements: &'s AtomicU64,
    packer: &'s Mutex<Packer<'static>>,
}

impl SqliteTransaction<'_> {
    fn connection(&self) -> &Connection {
        match &self.session {
            Session::Write(turn) => turn.connection(),
            Session::Read(snapshot) => snapshot.connection(),
        }
    }

    fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, StoreError> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.connection().prepare_cached(sql).map_err(fault)
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
    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        match self.session {
            Session::Write(turn) => turn.commit(),
            Session::Read(_) => Ok(()),
        }
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
