//! `zorgkas webhook …`: subscriptions of software that is called when there is something to read; and making those calls,
//! which is a part of `zorgkas work`.

pub(crate) mod args;
mod call;
mod deliver;
mod guard;

use std::path::Path;

use app::{App, NewSubscription, Problem, Subscription};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use identifiers::{CareFundNumber, HcoNumber};
use regulation::Law;
use store::{WebhookOwner, WebhookSecret};

use self::args::{WebhookAdd, WebhookCommand};
pub(crate) use self::call::Caller;
pub(crate) use self::deliver::Deliveries;
use crate::output::{Failure, Output, Status};
use crate::workplace::{existing_store, operator};
use crate::{chance, clock};

pub(crate) fn run(command: &WebhookCommand, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let place: &Path = match command {
        WebhookCommand::Add(asked) => &asked.data,
        WebhookCommand::List(asked) => &asked.data,
        WebhookCommand::Resume(asked) | WebhookCommand::Remove(asked) => &asked.data,
    };
    let store = existing_store(place)?;
    let app = App::new(store.as_ref(), law);
    let context = operator(clock::now());
    match command {
        WebhookCommand::Add(asked) => add(&app, asked, output)?,
        WebhookCommand::List(_) => {
            for one in app.webhooks(&context)? {
                output.line(listed(&one))?;
            }
        }
        WebhookCommand::Resume(asked) => {
            app.resume_webhook(&context, asked.number)?;
            output.line(format!("{}: goes on", asked.number))?;
        }
        WebhookCommand::Remove(asked) => {
            app.remove_webhook(&context, asked.number)?;
            output.line(format!("{}: removed", asked.number))?;
        }
    }
    Ok(Status::Done)
}

fn add(app: &App<'_>, asked: &WebhookAdd, output: &mut Output) -> Result<(), Failure> {
    let context = operator(clock::now());
    let owner = match (&asked.facility, &asked.fund) {
        (Some(number), _) => {
            let hco = HcoNumber::parse(number);
            let hco = hco.map_err(|error| Failure::WrongUse(format!("--facility: {error}")))?;
            let found = app.facility_by_hco(&context, &hco)?;
            WebhookOwner::Facility(found.ok_or_else(|| Problem::NotFound("a facility of this number".into()))?)
        }
        (None, number) => {
            let fund = CareFundNumber::parse(number.as_deref().unwrap_or_default());
            WebhookOwner::Fund(fund.map_err(|error| Failure::WrongUse(format!("--fund: {error}")))?)
        }
    };
    let secret = WebhookSecret(chance::bytes()?);
    let new = NewSubscription {
        owner,
        address: asked.address.clone(),
        is_internal: asked.internal,
        after: asked.after,
    };
    let number = app.add_webhook(&context, &new, secret.clone())?;
    output.line(format!("{number}: {} is called for {}", asked.address, shown(owner)))?;
    output.line("Secret, shown this once: give it to whoever keeps the receiver, to check signatures with.")?;
    output.line(format!("whsec_{}", STANDARD.encode(secret.0)))
}

fn shown(owner: WebhookOwner) -> String {
    match owner {
        WebhookOwner::Facility(facility) => format!("facility {facility}"),
        WebhookOwner::Fund(fund) => format!("fund {fund}"),
    }
}

fn listed(one: &Subscription) -> String {
    let progress = &one.progress;
    let fault = progress.last_fault.as_deref().unwrap_or_default();
    let state = match progress.paused_at {
        Some(at) => format!("paused at {at}: {fault}"),
        None if progress.failures > 0 => {
            format!(
                "failed {} in a row, again at {}: {fault}",
                progress.failures, progress.next_at
            )
        }
        None => "goes on".to_owned(),
    };
    let fields = [
        one.id.to_string(),
        shown(one.owner),
        one.address.clone(),
        format!("{} delivered", progress.delivered),
        format!("{} waiting", one.last_number - progress.last_number),
        state,
    ];
    fields.join("\t")
}
