//! What every page needs: the store, the law, the clock, the log, and who may sign in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use app::{Actor, App, Problem};
use identifiers::CareFundNumber;
use jiff::Timestamp;
use regulation::{Law, List};
use store::Store;

use crate::words::Words;

/// What the screens stand on. Time and log come from whoever serves them.
#[derive(Clone)]
pub struct Site {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn Store>,
    law: Law,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    log: Box<dyn Fn(&str) + Send + Sync>,
    people: Vec<DemoPerson>,
    /// What makes the ids of errors differ from those of the run before.
    started: i64,
    errors: AtomicU64,
}

/// Someone as whom one may look at a demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// As whom.
    pub actor: Actor,
    /// The name that is shown.
    pub name: String,
    /// The name of the facility, where the person works in one.
    pub facility: Option<String>,
}

impl Site {
    /// The screens of a demonstration: whoever looks chooses as whom.
    #[must_use]
    pub fn demonstration(
        store: Arc<dyn Store>,
        law: Law,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        log: impl Fn(&str) + Send + Sync + 'static,
        people: Vec<DemoPerson>,
    ) -> Self {
        let inner = Inner {
            started: clock().as_second(),
            store,
            law,
            clock: Box::new(clock),
            log: Box::new(log),
            people,
            errors: AtomicU64::new(0),
        };
        Self { inner: Arc::new(inner) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.inner.clock)()
    }

    /// The law in force: for the names of what it lists.
    pub(crate) fn law(&self) -> &Law {
        &self.inner.law
    }

    /// As whom one may look at a demonstration.
    pub(crate) fn people(&self) -> &[DemoPerson] {
        &self.inner.people
    }

    pub(crate) fn fund_name(&self, words: Words, fund: CareFundNumber) -> String {
        let found = self.inner.law.list(List::CareFund).find(&fund.to_string());
        found.map_or_else(|| fund.to_string(), |value| words.of(&value.text).to_owned())
    }

    /// Runs a use case on a thread where it may wait.
    pub(crate) async fn ask<T, F>(&self, use_case: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&App<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        let work = move || use_case(&App::new(inner.store.as_ref(), inner.law.clone()));
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|_| Err(Problem::Fault("a use case broke off".into())))
    }

    /// Writes an error to the log, and gives the id by which it is found there. What was asked is not written: an
    /// address may hold anything that somebody typed.
    pub(crate) fn log_error(&self, status: u16, what: &str) -> String {
        let number = self.inner.errors.fetch_add(1, Ordering::Relaxed) + 1;
        let id = format!("{:x}-{number}", self.inner.started);
        (self.inner.log)(&format!("{id} {status} {what}"));
        id
    }
}
