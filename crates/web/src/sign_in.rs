//! `/aanmelden` and `/afmelden`: a name and a password, then a code where the account asks for one. Who signs in gets a new
//! token each time, whatever the browser sent before.

use app::{Person, Problem, SignIn, code_at};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::cookies;
use crate::identity;
use crate::nav::first_page;
use crate::page::{Frame, answer, failed, role};
use crate::site::Site;
use crate::visit::Guest;

/// The address of the page where one signs in.
pub(crate) const ADDRESS: &str = "/aanmelden";
/// The address of the page where one gives the code.
const CODE_ADDRESS: &str = "/aanmelden/code";

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

#[derive(Deserialize)]
struct Given {
    naam: String,
    wachtwoord: String,
    terug: Option<String>,
}

#[derive(Deserialize)]
struct GivenCode {
    code: String,
    terug: Option<String>,
}

/// Someone who can sign in at a demonstration, by a button.
struct Choice {
    account: String,
    password: &'static str,
    name: String,
    role: String,
    has_code: bool,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    frame: Frame,
    back: String,
    name: String,
    notice: Option<String>,
    fault: Option<String>,
    /// The identity provider: where the way to it begins, and how it is called.
    provider: Option<(String, String)>,
    people: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "sign_in_code.html")]
struct CodePage {
    frame: Frame,
    back: String,
    begin: String,
    fault: Option<String>,
    /// Of a demonstration: whose code it is at this moment.
    shown: Vec<String>,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route(ADDRESS, get(page).post(enter))
        .route(CODE_ADDRESS, get(code_page).post(give_code))
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
pub(crate) async fn who(site: &Site, headers: &HeaderMap) -> Result<Option<Person>, Problem> {
    let Some(token) = cookies::session(site, headers).map(str::to_owned) else {
        return Ok(None);
    };
    let at = site.now();
    site.ask(move |app| app.session(at, &token)).await
}

async fn page(State(site): State<Site>, guest: Guest, Query(asked): Query<Asked>) -> Response {
    let back = back(asked.terug.as_deref());
    let notice = asked.waarom.is_some().then(|| guest.words.t("sign-in-not-done"));
    let page = sign_in_page(&site, &guest, (back, ""), (notice, None));
    answer(&site, &guest, &page, StatusCode::OK)
}

pub(crate) fn sign_in_page(
    site: &Site,
    guest: &Guest,
    (back, name): (&str, &str),
    (notice, fault): (Option<String>, Option<String>),
) -> SignInPage {
    let words = guest.words;
    let people = site.people().iter().map(|person| Choice {
        account: person.actor.account().unwrap_or_default().to_owned(),
        password: person.password,
        name: person.name.clone(),
        role: role(site, words, &person.actor, person.facility.as_deref()),
        has_code: person.second_factor.is_some(),
    });
    SignInPage {
        provider: site.identity().map(|provider| {
            let called = words.one("sign-in-by", "provider", &provider.shown);
            (with_back(identity::ADDRESS, back), called)
        }),
        people: people.collect(),
        back: back.to_owned(),
        name: name.to_owned(),
        notice,
        fault,
        frame: Frame::at(site, guest, words.t("sign-in-title"), &with_back(ADDRESS, back)),
    }
}

async fn enter(State(site): State<Site>, guest: Guest, headers: HeaderMap, Form(given): Form<Given>) -> Response {
    let (token, before) = (site.new_token(), cookies::session(&site, &headers).map(str::to_owned));
    let (at, back, name) = (guest.at, back(given.terug.as_deref()), given.naam.clone());
    let new = token.clone();
    let turn = site.turn().await;
    let tried = site
        .ask(move |app| app.sign_in(at, (&given.naam, &given.wachtwoord), (&new, before.as_deref())))
        .await;
    drop(turn);
    match tried {
        Ok(SignIn::Done(person)) => enter_with(&site, &token, home(back, &person)),
        Ok(SignIn::CodeAsked) => enter_with(&site, &token, &with_back(CODE_ADDRESS, back)),
        Ok(SignIn::Refused) => {
            let fault = Some(guest.words.t("sign-in-refused"));
            let page = sign_in_page(&site, &guest, (back, &name), (None, fault));
            answer(&site, &guest, &page, StatusCode::FORBIDDEN)
        }
        Err(problem) => failed(&site, &guest, &problem),
    }
}

async fn code_page(State(site): State<Site>, guest: Guest, Query(asked): Query<Asked>) -> Response {
    let page = asked_code(&site, &guest, back(asked.terug.as_deref()), None);
    answer(&site, &guest, &page, StatusCode::OK)
}

fn asked_code(site: &Site, guest: &Guest, back: &str, fault: Option<String>) -> CodePage {
    let words = guest.words;
    let shown = site.people().iter().filter_map(|person| {
        let code = code_at(&person.second_factor?, guest.at).ok()?;
        Some(words.with("code-demo", &[("name", &person.name), ("code", &code)]))
    });
    CodePage {
        shown: shown.collect(),
        back: back.to_owned(),
        begin: with_back(ADDRESS, back),
        fault,
        frame: Frame::at(site, guest, words.t("code-title"), &with_back(CODE_ADDRESS, back)),
    }
}

async fn give_code(
    State(site): State<Site>,
    guest: Guest,
    headers: HeaderMap,
    Form(given): Form<GivenCode>,
) -> Response {
    let back = back(given.terug.as_deref());
    let Some(before) = cookies::session(&site, &headers).map(str::to_owned) else {
        return lead(back, Why::First);
    };
    let (at, token) = (guest.at, site.new_token());
    let new = token.clone();
    let tried = site
        .ask(move |app| app.give_code(at, &given.code, (&new, &before)))
        .await;
    match tried {
        Ok(SignIn::Done(person)) => enter_with(&site, &token, home(back, &person)),
        Ok(SignIn::CodeAsked | SignIn::Refused) => {
            let page = asked_code(&site, &guest, back, Some(guest.words.t("code-refused")));
            answer(&site, &guest, &page, StatusCode::FORBIDDEN)
        }
        Err(problem) => failed(&site, &guest, &problem),
    }
}

async fn leave(State(site): State<Site>, guest: Guest, headers: HeaderMap) -> Response {
    if let Some(token) = cookies::session(&site, &headers).map(str::to_owned) {
        let at = guest.at;
        if let Err(problem) = site.ask(move |app| app.sign_out(at, &token)).await {
            // Whoever believes to have left must have left.
            return failed(&site, &guest, &problem);
        }
    }
    led(cookies::without_session(&site), ADDRESS)
}

/// Leads on with the token of a session.
fn enter_with(site: &Site, token: &str, to: &str) -> Response {
    led(cookies::with_session(site, token), to)
}

fn led(cookie: Option<HeaderValue>, to: &str) -> Response {
    let cookies = AppendHeaders(cookie.map(|cookie| (SET_COOKIE, cookie)));
    (cookies, Redirect::to(to)).into_response()
}

/// Where somebody goes who has signed in.
fn home<'b>(back: &'b str, person: &Person) -> &'b str {
    if back == "/" {
        first_page(&person.actor).unwrap_or(back)
    } else {
        back
    }
}

/// Where one came from, when that is an address of ours.
pub(crate) fn back(address: Option<&str>) -> &str {
    address.and_then(local).unwrap_or("/")
}

fn with_back(address: &str, back: &str) -> String {
    match back {
        "/" => address.to_owned(),
        back => format!("{address}?terug={}", escaped(back)),
    }
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
pub(crate) fn escaped(text: &str) -> String {
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

/// What [`escaped`] was made of, when it is an address of ours.
pub(crate) fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let code = behind.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match (first, code.and_then(|two| u8::from_str_radix(two, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    back(std::str::from_utf8(&bytes).ok()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{escaped, local, unescaped};

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
        for address in ["/", "/kas?a=b&c=d", "/kas/x%2Fy?a=%"] {
            assert_eq!(unescaped(&escaped(address)), address);
        }
        assert_eq!(unescaped("%2F%2Fexample.org"), "/");
        assert_eq!(unescaped("%"), "/");
        assert_eq!(escaped("/kas?a=b&c=d e"), "/kas%3Fa%3Db%26c%3Dd%20e");
    }
}
