//! What a parameter can say: a number, nothing, an hour, a ratio, a word, a day of the year, a text.

use std::fmt;

use jiff::civil::{Date, Time};
use toml::de::DeValue;

use super::parameters::Unit;
use super::reader::Table;
use super::words::Bilingual;

/// A value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A whole number of the parameter's unit.
    Integer(i64),
    /// Explicitly nothing: written `"none"`.
    None,
    /// An hour of the day.
    Time(Time),
    /// An exact ratio.
    Ratio(Ratio),
    /// A word that code compares.
    Word(String),
    /// A day of any year.
    MonthDay(MonthDay),
    /// A text for people.
    Text(Bilingual),
}

impl Value {
    /// Reads the key `value` as the unit demands.
    pub(super) fn read(table: &Table<'_>, unit: Unit) -> Option<Self> {
        if unit == Unit::Text {
            return table.bilingual("value").map(Self::Text);
        }
        let Some(written) = table.value("value") else {
            table.fault("the key \"value\" is missing");
            return None;
        };
        let value = match written {
            DeValue::Integer(number) if unit.is_count() => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .filter(|n| *n >= 0)
                .map(Self::Integer),
            DeValue::String(text) => Self::parse(text, unit),
            _ => None,
        };
        if value.is_none() {
            table.fault_at("value", format!("\"value\" must be {}", unit.shape()));
        }
        value
    }

    fn parse(text: &str, unit: Unit) -> Option<Self> {
        match unit {
            Unit::Days | Unit::Months | Unit::Years | Unit::Cents => (text == "none").then_some(Self::None),
            Unit::Time => parse_hour(text).map(Self::Time),
            Unit::Ratio => Ratio::parse(text).map(Self::Ratio),
            Unit::Word => (!text.trim().is_empty()).then(|| Self::Word(text.to_owned())),
            Unit::MonthDay => MonthDay::parse(text).map(Self::MonthDay),
            Unit::Text => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::None => f.write_str("none"),
            Self::Time(Time::MAX) => f.write_str("24:00"),
            Self::Time(time) => write!(f, "{:02}:{:02}", time.hour(), time.minute()),
            Self::Ratio(ratio) => ratio.fmt(f),
            Self::Word(word) => f.write_str(word),
            Self::MonthDay(day) => day.fmt(f),
            Self::Text(text) => f.write_str(&text.nl),
        }
    }
}

/// Reads `HH:MM`; `24:00` is the last moment of the day, so that "until 24:00" holds the whole day.
fn parse_hour(text: &str) -> Option<Time> {
    if text == "24:00" {
        return Some(Time::MAX);
    }
    let (hour, minute) = two_digit_pair(text, ':')?;
    Time::new(hour, minute, 0, 0).ok()
}

/// Reads two numbers of exactly two digits with a sign between them.
fn two_digit_pair(text: &str, between: char) -> Option<(i8, i8)> {
    let (first, second) = text.split_once(between)?;
    let number = |t: &str| (t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse().ok())?;
    Some((number(first)?, number(second)?))
}

/// An exact ratio of two whole numbers, kept as written: `5/100`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// Above the line, not negative.
    pub numerator: i64,
    /// Below the line, at least 1.
    pub denominator: i64,
}

impl Ratio {
    fn parse(text: &str) -> Option<Self> {
        let (above, below) = text.split_once('/')?;
        let ratio = Self {
            numerator: above.trim().parse().ok()?,
            denominator: below.trim().parse().ok()?,
        };
        (ratio.numerator >= 0 && ratio.denominator > 0).then_some(ratio)
    }

    /// Whether `part` out of `whole` is at least this ratio, compared exactly. Of an empty whole nothing is.
    ///
    /// ```
    /// use regulation::Ratio;
    /// let limit = Ratio { numerator: 5, denominator: 100 };
    /// assert!(limit.is_reached_by(1, 20) && !limit.is_reached_by(1, 21));
    /// ```
    #[must_use]
    pub fn is_reached_by(self, part: u64, whole: u64) -> bool {
        whole > 0 && i128::from(part) * i128::from(self.denominator) >= i128::from(whole) * i128::from(self.numerator)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// A month and a day of any year, `12-05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl MonthDay {
    fn parse(text: &str) -> Option<Self> {
        let (month, day) = two_digit_pair(text, '-')?;
        // A common year: 29 February does not come every year and so is no day of any year.
        Date::new(2023, month, day).ok().map(|_| Self { month, day })
    }

    /// The day in a year; `None` outside the calendar (years -9999 to 9999).
    #[must_use]
    pub fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}
