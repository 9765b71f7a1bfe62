//! Use cases: the bytes as received, and the journal of one dossier or person, for whoever may see them. Each look is
//! recorded.

use identifiers::{BatchId, DossierId, PersonId, brussels_day};
use jiff::Timestamp;
use serde_json::json;
use store::{SealedEntry, Transaction};

use crate::actor::Owner;
use crate::batches::may_read;
use crate::dossier_page::dossier_at;
use crate::follows::looking_fund;
use crate::looks::{at_dossier, at_everyone_in};
use crate::page_looks::{LOOK, PageLook};
use crate::why::{reason_at_dossier, remembered};
use crate::worklist::own_fund;
use crate::{Action, Actor, App, CameFrom, Context, DossierAddress, Problem, Reason, facts};

/// Entries on one page of a journal.
pub const JOURNAL_PAGE: u32 = 50;

/// What was received, as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Its hash.
    pub hash: store::ContentHash,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// An entry of the journal, as a page tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    /// Its number.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What was done, by the name of the use case.
    pub use_case: String,
    /// Whether it was only looked at.
    pub is_look: bool,
    /// The hash of what was given.
    pub input: store::ContentHash,
    /// Its place in the chain.
    pub hash: store::ContentHash,
}

/// A page of a journal, the newest entry first.
#[derive(Debug, Clone, Default)]
pub struct JournalPage {
    /// The entries.
    pub lines: Vec<JournalLine>,
    /// Before which entry the next page begins.
    pub next: Option<i64>,
    /// Whether looks stand among them: who has that right sees them.
    pub has_looks: bool,
}

impl App<'_> {
    /// The bytes of a message of a dossier. They hold the diagnosis. The look is recorded.
    ///
    /// # Errors
    /// There is no such message of that dossier, or it is not this actor's to read.
    pub fn original_message(
        &self,
        context: &Context,
        address: &DossierAddress,
        message_id: uuid::Uuid,
    ) -> Result<Original, Problem> {
        let mut tx = self.begin()?;
        let id = dossier_at(tx.as_mut(), address)?;
        let seen = refuse_unseen(tx.as_mut(), context, id, Action::ReadDiagnosis)?;
        let why = reason_of(tx.as_mut(), context, id)?;
        let messages = tx.messages_of(id)?;
        let found = messages.iter().find(|message| message.message_id == message_id);
        let hash = found
            .ok_or_else(|| Problem::NotFound("a message of this dossier".into()))?
            .input;
        let original = kept(tx.as_mut(), hash)?;
        PageLook::at("originalMessage", id)
            .asked(json!({ "message": message_id }))
            .why(why)
            .seen([seen])
            .end(tx, context)?;
        Ok(original)
    }

    /// The bytes of the request that made a dossier on which the money of a sending rests. The look is recorded.
    ///
    /// # Errors
    /// As [`App::original_message`]; a sending that has nothing to do with the dossier is not found.
    pub fn original_request(&self, context: &Context, sending: BatchId, id: DossierId) -> Result<Original, Problem> {
        let mut tx = self.begin()?;
        let seen = refuse_unseen(tx.as_mut(), context, id, Action::ReadDiagnosis)?;
        let way = (own_fund(context)?, id);
        let why = reason_at_dossier(tx.as_mut(), context, way, Some(&CameFrom::Sending(sending)))?;
        let why = why.ok_or_else(|| Problem::NotFound("a dossier of this sending".into()))?;
        let first = tx.messages_of(id)?.into_iter().next();
        let first = first.ok_or_else(|| Problem::NotFound("a request of this dossier".into()))?;
        let original = kept(tx.as_mut(), first.input)?;
        PageLook::at("originalMessage", id)
            .asked(json!({ "message": first.message_id }))
            .why(Some(why))
            .seen([seen])
            .end(tx, context)?;
        Ok(original)
    }

    /// The bytes of a sending. The look is recorded.
    ///
    /// # Errors
    /// There is no such sending, or it is not this actor's to read.
    pub fn original_sending(&self, context: &Context, id: BatchId) -> Result<Original, Problem> {
        let mut tx = self.begin()?;
        facts::refuse_untrusted_actor(tx.as_mut(), context)?;
        let record = tx.batch(id)?.ok_or_else(|| Problem::NotFound("a batch".into()))?;
        may_read(context, &record)?;
        let original = kept(tx.as_mut(), record.batch.input)?;
        let seen = at_everyone_in(tx.as_mut(), id)?;
        PageLook::at("originalSending", id).seen(seen).end(tx, context)?;
        Ok(original)
    }

    /// The journal of a dossier, before an entry (`None`: from the newest on). Looks stand in it for whoever may see who
    /// looked. The look is recorded.
    ///
    /// # Errors
    /// There is no such dossier, or the actor does not see it.
    pub fn journal_of_dossier(
        &self,
        context: &Context,
        address: &DossierAddress,
        before: Option<i64>,
    ) -> Result<JournalPage, Problem> {
        self.store.seal_journal()?;
        let mut tx = self.begin()?;
        let id = dossier_at(tx.as_mut(), address)?;
        let seen = refuse_unseen(tx.as_mut(), context, id, Action::ReadDossier)?;
        let why = reason_of(tx.as_mut(), context, id)?;
        let page = journal_page(tx.as_mut(), context, &format!("dossier {id}"), before)?;
        PageLook::at("journal", id).why(why).seen([seen]).end(tx, context)?;
        Ok(page)
    }

    /// The journal of a person, for whoever may see who looked. The look is recorded.
    ///
    /// # Errors
    /// The person is none of this fund, or the actor may not see who looked.
    pub fn journal_of_person(
        &self,
        context: &Context,
        id: PersonId,
        before: Option<i64>,
    ) -> Result<JournalPage, Problem> {
        self.store.seal_journal()?;
        let mut tx = self.begin()?;
        let person = tx.person(id)?.ok_or_else(|| Problem::NotFound("a person".into()))?;
        let fund = looking_fund(context, Some(&person), None);
        context.actor.may(Action::ReadLooks, Owner { facility: None, fund })?;
        let page = journal_page(tx.as_mut(), context, &format!("person {id}"), before)?;
        let seen = store::NewLook {
            person: Some(id),
            dossier: None,
        };
        let why = remembered(tx.as_mut(), context, id)?;
        PageLook::at("journal", id).why(why).seen([seen]).end(tx, context)?;
        Ok(page)
    }
}

/// Why the actor looks at a dossier whose page they came from.
fn reason_of(tx: &mut dyn Transaction, context: &Context, id: DossierId) -> Result<Option<Reason>, Problem> {
    reason_at_dossier(tx, context, (own_fund(context)?, id), None)
}

fn kept(tx: &mut dyn Transaction, hash: store::ContentHash) -> Result<Original, Problem> {
    let bytes = tx.payload(hash)?;
    let bytes = bytes.ok_or_else(|| Problem::NotFound("the bytes, which are kept no longer".into()))?;
    Ok(Original { hash, bytes })
}

/// Refuses an actor who does not see a dossier, or may not do this to it; gives the look at it.
fn refuse_unseen(
    tx: &mut dyn Transaction,
    context: &Context,
    id: DossierId,
    action: Action,
) -> Result<store::NewLook, Problem> {
    own_fund(context)?;
    let dossier = tx.dossier(id)?.ok_or_else(|| Problem::NotFound("a dossier".into()))?;
    let person = match dossier.person {
        Some(person) => tx.person(person)?,
        None => None,
    };
    let owner = Owner {
        facility: Some(dossier.facility),
        fund: looking_fund(context, person.as_ref(), dossier.start.map(brussels_day)),
    };
    context.actor.may(action, owner)?;
    Ok(at_dossier(id, dossier.person))
}

fn journal_page(
    tx: &mut dyn Transaction,
    context: &Context,
    subject: &str,
    mut before: Option<i64>,
) -> Result<JournalPage, Problem> {
    let owner = Owner {
        facility: None,
        fund: context.actor.fund(),
    };
    let has_looks = context.actor.may(Action::ReadLooks, owner).is_ok();
    let mut page = JournalPage {
        has_looks,
        ..JournalPage::default()
    };
    let is_seen = |entry: &SealedEntry| has_looks || !is_look(entry);
    loop {
        let found = tx.entries_about(subject, before, JOURNAL_PAGE)?;
        let is_last = found.len() < JOURNAL_PAGE as usize;
        before = found.last().map(|entry| entry.number);
        for entry in found.iter().filter(|entry| is_seen(entry)) {
            page.lines.push(told(entry)?);
        }
        if is_last || page.lines.len() >= JOURNAL_PAGE as usize {
            page.next = before.filter(|_| !is_last);
            return Ok(page);
        }
    }
}

/// What is written of a dossier or a person when somebody looked at it, or tried what would happen, and nothing else.
const LOOKS: [&str; 6] = [
    LOOK,
    "readDossier",
    "facilityDossier",
    "dossierHistory",
    "insuranceStatus",
    "check",
];

fn is_look(entry: &SealedEntry) -> bool {
    LOOKS.contains(&entry.use_case.as_str())
}

fn told(entry: &SealedEntry) -> Result<JournalLine, Problem> {
    let actor = entry.actor.parse();
    Ok(JournalLine {
        number: entry.number,
        at: entry.at,
        actor: actor.map_err(|error| Problem::Fault(format!("who acts in the journal: {error}")))?,
        use_case: entry.use_case.clone(),
        is_look: is_look(entry),
        input: entry.input,
        hash: entry.hash,
    })
}
