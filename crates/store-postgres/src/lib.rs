//! The store on a PostgreSQL server: the second implementation of the traits in `store`.
//!
//! Writers work side by side. Transactions are READ COMMITTED; what may not change between reading facts and writing
//! what follows from them is locked first ([`store::LockRepository`]): the registers by an advisory lock, a sending by
//! another, persons by their rows in order of number. What no lock guards a unique key does.
//!
//! The journal never makes writers wait for each other: entries are kept unsealed, and `seal_journal` chains them (see
//! `journal.rs`). Lines and guarded days lie in partitions by month of care (`months.rs`).
//!
//! Every call ends: with its answer, or as [`StoreError::Unavailable`] at the time limit. A connection whose state is
//! not known after an error is thrown away; what was not committed on it never was.

mod accounts;
mod address;
mod batches;
mod care;
mod copy;
mod credits;
mod debts;
mod desk;
mod events;
mod fault;
mod journal;
mod later;
mod migrate;
mod months;
mod overview;
mod pages;
mod persons;
mod pool;
mod registers;
mod reviews;
pub mod scratch;
mod settings;
mod settlements;
#[cfg(feature = "testing")]
pub mod testing;
mod transaction;
mod trust;
mod values;
mod webhooks;

use std::sync::atomic::Ordering;
use std::time::Duration;

use identifiers::Month;
use jiff::Timestamp;
use store::{Store, StoreError, Transaction};
use tokio_postgres::Config;

pub use address::{is_address, shown};
pub use migrate::Applied;
pub use settings::Setting;

use pool::{Link, Pool};
use transaction::PostgresTransaction;

/// How long a call may take before it is [`StoreError::Unavailable`].
pub const TIME_LIMIT: Duration = Duration::from_secs(5);

/// How long a statement of a migration, or of a look at the whole database, may take.
const LONG_LIMIT: Duration = Duration::from_secs(3600);

/// How many connections a store holds at most.
const POOL_SIZE: usize = 8;

/// A store in a PostgreSQL database.
pub struct PostgresStore {
    pool: Pool,
    config: Config,
}

impl PostgresStore {
    /// Opens the store at an address (`postgres://…`). Its schema must be that of this version.
    ///
    /// # Errors
    /// The server cannot be reached; the schema is missing, older ([`PostgresStore::migrate`]), newer or changed.
    pub fn open(address: &str) -> Result<Self, StoreError> {
        Self::open_with_limit(address, TIME_LIMIT)
    }

    /// The same, with another time limit for every call.
    ///
    /// # Errors
    /// As [`PostgresStore::open`].
    pub fn open_with_limit(address: &str, limit: Duration) -> Result<Self, StoreError> {
        let config = address::read(address)?;
        let store = Self {
            pool: Pool::new(config.clone(), limit, POOL_SIZE),
            config,
        };
        let mut looked = store.pool.begin("BEGIN READ ONLY")?;
        let applied = looked.on(migrate::read_applied).map_err(|failure| failure.error)?;
        looked
            .on(|link| link.batch("ROLLBACK"))
            .map_err(|failure| failure.error)?;
        drop(looked);
        migrate::demand_current(&applied)?;
        Ok(store)
    }

    /// Brings the schema of a database up to date (recorded as done at `now`) and gives what was applied. Several that
    /// do so at once wait for each other. With `runner`, that role gets the rights that the application needs, and no
    /// others.
    ///
    /// # Errors
    /// The server cannot be reached, the schema is newer or changed, or the role of the address may not do this.
    pub fn migrate(address: &str, runner: Option<&str>, now: Timestamp) -> Result<Vec<Applied>, StoreError> {
        let mut link = Link::connect(&address::read(address)?, LONG_LIMIT).map_err(|failure| failure.error)?;
        migrate::migrate(&mut link, runner, now)
    }

    /// The settings of the server on which a backup rests, each with what is wrong with it.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub fn backup_settings(&self) -> Result<Vec<Setting>, StoreError> {
        let mut link = Link::connect(&self.config, self.pool.limit()).map_err(|failure| failure.error)?;
        settings::backup(&mut link).map_err(|failure| failure.error)
    }

    fn write(&self) -> Result<PostgresTransaction<'_>, StoreError> {
        Ok(PostgresTransaction::new(self.pool.begin("BEGIN")?))
    }
}

impl Store for PostgresStore {
    fn begin(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        Ok(Box::new(self.write()?))
    }

    /// The server writes down the commits of all connections at once by itself.
    fn together(&self, work: &mut dyn FnMut(&dyn Store)) -> Result<(), StoreError> {
        work(self);
        Ok(())
    }

    fn begin_snapshot(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let lent = self.pool.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        Ok(Box::new(PostgresTransaction::new(lent)))
    }

    fn seal_journal(&self) -> Result<(), StoreError> {
        loop {
            let mut tx = self.write()?;
            let is_done = tx.seal_some()?;
            Box::new(tx).commit()?;
            if is_done {
                return Ok(());
            }
        }
    }

    fn prepare_months(&self, months: &[Month]) -> Result<(), StoreError> {
        let months: Vec<i32> = months.iter().map(|month| month.as_number()).collect();
        if self.pool.missing_months(&months).is_empty() {
            return Ok(());
        }
        let mut tx = self.write()?;
        tx.make_months(&months)?;
        Box::new(tx).commit()
    }

    fn statements(&self) -> u64 {
        self.pool.statements.load(Ordering::Relaxed)
    }

    fn writes_side_by_side(&self) -> bool {
        true
    }
}
