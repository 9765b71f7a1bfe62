//! `/voorziening/dossiers/{address}`: a dossier of the facility, and what can be sent about it.

use app::{DossierAddress, FacilityDossierPage};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::{Period, brussels_day};
use regulation::List;

use super::care_answer::ShownAnswer;
use super::change::{slug, spaced};
use super::form::shown_value;
use super::{LIST, Told, refused};
use crate::page::{Frame, answer, failed};
use crate::parts::{Cell, Facts, Notice};
use crate::site::Site;
use crate::timeline::Timeline;
use crate::visit::Visit;
use crate::words::Words;

struct Message {
    kind: String,
    received: String,
    outcome: &'static str,
    outcome_word: String,
    is_later: bool,
    answer: ShownAnswer,
}

#[derive(Template)]
#[template(path = "facility/dossier.html")]
struct Page {
    frame: Frame,
    list: &'static str,
    notice: Option<Notice>,
    state: &'static str,
    state_word: String,
    covered: Vec<String>,
    gaps: Vec<String>,
    changes: Vec<(String, String)>,
    facts: Facts,
    zorgbudget: Option<String>,
    drawings: [Timeline; 2],
    messages: Vec<Message>,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/voorziening/dossiers/{address}", get(page))
}

async fn page(State(site): State<Site>, visit: Visit, Path(address): Path<String>, Query(done): Told) -> Response {
    let Ok(address) = address.parse::<DossierAddress>() else {
        return failed(&site, &visit, &app::Problem::NotFound("a page".into()));
    };
    let context = visit.context();
    let found = site.ask(move |app| app.facility_dossier(&context, &address)).await;
    match found {
        Ok(found) => {
            let page = made(&site, &visit, &found, done.notice(visit.words));
            answer(&site, &visit, &page, StatusCode::OK)
        }
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

fn made(site: &Site, visit: &Visit, found: &FacilityDossierPage, notice: Option<Notice>) -> Page {
    let (words, page) = (visit.words, &found.page);
    let today = brussels_day(visit.at);
    let name = page.person.as_ref().and_then(|person| person.name.clone());
    let state = page.state.word();
    let changes = found.changes.iter().map(|kind| {
        let address = format!("{LIST}/{}/{}", page.address, slug(*kind));
        (address, words.t(&format!("fac-send-{}", kind.code())))
    });
    let can_change = matches!(
        visit.actor(),
        app::Actor::FacilityEmployee {
            role: app::FacilityRole::Coordinator,
            ..
        }
    );
    let opens = found.facility.zorgbudget && !page.covered.is_empty() && page.state != store::DossierState::Pending;
    Page {
        frame: Frame::new(site, visit, name.unwrap_or_else(|| words.t("person-unknown"))),
        list: LIST,
        notice,
        state,
        state_word: words.t(&format!("state-{state}")),
        covered: page
            .covered
            .iter()
            .map(|period| from_to(words, "fac-covered", *period))
            .collect(),
        gaps: page
            .uncovered
            .iter()
            .map(|period| from_to(words, "fac-gap", *period))
            .collect(),
        changes: if can_change { changes.collect() } else { Vec::new() },
        facts: facts(site, words, found),
        zorgbudget: opens.then(|| words.t("fac-zorgbudget-opened")),
        drawings: [("wide", 960), ("narrow", 340)].map(|form| Timeline::draw(words, page, today, form)),
        messages: page
            .messages
            .iter()
            .rev()
            .map(|message| Message {
                kind: words.t(&format!("kind-{}", message.kind)),
                received: words.moment(message.received_at),
                outcome: message.outcome.word(),
                outcome_word: words.t(&format!("outcome-{}", message.outcome.word())),
                is_later: message.first != message.latest,
                answer: ShownAnswer::new(words, &message.latest, false),
            })
            .collect(),
    }
}

fn from_to(words: Words, key: &str, period: Period) -> String {
    let to = period.to().map_or_else(|| words.t("row-open"), |to| words.day(to));
    words.with(key, &[("from", &words.day(period.from())), ("to", &to)])
}

fn facts(site: &Site, words: Words, found: &FacilityDossierPage) -> Facts {
    let page = &found.page;
    let listed = |list: List, code: &Option<String>| {
        let code = code.as_ref()?;
        let found = site.law().list(list).find(code);
        Some(Cell::text(
            found.map_or_else(|| code.clone(), |value| shown_value(words, value)),
        ))
    };
    let fund = page
        .care_fund
        .as_ref()
        .map(|(number, _)| site.fund_name(words, *number));
    let contact = found.fund_contact.as_ref().map(|contact| {
        let ways = [&contact.phone, &contact.email, &contact.website];
        ways.into_iter().flatten().cloned().collect::<Vec<_>>().join(" · ")
    });
    let own = found.contact.as_ref().map(|contact| {
        let parts = [&contact.name, &contact.phone, &contact.email];
        Cell::text(parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" · "))
    });
    let share = found.personal_share.map(|share| {
        let category = share
            .category
            .map(|category| words.t(&format!("fac-category-{}", category.code())));
        Cell::money(share.cents).beside_some(category)
    });
    let person = page.person.as_ref();
    Facts::new(words)
        .with_some(
            "fac-field-ssin",
            found.ssin.map(|ssin| Cell::text(spaced(&ssin.to_digits()))),
        )
        .with_some(
            "fact-line-person-birth",
            person.and_then(|person| person.birth_date).map(Cell::day),
        )
        .with_some(
            "fact-line-person-death",
            person.and_then(|person| person.deceased_on).map(Cell::day),
        )
        .with(
            "fact-line-care-fund",
            Cell::text(fund.unwrap_or_else(|| words.t("care-fund-none"))).beside_some(contact),
        )
        .with_some(
            "fact-line-reference",
            page.reference.map(|reference| Cell::text(reference.to_string())),
        )
        .with_some("fact-line-start", page.start.map(Cell::moment))
        .with_some("fac-field-approved-end", found.approved_end.map(Cell::day))
        .with_some("fact-line-end", page.end.as_ref().map(|end| Cell::moment(end.at)))
        .with_some("fac-field-contact", own)
        .with_some("fac-field-userStatus", listed(List::UserStatus, &found.user_status))
        .with_some(
            "fac-field-accidentCode",
            listed(List::AccidentCode, &found.accident_code),
        )
        .with_some("fac-field-origin", listed(List::Origin, &found.origin))
        .with_some(
            "fact-line-user-type",
            page.user_type
                .map(|of| Cell::text(words.t(&format!("user-type-{}", of.code())))),
        )
        .with_some("fac-field-share", share)
}
