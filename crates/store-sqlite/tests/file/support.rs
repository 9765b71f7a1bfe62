//! What the tests share: opening a file, one transaction, reading the journal.

use std::path::Path;

use jiff::Timestamp;
use store::{ContentHash, JournalEntry, Store, StoreError, Transaction};
use store_sqlite::SqliteStore;
use tempfile::TempDir;

pub const DAY_ONE: Timestamp = Timestamp::UNIX_EPOCH;

pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[track_caller]
pub fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, DAY_ONE).unwrap_or_else(|error| panic!("it opens: {error}"))
}

pub fn entry(subject: &str) -> JournalEntry {
    JournalEntry {
        at: DAY_ONE,
        actor: "operator".into(),
        use_case: "test",
        subject: subject.into(),
        input: ContentHash::ZERO,
        answer: ContentHash::ZERO,
        law: None,
    }
}

#[track_caller]
pub fn write<T>(store: &SqliteStore, work: impl FnOnce(&mut dyn Transaction) -> Result<T, StoreError>) -> T {
    let mut tx = store.begin().expect("a transaction");
    let done = work(tx.as_mut()).expect("it is taken in");
    tx.commit().expect("it is kept");
    done
}

pub fn subjects(store: &SqliteStore) -> Vec<String> {
    let mut tx = store.begin().expect("a transaction");
    let entries = tx.entries_after(0, u32::MAX).expect("a journal");
    entries.into_iter().map(|entry| entry.subject).collect()
}
