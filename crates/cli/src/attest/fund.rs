//! The care funds of the sandbox: somebody must decide what is in beraad and sign what is decided, so that software can show
//! what it does with decisions and settlements. They accept and sign everything, by the use cases of people.

use std::collections::BTreeSet;

use app::{Actor, App, Context, Decision, FundRole, LinePick, Problem, SoftwareCall};
use identifiers::{BatchId, CareFundNumber, DossierId};
use serde_json::Value;
use store::BatchState;

use crate::output::Failure;
use crate::workplace::operator;

/// What a fund says with its decisions.
const REASON: &str = "Aanvaard in de proefomgeving";

/// What was dealt with, by entry of the journal.
#[derive(Default)]
pub(super) struct Fund {
    done: BTreeSet<i64>,
}

impl Fund {
    /// Deals with calls that wait for a fund, each once.
    ///
    /// # Errors
    /// The store cannot be reached, or a fault of ours: what was dealt with before it is done.
    pub(super) fn act(&mut self, app: &App<'_>, calls: &[SoftwareCall]) -> Result<(), Failure> {
        for call in calls {
            if self.done.contains(&call.entry) {
                continue;
            }
            match (call.call.as_str(), own_number(&call.subject)) {
                ("careRequest" | "change", Some(("dossier", id))) if is_pending(call) => {
                    decide(app, DossierId(id), call)?;
                }
                ("batch", Some(("batch", id))) => settle(app, BatchId(id))?,
                _ => {}
            }
            self.done.insert(call.entry);
        }
        Ok(())
    }
}

fn is_pending(call: &SoftwareCall) -> bool {
    call.answer.get("outcome").and_then(Value::as_str) == Some("PENDING")
}

/// `dossier 5`
fn own_number(subject: &str) -> Option<(&str, i64)> {
    let (kind, number) = subject.split_once(' ')?;
    Some((kind, number.parse().ok()?))
}

fn decide(app: &App<'_>, dossier: DossierId, call: &SoftwareCall) -> Result<(), Failure> {
    let fund = call.answer.get("careFund").and_then(Value::as_str);
    // Somebody without a fund waits for one: nobody decides.
    let Some(fund) = fund.and_then(|fund| CareFundNumber::parse(fund).ok()) else {
        return Ok(());
    };
    let worker = employee(fund, FundRole::CaseWorker);
    let decided = app.decide_dossier(&worker, dossier, Decision::Accept, REASON);
    unless_settled(decided.map(drop))
}

fn settle(app: &App<'_>, batch: BatchId) -> Result<(), Failure> {
    let before = app.batch(&operator(crate::clock::now()), batch)?.batch;
    let Some(fund) = before.fund else { return Ok(()) };
    if before.state == BatchState::InReview {
        let worker = employee(fund, FundRole::CaseWorker);
        let decided = app.decide_lines(&worker, batch, &LinePick::default(), Decision::Accept, REASON);
        unless_settled(decided.map(drop))?;
    }
    if matches!(before.state, BatchState::InReview | BatchState::Decided) {
        unless_settled(app.sign(&employee(fund, FundRole::Signatory), batch).map(drop))?;
    }
    Ok(())
}

/// What a person of the fund has decided meanwhile, or cannot be accepted by hand, stays as it is.
fn unless_settled(done: Result<(), Problem>) -> Result<(), Failure> {
    match done {
        Err(Problem::Conflict(_) | Problem::Forbidden(_) | Problem::NotFound(_)) | Ok(()) => Ok(()),
        Err(problem) => Err(problem.into()),
    }
}

fn employee(fund: CareFundNumber, role: FundRole) -> Context {
    Context {
        actor: Actor::Employee {
            fund,
            role,
            name: format!("proefomgeving-{fund}"),
        },
        at: crate::clock::now(),
    }
}
