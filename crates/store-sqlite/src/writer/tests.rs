//! Who shares a commit with whom, and who is undone alone.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use super::*;

/// A writer on a table of numbers, each there once; `parent` is checked at the commit only.
fn writer(connection: Connection) -> Writer {
    let made = connection.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; CREATE TABLE number (n INTEGER PRIMARY KEY);
         CREATE TABLE child (parent INTEGER REFERENCES number DEFERRABLE INITIALLY DEFERRED);",
    );
    made.expect("tables");
    Writer::new(connection)
}

fn in_memory() -> Writer {
    writer(Connection::open_in_memory().expect("memory opens"))
}

fn put(turn: &Turn<'_>, n: u32) {
    let sql = "INSERT INTO number VALUES (?1)";
    turn.connection().execute(sql, [n]).expect("it is written");
}

fn numbers(connection: &Connection) -> Vec<u32> {
    let mut statement = connection.prepare("SELECT n FROM number ORDER BY n").expect("a query");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.map(|row| row.expect("a number")).collect()
}

fn kept(writer: &Writer) -> Vec<u32> {
    writer.with_connection(numbers)
}

/// One writes 0 and holds the connection until so many others wait for it, and then ends; each of those does the
/// work by its number. Gives what commits came to, that of the first in front.
fn crowd(
    writer: &Writer,
    others: u32,
    work: impl Fn(Turn<'_>, u32) -> Result<(), StoreError> + Sync,
) -> Vec<Result<(), StoreError>> {
    let done = Mutex::new(Vec::new());
    let first = writer.begin_brief().expect("a turn");
    put(&first, 0);
    let of_first = thread::scope(|scope| {
        for n in 1..=others {
            let (done, work) = (&done, &work);
            scope.spawn(move || {
                let turn = writer.begin_brief().expect("a turn");
                let result = work(turn, n);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((n, result));
            });
        }
        while writer.waiting.load(Ordering::SeqCst) < others as usize {
            thread::sleep(Duration::from_millis(1));
        }
        first.commit()
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(n, _)| *n);
    let others = done.into_iter().map(|(_, result)| result);
    std::iter::once(of_first).chain(others).collect()
}

#[test]
fn those_who_wait_share_one_commit() {
    let writer = in_memory();
    let done = crowd(&writer, 5, |turn, n| {
        put(&turn, n);
        turn.commit()
    });
    assert!(done.len() == 6 && done.iter().all(Result::is_ok), "{done:?}");
    assert_eq!((writer.commits(), kept(&writer)), (1, vec![0, 1, 2, 3, 4, 5]));
}

#[test]
fn whoever_is_alone_waits_for_nobody() {
    let writer = in_memory();
    for n in 0..3 {
        let turn = writer.begin_brief().expect("a turn");
        put(&turn, n);
        turn.commit().expect("it is kept");
    }
    drop(writer.begin_brief().expect("a turn"));
    assert_eq!((writer.commits(), kept(&writer)), (3, vec![0, 1, 2]));
}

#[test]
fn each_is_undone_alone() {
    let writer = in_memory();
    let done = crowd(&writer, 8, |turn, n| {
        put(&turn, n);
        match n % 4 {
            // Given up behind its writes.
            1 => drop(turn),
            // Refused: the number is there.
            2 => {
                let again = turn.connection().execute("INSERT INTO number VALUES (0)", []);
                assert!(again.is_err());
                drop(turn);
            }
            3 => {
                let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
                    let _turn = turn;
                    panic!("in the middle of a use case");
                }));
                assert!(broken.is_err());
            }
            _ => return turn.commit(),
        }
        Ok(())
    });
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    assert_eq!((writer.commits(), kept(&writer)), (1, vec![0, 4, 8]));
}

#[test]
fn a_commit_that_fails_fails_for_all_and_leaves_nothing() {
    let writer = in_memory();
    let done = crowd(&writer, 3, |turn, n| {
        put(&turn, n);
        if n == 2 {
            let orphan = turn.connection().execute("INSERT INTO child VALUES (99)", []);
            orphan.expect("it is found out at the commit only");
        }
        turn.commit()
    });
    assert!(done.len() == 4 && done.iter().all(Result::is_err), "{done:?}");
    assert!(kept(&writer).is_empty());
    let turn = writer.begin_brief().expect("a turn");
    put(&turn, 7);
    turn.commit().expect("the next is kept");
    assert_eq!(kept(&writer), [7]);
}

#[test]
fn a_transaction_that_the_database_undoes_fails_for_all_before() {
    let writer = in_memory();
    let done = crowd(&writer, 3, |turn, n| {
        put(&turn, n);
        // As a full disk would.
        let undone = turn.connection().execute_batch("ROLLBACK");
        undone.expect("it is undone");
        turn.commit()
    });
    assert!(done.len() == 4 && done.iter().all(Result::is_err), "{done:?}");
    assert!(kept(&writer).is_empty());
}

#[test]
fn a_group_has_an_end() {
    let writer = in_memory();
    let others = u32::try_from(LARGEST_GROUP).expect("a small number") + 10;
    let done = crowd(&writer, others, |turn, n| {
        put(&turn, n);
        turn.commit()
    });
    assert!(done.iter().all(Result::is_ok));
    assert_eq!((writer.commits(), kept(&writer).len()), (2, others as usize + 1));
}

#[test]
fn who_is_not_brief_has_a_commit_of_its_own() {
    let writer = in_memory();
    let first = writer.begin_brief().expect("a turn");
    put(&first, 0);
    thread::scope(|scope| {
        scope.spawn(|| {
            let turn = writer.begin_brief().expect("a turn");
            put(&turn, 1);
            turn.commit().expect("it is kept");
        });
        scope.spawn(|| {
            let turn = writer.begin().expect("a turn");
            assert!(numbers(turn.connection()).contains(&0));
            put(&turn, 2);
            drop(turn);
        });
        while writer.waiting.load(Ordering::SeqCst) < 1 {
            thread::sleep(Duration::from_millis(1));
        }
        first.commit().expect("it is kept");
    });
    assert_eq!(kept(&writer), [0, 1]);
}

/// What a commit answered, and what a look saw, is seen from outside at once.
#[test]
fn nobody_ends_before_what_they_saw_is_durable() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("numbers.db");
    let open = |path: &Path| Connection::open(path).expect("it opens");
    let writer = writer(open(&path));
    let done = crowd(&writer, 6, |turn, n| {
        if n.is_multiple_of(2) {
            put(&turn, n);
            let done = turn.commit();
            assert!(numbers(&open(&path)).contains(&n));
            return done;
        }
        let seen = numbers(turn.connection());
        drop(turn);
        let durable = numbers(&open(&path));
        assert!(seen.iter().all(|n| durable.contains(n)), "{seen:?} and {durable:?}");
        Ok(())
    });
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    assert_eq!((writer.commits(), kept(&writer)), (1, vec![0, 2, 4, 6]));
}

#[test]
fn promised_commits_are_one_at_the_end() {
    let writer = in_memory();
    let promises = writer.promises();
    for n in 0..5 {
        let turn = writer.begin_promised(&promises).expect("a turn");
        put(&turn, n);
        if n.is_multiple_of(2) {
            turn.commit().expect("it is promised");
        }
    }
    assert_eq!(writer.commits(), 0);
    promises.keep().expect("it is durable");
    assert_eq!((writer.commits(), kept(&writer)), (1, vec![0, 2, 4]));
}

#[test]
fn a_promise_that_cannot_be_kept_is_told_at_the_end() {
    let writer = in_memory();
    let promises = writer.promises();
    let turn = writer.begin_promised(&promises).expect("a turn");
    turn.connection()
        .execute("INSERT INTO child VALUES (99)", [])
        .expect("an orphan");
    turn.commit().expect("it is promised");
    assert!(promises.keep().is_err());
    assert!(kept(&writer).is_empty());
    assert_eq!(writer.waiting.load(Ordering::SeqCst), 0);
}

/// Who is not brief comes between: what was promised before is durable then, and its failure is still told.
#[test]
fn promises_are_kept_by_whoever_comes_between() {
    let writer = in_memory();
    let promises = writer.promises();
    let turn = writer.begin_promised(&promises).expect("a turn");
    put(&turn, 1);
    turn.commit().expect("it is promised");
    let other = writer.begin().expect("a turn");
    put(&other, 2);
    other.commit().expect("it is kept");
    assert_eq!((writer.commits(), kept(&writer)), (2, vec![1, 2]));
    promises.keep().expect("it is durable");
}

#[test]
fn whoever_breaks_off_leaves_no_group_open() {
    let writer = in_memory();
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let promises = writer.promises();
        let turn = writer.begin_promised(&promises).expect("a turn");
        put(&turn, 1);
        turn.commit().expect("it is promised");
        panic!("between two use cases");
    }));
    assert!(broken.is_err());
    assert_eq!((writer.commits(), writer.waiting.load(Ordering::SeqCst)), (1, 0));
}
