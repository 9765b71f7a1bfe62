//! Use case: walking the journal (architecture.md, invariant 6).

use std::collections::HashSet;

use store::{ContentHash, SealedEntry, StoreError, Transaction};

use crate::{App, Problem};

/// How many entries are read at a time.
const PAGE: u32 = 1000;

/// What a walk over the journal found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalReport {
    /// How many entries are whole, from the first on.
    pub entries: i64,
    /// The hash of the last of them; zeros when there is none. To be exported, so that a cut-off end
    /// is seen even when the count of entries was changed with it.
    pub head: ContentHash,
    /// The first entry that is not, and why.
    pub broken: Option<(i64, String)>,
}

impl App<'_> {
    /// Walks the chain from its first entry to its last: every number follows, every link is the hash before it, every
    /// hash is that of its content, every payload that is still kept has the hash that names it, and so has every law;
    /// and there are as many as were appended, where the store counts that.
    ///
    /// # Errors
    /// When the store cannot be reached.
    pub fn verify_journal(&self) -> Result<JournalReport, Problem> {
        self.store.seal_journal()?;
        let mut tx = self.store.begin_snapshot()?;
        let mut report = JournalReport {
            entries: 0,
            head: ContentHash::ZERO,
            broken: None,
        };
        let mut before: Option<SealedEntry> = None;
        let mut laws = HashSet::new();
        loop {
            let page = match page(tx.as_mut(), report.entries)? {
                Page::Entries(page) if page.is_empty() => {
                    let appended = tx.appended()?.unwrap_or(0);
                    report.broken = (appended > report.entries).then(|| {
                        (
                            report.entries.saturating_add(1),
                            "the entries from here on were removed".into(),
                        )
                    });
                    return Ok(report);
                }
                Page::Entries(page) => page,
                Page::Unreadable(reason) => {
                    report.broken = Some((report.entries.saturating_add(1), reason));
                    return Ok(report);
                }
            };
            for entry in page {
                if !entry.follows(before.as_ref()) {
                    let reason = "the entry was changed, removed or moved";
                    report.broken = Some((report.entries.saturating_add(1), reason.into()));
                    return Ok(report);
                }
                if let Some(reason) = broken_part(tx.as_mut(), &entry, &mut laws)? {
                    report.broken = Some((entry.number, reason));
                    return Ok(report);
                }
                report.entries = entry.number;
                report.head = entry.hash;
                before = Some(entry);
            }
        }
    }
}

enum Page {
    Entries(Vec<SealedEntry>),
    /// The next entry cannot be read, and why.
    Unreadable(String),
}

/// The entries that come next. Where one of them cannot be read: those before it, one at a time.
fn page(tx: &mut dyn Transaction, after: i64) -> Result<Page, Problem> {
    if let Some(page) = readable(tx.entries_after(after, PAGE))? {
        return Ok(Page::Entries(page));
    }
    match tx.entries_after(after, 1) {
        Ok(one) => Ok(Page::Entries(one)),
        Err(StoreError::Unavailable(reason)) => Err(Problem::Unavailable(reason)),
        Err(error) => Ok(Page::Unreadable(format!("the entry cannot be read: {error}"))),
    }
}

/// What was read; `None` when it is there and cannot be understood.
fn readable<T>(read: Result<T, StoreError>) -> Result<Option<T>, Problem> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(StoreError::Unavailable(reason)) => Err(Problem::Unavailable(reason)),
        Err(_) => Ok(None),
    }
}

/// What is wrong with what an entry names: its payloads, and its law where that was not walked yet.
fn broken_part(
    tx: &mut dyn Transaction,
    entry: &SealedEntry,
    laws: &mut HashSet<[u8; 32]>,
) -> Result<Option<String>, Problem> {
    for (name, hash) in [("input", entry.input), ("answer", entry.answer)] {
        // One that is gone was taken away by retention: the chain stays valid (architecture.md, invariant 6).
        let whole =
            readable(tx.payload(hash))?.is_some_and(|kept| kept.is_none_or(|bytes| ContentHash::of(&bytes) == hash));
        if !whole {
            return Ok(Some(format!("the payload of its {name} was changed")));
        }
    }
    let Some(law) = entry.law.filter(|law| laws.insert(*law)) else {
        return Ok(None);
    };
    Ok(match readable(tx.law_files(law))? {
        Some(Some(files)) if law_hash(&files) == law => None,
        Some(None) => Some("the law it was judged by is not kept".into()),
        _ => Some("the law it was judged by was changed".into()),
    })
}

/// The hash of a law by its files alone, so that a law of an older form than this program reads can be verified too:
/// the same sum as [`regulation::LawHash`], as a test holds.
fn law_hash(files: &[(String, String)]) -> [u8; 32] {
    let parts: Vec<&[u8]> = files
        .iter()
        .flat_map(|(path, text)| [path.as_bytes(), text.as_bytes()])
        .collect();
    *ContentHash::of_parts(&parts).as_bytes()
}

#[cfg(test)]
mod tests {
    use regulation::Law;

    use super::law_hash;

    #[test]
    fn a_law_is_known_by_its_files() {
        let law = Law::embedded();
        let files: Vec<(String, String)> = law
            .files()
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect();
        assert_eq!(law_hash(&files), *law.hash().as_bytes());
    }
}
