//! The entry that every use case writes in the journal.

use regulation::Law;
use store::{ContentHash, JournalEntry, Transaction};

use crate::{Context, Problem};

/// What a use case records of itself.
pub(crate) struct Record<'a> {
    pub(crate) use_case: &'static str,
    pub(crate) subject: String,
    /// The bytes it was given.
    pub(crate) input: &'a [u8],
    /// The answer it gave.
    pub(crate) answer: &'a [u8],
    /// The law, where it judged.
    pub(crate) law: Option<&'a Law>,
}

/// Writes the entry, with its payloads and, where it judged, its law; gives the hash of the input.
pub(crate) fn record(tx: &mut dyn Transaction, context: &Context, record: &Record<'_>) -> Result<ContentHash, Problem> {
    let input = ContentHash::of(record.input);
    record_hashed(tx, context, record, input)?;
    Ok(input)
}

/// As [`record`], for an input whose hash is known already.
pub(crate) fn record_hashed(
    tx: &mut dyn Transaction,
    context: &Context,
    record: &Record<'_>,
    input: ContentHash,
) -> Result<(), Problem> {
    if let Some(law) = record.law {
        tx.keep_law(*law.hash().as_bytes(), &mut law.files())?;
    }
    tx.keep_hashed(input, record.input)?;
    let answer = tx.keep_payload(record.answer)?;
    tx.append(&JournalEntry {
        at: context.at,
        actor: context.actor.to_string(),
        use_case: record.use_case,
        subject: record.subject.clone(),
        input,
        answer,
        law: record.law.map(|law| *law.hash().as_bytes()),
    })?;
    Ok(())
}
