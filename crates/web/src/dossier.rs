//! `/kas/dossiers/{address}`: one dossier on one page: the decision and why, the timeline, the messages in order.

use std::collections::BTreeMap;

use app::{DossierAddress, DossierPage, MessageOnPage};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use care::{AnswerFinding, CareAnswer, SegmentOrigin};
use identifiers::{EuroCents, Period, brussels_day};
use jiff::ToSpan;
use jiff::civil::Date;
use regulation::{Acts, Effect};
use serde::Deserialize;
use store::{BatchState, DossierDay, DossierState, LineState, MessageOutcome};

use crate::fund::worklist::NEXT;
use crate::list;
use crate::page::{Frame, answer, failed};
use crate::parts::{Address, Calendar, CalendarDay, Cell, Column, Field, Notice, Press, Table};
use crate::site::Site;
use crate::timeline::Timeline;
use crate::visit::Visit;
use crate::words::Words;

/// Widths of the two drawings, in units of about a pixel.
const WIDE: (&str, i64) = ("wide", 960);
const NARROW: (&str, i64) = ("narrow", 340);

/// The decision, told in sentences.
struct Decision {
    state: &'static str,
    word: String,
    sentences: Vec<String>,
    reason: Option<String>,
    objection: Option<String>,
}

struct Finding {
    effect: &'static str,
    effect_word: String,
    title: String,
    text: String,
    acts: String,
    facts: Vec<(String, String)>,
    sources: Vec<String>,
    code: String,
}

/// The findings of the latest answer on one message.
struct Findings {
    heading: String,
    findings: Vec<Finding>,
}

struct Message {
    number: usize,
    kind: String,
    received: String,
    outcome: &'static str,
    outcome_word: String,
    /// The first answer, where a later one took its place.
    first: Option<String>,
    findings: String,
    covers: Option<String>,
    reason: Option<String>,
    id: String,
    hash: String,
}

/// The form by which it is decided, for whoever may.
struct Deciding {
    action: String,
    seen: String,
    reason: Field,
    /// Who else has it: then it is theirs.
    other: Option<String>,
    take: Option<Press>,
}

/// What was invoiced, by day.
struct Invoiced {
    calendar: Calendar,
    table: Table,
}

/// What the page says above itself, and what was typed in its form.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) notice: Option<Notice>,
    pub(crate) reason: String,
    pub(crate) reason_error: Option<String>,
    pub(crate) status: StatusCode,
}

/// What was just done, as the address tells.
#[derive(Debug, Deserialize)]
pub(crate) struct Said {
    gedaan: Option<String>,
}

impl Said {
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
    table: Vec<(String, String, String)>,
    messages: Vec<Message>,
}

/// The page of a dossier.
pub(crate) async fn page(site: &Site, visit: &Visit, address: DossierAddress, told: Told) -> Response {
    let (context, asked) = (visit.context(), address.clone());
    match site.ask(move |app| app.dossier_page(&context, &asked)).await {
        Ok(page) => {
            let status = told.status;
            answer(site, visit, &made(site, visit, &page, told), status)
        }
        Err(problem) => failed(site, visit, &problem),
    }
}

fn made(site: &Site, visit: &Visit, page: &DossierPage, said: Told) -> Page {
    let words = visit.words;
    let today = brussels_day(visit.at);
    let person = page.person.as_ref().and_then(|person| person.name.clone());
    let title = person.unwrap_or_else(|| words.t("person-unknown"));
    let table = table(words, page, today);
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
        table,
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
    let context = visit.context();
    let page = match site.ask(move |app| app.dossier_page(&context, &address)).await {
        Ok(page) => page,
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
        reason: Field::lines("reden", words.t("decide-reason"))
            .hint(words.t("decide-reason-hint"))
            .value(reason)
            .error(error),
        take: other.is_none().then_some(take),
        other: other.map(|by| by.account().map_or_else(|| by.to_string(), str::to_owned)),
    })
}

/// How a day that was invoiced stands; of several lines on a day the one that went farthest tells.
const WAYS: [(&str, &str); 6] = [
    ("paid", "P"),
    ("accepted", "A"),
    ("open", "B"),
    ("back", "T"),
    ("refused", "G"),
    ("covered", ""),
];

fn way(day: &DossierDay) -> usize {
    match (day.state, day.is_taken_back, day.batch_state) {
        (LineState::Accepted, true, _) => 3,
        (LineState::Accepted, false, BatchState::Paid) => 0,
        (LineState::Accepted, false, BatchState::Refused | BatchState::RefusedTechnical) | (LineState::Refused, ..) => {
            4
        }
        (LineState::Accepted, false, _) => 1,
        (LineState::Open, ..) => 2,
    }
}

fn invoiced(words: Words, page: &DossierPage, today: Date) -> Option<Invoiced> {
    if !matches!(page.state, DossierState::Accepted | DossierState::Ended) {
        return None;
    }
    let mut days: BTreeMap<Date, usize> = BTreeMap::new();
    let since = today.first_of_month().saturating_sub(CALENDAR_MONTHS.months());
    for period in &page.covered {
        let mut day = period.from().max(since);
        let last = period.to().unwrap_or(today).min(today);
        while day <= last {
            days.insert(day, WAYS.len() - 1);
            day = day.saturating_add(1.day());
        }
    }
    for line in &page.days {
        let known = days.entry(line.day).or_insert(WAYS.len() - 1);
        *known = (*known).min(way(line));
    }
    if days.is_empty() {
        return None;
    }
    let drawn: Vec<CalendarDay> = days
        .iter()
        .map(|(day, way)| CalendarDay {
            day: *day,
            class: WAYS[*way].0,
            letter: WAYS[*way].1.to_owned(),
        })
        .collect();
    let legend = WAYS.map(|(class, letter)| {
        let letter = if letter.is_empty() { "1" } else { letter };
        (class, letter.to_owned(), words.t(&format!("day-{class}")))
    });
    Some(Invoiced {
        calendar: Calendar::new(words, words.t("calendar-title"), &drawn, legend.to_vec()),
        table: invoiced_table(words, page),
    })
}

/// Over how many months back the calendar shows days that were not invoiced.
const CALENDAR_MONTHS: i64 = 11;

/// Days in a row of one sending that stand alike.
fn invoiced_table(words: Words, page: &DossierPage) -> Table {
    let mut runs: Vec<(Vec<&DossierDay>, usize)> = Vec::new();
    for day in &page.days {
        match runs.last_mut() {
            Some((run, stands)) if *stands == way(day) && run.last().is_some_and(|last| goes_on(last, day)) => {
                run.push(day);
            }
            _ => runs.push((vec![day], way(day))),
        }
    }
    let row = |(run, stands): &(Vec<&DossierDay>, usize)| {
        let (first, last) = (run.first()?, run.last()?);
        let days = match first.day == last.day {
            true => words.day(first.day),
            false => words.with(
                "answer-days",
                &[("from", &words.day(first.day)), ("to", &words.day(last.day))],
            ),
        };
        let amount = EuroCents::sum(run.iter().map(|day| day.amount)).unwrap_or_default();
        let class = WAYS[*stands].0;
        Some(vec![
            Cell::text(days),
            Cell::text(first.code.to_string()),
            Cell::number(run.len()),
            Cell::money(amount),
            Cell::state(class, words.t(&format!("day-{class}"))),
            Cell::text(first.batch.to_string()).link(format!("/kas/zendingen/{}", first.batch)),
        ])
    };
    Table::new(words, "dagen", words.t("calendar-table"), Address::new(""))
        .columns([
            Column::new(words.t("answer-day")),
            Column::new(words.t("answer-code")),
            Column::number(words.t("answer-units")),
            Column::number(words.t("answer-asked")),
            Column::new(words.t("answer-outcome")),
            Column::new(words.t("sending-one")),
        ])
        .rows(runs.iter().filter_map(row))
        .empty(words.t("calendar-none"))
        .without_files()
}

fn goes_on(last: &DossierDay, day: &DossierDay) -> bool {
    (last.code, last.batch) == (day.code, day.batch) && last.day.saturating_add(1.day()) == day.day
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

fn decision(words: Words, page: &DossierPage) -> Decision {
    let mut sentences = Vec::new();
    let covered = outer(&page.covered);
    match (page.state, covered) {
        (DossierState::Pending, _) => {
            sentences.push(words.t("decision-pending"));
            sentences.extend(covered.map(|days| from_to(words, "decision-would-cover", days)));
        }
        (DossierState::Refused, _) => sentences.push(words.t("decision-refused")),
        (_, Some(days)) => sentences.push(from_to(words, "decision-covered", days)),
        (_, None) => sentences.push(words.t("decision-covered-none")),
    }
    let gap_days: i64 = page.uncovered.iter().filter_map(|gap| gap.length_days()).sum();
    if gap_days > 0 {
        sentences.push(words.count("decision-gap", "days", gap_days));
    }
    if let (DossierState::Ended, Some(end)) = (page.state, &page.end) {
        let at = words.moment(end.at);
        sentences.push(match &end.reason {
            Some(reason) => words.with("decision-ended-why", &[("end", &at), ("reason", words.of(reason))]),
            None => words.one("decision-ended", "end", &at),
        });
    }
    sentences.extend(who_acts(words, page));
    let last = page
        .messages
        .iter()
        .rev()
        .find(|message| message.latest.reason.is_some());
    let request = page.messages.first();
    let objection = request.filter(|_| page.state == DossierState::Refused);
    Decision {
        state: page.state.word(),
        word: words.t(&format!("state-{}", page.state.word())),
        sentences,
        reason: last.and_then(|message| message.latest.reason.clone()),
        objection: objection
            .and_then(|message| message.latest.objection.as_ref())
            .map(|text| words.of(text).to_owned()),
    }
}

/// What waits and for whom: by the findings that make it wait.
fn who_acts(words: Words, page: &DossierPage) -> Vec<String> {
    let Some(message) = waiting(page) else {
        return Vec::new();
    };
    let mut sentences = Vec::new();
    if page.state != DossierState::Pending {
        let received = words.day(brussels_day(message.received_at));
        let kind = words.t(&format!("kind-{}", message.kind));
        sentences.push(words.with("decision-change-waits", &[("kind", &kind), ("received", &received)]));
    }
    let pending = message
        .latest
        .findings
        .iter()
        .filter(|finding| finding.effect == Effect::Pending);
    let mut acts: Vec<&str> = pending.map(|finding| acts_word(finding.acts)).collect();
    acts.sort_unstable();
    acts.dedup();
    let fund_acts = acts.contains(&acts_word(Acts::CareFund));
    sentences.extend(acts.iter().map(|acts| words.t(&format!("decision-acts-{acts}"))));
    if fund_acts {
        sentences.push(match &page.taken_by {
            Some(app::Actor::Employee { name, .. }) => words.one("decision-taken", "who", name),
            _ => words.t("decision-not-taken"),
        });
    }
    sentences
}

const fn acts_word(acts: Acts) -> &'static str {
    match acts {
        Acts::CareFund => "care_fund",
        Acts::Facility => "facility",
    }
}

const fn effect_word(effect: Effect) -> &'static str {
    match effect {
        Effect::Pending => "pending",
        Effect::Note => "note",
        _ => "refuse",
    }
}

fn facts(words: Words, page: &DossierPage) -> Vec<(String, String)> {
    let person = page.person.as_ref();
    let name_of = |code: &str, name: &Option<regulation::Bilingual>| match name {
        Some(name) => format!("{} ({code})", words.of(name)),
        None => code.to_owned(),
    };
    let never = match page.state {
        DossierState::Refused => "reference-never",
        _ => "reference-none",
    };
    let fund = page.care_fund.as_ref();
    let mut lines: Vec<(&str, Option<String>)> = vec![
        (
            "person-birth",
            person.and_then(|person| person.birth_date).map(|day| words.day(day)),
        ),
        (
            "person-death",
            person.and_then(|person| person.deceased_on).map(|day| words.day(day)),
        ),
        (
            "care-fund",
            Some(fund.map_or_else(
                || words.t("care-fund-none"),
                |(number, name)| name_of(&number.to_string(), name),
            )),
        ),
        ("facility", Some(page.facility_name.clone())),
        ("sector", Some(name_of(page.sector.0.as_str(), &page.sector.1))),
        (
            "reference",
            Some(
                page.reference
                    .map_or_else(|| words.t(never), |reference| reference.to_string()),
            ),
        ),
        ("start", page.start.map(|at| words.moment(at))),
    ];
    if let Some(end) = &page.end {
        lines.push(("end", Some(words.moment(end.at))));
        lines.push((
            "departed",
            end.departed_to.as_ref().map(|text| words.of(text).to_owned()),
        ));
    }
    lines.push(("received", Some(words.moment(page.received_at))));
    lines.push(("decided", page.decided_at.map(|at| words.moment(at))));
    lines.push(("migration", page.migration.then(|| words.t("migration-yes"))));
    if let Some(user_type) = page.user_type {
        let word = serde_json::to_value(user_type).ok();
        let word = word.as_ref().and_then(|word| word.as_str()).unwrap_or_default();
        lines.push(("user-type", Some(words.t(&format!("user-type-{word}")))));
    }
    let shown = |(key, value): (&str, Option<String>)| Some((words.t(&format!("fact-line-{key}")), value?));
    lines.into_iter().filter_map(shown).collect()
}

fn findings(words: Words, number: usize, message: &MessageOnPage) -> Option<Findings> {
    let found = &message.latest.findings;
    if found.is_empty() {
        return None;
    }
    let received = words.day(brussels_day(message.received_at));
    let kind = words.t(&format!("kind-{}", message.kind));
    let number = number.to_string();
    Some(Findings {
        heading: words.with(
            "findings-of",
            &[("number", &number), ("kind", &kind), ("received", &received)],
        ),
        findings: found.iter().map(|finding| explained(words, finding)).collect(),
    })
}

fn explained(words: Words, finding: &AnswerFinding) -> Finding {
    let effect = effect_word(finding.effect);
    let fact = |(name, value): (&str, &str)| {
        // Facts are kept as they are written in messages: a day is shown as days are.
        let shown = value
            .parse::<Date>()
            .map_or_else(|_| value.to_owned(), |day| words.day(day));
        (words.t(&format!("fact-{name}")), shown)
    };
    Finding {
        effect,
        effect_word: words.t(&format!("effect-{effect}")),
        title: words.of(&finding.title).to_owned(),
        text: words.of(&finding.text).to_owned(),
        acts: words.t(&format!("acts-{}", acts_word(finding.acts))),
        facts: finding.facts.iter().map(fact).collect(),
        sources: finding.sources.clone(),
        code: finding.code.to_string(),
    }
}

fn coverage_of(words: Words, answer: &CareAnswer) -> Option<String> {
    let (start, end) = answer.covered_start.zip(answer.covered_end)?;
    Some(if end < start {
        words.t("message-covers-none")
    } else {
        from_to(words, "message-covers", (start, Some(end)))
    })
}

fn told(words: Words, number: usize, message: &MessageOnPage) -> Message {
    let outcome = message.outcome.word();
    let first = message.first.outcome != message.latest.outcome;
    let count = i64::try_from(message.latest.findings.len()).unwrap_or(i64::MAX);
    Message {
        number,
        kind: words.t(&format!("kind-{}", message.kind)),
        received: words.moment(message.received_at),
        outcome,
        outcome_word: words.t(&format!("outcome-{outcome}")),
        first: first.then(|| words.t(&format!("outcome-{}", word_of(message.first.outcome)))),
        findings: words.count("message-findings", "count", count),
        covers: coverage_of(words, &message.latest),
        reason: message
            .latest
            .reason
            .as_ref()
            .map(|reason| words.one("message-reason", "reason", reason)),
        id: message.message_id.to_string(),
        hash: message.input.to_string(),
    }
}

const fn word_of(outcome: care::Outcome) -> &'static str {
    match outcome {
        care::Outcome::Accepted => "ACCEPTED",
        care::Outcome::Pending => "PENDING",
        care::Outcome::Refused => "REFUSED",
        care::Outcome::Queued => "QUEUED",
    }
}

/// What the drawing shows, in rows: what, from, to.
fn table(words: Words, page: &DossierPage, today: Date) -> Vec<(String, String, String)> {
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
