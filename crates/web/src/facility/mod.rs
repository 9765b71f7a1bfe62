//! The portal of a facility (screens.md, "Facility"): a file for each page.

mod batches;
mod care_answer;
mod certificates;
mod change;
mod dossier;
mod form;
mod insurance;
mod list;
mod migration;
mod month;
mod month_form;
mod month_send;
mod month_stale;
mod notices;
mod overview;
mod reports;
mod request;
mod sending;
mod trust;

use app::{Action, FacilityOnPage, Problem};
use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::page::failed;
use crate::parts::Notice;
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

pub(crate) use batches::ADDRESS as BATCHES;
pub(crate) use certificates::ADDRESS as CERTIFICATES;
pub(crate) use insurance::ADDRESS as INSURANCE;
pub(crate) use list::ADDRESS as LIST;
pub(crate) use migration::ADDRESS as MIGRATION;
pub(crate) use notices::ADDRESS as NOTICES;
pub(crate) use overview::ADDRESS as OVERVIEW;
pub(crate) use reports::ADDRESS as REPORTS;
pub(crate) use request::ADDRESS as REQUEST;
pub(crate) use trust::ADDRESS as TRUST;

/// Every address of these pages.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .merge(overview::routes())
        .merge(insurance::routes())
        .merge(request::routes())
        .merge(list::routes())
        .merge(dossier::routes())
        .merge(change::routes())
        .merge(batches::routes())
        .merge(month::routes())
        .merge(month_send::routes())
        .merge(notices::routes())
        .merge(sending::routes())
        .merge(migration::routes())
        .merge(trust::routes())
        .merge(certificates::routes())
        .merge(reports::routes())
}

/// What a page is told about what was done just before.
#[derive(Debug, Default, Deserialize)]
struct Done {
    gedaan: Option<String>,
}

impl Done {
    fn notice(&self, words: Words) -> Option<Notice> {
        Self::told(self.gedaan.as_deref(), words)
    }

    /// What is said of what was done just before.
    fn told(done: Option<&str>, words: Words) -> Option<Notice> {
        let text = words.maybe(&format!("fac-done-{}", done?))?;
        Some(Notice::done(text))
    }
}

type Told = Query<Done>;

/// The facility of whoever looks, when they may do this.
async fn doing(site: &Site, visit: &Visit, action: Action) -> Result<FacilityOnPage, Problem> {
    let context = visit.context();
    site.ask(move |app| app.facility_doing(&context, action)).await
}

/// Why there is no page; who lacks the declaration is led to where it is given.
async fn refused(site: &Site, visit: &Visit, problem: &Problem) -> Response {
    if matches!(problem, Problem::Forbidden(_)) {
        let context = visit.context();
        let own = site.ask(move |app| app.own_facility(&context)).await;
        if own.is_ok_and(|own| !own.circle_of_trust) {
            return Redirect::to(&format!("{TRUST}?gedaan=eerst")).into_response();
        }
    }
    failed(site, visit, problem)
}
