//! Journal, payloads and laws.

use std::sync::PoisonError;

use rusqlite::{Row, params};
use store::{ContentHash, JournalEntry, JournalRepository, SealedEntry, StoreError, seal};

use crate::values::{corrupt, get, get_hash, get_instant};
use crate::{SqliteTransaction, fault};

/// Compression level of payloads: quick; invoice files shrink some twentyfold even so.
pub(crate) const ZSTD_LEVEL: i32 = 1;

/// The longest payload that is read back: larger than any file that is taken in.
const PAYLOAD_LIMIT_BYTES: usize = 4 << 30;

impl JournalRepository for SqliteTransaction<'_> {
    fn keep_hashed(&mut self, hash: ContentHash, bytes: &[u8]) -> Result<(), StoreError> {
        let known = self.first("SELECT 1 FROM payload WHERE hash = ?1", [hash.as_bytes()], |_| Ok(()))?;
        if known.is_none() {
            let packed = {
                let mut packer = self.packer.lock().unwrap_or_else(PoisonError::into_inner);
                packer.compress(bytes).map_err(|e| StoreError::Fault(e.to_string()))?
            };
            let length = i64::try_from(bytes.len()).map_err(|_| StoreError::Fault("a payload too long".into()))?;
            self.run(
                "INSERT INTO payload VALUES (?1, ?2, ?3)",
                params![hash.as_bytes(), length, packed],
            )?;
        }
        Ok(())
    }

    fn payload(&mut self, hash: ContentHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.first(
            "SELECT length, zstd FROM payload WHERE hash = ?1",
            [hash.as_bytes()],
            |row| unpacked(row, 0),
        )
    }

    fn keep_law(&mut self, hash: [u8; 32], files: &mut dyn Iterator<Item = (&str, &str)>) -> Result<(), StoreError> {
        if self.run("INSERT INTO law VALUES (?1) ON CONFLICT DO NOTHING", [&hash])? == 0 {
            return Ok(());
        }
        for (path, text) in files {
            let text = self.keep_payload(text.as_bytes())?;
            self.run(
                "INSERT INTO law_file VALUES (?1, ?2, ?3)",
                params![hash, path, text.as_bytes()],
            )?;
        }
        Ok(())
    }

    fn law_files(&mut self, hash: [u8; 32]) -> Result<Option<Vec<(String, String)>>, StoreError> {
        if self
            .first("SELECT 1 FROM law WHERE hash = ?1", [&hash], |_| Ok(()))?
            .is_none()
        {
            return Ok(None);
        }
        let paths = self.rows(
            "SELECT path, text FROM law_file WHERE law = ?1 ORDER BY path",
            [&hash],
            |row| Ok((get::<String>(row, 0)?, get_hash(row, 1)?)),
        )?;
        let mut files = Vec::with_capacity(paths.len());
        for (path, text) in paths {
            let bytes = self.payload(text)?.ok_or_else(|| corrupt("a law whose text is gone"))?;
            let text = String::from_utf8(bytes).map_err(|_| corrupt("a law that is no UTF-8"))?;
            files.push((path, text));
        }
        Ok(Some(files))
    }

    fn append(&mut self, entry: &JournalEntry) -> Result<(), StoreError> {
        let head = self.first(
            "SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1",
            [],
            |row| Ok((get::<i64>(row, 0)?, get_hash(row, 1)?)),
        )?;
        let (last, previous) = head.unwrap_or((0, ContentHash::ZERO));
        let number = last + 1;
        let hash = seal(previous, number, entry);
        self.run(
            "INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                number,
                entry.at.as_microsecond(),
                entry.actor,
                entry.use_case,
                entry.subject,
                entry.input.as_bytes(),
                entry.answer.as_bytes(),
                entry.law,
                previous.as_bytes(),
                hash.as_bytes()
            ],
        )?;
        self.run(
            "INSERT INTO serial VALUES ('journal', ?1) ON CONFLICT DO UPDATE SET last = max(last + 1, ?1)",
            [number],
        )
        .map(drop)
    }

    fn appended(&mut self) -> Result<Option<i64>, StoreError> {
        self.first("SELECT last FROM serial WHERE name = 'journal'", [], |row| get(row, 0))
    }

    fn entries_after(&mut self, after: i64, limit: u32) -> Result<Vec<SealedEntry>, StoreError> {
        self.rows(
            "SELECT number, at, actor, use_case, subject, input, answer, law, previous, hash
             FROM journal WHERE number > ?1 ORDER BY number LIMIT ?2",
            params![after, limit],
            read_entry,
        )
    }
}

/// Number, at, actor, use case, subject, input, answer, law, previous, hash.
pub(crate) fn read_entry(row: &Row<'_>) -> Result<SealedEntry, StoreError> {
    Ok(SealedEntry {
        number: get(row, 0)?,
        at: get_instant(row, 1)?,
        actor: get(row, 2)?,
        use_case: get(row, 3)?,
        subject: get(row, 4)?,
        input: get_hash(row, 5)?,
        answer: get_hash(row, 6)?,
        law: get(row, 7)?,
        previous: get_hash(row, 8)?,
        hash: get_hash(row, 9)?,
    })
}

/// The bytes of a payload, by the column of its length and the one behind it.
pub(crate) fn unpacked(row: &Row<'_>, column: usize) -> Result<Vec<u8>, StoreError> {
    let length = usize::try_from(get::<i64>(row, column)?).map_err(|_| corrupt("a payload's length"))?;
    let packed = row.get_ref(column + 1).map_err(fault)?;
    let packed = packed.as_blob().map_err(|_| corrupt("a payload"))?;
    zstd::bulk::decompress(packed, length.min(PAYLOAD_LIMIT_BYTES)).map_err(|_| corrupt("a payload"))
}
