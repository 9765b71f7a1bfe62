//! Invoice files and their answers (billing.md §1–§4).

use app::Problem;
use axum::extract::{Path, Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use identifiers::BatchId;
use serde_json::{Map, Value, json};

use crate::body::{FILE_BYTES, media_type, whole};
use crate::openapi::schemas::{BatchAnswer, BatchReport, InvoiceBatch};
use crate::problem::{IssueKind, Refusal};
use crate::routes::{Call, NoQuery, json as as_json};
use crate::service::Service;

/// POST `/v1/batches`: an invoice file (`text/plain`, 920000) or the same as JSON → 202 with where its state stands.
///
/// It is judged and committed before the answer leaves: nothing that was answered can be lost. The same bytes again give
/// the same batch.
#[utoipa::path(
    post, path = "/v1/batches", tag = "Invoicing", summary = "Send invoices",
    request_body(description = "Message 920000 as a file (ISO 8859-1), or the same as JSON.", content((String = "text/plain"), (InvoiceBatch = "application/json"))),
    responses((status = 202, description = "Taken and judged; its state stands at Location.", body = BatchReport, headers(("Location" = String, description = "Where its state stands.")))),
)]
pub(crate) async fn send(
    call: Call,
    _: NoQuery,
    State(service): State<Service>,
    request: Request,
) -> Result<Response, Refusal> {
    let (head, body) = request.into_parts();
    let media = media_type(&head.headers);
    if !matches!(media, Some("text/plain" | "application/json")) {
        return Err(Refusal::MediaType("text/plain or application/json"));
    }
    let is_json = media == Some("application/json");
    let file = whole(&service, body, FILE_BYTES).await?;
    // What is no object would be read as a file, and refused as one that is damaged.
    if is_json && file.bytes.trim_ascii_start().first() != Some(&b'{') {
        let expected = "a JSON object is expected";
        return Err(Refusal::body(IssueKind::InvalidStructure, "", expected));
    }
    let context = call.context;
    let report = service.ask(move |app| app.send_batch(&context, &file.bytes)).await?;
    let mut response = as_json(Value::Object(told(&report)).to_string());
    *response.status_mut() = StatusCode::ACCEPTED;
    if let Ok(place) = HeaderValue::from_str(&format!("/v1/batches/{}", report.id)) {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

/// GET `/v1/batches/{id}`: where a batch stands, and which answers there are.
#[utoipa::path(
    get, path = "/v1/batches/{id}", tag = "Invoicing", summary = "Where a batch stands",
    params(("id" = String, Path, description = "The id of the batch.")),
    responses((status = 200, description = "Where it stands, and which answers there are.", body = BatchReport)),
)]
pub(crate) async fn state(
    call: Call,
    _: NoQuery,
    State(service): State<Service>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let (id, context) = (number(&id)?, call.context);
    let (report, names) = service
        .ask(move |app| {
            let report = app.batch(&context, id)?;
            let answers = app.answers(&context, id)?;
            Ok((report, answers.iter().map(|answer| answer.name).collect::<Vec<_>>()))
        })
        .await?;
    let mut told = told(&report);
    let answers = names
        .iter()
        .map(|name| json!({ "name": name, "href": format!("/v1/batches/{id}/answers/{name}") }));
    told.insert("answers".into(), answers.collect());
    Ok(as_json(Value::Object(told).to_string()))
}

/// GET `/v1/batches/{id}/answers/{name}`: 931000, 920999, 920098, 920099 or 920900, as the file (`text/plain`) or, where
/// `Accept` asks for `application/json`, as a document.
#[utoipa::path(
    get, path = "/v1/batches/{id}/answers/{name}", tag = "Invoicing", summary = "An answer on a batch",
    params(("id" = String, Path, description = "The id of the batch."), ("name" = String, Path, description = "931000, 920999, 920098, 920099 or 920900.")),
    responses((status = 200, description = "The file (ISO 8859-1), or a document where Accept asks for application/json.", content((String = "text/plain"), (BatchAnswer = "application/json")))),
)]
pub(crate) async fn answer(
    call: Call,
    _: NoQuery,
    State(service): State<Service>,
    Path((id, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (id, context) = (number(&id)?, call.context);
    let wants_json = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"));
    if wants_json {
        let document = service
            .ask(move |app| app.read_answer_document(&context, id, &name))
            .await?;
        return Ok(as_json(serde_json::to_string(&document)?));
    }
    let found = service.ask(move |app| app.read_answer(&context, id, &name)).await?;
    let kind = HeaderValue::from_static("text/plain; charset=iso-8859-1");
    Ok(([(CONTENT_TYPE, kind)], found.bytes).into_response())
}

fn number(text: &str) -> Result<BatchId, Refusal> {
    let known = text.parse().ok().map(BatchId);
    known.ok_or_else(|| Refusal::App(Problem::NotFound("a batch".into())))
}

fn told(report: &app::BatchReport) -> Map<String, Value> {
    let batch = &report.batch;
    let mut told = Map::new();
    let mut tell = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            told.insert(name.to_owned(), value);
        }
    };
    tell("id", Some(json!(report.id)));
    tell("state", Some(json!(batch.state.word())));
    tell("receivedAt", Some(json!(batch.received_at)));
    tell("facility", report.hco.as_ref().map(|hco| json!(hco)));
    tell("careFund", batch.fund.map(|fund| json!(fund)));
    tell("month", batch.month.map(|month| json!(month)));
    tell("sendingNumber", batch.sending_number.map(|number| json!(number)));
    tell("hash", Some(json!(batch.input)));
    tell("askedCents", Some(json!(batch.asked)));
    tell("acceptedCents", Some(json!(batch.accepted)));
    tell("refusedLines", Some(json!(batch.refused_lines)));
    tell("openLines", Some(json!(batch.open_lines)));
    told
}
