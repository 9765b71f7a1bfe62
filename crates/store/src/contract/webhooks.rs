//! Subscriptions of software.

use jiff::Timestamp;

use super::events::tell;
use super::fixture::{ODD_NAME, a_facility, at, fund, look, sealed, write};
use crate::{NewWebhook, Store, WebhookEntry, WebhookOwner, WebhookProgress, WebhookRecord, WebhookSecret};

fn new(owner: WebhookOwner, last_number: i64) -> NewWebhook {
    NewWebhook {
        owner,
        address: "https://software.example/hook?ë".into(),
        is_internal: true,
        secret: WebhookSecret([7; 32]),
        last_number,
        made_by: ODD_NAME.into(),
        made_at: at(10),
    }
}

fn progress(last_number: i64, next_at: Timestamp) -> WebhookProgress {
    WebhookProgress {
        last_number,
        delivered: last_number,
        failures: 0,
        last_fault: None,
        next_at,
        paused_at: None,
    }
}

fn claim(store: &dyn Store, now: i64, until: i64) -> Option<(i64, WebhookEntry)> {
    let claimed = write(store, |tx| tx.claim_webhook(at(now), at(until)));
    claimed.map(|(record, entry)| (record.id, entry))
}

fn entry(number: i64, seconds: i64, kind: &str) -> WebhookEntry {
    WebhookEntry {
        number,
        at: at(seconds),
        kind: kind.into(),
    }
}

/// A subscription keeps every field, and where it stands.
pub fn subscriptions_keep_every_field(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let (one, two) = (
        new(WebhookOwner::Facility(facility), 0),
        new(WebhookOwner::Fund(fund(180)), 5),
    );
    let ids = [&one, &two].map(|new| write(store, |tx| tx.insert_webhook(new)));
    let found = look(store, |tx| tx.webhooks());
    let fresh = |n: usize, webhook: &NewWebhook| WebhookRecord {
        id: ids[n],
        webhook: webhook.clone(),
        progress: WebhookProgress {
            delivered: 0,
            ..progress(webhook.last_number, at(10))
        },
    };
    assert_eq!(found, [fresh(0, &one), fresh(1, &two)]);
    assert!(write(store, |tx| tx.remove_webhook(ids[0], at(20))));
    assert!(!write(store, |tx| tx.remove_webhook(ids[0], at(21))), "it is gone");
    assert!(!write(store, |tx| tx.resume_webhook(ids[0], at(21))), "it is gone");
    assert_eq!(look(store, |tx| tx.webhooks()), [fresh(1, &two)]);
}

/// Only a subscription that is due, not paused, and behind its owner's news is claimed, by one; what it has to tell is the
/// first that was not delivered.
pub fn a_subscription_is_claimed_when_it_has_something_to_tell(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let of_facility = WebhookOwner::Facility(facility);
    let of_fund = WebhookOwner::Fund(fund(180));
    let first = write(store, |tx| tx.insert_webhook(&new(of_facility, 0)));
    let second = write(store, |tx| tx.insert_webhook(&new(of_fund, 1)));
    assert_eq!(claim(store, 20, 30), None, "there is nothing to tell");
    write(store, |tx| {
        tx.put_inbox(facility, at(11), "ANSWER", "{}")?;
        tx.put_inbox(facility, at(12), "NOTICE", "{}")?;
        tell(tx, 180, 13, "BATCH")?;
        tell(tx, 180, 14, "ORDER")
    });
    sealed(store, 0, 1);
    assert_eq!(look(store, |tx| tx.last_number_of(of_facility)), 2);
    assert_eq!(look(store, |tx| tx.last_number_of(of_fund)), 2);
    assert_eq!(look(store, |tx| tx.last_number_of(WebhookOwner::Fund(fund(280)))), 0);
    assert_eq!(claim(store, 9, 30), None, "it is not due");
    assert_eq!(claim(store, 20, 30), Some((first, entry(1, 11, "ANSWER"))));
    assert_eq!(claim(store, 20, 30), Some((second, entry(2, 14, "ORDER"))));
    assert_eq!(claim(store, 29, 40), None, "both are claimed");
    let settled = |id, until, to: &WebhookProgress| write(store, |tx| tx.settle_webhook(id, at(until), to));
    assert!(settled(first, 30, &progress(1, at(21))));
    assert!(!settled(first, 30, &progress(2, at(21))), "the claim was let go");
    assert_eq!(claim(store, 22, 32), Some((first, entry(2, 12, "NOTICE"))));
    assert_eq!(
        claim(store, 30, 40),
        Some((second, entry(2, 14, "ORDER"))),
        "a claim runs out, and another takes it"
    );
    assert!(!settled(second, 30, &progress(2, at(31))), "it is another's by now");
    let paused = WebhookProgress {
        failures: 80,
        last_fault: Some(ODD_NAME.into()),
        paused_at: Some(at(35)),
        ..progress(1, at(35))
    };
    assert!(settled(second, 40, &paused));
    assert_eq!(look(store, |tx| tx.webhooks())[1].progress, paused);
    assert!(settled(first, 32, &progress(2, at(33))));
    assert_eq!(claim(store, 1000, 1010), None, "one is paused, the other has told all");
    assert!(write(store, |tx| tx.resume_webhook(second, at(50))));
    assert_eq!(claim(store, 50, 60), Some((second, entry(2, 14, "ORDER"))));
}
