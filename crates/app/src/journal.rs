//! Use case: walking the journal (architecture.md, invariant 6).

use store::{ContentHash, SealedEntry};

use crate::{App, Problem};

/// How many entries are read at a time.
const PAGE: u32 = 1000;

/// What a walk over the journal found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalReport {
    /// How many entries are whole, from the first on.
    pub entries: i64,
    /// The hash of the last of them; zeros when there is none. To be exported, so that a cut-off end is seen too.
    pub head: ContentHash,
    /// The first entry that is not, and why.
    pub broken: Option<(i64, &'static str)>,
}

impl App<'_> {
    /// Walks the chain from its first entry to its last: every number follows, every link is the hash before it, every
    /// hash is that of its content, and every payload that is still kept has the hash that names it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn verify_journal(&self) -> Result<JournalReport, Problem> {
        let mut tx = self.store.begin()?;
        let mut report = JournalReport { entries: 0, head: ContentHash::ZERO, broken: None };
        let mut before: Option<SealedEntry> = None;
        loop {
            let page = tx.entries_after(report.entries, PAGE)?;
            if page.is_empty() {
                return Ok(report);
            }
            for entry in page {
                if !entry.follows(before.as_ref()) {
                    report.broken = Some((report.entries + 1, "the entry was changed, removed or moved"));
                    return Ok(report);
                }
                for payload in [entry.input, entry.answer] {
                    if tx.payload(payload)?.is_some_and(|bytes| ContentHash::of(&bytes) != payload) {
                        report.broken = Some((entry.number, "its payload was changed"));
                        return Ok(report);
                    }
                }
                report.entries = entry.number;
                report.head = entry.hash;
                before = Some(entry);
            }
        }
    }
}
