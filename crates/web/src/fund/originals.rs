//! What was received as it was received, the decision as it is printed, and the journal of a dossier.

use app::{DossierAddress, JournalLine, JournalPage, Original, Problem};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use uuid::Uuid;

use super::choice::read;
use crate::dossier::{leads_to, printed};
use crate::list;
use crate::page::{Frame, answer, failed};
use crate::parts::{Address, Cell, Column, ExportForm, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/kas/dossiers/{address}/beslissing", get(decision))
        .route("/kas/dossiers/{address}/journaal", get(journal))
        .route("/kas/dossiers/{address}/berichten/{message}", get(message))
}

fn unknown() -> Problem {
    Problem::NotFound("a dossier".into())
}

async fn decision(State(site): State<Site>, visit: Visit, Path(address): Path<String>) -> Response {
    match address.parse() {
        Ok(address) => printed(&site, &visit, address).await,
        Err(_) => failed(&site, &visit, &unknown()),
    }
}

async fn message(State(site): State<Site>, visit: Visit, Path((address, message)): Path<(String, String)>) -> Response {
    let (Ok(address), Ok(message)) = (address.parse::<DossierAddress>(), Uuid::try_parse(&message)) else {
        return failed(&site, &visit, &unknown());
    };
    let (context, asked) = (visit.context(), address.clone());
    let name = format!("bericht-{message}.json");
    let work = move |app: &app::App<'_>| match app.why_dossier(&context, &asked, None)? {
        Some(_) => app.original_message(&context, &asked, message).map(Some),
        None => Ok(None),
    };
    match site.ask(work).await {
        Ok(Some(original)) => download(original, &name, "application/json"),
        Ok(None) => leads_to(&address),
        Err(problem) => failed(&site, &visit, &problem),
    }
}

/// The bytes, to be kept as a file.
pub(crate) fn download(original: Original, name: &str, kind: &'static str) -> Response {
    let as_file = format!("attachment; filename=\"{name}\"");
    (
        [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, as_file)],
        original.bytes,
    )
        .into_response()
}

/// What a journal may be asked with.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    pub(crate) na: Option<String>,
    pub(crate) vorm: Option<String>,
}

#[derive(Template)]
#[template(path = "fund/journal.html")]
struct Page {
    frame: Frame,
    back: String,
    back_word: String,
    lead: String,
    table: Table,
}

async fn journal(
    State(site): State<Site>,
    visit: Visit,
    Path(address): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let (Ok(address), Ok(before)) = (address.parse::<DossierAddress>(), read::<i64>(asked.na.as_deref())) else {
        return failed(&site, &visit, &unknown());
    };
    let (context, of) = (visit.context(), address.clone());
    let work = move |app: &app::App<'_>| match app.why_dossier(&context, &of, None)? {
        Some(_) => app.journal_of_dossier(&context, &of, before).map(Some),
        None => Ok(None),
    };
    match site.ask(work).await {
        Ok(None) => leads_to(&address),
        Ok(Some(page)) => {
            let dossier = format!("{}/{address}", list::ADDRESS);
            let there = Address::new(format!("{dossier}/journaal"));
            shown(&site, &visit, (&page, &asked), (there, dossier, "back-to-dossier"))
        }
        Err(problem) => failed(&site, &visit, &problem),
    }
}

/// A journal as a page, or as a file.
pub(crate) fn shown(
    site: &Site,
    visit: &Visit,
    (page, asked): (&JournalPage, &Asked),
    (address, back, back_key): (Address, String, &str),
) -> Response {
    let words = visit.words;
    let lead = if page.has_looks {
        "journal-lead-looks"
    } else {
        "journal-lead"
    };
    let table = Table::new(words, "journaal", words.t("journal-title"), address)
        .columns([
            Column::number(words.t("journal-number")),
            Column::new(words.t("journal-at")),
            Column::new(words.t("journal-who")),
            Column::new(words.t("journal-what")),
            Column::new(words.t("journal-hash")),
        ])
        .rows(page.lines.iter().map(|line| row(words, site, line)))
        .paged("na", page.next.map(|next| next.to_string()), asked.na.is_none());
    if let Some(form) = asked.vorm.as_deref().and_then(ExportForm::read) {
        return exported(&table, form, visit.at);
    }
    let made = Page {
        back,
        back_word: words.t(back_key),
        lead: words.t(lead),
        table,
        frame: Frame::new(site, visit, words.t("journal-title")),
    };
    answer(site, visit, &made, StatusCode::OK)
}

fn row(words: Words, site: &Site, line: &JournalLine) -> Vec<Cell> {
    let role = crate::page::role(site, words, &line.actor, None);
    let who = line.actor.account().map_or_else(|| role.clone(), str::to_owned);
    let beside = (who != role).then_some(role);
    vec![
        Cell::number(line.number),
        Cell::moment(line.at),
        Cell::text(who).beside_some(beside),
        Cell::text(
            words
                .maybe(&format!("did-{}", line.use_case))
                .unwrap_or_else(|| line.use_case.clone()),
        ),
        Cell::text(line.hash.to_string().chars().take(16).collect::<String>()),
    ]
}
