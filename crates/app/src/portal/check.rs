//! Use cases: what a message or file would be answered, without sending it.
//!
//! It is judged and written as if it were sent, in a transaction that is dropped: by the same rules to the letter, and
//! nothing of it stays. That somebody looked does stay, because the answer tells about persons.

use identifiers::{Ssin, VsbReference};
use invoice_file::read_batch;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::{ContentHash, NewLook, Transaction};

use crate::answers::documents_in;
use crate::batches::BatchReport;
use crate::looks::{Look, at_dossier, looked};
use crate::{AnsweredRequest, App, BatchAnswer, Context, Problem};

/// What an invoice file would be answered.
#[derive(Debug, Clone)]
pub struct CheckedBatch {
    /// What would become of it. Its own number is nobody's.
    pub report: BatchReport,
    /// The answers that would go out, in order.
    pub answers: Vec<BatchAnswer>,
    /// The hash of its bytes.
    pub content: ContentHash,
}

/// What the journal keeps of a check: of whom or of what, never what it answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Checked {
    /// A request, for a person.
    Request(Option<Ssin>),
    /// A change of a dossier.
    Change(Option<VsbReference>),
    /// An invoice file, by the hash of its bytes.
    Batch(String),
}

impl App<'_> {
    /// What a care request would be answered now. Nothing of it is kept but that somebody looked.
    ///
    /// # Errors
    /// As [`App::send_request`].
    pub fn check_request(
        &self,
        context: &Context,
        input: &[u8],
        message: &Map<String, Value>,
    ) -> Result<AnsweredRequest, Problem> {
        let (tx, answered) = self.judged_request(context, input, message)?;
        drop(tx);
        let ssin = message.get("ssin").and_then(Value::as_str);
        self.note_check(context, &Checked::Request(ssin.and_then(|text| Ssin::parse(text).ok())))?;
        Ok(answered)
    }

    /// What a change would be answered now. Nothing of it is kept but that somebody looked.
    ///
    /// # Errors
    /// As [`App::send_change`].
    pub fn check_change(
        &self,
        context: &Context,
        input: &[u8],
        message: &Map<String, Value>,
    ) -> Result<AnsweredRequest, Problem> {
        let (tx, answered) = self.judged_change(context, input, message)?;
        drop(tx);
        let reference = message.get("vsbReference").and_then(Value::as_str);
        let reference = reference.and_then(|text| VsbReference::parse(text).ok());
        self.note_check(context, &Checked::Change(reference))?;
        Ok(answered)
    }

    /// What an invoice file would be answered now. Nothing of it is kept but that somebody looked.
    ///
    /// # Errors
    /// As [`App::send_batch`].
    pub fn check_batch(&self, context: &Context, bytes: &[u8]) -> Result<CheckedBatch, Problem> {
        let reading = read_batch(bytes)?;
        let checked = self.with_judged(context, (bytes, &reading), |mut tx, report| {
            let record = store::BatchRecord {
                id: report.id,
                batch: report.batch.clone(),
                taken_by: None,
            };
            let answers = documents_in(tx.as_mut(), &self.law, record, &reading)?;
            Ok(CheckedBatch {
                report,
                answers,
                content: ContentHash::of(bytes),
            })
        })?;
        self.note_check(context, &Checked::Batch(ContentHash::of(bytes).to_string()))?;
        Ok(checked)
    }

    /// Records that somebody looked at what would be answered; a replay records it again.
    pub(crate) fn note_check(&self, context: &Context, checked: &Checked) -> Result<(), Problem> {
        let mut tx = self.begin()?;
        let (subject, seen) = subject(tx.as_mut(), checked)?;
        let input = serde_json::to_string(checked)?;
        let look = Look {
            use_case: "check",
            subject,
            seen: &seen,
            reason: None,
        };
        looked(tx, context, &look, (&input, "{}"))
    }
}

/// What was looked at, by own numbers. The persons of an invoice file are told apart by the bytes alone.
fn subject(tx: &mut dyn Transaction, checked: &Checked) -> Result<(String, Vec<NewLook>), Problem> {
    let unknown = || ("unknown".to_owned(), Vec::new());
    Ok(match checked {
        Checked::Request(Some(ssin)) => {
            let person = tx.persons_by_ssin(&[ssin.as_number()])?.remove(&ssin.as_number());
            let told = person.map(|person| {
                let seen = NewLook {
                    person: Some(person.id),
                    dossier: None,
                };
                (format!("person {}", person.id), vec![seen])
            });
            told.unwrap_or_else(unknown)
        }
        Checked::Change(Some(reference)) => {
            let dossier = tx.dossier_by_reference(*reference)?;
            let told = dossier.map(|dossier| {
                let seen = at_dossier(dossier.id, dossier.person);
                (format!("dossier {}", dossier.id), vec![seen])
            });
            told.unwrap_or_else(unknown)
        }
        Checked::Request(None) | Checked::Change(None) => unknown(),
        Checked::Batch(_) => ("invoice file".to_owned(), Vec::new()),
    })
}
