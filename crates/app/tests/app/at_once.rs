//! Two callers at the same time, in one process and through two openings of one file.

use std::sync::Barrier;
use std::thread;

use app::{App, BatchReport, Problem};
use identifiers::EuroCents;
use jiff::civil::date;
use regulation::Law;
use store::{BatchState, Store};

use super::bill::Bill;
use super::fixture::{AnyStore, DAY_CENTS, World, codes, request};

/// Runs both at the same time, each on the store of its own.
fn both<T: Send>(stores: [&dyn Store; 2], run: impl Fn(&App<'_>, usize) -> T + Sync) -> [T; 2] {
    let together = Barrier::new(2);
    thread::scope(|scope| {
        let callers = [0, 1].map(|n| {
            let (together, run, store) = (&together, &run, stores[n]);
            scope.spawn(move || {
                let app = App::new(store, Law::embedded());
                together.wait();
                run(&app, n)
            })
        });
        callers.map(|caller| caller.join().expect("a caller ends"))
    })
}

/// Runs a case on one store, and on two openings of one.
fn everywhere(case: impl Fn(&World<AnyStore>, [&dyn Store; 2])) {
    let world = World::new();
    case(&world, [&world.store, &world.store]);
    let (one, other, _kept) = super::fresh::opened_twice();
    let world = World::on(one);
    case(&world, [&world.store, &other]);
}

#[test]
fn of_two_files_for_one_month_exactly_one_lives() {
    everywhere(|world, stores| {
        world.stay(1, 0, 0);
        let files = [1, 2].map(|number| Bill::month_of(0, 0, "180", "2024-03", number).bytes());
        let context = world.facility(0, "2024-06-03T10:00:00+02:00");
        let reports: [BatchReport; 2] =
            both(stores, |app, n| app.send_batch(&context, &files[n])).map(|report| report.expect("it is taken in"));
        let mut states = reports.each_ref().map(|report| report.batch.state);
        states.sort_by_key(|state| state.word());
        assert_eq!(states, [BatchState::Decided, BatchState::Refused]);
        let refused = reports
            .iter()
            .find(|report| report.batch.state == BatchState::Refused)
            .expect("one of them");
        assert!(codes(refused).contains(&"100723"), "{:?}", codes(refused));
        world.journal();
    });
}

#[test]
fn the_same_file_twice_is_one_batch() {
    everywhere(|world, stores| {
        world.stay(1, 0, 0);
        let before = world.journal().len();
        let bytes = Bill::month_of(0, 0, "180", "2024-03", 1).bytes();
        let context = world.facility(0, "2024-06-03T10:00:00+02:00");
        let [one, two] =
            both(stores, |app, _| app.send_batch(&context, &bytes)).map(|report| report.expect("taken in"));
        assert_eq!((one.id, one.batch), (two.id, two.batch));
        assert_eq!(world.journal().len(), before + 1);
    });
}

/// The same day by two files of one facility, for different months: one is paid, the other gets 300423.
#[test]
fn a_day_in_two_files_is_accepted_once() {
    everywhere(|world, stores| {
        world.stay(1, 0, 0);
        let day = (super::fixture::DAY_CODE, date(2024, 3, 31), DAY_CENTS);
        let files = [
            Bill::month_of(0, 0, "180", "2024-04", 1).with(day).bytes(),
            Bill::month_of(0, 0, "180", "2024-05", 2).with(day).bytes(),
        ];
        let context = world.facility(0, "2024-06-03T10:00:00+02:00");
        let reports =
            both(stores, |app, n| app.send_batch(&context, &files[n])).map(|report| report.expect("taken in"));
        let mut found: Vec<Vec<&str>> = reports.iter().map(codes).collect();
        found.sort();
        assert_eq!(found, [vec![], vec!["300423"]]);
        let sum = EuroCents::sum(reports.iter().map(|report| report.batch.accepted)).expect("a sum");
        assert_eq!(sum.cents(), (30 + 31 + 1) * DAY_CENTS);
    });
}

#[test]
fn the_same_message_twice_is_one_dossier() {
    everywhere(|world, stores| {
        let context = world.facility(0, "2024-03-05T09:00:00+01:00");
        let message = super::fixture::as_object(&request(1, 0, 0));
        let answers = both(stores, |app, _| app.send_request(&context, b"{}", &message));
        let [one, two] = answers.map(|answer| answer.expect("it is taken in").json);
        assert_eq!(one, two);
        let mut tx = world.store.begin().expect("a transaction");
        assert_eq!(
            tx.count_dossiers()
                .expect("a count")
                .iter()
                .map(|(_, count)| count)
                .sum::<u64>(),
            1
        );
    });
}

#[test]
fn signing_and_paying_at_once_happens_once() {
    everywhere(|world, stores| {
        world.stay(1, 0, 0);
        let batch = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
        let signatory = super::fixture::employee("180", app::FundRole::Signatory, "2024-06-04T10:00:00+02:00");
        let signed = both(stores, |app, _| app.sign(&signatory, batch));
        assert_eq!(signed.iter().filter(|result| result.is_ok()).count(), 1);
        assert!(
            signed
                .iter()
                .all(|result| matches!(result, Ok(_) | Err(Problem::Conflict(_)))),
            "{signed:?}"
        );
        let payer = super::fixture::employee("180", app::FundRole::Payer, "2024-06-05T10:00:00+02:00");
        let paid = both(stores, |app, _| app.pay(&payer, super::fixture::fund("180")));
        let transfers: u64 = paid
            .into_iter()
            .map(|order| order.expect("an order, or nothing to pay").transfers)
            .sum();
        assert_eq!(transfers, 1);
        world.journal();
    });
}

/// Two sendings at once that take the same lines back: one does, and each cent once.
#[test]
fn a_line_is_taken_back_once() {
    everywhere(|world, stores| {
        world.stay(1, 0, 0);
        let march = Bill::month_of(0, 0, "180", "2024-03", 1);
        let batch = world.bill(&march).id;
        world.sign("180", batch).expect("it is decided");
        let files =
            [("2024-04", 2), ("2024-05", 3)].map(|(month, number)| march.clone().taken_back(month, number).bytes());
        let context = world.facility(0, "2024-06-05T10:00:00+02:00");
        let reports =
            both(stores, |app, n| app.send_batch(&context, &files[n])).map(|report| report.expect("taken in"));
        let mut states = reports.each_ref().map(|report| report.batch.state);
        states.sort_by_key(|state| state.word());
        assert_eq!(states, [BatchState::Decided, BatchState::Refused]);
        let sum = EuroCents::sum(reports.iter().map(|report| report.batch.accepted)).expect("a sum");
        assert_eq!(sum.cents(), -31 * DAY_CENTS);
        let refused = reports
            .iter()
            .find(|report| report.batch.state == BatchState::Refused)
            .expect("one of them");
        assert!(
            codes(refused).iter().all(|code| *code == "302248"),
            "{:?}",
            codes(refused)
        );
        world.journal();
    });
}

/// The credit of a month and another original of the same month, at once: the day is free only once the credit is signed.
#[test]
fn a_day_is_not_billed_again_beside_its_credit() {
    everywhere(|world, stores| {
        world.stay(1, 0, 0);
        let march = Bill::month_of(0, 0, "180", "2024-03", 1);
        let batch = world.bill(&march).id;
        world.sign("180", batch).expect("it is decided");
        let day = (super::fixture::DAY_CODE, date(2024, 3, 31), DAY_CENTS);
        let again = Bill::month_of(0, 0, "180", "2024-05", 3).with(day);
        let files = [march.taken_back("2024-04", 2).bytes(), again.bytes()];
        let context = world.facility(0, "2024-06-05T10:00:00+02:00");
        let [credit, original] =
            both(stores, |app, n| app.send_batch(&context, &files[n])).map(|report| report.expect("taken in"));
        assert_eq!((credit.batch.state, codes(&credit)), (BatchState::Decided, vec![]));
        // Whichever came first, the day is not accepted a second time.
        assert!(codes(&original).contains(&"300423"), "{:?}", codes(&original));
        world.journal();
    });
}
