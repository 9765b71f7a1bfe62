//! `/kas/zendingen/{number}/geldspoor`: from a payment back to the bytes of the requests on which it rests, by hash.

use app::{MoneyTrail, account_of};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::DossierId;

use super::originals::{Asked, download};
use super::sending::number_of;
use super::sendings;
use crate::page::{Frame, answer, failed};
use crate::parts::{Address, Cell, Column, ExportForm, Facts, Notice, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

#[derive(Template)]
#[template(path = "fund/trail.html")]
struct Page {
    frame: Frame,
    back: String,
    notice: Notice,
    broken: Vec<String>,
    facts: Facts,
    dossiers: Table,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/kas/zendingen/{number}/geldspoor", get(page))
        .route("/kas/zendingen/{number}/geldspoor/{dossier}", get(request))
}

async fn page(
    State(site): State<Site>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let id = match number_of(&number) {
        Ok(id) => id,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let context = visit.context();
    let trail = match site.ask(move |app| app.trail(&context, id)).await {
        Ok(trail) => trail,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let words = visit.words;
    let back = format!("{}/{id}", sendings::ADDRESS);
    let dossiers = dossiers(words, &trail, &back);
    if let Some(form) = asked.vorm.as_deref().and_then(ExportForm::read) {
        return exported(&dossiers, form, visit.at);
    }
    let page = Page {
        notice: match trail.broken.len() {
            0 => Notice::done(words.t("trail-whole")),
            _ => Notice::wrong(words.t("trail-broken")),
        },
        facts: facts(words, &trail, &back),
        dossiers,
        broken: trail.broken,
        frame: Frame::new(&site, &visit, words.t("trail-title")),
        back,
    };
    answer(&site, &visit, &page, StatusCode::OK)
}

fn facts(words: Words, trail: &MoneyTrail, back: &str) -> Facts {
    let settlement = trail.settlement.as_ref();
    let order = settlement.and_then(|settlement| settlement.order.as_ref());
    Facts::new(words)
        .with_some(
            "trail-order",
            order.map(|order| {
                let hash = order.file.map(|hash| hash.to_string());
                Cell::text(words.one("order-number", "number", &order.order.to_string()))
                    .link(format!("/kas/betalingen/opdrachten/{}", order.order))
                    .beside_some(hash)
            }),
        )
        .with_some("trail-transfer", order.map(|order| Cell::money(order.transfer_cents)))
        .with_some(
            "trail-settlement",
            settlement.map(|settlement| {
                Cell::text(settlement.reference.to_string())
                    .link(format!("{back}/antwoorden/920900"))
                    .beside(settlement.content.to_string())
            }),
        )
        .with_some(
            "sending-accepted",
            settlement.map(|settlement| Cell::money(settlement.amount_cents)),
        )
        .with_some(
            "sending-signed-by",
            settlement.map(|settlement| {
                Cell::text(account_of(&settlement.signed_by)).beside(words.moment(settlement.signed_at))
            }),
        )
        .with(
            "trail-lines",
            Cell::number(trail.lines.len()).link(format!("{back}?lijnen=aanvaard")),
        )
        .with(
            "trail-sending",
            Cell::text(words.moment(trail.received_at))
                .link(format!("{back}/bestand"))
                .beside(trail.input.to_string()),
        )
}

fn dossiers(words: Words, trail: &MoneyTrail, back: &str) -> Table {
    let lines_of = |dossier: DossierId| trail.lines.iter().filter(move |line| line.dossier == Some(dossier));
    let row = |dossier: &app::DossierOnTrail| {
        let cents = identifiers::EuroCents::sum(lines_of(dossier.dossier).map(|line| line.cents)).unwrap_or_default();
        let reference = dossier
            .reference
            .map_or_else(|| dossier.dossier.to_string(), |known| known.to_string());
        vec![
            Cell::text(reference),
            Cell::number(lines_of(dossier.dossier).count()),
            Cell::money(cents),
            Cell::moment(dossier.received_at),
            Cell::text(words.t("trail-request"))
                .link(format!("{back}/geldspoor/{}", dossier.dossier))
                .beside(dossier.request.to_string()),
        ]
    };
    Table::new(
        words,
        "geldspoor",
        words.t("trail-dossiers"),
        Address::new(format!("{back}/geldspoor")),
    )
    .columns([
        Column::new(words.t("fact-line-reference")),
        Column::number(words.t("sending-lines")),
        Column::number(words.t("sending-amount")),
        Column::new(words.t("fact-line-received")),
        Column::new(words.t("trail-bytes")),
    ])
    .rows(trail.dossiers.iter().map(row))
}

/// The bytes of the request of a dossier.
async fn request(State(site): State<Site>, visit: Visit, Path((number, dossier)): Path<(String, String)>) -> Response {
    let (Ok(sending), Ok(dossier)) = (number_of(&number), dossier.parse().map(DossierId)) else {
        return failed(&site, &visit, &app::Problem::NotFound("a dossier".into()));
    };
    let context = visit.context();
    match site
        .ask(move |app| app.original_request(&context, sending, dossier))
        .await
    {
        Ok(original) => download(original, &format!("aanvraag-{dossier}.json"), "application/json"),
        Err(problem) => failed(&site, &visit, &problem),
    }
}
