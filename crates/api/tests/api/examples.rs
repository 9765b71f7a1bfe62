//! The examples of the document are calls that are made here: what is answered is what it shows, but for the hash of the
//! law, which changes with every sentence of it.
//!
//! `ZORGKAS_EXAMPLES=write` writes them anew, to be looked at.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::client::{Answer, call, send};
use crate::contract::{self, DOCUMENT};
use crate::world::{Identity, SAMPLE, World, sample_request};

struct Story {
    world: World,
    differing: Vec<String>,
}

impl Story {
    /// Makes a call and compares its body and answer with the files of a name.
    async fn tell(&mut self, name: &str, me: &Identity, call_of: (&str, &str), body: (&str, &str)) -> Answer {
        let (method, path) = call_of;
        let answer = call(&self.world, me, method, path, (body.0, body.1.as_bytes())).await;
        assert!((200..300).contains(&answer.status), "{name}: {answer:?}");
        if !body.0.is_empty() {
            self.compare(&format!("{name}.request.{}", ending(body.0)), body.1);
        }
        self.compare_answer(name, &answer);
        answer
    }

    fn compare_answer(&mut self, name: &str, answer: &Answer) {
        let media = answer.header("content-type").split(';').next().unwrap().to_owned();
        // Answers on files are ISO 8859-1; these hold nothing beyond ASCII.
        let text = String::from_utf8(answer.bytes.clone()).unwrap();
        self.compare(&format!("{name}.answer.{}", ending(&media)), &text);
    }

    fn compare(&mut self, file: &str, text: &str) {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("src/openapi/examples")
            .join(file);
        let text = text.replace(
            &regulation::Law::embedded().hash().to_string(),
            &"0123456789abcdef".repeat(4),
        );
        let text = &text;
        let text = match serde_json::from_str::<Value>(text) {
            Ok(value) if file.ends_with(".json") => format!("{value:#}\n"),
            _ => text.clone(),
        };
        if std::env::var_os("ZORGKAS_EXAMPLES").is_some_and(|what| what == "write") {
            std::fs::write(path, text).unwrap();
        } else if std::fs::read_to_string(&path).unwrap() != text {
            self.differing.push(format!("{file}: {text}"));
        }
    }
}

fn ending(media: &str) -> &str {
    match media {
        "text/plain" => "txt",
        other => other.rsplit('/').next().unwrap(),
    }
}

const JSON: &str = "application/json";

/// A month of one day of the sample's first person.
pub fn batch(reference: &str) -> String {
    json!({
        "month": "2024-03", "sendingNumber": 1, "createdOn": "2024-04-03",
        "facility": { "nihdi": "73100188000", "cbe": "0411000183", "iban": "BE74001100000107", "bic": "BPOTBEB1" },
        "fund": "180",
        "invoices": [{
            "number": 1, "ssin": "58102882214", "sex": 2, "admission": "2024-03-05T10:00", "invoiceDate": "2024-04-03",
            "vsbReference": reference,
            "lines": [{ "record": 30, "code": "970012", "day": "2024-03-05", "cents": 4321 }],
        }],
    })
    .to_string()
}

/// The same sending as a file.
fn file_of(batch: &str) -> String {
    let sending = invoice_file::read_json(batch.as_bytes()).unwrap().sending.unwrap();
    let contact = invoice_file::Contact {
        family_name: "Peeters".into(),
        first_name: "An".into(),
        phone: "093331234".into(),
    };
    let mut bytes = Vec::new();
    invoice_file::write_sending(&sending, &contact, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_are_what_is_answered() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    let fund = world.identity("CN=VSB-FUND=180");
    let mut story = Story {
        world,
        differing: Vec::new(),
    };
    story.tell("health", &me, ("GET", "/v1/health"), ("", "")).await;
    let question = json!({ "ssin": "58102882214", "date": "2024-03-05" }).to_string();
    story
        .tell(
            "insurance-status",
            &me,
            ("POST", "/v1/insuranceStatus/get"),
            (JSON, &question),
        )
        .await;
    let questions = json!({ "items": [{ "ssin": "58102882214" }, { "ssin": "58102882215" }] }).to_string();
    story
        .tell(
            "insurance-statuses",
            &me,
            ("POST", "/v1/insuranceStatus/getMany"),
            (JSON, &questions),
        )
        .await;
    let request = Value::Object(sample_request()).to_string();
    let answer = story
        .tell("care-request", &me, ("POST", "/v1/careRequests"), (JSON, &request))
        .await;
    let reference = answer.json()["vsbReference"].as_str().unwrap().to_owned();
    let mut incomplete = sample_request();
    incomplete.insert("messageId".into(), "3f2b8a4e-7c1d-4e5f-9a6b-1c2d3e4f5a6b".into());
    incomplete.remove("origin");
    let lines = format!("{request}\n{}\n", Value::Object(incomplete));
    let bulk = ("POST", "/v1/careRequests/bulk");
    story
        .tell("care-requests", &me, bulk, ("application/jsonl", &lines))
        .await;
    let dossier = format!("/v1/dossiers/{reference}");
    let changes = format!("{dossier}/changes");
    let change = json!({
        "messageId": "8d5f1f0a-2a3b-4c4d-8e9f-0a1b2c3d4e5f", "change": "CONTACT",
        "contact": { "name": "Team nacht", "phone": "093339999" },
    });
    story
        .tell("change", &me, ("POST", &changes), (JSON, &change.to_string()))
        .await;
    story.tell("dossier", &me, ("GET", &dossier), ("", "")).await;
    story.tell("inbox", &me, ("GET", "/v1/inbox?after=0"), ("", "")).await;
    story.tell("lists", &me, ("GET", "/v1/refData"), ("", "")).await;
    story
        .tell(
            "list",
            &me,
            ("GET", "/v1/refData/request-type?date=2024-03-08"),
            ("", ""),
        )
        .await;
    story.share().await;
    story.world.set_clock("2024-04-03T10:00:00+02:00");
    story.invoicing(&me, &reference).await;
    story.of_fund(&fund).await;
    story.of_orders(&fund).await;
    story.of_agency().await;
    assert!(story.differing.is_empty(), "{:#?}", story.differing);
}

impl Story {
    /// The share is asked by a facility of the sector that has one.
    async fn share(&mut self) {
        let me = self.world.identity(crate::world::PVT);
        let question = json!({ "ssin": "58102882214", "date": "2024-03-05" }).to_string();
        self.tell(
            "personal-share",
            &me,
            ("POST", "/v1/personalShare/get"),
            (JSON, &question),
        )
        .await;
    }

    async fn invoicing(&mut self, me: &Identity, reference: &str) {
        let batch = batch(reference);
        let sent = self.tell("batch", me, ("POST", "/v1/batches"), (JSON, &batch)).await;
        assert_eq!(sent.json()["state"], "DECIDED", "{sent:?}");
        self.compare("batch-file.request.txt", &file_of(&batch));
        self.tell("batch-state", me, ("GET", "/v1/batches/1"), ("", "")).await;
        let path = "/v1/batches/1/answers/931000";
        self.tell("batch-answer-file", me, ("GET", path), ("", "")).await;
        let request = hyper::Request::get(path)
            .header("host", "localhost")
            .header("accept", JSON)
            .body(axum::body::Body::empty())
            .unwrap();
        let document = send(&self.world, Some(me), request).await.unwrap();
        self.compare_answer("batch-answer", &document);
    }

    async fn of_fund(&mut self, fund: &Identity) {
        let lines = "{\"change\":\"MUTATE\",\"ssin\":\"58102882214\",\"from\":\"2025-01-01\"}\n";
        self.tell(
            "members",
            fund,
            ("POST", "/v1/fund/members"),
            ("application/jsonl", lines),
        )
        .await;
        let file = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt/></Document>";
        self.tell(
            "bank-answer",
            fund,
            ("POST", "/v1/fund/bankAnswers"),
            ("application/xml", file),
        )
        .await;
    }
}

impl Story {
    /// The batch is signed and ordered by the people of the fund.
    async fn of_orders(&mut self, fund: &Identity) {
        self.world.settle_and_order();
        let orders = "/v1/fund/paymentOrders";
        self.tell("payment-orders", fund, ("GET", orders), ("", "")).await;
        let one = format!("{orders}/1");
        self.tell("payment-order", fund, ("GET", &one), ("", "")).await;
        let file = format!("{one}/file");
        self.tell("payment-order-file", fund, ("GET", &file), ("", "")).await;
        self.tell("events", fund, ("GET", "/v1/fund/events?after=0"), ("", ""))
            .await;
    }

    async fn of_agency(&mut self) {
        let agency = self.world.identity("CN=VSB-AGENCY");
        let tariffs = "code,kind,sector,hco,user_type,income_category,from,to,cents,description_nl\n\
                       970023,COST,IBW,,,,2024-07-01,,5200,Diverse kosten\n";
        self.tell(
            "tariffs",
            &agency,
            ("POST", "/v1/agency/tariffs"),
            ("text/csv", tariffs),
        )
        .await;
        self.tell(
            "facilities",
            &agency,
            ("POST", "/v1/agency/facilities"),
            ("application/jsonl", &format!("{}\n", crate::agency::LINE)),
        )
        .await;
    }
}

/// Every body that has a form has an example, and the example fits it.
#[test]
fn every_call_has_examples_that_fit() {
    for (path, methods) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let answered = operation["responses"].as_object().unwrap().iter();
            let answered = answered.filter(|(status, _)| status.starts_with('2'));
            let contents = answered.map(|(_, response)| &response["content"]);
            let contents: Vec<&Value> = contents.chain(operation["requestBody"].get("content")).collect();
            for (media, body) in contents.iter().flat_map(|content| content.as_object().unwrap()) {
                let what = format!("{method} {path} {media}");
                assert!(body.get("example").is_some(), "no example: {what}");
                let form = contract::form(&body["schema"]);
                let faults: Vec<String> = form
                    .iter_errors(&body["example"])
                    .map(|fault| fault.to_string())
                    .collect();
                assert!(faults.is_empty(), "{what}: {faults:#?}");
            }
        }
    }
}
