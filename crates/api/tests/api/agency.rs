//! The agency's feed of facilities: nothing is taken away by silence.

use identifiers::HcoNumber;
use serde_json::{Value, json};

use crate::client::call;
use crate::world::{SAMPLE, World};

/// A facility that is new.
pub const LINE: &str = r#"{"hco":"10000004","nihdi":"73100485000","cbe":"0411000579","name":"Huis Esdoorn","sector":"IBW","iban":"BE74001100000107","circleOfTrust":true,"attested":true,"recognitions":[{"sector":"IBW","from":"2024-01-01","places":12}]}"#;

async fn deliver(world: &World, lines: &[Value]) -> Vec<Value> {
    let agency = world.identity("CN=VSB-AGENCY");
    let body: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let path = "/v1/agency/facilities";
    let answer = call(world, &agency, "POST", path, ("application/jsonl", body.as_bytes())).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let text = String::from_utf8(answer.bytes).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn recognitions(world: &World, hco: &str) -> usize {
    let mut tx = world.store.begin().unwrap();
    let found = tx.facilities_by_hco(&[HcoNumber::parse(hco).unwrap()]).unwrap();
    found.first().map_or(0, |facility| facility.recognitions.len())
}

fn line() -> Value {
    serde_json::from_str(LINE).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_facility_comes_with_its_recognitions() {
    let world = World::new().await;
    let mut two = line();
    two["recognitions"].as_array_mut().unwrap().insert(
        0,
        json!({ "sector": "IBW", "from": "2020-01-01", "to": "2023-12-31", "places": 8 }),
    );
    let told = deliver(&world, &[line(), line(), two]).await;
    let changed = |n: usize| {
        (
            told[n]["answer"]["facilities"].as_u64(),
            told[n]["answer"]["recognitions"].as_u64(),
        )
    };
    assert_eq!(changed(0), (Some(1), Some(1)), "{told:?}");
    assert_eq!(changed(1), (Some(0), Some(0)), "the same again changes nothing");
    assert_eq!(changed(2), (Some(0), Some(1)));
    assert_eq!(recognitions(&world, "10000004"), 2);
    let mut none = line();
    none["recognitions"] = json!([]);
    deliver(&world, &[none]).await;
    assert_eq!(
        recognitions(&world, "10000004"),
        0,
        "an empty list says that it has none"
    );
    assert_eq!(recognitions(&world, "10000001"), 1, "whom no line names stays as it is");
    let now = world.identity(SAMPLE);
    assert_eq!(crate::client::get(&world, &now, "/v1/inbox").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named_and_changes_nothing() {
    let world = World::new().await;
    let with = |change: fn(&mut Value)| {
        let mut line = line();
        change(&mut line);
        line
    };
    let silent = with(|line| drop(line.as_object_mut().unwrap().remove("recognitions")));
    let wrong = with(|line| {
        line["iban"] = "BE74001100000108".into();
        line["recognitions"][0]["from"] = "2024-13-01".into();
        line["recognitions"][0]["colour"] = "red".into();
    });
    let malformed = with(|line| {
        line["iban"] = "BE74001100000108".into();
        line["recognitions"][0]["from"] = "2024-13-01".into();
    });
    let sector = with(|line| line["recognitions"][0]["sector"] = "NONE".into());
    let taken = with(|line| line["nihdi"] = "73100188000".into());
    let told = deliver(&world, &[silent, wrong, malformed, sector, taken, line()]).await;
    let named = |n: usize| -> String {
        let issues = told[n]["problem"]["issues"].as_array().into_iter().flatten();
        let names: Vec<&str> = issues.map(|issue| issue["name"].as_str().unwrap()).collect();
        names.join(" ")
    };
    assert_eq!(named(0), "recognitions", "{told:?}");
    assert_eq!(named(1), "recognitions[0].colour", "{told:?}");
    assert_eq!(named(2), "iban recognitions[0].from", "{told:?}");
    assert_eq!(named(3), "recognitions[0].sector", "{told:?}");
    assert_eq!(told[4]["problem"]["status"], 409, "{told:?}");
    assert_eq!(told[5]["answer"]["facilities"], 1, "the others are taken: {told:?}");
}
