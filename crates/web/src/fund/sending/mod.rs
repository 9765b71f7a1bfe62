//! `/kas/zendingen/{number}`: one sending: where it is in the flow, what was found, its lines, and what is done with them.

mod answers;
mod decide;
mod facts;
mod tables;

use app::{LINES_PAGE, LinesFilter, Problem, SendingPage};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::BatchId;
use regulation::CheckCode;
use serde::Deserialize;
use store::{BatchState, LineState};

pub(crate) use self::decide::taking;
use self::facts::{facts, steps};
use self::tables::{deciding, filter, findings, lines, sums, take};
use super::choice::shown;
use super::sendings;
use crate::page::{Frame, answer, failed};
use crate::parts::export::MOST_ROWS;
use crate::parts::{Address, ExportForm, Facts, Field, Filter, Notice, Press, Steps, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// What the page may be asked with.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    lijnen: Option<String>,
    code: Option<String>,
    na: Option<String>,
    vorm: Option<String>,
    tabel: Option<String>,
    gedaan: Option<String>,
}

/// Deciding all open lines of one reason, or of all.
struct Deciding {
    action: String,
    seen: String,
    pick: Field,
    line: Field,
    reason: Field,
}

#[derive(Template)]
#[template(path = "fund/sending.html")]
struct Page {
    frame: Frame,
    list: &'static str,
    notice: Option<Notice>,
    steps: Steps,
    facts: Facts,
    sums: Table,
    findings: Table,
    lines: Table,
    filter: Filter,
    deciding: Option<Deciding>,
    take: Option<Press>,
    other: Option<String>,
    /// What was typed meanwhile, where there is no form to keep it.
    typed: Option<String>,
    review: Option<(String, String)>,
    sign: Option<String>,
    four_eyes: Option<String>,
    answers: Vec<(String, String)>,
    address: String,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/kas/zendingen/{number}", get(page))
        .merge(decide::routes())
        .merge(answers::routes())
}

pub(crate) fn number_of(text: &str) -> Result<BatchId, Problem> {
    let number = text.parse().map(BatchId);
    number.map_err(|_| Problem::NotFound("a sending".into()))
}

impl Asked {
    fn filter(&self, behind: Option<(u64, u32)>) -> LinesFilter {
        LinesFilter {
            state: match self.lijnen.as_deref() {
                Some("open") => Some(LineState::Open),
                Some("geweigerd") => Some(LineState::Refused),
                Some("aanvaard") => Some(LineState::Accepted),
                _ => None,
            },
            finding: self
                .code
                .as_deref()
                .filter(|code| !code.is_empty())
                .map(|code| CheckCode::from(code.to_owned())),
            behind,
        }
    }

    fn behind(&self) -> Result<Option<(u64, u32)>, Problem> {
        let Some(text) = self.na.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let read = text
            .split_once('-')
            .and_then(|(invoice, position)| Some((invoice.parse().ok()?, position.parse().ok()?)));
        read.map(Some)
            .ok_or_else(|| Problem::NotFound("a page with this choice".into()))
    }

    fn address(&self, id: BatchId) -> Address {
        Address::new(format!("{}/{id}", sendings::ADDRESS))
            .with_some("lijnen", self.lijnen.as_ref())
            .with_some("code", self.code.as_ref())
    }
}

/// What the page says above itself, and what was typed.
#[derive(Default)]
struct Told {
    notice: Option<Notice>,
    reason: String,
    reason_error: Option<String>,
    /// What was typed for one line, and what is wrong with it.
    line: String,
    line_error: Option<String>,
    status: StatusCode,
}

async fn page(
    State(site): State<Site>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let words = visit.words;
    let key = match asked.gedaan.as_deref() {
        Some("aanvaard") => Some("lines-accepted"),
        Some("geweigerd") => Some("lines-refused"),
        Some("in-beraad") => Some("lines-taken"),
        Some("ondertekend") => Some("sending-signed"),
        Some("opgenomen") => Some("sending-taken"),
        Some("vrijgegeven") => Some("sending-released"),
        _ => None,
    };
    let told = Told {
        notice: key.map(|key| Notice::done(words.t(key))),
        ..Told::default()
    };
    match number_of(&number) {
        Ok(id) => shown_page(&site, &visit, (id, asked), told).await,
        Err(problem) => failed(&site, &visit, &problem),
    }
}

async fn shown_page(site: &Site, visit: &Visit, (id, asked): (BatchId, Asked), told: Told) -> Response {
    let form = asked.vorm.as_deref().and_then(ExportForm::read);
    let behind = match asked.behind() {
        Ok(behind) => behind,
        Err(problem) => return failed(site, visit, &problem),
    };
    let (context, filter) = (visit.context(), asked.filter(behind));
    let most = form.map_or(LINES_PAGE, |_| u32::try_from(MOST_ROWS).unwrap_or(u32::MAX));
    match (
        site.ask(move |app| app.sending_page(&context, id, &filter, most)).await,
        form,
    ) {
        (Ok(found), Some(form)) => {
            let table = match asked.tabel.as_deref() {
                Some("vaststellingen") => findings(visit.words, &found, &asked),
                Some("bedragen") => sums(visit.words, &found, &asked),
                _ => lines(visit, &found, &asked),
            };
            exported(&table, form, visit.at)
        }
        (Ok(found), None) => {
            let status = told.status;
            answer(site, visit, &made(site, visit, (&found, &asked), told), status)
        }
        (Err(problem), _) => failed(site, visit, &problem),
    }
}

fn made(site: &Site, visit: &Visit, (found, asked): (&SendingPage, &Asked), mut told: Told) -> Page {
    let words = visit.words;
    let id = found.sending.id;
    let batch = &found.sending.batch;
    let address = format!("{}/{id}", sendings::ADDRESS);
    let number = batch
        .sending_number
        .map_or_else(|| id.to_string(), |number| number.to_string());
    let facility = found.facility.as_ref();
    let name = facility.map_or_else(|| words.t("facility-unknown"), |facility| facility.name.clone());
    let title = words.with("sending-title", &[("number", &number), ("facility", &name)]);
    let in_review = batch.state == BatchState::InReview;
    let may_sign = found.may_sign && batch.state == BatchState::Decided;
    let other = found.taken_by.as_ref().filter(|by| *by != visit.actor());
    let may_decide = found.may_decide && other.is_none();
    Page {
        list: sendings::ADDRESS,
        notice: told.notice.take(),
        steps: steps(words, found),
        facts: facts(words, found),
        sums: sums(words, found, asked),
        findings: findings(words, found, asked),
        lines: lines(visit, found, asked),
        filter: filter(words, found, asked),
        take: (in_review && may_decide).then(|| take(words, found, &address)),
        other: other
            .filter(|_| found.may_decide)
            .map(|by| by.account().map_or_else(|| by.to_string(), str::to_owned)),
        typed: other.and(Some(told.reason.clone()).filter(|typed| !typed.trim().is_empty())),
        deciding: (in_review && may_decide).then(|| deciding(words, found, &address, told)),
        review: (may_decide && matches!(batch.state, BatchState::Decided | BatchState::InReview))
            .then(|| (format!("{address}/in-beraad"), shown(asked.code.as_ref()))),
        sign: may_sign.then(|| format!("{address}/ondertekenen")),
        four_eyes: found.four_eyes.then(|| words.t("sending-four-eyes")),
        answers: answers(words, found, &address),
        frame: Frame::at(site, visit, title, &address),
        address,
    }
}

fn answers(words: Words, found: &SendingPage, address: &str) -> Vec<(String, String)> {
    let names = found.answers.iter();
    names
        .map(|name| {
            let word = words.t(&format!("answer-title-{name}"));
            (format!("{address}/antwoorden/{name}"), format!("{name}: {word}"))
        })
        .collect()
}
