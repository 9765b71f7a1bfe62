//! `zorgkas process` over the sample month: what it comes to, what it writes, and that a second run changes nothing.

#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use serde_json::{Value, json};
use support::{Place, SAMPLE_BATCH, sample, sample_ssins, zorgkas};

fn expected() -> Value {
    serde_json::from_slice(&std::fs::read(sample().join("expected.json")).unwrap()).unwrap()
}

/// What summary.json must be by the sample's expected.json.
fn expected_summary(state: &str, payments: &Value) -> Value {
    let expected = expected();
    json!({
        "requests": { "ACCEPTED": expected["requestsAccepted"], "PENDING": 0, "REFUSED": 0 },
        "batches": [{
            "facility": expected["facility"], "fund": expected["fund"], "month": expected["month"], "state": state,
            "askedCents": expected["totalCents"], "acceptedCents": expected["acceptedCents"],
            "refusedLines": expected["findings"].as_array().unwrap().len(), "openLines": 0,
            "findings": expected["findings"],
        }],
        "payments": payments,
    })
}

fn paid() -> Value {
    json!([{ "fund": "180", "transfers": 1, "totalCents": expected()["acceptedCents"] }])
}

#[test]
fn the_sample_comes_to_what_is_expected_of_it() {
    let place = Place::of_sample();
    let ran = place.process(&[]).ends(0);
    assert_eq!(place.summary(), expected_summary("DECIDED", &json!([])));
    insta::assert_snapshot!(ran.out, @"
    requests  24 accepted, 0 pending, 0 refused
    batch     10000001 180 2024-03  DECIDED  asked 30.592,73 EUR, accepted 30.376,63 EUR, 5 lines refused, 0 open
    ");
    assert_eq!(ran.err, "");
    let batch = |name: &str| format!("{SAMPLE_BATCH}.{name}");
    let answers = ["answers.jsonl", "summary.json"].map(str::to_owned);
    assert_eq!(
        place.names(),
        [&[batch("920098"), batch("931000")][..], &answers].concat()
    );
}

#[test]
fn signing_settles_and_pays_what_is_accepted() {
    let place = Place::of_sample();
    let ran = place.process(&["--sign"]).ends(0);
    assert_eq!(place.summary(), expected_summary("SETTLED", &paid()));
    insta::assert_snapshot!(ran.out, @"
    requests  24 accepted, 0 pending, 0 refused
    batch     10000001 180 2024-03  SETTLED  asked 30.592,73 EUR, accepted 30.376,63 EUR, 5 lines refused, 0 open
    payment   fund 180: 1 transfers, 30.376,63 EUR
    ");
    assert_eq!(
        place.payment_files(),
        [("180".to_owned(), expected()["acceptedCents"].as_i64().unwrap())]
    );
    // Segment 200 and the long segment 300, then records of 800 characters: all that was received but 95 and 96,
    // which 91 and 92 replace.
    let received = (support::sample_batch().len() - support::HEADER) / support::RECORD;
    let settlement = place
        .written()
        .into_iter()
        .find(|(name, _)| name.ends_with(".920900"))
        .unwrap()
        .1;
    assert_eq!(settlement.len(), 677 + 800 * received);
    assert_eq!(&settlement[..6], b"920900");
    assert_eq!(place.names().len(), 6);
}

#[test]
fn a_second_run_writes_the_same_and_stores_nothing() {
    for arguments in [&[][..], &["--sign"]] {
        let place = Place::of_sample();
        let first = place.process(arguments).ends(0);
        let (written, journal) = (place.written(), place.journal_length());
        // Registers, every request, the batch; with --sign the signing and the order.
        assert_eq!(journal, 1 + 24 + 1 + if arguments.is_empty() { 0 } else { 2 });
        // Looking at the store changed nothing either, so that its bytes can be compared.
        assert_eq!(place.written(), written);
        let second = place.process(arguments).ends(0);
        assert_eq!(second.out, first.out);
        for ((name, before), (again, after)) in written.iter().zip(place.written()) {
            assert_eq!(*name, again);
            assert!(*before == after, "{name} differs after a second run");
        }
        assert_eq!(place.journal_length(), journal);
    }
}

#[test]
fn signing_may_come_in_a_later_run() {
    let (at_once, later) = (Place::of_sample(), Place::of_sample());
    at_once.process(&["--sign"]).ends(0);
    later.process(&[]).ends(0);
    assert_eq!(later.payment_files(), []);
    later.process(&["--sign"]).ends(0);
    assert_eq!(later.summary(), at_once.summary());
    let but_the_store = |place: &Place| {
        let written = place.written().into_iter();
        written
            .filter(|(name, _)| !name.starts_with("zorgkas.db"))
            .collect::<Vec<_>>()
    };
    assert!(but_the_store(&later) == but_the_store(&at_once));
    // A third run without signing tells the last state reached, and payments only with --sign (interfaces.md).
    later.process(&[]).ends(0);
    assert_eq!(later.summary(), expected_summary("SETTLED", &json!([])));
}

#[test]
fn the_same_file_twice_in_a_folder_is_one_batch() {
    let place = Place::of_sample();
    place.write(&format!("batches/{SAMPLE_BATCH}-again.920000"), support::sample_batch());
    place.process(&["--sign"]).ends(0);
    assert_eq!(place.summary(), expected_summary("SETTLED", &paid()));
    assert_eq!(place.answers().len(), 24 + 2);
}

#[test]
fn the_store_may_stand_elsewhere() {
    let place = Place::of_sample();
    let data = place.input().join("deeper/store.db");
    place.process(&["--data", data.to_str().unwrap()]).ends(0);
    assert!(data.is_file());
    assert!(!place.out().join("zorgkas.db").exists());
}

#[test]
fn answers_carry_every_finding_explained_and_no_number_of_a_person() {
    let place = Place::of_sample();
    let ran = place.process(&["--sign"]).ends(0);
    let answers = place.answers();
    // In order of receipt; the file last, on 3 April at 10:00 in Brussels.
    let received: Vec<&str> = answers
        .iter()
        .map(|answer| answer["receivedAt"].as_str().unwrap())
        .collect();
    assert!(received.is_sorted());
    assert_eq!(received.last(), Some(&"2024-04-03T08:00:00Z"));
    let batch = &answers.last().unwrap()["batch"];
    assert_eq!(batch["errorShare"], expected()["share"]);
    let first = &batch["findings"][0];
    assert_eq!(
        [
            &first["invoice"],
            &first["position"],
            &first["day"],
            &first["code"],
            &first["effect"]
        ],
        [
            &json!(2),
            &json!(22),
            &json!("2024-03-22"),
            &json!("301940"),
            &json!("R")
        ]
    );
    assert!(first["text"]["nl"].as_str().unwrap().contains("43,22 EUR"));
    let told = std::fs::read_to_string(place.out().join("answers.jsonl")).unwrap() + &ran.said();
    for ssin in sample_ssins() {
        assert!(!told.contains(&ssin), "a person's number was told");
    }
}

#[test]
fn a_folder_without_requests_or_batches_is_a_register_import() {
    let place = Place::of_sample();
    std::fs::remove_dir_all(place.input().join("requests")).unwrap();
    std::fs::remove_dir_all(place.input().join("batches")).unwrap();
    place.process(&["--sign"]).ends(0);
    let none = json!({ "ACCEPTED": 0, "PENDING": 0, "REFUSED": 0 });
    assert_eq!(
        place.summary(),
        json!({ "requests": none, "batches": [], "payments": [] })
    );
    assert_eq!(place.journal_length(), 1);
}

/// Who waits for an affiliation is judged again as soon as a delivery brings it (care.md §2), whichever command took it in.
#[test]
fn what_waits_for_an_affiliation_is_judged_when_it_comes() {
    for by_import in [false, true] {
        let place = Place::of_sample();
        let memberships = place.read("registers/memberships.csv");
        let first = memberships.split_inclusive('\n').nth(1).unwrap();
        place.change("registers/memberships.csv", first, "");
        place.process(&[]).ends(0);
        assert_eq!(place.summary()["requests"]["PENDING"], 1);

        place.write("registers/memberships.csv", memberships.as_bytes());
        let store = place.out().join("zorgkas.db");
        if by_import {
            let registers = place.input().join("registers");
            let arguments = ["import", "registers", registers.to_str().unwrap(), "--data"];
            zorgkas(arguments.into_iter().chain(store.to_str())).ends(0);
        } else {
            place.process(&[]).ends(0);
        }
        let connection = rusqlite::Connection::open(&store).unwrap();
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(count("SELECT count(*) FROM dossier WHERE state = 'PENDING'"), 0);
        assert_eq!(count("SELECT count(*) FROM inbox WHERE kind = 'ANSWER'"), 1);
    }
}
