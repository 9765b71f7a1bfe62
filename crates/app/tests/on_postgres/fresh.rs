//! The stores of these tests: databases of a PostgreSQL server, by the role with least rights.

use store_postgres::PostgresStore;
use store_postgres::testing::{TestDatabase, TestStore};

use super::fixture::AnyStore;

/// A store that nothing was written in yet.
pub fn store() -> AnyStore {
    Box::new(TestStore::new(TestDatabase::new()))
}

/// One store, opened twice, and what keeps it there.
pub fn opened_twice() -> (AnyStore, AnyStore, TestDatabase) {
    let database = TestDatabase::new();
    let open = || Box::new(PostgresStore::open(&database.runner_address()).expect("it opens"));
    (open(), open(), database)
}

/// A place for a store, and what keeps it there.
pub fn place() -> (String, TestDatabase) {
    let database = TestDatabase::new();
    (database.runner_address(), database)
}

/// The store at a place.
pub fn at(place: &str) -> AnyStore {
    Box::new(PostgresStore::open(place).expect("it opens"))
}
