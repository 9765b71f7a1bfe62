//! Which address leads where, and the headers of every answer.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::page::failed;
use crate::site::{Site, Visit};
use crate::{dossier, list};

/// No script at all, no style but our own, nothing from elsewhere.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// The names of this machine to itself: a page elsewhere whose name leads here gets nothing (DNS rebinding).
const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// What any page may be asked with.
#[derive(Debug, Deserialize)]
struct Asked {
    lang: Option<String>,
    fund: Option<String>,
    behind: Option<String>,
}

impl Asked {
    fn visit(&self, site: &Site, headers: &HeaderMap) -> Visit {
        Visit::of(site, headers, self.lang.as_deref(), self.fund.as_deref())
    }
}

/// All pages of a site.
pub fn router(site: Site) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::to(list::ADDRESS) }))
        .route(list::ADDRESS, get(dossiers))
        .route("/kas/dossiers/{address}", get(one_dossier))
        .route("/zorgkas.css", get(style))
        .fallback(nothing)
        .layer(from_fn_with_state(site.clone(), guarded))
        .with_state(site)
}

async fn dossiers(State(site): State<Site>, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let visit = asked.visit(&site, &headers);
    match asked.behind.as_deref().map(str::parse).transpose() {
        Ok(behind) => list::page(&site, &visit, behind).await,
        Err(_) => failed(&site, &visit, &unknown()),
    }
}

async fn one_dossier(
    State(site): State<Site>,
    headers: HeaderMap,
    Path(address): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let visit = asked.visit(&site, &headers);
    match address.parse() {
        Ok(address) => dossier::page(&site, &visit, address).await,
        Err(_) => failed(&site, &visit, &unknown()),
    }
}

async fn nothing(State(site): State<Site>, headers: HeaderMap) -> Response {
    failed(&site, &Visit::of(&site, &headers, None, None), &unknown())
}

fn unknown() -> app::Problem {
    app::Problem::NotFound("a page".into())
}

async fn style() -> Response {
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "max-age=300"),
    ];
    (headers, include_str!("../assets/zorgkas.css")).into_response()
}

/// Answers only under a name of this machine, and sets what must stand on every answer.
async fn guarded(State(site): State<Site>, request: Request<Body>, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let is_ours = host
        .and_then(|host| host.parse::<Authority>().ok())
        .is_some_and(|host| {
            // Nobody's name stands before an @ in a Host.
            !host.as_str().contains('@') && LOOPBACK.contains(&host.host())
        });
    let mut response = if is_ours {
        next.run(request).await
    } else {
        site.log_error(421, "asked under the name of another machine");
        StatusCode::MISDIRECTED_REQUEST.into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // A page of a person is kept by nobody.
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
