//! Care requests: the same message again, and the same id with another content.

use app::Problem;
use serde_json::{Value, json};
use store::Store;

use super::fixture::{World, as_object, at, digits, hco, request};

/// The same request as text, its fields in another order, with white space, and its start by another offset.
fn written_otherwise(id: u128, facility: usize, n: u64) -> String {
    format!(
        r#"{{ "requestedEnd": "2024-12-31", "start": "2024-03-01T13:00:00Z",
            "medicalReport": {{ "psychiatrist": "18334780004", "date": "2024-01-10", "diagnosis": "F20.9" }},
            "contact": {{ "phone": "021234567", "email": null, "name": "Team instroom" }}, "userType": null,
            "origin": "41", "accidentCode": "NONE", "userStatus": "VOLUNTARY", "requestType": "NEW",
            "migration": false, "ssin": "{}", "facility": "{}", "messageId": "{}" }}"#,
        digits(n),
        hco(facility),
        uuid::Uuid::from_u128(id).to_string().to_uppercase()
    )
}

#[test]
fn the_same_content_gets_the_same_answer_byte_for_byte() {
    let world = World::new();
    let first_time = world.facility(0, "2024-03-05T09:00:00+01:00");
    let first = world.send(&first_time, &request(1, 0, 0)).expect("it is taken in");
    let before = world.journal();
    let otherwise = written_otherwise(1, 0, 0);
    let value: Value = serde_json::from_str(&otherwise).expect("JSON");
    // Also when the answer of today would be another: the request would be late by then.
    for when in ["2024-03-05T09:00:00+01:00", "2025-06-01T00:00:00Z"] {
        let context = world.facility(0, when);
        let again = world
            .app()
            .send_request(&context, otherwise.as_bytes(), &as_object(&value));
        assert_eq!(again.expect("the same again").json, first.json);
        let again = world.send(&context, &request(1, 0, 0)).expect("the same again");
        assert_eq!(again.json, first.json);
        assert_eq!(
            serde_json::to_string(&again.answer).expect("JSON"),
            first.json,
            "the answer is what its JSON says"
        );
    }
    assert_eq!(world.journal(), before);
    let mut tx = world.store.begin().expect("a transaction");
    assert_eq!(
        tx.count_dossiers()
            .expect("a count")
            .iter()
            .map(|(_, count)| count)
            .sum::<u64>(),
        1
    );
}

#[test]
fn a_refused_request_gets_its_refusal_again() {
    let world = World::new();
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    let mut message = request(1, 0, 0);
    message["origin"] = json!("99");
    let first = world.send(&context, &message).expect("it is taken in");
    assert!(first.json.contains("\"REFUSED\""), "{}", first.json);
    let before = world.journal();
    assert_eq!(world.send(&context, &message).expect("the same again").json, first.json);
    assert_eq!(world.journal(), before);
}

#[test]
fn the_same_id_with_another_content_is_a_conflict() {
    let world = World::new();
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    world.send(&context, &request(1, 0, 0)).expect("it is taken in");
    let changes: [(&str, Value); 5] = [
        ("start", json!("2024-03-01T14:00:00.000001+01:00")),
        ("requestedEnd", json!("2024-12-30")),
        ("ssin", json!(digits(1))),
        ("origin", Value::Null),
        ("migration", json!(true)),
    ];
    for (field, value) in changes {
        let mut message = request(1, 0, 0);
        message[field] = value;
        let problem = world.refused(field, |_| world.send(&context, &message));
        assert!(matches!(problem, Problem::Conflict(_)), "{field}: {problem}");
    }
    // Another facility makes its own ids.
    let other = world.facility(1, "2024-03-05T09:00:00+01:00");
    world.send(&other, &request(1, 1, 1)).expect("it is taken in");
}

#[test]
fn what_is_no_message_is_invalid_and_not_kept() {
    let world = World::new();
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    for message in [json!({}), json!({ "messageId": "x" }), json!({ "colour": "red" })] {
        let problem = world.refused("no message", |_| world.send(&context, &message));
        assert!(matches!(problem, Problem::InvalidInput(_)), "{problem}");
        assert!(!problem.issues().is_empty());
    }
    // Its id is free still.
    world.send(&context, &request(1, 0, 0)).expect("it is taken in");
}

#[test]
fn the_journal_names_the_dossier_and_keeps_what_was_sent_and_answered() {
    let world = World::new();
    let dossier = world.stay(1, 0, 0);
    let entry = world.journal().pop().expect("an entry");
    assert_eq!(
        (entry.use_case.as_str(), entry.subject),
        ("careRequest", format!("dossier {dossier}"))
    );
    assert_eq!(entry.at, at("2024-03-05T09:00:00+01:00"));
    assert_eq!(
        entry.law,
        Some(*world.app().law().hash().as_bytes()),
        "the law it was judged by"
    );
    let mut tx = world.store.begin().expect("a transaction");
    let input = tx.payload(entry.input).expect("a payload");
    assert_eq!(input, Some(serde_json::to_vec(&request(1, 0, 0)).expect("JSON")));
    let answer = tx.payload(entry.answer).expect("a payload").expect("kept");
    assert!(String::from_utf8_lossy(&answer).contains("\"ACCEPTED\""));
}

/// A number that was replaced is understood, and the answer says which one took its place.
#[test]
fn a_replaced_number_is_understood_with_a_note() {
    let world = World::new();
    let new = super::fixture::ssin(70);
    let replaced = registers::import::ReplacedSsinRow {
        line: 2,
        old_ssin: super::fixture::ssin(0),
        new_ssin: new,
        from: jiff::civil::date(2024, 1, 1),
    };
    let delivery = registers::import::Registers {
        replaced_ssins: vec![replaced],
        ..registers::import::Registers::default()
    };
    world
        .app()
        .import_read(&super::fixture::operator(), &delivery)
        .expect("the replacement is taken in");
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    let answered = world.send(&context, &request(1, 0, 0)).expect("it is answered");
    assert_eq!(answered.answer.ssin_replaced_by, Some(new));
    let asked = |ssin: &str| {
        world
            .app()
            .insurance_status(&context, ssin, None)
            .expect("it is answered")
    };
    assert_eq!(asked(&digits(0)).ssin_replaced_by, Some(new));
    assert_eq!(asked(&new.to_digits()).ssin_replaced_by, None);
    let other = world.send(&context, &request(2, 0, 1)).expect("it is answered");
    assert_eq!(other.answer.ssin_replaced_by, None);
}
