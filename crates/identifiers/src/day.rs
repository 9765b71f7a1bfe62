//! Legal days and months: civil dates in Europe/Brussels.

use std::fmt;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::{Malformed, Period, digits, text_form};

static BRUSSELS: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Europe/Brussels").expect("the time zone database is compiled in"));

/// The civil day in Brussels at an instant: the day that the law means.
///
/// ```
/// use identifiers::brussels_day;
/// let instant = "2024-03-31T22:30:00Z".parse().unwrap();
/// assert_eq!(brussels_day(instant).to_string(), "2024-04-01"); // summer time began that night
/// ```
#[must_use]
pub fn brussels_day(instant: Timestamp) -> Date {
    instant.to_zoned(BRUSSELS.clone()).date()
}

/// Day and hour on the wall in Brussels at an instant.
#[must_use]
pub fn brussels_clock(instant: Timestamp) -> DateTime {
    instant.to_zoned(BRUSSELS.clone()).datetime()
}

/// The instant of an hour on the wall in Brussels. An hour that the change of the clock skips or doubles
/// takes the earlier offset, as calendars do.
///
/// # Errors
/// When the day lies outside the years that an instant can hold.
pub fn brussels_at(day: Date, hour: Time) -> Result<Timestamp, jiff::Error> {
    Ok(day.to_datetime(hour).to_zoned(BRUSSELS.clone())?.timestamp())
}

/// A calendar month, as invoices name it: `2024-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month of a year (1 to 9999) and a number (1 to 12).
    pub fn new(year: i16, month: i8) -> Result<Self, Malformed> {
        let first = Date::new(year, month, 1).map_err(|_| Malformed::shape("a month"))?;
        Ok(Self { first })
    }

    /// The month a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self {
            first: day.first_of_month(),
        }
    }

    /// Reads `yyyy-MM`.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        const SHAPE: Malformed = Malformed::shape("a month as yyyy-MM");
        let (year, month) = text.split_once('-').ok_or(SHAPE)?;
        let year = digits(year, 4).and_then(|y| i16::try_from(y).ok()).ok_or(SHAPE)?;
        let month = digits(month, 2).and_then(|m| i8::try_from(m).ok()).ok_or(SHAPE)?;
        Self::new(year, month).map_err(|_| SHAPE)
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(self) -> Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first.last_of_month()
    }

    /// First to last day.
    #[must_use]
    pub fn period(self) -> Period {
        Period::between(self.first_day(), self.last_day()).expect("a month's first day is not after its last")
    }

    /// Year and number: (2024, 3).
    #[must_use]
    pub fn year_and_number(self) -> (i16, i8) {
        (self.first.year(), self.first.month())
    }

    /// The month as the number 202403, which sorts as months do.
    #[must_use]
    pub fn as_number(self) -> i32 {
        i32::from(self.first.year()) * 100 + i32::from(self.first.month())
    }

    /// The month of a number such as 202403.
    pub fn from_number(number: i32) -> Result<Self, Malformed> {
        let part = |n: i32| i16::try_from(n).map_err(|_| Malformed::shape("a month as yyyyMM"));
        let month = i8::try_from(number % 100).map_err(|_| Malformed::shape("a month as yyyyMM"))?;
        Self::new(part(number / 100)?, month)
    }

    /// The month before; `None` at the beginning of the calendar.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        self.first.checked_sub(1.month()).ok().map(|first| Self { first })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}
text_form!(Month, to_string);
