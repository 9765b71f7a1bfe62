//! The contract of stores, kept in a PostgreSQL database.

use store::Store;
use store_postgres::testing::TestDatabase;

fn fresh(case: fn(&dyn Store)) {
    let database = TestDatabase::new();
    case(&database.store());
}

store::contract_tests!(fresh);
