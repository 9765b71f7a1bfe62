//! Every answer that a test gets must fit the published document: its status, media type and form.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::client::Answer;

/// The published document, as committed.
pub static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../docs/openapi.json")).unwrap());

/// What checks a form of the document.
pub fn form(schema: &Value) -> Validator {
    let mut whole = json!({ "components": DOCUMENT["components"] });
    whole
        .as_object_mut()
        .unwrap()
        .extend(schema.as_object().unwrap().clone());
    jsonschema::options()
        .should_validate_formats(true)
        .build(&whole)
        .unwrap()
}

/// The call of the document that an address belongs to.
pub fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap();
    let fits = |template: &str| {
        let (wanted, found): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        wanted.len() == found.len()
            && wanted
                .iter()
                .zip(&found)
                .all(|(wanted, found)| wanted.starts_with('{') || wanted == found)
    };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let exact = paths.get(path).or_else(|| {
        paths
            .iter()
            .find(|(template, _)| fits(template))
            .map(|(_, methods)| methods)
    });
    exact?.get(method.to_lowercase())
}

/// Fails unless the answer stands in the document.
pub fn check(method: &str, path: &str, answer: &Answer) {
    let Some(operation) = operation(method, path) else {
        return;
    };
    let what = format!("{method} {path}: {answer:?}");
    let mut response = &operation["responses"][answer.status.to_string()];
    if let Some(place) = response["$ref"].as_str() {
        response = DOCUMENT.pointer(&place[1..]).unwrap();
    }
    assert!(response.is_object(), "the document knows no such status: {what}");
    let media = answer.header("content-type").split(';').next().unwrap();
    let content = &response["content"][media];
    assert!(content.is_object(), "the document knows no such media type: {what}");
    if !media.ends_with("json") {
        return;
    }
    static FORMS: LazyLock<Mutex<HashMap<String, &'static Validator>>> = LazyLock::new(Mutex::default);
    let schema = &content["schema"];
    let form = *FORMS
        .lock()
        .unwrap()
        .entry(schema.to_string())
        .or_insert_with(|| Box::leak(Box::new(form(schema))));
    let told = answer.json();
    let faults: Vec<String> = form
        .iter_errors(&told)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?} in {what}");
}
