//! `zorgkas work`: several processes share the work of one database; one that is killed leaves nothing by half.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use app::App;
use identifiers::PersonId;
use jiff::Timestamp;
use regulation::Law;
use store::{SealedEntry, Store};
use store_postgres::PostgresStore;
use store_postgres::testing::{Proxy, TestDatabase};
use support::Place;

const JOBS: i64 = 600;

const DUE: &str = "2024-05-01T00:00:00Z";

/// A database with much work that is due.
fn with_work() -> (TestDatabase, PostgresStore) {
    let database = TestDatabase::new();
    Place::of_sample()
        .process(&["--database", &database.runner_address()])
        .ends(0);
    let store = database.store();
    let due: Timestamp = DUE.parse().unwrap();
    let mut tx = store.begin().unwrap();
    for person in 1..=JOBS {
        tx.put_job("JUDGE_AGAIN", PersonId(person).0, due).unwrap();
    }
    tx.commit().unwrap();
    (database, store)
}

fn worker(address: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_zorgkas"))
        .args(["work", "--once", "--at", DUE, "--database", address])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn journal(store: &PostgresStore) -> Vec<SealedEntry> {
    store.seal_journal().unwrap();
    let entries = store.begin_snapshot().unwrap().entries_after(0, u32::MAX).unwrap();
    entries.into_iter().filter(|entry| entry.use_case == "runJob").collect()
}

/// Waits until some of the work is done, and not all of it.
#[track_caller]
fn in_the_middle(store: &PostgresStore) {
    for _ in 0..2000 {
        let done = journal(store).len();
        if done >= 20 {
            assert!(done < 500, "it is too late: {done}");
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("nothing is done");
}

/// Demands that every work was done, once, and that the journal holds.
#[track_caller]
fn all_done_once(store: &PostgresStore) {
    let entries = journal(store);
    let subjects: BTreeSet<&str> = entries.iter().map(|entry| entry.subject.as_str()).collect();
    assert_eq!((subjects.len(), entries.len()), (600, 600));
    let walked = App::new(store, Law::embedded()).verify_journal().unwrap();
    assert_eq!(walked.broken, None);
}

/// How much a worker that ended well says it did.
#[track_caller]
fn done(worker: Child) -> u64 {
    let ended = worker.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stdout).unwrap();
    assert!(
        ended.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    said.trim().strip_suffix(" done").unwrap().parse().unwrap()
}

#[test]
fn two_processes_share_the_work() {
    let (database, store) = with_work();
    // One is well at work before the other begins, so that both do some however busy the machine is.
    let one = worker(&database.runner_address());
    in_the_middle(&store);
    let other = worker(&database.runner_address());
    let (one, other) = (done(one), done(other));
    assert_eq!(one + other, 600);
    assert!(one > 0 && other > 0, "{one} and {other}");
    all_done_once(&store);
}

#[test]
fn one_that_is_killed_in_the_middle_leaves_its_work_to_the_other() {
    let (database, store) = with_work();
    // It is well at work before the other begins, so that it has done some of it however busy the machine is.
    let mut killed = worker(&database.runner_address());
    in_the_middle(&store);
    let other = worker(&database.runner_address());
    // By its id, and as hard as can be.
    killed.kill().unwrap();
    assert!(!killed.wait().unwrap().success(), "it was still at work");
    assert!(done(other) < 600);
    // What the killed one held is free again as soon as the server has seen that it is gone.
    let is_left = || {
        store
            .begin()
            .unwrap()
            .claim_job(DUE.parse().unwrap(), DUE.parse().unwrap())
            .unwrap()
            .is_some()
    };
    while is_left() {
        done(worker(&database.runner_address()));
    }
    all_done_once(&store);
}

#[test]
fn work_goes_on_when_the_link_comes_back() {
    let (database, store) = with_work();
    let proxy = Proxy::to(&database.runner_address());
    let mut child = Command::new(env!("CARGO_BIN_EXE_zorgkas"))
        .args(["work", "--at", DUE, "--database", proxy.address()])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    in_the_middle(&store);
    proxy.cut();
    thread::sleep(Duration::from_millis(300));
    let before = journal(&store).len();
    thread::sleep(Duration::from_millis(300));
    assert_eq!(journal(&store).len(), before, "nothing is done without a link");
    proxy.restore();
    for _ in 0..2000 {
        if journal(&store).len() == 600 {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    let said = child.wait_with_output().unwrap();
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(
        said.contains("the database cannot be reached") || said.contains("is lost"),
        "{said}"
    );
    all_done_once(&store);
}
