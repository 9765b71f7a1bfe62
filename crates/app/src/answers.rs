//! Use case: the answers on a batch as files (billing.md §1–§4), made from the bytes received and the verdict kept.
//!
//! They are not stored a second time: bytes, verdict and law are kept, so the same files come out whenever they are
//! asked for.

use std::borrow::Cow;
use std::collections::HashMap;

use identifiers::{BatchId, EuroCents};
use invoice_file::answer::{
    Listing, RecordOutcome, RecordRef, Refusal, ResponseHeader, SettlementAmounts, share_in_hundredths, write_920900,
    write_920999, write_931000, write_refused,
};
use invoice_file::{Contact, Form, Sending, WriteError, read_batch, write_sending};
use regulation::{Effect, Law};
use store::{BatchState, FindingRow, LineRow, LineState, NewBatch, SettlementRecord};

use crate::batches::may_read;
use crate::{App, Context, Problem, facts};

/// An answer on a batch.
#[derive(Debug, Clone)]
pub struct AnswerFile {
    /// The name of the message: 931000, 920999, 920098, 920099 or 920900.
    pub name: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

impl App<'_> {
    /// Every answer on a batch, in the order in which they went out.
    ///
    /// # Errors
    /// There is no such batch, or it is not this actor's.
    pub fn answers(&self, context: &Context, id: BatchId) -> Result<Vec<AnswerFile>, Problem> {
        let mut tx = self.begin()?;
        facts::refuse_untrusted_actor(tx.as_mut(), &context.actor)?;
        let record = tx.batch(id)?.ok_or_else(|| Problem::NotFound("a batch".into()))?;
        may_read(context, &record)?;
        let batch = record.batch;
        let original = tx
            .payload(batch.input)?
            .ok_or_else(|| Problem::NotFound("the bytes of this batch".into()))?;
        let kept = Kept {
            findings: tx.findings(id)?,
            lines: tx.lines(id)?,
            settlement: tx.settlement_of(id)?,
            invoice_numbers: tx.invoices(id)?.into_iter().map(|row| row.number).collect(),
            batch,
        };
        drop(tx);
        self.write_answers(&original, &kept)
    }

    fn write_answers(&self, original: &[u8], kept: &Kept) -> Result<Vec<AnswerFile>, Problem> {
        let reading = read_batch(original)?;
        let as_file = as_file(original, reading.sending.as_ref())?;
        let original = as_file.as_ref();
        let mut files = Vec::new();
        let mut file = |name, write: &mut dyn FnMut(&mut Vec<u8>) -> Result<(), WriteError>| {
            let mut bytes = Vec::new();
            write(&mut bytes).map(|()| files.push(AnswerFile { name, bytes }))
        };
        let sending = match reading
            .sending
            .as_ref()
            .filter(|_| kept.batch.state != BatchState::RefusedTechnical)
        {
            Some(sending) => sending,
            None => {
                let header = ResponseHeader::of_refused(&reading.glimpse, Contact::default());
                file("920999", &mut |out| {
                    write_920999(original, &header, &reading.faults, out)
                })?;
                return Ok(files);
            }
        };
        let header = kept.header(sending);
        let outcomes = Outcomes::new(sending, kept, &self.law);
        file("931000", &mut |out| write_931000(&header, out))?;
        let (name, listing) = match kept.batch.state {
            BatchState::Refused => ("920099", Listing::Refused920099),
            _ => ("920098", Listing::Findings920098),
        };
        file(name, &mut |out| {
            write_refused(listing, original, &header, |record| outcomes.of(record), out)
        })?;
        if let Some(settlement) = &kept.settlement {
            let amounts = SettlementAmounts {
                asked: kept.batch.asked,
                accepted: settlement.settlement.amount,
                refused: kept.batch.asked.minus(settlement.settlement.amount)?,
                payment_reference: (settlement.settlement.amount > EuroCents::ZERO).then_some(settlement.reference),
            };
            file("920900", &mut |out| {
                write_920900(original, &header, |record| outcomes.of(record), &amounts, out)
            })?;
        }
        Ok(files)
    }
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

/// What is kept of a batch.
struct Kept {
    batch: NewBatch,
    findings: Vec<FindingRow>,
    lines: Vec<LineRow>,
    settlement: Option<SettlementRecord>,
    /// The numbers of its invoices.
    invoice_numbers: Vec<u64>,
}

impl Kept {
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

/// The outcome of every record, looked up by where it stands.
struct Outcomes<'a> {
    sending: &'a Sending,
    law: &'a Law,
    batch: &'a NewBatch,
    findings: HashMap<(u64, u32), Vec<&'a FindingRow>>,
    lines: HashMap<(u64, u32), &'a LineRow>,
    accepted_of_invoice: HashMap<u64, EuroCents>,
}

impl<'a> Outcomes<'a> {
    fn new(sending: &'a Sending, kept: &'a Kept, law: &'a Law) -> Self {
        let mut findings: HashMap<(u64, u32), Vec<&FindingRow>> = HashMap::new();
        for row in &kept.findings {
            findings.entry((row.invoice, row.position)).or_default().push(row);
        }
        let mut accepted_of_invoice: HashMap<u64, EuroCents> = kept
            .invoice_numbers
            .iter()
            .map(|number| (*number, EuroCents::ZERO))
            .collect();
        for line in kept.lines.iter().filter(|line| line.state == LineState::Accepted) {
            let sum = accepted_of_invoice.entry(line.invoice).or_default();
            // The sum of a whole batch was checked when it was judged.
            *sum = sum.plus(line.amount).unwrap_or(*sum);
        }
        let lines = kept
            .lines
            .iter()
            .map(|line| ((line.invoice, line.position), line))
            .collect();
        Self {
            sending,
            law,
            batch: &kept.batch,
            findings,
            lines,
            accepted_of_invoice,
        }
    }

    fn of(&self, record: RecordRef) -> RecordOutcome {
        let number = |index: usize| self.sending.invoices.get(index).map_or(0, |invoice| invoice.number);
        match record {
            RecordRef::Header => self.found((0, 0), None),
            RecordRef::Invoice { index } => {
                let number = number(index);
                self.found((number, 0), self.accepted_of_invoice.get(&number).copied())
            }
            RecordRef::Line { invoice, index } => {
                let position = self.sending.lines.get(index).map_or(0, |line| line.position);
                let key = (number(invoice), position);
                let accepted = self.lines.get(&key).and_then(|line| match line.state {
                    LineState::Accepted => Some(line.amount),
                    LineState::Refused => Some(EuroCents::ZERO),
                    LineState::Open => None,
                });
                self.found(key, accepted)
            }
            RecordRef::Total { invoice } => RecordOutcome {
                accepted: self.accepted_of_invoice.get(&number(invoice)).copied(),
                ..RecordOutcome::default()
            },
            RecordRef::Record90 => RecordOutcome {
                accepted: Some(self.batch.accepted),
                ..RecordOutcome::default()
            },
            RecordRef::Record10 | RecordRef::Extra { .. } | RecordRef::Other { .. } => RecordOutcome::default(),
        }
    }

    /// The findings of a place, the gravest first, with their Dutch sentences.
    fn found(&self, key: (u64, u32), accepted: Option<EuroCents>) -> RecordOutcome {
        let mut codes: Vec<(u8, char, String)> = Vec::new();
        let mut sentences = Vec::new();
        for row in self.findings.get(&key).map_or(&[][..], Vec::as_slice) {
            let (grave, letter) = match self.law.effect(&row.finding.code) {
                Ok(Effect::BatchRefused) => (0, 'B'),
                Ok(Effect::InvoiceRefused) => (1, 'F'),
                Ok(Effect::LineRefused) => (2, 'R'),
                Ok(Effect::LineReview) => (3, 'P'),
                _ => (4, 'T'),
            };
            codes.push((grave, letter, row.finding.code.to_string()));
            if let Ok(explained) = self.law.explain(&row.finding) {
                sentences.push(explained.text.nl);
            }
        }
        codes.sort();
        RecordOutcome {
            codes: codes.into_iter().map(|(_, letter, code)| (letter, code)).collect(),
            accepted,
            comment: sentences.join(" "),
        }
    }
}
