//! A small world and its screens: who looks at what, and what is answered.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use app::{Actor, AgencyRole, App, Context, Decision, FacilityRole, FundRole, ProviderPerson, SignIn};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::request::Builder;
use axum::http::{Request, StatusCode};
use identifiers::{BatchId, CareFundNumber, FacilityId, HcoNumber};
use jiff::Timestamp;
use registers::import::{RegisterFile, RegisterFiles};
use regulation::Law;
use serde_json::{Value, json};
use store::Store;
use store_sqlite::SqliteStore;
use tower::ServiceExt;
use web::{DemoPerson, Door, Setting, Site, router};

pub(crate) const NOW: &str = "2025-06-20T10:00:00+02:00";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The name under which it is asked.
pub(crate) const OURS: &str = "127.0.0.1:8080";

/// An employee of a fund.
pub(crate) fn employee(fund: &str, role: FundRole) -> Actor {
    Actor::Employee {
        fund: CareFundNumber::parse(fund).unwrap(),
        role,
        name: format!("k{fund}-{role:?}").to_lowercase(),
    }
}

/// Bytes that differ each time.
fn random() -> [u8; 32] {
    static COUNT: AtomicU8 = AtomicU8::new(0);
    [COUNT.fetch_add(1, Ordering::Relaxed); 32]
}

/// The case worker of the fund whose dossiers the world has.
pub(crate) fn case_worker() -> Actor {
    employee("180", FundRole::CaseWorker)
}

/// The sample month's registers, with requests of its people that went in different ways.
pub(crate) struct World {
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) facility: FacilityId,
    pub(crate) log: Arc<Mutex<Vec<String>>>,
    /// How its screens are reached.
    pub(crate) door: Door,
    /// Whose sign-in its page shows.
    pub(crate) demonstration: Vec<DemoPerson>,
}

/// The folder of the sample month.
fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/ibw-2024-03")
}

impl World {
    pub(crate) fn new() -> Self {
        let world = Self::of_registers();
        world.requests(&fs::read_to_string(sample().join("requests/requests.jsonl")).unwrap());
        world
    }

    /// The whole sample month: every request is accepted, and its sending is judged. Gives the sending.
    pub(crate) fn billed() -> (Self, BatchId) {
        let world = Self::of_registers();
        let requests = fs::read_to_string(sample().join("requests/requests.jsonl")).unwrap();
        for line in requests.lines() {
            world.tell(&serde_json::from_str(line).unwrap());
        }
        let bytes = fs::read(sample().join("batches/10000001-180-2024-03.920000")).unwrap();
        let context = Context {
            actor: Actor::Facility(world.facility),
            at: at("2024-04-03T10:00:00+02:00"),
        };
        let sent = world.app().send_batch(&context, &bytes).unwrap().id;
        (world, sent)
    }

    /// The registers alone.
    fn of_registers() -> Self {
        let folder = sample();
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
        Self {
            store: Arc::clone(&store),
            facility,
            log: Arc::default(),
            door: Door::Loopback,
            demonstration: Vec::new(),
        }
    }

    pub(crate) fn app(&self) -> App<'_> {
        App::new(self.store.as_ref(), Law::embedded())
    }

    /// One accepted, late extended and ended; one in beraad for the fund; one refused by a person; one refused by rules.
    fn requests(&self, lines: &str) {
        let messages: Vec<Value> = lines
            .lines()
            .take(4)
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let reference = self.tell(&messages[0]).vsb_reference.unwrap().to_string();
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
        self.tell(&no_physician);
        let mut refused_by_fund = messages[2].clone();
        refused_by_fund["medicalReport"]["psychiatrist"] = json!("73100188000");
        self.tell(&refused_by_fund);
        self.refuse(refused_by_fund["messageId"].as_str().unwrap());
        let mut unknown_origin = messages[3].clone();
        unknown_origin["origin"] = json!("<b>99</b>");
        self.tell(&unknown_origin);
    }

    fn context(&self, message: &Value) -> Context {
        Context {
            actor: Actor::Facility(self.facility),
            at: at(message["receivedAt"].as_str().unwrap()),
        }
    }

    fn tell(&self, message: &Value) -> care::CareAnswer {
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
            actor: employee("180", FundRole::CaseWorker),
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

    /// Everyone who can sign in: each role of the funds 180 and 280, of the facility and of the agency.
    pub(crate) fn people(&self) -> Vec<Actor> {
        let mut people = Vec::new();
        for fund in ["180", "280"] {
            people.extend(FundRole::ALL.map(|role| employee(fund, role)));
        }
        people.extend(FacilityRole::ALL.map(|role| Actor::FacilityEmployee {
            facility: self.facility,
            role,
            name: format!("f-{role:?}").to_lowercase(),
        }));
        people.extend(AgencyRole::ALL.map(|role| Actor::AgencyEmployee {
            role,
            name: format!("a-{role:?}").to_lowercase(),
        }));
        people
    }

    pub(crate) fn router(&self) -> Router {
        let log = Arc::clone(&self.log);
        let write = move |line: &str| log.lock().unwrap().push(line.to_owned());
        let store: Arc<dyn Store> = Arc::clone(&self.store) as Arc<dyn Store>;
        router(Site::new(Setting {
            store,
            law: Law::embedded(),
            clock: Box::new(|| at(NOW)),
            chance: Box::new(random),
            log: Box::new(write),
            door: self.door.clone(),
            demonstration: self.demonstration.clone(),
            identity: None,
        }))
    }

    /// The cookie of somebody who has signed in.
    pub(crate) fn session(&self, who: &Actor) -> String {
        let token = format!("token of {who}").replace(' ', "-");
        let person = ProviderPerson {
            provider: "test".into(),
            actor: who.clone(),
            display_name: who.account().unwrap().to_owned(),
        };
        let signed_in = self.app().sign_in_by_provider(at(NOW), &person, (&token, Some(&token)));
        assert!(matches!(signed_in.unwrap(), SignIn::Done(_)));
        format!("zorgkas-session={token}")
    }

    /// A page, as somebody sees it who has signed in. Who is asked why they look says so, and looks again.
    pub(crate) fn look(&self, who: &Actor, address: &str) -> Answer {
        let answer = self.look_once(who, address);
        match answer.asks_why() {
            None => answer,
            Some(to) => {
                let said = self.send_once(who, &to, "waarom=CONTROL");
                assert_eq!(said.status, StatusCode::SEE_OTHER, "{to}");
                self.look_once(who, address)
            }
        }
    }

    /// A page, as it is answered at once.
    pub(crate) fn look_once(&self, who: &Actor, address: &str) -> Answer {
        let request = Request::get(address).header(HOST, OURS);
        self.ask(request.header(COOKIE, self.session(who)), "")
    }

    /// The answer to a form that somebody sends who has signed in, from a page of ours.
    pub(crate) fn send(&self, who: &Actor, address: &str, form: &str) -> Answer {
        let answer = self.send_once(who, address, form);
        match answer.asks_why() {
            None => answer,
            Some(_) => self.send_once(who, address, &format!("{form}&gevraagd=ja&waarom=CONTROL")),
        }
    }

    /// The same as it is answered at once, also when it is asked why one looks.
    pub(crate) fn send_once(&self, who: &Actor, address: &str, form: &str) -> Answer {
        self.send_as(who, address, "application/x-www-form-urlencoded", form)
    }

    /// The same with a body of another kind.
    pub(crate) fn send_as(&self, who: &Actor, address: &str, kind: &str, body: &str) -> Answer {
        let request = Request::post(address)
            .header(HOST, OURS)
            .header(ORIGIN, format!("http://{OURS}"));
        let request = request.header(CONTENT_TYPE, kind);
        self.ask(request.header(COOKIE, self.session(who)), body)
    }

    /// A page, as nobody sees it who has signed in.
    pub(crate) fn stranger(&self, address: &str) -> Answer {
        self.ask(Request::get(address).header(HOST, OURS), "")
    }

    /// Any request at all; what must stand on every answer does.
    pub(crate) fn ask(&self, request: Builder, body: &str) -> Answer {
        let asked = self
            .router()
            .oneshot(request.body(Body::from(body.to_owned())).unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let answer = asked.await.unwrap();
            let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(
                policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
                "{policy}"
            );
            assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
            assert_eq!(answer.headers()["referrer-policy"], "same-origin");
            let cookies = answer.headers().get_all(SET_COOKIE).iter();
            let leads_to = answer.headers().get(LOCATION);
            Answer {
                status: answer.status(),
                cookies: cookies.map(|cookie| cookie.to_str().unwrap().to_owned()).collect(),
                leads_to: leads_to.map(|address| address.to_str().unwrap().to_owned()),
                html: String::from_utf8_lossy(&to_bytes(answer.into_body(), 1 << 20).await.unwrap()).into_owned(),
            }
        })
    }

    /// The addresses of the dossiers in the list, newest first.
    pub(crate) fn addresses(&self) -> Vec<String> {
        let html = self.look(&case_worker(), "/kas/dossiers").html;
        let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        links
            .filter(|link| link.starts_with("/kas/dossiers/"))
            .map(str::to_owned)
            .collect()
    }
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) cookies: Vec<String>,
    /// Where it leads, when it does.
    pub(crate) leads_to: Option<String>,
    pub(crate) html: String,
}

impl Answer {
    /// Where the form goes that asks why one looks, when that is the page.
    pub(crate) fn asks_why(&self) -> Option<String> {
        let form = self.html.split("<form class=\"why\" action=\"").nth(1)?;
        form.split('"').next().map(str::to_owned)
    }

    /// The page without what stands around every page: of a snapshot, which the next entry in the navigation must not
    /// change.
    pub(crate) fn content(&self) -> &str {
        let begin = self.html.find("<main").unwrap();
        let end = self.html.find("</body>").unwrap();
        &self.html[begin..end]
    }
}
