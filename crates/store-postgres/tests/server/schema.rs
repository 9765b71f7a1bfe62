//! The schema: what migrations there are, who applies them, and what is refused.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread;

use store::StoreError;
use store::copy::TABLES;
use store_postgres::PostgresStore;
use store_postgres::testing::TestDatabase;

use super::support::DAY_ONE;

/// Tables that only this store has, or that say which schema it is.
const OWN: [&str; 2] = ["journal_waiting", "schema_migration"];

#[track_caller]
fn refusal(address: &str) -> String {
    match PostgresStore::open(address) {
        Ok(_) => panic!("it must not open"),
        Err(error @ StoreError::Corrupt(_)) => error.to_string(),
        Err(other) => panic!("another reason: {other}"),
    }
}

#[test]
fn a_database_without_a_schema_says_what_to_do_and_is_migrated_once() {
    let database = TestDatabase::empty();
    let told = refusal(database.address());
    assert!(
        told.contains("no schema yet") && told.contains("zorgkas migrate"),
        "{told}"
    );
    let applied = PostgresStore::migrate(database.address(), None, DAY_ONE).expect("it is migrated");
    let numbers: Vec<i64> = applied.iter().map(|migration| migration.number).collect();
    assert!(
        numbers.first() == Some(&1) && numbers.is_sorted_by(|one, next| one < next),
        "{numbers:?}"
    );
    PostgresStore::open(database.address()).expect("it opens");
    let again = PostgresStore::migrate(database.address(), None, DAY_ONE).expect("nothing is left to do");
    assert_eq!(again, []);
}

#[test]
fn two_that_migrate_at_once_wait_for_each_other() {
    let database = TestDatabase::empty();
    let together = Barrier::new(3);
    let applied: usize = thread::scope(|scope| {
        let migrators = [(); 3].map(|()| {
            scope.spawn(|| {
                together.wait();
                PostgresStore::migrate(database.address(), None, DAY_ONE)
                    .expect("it is migrated")
                    .len()
            })
        });
        migrators
            .into_iter()
            .map(|migrator| migrator.join().expect("it ends"))
            .sum()
    });
    assert_eq!(
        database.ask("SELECT count(*)::text FROM zorgkas.schema_migration"),
        [applied.to_string()]
    );
}

#[test]
fn an_older_schema_says_what_to_do() {
    let database = TestDatabase::new();
    database
        .run("DELETE FROM zorgkas.schema_migration WHERE number = (SELECT max(number) FROM zorgkas.schema_migration)")
        .expect("it is older");
    let told = refusal(database.address());
    assert!(
        told.contains("older version") && told.contains("zorgkas migrate"),
        "{told}"
    );
}

#[test]
fn a_changed_or_unknown_migration_is_refused_by_whoever_opens_and_whoever_migrates() {
    for (tampering, reason) in [
        (
            "UPDATE zorgkas.schema_migration SET hash = sha256('') WHERE number = 1",
            "migration 1 (house) differs",
        ),
        (
            "INSERT INTO zorgkas.schema_migration VALUES (99, 'later', sha256(''), 0)",
            "migration 99, which this",
        ),
        (
            "DELETE FROM zorgkas.schema_migration WHERE number = 1",
            "migration 2, which this",
        ),
    ] {
        let database = TestDatabase::new();
        database.run(tampering).expect("it is tampered with");
        let told = refusal(database.address());
        assert!(told.contains(reason), "{told}");
        let error = PostgresStore::migrate(database.address(), None, DAY_ONE).expect_err("it must not be migrated");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[test]
fn tables_of_another_program_are_left_alone() {
    let database = TestDatabase::empty();
    database
        .run("CREATE SCHEMA zorgkas; CREATE TABLE zorgkas.recipe (name text)")
        .expect("a table of another program");
    let error = PostgresStore::migrate(database.address(), None, DAY_ONE).expect_err("it must not be migrated");
    assert!(error.to_string().contains("another program"), "{error}");
    assert_eq!(
        database.ask("SELECT tablename::text FROM pg_tables WHERE schemaname = 'zorgkas'"),
        ["recipe"]
    );
}

#[test]
fn every_table_and_column_is_copied() {
    let database = TestDatabase::new();
    let found = database.ask(
        "SELECT c.table_name || ' ' || string_agg(c.column_name, ' ' ORDER BY c.column_name)
         FROM information_schema.columns c WHERE c.table_schema = 'zorgkas' GROUP BY c.table_name",
    );
    let mut found: BTreeMap<String, Vec<String>> = found
        .iter()
        .map(|row| {
            let mut words = row.split(' ').map(str::to_owned);
            (words.next().unwrap_or_default(), words.collect())
        })
        .collect();
    for table in OWN {
        assert!(found.remove(table).is_some(), "{table}");
    }
    let copied: BTreeMap<String, Vec<String>> = TABLES
        .iter()
        .map(|table| {
            let mut columns: Vec<String> = table.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
            columns.sort();
            (table.name.to_owned(), columns)
        })
        .collect();
    assert_eq!(copied, found);
}
