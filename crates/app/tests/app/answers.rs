//! The answers on a batch as files, state by state.

use app::{Decision, FundRole, LinePick};
use identifiers::{BatchId, EuroCents};
use jiff::civil::date;
use store::BatchState;

use super::bill::{Bill, damaged};
use super::fixture::{COST_CENTS, COST_CODE, DAY_CENTS, World, employee, operator};

#[track_caller]
fn check<S: store::Store>(world: &World<S>, batch: BatchId, state: BatchState, expected: &[&str]) {
    assert_eq!(
        world.app().batch(&operator(), batch).expect("a batch").batch.state,
        state
    );
    let files = world.app().answers(&operator(), batch).expect("answers");
    let told = documents(world, batch);
    assert_eq!(
        told.iter()
            .map(|told| told["message"].as_str().expect("a name"))
            .collect::<Vec<_>>(),
        expected
    );
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

/// The documents of a batch as JSON, each valid by the published schema.
#[track_caller]
pub fn documents<S: store::Store>(world: &World<S>, batch: BatchId) -> Vec<serde_json::Value> {
    let schema = include_str!("../../../../docs/schemas/batch-answer.schema.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).expect("JSON")).expect("a schema");
    let documents = world.app().answer_documents(&operator(), batch).expect("answers");
    let documents: Vec<serde_json::Value> = documents
        .iter()
        .map(|document| serde_json::to_value(document).expect("JSON"))
        .collect();
    for document in &documents {
        let faults: Vec<String> = schema.iter_errors(document).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, [""; 0], "{document:#}");
    }
    documents
}

/// What went out when a batch was judged stays as it was, whatever people do with its lines afterwards.
#[test]
fn what_went_out_is_not_changed_by_review_and_decisions() {
    let world = World::new();
    world.stay(1, 0, 0);
    let costly = Bill::month_of(0, 0, "180", "2024-03", 1).with((COST_CODE, date(2024, 3, 12), COST_CENTS + 1));
    let batch = world.bill(&costly).id;
    let sent = |world: &World<_>| {
        let file = world.app().answers(&operator(), batch).expect("answers").swap_remove(1);
        (file.bytes, documents(world, batch).swap_remove(1))
    };
    let before = sent(&world);
    assert_eq!(
        (&before.1["message"], &before.1["state"]),
        (&"920098".into(), &"IN_REVIEW".into())
    );
    let worker = employee("180", FundRole::CaseWorker, "2024-06-04T09:00:00+02:00");
    let first_day = LinePick {
        position: Some(1),
        ..LinePick::default()
    };
    world
        .app()
        .review_lines(&worker, batch, &first_day)
        .expect("it is taken into review");
    assert_eq!(sent(&world), before, "a line taken into review");
    let cost = LinePick {
        code: identifiers::PerformanceCode::from_number(COST_CODE).ok(),
        ..LinePick::default()
    };
    let (yes, no) = (Decision::Accept, Decision::Refuse);
    world
        .app()
        .decide_lines(&worker, batch, &cost, yes, "Factuur gezien")
        .expect("it is open");
    world
        .app()
        .decide_lines(&worker, batch, &first_day, no, "Afwezig")
        .expect("it is open");
    assert_eq!(sent(&world), before, "decided");
    world.sign("180", batch).expect("it is decided");
    assert_eq!(sent(&world), before, "signed");

    let settled = documents(&world, batch).pop().expect("a settlement");
    let lines = &settled["invoices"][0]["lines"];
    assert_eq!(
        lines.as_array().map(Vec::len),
        Some(32),
        "each line is in it, also the accepted ones"
    );
    let told = |place: usize| {
        (
            lines[place]["outcome"].as_str(),
            lines[place]["decision"]["reason"].as_str(),
        )
    };
    assert_eq!(told(0), (Some("REFUSED"), Some("Afwezig")));
    assert_eq!(told(1), (Some("ACCEPTED"), None));
    assert_eq!(told(31), (Some("ACCEPTED"), Some("Factuur gezien")));
    assert!(settled["objection"]["nl"].is_string(), "something is refused");
    let file = world
        .app()
        .answers(&operator(), batch)
        .expect("answers")
        .pop()
        .expect("920900");
    let text = String::from_utf8_lossy(&file.bytes).into_owned();
    assert!(text.contains("Beslist door de zorgkas: geweigerd (Afwezig)."));
    assert!(text.contains("Beslist door de zorgkas: aanvaard (Factuur gezien)."));
}

#[test]
fn a_settlement_tells_what_was_set_off() {
    let world = World::new();
    world.stay(1, 0, 0);
    let march = Bill::month_of(0, 0, "180", "2024-03", 1);
    let signed = |bill: &Bill| {
        let id = world.bill(bill).id;
        (id, world.sign("180", id).expect("it is decided"))
    };
    signed(&march);
    let (credit, debt) = signed(&march.taken_back("2024-04", 2));
    let (may, settlement) = signed(&Bill::month_of(0, 0, "180", "2024-05", 3));
    let owed = documents(&world, credit).pop().expect("a settlement")["settlement"].clone();
    assert_eq!(
        (&owed["payableCents"], &owed["debtCents"]),
        (&0.into(), &(31 * DAY_CENTS).into())
    );
    let told = documents(&world, may).pop().expect("a settlement")["settlement"].clone();
    assert_eq!(told["setOff"][0]["reference"], debt.reference.to_digits());
    assert_eq!(told["setOff"][0]["cents"], settlement.set_off.cents());
    assert_eq!((&told["payableCents"], &told["debtCents"]), (&0.into(), &0.into()));
    let file = world
        .app()
        .answers(&operator(), may)
        .expect("answers")
        .pop()
        .expect("920900");
    let text = String::from_utf8_lossy(&file.bytes).into_owned();
    let told = format!(
        "Verrekend: {} met {}. Te betalen: {}.",
        settlement.set_off,
        debt.reference,
        EuroCents::ZERO
    );
    assert!(text.contains(&told), "{told}");
    assert!(
        !text.contains(&settlement.reference.to_digits()),
        "zone 423 is blank when nothing is paid"
    );
}
