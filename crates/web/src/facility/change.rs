//! `/voorziening/dossiers/{address}/{change}`: a change of a dossier, which shows what will happen before it is sent.

use app::{Action, AnsweredRequest, DossierAddress, FacilityDossierPage, Problem};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use care::ChangeKind;
use identifiers::{brussels_clock, brussels_day};
use jiff::ToSpan;
use jiff::civil::Date;
use regulation::List;
use serde_json::{Map, Value, json};

use super::care_answer::ShownAnswer;
use super::form::{Errors, Pairs, Typed, errors_of, filled, listed, new_message_id};
use super::request::contact;
use super::{LIST, doing, refused};
use crate::page::{Frame, answer, failed};
use crate::parts::{Field, Notice};
use crate::site::Site;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "facility/change.html")]
struct Page {
    frame: Frame,
    back: String,
    address: String,
    person: String,
    lead: String,
    notice: Option<Notice>,
    answer: Option<ShownAnswer>,
    message_id: String,
    fields: Vec<Field>,
    /// What the form began with, by name.
    begun: Vec<(String, String)>,
    /// Whether it was checked and nothing stands in its way.
    was_checked: bool,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/voorziening/dossiers/{address}/{change}", get(page).post(send))
}

/// The word of a change in an address.
pub(super) const fn slug(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Contact => "contact",
        ChangeKind::Administrative => "gegevens",
        ChangeKind::StartDate => "begin",
        ChangeKind::Extension => "verlenging",
        ChangeKind::ExtensionCancellation => "verlenging-schrappen",
        ChangeKind::End => "einde",
        ChangeKind::EndChange => "einde-wijzigen",
        ChangeKind::EndCancellation => "einde-schrappen",
    }
}

/// A person's number as it is written on paper: `85.07.30-100.58`.
pub(super) fn spaced(digits: &str) -> String {
    match (digits.get(..6), digits.get(6..9), digits.get(9..)) {
        (Some(birth), Some(serial), Some(check)) if digits.len() == 11 => {
            format!("{}.{}.{}-{serial}.{check}", &birth[..2], &birth[2..4], &birth[4..])
        }
        _ => digits.to_owned(),
    }
}

/// What is asked for: a dossier and a change that there is.
fn named(address: &str, change: &str) -> Result<(DossierAddress, ChangeKind), Problem> {
    let unknown = || Problem::NotFound("a page".into());
    let kind = ChangeKind::ALL.into_iter().find(|kind| slug(*kind) == change);
    Ok((address.parse().map_err(|_| unknown())?, kind.ok_or_else(unknown)?))
}

async fn found(site: &Site, visit: &Visit, address: &DossierAddress) -> Result<FacilityDossierPage, Problem> {
    doing(site, visit, Action::SendRequest).await?;
    let (context, address) = (visit.context(), address.clone());
    site.ask(move |app| app.facility_dossier(&context, &address)).await
}

async fn page(State(site): State<Site>, visit: Visit, Path((address, change)): Path<(String, String)>) -> Response {
    let (address, kind) = match named(&address, &change) {
        Ok(named) => named,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    match found(&site, &visit, &address).await {
        Ok(found) => shown(&site, &visit, &found, kind, Typed::default(), None, None),
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

async fn send(
    State(site): State<Site>,
    visit: Visit,
    Path((address, change)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Response {
    let (address, kind) = match named(&address, &change) {
        Ok(named) => named,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    let found = match found(&site, &visit, &address).await {
        Ok(found) => found,
        Err(problem) => return refused(&site, &visit, &problem).await,
    };
    let typed = Typed::of(pairs);
    let id = typed.message_id().unwrap_or_else(|| new_message_id(&visit, slug(kind)));
    let is_check = typed.get("doe") != "versturen";
    if !is_check && changed_meanwhile(&found, kind, &typed) {
        // Nothing is sent before whoever sends has seen how the dossier stands now.
        return shown(&site, &visit, &found, kind, typed, None, None);
    }
    let message = message(&found, kind, &typed, id);
    let (context, input) = (visit.context(), Value::Object(message.clone()).to_string());
    let answered = site
        .ask(move |app| {
            if is_check {
                app.check_change(&context, input.as_bytes(), &message)
            } else {
                app.send_change(&context, input.as_bytes(), &message)
            }
        })
        .await;
    match answered {
        Ok(answered) if !is_check && answered.answer.outcome != care::Outcome::Refused => {
            Redirect::to(&format!("{LIST}/{address}?gedaan=wijziging")).into_response()
        }
        Ok(answered) => shown(&site, &visit, &found, kind, typed, Some((&answered, is_check)), None),
        Err(Problem::Conflict(_)) => {
            let notice = Notice::wrong(visit.words.t("fac-request-conflict"));
            shown(&site, &visit, &found, kind, typed, None, Some(notice))
        }
        Err(problem) => refused(&site, &visit, &problem).await,
    }
}

/// The fields of a change of data, by the name in the form and in the message.
const ADMINISTRATIVE: [(&str, &str); 3] = [
    ("statuut", "userStatus"),
    ("ongeval", "accidentCode"),
    ("herkomst", "origin"),
];

/// The name under which a form keeps what a field began with.
fn began(name: &str) -> String {
    format!("{name}-begin")
}

/// What was typed, where it is not what the form began with: a form of before takes nothing back that a colleague changed.
fn changed(typed: &Typed, name: &str) -> Value {
    if typed.get(name) == typed.get(&began(name)) {
        Value::Null
    } else {
        typed.text(name)
    }
}

/// How the dossier stands, by the name of a field of a change of data.
fn stands<'a>(found: &'a FacilityDossierPage, name: &str) -> &'a str {
    let value = match name {
        "statuut" => &found.user_status,
        "ongeval" => &found.accident_code,
        _ => &found.origin,
    };
    value.as_deref().unwrap_or_default()
}

/// Whether somebody changed the data of the dossier since the form began.
fn changed_meanwhile(found: &FacilityDossierPage, kind: ChangeKind, typed: &Typed) -> bool {
    let has_begun = |name: &str| typed.has(&began(name));
    kind == ChangeKind::Administrative
        && ADMINISTRATIVE
            .iter()
            .any(|(name, _)| has_begun(name) && typed.get(&began(name)) != stands(found, name))
}

fn message(found: &FacilityDossierPage, kind: ChangeKind, typed: &Typed, id: uuid::Uuid) -> Map<String, Value> {
    let end = || {
        vec![
            ("end", typed.moment("einddag", "einduur")),
            ("endReason", typed.text("reden")),
            ("departedTo", typed.text("bestemming")),
        ]
    };
    let own = match kind {
        ChangeKind::Contact => vec![(
            "contact",
            Typed::group(&[
                ("name", typed.text("contactnaam")),
                ("phone", typed.text("telefoon")),
                ("email", typed.text("email")),
            ]),
        )],
        ChangeKind::Administrative => ADMINISTRATIVE
            .iter()
            .map(|(name, of)| (*of, changed(typed, name)))
            .collect(),
        ChangeKind::StartDate => vec![("start", typed.moment("begindag", "beginuur"))],
        ChangeKind::Extension => vec![("end", typed.text("einddag"))],
        ChangeKind::End | ChangeKind::EndChange => end(),
        ChangeKind::ExtensionCancellation | ChangeKind::EndCancellation => Vec::new(),
    };
    let head = vec![
        ("messageId", json!(id.to_string())),
        ("facility", json!(found.facility.hco)),
        ("vsbReference", json!(found.page.reference)),
        ("change", json!(kind.code())),
    ];
    let fields = head.into_iter().chain(own).filter(|(_, value)| !value.is_null());
    fields.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn shown(
    site: &Site,
    visit: &Visit,
    found: &FacilityDossierPage,
    kind: ChangeKind,
    mut typed: Typed,
    answered: Option<(&AnsweredRequest, bool)>,
    notice: Option<Notice>,
) -> Response {
    let words = visit.words;
    let errors = answered.map_or_else(Errors::new, |(answered, _)| errors_of(words, &answered.answer));
    let meanwhile = changed_meanwhile(found, kind, &typed);
    let notice = notice.or_else(|| meanwhile.then(|| Notice::wrong(words.t("fac-change-meanwhile"))));
    begin_with(visit, found, kind, &mut typed);
    let was_sent = answered.is_none_or(|(_, is_check)| !is_check);
    let id = typed.message_id().filter(|_| !was_sent);
    let id = id.unwrap_or_else(|| new_message_id(visit, slug(kind)));
    let is_refused = answered.is_some_and(|(answered, _)| answered.answer.outcome == care::Outcome::Refused);
    let name = found.page.person.as_ref().and_then(|person| person.name.clone());
    let back = format!("{LIST}/{}", found.page.address);
    let page = Page {
        frame: Frame::new(site, visit, words.t(&format!("fac-send-{}", kind.code()))),
        address: format!("{back}/{}", slug(kind)),
        back,
        person: name.unwrap_or_else(|| words.t("person-unknown")),
        lead: words.t(&format!("fac-change-{}", kind.code())),
        notice,
        answer: answered.map(|(answered, is_check)| ShownAnswer::new(words, &answered.answer, is_check)),
        message_id: id.to_string(),
        fields: fields(site, visit, (kind, found.page.start.map(brussels_day)), &typed, &errors),
        begun: begun(kind, &typed),
        was_checked: answered.is_some() && !is_refused,
    };
    let status = if is_refused {
        StatusCode::UNPROCESSABLE_ENTITY
    } else if meanwhile && answered.is_none() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    answer(site, visit, &page, status)
}

/// What a form begins with: as the dossier stands.
fn begin_with(visit: &Visit, found: &FacilityDossierPage, kind: ChangeKind, typed: &mut Typed) {
    let today = brussels_day(visit.at);
    match kind {
        ChangeKind::Contact => {
            let contact = found.contact.clone().unwrap_or_default();
            typed.default_to("contactnaam", contact.name);
            if typed.get("doe").is_empty() {
                typed.default_to("telefoon", contact.phone);
                typed.default_to("email", contact.email);
            }
        }
        ChangeKind::Administrative => {
            for (name, _) in ADMINISTRATIVE {
                let stands = stands(found, name);
                // What was not changed here is shown as it stands now.
                if !typed.has(name) || typed.get(name) == typed.get(&began(name)) {
                    typed.set(name, stands);
                }
                typed.set(&began(name), stands);
            }
        }
        ChangeKind::StartDate => {
            let start = found.page.start.map(brussels_clock);
            typed.default_to("begindag", start.map(|start| start.date().to_string()));
            typed.default_to("beginuur", start.map(|start| start.strftime("%H:%M").to_string()));
        }
        ChangeKind::Extension => {
            let next = found.approved_end.map(|end| end.saturating_add(1.year()).to_string());
            typed.default_to("einddag", next);
        }
        ChangeKind::End | ChangeKind::EndChange => {
            let end = found.page.end.as_ref().map(|end| brussels_clock(end.at));
            let day = end.map_or(today, |end| end.date()).to_string();
            typed.default_to("einddag", Some(day));
            let hour = end.map_or_else(|| "14:00".to_owned(), |end| end.strftime("%H:%M").to_string());
            typed.default_to("einduur", Some(hour));
        }
        ChangeKind::ExtensionCancellation | ChangeKind::EndCancellation => {}
    }
}

/// What goes along unseen: with what a form of data began.
fn begun(kind: ChangeKind, typed: &Typed) -> Vec<(String, String)> {
    if kind != ChangeKind::Administrative {
        return Vec::new();
    }
    let names = ADMINISTRATIVE.iter().map(|(name, _)| began(name));
    names.map(|name| (name.clone(), typed.get(&name).to_owned())).collect()
}

/// The fields of a change, with the first day of the stay where it is known.
fn fields(
    site: &Site,
    visit: &Visit,
    (kind, start): (ChangeKind, Option<Date>),
    typed: &Typed,
    errors: &Errors,
) -> Vec<Field> {
    let (words, law, today) = (visit.words, site.law(), brussels_day(visit.at));
    let label = |key: &str| words.t(&format!("fac-field-{key}"));
    let choice = |name, list, of| {
        let field = Field::choice(name, label(of), listed(words, law, list, today));
        filled(field, typed, errors, of)
    };
    let hour = |name, key: &str| {
        let field = Field::line(name, label(key))
            .hint(words.t("fac-hour-hint"))
            .checked("hour", words.t("check-hour"));
        filled(field, typed, &Errors::new(), "")
    };
    match kind {
        ChangeKind::Contact => contact(visit, typed, errors),
        ChangeKind::Administrative => vec![
            choice("statuut", List::UserStatus, "userStatus"),
            choice("ongeval", List::AccidentCode, "accidentCode"),
            choice("herkomst", List::Origin, "origin"),
        ],
        ChangeKind::StartDate => vec![
            filled(
                Field::day("begindag", label("start")).required(),
                typed,
                errors,
                "start",
            ),
            hour("beginuur", "start-hour"),
        ],
        ChangeKind::Extension => {
            vec![filled(
                Field::day("einddag", label("extension-end"))
                    .not_before_day(start, words.t("check-from-start"))
                    .required(),
                typed,
                errors,
                "end",
            )]
        }
        ChangeKind::End | ChangeKind::EndChange => vec![
            filled(
                Field::day("einddag", label("end"))
                    .not_before_day(start, words.t("check-from-start"))
                    .required(),
                typed,
                errors,
                "end",
            ),
            hour("einduur", "end-hour"),
            choice("reden", List::EndReason, "endReason"),
            choice("bestemming", List::DepartedTo, "departedTo"),
        ],
        ChangeKind::ExtensionCancellation | ChangeKind::EndCancellation => Vec::new(),
    }
}
