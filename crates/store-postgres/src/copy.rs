//! Whole tables, in and out, in a neutral form.

use jiff::Timestamp;
use store::StoreError;
use store::copy::{Cell, CopyRepository, Kind, TABLES, Table};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::transaction::PostgresTransaction;
use crate::values::{corrupt, day, day_number, get};

/// Tables whose numbers follow from their rows: they have no counter.
const NUMBERED_BY_US: [&str; 4] = ["facility", "person", "settlement", "payment_order"];

impl CopyRepository for PostgresTransaction<'_> {
    fn export_rows(&mut self, table: &Table, after: Option<&[Cell]>, limit: u32) -> Result<Vec<Vec<Cell>>, StoreError> {
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|(name, kind)| format!("{name}::{}", sql_type(*kind)))
            .collect();
        let key: Vec<&str> = table.columns[..table.key].iter().map(|(name, _)| *name).collect();
        let key = key.join(", ");
        let from = after.map_or_else(String::new, |_| {
            let marks: Vec<String> = (1..)
                .zip(&table.columns[..table.key])
                .map(|(n, (_, kind))| format!("${n}::{}", sql_type(*kind)))
                .collect();
            format!("WHERE ({key}) > ({})", marks.join(", "))
        });
        let values: Vec<Box<dyn ToSql + Sync>> = after.unwrap_or_default().iter().map(one).collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(AsRef::as_ref).collect();
        let columns = columns.join(", ");
        self.rows(
            &format!(
                "SELECT {columns} FROM {} {from} ORDER BY {key} LIMIT {limit}",
                table.name
            ),
            &values,
            |row| {
                let cells = table.columns.iter().enumerate();
                cells.map(|(place, (_, kind))| cell(row, place, *kind)).collect()
            },
        )
    }

    fn import_rows(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
        let place = |name| table.columns.iter().position(|(column, _)| *column == name);
        if let (true, Some(month)) = (matches!(table.name, "line" | "paid_day"), place("month")) {
            let months = rows.iter().map(|row| match row.get(month) {
                Some(Cell::Int(month)) => i32::try_from(*month).map_err(|_| corrupt("a month")),
                _ => Err(corrupt("a month")),
            });
            let months: Vec<i32> = months.collect::<Result<_, _>>()?;
            self.make_months(&months)?;
        }
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let (mut taken, mut lists) = (Vec::new(), Vec::new());
        let mut values: Vec<Box<dyn ToSql + Sync>> = Vec::new();
        for (place, (_, kind)) in table.columns.iter().enumerate() {
            let cells = rows.iter().map(|row| row.get(place).unwrap_or(&Cell::Null));
            values.push(column(*kind, cells)?);
            lists.push(format!("${}::{}[]", place + 1, sql_type(*kind)));
            let cast = if *kind == Kind::Uuid { "::uuid" } else { "" };
            taken.push(format!("r.c{place}{cast}"));
        }
        let aliases: Vec<String> = (0..names.len()).map(|place| format!("c{place}")).collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(AsRef::as_ref).collect();
        self.run(
            &format!(
                "INSERT INTO {} ({}) SELECT {} FROM UNNEST({}) r ({})",
                table.name,
                names.join(", "),
                taken.join(", "),
                lists.join(", "),
                aliases.join(", ")
            ),
            &values,
        )
        .map(drop)
    }

    fn end_import(&mut self) -> Result<(), StoreError> {
        for table in TABLES {
            let (key, _) = table.columns[0];
            let counts = table.key == 1 && matches!(key, "id" | "row_id");
            if counts && !NUMBERED_BY_US.contains(&table.name) {
                let name = table.name;
                self.run(
                    &format!(
                        "SELECT setval(pg_get_serial_sequence('{name}', '{key}'), max({key})) FROM {name}
                         HAVING max({key}) IS NOT NULL"
                    ),
                    &[],
                )?;
            }
        }
        Ok(())
    }
}

/// As what a kind of value travels.
const fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Int | Kind::Instant => "int8",
        Kind::Day => "int4",
        Kind::Bool => "bool",
        Kind::Text | Kind::Uuid => "text",
        Kind::Bytes => "bytea",
    }
}

/// A cell of a key, as a parameter. A key is never null.
fn one(cell: &Cell) -> Box<dyn ToSql + Sync> {
    match cell {
        Cell::Null => Box::new(None::<i64>),
        Cell::Int(number) => Box::new(*number),
        Cell::Bool(yes) => Box::new(*yes),
        Cell::Text(text) => Box::new(text.clone()),
        Cell::Bytes(bytes) => Box::new(bytes.clone()),
        Cell::Day(day) => Box::new(day_number(*day)),
        Cell::Instant(at) => Box::new(at.as_microsecond()),
    }
}

/// A column of many rows, as one parameter.
fn column<'c>(kind: Kind, cells: impl Iterator<Item = &'c Cell>) -> Result<Box<dyn ToSql + Sync>, StoreError> {
    fn list<'c, T: ToSql + Sync + 'static>(
        cells: impl Iterator<Item = &'c Cell>,
        value: impl Fn(&Cell) -> Option<T>,
    ) -> Result<Box<dyn ToSql + Sync>, StoreError> {
        let values = cells.map(|cell| match cell {
            Cell::Null => Ok(None),
            cell => value(cell).map(Some).ok_or_else(|| corrupt("a value of another kind")),
        });
        Ok(Box::new(values.collect::<Result<Vec<Option<T>>, StoreError>>()?))
    }
    match kind {
        Kind::Int => list(cells, |cell| match cell {
            Cell::Int(number) => Some(*number),
            _ => None,
        }),
        Kind::Instant => list(cells, |cell| match cell {
            Cell::Instant(at) => Some(at.as_microsecond()),
            _ => None,
        }),
        Kind::Day => list(cells, |cell| match cell {
            Cell::Day(day) => Some(day_number(*day)),
            _ => None,
        }),
        Kind::Bool => list(cells, |cell| match cell {
            Cell::Bool(yes) => Some(*yes),
            _ => None,
        }),
        Kind::Text | Kind::Uuid => list(cells, |cell| match cell {
            Cell::Text(text) => Some(text.clone()),
            _ => None,
        }),
        Kind::Bytes => list(cells, |cell| match cell {
            Cell::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }),
    }
}

fn cell(row: &Row, place: usize, kind: Kind) -> Result<Cell, StoreError> {
    let cell = match kind {
        Kind::Int => get::<Option<i64>>(row, place)?.map(Cell::Int),
        Kind::Bool => get::<Option<bool>>(row, place)?.map(Cell::Bool),
        Kind::Text | Kind::Uuid => get::<Option<String>>(row, place)?.map(Cell::Text),
        Kind::Bytes => get::<Option<Vec<u8>>>(row, place)?.map(Cell::Bytes),
        Kind::Day => get::<Option<i32>>(row, place)?.map(day).transpose()?.map(Cell::Day),
        Kind::Instant => get::<Option<i64>>(row, place)?
            .map(|micros| Timestamp::from_microsecond(micros).map_err(|_| corrupt("an instant")))
            .transpose()?
            .map(Cell::Instant),
    };
    Ok(cell.unwrap_or(Cell::Null))
}
