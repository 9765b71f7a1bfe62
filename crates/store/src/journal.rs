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

impl SealedEntry {
    /// The hash that this entry must have by its own content and the hash it names as the one before it.
    #[must_use]
    pub fn recomputed_hash(&self) -> ContentHash {
        seal_parts(
            self.previous,
            self.number,
            self.at,
            [&self.actor, &self.use_case, &self.subject],
            (self.input, self.answer, self.law.as_ref()),
        )
    }

    /// Whether the entry is whole and stands behind `before` (`None`: it is the first): the number follows, the
    /// link is the hash before it, and the hash is that of its content.
    #[must_use]
    pub fn follows(&self, before: Option<&Self>) -> bool {
        let (number, hash) = before.map_or((0, ContentHash::ZERO), |entry| (entry.number, entry.hash));
        number.checked_add(1) == Some(self.number) && self.previous == hash && self.hash == self.recomputed_hash()
    }
}

/// The hash of an entry that stands behind `previous` with number `number`.
#[must_use]
pub fn seal(previous: ContentHash, number: i64, entry: &JournalEntry) -> ContentHash {
    seal_parts(
        previous,
        number,
        entry.at,
        [&entry.actor, entry.use_case, &entry.subject],
        (entry.input, entry.answer, entry.law.as_ref()),
    )
}

fn seal_parts(
    previous: ContentHash,
    number: i64,
    at: Timestamp,
    [actor, use_case, subject]: [&str; 3],
    (input, answer, law): (ContentHash, ContentHash, Option<&[u8; 32]>),
) -> ContentHash {
    ContentHash::of_parts(&[
        previous.as_bytes(),
        &number.to_be_bytes(),
        &at.as_microsecond().to_be_bytes(),
        actor.as_bytes(),
        use_case.as_bytes(),
        subject.as_bytes(),
        input.as_bytes(),
        answer.as_bytes(),
        law.map_or(&[][..], |law| &law[..]),
    ])
}

/// The journal, and the payloads and laws it names.
pub trait JournalRepository {
    /// Keeps the bytes (compressed, once) and gives their hash.
    fn keep_payload(&mut self, bytes: &[u8]) -> Result<ContentHash, StoreError> {
        let hash = ContentHash::of(bytes);
        self.keep_hashed(hash, bytes)?;
        Ok(hash)
    }

    /// Keeps bytes whose hash is known already: a large file is hashed once, and not while others wait for the store.
    fn keep_hashed(&mut self, hash: ContentHash, bytes: &[u8]) -> Result<(), StoreError>;

    /// The bytes of a payload; `None` when it never was, or when retention took it away.
    fn payload(&mut self, hash: ContentHash) -> Result<Option<Vec<u8>>, StoreError>;

    /// Keeps a law that was used: its hash and its files as loaded (path, text), which are asked for once only.
    fn keep_law(&mut self, hash: [u8; 32], files: &mut dyn Iterator<Item = (&str, &str)>) -> Result<(), StoreError>;

    /// The files of a law that was kept (path, text), in order of path; `None` when it never was.
    fn law_files(&mut self, hash: [u8; 32]) -> Result<Option<Vec<(String, String)>>, StoreError>;

    /// Appends an entry. It has its number and its place in the chain once it is sealed
    /// ([`Store::seal_journal`](crate::Store::seal_journal)), in an order in which every entry stands behind those
    /// whose effects it saw. To be called behind all locks and reads of facts.
    fn append(&mut self, entry: &JournalEntry) -> Result<(), StoreError>;

    /// How many entries were ever appended, where the store counts them apart from the entries themselves: fewer entries
    /// than that are a journal whose end was cut off. `None` where it does not.
    fn appended(&mut self) -> Result<Option<i64>, StoreError> {
        Ok(None)
    }

    /// At most `limit` sealed entries behind number `after`, in order. Those of this transaction itself may be missing.
    fn entries_after(&mut self, after: i64, limit: u32) -> Result<Vec<SealedEntry>, StoreError>;
}
