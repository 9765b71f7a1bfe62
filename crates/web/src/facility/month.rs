//! `/voorziening/facturatie/{month}`: a month as a grid of people and days, filled from the stays. What its form says
//! stands in `month_form`; it is checked and sent from `month_send`.

use app::{CellState, CreditOnMonth, FilledMonth, FundMonth, InvoiceMonth, MonthRow, Problem};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use identifiers::{CareFundNumber, Month};
use jiff::civil::{Date, Weekday};
use serde::Deserialize;

use super::form::{Errors, Pairs, Typed, filled};
use super::month_form::{cost_value, credit_value, read, run_value, shown_value, taken_out};
use super::{BATCHES, month_stale, refused};
use crate::page::{Frame, answer, failed};
use crate::parts::{Address, Cell, Column, Field, Notice, Table};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

struct Day {
    number: i8,
    name: String,
    is_weekend: bool,
}

struct Square {
    class: &'static str,
    letter: String,
    /// What is said of the day to who does not see the square.
    about: String,
    /// The value of its box, where the day can be left out.
    value: Option<String>,
    is_off: bool,
}

struct Row {
    name: String,
    /// The days that have a box.
    shown: String,
    count: usize,
    squares: Vec<Square>,
}

struct Earlier {
    value: String,
    text: String,
    chosen: bool,
}

struct Kept {
    value: String,
    text: String,
    amount: String,
    /// Why it is not sent.
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "facility/month.html")]
struct Page {
    frame: Frame,
    back: &'static str,
    address: String,
    notice: Option<Notice>,
    saved: Option<String>,
    version: i64,
    may_save: bool,
    days: Vec<Day>,
    rows: Vec<Row>,
    legend: Vec<(&'static str, String, String)>,
    earlier: Vec<Earlier>,
    costs: Vec<Kept>,
    new_cost: Vec<Field>,
    credits: Vec<Kept>,
    /// Costs and credits that were taken out of a form that came back: they stay out.
    gone: Vec<(&'static str, String)>,
    funds: Table,
}

/// What was done just before; of a sending to more than one fund, to which it went and to which not.
#[derive(Debug, Default, Deserialize)]
struct Done {
    gedaan: Option<String>,
    wel: Option<String>,
    niet: Option<String>,
}

impl Done {
    fn notice(&self, site: &Site, words: Words) -> Option<Notice> {
        let done = self.gedaan.as_deref()?;
        let funds = |numbers: &Option<String>| {
            let numbers = numbers.as_deref().unwrap_or_default().split('-');
            let funds = numbers.filter_map(|number| CareFundNumber::parse(number).ok());
            let names: Vec<String> = funds.map(|fund| site.fund_name(words, fund)).collect();
            names.join(", ")
        };
        if done == "deels" {
            let (sent, not) = (funds(&self.wel), funds(&self.niet));
            let text = words.with("fac-sent-partly", &[("sent", &sent), ("not", &not)]);
            return Some(Notice::wrong(text));
        }
        let text = words.maybe(&format!("fac-done-{done}"))?;
        Some(if done == "veranderd" {
            Notice::wrong(text)
        } else {
            Notice::done(text)
        })
    }
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/voorziening/facturatie/{month}", get(page).post(save))
}

pub(super) fn month_of(text: &str) -> Result<Month, Problem> {
    Month::parse(text).map_err(|_| Problem::NotFound("a month".into()))
}

async fn page(State(site): State<Site>, visit: Visit, Path(month): Path<String>, Query(done): Query<Done>) -> Response {
    let month = match month_of(&month) {
        Ok(month) => month,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let context = visit.context();
    match site.ask(move |app| app.invoice_month(&context, month, None)).await {
        Ok(found) => {
            let page = made(
                &site,
                &visit,
                &found,
                &Typed::default(),
                &Errors::new(),
                done.notice(&site, visit.words),
            );
            answer(&site, &visit, &page, StatusCode::OK)
        }
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

/// Saves what was changed by hand. Where somebody saved meanwhile, nothing is lost: the page shows what was filled in
/// here with what the other added, on the newest version, and tells what the other has otherwise.
async fn save(State(site): State<Site>, visit: Visit, Path(of): Path<String>, Form(pairs): Form<Pairs>) -> Response {
    let month = match month_of(&of) {
        Ok(month) => month,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let typed = Typed::of(pairs.clone());
    let version: i64 = typed.get("versie").parse().unwrap_or_default();
    let (filled, errors) = read(visit.words, &pairs, &typed);
    if !errors.is_empty() {
        return wrong(&site, &visit, month, &filled, (version, &typed, &errors)).await;
    }
    let (context, saved) = (visit.context(), filled.clone());
    match site
        .ask(move |app| app.save_filled_month(&context, month, version, &saved))
        .await
    {
        Ok(_) => {
            let to = match typed.get("doe") {
                "nakijken" => format!("{BATCHES}/{month}/nakijken"),
                _ => format!("{BATCHES}/{month}?gedaan=bewaard"),
            };
            Redirect::to(&to).into_response()
        }
        Err(Problem::Conflict(_)) => stale(&site, &visit, month, &filled).await,
        Err(problem) => match nobodys_cost(&problem).filter(|place| *place < filled.typed.costs.len()) {
            Some(place) => {
                // It stands in its fields once more, and not among what is kept.
                let (mut kept, mut errors) = (filled, Errors::new());
                kept.typed.costs.remove(place);
                errors.insert("kostdag".to_owned(), visit.words.t("fac-error-cost-nobodys"));
                wrong(&site, &visit, month, &kept, (version, &typed, &errors)).await
            }
            None => refused(&site, &visit, &problem).await,
        },
    }
}

/// The place of a new cost of a day on which the person is with no fund, where that is what is wrong.
fn nobodys_cost(problem: &Problem) -> Option<usize> {
    let issue = problem.issues().first()?;
    issue.at.strip_prefix("costs.")?.strip_suffix(".day")?.parse().ok()
}

/// The month as it is kept, and with what was filled in over it.
async fn both(
    site: &Site,
    visit: &Visit,
    month: Month,
    filled: &FilledMonth,
) -> Result<(InvoiceMonth, InvoiceMonth), Problem> {
    let (context, filled) = (visit.context(), filled.clone());
    site.ask(move |app| {
        let kept = app.invoice_month(&context, month, None)?;
        let whole = filled.over(&kept.draft);
        let shown = app.invoice_month(&context, month, Some(&whole))?;
        Ok((kept, shown))
    })
    .await
}

/// The page once more with what was filled in, after an error: on the version that it came with, so that what somebody
/// saved meanwhile is told when it is saved.
async fn wrong(
    site: &Site,
    visit: &Visit,
    month: Month,
    filled: &FilledMonth,
    (version, typed, errors): (i64, &Typed, &Errors),
) -> Response {
    let shown = match both(site, visit, month, filled).await {
        Ok((_, shown)) => InvoiceMonth { version, ..shown },
        Err(problem) => return refused(site, visit, &problem).await,
    };
    let notice = Notice::wrong(visit.words.t("fac-form-wrong"));
    let mut page = made(site, visit, &shown, typed, errors, Some(notice));
    page.gone = taken_out(filled);
    answer(site, visit, &page, StatusCode::UNPROCESSABLE_ENTITY)
}

/// The page once more with what was filled in, when somebody saved meanwhile: on the newest version.
async fn stale(site: &Site, visit: &Visit, month: Month, filled: &FilledMonth) -> Response {
    let (kept, shown) = match both(site, visit, month, filled).await {
        Ok(found) => found,
        Err(problem) => return refused(site, visit, &problem).await,
    };
    let differs = month_stale::told(visit.words, &kept, filled);
    let notice = Notice::wrong(format!("{} {differs}", visit.words.t("fac-month-stale")));
    let mut page = made(site, visit, &shown, &Typed::default(), &Errors::new(), Some(notice));
    page.gone = taken_out(filled);
    answer(site, visit, &page, StatusCode::CONFLICT)
}

fn made(
    site: &Site,
    visit: &Visit,
    found: &InvoiceMonth,
    typed: &Typed,
    errors: &Errors,
    notice: Option<Notice>,
) -> Page {
    let words = visit.words;
    let title = words.one("fac-month-title", "month", &words.month(found.month));
    let spelled: Vec<String> = found.month.period().days().map(|day| words.day(day)).collect();
    let legend = LEGEND.map(|(class, key)| {
        let (letter, word) = (format!("fac-letter-{key}"), format!("fac-cell-{key}"));
        (class, words.t(&letter), words.t(&word))
    });
    Page {
        frame: Frame::new(site, visit, title),
        back: BATCHES,
        address: format!("{BATCHES}/{}", found.month),
        notice,
        saved: saved(words, found),
        version: found.version,
        may_save: matches!(
            visit.actor(),
            app::Actor::FacilityEmployee {
                role: app::FacilityRole::BillingClerk,
                ..
            }
        ),
        days: found.month.period().days().map(|day| day_of(words, day)).collect(),
        rows: found.rows.iter().map(|row| row_of(words, &spelled, row)).collect(),
        legend: legend.to_vec(),
        earlier: found.earlier.iter().filter_map(|run| earlier(words, run)).collect(),
        costs: costs(words, found),
        new_cost: cost_fields(words, found, typed, errors),
        credits: found
            .credits
            .iter()
            .map(|credit| taken_back(site, words, credit))
            .collect(),
        gone: Vec::new(),
        funds: funds(site, words, found),
    }
}

/// Who saved the month last, and when.
fn saved(words: Words, found: &InvoiceMonth) -> Option<String> {
    let (by, at) = found.saved.as_ref()?;
    let by = by.parse::<app::Actor>().ok();
    let account = by.as_ref().and_then(app::Actor::account).unwrap_or_default();
    Some(words.with("fac-month-saved", &[("who", account), ("at", &words.moment(*at))]))
}

/// The costs and premiums that were added, each with what stands for it in the form.
fn costs(words: Words, found: &InvoiceMonth) -> Vec<Kept> {
    let costs = found.costs.iter().zip(&found.draft.costs);
    let costs = costs.map(|(cost, draft)| Kept {
        value: cost_value(draft),
        text: [
            cost.name.clone().unwrap_or_else(|| words.t("person-unknown")),
            words.day(cost.day),
            cost.description.clone().unwrap_or_else(|| cost.code.to_string()),
        ]
        .join(" · "),
        amount: words.amount(cost.cents),
        wrong: cost.fund.is_none().then(|| words.t("fac-cost-nobodys")),
    });
    costs.collect()
}

/// A line that is taken back.
fn taken_back(site: &Site, words: Words, credit: &CreditOnMonth) -> Kept {
    Kept {
        value: credit_value(&credit.places),
        text: [
            credit.name.clone().unwrap_or_else(|| words.t("person-unknown")),
            words.day(credit.day),
            credit.code.to_string(),
            site.fund_name(words, credit.fund),
        ]
        .join(" · "),
        amount: words.amount(credit.cents.opposite()),
        wrong: None,
    }
}

const LEGEND: [(&str, &str); 9] = [
    ("ready", "ready"),
    ("off", "off"),
    ("sent", "sent"),
    ("elsewhere", "elsewhere"),
    ("sent", "other-stay"),
    ("never", "not-payable"),
    ("never", "term-passed"),
    ("wrong", "no-fund"),
    ("future", "future"),
];

fn day_of(words: Words, day: Date) -> Day {
    let weekday = day.weekday();
    Day {
        number: day.day(),
        name: words.t(&format!("fac-weekday-{}", weekday.to_monday_one_offset())),
        is_weekend: matches!(weekday, Weekday::Saturday | Weekday::Sunday),
    }
}

/// A row of the grid. `spelled` holds the days of the month in words: they are the same in every row.
fn row_of(words: Words, spelled: &[String], row: &MonthRow) -> Row {
    let name = row.name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let squares = row.cells.iter().zip(spelled).map(|(cell, day)| {
        let (class, key) = match (&cell.state, cell.chosen) {
            (CellState::Ready(_), true) => ("ready", "ready"),
            (CellState::Ready(_), false) => ("off", "off"),
            (CellState::Sent { is_own: true }, _) => ("sent", "sent"),
            (CellState::Sent { is_own: false }, _) => ("elsewhere", "elsewhere"),
            (CellState::OtherStay, _) => ("sent", "other-stay"),
            (CellState::NotPayable, _) => ("never", "not-payable"),
            (CellState::TermPassed, _) => ("never", "term-passed"),
            (CellState::NoFund, _) => ("wrong", "no-fund"),
            (CellState::NoPrice, _) => ("wrong", "no-price"),
            (CellState::Future, _) => ("future", "future"),
            (CellState::Out, _) => ("out", "out"),
        };
        let can_leave_out = matches!(cell.state, CellState::Ready(_));
        let what = words.t(&format!("fac-cell-{}", if can_leave_out { "leave-out" } else { key }));
        Square {
            class,
            letter: words.t(&format!("fac-letter-{key}")),
            about: format!("{name}, {day}: {what}"),
            value: can_leave_out.then(|| format!("{}:{}", row.reference, cell.day)),
            is_off: can_leave_out && !cell.chosen,
        }
    });
    let days = row
        .cells
        .iter()
        .filter(|cell| matches!(cell.state, CellState::Ready(_)));
    Row {
        shown: shown_value(row.reference, days.map(|cell| cell.day)),
        count: row.cells.iter().filter(|cell| cell.chosen).count(),
        squares: squares.collect(),
        name,
    }
}

fn earlier(words: Words, run: &app::EarlierDay) -> Option<Earlier> {
    let ((first, _), (last, _)) = (run.days.first()?, run.days.last()?);
    let count = words.count("fac-days", "days", i64::try_from(run.days.len()).unwrap_or(i64::MAX));
    let name = run.name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let span = if first == last {
        words.day(*first)
    } else {
        format!("{} – {}", words.day(*first), words.day(*last))
    };
    Some(Earlier {
        value: run_value(run.reference, *first, *last),
        text: format!("{name} · {span} · {count}"),
        chosen: run.chosen,
    })
}

fn cost_fields(words: Words, found: &InvoiceMonth, typed: &Typed, errors: &Errors) -> Vec<Field> {
    let choose = || std::iter::once((String::new(), words.t("fac-choose")));
    let stays = found.rows.iter().map(|row| {
        let name = row.name.clone().unwrap_or_else(|| words.t("person-unknown"));
        (row.reference.to_string(), format!("{name} · {}", row.reference))
    });
    let codes = found.cost_codes.iter().map(|code| {
        let text = code
            .description
            .clone()
            .unwrap_or_else(|| words.t(&format!("fac-kind-{}", code.kind.code())));
        (
            code.code.to_string(),
            format!("{} – {text} ({})", code.code, words.amount(code.cents)),
        )
    });
    let label = |name: &str| words.t(&format!("fac-{name}"));
    let field = |field: Field| {
        let name = field.name;
        filled(field, typed, errors, name)
    };
    vec![
        field(Field::choice(
            "kostverblijf",
            label("kostverblijf"),
            choose().chain(stays),
        )),
        field(Field::day("kostdag", label("kostdag"))),
        field(Field::choice("kostcode", label("kostcode"), choose().chain(codes))),
        field(Field::line("kostbedrag", label("kostbedrag")).hint(words.t("fac-amount-hint"))),
    ]
}

/// Where the personal share stands among the columns, in a sector that has one: behind the days.
const SHARE_COLUMN: usize = 3;

fn funds(site: &Site, words: Words, found: &InvoiceMonth) -> Table {
    let has_share = found.facility.personal_share;
    let mut columns = vec![
        Column::new(words.t("fac-column-fund")),
        Column::number(words.t("fac-column-people")),
        Column::number(words.t("fac-column-days")),
        Column::number(words.t("fac-column-costs")),
        Column::number(words.t("fac-column-credits")),
        Column::number(words.t("fac-column-total")),
        Column::new(words.t("fac-column-sent")),
    ];
    if has_share {
        columns.insert(SHARE_COLUMN, Column::number(words.t("fac-kind-PERSONAL_SHARE")));
    }
    let row = |of: &FundMonth| {
        let sent = match (&of.live, of.refused.last()) {
            (Some((id, state)), _) => {
                let word = words.t(&format!("fac-batch-{}", state.word()));
                Cell::text(word).link(format!("/voorziening/facturatie/zendingen/{id}"))
            }
            (None, Some(id)) => {
                Cell::text(words.t("fac-refused-whole")).link(format!("/voorziening/facturatie/zendingen/{id}"))
            }
            (None, None) => Cell::text(words.t("fac-not-sent")),
        };
        let mut cells = vec![
            Cell::text(site.fund_name(words, of.fund)),
            Cell::number(i64::try_from(of.person_count).unwrap_or(i64::MAX)),
            Cell::number(i64::try_from(of.day_count).unwrap_or(i64::MAX)),
            Cell::number(i64::try_from(of.cost_count).unwrap_or(i64::MAX)),
            Cell::number(i64::try_from(of.credit_count).unwrap_or(i64::MAX)),
            Cell::money(of.total),
            sent,
        ];
        if has_share {
            cells.insert(SHARE_COLUMN, Cell::money(of.share.opposite()));
        }
        cells
    };
    Table::new(words, "fondsen", words.t("fac-funds"), Address::new(BATCHES))
        .columns(columns)
        .rows(found.funds.iter().map(row))
        .empty(words.t("fac-funds-none"))
        .without_files()
}
