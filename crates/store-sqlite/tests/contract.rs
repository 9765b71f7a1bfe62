//! The contract of stores, kept in memory and in a file.

use jiff::Timestamp;
use store::Store;
use store_sqlite::SqliteStore;

mod in_memory {
    use super::*;

    fn fresh(case: fn(&dyn Store)) {
        case(&SqliteStore::in_memory(Timestamp::UNIX_EPOCH).expect("memory opens"));
    }

    store::contract_tests!(fresh);
}

mod in_a_file {
    use super::*;

    fn fresh(case: fn(&dyn Store)) {
        let folder = tempfile::tempdir().expect("a folder");
        case(&SqliteStore::open(&folder.path().join("zorgkas.db"), Timestamp::UNIX_EPOCH).expect("a file opens"));
    }

    store::contract_tests!(fresh);
}
