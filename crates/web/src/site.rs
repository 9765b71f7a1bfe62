//! What every page needs: the store, the law, the clock, and who looks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use app::{Actor, App, Context, FundRole, Problem};
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use identifiers::CareFundNumber;
use jiff::Timestamp;
use regulation::{Law, List};
use store::Store;

use crate::words::{Language, Words};

const LANGUAGE_COOKIE: &str = "zorgkas-lang";
const FUND_COOKIE: &str = "zorgkas-fund";

/// What the screens stand on. Time and log come from whoever serves them.
#[derive(Clone)]
pub struct Site {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn Store>,
    law: Law,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    log: Box<dyn Fn(&str) + Send + Sync>,
    funds: Vec<CareFundNumber>,
    /// As whose case worker one looks who has not chosen yet.
    first_fund: CareFundNumber,
    /// What makes the ids of errors differ from those of the run before.
    started: i64,
    errors: AtomicU64,
}

impl Site {
    /// The screens of a demonstration: whoever looks chooses as the case worker of which fund.
    ///
    /// # Errors
    /// When the store fails, or knows no care fund.
    pub fn demonstration(
        store: Arc<dyn Store>,
        law: Law,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        log: impl Fn(&str) + Send + Sync + 'static,
    ) -> Result<Self, Problem> {
        let funds: Vec<CareFundNumber> = store.begin()?.care_funds()?.iter().map(|fund| fund.number).collect();
        let first_fund = funds.first().copied();
        let inner = Inner {
            started: clock().as_second(),
            store,
            law,
            clock: Box::new(clock),
            log: Box::new(log),
            first_fund: first_fund.ok_or_else(|| Problem::NotFound("a care fund in the register".into()))?,
            funds,
            errors: AtomicU64::new(0),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.inner.clock)()
    }

    /// The funds as whose case worker one may look, with their names.
    pub(crate) fn funds(&self, words: Words) -> Vec<(CareFundNumber, String)> {
        let funds = self.inner.funds.iter();
        funds.map(|fund| (*fund, self.fund_name(words, *fund))).collect()
    }

    pub(crate) fn fund_name(&self, words: Words, fund: CareFundNumber) -> String {
        let found = self.inner.law.list(List::CareFund).find(&fund.to_string());
        found.map_or_else(|| fund.to_string(), |value| words.of(&value.text).to_owned())
    }

    /// Runs a use case on a thread where it may wait.
    pub(crate) async fn ask<T, F>(&self, use_case: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&App<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        let work = move || use_case(&App::new(inner.store.as_ref(), inner.law.clone()));
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|_| Err(Problem::Fault("a use case broke off".into())))
    }

    /// Writes an error to the log, and gives the id by which it is found there. What was asked is not written: an
    /// address may hold anything that somebody typed.
    pub(crate) fn log_error(&self, status: u16, what: &str) -> String {
        let number = self.inner.errors.fetch_add(1, Ordering::Relaxed) + 1;
        let id = format!("{:x}-{number}", self.inner.started);
        (self.inner.log)(&format!("{id} {status} {what}"));
        id
    }
}

/// Who looks, in which language, and what the answer makes the browser keep of that.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) words: Words,
    pub(crate) fund: CareFundNumber,
    pub(crate) at: Timestamp,
    pub(crate) cookies: Vec<HeaderValue>,
}

impl Visit {
    /// By what was asked for (`?lang=`, `?fund=`), else by what the browser kept, else Dutch and the first fund.
    pub(crate) fn of(site: &Site, headers: &HeaderMap, lang: Option<&str>, fund: Option<&str>) -> Self {
        let known = |text: &str| {
            let fund = CareFundNumber::parse(text).ok()?;
            site.inner.funds.contains(&fund).then_some(fund)
        };
        let (asked_lang, asked_fund) = (lang.and_then(Language::from_code), fund.and_then(known));
        let kept_lang = cookie(headers, LANGUAGE_COOKIE).and_then(Language::from_code);
        let kept_fund = cookie(headers, FUND_COOKIE).and_then(known);
        let mut cookies = Vec::new();
        if let Some(language) = asked_lang {
            cookies.extend(keep(LANGUAGE_COOKIE, language.code()));
        }
        if let Some(fund) = asked_fund {
            cookies.extend(keep(FUND_COOKIE, &fund.to_string()));
        }
        Self {
            words: Words(asked_lang.or(kept_lang).unwrap_or(Language::Nl)),
            fund: asked_fund.or(kept_fund).unwrap_or(site.inner.first_fund),
            at: site.now(),
            cookies,
        }
    }

    /// The name of the account of the demonstration.
    pub(crate) fn account(&self) -> String {
        format!("demo-dossierbeheerder-{}", self.fund)
    }

    pub(crate) fn context(&self) -> Context {
        Context {
            actor: Actor::Employee {
                fund: self.fund,
                role: FundRole::CaseWorker,
                name: self.account(),
            },
            at: self.at,
        }
    }
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

fn keep(name: &str, value: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict")).ok()
}
