//! `/voorziening/verklaring`: the Circle of Trust, declared on honour by the manager.

use app::{Declaration, Problem, TrustPage};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::form::{Errors, Pairs, Typed, filled};
use super::{Told, refused};
use crate::page::{Frame, answer};
use crate::parts::{Address, Cell, Column, Field, Notice, Table};
use crate::site::Site;
use crate::visit::Visit;

/// The address of the page.
pub(crate) const ADDRESS: &str = "/voorziening/verklaring";

#[derive(Template)]
#[template(path = "facility/trust.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    state: (&'static str, String),
    software: String,
    text: String,
    version: String,
    version_line: String,
    fields: Vec<Field>,
    agree_error: Option<String>,
    may_declare: bool,
    declarations: Table,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(page).post(declare))
}

async fn page(State(site): State<Site>, visit: Visit, Query(done): Told) -> Response {
    let notice = match done.gedaan.as_deref() {
        Some("eerst") => Some(Notice::wrong(visit.words.t("fac-trust-first"))),
        _ => done.notice(visit.words),
    };
    look(&site, &visit, &Typed::default(), &Errors::new(), notice, StatusCode::OK).await
}

async fn declare(State(site): State<Site>, visit: Visit, Form(pairs): Form<Pairs>) -> Response {
    let typed = Typed::of(pairs);
    let words = visit.words;
    let Ok(text_version) = typed.get("versie").parse() else {
        return Redirect::to(ADDRESS).into_response();
    };
    if typed.get("akkoord") != "ja" {
        let errors = Errors::from([("akkoord".to_owned(), words.t("fac-trust-agree-error"))]);
        let notice = Some(Notice::wrong(words.t("fac-form-wrong")));
        return look(&site, &visit, &typed, &errors, notice, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let declaration = Declaration {
        text_version,
        name: typed.get("naam").to_owned(),
        function: typed.get("functie").to_owned(),
    };
    let context = visit.context();
    match site.ask(move |app| app.declare_trust(&context, &declaration)).await {
        Ok(()) => Redirect::to(&format!("{ADDRESS}?gedaan=verklaring")).into_response(),
        Err(Problem::InvalidInput(issues)) => {
            let errors = issues
                .iter()
                .map(|issue| (issue.at.clone(), words.t("fac-error-missing")));
            let notice = Some(Notice::wrong(words.t("fac-form-wrong")));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            look(&site, &visit, &typed, &errors.collect(), notice, status).await
        }
        Err(Problem::Conflict(_)) => {
            let notice = Some(Notice::wrong(words.t("fac-trust-stale")));
            look(&site, &visit, &typed, &Errors::new(), notice, StatusCode::CONFLICT).await
        }
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

async fn look(
    site: &Site,
    visit: &Visit,
    typed: &Typed,
    errors: &Errors,
    notice: Option<Notice>,
    status: StatusCode,
) -> Response {
    let context = visit.context();
    match site.ask(move |app| app.trust_page(&context)).await {
        Ok(found) => answer(site, visit, &made(site, visit, &found, typed, errors, notice), status),
        Err(problem) => crate::page::failed(site, visit, &problem),
    }
}

fn made(site: &Site, visit: &Visit, found: &TrustPage, typed: &Typed, errors: &Errors, notice: Option<Notice>) -> Page {
    let words = visit.words;
    let (class, key) = if found.facility.circle_of_trust {
        ("ACCEPTED", "fac-trust-yes")
    } else {
        ("REFUSED", "fac-trust-no")
    };
    let columns = ["name", "function", "version", "declared"];
    let rows = found.declarations.iter().map(|(version, name, function, at)| {
        vec![
            Cell::text(name.clone()),
            Cell::text(function.clone()),
            Cell::text(version.clone()),
            Cell::moment(*at),
        ]
    });
    Page {
        frame: Frame::new(site, visit, words.t("fac-trust-title")),
        notice,
        state: (class, words.t(key)),
        software: words.t(if found.facility.attested {
            "fac-attested-yes"
        } else {
            "fac-attested-no"
        }),
        text: words.of(&found.text.1).to_owned(),
        version: found.text.0.to_string(),
        version_line: words.one("fac-trust-version", "day", &words.day(found.text.0)),
        fields: vec![
            filled(
                Field::line("naam", words.t("fac-trust-name")).required(),
                typed,
                errors,
                "name",
            ),
            filled(
                Field::line("functie", words.t("fac-trust-function")).required(),
                typed,
                errors,
                "function",
            ),
        ],
        agree_error: errors.get("akkoord").cloned(),
        may_declare: matches!(
            visit.actor(),
            app::Actor::FacilityEmployee {
                role: app::FacilityRole::Manager,
                ..
            }
        ),
        declarations: Table::new(
            words,
            "verklaringen",
            words.t("fac-declarations"),
            Address::new(ADDRESS),
        )
        .columns(columns.map(|key| Column::new(words.t(&format!("fac-column-{key}")))))
        .rows(rows)
        .empty(words.t("fac-declarations-none"))
        .without_files(),
    }
}
