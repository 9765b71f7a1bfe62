//! Requests, changes, dossiers and the inbox (care.md §2, §3).

use axum::extract::{Path, Request, State};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::body::message;
use crate::openapi::schemas::{CareAnswer, CareRequest, ChangeMessage, DossierHistory, Inbox};
use crate::problem::{IssueKind, Refusal};
use crate::routes::{Call, NoQuery, QueryFields, json as as_json};
use crate::service::Service;

/// POST `/v1/careRequests`: a request → its answer; the same message again gets the same answer.
#[utoipa::path(
    post, path = "/v1/careRequests", tag = "Care", summary = "Send a care request",
    request_body = CareRequest,
    responses((status = 200, description = "The decision, with everything that was found.", body = CareAnswer)),
)]
pub(crate) async fn request(
    call: Call,
    _: NoQuery,
    State(service): State<Service>,
    request: Request,
) -> Result<Response, Refusal> {
    let message = message(&service, request).await?;
    let context = call.context;
    let answered = service
        .ask(move |app| app.send_request(&context, &message.bytes, &message.object))
        .await?;
    Ok(as_json(answered.json))
}

/// POST `/v1/dossiers/{vsbReference}/changes`: a change of that dossier → its answer.
///
/// The message carries the reference of its address; where it leaves it out, it is kept with it, so that what is kept
/// says what it is about.
#[utoipa::path(
    post, path = "/v1/dossiers/{vsbReference}/changes", tag = "Care", summary = "Change an accepted dossier",
    params(("vsbReference" = String, Path, description = "The reference that the acceptance gave.")),
    request_body = ChangeMessage,
    responses((status = 200, description = "The decision, with everything that was found.", body = CareAnswer)),
)]
pub(crate) async fn change(
    call: Call,
    _: NoQuery,
    State(service): State<Service>,
    Path(reference): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let mut message = message(&service, request).await?;
    match message.object.get("vsbReference") {
        Some(Value::String(told)) if *told == reference => {}
        Some(_) => {
            return Err(Refusal::body(
                IssueKind::InvalidInput,
                "vsbReference",
                "the message names another dossier than its address",
            ));
        }
        None => {
            message.object.insert("vsbReference".into(), Value::String(reference));
            message.bytes = serde_json::to_vec(&message.object)?;
        }
    }
    let context = call.context;
    let answered = service
        .ask(move |app| app.send_change(&context, &message.bytes, &message.object))
        .await?;
    Ok(as_json(answered.json))
}

/// GET `/v1/dossiers/{vsbReference}`: state, periods, messages and answers.
#[utoipa::path(
    get, path = "/v1/dossiers/{vsbReference}", tag = "Care", summary = "A dossier with its messages and answers",
    params(("vsbReference" = String, Path, description = "The reference that the acceptance gave.")),
    responses((status = 200, description = "The dossier.", body = DossierHistory)),
)]
pub(crate) async fn dossier(
    call: Call,
    _: NoQuery,
    State(service): State<Service>,
    Path(reference): Path<String>,
) -> Result<Response, Refusal> {
    let context = call.context;
    let history = service
        .ask(move |app| app.dossier_history(&context, &reference))
        .await?;
    Ok(as_json(serde_json::to_string(&history)?))
}

/// GET `/v1/inbox?after=CURSOR`: what came later, in order; the cursor of the last one asks for what follows.
#[utoipa::path(
    get, path = "/v1/inbox", tag = "Care", summary = "What came later",
    params(("after" = Option<i64>, Query, description = "The cursor of the last answer; from the beginning where absent.")),
    responses((status = 200, description = "What came behind the cursor, in order.", body = Inbox)),
)]
pub(crate) async fn inbox(
    call: Call,
    mut query: QueryFields,
    State(service): State<Service>,
) -> Result<Response, Refusal> {
    let after = query.optional::<i64>("after", "expected a cursor of this inbox, a number");
    query.end()?;
    let context = call.context;
    let after = after.unwrap_or(0);
    let entries = service.ask(move |app| app.inbox(&context, after)).await?;
    let entries = entries
        .iter()
        .map(|entry| (entry.number, entry.at, entry.kind.as_str(), entry.body.as_str()));
    told_behind(after, entries)
}

/// Entries behind a cursor, and the cursor that asks for what follows: (number, when, kind, body as JSON).
pub(crate) fn told_behind<'e>(
    after: i64,
    entries: impl Iterator<Item = (i64, Timestamp, &'e str, &'e str)>,
) -> Result<Response, Refusal> {
    let mut cursor = after;
    let mut items: Vec<Value> = Vec::new();
    for (number, at, kind, body) in entries {
        let body: Value = serde_json::from_str(body)?;
        items.push(json!({ "cursor": number, "at": at, "kind": kind, "body": body }));
        cursor = number;
    }
    Ok(as_json(json!({ "items": items, "cursor": cursor }).to_string()))
}
