//! Every page, in both languages, for every fund: the right content or a refusal, and what must stand on each answer.
#![allow(clippy::unwrap_used, reason = "test code")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use app::{Actor, App, Context, Decision, FundRole};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_SECURITY_POLICY, COOKIE, HOST, SET_COOKIE};
use axum::http::{Request, StatusCode};
use identifiers::{CareFundNumber, FacilityId, HcoNumber};
use jiff::Timestamp;
use registers::import::{RegisterFile, RegisterFiles};
use regulation::Law;
use serde_json::{Value, json};
use store::Store;
use store_sqlite::SqliteStore;
use tower::ServiceExt;
use web::{Site, router};

const NOW: &str = "2025-06-20T10:00:00+02:00";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The sample month's registers, with requests of its people that went in different ways.
struct World {
    store: Arc<SqliteStore>,
    facility: FacilityId,
    log: Arc<Mutex<Vec<String>>>,
}

impl World {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/ibw-2024-03");
        let store = Arc::new(SqliteStore::in_memory(at("2024-01-01T00:00:00Z")).unwrap());
        let app = App::new(store.as_ref(), Law::embedded());
        let operator = Context {
            actor: Actor::Operator,
            at: at("2024-01-01T08:00:00Z"),
        };
        let read = |file: RegisterFile| fs::read(folder.join("registers").join(file.file_name())).ok();
        let files: Vec<(RegisterFile, Option<Vec<u8>>)> =
            RegisterFile::ALL.into_iter().map(|file| (file, read(file))).collect();
        let found = RegisterFiles::of(|wanted| {
            let file = files.iter().find(|(file, _)| *file == wanted);
            file.and_then(|(_, bytes)| bytes.as_deref())
        });
        app.import_registers(&operator, &found).unwrap();
        let hco = HcoNumber::parse("10000001").unwrap();
        let facility = app.facility_by_hco(&operator, &hco).unwrap().unwrap();
        let world = Self {
            store: Arc::clone(&store),
            facility,
            log: Arc::default(),
        };
        world.requests(&fs::read_to_string(folder.join("requests/requests.jsonl")).unwrap());
        world
    }

    fn app(&self) -> App<'_> {
        App::new(self.store.as_ref(), Law::embedded())
    }

    /// One accepted, late extended and ended; one in beraad for the fund; one refused by a person; one refused by rules.
    fn requests(&self, lines: &str) {
        let messages: Vec<Value> = lines
            .lines()
            .take(4)
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let reference = self.send(&messages[0]).vsb_reference.unwrap().to_string();
        let change = |id: u32, when: &str, fields: Value| {
            let mut message = json!({ "messageId": format!("00000000-0000-4000-8000-{id:012}"), "receivedAt": when,
                "vsbReference": reference });
            message
                .as_object_mut()
                .unwrap()
                .append(&mut fields.as_object().unwrap().clone());
            self.change(&message);
        };
        change(
            1,
            "2025-04-20T10:00:00+02:00",
            json!({ "change": "EXTENSION", "end": "2025-12-31" }),
        );
        let end = json!({ "change": "END", "end": "2025-06-01T14:00:00+02:00", "endReason": "60", "departedTo": "97" });
        change(2, "2025-06-02T10:00:00+02:00", end);
        let mut no_physician = messages[1].clone();
        no_physician["medicalReport"]["psychiatrist"] = json!("73100188000");
        self.send(&no_physician);
        let mut refused_by_fund = messages[2].clone();
        refused_by_fund["medicalReport"]["psychiatrist"] = json!("73100188000");
        self.send(&refused_by_fund);
        self.refuse(refused_by_fund["messageId"].as_str().unwrap());
        let mut unknown_origin = messages[3].clone();
        unknown_origin["origin"] = json!("<b>99</b>");
        self.send(&unknown_origin);
    }

    fn context(&self, message: &Value) -> Context {
        Context {
            actor: Actor::Facility(self.facility),
            at: at(message["receivedAt"].as_str().unwrap()),
        }
    }

    fn send(&self, message: &Value) -> care::CareAnswer {
        let mut object = message.as_object().unwrap().clone();
        object.remove("receivedAt");
        let input = message.to_string().into_bytes();
        self.app()
            .send_request(&self.context(message), &input, &object)
            .unwrap()
            .answer
    }

    fn change(&self, message: &Value) {
        let mut object = message.as_object().unwrap().clone();
        object.remove("receivedAt");
        let input = message.to_string().into_bytes();
        self.app().send_change(&self.context(message), &input, &object).unwrap();
    }

    fn refuse(&self, message_id: &str) {
        let worker = Context {
            actor: Actor::Employee {
                fund: CareFundNumber::parse("180").unwrap(),
                role: FundRole::CaseWorker,
                name: "test".into(),
            },
            at: at("2024-03-20T10:00:00+01:00"),
        };
        let id = message_id.parse().unwrap();
        let found = self
            .store
            .begin()
            .unwrap()
            .dossier_of_message(self.facility, id)
            .unwrap();
        let reason = "Het attest is niet van een arts <script>.";
        self.app()
            .decide_dossier(&worker, found.unwrap(), Decision::Refuse, reason)
            .unwrap();
    }

    fn router(&self) -> Router {
        let log = Arc::clone(&self.log);
        let write = move |line: &str| log.lock().unwrap().push(line.to_owned());
        let store: Arc<dyn Store> = Arc::clone(&self.store) as Arc<dyn Store>;
        router(Site::demonstration(store, Law::embedded(), || at(NOW), write).unwrap())
    }

    fn get(&self, address: &str) -> Answer {
        self.ask(address, "127.0.0.1:8080", "")
    }

    fn ask(&self, address: &str, host: &str, cookie: &str) -> Answer {
        let request = Request::get(address).header(HOST, host).header(COOKIE, cookie);
        let asked = self.router().oneshot(request.body(Body::empty()).unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let answer = asked.await.unwrap();
            let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(
                policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
                "{policy}"
            );
            assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
            assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
            let cookies = answer.headers().get_all(SET_COOKIE).iter();
            Answer {
                status: answer.status(),
                cookies: cookies.map(|cookie| cookie.to_str().unwrap().to_owned()).collect(),
                html: String::from_utf8(to_bytes(answer.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap(),
            }
        })
    }

    /// The addresses of the dossiers in the list, newest first.
    fn addresses(&self) -> Vec<String> {
        let html = self.get("/kas/dossiers").html;
        let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        links
            .filter(|link| link.starts_with("/kas/dossiers/"))
            .map(str::to_owned)
            .collect()
    }
}

struct Answer {
    status: StatusCode,
    cookies: Vec<String>,
    html: String,
}

#[test]
fn the_list_shows_the_dossiers_of_the_fund_alone() {
    let world = World::new();
    insta::assert_snapshot!(world.get("/kas/dossiers").html);
    for fund in ["280", "380", "480", "580", "680"] {
        let html = world.get(&format!("/kas/dossiers?fund={fund}")).html;
        assert!(!html.contains("/kas/dossiers/"), "{fund} sees a dossier");
    }
}

#[test]
fn a_dossier_is_told_in_dutch_and_in_english() {
    let world = World::new();
    let addresses = world.addresses();
    assert_eq!(addresses.len(), 4);
    for (name, address) in ["refused_by_rules", "refused_by_a_person", "in_beraad", "ended"]
        .iter()
        .zip(&addresses)
    {
        for language in ["nl", "en"] {
            let answer = world.get(&format!("{address}?lang={language}"));
            assert_eq!(answer.status, StatusCode::OK);
            assert!(
                !answer.html.contains("[fact-") && !answer.html.contains("[kind-"),
                "a word is missing"
            );
            insta::assert_snapshot!(format!("{name}_{language}"), answer.html);
        }
    }
}

#[test]
fn another_fund_is_refused_on_every_dossier() {
    let world = World::new();
    for address in world.addresses() {
        for fund in ["280", "380", "480", "580", "680"] {
            let answer = world.get(&format!("{address}?fund={fund}"));
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{fund}");
            assert!(
                !answer.html.contains("Willems") && !answer.html.contains("IBW"),
                "{fund} is told something"
            );
        }
    }
}

#[test]
fn no_number_of_a_person_and_no_diagnosis_stands_on_a_page_or_in_an_address() {
    let world = World::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/ibw-2024-03/registers/members.csv");
    let members = fs::read_to_string(folder).unwrap();
    let ssins: Vec<&str> = members.lines().skip(1).map(|line| &line[..11]).collect();
    let mut pages = world.addresses();
    pages.push("/kas/dossiers".into());
    for page in pages {
        let html = world.get(&page).html;
        assert!(
            ssins.iter().all(|ssin| !html.contains(ssin) && !page.contains(ssin)),
            "{page}"
        );
        assert!(!html.contains("F20.9"), "{page}");
    }
}

#[test]
fn what_was_typed_by_others_is_never_read_as_html() {
    let world = World::new();
    for address in world.addresses() {
        let html = world.get(&address).html;
        assert!(!html.contains("<b>99") && !html.contains("<script"), "{address}");
    }
}

#[test]
fn every_look_stands_in_the_journal() {
    let world = World::new();
    let address = world.addresses().remove(0);
    world.get(&format!("{address}?lang=en"));
    let entries = world.store.begin().unwrap().entries_after(0, 1000).unwrap();
    let looks: Vec<(&str, &str)> = entries
        .iter()
        .rev()
        .take(2)
        .map(|entry| (entry.use_case.as_str(), entry.actor.as_str()))
        .collect();
    let who = "fund 180 CaseWorker demo-dossierbeheerder-180";
    assert_eq!(looks, [("readDossier", who), ("listDossiers", who)]);
}

#[test]
fn what_is_not_there_says_so_with_an_id_that_stands_in_the_log() {
    let world = World::new();
    let unknown = "/kas/dossiers/10000001-00000000-0000-4000-8000-999999999999";
    for address in [
        "/nothing",
        "/kas",
        "/kas/dossiers/85073003328",
        unknown,
        "/kas/dossiers?behind=x",
    ] {
        let answer = world.get(address);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        let line = world.log.lock().unwrap().pop().unwrap();
        let (id, rest) = line.split_once(' ').unwrap();
        assert!(answer.html.contains(id), "{line}");
        assert!(
            !rest.contains("85073003328") && !answer.html.contains("85073003328"),
            "{line}"
        );
    }
    assert_eq!(world.get("/").status, StatusCode::SEE_OTHER);
    assert_eq!(world.get("/zorgkas.css").status, StatusCode::OK);
}

#[test]
fn a_name_of_another_machine_gets_nothing() {
    let world = World::new();
    for host in [
        "zorgkas.example",
        "127.0.0.1.example:8080",
        "example:127.0.0.1",
        "127.0.0.1:8080@zorgkas.example",
        "localhost@zorgkas.example",
        "",
    ] {
        let answer = world.ask("/kas/dossiers", host, "");
        assert_eq!(
            (answer.status, answer.html.as_str()),
            (StatusCode::MISDIRECTED_REQUEST, ""),
            "{host}"
        );
    }
    for host in ["127.0.0.1", "localhost:1", "[::1]", "[::1]:8080"] {
        assert_eq!(world.ask("/kas/dossiers", host, "").status, StatusCode::OK, "{host}");
    }
}

#[test]
fn language_and_fund_are_kept_and_nonsense_is_not() {
    let world = World::new();
    let answer = world.get("/kas/dossiers?lang=en&fund=280");
    let kept: BTreeSet<&str> = answer
        .cookies
        .iter()
        .filter_map(|cookie| cookie.split(';').next())
        .collect();
    assert_eq!(kept, BTreeSet::from(["zorgkas-fund=280", "zorgkas-lang=en"]));
    assert!(
        answer
            .cookies
            .iter()
            .all(|cookie| cookie.ends_with("; HttpOnly; SameSite=Strict"))
    );
    let again = world.ask("/kas/dossiers", "localhost", "zorgkas-fund=280; zorgkas-lang=en");
    assert!(again.html.contains("<html lang=\"en\">") && again.html.contains("value=\"280\" selected"));
    let nonsense = world.ask(
        "/kas/dossiers?lang=xx&fund=999",
        "localhost",
        "zorgkas-fund=x; zorgkas-lang=;;=",
    );
    assert!(nonsense.cookies.is_empty() && nonsense.html.contains("<html lang=\"nl\">"));
}
