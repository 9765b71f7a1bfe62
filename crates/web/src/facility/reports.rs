//! `/voorziening/rapporten`: days, amounts, refusals by reason, time to answer; each table as CSV and XLSX.

use app::{AnswerTimes, FacilityReport, Problem};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::{EuroCents, Month, brussels_day};
use serde::Deserialize;

use super::refused;
use crate::page::{Frame, answer};
use crate::parts::{Address, Cell, Column, ExportForm, Field, Filter, Notice, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the page.
pub(crate) const ADDRESS: &str = "/voorziening/rapporten";

/// So many months are shown when none are chosen, and can be chosen.
const MONTHS: (usize, usize) = (12, 36);

#[derive(Debug, Default, Deserialize)]
struct Asked {
    van: Option<String>,
    tot: Option<String>,
    vorm: Option<String>,
    tabel: Option<String>,
}

#[derive(Template)]
#[template(path = "facility/reports.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    filter: Filter,
    tables: Vec<Table>,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(page))
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let now = Month::of(brussels_day(visit.at));
    let months: Vec<Month> = std::iter::successors(Some(now), |month| month.previous())
        .take(MONTHS.1)
        .collect();
    let chosen = |text: Option<&String>, other: Month| text.and_then(|text| Month::parse(text).ok()).unwrap_or(other);
    let first = months.get(MONTHS.0 - 1).copied().unwrap_or(now);
    let (from, to) = (chosen(asked.van.as_ref(), first), chosen(asked.tot.as_ref(), now));
    let context = visit.context();
    let found = site.ask(move |app| app.facility_report(&context, from, to)).await;
    let words = visit.words;
    let address = Address::new(ADDRESS).with("van", from).with("tot", to);
    let (tables, notice, status) = match found {
        Ok(found) => (tables(words, &found, &address), None, StatusCode::OK),
        Err(Problem::InvalidInput(_)) => {
            let notice = Notice::wrong(words.t("fac-report-months"));
            (Vec::new(), Some(notice), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(problem) => return refused(&site, &visit, &problem).await,
    };
    if let Some(form) = asked.vorm.as_deref().and_then(ExportForm::read) {
        let named = tables.iter().find(|table| Some(table.name) == asked.tabel.as_deref());
        if let Some(table) = named.or(tables.first()) {
            return exported(table, form, visit.at);
        }
    }
    let choice = |name, label: &str, value: Month| {
        let months = months.iter().map(|month| (month.to_string(), words.month(*month)));
        Field::choice(name, words.t(label), months).value(value.to_string())
    };
    let fields = vec![choice("van", "fac-from", from), choice("tot", "fac-to", to)];
    let page = Page {
        frame: Frame::new(&site, &visit, words.t("fac-reports-title")),
        notice,
        filter: Filter::new(words, &address, fields),
        tables,
    };
    answer(&site, &visit, &page, status)
}

fn tables(words: Words, found: &FacilityReport, address: &Address) -> Vec<Table> {
    vec![
        days(words, found, address.clone()),
        refusals(words, found, address.clone()),
        times(words, found, address.clone()),
    ]
}

fn days(words: Words, found: &FacilityReport, address: Address) -> Table {
    let columns = [
        Column::new(words.t("fac-column-month")),
        Column::new(words.t("fac-column-kind")),
        Column::new(words.t("fac-column-state")),
        Column::number(words.t("fac-column-count")),
        Column::number(words.t("fac-column-amount")),
    ];
    let rows = found.lines.iter().map(|sum| {
        let kind = sum
            .kind
            .map_or_else(|| "unknown".to_owned(), |kind| kind.code().to_owned());
        let state = sum.state.word();
        vec![
            Cell::text(words.month(sum.month)),
            Cell::text(words.t(&format!("fac-kind-{kind}"))),
            Cell::text(words.t(&format!("answer-outcome-{state}"))),
            Cell::number(sum.count),
            Cell::money(EuroCents::new(sum.cents)),
        ]
    });
    Table::new(words, "dagen", words.t("fac-report-days"), address)
        .columns(columns)
        .rows(rows)
}

fn refusals(words: Words, found: &FacilityReport, address: Address) -> Table {
    let columns = [
        Column::new(words.t("fac-column-month")),
        Column::new(words.t("fac-column-code")),
        Column::new(words.t("fac-column-why")),
        Column::number(words.t("fac-column-count")),
        Column::number(words.t("fac-column-amount")),
    ];
    let rows = found.refusals.iter().map(|refusal| {
        vec![
            Cell::text(words.month(refusal.month)),
            Cell::text(refusal.code.to_string()),
            Cell::maybe(refusal.title.as_ref().map(|title| words.of(title).to_owned())),
            Cell::number(refusal.count),
            Cell::money(EuroCents::new(refusal.cents)),
        ]
    });
    Table::new(words, "vaststellingen", words.t("fac-report-refusals"), address)
        .columns(columns)
        .rows(rows)
}

fn times(words: Words, found: &FacilityReport, address: Address) -> Table {
    let columns = [
        Column::new(words.t("fac-column-what")),
        Column::number(words.t("fac-column-asked-count")),
        Column::number(words.t("fac-column-answered")),
        Column::number(words.t("fac-column-at-once")),
        Column::number(words.t("fac-column-median")),
        Column::number(words.t("fac-column-longest")),
    ];
    let row = |key: &str, times: &AnswerTimes| {
        vec![
            Cell::text(words.t(key)),
            Cell::number(times.asked),
            Cell::number(times.answered),
            Cell::number(times.at_once),
            times.median_hours.map_or_else(Cell::empty, Cell::number),
            times.longest_hours.map_or_else(Cell::empty, Cell::number),
        ]
    };
    Table::new(words, "antwoordtijd", words.t("fac-report-times"), address)
        .columns(columns)
        .rows([
            row("fac-report-requests", &found.requests),
            row("fac-report-sendings", &found.sendings),
        ])
}
