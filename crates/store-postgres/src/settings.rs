//! The settings of the server on which a backup rests.

use crate::fault::Failure;
use crate::pool::Link;
use crate::values::get;

/// A setting of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// What it is.
    pub value: String,
    /// What it must be, when it is not.
    pub wrong: Option<&'static str>,
}

/// Name, the values that are right, and what to say of another.
const WANTED: &[(&str, &[&str], &str)] = &[
    (
        "wal_level",
        &["replica", "logical"],
        "must be replica: without it there is no backup to a moment",
    ),
    (
        "archive_mode",
        &["on", "always"],
        "must be on, with an archive_command or archive_library: else what was written since the last backup is lost",
    ),
    ("fsync", &["on"], "must be on: else a power cut breaks the database"),
    (
        "full_page_writes",
        &["on"],
        "must be on: else a power cut breaks the database",
    ),
    (
        "synchronous_commit",
        &["on", "remote_write", "remote_apply"],
        "must be on: else an answer may leave before it is kept",
    ),
    (
        "data_checksums",
        &["on"],
        "should be on (initdb --data-checksums): else a bad disk is not noticed",
    ),
];

pub(crate) fn backup(link: &mut Link) -> Result<Vec<Setting>, Failure> {
    let names: Vec<&str> = WANTED.iter().map(|(name, ..)| *name).collect();
    let rows = link.query(
        "SELECT name, setting FROM pg_catalog.pg_settings WHERE name = ANY ($1)",
        &[&names],
    )?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let read = |column| {
            get::<String>(row, column).map_err(|error| Failure {
                error,
                is_lost: false,
                duplicate: None,
            })
        };
        let (name, value) = (read(0)?, read(1)?);
        let wanted = WANTED.iter().find(|(wanted, ..)| *wanted == name);
        let wrong = wanted
            .filter(|(_, right, _)| !right.contains(&value.as_str()))
            .map(|(.., reason)| *reason);
        found.push(Setting { name, value, wrong });
    }
    found.sort_by_key(|setting| WANTED.iter().position(|(wanted, ..)| *wanted == setting.name));
    Ok(found)
}
