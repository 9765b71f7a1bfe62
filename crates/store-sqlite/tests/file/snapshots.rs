//! Snapshots: read beside the writer, by connections of their own.

use std::thread;

use store::Store;

use crate::support::{entry, folder, open, write};

fn seen(tx: &mut dyn store::Transaction) -> usize {
    tx.entries_after(0, u32::MAX).expect("a journal").len()
}

#[test]
fn a_snapshot_waits_for_no_writer_and_sees_what_was_committed() {
    let folder = folder();
    let store = open(&folder.path().join("zorgkas.db"));
    write(&store, |tx| tx.append(&entry("first")));
    let mut writing = store.begin().expect("a transaction");
    writing.append(&entry("second")).expect("it is written");
    let mut snapshot = store.begin_snapshot().expect("nobody is waited for");
    assert_eq!(seen(snapshot.as_mut()), 1);
    writing.commit().expect("it is kept");
    assert_eq!(seen(snapshot.as_mut()), 1, "whatever others commit meanwhile");
    drop(snapshot);
    assert_eq!(seen(store.begin_snapshot().expect("a snapshot").as_mut()), 2);
}

#[test]
fn a_snapshot_writes_nothing() {
    let folder = folder();
    let store = open(&folder.path().join("zorgkas.db"));
    let mut snapshot = store.begin_snapshot().expect("a snapshot");
    assert!(snapshot.append(&entry("never")).is_err());
    drop(snapshot);
    assert_eq!(seen(store.begin_snapshot().expect("a snapshot").as_mut()), 0);
}

#[test]
fn many_snapshots_at_once_are_all_answered() {
    let folder = folder();
    let store = open(&folder.path().join("zorgkas.db"));
    write(&store, |tx| tx.append(&entry("first")));
    thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let mut snapshot = store.begin_snapshot().expect("a snapshot");
                    assert!(seen(snapshot.as_mut()) >= 1);
                    snapshot.commit().expect("nothing is left to do");
                }
            });
        }
        for n in 0..10 {
            write(&store, |tx| tx.append(&entry(&n.to_string())));
        }
    });
    assert_eq!(seen(store.begin_snapshot().expect("a snapshot").as_mut()), 11);
}
