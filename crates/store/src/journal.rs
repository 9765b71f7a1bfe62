//! The journal: one entry per use case, append-only, chained by hash; payloads live apart.

use jiff::Timestamp;

use crate::{ContentHash, StoreError};

/// What a use case writes of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// When it happened, by the injected clock.
    pub at: Timestamp,
    /// Who did it, as the application names its actors (never a person in care).
    pub actor: String,
    /// Which use case.
    pub use_case: &'static str,
    /// What it concerns: a dossier, a batch, an order (own numbers only).
    pub subject: String,
    /// The bytes it was given, kept as a payload.
    pub input: ContentHash,
    /// The answer it gave, kept as a payload.
    pub answer: ContentHash,
    /// The law by which it judged, where it judged.
    pub law: Option<[u8; 32]>,
}

/// An entry as it stands in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedEntry {
    /// Its number, from 1 without a gap.
    pub number: i64,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// Which use case.
    pub use_case: String,
    /// What it concerns.
    pub subject: String,
    /// The payload it was given.
    pub input: ContentHash,
    /// The payload it answered.
    pub answer: ContentHash,
    /// The law by which it judged, where it judged.
    pub law: Option<[u8; 32]>,
    /// Hash of the entry before it.
    pub previous: ContentHash,
    /// Hash of this entry with `previous`.
    pub hash: ContentHash,
}

/// The hash of an entry that stands behind `previous` with number `number`.
#[must_use]
pub fn seal(previous: ContentHash, number: i64, entry: &JournalEntry) -> ContentHash {
    ContentHash::of_parts(&[
        previous.as_bytes(),
        &number.to_be_bytes(),
        &entry.at.as_microsecond().to_be_bytes(),
        entry.actor.as_bytes(),
        entry.use_case.as_bytes(),
        entry.subject.as_bytes(),
        entry.input.as_bytes(),
        entry.answer.as_bytes(),
        entry.law.as_ref().map_or(&[][..], |law| &law[..]),
    ])
}

/// The journal, and the payloads and laws it names.
pub trait JournalRepository {
    /// Keeps the bytes (compressed, once) and gives their hash.
    fn keep_payload(&mut self, bytes: &[u8]) -> Result<ContentHash, StoreError>;

    /// The bytes of a payload; `None` when it never was, or when retention took it away.
    fn payload(&mut self, hash: ContentHash) -> Result<Option<Vec<u8>>, StoreError>;

    /// Keeps a law that was used: its hash and its files as loaded (path, text), which are asked for once only.
    fn keep_law(
        &mut self,
        hash: [u8; 32],
        files: &mut dyn Iterator<Item = (&str, &str)>,
    ) -> Result<(), StoreError>;

    /// Appends an entry to the chain and gives its number.
    fn append(&mut self, entry: &JournalEntry) -> Result<i64, StoreError>;

    /// At most `limit` entries behind number `after`, in order.
    fn entries_after(&mut self, after: i64, limit: u32) -> Result<Vec<SealedEntry>, StoreError>;
}
