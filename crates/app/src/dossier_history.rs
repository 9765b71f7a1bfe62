//! Use case: a dossier as its facility's software sees it, with every message and its answer (interfaces.md, "REST").

use care::{Coverage, Dossier};
use identifiers::{CareFundNumber, Period, VsbReference, brussels_day};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use store::{DossierMessage, DossierState, MessageOutcome};
use uuid::Uuid;

use crate::actor::Owner;
use crate::care_messages::aggregate;
use crate::looks::{Look, at_dossier, looked};
use crate::{Action, App, Context, Problem, facts};

/// A dossier with its messages. All that is absent is left out of its JSON.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DossierHistory {
    /// Its reference.
    pub vsb_reference: VsbReference,
    /// Where it stands.
    pub state: DossierState,
    /// The start of the stay, as last reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<Timestamp>,
    /// The reported end of the stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_end: Option<Timestamp>,
    /// First covered day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered_start: Option<Date>,
    /// Last covered day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered_end: Option<Date>,
    /// The covered periods, in order.
    pub covered: Vec<Period>,
    /// Gaps between covered periods.
    pub uncovered: Vec<Period>,
    /// The person's fund today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care_fund: Option<CareFundNumber>,
    /// Its messages, in order of receipt.
    pub messages: Vec<MessageInHistory>,
}

/// A message of a dossier and where it stands.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageInHistory {
    /// The id its sender made.
    pub message_id: Uuid,
    /// `REQUEST`, or the word of a change.
    pub kind: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// Where it stands.
    pub outcome: MessageOutcome,
    /// The latest answer.
    pub answer: Value,
}

impl App<'_> {
    /// A dossier of the facility that asks, by its reference. The look is recorded.
    ///
    /// # Errors
    /// A reference that is malformed, unknown or another facility's is not found: nothing of others leaks.
    pub fn dossier_history(&self, context: &Context, reference: &str) -> Result<DossierHistory, Problem> {
        let owner = Owner {
            facility: context.actor.facility(),
            fund: None,
        };
        context.actor.may(Action::ReadDossier, owner)?;
        let unknown = || Problem::NotFound("a dossier of this reference at this facility".into());
        let mut tx = self.begin()?;
        let facility = facts::acting_facility(tx.as_mut(), context, "only a facility asks this of its own")?;
        let reference = VsbReference::parse(reference).map_err(|_| unknown())?;
        let dossier = tx.dossier_by_reference(reference)?.ok_or_else(unknown)?;
        if dossier.facility != facility.id {
            return Err(unknown());
        }
        let person = match dossier.person {
            Some(person) => tx.person(person)?,
            None => None,
        };
        let membership = person.and_then(|person| person.membership_on(brussels_day(context.at)).cloned());
        let accepted = aggregate(&dossier)?;
        let coverage = accepted.as_ref().map(Dossier::coverage);
        let messages = tx.messages_of(dossier.id)?;
        let history = DossierHistory {
            vsb_reference: reference,
            state: dossier.state,
            start: dossier.start,
            reported_end: dossier.reported_end,
            covered_start: coverage.map(Coverage::start),
            covered_end: coverage.map(Coverage::end),
            covered: accepted.as_ref().map(Dossier::covered).unwrap_or_default(),
            uncovered: accepted.map(|dossier| dossier.uncovered()).unwrap_or_default(),
            care_fund: membership.map(|membership| membership.fund),
            messages: messages.iter().map(in_history).collect::<Result<_, _>>()?,
        };
        let input = json!({ "reference": reference }).to_string();
        let answer = json!({ "state": history.state, "messages": history.messages.len() }).to_string();
        let look = Look {
            use_case: "dossierHistory",
            subject: format!("dossier {}", dossier.id),
            seen: &[at_dossier(dossier.id, dossier.person)],
            reason: None,
        };
        looked(tx, context, &look, (&input, &answer))?;
        Ok(history)
    }
}

fn in_history(message: &DossierMessage) -> Result<MessageInHistory, Problem> {
    Ok(MessageInHistory {
        message_id: message.message_id,
        kind: message.kind.clone(),
        received_at: message.received_at,
        outcome: message.outcome,
        answer: serde_json::from_str(&message.latest)?,
    })
}
