//! What is done with a dossier: taking it, releasing it, deciding it.

use app::{Actor, Decision, DossierAddress, NotDecided, Problem};
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use serde::Deserialize;

use crate::dossier::{Told, page};
use crate::list;
use crate::page::failed;
use crate::parts::{Address, Notice};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/kas/dossiers/{address}/beslissen", post(decide))
        .route("/kas/dossiers/{address}/nemen", post(take))
        .route("/kas/dossiers/{address}/vrijgeven", post(release))
}

fn unknown() -> Problem {
    Problem::NotFound("a dossier".into())
}

/// A decision, as the form sends it.
#[derive(Debug, Deserialize)]
struct Decided {
    gezien: String,
    beslissing: String,
    #[serde(default)]
    reden: String,
}

async fn decide(
    State(site): State<Site>,
    visit: Visit,
    Path(address): Path<String>,
    Form(decided): Form<Decided>,
) -> Response {
    let Ok(address) = address.parse::<DossierAddress>() else {
        return failed(&site, &visit, &unknown());
    };
    let (decision, done) = match decided.beslissing.as_str() {
        "aanvaarden" => (Decision::Accept, "aanvaard"),
        "weigeren" => (Decision::Refuse, "geweigerd"),
        _ => return failed(&site, &visit, &unknown()),
    };
    let (context, asked) = (visit.context(), address.clone());
    let (seen, reason) = (decided.gezien, decided.reden.clone());
    let work = move |app: &app::App<'_>| Ok(app.decide_as_seen(&context, &asked, &seen, decision, &reason).map(drop));
    match site.ask(work).await {
        Ok(Ok(())) => {
            let there = Address::new(format!("{}/{address}", list::ADDRESS)).with("gedaan", done);
            Redirect::to(&there.to_string()).into_response()
        }
        Ok(Err(not)) => not_decided(&site, &visit, address, (not, decided.reden)).await,
        Err(problem) => failed(&site, &visit, &problem),
    }
}

async fn take(State(site): State<Site>, visit: Visit, Path(address): Path<String>) -> Response {
    let back = format!("{}/{address}", list::ADDRESS);
    taking(&site, &visit, &address, true, &back).await
}

async fn release(State(site): State<Site>, visit: Visit, Path(address): Path<String>) -> Response {
    let back = format!("{}/{address}", list::ADDRESS);
    taking(&site, &visit, &address, false, &back).await
}

/// Takes a dossier or releases it, and leads back.
pub(crate) async fn taking(site: &Site, visit: &Visit, address: &str, take: bool, back: &str) -> Response {
    let Ok(address) = address.parse::<DossierAddress>() else {
        return failed(site, visit, &unknown());
    };
    let (context, asked) = (visit.context(), address.clone());
    match site.ask(move |app| Ok(app.take_at(&context, &asked, take))).await {
        Ok(Ok(())) => {
            let done = if take { "opgenomen" } else { "vrijgegeven" };
            Redirect::to(&Address::new(back).with("gedaan", done).to_string()).into_response()
        }
        Ok(Err(not)) => not_decided(site, visit, address, (not, String::new())).await,
        Err(problem) => failed(site, visit, &problem),
    }
}

/// The dossier again, with why it was not done and what was typed: nothing is lost.
async fn not_decided(
    site: &Site,
    visit: &Visit,
    address: DossierAddress,
    (not, reason): (NotDecided, String),
) -> Response {
    let words = visit.words;
    let mut told = Told {
        reason,
        status: StatusCode::CONFLICT,
        ..Told::default()
    };
    match not {
        NotDecided::Problem(Problem::InvalidInput(_)) => {
            told.status = StatusCode::BAD_REQUEST;
            told.notice = Some(Notice::wrong(words.t("form-wrong")));
            told.reason_error = Some(wrong_reason(words, &told.reason));
        }
        NotDecided::Problem(problem) => return failed(site, visit, &problem),
        other => told.notice = Some(Notice::wrong(why_not(words, &other))),
    }
    page(site, visit, address, told).await
}

/// Why the reason of a decision was not taken: of a dossier, and of lines of a sending.
pub(super) fn wrong_reason(words: Words, typed: &str) -> String {
    words.t(match typed.trim().is_empty() {
        true => "decide-reason-missing",
        false => "field-control-characters",
    })
}

fn why_not(words: Words, not: &NotDecided) -> String {
    match not {
        NotDecided::Taken(by) => {
            let account = by.parse::<Actor>().ok();
            let account = account.as_ref().and_then(Actor::account).map(str::to_owned);
            words.one(
                "not-decided-taken",
                "who",
                &account.unwrap_or_else(|| words.t("somebody-else")),
            )
        }
        NotDecided::Changed => words.t("not-decided-changed"),
        NotDecided::NothingWaits(_) => words.t("not-decided-nothing"),
        NotDecided::Refuses(codes) => words.one("not-decided-refuses", "codes", &codes.join(", ")),
        NotDecided::WaitsForAffiliation => words.t("not-decided-affiliation"),
        NotDecided::Problem(_) => words.t("error-500"),
    }
}
