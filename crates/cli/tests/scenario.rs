//! `zorgkas scenario`: what each outcome of a file looks like, and its exit status (scenarios.md).

#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::fs;

use support::{Ran, repository, zorgkas};
use tempfile::TempDir;

const NOTHING: &str = "title = \"Only the clock\"\n[[step]]\nat = 2024-03-10T10:00:00+01:00\ndo = \"nothing\"\n";

/// A request that was received late; the outcome that is expected is put in.
fn late(outcome: &str) -> String {
    format!(
        r#"title = "A late request"
[[person]]
ssin = "85073003328"
obligation = "OBLIGATORY"
membership = [{{ fund = "180", kind = "OFFICIAL", from = 2020-01-01 }}]

[[facility]]
id = "ibw-a"
sector = "IBW"
hco = "10000001"
nihdi = "73100188000"
cbe = "0411000183"
iban = "BE74001100000107"
recognised = [{{ from = 2015-01-01, places = 20 }}]

[[step]]
at = 2024-03-31T09:00:00+02:00
do = "nothing"

[[step]]
at = 2024-04-01T09:00:00+02:00
do = "careRequest"
facility = "ibw-a"
message = {{ ssin = "85073003328", migration = false, requestType = "NEW", userStatus = "VOLUNTARY", accidentCode = "NONE", origin = "41", start = 2024-03-01T14:00:00+01:00, requestedEnd = 2024-12-31, contact = {{ name = "Team instroom", phone = "021234567" }}, medicalReport = {{ diagnosis = "F20.9", psychiatrist = "18334780004", date = 2024-01-10 }} }}
expect = {{ outcome = "{outcome}" }}
"#
    )
}

/// Runs texts as files a.toml, b.toml …, with further arguments; the folder is told as DIR.
#[track_caller]
fn runs(texts: &[&[u8]], more: &[&str]) -> Ran {
    let folder = TempDir::new().unwrap();
    for (text, name) in texts.iter().zip(["a.toml", "b.toml", "c.toml"]) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let mut ran = zorgkas(["scenario", path].iter().chain(more));
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    ran.out = ran.out.replace(path, "DIR");
    ran.err = ran.err.replace(path, "DIR");
    ran
}

#[test]
fn the_three_endings_of_a_file() {
    let (right, wrong) = (late("ACCEPTED"), late("REFUSED"));
    let ran = runs(&[right.as_bytes(), NOTHING.as_bytes()], &[]).ends(0);
    assert_eq!(ran.out, "ok  A late request\nok  Only the clock\n2 passed, 0 failed\n");
    let ran = runs(&[wrong.as_bytes(), NOTHING.as_bytes()], &[]).ends(1);
    assert_eq!(
        ran.out,
        "FAILED  A late request · step 2 · expected outcome REFUSED, got ACCEPTED [CARE_LATE]\n\
         ok  Only the clock\n1 passed, 1 failed\n"
    );
    let ran = runs(&[wrong.as_bytes(), b"title = 3", NOTHING.as_bytes()], &[]).ends(2);
    assert_eq!(
        ran.out,
        "FAILED  A late request · step 2 · expected outcome REFUSED, got ACCEPTED [CARE_LATE]\n\
         UNREADABLE  DIR/b.toml: line 1: title: invalid type: integer `3`, expected a string\n\
         ok  Only the clock\n1 passed, 1 failed\n"
    );
}

#[test]
fn for_machines_and_with_reasons() {
    let (right, wrong) = (late("ACCEPTED"), late("REFUSED"));
    let explained = "      CARE_LATE  The request was received on 2024-04-01, more than 30 days after the start on \
         2024-03-01. The care is covered from 2024-03-02.  [IBW slides §6.2; PVT slides §2; D1]";
    let ran = runs(&[right.as_bytes()], &["--explain"]).ends(0);
    assert_eq!(
        ran.out,
        format!("ok  A late request\n{explained}\n1 passed, 0 failed\n")
    );
    let ran = runs(&[wrong.as_bytes(), NOTHING.as_bytes(), b"x"], &["--json"]).ends(2);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&told).unwrap());
}

#[test]
fn a_file_that_cannot_be_read_names_line_and_field() {
    let check = |text: &[u8], expected: &str| {
        let ran = runs(&[text], &[]).ends(2);
        assert_eq!(
            ran.out,
            format!("UNREADABLE  DIR/a.toml: {expected}\n0 passed, 0 failed\n")
        );
        assert!(!ran.said().contains("85073003328"));
    };
    let change = |from: &str, to: &str| {
        let text = late("ACCEPTED");
        assert!(text.contains(from));
        text.replacen(from, to, 1).into_bytes()
    };
    check(b"", "line 1: missing field `title`");
    check(
        b"title = \n",
        "line 1: title: string values must be quoted, expected literal string",
    );
    check(b"title = \"one\"\n# \xe9\n", "line 2: expected UTF-8");
    check(
        &change("obligation =", "colour = 1\nobligation ="),
        "line 4: unknown field `colour`, expected one of `ssin`, `name`, `birth`, `address`, `obligation`, `deceased`, \
         `premiumsPaid`, `insurer`, `incomeCategory`, `membership`",
    );
    check(
        &change("\"OBLIGATORY\"", "\"SOMETIMES\""),
        "line 4: obligation: unknown variant `SOMETIMES`, expected one of `OBLIGATORY`, `VOLUNTARY`, `RESTRICTIVE`, \
         `FORBIDDEN`, `PROTOCOL`",
    );
    check(
        &change("\"85073003328\"", "85073003328"),
        "line 3: ssin: invalid type: integer `…`, expected a string",
    );
    check(
        &change("85073003328", "85073003329"),
        "person 1: ssin: the check digits are wrong",
    );
    check(
        &change("0411000183", "0411000184"),
        "facility ibw-a: cbe: the check digits are wrong",
    );
    check(
        &change("\"nothing\"", "\"fly\""),
        "line 16: step 1: do: there is no step \"fly\"",
    );
    check(
        &change("do = \"nothing\"", "do = \"nothing\"\nday = 1"),
        "line 16: step 1: nothing has no fields of its own",
    );
    check(
        &change("{ outcome", "{ color"),
        "line 20: step 2: expect.color: a careRequest step has no such result",
    );
    check(
        &change("facility = \"ibw-a\"", "facility = 3"),
        "line 20: step 2: facility: invalid type: integer `3`, expected a string",
    );
    check(
        &change("2024-04-01T", "2024-03-30T"),
        "line 20: step 2: at: lies before the step before it",
    );
    check(
        &change("2024-04-01T09:00:00+02:00", "2024-04-01"),
        "line 20: step 2: at: expected an instant with offset",
    );
}

#[test]
fn a_review_of_a_batch_that_no_step_saved_fails_with_a_sentence() {
    let text = NOTHING.replace("\"nothing\"", "\"review\"\nfund = \"180\"\nbatch = \"b1\"");
    let ran = runs(&[text.as_bytes()], &[]).ends(1);
    let sentence = "no step before this one saved a batch \"b1\"";
    assert_eq!(
        ran.out,
        format!("FAILED  Only the clock · step 1 · {sentence}\n0 passed, 1 failed\n")
    );
}

#[test]
fn a_step_that_cannot_be_played_fails() {
    let check = |from: &str, to: &str, expected: &str| {
        let text = late("ACCEPTED").replacen(from, to, 1);
        let ran = runs(&[text.as_bytes()], &[]).ends(1);
        assert_eq!(
            ran.out,
            format!("FAILED  A late request · step 2 · {expected}\n0 passed, 1 failed\n")
        );
    };
    check(
        "facility = \"ibw-a\"",
        "facility = \"ibw-b\"",
        "there is no facility \"ibw-b\" in this file",
    );
    check(
        "migration = false",
        "migration = \"no\"",
        "unexpected problem invalidInput (the input is not valid: migration: must be true or false)",
    );
    check(
        "outcome = \"ACCEPTED\"",
        "problem = \"conflict\"",
        "expected problem conflict, got nothing [CARE_LATE]",
    );
    check(
        "outcome = \"ACCEPTED\"",
        "findings = []",
        "expected findings [], got [CARE_LATE]",
    );
    check(
        "outcome = \"ACCEPTED\"",
        "coveredStart = 2024-03-01",
        "expected coveredStart 2024-03-01, got 2024-03-02 [CARE_LATE]",
    );
}

#[test]
fn damage_beyond_the_file_is_no_panic() {
    let batch = |record: &str| {
        let head = late("ACCEPTED");
        let head = head.split("\n[[step]]").next().unwrap();
        format!(
            "{head}\n[[step]]\nat = 2024-04-03T10:00:00+02:00\ndo = \"batch\"\nfacility = \"ibw-a\"\nfund = \"180\"\n\
             month = \"2024-03\"\nsendingNumber = 1\n\
             invoices = [{{ number = 1, ssin = \"85073003328\", lines = [{{ code = \"970012\", days = \"2024-03-01\", cents = 1 }}] }}]\n\
             tamper = {{ record = {record}, position = 9, text = \"X\" }}\nexpect = {{ state = \"REFUSED_TECHNICAL\" }}\n"
        )
    };
    assert_eq!(
        runs(&[batch("3").as_bytes()], &[]).ends(0).out,
        "ok  A late request\n1 passed, 0 failed\n"
    );
    for record in ["4000", "9223372036854775807"] {
        let ran = runs(&[batch(record).as_bytes()], &[]).ends(1);
        assert!(
            ran.out.contains("step 1 · tamper: there is no such record or position"),
            "{}",
            ran.out
        );
    }
}

#[test]
fn wrong_use() {
    let ran = zorgkas(["scenario", "no-such.toml"]).ends(2);
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        ("", "zorgkas: no-such.toml: there is no such file or folder\n")
    );
    zorgkas(["scenario"]).ends(2);
    assert!(
        runs(&[NOTHING.as_bytes()], &["--store", "paper"])
            .ends(2)
            .err
            .contains("[possible values: sqlite, postgres]")
    );
}

#[test]
fn every_scenario_of_the_repository_that_this_version_knows_passes() {
    let folder = repository("scenarios");
    let ran = zorgkas(["scenario".as_ref(), folder.as_os_str(), "--json".as_ref()]);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let not_passed: Vec<&serde_json::Value> = told["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|scenario| scenario["passed"] != true)
        .collect();
    let known = |scenario: &&&serde_json::Value| {
        !scenario["reason"]
            .as_str()
            .unwrap_or_default()
            .contains("this version does not know")
    };
    assert_eq!(not_passed.iter().filter(known).count(), 0, "{not_passed:#?}");
    assert!(told["passed"].as_u64().unwrap() > 90);
}

#[test]
fn a_server_is_needed_for_scenarios_on_postgres() {
    let told = runs(&[NOTHING.as_bytes()], &["--store", "postgres"]).ends(2).err;
    assert!(told.contains("--database postgres://"), "{told}");
    let address = store_postgres::testing::server_address();
    let ran = runs(&[NOTHING.as_bytes()], &["--store", "postgres", "--database", address]).ends(0);
    assert!(ran.out.contains("1 passed, 0 failed"), "{}", ran.out);
}
