//! What a sending is: where it stands in the flow, and what is known of it.

use app::{Actor, SendingPage, account_of};
use store::BatchState;

use super::super::sendings::state;
use crate::parts::{Cell, Facts, Step, Steps};
use crate::words::Words;

pub(super) fn steps(words: Words, found: &SendingPage) -> Steps {
    let batch = &found.sending.batch;
    let settled = found.settlement.as_ref();
    let received = words.day(identifiers::brussels_day(batch.received_at));
    let signed = settled.map(|signed| words.day(identifiers::brussels_day(signed.settlement.signed_at)));
    let at = match batch.state {
        BatchState::RefusedTechnical => 1,
        BatchState::Refused => 2,
        BatchState::InReview => 3,
        BatchState::Decided => 4,
        BatchState::Settled => 5,
        BatchState::Paid => 6,
    };
    let is_refused = matches!(batch.state, BatchState::Refused | BatchState::RefusedTechnical);
    let open = i64::try_from(batch.open_lines).unwrap_or(i64::MAX);
    let below = [
        received,
        String::new(),
        String::new(),
        if open > 0 {
            words.count("step-open", "count", open)
        } else {
            String::new()
        },
        signed.unwrap_or_default(),
        found
            .payable
            .as_ref()
            .map(|payable| words.amount(payable.amount))
            .unwrap_or_default(),
    ];
    let keys = ["received", "read", "judged", "decided", "signed", "paid"];
    let steps = keys.iter().zip(below).enumerate().map(|(place, (key, below))| Step {
        word: words.t(&format!("step-{key}")),
        below,
        class: match place.cmp(&at) {
            std::cmp::Ordering::Less => "taken",
            std::cmp::Ordering::Equal if is_refused => "bad",
            std::cmp::Ordering::Equal => "here",
            std::cmp::Ordering::Greater => "later",
        },
    });
    Steps::new(words.t("sending-steps"), steps.collect())
}

pub(super) fn facts(words: Words, found: &SendingPage) -> Facts {
    let batch = &found.sending.batch;
    let settled = found.settlement.as_ref();
    let facility = found.facility.as_ref();
    let payable = found.payable.as_ref();
    Facts::new(words)
        .with("list-state", state(words, batch.state))
        .with_some(
            "list-facility",
            facility.map(|facility| Cell::text(facility.name.clone()).beside(facility.hco.to_string())),
        )
        .with_some(
            "list-sector",
            facility.map(|facility| Cell::text(facility.sector.to_string())),
        )
        .with_some("sending-month", batch.month.map(|month| Cell::text(words.month(month))))
        .with("sending-received", Cell::moment(batch.received_at))
        .with_some(
            "worklist-has",
            found.taken_by.as_ref().and_then(Actor::account).map(Cell::text),
        )
        .with_some(
            "sending-signed-by",
            settled.map(|signed| {
                Cell::text(account_of(&signed.settlement.signed_by)).beside(words.moment(signed.settlement.signed_at))
            }),
        )
        .with_some(
            "sending-reference",
            settled.map(|signed| Cell::text(signed.reference.to_string())),
        )
        .with_some("sending-to-pay", payable.map(|payable| Cell::money(payable.amount)))
        .with_some(
            "sending-deciders",
            (!found.deciders.is_empty()).then(|| Cell::text(found.deciders.join(", "))),
        )
        .with(
            "answer-share-label",
            Cell::text(words.with(
                "answer-share",
                &[
                    ("errors", &batch.error_count.to_string()),
                    ("records", &batch.record_count.to_string()),
                ],
            )),
        )
}
