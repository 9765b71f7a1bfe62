//! Public reference data: value lists, checks, performance codes and prices valid on a day.

use axum::extract::{Path, State};
use axum::response::Response;
use identifiers::brussels_day;
use jiff::civil::Date;
use regulation::{Bilingual, Check, Law, List, ListValue};
use serde_json::{Map, Value, json};

use crate::openapi::schemas::{ListOnDay, Lists};
use crate::problem::Refusal;
use crate::routes::{Call, NoQuery, QueryFields, json as as_json};
use crate::service::Service;

/// The checks, beside the value lists of the law.
const CHECKS: &str = "checks";

/// Performance codes and prices.
const PRICES: &str = "performance-codes";

/// GET `/v1/refData`: which lists there are.
#[utoipa::path(
    get, path = "/v1/refData", tag = "Reference data", summary = "Which lists there are",
    responses((status = 200, description = "Their names.", body = Lists)),
)]
pub(crate) async fn lists(_: Call, _: NoQuery, State(service): State<Service>) -> Response {
    let law = service.law();
    let lists = List::ALL.iter().filter(|list| law.list_if_loaded(**list).is_some());
    let names = lists.map(|list| list.as_str()).chain([CHECKS, PRICES]);
    let items = names.map(|name| json!({ "name": name, "href": format!("/v1/refData/{name}") }));
    as_json(json!({ "items": items.collect::<Vec<_>>() }).to_string())
}

/// GET `/v1/refData/{list}?date=`: what it holds on that day (default: today).
#[utoipa::path(
    get, path = "/v1/refData/{list}", tag = "Reference data", summary = "What a list holds on a day",
    params(("list" = String, Path, description = "The name of the list."), ("date" = Option<Date>, Query, description = "The day; today where absent.")),
    responses((status = 200, description = "What it holds.", body = ListOnDay)),
)]
pub(crate) async fn list(
    call: Call,
    mut query: QueryFields,
    State(service): State<Service>,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    let date = query.optional::<Date>("date", "expected a civil date, such as 2024-03-08");
    query.end()?;
    let date = date.unwrap_or_else(|| brussels_day(call.context.at));
    let law = service.law();
    let items = match name.as_str() {
        CHECKS => law.checks().filter(|check| check.holds_on(date)).map(check).collect(),
        PRICES => {
            let context = call.context;
            let prices = service.ask(move |app| app.prices_on(&context, date)).await?;
            serde_json::to_value(prices)?
        }
        name => values(law, name, date).ok_or(Refusal::NoSuchResource)?,
    };
    Ok(as_json(
        json!({ "list": name, "date": date, "items": items }).to_string(),
    ))
}

fn values(law: &Law, name: &str, date: Date) -> Option<Value> {
    let list = List::ALL.into_iter().find(|list| list.as_str() == name)?;
    let values = law.list_if_loaded(list)?.iter();
    Some(values.filter(|value| value.holds_on(date)).map(value).collect())
}

fn value(value: &ListValue) -> Value {
    let mut told = Map::new();
    told.insert("code".into(), json!(value.code));
    told.insert("text".into(), words(&value.text));
    if let Some(group) = &value.group {
        told.insert("group".into(), words(group));
    }
    if !value.attributes.is_empty() {
        told.insert("attributes".into(), json!(value.attributes));
    }
    days(&mut told, value.from, value.to);
    told.insert("source".into(), json!(value.source));
    Value::Object(told)
}

fn check(check: &Check) -> Value {
    let mut told = Map::new();
    told.insert("code".into(), json!(check.code));
    if !check.also.is_empty() {
        told.insert("also".into(), json!(check.also));
    }
    told.insert("title".into(), words(&check.title));
    told.insert("text".into(), words(&check.text));
    told.insert("effect".into(), json!(check.effect));
    told.insert("acts".into(), json!(check.acts));
    days(&mut told, check.from, check.to);
    told.insert(
        "source".into(),
        check.source.iter().map(|source| json!(source.to_string())).collect(),
    );
    Value::Object(told)
}

fn days(told: &mut Map<String, Value>, from: Date, to: Option<Date>) {
    told.insert("from".into(), json!(from));
    if let Some(to) = to {
        told.insert("to".into(), json!(to));
    }
}

fn words(text: &Bilingual) -> Value {
    json!({ "nl": text.nl, "en": text.en })
}
