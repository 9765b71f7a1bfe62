//! Events of care funds.

use super::fixture::{ODD_NAME, at, fund, look, sealed, write};
use crate::{FundEvent, JournalEntry, Store, StoreError, Transaction};

/// Tells a fund something in a use case, which writes its entry in the journal.
pub(super) fn tell(tx: &mut dyn Transaction, of: u16, seconds: i64, kind: &str) -> Result<(), StoreError> {
    tx.put_event(fund(of), at(seconds), kind, "{\"ë\":1}")?;
    let payload = tx.keep_payload(b"{}")?;
    tx.append(&JournalEntry {
        at: at(seconds),
        actor: "operator".into(),
        use_case: "tell",
        subject: "a fund".into(),
        input: payload,
        answer: payload,
        law: None,
    })
}

/// Each fund has its own counter from 1 without a gap; events come back whole, in order, in pages.
pub fn events_count_by_fund(store: &dyn Store) {
    for (of, seconds) in [(180, 1), (280, 2), (180, 3)] {
        write(store, |tx| tell(tx, of, seconds, ODD_NAME));
    }
    look(store, |tx| tell(tx, 180, 4, "BATCH"));
    sealed(store, 0, 1);
    write(store, |tx| tell(tx, 180, 5, ODD_NAME));
    sealed(store, 0, 1);
    let event = |number, n| FundEvent {
        number,
        at: at(n),
        kind: ODD_NAME.into(),
        body: "{\"ë\":1}".into(),
    };
    let page = |of, after, limit| look(store, |tx| tx.events_after(fund(of), after, limit));
    assert_eq!(
        page(180, 0, 10),
        [event(1, 1), event(2, 3), event(3, 5)],
        "one that was dropped took no number"
    );
    assert_eq!(page(180, 1, 1), [event(2, 3)]);
    assert_eq!(page(280, 0, 10), [event(1, 2)]);
    assert_eq!(
        (page(180, 3, 10), page(180, i64::MAX, 10), page(680, 0, 10)),
        (vec![], vec![], vec![])
    );
}
