//! The contract of stores, kept in a PostgreSQL database, by the role that has no rights but those it needs.

use store::Store;
use store_postgres::PostgresStore;
use store_postgres::testing::TestDatabase;

fn fresh(case: fn(&dyn Store)) {
    let database = TestDatabase::new();
    case(&PostgresStore::open(&database.runner_address()).expect("it opens"));
}

store::contract_tests!(fresh);
