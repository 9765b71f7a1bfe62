//! `/aanmelden` and `/afmelden`: who one is. In a demonstration one chooses.

use app::Problem;
use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, http::Uri};
use serde::Deserialize;

use crate::nav::first_page;
use crate::page::{Frame, answer, role};
use crate::site::Site;
use crate::visit::{Guest, SESSION_COOKIE, Who, cookie, keep};

/// The address of the page where one signs in.
pub(crate) const ADDRESS: &str = "/aanmelden";

/// Why somebody is led to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// A page was asked for by nobody who is signed in.
    First,
    /// A form was sent when the session had ended: nothing of it was done.
    NotDone,
}

#[derive(Debug, Deserialize)]
struct Asked {
    terug: Option<String>,
    waarom: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Chosen {
    wie: usize,
    terug: Option<String>,
}

struct Choice {
    value: usize,
    name: String,
    role: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    back: String,
    notice: Option<String>,
    people: Vec<Choice>,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route(ADDRESS, get(page).post(enter))
        .route("/afmelden", post(leave))
}

/// Leads to the page where one signs in, and from there back to an address of ours.
pub(crate) fn lead(back: &str, why: Why) -> Response {
    let mut query = Vec::new();
    if let Some(back) = local(back).filter(|back| *back != "/") {
        query.push(format!("terug={}", escaped(back)));
    }
    if why == Why::NotDone {
        query.push("waarom=niet-gedaan".into());
    }
    let joint = if query.is_empty() { "" } else { "?" };
    Redirect::to(&format!("{ADDRESS}{joint}{}", query.join("&"))).into_response()
}

/// Who is signed in by the cookie that came.
///
/// # Errors
/// The store fails.
#[allow(clippy::unused_async, reason = "a session is looked up in the store")]
pub(crate) async fn who(site: &Site, headers: &HeaderMap) -> Result<Option<Who>, Problem> {
    let chosen = cookie(headers, SESSION_COOKIE).and_then(|value| value.parse::<usize>().ok());
    let person = chosen.and_then(|chosen| site.people().get(chosen));
    Ok(person.map(|person| Who {
        actor: person.actor.clone(),
        name: person.name.clone(),
        facility: person.facility.clone(),
    }))
}

async fn page(State(site): State<Site>, guest: Guest, Query(asked): Query<Asked>) -> Response {
    let words = guest.words;
    let people = (0..).zip(site.people()).map(|(value, person)| Choice {
        value,
        name: person.name.clone(),
        role: role(&site, words, &person.actor, person.facility.as_deref()),
    });
    let page = SignInPage {
        people: people.collect(),
        back: asked.terug.as_deref().and_then(local).unwrap_or("/").to_owned(),
        notice: asked.waarom.is_some().then(|| words.t("sign-in-not-done")),
        frame: Frame::new(&site, &guest, words.t("sign-in-title")),
    };
    answer(&site, &guest, &page, StatusCode::OK)
}

async fn enter(State(site): State<Site>, Form(chosen): Form<Chosen>) -> Response {
    let Some(person) = site.people().get(chosen.wie) else {
        return lead("/", Why::First);
    };
    let begin = first_page(&person.actor).unwrap_or("/");
    let back = chosen.terug.as_deref().and_then(local).filter(|back| *back != "/");
    let cookie = keep(SESSION_COOKIE, &chosen.wie.to_string());
    (
        AppendHeaders(cookie.map(|cookie| (SET_COOKIE, cookie))),
        Redirect::to(back.unwrap_or(begin)),
    )
        .into_response()
}

async fn leave() -> Response {
    let forget = format!("{SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    let cookie = HeaderValue::from_str(&forget).ok();
    (
        AppendHeaders(cookie.map(|cookie| (SET_COOKIE, cookie))),
        Redirect::to(ADDRESS),
    )
        .into_response()
}

/// An address, when it is one of ours: a path on this site and nothing that a browser would read as another one.
fn local(address: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_graphic() && c != '\\';
    let second = address.get(1..2);
    let is_local = address.starts_with('/') && second != Some("/") && address.chars().all(plain);
    // Back to signing in or out would be a circle.
    let leads_on = !address.starts_with(ADDRESS) && !address.starts_with("/afmelden");
    (is_local && leads_on && address.parse::<Uri>().is_ok()).then_some(address)
}

/// As a value in a query.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{escaped, local};

    #[test]
    fn only_an_address_of_ours_leads_back() {
        for ours in ["/", "/kas", "/kas/dossiers?behind=99000101-x&a=b", "/kas#deel"] {
            assert_eq!(local(ours), Some(ours));
        }
        for other in [
            "",
            "kas",
            "//example.org",
            "/\\example.org",
            "https://example.org/",
            "/ kas",
            "/kas\r\nX: y",
            "/\t/x",
            "/aanmelden",
            "/aanmelden?terug=/",
            "/afmelden",
            "/é",
        ] {
            assert_eq!(local(other), None, "{other:?}");
        }
    }

    #[test]
    fn what_stands_in_a_query_is_one_value() {
        assert_eq!(escaped("/kas?a=b&c=d e"), "/kas%3Fa%3Db%26c%3Dd%20e");
    }
}
