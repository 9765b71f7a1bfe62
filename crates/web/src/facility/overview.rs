//! `/voorziening`: what must be done, who is here, and whether they are affiliated.

use app::{ActionItem, ActionNeeded, Affiliation, FacilityOverview, Presence, Resident};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::brussels_day;
use registers::InsuranceReason;
use serde::Deserialize;

use super::{CERTIFICATES, LIST, refused};
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
    let (here, places) = (found.here_count().to_string(), found.places.to_string());
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
    let columns =
        ["person", "what", "since", "what-to-do"].map(|key| Column::new(words.t(&format!("fac-column-{key}"))));
    Table::new(words, "actie", words.t("fac-actions"), Address::new(ADDRESS))
        .columns(columns)
        .rows(found.actions.iter().map(|action| needed(words, action)))
        .empty(words.t("fac-actions-none"))
}

fn needed(words: Words, action: &ActionItem) -> Vec<Cell> {
    let kind = |kind: &str| Some(words.t(&format!("kind-{kind}")));
    let reason = |reason: InsuranceReason| Some(words.t(&format!("fac-reason-{}", reason.code())));
    let (class, key, about, day) = match &action.needed {
        ActionNeeded::EndReached(day) => ("REFUSED", "end-reached", None, Some(*day)),
        ActionNeeded::EndNear(day) => ("PENDING", "end-near", None, Some(*day)),
        ActionNeeded::AffiliationMissing(of) => ("REFUSED", "affiliation", reason(*of), None),
        ActionNeeded::AffiliationEnds(day, of, _) => (
            "PENDING",
            "affiliation-ends",
            Some(words.t(&format!("membership-{}", of.code()))),
            Some(*day),
        ),
        ActionNeeded::CertificateEnded(day) => ("REFUSED", "certificate-ended", None, Some(*day)),
        ActionNeeded::CertificateEnds(day) => ("PENDING", "certificate-ends", None, Some(*day)),
        ActionNeeded::WaitsForFacility(of, at) => ("PENDING", "waits-facility", kind(of), Some(brussels_day(*at))),
        ActionNeeded::WaitsForFund(of, at) => ("QUEUED", "waits-fund", kind(of), Some(brussels_day(*at))),
        ActionNeeded::Refused(of, at) => ("REFUSED", "refused", kind(of), Some(brussels_day(*at))),
    };
    let who = match &action.address {
        Some(address) => {
            let name = action.name.clone().unwrap_or_else(|| words.t("person-unknown"));
            Cell::text(name).link(format!("{LIST}/{address}"))
        }
        None => Cell::text(words.t("fac-own-software")).link(CERTIFICATES),
    };
    vec![
        who,
        Cell::state(class, words.t(&format!("fac-needed-{key}"))).beside_some(about),
        day.map_or_else(Cell::empty, Cell::day),
        Cell::text(words.t(&what_to_do(&action.needed, key))),
    ]
}

/// The key of what to do about it.
fn what_to_do(needed: &ActionNeeded, key: &str) -> String {
    match needed {
        ActionNeeded::AffiliationMissing(InsuranceReason::Deceased)
        | ActionNeeded::AffiliationEnds(_, _, InsuranceReason::Deceased) => "fac-todo-deceased".into(),
        ActionNeeded::AffiliationMissing(reason) | ActionNeeded::AffiliationEnds(_, _, reason)
            if !reason.can_affiliate() =>
        {
            "fac-todo-ask-fund".into()
        }
        ActionNeeded::CertificateEnded(_) | ActionNeeded::CertificateEnds(_) => "fac-do-certificate".into(),
        _ => format!("fac-todo-{key}"),
    }
}

fn people(site: &Site, words: Words, found: &FacilityOverview) -> Table {
    let columns = [
        "person",
        "birth",
        "presence",
        "reference",
        "start",
        "until",
        "affiliation",
    ];
    let columns = columns.map(|key| Column::new(words.t(&format!("fac-column-{key}"))));
    Table::new(words, "bewoners", words.t("fac-people"), Address::new(ADDRESS))
        .columns(columns)
        .rows(found.people.iter().map(|resident| of(site, words, resident)))
        .empty(words.t("fac-people-none"))
}

fn of(site: &Site, words: Words, resident: &Resident) -> Vec<Cell> {
    let name = resident.name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let user_type = resident
        .user_type
        .map(|of| words.t(&format!("user-type-{}", of.code())));
    let (class, presence) = match resident.presence {
        Presence::Here => ("ACCEPTED", "here"),
        Presence::Coming => ("QUEUED", "coming"),
        Presence::Asked => ("PENDING", "asked"),
    };
    vec![
        Cell::text(name)
            .link(format!("{LIST}/{}", resident.address))
            .beside_some(user_type),
        resident.birth_date.map_or_else(Cell::empty, Cell::day),
        Cell::state(class, words.t(&format!("fac-presence-{presence}"))),
        Cell::maybe(resident.reference.map(|reference| reference.to_string())),
        resident.start.map_or_else(Cell::empty, Cell::day),
        resident.approved_until.map_or_else(Cell::empty, Cell::day),
        affiliation(site, words, resident.affiliation),
    ]
}

fn affiliation(site: &Site, words: Words, affiliation: Affiliation) -> Cell {
    match affiliation {
        Affiliation::Insured {
            fund,
            kind,
            until,
            is_ending,
        } => {
            let class = if is_ending { "PENDING" } else { "ACCEPTED" };
            let kind = words.t(&format!("membership-{}", kind.code()));
            let until = until.map(|day| {
                let key = if is_ending { "fac-ends-soon" } else { "fac-until" };
                words.one(key, "day", &words.day(day))
            });
            let about: Vec<String> = std::iter::once(kind).chain(until).collect();
            Cell::state(class, site.fund_name(words, fund)).beside(about.join(", "))
        }
        Affiliation::Missing(reason) => {
            Cell::state("REFUSED", words.t("fac-not-insured")).beside(words.t(&format!("fac-reason-{}", reason.code())))
        }
    }
}
