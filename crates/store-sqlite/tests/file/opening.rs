//! Opening a file, sharing it, and what is refused.

use std::fs;
use std::path::Path;
use std::sync::Barrier;
use std::thread;

use rusqlite::Connection;
use store::{ContentHash, Store, StoreError};
use store_sqlite::SqliteStore;

use super::support::{DAY_ONE, entry, folder, open, subjects, write};

/// Why a file is not opened.
#[track_caller]
fn refusal(path: &Path) -> StoreError {
    match SqliteStore::open(path, DAY_ONE) {
        Ok(_) => panic!("it must not open"),
        Err(error) => error,
    }
}

#[test]
fn what_was_committed_is_there_after_reopening_and_what_was_not_is_not() {
    let folder = folder();
    let path = folder.path().join("zorgkas.db");
    let payload = vec![b'x'; 100_000];
    {
        let store = open(&path);
        write(&store, |tx| {
            tx.keep_payload(&payload)?;
            tx.append(&entry("kept"))
        });
        let mut tx = store.begin().expect("a transaction");
        tx.append(&entry("dropped")).expect("it is taken in");
    }
    let store = open(&path);
    assert_eq!(subjects(&store), ["kept"]);
    let mut tx = store.begin().expect("a transaction");
    assert_eq!(tx.payload(ContentHash::of(&payload)).expect("a payload"), Some(payload));
}

#[test]
fn opening_again_changes_no_byte() {
    let folder = folder();
    let path = folder.path().join("zorgkas.db");
    write(&open(&path), |tx| tx.append(&entry("kept")));
    let before = fs::read(&path).expect("read");
    drop(open(&path));
    assert!(fs::read(&path).expect("read") == before, "the file is as it was");
}

#[test]
fn two_openings_of_one_file_see_what_the_other_committed() {
    let folder = folder();
    let path = folder.path().join("zorgkas.db");
    let (one, two) = (open(&path), open(&path));
    write(&one, |tx| tx.append(&entry("of one")));
    assert_eq!(subjects(&two), ["of one"]);
    write(&two, |tx| tx.append(&entry("of two")));
    assert_eq!(subjects(&one), ["of one", "of two"]);
}

#[test]
fn writers_through_two_openings_wait_for_each_other() {
    let folder = folder();
    let path = folder.path().join("zorgkas.db");
    let stores = [open(&path), open(&path)];
    let together = Barrier::new(2);
    thread::scope(|scope| {
        for store in &stores {
            scope.spawn(|| {
                together.wait();
                for _ in 0..50 {
                    write(store, |tx| tx.append(&entry("either")));
                }
            });
        }
    });
    let mut tx = stores[0].begin().expect("a transaction");
    let entries = tx.entries_after(0, u32::MAX).expect("a journal");
    assert_eq!(entries.len(), 100);
    let before = std::iter::once(None).chain(entries.iter().map(Some));
    assert!(
        entries.iter().zip(before).all(|(entry, before)| entry.follows(before)),
        "one chain"
    );
}

#[test]
fn two_may_open_a_new_file_at_the_same_time() {
    for _ in 0..10 {
        let folder = folder();
        let path = folder.path().join("zorgkas.db");
        let together = Barrier::new(4);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    together.wait();
                    write(&open(&path), |tx| tx.append(&entry("either")));
                });
            }
        });
        assert_eq!(subjects(&open(&path)).len(), 4);
    }
}

#[test]
fn what_is_no_database_is_refused_and_left_as_it_was() {
    let folder = folder();
    let path = folder.path().join("letter.txt");
    let letter = "Dear reader,\n".repeat(1_000);
    fs::write(&path, &letter).expect("written");
    let error = refusal(&path);
    assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
    assert!(error.to_string().contains("no database of this program"), "{error}");
    assert_eq!(fs::read_to_string(&path).expect("read"), letter);
}

#[test]
fn a_database_of_another_program_is_refused_and_left_as_it_was() {
    let folder = folder();
    let path = folder.path().join("recipes.db");
    let other = Connection::open(&path).expect("opens");
    other
        .execute_batch("CREATE TABLE recipe (name TEXT) STRICT")
        .expect("creates");
    drop(other);
    let before = fs::read(&path).expect("read");
    let error = refusal(&path);
    assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
    assert!(error.to_string().contains("another program"), "{error}");
    assert_eq!(fs::read(&path).expect("read"), before);
}

#[test]
fn a_database_of_a_later_version_is_refused() {
    let folder = folder();
    let path = folder.path().join("zorgkas.db");
    drop(open(&path));
    let other = Connection::open(&path).expect("opens");
    other
        .execute(
            "INSERT INTO schema_migration VALUES (9999, 'later', zeroblob(32), 0)",
            [],
        )
        .expect("inserts");
    drop(other);
    let error = refusal(&path);
    assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
    assert!(error.to_string().contains("9999"), "{error}");
}

#[test]
fn a_folder_that_is_not_there_or_a_folder_as_file_is_named() {
    let folder = folder();
    for path in [
        folder.path().join("nowhere").join("zorgkas.db"),
        folder.path().to_path_buf(),
    ] {
        let error = refusal(&path);
        assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
        assert!(error.to_string().contains("cannot be opened"), "{error}");
    }
}

#[test]
fn a_file_that_may_only_be_read_can_be_looked_at_and_says_so_at_the_first_write() {
    let folder = folder();
    let path = folder.path().join("zorgkas.db");
    write(&open(&path), |tx| tx.append(&entry("kept")));
    // By the name that SQLite understands as "read only": file rights do not bind every user that runs tests.
    let store = open(Path::new(&format!("file:{}?mode=ro", path.display())));
    assert_eq!(subjects(&store), ["kept"]);
    let mut tx = store.begin().expect("a transaction");
    let error = tx.append(&entry("other")).expect_err("it may not be written");
    assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
    assert!(error.to_string().contains("only be read"), "{error}");
    drop(tx);
    assert_eq!(subjects(&store), ["kept"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).expect("a folder");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o500)).expect("rights");
    // Whoever may write everywhere cannot be kept out: nothing to see then.
    if fs::write(locked.join("probe"), "").is_err() {
        let error = refusal(&locked.join("zorgkas.db"));
        assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
        assert!(error.to_string().contains("cannot be opened"), "{error}");
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).expect("rights");
}

#[test]
fn the_journal_cannot_be_edited() {
    let folder = folder();
    let path = folder.path().join("zorgkas.db");
    let store = open(&path);
    write(&store, |tx| tx.append(&entry("kept")));
    let other = Connection::open(&path).expect("opens");
    let id: i64 = 1;
    for statement in [
        "UPDATE journal SET subject = 'other' WHERE number = ?1",
        "UPDATE journal SET number = number + ?1",
        "DELETE FROM journal WHERE number = ?1",
    ] {
        let error = other.execute(statement, [id]).expect_err(statement).to_string();
        assert!(error.contains("append-only"), "{error}");
    }
    let replace = "INSERT OR REPLACE INTO journal SELECT number, at, 'other', use_case, subject, input, answer, law,
                   previous, hash FROM journal WHERE number = ?1";
    assert!(
        other.execute(replace, [id]).is_err(),
        "an entry cannot be replaced either"
    );
    assert_eq!(subjects(&store), ["kept"]);
}
