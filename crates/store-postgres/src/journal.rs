//! Journal, payloads and laws.
//!
//! An entry is kept unsealed, at a place given by a counter when it is written: behind all locks and reads of its use
//! case. So it stands behind every entry whose effects that use case saw: those were committed, and had their place,
//! before it read them. Whoever seals takes all that is visible at one moment, in order of place; an entry that is
//! committed later saw none of their effects, nor they its, when its place is before theirs.

use store::{ContentHash, JournalEntry, JournalRepository, SealedEntry, StoreError};
use tokio_postgres::Row;

use crate::transaction::{PostgresTransaction, SEALING};
use crate::values::{corrupt, get, get_bytes32, get_hash, get_instant};

/// Compression level of payloads: quick; invoice files shrink some twentyfold even so.
const ZSTD_LEVEL: i32 = 1;

/// The longest payload that is read back: larger than any file that is taken in.
const PAYLOAD_LIMIT_BYTES: usize = 4 << 30;

/// How many entries are sealed in one transaction.
const SEALED_AT_ONCE: usize = 2000;

pub(crate) const ENTRY: &str =
    "SELECT number, at, actor, use_case, subject, input, answer, law, previous, hash FROM journal";

impl JournalRepository for PostgresTransaction<'_> {
    fn keep_hashed(&mut self, hash: ContentHash, bytes: &[u8]) -> Result<(), StoreError> {
        let key = &hash.as_bytes()[..];
        let known = self.first("SELECT 1 FROM payload WHERE hash = $1", &[&key], |_| Ok(()))?;
        if known.is_none() {
            let packed = zstd::bulk::compress(bytes, ZSTD_LEVEL).map_err(|e| StoreError::Fault(e.to_string()))?;
            let length = i64::try_from(bytes.len()).map_err(|_| StoreError::Fault("a payload too long".into()))?;
            // Another writer may keep the same bytes at this moment.
            self.run(
                "INSERT INTO payload VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                &[&key, &length, &packed],
            )?;
        }
        Ok(())
    }

    fn payload(&mut self, hash: ContentHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.first(
            "SELECT length, zstd FROM payload WHERE hash = $1",
            &[&&hash.as_bytes()[..]],
            |row| unpacked(row, 0),
        )
    }

    fn keep_law(&mut self, hash: [u8; 32], files: &mut dyn Iterator<Item = (&str, &str)>) -> Result<(), StoreError> {
        let law = &hash[..];
        if self
            .first("SELECT 1 FROM law WHERE hash = $1", &[&law], |_| Ok(()))?
            .is_some()
            || self.run("INSERT INTO law VALUES ($1) ON CONFLICT DO NOTHING", &[&law])? == 0
        {
            return Ok(());
        }
        for (path, text) in files {
            let text = self.keep_payload(text.as_bytes())?;
            self.run(
                "INSERT INTO law_file VALUES ($1, $2, $3)",
                &[&law, &path, &&text.as_bytes()[..]],
            )?;
        }
        Ok(())
    }

    fn law_files(&mut self, hash: [u8; 32]) -> Result<Option<Vec<(String, String)>>, StoreError> {
        let law = &hash[..];
        if self
            .first("SELECT 1 FROM law WHERE hash = $1", &[&law], |_| Ok(()))?
            .is_none()
        {
            return Ok(None);
        }
        let paths = self.rows(
            "SELECT path, text FROM law_file WHERE law = $1 ORDER BY path",
            &[&law],
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
        self.run(
            "INSERT INTO journal_waiting (at, actor, use_case, subject, input, answer, law)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[
                &entry.at.as_microsecond(),
                &entry.actor,
                &entry.use_case,
                &entry.subject,
                &&entry.input.as_bytes()[..],
                &&entry.answer.as_bytes()[..],
                &entry.law.as_ref().map(|law| &law[..]),
            ],
        )
        .map(drop)
    }

    fn appended(&mut self) -> Result<Option<i64>, StoreError> {
        self.first("SELECT last FROM serial WHERE name = 'journal'", &[], |row| get(row, 0))
    }

    fn entries_after(&mut self, after: i64, limit: u32) -> Result<Vec<SealedEntry>, StoreError> {
        self.rows(
            &format!("{ENTRY} WHERE number > $1 ORDER BY number LIMIT $2"),
            &[&after, &i64::from(limit)],
            read_sealed,
        )
    }
}

/// An entry in its place in the chain.
pub(crate) fn read_sealed(row: &Row) -> Result<SealedEntry, StoreError> {
    let mut entry = read_entry(row)?;
    (entry.previous, entry.hash) = (get_hash(row, 8)?, get_hash(row, 9)?);
    Ok(entry)
}

/// An entry without its place in the chain: its number, or its place among those that wait, and what it says.
fn read_entry(row: &Row) -> Result<SealedEntry, StoreError> {
    let has_law = get::<Option<&[u8]>>(row, 7)?.is_some();
    Ok(SealedEntry {
        number: get(row, 0)?,
        at: get_instant(row, 1)?,
        actor: get(row, 2)?,
        use_case: get(row, 3)?,
        subject: get(row, 4)?,
        input: get_hash(row, 5)?,
        answer: get_hash(row, 6)?,
        law: has_law.then(|| get_bytes32(row, 7, "a law")).transpose()?,
        previous: ContentHash::ZERO,
        hash: ContentHash::ZERO,
    })
}

/// Entries that are sealed, column by column.
#[derive(Default)]
struct Sealing {
    places: Vec<i64>,
    numbers: Vec<i64>,
    previous: Vec<Vec<u8>>,
    hashes: Vec<Vec<u8>>,
}

impl PostgresTransaction<'_> {
    /// Seals some of the entries that wait, the first of them; `true` when no more are left.
    pub(crate) fn seal_some(&mut self) -> Result<bool, StoreError> {
        // A look first: most of the time there is nothing to seal, and nobody to wait for.
        if self
            .first("SELECT 1 FROM journal_waiting LIMIT 1", &[], |_| Ok(()))?
            .is_none()
        {
            return Ok(true);
        }
        self.run(&format!("SELECT pg_advisory_xact_lock{SEALING}"), &[])?;
        let head = self.first(
            "SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1",
            &[],
            |row| Ok((get::<i64>(row, 0)?, get_hash(row, 1)?)),
        )?;
        let (mut last, mut previous) = head.unwrap_or((0, ContentHash::ZERO));
        let waiting = self.rows(
            "SELECT place, at, actor, use_case, subject, input, answer, law FROM journal_waiting
             ORDER BY place LIMIT $1",
            &[&i64::try_from(SEALED_AT_ONCE).unwrap_or(i64::MAX)],
            |row| Ok((get::<i64>(row, 0)?, read_entry(row)?)),
        )?;
        let mut sealing = Sealing::default();
        for (place, mut entry) in waiting {
            last += 1;
            (entry.number, entry.previous) = (last, previous);
            previous = entry.recomputed_hash();
            sealing.places.push(place);
            sealing.numbers.push(last);
            sealing.previous.push(entry.previous.as_bytes().to_vec());
            sealing.hashes.push(previous.as_bytes().to_vec());
        }
        let count = i64::try_from(sealing.places.len()).unwrap_or(i64::MAX);
        self.run(
            "INSERT INTO journal
             SELECT s.number, w.at, w.actor, w.use_case, w.subject, w.input, w.answer, w.law, s.previous, s.hash
             FROM UNNEST($1::int8[], $2::int8[], $3::bytea[], $4::bytea[]) s (place, number, previous, hash)
             JOIN journal_waiting w ON w.place = s.place ORDER BY s.number",
            &[&sealing.places, &sealing.numbers, &sealing.previous, &sealing.hashes],
        )?;
        self.run(
            "INSERT INTO serial VALUES ('journal', $1)
             ON CONFLICT (name) DO UPDATE SET last = greatest(serial.last + $2::int8, $1)",
            &[&last, &count],
        )?;
        self.run("DELETE FROM journal_waiting WHERE place = ANY ($1)", &[&sealing.places])?;
        // What is visible of these entries' use cases is more than what was sealed, never less.
        self.number_events()?;
        Ok(sealing.places.len() < SEALED_AT_ONCE)
    }
}

/// The bytes of a payload, by the column of its length and the one behind it.
pub(crate) fn unpacked(row: &Row, column: usize) -> Result<Vec<u8>, StoreError> {
    let length = usize::try_from(get::<i64>(row, column)?).map_err(|_| corrupt("a payload's length"))?;
    zstd::bulk::decompress(get(row, column + 1)?, length.min(PAYLOAD_LIMIT_BYTES)).map_err(|_| corrupt("a payload"))
}
