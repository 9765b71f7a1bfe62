//! Periods of civil days, both ends included.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::Malformed;

/// Days from `from` to `to`, both included; without `to` it has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Period {
    from: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<Date>,
}

impl Period {
    /// A period whose end, if any, is not before its start.
    pub fn new(from: Date, to: Option<Date>) -> Result<Self, Malformed> {
        match to {
            Some(to) if to < from => Err(Malformed::shape("a period whose end is not before its start")),
            _ => Ok(Self { from, to }),
        }
    }

    /// A period with both ends.
    pub fn between(from: Date, to: Date) -> Result<Self, Malformed> {
        Self::new(from, Some(to))
    }

    /// A period without end.
    #[must_use]
    pub const fn since(from: Date) -> Self {
        Self { from, to: None }
    }

    /// Its first day.
    #[must_use]
    pub const fn from(self) -> Date {
        self.from
    }

    /// Its last day, if it has one.
    #[must_use]
    pub const fn to(self) -> Option<Date> {
        self.to
    }

    /// Whether the day lies in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// The days that lie in both; `None` when there is none.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let to = match (self.to, other.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self::new(self.from.max(other.from), to).ok()
    }

    /// Whether a day lies in both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.intersection(other).is_some()
    }

    /// The same period ending at `last` at the latest; `None` when nothing is left.
    #[must_use]
    pub fn ending_by(self, last: Date) -> Option<Self> {
        Self::new(self.from, Some(self.to.map_or(last, |to| to.min(last)))).ok()
    }

    /// The number of days, both ends included; `None` without an end.
    #[must_use]
    pub fn length_days(self) -> Option<i64> {
        self.to
            .and_then(|to| self.from.until(to).ok())
            .map(|span| i64::from(span.get_days()) + 1)
    }

    /// Every day from first to last; nothing for a period without end.
    pub fn days(self) -> impl Iterator<Item = Date> {
        self.from
            .series(1.day())
            .take_while(move |day| self.to.is_some_and(|to| *day <= to))
    }
}

/// `2024-03-01..2024-03-31`, or `2024-03-01..` without an end.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..", self.from)?;
        self.to.map_or(Ok(()), |to| write!(f, "{to}"))
    }
}

/// The days between the first and the last of `periods` that lie in none of them, as periods in order.
///
/// Periods may come in any order and overlap. What lies before the first or after the last is no gap.
#[must_use]
pub fn uncovered_gaps(periods: &[Period]) -> Vec<Period> {
    let mut sorted = periods.to_vec();
    sorted.sort_unstable();
    let mut gaps = Vec::new();
    let mut covered_to: Option<Date> = None;
    for period in sorted {
        if let Some(reached) = covered_to
            && let (Ok(first), Ok(last)) = (reached.tomorrow(), period.from.yesterday())
            && let Ok(gap) = Period::between(first, last)
        {
            gaps.push(gap);
        }
        let Some(to) = period.to else { return gaps };
        covered_to = Some(covered_to.map_or(to, |reached| reached.max(to)));
    }
    gaps
}
