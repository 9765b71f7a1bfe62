//! The answers on a sending and the file as it was received, to read or to keep.

use app::Problem;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::super::originals::download;
use super::number_of;
use crate::batch_answer::{Style, batch_answer_page};
use crate::page::failed;
use crate::site::Site;
use crate::visit::Visit;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/kas/zendingen/{number}/antwoorden/{name}", get(one_answer))
        .route("/kas/zendingen/{number}/bestand", get(original))
}

/// As what an answer is asked.
#[derive(Debug, Deserialize)]
struct As {
    vorm: Option<String>,
}

/// An answer as a page, as JSON (`vorm=json`) or as the file of the message (`vorm=bestand`).
async fn one_answer(
    State(site): State<Site>,
    visit: Visit,
    Path((number, name)): Path<(String, String)>,
    Query(form): Query<As>,
) -> Response {
    let id = match number_of(&number) {
        Ok(id) => id,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let unknown = || Problem::NotFound("an answer".into());
    let context = visit.context();
    if form.vorm.as_deref() == Some("bestand") {
        let files = site.ask(move |app| app.answers(&context, id)).await;
        return match files.map(|files| files.into_iter().find(|file| file.name == name)) {
            Ok(Some(file)) => {
                let as_file = format!("attachment; filename=\"{}-{id}\"", file.name);
                let kind = [
                    (CONTENT_TYPE, "text/plain; charset=us-ascii".to_owned()),
                    (axum::http::header::CONTENT_DISPOSITION, as_file),
                ];
                (kind, file.bytes).into_response()
            }
            Ok(None) => failed(&site, &visit, &unknown()),
            Err(problem) => failed(&site, &visit, &problem),
        };
    }
    let found = site.ask(move |app| app.answer_documents(&context, id)).await;
    let document = match found.map(|found| found.into_iter().find(|document| document.message == name)) {
        Ok(Some(document)) => document,
        Ok(None) => return failed(&site, &visit, &unknown()),
        Err(problem) => return failed(&site, &visit, &problem),
    };
    if form.vorm.as_deref() == Some("json") {
        return axum_json(&document);
    }
    match batch_answer_page(visit.words, &document, Style::Linked) {
        Ok(html) => ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => failed(
            &site,
            &visit,
            &Problem::Fault(format!("a page could not be made: {error}")),
        ),
    }
}

fn axum_json(document: &app::BatchAnswer) -> Response {
    match serde_json::to_vec_pretty(document) {
        Ok(bytes) => ([(CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn original(State(site): State<Site>, visit: Visit, Path(number): Path<String>) -> Response {
    let id = match number_of(&number) {
        Ok(id) => id,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let context = visit.context();
    match site.ask(move |app| app.original_sending(&context, id)).await {
        Ok(original) => download(original, &format!("zending-{id}"), "application/octet-stream"),
        Err(problem) => failed(&site, &visit, &problem),
    }
}
