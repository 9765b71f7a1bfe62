//! `zorgkas process` on bad input: a clear reason that names file and place, the others judged, nothing half stored.

#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Place, SAMPLE_BATCH, sample_ssins};

const REQUESTS: &str = "requests/requests.jsonl";

/// Changes the first request of the sample and tells what became of it: `None` when it was judged.
#[track_caller]
fn of_first_request(change: impl FnOnce(&str) -> Vec<u8>) -> Option<String> {
    let place = Place::of_sample();
    let text = place.read(REQUESTS);
    let (first, rest) = text.split_once('\n').unwrap();
    place.write(REQUESTS, [&change(first), b"\n".as_slice(), rest.as_bytes()].concat());
    let ran = place.process(&[]);
    let problems = place.problems();
    let ran = ran.ends(i32::from(!problems.is_empty()));
    assert_eq!(judged(&place), 24 - u64::try_from(problems.len()).unwrap());
    assert_eq!(place.summary()["batches"].as_array().unwrap().len(), 1);
    assert_eq!(place.answers().len(), 25);
    let told = fs::read_to_string(place.out().join("answers.jsonl")).unwrap() + &ran.said();
    assert!(
        sample_ssins().iter().all(|ssin| !told.contains(ssin)),
        "a person's number was told"
    );
    let (file, line, kind, detail) = problems.first()?;
    assert_eq!((file.as_str(), *line), ("requests.jsonl", 1));
    assert!(
        ran.out.ends_with("\n1 got a problem: see answers.jsonl\n"),
        "{}",
        ran.out
    );
    // One entry of the journal for each thing that was judged: what got a problem left nothing.
    assert_eq!(place.journal_length(), 1 + 23 + 1);
    Some(format!("{kind}: {detail}"))
}

/// How many requests were answered.
fn judged(place: &Place) -> u64 {
    place.summary()["requests"]
        .as_object()
        .unwrap()
        .values()
        .map(|count| count.as_u64().unwrap())
        .sum()
}

#[test]
fn a_line_that_is_no_json() {
    let check = |change: &dyn Fn(&str) -> Vec<u8>, expected: &str| {
        let told = of_first_request(change).unwrap();
        assert_eq!(told, format!("invalidInput: the input is not valid: {expected}"));
    };
    check(
        &|line| line[..200].into(),
        "this line is no JSON: column 200: EOF while parsing a value",
    );
    check(&|_| "zaterdag".into(), "this line is no JSON: column 1: expected value");
    check(
        &|line| [line, line].concat().into(),
        "this line is no JSON: column 475: trailing characters",
    );
    check(
        &|_| "[".repeat(100_000).into(),
        "this line is no JSON: column 128: recursion limit exceeded",
    );
    check(&|_| "[]".into(), "a message is a JSON object");
    check(&|_| "null".into(), "a message is a JSON object");
    let latin1 = |line: &str| {
        let (before, behind) = line.split_once("Team").unwrap();
        [before.as_bytes(), b"T\xe9am", behind.as_bytes()].concat()
    };
    check(&latin1, "this line is no JSON: column 276: invalid unicode code point");
}

/// Changes a field of the first request; `null` as the new value takes the field away.
#[track_caller]
fn of_field(field: &str, value: Value) -> Option<String> {
    of_first_request(|line| {
        let mut message: Value = serde_json::from_str(line).unwrap();
        let (group, name) = match field.split_once('.') {
            Some((group, name)) => (&mut message[group], name),
            None => (&mut message, field),
        };
        match value {
            Value::Null => drop(group.as_object_mut().unwrap().remove(name)),
            value => group[name] = value,
        }
        message.to_string().into()
    })
}

#[test]
fn a_field_that_cannot_be() {
    let check = |field: &str, value: Value, expected: &str| {
        let told = of_field(field, value).unwrap();
        assert_eq!(told, format!("invalidInput: the input is not valid: {expected}"));
    };
    check("colour", json!("red"), "colour: unknown field");
    check("contact.fax", json!("1"), "contact.fax: unknown field");
    check("migration", json!("no"), "migration: must be true or false");
    check("contact", json!("Team"), "contact: must be an object");
    check("ssin", json!(58), "ssin: must be text");
    check("messageId", json!("x"), "messageId: must be a UUID");
    check("messageId", Value::Null, "messageId: is absent");
    check("facility", Value::Null, "facility: is absent");
    check("facility", json!(10_000_001), "facility: must be text");
    let instant = "receivedAt: expected an instant with offset, such as 2024-03-08T09:00:00+01:00";
    check("receivedAt", Value::Null, instant);
    check("receivedAt", json!(3), instant);
    check("receivedAt", json!("2024-03-08"), instant);
    check("receivedAt", json!("2024-03-08T09:00:00"), instant);
    // Nobody known sends it: no check of care.md says so, the door does.
    let unknown = of_field("facility", json!("99999999"));
    assert_eq!(
        unknown.unwrap(),
        "forbidden: forbidden: the facility of this message is not in the register"
    );
    // A wrong value of a field is no bad input: it is judged, and refused with a finding.
    assert_eq!(of_field("ssin", json!("58102882215")), None);
    assert_eq!(of_field("start", json!("yesterday")), None);
    assert_eq!(of_field("userStatus", Value::Null), None);
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let place = Place::of_sample();
    let text = place.read(REQUESTS).replace('\n', "\r\n\r\n");
    place.write(REQUESTS, text + "broken\r\n");
    place.process(&[]).ends(1);
    assert_eq!(judged(&place), 24);
    let problems = place.problems();
    assert_eq!((problems[0].0.as_str(), problems[0].1), ("requests.jsonl", 49));
}

#[test]
fn a_message_that_comes_twice() {
    let place = Place::of_sample();
    let text = place.read(REQUESTS);
    let first = text.lines().next().unwrap();
    // The same message in another file, fields in another order, received later: the same answer, nothing stored.
    let message: Value = serde_json::from_str(first).unwrap();
    place.write(
        "requests/later.jsonl",
        message.to_string().replace("2024-03-08T09", "2024-03-20T09") + "\n",
    );
    place.process(&[]).ends(0);
    assert_eq!(place.journal_length(), 1 + 24 + 1);
    let answers = place.answers();
    let of = |file: &str, line: u64| {
        let found = answers
            .iter()
            .find(|answer| answer["file"] == file && answer["line"] == line);
        found.unwrap()["answer"].clone()
    };
    assert_eq!(of("later.jsonl", 1), of("requests.jsonl", 1));
    // Its id with other content is a conflict.
    let place = Place::of_sample();
    place.write(REQUESTS, format!("{text}{}\n", first.replace("VOLUNTARY", "FORCED")));
    place.process(&[]).ends(1);
    let told = "conflict: this messageId was used before for a message with other content".to_owned();
    assert_eq!(
        place.problems(),
        [("requests.jsonl".to_owned(), 25, "conflict".to_owned(), told)]
    );
    assert_eq!(judged(&place), 24);
}

#[test]
fn a_facility_without_trust_is_refused_at_the_door() {
    let check = |to: &str, expected: &str| {
        let place = Place::of_sample();
        place.change("registers/facilities.csv", "yes,yes", to);
        place.process(&["--sign"]).ends(1);
        let problems = place.problems();
        assert_eq!(problems.len(), 25);
        assert!(
            problems
                .iter()
                .all(|(_, _, kind, detail)| kind == "forbidden" && detail == expected)
        );
        let (file, line, _, _) = problems.last().unwrap();
        assert_eq!((file.as_str(), *line), (format!("{SAMPLE_BATCH}.920000").as_str(), 0));
        let none = json!({ "ACCEPTED": 0, "PENDING": 0, "REFUSED": 0 });
        assert_eq!(
            place.summary(),
            json!({ "requests": none, "batches": [], "payments": [] })
        );
        assert_eq!(place.names(), ["answers.jsonl", "summary.json"]);
        assert_eq!(place.journal_length(), 1);
        // Once the register says otherwise the same folder is judged.
        place.change("registers/facilities.csv", to, "yes,yes");
        place.process(&["--sign"]).ends(0);
        assert_eq!(place.summary()["batches"][0]["state"], "SETTLED");
    };
    check(
        "no,yes",
        "forbidden: no valid Circle of Trust declaration of this facility is known",
    );
    check("yes,no", "forbidden: the software of this facility is not attested");
}

/// Changes a register file of the sample; what is told on standard error, with nothing said or stored.
#[track_caller]
fn bad_row(file: &str, from: &str, to: &str, expected: &[&str]) {
    let place = Place::of_sample();
    place.change(&format!("registers/{file}"), from, to);
    let ran = place.process(&[]).ends(1);
    assert_eq!(ran.err.lines().collect::<Vec<_>>(), expected);
    assert_eq!(
        (ran.out.as_str(), place.names().len(), place.journal_length()),
        ("", 0, 0)
    );
}

#[test]
fn bad_rows_stop_the_run_and_store_nothing() {
    let check = bad_row;
    let members = "members.csv";
    check(
        members,
        "birth_date",
        "born",
        &[
            "members.csv line 1, column born: unknown column",
            "members.csv line 1, column birth_date: the column is missing",
        ],
    );
    check(
        members,
        "58102882214",
        "58102882215",
        &["members.csv line 2, column ssin: the check digits are wrong"],
    );
    check(
        members,
        "An Goossens,,,OBLIGATORY",
        "An Goossens,1974-02-30,,SOMETIMES",
        &[
            "members.csv line 4, column birth_date: expected a date as yyyy-MM-dd",
            "members.csv line 4, column obligation: expected OBLIGATORY, VOLUNTARY, RESTRICTIVE, FORBIDDEN, PROTOCOL",
        ],
    );
    check(
        members,
        "77102578654,An",
        "57082546142,An",
        &["members.csv line 5, column ssin: the same person stands on line 3"],
    );
    check(
        members,
        ",9000,Gent,BE",
        ",9000",
        &["members.csv line 2: 9 fields; expected 11"],
    );
}

#[test]
fn rows_that_contradict_others_stop_the_run() {
    let check = bad_row;
    let memberships = "memberships.csv";
    check(
        memberships,
        "58102882214,180,",
        "58102882214,999,",
        &["memberships.csv line 2, column fund: the care fund is not known"],
    );
    check(
        memberships,
        "58102882214",
        "85073003328",
        &["memberships.csv line 2, column ssin: the person is not known"],
    );
    check(
        memberships,
        "2019-01-01,",
        "2019-01-01,2018-01-01",
        &["memberships.csv line 2, column to: lies before from"],
    );
    check(
        memberships,
        "2019-01-01,",
        "2019-01-01,\n58102882214,280,OFFICIAL,2020-01-01,",
        &["memberships.csv line 3, column from: overlaps the membership of the same person on line 2"],
    );
    check(
        "tariffs.csv",
        "DAY,IBW",
        "DAY,XYZ",
        &["tariffs.csv line 2, column sector: the law knows no sector XYZ"],
    );
}

#[test]
fn register_files_that_are_no_register_files() {
    let check = |content: Option<&[u8]>, expected: &str| {
        let place = Place::of_sample();
        match content {
            Some(content) => place.write("registers/tariffs.csv", content),
            None => fs::remove_file(place.input().join("registers/tariffs.csv")).unwrap(),
        }
        let ran = place.process(&[]).ends(1);
        assert_eq!(ran.err.lines().next(), Some(expected));
        assert_eq!((place.names().len(), place.journal_length()), (0, 0));
    };
    check(None, "tariffs.csv: the file is missing");
    check(Some(b""), "tariffs.csv line 1: the file is empty; a header is expected");
    check(Some(&[0; 1000]), "tariffs.csv line 1, column 1: unknown column");
    check(
        Some(b"\xff\xfec\0o\0d\0e\0"),
        "tariffs.csv line 1, column 1: unknown column",
    );
}

#[test]
fn wrong_use_is_told_apart() {
    let check = |change: &dyn Fn(&Place), arguments: &[&str], expected: &str| {
        let place = Place::of_sample();
        change(&place);
        let ran = place.process(arguments).ends(2);
        let (root, out) = (place.input(), place.out());
        let told = ran
            .err
            .replace(root.to_str().unwrap(), "IN")
            .replace(out.to_str().unwrap(), "OUT");
        assert!(told.starts_with(expected), "{told}");
        assert_eq!(ran.out, "");
    };
    let remove = |place: &Place| fs::remove_dir_all(place.input()).unwrap();
    check(&remove, &[], "zorgkas: IN/registers: there is no such folder\n");
    let stray = |place: &Place| place.write("registers/prices.csv", "");
    check(
        &stray,
        &[],
        "zorgkas: IN/registers/prices.csv: no register file has this name; there are members.csv, ",
    );
    let occupied = |place: &Place| fs::write(place.out(), "a file").unwrap();
    check(&occupied, &[], "zorgkas: OUT: ");
    let sample = |_: &Place| {};
    let other = support::sample().join("expected.json");
    check(&sample, &["--data", other.to_str().unwrap()], "zorgkas: ");
    let below_a_file = support::sample().join("expected.json/store.db");
    check(&sample, &["--data", below_a_file.to_str().unwrap()], "zorgkas: ");
    check(&sample, &["--quick"], "error: unexpected argument '--quick' found");
    // What was no database is left as it was.
    assert!(fs::read(other).unwrap().starts_with(b"{"));
}

#[test]
fn a_fund_without_account_cannot_pay() {
    let place = Place::of_sample();
    place.change("registers/care_funds.csv", "180,,BE68539007547034", "180,,");
    place.process(&["--sign"]).ends(1);
    let summary = place.summary();
    assert_eq!(
        (&summary["batches"][0]["state"], &summary["payments"]),
        (&json!("SETTLED"), &json!([]))
    );
    let last = place.answers().pop().unwrap();
    assert_eq!(
        last["problem"]["detail"],
        "conflict: the account of care fund 180 is not in the register"
    );
    // Once it has one, the next run pays.
    place.change("registers/care_funds.csv", "180,,", "180,,BE68539007547034");
    place.process(&["--sign"]).ends(0);
    assert_eq!(place.payment_files().len(), 1);
}
