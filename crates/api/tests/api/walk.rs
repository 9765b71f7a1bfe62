//! Every call against every kind of caller: who may not is refused.

use crate::client::{Answer, call};
use crate::world::{OTHER, SAMPLE, UNTRUSTED, World, sample, sample_request};

/// A call, as made by the facility or fund whose own things it names.
struct Route {
    method: &'static str,
    path: &'static str,
    body: (&'static str, Vec<u8>),
    /// Who gets an answer: the facility of the sample, another one, one without trust, a fund, another fund, the agency.
    answered: [bool; 6],
}

const CALLERS: [&str; 6] = [
    SAMPLE,
    OTHER,
    UNTRUSTED,
    "CN=VSB-FUND=180",
    "CN=VSB-FUND=280",
    "CN=VSB-AGENCY",
];

/// A register file that changes nothing.
const TARIFFS: &str = "code,kind,sector,hco,user_type,income_category,from,to,cents,description_nl\n";

fn routes() -> Vec<Route> {
    let json = "application/json";
    let line = |path, media, text: &str, answered| Route {
        method: "POST",
        path,
        body: (media, text.as_bytes().to_vec()),
        answered,
    };
    let read = |path, answered| Route {
        method: "GET",
        path,
        body: ("", Vec::new()),
        answered,
    };
    let ssin = r#"{"ssin":"58102882214","date":"2024-03-06"}"#;
    let own = [true, false, false, false, false, false];
    let facilities = [true, true, false, false, false, false];
    let all = [true; 6];
    let funds = [false, false, false, true, true, false];
    // There is none: who may is told so, the others as well (`fund.rs` has one).
    let nobody = [false; 6];
    let agency = [false, false, false, false, false, true];
    let request = serde_json::Value::Object(sample_request()).to_string();
    vec![
        read("/health", all),
        read("/v1/health", all),
        read("/openapi.json", all),
        read("/doc", all),
        line("/v1/insuranceStatus/get", json, ssin, facilities),
        line(
            "/v1/insuranceStatus/getMany",
            json,
            &format!(r#"{{"items":[{ssin}]}}"#),
            facilities,
        ),
        line("/v1/careRequests", json, &request, own),
        read("/v1/dossiers/VSB-0000-0001-01", own),
        line(
            "/v1/dossiers/VSB-0000-0001-01/changes",
            json,
            r#"{"messageId":"00000000-0000-4000-8000-000000000001","facility":"10000001","change":"CONTACT","contact":{"name":"x","phone":"1"}}"#,
            own,
        ),
        Route {
            method: "POST",
            path: "/v1/batches",
            body: ("text/plain", sample("batches/10000001-180-2024-03.920000")),
            answered: own,
        },
        read("/v1/batches/1", [true, false, false, true, false, false]),
        read("/v1/batches/1/answers/931000", [true, false, false, true, false, false]),
        read("/v1/inbox", facilities),
        read("/v1/refData", all),
        read("/v1/refData/origin", all),
        read("/v1/refData/performance-codes?date=2024-03-01", all),
        line(
            "/v1/fund/bankAnswers",
            "application/xml",
            "<Document><BkToCstmrStmt/></Document>",
            funds,
        ),
        read("/v1/fund/events", funds),
        read("/v1/fund/paymentOrders", funds),
        read("/v1/fund/paymentOrders/1", nobody),
        read("/v1/fund/paymentOrders/1/file", nobody),
        line("/v1/agency/tariffs", "text/csv", TARIFFS, agency),
    ]
}

fn is_answer(answer: &Answer) -> bool {
    (200..300).contains(&answer.status)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_refuses_who_may_not() {
    let world = World::new().await;
    let callers: Vec<_> = CALLERS.iter().map(|subject| world.identity(subject)).collect();
    for route in routes() {
        if route.path.contains("batches") {
            world.set_clock("2024-04-03T10:00:00+02:00");
        }
        for (n, caller) in callers.iter().enumerate() {
            let body = (route.body.0, route.body.1.as_slice());
            let answer = call(&world, caller, route.method, route.path, body).await;
            let what = format!("{} {} by {}: {answer:?}", route.method, route.path, CALLERS[n]);
            assert_eq!(is_answer(&answer), route.answered[n], "{what}");
            if !is_answer(&answer) {
                let problem = answer.problem();
                assert!(
                    ["403 missingPermission", "404 resourceNotFound"].contains(&problem.as_str()),
                    "{what}"
                );
            }
        }
    }
}

/// JSON lines are answered line by line: the refusal stands in the line, or refuses the whole.
#[tokio::test(flavor = "multi_thread")]
async fn lines_refuse_who_may_not() {
    let world = World::new().await;
    let request = serde_json::Value::Object(sample_request()).to_string();
    let member = r#"{"change":"MUTATE","ssin":"58102882214","from":"2025-01-01"}"#;
    for (path, body, answered) in [
        (
            "/v1/careRequests/bulk",
            request.as_str(),
            [true, false, false, false, false, false],
        ),
        ("/v1/fund/members", member, [false, false, false, true, true, false]),
        (
            "/v1/agency/facilities",
            crate::agency::LINE,
            [false, false, false, false, false, true],
        ),
    ] {
        for (n, subject) in CALLERS.iter().enumerate() {
            let caller = world.identity(subject);
            let answer = call(&world, &caller, "POST", path, ("application/jsonl", body.as_bytes())).await;
            let line = answer.json();
            assert_eq!(line["answer"].is_object(), answered[n], "{path} by {subject}: {line}");
            if !answered[n] {
                let problem = if answer.status == 200 { &line["problem"] } else { &line };
                assert_eq!(problem["status"], 403, "{path} by {subject}: {line}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_that_names_nobody_is_told_so() {
    let world = World::new().await;
    for subject in ["CN=somebody", "CN=NIHII=1", "CN=NIHII=73100584000", "CN=VSB-FUND=999"] {
        let nobody = world.identity(subject);
        for (method, path) in [
            ("GET", "/v1/inbox"),
            ("POST", "/v1/careRequests"),
            ("GET", "/v1/refData"),
        ] {
            let answer = call(&world, &nobody, method, path, ("application/json", b"{}")).await;
            assert_eq!(answer.problem(), "403 missingPermission", "{subject} {path}");
        }
    }
}
