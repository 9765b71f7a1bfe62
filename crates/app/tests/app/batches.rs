//! Invoice files: the same bytes again, mended files, second files, and what the guard of paid days does.

use app::Problem;
use jiff::civil::date;
use store::{BatchState, LineState, Store};

use super::bill::{Bill, damaged};
use super::fixture::{COST_CENTS, COST_CODE, DAY_CENTS, DAY_CODE, World, codes, operator};

#[test]
fn the_same_bytes_get_the_first_report_and_are_not_kept_twice() {
    let world = World::new();
    world.stay(1, 0, 0);
    let bill = Bill::month_of(0, 0, "180", "2024-03", 1).with((COST_CODE, date(2024, 3, 12), COST_CENTS + 1));
    let first = world.bill(&bill);
    assert_eq!(
        (first.batch.state, codes(&first)),
        (BatchState::InReview, vec!["P50001"])
    );
    let before = world.journal();
    for when in ["2024-06-03T10:00:00+02:00", "2024-09-01T10:00:00+02:00"] {
        let again = world
            .app()
            .send_batch(&world.facility(0, when), &bill.bytes())
            .expect("the same again");
        assert_eq!(again.id, first.id);
        assert_eq!(again.batch, first.batch, "also when it was received");
        assert_eq!(again.findings, first.findings);
    }
    assert_eq!(world.journal(), before);
    let mut tx = world.store.begin().expect("a transaction");
    assert_eq!(tx.lines(first.id).expect("lines").len(), 32);
}

#[test]
fn every_kind_of_refusal_is_repeated_for_the_same_bytes() {
    let world = World::new();
    world.stay(1, 0, 0);
    let good = Bill::month_of(0, 0, "180", "2024-03", 1);
    let second = Bill {
        sending_number: 2,
        ..good.clone()
    };
    let damaged = damaged(good.bytes(), 4, 95, b'9');
    let context = world.facility(0, "2024-06-03T10:00:00+02:00");
    let send = |bytes: &[u8]| world.app().send_batch(&context, bytes).expect("it is taken in");
    for (bytes, state) in [
        (damaged.as_slice(), BatchState::RefusedTechnical),
        (b"".as_slice(), BatchState::RefusedTechnical),
        (&good.bytes(), BatchState::Decided),
        (&second.bytes(), BatchState::Refused),
    ] {
        let first = send(bytes);
        assert_eq!(first.batch.state, state);
        let before = world.journal().len();
        let again = send(bytes);
        assert_eq!(
            (again.id, again.batch, again.findings),
            (first.id, first.batch, first.findings),
            "{state:?}"
        );
        assert_eq!(world.journal().len(), before);
    }
}

#[test]
fn a_file_refused_technically_comes_again_mended_with_its_number() {
    let world = World::new();
    world.stay(1, 0, 0);
    let bill = Bill::month_of(0, 0, "180", "2024-03", 1);
    let context = world.facility(0, "2024-06-03T10:00:00+02:00");
    let refused = world
        .app()
        .send_batch(&context, &damaged(bill.bytes(), 4, 95, b'9'))
        .expect("it is taken in");
    assert_eq!(refused.batch.state, BatchState::RefusedTechnical);
    assert_eq!(
        (
            refused.batch.asked.cents(),
            refused.batch.refused_lines,
            refused.batch.open_lines
        ),
        (0, 0, 0)
    );
    assert!(!refused.findings.is_empty());
    let mended = world.bill(&bill);
    assert_eq!((mended.batch.state, codes(&mended)), (BatchState::Decided, vec![]));
    assert_eq!(mended.batch.accepted.cents(), 31 * DAY_CENTS);
}

#[test]
fn a_second_live_file_is_refused_and_a_used_number_too() {
    let world = World::new();
    world.stay(1, 0, 0);
    let march = Bill::month_of(0, 0, "180", "2024-03", 1);
    world.bill(&march);
    let second = world.bill(&Bill {
        sending_number: 2,
        ..march
    });
    assert_eq!(second.batch.state, BatchState::Refused);
    assert!(codes(&second).contains(&"100723"), "{:?}", codes(&second));
    assert_eq!(second.batch.refused_lines, 31, "all its lines");
    let same_number = world.bill(&Bill::month_of(0, 0, "180", "2024-04", 1));
    assert_eq!(
        (same_number.batch.state, codes(&same_number)),
        (BatchState::Refused, vec!["100721"])
    );
    // A number that a refused file used is used; another one goes.
    let refused_number = world.bill(&Bill::month_of(0, 0, "180", "2024-04", 2));
    assert_eq!(codes(&refused_number), ["100721"]);
    assert_eq!(
        world.bill(&Bill::month_of(0, 0, "180", "2024-04", 3)).batch.state,
        BatchState::Decided
    );
}

#[test]
fn a_day_that_was_accepted_is_refused_the_next_time() {
    let world = World::new();
    world.stay(1, 0, 0);
    world.bill(&Bill::month_of(0, 0, "180", "2024-04", 1));
    // The days of May, and one of April that was accepted already.
    let again = world.bill(&Bill::month_of(0, 0, "180", "2024-05", 2).with((DAY_CODE, date(2024, 4, 30), DAY_CENTS)));
    assert_eq!(
        (again.batch.state, codes(&again)),
        (BatchState::Decided, vec!["300423"])
    );
    assert_eq!(again.findings[0].day, Some(date(2024, 4, 30)));
    assert_eq!(again.batch.accepted.cents(), 31 * DAY_CENTS);
    let mut tx = world.store.begin().expect("a transaction");
    let refused: Vec<_> = tx
        .lines(again.id)
        .expect("lines")
        .into_iter()
        .filter(|l| l.state == LineState::Refused)
        .collect();
    assert_eq!(
        refused.iter().map(|line| line.day).collect::<Vec<_>>(),
        [date(2024, 4, 30)]
    );
}

#[test]
fn refused_days_are_not_guarded() {
    let world = World::new();
    world.stay(1, 0, 0);
    let mut bill = Bill::month_of(0, 0, "180", "2024-04", 1);
    bill.invoices[0].1[29].2 = DAY_CENTS + 1;
    let first = world.bill(&bill);
    assert_eq!(
        (first.batch.state, codes(&first)),
        (BatchState::Decided, vec!["301940"])
    );
    let next = world.bill(&Bill::month_of(0, 0, "180", "2024-05", 2).with((DAY_CODE, date(2024, 4, 30), DAY_CENTS)));
    assert_eq!(
        (next.batch.state, codes(&next)),
        (BatchState::Decided, vec![]),
        "a refused line may come again"
    );
}

#[test]
fn a_test_file_is_not_taken_in() {
    let world = World::new();
    world.stay(1, 0, 0);
    let mut bytes = Bill::month_of(0, 0, "180", "2024-03", 1).bytes();
    let reading = invoice_file::read_sending(bytes.as_slice()).expect("read");
    let mut sending = reading.sending.expect("a sending");
    sending.test = true;
    bytes.clear();
    invoice_file::write_sending(&sending, &invoice_file::Contact::default(), &mut bytes).expect("written");
    let context = world.facility(0, "2024-06-03T10:00:00+02:00");
    let problem = world.refused("test file", |app| app.send_batch(&context, &bytes));
    assert!(matches!(problem, Problem::Conflict(_)), "{problem}");
    // The operator's door is the same.
    let problem = world.refused("test file", |app| app.send_batch(&operator(), &bytes));
    assert!(matches!(problem, Problem::Conflict(_)), "{problem}");
}

#[test]
fn what_is_kept_of_a_batch_leads_back_to_its_bytes() {
    let world = World::new();
    world.stay(1, 0, 0);
    let bill = Bill::month_of(0, 0, "180", "2024-03", 1);
    let report = world.bill(&bill);
    let entry = world.journal().pop().expect("an entry");
    assert_eq!(
        (entry.use_case.as_str(), entry.subject),
        ("batch", format!("batch {}", report.id))
    );
    assert_eq!(entry.input, report.batch.input);
    assert_eq!(entry.law, Some(report.batch.law));
    let mut tx = world.store.begin().expect("a transaction");
    assert_eq!(tx.payload(entry.input).expect("a payload"), Some(bill.bytes()));
}
