//! What every page needs: the store, the law, the clock, the log, and who may sign in.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use app::{Actor, App, Problem};
use identifiers::CareFundNumber;
use jiff::Timestamp;
use regulation::{Law, List};
use store::Store;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::attempts::Attempts;
use crate::identity::{self, IdentityProvider};
use crate::words::Words;

/// Sign-ins whose password is tried at the same time: each takes 19 MiB and a core for a while, on purpose.
const PASSWORDS_AT_ONCE: usize = 2;

/// What the screens stand on. Time, chance and log come from whoever serves them.
pub struct Setting {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The law in force.
    pub law: Law,
    /// The clock.
    pub clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// Random bytes that nobody can guess: tokens of sessions are made of them.
    pub chance: Box<dyn Fn() -> [u8; 32] + Send + Sync>,
    /// Takes a line of the log.
    pub log: Box<dyn Fn(&str) + Send + Sync>,
    /// How the screens are reached.
    pub door: Door,
    /// Whose sign-in is shown on the page where one signs in: of a demonstration only.
    pub demonstration: Vec<DemoPerson>,
    /// The identity provider by which people sign in, if there is one.
    pub identity: Option<IdentityProvider>,
}

/// How the screens are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// Over HTTP, from this machine alone, under the names it has for itself.
    Loopback,
    /// Over HTTPS, by everyone.
    Public(Public),
}

/// How everyone reaches the screens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    /// The names under which they are reached: `host` or `host:port`.
    pub names: Vec<String>,
    /// A proxy ends TLS, and says for whom it asks (`X-Forwarded-For`).
    pub behind_proxy: bool,
    /// How often one may try to sign in from one address in a minute; the page of the code counts too.
    pub sign_ins_per_minute: NonZeroU32,
}

/// The screens.
#[derive(Clone)]
pub struct Site {
    inner: Arc<Inner>,
}

struct Inner {
    setting: Setting,
    identity: Option<identity::Shared>,
    passwords: Semaphore,
    /// Of a site that everyone reaches: on this machine alone all come from one address.
    attempts: Option<Attempts>,
    /// What makes the ids of errors differ from those of the run before.
    started: i64,
    errors: AtomicU64,
}

/// Someone who can sign in at a demonstration, with what they need for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// As whom they act; their account's name is the actor's.
    pub actor: Actor,
    /// The name that is shown.
    pub name: String,
    /// The name of the facility, where the person works in one.
    pub facility: Option<String>,
    /// The password.
    pub password: &'static str,
    /// The secret of the second factor, where there is one.
    pub second_factor: Option<[u8; 20]>,
}

impl Site {
    /// The screens on what they stand on.
    #[must_use]
    pub fn new(mut setting: Setting) -> Self {
        let attempts = match &setting.door {
            Door::Loopback => None,
            Door::Public(public) => Some(Attempts::per_minute(public.sign_ins_per_minute)),
        };
        let inner = Inner {
            attempts,
            identity: setting.identity.take().map(Arc::new),
            started: (setting.clock)().as_second(),
            setting,
            passwords: Semaphore::new(PASSWORDS_AT_ONCE),
            errors: AtomicU64::new(0),
        };
        Self { inner: Arc::new(inner) }
    }

    pub(crate) fn door(&self) -> &Door {
        &self.inner.setting.door
    }

    /// Counts attempts to sign in, where they are counted.
    pub(crate) fn attempts(&self) -> Option<&Attempts> {
        self.inner.attempts.as_ref()
    }

    /// The law in force: for the names of what it lists.
    pub(crate) fn law(&self) -> &Law {
        &self.inner.setting.law
    }

    /// The identity provider, if there is one.
    pub(crate) fn identity(&self) -> Option<identity::Shared> {
        self.inner.identity.clone()
    }

    /// A new token of a session, as it stands in the cookie.
    pub(crate) fn new_token(&self) -> String {
        (self.inner.setting.chance)()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Waits for a turn to try a password; whoever holds it has the turn.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.inner.passwords.acquire().await.ok()
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.inner.setting.clock)()
    }

    /// Whose sign-in is shown.
    pub(crate) fn people(&self) -> &[DemoPerson] {
        &self.inner.setting.demonstration
    }

    pub(crate) fn fund_name(&self, words: Words, fund: CareFundNumber) -> String {
        let found = self.inner.setting.law.list(List::CareFund).find(&fund.to_string());
        found.map_or_else(|| fund.to_string(), |value| words.of(&value.text).to_owned())
    }

    /// Runs a use case on a thread where it may wait.
    pub(crate) async fn ask<T, F>(&self, use_case: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&App<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        let work = move || use_case(&App::new(inner.setting.store.as_ref(), inner.setting.law.clone()));
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|_| Err(Problem::Fault("a use case broke off".into())))
    }

    /// Writes an error to the log, and gives the id by which it is found there. What was asked is not written: an
    /// address may hold anything that somebody typed.
    pub(crate) fn log_error(&self, status: u16, what: &str) -> String {
        let number = self.inner.errors.fetch_add(1, Ordering::Relaxed) + 1;
        let id = format!("{:x}-{number}", self.inner.started);
        (self.inner.setting.log)(&format!("{id} {status} {what}"));
        id
    }
}
