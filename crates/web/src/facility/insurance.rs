//! `/voorziening/verzekerbaarheid`: the insurance status of one person or of many. Numbers are sent, never in an address.

use app::{Action, InsuranceAnswer, Problem};
use askama::Template;
use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::brussels_day;
use jiff::civil::Date;

use super::form::{Pairs, Typed, digits};
use super::{REQUEST, doing, refused};
use crate::page::{Frame, answer};
use crate::parts::{Address, Cell, Column, Field, Table};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the page.
pub(crate) const ADDRESS: &str = "/voorziening/verzekerbaarheid";

/// Most persons at once.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "facility/insurance.html")]
struct Page {
    frame: Frame,
    numbers: Field,
    day: Field,
    found: Option<Table>,
    request: &'static str,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(page).post(ask))
}

async fn page(State(site): State<Site>, visit: Visit) -> Response {
    if let Err(problem) = doing(&site, &visit, Action::AskInsuranceStatus).await {
        return refused(&site, &visit, &problem).await;
    }
    shown(&site, &visit, &Typed::default(), None, (None, None))
}

async fn ask(State(site): State<Site>, visit: Visit, Form(pairs): Form<Pairs>) -> Response {
    let typed = Typed::of(pairs);
    let words = visit.words;
    let lines: Vec<String> = typed
        .get("insz")
        .lines()
        .map(digits)
        .filter(|number| !number.is_empty())
        .collect();
    let wrong = match lines.len() {
        0 => Some(words.t("fac-insz-none")),
        count if count > MOST => Some(words.count("fac-insz-most", "most", i64::try_from(MOST).unwrap_or(i64::MAX))),
        _ => None,
    };
    let day: Option<Date> = typed.get("dag").parse().ok();
    let wrong_day = (day.is_none() && !typed.get("dag").is_empty()).then(|| words.t("fac-error-day"));
    if wrong.is_some() || wrong_day.is_some() {
        if let Err(problem) = doing(&site, &visit, Action::AskInsuranceStatus).await {
            return refused(&site, &visit, &problem).await;
        }
        return shown(&site, &visit, &typed, None, (wrong, wrong_day));
    }
    let context = visit.context();
    let asked = lines.clone();
    let found = site
        .ask(move |app| {
            let mut found = Vec::new();
            for number in &asked {
                match app.insurance_status(&context, number, day) {
                    Err(Problem::InvalidInput(_)) => found.push(None),
                    answered => found.push(Some(answered?)),
                }
            }
            Ok(found)
        })
        .await;
    match found {
        Ok(found) => {
            let table = table(&site, words, &lines, &found);
            shown(&site, &visit, &typed, Some(table), (None, None))
        }
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

fn shown(
    site: &Site,
    visit: &Visit,
    typed: &Typed,
    found: Option<Table>,
    (wrong, wrong_day): (Option<String>, Option<String>),
) -> Response {
    let words = visit.words;
    let status = if wrong.is_some() || wrong_day.is_some() {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let today = brussels_day(visit.at).to_string();
    let day = typed.get("dag");
    let page = Page {
        frame: Frame::new(site, visit, words.t("fac-insurance-title")),
        numbers: Field::lines("insz", words.t("fac-insz"))
            .checked("numbers", words.t("check-insz"))
            .hint(words.t("fac-insz-hint"))
            .value(typed.get("insz"))
            .error(wrong),
        day: Field::day("dag", words.t("fac-day"))
            .value(if day.is_empty() { &today } else { day })
            .error(wrong_day),
        found,
        request: REQUEST,
    };
    answer(site, visit, &page, status)
}

fn table(site: &Site, words: Words, numbers: &[String], found: &[Option<InsuranceAnswer>]) -> Table {
    let columns =
        ["insz", "person", "status", "what-to-do"].map(|key| Column::new(words.t(&format!("fac-column-{key}"))));
    let rows = numbers.iter().zip(found);
    Table::new(
        words,
        "verzekerbaarheid",
        words.t("fac-insurance-found"),
        Address::new(ADDRESS),
    )
    .columns(columns)
    .rows(rows.map(|(number, found)| row(site, words, number, found.as_ref())))
    .without_files()
}

fn row(site: &Site, words: Words, number: &str, found: Option<&InsuranceAnswer>) -> Vec<Cell> {
    let Some(found) = found else {
        let wrong = Cell::state("REFUSED", words.t("fac-insz-wrong"));
        return vec![
            Cell::text(number),
            Cell::empty(),
            wrong,
            Cell::text(words.t("fac-do-insz-wrong")),
        ];
    };
    let replaced = found
        .ssin_replaced_by
        .map(|new| words.one("fac-insz-replaced", "insz", &new.to_digits()));
    let status = match (found.care_fund, found.membership_period) {
        (Some(fund), period) => {
            let until = period.and_then(|period| period.to());
            Cell::state(
                "ACCEPTED",
                words.one("fac-insured", "fund", &site.fund_name(words, fund)),
            )
            .beside_some(until.map(|day| words.one("fac-until", "day", &words.day(day))))
        }
        (None, _) => Cell::state("REFUSED", words.t("fac-not-insured")).beside_some(
            found
                .reason
                .map(|reason| words.t(&format!("fac-reason-{}", reason.code()))),
        ),
    };
    let to_do = match found.reason {
        None => words.t("fac-do-insured"),
        Some(reason) => words.t(&format!("fac-do-{}", reason.code())),
    };
    let name = found.name.clone().unwrap_or_else(|| words.t("person-unknown"));
    vec![
        Cell::text(number).beside_some(replaced),
        Cell::text(name),
        status,
        Cell::text(to_do),
    ]
}
