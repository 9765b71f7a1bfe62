//! Use cases: sending a care request (care.md §2), and looking at the dossier it made.

use care::{AnswerContext, CareRequest, Coverage, Outcome, RequestAnswer, RequestFacts, Verdict, judge_request};
use identifiers::{CareFundNumber, DossierId, Period, VsbReference, brussels_day, uncovered_gaps};
use jiff::civil::Date;
use registers::Facility;
use serde_json::{Map, Value};
use store::{ContentHash, DossierState, MessageOutcome, NewDossier, NewMessage, Transaction};

use crate::actor::Owner;
use crate::record::{Record, record};
use crate::{Action, Actor, App, Context, Problem, facts};

/// The answer on a request, and the dossier it made.
#[derive(Debug, Clone)]
pub struct AnsweredRequest {
    /// The answer, as JSON of the interface; the same bytes whenever the same message comes again.
    pub json: String,
    /// The answer.
    pub answer: RequestAnswer,
}

/// A dossier as people see it.
#[derive(Debug, Clone)]
pub struct DossierView {
    /// Where it stands.
    pub state: DossierState,
    /// Its reference, once accepted.
    pub reference: Option<VsbReference>,
    /// The start of the stay, as last reported.
    pub start: Option<jiff::Timestamp>,
    /// The reported end of the stay.
    pub reported_end: Option<jiff::Timestamp>,
    /// First covered day of an accepted dossier.
    pub covered_start: Option<Date>,
    /// Last covered day of an accepted dossier.
    pub covered_end: Option<Date>,
    /// The person's fund of the day of looking.
    pub care_fund: Option<CareFundNumber>,
    /// Days between covered periods that are not covered.
    pub uncovered: Vec<Period>,
}

impl App<'_> {
    /// Takes in a care request: judges it, keeps it with its answer, and gives that answer.
    ///
    /// `input` are the bytes as received, `message` the same parsed, without what a transport adds. The same message
    /// again gets the same answer and stores nothing.
    ///
    /// # Errors
    /// What is no message is invalid input; another facility's number, or a facility without trust, is forbidden; the
    /// same `messageId` with other content is a conflict.
    pub fn send_request(
        &self,
        context: &Context,
        input: &[u8],
        message: &Map<String, Value>,
    ) -> Result<AnsweredRequest, Problem> {
        let Actor::Facility(facility) = context.actor else {
            return Err(Problem::forbidden("only a facility sends a care request"));
        };
        context.actor.may(
            Action::SendRequest,
            Owner {
                facility: Some(facility),
                fund: None,
            },
        )?;
        let request = CareRequest::from_object(message)?;
        let content = ContentHash::of(request.canonical().as_bytes());
        let mut tx = self.store.begin()?;
        let facility = facts::trusted_facility(tx.as_mut(), facility)?;
        if request.facility != facility.hco.as_str() {
            return Err(Problem::forbidden(
                "the message names another facility than the one that sends it",
            ));
        }
        if let Some(known) = tx.message(facility.id, request.message_id)? {
            if known.content == content {
                let answer = serde_json::from_str(&known.answer)?;
                return Ok(AnsweredRequest {
                    json: known.answer,
                    answer,
                });
            }
            return Err(Problem::Conflict(
                "this messageId was used before for a message with other content".into(),
            ));
        }
        let answered = self.judge_and_keep(tx.as_mut(), context, &facility, &request, (input, content))?;
        tx.commit()?;
        Ok(answered)
    }

    fn judge_and_keep(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        facility: &Facility,
        request: &CareRequest,
        (input, content): (&[u8], ContentHash),
    ) -> Result<AnsweredRequest, Problem> {
        let person = match request.person_ssin().map(identifiers::Ssin::as_number) {
            Some(number) => tx.persons_by_ssin(&[number])?.remove(&number),
            None => None,
        };
        let stays: Vec<care::Stay> = match &person {
            Some(person) => tx.stays_of(&[person.id])?.iter().filter_map(facts::care_stay).collect(),
            None => Vec::new(),
        };
        let facts = RequestFacts {
            facility,
            person: person.as_ref(),
            stays: &stays,
        };
        let verdict = judge_request(request, &facts, &self.law, context.at)?;
        let reference = match verdict.outcome {
            Outcome::Accepted => Some(next_reference(tx)?),
            Outcome::Pending | Outcome::Refused => None,
        };
        let new = new_dossier(context, facility, person.as_ref().map(|p| p.id), &verdict, reference)?;
        let dossier = tx.insert_dossier(&new)?;
        let funds = tx.care_funds()?;
        let answer = RequestAnswer::new(
            &verdict,
            &self.law,
            &AnswerContext {
                message_id: request.message_id,
                vsb_reference: reference,
                care_fund: funds.iter().find(|fund| Some(fund.number) == verdict.care_fund),
                sector: &facility.sector,
                day: brussels_day(context.at),
            },
        )?;
        let json = serde_json::to_string(&answer)?;
        let entry = Record {
            use_case: "careRequest",
            subject: format!("dossier {dossier}"),
            input,
            answer: json.as_bytes(),
            law: Some(&self.law),
        };
        let input = record(tx, context, &entry)?;
        tx.insert_message(&NewMessage {
            facility: facility.id,
            message_id: request.message_id,
            content,
            input,
            received_at: context.at,
            answer: json.clone(),
            kind: "REQUEST".into(),
            dossier: Some(dossier),
            outcome: match verdict.outcome {
                Outcome::Accepted => MessageOutcome::Accepted,
                Outcome::Pending => MessageOutcome::Pending,
                Outcome::Refused => MessageOutcome::Refused,
            },
            law: *self.law.hash().as_bytes(),
        })?;
        Ok(AnsweredRequest { json, answer })
    }

    /// The dossier that a message of a facility made.
    ///
    /// # Errors
    /// There is no such message for this facility.
    pub fn dossier_of_message(&self, context: &Context, message_id: uuid::Uuid) -> Result<DossierId, Problem> {
        let Actor::Facility(facility) = context.actor else {
            return Err(Problem::forbidden("only the facility that sent it"));
        };
        context.actor.may(
            Action::ReadDossier,
            Owner {
                facility: Some(facility),
                fund: None,
            },
        )?;
        let mut tx = self.store.begin()?;
        tx.dossier_of_message(facility, message_id)?
            .ok_or_else(|| Problem::NotFound("a dossier of this message".into()))
    }

    /// A dossier as it stands today.
    ///
    /// # Errors
    /// There is no such dossier, or it is not this actor's.
    pub fn dossier(&self, context: &Context, id: DossierId) -> Result<DossierView, Problem> {
        let mut tx = self.store.begin()?;
        let dossier = tx.dossier(id)?.ok_or_else(|| Problem::NotFound("a dossier".into()))?;
        let person = match dossier.person {
            Some(person) => tx.person(person)?,
            None => None,
        };
        let care_fund = person.and_then(|p| p.membership_on(brussels_day(context.at)).map(|m| m.fund));
        context.actor.may(
            Action::ReadDossier,
            Owner {
                facility: Some(dossier.facility),
                fund: care_fund,
            },
        )?;
        let shown = matches!(dossier.state, DossierState::Accepted | DossierState::Ended);
        let stay = facts::care_stay(&dossier).filter(|_| shown);
        let covered_start = dossier.approved.iter().map(|p| p.from()).min();
        Ok(DossierView {
            state: dossier.state,
            reference: dossier.reference,
            start: dossier.start,
            reported_end: dossier.reported_end,
            covered_start: covered_start
                .or_else(|| dossier.approved_until.and_then(|until| until.tomorrow().ok()))
                .filter(|_| shown),
            covered_end: stay.as_ref().map(|stay| stay.ends_on),
            care_fund,
            uncovered: stay.map(|stay| uncovered_gaps(&stay.covered)).unwrap_or_default(),
        })
    }
}

fn next_reference(tx: &mut dyn Transaction) -> Result<VsbReference, Problem> {
    let serial = tx.next_reference_serial()?;
    VsbReference::from_serial(serial).ok_or_else(|| Problem::Fault("VSB references are used up".into()))
}

fn new_dossier(
    context: &Context,
    facility: &Facility,
    person: Option<identifiers::PersonId>,
    verdict: &Verdict,
    reference: Option<VsbReference>,
) -> Result<NewDossier, Problem> {
    let terms = verdict.terms.as_ref();
    Ok(NewDossier {
        facility: facility.id,
        sector: facility.sector.clone(),
        person,
        state: match verdict.outcome {
            Outcome::Accepted => DossierState::Accepted,
            Outcome::Pending => DossierState::Pending,
            Outcome::Refused => DossierState::Refused,
        },
        reference,
        start: terms.map(|terms| terms.start),
        approved: verdict.would_cover.and_then(Coverage::period).into_iter().collect(),
        approved_until: verdict.would_cover.map(Coverage::end),
        migration: terms.is_some_and(|terms| terms.migration),
        user_type: terms.and_then(|terms| terms.user_type),
        content: terms.map(serde_json::to_string).transpose()?,
        received_at: context.at,
        decided_at: (verdict.outcome != Outcome::Pending).then_some(context.at),
    })
}
