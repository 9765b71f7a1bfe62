//! Who looks, in which language and when: what every handler takes before it does anything.
//!
//! A handler takes a [`Visit`]: then somebody is signed in, or the handler never runs. A page that anyone may see takes a
//! [`Guest`].

use std::convert::Infallible;
use std::ops::Deref;

use app::{Actor, Context, Person, Problem};
use axum::extract::FromRequestParts;
use axum::http::header::REFERER;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::response::Response;
use identifiers::CareFundNumber;
use jiff::Timestamp;

use crate::cookies::{self, LANGUAGE};
use crate::page::{came_from_elsewhere, failed};
use crate::sign_in::{self, Why};
use crate::site::Site;
use crate::words::{Language, Words};

/// A look at a page by anyone, signed in or not.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    pub(crate) words: Words,
    pub(crate) at: Timestamp,
    /// Who is signed in, if anyone.
    pub(crate) who: Option<Person>,
    /// What was asked for: path and query, without the language.
    pub(crate) address: String,
    /// What the answer makes the browser keep.
    pub(crate) cookies: Vec<HeaderValue>,
}

/// A look at a page, or a form that was sent, by somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    guest: Guest,
    who: Person,
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
        let kept = cookies::value(&parts.headers, LANGUAGE).and_then(Language::from_code);
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
                .and_then(|language| cookies::kept(site, LANGUAGE, language.code()))
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
            return Err(if looks && is_by_a_link_from_elsewhere(&parts.headers) {
                came_from_elsewhere(site, &guest)
            } else if looks {
                sign_in::lead(&guest.address, Why::First)
            } else {
                sign_in::lead(&came_from(&parts.headers), Why::NotDone)
            });
        };
        Ok(Self { guest, who })
    }
}

/// Whether another site's page led here. The browser then leaves out the cookie of the session, whoever is signed in.
fn is_by_a_link_from_elsewhere(headers: &HeaderMap) -> bool {
    let says = |name: &str, value: &[u8]| headers.get(name).is_some_and(|found| found.as_bytes() == value);
    says("sec-fetch-mode", b"navigate") && says("sec-fetch-site", b"cross-site")
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::Router;
    use axum::body::Body;
    use axum::http::header::{HOST, LOCATION, ORIGIN, REFERER};
    use axum::http::{Request, StatusCode};
    use axum::routing::post;
    use jiff::Timestamp;
    use regulation::Law;
    use store_sqlite::SqliteStore;
    use tower::ServiceExt;

    use super::Visit;
    use crate::{Door, Setting, Site};

    /// Whoever sends a form without a session comes back to the page of the form; the handler never ran.
    #[test]
    fn a_form_without_a_session_is_not_done_and_leads_back() {
        let site = Site::new(Setting {
            store: Arc::new(SqliteStore::in_memory(Timestamp::UNIX_EPOCH).expect("memory opens")),
            law: Law::embedded(),
            clock: Box::new(|| Timestamp::UNIX_EPOCH),
            chance: Box::new(|| [0; 32]),
            log: Box::new(|_| {}),
            door: Door::Loopback,
            demonstration: Vec::new(),
            identity: None,
        });
        let form = |_: Visit| async { StatusCode::OK };
        let router: Router = Router::new().route("/form", post(form)).with_state(site);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        for (from, way) in [
            (
                Some("http://localhost/kas/x?lang=en&a=b"),
                "terug=/kas/x%3Fa%3Db&waarom=niet-gedaan",
            ),
            (Some("http://localhost/"), "waarom=niet-gedaan"),
            (Some("http://localhost/aanmelden"), "waarom=niet-gedaan"),
            (Some("no sense"), "waarom=niet-gedaan"),
            (None, "waarom=niet-gedaan"),
        ] {
            let mut request = Request::post("/form")
                .header(HOST, "localhost")
                .header(ORIGIN, "http://localhost");
            if let Some(from) = from {
                request = request.header(REFERER, from);
            }
            let asked = router.clone().oneshot(request.body(Body::empty()).expect("a request"));
            let answer = runtime.block_on(asked).expect("an answer");
            assert_eq!(answer.status(), StatusCode::SEE_OTHER);
            let leads_to = answer.headers()[LOCATION].to_str().expect("an address");
            assert_eq!(leads_to, format!("/aanmelden?{way}"), "{from:?}");
        }
    }
}
