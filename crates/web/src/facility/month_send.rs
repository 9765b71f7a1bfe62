//! `/voorziening/facturatie/{month}/nakijken` and `/versturen`: what the sendings of a month would be answered, and their
//! sending.

use app::{Action, CheckedBatch, InvoiceMonth, LookedAt, Problem, SentMonth};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identifiers::{BatchId, CareFundNumber, EuroCents, Month};

use super::form::{Pairs, Typed};
use super::month::month_of;
use super::{BATCHES, doing, refused};
use crate::page::{Frame, answer, failed};
use crate::parts::Notice;
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
    /// The number of the fund.
    number: String,
    /// The sending as it was looked at.
    wanted: String,
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
    notices: Vec<Notice>,
    verdicts: Vec<Verdict>,
    /// The sendings as they were looked at.
    wanted: String,
    send_all: String,
    version: i64,
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
            for (fund, number) in to_send(&found).zip(found.numbers.iter().copied()) {
                checked.push((fund, number, app.check_month(&context, month, (fund, number))?));
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
    let verdicts: Vec<Verdict> = checked
        .iter()
        .map(|(fund, number, checked)| verdict(&site, words, (*fund, *number), checked))
        .collect();
    let count = i64::try_from(verdicts.len()).unwrap_or(i64::MAX);
    let page = CheckPage {
        frame: Frame::new(
            &site,
            &visit,
            words.one("fac-check-title", "month", &words.month(month)),
        ),
        address: format!("{back}/versturen"),
        back,
        notices: left_out(words, &found, verdicts.len()),
        wanted: verdicts
            .iter()
            .map(|verdict| verdict.wanted.as_str())
            .collect::<Vec<_>>()
            .join(" "),
        verdicts,
        send_all: words.count("fac-send-all", "count", count),
        version: found.version,
    };
    answer(&site, &visit, &page, StatusCode::OK)
}

/// The funds to which there is something to send, in order.
fn to_send(found: &InvoiceMonth) -> impl Iterator<Item = CareFundNumber> {
    let open = found.funds.iter().filter(|of| of.live.is_none() && of.person_count > 0);
    open.map(|of| of.fund)
}

/// What stands in the month and is in none of its sendings.
fn left_out(words: Words, found: &InvoiceMonth, checked: usize) -> Vec<Notice> {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let nobodys = found.costs.iter().filter(|cost| cost.fund.is_none()).count();
    let without_number = to_send(found).count() - checked;
    let mut notices = Vec::new();
    if nobodys > 0 {
        notices.push(Notice::wrong(words.count("fac-costs-nobodys", "count", count(nobodys))));
    }
    if without_number > 0 {
        notices.push(Notice::wrong(words.count(
            "fac-no-number",
            "count",
            count(without_number),
        )));
    }
    notices
}

fn verdict(site: &Site, words: Words, (fund, number): (CareFundNumber, u16), checked: &CheckedBatch) -> Verdict {
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
        wanted: wanted(fund, number, checked),
        state,
        word: words.t(&format!("fac-verdict-{key}")),
        lead: words.t(&format!("fac-verdict-lead-{key}")),
        amounts: amounts.collect(),
        findings: last
            .map(|answer| super::sending::findings(words, answer))
            .unwrap_or_default(),
    }
}

/// What became of a sending to each fund.
#[derive(Default)]
struct Outcome {
    sent: Vec<(CareFundNumber, BatchId)>,
    before: Vec<(CareFundNumber, BatchId)>,
    /// Not sent: it is no longer what was looked at, or something went wrong behind a sending that stands.
    not: Vec<CareFundNumber>,
}

/// Sends a month to one fund, or to every fund to which there is something to send; each as it was looked at.
async fn send(State(site): State<Site>, visit: Visit, Path(of): Path<String>, Form(pairs): Form<Pairs>) -> Response {
    let month = match month_of(&of) {
        Ok(month) => month,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    if let Err(problem) = doing(&site, &visit, Action::SendBatch).await {
        return refused(&site, &visit, &problem).await;
    }
    let typed = Typed::of(pairs);
    let version: i64 = typed.get("versie").parse().unwrap_or_default();
    let only: Option<CareFundNumber> = typed.get("kas").parse().ok();
    let wanted = typed
        .get("kassen")
        .split(' ')
        .filter_map(|text| looked_at(text, version));
    let wanted: Vec<LookedAt> = wanted.filter(|of| only.is_none_or(|only| only == of.fund)).collect();
    let context = visit.context();
    let became = site
        .ask(move |app| {
            let mut became = Outcome::default();
            for of in &wanted {
                match app.send_month(&context, month, of) {
                    Ok(SentMonth::Sent(report)) => became.sent.push((of.fund, report.id)),
                    Ok(SentMonth::Before(id)) => became.before.push((of.fund, id)),
                    Err(Problem::Conflict(_)) => became.not.push(of.fund),
                    Err(problem) if became.sent.is_empty() => return Err(problem),
                    Err(_) => became.not.push(of.fund),
                }
            }
            Ok(became)
        })
        .await;
    match became {
        Ok(became) => Redirect::to(&told(month, &became, only.is_some())).into_response(),
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

/// Where what became of it is told.
fn told(month: Month, became: &Outcome, is_one: bool) -> String {
    let done = match (became.sent.is_empty(), became.before.is_empty()) {
        (false, _) => "verzonden",
        (true, false) => "al-verzonden",
        (true, true) => "veranderd",
    };
    let mut there = became.sent.iter().chain(&became.before);
    match (became.not.is_empty(), there.next()) {
        (_, None) => format!("{BATCHES}/{month}?gedaan={done}"),
        (true, Some((_, id))) if is_one => format!("/voorziening/facturatie/zendingen/{id}?gedaan={done}"),
        (true, Some(_)) => format!("{BATCHES}?gedaan={done}"),
        (false, Some(_)) => {
            let sent = joined(became.sent.iter().chain(&became.before).map(|(fund, _)| *fund));
            let not = joined(became.not.iter().copied());
            format!("{BATCHES}/{month}?gedaan=deels&wel={sent}&niet={not}")
        }
    }
}

fn joined(funds: impl Iterator<Item = CareFundNumber>) -> String {
    funds.map(|fund| fund.to_string()).collect::<Vec<_>>().join("-")
}

/// A sending as it was looked at: fund, number and hash.
fn wanted(fund: CareFundNumber, number: u16, checked: &CheckedBatch) -> String {
    format!("{fund}:{number}:{}", checked.content)
}

fn looked_at(text: &str, version: i64) -> Option<LookedAt> {
    let mut parts = text.split(':');
    Some(LookedAt {
        fund: parts.next()?.parse().ok()?,
        number: parts.next()?.parse().ok()?,
        content: parts.next()?.parse().ok()?,
        version,
    })
}
