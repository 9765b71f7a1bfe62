//! What every call stands on: the store, the law, the clock, and room for so many calls at a time.

use std::sync::Arc;
use std::time::Duration;

use app::{Actor, App, Context, Problem};
use jiff::Timestamp;
use regulation::Law;
use store::Store;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::crowd::{Crowd, broken_off};
use crate::metrics::Metrics;
use crate::problem::Refusal;
use crate::subject::SubjectPatterns;
use crate::tls::ClientCertificate;

/// What comes from whoever serves: time, chance and the log. Nothing here reads the machine's own.
pub struct Sources {
    /// Now.
    pub clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// An id that was never given before.
    pub new_id: Box<dyn Fn() -> Uuid + Send + Sync>,
    /// Takes a line for the log. Lines hold ids, methods, routes and counts: never what was sent.
    pub log: Box<dyn Fn(&str) + Send + Sync>,
}

/// The interface for software, ready to be served.
#[derive(Clone)]
pub struct Service {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn Store>,
    law: Law,
    sources: Sources,
    subjects: SubjectPatterns,
    /// Use cases at a time; who finds no room is told to come again.
    room: Arc<Semaphore>,
    /// Bytes of bodies held at a time, in units of [`UNIT_BYTES`].
    memory: Arc<Semaphore>,
    body_times: BodyTimes,
    metrics: Metrics,
    /// Small use cases that wait for a shared commit.
    crowd: Crowd,
}

/// The unit in which memory for bodies is given out.
pub(crate) const UNIT_BYTES: usize = 64 * 1024;

/// How long bodies may take to come. Whoever takes longer is told so, and the connection ends: a body that does not come
/// holds memory that others need.
#[derive(Debug, Clone, Copy)]
pub struct BodyTimes {
    /// Until the next part of a body; also until a caller takes the next line of an answer that it is being told.
    pub next_part: Duration,
    /// Until a message is whole.
    pub message: Duration,
    /// Until a file is whole.
    pub file: Duration,
}

impl Default for BodyTimes {
    /// The largest file comes in time at some 200 kB a second.
    fn default() -> Self {
        Self {
            next_part: Duration::from_secs(20),
            message: Duration::from_secs(60),
            file: Duration::from_secs(600),
        }
    }
}

/// How much is worked on at a time; who finds no room is told to come again.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Use cases that run or wait for the store.
    pub use_cases: usize,
    /// Bytes of bodies that are held.
    pub body_bytes: usize,
    /// How long a body may take to come.
    pub body_times: BodyTimes,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            use_cases: 256,
            body_bytes: 256 * 1024 * 1024,
            body_times: BodyTimes::default(),
        }
    }
}

impl Service {
    /// A service on a store, judging by a law.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, law: Law, subjects: SubjectPatterns, sources: Sources, room: Room) -> Self {
        Self {
            inner: Arc::new(Inner {
                store,
                law,
                sources,
                subjects,
                room: Arc::new(Semaphore::new(room.use_cases)),
                memory: Arc::new(Semaphore::new(room.body_bytes / UNIT_BYTES)),
                body_times: room.body_times,
                metrics: Metrics::new(),
                crowd: Crowd::default(),
            }),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.inner.sources.clock)()
    }

    pub(crate) fn new_id(&self) -> Uuid {
        (self.inner.sources.new_id)()
    }

    pub(crate) fn log(&self, line: &str) {
        (self.inner.sources.log)(line);
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.inner.metrics
    }

    /// The figures of now, as text.
    pub(crate) fn figures(&self) -> String {
        let free_body_bytes = self.inner.memory.available_permits() * UNIT_BYTES;
        self.inner
            .metrics
            .text(self.inner.room.available_permits(), free_body_bytes)
    }

    pub(crate) fn law(&self) -> &Law {
        &self.inner.law
    }

    pub(crate) fn memory(&self) -> &Arc<Semaphore> {
        &self.inner.memory
    }

    pub(crate) fn body_times(&self) -> BodyTimes {
        self.inner.body_times
    }

    /// Runs a use case on a thread where it may wait.
    pub(crate) async fn ask<T, F>(&self, use_case: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnOnce(&App<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let room = Arc::clone(&self.inner.room)
            .try_acquire_owned()
            .map_err(|_| Refusal::Busy)?;
        let inner = Arc::clone(&self.inner);
        let work = move || {
            let _room = room;
            use_case(&App::new(inner.store.as_ref(), inner.law.clone()))
        };
        let done = tokio::task::spawn_blocking(work).await;
        let done = done.unwrap_or_else(|_| Err(broken_off()));
        done.map_err(Refusal::App)
    }

    /// Runs a small use case (one that begins briefly), with others that come at the same time where the store lets them
    /// share a commit.
    pub(crate) async fn ask_briefly<T, F>(&self, use_case: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnOnce(&App<'_>) -> Result<T, Problem> + Send + 'static,
    {
        if self.inner.store.writes_side_by_side() {
            return self.ask(use_case).await;
        }
        let room = Arc::clone(&self.inner.room)
            .try_acquire_owned()
            .map_err(|_| Refusal::Busy)?;
        let (told, is_first) = self.inner.crowd.queue(use_case, room);
        if is_first {
            let inner = Arc::clone(&self.inner);
            tokio::task::spawn_blocking(move || inner.crowd.work(inner.store.as_ref(), &inner.law));
        }
        let told = told.await.unwrap_or_else(|_| Err(broken_off()));
        told.map_err(Refusal::App)
    }

    /// Who stands behind a certificate.
    pub(crate) async fn actor(&self, certificate: &ClientCertificate) -> Result<Actor, Refusal> {
        let holder = self
            .inner
            .subjects
            .holder(&certificate.subject)
            .ok_or(Refusal::NoHolder)?;
        self.ask(move |app| app.actor_of(holder)).await
    }

    /// Refuses a certificate that the agency revoked, bound to another, or pinned others beside. Asked at each call: what
    /// is revoked is refused from that moment, also on a connection that stands.
    pub(crate) async fn demand_good(&self, certificate: &ClientCertificate, actor: &Actor) -> Result<(), Refusal> {
        let (fingerprint, actor) = (certificate.fingerprint, actor.clone());
        self.ask(move |app| app.certificate_standing(fingerprint, &actor)?.demand_good())
            .await
    }

    pub(crate) fn context(&self, actor: Actor) -> Context {
        Context { actor, at: self.now() }
    }
}
