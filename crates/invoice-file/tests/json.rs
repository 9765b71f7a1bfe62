//! A sending as JSON: the same model as the file's, and the published form agrees with the reader on every value.

#![allow(clippy::unwrap_used, reason = "test code")]

mod common;

use common::{SAMPLE, read, small};
use invoice_file::{Sending, read_json, write_json};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

fn schema() -> Validator {
    let text = include_str!("../../../docs/schemas/batch.schema.json");
    jsonschema::options()
        .should_validate_formats(true)
        .build(&serde_json::from_str(text).unwrap())
        .unwrap()
}

fn document(sending: &Sending) -> Value {
    let mut bytes = Vec::new();
    write_json(sending, &mut bytes).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn the_sample_says_the_same_as_json() {
    let sending = read(SAMPLE).sending.unwrap();
    let written = document(&sending);
    assert!(schema().is_valid(&written));
    let again = read_json(written.to_string().as_bytes()).unwrap();
    assert_eq!(again.faults.list, []);
    assert!(again.sending.as_ref() == Some(&sending), "the same sending");
}

/// A document that uses every field of the form.
fn full() -> Value {
    let mut whole = document(&small());
    whole["test"] = json!(true);
    whole["reference"] = json!("Zending é 3");
    whole["facility"]["bic"] = json!("GKCCBEBB");
    let invoice = &mut whole["invoices"][0];
    invoice["sex"] = json!(2);
    invoice["credit"] = json!(true);
    invoice["discharge"] = json!("2024-03-31T10:00");
    invoice["vsbReference"] = json!("VSB-1");
    invoice["earlier"] = json!({ "number": 1, "sending": 1, "month": "2024-02", "fund": "180" });
    invoice["lines"][0]["lastDay"] = json!("2024-03-31");
    whole
}

/// The pointers of everything in a document.
fn places(at: &str, value: &Value, all: &mut Vec<String>) {
    let mut inside = |key: String, value: &Value| {
        let pointer = format!("{at}/{key}");
        all.push(pointer.clone());
        places(&pointer, value, all);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| inside(key.clone(), value)),
        Value::Array(list) => list.iter().take(1).for_each(|value| inside("0".into(), value)),
        _ => {}
    }
}

/// The reader and the published form say the same of a document.
fn agree(schema: &Validator, document: &Value, what: &str) -> Option<String> {
    let read = read_json(document.to_string().as_bytes());
    let faults: Vec<String> = schema.iter_errors(document).map(|fault| fault.to_string()).collect();
    (read.is_ok() != faults.is_empty()).then(|| format!("{what}: {:?} {faults:?}", read.err()))
}

/// What is tried in every place of a document.
fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(3),
        json!(50),
        json!(1000),
        json!(10_000),
        json!(9_999_999_999_i64),
        json!(100_000_000_000_i64),
        json!(1_000_000_000_000_i64),
        json!(1.5),
        json!(1.0),
        json!(-3.0),
        json!(50.0),
        json!(1e12),
        json!(1e300),
        json!(""),
        json!("x"),
        json!(" x"),
        json!("x\u{1}"),
        json!("\u{20ac}"),
        json!("000"),
        json!("180"),
        json!("18"),
        json!("12345678"),
        json!("123456"),
        json!("0411000183"),
        json!("73100188000"),
        json!("GKCCBEBB"),
        json!("gkccbebb"),
        json!("2024-03"),
        json!("2024-13"),
        json!("2024-03-31"),
        json!("2024-02-30"),
        json!("2024-03-31T10:00"),
        json!("2024-03-31T24:00"),
        json!("2024-13-01T10:00"),
        json!("2024-03-32T10:00"),
        json!("2024-3-1"),
        json!("a".repeat(26)),
        json!([]),
        json!({}),
        json!([1]),
        json!([{}]),
    ]
}

#[test]
fn the_published_form_and_the_reader_agree_on_every_field() {
    let (schema, full) = (schema(), full());
    let mut disagree = Vec::new();
    assert!(schema.is_valid(&full));
    let mut all = Vec::new();
    places("", &full, &mut all);
    let values = values();
    for pointer in &all {
        for value in &values {
            let mut changed = full.clone();
            *changed.pointer_mut(pointer).unwrap() = value.clone();
            disagree.extend(agree(&schema, &changed, &format!("{pointer} = {value}")));
        }
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let mut without = full.clone();
        if let Some(Value::Object(fields)) = without.pointer_mut(parent) {
            fields.remove(key);
            disagree.extend(agree(&schema, &without, &format!("without {pointer}")));
        }
        let mut with = full.clone();
        if let Some(Value::Object(fields)) = with.pointer_mut(pointer) {
            fields.insert("other".into(), json!(1));
            disagree.extend(agree(&schema, &with, &format!("{pointer} with another field")));
        }
    }
    assert!(disagree.is_empty(), "{}", disagree.join("\n"));
}

/// What a schema cannot say: a field that stands twice.
#[test]
fn a_field_that_stands_twice_is_refused() {
    let text = full().to_string();
    for field in ["\"month\":", "\"sex\":", "\"cents\":", "\"nihdi\":", "\"invoices\":"] {
        let (before, behind) = text.split_once(field).unwrap();
        let twice = format!("{before}{field}null,{field}{behind}");
        let refused = read_json(twice.as_bytes()).unwrap_err();
        assert!(
            refused.issues.iter().any(|issue| issue.detail.contains("stands twice")),
            "{field} {refused:?}"
        );
    }
    let _: Map<String, Value> = serde_json::from_str(&text).unwrap();
}
