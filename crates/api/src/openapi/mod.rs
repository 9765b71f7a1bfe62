//! The interface as a document (OpenAPI 3.1), made from the handlers and their forms.
//!
//! What holds for every call is said once, here: the certificate, the id of the call, the problems, and that nothing is
//! ever null. The examples are calls that a test makes and compares with what stands in `examples/`.

mod examples;
mod page;
pub(crate) mod schemas;

use std::sync::LazyLock;

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use crate::routes::{NoQuery, json as as_json};
use crate::{agency, batches, bulk, care, fund, fund_orders, insurance, reference_data, routes};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Centrale zorgkassentoepassing: interface for software",
        description = "For the software of facilities, the systems of care funds and the feeds of the agency. Who calls is \
            known by the subject of their client certificate; a facility sees its own dossiers and batches alone. \
            Instants are RFC 3339 with offset, civil dates yyyy-MM-dd, money whole eurocents. What is absent is left out: \
            nothing is null. A field that nobody asks for is refused. Fields are added, never taken away or changed in \
            meaning.",
    ),
    paths(
        routes::health,
        insurance::get,
        insurance::get_many,
        insurance::personal_share,
        care::request,
        bulk::requests,
        care::dossier,
        care::change,
        care::inbox,
        batches::send,
        batches::state,
        batches::answer,
        reference_data::lists,
        reference_data::list,
        fund::members,
        fund::bank_answers,
        fund::events,
        fund_orders::list,
        fund_orders::one,
        fund_orders::file,
        agency::tariffs,
        agency::facilities,
    ),
    components(schemas(
        schemas::AnsweredFacilityLine,
        schemas::AnsweredMemberLine,
        schemas::AnsweredRequestLine,
        schemas::FacilityDelivery,
        schemas::MemberChange,
        schemas::Problem
    ))
)]
struct Document;

static DOCUMENT: LazyLock<Value> = LazyLock::new(made);

static TEXT: LazyLock<String> = LazyLock::new(|| format!("{:#}\n", *DOCUMENT));

static PAGE: LazyLock<String> = LazyLock::new(|| page::page(&DOCUMENT));

/// The OpenAPI document of the interface.
#[must_use]
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// GET `/openapi.json`: the document.
pub(crate) async fn as_document(_: NoQuery) -> Response {
    as_json(TEXT.clone())
}

/// GET `/doc`: the same to read, without a script.
pub(crate) async fn as_page(_: NoQuery) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        ),
    ];
    (headers, PAGE.clone()).into_response()
}

fn made() -> Value {
    let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    without_nulls(&mut document);
    take_in(
        &mut document,
        "InvoiceBatch",
        include_str!("../../../../docs/schemas/batch.schema.json"),
    );
    take_in(
        &mut document,
        "BatchAnswer",
        include_str!("../../../../docs/schemas/batch-answer.schema.json"),
    );
    common_parts(&mut document);
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        for (path, methods) in paths {
            for (method, operation) in methods.as_object_mut().into_iter().flatten() {
                common_answers(path, operation);
                examples::put(&method.to_uppercase(), path, operation);
            }
        }
    }
    document
}

/// What is absent is left out: a field that may be absent is never null.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|kind| kind != "null");
                if let [one] = types.as_slice() {
                    let one = one.clone();
                    object.insert("type".into(), one);
                }
            }
            if let Some(Value::Array(choices)) = object.get_mut("oneOf") {
                choices.retain(|choice| *choice != json!({ "type": "null" }));
                if let [Value::Object(one)] = choices.as_slice() {
                    let one = one.clone();
                    object.remove("oneOf");
                    object.extend(one);
                }
            }
            object.values_mut().for_each(without_nulls);
        }
        Value::Array(values) => values.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// Puts a published form in the place of the schema of that name; its parts become schemas beside it.
fn take_in(document: &mut Value, name: &str, form: &str) {
    let Ok(Value::Object(mut form)) = serde_json::from_str::<Value>(form) else {
        return;
    };
    for key in ["$schema", "$id"] {
        form.remove(key);
    }
    let parts = match form.remove("$defs") {
        Some(Value::Object(parts)) => parts,
        _ => Map::new(),
    };
    let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") else {
        return;
    };
    let parts = parts
        .into_iter()
        .map(|(part, schema)| (format!("{name}.{part}"), schema));
    for (name_of_part, mut schema) in parts.chain([(name.to_owned(), Value::Object(form))]) {
        lead_to_parts(&mut schema, name);
        schemas.insert(name_of_part, schema);
    }
}

fn lead_to_parts(schema: &mut Value, name: &str) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::String(place)) = object.get_mut("$ref")
                && let Some(part) = place.strip_prefix("#/$defs/")
            {
                *place = format!("#/components/schemas/{name}.{part}");
            }
            object.values_mut().for_each(|value| lead_to_parts(value, name));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| lead_to_parts(value, name)),
        _ => {}
    }
}

/// The problems that a call may be answered with, and when.
const PROBLEMS: [(&str, &str); 11] = [
    ("400", "The input is not valid; every fault is an issue."),
    (
        "403",
        "Nobody stands behind the certificate, or they may not do this: another's, no Circle of Trust, no attested software.",
    ),
    ("404", "There is no such thing of yours."),
    ("405", "The address does not know this method."),
    ("408", "The body did not come whole in time."),
    ("409", "What holds now is at odds with the call; it says what holds."),
    ("413", "The body is too large."),
    ("415", "Another media type is expected."),
    (
        "429",
        "Too many calls with this certificate; come again after Retry-After seconds.",
    ),
    ("500", "A fault of ours; the log knows it by the instance."),
    (
        "503",
        "No room now; make the same call again after Retry-After seconds.",
    ),
];

/// What every call shares: the certificate, the id of the call, the problems.
fn common_parts(document: &mut Value) {
    document["servers"] = json!([{ "url": "/" }]);
    document["security"] = json!([{ "certificate": [] }]);
    let problem = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
    let trace = json!({ "BelGov-Trace-Id": { "$ref": "#/components/headers/BelGov-Trace-Id" } });
    let mut responses = Map::new();
    for (status, description) in PROBLEMS {
        let mut headers = trace.clone();
        if matches!(status, "429" | "503") {
            headers["Retry-After"] =
                json!({ "description": "Seconds to wait.", "schema": { "type": "integer", "minimum": 1 } });
        }
        let response = json!({ "description": description, "headers": headers, "content": problem });
        responses.insert(format!("Problem{status}"), response);
    }
    let id = json!({ "type": "string", "pattern": "^[A-Za-z0-9-]{1,128}$" });
    document["components"]["responses"] = Value::Object(responses);
    document["components"]["headers"] = json!({
        "BelGov-Trace-Id": { "description": "The id of the call: the caller's own where it sent one.", "schema": id },
    });
    document["components"]["parameters"] = json!({
        "BelGov-Trace-Id": {
            "name": "BelGov-Trace-Id", "in": "header", "required": false, "schema": id,
            "description": "The caller's id of the call; one is made where it is absent or malformed.",
        },
    });
    document["components"]["securitySchemes"] = json!({
        "certificate": {
            "type": "mutualTLS",
            "description": "The subject carries the NIHDI number of a facility, the number of a care fund, or names the agency.",
        },
    });
}

/// Which problems a call may meet follows from its form.
fn common_answers(path: &str, operation: &mut Value) {
    let has_body = operation.get("requestBody").is_some();
    // Health asks who calls of the connection alone.
    let is_open = path == "/v1/health";
    let is_message = path.ends_with("/careRequests") || path.ends_with("/changes");
    let problems = PROBLEMS
        .iter()
        .map(|(status, _)| *status)
        .filter(|status| match *status {
            "400" | "403" | "503" => !is_open,
            "404" => path.contains('{') || path.starts_with("/v1/personalShare"),
            "408" | "413" | "415" => has_body,
            "409" => is_message || path.ends_with("/batches") || path.ends_with("/bankAnswers"),
            "405" => false,
            _ => true,
        });
    if let Some(Value::Object(responses)) = operation.get_mut("responses") {
        for response in responses.values_mut() {
            response["headers"]["BelGov-Trace-Id"] = json!({ "$ref": "#/components/headers/BelGov-Trace-Id" });
        }
        for status in problems {
            let place = format!("#/components/responses/Problem{status}");
            responses.insert(status.to_owned(), json!({ "$ref": place }));
        }
    }
    let parameter = json!({ "$ref": "#/components/parameters/BelGov-Trace-Id" });
    match operation.get_mut("parameters") {
        Some(Value::Array(parameters)) => parameters.push(parameter),
        _ => operation["parameters"] = json!([parameter]),
    }
}
