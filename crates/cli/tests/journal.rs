//! `zorgkas journal verify`: a journal that was tampered with is found, and the entry is named.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;
use support::{Place, Ran, zorgkas};

/// The store of the sample month, signed and paid.
struct Kept(Place);

impl Kept {
    fn new() -> Self {
        let place = Place::of_sample();
        place.process(&["--sign"]).ends(0);
        Self(place)
    }

    /// A copy of the store on which some SQL was run, with the triggers out of the way.
    #[track_caller]
    fn after(&self, sql: &str) -> PathBuf {
        let copy = self.0.out().join("copy.db");
        fs::copy(self.0.out().join("zorgkas.db"), &copy).unwrap();
        let connection = Connection::open(&copy).unwrap();
        let preparation = "PRAGMA foreign_keys = OFF; DROP TRIGGER journal_is_append_only_update;
             DROP TRIGGER journal_is_append_only_delete; DROP TRIGGER journal_is_append_only_insert;";
        connection.execute_batch(preparation).unwrap();
        connection.execute_batch(sql).unwrap();
        copy
    }

    /// What `journal verify` says of a copy on which some SQL was run.
    #[track_caller]
    fn verified_after(&self, sql: &str) -> Ran {
        let copy = self.after(sql);
        zorgkas(["journal", "verify", "--data", copy.to_str().unwrap()])
    }
}

/// How many entries there are, and the number of the last.
const ENTRIES: u32 = 28;

#[test]
fn an_untouched_journal_holds() {
    let kept = Kept::new();
    let ran = kept.verified_after("").ends(0);
    assert!(
        ran.out.starts_with(&format!("entries  {ENTRIES}\nhead     ")),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("The chain holds"), "{}", ran.out);
    assert_eq!(ran.err, "");
}

/// The column of an entry, as SQL.
fn of_entry(column: &str, number: u32) -> String {
    format!("(SELECT {column} FROM journal WHERE number = {number})")
}

/// Demands that the entry is named after each piece of SQL.
#[track_caller]
fn check(cases: impl IntoIterator<Item = (u32, String)>) {
    let kept = Kept::new();
    for (number, sql) in cases {
        let ran = kept.verified_after(&sql).ends(1);
        let named = format!("broken   at entry {number}: ");
        assert!(ran.out.contains(&named), "{sql}\n{}", ran.said());
        assert!(!ran.said().contains("The chain holds"), "{sql}");
        for ssin in support::sample_ssins() {
            assert!(!ran.said().contains(&ssin), "{sql}");
        }
    }
}

#[test]
fn a_changed_entry_is_named() {
    let cases = [
        (
            7,
            "UPDATE journal SET subject = 'dossier 99' WHERE number = 7".to_owned(),
        ),
        (7, "UPDATE journal SET at = at + 1 WHERE number = 7".to_owned()),
        (7, "UPDATE journal SET actor = 'operator' WHERE number = 7".to_owned()),
        (7, "UPDATE journal SET use_case = 'change' WHERE number = 7".to_owned()),
        (7, "UPDATE journal SET law = NULL WHERE number = 7".to_owned()),
        (
            7,
            format!("UPDATE journal SET answer = {} WHERE number = 7", of_entry("answer", 8)),
        ),
        (
            7,
            format!("UPDATE journal SET input = {} WHERE number = 7", of_entry("input", 8)),
        ),
        (7, "UPDATE journal SET hash = zeroblob(32) WHERE number = 7".to_owned()),
        (
            7,
            "UPDATE journal SET previous = zeroblob(32) WHERE number = 7".to_owned(),
        ),
        (7, "UPDATE journal SET input = x'00' WHERE number = 7".to_owned()),
        (7, "UPDATE journal SET law = x'00' WHERE number = 7".to_owned()),
        (1, "UPDATE journal SET subject = '' WHERE number = 1".to_owned()),
        (
            ENTRIES,
            format!("UPDATE journal SET subject = '' WHERE number = {ENTRIES}"),
        ),
    ];
    check(cases);
}

#[test]
fn a_removed_moved_or_doubled_entry_is_named() {
    let cases = [
        // Removed: also when those behind it move up.
        (1, "DELETE FROM journal WHERE number = 1".to_owned()),
        (7, "DELETE FROM journal WHERE number = 7".to_owned()),
        (
            7,
            "DELETE FROM journal WHERE number = 7; UPDATE journal SET number = -number WHERE number > 7;
             UPDATE journal SET number = -number - 1 WHERE number < 0"
                .to_owned(),
        ),
        // The last ones, and all: the chain itself would hold.
        (ENTRIES, format!("DELETE FROM journal WHERE number = {ENTRIES}")),
        (20, "DELETE FROM journal WHERE number >= 20".to_owned()),
        (1, "DELETE FROM journal".to_owned()),
        // Reordered.
        (
            7,
            "UPDATE journal SET number = -1 WHERE number = 7; UPDATE journal SET number = 7 WHERE number = 8;
             UPDATE journal SET number = 8 WHERE number = -1"
                .to_owned(),
        ),
        // An entry twice.
        (
            29,
            "INSERT INTO journal SELECT 29, at, actor, use_case, subject, input, answer, law, previous, hash
              FROM journal WHERE number = 28"
                .to_owned(),
        ),
    ];
    check(cases);
}

#[test]
fn a_changed_payload_or_law_is_named_by_its_first_entry() {
    let cases = [
        // Payloads: another one that can be read, and one that cannot.
        (
            7,
            format!(
                "UPDATE payload SET (length, zstd) = (SELECT length, zstd FROM payload WHERE hash = {}) WHERE hash = {}",
                of_entry("input", 8),
                of_entry("input", 7)
            ),
        ),
        (
            7,
            format!("UPDATE payload SET zstd = x'00' WHERE hash = {}", of_entry("answer", 7)),
        ),
        (
            7,
            format!("UPDATE payload SET length = 3 WHERE hash = {}", of_entry("answer", 7)),
        ),
        // The law that was used, named by the first entry.
        (1, "DELETE FROM law_file WHERE path = 'care/terms.toml'".to_owned()),
        (
            1,
            "UPDATE law_file SET path = 'care/other.toml' WHERE path = 'care/terms.toml'".to_owned(),
        ),
        (
            1,
            "UPDATE law_file SET text = (SELECT text FROM law_file WHERE path = 'cumulation.toml')
             WHERE path = 'care/terms.toml'"
                .to_owned(),
        ),
        (1, "DELETE FROM law_file; DELETE FROM law".to_owned()),
    ];
    check(cases);
}

/// Retention takes payloads away and leaves the chain valid (architecture.md, invariant 6).
#[test]
fn a_payload_that_retention_took_is_no_break() {
    let kept = Kept::new();
    let gone = "DELETE FROM payload WHERE hash = (SELECT input FROM journal WHERE number = 7)";
    kept.verified_after(gone).ends(0);
    let copy = kept.after(gone);
    let ran = zorgkas(["replay", "--data", copy.to_str().unwrap()]).ends(1);
    assert!(
        ran.out
            .contains("entry 7  careRequest  dossier 6: what it was given or answered is no longer kept"),
        "{}",
        ran.out
    );
}

/// An end that was cut off together with the count of entries leaves a chain that holds: its length and head, exported
/// each day, show it.
#[test]
fn an_end_that_was_cut_off_shows_in_length_and_head() {
    let kept = Kept::new();
    let whole = kept.verified_after("").ends(0).out;
    let sql = "DELETE FROM journal WHERE number = 28; UPDATE serial SET last = 27 WHERE name = 'journal'";
    let cut = kept.verified_after(sql).ends(0).out;
    assert!(cut.starts_with("entries  27\n"), "{cut}");
    assert_ne!(whole.lines().nth(1), cut.lines().nth(1));
}

#[test]
fn a_store_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("none.db");
    for command in [&["journal", "verify"][..], &["replay"]] {
        let ran = zorgkas(command.iter().copied().chain(["--data", file.to_str().unwrap()])).ends(2);
        assert!(ran.err.contains("there is no such store"), "{}", ran.err);
        assert!(!file.exists());
    }
}
