//! `/kas/dossiers/{address}`: one dossier on one page: the decision and why, the timeline, the messages in order.

mod days;
mod decision;
mod messages;

use app::{CameFrom, DossierAddress, DossierPage, MessageOnPage, Problem};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use care::SegmentOrigin;
use identifiers::{Period, brussels_day};
use jiff::civil::Date;
use regulation::Acts;
use serde::Deserialize;
use store::{DossierState, MessageOutcome};

use self::days::{Invoiced, invoiced, invoiced_table};
use self::decision::{Decision, decision, facts};
use self::messages::{Findings, Message, findings, told};
use crate::fund::why;
use crate::fund::worklist::NEXT;
use crate::list;
use crate::page::{Frame, answer, failed};
use crate::parts::{Address, Cell, Column, ExportForm, Field, Notice, Press, Table, exported};
use crate::site::Site;
use crate::timeline::Timeline;
use crate::visit::Visit;
use crate::words::Words;

/// Widths of the two drawings, in units of about a pixel.
const WIDE: (&str, i64) = ("wide", 960);
const NARROW: (&str, i64) = ("narrow", 340);

/// The form by which it is decided, for whoever may.
struct Deciding {
    action: String,
    seen: String,
    reason: Field,
    /// Who else has it: then it is theirs.
    other: Option<String>,
    /// What was typed meanwhile, where there is no form to keep it.
    typed: Option<String>,
    take: Option<Press>,
}

/// What the page says above itself, and what was typed in its form.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) notice: Option<Notice>,
    pub(crate) reason: String,
    pub(crate) reason_error: Option<String>,
    pub(crate) status: StatusCode,
    pub(crate) from: Option<CameFrom>,
}

/// The name of the table of the timeline, in addresses.
const TIMELINE: &str = "tijdlijn";

/// A table of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableOfDossier {
    /// What the drawing shows.
    Timeline,
    /// The days that were invoiced.
    Days,
}

/// What was just done, as the address tells.
#[derive(Debug, Deserialize)]
pub(crate) struct Said {
    gedaan: Option<String>,
    vanuit: Option<String>,
    vorm: Option<String>,
    tabel: Option<String>,
}

impl Said {
    /// The item of work from which one comes.
    pub(crate) fn came_from(&self) -> Option<CameFrom> {
        why::came_from(self.vanuit.as_deref())
    }

    /// Which table is asked for as a file, and as which.
    pub(crate) fn file(&self) -> Option<(TableOfDossier, ExportForm)> {
        let form = self.vorm.as_deref().and_then(ExportForm::read)?;
        let table = match self.tabel.as_deref() {
            Some(TIMELINE) => TableOfDossier::Timeline,
            _ => TableOfDossier::Days,
        };
        Some((table, form))
    }

    /// As a sentence above the page.
    pub(crate) fn told(&self, words: Words) -> Told {
        let key = match self.gedaan.as_deref() {
            Some("aanvaard") => Some("dossier-accepted"),
            Some("geweigerd") => Some("dossier-refused"),
            Some("opgenomen") => Some("dossier-taken"),
            Some("vrijgegeven") => Some("dossier-released"),
            _ => None,
        };
        Told {
            notice: key.map(|key| Notice::done(words.t(key))),
            from: self.came_from(),
            ..Told::default()
        }
    }
}

#[derive(Template)]
#[template(path = "dossier.html")]
struct Page {
    frame: Frame,
    list: &'static str,
    notice: Option<Notice>,
    address: String,
    person: Option<String>,
    next: Option<String>,
    deciding: Option<Deciding>,
    invoiced: Option<Invoiced>,
    may_read_original: bool,
    decision: Decision,
    facts: Vec<(String, String)>,
    findings: Vec<Findings>,
    drawings: [Timeline; 2],
    described: String,
    has_gap: bool,
    table: Table,
    messages: Vec<Message>,
}

/// The page of a dossier.
pub(crate) async fn page(site: &Site, visit: &Visit, address: DossierAddress, told: Told) -> Response {
    match read(site, visit, &address, told.from).await {
        Ok(Some(page)) => {
            let status = told.status;
            answer(site, visit, &made(site, visit, &page, told), status)
        }
        Ok(None) => why::asks(site, visit, why::Way::to_dossier(&address)),
        Err(problem) => failed(site, visit, &problem),
    }
}

/// What a dossier tells, when it is known why it is looked at.
async fn read(
    site: &Site,
    visit: &Visit,
    address: &DossierAddress,
    from: Option<CameFrom>,
) -> Result<Option<DossierPage>, Problem> {
    let (context, address) = (visit.context(), address.clone());
    let work = move |app: &app::App<'_>| match app.why_dossier(&context, &address, from.as_ref())? {
        Some(why) => app.dossier_page_because(&context, &address, Some(&why)).map(Some),
        None => Ok(None),
    };
    site.ask(work).await
}

/// A table of a dossier, as a file.
pub(crate) async fn file(
    site: &Site,
    visit: &Visit,
    address: DossierAddress,
    (table, form): (TableOfDossier, ExportForm),
) -> Response {
    match read(site, visit, &address, None).await {
        Ok(Some(page)) => {
            let table = match table {
                TableOfDossier::Timeline => timeline_table(visit.words, &page, brussels_day(visit.at)),
                TableOfDossier::Days => invoiced_table(visit.words, &page),
            };
            exported(&table, form, visit.at)
        }
        Ok(None) => leads_to(&address),
        Err(problem) => failed(site, visit, &problem),
    }
}

/// To the page of a dossier: it asks why it is looked at.
pub(crate) fn leads_to(address: &DossierAddress) -> Response {
    Redirect::to(&format!("{}/{address}", list::ADDRESS)).into_response()
}

fn made(site: &Site, visit: &Visit, page: &DossierPage, said: Told) -> Page {
    let words = visit.words;
    let today = brussels_day(visit.at);
    let person = page.person.as_ref().and_then(|person| person.name.clone());
    let title = person.unwrap_or_else(|| words.t("person-unknown"));
    let (from, to) = span(page, today);
    let address = format!("{}/{}", list::ADDRESS, page.address);
    let place = page.place.filter(|_| page.may_decide);
    let mut notice = said.notice;
    let deciding = deciding(visit, page, &address, (said.reason, said.reason_error));
    if notice.is_none() && deciding.as_ref().is_some_and(|form| form.other.is_some()) {
        notice = deciding
            .as_ref()
            .and_then(|form| form.other.as_ref())
            .map(|who| Notice::told(words.one("dossier-taken-by-other", "who", who)));
    }
    Page {
        frame: Frame::at(site, visit, title, &address),
        list: list::ADDRESS,
        notice,
        next: Some(place.map_or_else(
            || NEXT.to_owned(),
            |place| Address::new(NEXT).with("na", place).to_string(),
        ))
        .filter(|_| page.may_decide),
        deciding,
        invoiced: invoiced(words, page, today),
        may_read_original: page.may_read_original,
        person: page
            .person
            .as_ref()
            .filter(|_| page.may_read_person)
            .map(|person| format!("{}/{}", crate::fund::person::ADDRESS, person.id)),
        address,
        decision: decision(words, page),
        facts: facts(words, page),
        findings: (1..)
            .zip(&page.messages)
            .filter_map(|(n, message)| findings(words, n, message))
            .collect(),
        drawings: [WIDE, NARROW].map(|form| Timeline::draw(words, page, today, form)),
        described: words.with(
            "timeline-described",
            &[("from", &words.day(from)), ("to", &words.day(to))],
        ),
        has_gap: !page.uncovered.is_empty(),
        table: timeline_table(words, page, today),
        messages: (1..)
            .zip(&page.messages)
            .map(|(n, message)| told(words, n, message))
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "fund/decision.html")]
struct Printed {
    frame: Frame,
    address: String,
    person: String,
    decision: Decision,
    facts: Vec<(String, String)>,
    findings: Vec<Findings>,
    law: Option<String>,
}

/// The decision alone, as it is printed and sent on.
pub(crate) async fn printed(site: &Site, visit: &Visit, address: DossierAddress) -> Response {
    let page = match read(site, visit, &address, None).await {
        Ok(Some(page)) => page,
        Ok(None) => return leads_to(&address),
        Err(problem) => return failed(site, visit, &problem),
    };
    let words = visit.words;
    let person = page.person.as_ref().and_then(|person| person.name.clone());
    let printed = Printed {
        frame: Frame::new(site, visit, words.t("decision-printed")),
        address: format!("{}/{}", list::ADDRESS, page.address),
        person: person.unwrap_or_else(|| words.t("person-unknown")),
        decision: decision(words, &page),
        facts: facts(words, &page),
        findings: (1..)
            .zip(&page.messages)
            .filter_map(|(number, message)| findings(words, number, message))
            .collect(),
        law: page.messages.last().map(|message| message.latest.law.to_string()),
    };
    answer(site, visit, &printed, StatusCode::OK)
}

/// The form, where something waits for the fund and the actor may decide.
fn deciding(
    visit: &Visit,
    page: &DossierPage,
    address: &str,
    (reason, error): (String, Option<String>),
) -> Option<Deciding> {
    waiting(page).filter(|_| page.may_decide)?;
    let words = visit.words;
    let is_mine = page.taken_by.as_ref() == Some(visit.actor());
    let other = page.taken_by.as_ref().filter(|_| !is_mine);
    let (action, word) = if is_mine {
        ("vrijgeven", "worklist-release")
    } else {
        ("nemen", "worklist-take")
    };
    let take = Press {
        action: format!("{address}/{action}"),
        word: words.t(word),
        about: String::new(),
        hidden: Vec::new(),
    };
    Some(Deciding {
        action: format!("{address}/beslissen"),
        seen: page.version.to_string(),
        typed: other.and(Some(reason.clone()).filter(|typed| !typed.trim().is_empty())),
        reason: Field::lines("reden", words.t("decide-reason"))
            .hint(words.t("decide-reason-hint"))
            .needed_by("weigeren", words.t("decide-reason-missing"))
            .value(reason)
            .error(error),
        take: other.is_none().then_some(take),
        other: other.map(|by| by.account().map_or_else(|| by.to_string(), str::to_owned)),
    })
}

fn span(page: &DossierPage, today: Date) -> (Date, Date) {
    let span = crate::timeline::Span::of(page, today);
    (span.first, span.last)
}

fn outer(periods: &[Period]) -> Option<(Date, Option<Date>)> {
    Some((periods.first()?.from(), periods.last()?.to()))
}

fn from_to(words: Words, key: &str, (from, to): (Date, Option<Date>)) -> String {
    let to = to.map_or_else(|| words.t("row-open"), |to| words.day(to));
    words.with(key, &[("from", &words.day(from)), ("to", &to)])
}

/// The message that waits, if any: the request of a dossier in beraad, or a change.
fn waiting(page: &DossierPage) -> Option<&MessageOnPage> {
    page.messages
        .iter()
        .find(|message| message.outcome == MessageOutcome::Pending)
}

const fn acts_word(acts: Acts) -> &'static str {
    match acts {
        Acts::CareFund => "care_fund",
        Acts::Facility => "facility",
    }
}

/// What the drawing shows, as a table.
fn timeline_table(words: Words, page: &DossierPage, today: Date) -> Table {
    let rows = timeline_rows(words, page, today).into_iter();
    let address = Address::new(format!("{}/{}", list::ADDRESS, page.address));
    Table::new(words, TIMELINE, words.t("timeline-title"), address)
        .columns([
            Column::new(words.t("timeline-what")),
            Column::new(words.t("timeline-from")),
            Column::new(words.t("timeline-to")),
        ])
        .rows(rows.map(|(what, from, to)| vec![Cell::text(what), Cell::text(from), Cell::text(to)]))
}

/// The rows of that table, by day: what, from, to.
fn timeline_rows(words: Words, page: &DossierPage, today: Date) -> Vec<(String, String, String)> {
    let open = || words.t("row-open");
    let mut rows: Vec<(Date, String, String)> = Vec::new();
    if let Some(start) = page.start.map(brussels_day) {
        let end = page.end.as_ref().map(|end| words.day(brussels_day(end.at)));
        let going = match page.state {
            DossierState::Refused => "not-known",
            _ => "still-going",
        };
        rows.push((start, words.t("row-stay"), end.unwrap_or_else(|| words.t(going))));
    }
    for (period, origin) in &page.approved {
        let key = match (origin, page.state) {
            (SegmentOrigin::Extension, _) => "row-extension",
            (SegmentOrigin::Request, DossierState::Pending) => "row-would-request",
            (SegmentOrigin::Request, _) => "row-request",
        };
        rows.push((
            period.from(),
            words.t(key),
            period.to().map_or_else(open, |to| words.day(to)),
        ));
    }
    for gap in &page.uncovered {
        rows.push((
            gap.from(),
            words.t("row-gap"),
            gap.to().map_or_else(open, |to| words.day(to)),
        ));
    }
    for (number, message) in (1_usize..).zip(&page.messages) {
        let kind = words.t(&format!("kind-{}", message.kind));
        let what = words.with("row-message", &[("number", &number.to_string()), ("kind", &kind)]);
        rows.push((brussels_day(message.received_at), what, String::new()));
    }
    rows.push((today, words.t("row-today"), String::new()));
    rows.sort_by_key(|row| row.0);
    rows.into_iter()
        .map(|(day, what, to)| (what, words.day(day), to))
        .collect()
}
