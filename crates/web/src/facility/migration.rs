//! `/voorziening/migratie`: the file of a software supplier with many requests, answered line by line.

use app::{Action, MOST_REQUESTS, Problem, RequestLine};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::care_answer::word_of;
use super::{doing, refused};
use crate::page::{Frame, answer};
use crate::parts::{Address, Cell, Column, ExportForm, Field, Notice, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the page.
pub(crate) const ADDRESS: &str = "/voorziening/migratie";

/// Answers that stand on the page; a file has them all.
const ON_PAGE: usize = 500;

/// The largest file that is taken: some twenty thousand requests.
const MOST_BYTES: usize = 16 * 1024 * 1024;

#[derive(Template)]
#[template(path = "facility/migration.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    file: Field,
    found: Option<Table>,
}

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route(ADDRESS, get(page).post(send))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

async fn page(State(site): State<Site>, visit: Visit) -> Response {
    match doing(&site, &visit, Action::SendRequest).await {
        Ok(_) => shown(&site, &visit, None, None, StatusCode::OK),
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

async fn send(State(site): State<Site>, visit: Visit, mut form: Multipart) -> Response {
    if let Err(problem) = doing(&site, &visit, Action::SendRequest).await {
        return refused(&site, &visit, &problem).await;
    }
    let (mut bytes, mut is_check, mut wants_file) = (None, false, false);
    while let Ok(Some(part)) = form.next_field().await {
        match part.name() {
            Some("bestand") => bytes = part.bytes().await.ok(),
            Some("vorm") => wants_file = part.text().await.is_ok_and(|text| text == "csv"),
            Some("doe") => is_check = part.text().await.is_ok_and(|text| text == "nakijken"),
            _ => {}
        }
    }
    let words = visit.words;
    let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else {
        let notice = Notice::wrong(words.t("fac-file-none"));
        return shown(&site, &visit, Some(notice), None, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let context = visit.context();
    match site
        .ask(move |app| app.send_request_file(&context, &bytes, is_check))
        .await
    {
        Ok(lines) if wants_file => exported(&table(words, &lines), ExportForm::Csv, visit.at),
        Ok(lines) => {
            let mut told = summary(words, &lines, is_check);
            let shown_lines = &lines[..lines.len().min(ON_PAGE)];
            if shown_lines.len() < lines.len() {
                let most = i64::try_from(ON_PAGE).unwrap_or(i64::MAX);
                told = format!("{told} {}", words.count("fac-file-first", "most", most));
            }
            let found = table(words, shown_lines);
            shown(&site, &visit, Some(Notice::told(told)), Some(found), StatusCode::OK)
        }
        Err(Problem::InvalidInput(_)) => {
            let most = i64::try_from(MOST_REQUESTS).unwrap_or(i64::MAX);
            let notice = Notice::wrong(words.count("fac-file-too-long", "most", most));
            shown(&site, &visit, Some(notice), None, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

fn shown(site: &Site, visit: &Visit, notice: Option<Notice>, found: Option<Table>, status: StatusCode) -> Response {
    let words = visit.words;
    let page = Page {
        frame: Frame::new(site, visit, words.t("fac-migration-title")),
        notice,
        file: Field::file("bestand", words.t("fac-file")).hint(words.t("fac-file-hint")),
        found,
    };
    answer(site, visit, &page, status)
}

fn summary(words: Words, lines: &[RequestLine], is_check: bool) -> String {
    let count = |outcome| {
        let found = lines
            .iter()
            .filter(|line| line.answered.as_ref().is_ok_and(|of| of.answer.outcome == outcome));
        found.count().to_string()
    };
    let accepted = count(care::Outcome::Accepted);
    let pending = count(care::Outcome::Pending);
    let refused = count(care::Outcome::Refused);
    let wrong = lines.iter().filter(|line| line.answered.is_err()).count().to_string();
    words.with(
        if is_check { "fac-file-checked" } else { "fac-file-sent" },
        &[
            ("accepted", &accepted),
            ("pending", &pending),
            ("refused", &refused),
            ("wrong", &wrong),
        ],
    )
}

fn table(words: Words, lines: &[RequestLine]) -> Table {
    let columns = [
        Column::number(words.t("fac-column-line")),
        Column::new(words.t("fac-column-state")),
        Column::new(words.t("fac-column-reference")),
        Column::new(words.t("fac-column-why")),
    ];
    Table::new(words, "migratie", words.t("fac-file-answers"), Address::new(ADDRESS))
        .columns(columns)
        .rows(lines.iter().map(|line| row(words, line)))
        .without_files()
}

fn row(words: Words, line: &RequestLine) -> Vec<Cell> {
    let number = Cell::number(i64::try_from(line.line).unwrap_or(i64::MAX));
    match &line.answered {
        Ok(answered) => {
            let outcome = word_of(answered.answer.outcome);
            let why = answered
                .answer
                .findings
                .iter()
                .map(|finding| words.of(&finding.text).to_owned());
            vec![
                number,
                Cell::state(outcome, words.t(&format!("outcome-{outcome}"))),
                Cell::maybe(answered.answer.vsb_reference.map(|reference| reference.to_string())),
                Cell::text(why.collect::<Vec<_>>().join(" ")),
            ]
        }
        Err(problem) => {
            let why = match problem {
                Problem::InvalidInput(issues) => issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
                other => words.t(&format!("fac-problem-{}", other.word())),
            };
            vec![
                number,
                Cell::state("REFUSED", words.t("fac-line-wrong")),
                Cell::empty(),
                Cell::text(why),
            ]
        }
    }
}
