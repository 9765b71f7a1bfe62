//! What every page has around its content, and the pages that say what went wrong.

use app::Problem;
use askama::Template;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::site::{Site, Visit};
use crate::words::Words;

/// A fund as whose case worker one may look.
pub(crate) struct FundChoice {
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) is_chosen: bool,
}

/// What stands around the content of a page.
pub(crate) struct Frame {
    pub(crate) words: Words,
    pub(crate) title: String,
    /// The same page in the other language.
    pub(crate) other_language: String,
    pub(crate) funds: Vec<FundChoice>,
    /// That the look was recorded, by whom and when.
    pub(crate) looked: String,
}

impl Frame {
    /// `address`: that of the page, without a question mark; `query`: what must stand behind it, if anything.
    pub(crate) fn new(site: &Site, visit: &Visit, title: String, address: &str, query: Option<&str>) -> Self {
        let other = visit.words.0.other().code();
        let kept = query.map(|query| format!("&{query}")).unwrap_or_default();
        let choice = |(number, name): (identifiers::CareFundNumber, String)| FundChoice {
            number: number.to_string(),
            name,
            is_chosen: number == visit.fund,
        };
        Self {
            words: visit.words,
            title,
            other_language: format!("{address}?lang={other}{kept}"),
            funds: site.funds(visit.words).into_iter().map(choice).collect(),
            looked: visit.words.with(
                "looked",
                &[("who", &visit.account()), ("at", &visit.words.moment(visit.at))],
            ),
        }
    }

    pub(crate) fn t(&self, key: &str) -> String {
        self.words.t(key)
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
pub(crate) fn answer(site: &Site, visit: &Visit, page: &impl Template, status: StatusCode) -> Response {
    let Ok(html) = page.render() else {
        let id = site.log_error(500, "a page could not be made");
        return (StatusCode::INTERNAL_SERVER_ERROR, id).into_response();
    };
    let mut response = (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    for cookie in &visit.cookies {
        response.headers_mut().append(SET_COOKIE, HeaderValue::clone(cookie));
    }
    response
}

/// The page that says why there is no other; its id stands in the log. Nothing of what was asked is repeated.
pub(crate) fn failed(site: &Site, visit: &Visit, problem: &Problem) -> Response {
    let (status, key) = match problem {
        Problem::Forbidden(_) => (StatusCode::FORBIDDEN, "error-403"),
        Problem::NotFound(_) | Problem::InvalidInput(_) | Problem::Conflict(_) => (StatusCode::NOT_FOUND, "error-404"),
        Problem::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "error-503"),
        Problem::Fault(_) => (StatusCode::INTERNAL_SERVER_ERROR, "error-500"),
    };
    // The reason of a fault is ours and holds no data of persons; of the others the word says enough.
    let what = match problem {
        Problem::Fault(_) | Problem::Unavailable(_) => problem.to_string(),
        _ => problem.word().to_owned(),
    };
    let id = site.log_error(status.as_u16(), &what);
    let words = visit.words;
    let page = ErrorPage {
        frame: Frame::new(site, visit, words.t(&format!("{key}-title")), "/kas/dossiers", None),
        text: words.t(key),
        id: words.one("error-id", "id", &id),
    };
    answer(site, visit, &page, status)
}
