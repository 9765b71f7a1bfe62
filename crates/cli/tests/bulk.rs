//! `zorgkas import requests`, line by line and again; `zorgkas zorgbudget`, person by person.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use store::Store;
use store_sqlite::SqliteStore;
use support::zorgkas;

/// Two psychiatric care homes' people: one of fund 180, one of 280.
const PEOPLE: [(&str, &str); 2] = [("85073003328", "180"), ("58102882214", "280")];

fn registers(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let member = |(ssin, _): &(&str, &str)| format!("{ssin},An Peeters,,,OBLIGATORY,,STANDARD,,,,\n");
    let membership = |(ssin, fund): &(&str, &str)| format!("{ssin},{fund},OFFICIAL,2020-01-01,\n");
    let file =
        |name: &str, header: &str, rows: String| fs::write(folder.join(name), format!("{header}\n{rows}")).unwrap();
    file(
        "members.csv",
        "ssin,name,birth_date,deceased_on,obligation,insurer,income_category,street,postal_code,city,country",
        PEOPLE.iter().map(member).collect(),
    );
    file(
        "memberships.csv",
        "ssin,fund,kind,from,to",
        PEOPLE.iter().map(membership).collect(),
    );
    file(
        "facilities.csv",
        "hco,nihdi,cbe,name,sector,iban,bic,circle_of_trust,attested",
        "10000002,73100188000,0411000183,De Linde,PVT,BE74001100000107,,yes,yes\n".into(),
    );
    file(
        "recognitions.csv",
        "hco,sector,from,to,places",
        "10000002,PVT,2015-01-01,,20\n".into(),
    );
    file(
        "tariffs.csv",
        "code,kind,sector,hco,user_type,income_category,from,to,cents,description_nl",
        String::new(),
    );
    file(
        "care_funds.csv",
        "number,cbe,iban,bic,phone,email,website",
        "180,,BE68539007547034,,,,\n280,,BE68539007547034,,,,\n".into(),
    );
}

fn migrated(n: usize) -> Value {
    json!({
        "messageId": format!("00000000-0000-4000-8000-{n:012}"), "facility": "10000002", "ssin": PEOPLE[n].0,
        "migration": true, "requestType": "NEW", "userStatus": "VOLUNTARY", "accidentCode": "NONE", "origin": "41",
        "contact": { "name": "Team", "phone": "091234567" }, "start": "2022-05-01T10:00:00+02:00",
        "requestedEnd": "2024-04-30", "userType": "WITH_INTELLECTUAL_DISABILITY",
        "medicalReport": { "diagnosis": "F20.9" },
        "insurerApproval": { "receivedOn": "2022-05-02", "approvedOn": "2022-05-10", "approvedUntil": "2024-04-30" },
    })
}

fn answers(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_supplier_sends_many_dossiers_twice_and_a_fund_lists_what_it_owes() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("zorgkas.db"), folder.path().join("migration.jsonl"));
    let data = data.to_str().unwrap();
    registers(&folder.path().join("registers"));
    zorgkas([
        "import",
        "registers",
        folder.path().join("registers").to_str().unwrap(),
        "--data",
        data,
    ])
    .ends(0);

    // Two dossiers, a line that is no JSON, one with a field twice, and one of an unknown facility.
    let mut foreign = migrated(0);
    foreign["facility"] = json!("10000009");
    let twice = migrated(1).to_string().replacen('{', "{\"migration\":false,", 1);
    let lines = [
        migrated(0).to_string(),
        "zaterdag".into(),
        twice,
        migrated(1).to_string(),
        foreign.to_string(),
    ];
    fs::write(&file, lines.join("\n")).unwrap();
    let told: Vec<Vec<Value>> = (0..2)
        .map(|_| {
            let ran = zorgkas(["import", "requests", file.to_str().unwrap(), "--data", data]).ends(1);
            assert!(ran.out.contains("2 accepted, 0 pending, 0 refused"), "{}", ran.out);
            answers(&folder.path().join("migration.jsonl.answers.jsonl"))
        })
        .collect();
    let of = |told: &[Value], line: usize| told.iter().find(|answer| answer["line"] == line).unwrap().clone();
    for (line, kind) in [(2, "invalidInput"), (3, "invalidInput"), (5, "forbidden")] {
        assert_eq!(of(&told[0], line)["problem"]["type"], kind);
    }
    for line in [1, 4] {
        assert_eq!(of(&told[0], line)["answer"]["outcome"], "ACCEPTED");
        assert_eq!(
            of(&told[0], line)["answer"],
            of(&told[1], line)["answer"],
            "sent again: the same answer"
        );
    }
    let store = SqliteStore::open(Path::new(data), "2024-05-14T00:00:00Z".parse().unwrap()).unwrap();
    let counts = store.begin().unwrap().count_dossiers().unwrap();
    assert_eq!(counts, [(store::DossierState::Accepted, 2)]);

    // The amount of the month, and no month without a covered day.
    let list = |fund: &str, month: &str| zorgkas(["zorgbudget", fund, month, "--data", data]).ends(0).out;
    assert_eq!(
        list("180", "2023-12"),
        "ssin,name,cents\n85073003328,An Peeters,13500\n"
    );
    assert_eq!(
        list("280", "2024-01"),
        "ssin,name,cents\n58102882214,An Peeters,14000\n"
    );
    assert_eq!(list("180", "2023-03"), "ssin,name,cents\n");
    assert_eq!(list("180", "2024-05"), "ssin,name,cents\n");
    zorgkas(["zorgbudget", "18", "2024-05", "--data", data]).ends(2);
    zorgkas(["journal", "verify", "--data", data]).ends(0);
    zorgkas(["replay", "--data", data]).ends(0);
}
