//! What each call answers, and what it says of wrong input.

use serde_json::{Value, json};

use crate::client::{call, get, post};
use crate::world::{SAMPLE, World, sample, sample_request};

#[tokio::test(flavor = "multi_thread")]
async fn insurance_status_of_one_and_of_many() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    let answer = post(
        &world,
        &me,
        "/v1/insuranceStatus/get",
        &json!({ "ssin": "58102882214" }),
    )
    .await;
    assert_eq!(answer.status, 200);
    let told = answer.json();
    assert_eq!(told["insured"], true, "{told}");
    assert_eq!(told["careFund"], "180", "{told}");
    assert_eq!(told["date"], "2024-03-08", "{told}");
    assert!(!told.to_string().contains("null"), "{told}");
    let many = json!({ "items": [{ "ssin": "58102882214" }, { "ssin": "58102882215" }, { "x": 1 }, 5] });
    let told = post(&world, &me, "/v1/insuranceStatus/getMany", &many).await.json();
    assert_eq!(told["items"][0]["status"]["insured"], true, "{told}");
    assert_eq!(told["items"][1]["problem"]["issues"][0]["name"], "ssin", "{told}");
    assert_eq!(
        told["items"][2]["problem"]["issues"].as_array().unwrap().len(),
        2,
        "{told}"
    );
    assert_eq!(told["items"][3]["problem"]["status"], 400, "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_its_dossier_a_change_and_the_inbox() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    let request = Value::Object(sample_request());
    let first = post(&world, &me, "/v1/careRequests", &request).await;
    assert_eq!(first.status, 200);
    let told = first.json();
    assert_eq!(told["outcome"], "ACCEPTED", "{told}");
    let again = post(&world, &me, "/v1/careRequests", &request).await;
    assert_eq!(again.bytes, first.bytes, "the same message, the same bytes");
    let mut other = sample_request();
    other.insert("origin".into(), "41".into());
    let conflict = post(&world, &me, "/v1/careRequests", &Value::Object(other)).await;
    assert_eq!(conflict.problem(), "409 conflict");

    let reference = told["vsbReference"].as_str().unwrap();
    let path = format!("/v1/dossiers/{reference}/changes");
    let change = json!({
        "messageId": "00000000-0000-4000-8000-000000000001", "facility": "10000001", "change": "CONTACT",
        "contact": { "name": "Team nacht", "phone": "093339999" },
    });
    let changed = post(&world, &me, &path, &change).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(changed.json()["outcome"], "ACCEPTED");
    let elsewhere = json!({ "messageId": "00000000-0000-4000-8000-000000000002", "vsbReference": "VSB-0000-0009-09" });
    assert_eq!(post(&world, &me, &path, &elsewhere).await.problem(), "400 badRequest");

    let history = get(&world, &me, &format!("/v1/dossiers/{reference}")).await.json();
    assert_eq!(history["state"], "ACCEPTED", "{history}");
    let messages = history["messages"].as_array().unwrap();
    let kinds: Vec<&str> = messages
        .iter()
        .map(|message| message["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["REQUEST", "CONTACT"]);
    assert!(
        !history.to_string().contains("58102882214"),
        "no person's number: {history}"
    );

    let inbox = get(&world, &me, "/v1/inbox?after=0").await.json();
    assert_eq!(inbox, json!({ "items": [], "cursor": 0 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_and_its_answers() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    let lines = sample("requests/requests.jsonl");
    for line in String::from_utf8(lines).unwrap().lines() {
        let mut request: serde_json::Map<String, Value> = serde_json::from_str(line).unwrap();
        let at = request.remove("receivedAt").unwrap();
        world.set_clock(at.as_str().unwrap());
        post(&world, &me, "/v1/careRequests", &Value::Object(request)).await;
    }
    world.set_clock("2024-04-03T10:00:00+02:00");
    let file = sample("batches/10000001-180-2024-03.920000");
    let sent = call(&world, &me, "POST", "/v1/batches", ("text/plain", &file)).await;
    assert_eq!(sent.status, 202, "{sent:?}");
    assert_eq!(sent.header("location"), "/v1/batches/1");
    let again = call(
        &world,
        &me,
        "POST",
        "/v1/batches",
        ("text/plain; charset=iso-8859-1", &file),
    )
    .await;
    assert_eq!(again.json(), sent.json());
    let state = get(&world, &me, "/v1/batches/1").await.json();
    let names: Vec<&str> = state["answers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| answer["name"].as_str().unwrap())
        .collect();
    assert_eq!(names[0], "931000", "{state}");
    for name in names {
        let path = format!("/v1/batches/1/answers/{name}");
        let file = get(&world, &me, &path).await;
        assert!(file.header("content-type").starts_with("text/plain"), "{file:?}");
        assert_eq!(&file.bytes[..6], name.as_bytes(), "the answer begins with its name");
        let request = hyper::Request::get(&path)
            .header("host", "localhost")
            .header("accept", "application/json")
            .body(axum::body::Body::empty())
            .unwrap();
        let document = crate::client::send(&world, Some(&me), request).await.unwrap().json();
        assert_eq!(document["message"], name, "{document}");
    }
    assert_eq!(
        get(&world, &me, "/v1/batches/1/answers/920900").await.problem(),
        "404 resourceNotFound"
    );
    assert_eq!(
        get(&world, &me, "/v1/batches/x").await.problem(),
        "404 resourceNotFound"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn bulk_answers_line_by_line() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    let good = Value::Object(sample_request()).to_string();
    let body = format!("{good}\n\n{{\"x\":1}}\nno JSON\r\n{good}");
    let answer = call(
        &world,
        &me,
        "POST",
        "/v1/careRequests/bulk",
        ("application/jsonl", body.as_bytes()),
    )
    .await;
    assert_eq!(answer.header("content-type"), "application/jsonl");
    let text = String::from_utf8(answer.bytes).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<(u64, bool)> = lines
        .iter()
        .map(|line| (line["line"].as_u64().unwrap(), line["answer"].is_object()))
        .collect();
    assert_eq!(told, [(1, true), (3, false), (4, false), (5, true)], "{text}");
    assert_eq!(lines[0]["answer"], lines[3]["answer"]);
}

/// What is wrong is named: where, and of which kind.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_is_named() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    let status = "/v1/insuranceStatus/get";
    let json = "application/json";
    for (path, media, body, problem, issues) in [
        (status, json, "{", "400 badRequest", "invalidStructure "),
        (status, json, "[]", "400 badRequest", "invalidStructure "),
        (status, json, "{}", "400 badRequest", "schemaViolation ssin"),
        (status, json, r#"{"ssin":5}"#, "400 badRequest", "schemaViolation ssin"),
        (
            status,
            json,
            r#"{"ssin":"58102882215"}"#,
            "400 badRequest",
            "invalidInput ssin",
        ),
        (
            status,
            json,
            r#"{"ssin":"58102882214","date":"x","y":1}"#,
            "400 badRequest",
            "schemaViolation date, unknownInput y",
        ),
        (
            status,
            json,
            r#"{"ssin":"1","ssin":"2"}"#,
            "400 badRequest",
            "invalidStructure ",
        ),
        (
            "/v1/insuranceStatus/get?x=1",
            json,
            "{}",
            "400 badRequest",
            "unknownInput x",
        ),
        (status, "text/plain", "{}", "415 unsupportedMediaType", ""),
        (
            "/v1/careRequests",
            json,
            r#"{"messageId":"x"}"#,
            "400 badRequest",
            "invalidInput messageId, invalidInput facility",
        ),
        (
            "/v1/careRequests",
            json,
            r#"{"messageId":"00000000-0000-4000-8000-000000000009","facility":"10000001","migration":"no","colour":"red"}"#,
            "400 badRequest",
            "schemaViolation migration, unknownInput colour",
        ),
        ("/v1/batches", "text/csv", "x", "415 unsupportedMediaType", ""),
        ("/v1/nothing", json, "{}", "404 resourceNotFound", ""),
        ("/v1/inbox", json, "{}", "405 methodNotAllowed", ""),
    ] {
        let answer = call(&world, &me, "POST", path, (media, body.as_bytes())).await;
        assert_eq!(answer.problem(), problem, "{path} {body}");
        let told = answer.json();
        let named: Vec<String> = told["issues"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|issue| {
                let kind = issue["type"].as_str().unwrap().rsplit(':').next().unwrap();
                format!("{kind} {}", issue["name"].as_str().unwrap_or_default())
            })
            .collect();
        assert_eq!(named.join(", "), issues, "{path} {body}: {told}");
    }
}

/// What is sent as JSON and is no object is not read as a file.
#[tokio::test(flavor = "multi_thread")]
async fn invoices_as_json_are_an_object() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    for body in ["[null, null]", "920000", "", " "] {
        let answer = call(
            &world,
            &me,
            "POST",
            "/v1/batches",
            ("application/json", body.as_bytes()),
        )
        .await;
        assert_eq!(answer.problem(), "400 badRequest", "{body}");
        let kind = answer.json()["issues"][0]["type"].to_string();
        assert!(kind.ends_with("invalidStructure\""), "{body}: {kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_keeps_the_id_of_its_caller() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    for (sent, kept) in [
        ("abc-123", true),
        ("a b", false),
        (&"x".repeat(129), false),
        ("58102882214", false),
    ] {
        let request = hyper::Request::get("/v1/inbox")
            .header("host", "localhost")
            .header("belgov-trace-id", sent)
            .body(axum::body::Body::empty())
            .unwrap();
        let answer = crate::client::send(&world, Some(&me), request).await.unwrap();
        assert_eq!(answer.header("belgov-trace-id") == sent, kept, "{sent}");
    }
    let log = world.log.lock().unwrap().join("\n");
    assert!(log.contains("call abc-123 GET /v1/inbox 200"), "{log}");
}

/// Nothing of a person stands in the log, whatever was asked and however wrong it was.
#[tokio::test(flavor = "multi_thread")]
async fn the_log_knows_nobody() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    let request = Value::Object(sample_request()).to_string();
    for (path, body) in [
        ("/v1/insuranceStatus/get", r#"{"ssin":"58102882214"}"#),
        ("/v1/insuranceStatus/get?ssin=58102882214", "{}"),
        ("/v1/58102882214", "58102882214"),
        ("/v1/careRequests", request.as_str()),
        ("/v1/careRequests", "58102882214"),
        ("/v1/dossiers/58102882214/changes", "{}"),
        ("/v1/batches", "58102882214"),
    ] {
        call(&world, &me, "POST", path, ("application/json", body.as_bytes())).await;
    }
    call(&world, &me, "58102882214", "/v1/inbox", ("", b"")).await;
    let figures = world.figures().await;
    let log = world.log.lock().unwrap().join("\n");
    assert!(log.lines().count() >= 7, "{log}");
    for secret in ["58102882214", "Willems", "F20.9", "Team instroom"] {
        assert!(!log.contains(secret), "{secret} in {log}");
        assert!(!figures.contains(secret), "{secret} in {figures}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_watches_sees_figures() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    get(&world, &me, "/v1/inbox").await;
    get(&world, &me, "/v1/inbox").await;
    get(&world, &me, "/v1/nothing-of-the-kind").await;
    let figures = world.figures().await;
    for line in [
        "zorgkas_software_calls_total{method=\"GET\",route=\"/v1/inbox\",status=\"200\"} 2",
        "zorgkas_software_calls_total{method=\"GET\",route=\"-\",status=\"404\"} 1",
        "zorgkas_software_call_duration_seconds_count{route=\"/v1/inbox\"} 2",
        "zorgkas_software_free_use_cases 256",
        "# EOF",
    ] {
        assert!(figures.lines().any(|told| told == line), "{line} in {figures}");
    }
}
