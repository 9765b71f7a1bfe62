//! `/voorziening/facturatie/{month}`: a month as a grid of people and days, filled from the stays; checked and sent from
//! here.

use std::collections::BTreeSet;

use app::{
    CellState, CheckedBatch, DraftCost, DraftCredit, FundMonth, InvoiceMonth, MonthDraft, MonthRow, Problem, SentMonth,
};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identifiers::{CareFundNumber, EuroCents, Month, PerformanceCode, VsbReference};
use jiff::civil::{Date, Weekday};

use super::form::{Errors, Pairs, Typed, filled};
use super::{BATCHES, Told, refused};
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
    legend: Vec<(&'static str, String, String)>,
    earlier: Vec<Earlier>,
    costs: Vec<Kept>,
    new_cost: Vec<Field>,
    credits: Vec<Kept>,
    funds: Table,
}

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/voorziening/facturatie/{month}", get(page).post(save))
        .route("/voorziening/facturatie/{month}/nakijken", get(check))
        .route("/voorziening/facturatie/{month}/versturen", post(send))
}

fn month_of(text: &str) -> Result<Month, Problem> {
    Month::parse(text).map_err(|_| Problem::NotFound("a month".into()))
}

async fn page(State(site): State<Site>, visit: Visit, Path(month): Path<String>, Query(done): Told) -> Response {
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
                done.notice(visit.words),
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
    let version: i64 = typed.get("versie").parse().unwrap_or_default();
    let (draft, errors) = read(visit.words, &pairs, &typed);
    if !errors.is_empty() {
        return again(&site, &visit, month, draft, (&typed, &errors), None).await;
    }
    let (context, saved) = (visit.context(), draft.clone());
    match site
        .ask(move |app| app.save_month(&context, month, version, &saved))
        .await
    {
        Ok(_) => {
            let to = match typed.get("doe") {
                "nakijken" => format!("{BATCHES}/{month}/nakijken"),
                _ => format!("{BATCHES}/{month}?gedaan=bewaard"),
            };
            Redirect::to(&to).into_response()
        }
        Err(Problem::Conflict(_)) => {
            let notice = visit.words.t("fac-month-stale");
            again(
                &site,
                &visit,
                month,
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
    month: Month,
    draft: MonthDraft,
    (typed, errors): (&Typed, &Errors),
    stale: Option<String>,
) -> Response {
    let context = visit.context();
    let mine = draft.clone();
    let found = site
        .ask(move |app| {
            let kept = app.invoice_month(&context, month, None)?;
            let shown = app.invoice_month(&context, month, Some(&draft))?;
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
        &made(site, visit, &shown, typed, errors, Some(notice)),
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

fn reference_and_day(text: &str) -> Option<(VsbReference, Date)> {
    let (reference, day) = text.rsplit_once(':')?;
    Some((reference.parse().ok()?, day.parse().ok()?))
}

/// What the form says of a month, whole: what is kept in it and what is new.
fn read(words: Words, pairs: &Pairs, typed: &Typed) -> (MonthDraft, Errors) {
    let mut draft = MonthDraft::default();
    let gone: BTreeSet<&str> = pairs
        .iter()
        .filter(|(name, _)| name == "weg")
        .map(|(_, value)| value.as_str())
        .collect();
    for (name, value) in pairs {
        match name.as_str() {
            "uit" => draft.off.extend(reference_and_day(value)),
            "vroeger" => {
                for day in value.split(' ').filter_map(reference_and_day) {
                    draft.earlier.insert(day);
                }
            }
            "kost" if !gone.contains(value.as_str()) => draft.costs.extend(cost_of(value)),
            "credit" if !gone.contains(value.as_str()) => draft.credits.extend(credit_of(value)),
            _ => {}
        }
    }
    let mut errors = Errors::new();
    if !typed.get("kostbedrag").is_empty() || !typed.get("kostcode").is_empty() {
        match new_cost(words, typed) {
            Ok(cost) => draft.costs.push(cost),
            Err(wrong) => errors.extend(wrong),
        }
    }
    (draft, errors)
}

fn new_cost(words: Words, typed: &Typed) -> Result<DraftCost, Errors> {
    let mut errors = Errors::new();
    let mut wrong = |name: &str| {
        errors.insert(name.to_owned(), words.t(&format!("fac-error-{name}")));
    };
    let reference = typed.get("kostverblijf").parse().ok();
    let day = typed.get("kostdag").parse().ok();
    let code = typed.get("kostcode").parse().ok();
    let cents = cents(typed.get("kostbedrag"));
    for (name, is_wrong) in [
        ("kostverblijf", reference.is_none()),
        ("kostdag", day.is_none()),
        ("kostcode", code.is_none()),
        ("kostbedrag", cents.is_none()),
    ] {
        if is_wrong {
            wrong(name);
        }
    }
    match (reference, day, code, cents) {
        (Some(reference), Some(day), Some(code), Some(cents)) => Ok(DraftCost {
            reference,
            day,
            code,
            cents,
        }),
        _ => Err(errors),
    }
}

/// `12,34`, `12.34` or `12` euros, above zero.
fn cents(text: &str) -> Option<EuroCents> {
    let text = text.trim().trim_start_matches('€').trim().replace(',', ".");
    let (euros, rest) = text.split_once('.').unwrap_or((&text, "00"));
    let rest = match rest.len() {
        1 => format!("{rest}0"),
        2 => rest.to_owned(),
        _ => return None,
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(euros) || !is_digits(&rest) {
        return None;
    }
    let cents = euros
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(rest.parse().ok()?)?;
    (cents > 0).then(|| EuroCents::new(cents))
}

fn cost_value(cost: &DraftCost) -> String {
    format!("{}|{}|{}|{}", cost.reference, cost.day, cost.code, cost.cents.cents())
}

fn cost_of(value: &str) -> Option<DraftCost> {
    let mut parts = value.split('|');
    Some(DraftCost {
        reference: parts.next()?.parse().ok()?,
        day: parts.next()?.parse().ok()?,
        code: parts.next()?.parse::<PerformanceCode>().ok()?,
        cents: EuroCents::new(parts.next()?.parse().ok()?),
    })
}

fn credit_value(credit: &DraftCredit) -> String {
    format!("{}|{}|{}", credit.batch, credit.invoice, credit.position)
}

fn credit_of(value: &str) -> Option<DraftCredit> {
    let mut parts = value.split('|');
    Some(DraftCredit {
        batch: parts.next()?.parse().ok()?,
        invoice: parts.next()?.parse().ok()?,
        position: parts.next()?.parse().ok()?,
    })
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
    let may_save = matches!(
        visit.actor(),
        app::Actor::FacilityEmployee {
            role: app::FacilityRole::BillingClerk,
            ..
        }
    );
    let saved = found.saved.as_ref().map(|(by, at)| {
        let by = by.parse::<app::Actor>().ok();
        let account = by.as_ref().and_then(app::Actor::account).unwrap_or_default().to_owned();
        words.with("fac-month-saved", &[("who", &account), ("at", &words.moment(*at))])
    });
    Page {
        frame: Frame::new(
            site,
            visit,
            words.one("fac-month-title", "month", &words.month(found.month)),
        ),
        back: BATCHES,
        address: format!("{BATCHES}/{}", found.month),
        notice,
        saved,
        version: found.version,
        may_save,
        days: found.month.period().days().map(|day| day_of(words, day)).collect(),
        rows: found.rows.iter().map(|row| row_of(words, row)).collect(),
        legend: LEGEND
            .map(|(class, key)| {
                (
                    class,
                    words.t(&format!("fac-letter-{key}")),
                    words.t(&format!("fac-cell-{key}")),
                )
            })
            .to_vec(),
        earlier: found.earlier.iter().map(|run| earlier(words, run)).collect(),
        costs: found
            .costs
            .iter()
            .zip(&found.draft.costs)
            .map(|(cost, draft)| Kept {
                value: cost_value(draft),
                text: [
                    cost.name.clone().unwrap_or_else(|| words.t("person-unknown")),
                    words.day(cost.day),
                    cost.description.clone().unwrap_or_else(|| cost.code.to_string()),
                ]
                .join(" · "),
                amount: words.amount(cost.cents),
            })
            .collect(),
        new_cost: cost_fields(words, found, typed, errors),
        credits: found
            .credits
            .iter()
            .map(|credit| Kept {
                value: credit_value(&credit.place),
                text: [
                    credit.name.clone().unwrap_or_else(|| words.t("person-unknown")),
                    words.day(credit.day),
                    credit.code.to_string(),
                    site.fund_name(words, credit.fund),
                ]
                .join(" · "),
                amount: words.amount(credit.cents.opposite()),
            })
            .collect(),
        funds: funds(site, words, found),
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

struct Verdict {
    fund: String,
    number: String,
    state: &'static str,
    word: String,
    lead: String,
    amounts: Vec<(String, String)>,
    findings: Vec<(String, String, Vec<String>)>,
}

#[derive(Template)]
#[template(path = "facility/check.html")]
struct CheckPage {
    frame: Frame,
    back: String,
    address: String,
    verdicts: Vec<Verdict>,
    send_all: String,
    version: i64,
    first_number: u16,
}

/// What the sendings of a month would be answered: judged, and nothing kept.
async fn check(State(site): State<Site>, visit: Visit, Path(of): Path<String>) -> Response {
    let month = match month_of(&of) {
        Ok(month) => month,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let context = visit.context();
    let checked = site
        .ask(move |app| {
            let found = app.invoice_month(&context, month, None)?;
            let mut checked = Vec::new();
            for of in to_send(&found) {
                checked.push((of, app.check_month(&context, month, of)?));
            }
            Ok((found, checked))
        })
        .await;
    let (found, checked) = match checked {
        Ok(checked) => checked,
        Err(problem) => return refused(&site, &visit, &problem).await,
    };
    let words = visit.words;
    let back = format!("{BATCHES}/{month}");
    let page = CheckPage {
        frame: Frame::new(
            &site,
            &visit,
            words.one("fac-check-title", "month", &words.month(month)),
        ),
        address: format!("{back}/versturen"),
        back,
        verdicts: checked
            .iter()
            .map(|(fund, checked)| verdict(&site, words, *fund, checked))
            .collect(),
        send_all: words.count(
            "fac-send-all",
            "count",
            i64::try_from(checked.len()).unwrap_or(i64::MAX),
        ),
        version: found.version,
        first_number: found.next_number,
    };
    answer(&site, &visit, &page, StatusCode::OK)
}

/// The funds to which there is something to send, in order.
fn to_send(found: &InvoiceMonth) -> Vec<CareFundNumber> {
    let open = found.funds.iter().filter(|of| of.live.is_none() && of.person_count > 0);
    open.map(|of| of.fund).collect()
}

fn verdict(site: &Site, words: Words, fund: CareFundNumber, checked: &CheckedBatch) -> Verdict {
    let batch = &checked.report.batch;
    let refused = matches!(
        batch.state,
        store::BatchState::Refused | store::BatchState::RefusedTechnical
    );
    let (state, key) = match (refused, batch.refused_lines, batch.open_lines) {
        (true, ..) => ("REFUSED", "refused"),
        (false, 0, 0) => ("ACCEPTED", "accepted"),
        (false, 0, _) => ("PENDING", "open"),
        (false, ..) => ("PENDING", "partly"),
    };
    let last = checked.answers.last();
    let amounts = last.and_then(|answer| answer.amounts).map(|amounts| {
        [
            ("answer-asked", amounts.asked_cents),
            ("answer-accepted", amounts.accepted_cents),
            ("answer-refused", amounts.refused_cents),
            ("answer-open", amounts.open_cents),
        ]
    });
    // What is zero beside what is asked and accepted says nothing.
    let amounts = amounts.into_iter().flatten().enumerate();
    let amounts = amounts.filter(|(place, (_, cents))| *place < 2 || *cents != EuroCents::ZERO);
    let amounts = amounts.map(|(_, (key, cents))| (words.t(key), words.amount(cents)));
    Verdict {
        fund: site.fund_name(words, fund),
        number: fund.to_string(),
        state,
        word: words.t(&format!("fac-verdict-{key}")),
        lead: words.t(&format!("fac-verdict-lead-{key}")),
        amounts: amounts.collect(),
        findings: last
            .map(|answer| super::sending::findings(words, answer))
            .unwrap_or_default(),
    }
}

/// Sends a month to one fund, or to every fund to which there is something to send.
async fn send(State(site): State<Site>, visit: Visit, Path(of): Path<String>, Form(pairs): Form<Pairs>) -> Response {
    let month = match month_of(&of) {
        Ok(month) => month,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let typed = Typed::of(pairs);
    let version: i64 = typed.get("versie").parse().unwrap_or_default();
    let first: u16 = typed.get("nummer").parse().unwrap_or_default();
    let wanted: Vec<CareFundNumber> = typed
        .get("kassen")
        .split(' ')
        .filter_map(|fund| fund.parse().ok())
        .collect();
    let only: Option<CareFundNumber> = typed.get("kas").parse().ok();
    let context = visit.context();
    let sent = site
        .ask(move |app| {
            let mut last = None;
            // Each fund has its number by its place on the page from which it is sent: a second click finds them sent.
            for (number, fund) in (first..).zip(&wanted) {
                if only.is_none_or(|only| only == *fund) {
                    let number = if only.is_some() { first } else { number };
                    last = Some(match app.send_month(&context, month, *fund, (version, number))? {
                        SentMonth::Sent(report) => report.id,
                        SentMonth::Before(id) => id,
                    });
                }
            }
            Ok(last)
        })
        .await;
    match sent {
        Ok(Some(id)) if only.is_some() => {
            Redirect::to(&format!("/voorziening/facturatie/zendingen/{id}?gedaan=verzonden")).into_response()
        }
        Ok(_) => Redirect::to(&format!("{BATCHES}?gedaan=verzonden")).into_response(),
        Err(Problem::Conflict(_)) => Redirect::to(&format!("{BATCHES}/{month}?gedaan=veranderd")).into_response(),
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}
