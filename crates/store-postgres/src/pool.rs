//! Connections: each with a runtime of its own, so that a use case calls the store without being asynchronous itself,
//! and a small pool of them. No call waits longer than the limit.

use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use store::StoreError;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Row, Statement};

use crate::fault::Failure;

/// Parameters of a statement.
pub(crate) type Parameters<'p> = &'p [&'p (dyn ToSql + Sync)];

/// A connection to the server.
pub(crate) struct Link {
    /// `None` only while it is dropped.
    runtime: Option<Runtime>,
    client: Client,
    statements: HashMap<String, Statement>,
    limit: Duration,
}

impl Link {
    /// Connects, and sets what holds for every transaction of this connection.
    pub(crate) fn connect(config: &Config, limit: Duration) -> Result<Self, Failure> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| Failure::lost("this machine gives no more connections"))?;
        let connected = runtime.block_on(async { timeout(limit, config.connect(NoTls)).await });
        let (client, connection) = match connected {
            Ok(Ok(both)) => both,
            Ok(Err(error)) if error.as_db_error().is_some() => return Err(error.into()),
            Ok(Err(_)) => return Err(Failure::lost("the database cannot be reached")),
            Err(_) => return Err(Failure::late()),
        };
        runtime.spawn(async move {
            // Whatever ends the connection is told to the statement that waits for it.
            let _ = connection.await;
        });
        let mut link = Self {
            runtime: Some(runtime),
            client,
            statements: HashMap::new(),
            limit,
        };
        link.batch(&session(limit))?;
        Ok(link)
    }

    /// Waits for an answer of the server, at most as long as the limit.
    fn wait<T>(&self, answer: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Failure> {
        let Some(runtime) = &self.runtime else {
            return Err(Failure::lost("the connection is closed"));
        };
        match runtime.block_on(async { timeout(self.limit, answer).await }) {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(Failure::late()),
        }
    }

    /// Statements without parameters or rows.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        self.wait(self.client.batch_execute(sql))
    }

    /// The statement of a text, prepared once in a connection.
    fn statement(&mut self, sql: &str) -> Result<Statement, Failure> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.wait(self.client.prepare(sql))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn query(&mut self, sql: &str, parameters: Parameters<'_>) -> Result<Vec<Row>, Failure> {
        let statement = self.statement(sql)?;
        self.wait(self.client.query(&statement, parameters))
    }

    pub(crate) fn execute(&mut self, sql: &str, parameters: Parameters<'_>) -> Result<u64, Failure> {
        let statement = self.statement(sql)?;
        self.wait(self.client.execute(&statement, parameters))
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Never waits, wherever it is dropped.
            runtime.shutdown_background();
        }
    }
}

/// What holds for a connection. The server gives up a little before this side does, so that the connection survives a
/// wait for another writer; and it notices by itself when this side is gone, so that no lock outlives its owner.
fn session(limit: Duration) -> String {
    let limit = limit.as_millis();
    let (lock, statement) = (limit * 9 / 10, limit);
    format!(
        "SET search_path = zorgkas; SET lock_timeout = {}; SET statement_timeout = {}; SET client_min_messages = error;
         SET idle_in_transaction_session_timeout = '120s'; SET tcp_keepalives_idle = 10;
         SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; SET plan_cache_mode = force_custom_plan;
         SET application_name = 'zorgkas'",
        lock.max(1),
        statement.max(1)
    )
}

/// Connections that are free, and how many there may still be.
struct Free {
    links: Vec<Link>,
    /// How many more may be made.
    room: usize,
}

/// The connections of a store.
pub(crate) struct Pool {
    config: Config,
    limit: Duration,
    free: Mutex<Free>,
    returned: Condvar,
    /// How many statements were sent.
    pub(crate) statements: AtomicU64,
    /// The months whose partitions are known to be there.
    pub(crate) months: Mutex<BTreeSet<i32>>,
}

impl Pool {
    pub(crate) fn new(config: Config, limit: Duration, size: usize) -> Self {
        Self {
            config,
            limit,
            free: Mutex::new(Free {
                links: Vec::new(),
                room: size,
            }),
            returned: Condvar::new(),
            statements: AtomicU64::new(0),
            months: Mutex::new(BTreeSet::new()),
        }
    }

    /// A connection on which `first` was done. One that lay idle may have been cut meanwhile: then another is made,
    /// because nothing was done on it yet.
    pub(crate) fn begin(&self, first: &str) -> Result<Lent<'_>, StoreError> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        loop {
            let (mut lent, is_new) = self.take()?;
            match lent.link_mut()?.batch(first) {
                Ok(()) => return Ok(lent),
                Err(failure) if failure.is_lost && !is_new => lent.discard(),
                Err(failure) => {
                    lent.discard();
                    return Err(failure.error);
                }
            }
        }
    }

    pub(crate) const fn limit(&self) -> Duration {
        self.limit
    }

    fn take(&self) -> Result<(Lent<'_>, bool), StoreError> {
        let (mut free, waited) = self
            .returned
            .wait_timeout_while(self.free(), self.limit, |free| free.links.is_empty() && free.room == 0)
            .unwrap_or_else(PoisonError::into_inner);
        let link = match free.links.pop() {
            Some(link) => Some(link),
            None if waited.timed_out() || free.room == 0 => {
                return Err(StoreError::Unavailable(
                    "every connection to the database is in use".into(),
                ));
            }
            None => {
                free.room -= 1;
                None
            }
        };
        drop(free);
        let is_new = link.is_none();
        // From here on its place is given back whatever happens.
        let mut lent = Lent { pool: self, link };
        if is_new {
            lent.link = Some(Link::connect(&self.config, self.limit).map_err(|failure| failure.error)?);
        }
        Ok((lent, is_new))
    }

    fn free(&self) -> MutexGuard<'_, Free> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that is in use: it goes back to the pool, or its place does when it was thrown away.
pub(crate) struct Lent<'p> {
    pub(crate) pool: &'p Pool,
    link: Option<Link>,
}

impl Lent<'_> {
    fn link_mut(&mut self) -> Result<&mut Link, StoreError> {
        self.link
            .as_mut()
            .ok_or_else(|| StoreError::Unavailable("the connection to the database is lost".into()))
    }

    /// Does something on the connection, and throws it away when it is lost by that.
    pub(crate) fn on<T>(&mut self, work: impl FnOnce(&mut Link) -> Result<T, Failure>) -> Result<T, Failure> {
        self.pool.statements.fetch_add(1, Ordering::Relaxed);
        let link = self.link_mut().map_err(|error| Failure {
            error,
            is_lost: true,
            duplicate: None,
        })?;
        let done = work(link);
        if done.as_ref().is_err_and(|failure| failure.is_lost) {
            self.discard();
        }
        done
    }

    /// Whether it was not thrown away.
    pub(crate) const fn is_alive(&self) -> bool {
        self.link.is_some()
    }

    pub(crate) fn discard(&mut self) {
        self.link = None;
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut free = self.pool.free();
        match self.link.take() {
            Some(link) => free.links.push(link),
            None => free.room += 1,
        }
        drop(free);
        self.pool.returned.notify_one();
    }
}
