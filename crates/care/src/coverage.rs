//! The days that a request covers.

use identifiers::Period;
use jiff::civil::Date;

use crate::days;

/// Covered days, from `start` to `end`, both included. It may be empty: then `end` is the day before `start`,
/// as for a migration whose approval ended the day before the cut-over (care.md §4; fine print, "Requests").
///
/// ```
/// use care::Coverage;
/// use jiff::civil::date;
/// let coverage = Coverage::new(date(2024, 1, 1), date(2023, 12, 31)).unwrap();
/// assert!(coverage.is_empty());
/// assert!(Coverage::new(date(2024, 1, 1), date(2023, 12, 30)).is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Coverage {
    start: Date,
    end: Date,
}

impl Coverage {
    /// Coverage from `start` to `end`; `None` when `end` lies more than one day before `start`.
    #[must_use]
    pub fn new(start: Date, end: Date) -> Option<Self> {
        (end >= days::plus(start, -1)).then_some(Self { start, end })
    }

    /// The first covered day.
    #[must_use]
    pub const fn start(self) -> Date {
        self.start
    }

    /// The last covered day; the day before the first when no day is covered.
    #[must_use]
    pub const fn end(self) -> Date {
        self.end
    }

    /// Whether no day is covered.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end < self.start
    }

    /// The covered days as a period; `None` when there is none.
    #[must_use]
    pub fn period(self) -> Option<Period> {
        Period::between(self.start, self.end).ok()
    }
}
