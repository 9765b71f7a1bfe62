//! `/voorziening/facturatie/zendingen/{id}`: a sending as its facility follows it, its answers, and taking lines back.

use std::collections::BTreeMap;

use app::{BatchAnswer, CreditableOnPage, FacilitySending, PlacedFinding, Problem};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use identifiers::{BatchId, Month, brussels_day};
use store::{BatchState, PayableState};

use super::batches::state;
use super::form::{Pairs, Typed};
use super::{BATCHES, Told, refused};
use crate::batch_answer::{Style, batch_answer_page};
use crate::page::{Frame, answer, failed};
use crate::parts::{Cell, Facts, Field, Notice, Step, Steps};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

struct CreditGroup {
    name: String,
    lines: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "facility/sending.html")]
struct Page {
    frame: Frame,
    back: &'static str,
    address: String,
    notice: Option<Notice>,
    steps: Steps,
    facts: Facts,
    answers: Vec<(String, String, String)>,
    findings: Vec<(String, String, Vec<String>)>,
    credits: Vec<CreditGroup>,
    month: Option<Field>,
    objection: Option<String>,
}

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/voorziening/facturatie/zendingen/{id}", get(page).post(credit))
        .route("/voorziening/facturatie/zendingen/{id}/{name}", get(one_answer))
        .route("/voorziening/facturatie/zendingen/{id}/{name}/bestand", get(file))
}

fn batch_of(text: &str) -> Result<BatchId, Problem> {
    let id = text.parse().map(BatchId);
    id.map_err(|_| Problem::NotFound("a sending".into()))
}

async fn found(site: &Site, visit: &Visit, id: &str) -> Result<FacilitySending, Problem> {
    let (id, context) = (batch_of(id)?, visit.context());
    site.ask(move |app| app.facility_sending(&context, id)).await
}

async fn page(State(site): State<Site>, visit: Visit, Path(id): Path<String>, Query(done): Told) -> Response {
    match found(&site, &visit, &id).await {
        Ok(found) => {
            let page = made(&site, &visit, &found, done.notice(visit.words));
            answer(&site, &visit, &page, StatusCode::OK)
        }
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

/// The answer to read and to print.
async fn one_answer(State(site): State<Site>, visit: Visit, Path((id, name)): Path<(String, String)>) -> Response {
    let found = match found(&site, &visit, &id).await {
        Ok(found) => found,
        Err(problem) => return refused(&site, &visit, &problem).await,
    };
    let answer = found.answers.iter().find(|answer| answer.message == name);
    match answer.map(|answer| batch_answer_page(visit.words, answer, Style::Linked)) {
        Some(Ok(html)) => Html(html).into_response(),
        Some(Err(error)) => failed(&site, &visit, &Problem::Fault(error.to_string())),
        None => failed(&site, &visit, &Problem::NotFound("an answer".into())),
    }
}

/// The answer as the file that software gets.
async fn file(State(site): State<Site>, visit: Visit, Path((id, name)): Path<(String, String)>) -> Response {
    let context = visit.context();
    let files = match batch_of(&id) {
        Ok(id) => site.ask(move |app| app.answers(&context, id)).await,
        Err(problem) => Err(problem),
    };
    match files {
        Ok(files) => match files.into_iter().find(|file| file.name == name) {
            Some(file) => {
                let disposition = format!("attachment; filename=\"{id}-{name}.txt\"");
                let headers = [
                    (CONTENT_TYPE, "text/plain; charset=iso-8859-1".to_owned()),
                    (CONTENT_DISPOSITION, disposition),
                ];
                (headers, file.bytes).into_response()
            }
            None => failed(&site, &visit, &Problem::NotFound("an answer".into())),
        },
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

/// Notes lines to be taken back, in the month that was chosen.
async fn credit(State(site): State<Site>, visit: Visit, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Response {
    let lines: Vec<(u64, u32)> = pairs
        .iter()
        .filter(|(name, _)| name == "regel")
        .filter_map(|(_, value)| {
            let (invoice, position) = value.split_once(':')?;
            Some((invoice.parse().ok()?, position.parse().ok()?))
        })
        .collect();
    let typed = Typed::of(pairs);
    let month = typed.get("maand").parse::<Month>();
    let Ok(batch) = batch_of(&id) else {
        return failed(&site, &visit, &Problem::NotFound("a sending".into()));
    };
    let address = format!("/voorziening/facturatie/zendingen/{id}");
    let Ok(month) = month else {
        return Redirect::to(&format!("{address}?gedaan=geen-maand")).into_response();
    };
    if lines.is_empty() {
        return Redirect::to(&format!("{address}?gedaan=geen-regel")).into_response();
    }
    let context = visit.context();
    match site
        .ask(move |app| app.note_credits(&context, batch, &lines, month))
        .await
    {
        Ok(_) => Redirect::to(&format!("{BATCHES}/{month}?gedaan=creditnota")).into_response(),
        Err(Problem::Conflict(_)) => Redirect::to(&format!("{address}?gedaan=veranderd")).into_response(),
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

fn made(site: &Site, visit: &Visit, found: &FacilitySending, notice: Option<Notice>) -> Page {
    let words = visit.words;
    let (listed, batch) = (&found.listed, &found.listed.batch);
    let address = format!("/voorziening/facturatie/zendingen/{}", listed.id);
    let fund = listed.fund_name.as_ref().map(|name| words.of(name).to_owned());
    let month = batch.month.map(|month| words.month(month));
    let may_credit = matches!(
        visit.actor(),
        app::Actor::FacilityEmployee {
            role: app::FacilityRole::BillingClerk,
            ..
        }
    );
    let last = found.answers.last();
    let told = found.answers.iter().rev().find(|answer| !answer.findings.is_empty());
    let title = [month.clone(), fund.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    let title = match title.as_str() {
        "" => words.t("fac-unread"),
        what => words.one("fac-sending-title", "what", what),
    };
    let months = found
        .credits
        .months
        .iter()
        .map(|month| (month.to_string(), words.month(*month)));
    let months: Vec<(String, String)> = months.collect();
    let can_credit = may_credit && !found.credits.lines.is_empty() && !months.is_empty();
    Page {
        frame: Frame::new(site, visit, title),
        back: BATCHES,
        notice,
        steps: steps(words, found),
        facts: facts(words, found),
        answers: found
            .answers
            .iter()
            .map(|answer| {
                let title = words.t(&format!("answer-title-{}", answer.message));
                let page = format!("{address}/{}", answer.message);
                (title, page.clone(), format!("{page}/bestand"))
            })
            .collect(),
        findings: told.map(|answer| findings(words, answer)).unwrap_or_default(),
        credits: if can_credit {
            credits(words, &found.credits.lines)
        } else {
            Vec::new()
        },
        month: can_credit.then(|| Field::choice("maand", words.t("fac-credit-month"), months)),
        objection: last
            .and_then(|answer| answer.objection.as_ref())
            .map(|text| words.of(text).to_owned()),
        address,
    }
}

fn facts(words: Words, found: &FacilitySending) -> Facts {
    let batch = &found.listed.batch;
    let last = found.answers.last();
    let amounts = last.and_then(|answer| answer.amounts);
    let settlement = last.and_then(|answer| answer.settlement.as_ref());
    Facts::new(words)
        .with("fac-column-state", state(words, batch.state))
        .with_some(
            "answer-sending-label",
            batch.sending_number.map(|number| Cell::text(number.to_string())),
        )
        .with("answer-received-label", Cell::moment(batch.received_at))
        .with_some("answer-asked", amounts.map(|amounts| Cell::money(amounts.asked_cents)))
        .with_some(
            "answer-accepted",
            amounts.map(|amounts| Cell::money(amounts.accepted_cents)),
        )
        .with_some(
            "answer-refused",
            amounts.map(|amounts| Cell::money(amounts.refused_cents)),
        )
        .with_some("answer-open", amounts.map(|amounts| Cell::money(amounts.open_cents)))
        .with_some(
            "answer-payable",
            settlement.map(|settlement| Cell::money(settlement.payable_cents)),
        )
        .with_some(
            "answer-payment-label",
            settlement.map(|settlement| Cell::text(settlement.payment_reference.to_string())),
        )
}

/// Where it is in the flow.
fn steps(words: Words, found: &FacilitySending) -> Steps {
    let batch = &found.listed.batch;
    let reached = match batch.state {
        BatchState::RefusedTechnical => 0,
        BatchState::Refused => 1,
        BatchState::InReview => 2,
        BatchState::Decided => 3,
        BatchState::Settled => 4,
        BatchState::Paid => 5,
    };
    let is_refused = matches!(batch.state, BatchState::RefusedTechnical | BatchState::Refused);
    let signed = found.answers.last().and_then(|answer| answer.settlement.as_ref());
    let names = ["technical", "content", "review", "decided", "signed", "paid"];
    let steps = names.iter().enumerate().map(|(place, name)| Step {
        word: words.t(&format!("fac-step-{name}")),
        below: match (*name, signed, found.payment) {
            ("technical", ..) => words.day(brussels_day(batch.received_at)),
            ("signed", Some(signed), _) => words.day(brussels_day(signed.signed_at)),
            ("paid", _, Some(PayableState::Ordered)) => words.t("fac-payment-ordered"),
            ("paid", _, Some(PayableState::Due)) => words.t("fac-payment-due"),
            _ => String::new(),
        },
        class: match place.cmp(&reached) {
            std::cmp::Ordering::Less => "taken",
            std::cmp::Ordering::Equal if is_refused => "bad",
            std::cmp::Ordering::Equal if place == 5 => "taken",
            std::cmp::Ordering::Equal => "here",
            std::cmp::Ordering::Greater => "later",
        },
    });
    Steps::new(words.t("fac-steps"), steps.collect())
}

/// Everything that was found, by code: code with title, how often, and where with its sentence.
pub(super) fn findings(words: Words, answer: &BatchAnswer) -> Vec<(String, String, Vec<String>)> {
    let mut by_code: BTreeMap<&str, Vec<&PlacedFinding>> = BTreeMap::new();
    for found in &answer.findings {
        by_code.entry(found.finding.code.as_str()).or_default().push(found);
    }
    let name = |found: &PlacedFinding| {
        let invoice = answer
            .invoices
            .iter()
            .find(|invoice| Some(invoice.invoice) == found.invoice);
        let name = invoice.and_then(|invoice| invoice.name.clone());
        let day = found.day.map(|day| words.day(day));
        let place: Vec<String> = [name, day].into_iter().flatten().collect();
        let text = words.of(&found.finding.text);
        if place.is_empty() {
            text.to_owned()
        } else {
            format!("{}: {text}", place.join(", "))
        }
    };
    by_code
        .into_iter()
        .filter_map(|(code, found)| {
            let first = found.first()?;
            let kind = words.t(&format!("answer-type-{}", first.letter));
            let times = words.count("answer-times", "count", i64::try_from(found.len()).unwrap_or(i64::MAX));
            let title = format!("{code} {}", words.of(&first.finding.title));
            Some((
                title,
                format!("{kind} · {times}"),
                found.iter().map(|found| name(found)).collect(),
            ))
        })
        .collect()
}

/// What can be taken back, by person.
fn credits(words: Words, lines: &[CreditableOnPage]) -> Vec<CreditGroup> {
    let mut groups: Vec<CreditGroup> = Vec::new();
    for line in lines {
        let name = line.name.clone().unwrap_or_else(|| words.t("person-unknown"));
        let value = format!("{}:{}", line.place.invoice, line.place.position);
        let text = format!("{} · {} · {}", words.day(line.day), line.code, words.amount(line.cents));
        match groups.last_mut().filter(|group| group.name == name) {
            Some(group) => group.lines.push((value, text)),
            None => groups.push(CreditGroup {
                name,
                lines: vec![(value, text)],
            }),
        }
    }
    groups
}
