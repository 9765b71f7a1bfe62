//! Who looks, in which language and when: what every handler takes before it does anything.
//!
//! A handler takes a [`Visit`]: then somebody is signed in, or the handler never runs. A page that anyone may see takes a
//! [`Guest`].

use std::convert::Infallible;
use std::ops::Deref;

use app::{Actor, Context, Problem};
use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, REFERER};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::response::Response;
use identifiers::CareFundNumber;
use jiff::Timestamp;

use crate::page::failed;
use crate::sign_in::{self, Why};
use crate::site::Site;
use crate::words::{Language, Words};

const LANGUAGE_COOKIE: &str = "zorgkas-lang";
/// The cookie by which a session is known.
pub(crate) const SESSION_COOKIE: &str = "zorgkas-session";

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub(crate) actor: Actor,
    /// The name that is shown.
    pub(crate) name: String,
    /// The name of the facility, where the person works in one.
    pub(crate) facility: Option<String>,
}

/// A look at a page by anyone, signed in or not.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    pub(crate) words: Words,
    pub(crate) at: Timestamp,
    /// Who is signed in, if anyone.
    pub(crate) who: Option<Who>,
    /// What was asked for: path and query, without the language.
    pub(crate) address: String,
    /// What the answer makes the browser keep.
    pub(crate) cookies: Vec<HeaderValue>,
}

/// A look at a page, or a form that was sent, by somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    guest: Guest,
    who: Who,
}

impl Deref for Visit {
    type Target = Guest;

    fn deref(&self) -> &Guest {
        &self.guest
    }
}

impl Visit {
    /// Who acts, and when: for a use case.
    pub(crate) fn context(&self) -> Context {
        Context {
            actor: self.who.actor.clone(),
            at: self.guest.at,
        }
    }

    /// Who acts.
    pub(crate) const fn actor(&self) -> &Actor {
        &self.who.actor
    }

    /// The fund whose employee looks.
    ///
    /// # Errors
    /// Nobody else has pages of a fund.
    pub(crate) fn fund(&self) -> Result<CareFundNumber, Problem> {
        let none = || Problem::Forbidden("only an employee of a care fund has this page".into());
        self.who.actor.fund().ok_or_else(none)
    }
}

impl Guest {
    async fn of(parts: &Parts, site: &Site) -> (Self, Option<Problem>) {
        let asked = query_value(&parts.uri, "lang").and_then(Language::from_code);
        let kept = cookie(&parts.headers, LANGUAGE_COOKIE).and_then(Language::from_code);
        let (who, problem) = match sign_in::who(site, &parts.headers).await {
            Ok(who) => (who, None),
            Err(problem) => (None, Some(problem)),
        };
        let guest = Self {
            words: Words(asked.or(kept).unwrap_or(Language::Nl)),
            at: site.now(),
            who,
            address: without_language(&parts.uri),
            cookies: asked
                .and_then(|language| keep(LANGUAGE_COOKIE, language.code()))
                .into_iter()
                .collect(),
        };
        (guest, problem)
    }
}

impl FromRequestParts<Site> for Guest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        Ok(Self::of(parts, site).await.0)
    }
}

/// Who is not signed in is led to do so, and comes back to the page that was asked for, or to the one whose form was
/// sent; what was sent is not done.
impl FromRequestParts<Site> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let (guest, problem) = Guest::of(parts, site).await;
        if let Some(problem) = problem {
            return Err(failed(site, &guest, &problem));
        }
        let Some(who) = guest.who.clone() else {
            let looks = matches!(parts.method, Method::GET | Method::HEAD);
            return Err(if looks {
                sign_in::lead(&guest.address, Why::First)
            } else {
                sign_in::lead(&came_from(&parts.headers), Why::NotDone)
            });
        };
        Ok(Self { guest, who })
    }
}

/// The page of ours whose form was sent, as far as the browser tells.
fn came_from(headers: &HeaderMap) -> String {
    let from = headers.get(REFERER).and_then(|from| from.to_str().ok());
    let uri = from.and_then(|from| from.parse::<Uri>().ok());
    uri.map_or_else(|| "/".to_owned(), |uri| without_language(&uri))
}

/// The value of a name in the query, as it stands there.
fn query_value<'u>(uri: &'u Uri, name: &str) -> Option<&'u str> {
    let mut pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

fn without_language(uri: &Uri) -> String {
    let pairs = uri.query().unwrap_or_default().split('&');
    let kept: Vec<&str> = pairs
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
        .collect();
    if kept.is_empty() {
        uri.path().to_owned()
    } else {
        format!("{}?{}", uri.path(), kept.join("&"))
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// A cookie that no script reads and no other site's page sends.
pub(crate) fn keep(name: &str, value: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict")).ok()
}
