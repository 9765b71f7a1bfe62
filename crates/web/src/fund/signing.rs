//! `/kas/zendingen/{number}/ondertekenen`: what is signed, its sums and its hash, and the signing itself.

use app::{Problem, SigningPage};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use identifiers::EuroCents;
use serde::Deserialize;
use store::LineState;

use super::sending::number_of;
use super::sendings;
use crate::page::{Frame, answer, failed};
use crate::parts::{Address, Cell, Column, ExportForm, Facts, Notice, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

#[derive(Template)]
#[template(path = "fund/signing.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    back: String,
    facts: Facts,
    sums: Table,
    seen: String,
    action: Option<String>,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/kas/zendingen/{number}/ondertekenen", get(page).post(sign))
}

/// As what the table is asked for.
#[derive(Debug, Deserialize)]
struct Asked {
    vorm: Option<String>,
}

async fn page(
    State(site): State<Site>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let form = asked.vorm.as_deref().and_then(ExportForm::read);
    shown(&site, &visit, (&number, form), (None, StatusCode::OK)).await
}

async fn shown(
    site: &Site,
    visit: &Visit,
    (number, form): (&str, Option<ExportForm>),
    (notice, status): (Option<Notice>, StatusCode),
) -> Response {
    let id = match number_of(number) {
        Ok(id) => id,
        Err(problem) => return failed(site, visit, &problem),
    };
    let context = visit.context();
    match site.ask(move |app| app.signing_page(&context, id)).await {
        Ok(found) => match form {
            Some(form) => exported(&sums(visit.words, &found), form, visit.at),
            None => answer(site, visit, &made(site, visit, &found, notice), status),
        },
        // What is not to be signed any more is shown as it stands now.
        Err(Problem::Conflict(_)) => {
            let there = Address::new(format!("{}/{id}", sendings::ADDRESS));
            Redirect::to(&there.to_string()).into_response()
        }
        Err(problem) => failed(site, visit, &problem),
    }
}

fn made(site: &Site, visit: &Visit, found: &SigningPage, notice: Option<Notice>) -> Page {
    let words = visit.words;
    let id = found.sending.id;
    let back = format!("{}/{id}", sendings::ADDRESS);
    let four = found.four_eyes && found.i_decided;
    Page {
        notice: notice.or_else(|| four.then(|| Notice::told(words.t("sign-four-eyes")))),
        facts: facts(words, found),
        sums: sums(words, found),
        seen: found.content.to_string(),
        action: found.may_sign.then(|| format!("{back}/ondertekenen")),
        frame: Frame::at(site, visit, words.t("sign-title"), &format!("{back}/ondertekenen")),
        back,
    }
}

fn facts(words: Words, found: &SigningPage) -> Facts {
    let batch = &found.sending.batch;
    let facility = found.facility.as_ref();
    Facts::new(words)
        .with_some(
            "list-facility",
            facility.map(|facility| Cell::text(facility.name.clone()).beside(facility.hco.to_string())),
        )
        .with_some("sending-month", batch.month.map(|month| Cell::text(words.month(month))))
        .with("sending-received", Cell::moment(batch.received_at))
        .with_some(
            "sending-deciders",
            (!found.deciders.is_empty()).then(|| Cell::text(found.deciders.join(", "))),
        )
        .with("sign-hash", Cell::text(found.content.to_string()))
}

/// The page itself.
fn address_of(found: &SigningPage) -> Address {
    Address::new(format!("{}/{}/ondertekenen", sendings::ADDRESS, found.sending.id))
}

fn sums(words: Words, found: &SigningPage) -> Table {
    let of = |state| {
        let total = found.totals.iter().find(|total| total.state == state);
        total.map_or((0, EuroCents::ZERO), |total| (total.lines, total.amount))
    };
    let count = |(key, (lines, amount)): (&str, (u64, EuroCents))| {
        vec![Cell::text(words.t(key)), Cell::number(lines), Cell::money(amount)]
    };
    let money = |key: &str, amount| vec![Cell::text(words.t(key)), Cell::empty(), Cell::money(amount)];
    let mut rows = vec![
        count(("answer-accepted", of(LineState::Accepted))),
        count(("answer-refused", of(LineState::Refused))),
    ];
    if found.set_off > EuroCents::ZERO {
        rows.push(money("sign-set-off", found.set_off.opposite()));
    }
    rows.push(money("answer-payable", found.payable));
    Table::new(words, "te-ondertekenen", words.t("sign-what"), address_of(found))
        .columns([
            Column::new(words.t("sign-part")),
            Column::number(words.t("sending-lines")),
            Column::number(words.t("sending-amount")),
        ])
        .rows(rows)
}

/// The signing, as the form sends it.
#[derive(Debug, Deserialize)]
struct Signed {
    gezien: String,
}

async fn sign(
    State(site): State<Site>,
    visit: Visit,
    Path(number): Path<String>,
    Form(signed): Form<Signed>,
) -> Response {
    let id = match number_of(&number) {
        Ok(id) => id,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let context = visit.context();
    match site
        .ask(move |app| app.sign_as_seen(&context, id, &signed.gezien))
        .await
    {
        Ok(_) => {
            let there = Address::new(format!("{}/{id}", sendings::ADDRESS)).with("gedaan", "ondertekend");
            Redirect::to(&there.to_string()).into_response()
        }
        Err(Problem::Conflict(_)) => {
            let notice = Notice::wrong(visit.words.t("sign-not-done"));
            shown(&site, &visit, (&number, None), (Some(notice), StatusCode::CONFLICT)).await
        }
        Err(problem) => failed(&site, &visit, &problem),
    }
}
