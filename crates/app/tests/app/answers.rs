//! The answers on a batch as files, state by state.

use identifiers::BatchId;
use jiff::civil::date;
use store::BatchState;

use super::bill::{Bill, damaged};
use super::fixture::{COST_CENTS, COST_CODE, DAY_CENTS, World, operator};

#[track_caller]
fn check<S: store::Store>(world: &World<S>, batch: BatchId, state: BatchState, expected: &[&str]) {
    assert_eq!(
        world.app().batch(&operator(), batch).expect("a batch").batch.state,
        state
    );
    let files = world.app().answers(&operator(), batch).expect("answers");
    assert_eq!(
        files.iter().map(|file| file.name).collect::<Vec<_>>(),
        expected,
        "{state:?}"
    );
    for file in &files {
        assert_eq!(
            file.bytes.get(..6),
            Some(file.name.as_bytes()),
            "zone 200 is the name of the message"
        );
    }
    let again = world.app().answers(&operator(), batch).expect("answers");
    let same = files
        .iter()
        .zip(&again)
        .all(|(a, b)| a.name == b.name && a.bytes == b.bytes);
    assert!(same, "{state:?}: the same files come out again");
}

#[test]
fn each_state_has_its_answers() {
    let world = World::new();
    world.stay(1, 0, 0);
    let march = Bill::month_of(0, 0, "180", "2024-03", 1);
    let context = world.facility(0, "2024-06-03T10:00:00+02:00");
    let before = world.journal().len();
    let broken = world
        .app()
        .send_batch(&context, &damaged(march.bytes(), 4, 95, b'9'))
        .expect("it is taken in")
        .id;
    check(&world, broken, BatchState::RefusedTechnical, &["920999"]);
    let paid = world.bill(&march).id;
    check(&world, paid, BatchState::Decided, &["931000", "920098"]);
    let refused = world
        .bill(&Bill {
            sending_number: 2,
            ..march
        })
        .id;
    check(&world, refused, BatchState::Refused, &["931000", "920099"]);
    let costly = Bill::month_of(0, 0, "180", "2024-04", 3).with((COST_CODE, date(2024, 4, 12), COST_CENTS + 1));
    let review = world.bill(&costly).id;
    check(&world, review, BatchState::InReview, &["931000", "920098"]);
    assert_eq!(world.journal().len(), before + 4, "asking for answers writes nothing");
    let all = ["931000", "920098", "920900"];
    let settlement = world.sign("180", paid).expect("it is decided");
    check(&world, paid, BatchState::Settled, &all);
    world.pay("180").expect("it is due");
    check(&world, paid, BatchState::Settled, &all);
    world.bank("180", paid, true).expect("it is ordered");
    check(&world, paid, BatchState::Paid, &all);

    let files = world.app().answers(&operator(), paid).expect("answers");
    let text = String::from_utf8_lossy(&files[2].bytes).into_owned();
    assert!(
        text.contains(&settlement.reference.to_digits()),
        "zone 423 is the payment reference"
    );
    assert!(text.contains(&format!("+{:011}", 31 * DAY_CENTS)), "the accepted total");
}

#[test]
fn what_cannot_be_read_at_all_is_answered_too() {
    let world = World::new();
    let context = world.facility(0, "2024-06-03T10:00:00+02:00");
    let good = Bill::month_of(0, 0, "180", "2024-03", 1).bytes();
    let half = &good[..good.len() / 2];
    for bytes in [b"".as_slice(), b"Dear fund,", &[0xff; 1000], half] {
        let report = world.app().send_batch(&context, bytes).expect("it is taken in");
        check(&world, report.id, BatchState::RefusedTechnical, &["920999"]);
    }
}
