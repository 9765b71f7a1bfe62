//! `/aanmelden/dienst`: signing in by an identity provider (OpenID Connect).

mod crypto;
mod provider;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::{HOST, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::cookies;
use crate::page::{answer, failed, goes_on};
use crate::sign_in::{self, escaped};
use crate::site::{Door, Site};
use crate::visit::Guest;
use app::SignIn;
use provider::{NoIdentity, Way};

pub use provider::{Fetch, Fetcher, IdentityProvider};

/// Where the way to the provider begins.
pub(crate) const ADDRESS: &str = "/aanmelden/dienst";
/// Where it ends.
const BACK: &str = "/aanmelden/dienst/terug";

#[derive(Deserialize)]
struct Asked {
    terug: Option<String>,
}

/// What the provider sends back.
#[derive(Deserialize)]
struct CameBack {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(begin)).route(BACK, get(back))
}

/// The address to which the provider sends back: one that it must know.
fn redirect(site: &Site, headers: &HeaderMap) -> String {
    // The name under which we are asked is one of ours: nobody else came so far.
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let scheme = match site.door() {
        Door::Loopback => "http",
        Door::Public(_) => "https",
    };
    format!("{scheme}://{host}{BACK}")
}

/// Sends somebody to the provider. What proves who comes back waits in a cookie of this browser.
async fn begin(State(site): State<Site>, guest: Guest, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let Some(provider) = site.identity() else {
        return failed(&site, &guest, &app::Problem::NotFound("a page".into()));
    };
    let way = Way {
        state: site.new_token(),
        nonce: site.new_token(),
        verifier: site.new_token(),
    };
    let back = escaped(sign_in::back(asked.terug.as_deref()));
    let kept = format!("{}.{}.{}.{back}", way.state, way.nonce, way.verifier);
    let redirect = redirect(&site, &headers);
    match waiting(move || provider.leads_to(&way, &redirect)).await {
        Ok(address) => {
            let cookie = cookies::for_the_way(&site, &kept).map(|cookie| (SET_COOKIE, cookie));
            (AppendHeaders(cookie), Redirect::to(&address)).into_response()
        }
        Err(why) => refused(&site, &guest, &why),
    }
}

/// Takes in who comes back.
async fn back(State(site): State<Site>, guest: Guest, headers: HeaderMap, Query(came): Query<CameBack>) -> Response {
    let tried = match asked_back(&site, &headers, &came) {
        Ok((way, code, to)) => enter(&site, &guest, &headers, way, code).await.map(|token| (token, to)),
        Err(why) => Err(why.into()),
    };
    match tried {
        Ok((token, to)) => {
            // The cookie of the session is sent by a browser only from a page of ours.
            let mut guest = guest;
            guest.cookies.extend(cookies::with_session(&site, &token));
            guest.cookies.extend(cookies::without_the_way(&site));
            goes_on(&site, &guest, &to)
        }
        Err(Stop::NoIdentity(why)) => refused(&site, &guest, &why),
        Err(Stop::Problem(problem)) => failed(&site, &guest, &problem),
    }
}

/// Why nobody is signed in.
enum Stop {
    NoIdentity(NoIdentity),
    Problem(app::Problem),
}

impl From<NoIdentity> for Stop {
    fn from(why: NoIdentity) -> Self {
        Self::NoIdentity(why)
    }
}

fn stop(why: &str) -> NoIdentity {
    NoIdentity(why.into())
}

/// What was made up for this way, with the code that came back, and where one goes: when it came back to the browser that
/// was sent.
fn asked_back(site: &Site, headers: &HeaderMap, came: &CameBack) -> Result<(Way, String, String), NoIdentity> {
    let kept = cookies::value(headers, cookies::WAY).ok_or_else(|| stop("nobody was sent from this browser"))?;
    let mut parts = kept.splitn(4, '.');
    let mut part = || {
        parts
            .next()
            .map(str::to_owned)
            .ok_or_else(|| stop("what was kept cannot be read"))
    };
    let (state, nonce, verifier, to) = (part()?, part()?, part()?, part()?);
    if came.state.as_deref() != Some(state.as_str()) {
        return Err(stop("the state is that of another way"));
    }
    if let (Some(issuer), Some(provider)) = (&came.iss, site.identity())
        && *issuer != provider.issuer
    {
        return Err(stop("another provider sent back"));
    }
    let code = came.code.clone().ok_or_else(|| stop("the provider gave no code"))?;
    let way = Way { state, nonce, verifier };
    Ok((way, code, sign_in::unescaped(&to)))
}

/// Asks the provider who came back, and makes the session; gives its token.
async fn enter(site: &Site, guest: &Guest, headers: &HeaderMap, way: Way, code: String) -> Result<String, Stop> {
    let provider = site.identity().ok_or_else(|| stop("there is no provider"))?;
    let (at, redirect) = (guest.at, redirect(site, headers));
    let person = waiting(move || provider.who(at, &way, (&code, &redirect))).await?;
    let (token, before) = (site.new_token(), cookies::session(site, headers).map(str::to_owned));
    let new = token.clone();
    let signed_in = site.ask(move |app| app.sign_in_by_provider(at, &person, (&new, before.as_deref())));
    match signed_in.await.map_err(Stop::Problem)? {
        SignIn::Done(_) => Ok(token),
        SignIn::Refused | SignIn::CodeAsked => {
            Err(stop("the account is out of use, or of another provider, or has a password").into())
        }
    }
}

/// Runs what waits for the provider on a thread where it may.
async fn waiting<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, NoIdentity> + Send + 'static,
) -> Result<T, NoIdentity> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(stop("asking the identity provider broke off")))
}

fn refused(site: &Site, guest: &Guest, why: &NoIdentity) -> Response {
    let id = site.log_error(StatusCode::FORBIDDEN.as_u16(), &why.to_string());
    let fault = guest.words.one("sign-in-provider-failed", "id", &id);
    let page = sign_in::sign_in_page(site, guest, ("/", ""), (None, Some(fault)));
    answer(site, guest, &page, StatusCode::FORBIDDEN)
}

/// A provider, shared by whoever asks it.
pub(crate) type Shared = Arc<IdentityProvider>;
