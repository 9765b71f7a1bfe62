//! Reading the fields of a message by their dotted names.

use identifiers::brussels_day;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

/// A message as JSON.
pub(crate) type Message = Map<String, Value>;

/// A field that may be absent, and whose text may not be what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field<T> {
    Absent,
    Malformed,
    Good(T),
}

impl<T> Field<T> {
    pub(crate) fn good(self) -> Option<T> {
        match self {
            Self::Good(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    pub(crate) const fn is_malformed(&self) -> bool {
        matches!(self, Self::Malformed)
    }
}

fn find<'m>(message: &'m Message, name: &str) -> Option<&'m Value> {
    let mut parts = name.split('.');
    let mut value = message.get(parts.next()?)?;
    for part in parts {
        value = value.as_object()?.get(part)?;
    }
    Some(value)
}

/// Whether a field or group is there.
pub(crate) fn has(message: &Message, name: &str) -> bool {
    find(message, name).is_some()
}

/// A text.
pub(crate) fn text<'m>(message: &'m Message, name: &str) -> Option<&'m str> {
    find(message, name)?.as_str()
}

/// True or false.
pub(crate) fn yes(message: &Message, name: &str) -> Option<bool> {
    find(message, name)?.as_bool()
}

/// A civil day.
pub(crate) fn day(message: &Message, name: &str) -> Field<Date> {
    parsed(
        message,
        name,
        |text| if text.len() == 10 { text.parse().ok() } else { None },
    )
}

/// An instant.
pub(crate) fn instant(message: &Message, name: &str) -> Field<Timestamp> {
    parsed(message, name, |text| text.parse().ok())
}

/// The Brussels day of an instant.
pub(crate) fn day_of_instant(message: &Message, name: &str) -> Option<Date> {
    instant(message, name).good().map(brussels_day)
}

/// A text, read by a function.
pub(crate) fn parsed<T>(message: &Message, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Field<T> {
    match text(message, name) {
        None => Field::Absent,
        Some(text) => read(text).map_or(Field::Malformed, Field::Good),
    }
}
