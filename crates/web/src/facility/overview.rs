//! `/voorziening`: what must be done, who is here, and whether they are affiliated.

use app::{ActionItem, ActionNeeded, Affiliation, FacilityOverview, Resident};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::brussels_day;
use serde::Deserialize;

use super::{LIST, refused};
use crate::page::{Frame, answer};
use crate::parts::{Address, Cell, Column, ExportForm, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the overview.
pub(crate) const ADDRESS: &str = "/voorziening";

#[derive(Debug, Default, Deserialize)]
struct Asked {
    vorm: Option<String>,
    tabel: Option<String>,
}

#[derive(Template)]
#[template(path = "facility/overview.html")]
struct Page {
    frame: Frame,
    places: String,
    zorgbudget: bool,
    actions: Table,
    people: Table,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(page))
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let context = visit.context();
    let found = match site.ask(move |app| app.facility_overview(&context)).await {
        Ok(found) => found,
        Err(problem) => return refused(&site, &visit, &problem).await,
    };
    let words = visit.words;
    let (actions, people) = (actions(words, &found), people(&site, words, &found));
    if let Some(form) = asked.vorm.as_deref().and_then(ExportForm::read) {
        let table = if asked.tabel.as_deref() == Some(people.name) {
            &people
        } else {
            &actions
        };
        return exported(table, form, visit.at);
    }
    let (here, places) = (found.here.len().to_string(), found.places.to_string());
    let page = Page {
        frame: Frame::new(&site, &visit, found.facility.name.clone()),
        places: words.with("fac-places", &[("here", &here), ("places", &places)]),
        zorgbudget: found.facility.zorgbudget,
        actions,
        people,
    };
    answer(&site, &visit, &page, StatusCode::OK)
}

fn actions(words: Words, found: &FacilityOverview) -> Table {
    let columns = ["person", "needed", "since"].map(|key| Column::new(words.t(&format!("fac-column-{key}"))));
    Table::new(words, "actie", words.t("fac-actions"), Address::new(ADDRESS))
        .columns(columns)
        .rows(found.actions.iter().map(|action| needed(words, action)))
        .empty(words.t("fac-actions-none"))
}

fn needed(words: Words, action: &ActionItem) -> Vec<Cell> {
    let kind = |kind: &str| words.t(&format!("kind-{kind}"));
    let (class, key, about, day) = match &action.needed {
        ActionNeeded::EndReached(day) => ("REFUSED", "end-reached", String::new(), Some(*day)),
        ActionNeeded::EndNear(day) => ("PENDING", "end-near", String::new(), Some(*day)),
        ActionNeeded::AffiliationMissing(reason) => (
            "REFUSED",
            "affiliation",
            words.t(&format!("fac-reason-{}", reason.code())),
            None,
        ),
        ActionNeeded::WaitsForFacility(of, at) => ("PENDING", "waits-facility", kind(of), Some(brussels_day(*at))),
        ActionNeeded::WaitsForFund(of, at) => ("QUEUED", "waits-fund", kind(of), Some(brussels_day(*at))),
        ActionNeeded::Refused(of, at) => ("REFUSED", "refused", kind(of), Some(brussels_day(*at))),
    };
    let name = action.name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let what = Cell::state(class, words.t(&format!("fac-needed-{key}")));
    vec![
        Cell::text(name).link(format!("{LIST}/{}", action.address)),
        if about.is_empty() { what } else { what.beside(about) },
        day.map_or_else(Cell::empty, Cell::day),
    ]
}

fn people(site: &Site, words: Words, found: &FacilityOverview) -> Table {
    let columns = ["person", "birth", "reference", "start", "until", "affiliation"];
    let columns = columns.map(|key| Column::new(words.t(&format!("fac-column-{key}"))));
    Table::new(words, "bewoners", words.t("fac-people"), Address::new(ADDRESS))
        .columns(columns)
        .rows(found.here.iter().map(|resident| of(site, words, resident)))
        .empty(words.t("fac-people-none"))
}

fn of(site: &Site, words: Words, resident: &Resident) -> Vec<Cell> {
    let name = resident.name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let user_type = resident
        .user_type
        .map(|of| words.t(&format!("user-type-{}", of.code())));
    let affiliation = match resident.affiliation {
        Affiliation::Insured { fund, until, .. } => {
            let until = until.map(|day| words.one("fac-until", "day", &words.day(day)));
            Cell::state("ACCEPTED", site.fund_name(words, fund)).beside_some(until)
        }
        Affiliation::Missing(reason) => {
            Cell::state("REFUSED", words.t("fac-not-insured")).beside(words.t(&format!("fac-reason-{}", reason.code())))
        }
    };
    vec![
        Cell::text(name)
            .link(format!("{LIST}/{}", resident.address))
            .beside_some(user_type),
        resident.birth_date.map_or_else(Cell::empty, Cell::day),
        Cell::maybe(resident.reference.map(|reference| reference.to_string())),
        resident.start.map_or_else(Cell::empty, Cell::day),
        resident.approved_until.map_or_else(Cell::empty, Cell::day),
        affiliation,
    ]
}
