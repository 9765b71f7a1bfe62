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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Days")]
pub struct Coverage {
    start: Date,
    end: Date,
}

/// Two days as they are kept, before it is known that they are a coverage.
#[derive(serde::Deserialize)]
struct Days {
    start: Date,
    end: Date,
}

/// Two days that are no coverage: the end lies more than one day before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("coverage cannot end more than one day before it starts")]
struct NoCoverage;

impl TryFrom<Days> for Coverage {
    type Error = NoCoverage;

    fn try_from(days: Days) -> Result<Self, NoCoverage> {
        Self::new(days.start, days.end).ok_or(NoCoverage)
    }
}

impl Coverage {
    /// Coverage from `start` to `end`; `None` when `end` lies more than one day before `start`.
    #[must_use]
    pub fn new(start: Date, end: Date) -> Option<Self> {
        (end >= days::plus(start, -1)).then_some(Self { start, end })
    }

    /// Coverage of no day, of what would begin on `start`.
    pub(crate) fn none_from(start: Date) -> Self {
        Self {
            start,
            end: days::plus(start, -1),
        }
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
