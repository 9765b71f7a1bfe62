//! The link to the server is cut, or goes silent, in the middle of work: every call ends as `unavailable`, everything
//! recovers, and nothing is there by half.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use store::{Store, StoreError};
use store_postgres::PostgresStore;
use store_postgres::testing::{Proxy, TestDatabase};

use super::support::{STEPS, entry, facility, is_whole, subjects, take_batch, write};

const LIMIT: Duration = Duration::from_millis(400);

/// How long a call may take that must end at the limit, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(20);

struct Linked {
    _database: TestDatabase,
    proxy: Proxy,
    /// By the link.
    store: PostgresStore,
    /// Beside it.
    direct: PostgresStore,
}

impl Linked {
    fn new() -> Self {
        let database = TestDatabase::new();
        let proxy = Proxy::to(database.address());
        Self {
            store: PostgresStore::open_with_limit(proxy.address(), LIMIT).expect("it opens"),
            direct: database.store(),
            _database: database,
            proxy,
        }
    }
}

/// The result of a call, which must come in time.
#[track_caller]
fn in_time<T: Send>(call: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let (done, told) = mpsc::channel();
        scope.spawn(move || done.send(call()));
        told.recv_timeout(PATIENCE).expect("the call ends")
    })
}

#[track_caller]
fn unavailable<T>(result: Result<T, StoreError>) {
    match result {
        Err(StoreError::Unavailable(_)) => {}
        Err(other) => panic!("expected unavailable, got: {other}"),
        Ok(_) => panic!("expected unavailable, and it was done"),
    }
}

#[test]
fn a_link_that_is_cut_at_any_step_leaves_nothing_by_half() {
    let linked = Linked::new();
    let facility = facility(&linked.direct);
    for step in 1..=STEPS {
        let n = u8::try_from(step).expect("few");
        let taken = in_time(|| {
            take_batch(&linked.store, facility, n, |next| {
                if next == step {
                    linked.proxy.cut();
                }
            })
        });
        unavailable(taken);
        unavailable(in_time(|| linked.store.begin().map(drop)));
        assert!(!is_whole(&linked.direct, n), "step {step}");
        linked.proxy.restore();
        take_batch(&linked.store, facility, n, |_| {}).expect("it recovers");
        assert!(is_whole(&linked.direct, n), "step {step}");
    }
}

#[test]
fn a_server_that_is_silent_at_any_step_leaves_nothing_by_half() {
    let linked = Linked::new();
    let facility = facility(&linked.direct);
    for step in 1..=STEPS {
        let n = u8::try_from(step).expect("few");
        let taken = in_time(|| {
            take_batch(&linked.store, facility, n, |next| {
                if next == step {
                    linked.proxy.silence();
                }
            })
        });
        unavailable(taken);
        linked.proxy.restore();
        // A commit that got no answer may have been done once the link came back: then all of it.
        while !is_whole(&linked.direct, n) {
            match take_batch(&linked.store, facility, n, |_| {}) {
                Ok(()) | Err(StoreError::Unavailable(_) | StoreError::Conflict { .. }) => {}
                Err(other) => panic!("step {step}: {other}"),
            }
        }
    }
}

#[test]
fn what_lay_idle_when_the_link_was_cut_is_replaced_unseen() {
    let linked = Linked::new();
    write(&linked.store, |tx| tx.append(&entry("before")));
    linked.proxy.cut();
    linked.proxy.restore();
    write(&linked.store, |tx| tx.append(&entry("after")));
    assert_eq!(subjects(&linked.direct), ["before", "after"]);
}

#[test]
fn a_server_that_cannot_be_reached_is_named_at_opening() {
    let database = TestDatabase::new();
    let proxy = Proxy::to(database.address());
    proxy.cut();
    unavailable(in_time(|| {
        PostgresStore::open_with_limit(proxy.address(), LIMIT).map(drop)
    }));
    proxy.restore();
    PostgresStore::open_with_limit(proxy.address(), LIMIT).expect("it opens");
    unavailable(PostgresStore::open("postgres:///zorgkas?host=/nowhere").map(drop));
}

#[test]
fn waiting_for_another_writer_ends_at_the_limit_and_the_connection_survives() {
    let database = TestDatabase::new();
    let store = PostgresStore::open_with_limit(database.address(), LIMIT).expect("it opens");
    let mut first = store.begin().expect("a transaction");
    first.lock_registers(store::RegisterLock::Exclusive).expect("a lock");
    let second = in_time(|| {
        let mut tx = store.begin()?;
        tx.lock_registers(store::RegisterLock::Shared)
    });
    unavailable(second);
    drop(first);
    let mut third = store.begin().expect("a transaction");
    third
        .lock_registers(store::RegisterLock::Shared)
        .expect("it is free again");
}

#[test]
fn waiting_for_a_connection_ends_at_the_limit() {
    let database = TestDatabase::new();
    let store = PostgresStore::open_with_limit(database.address(), LIMIT).expect("it opens");
    let mut open = Vec::new();
    let error = loop {
        match store.begin() {
            Ok(tx) => open.push(tx),
            Err(error) => break error,
        }
        assert!(open.len() < 100, "the pool has no end");
    };
    assert!(error.to_string().contains("in use"), "{error}");
    unavailable(Err::<(), _>(error));
    open.pop();
    store.begin().map(drop).expect("one came back");
}

#[test]
fn what_was_committed_is_there_after_reopening_and_what_was_not_is_not() {
    let database = TestDatabase::new();
    {
        let store = database.store();
        write(&store, |tx| tx.append(&entry("kept")));
        let mut tx = store.begin().expect("a transaction");
        tx.append(&entry("dropped")).expect("it is taken in");
    }
    assert_eq!(subjects(&database.store()), ["kept"]);
}
