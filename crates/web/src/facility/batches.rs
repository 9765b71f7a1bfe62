//! `/voorziening/facturatie`: the months to invoice, and the sendings of the facility, newest first.

use app::SendingList;
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::{BatchId, Month, brussels_day};
use serde::Deserialize;
use store::BatchState;

use super::refused;
use crate::page::{Frame, answer};
use crate::parts::export::MOST_ROWS;
use crate::parts::{Address, Cell, Column, ExportForm, Notice, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the page.
pub(crate) const ADDRESS: &str = "/voorziening/facturatie";

/// So many months are offered, the newest first.
const MONTHS: usize = 6;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    na: Option<i64>,
    vorm: Option<String>,
    gedaan: Option<String>,
}

#[derive(Template)]
#[template(path = "facility/batches.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    months: Vec<(String, String)>,
    sendings: Table,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(page))
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let context = visit.context();
    let form = asked.vorm.as_deref().and_then(ExportForm::read);
    // A file is the whole list, wherever the page stands.
    let behind = asked.na.map(BatchId).filter(|_| form.is_none());
    let most = form.and_then(|_| u32::try_from(MOST_ROWS).ok());
    let found = match site.ask(move |app| app.facility_sendings(&context, behind, most)).await {
        Ok(found) => found,
        Err(problem) => return refused(&site, &visit, &problem).await,
    };
    let words = visit.words;
    let table = table(words, &found, asked.na.is_none());
    if let Some(form) = form {
        return exported(&table, form, visit.at);
    }
    let now = Month::of(brussels_day(visit.at));
    let months = std::iter::successors(Some(now), |month| month.previous()).take(MONTHS);
    let done = asked
        .gedaan
        .as_deref()
        .and_then(|done| words.maybe(&format!("fac-done-{done}")));
    let page = Page {
        frame: Frame::new(&site, &visit, words.t("fac-batches-title")),
        notice: done.map(Notice::done),
        months: months
            .map(|month| (format!("{ADDRESS}/{month}"), words.month(month)))
            .collect(),
        sendings: table,
    };
    answer(&site, &visit, &page, StatusCode::OK)
}

fn table(words: Words, found: &SendingList, is_first: bool) -> Table {
    let columns = [
        Column::new(words.t("fac-column-month")),
        Column::new(words.t("fac-column-fund")),
        Column::new(words.t("fac-column-state")),
        Column::new(words.t("fac-column-received")),
        Column::number(words.t("fac-column-asked")),
        Column::number(words.t("fac-column-accepted")),
        Column::number(words.t("fac-column-refused-lines")),
    ];
    let rows = found.sendings.iter().map(|listed| {
        let batch = &listed.batch;
        let unread = || words.t("fac-unread");
        let month = batch.month.map_or_else(unread, |month| words.month(month));
        let number = batch
            .sending_number
            .map(|number| words.one("fac-number", "number", &number.to_string()));
        let fund = listed
            .fund_name
            .as_ref()
            .map_or_else(unread, |name| words.of(name).to_owned());
        vec![
            Cell::text(month)
                .link(format!("/voorziening/facturatie/zendingen/{}", listed.id))
                .beside_some(number),
            Cell::text(fund),
            state(words, batch.state),
            Cell::day(brussels_day(batch.received_at)),
            Cell::money(batch.asked),
            Cell::money(batch.accepted),
            Cell::number(batch.refused_lines),
        ]
    });
    let next = found.next.map(|next| next.0.to_string());
    Table::new(words, "zendingen", words.t("fac-sendings"), Address::new(ADDRESS))
        .columns(columns)
        .rows(rows)
        .empty(words.t("fac-sendings-none"))
        .paged("na", next, is_first)
}

/// Where a sending stands, in a word.
pub(super) fn state(words: Words, state: BatchState) -> Cell {
    let class = match state {
        BatchState::RefusedTechnical | BatchState::Refused => "REFUSED",
        BatchState::InReview => "PENDING",
        BatchState::Decided => "QUEUED",
        BatchState::Settled | BatchState::Paid => "ACCEPTED",
    };
    Cell::state(class, words.t(&format!("fac-batch-{}", state.word())))
}
