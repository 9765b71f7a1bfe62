//! What each step does: a call of the use case, and what came out of it.

use std::collections::HashMap;

use app::{Actor, BatchReport, Context, FundRole, Problem};
use identifiers::{BatchId, CareFundNumber, brussels_day};
use jiff::Timestamp;
use registers::TariffKind;
use regulation::Finding;
use serde_json::{Map, Value, json};

use super::document::{
    BankStep, BatchStateStep, BatchStep, CareRequestStep, DossierStep, InsuranceStatusStep, InvoiceEntry, PayStep,
    SignStep, Step, What,
};
use super::expect::{Outcome, compare, json_object};
use super::sending::{self, StayOnFile, morning, on_file};
use super::world::{Saved, World};

/// Why a step came to nothing: a problem, which may be expected, or a scenario that cannot be played.
pub(super) enum Stop {
    Problem(Problem),
    Unplayable(String),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<String> for Stop {
    fn from(reason: String) -> Self {
        Self::Unplayable(reason)
    }
}

impl World<'_> {
    /// Plays a step and compares what came out with what was expected.
    pub(super) fn play(&mut self, step: &Step) -> Result<(), String> {
        // A term that was over before this moment has had its consequence.
        self.run_jobs(step.at)?;
        let outcome = match &step.what {
            What::InsuranceStatus(what) => self.insurance_status(step.at, what),
            What::CareRequest(what) => self.care_request(step.at, what),
            What::Batch(what) => self.batch(step.at, what),
            What::Sign(what) => self.sign(step.at, what),
            What::Pay(what) => self.pay(step.at, what),
            What::Bank(what) => self.bank(step.at, what),
            What::Dossier(what) => self.dossier(step.at, what),
            What::BatchState(what) => self.batch_state(step.at, what),
            What::Change(what) => self.change(step.at, what),
            What::Member(what) => self.member(step.at, what),
            What::Affiliate(what) => self.affiliate(step.at, what),
            What::Mutate(what) => self.mutate(step.at, what),
            What::EndMembership(what) => self.end_membership(step.at, what),
            What::Decide(what) => self.decide(step.at, what),
            What::Inbox(what) => self.inbox(step.at, what),
            What::Zorgbudget(what) => self.zorgbudget(step.at, what),
            What::PersonalShare(what) => self.personal_share(step.at, what),
            What::Visible(what) => self.visible(step.at, what),
            What::Review(what) => self.review(step.at, what),
            What::Nothing => Ok(json!({})),
        };
        let outcome: Outcome = match outcome {
            Ok(Value::Object(outcome)) => outcome,
            Ok(_) => Map::new(),
            Err(Stop::Problem(problem @ (Problem::Fault(_) | Problem::Unavailable(_)))) => {
                return Err(problem.to_string());
            }
            Err(Stop::Problem(problem)) => Map::from_iter([
                ("problem".into(), json!(problem.word())),
                ("detail".into(), json!(problem.to_string())),
            ]),
            Err(Stop::Unplayable(reason)) => return Err(reason),
        };
        // What a step leaves behind is done before the next one, as the running jobs of a server would.
        self.run_jobs(step.at)?;
        compare(&step.expect, &outcome)
    }

    fn run_jobs(&self, at: Timestamp) -> Result<(), String> {
        let done = self.app.run_jobs(&super::world::operator(at));
        done.map(drop).map_err(|problem| problem.to_string())
    }

    pub(super) fn software(&self, at: Timestamp, id: &str) -> Result<Context, String> {
        Ok(Context {
            actor: Actor::Facility(self.facility(id)?.0),
            at,
        })
    }

    fn insurance_status(&mut self, at: Timestamp, step: &InsuranceStatusStep) -> Result<Value, Stop> {
        let context = self.software(at, &step.facility)?;
        let answer = self.app.insurance_status(&context, &step.ssin, step.date)?;
        Ok(serde_json::to_value(answer).map_err(Problem::from)?)
    }

    fn care_request(&mut self, at: Timestamp, step: &CareRequestStep) -> Result<Value, Stop> {
        let (id, entry) = self.facility(&step.facility)?;
        let mut message = json_object(&step.message);
        message.entry("facility").or_insert_with(|| json!(entry.hco));
        if !message.contains_key("messageId") {
            self.messages += 1;
            message.insert(
                "messageId".into(),
                json!(uuid::Uuid::from_u128(self.messages).to_string()),
            );
        }
        let ssin = message
            .get("ssin")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let context = Context {
            actor: Actor::Facility(id),
            at,
        };
        let input = serde_json::to_vec(&message).map_err(Problem::from)?;
        let answered = self.app.send_request(&context, &input, &message)?;
        if let Some(name) = &step.save {
            let dossier = self.app.dossier_of_message(&context, answered.answer.message_id)?;
            self.dossiers.insert(
                name.clone(),
                Saved {
                    dossier,
                    facility: id,
                    ssin,
                },
            );
            self.order.push(name.clone());
        }
        self.answered(&answered.answer)
    }

    fn batch(&mut self, at: Timestamp, step: &BatchStep) -> Result<Value, Stop> {
        let (id, entry) = self.facility(&step.facility)?;
        let mut kinds: HashMap<String, TariffKind> = HashMap::new();
        for tariff in &self.prepared.document.world.tariffs {
            if tariff.sector == entry.sector || !kinds.contains_key(&tariff.code) {
                kinds.insert(tariff.code.clone(), tariff.kind);
            }
        }
        let stay_of = |invoice: &InvoiceEntry| self.stay_on_file(at, &step.facility, invoice);
        let bytes = sending::bytes(step, entry, &kinds, brussels_day(at), stay_of)?;
        let report = self.app.send_batch(
            &Context {
                actor: Actor::Facility(id),
                at,
            },
            &bytes,
        )?;
        if let Some(name) = &step.save {
            self.batches.insert(name.clone(), report.id);
        }
        for found in &report.findings {
            self.explain(&found.finding)?;
        }
        Ok(told(&report))
    }

    /// What an invoice says of its stay: the dossier it names; without one, the dossier of that person in that facility
    /// that was saved last; without any, the first day it invoices.
    fn stay_on_file(&self, at: Timestamp, facility: &str, invoice: &InvoiceEntry) -> Result<StayOnFile, String> {
        let (id, _) = self.facility(facility)?;
        let named = match &invoice.dossier {
            Some(name) => Some(self.saved(name)?),
            None => self
                .order
                .iter()
                .rev()
                .filter_map(|name| self.dossiers.get(name))
                .find(|saved| saved.facility == id && saved.ssin == invoice.ssin),
        };
        let first_day = invoice
            .lines
            .first()
            .and_then(|line| line.days.get(..10))
            .and_then(|day| day.parse().ok());
        let unknown = StayOnFile {
            reference: None,
            admission: morning(first_day.unwrap_or_else(|| brussels_day(at))),
            discharge: None,
        };
        let Some(saved) = named else { return Ok(unknown) };
        let context = super::world::operator(at);
        let view = self
            .app
            .dossier(&context, saved.dossier)
            .map_err(|problem| problem.to_string())?;
        Ok(StayOnFile {
            reference: view
                .reference
                .filter(|_| invoice.dossier.is_some())
                .map(|reference| reference.to_string()),
            admission: view.start.map_or(unknown.admission, on_file),
            discharge: view.reported_end.map(on_file),
        })
    }

    fn sign(&mut self, at: Timestamp, step: &SignStep) -> Result<Value, Stop> {
        let batch = self.saved_batch(&step.batch)?;
        let context = employee(
            at,
            &step.fund,
            FundRole::Signatory,
            step.by.as_deref().unwrap_or("signatory"),
        )?;
        let settled = self.app.sign(&context, batch)?;
        let report = self.app.batch(&context, batch)?;
        Ok(json!({ "state": report.batch.state.word(), "settlementCents": settled.amount }))
    }

    fn pay(&mut self, at: Timestamp, step: &PayStep) -> Result<Value, Stop> {
        let context = employee(at, &step.fund, FundRole::Payer, "payer")?;
        let fund = CareFundNumber::parse(&step.fund).map_err(|error| format!("fund: {error}"))?;
        let order = self.app.pay(&context, fund)?;
        Ok(json!({ "transfers": order.transfers, "totalCents": order.total }))
    }

    fn bank(&mut self, at: Timestamp, step: &BankStep) -> Result<Value, Stop> {
        let booked = match step.result.as_str() {
            "BOOKED" => true,
            "REJECTED" => false,
            other => {
                return Err(Stop::Unplayable(format!(
                    "result: expected BOOKED or REJECTED, got {other:?}"
                )));
            }
        };
        let batch = self.saved_batch(&step.batch)?;
        let context = employee(at, &step.fund, FundRole::Payer, "payer")?;
        let state = self.app.record_bank_answer(&context, batch, booked)?;
        Ok(json!({ "state": state.word() }))
    }

    fn dossier(&mut self, at: Timestamp, step: &DossierStep) -> Result<Value, Stop> {
        let saved = self.saved(&step.dossier)?;
        let context = Context {
            actor: Actor::Facility(saved.facility),
            at,
        };
        let view = self.app.dossier(&context, saved.dossier)?;
        let gaps: Vec<Value> = view.uncovered.iter().map(|gap| json!([gap.from(), gap.to()])).collect();
        let mut outcome = json!({ "state": view.state.word(), "uncovered": gaps });
        for (name, day) in [("coveredStart", view.covered_start), ("coveredEnd", view.covered_end)] {
            if let Some(day) = day {
                outcome[name] = json!(day);
            }
        }
        if let Some(fund) = view.care_fund {
            outcome["careFund"] = json!(fund);
        }
        Ok(outcome)
    }

    fn batch_state(&mut self, at: Timestamp, step: &BatchStateStep) -> Result<Value, Stop> {
        let batch = self.saved_batch(&step.batch)?;
        Ok(told(&self.app.batch(&super::world::operator(at), batch)?))
    }

    pub(super) fn saved(&self, name: &str) -> Result<&Saved, String> {
        self.dossiers
            .get(name)
            .ok_or_else(|| format!("no step before this one saved a dossier {name:?}"))
    }

    pub(super) fn saved_batch(&self, name: &str) -> Result<BatchId, String> {
        self.batches
            .get(name)
            .copied()
            .ok_or_else(|| format!("no step before this one saved a batch {name:?}"))
    }

    fn explain(&mut self, finding: &Finding) -> Result<(), Problem> {
        let explained = self.app.law().explain(finding)?;
        let line = format!(
            "{}  {}  [{}]",
            explained.code,
            explained.text.en,
            explained.sources.join("; ")
        );
        if !self.explained.contains(&line) {
            self.explained.push(line);
        }
        Ok(())
    }
}

pub(super) fn employee(at: Timestamp, fund: &str, role: FundRole, name: &str) -> Result<Context, String> {
    let fund = CareFundNumber::parse(fund).map_err(|error| format!("fund: {error}"))?;
    Ok(Context {
        actor: Actor::Employee {
            fund,
            role,
            name: name.to_owned(),
        },
        at,
    })
}

fn told(report: &BatchReport) -> Value {
    let codes: Vec<&str> = report
        .findings
        .iter()
        .map(|found| found.finding.code.as_str())
        .collect();
    json!({
        "state": report.batch.state.word(), "findings": codes, "acceptedCents": report.batch.accepted,
        "refusedLines": report.batch.refused_lines, "openLines": report.batch.open_lines,
    })
}
