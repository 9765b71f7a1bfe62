//! `zorgkas attest`: what software must have shown before the agency attests it (attestation/), tried in a sandbox with
//! invented people, over the same interface and by the same use cases as everywhere.
//!
//! It serves the interface for software, plays the care fund (`fund`), and reads in the journal what the software did
//! (`App::software_calls`). It judges no message: it compares verdicts that were given (`judge`) with a list (`list`).

mod args;
mod fund;
mod judge;
mod list;
mod report;
mod sandbox;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use api::{Limits, SubjectPatterns};
use app::{App, Problem};
use identifiers::{FacilityId, HcoNumber};
use regulation::Law;
use store::Store;

pub(crate) use self::args::Attest;
use self::judge::{Judged, State, judge};
use self::list::List;
use crate::output::{Failure, Output, Status};
use crate::serve::runtime;
use crate::serve::software::{Files, Listening, Shows, Software, listen};
use crate::workplace::{existing_store, operator};

/// How often it is looked at what the software did.
const LOOK: Duration = Duration::from_secs(1);

pub(crate) fn run(asked: &Attest, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let list = List::read(asked.list.as_deref(), &law)?;
    if asked.show {
        return report::show(&list, output);
    }
    let store: Arc<dyn Store> = if asked.report {
        Arc::from(existing_store(&asked.data)?)
    } else {
        Arc::from(sandbox::open(&asked.data, &list, &law)?)
    };
    let attestation = Attestation { list, store, law };
    if !asked.report {
        runtime()?.block_on(attestation.served(asked, output))?;
    }
    let judged = attestation.judged()?;
    if asked.json {
        report::as_json(&attestation.list, &judged, output)?;
    } else {
        report::as_text(&attestation.list, &judged, output)?;
    }
    Ok(if judged.iter().all(|one| one.state == State::Passed) {
        Status::Done
    } else {
        Status::No
    })
}

/// A list of tasks, and the store in which they are shown.
struct Attestation {
    list: List,
    store: Arc<dyn Store>,
    law: Law,
}

impl Attestation {
    /// How every task stands.
    fn judged(&self) -> Result<Vec<Judged>, Failure> {
        let app = App::new(self.store.as_ref(), self.law.clone());
        let facility = facility(&app, &self.list)?;
        let calls = app.software_calls(&operator(crate::clock::now()), facility, 0)?;
        Ok(judge(&self.list.tasks, &calls))
    }

    /// Serves until it is stopped, and says of each task when it is passed.
    async fn served(&self, asked: &Attest, output: &mut Output) -> Result<(), Failure> {
        let (Some(certificate), Some(key), Some(clients)) =
            (&asked.software_certificate, &asked.software_key, &asked.clients)
        else {
            let needed =
                "give --clients, --software-certificate and --software-key (zorgkas cert makes them), or --report";
            return Err(Failure::WrongUse(needed.into()));
        };
        let listening = Listening {
            address: asked.software,
            files: Files {
                shows: Shows::Certificate {
                    certificate: certificate.clone(),
                    key: key.clone(),
                },
                clients: clients.clone(),
                revoked: None,
            },
            subjects: SubjectPatterns::default(),
            metrics: None,
            limits: Limits::default(),
        };
        output.line(format!("Sandbox   {}: {}", asked.data.display(), self.list.title))?;
        let software = listen(listening, Arc::clone(&self.store), self.law.clone(), output).await?;
        output.line("          Ctrl-C to stop and report")?;
        self.watched(software, output).await
    }

    async fn watched(&self, software: Software, output: &mut Output) -> Result<(), Failure> {
        let mut serving = std::pin::pin!(software.serve());
        let mut passed: BTreeSet<String> = BTreeSet::new();
        let mut fund = fund::Fund::default();
        loop {
            tokio::select! {
                () = &mut serving => return Ok(()),
                () = tokio::time::sleep(LOOK) => {}
            }
            // One use case at a time, each short: what the software asks meanwhile runs on threads of its own.
            let calls = tokio::task::block_in_place(|| {
                let app = App::new(self.store.as_ref(), self.law.clone());
                let facility = facility(&app, &self.list)?;
                let calls = app.software_calls(&operator(crate::clock::now()), facility, 0)?;
                fund.act(&app, &calls)?;
                Ok::<_, Failure>(calls)
            });
            // The store may be away for a moment.
            let Some(calls) = unless_away(calls)? else { continue };
            for one in judge(&self.list.tasks, &calls) {
                if one.state == State::Passed && passed.insert(one.id.clone()) {
                    output.line(format!("passed    {}", one.id))?;
                }
            }
        }
    }
}

fn unless_away<T>(done: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(Failure::Problem(Problem::Unavailable(_))) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The facility whose software is tried.
fn facility(app: &App<'_>, list: &List) -> Result<FacilityId, Failure> {
    let hco = HcoNumber::parse(&list.facility)
        .map_err(|error| Failure::WrongUse(format!("facility {}: {error}", list.facility)))?;
    let found = app.facility_by_hco(&operator(crate::clock::now()), &hco)?;
    found.ok_or_else(|| {
        Failure::WrongUse(format!(
            "this store has no facility {}: it is no sandbox of this list",
            list.facility
        ))
    })
}
