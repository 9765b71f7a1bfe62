//! Inboxes, jobs and tasks.

use super::fixture::{ODD_NAME, a_facility, at, fund, look, write};
use crate::{InboxEntry, Job, Store, TaskEnd, TaskRow, TasksQuery};

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

/// A task ends once, by a person with a note or by what settles it; then the same may open again.
pub fn a_task_ends_once(store: &dyn Store) {
    let end = |n, note: Option<&str>| TaskEnd {
        at: at(n),
        by: "fund 180 CaseWorker Zoë".into(),
        note: note.map(str::to_owned),
    };
    let open = |number, kind: &str, subject: &str, n| {
        write(store, |tx| tx.open_task(fund(number), kind, subject, at(n)));
    };
    open(180, "D18", "person 9", 0);
    open(180, "D18", "dossier 1", 1);
    open(180, ODD_NAME, "dossier 1", 2);
    open(280, "D18", "dossier 1", 3);
    let list = |number, kind, open, behind, limit| {
        let fund = fund(number);
        let query = TasksQuery {
            fund,
            kind,
            open,
            behind,
            limit,
        };
        look(store, |tx| tx.tasks(&query))
    };
    let count = || look(store, |tx| tx.count_tasks(fund(180)));
    let all = list(180, None, true, None, 10);
    let subjects: Vec<_> = all
        .iter()
        .map(|task| (task.kind.as_str(), task.subject.as_str()))
        .collect();
    assert_eq!(
        subjects,
        [("D18", "person 9"), ("D18", "dossier 1"), (ODD_NAME, "dossier 1")]
    );
    let mut counted = count();
    counted.sort_unstable();
    let mut expected = vec![("D18".to_owned(), 2), (ODD_NAME.to_owned(), 1)];
    expected.sort_unstable();
    assert_eq!(counted, expected);
    assert_eq!(list(180, None, true, Some(all[0].id), 1), all[1..2]);
    assert_eq!(list(180, Some("D18"), true, None, 10), all[..2]);
    assert_eq!(look(store, |tx| tx.task(all[1].id)).as_ref(), Some(&all[1]));
    assert_eq!(look(store, |tx| tx.task(i64::MAX)), None);
    let close =
        |number, subject: &str, end: &TaskEnd| write(store, |tx| tx.close_task(fund(number), "D18", subject, end));
    assert!(!close(380, "person 9", &end(5, Some("x"))), "another fund has none");
    assert!(close(180, "person 9", &end(5, Some("Nagekeken: €\n'klopt'"))));
    assert!(!close(180, "person 9", &end(6, Some("x"))), "it is closed already");
    let settled = write(store, |tx| tx.settle_tasks("D18", "dossier 1", &end(7, None)));
    assert_eq!(settled, 2, "at both funds, and of this kind alone");
    assert_eq!(write(store, |tx| tx.settle_tasks("D18", "dossier 1", &end(8, None))), 0);
    let ended = |task: &TaskRow, end| TaskRow {
        closed: Some(end),
        ..task.clone()
    };
    let closed = [
        ended(&all[1], end(7, None)),
        ended(&all[0], end(5, Some("Nagekeken: €\n'klopt'"))),
    ];
    assert_eq!(list(180, None, false, None, 10), closed);
    assert_eq!(list(180, None, false, Some(closed[0].id), 10), closed[1..]);
    assert_eq!(count(), [(ODD_NAME.to_owned(), 1)]);
    open(180, "D18", "person 9", 9);
    assert_eq!(list(180, Some("D18"), true, None, 10).len(), 1);
}
