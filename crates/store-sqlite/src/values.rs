//! How values stand in rows: days as yyyymmdd, months as yyyymm, instants as microseconds, words of enums.

use identifiers::Period;
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::{FromSql, Value};
use serde::Serialize;
pub(crate) use store::values::{corrupt, day, day_number, from_word, signed, unsigned, well_formed, word};
use store::{ContentHash, StoreError};

use crate::fault;

pub(crate) fn get<T: FromSql>(row: &Row<'_>, column: usize) -> Result<T, StoreError> {
    row.get(column).map_err(fault)
}

pub(crate) fn get_day(row: &Row<'_>, column: usize) -> Result<Date, StoreError> {
    day(get(row, column)?)
}

pub(crate) fn get_optional_day(row: &Row<'_>, column: usize) -> Result<Option<Date>, StoreError> {
    get::<Option<i32>>(row, column)?.map(day).transpose()
}

pub(crate) fn get_period(row: &Row<'_>, from: usize) -> Result<Period, StoreError> {
    well_formed(
        Period::new(get_day(row, from)?, get_optional_day(row, from + 1)?),
        "a period",
    )
}

pub(crate) fn get_instant(row: &Row<'_>, column: usize) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(get(row, column)?).map_err(|_| corrupt("an instant"))
}

pub(crate) fn get_optional_instant(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>, StoreError> {
    get::<Option<i64>>(row, column)?
        .map(|micros| Timestamp::from_microsecond(micros).map_err(|_| corrupt("an instant")))
        .transpose()
}

pub(crate) fn get_hash(row: &Row<'_>, column: usize) -> Result<ContentHash, StoreError> {
    ContentHash::from_slice(
        row.get_ref(column)
            .map_err(fault)?
            .as_blob()
            .map_err(|_| corrupt("a hash"))?,
    )
}

/// A text column parsed to its type.
pub(crate) fn get_parsed<T: std::str::FromStr>(row: &Row<'_>, column: usize, what: &str) -> Result<T, StoreError> {
    get::<String>(row, column)?.parse().map_err(|_| corrupt(what))
}

/// A text column that may be null, parsed to its type.
pub(crate) fn get_optional_parsed<T: std::str::FromStr>(
    row: &Row<'_>,
    column: usize,
    what: &str,
) -> Result<Option<T>, StoreError> {
    get::<Option<String>>(row, column)?
        .map(|text| text.parse().map_err(|_| corrupt(what)))
        .transpose()
}

/// Numbers as the JSON list that `json_each` reads: one parameter for a set of any size.
pub(crate) fn json_list<T: Serialize>(items: &[T]) -> Result<String, StoreError> {
    serde_json::to_string(items).map_err(|e| StoreError::Fault(e.to_string()))
}

/// A set of numbers in a condition, as `?1`: one alone is compared; of several a list is made, which is a table of its own
/// for SQLite.
pub(crate) fn among(numbers: &[i64]) -> Result<(&'static str, Value), StoreError> {
    Ok(match numbers {
        [one] => ("= ?1", Value::Integer(*one)),
        several => ("IN (SELECT value FROM json_each(?1))", Value::Text(json_list(several)?)),
    })
}
