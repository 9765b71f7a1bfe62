//! The role that runs the application has the rights that it needs (the contract is kept by it), and no others.

use store::Store;
use store_postgres::PostgresStore;
use store_postgres::testing::{RUNNER, TestDatabase};

use super::support::{entry, subjects, write};

#[test]
fn the_role_that_runs_edits_no_history_and_no_schema() {
    let database = TestDatabase::new();
    let store = PostgresStore::open(&database.runner_address()).expect("it opens");
    write(&store, |tx| {
        tx.keep_payload(b"kept")?;
        tx.append(&entry("kept"))
    });
    assert_eq!(subjects(&store), ["kept"]);
    for statement in [
        "UPDATE zorgkas.journal SET subject = 'other'",
        "DELETE FROM zorgkas.journal",
        "TRUNCATE zorgkas.journal",
        "ALTER TABLE zorgkas.journal DISABLE TRIGGER ALL",
        "UPDATE zorgkas.journal_waiting SET subject = 'other'",
        "DELETE FROM zorgkas.payload",
        "UPDATE zorgkas.payload SET zstd = ''",
        "DELETE FROM zorgkas.law",
        "UPDATE zorgkas.person_ssin SET person = 1",
        "UPDATE zorgkas.membership SET fund = 1",
        "DELETE FROM zorgkas.membership",
        "DELETE FROM zorgkas.line",
        "DELETE FROM zorgkas.inbox",
        "UPDATE zorgkas.care_message SET answer = ''",
        "UPDATE zorgkas.settlement SET cents = 1",
        "INSERT INTO zorgkas.schema_migration VALUES (3, 'x', '', 0)",
        "CREATE TABLE zorgkas.other (n int)",
        "DROP TABLE zorgkas.line",
    ] {
        let refused = database
            .run_as_runner(statement)
            .expect_err(&format!("{statement}: it must be refused"));
        let told = ["permission denied", "must be owner"]
            .iter()
            .any(|reason| refused.contains(reason));
        assert!(told, "{statement}: {refused}");
    }
    assert_eq!(subjects(&store), ["kept"]);
}

#[test]
fn not_even_the_owner_edits_the_journal_by_a_statement() {
    let database = TestDatabase::new();
    let store = database.store();
    write(&store, |tx| tx.append(&entry("kept")));
    assert_eq!(subjects(&store), ["kept"]);
    for statement in [
        "UPDATE zorgkas.journal SET subject = 'other'",
        "DELETE FROM zorgkas.journal",
        "TRUNCATE zorgkas.journal",
        "INSERT INTO zorgkas.journal SELECT number + 2, at, actor, use_case, subject, input, answer, law, previous, hash
         FROM zorgkas.journal",
    ] {
        let refused = database.run(statement).expect_err(statement);
        assert!(refused.contains("append-only"), "{statement}: {refused}");
    }
    assert_eq!(subjects(&store), ["kept"]);
}

#[test]
fn the_role_is_known_by_the_name_that_was_given() {
    let database = TestDatabase::new();
    let granted = database.ask(&format!(
        "SELECT count(*)::text FROM information_schema.role_table_grants WHERE grantee = '{RUNNER}'"
    ));
    assert_ne!(granted, ["0"]);
    let store = PostgresStore::open(&database.runner_address()).expect("it opens");
    store
        .prepare_months(&[identifiers::Month::parse("2031-01").expect("a month")])
        .expect("it makes room for a month that is new");
}
