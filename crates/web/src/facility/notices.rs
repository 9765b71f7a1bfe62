//! `/voorziening/berichten`: answers that came later, and changes in registers, newest first.

use app::{FacilityNotice, NoticeList, Told};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use serde::Deserialize;

use super::care_answer::word_of;
use super::{CERTIFICATES, LIST, refused};
use crate::page::{Frame, answer};
use crate::parts::export::MOST_ROWS;
use crate::parts::{Address, Cell, Column, ExportForm, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the list.
pub(crate) const ADDRESS: &str = "/voorziening/berichten";

#[derive(Debug, Default, Deserialize)]
struct Asked {
    na: Option<i64>,
    vorm: Option<String>,
}

#[derive(Template)]
#[template(path = "facility/notices.html")]
struct Page {
    frame: Frame,
    notices: Table,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(page))
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let context = visit.context();
    let form = asked.vorm.as_deref().and_then(ExportForm::read);
    // A file is the whole list, wherever the page stands.
    let (before, most) = (
        asked.na.filter(|_| form.is_none()),
        form.and_then(|_| u32::try_from(MOST_ROWS).ok()),
    );
    let found = match site.ask(move |app| app.facility_notices(&context, before, most)).await {
        Ok(found) => found,
        Err(problem) => return refused(&site, &visit, &problem).await,
    };
    let table = table(&site, visit.words, &found, asked.na.is_none());
    if let Some(form) = form {
        return exported(&table, form, visit.at);
    }
    let page = Page {
        frame: Frame::new(&site, &visit, visit.words.t("fac-notices-title")),
        notices: table,
    };
    answer(&site, &visit, &page, StatusCode::OK)
}

fn table(site: &Site, words: Words, found: &NoticeList, is_first: bool) -> Table {
    let columns = ["when", "person", "told"].map(|key| Column::new(words.t(&format!("fac-column-{key}"))));
    Table::new(words, "berichten", words.t("fac-notices-title"), Address::new(ADDRESS))
        .columns(columns)
        .rows(found.notices.iter().map(|notice| row(site, words, notice)))
        .empty(words.t("fac-notices-none"))
        .paged("na", found.next.map(|next| next.to_string()), is_first)
}

fn row(site: &Site, words: Words, notice: &FacilityNotice) -> Vec<Cell> {
    let days = |from: Date, to: Option<Date>| {
        let to = to.map_or_else(|| words.t("row-open"), |to| words.day(to));
        format!("{} – {to}", words.day(from))
    };
    let told = match &notice.told {
        Told::Answer(outcome) => {
            let outcome = word_of(*outcome);
            let word = words.t(&format!("outcome-{outcome}"));
            Cell::state(outcome, words.one("fac-told-answer", "outcome", &word))
        }
        Told::PersonChanged(Some(fund)) => Cell::state(
            "QUEUED",
            words.one("fac-told-fund", "fund", &site.fund_name(words, *fund)),
        ),
        Told::PersonChanged(None) => Cell::state("REFUSED", words.t("fac-told-not-insured")),
        Told::PriceChanged(code, from, to) => {
            Cell::state("QUEUED", words.one("fac-told-price", "code", code)).beside(days(*from, *to))
        }
        Told::RecognitionChanged(from, to) => {
            Cell::state("REFUSED", words.t("fac-told-recognition")).beside(days(*from, *to))
        }
        Told::CertificateEnds(day) => {
            Cell::state("PENDING", words.one("fac-told-certificate", "day", &words.day(*day)))
                .beside(words.t("fac-do-certificate"))
        }
        Told::Other => Cell::text(words.t("fac-told-other")),
    };
    let name = notice.name.clone();
    let person = match (&notice.dossier, name) {
        (Some(address), name) => {
            Cell::text(name.unwrap_or_else(|| words.t("person-unknown"))).link(format!("{LIST}/{address}"))
        }
        (None, Some(name)) => Cell::text(name),
        (None, None) if matches!(notice.told, Told::CertificateEnds(_)) => {
            Cell::text(words.t("fac-own-software")).link(CERTIFICATES)
        }
        (None, None) => Cell::empty(),
    };
    vec![Cell::moment(notice.at), person, told]
}
