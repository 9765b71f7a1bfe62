//! Migrations: embedded, applied in order, verified by their hash at every opening.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use store::{ContentHash, StoreError};

use crate::fault;

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

/// Marks a file as ours ("ZORG"): a database of another program is never touched.
const APPLICATION_ID: i32 = 0x5A4F_5247;

/// Applies what is missing, in one transaction, and refuses a file that another version made.
pub(crate) fn migrate(connection: &mut Connection, now: Timestamp) -> Result<(), StoreError> {
    let transaction = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(fault)?;
    refuse_foreign(&transaction)?;
    // Written once: opening a file that needs nothing changes no byte of it.
    if application_id(&transaction)? != APPLICATION_ID {
        transaction
            .execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}"))
            .map_err(fault)?;
    }
    transaction
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS schema_migration
             (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL, applied_at INTEGER NOT NULL) STRICT",
        )
        .map_err(fault)?;
    let applied = read_applied(&transaction)?;
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
    for (number, name, text) in &MIGRATIONS[applied.len()..] {
        transaction.execute_batch(text).map_err(fault)?;
        transaction
            .execute(
                "INSERT INTO schema_migration VALUES (?1, ?2, ?3, ?4)",
                params![
                    number,
                    name,
                    ContentHash::of(text.as_bytes()).as_bytes(),
                    now.as_microsecond()
                ],
            )
            .map_err(fault)?;
    }
    transaction.commit().map_err(fault)
}

/// Refuses a database that another program made. Reads only: nothing of it is touched.
pub(crate) fn refuse_foreign(connection: &Connection) -> Result<(), StoreError> {
    // Tables first: whoever makes the file at this moment commits its tables and its mark together.
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))
        .map_err(fault)?;
    let id = application_id(connection)?;
    if id == APPLICATION_ID || (id == 0 && tables == 0) {
        Ok(())
    } else {
        Err(StoreError::Corrupt("this database was made by another program".into()))
    }
}

fn application_id(connection: &Connection) -> Result<i32, StoreError> {
    connection
        .query_row("PRAGMA application_id", [], |row| row.get(0))
        .map_err(fault)
}

fn read_applied(connection: &Connection) -> Result<Vec<(i64, ContentHash)>, StoreError> {
    let mut statement = connection
        .prepare("SELECT number, hash FROM schema_migration ORDER BY number")
        .map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    let mut applied = Vec::new();
    while let Some(row) = rows.next().map_err(fault)? {
        applied.push((row.get(0).map_err(fault)?, crate::values::get_hash(row, 1)?));
    }
    Ok(applied)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened() -> Connection {
        let mut connection = Connection::open_in_memory().expect("memory opens");
        migrate(&mut connection, Timestamp::UNIX_EPOCH).expect("migrates");
        connection
    }

    #[test]
    fn applying_twice_changes_nothing() {
        let mut connection = opened();
        migrate(&mut connection, Timestamp::UNIX_EPOCH).expect("migrates again");
        assert_eq!(read_applied(&connection).expect("reads").len(), MIGRATIONS.len());
    }

    #[test]
    fn a_database_of_another_program_is_left_alone() {
        let mut connection = Connection::open_in_memory().expect("memory opens");
        connection
            .execute_batch("CREATE TABLE recipe (name TEXT)")
            .expect("creates");
        assert!(matches!(
            migrate(&mut connection, Timestamp::UNIX_EPOCH),
            Err(StoreError::Corrupt(_))
        ));
    }

    #[test]
    fn a_changed_or_newer_schema_is_refused() {
        let mut connection = opened();
        connection
            .execute("UPDATE schema_migration SET hash = zeroblob(32)", [])
            .expect("updates");
        assert!(matches!(
            migrate(&mut connection, Timestamp::UNIX_EPOCH),
            Err(StoreError::Corrupt(_))
        ));
        let mut connection = opened();
        connection
            .execute("INSERT INTO schema_migration VALUES (99, 'later', zeroblob(32), 0)", [])
            .expect("inserts");
        assert!(matches!(
            migrate(&mut connection, Timestamp::UNIX_EPOCH),
            Err(StoreError::Corrupt(_))
        ));
    }
}
