//! Use cases: the answers on a batch as files and as documents (billing.md §1–§4), made from the bytes received and the
//! verdict kept.
//!
//! They are not stored a second time: bytes, verdict, decisions and law are kept, so the same answers come out whenever
//! they are asked for, by the law that judged.

mod build;
mod document;
mod outcomes;

use std::borrow::Cow;
use std::collections::HashMap;

use identifiers::{BatchId, EuroCents, PersonId};
use invoice_file::answer::{
    Listing, Refusal, ResponseHeader, SettlementAmounts, share_in_hundredths, write_920900, write_920999, write_931000,
    write_refused,
};
use invoice_file::{Contact, Form, Reading, Sending, WriteError, read_batch, write_sending};
use registers::Facility;
use regulation::Law;
use serde_json::json;
use store::{
    BatchRecord, BatchState, FindingRow, InvoiceRow, LineDecisionRow, LineRow, NewBatch, SettlementRecord, Transaction,
};

pub use self::document::{
    AnsweredAmounts, AnsweredDecision, AnsweredFacility, AnsweredInvoice, AnsweredLine, AnsweredSetOff,
    AnsweredSettlement, AnsweredShare, BatchAnswer, PlacedFinding,
};
use self::outcomes::{Moment, Outcomes};
pub(crate) use self::outcomes::{judged_state, letter_of};
use crate::batches::may_read;
use crate::looks::at_everyone_in;
use crate::page_looks::PageLook;
use crate::{App, Context, Problem, facts};

/// An answer on a batch, as a file.
#[derive(Debug, Clone)]
pub struct AnswerFile {
    /// The name of the message: 931000, 920999, 920098, 920099 or 920900.
    pub name: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

impl App<'_> {
    /// Every answer on a batch as a file, in the order in which they went out. The look of a person is recorded.
    ///
    /// # Errors
    /// There is no such batch, or it is not this actor's.
    pub fn answers(&self, context: &Context, id: BatchId) -> Result<Vec<AnswerFile>, Problem> {
        let kept = self.kept(context, id)?;
        let reading = read_batch(&kept.original)?;
        kept.files(&reading)
    }

    /// The same answers as documents, which become JSON and pages.
    ///
    /// # Errors
    /// As [`App::answers`].
    pub fn answer_documents(&self, context: &Context, id: BatchId) -> Result<Vec<BatchAnswer>, Problem> {
        let kept = self.kept(context, id)?;
        let reading = read_batch(&kept.original)?;
        kept.documents(&reading)
    }

    /// One answer on a batch as a file. The look is recorded.
    ///
    /// # Errors
    /// As [`App::answers`], and when there is no answer of this name.
    pub fn read_answer(&self, context: &Context, id: BatchId, name: &str) -> Result<AnswerFile, Problem> {
        let found = self.answers(context, id)?.into_iter().find(|file| file.name == name);
        self.was_read(context, id, name, found)
    }

    /// The same answer as a document. The look is recorded.
    ///
    /// # Errors
    /// As [`App::read_answer`].
    pub fn read_answer_document(&self, context: &Context, id: BatchId, name: &str) -> Result<BatchAnswer, Problem> {
        let documents = self.answer_documents(context, id)?;
        let found = documents.into_iter().find(|document| document.message == name);
        self.was_read(context, id, name, found)
    }

    /// Records that an answer is read, before it is shown.
    fn was_read<T>(&self, context: &Context, id: BatchId, name: &str, found: Option<T>) -> Result<T, Problem> {
        let found = found.ok_or_else(|| Problem::NotFound("an answer of this name on this batch".into()))?;
        PageLook::at("batchAnswer", id)
            .asked(json!({ "name": name }))
            .end(self.begin()?, context)?;
        Ok(found)
    }

    fn kept(&self, context: &Context, id: BatchId) -> Result<Kept, Problem> {
        let mut tx = self.begin()?;
        facts::refuse_untrusted_actor(tx.as_mut(), context)?;
        let record = tx.batch(id)?.ok_or_else(|| Problem::NotFound("a batch".into()))?;
        may_read(context, &record)?;
        let kept = Kept::read(tx.as_mut(), &self.law, record)?;
        // A program reads its own answers again and again; a person looks at everyone who stands in them.
        if context.actor.account().is_some() {
            let seen = at_everyone_in(tx.as_mut(), id)?;
            PageLook::at("answers", id).seen(seen).end(tx, context)?;
        }
        Ok(kept)
    }
}

/// The answers on a batch as documents, in the transaction that reads or writes it.
pub(crate) fn documents_in(
    tx: &mut dyn Transaction,
    law: &Law,
    record: BatchRecord,
    reading: &Reading,
) -> Result<Vec<BatchAnswer>, Problem> {
    Kept::read(tx, law, record)?.documents(reading)
}

/// The answers on a batch as documents, by what is kept of it.
pub(crate) fn documents_of(
    tx: &mut dyn Transaction,
    law: &Law,
    record: BatchRecord,
) -> Result<Vec<BatchAnswer>, Problem> {
    let kept = Kept::read(tx, law, record)?;
    let reading = read_batch(&kept.original)?;
    kept.documents(&reading)
}

/// Everything that is kept of a batch and told in an answer.
struct Kept {
    id: BatchId,
    batch: NewBatch,
    /// The bytes received.
    original: Vec<u8>,
    /// The law that judged it.
    law: Law,
    facility: Option<Facility>,
    findings: Vec<FindingRow>,
    lines: Vec<LineRow>,
    invoices: Vec<InvoiceRow>,
    decisions: Vec<LineDecisionRow>,
    names: HashMap<PersonId, String>,
    settlement: Option<SettlementRecord>,
    set_off: Vec<AnsweredSetOff>,
}

impl Kept {
    fn read(tx: &mut dyn Transaction, law: &Law, record: BatchRecord) -> Result<Self, Problem> {
        let BatchRecord { id, batch, .. } = record;
        let original = tx
            .payload(batch.input)?
            .ok_or_else(|| Problem::NotFound("the bytes of this batch".into()))?;
        let invoices = tx.invoices(id)?;
        let mut persons: Vec<PersonId> = invoices.iter().filter_map(|invoice| invoice.person).collect();
        persons.sort_unstable();
        persons.dedup();
        let persons = tx.persons(&persons)?.into_iter();
        let names = persons.filter_map(|person| Some((person.id, person.details.name?)));
        let settlement = tx.settlement_of(id)?;
        Ok(Self {
            id,
            original,
            law: law_of(tx, law, batch.law)?,
            facility: match batch.facility {
                Some(facility) => tx.facility(facility)?,
                None => None,
            },
            findings: tx.findings(id)?,
            lines: tx.lines(id)?,
            decisions: tx.line_decisions(id)?,
            names: names.collect(),
            set_off: match &settlement {
                Some(settlement) => set_off(tx, settlement)?,
                None => Vec::new(),
            },
            invoices,
            settlement,
            batch,
        })
    }

    /// The sending, unless it could not be read.
    fn judged<'r>(&self, reading: &'r Reading) -> Option<&'r Sending> {
        let sending = reading.sending.as_ref();
        sending.filter(|_| self.batch.state != BatchState::RefusedTechnical)
    }

    fn files(&self, reading: &Reading) -> Result<Vec<AnswerFile>, Problem> {
        let as_file = as_file(&self.original, reading.sending.as_ref())?;
        let original = as_file.as_ref();
        let mut files = Vec::new();
        let mut file = |name, write: &mut dyn FnMut(&mut Vec<u8>) -> Result<(), WriteError>| {
            let mut bytes = Vec::new();
            write(&mut bytes).map(|()| files.push(AnswerFile { name, bytes }))
        };
        let Some(sending) = self.judged(reading) else {
            let header = ResponseHeader::of_refused(&reading.glimpse, Contact::default());
            file("920999", &mut |out| {
                write_920999(original, &header, &reading.faults, out)
            })?;
            return Ok(files);
        };
        let header = self.header(sending);
        file("931000", &mut |out| write_931000(&header, out))?;
        let judged = Outcomes::new(sending, self, &self.law, Moment::Judged, None)?;
        let (name, listing) = match self.batch.state {
            BatchState::Refused => ("920099", Listing::Refused920099),
            _ => ("920098", Listing::Findings920098),
        };
        file(name, &mut |out| {
            write_refused(listing, original, &header, |record| judged.of(record), out)
        })?;
        if let Some(settlement) = &self.settlement {
            let amounts = self.settled(settlement)?;
            let signed = Outcomes::new(sending, self, &self.law, Moment::Signed, self.set_off_nl(settlement)?)?;
            file("920900", &mut |out| {
                write_920900(original, &header, |record| signed.of(record), &amounts, out)
            })?;
        }
        Ok(files)
    }

    fn settled(&self, settlement: &SettlementRecord) -> Result<SettlementAmounts, Problem> {
        let accepted = settlement.settlement.amount;
        Ok(SettlementAmounts {
            asked: self.batch.asked,
            accepted,
            refused: self.batch.asked.minus(accepted)?,
            payment_reference: (self.payable(settlement)? > EuroCents::ZERO).then_some(settlement.reference),
        })
    }

    /// What of the accepted amount is not paid out, as the comment of record 90 says it.
    fn set_off_nl(&self, settlement: &SettlementRecord) -> Result<Option<String>, Problem> {
        if self.set_off.is_empty() {
            return Ok(None);
        }
        let parts = self.set_off.iter();
        let parts: Vec<String> = parts
            .map(|part| format!("{} met {}", part.cents, part.reference))
            .collect();
        Ok(Some(format!(
            "Verrekend: {}. Te betalen: {}.",
            parts.join(", "),
            self.payable(settlement)?
        )))
    }

    /// What is paid of a settlement, after set-off.
    fn payable(&self, settlement: &SettlementRecord) -> Result<EuroCents, Problem> {
        let set_off = EuroCents::sum(self.set_off.iter().map(|part| part.cents))?;
        Ok(settlement.settlement.amount.max(EuroCents::ZERO).minus(set_off)?)
    }

    fn header(&self, sending: &Sending) -> ResponseHeader {
        let blocked = self.findings.iter().any(|row| row.invoice == 0);
        ResponseHeader {
            test: sending.test,
            month: Some(sending.month),
            sending_number: Some(sending.sending_number),
            created_on: Some(sending.created_on),
            reference: sending.reference.clone(),
            fund: Some(sending.fund),
            contact: Contact::default(),
            error_share_hundredths: share_in_hundredths(self.batch.error_count, self.batch.record_count),
            refusal: match (self.batch.state, blocked) {
                (BatchState::Refused, true) => Refusal::Blocking,
                (BatchState::Refused, false) => Refusal::ErrorShare,
                _ => Refusal::None,
            },
        }
    }
}

/// The law that judged a batch: the one in force, or one that was and is kept.
pub(crate) fn law_of(tx: &mut dyn Transaction, now: &Law, hash: [u8; 32]) -> Result<Law, Problem> {
    if *now.hash().as_bytes() == hash {
        return Ok(now.clone());
    }
    let files = tx
        .law_files(hash)?
        .ok_or_else(|| Problem::Fault("the law of a batch is not kept".into()))?;
    Law::from_files(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
        .map_err(|_| Problem::Fault("the law of a batch cannot be read by this version".into()))
}

/// What is told of a settlement.
pub(crate) fn settled(tx: &mut dyn Transaction, record: &SettlementRecord) -> Result<AnsweredSettlement, Problem> {
    AnsweredSettlement::of(record, set_off(tx, record)?)
}

/// The debts that were set off against a settlement, by the references of the settlements that left them behind.
fn set_off(tx: &mut dyn Transaction, settlement: &SettlementRecord) -> Result<Vec<AnsweredSetOff>, Problem> {
    let parts = tx.set_offs(settlement.id)?.into_iter();
    let told = parts.map(|part| {
        let serial = u64::try_from(part.debt.0).ok();
        let reference = serial.and_then(identifiers::StructuredReference::from_serial);
        let reference = reference.ok_or_else(|| Problem::Fault("a settlement without a reference".into()))?;
        Ok(AnsweredSetOff {
            reference,
            cents: part.amount,
        })
    });
    told.collect()
}

/// The bytes that answers as files repeat: those received, or for a sending received as JSON those of the file with
/// the same content. When not even that can be written (a number of the facility is wrong), there is nothing to repeat.
fn as_file<'a>(original: &'a [u8], sending: Option<&Sending>) -> Result<Cow<'a, [u8]>, Problem> {
    let mut bytes = Vec::new();
    match (Form::of(original), sending) {
        (Form::File, _) => return Ok(Cow::Borrowed(original)),
        (Form::Json, Some(sending)) => write_sending(sending, &Contact::default(), &mut bytes)?,
        (Form::Json, None) => {}
    }
    Ok(Cow::Owned(bytes))
}
