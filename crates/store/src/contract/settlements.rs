//! Settlements, payables and payment orders.

use identifiers::{BatchId, FacilityId, OrderId, SettlementId, StructuredReference};
use jiff::civil::date;

use super::fixture::{LAST_DAY, ODD_NAME, a_batch, at, cents, conflicts, fund, look, write};
use crate::{ContentHash, NewOrder, NewSettlement, OrderRecord, Payable, PayableState, SettlementRecord, Store};

fn settlement(facility: FacilityId, batch: BatchId, amount: i64) -> NewSettlement {
    NewSettlement {
        batch,
        fund: fund(180),
        facility,
        amount: cents(amount),
        signed_by: ODD_NAME.into(),
        signed_at: at(60),
        content: ContentHash::of(b"outcomes"),
    }
}

/// Keeps a facility with a batch and its settlement, and commits.
#[track_caller]
fn settled(store: &dyn Store, n: u32, amount: i64) -> SettlementRecord {
    let (facility, batch) = a_batch(store, n);
    write(store, |tx| tx.insert_settlement(&settlement(facility, batch, amount)))
}

fn payable(record: &SettlementRecord, state: PayableState, order: Option<OrderId>) -> Payable {
    let settlement = &record.settlement;
    Payable {
        settlement: record.id,
        batch: settlement.batch,
        facility: settlement.facility,
        amount: settlement.amount,
        state,
        order,
        received_at: at(1),
        signed_at: settlement.signed_at,
        reference: record.reference,
    }
}

fn order_of(settlements: &[&SettlementRecord]) -> NewOrder {
    NewOrder {
        fund: fund(180),
        made_at: at(120),
        made_by: ODD_NAME.into(),
        execution_day: LAST_DAY,
        total: cents(settlements.iter().map(|record| record.settlement.amount.cents()).sum()),
        settlements: settlements.iter().map(|record| record.id).collect(),
    }
}

/// A settlement comes back as it was kept, with a payment reference that is no other's.
pub fn settlements_keep_every_field(store: &dyn Store) {
    let mut references = Vec::new();
    for (n, amount) in (1..).zip([133_951, 1, 0, -1, i64::MAX, i64::MIN]) {
        let record = settled(store, n, amount);
        assert_eq!(
            look(store, |tx| tx.settlement_of(record.settlement.batch)),
            Some(record.clone())
        );
        assert_eq!(
            StructuredReference::parse(&record.reference.to_digits()),
            Ok(record.reference)
        );
        assert!(
            !references.contains(&record.reference),
            "reference {} twice",
            record.reference
        );
        references.push(record.reference);
    }
    assert_eq!(look(store, |tx| tx.settlement_of(BatchId(i64::MAX))), None);
}

/// A batch has one settlement.
pub fn a_batch_is_settled_once(store: &dyn Store) {
    let record = settled(store, 1, 100);
    let again = NewSettlement {
        amount: cents(200),
        ..record.settlement.clone()
    };
    conflicts(store, |tx| tx.insert_settlement(&again));
    assert_eq!(look(store, |tx| tx.settlement_of(again.batch)), Some(record));
    assert_eq!(look(store, |tx| tx.due_payables(fund(180))).len(), 1);
}

/// A balance of zero or less is nothing to pay (billing.md §3).
pub fn nothing_to_pay_is_no_payable(store: &dyn Store) {
    for (n, amount) in (1..).zip([0, -1, i64::MIN]) {
        let record = settled(store, n, amount);
        assert_eq!(
            look(store, |tx| tx.payable_of(record.settlement.batch)),
            None,
            "{amount}"
        );
    }
    assert_eq!(look(store, |tx| tx.due_payables(fund(180))), []);
    let record = settled(store, 9, 1);
    let due = payable(&record, PayableState::Due, None);
    assert_eq!(look(store, |tx| tx.payable_of(record.settlement.batch)), Some(due));
}

/// What is due comes by fund, the oldest settlement first.
pub fn payables_are_due_by_fund_oldest_first(store: &dyn Store) {
    let (first, second) = (settled(store, 1, 300), settled(store, 2, 100));
    let (facility, batch) = a_batch(store, 3);
    let elsewhere = NewSettlement {
        fund: fund(280),
        ..settlement(facility, batch, 200)
    };
    let elsewhere = write(store, |tx| tx.insert_settlement(&elsewhere));
    let due = |number| look(store, |tx| tx.due_payables(fund(number)));
    let of = |record| payable(record, PayableState::Due, None);
    assert_eq!(due(180), [of(&first), of(&second)]);
    assert_eq!(due(280), [of(&elsewhere)]);
    assert_eq!(due(380), []);
}

/// An order comes back as it was made, and what it pays is due no more.
pub fn an_order_takes_its_payables(store: &dyn Store) {
    let (first, second, third) = (settled(store, 1, 300), settled(store, 2, 100), settled(store, 3, 50));
    let new = order_of(&[&first, &third]);
    let id = write(store, |tx| tx.insert_order(&new)).expect("all are due");
    let mut expected = OrderRecord {
        id,
        order: new,
        file: None,
    };
    assert_eq!(look(store, |tx| tx.order(id)), Some(expected.clone()));
    assert_eq!(
        look(store, |tx| tx.due_payables(fund(180))),
        [payable(&second, PayableState::Due, None)]
    );
    for record in [&first, &third] {
        let ordered = payable(record, PayableState::Ordered, Some(id));
        assert_eq!(look(store, |tx| tx.payable_of(record.settlement.batch)), Some(ordered));
    }
    let file = write(store, |tx| {
        let file = tx.keep_payload(b"<Document/>")?;
        tx.set_order_file(id, file)?;
        Ok(file)
    });
    expected.file = Some(file);
    assert_eq!(look(store, |tx| tx.order(id)), Some(expected));
    assert_eq!(look(store, |tx| tx.order(OrderId(i64::MAX))), None);
}

/// What is in an order, another fund's, or unknown, gets into no order; such an order is dropped whole.
pub fn a_payable_is_ordered_once(store: &dyn Store) {
    let (first, second) = (settled(store, 1, 300), settled(store, 2, 100));
    write(store, |tx| tx.insert_order(&order_of(&[&first]))).expect("it is due");
    let refused = |order: &NewOrder| {
        let made = look(store, |tx| tx.insert_order(order));
        assert_eq!(made, None);
        let due = look(store, |tx| tx.due_payables(fund(180)));
        assert_eq!(
            due,
            [payable(&second, PayableState::Due, None)],
            "what the order took first is due again"
        );
    };
    refused(&order_of(&[&first]));
    refused(&order_of(&[&second, &first]));
    refused(&NewOrder {
        fund: fund(280),
        ..order_of(&[&second])
    });
    refused(&NewOrder {
        settlements: vec![second.id, SettlementId(i64::MAX)],
        ..order_of(&[&second])
    });
    write(store, |tx| tx.insert_order(&order_of(&[&second]))).expect("it is due");
}

/// A move from a state the payable is not in does nothing and says so.
pub fn a_payable_moves_only_from_where_it_stands(store: &dyn Store) {
    use PayableState::{Booked, Due, Ordered};
    let (record, other) = (settled(store, 1, 300), settled(store, 2, 100));
    let moved = |from, to| write(store, |tx| tx.move_payable(record.id, from, to));
    let state = |of: &SettlementRecord| look(store, |tx| tx.payable_of(of.settlement.batch)).map(|p| p.state);
    assert!(!moved(Ordered, Booked) && !moved(Booked, Due));
    assert_eq!(state(&record), Some(Due));
    assert!(moved(Due, Ordered) && !moved(Due, Ordered));
    assert!(moved(Ordered, Booked) && !moved(Ordered, Due));
    assert_eq!((state(&record), state(&other)), (Some(Booked), Some(Due)));
    assert!(!write(store, |tx| tx.move_payable(
        SettlementId(i64::MAX),
        Due,
        Ordered
    )));
}

/// What the bank rejected is due again and goes into a later order, which is then the one it is in.
pub fn a_rejected_payable_is_ordered_again(store: &dyn Store) {
    let record = settled(store, 1, 300);
    let first = write(store, |tx| tx.insert_order(&order_of(&[&record]))).expect("it is due");
    assert!(write(store, |tx| tx.move_payable(
        record.id,
        PayableState::Ordered,
        PayableState::Due
    )));
    let due = payable(&record, PayableState::Due, Some(first));
    assert_eq!(
        look(store, |tx| tx.due_payables(fund(180))),
        [due],
        "the order it was in last"
    );
    let again = NewOrder {
        execution_day: date(2024, 5, 1),
        ..order_of(&[&record])
    };
    let second = write(store, |tx| tx.insert_order(&again)).expect("it is due again");
    assert_ne!(first, second);
    let ordered = payable(&record, PayableState::Ordered, Some(second));
    assert_eq!(look(store, |tx| tx.payable_of(record.settlement.batch)), Some(ordered));
    let kept = look(store, |tx| tx.order(first)).expect("the first order stays");
    assert_eq!(kept.order.settlements, [record.id]);
}
