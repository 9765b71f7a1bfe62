//! Whole tables, in and out, in a neutral form.

use jiff::Timestamp;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Row, ToSql, params_from_iter};
use store::StoreError;
use store::copy::{Cell, CopyRepository, Kind, Table};

use crate::values::{corrupt, day, day_number};
use crate::{SqliteTransaction, fault};

impl CopyRepository for SqliteTransaction<'_> {
    fn export_rows(&mut self, table: &Table, after: Option<&[Cell]>, limit: u32) -> Result<Vec<Vec<Cell>>, StoreError> {
        let columns = names(table.columns);
        let key = names(&table.columns[..table.key]);
        let from = match after {
            None => String::new(),
            Some(after) => format!("WHERE ({key}) > ({})", marks(after.len())),
        };
        self.rows(
            &format!(
                "SELECT {columns} FROM {} {from} ORDER BY {key} LIMIT {limit}",
                table.name
            ),
            params_from_iter(after.unwrap_or_default().iter().map(Stored)),
            |row| {
                let cells = table.columns.iter().enumerate();
                cells.map(|(place, (_, kind))| cell(row, place, *kind)).collect()
            },
        )
    }

    fn import_rows(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
        let (columns, marks) = (names(table.columns), marks(table.columns.len()));
        let mut insert = self.prepare(&format!("INSERT INTO {} ({columns}) VALUES ({marks})", table.name))?;
        for row in rows {
            insert
                .execute(params_from_iter(row.iter().map(Stored)))
                .map_err(fault)?;
        }
        Ok(())
    }

    fn end_import(&mut self) -> Result<(), StoreError> {
        // The next number is that behind the highest, always. An event of a store whose journal was not sealed has none.
        self.run(
            "UPDATE fund_event SET number = (SELECT coalesce(max(number), 0) FROM fund_event n WHERE n.fund = fund_event.fund)
                 + (SELECT count(*) FROM fund_event b
                    WHERE b.fund = fund_event.fund AND b.number IS NULL AND b.id <= fund_event.id)
             WHERE number IS NULL",
            [],
        )
        .map(drop)
    }
}

fn names(columns: &[(&str, Kind)]) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// A cell as SQLite holds it.
struct Stored<'c>(&'c Cell);

impl ToSql for Stored<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Cell::Null => ToSqlOutput::Owned(Value::Null),
            Cell::Int(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Cell::Bool(yes) => ToSqlOutput::Owned(Value::Integer(i64::from(*yes))),
            Cell::Day(day) => ToSqlOutput::Owned(Value::Integer(day_number(*day).into())),
            Cell::Instant(at) => ToSqlOutput::Owned(Value::Integer(at.as_microsecond())),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

fn cell(row: &Row<'_>, place: usize, kind: Kind) -> Result<Cell, StoreError> {
    Ok(match (kind, row.get_ref(place).map_err(fault)?) {
        (_, ValueRef::Null) => Cell::Null,
        (Kind::Int, ValueRef::Integer(number)) => Cell::Int(number),
        (Kind::Bool, ValueRef::Integer(number)) => Cell::Bool(number != 0),
        (Kind::Day, ValueRef::Integer(number)) => Cell::Day(day(i32::try_from(number).map_err(|_| corrupt("a day"))?)?),
        (Kind::Instant, ValueRef::Integer(micros)) => {
            Cell::Instant(Timestamp::from_microsecond(micros).map_err(|_| corrupt("an instant"))?)
        }
        (Kind::Text | Kind::Uuid, ValueRef::Text(text)) => {
            Cell::Text(String::from_utf8(text.to_vec()).map_err(|_| corrupt("a text"))?)
        }
        (Kind::Bytes, ValueRef::Blob(bytes)) => Cell::Bytes(bytes.to_vec()),
        _ => return Err(corrupt("a value of another kind")),
    })
}
