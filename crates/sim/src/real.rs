//! The application on a store in memory: events become calls of its use cases, and answers come back in the common form.

use std::collections::{BTreeMap, BTreeSet};

use app::{Actor, App, Context, Decision, FundRole, MembershipAnswer, PersonChange, Problem};
use care::CareAnswer;
use identifiers::{DossierId, FacilityId, HcoNumber, brussels_clock, brussels_day};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use store::{LineState, Store};
use store_sqlite::SqliteStore;
use uuid::Uuid;

use crate::answer::{Answer, DossierSeen, Outcome, Seen};
use crate::billing::Bill;
use crate::event::{Event, What};
use crate::filling::{fund_number, kind_of, membership, obligation, registers};
use crate::setup::{FACILITIES, SSINS, Setup};
use crate::world::World;

/// A reference that nobody has.
const NOBODYS_REFERENCE: &str = "VSB-9999-9999-27";

/// The application on a store in memory.
pub(crate) struct Real<'s> {
    store: &'s SqliteStore,
    app: App<'s>,
    facilities: Vec<FacilityId>,
    /// Messages as they were sent.
    sent: BTreeMap<usize, (usize, Map<String, Value>)>,
    dossiers: BTreeMap<usize, DossierId>,
    inbox_read: BTreeMap<usize, i64>,
}

fn operator(at: Timestamp) -> Context {
    Context {
        actor: Actor::Operator,
        at,
    }
}

fn case_worker(at: Timestamp, fund: &str) -> Result<Context, String> {
    let actor = Actor::Employee {
        fund: fund_number(fund)?,
        role: FundRole::CaseWorker,
        name: "case worker".into(),
    };
    Ok(Context { actor, at })
}

/// A problem that a person can meet is seen; any other is a fault of the application.
fn problem(problem: &Problem) -> Result<&'static str, String> {
    match problem {
        Problem::Fault(_) | Problem::Unavailable(_) => Err(problem.to_string()),
        other => Ok(other.word()),
    }
}

impl<'s> Real<'s> {
    pub(crate) fn new(store: &'s SqliteStore, setup: &Setup, at: Timestamp) -> Result<Self, String> {
        let app = App::new(store, setup.law()?);
        let registers = registers(setup)?;
        app.import_read(&operator(at), &registers)
            .map_err(|problem| problem.to_string())?;
        let mut facilities = Vec::new();
        for facility in FACILITIES {
            let hco = HcoNumber::parse(facility.hco).map_err(|error| error.to_string())?;
            let id = app
                .facility_by_hco(&operator(at), &hco)
                .map_err(|problem| problem.to_string())?;
            facilities.push(id.ok_or("a facility that was not imported")?);
        }
        let (sent, dossiers, inbox_read) = Default::default();
        Ok(Self {
            store,
            app,
            facilities,
            sent,
            dossiers,
            inbox_read,
        })
    }

    fn software(&self, facility: usize, at: Timestamp) -> Context {
        Context {
            actor: Actor::Facility(self.facilities[facility]),
            at,
        }
    }

    /// Lets an event happen, and says what came directly of it and which billed days were accepted.
    pub(crate) fn happen(&mut self, event: &Event) -> Result<(Seen, BTreeSet<Date>), String> {
        let mut seen = Seen::default();
        let mut billed = BTreeSet::new();
        let at = event.at;
        let answered = match &event.what {
            What::Request { facility, message } => {
                let mut message = message.clone();
                message.insert("facility".into(), json!(FACILITIES[*facility].hco));
                message.insert("messageId".into(), json!(message_id(event.number).to_string()));
                Some(self.send(event.number, *facility, message, at))
            }
            What::Change {
                facility,
                dossier,
                message,
            } => {
                let mut message = message.clone();
                message.insert("messageId".into(), json!(message_id(event.number).to_string()));
                message.insert("vsbReference".into(), json!(self.reference(*dossier, at)?));
                Some(self.send(event.number, *facility, message, at))
            }
            What::Again { of, altered } => match self.sent.get(of).cloned() {
                None => {
                    seen.problem = Some("nothing");
                    None
                }
                Some((facility, mut message)) => {
                    if *altered {
                        message.insert(
                            "contact".into(),
                            json!({ "name": "Een ander", "email": "ander@example.be" }),
                        );
                    }
                    Some(self.send(*of, facility, message, at))
                }
            },
            What::Decide { dossier, fund, accept } => match self.dossiers.get(dossier) {
                None => {
                    seen.problem = Some("notFound");
                    None
                }
                Some(id) => {
                    let decision = if *accept { Decision::Accept } else { Decision::Refuse };
                    Some(
                        self.app
                            .decide_dossier(&case_worker(at, fund)?, *id, decision, "Nagekeken"),
                    )
                }
            },
            _ => None,
        };
        match answered {
            Some(Ok(answer)) => seen.answer = Some(told(&answer)?),
            Some(Err(met)) => seen.problem = Some(problem(&met)?),
            None => self.register(event, &mut seen, &mut billed)?,
        }
        if let What::Request { facility, .. } = &event.what
            && seen.answer.is_some()
        {
            let context = self.software(*facility, at);
            let id = self
                .app
                .dossier_of_message(&context, message_id(event.number))
                .map_err(|met| met.to_string())?;
            self.dossiers.insert(event.number, id);
        }
        self.app.run_jobs(&operator(at)).map_err(|met| met.to_string())?;
        Ok((seen, billed))
    }

    /// The events that are no care messages.
    fn register(&self, event: &Event, seen: &mut Seen, billed: &mut BTreeSet<Date>) -> Result<(), String> {
        let at = event.at;
        let answered = match &event.what {
            What::Member { person, change } => {
                let memberships = change
                    .memberships
                    .as_ref()
                    .map(|all| all.iter().map(membership).collect());
                let change = PersonChange {
                    memberships: memberships.transpose()?,
                    deceased_on: change.deceased.map(Some),
                    obligation: change.obligation.map(obligation).transpose()?,
                    premiums_paid: change.premium.map(|year| vec![year]),
                };
                if let Err(met) = self.app.change_person(&operator(at), SSINS[*person], &change) {
                    seen.problem = Some(problem(&met)?);
                }
                return Ok(());
            }
            What::Affiliate {
                person,
                fund,
                kind,
                from,
            } => {
                let context = case_worker(at, fund)?;
                self.app
                    .affiliate(&context, fund_number(fund)?, SSINS[*person], kind_of(kind)?, *from)
            }
            What::Mutate { person, fund, from } => {
                self.app
                    .mutate(&case_worker(at, fund)?, fund_number(fund)?, SSINS[*person], *from)
            }
            What::EndMembership { person, fund, to } => {
                self.app
                    .end_membership(&case_worker(at, fund)?, fund_number(fund)?, SSINS[*person], *to)
            }
            What::Insurance { facility, ssin, date } => {
                match self
                    .app
                    .insurance_status(&self.software(*facility, at), ssin, Some(*date))
                {
                    Ok(answer) => {
                        let reason = answer.reason.map(|reason| reason.code().to_owned()).unwrap_or_default();
                        seen.insurance = Some(answer.care_fund.map(|fund| fund.to_string()).ok_or(reason));
                    }
                    Err(met) => seen.problem = Some(problem(&met)?),
                }
                return Ok(());
            }
            What::Bill { .. } => {
                *billed = self.bill(event)?;
                return Ok(());
            }
            _ => return Ok(()),
        };
        match answered {
            Ok(MembershipAnswer { accepted, findings }) => {
                let codes = findings
                    .iter()
                    .map(|finding| finding.code.as_str().to_owned())
                    .collect();
                seen.member = Some((accepted, codes));
            }
            Err(met) => seen.problem = Some(problem(&met)?),
        }
        Ok(())
    }

    fn send(
        &mut self,
        number: usize,
        facility: usize,
        message: Map<String, Value>,
        at: Timestamp,
    ) -> Result<CareAnswer, Problem> {
        let input = serde_json::to_vec(&message)?;
        let context = self.software(facility, at);
        let is_change = message.contains_key("vsbReference");
        self.sent.entry(number).or_insert_with(|| (facility, message.clone()));
        let answered = if is_change {
            self.app.send_change(&context, &input, &message)
        } else {
            self.app.send_request(&context, &input, &message)
        };
        answered.map(|answered| answered.answer)
    }

    /// The reference of a dossier, or one that nobody has when it has none.
    fn reference(&self, dossier: usize, at: Timestamp) -> Result<String, String> {
        let Some(id) = self.dossiers.get(&dossier) else {
            return Ok(NOBODYS_REFERENCE.into());
        };
        let view = self.app.dossier(&operator(at), *id).map_err(|met| met.to_string())?;
        Ok(view
            .reference
            .map_or_else(|| NOBODYS_REFERENCE.into(), |reference| reference.to_string()))
    }

    /// Invoices days, and gives those whose lines were accepted.
    fn bill(&self, event: &Event) -> Result<BTreeSet<Date>, String> {
        let What::Bill {
            dossier,
            fund,
            sending_number,
            days,
        } = &event.what
        else {
            return Ok(BTreeSet::new());
        };
        let Some(id) = self.dossiers.get(dossier) else {
            return Ok(BTreeSet::new());
        };
        let view = self
            .app
            .dossier(&operator(event.at), *id)
            .map_err(|met| met.to_string())?;
        let (Some(reference), Some(start)) = (view.reference, view.start) else {
            return Ok(BTreeSet::new());
        };
        let Some((facility, request)) = self.sent.get(dossier) else {
            return Ok(BTreeSet::new());
        };
        let bill = Bill {
            nihdi: FACILITIES[*facility].nihdi,
            fund,
            ssin: request.get("ssin").and_then(Value::as_str).unwrap_or_default(),
            sending_number: *sending_number,
            created_on: brussels_day(event.at),
            admission: brussels_clock(start),
            reference,
            days,
        };
        let context = self.software(*facility, event.at);
        let report = self
            .app
            .send_batch(&context, &bill.bytes()?)
            .map_err(|met| met.to_string())?;
        let mut tx = self.store.begin().map_err(|error| error.to_string())?;
        let lines = tx.lines(report.id).map_err(|error| error.to_string())?;
        Ok(lines
            .iter()
            .filter(|line| line.state == LineState::Accepted)
            .map(|line| line.day)
            .collect())
    }

    /// Adds what came later, and how these dossiers stand.
    pub(crate) fn look(
        &mut self,
        at: Timestamp,
        naive: &World,
        dossiers: &[usize],
        seen: &mut Seen,
    ) -> Result<(), String> {
        for facility in 0..FACILITIES.len() {
            let context = self.software(facility, at);
            let read = self.inbox_read.entry(facility).or_default();
            let entries = self.app.inbox(&context, *read).map_err(|met| met.to_string())?;
            if let Some(last) = entries.last() {
                *read = last.number;
            }
            for entry in entries.iter().filter(|entry| entry.kind == "ANSWER") {
                let answer: CareAnswer = serde_json::from_str(&entry.body).map_err(|error| error.to_string())?;
                seen.inbox.entry(facility).or_default().push(told(&answer)?);
            }
        }
        for (number, id) in self.dossiers.iter().filter(|(number, _)| dossiers.contains(number)) {
            let facility = naive.dossier(*number).map_or(0, |dossier| dossier.facility);
            let view = self
                .app
                .dossier(&self.software(facility, at), *id)
                .map_err(|met| met.to_string())?;
            let page = DossierSeen {
                state: view.state.word(),
                covered: view.covered_start.zip(view.covered_end),
                care_fund: view.care_fund.map(|fund| fund.to_string()),
                uncovered: view
                    .uncovered
                    .iter()
                    .filter_map(|gap| Some((gap.from(), gap.to()?)))
                    .collect(),
            };
            seen.dossiers.insert(*number, page);
        }
        Ok(())
    }
}

fn message_id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128 + 1)
}

/// An answer in the common form.
fn told(answer: &CareAnswer) -> Result<Answer, String> {
    let of = usize::try_from(answer.message_id.as_u128() - 1).map_err(|error| error.to_string())?;
    Ok(Answer {
        of,
        outcome: match answer.outcome {
            care::Outcome::Accepted => Outcome::Accepted,
            care::Outcome::Pending => Outcome::Pending,
            care::Outcome::Refused => Outcome::Refused,
            care::Outcome::Queued => Outcome::Queued,
        },
        codes: answer
            .findings
            .iter()
            .map(|finding| finding.code.as_str().to_owned())
            .collect(),
        missing: answer.missing().iter().map(ToString::to_string).collect(),
        covered: answer.covered_start.zip(answer.covered_end),
        care_fund: answer.care_fund.map(|fund| fund.to_string()),
    })
}
