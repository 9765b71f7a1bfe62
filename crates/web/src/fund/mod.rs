//! The pages of a care fund (screens.md, "Care fund"): a file for each.

pub(crate) mod choice;
pub(crate) mod dossier;
pub(crate) mod looks;
pub(crate) mod originals;
pub(crate) mod payments;
pub(crate) mod person;
mod person_forms;
pub(crate) mod sending;
pub(crate) mod sendings;
pub(crate) mod settings;
pub(crate) mod signing;
pub(crate) mod tasks;
pub(crate) mod today;
pub(crate) mod trail;
pub(crate) mod why;
pub(crate) mod worklist;

use axum::Router;

use crate::site::Site;

/// Every address of these pages.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .merge(today::routes())
        .merge(tasks::routes())
        .merge(why::routes())
        .merge(worklist::routes())
        .merge(person::routes())
        .merge(settings::routes())
        .merge(dossier::routes())
        .merge(looks::routes())
        .merge(originals::routes())
        .merge(sendings::routes())
        .merge(sending::routes())
        .merge(signing::routes())
        .merge(trail::routes())
        .merge(payments::routes())
}
