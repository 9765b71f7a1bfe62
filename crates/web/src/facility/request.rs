//! `/voorziening/aanvraag`: a request on one form, checked before it is sent, answered at once.

use app::{Action, AnsweredRequest, FacilityOnPage, Problem};
use askama::Template;
use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use identifiers::brussels_day;
use jiff::ToSpan;
use regulation::{List, RequestCase};
use serde_json::{Map, Value, json};

use super::care_answer::ShownAnswer;
use super::form::{Errors, Pairs, Typed, errors_of, filled, listed, new_message_id};
use super::{LIST, doing, refused};
use crate::page::{Frame, answer};
use crate::parts::{Field, Notice};
use crate::site::Site;
use crate::visit::Visit;

/// The address of the form.
pub(crate) const ADDRESS: &str = "/voorziening/aanvraag";

#[derive(Template)]
#[template(path = "facility/request.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    answer: Option<ShownAnswer>,
    message_id: String,
    who: Vec<Field>,
    stay: Vec<Field>,
    medical: Vec<Field>,
    contact: Vec<Field>,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(page).post(send))
}

async fn page(State(site): State<Site>, visit: Visit) -> Response {
    match doing(&site, &visit, Action::SendRequest).await {
        Ok(facility) => shown(&site, &visit, &facility, Typed::default(), None, None),
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

async fn send(State(site): State<Site>, visit: Visit, Form(pairs): Form<Pairs>) -> Response {
    let facility = match doing(&site, &visit, Action::SendRequest).await {
        Ok(facility) => facility,
        Err(problem) => return refused(&site, &visit, &problem).await,
    };
    let typed = Typed::of(pairs);
    let id = typed.message_id().unwrap_or_else(|| new_message_id(&visit, ADDRESS));
    let is_check = typed.get("doe") == "nakijken";
    let message = message(&facility, &typed, id);
    let (context, input) = (visit.context(), Value::Object(message.clone()).to_string());
    let answered = site
        .ask(move |app| {
            if is_check {
                app.check_request(&context, input.as_bytes(), &message)
            } else {
                app.send_request(&context, input.as_bytes(), &message)
            }
        })
        .await;
    match answered {
        // What was sent and not refused has a page of its own, to which a second click leads too.
        Ok(answered) if !is_check && answered.answer.outcome != care::Outcome::Refused => {
            Redirect::to(&format!("{LIST}/{}-{id}?gedaan=aanvraag", facility.hco)).into_response()
        }
        Ok(answered) => shown(&site, &visit, &facility, typed, Some((&answered, is_check)), None),
        Err(Problem::Conflict(_)) => {
            // This form was sent before with other content: nothing was done, and it can be sent as a new message.
            let notice = Notice::wrong(visit.words.t("fac-request-conflict"));
            shown(&site, &visit, &facility, typed, None, Some(notice))
        }
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

fn message(facility: &FacilityOnPage, typed: &Typed, id: uuid::Uuid) -> Map<String, Value> {
    let fields = [
        ("messageId", json!(id.to_string())),
        ("facility", json!(facility.hco)),
        ("ssin", typed.ssin("insz")),
        ("migration", json!(false)),
        ("requestType", typed.text("soort")),
        ("userStatus", typed.text("statuut")),
        ("accidentCode", typed.text("ongeval")),
        ("origin", typed.text("herkomst")),
        ("userType", typed.text("type")),
        ("start", typed.moment("begindag", "beginuur")),
        ("requestedEnd", typed.text("einddag")),
        (
            "medicalReport",
            Typed::group(&[
                ("diagnosis", typed.text("diagnose")),
                ("psychiatrist", typed.text("psychiater")),
                ("date", typed.text("verslagdag")),
            ]),
        ),
        (
            "contact",
            Typed::group(&[
                ("name", typed.text("contactnaam")),
                ("phone", typed.text("telefoon")),
                ("email", typed.text("email")),
            ]),
        ),
    ];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
    fields.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn shown(
    site: &Site,
    visit: &Visit,
    facility: &FacilityOnPage,
    mut typed: Typed,
    answered: Option<(&AnsweredRequest, bool)>,
    notice: Option<Notice>,
) -> Response {
    let words = visit.words;
    let errors = answered.map_or_else(Errors::new, |(answered, _)| errors_of(words, &answered.answer));
    let today = brussels_day(visit.at);
    typed.default_to("begindag", Some(today.to_string()));
    typed.default_to("beginuur", Some("10:00"));
    typed.default_to("einddag", Some(today.saturating_add(1.year()).to_string()));
    // A message that was answered is not sent again under its id with another content.
    let was_sent = answered.is_none_or(|(_, is_check)| !is_check);
    let id = typed.message_id().filter(|_| !was_sent);
    let id = id.unwrap_or_else(|| new_message_id(visit, ADDRESS));
    let page = Page {
        frame: Frame::new(site, visit, words.t("fac-request-title")),
        notice,
        message_id: id.to_string(),
        who: who(site, visit, facility, &typed, &errors),
        stay: stay(visit, &typed, &errors),
        medical: medical(visit, &typed, &errors),
        contact: contact(visit, &typed, &errors),
        answer: answered.map(|(answered, is_check)| ShownAnswer::new(words, &answered.answer, is_check)),
    };
    let status = match answered {
        Some((answered, _)) if answered.answer.outcome == care::Outcome::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    answer(site, visit, &page, status)
}

fn who(site: &Site, visit: &Visit, facility: &FacilityOnPage, typed: &Typed, errors: &Errors) -> Vec<Field> {
    let (words, law, today) = (visit.words, site.law(), brussels_day(visit.at));
    let label = |key: &str| words.t(&format!("fac-field-{key}"));
    let choice = |name, list, of| {
        let field = Field::choice(name, label(of), listed(words, law, list, today));
        filled(field, typed, errors, of)
    };
    let insz = Field::number("insz", label("ssin"))
        .hint(words.t("fac-ssin-hint"))
        .checked("insz", words.t("check-insz"))
        .required();
    let mut fields = vec![
        filled(insz, typed, errors, "ssin"),
        choice("soort", List::RequestType, "requestType"),
        choice("statuut", List::UserStatus, "userStatus"),
        choice("ongeval", List::AccidentCode, "accidentCode"),
        choice("herkomst", List::Origin, "origin"),
    ];
    let case = RequestCase {
        migration: false,
        follow_up: false,
    };
    let form = law.sector(&facility.sector).and_then(|sector| sector.request.as_ref());
    if form.is_some_and(|form| form.asks(case, "userType")) {
        fields.push(choice("type", List::UserType, "userType"));
    }
    fields
}

fn stay(visit: &Visit, typed: &Typed, errors: &Errors) -> Vec<Field> {
    let words = visit.words;
    let label = |key: &str| words.t(&format!("fac-field-{key}"));
    vec![
        filled(
            Field::day("begindag", label("start")).required(),
            typed,
            errors,
            "start",
        ),
        filled(
            Field::line("beginuur", label("start-hour"))
                .hint(words.t("fac-hour-hint"))
                .checked("hour", words.t("check-hour")),
            typed,
            &Errors::new(),
            "start",
        ),
        filled(
            Field::day("einddag", label("requestedEnd"))
                .not_before("begindag", words.t("check-after"))
                .required(),
            typed,
            errors,
            "requestedEnd",
        ),
    ]
}

fn medical(visit: &Visit, typed: &Typed, errors: &Errors) -> Vec<Field> {
    let words = visit.words;
    let label = |key: &str| words.t(&format!("fac-field-{key}"));
    vec![
        filled(
            Field::line("diagnose", label("diagnosis")).hint(words.t("fac-diagnosis-hint")),
            typed,
            errors,
            "medicalReport.diagnosis",
        ),
        filled(
            Field::number("psychiater", label("psychiatrist"))
                .hint(words.t("fac-psychiatrist-hint"))
                .checked("nihdi", words.t("check-nihdi")),
            typed,
            errors,
            "medicalReport.psychiatrist",
        ),
        filled(
            Field::day("verslagdag", label("report-date")),
            typed,
            errors,
            "medicalReport.date",
        ),
    ]
}

/// Whom the fund can reach: also on the form that changes it.
pub(super) fn contact(visit: &Visit, typed: &Typed, errors: &Errors) -> Vec<Field> {
    let words = visit.words;
    let label = |key: &str| words.t(&format!("fac-field-{key}"));
    vec![
        filled(
            Field::line("contactnaam", label("contact-name")).required(),
            typed,
            errors,
            "contact.name",
        ),
        filled(
            Field::number("telefoon", label("phone")).hint(words.t("fac-reach-hint")),
            typed,
            errors,
            "contact.phone",
        ),
        filled(
            Field::line("email", label("email")).checked("email", words.t("check-email")),
            typed,
            errors,
            "contact.email",
        ),
    ]
}
