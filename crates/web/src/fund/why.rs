//! Asking why somebody opens a person's file, where no item of work says it: once, for that person, for a while.

use app::{CameFrom, DossierAddress, Problem, REASONS, Reason};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use identifiers::{BatchId, PersonId};
use serde::Deserialize;

use super::{person, today};
use crate::list;
use crate::page::{Frame, answer, failed};
use crate::parts::{Field, Notice};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// What was said, as a form sends it.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    pub(crate) waarom: String,
    #[serde(default)]
    pub(crate) toelichting: String,
}

/// A reason that can be chosen.
struct Choice {
    code: &'static str,
    word: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "fund/why.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    action: String,
    /// What was searched for, where it is not in an address.
    searched: Option<String>,
    choices: Vec<Choice>,
    choice_error: Option<String>,
    words: Field,
    back: &'static str,
}

/// Where the form goes, and what of the search goes with it.
pub(crate) struct Way {
    action: String,
    searched: Option<String>,
}

impl Way {
    pub(crate) fn to_dossier(address: &DossierAddress) -> Self {
        Self {
            action: format!("{}/{address}/reden", list::ADDRESS),
            searched: None,
        }
    }

    pub(crate) fn to_person(id: PersonId) -> Self {
        Self {
            action: format!("{}/{id}/reden", person::ADDRESS),
            searched: None,
        }
    }

    /// To the person of a national number: it stands in no address.
    pub(crate) fn to_searched(text: String) -> Self {
        Self {
            action: "/kas/zoeken".to_owned(),
            searched: Some(text),
        }
    }
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/kas/dossiers/{address}/reden", post(dossier))
        .route("/kas/personen/{number}/reden", post(of_person))
}

/// From which item of work somebody comes, as the URL says it: `zending-12`, `taak-5`, `inzage`.
pub(crate) fn came_from(text: Option<&str>) -> Option<CameFrom> {
    match text?.split_once('-') {
        Some(("zending", number)) => number.parse().ok().map(|number| CameFrom::Sending(BatchId(number))),
        Some(("taak", number)) => number.parse().ok().map(CameFrom::Task),
        None if text == Some("inzage") => Some(CameFrom::Looks),
        _ => None,
    }
}

/// A reason in words: what was chosen, and what was said with it.
pub(crate) fn shown(words: Words, reason: &Reason) -> (String, Option<String>) {
    let word = words.maybe(&format!("why-{}", reason.code));
    let word = word.unwrap_or_else(|| reason.code.clone());
    let detail = match (reason.code.as_str(), &reason.detail) {
        ("SENDING", Some(number)) => Some(words.one("sending-number", "number", number)),
        (_, detail) => detail.clone(),
    };
    (word, detail)
}

/// The page that asks.
pub(crate) fn asks(site: &Site, visit: &Visit, way: Way) -> Response {
    made(site, visit, way, (&Said::default(), None))
}

/// The same again, with what is wrong in what was said.
pub(crate) fn asks_again(site: &Site, visit: &Visit, way: Way, (said, problem): (&Said, &Problem)) -> Response {
    made(site, visit, way, (said, Some(problem)))
}

fn made(site: &Site, visit: &Visit, way: Way, (said, problem): (&Said, Option<&Problem>)) -> Response {
    let words = visit.words;
    let wrong = |field: &str| match problem {
        Some(Problem::InvalidInput(issues)) => issues.iter().any(|issue| issue.at == field),
        _ => false,
    };
    let is_empty = said.toelichting.trim().is_empty();
    let words_error = wrong("words").then(|| {
        words.t(if is_empty {
            "why-words-missing"
        } else {
            "why-words-unfit"
        })
    });
    let page = Page {
        notice: problem.map(|_| Notice::wrong(words.t("form-wrong"))),
        choices: REASONS
            .map(|code| Choice {
                code,
                word: words.t(&format!("why-{code}")),
                is_chosen: said.waarom == code,
            })
            .into(),
        choice_error: wrong("reason").then(|| words.t("why-missing")),
        words: Field::line("toelichting", words.t("why-words"))
            .hint(words.t("why-words-hint"))
            .value(said.toelichting.clone())
            .error(words_error),
        back: today::ADDRESS,
        frame: Frame::at(site, visit, words.t("why-title"), today::ADDRESS),
        action: way.action,
        searched: way.searched,
    };
    let status = problem.map_or(StatusCode::OK, |_| StatusCode::BAD_REQUEST);
    answer(site, visit, &page, status)
}

async fn dossier(
    State(site): State<Site>,
    visit: Visit,
    Path(address): Path<String>,
    Form(said): Form<Said>,
) -> Response {
    let Ok(address) = address.parse::<DossierAddress>() else {
        return failed(&site, &visit, &Problem::NotFound("a dossier".into()));
    };
    let reason = match Reason::said(&said.waarom, &said.toelichting) {
        Ok(reason) => reason,
        Err(problem) => return asks_again(&site, &visit, Way::to_dossier(&address), (&said, &problem)),
    };
    let (context, asked) = (visit.context(), address.clone());
    match site
        .ask(move |app| app.say_why_dossier(&context, &asked, &reason))
        .await
    {
        Ok(()) => Redirect::to(&format!("{}/{address}", list::ADDRESS)).into_response(),
        Err(problem) => failed(&site, &visit, &problem),
    }
}

async fn of_person(
    State(site): State<Site>,
    visit: Visit,
    Path(number): Path<String>,
    Form(said): Form<Said>,
) -> Response {
    let Ok(id) = number.parse().map(PersonId) else {
        return failed(&site, &visit, &Problem::NotFound("a person".into()));
    };
    let reason = match Reason::said(&said.waarom, &said.toelichting) {
        Ok(reason) => reason,
        Err(problem) => return asks_again(&site, &visit, Way::to_person(id), (&said, &problem)),
    };
    let context = visit.context();
    match site.ask(move |app| app.say_why_person(&context, id, &reason)).await {
        Ok(()) => Redirect::to(&format!("{}/{id}", person::ADDRESS)).into_response(),
        Err(problem) => failed(&site, &visit, &problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_one_comes_from_is_read_with_care() {
        for (text, expected) in [
            ("zending-12", Some(CameFrom::Sending(BatchId(12)))),
            ("taak-5", Some(CameFrom::Task(5))),
            ("inzage", Some(CameFrom::Looks)),
            ("zending-x", None),
            ("zending", None),
            ("inzage-1", None),
            ("", None),
        ] {
            assert_eq!(came_from(Some(text)), expected, "{text}");
        }
        assert_eq!(came_from(None), None);
    }
}
