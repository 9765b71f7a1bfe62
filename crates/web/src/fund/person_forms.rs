//! The forms on the page of a person: affiliate, move, end, note a premium. The national number is only ever in a form.

use app::{MembershipAnswer, NewPremium, PersonBy, Problem};
use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use jiff::civil::Date;
use registers::MembershipKind;
use serde::Deserialize;

use super::person::{ADDRESS, Told, notice_of, shown};
use crate::page::failed;
use crate::parts::{Address, Notice};
use crate::site::Site;
use crate::visit::Visit;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/kas/personen/aansluiten", post(affiliate))
        .route("/kas/personen/overkomen", post(mutate))
        .route("/kas/personen/beeindigen", post(end))
        .route("/kas/personen/premie", post(premium))
}

/// What a form about a person sends.
#[derive(Debug, Default, Deserialize)]
struct Sent {
    insz: String,
    #[serde(default)]
    soort: String,
    #[serde(default)]
    vanaf: String,
    #[serde(default)]
    tot: String,
    #[serde(default)]
    jaar: String,
    #[serde(default)]
    betaald: String,
    #[serde(default)]
    bedrag: String,
}

/// An amount in euros as it is typed, in cents: `62`, `62,50`, `62.5`.
pub(crate) fn cents_of(text: &str) -> Option<i64> {
    let text = text.trim().trim_start_matches('€').trim();
    let (euros, rest) = text.split_once([',', '.']).unwrap_or((text, ""));
    let is_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if euros.is_empty() || rest.len() > 2 || !is_digits(euros) || !is_digits(rest) {
        return None;
    }
    let rest = format!("{rest:0<2}");
    euros
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(rest.parse().ok()?)
}

/// A day that a form sends; what is wrong with it stands beside its field.
async fn day_or_again(site: &Site, visit: &Visit, sent: &Sent, name: &'static str) -> Result<Date, Response> {
    let text = match name {
        "tot" => &sent.tot,
        "betaald" => &sent.betaald,
        _ => &sent.vanaf,
    };
    match text.trim().parse::<Date>() {
        Ok(day) => Ok(day),
        Err(_) => Err(again(site, visit, sent, (name, "field-day-wrong")).await),
    }
}

/// The person again, with what is wrong beside a field.
async fn again(site: &Site, visit: &Visit, sent: &Sent, (field, key): (&'static str, &str)) -> Response {
    let told = Told {
        notice: Some(Notice::wrong(visit.words.t("form-wrong"))),
        wrong: Some((field, visit.words.t(key))),
        status: StatusCode::BAD_REQUEST,
        ..Told::default()
    };
    reshown(site, visit, sent, told).await
}

async fn reshown(site: &Site, visit: &Visit, sent: &Sent, told: Told) -> Response {
    match shown(site, visit, (PersonBy::Ssin(sent.insz.clone()), None), told).await {
        Ok(response) => response,
        Err(problem) => failed(site, visit, &problem),
    }
}

/// What a membership answered: done, or why not, each finding with its sentence and source.
async fn answered(
    site: &Site,
    visit: &Visit,
    sent: &Sent,
    (answer, done): (Result<MembershipAnswer, Problem>, &'static str),
) -> Response {
    match answer {
        Ok(answer) if answer.accepted => led_back(site, visit, sent, done).await,
        Ok(answer) => {
            let words = visit.words;
            let told = Told {
                notice: Some(Notice::wrong(words.t("person-refused"))),
                findings: answer
                    .findings
                    .iter()
                    .map(|finding| {
                        let text = words.of(&finding.text).to_owned();
                        (words.of(&finding.title).to_owned(), text, finding.sources.join("; "))
                    })
                    .collect(),
                status: StatusCode::CONFLICT,
                ..Told::default()
            };
            reshown(site, visit, sent, told).await
        }
        Err(problem) => failed(site, visit, &problem),
    }
}

/// To the page of the person, by own number: the national number is in no address. A membership that has yet to begin
/// opens no page by that number: then the page that the national number gave is shown again, and says what was done.
async fn led_back(site: &Site, visit: &Visit, sent: &Sent, done: &'static str) -> Response {
    let (context, by) = (visit.context(), PersonBy::Ssin(sent.insz.clone()));
    match site.ask(move |app| app.person_page(&context, &by, None)).await {
        Ok(found) if !found.is_seen => {
            let told = Told {
                notice: notice_of(visit.words, done),
                ..Told::default()
            };
            reshown(site, visit, sent, told).await
        }
        Ok(found) => {
            let there = Address::new(format!("{ADDRESS}/{}", found.person.id)).with("gedaan", done);
            Redirect::to(&there.to_string()).into_response()
        }
        Err(problem) => failed(site, visit, &problem),
    }
}

async fn affiliate(State(site): State<Site>, visit: Visit, Form(sent): Form<Sent>) -> Response {
    let kind = match sent.soort.as_str() {
        "ADMINISTRATIVE" => MembershipKind::Administrative,
        _ => MembershipKind::Official,
    };
    let (fund, from) = match (visit.fund(), day_or_again(&site, &visit, &sent, "vanaf").await) {
        (Ok(fund), Ok(from)) => (fund, from),
        (Err(problem), _) => return failed(&site, &visit, &problem),
        (_, Err(response)) => return response,
    };
    let (context, ssin) = (visit.context(), sent.insz.clone());
    let answer = site
        .ask(move |app| app.affiliate(&context, fund, &ssin, kind, from))
        .await;
    answered(&site, &visit, &sent, (answer, "aangesloten")).await
}

async fn mutate(State(site): State<Site>, visit: Visit, Form(sent): Form<Sent>) -> Response {
    let (fund, from) = match (visit.fund(), day_or_again(&site, &visit, &sent, "vanaf").await) {
        (Ok(fund), Ok(from)) => (fund, from),
        (Err(problem), _) => return failed(&site, &visit, &problem),
        (_, Err(response)) => return response,
    };
    let (context, ssin) = (visit.context(), sent.insz.clone());
    let answer = site.ask(move |app| app.mutate(&context, fund, &ssin, from)).await;
    answered(&site, &visit, &sent, (answer, "overgekomen")).await
}

async fn end(State(site): State<Site>, visit: Visit, Form(sent): Form<Sent>) -> Response {
    let (fund, to) = match (visit.fund(), day_or_again(&site, &visit, &sent, "tot").await) {
        (Ok(fund), Ok(to)) => (fund, to),
        (Err(problem), _) => return failed(&site, &visit, &problem),
        (_, Err(response)) => return response,
    };
    let (context, ssin) = (visit.context(), sent.insz.clone());
    let answer = site.ask(move |app| app.end_membership(&context, fund, &ssin, to)).await;
    answered(&site, &visit, &sent, (answer, "beeindigd")).await
}

async fn premium(State(site): State<Site>, visit: Visit, Form(sent): Form<Sent>) -> Response {
    let (fund, paid_on) = match (visit.fund(), day_or_again(&site, &visit, &sent, "betaald").await) {
        (Ok(fund), Ok(paid_on)) => (fund, paid_on),
        (Err(problem), _) => return failed(&site, &visit, &problem),
        (_, Err(response)) => return response,
    };
    let Some(cents) = cents_of(&sent.bedrag).filter(|cents| *cents > 0) else {
        return again(&site, &visit, &sent, ("bedrag", "field-amount-wrong")).await;
    };
    let Ok(year) = sent.jaar.trim().parse() else {
        return again(&site, &visit, &sent, ("jaar", "field-year-wrong")).await;
    };
    let noted = NewPremium { year, paid_on, cents };
    let (context, ssin) = (visit.context(), sent.insz.clone());
    match site
        .ask(move |app| app.note_premium(&context, fund, &ssin, &noted))
        .await
    {
        Ok(()) => led_back(&site, &visit, &sent, "premie").await,
        Err(Problem::InvalidInput(_) | Problem::Conflict(_)) => {
            again(&site, &visit, &sent, ("jaar", "field-year-wrong")).await
        }
        Err(problem) => failed(&site, &visit, &problem),
    }
}

#[cfg(test)]
mod tests {
    use super::cents_of;

    #[test]
    fn an_amount_is_read_as_it_is_typed() {
        for (typed, expected) in [
            ("62", Some(6200)),
            ("62,5", Some(6250)),
            ("€ 62.05", Some(6205)),
            ("62,505", None),
            ("", None),
            (",50", None),
            ("-1", None),
            ("1e3", None),
        ] {
            assert_eq!(cents_of(typed), expected, "{typed}");
        }
    }
}
