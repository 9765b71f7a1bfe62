//! What a care fund's own systems read: their payment orders with the files, and what happened.

use serde_json::{Value, json};

use crate::client::{call, get, post};
use crate::world::{SAMPLE, World, sample_request};

const FUND: &str = "CN=VSB-FUND=180";
const ANOTHER: &str = "CN=VSB-FUND=280";

/// A world in which fund 180 has ordered what it owes for one batch.
async fn ordered() -> World {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    let request = Value::Object(sample_request());
    let reference = post(&world, &me, "/v1/careRequests", &request).await.json()["vsbReference"].clone();
    world.set_clock("2024-04-03T10:00:00+02:00");
    let batch: Value = serde_json::from_str(&crate::examples::batch(reference.as_str().unwrap())).unwrap();
    assert_eq!(post(&world, &me, "/v1/batches", &batch).await.status, 202);
    world.settle_and_order();
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fund_reads_its_orders_and_their_files() {
    let world = ordered().await;
    let fund = world.identity(FUND);
    let list = get(&world, &fund, "/v1/fund/paymentOrders").await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list["items"][0]["totalCents"], 4321, "{list}");
    assert!(list.get("next").is_none(), "{list}");
    let path = list["items"][0]["href"].as_str().unwrap();
    let order = get(&world, &fund, path).await.json();
    assert_eq!(order["transfers"][0]["state"], "ORDERED", "{order}");
    assert_eq!(order["transfers"][0]["batch"], 1, "{order}");
    let file = get(&world, &fund, order["file"]["href"].as_str().unwrap()).await;
    assert_eq!(file.header("content-type"), "application/xml");
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(text.contains("pain.001.001.09"), "{text}");
    let older = get(&world, &fund, "/v1/fund/paymentOrders?before=1").await.json();
    assert_eq!(older, json!({ "items": [] }));
    let wrong = get(&world, &fund, "/v1/fund/paymentOrders?before=x").await;
    assert_eq!(wrong.problem(), "400 badRequest");

    let another = world.identity(ANOTHER);
    let none = get(&world, &another, "/v1/fund/paymentOrders").await.json();
    assert_eq!(none, json!({ "items": [] }), "nobody sees another fund's");
    for path in [path.to_owned(), format!("{path}/file")] {
        assert_eq!(
            get(&world, &another, &path).await.problem(),
            "403 missingPermission",
            "{path}"
        );
    }
    for path in ["/v1/fund/paymentOrders/9", "/v1/fund/paymentOrders/x"] {
        assert_eq!(
            get(&world, &fund, path).await.problem(),
            "404 resourceNotFound",
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_told_in_order_to_its_fund() {
    let world = ordered().await;
    let fund = world.identity(FUND);
    let all = get(&world, &fund, "/v1/fund/events").await.json();
    let kinds: Vec<&str> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["BATCH", "BATCH", "ORDER"], "{all}");
    assert_eq!(all["items"][0]["body"], json!({ "batch": 1, "state": "DECIDED" }));
    assert_eq!(all["items"][1]["body"], json!({ "batch": 1, "state": "SETTLED" }));
    assert_eq!(
        all["items"][2]["body"],
        json!({ "order": 1, "transfers": 1, "totalCents": 4321 })
    );
    let rest = get(&world, &fund, "/v1/fund/events?after=2").await.json();
    assert_eq!(rest["items"][0]["cursor"], 3, "{rest}");
    assert_eq!(rest["cursor"], 3);
    let end = get(&world, &fund, "/v1/fund/events?after=3").await.json();
    assert_eq!(end, json!({ "items": [], "cursor": 3 }));

    // A membership that ends is told to its fund, and to no other.
    let line = b"{\"change\":\"END\",\"ssin\":\"58102882214\",\"to\":\"2024-12-31\"}";
    call(&world, &fund, "POST", "/v1/fund/members", ("application/jsonl", line)).await;
    let left = get(&world, &fund, "/v1/fund/events?after=3").await.json();
    assert_eq!(left["items"][0]["kind"], "MEMBERSHIP", "{left}");
    assert_eq!(left["items"][0]["body"]["periods"][0]["to"], "2024-12-31", "{left}");
    let another = world.identity(ANOTHER);
    let none = get(&world, &another, "/v1/fund/events").await.json();
    assert_eq!(none, json!({ "items": [], "cursor": 0 }));
}
