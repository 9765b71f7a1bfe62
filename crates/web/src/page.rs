//! What every page has around its content, and the pages that say what went wrong.

use app::{Actor, Problem};
use askama::Template;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::nav::{ShownLink, links};
use crate::site::Site;
use crate::visit::Guest;
use crate::words::Words;

/// Who is signed in, as it is shown.
pub(crate) struct ShownWho {
    pub(crate) name: String,
    pub(crate) role: String,
}

/// What stands around the content of a page.
pub(crate) struct Frame {
    pub(crate) words: Words,
    pub(crate) title: String,
    /// The same page in the other language.
    pub(crate) other_language: String,
    pub(crate) links: Vec<ShownLink>,
    pub(crate) who: Option<ShownWho>,
    pub(crate) is_demonstration: bool,
    /// That the look was recorded, by whom and when.
    pub(crate) looked: String,
}

impl Frame {
    /// Around the page that was asked for.
    pub(crate) fn new(site: &Site, guest: &Guest, title: String) -> Self {
        Self::at(site, guest, title, &guest.address)
    }

    /// `address`: that of the page in the other language, where it is not the one that was asked for.
    pub(crate) fn at(site: &Site, guest: &Guest, title: String, address: &str) -> Self {
        let words = guest.words;
        let joint = if address.contains('?') { '&' } else { '?' };
        let account = guest
            .who
            .as_ref()
            .and_then(|who| who.actor.account())
            .unwrap_or_default();
        Self {
            words,
            title,
            other_language: format!("{address}{joint}lang={}", words.0.other().code()),
            links: links(guest),
            who: guest.who.as_ref().map(|who| ShownWho {
                name: who.name.clone(),
                role: role(site, words, &who.actor, who.facility.as_deref()),
            }),
            is_demonstration: !site.people().is_empty(),
            looked: words.with("looked", &[("who", account), ("at", &words.moment(guest.at))]),
        }
    }

    pub(crate) fn t(&self, key: &str) -> String {
        self.words.t(key)
    }
}

/// The role of somebody, and where they have it.
pub(crate) fn role(site: &Site, words: Words, actor: &Actor, facility: Option<&str>) -> String {
    let (key, place) = match actor {
        Actor::Employee { fund, role, .. } => (format!("role-fund-{role:?}"), Some(site.fund_name(words, *fund))),
        Actor::FacilityEmployee { role, .. } => (format!("role-facility-{role:?}"), facility.map(str::to_owned)),
        Actor::AgencyEmployee { role, .. } => (format!("role-agency-{role:?}"), Some(words.t("role-agency"))),
        Actor::Facility(_) | Actor::FundSystem(_) | Actor::Agency | Actor::Operator => ("role-none".into(), None),
    };
    let role = words.t(&key);
    match place {
        Some(place) => words.with("role-at", &[("role", &role), ("place", &place)]),
        None => role,
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    text: String,
    id: String,
}

/// A page that was made, or a fault of ours when it could not be.
pub(crate) fn answer(site: &Site, guest: &Guest, page: &impl Template, status: StatusCode) -> Response {
    let Ok(html) = page.render() else {
        let id = site.log_error(500, "a page could not be made");
        return (StatusCode::INTERNAL_SERVER_ERROR, id).into_response();
    };
    let mut response = (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    for cookie in &guest.cookies {
        response.headers_mut().append(SET_COOKIE, HeaderValue::clone(cookie));
    }
    response
}

/// The page that says why there is no other; its id stands in the log. Nothing of what was asked is repeated.
pub(crate) fn failed(site: &Site, guest: &Guest, problem: &Problem) -> Response {
    let (status, key) = match problem {
        Problem::Forbidden(_) => (StatusCode::FORBIDDEN, "error-403"),
        Problem::NotFound(_) => (StatusCode::NOT_FOUND, "error-404"),
        Problem::InvalidInput(_) => (StatusCode::BAD_REQUEST, "error-400"),
        Problem::Conflict(_) => (StatusCode::CONFLICT, "error-409"),
        Problem::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "error-503"),
        Problem::Fault(_) => (StatusCode::INTERNAL_SERVER_ERROR, "error-500"),
    };
    // The reason of a fault is ours and holds no data of persons; of the others the word says enough.
    let what = match problem {
        Problem::Fault(_) | Problem::Unavailable(_) => problem.to_string(),
        _ => problem.word().to_owned(),
    };
    let id = site.log_error(status.as_u16(), &what);
    let words = guest.words;
    let page = ErrorPage {
        frame: Frame::at(site, guest, words.t(&format!("{key}-title")), "/"),
        text: words.t(key),
        id: words.one("error-id", "id", &id),
    };
    answer(site, guest, &page, status)
}

/// The page of somebody for whose role there is no page.
pub(crate) fn no_page(site: &Site, guest: &Guest) -> Response {
    let words = guest.words;
    let page = ErrorPage {
        frame: Frame::new(site, guest, words.t("no-page-title")),
        text: words.t("no-page"),
        id: String::new(),
    };
    answer(site, guest, &page, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "elsewhere.html")]
struct ElsewherePage {
    words: Words,
    address: String,
}

/// The page for who comes by a link of another site: it leads on to the same address, now from a page of ours, so that the
/// browser sends the cookie of the session.
pub(crate) fn came_from_elsewhere(site: &Site, guest: &Guest) -> Response {
    goes_on(site, guest, &guest.address)
}

/// A page that leads on to another one of ours.
pub(crate) fn goes_on(site: &Site, guest: &Guest, address: &str) -> Response {
    let page = ElsewherePage {
        words: guest.words,
        address: address.to_owned(),
    };
    answer(site, guest, &page, StatusCode::OK)
}
