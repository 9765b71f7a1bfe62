//! `/kas/betalingen`: what is to be paid, the orders made, the bank's answers, what was rejected, and debts.

use app::{
    BankFileReport, DebtOnPage, NotDecided, OrderPage, PaymentsPage, Problem, UNPAID_PAGE, UnpaidChoice, UnpaidOnPage,
    UnpaidWhich, account_of,
};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identifiers::{OrderId, SettlementId};
use serde::Deserialize;
use store::{FacilityName, ListedOrder, Payable, PayableState, Rejection, UnpaidOrder, UnpaidTotal};

use super::choice::read;
use super::originals::download;
use super::sendings;
use crate::page::{Frame, answer, failed};
use crate::parts::export::MOST_ROWS;
use crate::parts::table::Sorted;
use crate::parts::{Address, Cell, Column, ExportForm, Facts, Field, Filter, Notice, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the page.
pub(crate) const ADDRESS: &str = "/kas/betalingen";

/// The largest file of a bank that is taken in, in bytes.
const BANK_FILE_LIMIT_BYTES: usize = 32 << 20;

/// What the page may be asked with.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    welke: Option<String>,
    sorteer: Option<String>,
    na: Option<String>,
    opdracht: Option<String>,
    vorm: Option<String>,
    tabel: Option<String>,
    gedaan: Option<String>,
}

#[derive(Template)]
#[template(path = "fund/payments.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    cards: Vec<(String, String, String)>,
    due: Option<Due>,
    upload: Option<Field>,
    filter: Filter,
    unpaid: Table,
    orders: Table,
    debts: Table,
}

/// What an order would pay: in words, and as the form says that it was seen.
struct Due {
    lead: String,
    seen: String,
}

#[derive(Template)]
#[template(path = "fund/order.html")]
struct One {
    frame: Frame,
    back: &'static str,
    facts: Facts,
    transfers: Table,
    file: Option<String>,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route(ADDRESS, get(page))
        .route("/kas/betalingen/opdracht", post(order))
        .route(
            "/kas/betalingen/bank",
            post(bank).layer(DefaultBodyLimit::max(BANK_FILE_LIMIT_BYTES)),
        )
        .route("/kas/betalingen/opdrachten/{number}", get(one))
        .route("/kas/betalingen/opdrachten/{number}/bestand", get(file))
}

impl Asked {
    fn address(&self) -> Address {
        Address::new(ADDRESS)
            .with_some("welke", self.welke.as_ref())
            .with_some("sorteer", self.sorteer.as_ref())
    }

    fn sorted(&self) -> Sorted {
        Sorted::read(self.sorteer.as_deref().unwrap_or("uiterste"))
    }

    fn choice(&self, limit: u32) -> Result<UnpaidChoice, Problem> {
        let sorted = self.sorted();
        Ok(UnpaidChoice {
            which: match self.welke.as_deref() {
                Some("te-laat") => UnpaidWhich::Overdue,
                Some("binnenkort") => UnpaidWhich::Soon,
                Some("te-betalen") => UnpaidWhich::Due,
                Some("bij-de-bank") => UnpaidWhich::AtBank,
                Some("teruggestuurd") => UnpaidWhich::CameBack,
                _ => UnpaidWhich::All,
            },
            // By age upwards what was received last comes first.
            is_down: sorted.is_down != (sorted.by == "ouderdom"),
            order: match sorted.by.as_str() {
                "bedrag" => UnpaidOrder::Amount,
                "ouderdom" => UnpaidOrder::Receipt,
                "voorziening" => UnpaidOrder::Facility,
                _ => UnpaidOrder::Term,
            },
            behind: read::<i64>(self.na.as_deref())?.map(SettlementId),
            limit,
        })
    }

    fn notice(&self, words: Words) -> Option<Notice> {
        let key = match self.gedaan.as_deref() {
            Some("opdracht") => "payments-ordered",
            Some("niets") => "payments-nothing-due",
            _ => return None,
        };
        Some(Notice::done(words.t(key)))
    }
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let notice = asked.notice(visit.words);
    shown(&site, &visit, asked, (notice, None, StatusCode::OK)).await
}

async fn shown(
    site: &Site,
    visit: &Visit,
    asked: Asked,
    (notice, wrong_file, status): (Option<Notice>, Option<String>, StatusCode),
) -> Response {
    let form = asked.vorm.as_deref().and_then(ExportForm::read);
    if let (Some(form), Some("opdrachten")) = (form, asked.tabel.as_deref()) {
        return all_orders(site, visit, &asked, form).await;
    }
    let most = form.map_or(UNPAID_PAGE, |_| u32::try_from(MOST_ROWS).unwrap_or(u32::MAX));
    let (choice, before) = match (asked.choice(most), read::<i64>(asked.opdracht.as_deref())) {
        (Ok(choice), Ok(before)) => (choice, before.map(OrderId)),
        (Err(problem), _) | (_, Err(problem)) => return failed(site, visit, &problem),
    };
    let context = visit.context();
    let found = match site.ask(move |app| app.payments_page(&context, &choice, before)).await {
        Ok(found) => found,
        Err(problem) => return failed(site, visit, &problem),
    };
    let words = visit.words;
    if let Some(form) = form {
        let table = match asked.tabel.as_deref() {
            Some("schulden") => debts(words, &found, &asked),
            _ => unpaid(words, &found, &asked),
        };
        return exported(&table, form, visit.at);
    }
    let made = Page {
        notice,
        cards: cards(words, &found),
        due: due(words, &found),
        upload: found.may_pay.then(|| {
            Field::file("bestand", words.t("payments-bank-file"))
                .hint(words.t("payments-bank-hint"))
                .error(wrong_file)
                .required()
        }),
        filter: filter(words, &asked),
        unpaid: unpaid(words, &found, &asked),
        orders: orders(words, &found.orders, &asked).paged(
            "opdracht",
            found.next_order.map(|next| next.to_string()),
            asked.opdracht.is_none(),
        ),
        debts: debts(words, &found, &asked),
        frame: Frame::at(site, visit, words.t("payments-title"), &asked.address().to_string()),
    };
    answer(site, visit, &made, status)
}

fn due(words: Words, found: &PaymentsPage) -> Option<Due> {
    let total = found.totals.due;
    let seen = found.due_seen.filter(|_| found.may_pay && total.count > 0)?;
    let (count, sum) = (total.count.to_string(), words.amount(total.amount));
    Some(Due {
        lead: words.with("payments-order-lead", &[("count", &count), ("sum", &sum)]),
        seen: seen.to_string(),
    })
}

/// What is overdue, soon due, to be paid at all, at the bank, rejected: how many and how much.
fn cards(words: Words, found: &PaymentsPage) -> Vec<(String, String, String)> {
    let card = |choice: &str, key: &str, total: UnpaidTotal| {
        let count = i64::try_from(total.count).unwrap_or(i64::MAX);
        let link = Address::new(ADDRESS).with("welke", choice).to_string();
        (
            words.t(key),
            format!("{} · {}", words.number(count), words.amount(total.amount)),
            link,
        )
    };
    let totals = found.totals;
    vec![
        card("te-laat", "payments-overdue", totals.overdue),
        card("binnenkort", "payments-soon", totals.soon),
        card("te-betalen", "payments-due", totals.due),
        card("bij-de-bank", "payments-at-bank", totals.at_bank),
        card("teruggestuurd", "payments-rejected", totals.came_back),
    ]
}

fn filter(words: Words, asked: &Asked) -> Filter {
    let choices = [
        ("", "filter-all"),
        ("te-laat", "payments-overdue"),
        ("binnenkort", "payments-soon"),
        ("te-betalen", "payments-due"),
        ("bij-de-bank", "payments-at-bank"),
        ("teruggestuurd", "payments-rejected"),
    ]
    .map(|(value, key)| (value.to_owned(), words.t(key)));
    let field =
        Field::choice("welke", words.t("list-state"), choices).value(super::choice::shown(asked.welke.as_ref()));
    Filter::new(words, &asked.address(), vec![field])
}

fn unpaid(words: Words, found: &PaymentsPage, asked: &Asked) -> Table {
    Table::new(words, "te-betalen", words.t("payments-unpaid"), asked.address())
        .columns([
            Column::new(words.t("list-facility")).sorts("voorziening"),
            Column::new(words.t("sending-reference")),
            Column::number(words.t("sending-amount")).sorts("bedrag"),
            Column::new(words.t("payments-last-day")).sorts("uiterste"),
            Column::number(words.t("payments-age")).sorts("ouderdom"),
            Column::new(words.t("list-state")),
        ])
        .rows(found.unpaid.iter().map(|row| unpaid_row(words, row)))
        .empty(words.t("payments-none"))
        .sorted(Some(asked.sorted()))
        .paged(
            "na",
            found.next_unpaid.map(|next| next.0.to_string()),
            asked.na.is_none(),
        )
}

fn facility(words: Words, name: Option<&FacilityName>) -> Cell {
    let unknown = || words.t("facility-unknown");
    Cell::text(name.map_or_else(unknown, |name| name.name.clone())).beside_some(name.map(|name| name.hco.to_string()))
}

fn unpaid_row(words: Words, row: &UnpaidOnPage) -> Vec<Cell> {
    let left = match row.days_left {
        left if left < 0 => words.count("payments-days-over", "days", -left),
        left => words.count("payments-days-left", "days", left),
    };
    vec![
        facility(words, row.facility.as_ref()),
        Cell::text(row.payable.reference.to_string()).link(format!("{}/{}", sendings::ADDRESS, row.payable.batch)),
        Cell::money(row.payable.amount),
        Cell::day(row.due_on).beside(left),
        Cell::number(row.age_days),
        stand(words, &row.payable, row.rejected.as_ref()),
    ]
}

/// Where a transfer stands, with the bank's reason where it came back.
fn stand(words: Words, payable: &Payable, rejected: Option<&Rejection>) -> Cell {
    match (payable.state, rejected) {
        (PayableState::Due, Some(rejection)) => {
            Cell::state("refused", words.t("payments-came-back")).beside(words.with(
                "payments-bank-said",
                &[
                    ("reason", rejection.reason.as_deref().unwrap_or("–")),
                    ("at", &words.day(identifiers::brussels_day(rejection.at))),
                ],
            ))
        }
        (PayableState::Due, None) => Cell::state("open", words.t("payments-due")),
        (PayableState::Ordered, _) => Cell::state("accepted", words.t("payments-at-bank")),
        (PayableState::Booked, _) => Cell::state("paid", words.t("day-paid")),
    }
}

/// Every order as a file, wherever the page stands.
async fn all_orders(site: &Site, visit: &Visit, asked: &Asked, form: ExportForm) -> Response {
    let context = visit.context();
    let most = u32::try_from(MOST_ROWS).unwrap_or(u32::MAX);
    match site.ask(move |app| app.orders_file(&context, most)).await {
        Ok(found) => exported(&orders(visit.words, &found, asked), form, visit.at),
        Err(problem) => failed(site, visit, &problem),
    }
}

fn orders(words: Words, found: &[ListedOrder], asked: &Asked) -> Table {
    let row = |listed: &ListedOrder| {
        vec![
            Cell::text(words.one("order-number", "number", &listed.id.to_string()))
                .link(format!("{ADDRESS}/opdrachten/{}", listed.id)),
            Cell::moment(listed.order.made_at),
            Cell::text(account_of(&listed.order.made_by)),
            Cell::day(listed.order.execution_day),
            Cell::number(listed.transfers),
            Cell::money(listed.order.total),
            Cell::number(listed.at_bank),
            Cell::number(listed.booked),
        ]
    };
    Table::new(words, "opdrachten", words.t("payments-orders"), asked.address())
        .columns([
            Column::new(words.t("trail-order")),
            Column::new(words.t("payments-made-at")),
            Column::new(words.t("payments-made-by")),
            Column::new(words.t("payments-execution")),
            Column::number(words.t("payments-transfers")),
            Column::number(words.t("sending-amount")),
            Column::number(words.t("payments-at-bank")),
            Column::number(words.t("day-paid")),
        ])
        .rows(found.iter().map(row))
        .empty(words.t("payments-no-orders"))
}

fn debts(words: Words, found: &PaymentsPage, asked: &Asked) -> Table {
    let row = |debt: &DebtOnPage| {
        vec![
            facility(words, debt.facility.as_ref()),
            Cell::text(debt.reference.to_string()),
            Cell::money(debt.left),
        ]
    };
    Table::new(words, "schulden", words.t("payments-debts"), asked.address())
        .columns([
            Column::new(words.t("list-facility")),
            Column::new(words.t("payments-debt-of")),
            Column::number(words.t("payments-left")),
        ])
        .rows(found.debts.iter().map(row))
        .empty(words.t("payments-no-debts"))
}

/// The making of an order, as the form sends it.
#[derive(Debug, Deserialize)]
struct Ordered {
    gezien: String,
}

async fn order(State(site): State<Site>, visit: Visit, Form(ordered): Form<Ordered>) -> Response {
    let context = visit.context();
    let fund = match visit.fund() {
        Ok(fund) => fund,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let work = move |app: &app::App<'_>| Ok(app.pay_as_seen(&context, fund, &ordered.gezien));
    let why = match site.ask(work).await {
        Ok(Ok(report)) => {
            let there = match report.order {
                Some(order) => Address::new(format!("{ADDRESS}/opdrachten/{order}")),
                None => Address::new(ADDRESS).with("gedaan", "niets"),
            };
            return Redirect::to(&there.to_string()).into_response();
        }
        Ok(Err(NotDecided::Changed)) => visit.words.t("payments-changed"),
        Ok(Err(NotDecided::Problem(Problem::Conflict(why)))) => visit.words.one("payments-not-ordered", "why", &why),
        Ok(Err(not)) => return failed(&site, &visit, &not.into_problem()),
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let told = (Some(Notice::wrong(why)), None, StatusCode::CONFLICT);
    shown(&site, &visit, Asked::default(), told).await
}

async fn bank(State(site): State<Site>, visit: Visit, mut form: Multipart) -> Response {
    let words = visit.words;
    let fund = match visit.fund() {
        Ok(fund) => fund,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let mut bytes = Vec::new();
    while let Ok(Some(field)) = form.next_field().await {
        if field.name() == Some("bestand") {
            bytes = field.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default();
        }
    }
    let context = visit.context();
    match site.ask(move |app| app.take_bank_file(&context, fund, &bytes)).await {
        Ok(report) => {
            let notice = Notice::done(read_words(words, &report));
            shown(&site, &visit, Asked::default(), (Some(notice), None, StatusCode::OK)).await
        }
        Err(Problem::InvalidInput(_)) => {
            let notice = Notice::wrong(words.t("form-wrong"));
            let wrong = Some(words.t("payments-bank-unreadable"));
            shown(
                &site,
                &visit,
                Asked::default(),
                (Some(notice), wrong, StatusCode::BAD_REQUEST),
            )
            .await
        }
        Err(problem) => failed(&site, &visit, &problem),
    }
}

fn read_words(words: Words, report: &BankFileReport) -> String {
    words.with(
        "payments-bank-read",
        &[
            ("booked", &report.booked.len().to_string()),
            ("rejected", &report.rejected.len().to_string()),
            ("known", &report.known.to_string()),
            ("unmatched", &report.unmatched.to_string()),
        ],
    )
}

/// As what the transfers are asked.
#[derive(Debug, Deserialize)]
struct As {
    vorm: Option<String>,
}

async fn one(State(site): State<Site>, visit: Visit, Path(number): Path<String>, Query(form): Query<As>) -> Response {
    let Ok(id) = number.parse().map(OrderId) else {
        return failed(&site, &visit, &Problem::NotFound("an order".into()));
    };
    let context = visit.context();
    let found = match site.ask(move |app| app.order_page(&context, id)).await {
        Ok(found) => found,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let words = visit.words;
    let transfers = transfers(words, &found, id);
    if let Some(form) = form.vorm.as_deref().and_then(ExportForm::read) {
        return exported(&transfers, form, visit.at);
    }
    let order = &found.order.order;
    let is_payer = matches!(
        visit.actor(),
        app::Actor::Employee {
            role: app::FundRole::Payer,
            ..
        }
    );
    let page = One {
        back: ADDRESS,
        facts: Facts::new(words)
            .with("payments-made-at", Cell::moment(order.made_at))
            .with("payments-made-by", Cell::text(account_of(&order.made_by)))
            .with("payments-execution", Cell::day(order.execution_day))
            .with("sending-amount", Cell::money(order.total))
            .with_some("sign-hash", found.order.file.map(|hash| Cell::text(hash.to_string()))),
        file: is_payer.then(|| format!("{ADDRESS}/opdrachten/{id}/bestand")),
        transfers,
        frame: Frame::new(&site, &visit, words.one("order-number", "number", &id.to_string())),
    };
    answer(&site, &visit, &page, StatusCode::OK)
}

fn transfers(words: Words, found: &OrderPage, id: OrderId) -> Table {
    let row = |(payable, name, rejected): &(Payable, Option<FacilityName>, Option<Rejection>)| {
        vec![
            facility(words, name.as_ref()),
            Cell::text(payable.reference.to_string()).link(format!(
                "{}/{}/geldspoor",
                sendings::ADDRESS,
                payable.batch
            )),
            Cell::money(payable.amount),
            match payable.order == Some(id) {
                true => stand(words, payable, rejected.as_ref()),
                false => Cell::state("refused", words.t("payments-ordered-anew")),
            },
        ]
    };
    let address = Address::new(format!("{ADDRESS}/opdrachten/{id}"));
    Table::new(words, "overschrijvingen", words.t("payments-transfers"), address)
        .columns([
            Column::new(words.t("list-facility")),
            Column::new(words.t("sending-reference")),
            Column::number(words.t("sending-amount")),
            Column::new(words.t("list-state")),
        ])
        .rows(found.transfers.iter().map(row))
}

async fn file(State(site): State<Site>, visit: Visit, Path(number): Path<String>) -> Response {
    let Ok(id) = number.parse().map(OrderId) else {
        return failed(&site, &visit, &Problem::NotFound("an order".into()));
    };
    let context = visit.context();
    match site.ask(move |app| app.order_file(&context, id)).await {
        Ok(original) => download(original, &format!("betaalopdracht-{id}.xml"), "application/xml"),
        Err(problem) => failed(&site, &visit, &problem),
    }
}
