//! Use case: sending a change on an accepted dossier (care.md §3).

use care::{ChangeMessage, RequestAnswer};
use identifiers::VsbReference;
use registers::Facility;
use serde_json::{Map, Value};
use store::{ContentHash, DossierRecord, DossierState, MessageOutcome, NewMessage, Transaction};

use crate::actor::Owner;
use crate::care_messages::{kept, word_of};
use crate::care_requests::AnsweredRequest;
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem, events, facts};

impl App<'_> {
    /// Takes in a change: judges it, or queues it behind what waits, keeps it with its answer, and gives that answer.
    ///
    /// # Errors
    /// As [`App::send_request`].
    pub fn send_change(
        &self,
        context: &Context,
        input: &[u8],
        message: &Map<String, Value>,
    ) -> Result<AnsweredRequest, Problem> {
        let (tx, answered) = self.judged_change(context, input, message)?;
        tx.commit()?;
        Ok(answered)
    }

    /// A change judged and written, in a transaction that is still open: as [`App::judged_request`].
    pub(crate) fn judged_change(
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
        let facility = facts::acting_facility(tx.as_mut(), context, "only a facility sends a change")?;
        let change = ChangeMessage::from_object(message)?;
        if change
            .facility
            .as_deref()
            .is_some_and(|hco| hco != facility.hco.as_str())
        {
            return Err(Problem::forbidden(
                "the message names another facility than the one that sends it",
            ));
        }
        let content = ContentHash::of(change.canonical().as_bytes());
        tx.lock_message(facility.id, change.message_id)?;
        if let Some(known) = tx.message(facility.id, change.message_id)? {
            let answered = crate::care_requests::answer_again(known, content)?;
            return Ok((tx, answered));
        }
        let answered = self.take_change(tx.as_mut(), context, (input, content), &facility, &change)?;
        Ok((tx, answered))
    }

    /// Judges a change that is new, applies what it comes to, and keeps it with its answer.
    fn take_change(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        (input, content): (&[u8], ContentHash),
        facility: &Facility,
        change: &ChangeMessage,
    ) -> Result<AnsweredRequest, Problem> {
        let mine = locked_dossier_of(tx, facility, change)?;
        let waiting = match &mine {
            Some(dossier) => !tx.waiting_messages(dossier.id)?.is_empty(),
            None => false,
        };
        let times = (context.at, context.at);
        let judged = self.judge_change_now(tx, facility, change, mine.as_ref(), times, waiting)?;
        let after = match &mine {
            Some(dossier) => Some(self.apply(tx, context, dossier, &judged)?),
            None => None,
        };
        if let (care::Outcome::Pending, Some(dossier)) = (judged.outcome, &after) {
            let person = match dossier.person {
                Some(person) => tx.person(person)?,
                None => None,
            };
            let message = (facility.id, change.message_id);
            events::care_message(tx, context.at, message, MessageOutcome::Pending, person.as_ref())?;
        }
        let answer: RequestAnswer = self.answer(tx, context, after.as_ref(), &judged, None)?;
        let json = serde_json::to_string(&answer)?;
        let subject = after
            .as_ref()
            .map_or_else(|| "no dossier".to_owned(), |dossier| format!("dossier {}", dossier.id));
        let entry = Record {
            use_case: "change",
            subject,
            input,
            answer: json.as_bytes(),
            law: Some(&self.law),
        };
        let input = record(tx, context, &entry)?;
        tx.insert_message(&NewMessage {
            facility: facility.id,
            message_id: change.message_id,
            content,
            input,
            received_at: context.at,
            answer: json.clone(),
            kind: word_of(change.change).to_owned(),
            dossier: after.map(|dossier| dossier.id),
            outcome: kept(judged.outcome),
            fund: answer.care_fund,
            law: *self.law.hash().as_bytes(),
        })?;
        Ok(AnsweredRequest { json, answer })
    }
}

/// As [`dossier_of`], read again behind the lock of its person: another change may have been accepted meanwhile.
fn locked_dossier_of(
    tx: &mut dyn Transaction,
    facility: &Facility,
    change: &ChangeMessage,
) -> Result<Option<DossierRecord>, Problem> {
    let Some(found) = dossier_of(tx, facility, change)? else {
        return Ok(None);
    };
    tx.lock_persons(found.person.as_slice())?;
    dossier_of(tx, facility, change)
}

/// The accepted dossier of this facility that a change names. Another facility's is as unknown as none: nothing leaks.
fn dossier_of(
    tx: &mut dyn Transaction,
    facility: &Facility,
    change: &ChangeMessage,
) -> Result<Option<DossierRecord>, Problem> {
    let reference = change
        .vsb_reference
        .as_deref()
        .and_then(|text| VsbReference::parse(text).ok());
    let Some(reference) = reference else { return Ok(None) };
    Ok(tx.dossier_by_reference(reference)?.filter(|dossier| {
        dossier.facility == facility.id && matches!(dossier.state, DossierState::Accepted | DossierState::Ended)
    }))
}
