//! Migrations: embedded, applied in order by `zorgkas migrate`, verified by their hash at every opening.
//!
//! Expand first, contract later: a migration leaves everything in place that the version before it uses, so that
//! processes of both work on one database while it is brought up to date.

use jiff::Timestamp;
use store::{ContentHash, StoreError};

use crate::fault::Failure;
use crate::pool::Link;
use crate::transaction::MIGRATING;
use crate::values::{get, get_hash};

/// Number, name and text of every migration. Once released, a text never changes: a later one mends it.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "house", include_str!("../migrations/0001_house.sql")),
    (2, "later", include_str!("../migrations/0002_later.sql")),
    (3, "invoicing", include_str!("../migrations/0003_invoicing.sql")),
    (4, "bank_files", include_str!("../migrations/0004_bank_files.sql")),
    (
        5,
        "waiting_batches",
        include_str!("../migrations/0005_waiting_batches.sql"),
    ),
    (6, "trust", include_str!("../migrations/0006_trust.sql")),
    (7, "accounts", include_str!("../migrations/0007_accounts.sql")),
    (8, "overview", include_str!("../migrations/0008_overview.sql")),
    (9, "portal", include_str!("../migrations/0009_portal.sql")),
    (10, "events", include_str!("../migrations/0010_events.sql")),
    (11, "webhooks", include_str!("../migrations/0011_webhooks.sql")),
    (12, "work", include_str!("../migrations/0012_work.sql")),
    (13, "pages", include_str!("../migrations/0013_pages.sql")),
];

/// The rights of the role that runs the application, `{role}` being its name.
const RIGHTS: &str = include_str!("../migrations/rights.sql");

/// A migration that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its number.
    pub number: i64,
    /// What it is about.
    pub name: &'static str,
}

/// A name for all of it together, for templates of tests.
#[cfg(feature = "testing")]
pub(crate) fn fingerprint() -> String {
    let texts = MIGRATIONS.iter().map(|(.., text)| text.as_bytes());
    let parts: Vec<&[u8]> = texts.chain([RIGHTS.as_bytes()]).collect();
    ContentHash::of_parts(&parts).to_string()
}

/// Number and hash of what a database has; nothing when it has no schema of ours.
pub(crate) fn read_applied(link: &mut Link) -> Result<Vec<(i64, ContentHash)>, Failure> {
    let table = link.query("SELECT to_regclass('zorgkas.schema_migration') IS NOT NULL", &[])?;
    let unread = |error| Failure {
        error,
        is_lost: false,
        duplicate: None,
    };
    let has_table = table.first().map(|row| get(row, 0)).transpose().map_err(unread)?;
    if has_table != Some(true) {
        return Ok(Vec::new());
    }
    link.query("SELECT number, hash FROM zorgkas.schema_migration ORDER BY number", &[])?
        .iter()
        .map(|row| Ok((get(row, 0)?, get_hash(row, 1)?)))
        .collect::<Result<_, _>>()
        .map_err(unread)
}

/// Refuses a schema that this version did not make as it is.
fn demand_known(applied: &[(i64, ContentHash)]) -> Result<(), StoreError> {
    for (place, (number, hash)) in applied.iter().enumerate() {
        let known = MIGRATIONS.get(place).filter(|known| known.0 == *number);
        let Some((_, name, text)) = known else {
            return Err(StoreError::Corrupt(format!(
                "its schema has migration {number}, which this version does not know"
            )));
        };
        if ContentHash::of(text.as_bytes()) != *hash {
            return Err(StoreError::Corrupt(format!(
                "migration {number} ({name}) differs from the one it was made with"
            )));
        }
    }
    Ok(())
}

/// Refuses a schema that is not that of this version.
pub(crate) fn demand_current(applied: &[(i64, ContentHash)]) -> Result<(), StoreError> {
    demand_known(applied)?;
    match MIGRATIONS.get(applied.len()) {
        None => Ok(()),
        Some(_) if applied.is_empty() => Err(StoreError::Corrupt(
            "the database has no schema yet: run `zorgkas migrate`".into(),
        )),
        Some((number, name, _)) => Err(StoreError::Corrupt(format!(
            "its schema is that of an older version, without migration {number} ({name}): run `zorgkas migrate`"
        ))),
    }
}

/// Applies what is missing, in one transaction, and gives the rights of the role that runs the application.
pub(crate) fn migrate(link: &mut Link, runner: Option<&str>, now: Timestamp) -> Result<Vec<Applied>, StoreError> {
    let told = |failure: Failure| failure.error;
    link.batch(&format!("BEGIN; SELECT pg_advisory_xact_lock{MIGRATING}"))
        .map_err(told)?;
    let applied = read_applied(link).map_err(told)?;
    demand_known(&applied)?;
    if applied.is_empty() {
        refuse_foreign(link)?;
        link.batch(
            "CREATE SCHEMA IF NOT EXISTS zorgkas;
             CREATE TABLE schema_migration
             (number bigint PRIMARY KEY, name text NOT NULL, hash bytea NOT NULL, applied_at bigint NOT NULL)",
        )
        .map_err(told)?;
    }
    let mut done = Vec::new();
    for (number, name, text) in &MIGRATIONS[applied.len()..] {
        link.batch(text).map_err(told)?;
        let hash = ContentHash::of(text.as_bytes());
        link.execute(
            "INSERT INTO schema_migration VALUES ($1, $2, $3, $4)",
            &[number, name, &&hash.as_bytes()[..], &now.as_microsecond()],
        )
        .map_err(told)?;
        done.push(Applied { number: *number, name });
    }
    if let Some(runner) = runner {
        let quoted = format!("\"{}\"", runner.replace('"', "\"\""));
        link.batch(&RIGHTS.replace("{role}", &quoted)).map_err(told)?;
    }
    link.batch("COMMIT").map_err(told)?;
    Ok(done)
}

/// Refuses to build among the tables of another program.
fn refuse_foreign(link: &mut Link) -> Result<(), StoreError> {
    let found = link
        .query(
            "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = 'zorgkas' LIMIT 1",
            &[],
        )
        .map_err(|failure| failure.error)?;
    if found.is_empty() {
        Ok(())
    } else {
        Err(StoreError::Corrupt(
            "the schema zorgkas of this database was made by another program".into(),
        ))
    }
}
