//! Use cases: sending a care request (care.md §2), and looking at the dossier it made.

use care::checks::pending_term::PendingTerm;
use care::{AnswerContext, CareRequest, Coverage, Dossier, Outcome, RequestAnswer, Verdict};
use identifiers::{CareFundNumber, DossierId, Period, Ssin, VsbReference, brussels_day};
use jiff::civil::Date;
use registers::Facility;
use serde_json::{Map, Value};
use store::{ContentHash, DossierState, MessageOutcome, NewDossier, NewMessage, StoredMessage, Transaction};

use crate::actor::Owner;
use crate::care_messages::{REQUEST, aggregate, kept};
use crate::decisions::PENDING_TERM;
use crate::follows::looking_fund;
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem, events, facts};

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
        let (tx, answered) = self.judged_request(context, input, message)?;
        tx.commit()?;
        Ok(answered)
    }

    /// A care request judged and written, in a transaction that is still open: committed it is sent, dropped it was
    /// only tried.
    pub(crate) fn judged_request(
        &self,
        context: &Context,
        input: &[u8],
        message: &Map<String, Value>,
    ) -> Result<(Box<dyn Transaction + '_>, AnsweredRequest), Problem> {
        let owner = Owner {
            facility: context.actor.facility(),
            fund: None,
        };
        context.actor.may(Action::SendRequest, owner)?;
        let mut tx = self.begin()?;
        let facility = facts::acting_facility(tx.as_mut(), context, "only a facility sends a care request")?;
        let request = CareRequest::from_object(message)?;
        let content = ContentHash::of(request.canonical().as_bytes());
        if request.facility != facility.hco.as_str() {
            return Err(Problem::forbidden(
                "the message names another facility than the one that sends it",
            ));
        }
        tx.lock_message(facility.id, request.message_id)?;
        if let Some(known) = tx.message(facility.id, request.message_id)? {
            let answered = answer_again(known, content)?;
            return Ok((tx, answered));
        }
        let answered = self.judge_and_keep(tx.as_mut(), context, &facility, &request, (input, content))?;
        Ok((tx, answered))
    }

    fn judge_and_keep(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        facility: &Facility,
        request: &CareRequest,
        (input, content): (&[u8], ContentHash),
    ) -> Result<AnsweredRequest, Problem> {
        let ssin = request.person_ssin().map(Ssin::as_number);
        tx.lock_persons_by_ssin(ssin.as_slice())?;
        let (verdict, person) = self.judge_request_now(tx, facility, request, None, context.at)?;
        let reference = match verdict.outcome {
            Outcome::Accepted => Some(self.next_reference(tx, facility.id, request.message_id)?),
            Outcome::Pending | Outcome::Refused | Outcome::Queued => None,
        };
        let new = new_dossier(context, facility, person.as_ref().map(|p| p.id), &verdict, reference)?;
        let dossier = tx.insert_dossier(&new)?;
        if verdict.outcome == Outcome::Pending
            && let Some(term) = PendingTerm::of(&self.law, &facility.sector, context.at)?
        {
            tx.put_job(PENDING_TERM, dossier.0, term.over_at())?;
        }
        let funds = tx.care_funds()?;
        let mut answer = RequestAnswer::new(
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
        if verdict.outcome == Outcome::Pending {
            let message = (facility.id, request.message_id);
            events::care_message(tx, context.at, message, MessageOutcome::Pending, person.as_ref())?;
        }
        answer.ssin_replaced_by = person.and_then(|person| replaced_by(request, person.ssin));
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
            kind: REQUEST.to_owned(),
            dossier: Some(dossier),
            outcome: kept(verdict.outcome),
            fund: answer.care_fund,
            law: *self.law.hash().as_bytes(),
        })?;
        Ok(AnsweredRequest { json, answer })
    }

    /// The dossier that a message of a facility made.
    ///
    /// # Errors
    /// There is no such message for this facility.
    pub fn dossier_of_message(&self, context: &Context, message_id: uuid::Uuid) -> Result<DossierId, Problem> {
        let Some(facility) = context.actor.facility() else {
            return Err(Problem::forbidden("only the facility that sent it"));
        };
        context.actor.may(
            Action::ReadDossier,
            Owner {
                facility: Some(facility),
                fund: None,
            },
        )?;
        let mut tx = self.begin()?;
        facts::refuse_untrusted_actor(tx.as_mut(), context)?;
        tx.dossier_of_message(facility, message_id)?
            .ok_or_else(|| Problem::NotFound("a dossier of this message".into()))
    }

    /// A dossier as it stands today.
    ///
    /// # Errors
    /// There is no such dossier, or it is not this actor's.
    pub fn dossier(&self, context: &Context, id: DossierId) -> Result<DossierView, Problem> {
        let mut tx = self.begin()?;
        facts::refuse_untrusted_actor(tx.as_mut(), context)?;
        let dossier = tx.dossier(id)?.ok_or_else(|| Problem::NotFound("a dossier".into()))?;
        let person = match dossier.person {
            Some(person) => tx.person(person)?,
            None => None,
        };
        let care_fund = person
            .as_ref()
            .and_then(|p| p.membership_on(brussels_day(context.at)).map(|m| m.fund));
        let fund = looking_fund(context, person.as_ref(), dossier.start.map(brussels_day));
        context.actor.may(
            Action::ReadDossier,
            Owner {
                facility: Some(dossier.facility),
                fund,
            },
        )?;
        let accepted = aggregate(&dossier)?;
        let coverage = accepted.as_ref().map(Dossier::coverage);
        Ok(DossierView {
            state: dossier.state,
            reference: dossier.reference,
            start: dossier.start,
            reported_end: dossier.reported_end,
            covered_start: coverage.map(Coverage::start),
            covered_end: coverage.map(Coverage::end),
            care_fund,
            uncovered: accepted.map(|dossier| dossier.uncovered()).unwrap_or_default(),
        })
    }
}

/// The number of today of a person who was named by a replaced one.
pub(crate) fn replaced_by(request: &CareRequest, today: Ssin) -> Option<Ssin> {
    Some(today).filter(|today| request.person_ssin() != Some(*today))
}

fn new_dossier(
    context: &Context,
    facility: &Facility,
    person: Option<identifiers::PersonId>,
    verdict: &Verdict,
    reference: Option<VsbReference>,
) -> Result<NewDossier, Problem> {
    let terms = verdict.terms.as_ref();
    let received = brussels_day(context.at);
    let accepted = match (terms, verdict.would_cover, verdict.outcome) {
        (Some(terms), Some(coverage), Outcome::Accepted) => Some(Dossier::accepted(
            facility.id,
            facility.sector.clone(),
            terms,
            coverage,
            received,
        )),
        _ => None,
    };
    Ok(NewDossier {
        facility: facility.id,
        sector: facility.sector.clone(),
        person,
        state: match verdict.outcome {
            Outcome::Accepted => DossierState::Accepted,
            Outcome::Pending | Outcome::Queued => DossierState::Pending,
            Outcome::Refused => DossierState::Refused,
        },
        reference,
        start: terms.map(|terms| terms.start),
        approved: verdict.would_cover.and_then(Coverage::period).into_iter().collect(),
        approved_until: verdict.would_cover.map(Coverage::end),
        migration: terms.is_some_and(|terms| terms.migration),
        user_type: terms.and_then(|terms| terms.user_type),
        content: accepted.as_ref().map(serde_json::to_string).transpose()?,
        received_at: context.at,
        decided_at: (verdict.outcome != Outcome::Pending).then_some(context.at),
    })
}

/// The same message again: its first answer, when the content is equal.
pub(crate) fn answer_again(known: StoredMessage, content: ContentHash) -> Result<AnsweredRequest, Problem> {
    if known.content == content {
        let answer = serde_json::from_str(&known.answer)?;
        return Ok(AnsweredRequest {
            json: known.answer,
            answer,
        });
    }
    Err(Problem::Conflict(
        "this messageId was used before for a message with other content".into(),
    ))
}
