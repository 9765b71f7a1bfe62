//! Which address leads where.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::attempts::counted;
use crate::guard::guarded;
use crate::nav::first_page;
use crate::page::{failed, no_page};
use crate::parts::ExportForm;
use crate::site::Site;
use crate::visit::{Guest, Visit};
use crate::{dossier, facility, fund, identity, list, sign_in};

/// All pages of a site; requests carry the address of their [`crate::Caller`]. Each part has its routes in a file of its own.
pub fn router(site: Site) -> Router {
    Router::new()
        .route("/", get(begin))
        .merge(sign_in::routes().route_layer(from_fn_with_state(site.clone(), counted)))
        .merge(identity::routes())
        .merge(fund::routes())
        .merge(facility::routes())
        .route(list::ADDRESS, get(dossiers))
        .route("/kas/dossiers/{address}", get(one_dossier))
        .route("/zorgkas.css", get(style))
        .route("/zorgkas.js", get(script))
        .route("/checks.js", get(checks))
        .fallback(nothing)
        .layer(from_fn_with_state(site.clone(), guarded))
        .with_state(site)
}

/// Everyone begins at the first page of their role.
async fn begin(State(site): State<Site>, visit: Visit) -> Response {
    match first_page(visit.actor()) {
        Some(first) => Redirect::to(first).into_response(),
        None => no_page(&site, &visit),
    }
}

/// What the list may be asked with.
#[derive(Debug, Deserialize)]
struct Asked {
    behind: Option<String>,
    vorm: Option<String>,
}

async fn dossiers(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    match asked.behind.as_deref().map(str::parse).transpose() {
        Ok(behind) => {
            let form = asked.vorm.as_deref().and_then(ExportForm::read);
            list::page(&site, &visit, behind, form).await
        }
        Err(_) => failed(&site, &visit, &unknown()),
    }
}

async fn one_dossier(
    State(site): State<Site>,
    visit: Visit,
    Path(address): Path<String>,
    Query(said): Query<dossier::Said>,
) -> Response {
    match address.parse() {
        Ok(address) => match said.file() {
            Some(asked) => dossier::file(&site, &visit, address, asked).await,
            None => dossier::page(&site, &visit, address, said.told(visit.words)).await,
        },
        Err(_) => failed(&site, &visit, &unknown()),
    }
}

async fn nothing(State(site): State<Site>, guest: Guest) -> Response {
    failed(&site, &guest, &unknown())
}

fn unknown() -> app::Problem {
    app::Problem::NotFound("a page".into())
}

async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../assets/zorgkas.css"))
}

async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../assets/zorgkas.js"))
}

async fn checks() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../assets/checks.js"))
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "max-age=300")], text).into_response()
}
