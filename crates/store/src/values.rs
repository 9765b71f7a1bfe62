//! How values stand in rows, the same in every store: days as yyyymmdd, words of enums, numbers without a sign.

use identifiers::Malformed;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// A day as it is kept: yyyymmdd.
#[must_use]
pub fn day_number(day: Date) -> i32 {
    i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day())
}

/// The day that a number stands for.
pub fn day(number: i32) -> Result<Date, StoreError> {
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

/// The word of an enum without fields, as serde names it.
pub fn word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Fault("an enum that is no single word".into())),
    }
}

/// The enum of a word.
pub fn from_word<T: DeserializeOwned>(word: String, what: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| corrupt(what))
}

/// A value of a row that was parsed to its type.
pub fn well_formed<T>(value: Result<T, Malformed>, what: &str) -> Result<T, StoreError> {
    value.map_err(|_| corrupt(what))
}

/// What is stored is not what it should be; `what` names it without its content.
#[must_use]
pub fn corrupt(what: &str) -> StoreError {
    StoreError::Corrupt(format!("{what} that is malformed"))
}

/// An unsigned number of the application as a store holds it.
pub fn signed(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Fault("a number too large for the store".into()))
}

/// A number of the store as the application holds it.
pub fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| corrupt("a number"))
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
