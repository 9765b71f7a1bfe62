//! What the disk allows without a commit that is shared: one durable commit after the other.

use std::path::Path;
use std::time::Duration;

use app::Actor;
use store::{JournalEntry, Store};
use store_sqlite::SqliteStore;

use super::{Cores, Step};
use crate::clock::Stopwatch;
use crate::output::Failure;

pub(super) struct Floor(SqliteStore);

impl Floor {
    pub(super) fn new(folder: &Path) -> Result<Self, Failure> {
        Ok(Self(SqliteStore::open(&folder.join("floor.db"), crate::clock::now())?))
    }

    /// Keeps a few bytes and an entry of the journal in a transaction of their own, again and again.
    pub(super) fn commits(&self, seconds: Duration) -> Result<Step, Failure> {
        let (watch, cores, before) = (Stopwatch::start(), Cores::now(), self.0.statements());
        let (mut calls, mut waits_micros) = (0_u64, Vec::new());
        while watch.elapsed() < seconds {
            let one = Stopwatch::start();
            let mut tx = self.0.begin()?;
            let input = tx.keep_payload(&calls.to_be_bytes())?;
            tx.append(&JournalEntry {
                at: crate::clock::now(),
                actor: Actor::Operator.to_string(),
                use_case: "bench",
                subject: String::new(),
                input,
                answer: input,
                law: None,
            })?;
            tx.commit()?;
            calls += 1;
            waits_micros.push(u64::try_from(one.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
        Ok(Step {
            calls,
            time: watch.elapsed(),
            statements: self.0.statements() - before,
            commits: calls,
            cores: Cores::now().since(cores),
            waits_micros,
        })
    }
}
