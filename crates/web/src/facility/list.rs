//! `/voorziening/dossiers`: the dossiers of a facility, newest first.

use app::{DossierAddress, DossierList, ListedDossier};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::brussels_day;
use serde::Deserialize;
use store::{DossierFilter, DossierState};

use super::refused;
use crate::page::{Frame, answer, failed};
use crate::parts::export::MOST_ROWS;
use crate::parts::{Address, Cell, Column, ExportForm, Field, Filter, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the list.
pub(crate) const ADDRESS: &str = "/voorziening/dossiers";

const STATES: [DossierState; 4] = [
    DossierState::Pending,
    DossierState::Accepted,
    DossierState::Ended,
    DossierState::Refused,
];

#[derive(Debug, Default, Deserialize)]
struct Asked {
    stand: Option<String>,
    na: Option<String>,
    vorm: Option<String>,
}

#[derive(Template)]
#[template(path = "facility/list.html")]
struct Page {
    frame: Frame,
    filter: Filter,
    dossiers: Table,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(page))
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let behind = asked.na.as_deref().map(str::parse::<DossierAddress>).transpose();
    let Ok(behind) = behind else {
        return failed(&site, &visit, &app::Problem::NotFound("a page".into()));
    };
    let state = asked
        .stand
        .as_deref()
        .and_then(|word| DossierState::from_word(word).ok());
    let filter = state.map_or(DossierFilter::All, DossierFilter::State);
    let form = asked.vorm.as_deref().and_then(ExportForm::read);
    // A file is the whole list, wherever the page stands.
    let after = behind.clone().filter(|_| form.is_none());
    let (context, most) = (visit.context(), form.and_then(|_| u32::try_from(MOST_ROWS).ok()));
    let found = site
        .ask(move |app| app.facility_dossiers(&context, filter, after.as_ref(), most))
        .await;
    let found = match found {
        Ok(found) => found,
        Err(problem) => return refused(&site, &visit, &problem).await,
    };
    let address = Address::new(ADDRESS).with_some("stand", state.map(DossierState::word));
    let table = table(visit.words, &found, address.clone(), behind.is_none());
    if let Some(form) = form {
        return exported(&table, form, visit.at);
    }
    let words = visit.words;
    let states = STATES.map(|state| (state.word().to_owned(), words.t(&format!("state-{}", state.word()))));
    let all = std::iter::once((String::new(), words.t("fac-all")));
    let choice = Field::choice("stand", words.t("list-state"), all.chain(states));
    let page = Page {
        frame: Frame::new(&site, &visit, words.t("list-title")),
        filter: Filter::new(
            words,
            &address,
            vec![choice.value(state.map_or("", DossierState::word))],
        ),
        dossiers: table,
    };
    answer(&site, &visit, &page, StatusCode::OK)
}

fn table(words: Words, found: &DossierList, address: Address, is_first: bool) -> Table {
    let columns = ["person", "state", "reference", "covered", "received"];
    let columns = columns.map(|key| Column::new(words.t(&format!("fac-column-{key}"))));
    Table::new(words, "dossiers", words.t("list-title"), address)
        .columns(columns)
        .rows(found.dossiers.iter().map(|listed| row(words, listed)))
        .empty(words.t("fac-dossiers-none"))
        .paged("na", found.next.as_ref().map(ToString::to_string), is_first)
}

fn row(words: Words, listed: &ListedDossier) -> Vec<Cell> {
    let covered = listed.covered.map(|period| {
        let to = period.to().map_or_else(|| words.t("row-open"), |to| words.day(to));
        format!("{} – {to}", words.day(period.from()))
    });
    let beside = match (listed.state, covered.is_some(), listed.has_gap) {
        (DossierState::Pending, true, _) => Some(words.t("list-would-cover")),
        (_, true, true) => Some(words.t("list-has-gap")),
        _ => None,
    };
    let name = listed.person_name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let state = listed.state.word();
    vec![
        Cell::text(name).link(format!("{ADDRESS}/{}", listed.address)),
        Cell::state(state, words.t(&format!("state-{state}"))),
        Cell::maybe(listed.reference.map(|reference| reference.to_string())),
        Cell::text(covered.unwrap_or_else(|| words.t("list-covered-none"))).beside_some(beside),
        Cell::day(brussels_day(listed.received_at)),
    ]
}
