//! How values are read from rows of PostgreSQL.

use identifiers::Period;
use jiff::Timestamp;
use jiff::civil::Date;
use store::{ContentHash, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

pub(crate) use store::values::{corrupt, day, day_number, from_word, signed, unsigned, well_formed, word};

pub(crate) fn get<'r, T: FromSql<'r>>(row: &'r Row, column: usize) -> Result<T, StoreError> {
    // The reason names the column and its type, never a value.
    row.try_get(column)
        .map_err(|error| StoreError::Corrupt(format!("column {column}: {error}")))
}

/// A number of the store as a smaller type.
pub(crate) fn get_small<T: TryFrom<i32>>(row: &Row, column: usize, what: &str) -> Result<T, StoreError> {
    T::try_from(get::<i32>(row, column)?).map_err(|_| corrupt(what))
}

/// A number that may be null, as a smaller type.
pub(crate) fn get_optional_small<T: TryFrom<i32>>(
    row: &Row,
    column: usize,
    what: &str,
) -> Result<Option<T>, StoreError> {
    get::<Option<i32>>(row, column)?
        .map(|number| T::try_from(number).map_err(|_| corrupt(what)))
        .transpose()
}

pub(crate) fn get_day(row: &Row, column: usize) -> Result<Date, StoreError> {
    day(get(row, column)?)
}

pub(crate) fn get_optional_day(row: &Row, column: usize) -> Result<Option<Date>, StoreError> {
    get::<Option<i32>>(row, column)?.map(day).transpose()
}

pub(crate) fn get_period(row: &Row, from: usize) -> Result<Period, StoreError> {
    well_formed(
        Period::new(get_day(row, from)?, get_optional_day(row, from + 1)?),
        "a period",
    )
}

pub(crate) fn get_instant(row: &Row, column: usize) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(get(row, column)?).map_err(|_| corrupt("an instant"))
}

pub(crate) fn get_optional_instant(row: &Row, column: usize) -> Result<Option<Timestamp>, StoreError> {
    get::<Option<i64>>(row, column)?
        .map(|micros| Timestamp::from_microsecond(micros).map_err(|_| corrupt("an instant")))
        .transpose()
}

pub(crate) fn get_hash(row: &Row, column: usize) -> Result<ContentHash, StoreError> {
    ContentHash::from_slice(get(row, column)?)
}

/// A hash of 32 bytes that is no content hash.
pub(crate) fn get_bytes32(row: &Row, column: usize, what: &str) -> Result<[u8; 32], StoreError> {
    get::<&[u8]>(row, column)?.try_into().map_err(|_| corrupt(what))
}

/// A text column parsed to its type.
pub(crate) fn get_parsed<T: std::str::FromStr>(row: &Row, column: usize, what: &str) -> Result<T, StoreError> {
    get::<&str>(row, column)?.parse().map_err(|_| corrupt(what))
}

/// A text column that may be null, parsed to its type.
pub(crate) fn get_optional_parsed<T: std::str::FromStr>(
    row: &Row,
    column: usize,
    what: &str,
) -> Result<Option<T>, StoreError> {
    get::<Option<&str>>(row, column)?
        .map(|text| text.parse().map_err(|_| corrupt(what)))
        .transpose()
}

/// A text column that may be null, as the enum that it names.
pub(crate) fn get_optional_word<T: serde::de::DeserializeOwned>(
    row: &Row,
    column: usize,
    what: &str,
) -> Result<Option<T>, StoreError> {
    get::<Option<String>>(row, column)?
        .map(|text| from_word(text, what))
        .transpose()
}

/// A small unsigned number as a column of type `integer` holds it.
pub(crate) fn small<T: TryInto<i32>>(number: T) -> Result<i32, StoreError> {
    number
        .try_into()
        .map_err(|_| StoreError::Fault("a number too large for the store".into()))
}
