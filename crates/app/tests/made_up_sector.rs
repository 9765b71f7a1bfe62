//! A sector that exists in data alone: its folder entry is given only here, and no code names it.

use app::{Actor, App, Context};
use jiff::Timestamp;
use registers::import::{RegisterFile, RegisterFiles};
use regulation::Law;
use serde_json::{Value, json};
use store_sqlite::SqliteStore;

/// Care on a boat: asks for no origin and no medical report, joined in 2025, may be cumulated with nothing.
const SECTOR: &str = r#"
code = "BOOT"
name = { nl = "Zorgboot", en = "Care boat" }
joined = 2025-01-01
kind = "residential"
source = [{ instrument = "test", place = "1" }]

[request.new]
mandatory = ["ssin", "migration", "requestType", "userStatus", "contact.name", "contact.phone", "start", "requestedEnd"]
optional = ["contact.email"]
"#;

const SSIN: &str = "85073003328";

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn law() -> Law {
    let embedded = Law::embedded();
    let files = embedded.files().chain([("sectors/boot.toml", SECTOR)]);
    Law::from_files(files).expect("the made-up sector is valid data")
}

fn registers() -> Vec<(RegisterFile, String)> {
    let row = |header: &str, row: &str| format!("{header}\n{row}\n");
    RegisterFile::ALL
        .into_iter()
        .filter_map(|file| {
            let header = file.columns().join(",");
            let text = match file.file_name() {
                "members.csv" => row(&header, &format!("{SSIN},An Peeters,,,OBLIGATORY,,,,,,")),
                "memberships.csv" => row(&header, &format!("{SSIN},180,OFFICIAL,2020-01-01,")),
                "facilities.csv" => row(
                    &header,
                    "90000001,73100188000,0411000183,De Boot,BOOT,BE74001100000107,,yes,yes",
                ),
                "recognitions.csv" => row(&header, "90000001,BOOT,2025-01-01,,12"),
                "tariffs.csv" => row(&header, "970012,DAY,BOOT,,,,2025-01-01,,4321,Dag"),
                "care_funds.csv" => row(&header, "180,,BE68539007547034,,,,"),
                _ => return None,
            };
            Some((file, text))
        })
        .collect()
}

fn request(message_id: u32, start: &str, end: &str) -> Value {
    json!({
        "messageId": format!("00000000-0000-4000-8000-{message_id:012}"), "facility": "90000001", "ssin": SSIN,
        "migration": false, "requestType": "NEW", "userStatus": "VOLUNTARY",
        "contact": { "name": "Brug", "phone": "091234567" }, "start": start, "requestedEnd": end,
    })
}

#[test]
fn a_made_up_sector_works_with_data_alone() {
    let now = at("2025-03-05T09:00:00+01:00");
    let store = SqliteStore::in_memory(now).expect("a store");
    let app = App::new(&store, law());
    let operator = Context {
        actor: Actor::Operator,
        at: now,
    };
    let files = registers();
    let bytes = RegisterFiles::of(|wanted| {
        files
            .iter()
            .find(|(file, _)| *file == wanted)
            .map(|(_, text)| text.as_bytes())
    });
    app.import_registers(&operator, &bytes)
        .expect("the registers are taken in");
    let hco = identifiers::HcoNumber::parse("90000001").expect("a number");
    let facility = app.facility_by_hco(&operator, &hco).expect("asks").expect("is known");
    let send = |message: &Value| {
        let context = Context {
            actor: Actor::Facility(facility),
            at: now,
        };
        let object = message.as_object().expect("an object");
        app.send_request(&context, message.to_string().as_bytes(), object)
            .expect("is answered")
            .answer
    };
    let accepted = send(&request(1, "2025-03-01T10:00:00+01:00", "2025-06-30"));
    assert_eq!(
        (accepted.outcome, accepted.findings.len()),
        (care::Outcome::Accepted, 0)
    );
    // Its own terms: the sector joined in 2025, and a request on the day before belongs at the insurer.
    let before = send(&request(2, "2024-12-31T10:00:00+01:00", "2024-12-31"));
    assert!(
        before
            .findings
            .iter()
            .any(|finding| finding.code.as_str() == "CARE_PERIOD_INVALID"),
        "{before:?}"
    );
    let mut incomplete = request(3, "2025-07-01T10:00:00+02:00", "2025-08-01");
    incomplete.as_object_mut().expect("an object").remove("userStatus");
    assert_eq!(send(&incomplete).missing(), ["userStatus"]);
}
