//! `/voorziening/facturatie/{month}`: a month as a grid of people and days, filled from the stays. What its form says
//! stands in `month_form`; it is checked and sent from `month_send`.

use app::{CellState, CreditOnMonth, FundMonth, InvoiceMonth, MonthDraft, MonthRow, Problem};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use identifiers::{Month, VsbReference};
use jiff::civil::{Date, Weekday};
use serde::Deserialize;

use super::form::{Errors, Pairs, Typed, filled};
use super::month_form::{cost_value, credit_value, read};
use super::{BATCHES, Done, refused};
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
    /// The stay behind which the page begins; empty on the first.
    behind: String,
    next: Option<String>,
    first: Option<String>,
    /// What was chosen of stays on other pages: kept in the form as it is.
    off_elsewhere: Vec<String>,
    earlier_elsewhere: Vec<String>,
    legend: Vec<(&'static str, String, String)>,
    earlier: Vec<Earlier>,
    costs: Vec<Kept>,
    new_cost: Vec<Field>,
    credits: Vec<Kept>,
    funds: Table,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/voorziening/facturatie/{month}", get(page).post(save))
}

pub(super) fn month_of(text: &str) -> Result<Month, Problem> {
    Month::parse(text).map_err(|_| Problem::NotFound("a month".into()))
}

/// What the page may be asked with.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    gedaan: Option<String>,
    /// The stays behind this one.
    na: Option<String>,
}

/// The stay behind which a page begins; empty: the first.
fn behind_of(text: &str) -> Result<Option<VsbReference>, Problem> {
    let none = || Problem::NotFound("a page with this choice".into());
    let text = Some(text).filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|_| none())).transpose()
}

async fn page(
    State(site): State<Site>,
    visit: Visit,
    Path(month): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let (month, behind) = match (month_of(&month), behind_of(asked.na.as_deref().unwrap_or_default())) {
        (Ok(month), Ok(behind)) => (month, behind),
        (Err(problem), _) | (_, Err(problem)) => return failed(&site, &visit, &problem),
    };
    let context = visit.context();
    match site
        .ask(move |app| app.invoice_month(&context, month, None, behind))
        .await
    {
        Ok(found) => {
            let page = made(
                &site,
                &visit,
                (&found, behind),
                &Typed::default(),
                &Errors::new(),
                Done::told(asked.gedaan.as_deref(), visit.words),
            );
            answer(&site, &visit, &page, StatusCode::OK)
        }
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

/// Saves what was changed by hand. Where somebody saved meanwhile, nothing is lost: the page shows what was filled in
/// here, on the newest version, and what the other has otherwise.
async fn save(State(site): State<Site>, visit: Visit, Path(of): Path<String>, Form(pairs): Form<Pairs>) -> Response {
    let month = match month_of(&of) {
        Ok(month) => month,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let typed = Typed::of(pairs.clone());
    let behind = behind_of(typed.get("na")).unwrap_or_default();
    let version: i64 = typed.get("versie").parse().unwrap_or_default();
    let (draft, errors) = read(visit.words, &pairs, &typed);
    if !errors.is_empty() {
        return again(&site, &visit, (month, behind), draft, (&typed, &errors), None).await;
    }
    let (context, saved) = (visit.context(), draft.clone());
    match site
        .ask(move |app| app.save_month(&context, month, version, &saved))
        .await
    {
        Ok(_) => {
            let to = match typed.get("doe") {
                "nakijken" => format!("{BATCHES}/{month}/nakijken"),
                _ => Address::new(format!("{BATCHES}/{month}"))
                    .with("gedaan", "bewaard")
                    .with_some("na", behind)
                    .to_string(),
            };
            Redirect::to(&to).into_response()
        }
        Err(Problem::Conflict(_)) => {
            let notice = visit.words.t("fac-month-stale");
            again(
                &site,
                &visit,
                (month, behind),
                draft,
                (&Typed::default(), &Errors::new()),
                Some(notice),
            )
            .await
        }
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

/// The page once more with what was filled in: after an error, or when somebody saved meanwhile.
async fn again(
    site: &Site,
    visit: &Visit,
    (month, behind): (Month, Option<VsbReference>),
    draft: MonthDraft,
    (typed, errors): (&Typed, &Errors),
    stale: Option<String>,
) -> Response {
    let context = visit.context();
    let mine = draft.clone();
    let found = site
        .ask(move |app| {
            let kept = app.invoice_month(&context, month, None, behind)?;
            let shown = app.invoice_month(&context, month, Some(&draft), behind)?;
            Ok((kept, shown))
        })
        .await;
    let (kept, shown) = match found {
        Ok(found) => found,
        Err(problem) => return refused(site, visit, &problem).await,
    };
    let words = visit.words;
    let (notice, status) = match stale {
        Some(text) => {
            let differing = differing(words, &kept, &mine);
            (Notice::wrong(format!("{text} {differing}")), StatusCode::CONFLICT)
        }
        None => (
            Notice::wrong(words.t("fac-form-wrong")),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    };
    answer(
        site,
        visit,
        &made(site, visit, (&shown, behind), typed, errors, Some(notice)),
        status,
    )
}

/// What the other has otherwise, in one sentence.
fn differing(words: Words, kept: &InvoiceMonth, mine: &MonthDraft) -> String {
    let theirs = &kept.draft;
    let name = |reference: &VsbReference| {
        let row = kept.rows.iter().find(|row| row.reference == *reference);
        row.and_then(|row| row.name.clone())
            .unwrap_or_else(|| reference.to_string())
    };
    let days = theirs
        .off
        .symmetric_difference(&mine.off)
        .map(|(of, day)| format!("{}, {}", name(of), words.day(*day)));
    let costs = theirs.costs.iter().filter(|cost| !mine.costs.contains(cost));
    let costs = costs.map(|cost| format!("{}, {}, {}", name(&cost.reference), cost.code, words.amount(cost.cents)));
    let told: Vec<String> = days.chain(costs).collect();
    if told.is_empty() {
        words.t("fac-month-same")
    } else {
        words.one("fac-month-differs", "what", &told.join("; "))
    }
}

fn made(
    site: &Site,
    visit: &Visit,
    (found, behind): (&InvoiceMonth, Option<VsbReference>),
    typed: &Typed,
    errors: &Errors,
    notice: Option<Notice>,
) -> Page {
    let words = visit.words;
    let title = words.one("fac-month-title", "month", &words.month(found.month));
    let address = Address::new(format!("{BATCHES}/{}", found.month));
    let legend = LEGEND.map(|(class, key)| {
        let (letter, word) = (format!("fac-letter-{key}"), format!("fac-cell-{key}"));
        (class, words.t(&letter), words.t(&word))
    });
    Page {
        frame: Frame::new(site, visit, title),
        back: BATCHES,
        address: address.to_string(),
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
        rows: found.rows.iter().map(|row| row_of(words, row)).collect(),
        behind: behind.map(|behind| behind.to_string()).unwrap_or_default(),
        next: found.next.map(|next| address.with("na", next).to_string()),
        first: behind.map(|_| address.to_string()),
        off_elsewhere: found.off_elsewhere.iter().map(day_value).collect(),
        earlier_elsewhere: found.earlier_elsewhere.iter().map(day_value).collect(),
        legend: legend.to_vec(),
        earlier: found.earlier.iter().map(|run| earlier(words, run)).collect(),
        costs: costs(words, found),
        new_cost: cost_fields(words, found, typed, errors),
        credits: found
            .credits
            .iter()
            .map(|credit| taken_back(site, words, credit))
            .collect(),
        funds: funds(site, words, found),
    }
}

/// A day of a stay, as it stands in the form.
fn day_value((reference, day): &(VsbReference, Date)) -> String {
    format!("{reference}:{day}")
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
    });
    costs.collect()
}

/// A line that is taken back.
fn taken_back(site: &Site, words: Words, credit: &CreditOnMonth) -> Kept {
    Kept {
        value: credit_value(&credit.place),
        text: [
            credit.name.clone().unwrap_or_else(|| words.t("person-unknown")),
            words.day(credit.day),
            credit.code.to_string(),
            site.fund_name(words, credit.fund),
        ]
        .join(" · "),
        amount: words.amount(credit.cents.opposite()),
    }
}

const LEGEND: [(&str, &str); 7] = [
    ("ready", "ready"),
    ("off", "off"),
    ("sent", "sent"),
    ("elsewhere", "elsewhere"),
    ("never", "not-payable"),
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

fn row_of(words: Words, row: &MonthRow) -> Row {
    let name = row.name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let squares = row.cells.iter().map(|cell| {
        let (class, key) = match (&cell.state, cell.chosen) {
            (CellState::Ready(_), true) => ("ready", "ready"),
            (CellState::Ready(_), false) => ("off", "off"),
            (CellState::Sent { is_own: true }, _) => ("sent", "sent"),
            (CellState::Sent { is_own: false }, _) => ("elsewhere", "elsewhere"),
            (CellState::NotPayable, _) => ("never", "not-payable"),
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
            about: format!("{name}, {}: {what}", words.day(cell.day)),
            value: can_leave_out.then(|| format!("{}:{}", row.reference, cell.day)),
            is_off: can_leave_out && !cell.chosen,
        }
    });
    Row {
        count: row.cells.iter().filter(|cell| cell.chosen).count(),
        squares: squares.collect(),
        name,
    }
}

fn earlier(words: Words, run: &app::EarlierDay) -> Earlier {
    let days: Vec<String> = run
        .days
        .iter()
        .map(|(day, _)| format!("{}:{day}", run.reference))
        .collect();
    let first = run.days.first().map(|(day, _)| words.day(*day)).unwrap_or_default();
    let last = run.days.last().map(|(day, _)| words.day(*day)).unwrap_or_default();
    let count = words.count("fac-days", "days", i64::try_from(run.days.len()).unwrap_or(i64::MAX));
    let name = run.name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let span = if first == last {
        first
    } else {
        format!("{first} – {last}")
    };
    Earlier {
        value: days.join(" "),
        text: format!("{name} · {span} · {count}"),
        chosen: run.chosen,
    }
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

fn funds(site: &Site, words: Words, found: &InvoiceMonth) -> Table {
    let columns = [
        Column::new(words.t("fac-column-fund")),
        Column::number(words.t("fac-column-people")),
        Column::number(words.t("fac-column-days")),
        Column::number(words.t("fac-column-costs")),
        Column::number(words.t("fac-column-credits")),
        Column::number(words.t("fac-column-total")),
        Column::new(words.t("fac-column-sent")),
    ];
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
        vec![
            Cell::text(site.fund_name(words, of.fund)),
            Cell::number(i64::try_from(of.person_count).unwrap_or(i64::MAX)),
            Cell::number(i64::try_from(of.day_count).unwrap_or(i64::MAX)),
            Cell::number(i64::try_from(of.cost_count).unwrap_or(i64::MAX)),
            Cell::number(i64::try_from(of.credit_count).unwrap_or(i64::MAX)),
            Cell::money(of.total),
            sent,
        ]
    };
    Table::new(words, "fondsen", words.t("fac-funds"), Address::new(BATCHES))
        .columns(columns)
        .rows(found.funds.iter().map(row))
        .empty(words.t("fac-funds-none"))
        .without_files()
}
