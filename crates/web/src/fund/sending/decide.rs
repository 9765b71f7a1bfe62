//! What is done with the lines of a sending: deciding them, and taking them into review.

use app::{Decision, LinePick, NotDecided, Problem, account_of};
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use identifiers::BatchId;
use regulation::CheckCode;
use serde::Deserialize;

use super::super::dossier::wrong_reason;
use super::super::sendings;
use super::{Asked, Told, number_of, shown_page};
use crate::page::failed;
use crate::parts::{Address, Notice};
use crate::site::Site;
use crate::visit::Visit;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/kas/zendingen/{number}/beslissen", post(decide))
        .route("/kas/zendingen/{number}/in-beraad", post(review))
        .route("/kas/zendingen/{number}/nemen", post(take_one))
        .route("/kas/zendingen/{number}/vrijgeven", post(release))
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
    /// One line (`12.3`), all of one reason, or all. `None` when something stands in the place of a line that is none:
    /// it must never mean all of them.
    fn pick(&self) -> Option<LinePick> {
        let of_line = match self.lijn.trim() {
            "" => None,
            typed => {
                let (invoice, position) = typed.split_once('.')?;
                Some((invoice.parse().ok()?, position.parse().ok()?))
            }
        };
        Some(LinePick {
            invoice: self.factuur.or(of_line.map(|(invoice, _)| invoice)),
            position: self.plaats.or(of_line.map(|(_, position)| position)),
            finding: (!self.bevinding.is_empty()).then(|| CheckCode::from(self.bevinding.clone())),
            ..LinePick::default()
        })
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
    let Some(pick) = decided.pick() else {
        return no_line(&site, &visit, id, decided).await;
    };
    let (context, seen) = (visit.context(), decided.gezien);
    let reason = decided.reden.clone();
    let work = move |app: &app::App<'_>| {
        Ok(app
            .decide_lines_as_seen(&context, id, &seen, &pick, (decision, &reason))
            .map(drop))
    };
    match site.ask(work).await {
        Ok(Ok(())) => {
            let there = Address::new(format!("{}/{id}", sendings::ADDRESS)).with("gedaan", done);
            Redirect::to(&there.to_string()).into_response()
        }
        Ok(Err(not)) => not_done(&site, &visit, id, (not, decided.reden)).await,
        Err(problem) => failed(&site, &visit, &problem),
    }
}

/// The sending again, where what was typed for a line is none: nothing is decided.
async fn no_line(site: &Site, visit: &Visit, id: BatchId, decided: Decided) -> Response {
    let told = Told {
        notice: Some(Notice::wrong(visit.words.t("form-wrong"))),
        reason: decided.reden,
        line: decided.lijn,
        line_error: Some(visit.words.t("check-line")),
        status: StatusCode::BAD_REQUEST,
        ..Told::default()
    };
    shown_page(site, visit, (id, Asked::default()), told).await
}

/// The sending again, with why it was not done and what was typed: nothing is lost.
async fn not_done(site: &Site, visit: &Visit, id: BatchId, (not, reason): (NotDecided, String)) -> Response {
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
        NotDecided::Problem(Problem::Conflict(_)) | NotDecided::Changed | NotDecided::NothingWaits(_) => {
            told.notice = Some(Notice::wrong(words.t("lines-not-decided")));
        }
        NotDecided::Taken(by) => {
            told.notice = Some(Notice::wrong(words.one(
                "lines-taken-by-other",
                "who",
                &account_of(&by),
            )));
        }
        other => return failed(site, visit, &other.into_problem()),
    }
    shown_page(site, visit, (id, Asked::default()), told).await
}

async fn take_one(State(site): State<Site>, visit: Visit, Path(number): Path<String>) -> Response {
    let back = format!("{}/{number}", sendings::ADDRESS);
    taking(&site, &visit, &number, true, &back).await
}

async fn release(State(site): State<Site>, visit: Visit, Path(number): Path<String>) -> Response {
    let back = format!("{}/{number}", sendings::ADDRESS);
    taking(&site, &visit, &number, false, &back).await
}

/// Takes a sending or releases it, and leads back.
pub(crate) async fn taking(site: &Site, visit: &Visit, number: &str, take: bool, back: &str) -> Response {
    let id = match number_of(number) {
        Ok(id) => id,
        Err(problem) => return failed(site, visit, &problem),
    };
    let context = visit.context();
    match site.ask(move |app| Ok(app.take_sending(&context, id, take))).await {
        Ok(Ok(())) => {
            let done = if take { "opgenomen" } else { "vrijgegeven" };
            Redirect::to(&Address::new(back).with("gedaan", done).to_string()).into_response()
        }
        Ok(Err(not)) => not_done(site, visit, id, (not, String::new())).await,
        Err(problem) => failed(site, visit, &problem),
    }
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
        return not_done(&site, &visit, id, (problem.into(), String::new())).await;
    }
    let context = visit.context();
    match site
        .ask(move |app| Ok(app.review_free_lines(&context, id, &pick).map(drop)))
        .await
    {
        Ok(Ok(())) => {
            let there = Address::new(format!("{}/{id}", sendings::ADDRESS)).with("gedaan", "in-beraad");
            Redirect::to(&there.to_string()).into_response()
        }
        Ok(Err(not)) => not_done(&site, &visit, id, (not, String::new())).await,
        Err(problem) => failed(&site, &visit, &problem),
    }
}
