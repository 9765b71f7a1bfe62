//! Payment orders, for a care fund's own systems: those that were made, what became of each transfer, and the file that
//! the bank is given.

use app::Problem;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use identifiers::OrderId;
use serde_json::{Map, Value, json};
use store::{FacilityName, ListedOrder, Payable, Rejection};

use crate::openapi::schemas::{Order, OrderList};
use crate::problem::Refusal;
use crate::routes::{Call, NoQuery, QueryFields, json as as_json};
use crate::service::Service;

/// GET `/v1/fund/paymentOrders?before=ID`: the orders of the fund, newest first; `next` asks for older ones.
#[utoipa::path(
    get, path = "/v1/fund/paymentOrders", tag = "Care funds", summary = "The payment orders that were made",
    params(("before" = Option<i64>, Query, description = "The `next` of the last answer; the newest where absent.")),
    responses((status = 200, description = "Orders, newest first.", body = OrderList)),
)]
pub(crate) async fn list(
    call: Call,
    mut query: QueryFields,
    State(service): State<Service>,
) -> Result<Response, Refusal> {
    let before = query.optional::<i64>("before", "expected the number of an order");
    query.end()?;
    let context = call.context;
    let listed = service
        .ask(move |app| app.payment_orders(&context, before.map(OrderId)))
        .await?;
    let items: Vec<Value> = listed.orders.iter().map(order_in_list).collect();
    let mut told = json!({ "items": items });
    if let Some(next) = listed.next {
        told["next"] = json!(next);
    }
    Ok(as_json(told.to_string()))
}

fn order_in_list(listed: &ListedOrder) -> Value {
    json!({
        "id": listed.id, "madeAt": listed.order.made_at, "executionDay": listed.order.execution_day,
        "totalCents": listed.order.total, "transfers": listed.transfers, "atBank": listed.at_bank,
        "booked": listed.booked, "href": format!("/v1/fund/paymentOrders/{}", listed.id),
    })
}

/// GET `/v1/fund/paymentOrders/{id}`: one order and what became of each of its transfers.
#[utoipa::path(
    get, path = "/v1/fund/paymentOrders/{id}", tag = "Care funds", summary = "A payment order and its transfers",
    params(("id" = String, Path, description = "The id of the order.")),
    responses((status = 200, description = "The order.", body = Order)),
)]
pub(crate) async fn one(
    call: Call,
    _: NoQuery,
    State(service): State<Service>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let (id, context) = (number(&id)?, call.context);
    let page = service.ask(move |app| app.order_page(&context, id)).await?;
    let order = &page.order.order;
    let transfers: Vec<Value> = page
        .transfers
        .iter()
        .map(|(payable, name, rejected)| transfer(id, payable, name.as_ref(), rejected.as_ref()))
        .collect();
    let mut told = json!({
        "id": id, "madeAt": order.made_at, "executionDay": order.execution_day, "totalCents": order.total,
        "transfers": transfers,
    });
    if let Some(hash) = page.order.file {
        told["file"] = json!({ "href": format!("/v1/fund/paymentOrders/{id}/file"), "hash": hash });
    }
    Ok(as_json(told.to_string()))
}

fn transfer(id: OrderId, payable: &Payable, name: Option<&FacilityName>, rejected: Option<&Rejection>) -> Value {
    let mut told = Map::new();
    told.insert("reference".into(), json!(payable.reference));
    told.insert("batch".into(), json!(payable.batch));
    if let Some(name) = name {
        told.insert("facility".into(), json!(name.hco));
    }
    told.insert("cents".into(), json!(payable.amount));
    told.insert("state".into(), json!(payable.state.word()));
    // What the bank sent back may stand in a later order by now.
    if let Some(later) = payable.order.filter(|order| *order != id) {
        told.insert("orderedAnewIn".into(), json!(later));
    }
    if let Some(rejected) = rejected {
        let mut rejection = json!({ "at": rejected.at });
        if let Some(reason) = &rejected.reason {
            rejection["reason"] = json!(reason);
        }
        told.insert("lastRejection".into(), rejection);
    }
    Value::Object(told)
}

/// GET `/v1/fund/paymentOrders/{id}/file`: the file for the bank (pain.001), as it was made with the order.
#[utoipa::path(
    get, path = "/v1/fund/paymentOrders/{id}/file", tag = "Care funds", summary = "The file of a payment order for the bank",
    params(("id" = String, Path, description = "The id of the order.")),
    responses((status = 200, description = "pain.001.001.09.", body = String, content_type = "application/xml")),
)]
pub(crate) async fn file(
    call: Call,
    _: NoQuery,
    State(service): State<Service>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let (id, context) = (number(&id)?, call.context);
    let file = service.ask(move |app| app.order_file(&context, id)).await?;
    let kind = HeaderValue::from_static("application/xml");
    Ok(([(CONTENT_TYPE, kind)], file.bytes).into_response())
}

fn number(text: &str) -> Result<OrderId, Refusal> {
    let known = text.parse().ok().map(OrderId);
    known.ok_or_else(|| Refusal::App(Problem::NotFound("an order".into())))
}
