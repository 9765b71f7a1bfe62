//! The stores of these tests: SQLite, in memory and in a file.

use store_sqlite::SqliteStore;
use tempfile::TempDir;

use super::fixture::{AnyStore, operator};

/// A store that nothing was written in yet.
pub fn store() -> AnyStore {
    Box::new(SqliteStore::in_memory(operator().at).expect("memory opens"))
}

/// One store, opened twice, and what keeps it there.
pub fn opened_twice() -> (AnyStore, AnyStore, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("zorgkas.db");
    let open = || Box::new(SqliteStore::open(&path, operator().at).expect("it opens"));
    (open(), open(), folder)
}

/// A place for a store, and what keeps it there.
pub fn place() -> (String, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("zorgkas.db");
    (path.to_str().expect("a path").to_owned(), folder)
}

/// The store at a place.
pub fn at(place: &str) -> AnyStore {
    Box::new(SqliteStore::open(std::path::Path::new(place), operator().at).expect("it opens"))
}
