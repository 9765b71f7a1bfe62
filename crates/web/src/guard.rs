//! What holds for every request before its handler sees it, and for every answer behind it: under which names we answer,
//! that no other site's page sends us forms, and the headers of every answer.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::site::{Door, Site};

/// No script and no style but our own files, nothing from elsewhere.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'",
);

/// What is said of a form that came from elsewhere, in both languages: it may be nobody's.
const NOT_OURS: &str = "Dit formulier kwam niet van een pagina van Zorgkas. Er is niets van uitgevoerd.\n\
                        This form did not come from a page of Zorgkas. Nothing of it was done.\n";

/// From where a request came, by the browser's own word.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The names of this machine to itself: a page elsewhere whose name leads here gets nothing (DNS rebinding).
const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Answers only under a name of ours and only forms of our own pages, and sets what must stand on every answer.
pub(crate) async fn guarded(State(site): State<Site>, request: Request<Body>, next: Next) -> Response {
    let mut response = match refused(site.door(), request.method(), request.headers()) {
        None => next.run(request).await,
        Some((status, why)) => {
            site.log_error(status.as_u16(), why);
            match status {
                StatusCode::FORBIDDEN => (status, NOT_OURS).into_response(),
                _ => status.into_response(),
            }
        }
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Our own pages are told from where one comes; with `no-referrer` a browser would send its forms without an origin.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if let Door::Public(_) = site.door() {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    // A page of a person is kept by nobody.
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn refused(door: &Door, method: &Method, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
    let Some(host) = host(door, headers) else {
        return Some((
            StatusCode::MISDIRECTED_REQUEST,
            "asked under the name of another machine",
        ));
    };
    let reads = matches!(*method, Method::GET | Method::HEAD);
    (!reads && !is_of_our_page(door, headers, &host))
        .then_some((StatusCode::FORBIDDEN, "sent by a page of another site"))
}

/// The name under which we were asked, when it is one of ours.
fn host(door: &Door, headers: &HeaderMap) -> Option<Authority> {
    let host = headers.get(HOST)?.to_str().ok()?.parse::<Authority>().ok()?;
    let is_ours = match door {
        // Nobody's name stands before an @ in a Host.
        Door::Loopback => !host.as_str().contains('@') && LOOPBACK.contains(&host.host()),
        Door::Public(public) => public.names.iter().any(|name| host == name.as_str()),
    };
    is_ours.then_some(host)
}

/// Whether a form was sent by a page of ours: every browser of today says so in at least one of two ways, and none of
/// them may say otherwise.
fn is_of_our_page(door: &Door, headers: &HeaderMap, host: &Authority) -> bool {
    let scheme = match door {
        Door::Loopback => "http",
        Door::Public(_) => "https",
    };
    let site = headers
        .get(SEC_FETCH_SITE)
        .map(|site| site.as_bytes() == b"same-origin");
    let origin = headers.get(ORIGIN).map(|origin| {
        let uri = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
        uri.is_some_and(|uri| uri.authority() == Some(host) && uri.scheme_str() == Some(scheme))
    });
    match (site, origin) {
        (None, None) => false,
        (site, origin) => site.unwrap_or(true) && origin.unwrap_or(true),
    }
}
