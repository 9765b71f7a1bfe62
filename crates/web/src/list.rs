//! `/kas/dossiers`: the dossiers that a fund sees, newest first.

use app::{DossierAddress, DossierList, ListedDossier};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use store::DossierState;

use crate::page::{Frame, answer, failed};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the list.
pub(crate) const ADDRESS: &str = "/kas/dossiers";

struct Row {
    address: String,
    person: String,
    facility: String,
    sector: String,
    state: &'static str,
    state_word: String,
    received: String,
    covered: String,
    /// What is to be said beside the period: that it has a gap, or that it holds at acceptance only.
    beside: Option<String>,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    frame: Frame,
    intro: String,
    empty: String,
    rows: Vec<Row>,
    next: Option<String>,
    is_first: bool,
}

/// The page of the dossiers behind one (`None`: the newest).
pub(crate) async fn page(site: &Site, visit: &Visit, behind: Option<DossierAddress>) -> Response {
    let (context, asked) = (visit.context(), behind.clone());
    let found = site.ask(move |app| app.dossiers(&context, asked.as_ref())).await;
    match found.and_then(|list| Ok((visit.fund()?, list))) {
        Ok((fund, list)) => {
            let fund = site.fund_name(visit.words, fund);
            answer(
                site,
                visit,
                &made(site, visit, &fund, &list, behind.is_none()),
                StatusCode::OK,
            )
        }
        Err(problem) => failed(site, visit, &problem),
    }
}

fn made(site: &Site, visit: &Visit, fund: &str, list: &DossierList, is_first: bool) -> ListPage {
    let words = visit.words;
    ListPage {
        frame: Frame::new(site, visit, words.t("list-title")),
        intro: words.one("list-intro", "fund", fund),
        empty: words.one("list-empty", "fund", fund),
        rows: list.dossiers.iter().map(|listed| row(words, listed)).collect(),
        next: list.next.as_ref().map(|next| format!("{ADDRESS}?behind={next}")),
        is_first,
    }
}

fn row(words: Words, listed: &ListedDossier) -> Row {
    let covered = listed.covered.map(|period| {
        let to = period.to().map_or_else(|| words.t("row-open"), |to| words.day(to));
        format!("{} – {to}", words.day(period.from()))
    });
    let beside = match (listed.state, covered.is_some(), listed.has_gap) {
        (DossierState::Pending, true, _) => Some("list-would-cover"),
        (_, true, true) => Some("list-has-gap"),
        _ => None,
    };
    let person = listed.person_name.clone();
    Row {
        address: format!("{ADDRESS}/{}", listed.address),
        person: person.unwrap_or_else(|| words.t("person-unknown")),
        facility: listed.facility_name.clone(),
        sector: listed.sector.to_string(),
        state: listed.state.word(),
        state_word: words.t(&format!("state-{}", listed.state.word())),
        received: words.day(identifiers::brussels_day(listed.received_at)),
        covered: covered.unwrap_or_else(|| words.t("list-covered-none")),
        beside: beside.map(|key| words.t(key)),
    }
}
