//! `insuranceStatus` and `personalShare` (care.md §1, §5): asked by POST, since a person's number never stands in an
//! address.

use app::Problem;
use axum::extract::{Request, State};
use axum::response::Response;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::body::{Fields, message};
use crate::openapi::schemas::{
    InsuranceAnswer, InsuranceAnswers, InsuranceQuestion, InsuranceQuestions, ShareAnswer, ShareQuestion,
};
use crate::problem::{IssueKind, Refusal};
use crate::routes::{BriefCall, Call, NoQuery, json as as_json};
use crate::service::Service;

/// How many persons may be asked for in one call.
const MANY: usize = 500;

/// POST `/v1/insuranceStatus/get`: `{ssin, date?}` → the status on that day (default: the day of asking).
#[utoipa::path(
    post, path = "/v1/insuranceStatus/get", tag = "Insurance", summary = "Insurance status of a person",
    request_body = InsuranceQuestion,
    responses((status = 200, description = "The status on that day.", body = InsuranceAnswer)),
)]
pub(crate) async fn get(
    call: BriefCall,
    _: NoQuery,
    State(service): State<Service>,
    request: Request,
) -> Result<Response, Refusal> {
    let (ssin, date) = question(message(&service, request).await?.object)?;
    let answer = call
        .ask(move |app, context| app.insurance_status(context, &ssin, date))
        .await?;
    Ok(as_json(serde_json::to_string(&answer)?))
}

/// POST `/v1/insuranceStatus/getMany`: `{items: [{ssin, date?}]}` → `{items: [{status} or {problem}]}`, in that order.
#[utoipa::path(
    post, path = "/v1/insuranceStatus/getMany", tag = "Insurance", summary = "Insurance status of many persons",
    request_body = InsuranceQuestions,
    responses((status = 200, description = "The answers, in the order of the questions.", body = InsuranceAnswers)),
)]
pub(crate) async fn get_many(
    call: Call,
    _: NoQuery,
    State(service): State<Service>,
    request: Request,
) -> Result<Response, Refusal> {
    let mut object = message(&service, request).await?.object;
    let items = match object.remove("items") {
        Some(Value::Array(items)) if items.len() <= MANY => items,
        _ => {
            let expected = format!("expected a list of at most {MANY} questions");
            return Err(Refusal::body(IssueKind::SchemaViolation, "items", expected));
        }
    };
    Fields::of(object).end()?;
    let mut answers = Vec::with_capacity(items.len());
    for item in items {
        answers.push(one_of_many(&call, item).await?);
    }
    Ok(as_json(json!({ "items": answers }).to_string()))
}

/// One question of many. What is wrong with it is its own answer; only a fault or want of room ends the whole.
async fn one_of_many(call: &Call, item: Value) -> Result<Value, Refusal> {
    let asked = match item {
        Value::Object(object) => question(object),
        _ => Err(Refusal::body(
            IssueKind::InvalidStructure,
            "items",
            "a JSON object is expected",
        )),
    };
    let answer = match asked {
        Ok((ssin, date)) => {
            let context = call.context.clone();
            call.service
                .ask(move |app| app.insurance_status(&context, &ssin, date))
                .await
        }
        Err(refusal) => Err(refusal),
    };
    match answer {
        Ok(answer) => Ok(json!({ "status": answer })),
        Err(refusal @ (Refusal::Input(..) | Refusal::App(Problem::InvalidInput(_)))) => {
            Ok(json!({ "problem": refusal.document(&call.trace) }))
        }
        Err(refusal) => Err(refusal),
    }
}

fn question(object: Map<String, Value>) -> Result<(String, Option<Date>), Refusal> {
    let mut fields = Fields::of(object);
    let (ssin, date) = (fields.text("ssin"), fields.optional_date("date"));
    fields.end()?;
    Ok((ssin, date))
}

/// POST `/v1/personalShare/get`: `{ssin, date}` → the personal share per day in cents, with the category it rests on.
#[utoipa::path(
    post, path = "/v1/personalShare/get", tag = "Insurance", summary = "Personal share of a person (PVT)",
    request_body = ShareQuestion,
    responses((status = 200, description = "The share per day, and the category it rests on.", body = ShareAnswer)),
)]
pub(crate) async fn personal_share(
    call: BriefCall,
    _: NoQuery,
    State(service): State<Service>,
    request: Request,
) -> Result<Response, Refusal> {
    let mut fields = Fields::of(message(&service, request).await?.object);
    let (ssin, date) = (fields.text("ssin"), fields.date("date"));
    fields.end()?;
    let share = call
        .ask(move |app, context| app.personal_share(context, &ssin, date))
        .await?;
    let mut told = Map::new();
    told.insert("date".into(), json!(date));
    told.insert("cents".into(), json!(share.cents));
    if let Some(category) = share.category {
        told.insert("category".into(), json!(category));
    }
    Ok(as_json(Value::Object(told).to_string()))
}
