//! Two ways of calling: each connection again as soon as it is answered, which gives a rate; and at a constant rate
//! whatever the answers do, which gives times of waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::callers::{Callers, Line};
use super::questions::Question;
use super::{Cores, Place, Step};
use crate::clock::Stopwatch;
use crate::output::Failure;

pub(super) struct Load<'c> {
    callers: &'c Callers,
    place: &'c Place,
}

/// What the connections of a step share.
struct Shared {
    question: Question,
    watch: Stopwatch,
    next: AtomicU64,
    seconds: Duration,
    /// How long after the call before each is due; `None`: at once.
    every: Option<Duration>,
}

impl<'c> Load<'c> {
    pub(super) const fn new(callers: &'c Callers, place: &'c Place) -> Self {
        Self { callers, place }
    }

    /// Calls on every connection as fast as it is answered.
    pub(super) fn as_many_as_can(&self, question: Question, seconds: Duration) -> Result<Step, Failure> {
        self.step(question, seconds, None)
    }

    /// Calls so often a second, however long the answers take.
    pub(super) fn at_rate(&self, question: Question, per_second: u64, seconds: Duration) -> Result<Step, Failure> {
        let every = Duration::from_nanos(1_000_000_000 / per_second.max(1));
        self.step(question, seconds, Some(every))
    }

    fn step(&self, question: Question, seconds: Duration, every: Option<Duration>) -> Result<Step, Failure> {
        let (statements, commits) = (self.place.store.statements(), self.place.commits());
        let cores = Cores::now();
        let shared = Arc::new(Shared {
            question,
            watch: Stopwatch::start(),
            next: AtomicU64::new(0),
            seconds,
            every,
        });
        let waits_micros = self.callers.runtime.block_on(async {
            let mut lines = JoinSet::new();
            for line in &self.callers.lines {
                lines.spawn(until_the_end(Arc::clone(line), Arc::clone(&shared)));
            }
            let mut all = Vec::new();
            while let Some(done) = lines.join_next().await {
                let done = done.map_err(|_| Failure::WrongUse("a caller of the bench broke off".into()))?;
                all.extend(done?);
            }
            Ok::<Vec<u64>, Failure>(all)
        })?;
        Ok(Step {
            calls: waits_micros.len() as u64,
            time: shared.watch.elapsed(),
            statements: self.place.store.statements() - statements,
            commits: self.place.commits() - commits,
            cores: Cores::now().since(cores),
            waits_micros,
        })
    }
}

/// Calls on one connection until the time is over; gives how long each answer was waited for, from the moment when the call
/// was due: one that came late because others were slow waited too.
async fn until_the_end(line: Arc<Mutex<Line>>, shared: Arc<Shared>) -> Result<Vec<u64>, Failure> {
    let mut line = line.lock().await;
    let mut waits = Vec::new();
    loop {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        let due = match shared.every {
            Some(every) => every * u32::try_from(number).unwrap_or(u32::MAX),
            None => shared.watch.elapsed(),
        };
        if due >= shared.seconds {
            return Ok(waits);
        }
        if let Some(early) = due.checked_sub(shared.watch.elapsed()).filter(|early| !early.is_zero()) {
            tokio::time::sleep(early).await;
        }
        let Some(call) = shared.question.call(number, line.facility)? else {
            return Ok(waits);
        };
        line.call(call).await?;
        let waited = shared.watch.elapsed().saturating_sub(due);
        waits.push(u64::try_from(waited.as_micros()).unwrap_or(u64::MAX));
    }
}
