//! `/kas`: what waits, by kind and age; sendings to sign; payments due; inflow; and one search box.

use app::{Found, PaymentsAtGlance, PersonBy, Problem, Reason, Today};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identifiers::EuroCents;
use serde::Deserialize;
use store::{BatchState, FacilityName};

use super::why::{self, Said};
use super::{payments, person, sendings, tasks, worklist};
use crate::list;
use crate::page::{Frame, answer, failed};
use crate::parts::{Address, Bar, Bars, Cell, Column, ExportForm, Field, Notice, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the page.
pub(crate) const ADDRESS: &str = "/kas";

/// A number that opens.
struct Card {
    title: String,
    big: String,
    below: String,
    link: String,
}

#[derive(Template)]
#[template(path = "fund/today.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    search: Field,
    cards: Vec<Card>,
    waiting: Table,
    charts: Vec<Bars>,
    months: Table,
    tasks: Option<Table>,
    found: Option<Table>,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route(ADDRESS, get(page))
        .route("/kas/zoeken", post(search))
}

/// What the page may be asked with: one of its tables as a file.
#[derive(Debug, Deserialize)]
struct Asked {
    vorm: Option<String>,
    tabel: Option<String>,
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let Some(form) = asked.vorm.as_deref().and_then(ExportForm::read) else {
        return shown(&site, &visit, (None, String::new(), None), StatusCode::OK).await;
    };
    let (context, words) = (visit.context(), visit.words);
    match site.ask(move |app| app.today(&context)).await {
        Ok(today) => {
            let table = match asked.tabel.as_deref() {
                Some("instroom") => months(words, &today),
                Some("taken") => task_table(words, &today),
                _ => waiting(words, &today),
            };
            exported(&table, form, visit.at)
        }
        Err(problem) => failed(&site, &visit, &problem),
    }
}

async fn shown(
    site: &Site,
    visit: &Visit,
    (error, typed, found): (Option<String>, String, Option<Vec<FacilityName>>),
    status: StatusCode,
) -> Response {
    let context = visit.context();
    let today = match site.ask(move |app| app.today(&context)).await {
        Ok(today) => today,
        Err(problem) => return failed(site, visit, &problem),
    };
    let words = visit.words;
    let made = Page {
        notice: error.as_ref().map(|_| Notice::wrong(words.t("search-nothing"))),
        search: Field::line("wat", words.t("search-label"))
            .hint(words.t("search-hint"))
            .checked("search", words.t("check-search"))
            .value(typed)
            .error(error),
        cards: cards(words, &today),
        waiting: waiting(words, &today),
        charts: charts(words, &today),
        months: months(words, &today),
        tasks: (!today.tasks.is_empty()).then(|| task_table(words, &today)),
        found: found.map(|found| facilities(words, &found)),
        frame: Frame::at(site, visit, words.t("today-title"), ADDRESS),
    };
    answer(site, visit, &made, status)
}

fn cards(words: Words, today: &Today) -> Vec<Card> {
    let of = |state| today.sendings.iter().find(|count| count.state == state);
    let waits: u64 = today.waiting.iter().flat_map(|kind| kind.by_age).sum();
    let number = |number: u64| words.number(i64::try_from(number).unwrap_or(i64::MAX));
    let in_review = of(BatchState::InReview);
    let to_sign = of(BatchState::Decided);
    let mut cards = vec![
        Card {
            title: words.t("today-waiting"),
            big: number(waits),
            below: words.t("today-waiting-below"),
            link: worklist::ADDRESS.to_owned(),
        },
        Card {
            title: words.t("worklist-lines"),
            big: number(in_review.map_or(0, |count| count.open_lines)),
            below: words.one(
                "today-in-sendings",
                "count",
                &number(in_review.map_or(0, |count| count.sendings)),
            ),
            link: Address::new(sendings::ADDRESS).with("stand", "IN_REVIEW").to_string(),
        },
        Card {
            title: words.t("today-to-sign"),
            big: number(to_sign.map_or(0, |count| count.sendings)),
            below: words.amount(to_sign.map_or(EuroCents::ZERO, |count| count.accepted)),
            link: Address::new(sendings::ADDRESS).with("stand", "DECIDED").to_string(),
        },
    ];
    if let Some(glance) = &today.payments {
        cards.extend(payment_cards(words, glance));
    }
    cards
}

fn payment_cards(words: Words, glance: &PaymentsAtGlance) -> Vec<Card> {
    let card = |key: &str, choice: &str, (count, sum): (u64, EuroCents)| Card {
        title: words.t(key),
        big: words.number(i64::try_from(count).unwrap_or(i64::MAX)),
        below: words.amount(sum),
        link: Address::new(payments::ADDRESS).with("welke", choice).to_string(),
    };
    vec![
        card("payments-due", "te-betalen", glance.due),
        card("payments-overdue", "te-laat", glance.overdue),
        card("payments-soon", "binnenkort", glance.soon),
        card("payments-rejected", "teruggestuurd", glance.rejected),
    ]
}

fn waiting(words: Words, today: &Today) -> Table {
    let columns = ["today-age-2", "today-age-7", "today-age-30", "today-age-older"];
    let row = |kind: &app::WaitingKind| {
        let name = words.t(&format!("kind-{}", kind.kind));
        let mut cells = vec![Cell::text(name).link(worklist::ADDRESS)];
        cells.extend(kind.by_age.map(Cell::number));
        cells
    };
    Table::new(words, "wachtend", words.t("today-by-age"), Address::new(ADDRESS))
        .columns(
            std::iter::once(Column::new(words.t("today-kind"))).chain(columns.map(|key| Column::number(words.t(key)))),
        )
        .rows(today.waiting.iter().map(row))
        .empty(words.t("worklist-empty"))
}

/// A share in whole percents, rounded down.
fn percent(part: u64, whole: u64) -> u64 {
    part.saturating_mul(100).checked_div(whole).unwrap_or(100)
}

fn charts(words: Words, today: &Today) -> Vec<Bars> {
    let name = |month: identifiers::Month| words.t(&format!("month-short-{}", month.year_and_number().1));
    let bars = |number: &dyn Fn(&app::MonthOfInflow) -> (u64, String)| -> Vec<Bar> {
        let months = today.months.iter();
        months
            .map(|month| {
                let (number, shown) = number(month);
                Bar {
                    word: name(month.month),
                    number,
                    shown,
                }
            })
            .collect()
    };
    vec![
        Bars::new(
            words.t("today-inflow"),
            bars(&|month| (month.messages, month.messages.to_string())),
            None,
        ),
        Bars::new(
            words.t("today-automatic"),
            bars(&|month| match month.messages {
                0 => (0, "–".to_owned()),
                all => (
                    percent(month.automatic, all),
                    format!("{} %", percent(month.automatic, all)),
                ),
            }),
            Some(100),
        ),
        Bars::new(
            words.t("today-sendings"),
            bars(&|month| (month.sendings, month.sendings.to_string())),
            None,
        ),
    ]
}

fn months(words: Words, today: &Today) -> Table {
    let row = |month: &app::MonthOfInflow| {
        vec![
            Cell::text(words.month(month.month)),
            Cell::number(month.messages),
            Cell::number(month.automatic),
            Cell::number(month.sendings),
            Cell::money(month.asked),
        ]
    };
    Table::new(words, "instroom", words.t("today-months"), Address::new(ADDRESS))
        .columns([
            Column::new(words.t("sending-month")),
            Column::number(words.t("today-inflow")),
            Column::number(words.t("today-at-once")),
            Column::number(words.t("today-sendings")),
            Column::number(words.t("sending-asked")),
        ])
        .rows(today.months.iter().map(row))
}

fn task_table(words: Words, today: &Today) -> Table {
    let row = |(kind, count): &(String, u64)| {
        let there = Address::new(tasks::ADDRESS).with("soort", kind);
        vec![
            Cell::text(tasks::kind_word(words, kind)).link(there),
            Cell::number(*count),
        ]
    };
    Table::new(words, "taken", words.t("today-tasks"), Address::new(ADDRESS))
        .columns([
            Column::new(words.t("today-kind")),
            Column::number(words.t("sending-times")),
        ])
        .rows(today.tasks.iter().map(row))
}

fn facilities(words: Words, found: &[FacilityName]) -> Table {
    let row = |facility: &FacilityName| {
        let link = |address: &str| Address::new(address).with("voorziening", &facility.hco).to_string();
        vec![
            Cell::text(facility.name.clone())
                .link(link(sendings::ADDRESS))
                .beside(facility.hco.to_string()),
            Cell::text(facility.sector.to_string()),
            Cell::text(words.t("worklist-title")).link(link(worklist::ADDRESS)),
        ]
    };
    Table::new(words, "gevonden", words.t("search-found"), Address::new(""))
        .columns([
            Column::new(words.t("list-facility")),
            Column::new(words.t("list-sector")),
            Column::new(words.t("worklist-title")),
        ])
        .rows(found.iter().map(row))
        .without_files()
}

/// What is searched for.
#[derive(Debug, Deserialize)]
struct Searched {
    #[serde(default)]
    wat: String,
    /// Whether it was asked why.
    #[serde(default)]
    gevraagd: Option<String>,
    #[serde(flatten)]
    said: Said,
}

/// A national number as it is typed: with or without points and hyphens.
fn national_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_one = text.chars().all(|c| c.is_ascii_digit() || " .-".contains(c));
    (is_one && digits.len() == 11).then_some(digits)
}

async fn search(State(site): State<Site>, visit: Visit, Form(searched): Form<Searched>) -> Response {
    let text = searched.wat.trim().to_owned();
    let words = visit.words;
    if let Some(ssin) = national_number(&text) {
        let again = why::Way::to_searched(ssin.clone());
        let said = match searched.said.waarom.is_empty() && searched.said.toelichting.is_empty() {
            true if searched.gevraagd.is_none() => None,
            _ => match Reason::said(&searched.said.waarom, &searched.said.toelichting) {
                Ok(reason) => Some(reason),
                Err(problem) => return why::asks_again(&site, &visit, again, (&searched.said, &problem)),
            },
        };
        // The number stands in no address, and in the form alone that asks why.
        return match person::found(&site, &visit, PersonBy::Ssin(ssin), said).await {
            Ok(Some(response)) => response,
            Ok(None) => why::asks(&site, &visit, again),
            Err(Problem::NotFound(_) | Problem::InvalidInput(_)) => {
                let error = Some(words.t("search-no-person"));
                shown(&site, &visit, (error, String::new(), None), StatusCode::NOT_FOUND).await
            }
            Err(problem) => failed(&site, &visit, &problem),
        };
    }
    let (context, asked) = (visit.context(), text.clone());
    match site.ask(move |app| app.search(&context, &asked)).await {
        Ok(Found::Dossier(address)) => Redirect::to(&format!("{}/{address}", list::ADDRESS)).into_response(),
        Ok(Found::Sending(id)) => Redirect::to(&format!("{}/{id}", sendings::ADDRESS)).into_response(),
        Ok(Found::Facilities(found)) => shown(&site, &visit, (None, text, Some(found)), StatusCode::OK).await,
        Err(Problem::NotFound(_)) => {
            let error = Some(words.t("search-nothing-of-it"));
            shown(&site, &visit, (error, text, None), StatusCode::NOT_FOUND).await
        }
        Err(problem) => failed(&site, &visit, &problem),
    }
}

#[cfg(test)]
mod tests {
    use super::national_number;

    #[test]
    fn a_national_number_is_known_as_it_is_typed() {
        for (typed, expected) in [
            ("85073003328", Some("85073003328")),
            ("85.07.30-033.28", Some("85073003328")),
            ("85 07 30 033 28", Some("85073003328")),
            ("8507300332", None),
            ("VSB-0000-0001-01", None),
            ("x85073003328", None),
        ] {
            assert_eq!(national_number(typed).as_deref(), expected, "{typed}");
        }
    }
}
