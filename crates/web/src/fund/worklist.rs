//! `/kas/werklijst`: everything in beraad, with the one thing that is missing and who must supply it.

use app::{Problem, WORKLIST_PAGE, WaitingSending, Whose, Worklist, WorklistFilter, WorklistItem, WorklistPlace};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identifiers::BatchId;
use regulation::Acts;
use serde::Deserialize;

use super::choice::{read, shown};
use super::dossier::taking;
use crate::list;
use crate::page::{Frame, answer, failed};
use crate::parts::export::MOST_ROWS;
use crate::parts::table::Sorted;
use crate::parts::{Address, Cell, Column, ExportForm, Field, Filter, Notice, Press, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the worklist.
pub(crate) const ADDRESS: &str = "/kas/werklijst";

/// The address that leads to the next item.
pub(crate) const NEXT: &str = "/kas/werklijst/volgende";

/// What the list may be asked with.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    wie: Option<String>,
    sector: Option<String>,
    voorziening: Option<String>,
    sorteer: Option<String>,
    na: Option<String>,
    /// Sendings behind this one.
    zending: Option<String>,
    vorm: Option<String>,
    tabel: Option<String>,
    leeg: Option<String>,
}

#[derive(Template)]
#[template(path = "fund/worklist.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    filter: Filter,
    items: Table,
    sendings: Option<Table>,
    next: Option<String>,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route(ADDRESS, get(page))
        .route(NEXT, get(next))
        .route("/kas/werklijst/nemen", post(take))
        .route("/kas/werklijst/vrijgeven", post(release))
}

impl Asked {
    fn filter(&self) -> Result<WorklistFilter, Problem> {
        Ok(WorklistFilter {
            whose: match self.wie.as_deref() {
                Some("niemand") => Whose::Nobodys,
                Some("ik") => Whose::Mine,
                _ => Whose::All,
            },
            facility: read(self.voorziening.as_deref())?,
            sector: read(self.sector.as_deref())?,
            newest_first: self.sorteer.as_deref() == Some("-ouderdom"),
            sendings_behind: read::<i64>(self.zending.as_deref())?.map(BatchId),
        })
    }

    fn address(&self) -> Address {
        Address::new(ADDRESS)
            .with_some("wie", self.wie.as_ref())
            .with_some("sector", self.sector.as_ref())
            .with_some("voorziening", self.voorziening.as_ref())
            .with_some("sorteer", self.sorteer.as_ref())
    }
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let form = asked.vorm.as_deref().and_then(ExportForm::read);
    let found = match (asked.filter(), read::<WorklistPlace>(asked.na.as_deref())) {
        (Ok(filter), Ok(behind)) => {
            let context = visit.context();
            let most = if form.is_some() {
                u32::try_from(MOST_ROWS).unwrap_or(u32::MAX)
            } else {
                WORKLIST_PAGE
            };
            site.ask(move |app| app.worklist(&context, &filter, behind, most)).await
        }
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    };
    match (found, form) {
        (Ok(found), Some(form)) => {
            let table = match asked.tabel.as_deref() {
                Some(SENDINGS) => sendings(visit.words, &found, &asked),
                _ => items(visit.words, &found, &asked),
            };
            exported(&table, form, visit.at)
        }
        (Ok(found), None) => answer(&site, &visit, &made(&site, &visit, &found, &asked), StatusCode::OK),
        (Err(problem), _) => failed(&site, &visit, &problem),
    }
}

fn made(site: &Site, visit: &Visit, found: &Worklist, asked: &Asked) -> Page {
    let words = visit.words;
    let whose = [("", "all"), ("niemand", "nobody"), ("ik", "mine")]
        .map(|(value, word)| (value.to_owned(), words.t(&format!("worklist-whose-{word}"))));
    let sectors = sectors(site, words);
    let fields = vec![
        Field::choice("wie", words.t("worklist-whose"), whose).value(shown(asked.wie.as_ref())),
        Field::choice("sector", words.t("list-sector"), sectors).value(shown(asked.sector.as_ref())),
        Field::number("voorziening", words.t("filter-facility"))
            .hint(words.t("filter-facility-hint"))
            .value(shown(asked.voorziening.as_ref())),
    ];
    Page {
        notice: asked.leeg.is_some().then(|| Notice::told(words.t("worklist-done"))),
        filter: Filter::new(words, &asked.address(), fields),
        items: items(words, found, asked),
        sendings: asked.na.is_none().then(|| sendings(words, found, asked)),
        next: (found.may_decide && !found.items.is_empty()).then(|| NEXT.to_owned()),
        frame: Frame::new(site, visit, words.t("worklist-title")),
    }
}

/// Every sector, and first of all: all of them.
pub(crate) fn sectors(site: &Site, words: Words) -> Vec<(String, String)> {
    let all = (String::new(), words.t("filter-all"));
    let known = site.law().sectors();
    let known = known.map(|sector| (sector.code.to_string(), words.of(&sector.name).to_owned()));
    std::iter::once(all).chain(known).collect()
}

fn items(words: Words, found: &Worklist, asked: &Asked) -> Table {
    let mut columns = vec![
        Column::new(words.t("list-person")),
        Column::new(words.t("list-facility")),
        Column::new(words.t("list-sector")),
        Column::new(words.t("worklist-missing")),
        Column::new(words.t("worklist-supplies")),
        Column::number(words.t("worklist-age")).sorts("ouderdom"),
        Column::new(words.t("worklist-has")),
    ];
    if found.may_decide {
        columns.push(Column::presses(words.t("table-do")));
    }
    let sorted = match asked.sorteer.as_deref() {
        Some("-ouderdom") => Sorted::read("-ouderdom"),
        _ => Sorted::read("ouderdom"),
    };
    Table::new(words, "werklijst", words.t("worklist-items"), asked.address())
        .columns(columns)
        .rows(found.items.iter().map(|item| row(words, item, found.may_decide)))
        .empty(words.t("worklist-empty"))
        .sorted(Some(sorted))
        .paged("na", found.next.map(|next| next.to_string()), asked.na.is_none())
}

fn row(words: Words, item: &WorklistItem, may_decide: bool) -> Vec<Cell> {
    let person = item.person_name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let kind = words.t(&format!("kind-{}", item.kind));
    let missing = item.missing.as_ref();
    let more = i64::try_from(item.more).ok().filter(|more| *more > 0);
    let mut cells = vec![
        Cell::text(person.clone())
            .link(format!("{}/{}", list::ADDRESS, item.address))
            .beside(kind),
        Cell::text(item.facility_name.clone()),
        sector(words, item),
        Cell::maybe(missing.map(|finding| words.of(&finding.title).to_owned()))
            .beside_some(more.map(|more| words.count("worklist-more", "count", more))),
        Cell::maybe(missing.map(|finding| words.t(acts_key(finding.acts)))),
        Cell::number(item.age_days),
        Cell::maybe(item.taken_by.as_ref().and_then(app::Actor::account)),
    ];
    if may_decide {
        cells.push(Cell::presses(presses(words, item, &person)));
    }
    cells
}

fn sector(words: Words, item: &WorklistItem) -> Cell {
    let (code, name) = &item.sector;
    let cell = Cell::text(code.to_string());
    cell.beside_some(
        name.as_ref()
            .map(|name| words.of(name).to_owned())
            .filter(|name| *name != code.as_str()),
    )
}

pub(crate) const fn acts_key(acts: Acts) -> &'static str {
    match acts {
        Acts::CareFund => "acts-care_fund",
        Acts::Facility => "acts-facility",
    }
}

fn presses(words: Words, item: &WorklistItem, person: &str) -> Vec<Press> {
    let (action, word) = match item.taken_by {
        None => ("/kas/werklijst/nemen", "worklist-take"),
        Some(_) => ("/kas/werklijst/vrijgeven", "worklist-release"),
    };
    vec![Press {
        action: action.to_owned(),
        word: words.t(word),
        about: person.to_owned(),
        hidden: vec![("dossier", item.address.to_string())],
    }]
}

/// The name of the table of sendings.
const SENDINGS: &str = "zendingen-in-beraad";

fn sendings(words: Words, found: &Worklist, asked: &Asked) -> Table {
    let columns = [
        Column::new(words.t("list-facility")),
        Column::new(words.t("list-sector")),
        Column::new(words.t("sending-month")),
        Column::number(words.t("worklist-lines")),
        Column::new(words.t("worklist-missing")),
        Column::new(words.t("worklist-supplies")),
        Column::number(words.t("worklist-age")),
    ];
    let next = found.next_sending.map(|next| next.to_string());
    Table::new(words, SENDINGS, words.t("worklist-sendings"), asked.address())
        .columns(columns)
        .rows(found.sendings.iter().map(|sending| sending_row(words, sending)))
        .empty(words.t("worklist-sendings-empty"))
        .paged("zending", next, asked.zending.is_none())
}

fn sending_row(words: Words, sending: &WaitingSending) -> Vec<Cell> {
    let facility = sending.facility.as_ref();
    let reason = sending.reason.as_ref();
    let more = i64::try_from(sending.more).ok().filter(|more| *more > 0);
    let name = facility.map_or_else(|| words.t("facility-unknown"), |facility| facility.name.clone());
    vec![
        Cell::text(name).link(format!("/kas/zendingen/{}?lijnen=open", sending.batch)),
        Cell::maybe(facility.map(|facility| facility.sector.to_string())),
        Cell::maybe(sending.month.map(|month| words.month(month))),
        Cell::number(i64::try_from(sending.open_lines).unwrap_or(i64::MAX)),
        Cell::maybe(reason.map(|(finding, ..)| words.of(&finding.title).to_owned()))
            .beside_some(more.map(|more| words.count("worklist-more", "count", more))),
        Cell::maybe(reason.map(|(finding, ..)| words.t(acts_key(finding.acts)))),
        Cell::number(sending.age_days),
    ]
}

/// Where one goes on from.
#[derive(Debug, Deserialize)]
struct Behind {
    na: Option<String>,
}

/// Leads to the next item that is free, from the oldest on.
async fn next(State(site): State<Site>, visit: Visit, Query(asked): Query<Behind>) -> Response {
    let behind = match read::<WorklistPlace>(asked.na.as_deref()) {
        Ok(behind) => behind,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let context = visit.context();
    match site.ask(move |app| app.next_in_worklist(&context, behind)).await {
        Ok(Some(address)) => Redirect::to(&format!("{}/{address}", list::ADDRESS)).into_response(),
        Ok(None) => Redirect::to(&Address::new(ADDRESS).with("leeg", "ja").to_string()).into_response(),
        Err(problem) => failed(&site, &visit, &problem),
    }
}

/// The dossier whose button was pressed.
#[derive(Debug, Deserialize)]
struct Pressed {
    dossier: String,
}

async fn take(State(site): State<Site>, visit: Visit, Form(pressed): Form<Pressed>) -> Response {
    taking(&site, &visit, &pressed.dossier, true, ADDRESS).await
}

async fn release(State(site): State<Site>, visit: Visit, Form(pressed): Form<Pressed>) -> Response {
    taking(&site, &visit, &pressed.dossier, false, ADDRESS).await
}
