//! `/kas/personen/{number}`: one person: memberships as a line in time, status on a day, dossiers, premiums, zorgbudget;
//! what is done with them stands in `person_forms`. The address holds an own number; the national number is only ever in a form.

use app::{CameFrom, PersonBy, PersonPage, Problem, Reason};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::{EuroCents, PersonId};
use jiff::civil::Date;
use registers::Membership;
use serde::Deserialize;

use super::choice::read;
use super::{originals, person_forms, why};
use crate::batch_answer::spaced;
use crate::list;
use crate::page::{Frame, answer, failed};
use crate::parts::{Address, Cell, Column, ExportForm, Facts, Field, Notice, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// Where pages of persons are.
pub(crate) const ADDRESS: &str = "/kas/personen";

/// A membership as drawn.
struct Span {
    x: i64,
    width: i64,
    class: &'static str,
    text: String,
}

/// Memberships as a line in time.
struct Line {
    spans: Vec<Span>,
    ticks: Vec<(i64, String)>,
    label: String,
}

/// The forms of a case worker.
struct Managing {
    ssin: String,
    kinds: Field,
    from: Field,
    to: Field,
    year: Field,
    paid_on: Field,
    euros: Field,
    can_affiliate: bool,
    can_move: bool,
    can_end: bool,
}

#[derive(Template)]
#[template(path = "fund/person.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    findings: Vec<(String, String, String)>,
    facts: Facts,
    status: Facts,
    day: Field,
    address: Option<String>,
    line: Option<Line>,
    memberships: Table,
    dossiers: Table,
    premiums: Table,
    budget: Option<Table>,
    managing: Option<Managing>,
    journal: Option<String>,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/kas/personen/{number}", get(page))
        .route("/kas/personen/{number}/journaal", get(journal))
        .merge(person_forms::routes())
}

/// What the page says above itself, and which field is wrong.
#[derive(Default)]
pub(super) struct Told {
    pub(super) notice: Option<Notice>,
    pub(super) findings: Vec<(String, String, String)>,
    pub(super) wrong: Option<(&'static str, String)>,
    pub(super) status: StatusCode,
}

/// What the page may be asked with.
#[derive(Debug, Deserialize)]
struct Asked {
    dag: Option<String>,
    gedaan: Option<String>,
    vanuit: Option<String>,
    vorm: Option<String>,
    tabel: Option<String>,
}

async fn page(
    State(site): State<Site>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let unknown = || Problem::NotFound("a person".into());
    let (id, day) = match (number.parse().map(PersonId), read::<Date>(asked.dag.as_deref())) {
        (Ok(id), Ok(day)) => (id, day),
        _ => return failed(&site, &visit, &unknown()),
    };
    let told = Told {
        notice: asked.gedaan.as_deref().and_then(|done| notice_of(visit.words, done)),
        ..Told::default()
    };
    let from = why::came_from(asked.vanuit.as_deref());
    let found = match read_page(&site, &visit, (PersonBy::Id(id), day), Because::From(from)).await {
        Ok(Some(found)) => found,
        Ok(None) => return why::asks(&site, &visit, why::Way::to_person(id)),
        Err(problem) => return failed(&site, &visit, &problem),
    };
    match asked.vorm.as_deref().and_then(ExportForm::read) {
        Some(form) => {
            let table = match asked.tabel.as_deref() {
                Some("dossiers") => dossiers(visit.words, &found),
                Some("premies") => premiums(visit.words, &found),
                Some("zorgbudget") => budget(visit.words, &found),
                _ => memberships(&site, visit.words, &found),
            };
            exported(&table, form, visit.at)
        }
        None => answer(&site, &visit, &made(&site, &visit, &found, told), StatusCode::OK),
    }
}

/// Why it is looked at: from an item of work, or as was said.
enum Because {
    From(Option<CameFrom>),
    Said(Reason),
}

/// What a person's page tells, when it is known why it is looked at.
async fn read_page(
    site: &Site,
    visit: &Visit,
    (by, day): (PersonBy, Option<Date>),
    because: Because,
) -> Result<Option<PersonPage>, Problem> {
    let context = visit.context();
    let work = move |app: &app::App<'_>| {
        let why = match because {
            Because::Said(reason) => Some(reason),
            Because::From(from) => app.why_person(&context, &by, from.as_ref())?,
        };
        match why {
            Some(why) => app.person_page_because(&context, &by, day, Some(why)).map(Some),
            None => Ok(None),
        }
    };
    site.ask(work).await
}

/// The person of a national number that was typed in the search box.
/// `None`: it is to be asked why.
pub(crate) async fn found(
    site: &Site,
    visit: &Visit,
    by: PersonBy,
    said: Option<Reason>,
) -> Result<Option<Response>, Problem> {
    let because = said.map_or(Because::From(None), Because::Said);
    let found = read_page(site, visit, (by, None), because).await?;
    let shown = |found| answer(site, visit, &made(site, visit, &found, Told::default()), StatusCode::OK);
    Ok(found.map(shown))
}

pub(super) async fn shown(
    site: &Site,
    visit: &Visit,
    (by, day): (PersonBy, Option<Date>),
    told: Told,
) -> Result<Response, Problem> {
    let again = match &by {
        PersonBy::Id(id) => why::Way::to_person(*id),
        PersonBy::Ssin(ssin) => why::Way::to_searched(ssin.clone()),
    };
    let Some(found) = read_page(site, visit, (by, day), Because::From(None)).await? else {
        return Ok(why::asks(site, visit, again));
    };
    let status = told.status;
    Ok(answer(site, visit, &made(site, visit, &found, told), status))
}

fn made(site: &Site, visit: &Visit, found: &PersonPage, told: Told) -> Page {
    let words = visit.words;
    let name = found.person.details.name.clone();
    let address = format!("{ADDRESS}/{}", found.person.id);
    // In the other language one comes back to the page itself, where there is one.
    let other = if found.is_seen {
        address.clone()
    } else {
        super::today::ADDRESS.to_owned()
    };
    Page {
        notice: told.notice,
        findings: told.findings,
        facts: facts(site, words, found),
        status: status(site, words, found),
        day: Field::day("dag", words.t("person-day")).value(found.day.to_string()),
        address: found.is_seen.then(|| address.clone()),
        line: line(site, words, found, identifiers::brussels_day(visit.at)),
        memberships: memberships(site, words, found),
        dossiers: dossiers(words, found),
        premiums: premiums(words, found),
        budget: (!found.zorgbudget.is_empty()).then(|| budget(words, found)),
        managing: found.may_manage.then(|| managing(words, found, told.wrong)),
        journal: found.may_see_looks.then(|| format!("{address}/journaal")),
        frame: Frame::at(site, visit, name.unwrap_or_else(|| words.t("person-unknown")), &other),
    }
}

fn word_of<T: serde::Serialize>(value: &T) -> String {
    let word = serde_json::to_value(value).ok();
    word.as_ref()
        .and_then(|word| word.as_str())
        .unwrap_or_default()
        .to_owned()
}

fn facts(site: &Site, words: Words, found: &PersonPage) -> Facts {
    let details = &found.person.details;
    let address = &details.address;
    let lines = [&address.street, &address.postal_code, &address.city, &address.country];
    let lines: Vec<&str> = lines.iter().filter_map(|line| line.as_deref()).collect();
    let today = found.person.membership_on(found.day).map(|membership| membership.fund);
    Facts::new(words)
        .with(
            "person-ssin",
            Cell::text(spaced(&format!("{:011}", found.person.ssin.as_number()))),
        )
        .with_some("fact-line-person-birth", details.birth_date.map(Cell::day))
        .with_some("fact-line-person-death", details.deceased_on.map(Cell::day))
        .with_some(
            "person-address",
            (!lines.is_empty()).then(|| Cell::text(lines.join(", "))),
        )
        .with(
            "person-obligation",
            Cell::text(words.t(&format!("obligation-{}", word_of(&details.obligation)))),
        )
        .with(
            "fact-line-care-fund",
            Cell::text(today.map_or_else(|| words.t("care-fund-none"), |fund| site.fund_name(words, fund))),
        )
}

fn status(site: &Site, words: Words, found: &PersonPage) -> Facts {
    let (class, word, beside) = match &found.status {
        Ok(fund) => ("accepted", "person-insured", Some(site.fund_name(words, *fund))),
        Err(reason) => (
            "refused",
            "person-not-insured",
            reason.as_ref().map(|reason| {
                let code = regulation::CheckCode::from(word_of(reason));
                let known = site.law().check(&code);
                known.map_or_else(|| code.to_string(), |check| words.of(&check.title).to_owned())
            }),
        ),
    };
    Facts::new(words).with("person-status", Cell::state(class, words.t(word)).beside_some(beside))
}

/// From the first membership, at most twelve years back, to a year behind today.
fn line(site: &Site, words: Words, found: &PersonPage, today: Date) -> Option<Line> {
    let first = found.person.memberships.first()?.period.from();
    let from = first.year().max(today.year() - 11);
    let until = today.year() + 1;
    let years = i64::from(until - from + 1);
    let width = 960 / years;
    let x = |day: Date| {
        let year = i64::from(day.year() - from);
        (year * width + i64::from(day.day_of_year()) * width / 366).clamp(0, width * years)
    };
    let spans = found.person.memberships.iter().filter_map(|membership| {
        let end = membership.period.to().map_or(width * years, x);
        let begin = x(membership.period.from().max(Date::new(from, 1, 1).ok()?));
        let name = site.fund_name(words, membership.fund);
        let fits = i64::try_from(name.chars().count()).is_ok_and(|letters| letters * 7 + 8 <= end - begin);
        Some(Span {
            x: begin,
            width: (end - begin).max(2),
            class: if membership.fund == found.fund {
                "ours"
            } else {
                "theirs"
            },
            text: if fits { name } else { String::new() },
        })
    });
    Some(Line {
        spans: spans.collect(),
        ticks: (0..years)
            .map(|year| (year * width, (i64::from(from) + year).to_string()))
            .collect(),
        label: words.t("person-line"),
    })
}

fn memberships(site: &Site, words: Words, found: &PersonPage) -> Table {
    let row = |membership: &Membership| {
        vec![
            Cell::text(site.fund_name(words, membership.fund)),
            Cell::text(words.t(&format!("membership-{}", word_of(&membership.kind)))),
            Cell::day(membership.period.from()),
            membership
                .period
                .to()
                .map_or_else(|| Cell::text(words.t("row-open")), Cell::day),
        ]
    };
    with_files(
        found,
        Table::new(words, "aansluitingen", words.t("person-memberships"), address_of(found)),
    )
    .columns([
        Column::new(words.t("answer-fund-label")),
        Column::new(words.t("person-kind")),
        Column::new(words.t("timeline-from")),
        Column::new(words.t("timeline-to")),
    ])
    .rows(found.person.memberships.iter().map(row))
    .empty(words.t("person-no-membership"))
}

/// The page of a person, at which their tables go out as files.
fn address_of(found: &PersonPage) -> Address {
    Address::new(format!("{ADDRESS}/{}", found.person.id))
}

/// A person whom the fund does not see has no address of their own, and so no files.
fn with_files(found: &PersonPage, table: Table) -> Table {
    if found.is_seen { table } else { table.without_files() }
}

fn dossiers(words: Words, found: &PersonPage) -> Table {
    let row = |listed: &app::ListedDossier| {
        let class = listed.state.word();
        vec![
            Cell::text(listed.facility_name.clone()).link(format!("{}/{}", list::ADDRESS, listed.address)),
            Cell::text(listed.sector.to_string()),
            Cell::state(class, words.t(&format!("state-{class}"))),
            Cell::maybe(listed.reference.map(|reference| reference.to_string())),
            Cell::maybe(listed.covered.map(|period| {
                let to = period.to().map_or_else(|| words.t("row-open"), |to| words.day(to));
                format!("{} – {to}", words.day(period.from()))
            })),
            Cell::moment(listed.received_at),
        ]
    };
    with_files(
        found,
        Table::new(words, "dossiers", words.t("dossiers"), address_of(found)),
    )
    .columns([
        Column::new(words.t("list-facility")),
        Column::new(words.t("list-sector")),
        Column::new(words.t("list-state")),
        Column::new(words.t("fact-line-reference")),
        Column::new(words.t("list-covered")),
        Column::new(words.t("list-received")),
    ])
    .rows(found.dossiers.iter().map(row))
    .empty(words.t("person-no-dossiers"))
}

fn premiums(words: Words, found: &PersonPage) -> Table {
    let row = |premium: &store::PremiumRecord| {
        vec![
            Cell::text(premium.year.to_string()),
            premium.paid_on.map_or_else(Cell::empty, Cell::day),
            premium.amount.map_or_else(Cell::empty, Cell::money),
        ]
    };
    with_files(
        found,
        Table::new(words, "premies", words.t("person-premiums"), address_of(found)),
    )
    .columns([
        Column::new(words.t("person-year")),
        Column::new(words.t("person-paid-on")),
        Column::number(words.t("sending-amount")),
    ])
    .rows(found.premiums.iter().map(row))
    .empty(words.t("person-no-premiums"))
}

fn budget(words: Words, found: &PersonPage) -> Table {
    let row =
        |(month, cents): &(identifiers::Month, EuroCents)| vec![Cell::text(words.month(*month)), Cell::money(*cents)];
    with_files(
        found,
        Table::new(words, "zorgbudget", words.t("person-budget"), address_of(found)),
    )
    .columns([
        Column::new(words.t("sending-month")),
        Column::number(words.t("sending-amount")),
    ])
    .rows(found.zorgbudget.iter().map(row))
}

fn managing(words: Words, found: &PersonPage, wrong: Option<(&'static str, String)>) -> Managing {
    let kinds = ["OFFICIAL", "ADMINISTRATIVE"].map(|kind| (kind.to_owned(), words.t(&format!("membership-{kind}"))));
    let error = |name: &str| {
        wrong
            .as_ref()
            .filter(|(field, _)| *field == name)
            .map(|(_, text)| text.clone())
    };
    let today = found.person.membership_on(found.day);
    let held_here = today.is_some_and(|membership| membership.fund == found.fund);
    Managing {
        ssin: format!("{:011}", found.person.ssin.as_number()),
        kinds: Field::choice("soort", words.t("person-kind"), kinds),
        from: Field::day("vanaf", words.t("timeline-from"))
            .error(error("vanaf"))
            .required(),
        to: Field::day("tot", words.t("timeline-to")).error(error("tot")).required(),
        year: Field::number("jaar", words.t("person-year"))
            .checked("year", words.t("check-year"))
            .error(error("jaar"))
            .required(),
        paid_on: Field::day("betaald", words.t("person-paid-on"))
            .error(error("betaald"))
            .required(),
        euros: Field::number("bedrag", words.t("person-euros"))
            .hint(words.t("person-euros-hint"))
            .checked("amount", words.t("check-amount"))
            .error(error("bedrag"))
            .required(),
        can_affiliate: today.is_none(),
        can_move: today.is_some() && !held_here,
        can_end: held_here,
    }
}

async fn journal(
    State(site): State<Site>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<originals::Asked>,
) -> Response {
    let (Ok(id), Ok(before)) = (number.parse().map(PersonId), read::<i64>(asked.na.as_deref())) else {
        return failed(&site, &visit, &Problem::NotFound("a person".into()));
    };
    let context = visit.context();
    match site.ask(move |app| app.journal_of_person(&context, id, before)).await {
        Ok(page) => {
            let person = format!("{ADDRESS}/{id}");
            let there = Address::new(format!("{person}/journaal"));
            originals::shown(&site, &visit, (&page, &asked), (there, person, "back-to-person"))
        }
        Err(problem) => failed(&site, &visit, &problem),
    }
}

/// What was done, by its word in the address.
pub(super) fn notice_of(words: Words, done: &str) -> Option<Notice> {
    let key = match done {
        "aangesloten" => "person-affiliated",
        "overgekomen" => "person-moved",
        "beeindigd" => "person-ended",
        "premie" => "person-premium-noted",
        _ => return None,
    };
    Some(Notice::done(words.t(key)))
}
