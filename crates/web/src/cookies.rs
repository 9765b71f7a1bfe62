//! Cookies: what the browser keeps for us. No script reads them, and no page of another site sends them.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::site::{Door, Site};

/// The language.
pub(crate) const LANGUAGE: &str = "zorgkas-lang";
/// The token of the session.
pub(crate) const SESSION: &str = "zorgkas-session";
/// What waits for who was sent to an identity provider.
pub(crate) const WAY: &str = "zorgkas-identity";
/// The same over HTTPS: a browser takes one of this name only from this host itself, over TLS.
const SESSION_OF_HOST: &str = "__Host-zorgkas-session";

/// The token of the session that came.
pub(crate) fn session<'h>(site: &Site, headers: &'h HeaderMap) -> Option<&'h str> {
    value(headers, session_name(site)).filter(|token| !token.is_empty())
}

fn session_name(site: &Site) -> &'static str {
    match site.door() {
        Door::Loopback => SESSION,
        Door::Public(_) => SESSION_OF_HOST,
    }
}

/// Makes the browser keep the token of a session until it is closed.
pub(crate) fn with_session(site: &Site, token: &str) -> Option<HeaderValue> {
    kept(site, session_name(site), token)
}

/// Makes the browser forget its session.
pub(crate) fn without_session(site: &Site) -> Option<HeaderValue> {
    let flags = flags(site);
    HeaderValue::from_str(&format!("{}=; Max-Age=0; {flags}", session_name(site))).ok()
}

/// Makes the browser keep what waits for who is sent to an identity provider, for ten minutes. It must come along when the
/// provider's page leads back, so it is not strict.
pub(crate) fn for_the_way(site: &Site, value: &str) -> Option<HeaderValue> {
    let flags = flags(site).replace("SameSite=Strict", "SameSite=Lax");
    HeaderValue::from_str(&format!("{WAY}={value}; Max-Age=600; {flags}")).ok()
}

/// Makes the browser forget it.
pub(crate) fn without_the_way(site: &Site) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{WAY}=; Max-Age=0; {}", flags(site))).ok()
}

/// Makes the browser keep a value until it is closed.
pub(crate) fn kept(site: &Site, name: &str, value: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{name}={value}; {}", flags(site))).ok()
}

fn flags(site: &Site) -> &'static str {
    match site.door() {
        Door::Loopback => "Path=/; HttpOnly; SameSite=Strict",
        Door::Public(_) => "Path=/; HttpOnly; SameSite=Strict; Secure",
    }
}

/// The value of a cookie that came.
pub(crate) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}
