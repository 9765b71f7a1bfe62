//! What the software of a facility did, as whoever attests it reads it; and that its reading is recorded.

use app::{Decision, FundRole, Problem};
use serde_json::{Value, json};

use super::bill::Bill;
use super::fixture::{World, employee, operator, request};
use super::rights::{UseCase, may_read_batch};
use super::trust::may_attest;

/// The use cases of this file, for the test of rights.
pub(super) static USE_CASES: &[UseCase] = &[
    UseCase {
        name: "software_calls",
        run: |stage, app, context| app.software_calls(context, stage.world.facilities[0], 0).map(drop),
        may: may_attest,
    },
    UseCase {
        name: "read_answer",
        run: |stage, app, context| app.read_answer(context, stage.decided, "920098").map(drop),
        may: may_read_batch,
    },
    UseCase {
        name: "read_answer_document",
        run: |stage, app, context| app.read_answer_document(context, stage.decided, "920098").map(drop),
        may: may_read_batch,
    },
];

#[test]
fn what_software_sent_read_and_was_answered_is_told_in_order() {
    let world = World::new();
    let app = world.app();
    let dossier = world.stay(1, 0, 0);
    let mine = world.facility(0, "2024-06-02T10:00:00+02:00");
    assert_eq!(app.inbox(&mine, 0).expect("its own"), []);
    let mut pending = request(2, 0, 1);
    pending["medicalReport"]["psychiatrist"] = json!("41234581000");
    let answered = world.send(&world.facility(0, "2024-03-05T09:00:00+01:00"), &pending);
    let answered = answered.expect("it is answered").json;
    assert!(answered.contains("\"PENDING\""), "{answered}");
    let waiting = app
        .dossier_of_message(
            &mine,
            pending["messageId"].as_str().expect("an id").parse().expect("an id"),
        )
        .expect("its dossier");
    let worker = employee("180", FundRole::CaseWorker, "2024-06-02T11:00:00Z");
    app.decide_dossier(&worker, waiting, Decision::Accept, "goed")
        .expect("decided");
    assert_eq!(app.inbox(&mine, 0).expect("its own").len(), 1);
    let batch = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
    app.read_answer(&mine, batch, "920098").expect("the answer");
    let none = app
        .read_answer_document(&mine, batch, "920900")
        .expect_err("it is not signed");
    assert!(matches!(none, Problem::NotFound(_)), "{none}");
    // Another facility's software is none of this one's.
    world.stay(3, 1, 2);

    let calls = app.software_calls(&operator(), world.facilities[0], 0).expect("calls");
    let told: Vec<(&str, &str)> = calls
        .iter()
        .map(|call| (call.call.as_str(), call.subject.as_str()))
        .collect();
    let (first, second) = (format!("dossier {dossier}"), format!("dossier {waiting}"));
    let (inbox, sending) = (format!("facility {}", world.facilities[0]), format!("batch {batch}"));
    let expected = [
        ("careRequest", first.as_str()),
        ("careRequest", &second),
        ("inbox", &inbox),
        ("batch", &sending),
        ("batchAnswer", &sending),
    ];
    assert_eq!(told, expected);
    let [_, sent, read, batch, answer] = calls.as_slice() else {
        panic!("five calls");
    };
    assert_eq!(sent.findings, ["CARE_MEDICAL_REVIEW"]);
    assert_eq!(read.answer["messages"], json!([pending["messageId"]]));
    assert_eq!(batch.message["month"], "2024-03");
    assert_eq!(batch.message["credit"], Value::Bool(false));
    assert_eq!((&batch.answer["state"], batch.findings.len()), (&json!("DECIDED"), 0));
    assert_eq!(answer.message["name"], "920098");
    let later = app
        .software_calls(&operator(), world.facilities[0], batch.entry)
        .expect("calls");
    assert_eq!(later.as_slice(), std::slice::from_ref(answer));
}
