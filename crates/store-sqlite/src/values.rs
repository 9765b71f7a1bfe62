//! How values stand in rows: days as yyyymmdd, months as yyyymm, instants as microseconds, words of enums.

use identifiers::{Malformed, Period};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::FromSql;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{ContentHash, StoreError};

use crate::fault;

pub(crate) fn day_number(day: Date) -> i32 {
    i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day())
}

pub(crate) fn day(number: i32) -> Result<Date, StoreError> {
    // "From ever" is the first day of the calendar, the only one before year 1 that is kept.
    if number == day_number(Date::MIN) {
        return Ok(Date::MIN);
    }
    let part = |n: i32| i8::try_from(n % 100).ok();
    let date = i16::try_from(number / 10_000)
        .ok()
        .zip(part(number / 100))
        .zip(part(number))
        .and_then(|((year, month), day)| Date::new(year, month, day).ok());
    date.ok_or_else(|| corrupt("a day"))
}

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

/// The word of an enum without fields, as serde names it.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Fault("an enum that is no single word".into())),
    }
}

/// The enum of a word.
pub(crate) fn from_word<T: DeserializeOwned>(word: String, what: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| corrupt(what))
}

pub(crate) fn well_formed<T>(value: Result<T, Malformed>, what: &str) -> Result<T, StoreError> {
    value.map_err(|_| corrupt(what))
}

pub(crate) fn corrupt(what: &str) -> StoreError {
    StoreError::Corrupt(format!("{what} that is malformed"))
}

/// An unsigned number of the application as SQLite holds it.
pub(crate) fn signed(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Fault("a number too large for the store".into()))
}

/// A number of the store as the application holds it.
pub(crate) fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| corrupt("a number"))
}

/// Numbers as the JSON list that `json_each` reads: one parameter for a set of any size.
pub(crate) fn json_list<T: Serialize>(items: &[T]) -> Result<String, StoreError> {
    serde_json::to_string(items).map_err(|e| StoreError::Fault(e.to_string()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_round_trip() {
        for d in [Date::MIN, date(1, 1, 1), date(2024, 2, 29), date(9999, 12, 31)] {
            assert_eq!(day(day_number(d)).ok(), Some(d));
        }
        assert!(day(20_230_229).is_err());
        assert!(day(-5).is_err());
    }
}
