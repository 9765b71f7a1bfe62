//! What single fields hold: each reader gives the value, or in words what it should be.

use std::borrow::Cow;

use identifiers::{EuroCents, Month};
use jiff::civil::{Date, DateTime};

use super::node::Node;
use crate::bytes::{all_digits, small};

pub(super) type Read<T> = Result<T, Cow<'static, str>>;

/// The largest amount that a zone of eleven digits holds, in eurocent.
pub(super) const LARGEST_AMOUNT: i64 = 99_999_999_999;

pub(super) fn text<'n>(node: &'n Node<'n>) -> Read<&'n str> {
    match node {
        Node::Text(text) => Ok(text),
        _ => Err("a text".into()),
    }
}

pub(super) fn boolean(node: &Node<'_>) -> Read<bool> {
    match node {
        Node::Boolean(value) => Ok(*value),
        _ => Err("true or false".into()),
    }
}

/// A whole number from `lowest` to `highest`.
pub(super) fn whole<T: TryFrom<i64>>(lowest: i64, highest: i64) -> impl Fn(&Node<'_>) -> Read<T> {
    move |node| {
        let value = match node {
            Node::Integer(value) if (lowest..=highest).contains(value) => T::try_from(*value).ok(),
            _ => None,
        };
        value.ok_or_else(|| format!("a whole number from {lowest} to {highest}").into())
    }
}

pub(super) fn cents(node: &Node<'_>) -> Read<EuroCents> {
    whole(-LARGEST_AMOUNT, LARGEST_AMOUNT)(node).map(EuroCents::new)
}

/// A text that a free zone of so many characters holds: ISO 8859-1, no outer blanks, no control characters.
pub(super) fn free<'n>(longest: usize) -> impl Fn(&'n Node<'n>) -> Read<&'n str> {
    move |node| {
        let value = text(node)?;
        let printable = value.chars().all(|c| matches!(c, ' '..='~' | '\u{a0}'..='\u{ff}'));
        let fits = (1..=longest).contains(&value.chars().count()) && value.trim_matches(' ') == value;
        if printable && fits {
            Ok(value)
        } else {
            Err(format!("1 to {longest} characters of ISO 8859-1 without blanks at either end").into())
        }
    }
}

/// A text of capitals and digits.
pub(super) fn capitals<'n>(longest: usize) -> impl Fn(&'n Node<'n>) -> Read<&'n str> {
    move |node| {
        let value = text(node)?;
        let fits =
            (1..=longest).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        fits.then_some(value)
            .ok_or_else(|| format!("1 to {longest} capitals and digits").into())
    }
}

/// A text of exactly so many digits.
pub(super) fn digits<'n>(count: usize) -> impl Fn(&'n Node<'n>) -> Read<&'n str> {
    move |node| {
        let value = text(node)?;
        let fits = value.len() == count && all_digits(value.as_bytes());
        fits.then_some(value)
            .ok_or_else(|| format!("a text of {count} digits").into())
    }
}

/// A day `YYYY-MM-DD` of the calendar.
pub(super) fn day(node: &Node<'_>) -> Read<Date> {
    let value = text(node)?.as_bytes();
    read_day(value).ok_or_else(|| "a day of the calendar as YYYY-MM-DD".into())
}

fn read_day(value: &[u8]) -> Option<Date> {
    let [year @ .., b'-', m1, m2, b'-', d1, d2] = value else {
        return None;
    };
    if year.len() != 4 {
        return None;
    }
    let year = small(year).filter(|year: &i16| *year > 0)?;
    Date::new(year, small(&[*m1, *m2])?, small(&[*d1, *d2])?).ok()
}

/// A day and hour `YYYY-MM-DDTHH:MM`, by the clock of Brussels.
pub(super) fn moment(node: &Node<'_>) -> Read<DateTime> {
    let read = |value: &[u8]| {
        let [day @ .., b'T', h1, h2, b':', m1, m2] = value else {
            return None;
        };
        let (hour, minute): (i8, i8) = (small(&[*h1, *h2])?, small(&[*m1, *m2])?);
        (hour < 24 && minute < 60).then_some(())?;
        Some(read_day(day)?.at(hour, minute, 0, 0))
    };
    read(text(node)?.as_bytes()).ok_or_else(|| "a day and hour as YYYY-MM-DDTHH:MM".into())
}

/// A month `YYYY-MM`.
pub(super) fn month(node: &Node<'_>) -> Read<Month> {
    let month = Month::parse(text(node)?)
        .ok()
        .filter(|month| month.year_and_number().0 > 0);
    month.ok_or_else(|| "a month as YYYY-MM".into())
}
