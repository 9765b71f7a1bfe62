//! Asks pages of a web service that runs in this process, over loopback, as a browser would.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use app::{App, Context, FacilityRole, FundRole, ProviderPerson, SignIn};
use regulation::Law;
use store::Store;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use ureq::Agent;
use web::{Door, Setting, Site};

use super::list::{Asked, Place, Standing, Who};
use super::story::{Filled, at_facility, of_fund};
use crate::bench::world::fund_at;
use crate::clock::Stopwatch;
use crate::output::Failure;
use crate::serve::runtime;

/// Most bytes of an answer.
const MOST_BYTES: u64 = 1 << 30;

/// What was answered.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) time: Duration,
    pub(super) statements: u64,
}

/// Everyone who asks, and the service that they ask.
pub(super) struct Visitor<'f> {
    filled: &'f Filled,
    store: Arc<dyn Store>,
    host: String,
    agent: Agent,
    cookies: HashMap<Who, String>,
    /// Pages on which links are looked for, by who and address.
    seen: HashMap<(Who, String), String>,
    /// Serves until it goes.
    _runtime: Runtime,
}

impl<'f> Visitor<'f> {
    /// Serves the screens on a store and signs everyone in.
    pub(super) fn new(store: &Arc<dyn Store>, law: &Law, filled: &'f Filled) -> Result<Self, Failure> {
        let runtime = runtime()?;
        let now = filled.now;
        let router = web::router(Site::new(Setting {
            store: Arc::clone(store),
            law: law.clone(),
            clock: Box::new(move || now),
            chance: crate::chance::source()?,
            log: Box::new(|line| eprintln!("{line}")),
            door: Door::Loopback,
            demonstration: Vec::new(),
            identity: None,
        }));
        let failed = |error: std::io::Error| Failure::WrongUse(format!("the screens cannot be served: {error}"));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).map_err(failed)?;
        let host = listener.local_addr().map_err(failed)?.to_string();
        runtime.spawn(async move { axum::serve(listener, router).await });
        let agent = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .build();
        let mut visitor = Self {
            filled,
            store: Arc::clone(store),
            host,
            agent: agent.into(),
            cookies: HashMap::new(),
            seen: HashMap::new(),
            _runtime: runtime,
        };
        visitor.sign_in(&App::new(store.as_ref(), law.clone()))?;
        Ok(visitor)
    }

    fn sign_in(&mut self, app: &App<'_>) -> Result<(), Failure> {
        let (now, fund) = (self.filled.now, fund_at(0)?);
        let [large, most] = self.filled.facilities;
        let of_fund = |role| of_fund(fund, role, now);
        let people: [(Who, Context); 10] = [
            (Who::CaseWorker, of_fund(FundRole::CaseWorker)),
            (Who::Signatory, of_fund(FundRole::Signatory)),
            (Who::Payer, of_fund(FundRole::Payer)),
            (Who::Auditor, of_fund(FundRole::Auditor)),
            (Who::Coordinator, at_facility(most, FacilityRole::Coordinator, now)),
            (Who::Clerk, at_facility(most, FacilityRole::BillingClerk, now)),
            (Who::Manager, at_facility(most, FacilityRole::Manager, now)),
            (
                Who::LargeCoordinator,
                at_facility(large, FacilityRole::Coordinator, now),
            ),
            (Who::LargeClerk, at_facility(large, FacilityRole::BillingClerk, now)),
            (
                Who::UnsentClerk,
                at_facility(self.filled.unsent, FacilityRole::BillingClerk, now),
            ),
        ];
        for (who, context) in people {
            let token: String = crate::chance::bytes::<32>()?
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let person = ProviderPerson {
                provider: "bench".into(),
                display_name: context.actor.account().unwrap_or_default().to_owned(),
                actor: context.actor,
            };
            match app.sign_in_by_provider(now, &person, (&token, Some(&token)))? {
                SignIn::Done(_) => self.cookies.insert(who, format!("zorgkas-session={token}")),
                _ => return Err(Failure::WrongUse("somebody of the bench cannot sign in".into())),
            };
        }
        Ok(())
    }

    /// The address of what is asked.
    pub(super) fn address(&mut self, asked: &Asked) -> Result<String, Failure> {
        let filled = self.filled;
        let this_month = filled.last_month.last_day().tomorrow().map(identifiers::Month::of);
        Ok(match asked.place {
            Place::At(address) => address.to_owned(),
            Place::LastMonth(before, behind) => format!("{before}{}{behind}", filled.last_month),
            Place::ThisMonth(before, behind) => {
                let month = this_month.map_err(|error| Failure::WrongUse(error.to_string()))?;
                format!("{before}{month}{behind}")
            }
            Place::Sending(before, standing, behind) => {
                let large = filled.large;
                let sending = match standing {
                    Standing::InReview => large.in_review,
                    Standing::Decided => large.decided,
                    Standing::Paid => large.paid,
                };
                format!("{before}{sending}{behind}")
            }
            Place::Link(page, begin, behind) => format!("{}{behind}", self.link(asked.who, page, begin)?),
        })
    }

    /// The first link on a page that begins so and leads to nothing beneath.
    fn link(&mut self, who: Who, page: &str, begin: &str) -> Result<String, Failure> {
        let key = (who, page.to_owned());
        if !self.seen.contains_key(&key) {
            let answer = self.ask(who, page, None)?;
            self.seen
                .insert(key.clone(), String::from_utf8_lossy(&answer.body).into_owned());
        }
        let html = self.seen.get(&key).map_or("", String::as_str);
        let mut links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let found = links.find(|link| {
            link.strip_prefix(begin)
                .is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '?', '#']))
        });
        let none = || Failure::WrongUse(format!("{page} of {who:?} has no link to {begin}"));
        found.map(str::to_owned).ok_or_else(none)
    }

    /// Asks an address once.
    pub(super) fn ask(&self, who: Who, address: &str, form: Option<&str>) -> Result<Answer, Failure> {
        let url = format!("http://{}{address}", self.host);
        let cookie = self.cookies.get(&who).map_or("", String::as_str);
        let before = self.store.statements();
        let watch = Stopwatch::start();
        let answer = match form {
            Some(form) => self
                .agent
                .post(&url)
                .header("cookie", cookie)
                .header("origin", format!("http://{}", self.host))
                .content_type("application/x-www-form-urlencoded")
                .send(form.replace("SSIN", &self.filled.ssin)),
            None => self.agent.get(&url).header("cookie", cookie).call(),
        };
        let unasked = |error: ureq::Error| Failure::WrongUse(format!("{address} does not answer: {error}"));
        let mut answer = answer.map_err(unasked)?;
        let body = answer
            .body_mut()
            .with_config()
            .limit(MOST_BYTES)
            .read_to_vec()
            .map_err(unasked)?;
        Ok(Answer {
            status: answer.status().as_u16(),
            body,
            time: watch.elapsed(),
            statements: self.store.statements() - before,
        })
    }
}
