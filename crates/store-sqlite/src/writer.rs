//! The one writing connection, and brief transactions that share a commit on it.
//!
//! Making a commit durable takes longer than a brief transaction itself. So whoever is brief and comes while another
//! works joins its group: a savepoint of their own in one transaction of SQLite, which is undone alone where they drop
//! it. Who ends while nobody brief waits commits for all; who ends before hands the connection on, and waits until that
//! is done. There is no clock in it and no thread of its own: a group is as large as the crowd, and whoever is alone
//! waits for nobody.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, Thread};

use rusqlite::Connection;
use store::StoreError;

use crate::fault;

/// How many join a group at most: who came first waits for the last.
const LARGEST_GROUP: usize = 128;

/// The writing connection, handed from one transaction to the next.
pub(crate) struct Writer {
    held: Mutex<Held>,
    /// Brief transactions that wait for the connection: each will get it, and end the group if nobody else does.
    waiting: AtomicUsize,
    commits: AtomicU64,
}

/// What goes from hand to hand.
struct Held {
    connection: Connection,
    /// Those who handed on an open transaction and wait for its commit.
    group: Option<Group>,
}

struct Group {
    outcome: Arc<Outcome>,
    /// How many joined and ended, whether they wrote or were undone.
    joined: usize,
    /// Those of them who wait.
    waiting: Vec<Thread>,
}

/// What became of a group; those who wait for it are woken when it stands here.
#[derive(Default)]
struct Outcome(OnceLock<Result<(), StoreError>>);

impl Outcome {
    fn wait(&self) -> Result<(), StoreError> {
        loop {
            if let Some(done) = self.0.get() {
                return done.clone();
            }
            thread::park();
        }
    }
}

impl Writer {
    pub(crate) const fn new(connection: Connection) -> Self {
        Self {
            held: Mutex::new(Held {
                connection,
                group: None,
            }),
            waiting: AtomicUsize::new(0),
            commits: AtomicU64::new(0),
        }
    }

    /// How many commits were made durable since the store was opened.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// The connection itself, while nobody is in a transaction.
    pub(crate) fn with_connection<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        let mut held = self.lock();
        self.end_group(&mut held);
        work(&held.connection)
    }

    /// Begins a transaction whose commit is its own.
    pub(crate) fn begin(&self) -> Result<Turn<'_>, StoreError> {
        let mut held = self.lock();
        self.end_group(&mut held);
        held.begin()?;
        Ok(self.turn(held, false))
    }

    /// Begins a transaction that joins the group, where there is one.
    pub(crate) fn begin_brief(&self) -> Result<Turn<'_>, StoreError> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut held = self.lock();
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        held.notice_undone();
        let begun = match held.group {
            Some(_) => run(&held.connection, "SAVEPOINT member"),
            None => held.begin(),
        };
        if let Err(error) = begun {
            self.end_group(&mut held);
            return Err(error);
        }
        Ok(self.turn(held, true))
    }

    /// Begins a transaction as [`Writer::begin_brief`], which ends without waiting: its commit is promised.
    pub(crate) fn begin_promised<'s>(&'s self, promises: &'s Promises<'s>) -> Result<Turn<'s>, StoreError> {
        let mut turn = self.begin_brief()?;
        turn.promises = Some(promises);
        Ok(turn)
    }

    /// Counts as one that waits for the connection until the promises are kept.
    pub(crate) fn promises(&self) -> Promises<'_> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        Promises {
            writer: self,
            given: Mutex::new(Vec::new()),
            is_waiting: true,
        }
    }

    const fn turn<'s>(&'s self, held: MutexGuard<'s, Held>, is_brief: bool) -> Turn<'s> {
        Turn {
            writer: self,
            held: Some(held),
            is_brief,
            promises: None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // Whoever panicked dropped their turn, which undid what they wrote.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Commits for those who wait, where somebody does.
    fn end_group(&self, held: &mut Held) {
        if held.group.is_some() {
            let (_, waiting) = self.commit(held);
            wake(waiting);
        }
    }

    /// Commits what is open; gives what came of it, and who is to be woken.
    fn commit(&self, held: &mut Held) -> (Result<(), StoreError>, Vec<Thread>) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        let done = run(&held.connection, "COMMIT");
        let waiting = held.end(&done);
        (done, waiting)
    }

    /// Ends a turn: what it wrote is kept, or undone.
    fn end(&self, mut held: MutexGuard<'_, Held>, of: &Turn<'_>, is_kept: bool) -> Result<(), StoreError> {
        let closed = match (held.group.is_some(), is_kept) {
            (false, false) => {
                held.undo_all();
                return Ok(());
            }
            (false, true) => Ok(()),
            (true, true) => run(&held.connection, "RELEASE member"),
            (true, false) => {
                run(&held.connection, "ROLLBACK TO member").and_then(|()| run(&held.connection, "RELEASE member"))
            }
        };
        if closed.is_err() {
            let waiting = held.end(&closed);
            drop(held);
            wake(waiting);
            return closed;
        }
        let joined = held.group.as_ref().map_or(0, |group| group.joined);
        if of.is_brief && joined + 1 < LARGEST_GROUP && self.waiting.load(Ordering::SeqCst) > 0 {
            let outcome = held.hand_on(of.promises.is_none());
            drop(held);
            return match of.promises {
                Some(promises) => promises.give(outcome),
                None => outcome.wait(),
            };
        }
        let (done, waiting) = self.commit(&mut held);
        drop(held);
        wake(waiting);
        done
    }
}

impl Held {
    fn begin(&mut self) -> Result<(), StoreError> {
        if !self.connection.is_autocommit() {
            self.undo_all();
        }
        run(&self.connection, "BEGIN IMMEDIATE")
    }

    /// Undoes whatever is open. Nothing to do when even this fails: the next to begin tries again.
    fn undo_all(&self) {
        if !self.connection.is_autocommit() {
            let _ = run(&self.connection, "ROLLBACK");
        }
    }

    /// A grave fault (no room on the disk, for one) makes SQLite undo a transaction by itself, and with it what a group
    /// wrote before.
    fn notice_undone(&mut self) {
        if self.group.is_some() && self.connection.is_autocommit() {
            let undone = Err(StoreError::Fault(
                "the database undid the transaction of a group".into(),
            ));
            wake(self.end(&undone));
        }
    }

    /// Leaves the commit to the next: joins those who wait for it, where it `waits`.
    fn hand_on(&mut self, waits: bool) -> Arc<Outcome> {
        let group = self.group.get_or_insert_with(|| Group {
            outcome: Arc::default(),
            joined: 0,
            waiting: Vec::new(),
        });
        group.joined += 1;
        if waits {
            group.waiting.push(thread::current());
        }
        Arc::clone(&group.outcome)
    }

    /// Tells a group what became of it; gives who is to be woken. What could not be committed is undone.
    fn end(&mut self, done: &Result<(), StoreError>) -> Vec<Thread> {
        if done.is_err() {
            self.undo_all();
        }
        let Some(group) = self.group.take() else {
            return Vec::new();
        };
        // Nobody else tells it: the group is out of every hand now.
        let _ = group.outcome.0.set(done.clone());
        group.waiting
    }
}

fn wake(waiting: Vec<Thread>) {
    for thread in waiting {
        thread.unpark();
    }
}

fn run(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(fault)?;
    statement.execute([]).map(drop).map_err(fault)
}

/// A transaction that holds the writing connection, until it is committed or dropped. Either ends only when what it saw
/// of a group is durable.
pub(crate) struct Turn<'s> {
    writer: &'s Writer,
    /// Nothing once it ended.
    held: Option<MutexGuard<'s, Held>>,
    is_brief: bool,
    /// To whom its commit is promised, where it does not wait for it itself.
    promises: Option<&'s Promises<'s>>,
}

impl Turn<'_> {
    pub(crate) fn connection(&self) -> &Connection {
        let held = self.held.as_ref().expect("a turn that ended is gone");
        &held.connection
    }

    pub(crate) fn commit(mut self) -> Result<(), StoreError> {
        match self.held.take() {
            Some(held) => self.writer.end(held, &self, true),
            None => Ok(()),
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(held) = self.held.take() {
            // Nobody is left to be told.
            let _ = self.writer.end(held, self, false);
        }
    }
}

/// Commits that transactions of one thread left to later, and their outcome.
pub(crate) struct Promises<'s> {
    writer: &'s Writer,
    /// Of groups, in order: each once.
    given: Mutex<Vec<Arc<Outcome>>>,
    /// Whether it counts as one that waits.
    is_waiting: bool,
}

impl Promises<'_> {
    fn give(&self, outcome: Arc<Outcome>) -> Result<(), StoreError> {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if !given.last().is_some_and(|last| Arc::ptr_eq(last, &outcome)) {
            given.push(outcome);
        }
        Ok(())
    }

    /// Waits until all that was promised is durable; commits it, where nobody else will.
    pub(crate) fn keep(mut self) -> Result<(), StoreError> {
        self.come_back();
        let given = std::mem::take(self.given.get_mut().unwrap_or_else(PoisonError::into_inner));
        given.iter().try_for_each(|outcome| outcome.wait())
    }

    fn come_back(&mut self) {
        if self.is_waiting {
            self.is_waiting = false;
            let mut held = self.writer.lock();
            self.writer.waiting.fetch_sub(1, Ordering::SeqCst);
            self.writer.end_group(&mut held);
        }
    }
}

/// Whoever broke off in the middle leaves no group open.
impl Drop for Promises<'_> {
    fn drop(&mut self) {
        self.come_back();
    }
}

#[cfg(test)]
mod tests;
