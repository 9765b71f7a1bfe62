//! Use case: what a care fund's own systems are told, and the one way in which they are told it.
//!
//! An event says that something happened which a fund acts on, by own numbers and ids: who wants to know more asks. Of a
//! person it says something only where nothing else would tell who is meant: a change of membership.

use identifiers::{BatchId, CareFundNumber, FacilityId, brussels_day};
use jiff::Timestamp;
use registers::Person;
use serde_json::{Value, json};
use store::{BatchState, FundEvent, MessageOutcome, Transaction};
use uuid::Uuid;

use crate::actor::Owner;
use crate::{Action, Actor, App, Context, Problem};

/// Most events that are given at once.
const PAGE: u32 = 1000;

/// The kinds of event, by the word that they are kept under.
pub(crate) mod kind {
    /// A care message of a member is in beraad, or was and has its answer.
    pub(crate) const CARE_MESSAGE: &str = "CARE_MESSAGE";
    /// A sending came in or moved on.
    pub(crate) const BATCH: &str = "BATCH";
    /// A payment order was made.
    pub(crate) const ORDER: &str = "ORDER";
    /// The bank sent a transfer back: it is due again.
    pub(crate) const TRANSFER_REJECTED: &str = "TRANSFER_REJECTED";
    /// A person has something to look at.
    pub(crate) const TASK: &str = "TASK";
    /// The memberships of a person with the fund are others than they were.
    pub(crate) const MEMBERSHIP: &str = "MEMBERSHIP";
}

impl App<'_> {
    /// What the actor's fund was told behind a cursor, in order, at most a thousand events.
    ///
    /// # Errors
    /// Only a care fund's own systems ask, each for its own.
    pub fn fund_events(&self, context: &Context, after: i64) -> Result<Vec<FundEvent>, Problem> {
        let Actor::FundSystem(fund) = context.actor else {
            return Err(Problem::forbidden("events are for a care fund's own systems"));
        };
        let owner = Owner {
            facility: None,
            fund: Some(fund),
        };
        context.actor.may(Action::ReadEvents, owner)?;
        // An event has its number once the journal is sealed.
        self.store.seal_journal()?;
        Ok(self.begin()?.events_after(fund, after, PAGE)?)
    }
}

fn tell(
    tx: &mut dyn Transaction,
    fund: CareFundNumber,
    at: Timestamp,
    kind: &str,
    body: &Value,
) -> Result<(), Problem> {
    Ok(tx.put_event(fund, at, kind, &body.to_string())?)
}

/// A care message is in beraad, or was: told to the fund of the person's membership of today, whose item it is.
pub(crate) fn care_message(
    tx: &mut dyn Transaction,
    at: Timestamp,
    (facility, message_id): (FacilityId, Uuid),
    outcome: MessageOutcome,
    person: Option<&Person>,
) -> Result<(), Problem> {
    let membership = person.and_then(|person| person.membership_on(brussels_day(at)));
    let Some(fund) = membership.map(|membership| membership.fund) else {
        return Ok(());
    };
    let hco = tx.facility(facility)?.map(|facility| facility.hco);
    let body = json!({ "facility": hco, "messageId": message_id, "outcome": outcome.word() });
    tell(tx, fund, at, kind::CARE_MESSAGE, &body)
}

/// A sending came in or moved on; without a fund there is nobody to tell.
pub(crate) fn batch(
    tx: &mut dyn Transaction,
    at: Timestamp,
    id: BatchId,
    fund: Option<CareFundNumber>,
    state: BatchState,
) -> Result<(), Problem> {
    match fund {
        Some(fund) => tell(
            tx,
            fund,
            at,
            kind::BATCH,
            &json!({ "batch": id, "state": state.word() }),
        ),
        None => Ok(()),
    }
}

/// Something else that a fund acts on.
pub(crate) fn other(
    tx: &mut dyn Transaction,
    at: Timestamp,
    fund: CareFundNumber,
    kind: &str,
    body: &Value,
) -> Result<(), Problem> {
    tell(tx, fund, at, kind, body)
}

/// Opens a task at a fund, and tells it; one that is open already is neither opened nor told a second time.
pub(crate) fn open_task(
    tx: &mut dyn Transaction,
    fund: CareFundNumber,
    task: &str,
    subject: &str,
    at: Timestamp,
) -> Result<(), Problem> {
    if tx.open_task(fund, task, subject, at)? {
        tell(tx, fund, at, kind::TASK, &json!({ "task": task, "subject": subject }))?;
    }
    Ok(())
}

/// Tells every fund whose memberships of a person are others than they were; each is told its own alone.
pub(crate) fn memberships(
    tx: &mut dyn Transaction,
    at: Timestamp,
    (before, after): (&Person, &Person),
) -> Result<(), Problem> {
    let funds = before.memberships.iter().chain(&after.memberships);
    let mut funds: Vec<CareFundNumber> = funds.map(|membership| membership.fund).collect();
    funds.sort_unstable();
    funds.dedup();
    for fund in funds {
        let of_fund = |person: &Person| -> Vec<_> {
            let memberships = person.memberships.iter();
            memberships
                .filter(|membership| membership.fund == fund)
                .copied()
                .collect()
        };
        let now = of_fund(after);
        if of_fund(before) != now {
            let periods: Vec<Value> = now.iter().map(|membership| json!(membership.period)).collect();
            let body = json!({ "ssin": after.ssin, "periods": periods });
            tell(tx, fund, at, kind::MEMBERSHIP, &body)?;
        }
    }
    Ok(())
}
