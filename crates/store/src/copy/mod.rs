//! All rows of a store in a neutral form, so that one store can be copied to another.
//!
//! Own numbers are kept. Rows travel in pages, in order of the key of their table, so that memory is bounded whatever
//! the size of the store.

mod tables;

use jiff::Timestamp;
use jiff::civil::Date;

pub use tables::TABLES;

use crate::StoreError;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Int,
    /// Yes or no.
    Bool,
    /// Text.
    Text,
    /// A message id, as text of the usual form.
    Uuid,
    /// Bytes.
    Bytes,
    /// A day.
    Day,
    /// An instant, in microseconds.
    Instant,
}

/// A value of a column, whatever the store makes of it.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Text, or a message id.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A day.
    Day(Date),
    /// An instant.
    Instant(Timestamp),
}

/// The kind of the cell only: its content may be a person's.
impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Int(_) => "Int",
            Self::Bool(_) => "Bool",
            Self::Text(_) => "Text",
            Self::Bytes(_) => "Bytes",
            Self::Day(_) => "Day",
            Self::Instant(_) => "Instant",
        })
    }
}

/// A table that both stores have, by the same names.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns; those of its key first.
    pub columns: &'static [(&'static str, Kind)],
    /// How many of the first columns are its key.
    pub key: usize,
    /// About how many rows make a page.
    pub page: u32,
}

/// Whole tables, in and out.
pub trait CopyRepository {
    /// At most `limit` rows of a table behind a key (`None`: from the first), in order of the key. Each row holds the
    /// columns that [`Table::columns`] names.
    fn export_rows(&mut self, table: &Table, after: Option<&[Cell]>, limit: u32) -> Result<Vec<Vec<Cell>>, StoreError>;

    /// Keeps rows as they are, their own numbers included. Only for a store that was empty when the copy began.
    fn import_rows(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), StoreError>;

    /// Makes the counters of the store go on behind the highest numbers that were imported.
    fn end_import(&mut self) -> Result<(), StoreError>;
}

/// Copies everything of one store to another, which must be empty, in one transaction of each; gives how many rows of
/// each table there were. Nothing is kept when anything fails.
///
/// # Errors
/// A store fails, or the target holds something: that is a [`StoreError::Conflict`].
pub fn copy(
    from: &dyn crate::Store,
    to: &dyn crate::Store,
    told: &mut dyn FnMut(&Table, u64),
) -> Result<(), StoreError> {
    from.seal_journal()?;
    let mut source = from.begin_snapshot()?;
    let mut target = to.begin()?;
    for table in TABLES {
        if !target.export_rows(table, None, 1)?.is_empty() {
            return Err(StoreError::Conflict {
                guard: "the store that is copied to must be empty",
            });
        }
    }
    for table in TABLES {
        let mut count = 0;
        let mut after: Option<Vec<Cell>> = None;
        loop {
            let rows = source.export_rows(table, after.as_deref(), table.page)?;
            let Some(last) = rows.last() else { break };
            after = Some(last[..table.key].to_vec());
            count += rows.len() as u64;
            target.import_rows(table, &rows)?;
        }
        told(table, count);
    }
    target.end_import()?;
    target.commit()
}
