//! Money over a small world, from accepted lines to booked transfers (billing.md §5, invariants 1 to 3).

use std::collections::BTreeSet;

use app::{FundRole, NotDecided, Problem, UnpaidChoice};
use identifiers::{BatchId, EuroCents};
use jiff::civil::date;
use store::{BatchState, LineState, Store};

use super::bill::Bill;
use super::fixture::{AnyStore, COST_CENTS, COST_CODE, DAY_CENTS, DAY_CODE, World, codes, employee, fund, operator};

/// Every batch of a world with accepted lines, some lines refused, over two facilities and two funds.
fn billed(world: &World<AnyStore>) -> Vec<(&'static str, BatchId)> {
    for (id, facility, n) in [(1, 0, 0), (2, 1, 1), (3, 0, 2)] {
        world.stay(id, facility, n);
    }
    let mut wrong_price = Bill::month_of(0, 0, "180", "2024-04", 2);
    wrong_price.invoices[0].1[9].2 += 1;
    let bills = [
        Bill::month_of(0, 0, "180", "2024-03", 1).with((COST_CODE, date(2024, 3, 9), COST_CENTS)),
        wrong_price,
        Bill::month_of(1, 1, "180", "2024-03", 1),
        Bill::month_of(2, 0, "280", "2024-03", 3),
        // A day of March again: refused, the rest stands.
        Bill::month_of(2, 0, "280", "2024-05", 4).with((DAY_CODE, date(2024, 3, 31), DAY_CENTS)),
    ];
    bills.iter().map(|bill| (bill.fund, world.bill(bill).id)).collect()
}

/// The sum of the accepted lines of batches, each line of a person, day and code at most once.
#[track_caller]
fn accepted(world: &World<AnyStore>, batches: &[BatchId]) -> EuroCents {
    let mut tx = world.store.begin().expect("a transaction");
    let mut seen = BTreeSet::new();
    let mut sum = EuroCents::ZERO;
    for batch in batches {
        for line in tx
            .lines(*batch)
            .expect("lines")
            .iter()
            .filter(|line| line.state == LineState::Accepted)
        {
            assert!(
                seen.insert((line.person, line.day, line.code)),
                "{} is paid twice",
                line.day
            );
            sum = sum.plus(line.amount).expect("a sum");
        }
    }
    sum
}

/// The amounts in a file for the bank.
fn transfers_in(pain001: &[u8]) -> Vec<i64> {
    let text = String::from_utf8_lossy(pain001);
    let parts = text.split("<InstdAmt Ccy=\"EUR\">").skip(1);
    parts
        .filter_map(|part| part.split('<').next()?.replace('.', "").parse().ok())
        .collect()
}

#[test]
fn accepted_lines_are_settlements_are_transfers() {
    let world = World::new();
    let billed = billed(&world);
    let all: Vec<BatchId> = billed.iter().map(|(_, batch)| *batch).collect();
    // Over all funds and facilities together: nothing twice.
    accepted(&world, &all);
    let mut grand_total = EuroCents::ZERO;
    for number in ["180", "280"] {
        let of_fund: Vec<BatchId> = billed
            .iter()
            .filter(|(fund, _)| *fund == number)
            .map(|(_, batch)| *batch)
            .collect();
        let asked = accepted(&world, &of_fund);
        let mut settled = EuroCents::ZERO;
        for batch in &of_fund {
            let report = world.app().batch(&operator(), *batch).expect("a batch");
            assert_eq!(report.batch.accepted, accepted(&world, &[*batch]));
            let settlement = world.sign(number, *batch).expect("it is decided");
            assert_eq!(settlement.amount, report.batch.accepted);
            settled = settled.plus(settlement.amount).expect("a sum");
        }
        assert_eq!(settled, asked);
        let order = world.pay(number).expect("it is due");
        assert_eq!((order.total, order.transfers), (settled, of_fund.len() as u64));
        let payer = employee(number, FundRole::Payer, "2024-06-05T12:00:00Z");
        let mut amounts = Vec::new();
        for batch in &of_fund {
            let transfer = world
                .app()
                .transfer_of(&payer, *batch)
                .expect("allowed")
                .expect("in an order");
            assert_eq!((Some(transfer.order), transfer.fund), (order.order, fund(number)));
            amounts.push(transfer.amount.cents());
        }
        let file = world
            .app()
            .payment_file(&payer, of_fund[0])
            .expect("allowed")
            .expect("in an order");
        assert_eq!(transfers_in(&file.bytes), amounts, "the file for the bank");
        for batch in &of_fund {
            assert_eq!(
                world.bank(number, *batch, true).expect("it is ordered"),
                BatchState::Paid
            );
        }
        grand_total = grand_total.plus(order.total).expect("a sum");
    }
    // 31 days and a cost; 29 of 30 days; 31 days; 31 days; 31 days.
    assert_eq!(grand_total.cents(), (31 + 29 + 31 + 31 + 31) * DAY_CENTS + COST_CENTS);
    world.journal();
}

#[test]
fn a_batch_is_signed_once_and_by_its_fund() {
    let world = World::new();
    world.stay(1, 0, 0);
    let batch = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
    let problem = world.refused("another fund", |_| world.sign("280", batch));
    assert!(matches!(problem, Problem::Forbidden(_)), "{problem}");
    world.sign("180", batch).expect("it is decided");
    let problem = world.refused("twice", |_| world.sign("180", batch));
    assert!(
        matches!(&problem, Problem::Conflict(reason) if reason.contains("SETTLED")),
        "{problem}"
    );
    assert_eq!(world.pay("180").expect("it is due").transfers, 1);
}

#[test]
fn only_a_decided_batch_is_signed() {
    let world = World::new();
    world.stay(1, 0, 0);
    let march = Bill::month_of(0, 0, "180", "2024-03", 1);
    let review = world.bill(&march.clone().with((COST_CODE, date(2024, 3, 9), COST_CENTS + 1)));
    let refused = world.bill(&Bill {
        sending_number: 2,
        ..march.clone()
    });
    let context = world.facility(0, "2024-06-03T10:00:00+02:00");
    let technical = world
        .app()
        .send_batch(&context, &super::bill::damaged(march.bytes(), 4, 95, b'9'));
    for report in [review, refused, technical.expect("it is taken in")] {
        let state = report.batch.state.word();
        let problem = world.refused(state, |_| world.sign("180", report.id));
        assert!(
            matches!(&problem, Problem::Conflict(reason) if reason.contains(state)),
            "{problem}"
        );
    }
    assert_eq!(world.pay("180").expect("nothing is due").transfers, 0);
}

#[test]
fn paying_twice_orders_once() {
    let world = World::new();
    world.stay(1, 0, 0);
    let nothing = world.pay("180").expect("nothing is due");
    assert_eq!(
        (nothing.order, nothing.transfers, nothing.total),
        (None, 0, EuroCents::ZERO)
    );
    let batch = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
    assert_eq!(
        world.pay("180").expect("nothing is due").transfers,
        0,
        "not before it is signed"
    );
    world.sign("180", batch).expect("it is decided");
    assert_eq!(
        world.pay("280").expect("nothing is due").transfers,
        0,
        "not by another fund"
    );
    let first = world.pay("180").expect("it is due");
    assert_eq!(first.transfers, 1);
    let signed = world
        .refused("signed already", |_| world.sign("180", batch))
        .to_string();
    assert!(
        signed.contains("SETTLED, signed by") && signed.contains("under +++"),
        "{signed}"
    );
    let before = world.journal();
    let again = world.pay("180").expect("nothing is due");
    assert_eq!((again.order, again.transfers, again.total), (None, 0, EuroCents::ZERO));
    assert_eq!(
        (nothing.at_bank, again.at_bank),
        (vec![], first.order.into_iter().collect()),
        "who never saw the answer to an order finds it"
    );
    assert_eq!(world.journal(), before, "an empty run leaves no entry");
}

/// Two people at once: what somebody signs behind the page is not paid by who did not see it.
#[test]
fn an_order_pays_what_was_seen() {
    let world = World::new();
    world.stay(1, 0, 0);
    let at_page = employee("180", FundRole::Payer, "2024-06-05T09:00:00+02:00");
    let at_button = employee("180", FundRole::Payer, "2024-06-05T10:00:00+02:00");
    let page = |context| world.app().payments_page(context, &UnpaidChoice::default(), None);
    let seen = || page(&at_page).expect("allowed").due_seen.expect("a payer").to_string();
    let pay = |seen: &str| world.app().pay_as_seen(&at_button, fund("180"), seen);
    let first = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
    world.sign("180", first).expect("it is decided");
    let before = seen();
    assert_eq!(before, seen(), "looking again changes nothing");
    let second = world.bill(&Bill::month_of(0, 0, "180", "2024-04", 2)).id;
    world.sign("180", second).expect("it is decided");
    let journal = world.journal();
    for stale in [before.as_str(), "", "0"] {
        assert!(matches!(pay(stale), Err(NotDecided::Changed)), "{stale}");
    }
    assert_eq!(world.journal(), journal, "nothing was done");
    let now = seen();
    assert_ne!(before, now);
    let order = pay(&now).expect("it is what was seen");
    assert_eq!(order.transfers, 2);
    let again = pay(&now).expect("nothing is due");
    assert_eq!((again.order, again.at_bank), (None, order.order.into_iter().collect()));
    let auditor = employee("180", FundRole::Auditor, "2024-06-05T09:00:00+02:00");
    assert_eq!(page(&auditor).expect("allowed").due_seen, None, "who makes no order");
}

#[test]
fn what_the_bank_rejects_is_due_again() {
    let world = World::new();
    world.stay(1, 0, 0);
    let batch = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
    let early = world.refused("not signed", |_| world.bank("180", batch, true));
    assert!(matches!(early, Problem::Conflict(_)), "{early}");
    world.sign("180", batch).expect("it is decided");
    let early = world.refused("not ordered", |_| world.bank("180", batch, false));
    assert!(matches!(early, Problem::Conflict(_)), "{early}");
    let first = world.pay("180").expect("it is due");
    assert_eq!(
        world.bank("180", batch, false).expect("it is ordered"),
        BatchState::Settled
    );
    let twice = world.refused("rejected twice", |_| world.bank("180", batch, false));
    assert!(matches!(twice, Problem::Conflict(_)), "{twice}");
    let second = world.pay("180").expect("it is due again");
    assert_eq!((second.transfers, second.total), (1, first.total));
    assert_ne!(first.order, second.order);
    let payer = employee("180", FundRole::Payer, "2024-06-07T12:00:00Z");
    let transfer = world
        .app()
        .transfer_of(&payer, batch)
        .expect("allowed")
        .expect("in an order");
    assert_eq!(Some(transfer.order), second.order);
    assert_eq!(world.bank("180", batch, true).expect("it is ordered"), BatchState::Paid);
    for booked in [true, false] {
        let late = world.refused("paid already", |_| world.bank("180", batch, booked));
        assert!(matches!(late, Problem::Conflict(_)), "{late}");
    }
    assert_eq!(world.pay("180").expect("nothing is due").transfers, 0);
}

/// A day that two facilities invoice is paid to the one whose file came first.
#[test]
fn a_day_is_paid_to_one_facility() {
    let world = World::new();
    world.stay(1, 0, 0);
    let first = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1));
    let second = world.bill(&Bill::month_of(0, 1, "180", "2024-03", 1));
    assert_eq!(first.batch.accepted.cents(), 31 * DAY_CENTS);
    assert_eq!(
        (second.batch.state, second.batch.accepted),
        (BatchState::Refused, EuroCents::ZERO),
        "{:?}",
        codes(&second)
    );
    accepted(&world, &[first.id, second.id]);
}

/// Every euro is walked back: payment, settlement, line, bytes of the sending, dossier, bytes of the request.
#[test]
fn money_is_walked_back_to_the_request() {
    let world = World::new();
    world.stay(1, 0, 0);
    let march = Bill::month_of(0, 0, "180", "2024-03", 1);
    let batch = world.bill(&march).id;
    let auditor = employee("180", FundRole::Auditor, "2024-06-09T10:00:00+02:00");
    let before = world.app().trail(&auditor, batch).expect("a trail");
    assert_eq!((before.settlement, before.broken), (None, vec![]));
    let settlement = world.sign("180", batch).expect("it is decided");
    let order = world.pay("180").expect("it is due").order.expect("an order");
    let trail = world.app().trail(&auditor, batch).expect("a trail");
    assert_eq!(trail.broken, [""; 0]);
    assert_eq!(trail.input, store::ContentHash::of(&march.bytes()));
    let signed = trail.settlement.expect("it is signed");
    assert_eq!(
        (signed.reference, signed.amount_cents),
        (settlement.reference, settlement.amount)
    );
    let paid = signed.order.expect("it is ordered");
    assert_eq!((paid.order, paid.transfer_cents), (order, settlement.amount));
    let sum = EuroCents::sum(trail.lines.iter().map(|line| line.cents)).expect("a sum");
    assert_eq!((trail.lines.len(), sum), (31, settlement.amount));
    let message = serde_json::to_vec(&super::fixture::request(1, 0, 0)).expect("JSON");
    let dossier = trail.dossiers.first().expect("a dossier");
    assert_eq!(dossier.request, store::ContentHash::of(&message));
    assert!(trail.lines.iter().all(|line| line.dossier == Some(dossier.dossier)));
    // A credit walks back to the line it takes back by its own bytes, and to no dossier that is paid.
    let credit = world.bill(&march.taken_back("2024-04", 2)).id;
    world.sign("180", credit).expect("it is decided");
    let trail = world.app().trail(&auditor, credit).expect("a trail");
    assert_eq!((trail.lines.len(), trail.broken), (31, vec![]));
    let entries = world.journal();
    assert_eq!(entries.iter().filter(|entry| entry.use_case == "readTrail").count(), 3);
}
