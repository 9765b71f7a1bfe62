//! `/kas/werklijst`: everything in beraad, with the one thing that is missing and who must supply it.

use app::{Actor, Problem, WORKLIST_PAGE, WaitingSending, Worklist, WorklistFilter, WorklistItem, WorklistPlace};
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
use super::{sending, sendings};
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
    gedaan: Option<String>,
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
        .route("/kas/werklijst/zendingen/nemen", post(take_sending))
        .route("/kas/werklijst/zendingen/vrijgeven", post(release_sending))
}

impl Asked {
    fn filter(&self) -> Result<WorklistFilter, Problem> {
        Ok(WorklistFilter {
            whose: sendings::whose(self.wie.as_deref()),
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
                Some(SENDINGS) => sending_table(&visit, &found, &asked),
                _ => items(&visit, &found, &asked),
            };
            exported(&table, form, visit.at)
        }
        (Ok(found), None) => answer(&site, &visit, &made(&site, &visit, &found, &asked), StatusCode::OK),
        (Err(problem), _) => failed(&site, &visit, &problem),
    }
}

fn made(site: &Site, visit: &Visit, found: &Worklist, asked: &Asked) -> Page {
    let words = visit.words;
    let sectors = sectors(site, words);
    let fields = vec![
        Field::choice("wie", words.t("worklist-whose"), sendings::whose_words(words)).value(shown(asked.wie.as_ref())),
        Field::choice("sector", words.t("list-sector"), sectors).value(shown(asked.sector.as_ref())),
        Field::number("voorziening", words.t("filter-facility"))
            .hint(words.t("filter-facility-hint"))
            .value(shown(asked.voorziening.as_ref())),
    ];
    Page {
        notice: notice(words, asked),
        filter: Filter::new(words, &asked.address(), fields),
        items: items(visit, found, asked),
        sendings: asked.na.is_none().then(|| sending_table(visit, found, asked)),
        next: (found.may_decide && !found.items.is_empty()).then(|| NEXT.to_owned()),
        frame: Frame::new(site, visit, words.t("worklist-title")),
    }
}

fn notice(words: Words, asked: &Asked) -> Option<Notice> {
    let key = match asked.gedaan.as_deref() {
        Some("opgenomen") => Some("worklist-taken"),
        Some("vrijgegeven") => Some("worklist-released"),
        _ => None,
    };
    let empty = asked.leeg.is_some().then(|| Notice::told(words.t("worklist-done")));
    key.map(|key| Notice::done(words.t(key))).or(empty)
}

/// Every sector, and first of all: all of them.
pub(crate) fn sectors(site: &Site, words: Words) -> Vec<(String, String)> {
    let all = (String::new(), words.t("filter-all"));
    let known = site.law().sectors();
    let known = known.map(|sector| (sector.code.to_string(), words.of(&sector.name).to_owned()));
    std::iter::once(all).chain(known).collect()
}

fn items(visit: &Visit, found: &Worklist, asked: &Asked) -> Table {
    let words = visit.words;
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
        .rows(found.items.iter().map(|item| row(visit, item, found.may_decide)))
        .empty(words.t("worklist-empty"))
        .sorted(Some(sorted))
        .paged("na", found.next.map(|next| next.to_string()), asked.na.is_none())
}

fn row(visit: &Visit, item: &WorklistItem, may_decide: bool) -> Vec<Cell> {
    let words = visit.words;
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
        Cell::maybe(item.taken_by.as_ref().and_then(Actor::account)),
    ];
    if may_decide {
        let hidden = ("dossier", item.address.to_string());
        cells.push(taking_of(visit, item.taken_by.as_ref(), ADDRESS, (&person, hidden)));
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

/// Taking what nobody has, or releasing what the actor has; what another has is theirs.
fn taking_of(
    visit: &Visit,
    taken_by: Option<&Actor>,
    address: &str,
    (about, hidden): (&str, (&'static str, String)),
) -> Cell {
    let (action, word) = match taken_by {
        None => ("nemen", "worklist-take"),
        Some(by) if by == visit.actor() => ("vrijgeven", "worklist-release"),
        Some(_) => return Cell::empty(),
    };
    Cell::presses(vec![Press {
        action: format!("{address}/{action}"),
        word: visit.words.t(word),
        about: about.to_owned(),
        hidden: vec![hidden],
    }])
}

/// The name of the table of sendings.
const SENDINGS: &str = "zendingen-in-beraad";

fn sending_table(visit: &Visit, found: &Worklist, asked: &Asked) -> Table {
    let words = visit.words;
    let mut columns = vec![
        Column::new(words.t("list-facility")),
        Column::new(words.t("list-sector")),
        Column::new(words.t("sending-month")),
        Column::number(words.t("worklist-lines")),
        Column::new(words.t("worklist-missing")),
        Column::new(words.t("worklist-supplies")),
        Column::number(words.t("worklist-age")),
        Column::new(words.t("worklist-has")),
    ];
    if found.may_decide {
        columns.push(Column::presses(words.t("table-do")));
    }
    let next = found.next_sending.map(|next| next.to_string());
    let sendings = found.sendings.iter();
    Table::new(words, SENDINGS, words.t("worklist-sendings"), asked.address())
        .columns(columns)
        .rows(sendings.map(|sending| sending_row(visit, sending, found.may_decide)))
        .empty(words.t("worklist-sendings-empty"))
        .paged("zending", next, asked.zending.is_none())
}

fn sending_row(visit: &Visit, sending: &WaitingSending, may_decide: bool) -> Vec<Cell> {
    let words = visit.words;
    let facility = sending.facility.as_ref();
    let reason = sending.reason.as_ref();
    let more = i64::try_from(sending.more).ok().filter(|more| *more > 0);
    let name = facility.map_or_else(|| words.t("facility-unknown"), |facility| facility.name.clone());
    let mut cells = vec![
        Cell::text(name.clone()).link(format!("/kas/zendingen/{}?lijnen=open", sending.batch)),
        Cell::maybe(facility.map(|facility| facility.sector.to_string())),
        Cell::maybe(sending.month.map(|month| words.month(month))),
        Cell::number(i64::try_from(sending.open_lines).unwrap_or(i64::MAX)),
        Cell::maybe(reason.map(|(finding, ..)| words.of(&finding.title).to_owned()))
            .beside_some(more.map(|more| words.count("worklist-more", "count", more))),
        Cell::maybe(reason.map(|(finding, ..)| words.t(acts_key(finding.acts)))),
        Cell::number(sending.age_days),
        Cell::maybe(sending.taken_by.as_ref().and_then(Actor::account)),
    ];
    if may_decide {
        let about = format!("{} {}, {name}", words.t("sending-one"), sending.batch);
        let hidden = ("zending", sending.batch.to_string());
        let there = format!("{ADDRESS}/zendingen");
        cells.push(taking_of(visit, sending.taken_by.as_ref(), &there, (&about, hidden)));
    }
    cells
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

/// The sending whose button was pressed.
#[derive(Debug, Deserialize)]
struct PressedSending {
    zending: String,
}

async fn take_sending(State(site): State<Site>, visit: Visit, Form(pressed): Form<PressedSending>) -> Response {
    sending::taking(&site, &visit, &pressed.zending, true, ADDRESS).await
}

async fn release_sending(State(site): State<Site>, visit: Visit, Form(pressed): Form<PressedSending>) -> Response {
    sending::taking(&site, &visit, &pressed.zending, false, ADDRESS).await
}
