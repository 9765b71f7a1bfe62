//! `/kas/zendingen`: the sendings of a fund.

use app::{FundSendings, Problem, SENDINGS_PAGE, SendingsFilter, Whose, account_of};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::BatchId;
use serde::Deserialize;
use store::{BatchState, ListedSending};

use super::choice::{read, shown};
use crate::page::{Frame, answer, failed};
use crate::parts::export::MOST_ROWS;
use crate::parts::table::Sorted;
use crate::parts::{Address, Cell, Column, ExportForm, Field, Filter, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the list.
pub(crate) const ADDRESS: &str = "/kas/zendingen";

/// Every state, in order of the flow.
pub(crate) const STATES: [BatchState; 6] = [
    BatchState::InReview,
    BatchState::Decided,
    BatchState::Settled,
    BatchState::Paid,
    BatchState::Refused,
    BatchState::RefusedTechnical,
];

/// What the list may be asked with.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    stand: Option<String>,
    wie: Option<String>,
    maand: Option<String>,
    voorziening: Option<String>,
    sorteer: Option<String>,
    na: Option<String>,
    vorm: Option<String>,
}

#[derive(Template)]
#[template(path = "fund/list.html")]
struct Page {
    frame: Frame,
    lead: String,
    filter: Option<Filter>,
    table: Table,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(page))
}

impl Asked {
    fn filter(&self) -> Result<SendingsFilter, Problem> {
        let unknown = || Problem::NotFound("a page with this choice".into());
        Ok(SendingsFilter {
            facility: read(self.voorziening.as_deref())?,
            month: match self.maand.as_deref().filter(|text| !text.is_empty()) {
                Some(text) => Some(identifiers::Month::parse(text).map_err(|_| unknown())?),
                None => None,
            },
            state: match self.stand.as_deref().filter(|text| !text.is_empty()) {
                Some(word) => Some(BatchState::from_word(word).map_err(|_| unknown())?),
                None => None,
            },
            whose: whose(self.wie.as_deref()),
            oldest_first: self.sorteer.as_deref() == Some("ontvangen"),
        })
    }

    fn address(&self) -> Address {
        Address::new(ADDRESS)
            .with_some("stand", self.stand.as_ref())
            .with_some("wie", self.wie.as_ref())
            .with_some("maand", self.maand.as_ref())
            .with_some("voorziening", self.voorziening.as_ref())
            .with_some("sorteer", self.sorteer.as_ref())
    }
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let form = asked.vorm.as_deref().and_then(ExportForm::read);
    let found = match (asked.filter(), read::<i64>(asked.na.as_deref())) {
        (Ok(filter), Ok(behind)) => {
            let context = visit.context();
            let most = form.map_or(SENDINGS_PAGE, |_| u32::try_from(MOST_ROWS).unwrap_or(u32::MAX));
            site.ask(move |app| app.sendings(&context, &filter, behind.map(BatchId), most))
                .await
        }
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    };
    match (found, form) {
        (Ok(found), Some(form)) => exported(&table(visit.words, &found, &asked), form, visit.at),
        (Ok(found), None) => answer(&site, &visit, &made(&site, &visit, &found, &asked), StatusCode::OK),
        (Err(problem), _) => failed(&site, &visit, &problem),
    }
}

fn made(site: &Site, visit: &Visit, found: &FundSendings, asked: &Asked) -> Page {
    let words = visit.words;
    let all = std::iter::once((String::new(), words.t("filter-all")));
    let states = STATES.map(|state| {
        (
            state.word().to_owned(),
            words.t(&format!("sending-state-{}", state.word())),
        )
    });
    let fields = vec![
        Field::choice("stand", words.t("list-state"), all.chain(states)).value(shown(asked.stand.as_ref())),
        Field::choice("wie", words.t("worklist-whose"), whose_words(words)).value(shown(asked.wie.as_ref())),
        Field::line("maand", words.t("sending-month"))
            .hint(words.t("filter-month-hint"))
            .checked("month", words.t("check-month"))
            .value(shown(asked.maand.as_ref())),
        Field::number("voorziening", words.t("filter-facility"))
            .hint(words.t("filter-facility-hint"))
            .value(shown(asked.voorziening.as_ref())),
    ];
    Page {
        lead: words.t("sendings-lead"),
        filter: Some(Filter::new(words, &asked.address(), fields)),
        table: table(words, found, asked),
        frame: Frame::new(site, visit, words.t("sendings-title")),
    }
}

fn table(words: Words, found: &FundSendings, asked: &Asked) -> Table {
    let sorted = match asked.sorteer.as_deref() {
        Some("ontvangen") => Sorted::read("ontvangen"),
        _ => Sorted::read("-ontvangen"),
    };
    Table::new(words, "zendingen", words.t("sendings-title"), asked.address())
        .columns([
            Column::new(words.t("sending-one")),
            Column::new(words.t("list-facility")),
            Column::new(words.t("sending-month")),
            Column::new(words.t("list-state")),
            Column::number(words.t("sending-asked")),
            Column::number(words.t("sending-accepted")),
            Column::number(words.t("sending-refused-lines")),
            Column::number(words.t("sending-open-lines")),
            Column::new(words.t("worklist-has")),
            Column::new(words.t("sending-received")).sorts("ontvangen"),
        ])
        .rows(found.sendings.iter().map(|listed| row(words, listed)))
        .empty(words.t("sendings-empty"))
        .sorted(Some(sorted))
        .paged("na", found.next.map(|next| next.to_string()), asked.na.is_none())
}

fn row(words: Words, listed: &ListedSending) -> Vec<Cell> {
    let batch = &listed.sending.batch;
    let number = batch
        .sending_number
        .map_or_else(|| listed.sending.id.to_string(), |number| number.to_string());
    let facility = listed.facility.as_ref();
    vec![
        Cell::text(words.one("sending-number", "number", &number)).link(format!("{ADDRESS}/{}", listed.sending.id)),
        Cell::text(facility.map_or_else(|| words.t("facility-unknown"), |facility| facility.name.clone()))
            .beside_some(facility.map(|facility| facility.hco.to_string())),
        Cell::maybe(batch.month.map(|month| words.month(month))),
        state(words, batch.state),
        Cell::money(batch.asked),
        Cell::money(batch.accepted),
        Cell::number(batch.refused_lines),
        Cell::number(batch.open_lines),
        Cell::maybe(listed.sending.taken_by.as_deref().map(account_of)),
        Cell::moment(batch.received_at),
    ]
}

/// Whose items are looked for, as the URL says it.
pub(crate) fn whose(text: Option<&str>) -> Whose {
    match text {
        Some("niemand") => Whose::Nobodys,
        Some("ik") => Whose::Mine,
        _ => Whose::All,
    }
}

/// The choices of it: value and word.
pub(crate) fn whose_words(words: Words) -> [(String, String); 3] {
    [("", "all"), ("niemand", "nobody"), ("ik", "mine")]
        .map(|(value, word)| (value.to_owned(), words.t(&format!("worklist-whose-{word}"))))
}

/// Where a sending stands, by its word.
pub(crate) fn state(words: Words, state: BatchState) -> Cell {
    let class = match state {
        BatchState::InReview => "open",
        BatchState::Decided => "covered",
        BatchState::Settled => "accepted",
        BatchState::Paid => "paid",
        BatchState::Refused | BatchState::RefusedTechnical => "refused",
    };
    Cell::state(class, words.t(&format!("sending-state-{}", state.word())))
}
