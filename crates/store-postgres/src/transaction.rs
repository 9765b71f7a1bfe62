//! A transaction, and the locks that it takes.

use identifiers::{CareFundNumber, FacilityId, Month, PersonId};
use store::values::signed;
use store::{ContentHash, LockRepository, RegisterLock, StoreError, Transaction};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::fault::Failure;
use crate::pool::{Lent, Parameters};

/// A transaction: holds a connection until it is committed or dropped.
pub(crate) struct PostgresTransaction<'s> {
    pub(crate) lent: Lent<'s>,
    /// Months whose partitions this transaction made, or found while another made them.
    pub(crate) made_months: Vec<i32>,
    is_open: bool,
}

impl<'s> PostgresTransaction<'s> {
    pub(crate) const fn new(lent: Lent<'s>) -> Self {
        Self {
            lent,
            made_months: Vec::new(),
            is_open: true,
        }
    }

    fn try_run(&mut self, sql: &str, parameters: Parameters<'_>) -> Result<u64, Failure> {
        self.lent.on(|link| link.execute(sql, parameters))
    }

    /// Runs one statement and gives the number of rows it touched.
    pub(crate) fn run(&mut self, sql: &str, parameters: Parameters<'_>) -> Result<u64, StoreError> {
        self.try_run(sql, parameters).map_err(|failure| failure.error)
    }

    /// The same, where a violated unique key means that another writer came first.
    pub(crate) fn run_guarded(
        &mut self,
        guard: &'static str,
        sql: &str,
        parameters: Parameters<'_>,
    ) -> Result<u64, StoreError> {
        self.try_run(sql, parameters)
            .map_err(|failure| failure.guarded(guard).error)
    }

    /// All rows of a query, each read by `read`.
    pub(crate) fn rows<T>(
        &mut self,
        sql: &str,
        parameters: Parameters<'_>,
        mut read: impl FnMut(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.lent.on(|link| link.query(sql, parameters));
        let rows = rows.map_err(|failure| failure.error)?;
        rows.iter().map(&mut read).collect()
    }

    /// The first row of a query, when there is one.
    pub(crate) fn first<T>(
        &mut self,
        sql: &str,
        parameters: Parameters<'_>,
        read: impl FnMut(&Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(sql, parameters, read)?.into_iter().next())
    }

    /// The number behind the highest of a table, without gaps: for numbers that are shown outside (payment references,
    /// orders) or that are given by registers. Whoever takes one waits for the others of that table.
    pub(crate) fn next_number(&mut self, table: &str) -> Result<i64, StoreError> {
        self.run(
            "SELECT pg_advisory_xact_lock(6, $1::text::regclass::oid::int4)",
            &[&table],
        )?;
        let last = self.first(&format!("SELECT max(id) FROM {table}"), &[], |row| {
            crate::values::get::<Option<i64>>(row, 0)
        })?;
        Ok(last.flatten().unwrap_or(0) + 1)
    }

    /// Inserts one row and gives its own number; a violated unique key means what `guard` makes of its name.
    pub(crate) fn insert(
        &mut self,
        guard: impl Fn(&str) -> &'static str,
        sql: &str,
        parameters: Parameters<'_>,
    ) -> Result<i64, StoreError> {
        let rows = self.lent.on(|link| link.query(sql, parameters)).map_err(|failure| {
            let guard = guard(failure.duplicate.as_deref().unwrap_or_default());
            failure.guarded(guard).error
        })?;
        match rows.first() {
            Some(row) => crate::values::get(row, 0),
            None => Err(StoreError::Fault("a row without a number".into())),
        }
    }
}

impl Transaction for PostgresTransaction<'_> {
    fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        self.is_open = false;
        // Whether a commit that got no answer was done nobody knows: the caller comes again, and finds it or does it.
        match self.lent.on(|link| link.batch("COMMIT")) {
            Ok(()) => {
                self.lent.pool.know_months(&self.made_months);
                Ok(())
            }
            Err(failure) => Err(failure.error),
        }
    }
}

impl Drop for PostgresTransaction<'_> {
    fn drop(&mut self) {
        if self.is_open && self.lent.is_alive() {
            // When even this fails the connection is thrown away, and the server undoes what was done on it.
            if let Err(failure) = self.lent.on(|link| link.batch("ROLLBACK"))
                && !failure.is_lost
            {
                self.lent.discard();
            }
        }
    }
}

impl PostgresTransaction<'_> {
    /// Locks what is named by these parts. Two things that share a number by chance wait for each other, no more.
    fn lock_hash(&mut self, parts: &[&[u8]]) -> Result<(), StoreError> {
        let hash = ContentHash::of_parts(parts);
        let (number, _) = hash
            .as_bytes()
            .split_first_chunk()
            .ok_or_else(|| StoreError::Fault("a hash without bytes".into()))?;
        self.run("SELECT pg_advisory_xact_lock($1)", &[&i64::from_be_bytes(*number)])
            .map(drop)
    }
}

/// Advisory locks: a class and a number. Locks of a single number (messages, sendings) are apart from these.
pub(crate) const REGISTERS: &str = "(1, 0)";
pub(crate) const SEALING: &str = "(3, 0)";
pub(crate) const MIGRATING: &str = "(4, 0)";
// (5, 0) is that of make_months, (6, …) of the numbers of a table.

impl LockRepository for PostgresTransaction<'_> {
    fn lock_registers(&mut self, lock: RegisterLock) -> Result<(), StoreError> {
        let sql = match lock {
            RegisterLock::Shared => format!("SELECT pg_advisory_xact_lock_shared{REGISTERS}"),
            RegisterLock::Exclusive => format!("SELECT pg_advisory_xact_lock{REGISTERS}"),
        };
        self.run(&sql, &[]).map(drop)
    }

    fn lock_message(&mut self, facility: FacilityId, message_id: Uuid) -> Result<(), StoreError> {
        self.lock_hash(&[b"message", &facility.0.to_be_bytes(), message_id.as_bytes()])
    }

    fn lock_sending(&mut self, facility: FacilityId, fund: CareFundNumber, month: Month) -> Result<(), StoreError> {
        self.lock_hash(&[
            b"sending",
            &facility.0.to_be_bytes(),
            &fund.as_number().to_be_bytes(),
            &month.as_number().to_be_bytes(),
        ])
    }

    fn lock_persons_by_ssin(&mut self, ssins: &[u64]) -> Result<(), StoreError> {
        let ssins: Vec<i64> = ssins.iter().copied().map(signed).collect::<Result<_, _>>()?;
        self.run(
            "SELECT 1 FROM person WHERE id IN (SELECT person FROM person_ssin WHERE ssin = ANY ($1))
             ORDER BY id FOR NO KEY UPDATE",
            &[&ssins],
        )
        .map(drop)
    }

    fn lock_persons(&mut self, persons: &[PersonId]) -> Result<(), StoreError> {
        let persons: Vec<i64> = persons.iter().map(|person| person.0).collect();
        self.run(
            "SELECT 1 FROM person WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE",
            &[&persons],
        )
        .map(drop)
    }
}
