//! `/kas/zendingen/{number}`: one sending: where it is in the flow, what was found, its lines, and what is done with them.

use app::{Decision, FoundCode, LINES_PAGE, LineOnPage, LinePick, LinesFilter, Problem, SendingPage, account_of};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identifiers::{BatchId, EuroCents};
use regulation::CheckCode;
use serde::Deserialize;
use store::{BatchState, LineState};

use super::choice::shown;
use super::originals::download;
use super::sendings::{self, state};
use crate::batch_answer::{Style, batch_answer_page};
use crate::page::{Frame, answer, failed};
use crate::parts::export::MOST_ROWS;
use crate::parts::{
    Address, Cell, Column, ExportForm, Facts, Field, Filter, Notice, Press, Step, Steps, Table, exported,
};
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
    review: Option<(String, String)>,
    sign: Option<String>,
    four_eyes: Option<String>,
    answers: Vec<(String, String)>,
    address: String,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/kas/zendingen/{number}", get(page))
        .route("/kas/zendingen/{number}/beslissen", post(decide))
        .route("/kas/zendingen/{number}/in-beraad", post(review))
        .route("/kas/zendingen/{number}/antwoorden/{name}", get(one_answer))
        .route("/kas/zendingen/{number}/bestand", get(original))
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
                _ => lines(visit.words, &found, &asked),
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

fn made(site: &Site, visit: &Visit, (found, asked): (&SendingPage, &Asked), told: Told) -> Page {
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
    Page {
        list: sendings::ADDRESS,
        notice: told.notice,
        steps: steps(words, found),
        facts: facts(words, found),
        sums: sums(words, found, asked),
        findings: findings(words, found, asked),
        lines: lines(words, found, asked),
        filter: filter(words, found, asked),
        deciding: (in_review && found.may_decide)
            .then(|| deciding(words, found, &address, (told.reason, told.reason_error))),
        review: (found.may_decide && matches!(batch.state, BatchState::Decided | BatchState::InReview))
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

fn steps(words: Words, found: &SendingPage) -> Steps {
    let batch = &found.sending.batch;
    let settled = found.settlement.as_ref();
    let received = words.day(identifiers::brussels_day(batch.received_at));
    let signed = settled.map(|signed| words.day(identifiers::brussels_day(signed.settlement.signed_at)));
    let at = match batch.state {
        BatchState::RefusedTechnical => 1,
        BatchState::Refused => 2,
        BatchState::InReview => 3,
        BatchState::Decided => 4,
        BatchState::Settled => 5,
        BatchState::Paid => 6,
    };
    let is_refused = matches!(batch.state, BatchState::Refused | BatchState::RefusedTechnical);
    let open = i64::try_from(batch.open_lines).unwrap_or(i64::MAX);
    let below = [
        received,
        String::new(),
        String::new(),
        if open > 0 {
            words.count("step-open", "count", open)
        } else {
            String::new()
        },
        signed.unwrap_or_default(),
        found
            .payable
            .as_ref()
            .map(|payable| words.amount(payable.amount))
            .unwrap_or_default(),
    ];
    let keys = ["received", "read", "judged", "decided", "signed", "paid"];
    let steps = keys.iter().zip(below).enumerate().map(|(place, (key, below))| Step {
        word: words.t(&format!("step-{key}")),
        below,
        class: match place.cmp(&at) {
            std::cmp::Ordering::Less => "taken",
            std::cmp::Ordering::Equal if is_refused => "bad",
            std::cmp::Ordering::Equal => "here",
            std::cmp::Ordering::Greater => "later",
        },
    });
    Steps::new(words.t("sending-steps"), steps.collect())
}

fn facts(words: Words, found: &SendingPage) -> Facts {
    let batch = &found.sending.batch;
    let settled = found.settlement.as_ref();
    let facility = found.facility.as_ref();
    let payable = found.payable.as_ref();
    Facts::new(words)
        .with("list-state", state(words, batch.state))
        .with_some(
            "list-facility",
            facility.map(|facility| Cell::text(facility.name.clone()).beside(facility.hco.to_string())),
        )
        .with_some(
            "list-sector",
            facility.map(|facility| Cell::text(facility.sector.to_string())),
        )
        .with_some("sending-month", batch.month.map(|month| Cell::text(words.month(month))))
        .with("sending-received", Cell::moment(batch.received_at))
        .with_some(
            "sending-signed-by",
            settled.map(|signed| {
                Cell::text(account_of(&signed.settlement.signed_by)).beside(words.moment(signed.settlement.signed_at))
            }),
        )
        .with_some(
            "sending-reference",
            settled.map(|signed| Cell::text(signed.reference.to_string())),
        )
        .with_some("sending-to-pay", payable.map(|payable| Cell::money(payable.amount)))
        .with_some(
            "sending-deciders",
            (!found.deciders.is_empty()).then(|| Cell::text(found.deciders.join(", "))),
        )
        .with(
            "answer-share-label",
            Cell::text(words.with(
                "answer-share",
                &[
                    ("errors", &batch.error_count.to_string()),
                    ("records", &batch.record_count.to_string()),
                ],
            )),
        )
}

fn sums(words: Words, found: &SendingPage, asked: &Asked) -> Table {
    let of = |state| {
        let total = found.totals.iter().find(|total| total.state == state);
        total.map_or((0, EuroCents::ZERO), |total| (total.lines, total.amount))
    };
    let all = found.totals.iter();
    let lines: u64 = all.clone().map(|total| total.lines).sum();
    let asked_for = (lines, found.sending.batch.asked);
    let rows = [
        ("sending-asked", asked_for, ""),
        ("answer-accepted", of(LineState::Accepted), "aanvaard"),
        ("answer-refused", of(LineState::Refused), "geweigerd"),
        ("answer-open", of(LineState::Open), "open"),
    ];
    let address = asked.address(found.sending.id);
    let row = |(key, (lines, amount), choice): (&str, (u64, EuroCents), &str)| {
        vec![
            Cell::text(words.t(key)).link(address.without("code").with("lijnen", choice)),
            Cell::number(lines),
            Cell::money(amount),
        ]
    };
    Table::new(words, "bedragen", words.t("answer-amounts"), address.clone())
        .columns([
            Column::new(words.t("list-state")),
            Column::number(words.t("sending-lines")),
            Column::number(words.t("sending-amount")),
        ])
        .rows(rows.map(row))
}

fn findings(words: Words, found: &SendingPage, asked: &Asked) -> Table {
    let address = asked.address(found.sending.id);
    let row = |code: &FoundCode| {
        let of_code = address.without("lijnen").with("code", &code.finding.code);
        vec![
            Cell::text(code.finding.code.to_string()).link(of_code),
            Cell::text(words.of(&code.finding.title).to_owned()).beside(code.finding.sources.join("; ")),
            Cell::text(words.t(&format!("answer-type-{}", code.letter))),
            Cell::number(code.count),
            Cell::number(code.open),
            Cell::money(code.amount),
        ]
    };
    Table::new(words, "vaststellingen", words.t("findings-title"), address.clone())
        .columns([
            Column::new(words.t("finding-code")),
            Column::new(words.t("sending-found")),
            Column::new(words.t("sending-effect")),
            Column::number(words.t("sending-times")),
            Column::number(words.t("sending-open-lines")),
            Column::number(words.t("sending-amount")),
        ])
        .rows(found.findings.iter().map(row))
        .empty(words.t("findings-none"))
}

fn filter(words: Words, found: &SendingPage, asked: &Asked) -> Filter {
    let states = [
        ("", "filter-all"),
        ("open", "answer-open"),
        ("geweigerd", "answer-refused"),
        ("aanvaard", "answer-accepted"),
    ]
    .map(|(value, key)| (value.to_owned(), words.t(key)));
    let fields = vec![
        Field::choice("lijnen", words.t("list-state"), states).value(shown(asked.lijnen.as_ref())),
        Field::choice("code", words.t("finding-code"), codes(words, found, |_| true)).value(shown(asked.code.as_ref())),
    ];
    Filter::new(words, &asked.address(found.sending.id), fields)
}

fn codes(words: Words, found: &SendingPage, which: impl Fn(&FoundCode) -> bool) -> Vec<(String, String)> {
    let all = (String::new(), words.t("filter-all"));
    let found = found.findings.iter().filter(|code| which(code)).map(|code| {
        let title = words.of(&code.finding.title);
        (code.finding.code.to_string(), format!("{} {title}", code.finding.code))
    });
    std::iter::once(all).chain(found).collect()
}

fn deciding(words: Words, found: &SendingPage, address: &str, (reason, error): (String, Option<String>)) -> Deciding {
    Deciding {
        action: format!("{address}/beslissen"),
        seen: found.version.to_string(),
        pick: Field::choice(
            "bevinding",
            words.t("lines-which"),
            codes(words, found, |code| code.open > 0 && code.letter == 'P'),
        ),
        reason: Field::lines("reden", words.t("decide-reason"))
            .hint(words.t("decide-reason-hint"))
            .value(reason)
            .error(error),
    }
}

fn lines(words: Words, found: &SendingPage, asked: &Asked) -> Table {
    let decides = found.may_decide && found.sending.batch.state == BatchState::InReview;
    let mut columns = vec![
        Column::new(words.t("sending-line")),
        Column::new(words.t("list-person")),
        Column::new(words.t("answer-day")),
        Column::new(words.t("answer-code")),
        Column::number(words.t("sending-amount")),
        Column::new(words.t("answer-outcome")),
        Column::new(words.t("answer-because")),
    ];
    if decides {
        columns.push(Column::presses(words.t("table-do")));
    }
    let next = found.next.map(|(invoice, position)| format!("{invoice}-{position}"));
    Table::new(
        words,
        "prestaties",
        words.t("sending-lines"),
        asked.address(found.sending.id),
    )
    .columns(columns)
    .rows(found.lines.iter().map(|line| line_row(words, found, line, decides)))
    .empty(words.t("lines-empty"))
    .paged("na", next, asked.na.is_none())
}

fn line_row(words: Words, found: &SendingPage, shown: &LineOnPage, decides: bool) -> Vec<Cell> {
    let line = &shown.line;
    let (class, key) = match line.state {
        LineState::Accepted => ("accepted", "ACCEPTED"),
        LineState::Refused => ("refused", "REFUSED"),
        LineState::Open => ("open", "OPEN"),
    };
    let person = shown.person_name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let mut because: Vec<String> = shown
        .findings
        .iter()
        .map(|finding| format!("{} {}", finding.code, words.of(&finding.text)))
        .collect();
    if let Some(decision) = &shown.decision {
        let key = if decision.accepted {
            "answer-decided-yes"
        } else {
            "answer-decided-no"
        };
        let why = decision
            .reason
            .as_ref()
            .map(|reason| format!(": {reason}"))
            .unwrap_or_default();
        because.push(format!("{} ({}){why}", words.t(key), decision.by));
    }
    let place = format!("{}.{}", line.invoice, line.position);
    let mut cells = vec![
        Cell::text(place.clone()),
        Cell::text(person.clone()),
        Cell::day(line.day),
        Cell::text(line.code.to_string()),
        Cell::money(line.amount),
        Cell::state(class, words.t(&format!("answer-outcome-{key}"))),
        Cell::text(because.join(" ")),
    ];
    if decides {
        let about = format!("{place}, {person}");
        let presses = if line.state == LineState::Open {
            vec![accept(words, found, shown, about)]
        } else {
            Vec::new()
        };
        cells.push(Cell::presses(presses));
    }
    cells
}

/// One line is accepted by one press; a refusal needs a reason, and has its form above.
fn accept(words: Words, found: &SendingPage, shown: &LineOnPage, about: String) -> Press {
    Press {
        action: format!("{}/{}/beslissen", sendings::ADDRESS, found.sending.id),
        word: words.t("decide-accept"),
        about,
        hidden: vec![
            ("gezien", found.version.to_string()),
            ("factuur", shown.line.invoice.to_string()),
            ("plaats", shown.line.position.to_string()),
            ("beslissing", "aanvaarden".to_owned()),
        ],
    }
}

/// A decision on lines, as the form sends it.
#[derive(Debug, Deserialize)]
struct Decided {
    gezien: String,
    beslissing: String,
    #[serde(default)]
    reden: String,
    #[serde(default)]
    bevinding: String,
    #[serde(default)]
    lijn: String,
    factuur: Option<u64>,
    plaats: Option<u32>,
}

impl Decided {
    /// One line (`12.3`), all of one reason, or all.
    fn pick(&self) -> LinePick {
        let of_line = self.lijn.trim().split_once('.');
        let of_line = of_line.and_then(|(invoice, position)| Some((invoice.parse().ok()?, position.parse().ok()?)));
        LinePick {
            invoice: self.factuur.or(of_line.map(|(invoice, _)| invoice)),
            position: self.plaats.or(of_line.map(|(_, position)| position)),
            finding: (!self.bevinding.is_empty()).then(|| CheckCode::from(self.bevinding.clone())),
            ..LinePick::default()
        }
    }
}

async fn decide(
    State(site): State<Site>,
    visit: Visit,
    Path(number): Path<String>,
    Form(decided): Form<Decided>,
) -> Response {
    let id = match number_of(&number) {
        Ok(id) => id,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let (decision, done) = match decided.beslissing.as_str() {
        "aanvaarden" => (Decision::Accept, "aanvaard"),
        "weigeren" => (Decision::Refuse, "geweigerd"),
        _ => return failed(&site, &visit, &Problem::NotFound("a decision".into())),
    };
    let (context, pick, seen) = (visit.context(), decided.pick(), decided.gezien);
    let reason = decided.reden.clone();
    let work = move |app: &app::App<'_>| {
        app.decide_lines_as_seen(&context, id, &seen, &pick, (decision, &reason))
            .map(drop)
    };
    match site.ask(work).await {
        Ok(()) => {
            let there = Address::new(format!("{}/{id}", sendings::ADDRESS)).with("gedaan", done);
            Redirect::to(&there.to_string()).into_response()
        }
        Err(problem) => not_done(&site, &visit, id, (problem, decided.reden)).await,
    }
}

/// The sending again, with why it was not done and what was typed.
async fn not_done(site: &Site, visit: &Visit, id: BatchId, (problem, reason): (Problem, String)) -> Response {
    let words = visit.words;
    let mut told = Told {
        reason,
        ..Told::default()
    };
    match problem {
        Problem::InvalidInput(_) => {
            told.status = StatusCode::BAD_REQUEST;
            told.notice = Some(Notice::wrong(words.t("form-wrong")));
            let is_empty = told.reason.trim().is_empty();
            told.reason_error = Some(words.t(if is_empty {
                "decide-reason-missing"
            } else {
                "field-control-characters"
            }));
        }
        Problem::Conflict(_) => {
            told.status = StatusCode::CONFLICT;
            told.notice = Some(Notice::wrong(words.t("lines-not-decided")));
        }
        other => return failed(site, visit, &other),
    }
    shown_page(site, visit, (id, Asked::default()), told).await
}

/// Lines that are taken into review, as the form sends it.
#[derive(Debug, Deserialize)]
struct Taken {
    #[serde(default)]
    factuur: String,
    #[serde(default)]
    prestatiecode: String,
}

async fn review(
    State(site): State<Site>,
    visit: Visit,
    Path(number): Path<String>,
    Form(taken): Form<Taken>,
) -> Response {
    let id = match number_of(&number) {
        Ok(id) => id,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let pick = LinePick {
        invoice: taken.factuur.trim().parse().ok(),
        code: identifiers::PerformanceCode::parse(taken.prestatiecode.trim()).ok(),
        ..LinePick::default()
    };
    let is_meant = |typed: &str, read: bool| typed.trim().is_empty() || read;
    if !is_meant(&taken.factuur, pick.invoice.is_some()) || !is_meant(&taken.prestatiecode, pick.code.is_some()) {
        let problem = Problem::Conflict("a pick of no line".into());
        return not_done(&site, &visit, id, (problem, String::new())).await;
    }
    let context = visit.context();
    match site
        .ask(move |app| app.review_lines(&context, id, &pick).map(drop))
        .await
    {
        Ok(()) => {
            let there = Address::new(format!("{}/{id}", sendings::ADDRESS)).with("gedaan", "in-beraad");
            Redirect::to(&there.to_string()).into_response()
        }
        Err(problem) => not_done(&site, &visit, id, (problem, String::new())).await,
    }
}

/// As what an answer is asked.
#[derive(Debug, Deserialize)]
struct As {
    vorm: Option<String>,
}

/// An answer as a page, as JSON (`vorm=json`) or as the file of the message (`vorm=bestand`).
async fn one_answer(
    State(site): State<Site>,
    visit: Visit,
    Path((number, name)): Path<(String, String)>,
    Query(form): Query<As>,
) -> Response {
    let id = match number_of(&number) {
        Ok(id) => id,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let unknown = || Problem::NotFound("an answer".into());
    let context = visit.context();
    if form.vorm.as_deref() == Some("bestand") {
        let files = site.ask(move |app| app.answers(&context, id)).await;
        return match files.map(|files| files.into_iter().find(|file| file.name == name)) {
            Ok(Some(file)) => {
                let as_file = format!("attachment; filename=\"{}-{id}\"", file.name);
                let kind = [
                    (CONTENT_TYPE, "text/plain; charset=us-ascii".to_owned()),
                    (axum::http::header::CONTENT_DISPOSITION, as_file),
                ];
                (kind, file.bytes).into_response()
            }
            Ok(None) => failed(&site, &visit, &unknown()),
            Err(problem) => failed(&site, &visit, &problem),
        };
    }
    let found = site.ask(move |app| app.answer_documents(&context, id)).await;
    let document = match found.map(|found| found.into_iter().find(|document| document.message == name)) {
        Ok(Some(document)) => document,
        Ok(None) => return failed(&site, &visit, &unknown()),
        Err(problem) => return failed(&site, &visit, &problem),
    };
    if form.vorm.as_deref() == Some("json") {
        return axum_json(&document);
    }
    match batch_answer_page(visit.words, &document, Style::Linked) {
        Ok(html) => ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => failed(
            &site,
            &visit,
            &Problem::Fault(format!("a page could not be made: {error}")),
        ),
    }
}

fn axum_json(document: &app::BatchAnswer) -> Response {
    match serde_json::to_vec_pretty(document) {
        Ok(bytes) => ([(CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn original(State(site): State<Site>, visit: Visit, Path(number): Path<String>) -> Response {
    let id = match number_of(&number) {
        Ok(id) => id,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let context = visit.context();
    match site.ask(move |app| app.original_sending(&context, id)).await {
        Ok(original) => download(original, &format!("zending-{id}"), "application/octet-stream"),
        Err(problem) => failed(&site, &visit, &problem),
    }
}
