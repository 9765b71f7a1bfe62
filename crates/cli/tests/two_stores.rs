//! The same program on a file and on a PostgreSQL database: migrating, copying, backing up.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::path::Path;

use store::Store;
use store::copy::{Cell, TABLES, Table};
use store_postgres::testing::{RUNNER, TestDatabase};
use store_sqlite::SqliteStore;
use support::{Place, zorgkas};

/// All rows of a table.
fn rows(store: &dyn Store, table: &Table) -> Vec<Vec<Cell>> {
    let mut tx = store.begin_snapshot().unwrap();
    let mut all: Vec<Vec<Cell>> = Vec::new();
    loop {
        let after = all.last().map(|row| row[..table.key].to_vec());
        let page = tx.export_rows(table, after.as_deref(), 100).unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

/// The two heads that a copy says.
fn heads(said: &str) -> Vec<&str> {
    let heads = said.lines().filter(|line| line.contains(" entries  "));
    heads.map(|line| line.split(' ').next().unwrap()).collect()
}

#[test]
fn a_month_is_the_same_on_both_stores() {
    let (on_file, on_server) = (Place::of_sample(), Place::of_sample());
    let database = TestDatabase::new();
    on_file.process(&["--sign"]).ends(0);
    on_server
        .process(&["--sign", "--database", &database.runner_address()])
        .ends(0);
    for file in ["answers.jsonl", "summary.json"] {
        let read = |place: &Place| std::fs::read_to_string(place.out().join(file)).unwrap();
        assert_eq!(read(&on_file), read(&on_server), "{file}");
    }
    assert!(!on_server.out().join("zorgkas.db").exists());
    let verified = |arguments: &[&str]| zorgkas([&["journal", "verify"], arguments].concat()).ends(0).out;
    let file = on_file.out().join("zorgkas.db");
    let chain = verified(&["--data", file.to_str().unwrap()]);
    assert_eq!(
        chain,
        verified(&["--database", database.address()]),
        "even the journals are the same"
    );
    let replayed = zorgkas(["replay", "--database", database.address()]).ends(0);
    assert!(
        replayed.out.contains("equal") || !replayed.out.contains("different  "),
        "{}",
        replayed.out
    );
}

#[test]
fn a_store_is_copied_there_and_back_with_equal_heads() {
    let place = Place::of_sample();
    place.process(&["--sign"]).ends(0);
    let first = place.out().join("zorgkas.db");
    let back = place.out().join("back.db");
    let database = TestDatabase::new();
    let copy = |from: &str, to: &str| zorgkas(["copy", "--from", from, "--to", to]);
    let there = copy(first.to_str().unwrap(), database.address()).ends(0);
    assert!(there.out.contains("Both journals have the same head."), "{}", there.out);
    let and_back = copy(database.address(), back.to_str().unwrap()).ends(0);
    let (one, other) = (heads(&there.out), heads(&and_back.out));
    assert_eq!((one.len(), one[0], one[1]), (2, other[0], other[1]));
    let open = |file: &Path| SqliteStore::open(file, jiff::Timestamp::UNIX_EPOCH).unwrap();
    let (before, after) = (open(&first), open(&back));
    for table in TABLES {
        let kept = rows(&before, table);
        assert!(kept == rows(&database.store(), table), "{} on the server", table.name);
        assert!(kept == rows(&after, table), "{} back in a file", table.name);
    }
    // What was copied is gone on with: the counters stand behind what came in.
    place.process(&["--sign", "--database", database.address()]).ends(0);
    let again = copy(first.to_str().unwrap(), database.address()).ends(2);
    assert!(again.err.contains("must be empty"), "{}", again.err);
}

#[test]
fn a_database_is_used_when_its_schema_is_made() {
    let database = TestDatabase::empty();
    let verify = ["journal", "verify", "--database", database.address()];
    let refused = zorgkas(verify).ends(2);
    assert!(refused.err.contains("run `zorgkas migrate`"), "{}", refused.err);
    let migrated = zorgkas(["migrate", "--database", database.address(), "--runner", RUNNER]).ends(0);
    assert!(migrated.out.starts_with("applied  1 house\n"), "{}", migrated.out);
    zorgkas(verify).ends(0);
    let again = zorgkas(["migrate", "--database", database.address()]).ends(0);
    assert!(!again.out.contains("applied"), "{}", again.out);
    let runner = zorgkas(["journal", "verify", "--database", &database.runner_address()]).ends(0);
    assert!(runner.out.contains("The chain holds"), "{}", runner.out);
}

#[test]
fn what_an_address_hides_is_not_said() {
    let address = "postgres://someone:s3cret@127.0.0.1:1/zorgkas";
    for command in [
        vec!["journal", "verify"],
        vec!["migrate"],
        vec!["work", "--once"],
        vec!["backup"],
        vec!["demo"],
    ] {
        let ran = zorgkas(command.iter().copied().chain(["--database", address])).ends(2);
        assert!(!ran.said().contains("s3cret"), "{}", ran.said());
        assert!(
            ran.err.contains("postgres://someone@127.0.0.1:1/zorgkas: "),
            "{}",
            ran.err
        );
        assert!(
            ran.err.contains("unavailable") && ran.err.contains("cannot be reached"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_file_is_backed_up_while_another_writes_in_it() {
    let place = Place::of_sample();
    place.process(&["--sign"]).ends(0);
    let file = place.out().join("zorgkas.db");
    let copy = place.out().join("copy.db");
    // Open elsewhere, with something that only the log beside the file has.
    let other = SqliteStore::open(&file, jiff::Timestamp::UNIX_EPOCH).unwrap();
    let mut tx = other.begin().unwrap();
    tx.keep_payload(b"written last").unwrap();
    tx.commit().unwrap();
    let arguments = [
        "backup",
        "--data",
        file.to_str().unwrap(),
        "--to",
        copy.to_str().unwrap(),
    ];
    zorgkas(arguments).ends(0);
    let copied = SqliteStore::open(&copy, jiff::Timestamp::UNIX_EPOCH).unwrap();
    for table in TABLES {
        assert!(rows(&other, table) == rows(&copied, table), "{}", table.name);
    }
    let again = zorgkas(arguments).ends(2);
    assert!(again.err.contains("there already"), "{}", again.err);
    zorgkas(["backup", "--data", "/nowhere/zorgkas.db"]).ends(2);
}

#[test]
fn of_a_server_is_said_which_tool_backs_it_up_and_which_settings_stand_in_its_way() {
    let database = TestDatabase::new();
    let ran = zorgkas(["backup", "--database", database.address()]).ends(1);
    for told in [
        "pg_basebackup",
        "pg_dump",
        "ok     wal_level = replica",
        "WRONG  archive_mode = off",
        "WRONG  fsync = off",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
}
