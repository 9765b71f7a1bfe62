//! Inboxes, jobs and tasks.

use super::fixture::{ODD_NAME, a_facility, at, fund, look, write};
use crate::{InboxEntry, Job, Store};

/// Each facility has its own counter from 1 without a gap; entries come back whole, in order, in pages.
pub fn an_inbox_counts_for_itself(store: &dyn Store) {
    let (first, second) = (a_facility(store, 1), a_facility(store, 2));
    let put = |facility, n| write(store, |tx| tx.put_inbox(facility, at(n), ODD_NAME, "{\"ë\":1}"));
    assert_eq!((put(first, 1), put(second, 2), put(first, 3)), (1, 1, 2));
    look(store, |tx| tx.put_inbox(first, at(4), "ANSWER", "{}"));
    assert_eq!(put(first, 5), 3, "one that was dropped took no number");
    let entry = |number, n| InboxEntry {
        number,
        at: at(n),
        kind: ODD_NAME.into(),
        body: "{\"ë\":1}".into(),
    };
    let page = |facility, after, limit| look(store, |tx| tx.inbox_after(facility, after, limit));
    assert_eq!(page(first, 0, 10), [entry(1, 1), entry(2, 3), entry(3, 5)]);
    assert_eq!(page(first, 1, 1), [entry(2, 3)]);
    assert_eq!(page(second, 0, 10), [entry(1, 2)]);
    assert_eq!(
        (page(first, 3, 10), page(first, i64::MAX, 10), page(first, 0, 0)),
        (vec![], vec![], vec![])
    );
}

/// The same work is open once; when it is done it can be left again.
pub fn work_is_left_once_while_it_is_open(store: &dyn Store) {
    write(store, |tx| {
        tx.put_job("judgeAgain", 7, at(0))?;
        tx.put_job("judgeAgain", 7, at(0))?;
        tx.put_job("judgeAgain", i64::MAX, at(1))?;
        tx.put_job("other", 7, at(2))
    });
    let claim = || write(store, |tx| tx.claim_job(at(10), at(20)));
    let open: Vec<(String, i64)> = std::iter::from_fn(claim).map(|job| (job.kind, job.subject)).collect();
    let named = |kind: &str, subject| (kind.to_owned(), subject);
    assert_eq!(
        open,
        [named("judgeAgain", 7), named("judgeAgain", i64::MAX), named("other", 7)]
    );
    let first = write(store, |tx| tx.claim_job(at(30), at(40))).expect("its claim ran out");
    assert!(write(store, |tx| tx.finish_job(first.id, at(31))));
    write(store, |tx| tx.put_job("judgeAgain", 7, at(32)));
    let again: Vec<Job> = std::iter::from_fn(|| write(store, |tx| tx.claim_job(at(33), at(40)))).collect();
    assert_eq!(again.len(), 3);
    assert!(
        again.iter().all(|job| job.id != first.id),
        "what is done never comes again"
    );
}

/// Work is claimed when it is due, the oldest first, by one; when its claim runs out it can be claimed again.
pub fn work_is_claimed_by_one_until_a_moment(store: &dyn Store) {
    let claim = |now, until| write(store, |tx| tx.claim_job(at(now), at(until)));
    assert_eq!(claim(100, 200), None);
    write(store, |tx| {
        tx.put_job("late", 2, at(20))?;
        tx.put_job("early", 1, at(10))
    });
    assert_eq!(claim(9, 100), None, "not due yet");
    let early = claim(10, 30).expect("due at this moment");
    assert_eq!((early.kind.as_str(), early.subject), ("early", 1));
    assert_eq!(claim(19, 30), None, "claimed already");
    let late = claim(20, 25).expect("due at this moment");
    assert_eq!((late.kind.as_str(), late.subject), ("late", 2));
    assert_ne!(early.id, late.id);
    assert_eq!(claim(24, 100), None, "both are claimed");
    assert_eq!(claim(25, 100), Some(late.clone()), "its claim ran out at this moment");
    assert!(write(store, |tx| tx.finish_job(early.id, at(26))));
    assert!(!write(store, |tx| tx.finish_job(early.id, at(27))), "done already");
    assert!(!write(store, |tx| tx.finish_job(i64::MAX, at(27))));
    assert_eq!(claim(99, 200), None);
    assert_eq!(claim(100, 200), Some(late));
    // A claim that is dropped claims nothing.
    assert!(look(store, |tx| tx.claim_job(at(300), at(400))).is_some());
    assert!(claim(300, 400).is_some());
}

/// A task of a fund is open once, and tasks come oldest first.
pub fn a_task_is_open_once(store: &dyn Store) {
    let open =
        |number, kind: &str, subject: &str, n| write(store, |tx| tx.open_task(fund(number), kind, subject, at(n)));
    open(180, "D18", "person 9", 0);
    open(180, "D18", "person 1", 1);
    open(180, "D18", "person 9", 2);
    open(180, ODD_NAME, "person 9", 3);
    open(280, "D18", "person 9", 4);
    let of = |number| look(store, |tx| tx.open_tasks(fund(number)));
    let named = |kind: &str, subject: &str| (kind.to_owned(), subject.to_owned());
    assert_eq!(
        of(180),
        [
            named("D18", "person 9"),
            named("D18", "person 1"),
            named(ODD_NAME, "person 9")
        ]
    );
    assert_eq!(of(280), [named("D18", "person 9")]);
    assert_eq!(of(380), []);
}
