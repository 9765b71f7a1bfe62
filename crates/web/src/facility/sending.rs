//! `/voorziening/facturatie/zendingen/{id}`: a sending as its facility follows it, its answers, and taking lines back.

use std::collections::BTreeMap;

use app::{BatchAnswer, CreditableOnPage, FacilitySending, FoundOnSending, PlacedFinding, Problem, SendingPart};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use identifiers::{BatchId, Month, brussels_day};
use regulation::CheckCode;
use serde::Deserialize;
use store::{BatchState, PayableState};

use super::batches::state;
use super::form::{Pairs, Typed};
use super::{BATCHES, Done, refused};
use crate::batch_answer::{Style, batch_answer_page};
use crate::page::{Frame, answer, failed};
use crate::parts::{Address, Cell, Facts, Field, Notice, Step, Steps};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

struct CreditGroup {
    name: String,
    lines: Vec<(String, String)>,
}

/// A code that was found, and where.
pub(super) struct FindingGroup {
    title: String,
    /// What kind it is, and how often it was found.
    times: String,
    places: Vec<String>,
    /// Where further places stand.
    next: Option<String>,
    /// Whether further places were asked for.
    is_open: bool,
}

/// Which part of the page is asked for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    gedaan: Option<String>,
    code: Option<String>,
    /// Places of the code behind this one.
    na: Option<String>,
    /// What can be taken back behind this invoice.
    vanaf: Option<String>,
}

impl Asked {
    fn part(&self) -> Result<SendingPart, Problem> {
        let unknown = || Problem::NotFound("a page with this choice".into());
        let place = |text: &str| {
            let (invoice, position) = text.split_once('-')?;
            Some((invoice.parse().ok()?, position.parse().ok()?))
        };
        let places = match (&self.code, &self.na) {
            (Some(code), Some(text)) => Some((CheckCode::from(code.clone()), place(text).ok_or_else(unknown)?)),
            _ => None,
        };
        let credits = self.vanaf.as_deref().map(str::parse).transpose();
        Ok(SendingPart {
            places,
            credits: credits.map_err(|_| unknown())?,
        })
    }
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
    findings: Vec<FindingGroup>,
    credits: Vec<CreditGroup>,
    /// Where what can be taken back goes on.
    more_credits: Option<String>,
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

async fn found(site: &Site, visit: &Visit, id: &str, asked: &Asked) -> Result<FacilitySending, Problem> {
    let (id, part, context) = (batch_of(id)?, asked.part()?, visit.context());
    site.ask(move |app| app.facility_sending(&context, id, &part)).await
}

async fn page(State(site): State<Site>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Response {
    match found(&site, &visit, &id, &asked).await {
        Ok(found) => {
            let page = made(&site, &visit, &found, &asked);
            answer(&site, &visit, &page, StatusCode::OK)
        }
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

/// The answer to read and to print.
async fn one_answer(State(site): State<Site>, visit: Visit, Path((id, name)): Path<(String, String)>) -> Response {
    let context = visit.context();
    let found = match batch_of(&id) {
        Ok(id) => site.ask(move |app| app.facility_answer(&context, id, &name)).await,
        Err(problem) => Err(problem),
    };
    match found.map(|answer| batch_answer_page(visit.words, &answer, Style::Linked)) {
        Ok(Ok(html)) => Html(html).into_response(),
        Ok(Err(error)) => failed(&site, &visit, &Problem::Fault(error.to_string())),
        Err(problem) => refused(&site, &visit, &problem).await,
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

fn made(site: &Site, visit: &Visit, found: &FacilitySending, asked: &Asked) -> Page {
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
        notice: Done::told(asked.gedaan.as_deref(), words),
        steps: steps(words, found),
        facts: facts(words, found),
        answers: found
            .answers
            .iter()
            .map(|answer| {
                let title = words.t(&format!("answer-title-{answer}"));
                let page = format!("{address}/{answer}");
                (title, page.clone(), format!("{page}/bestand"))
            })
            .collect(),
        findings: found_groups(words, &found.findings, (&address, asked)),
        credits: if can_credit {
            credits(words, &found.credits.lines)
        } else {
            Vec::new()
        },
        month: can_credit.then(|| Field::choice("maand", words.t("fac-credit-month"), months)),
        more_credits: found.credits.next.filter(|_| can_credit).map(|next| {
            let more = Address::new(address.clone()).with("vanaf", next);
            format!("{more}#credit")
        }),
        objection: found.objection.as_ref().map(|text| words.of(text).to_owned()),
        address,
    }
}

fn facts(words: Words, found: &FacilitySending) -> Facts {
    let batch = &found.listed.batch;
    let amounts = found.amounts;
    let settlement = found.settlement.as_ref();
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
    let signed = found.settlement.as_ref();
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

/// Everything that was found in a sending, by code, with a page of the places of each.
fn found_groups(words: Words, found: &[FoundOnSending], (address, asked): (&str, &Asked)) -> Vec<FindingGroup> {
    let group = |of: &FoundOnSending| {
        let code = of.finding.code.to_string();
        let kind = words.t(&format!("answer-type-{}", of.letter));
        let times = words.count("answer-times", "count", i64::try_from(of.count).unwrap_or(i64::MAX));
        let places = of.places.iter().map(|place| {
            let day = place.day.map(|day| words.day(day));
            said(place.name.clone(), day, words.of(&place.text))
        });
        FindingGroup {
            title: format!("{code} {}", words.of(&of.finding.title)),
            times: format!("{kind} · {times}"),
            places: places.collect(),
            next: of.next.map(|(invoice, position)| {
                let more = Address::new(address).with("code", &code);
                format!("{}#findings", more.with("na", format!("{invoice}-{position}")))
            }),
            is_open: asked.code.as_deref() == Some(code.as_str()),
        }
    };
    found.iter().map(group).collect()
}

/// Of whom and of which day something is said.
fn said(name: Option<String>, day: Option<String>, text: &str) -> String {
    let place: Vec<String> = [name, day].into_iter().flatten().collect();
    if place.is_empty() {
        text.to_owned()
    } else {
        format!("{}: {text}", place.join(", "))
    }
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
        said(name, day, words.of(&found.finding.text))
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
