//! `/voorziening/facturatie/{month}/nakijken` and `/versturen`: what the sendings of a month would be answered, and their
//! sending.

use app::{CheckedBatch, InvoiceMonth, Problem, SentMonth};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identifiers::{CareFundNumber, EuroCents};

use super::form::{Pairs, Typed};
use super::month::month_of;
use super::{BATCHES, refused};
use crate::page::{Frame, answer, failed};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/voorziening/facturatie/{month}/nakijken", get(check))
        .route("/voorziening/facturatie/{month}/versturen", post(send))
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
            let found = app.invoice_month(&context, month, None, None)?;
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
