//! The month that is played, and the moments around it.

use identifiers::{Month, SectorCode, brussels_at};
use jiff::civil::{Date, time};
use jiff::{Timestamp, ToSpan};
use regulation::Law;

use crate::output::Failure;

/// The last year that is played: the people of the demonstration were born between 1940 and 2005.
const LAST_YEAR: i16 = 2099;

/// The sectors that are played.
const SECTORS: [&str; 2] = ["IBW", "PVT"];

/// A sector of the demonstration.
pub(super) fn sector(code: &str) -> SectorCode {
    SectorCode::parse(code).expect("three capitals are a sector code")
}

/// The month that is played. Days are counted from its first day, which is day 1: day 0 is the last day of the month
/// before.
pub(super) struct Calendar {
    month: Month,
    /// When each of the sectors joined.
    joined: Vec<(SectorCode, Date)>,
}

impl Calendar {
    /// The last full month before a day.
    ///
    /// # Errors
    /// A month before the sector joined, or one in which the people of the demonstration are no longer believable.
    pub(super) fn before(day: Date, law: &Law) -> Result<Self, Failure> {
        let wrong = |reason: String| Failure::WrongUse(format!("--day {day}: {reason}"));
        let mut joined = Vec::with_capacity(SECTORS.len());
        for code in SECTORS.map(sector) {
            let known = law.sector(&code);
            let known = known.ok_or_else(|| wrong(format!("the law knows no sector {code}")))?;
            joined.push((code, known.joined));
        }
        // Every sector that is played has joined before its month is over.
        let (sector, last) = joined
            .iter()
            .max_by_key(|(_, day)| *day)
            .expect("some sector is played");
        let month = Month::of(day).previous().filter(|month| *month >= Month::of(*last));
        let month = month.ok_or_else(|| {
            wrong(format!(
                "sector {sector} joined on {last}, so the earliest day is {}",
                later(Month::of(*last).last_day(), 1)
            ))
        })?;
        if month.first_day().year() > LAST_YEAR {
            return Err(wrong(format!("a month after {LAST_YEAR} cannot be played")));
        }
        Ok(Self { month, joined })
    }

    /// The month that is played.
    pub(super) const fn month(&self) -> Month {
        self.month
    }

    /// The day a sector joined: what began before is a migration (care.md §4).
    pub(super) fn joined(&self, sector: &SectorCode) -> Date {
        let found = self.joined.iter().find(|(code, _)| code == sector);
        found.map_or(Date::MAX, |(_, day)| *day)
    }

    /// A day by its count; negative counts lie in earlier months.
    pub(super) fn day(&self, count: i64) -> Date {
        // Within the years of `before` no sum of a few hundred days leaves the calendar.
        self.month.first_day().saturating_add((count - 1).days())
    }

    /// A day of the month after.
    pub(super) fn day_after(&self, count: i64) -> Date {
        self.month.last_day().saturating_add(count.days())
    }
}

/// An hour in Brussels.
pub(super) fn at(day: Date, hour: i8, minute: i8) -> Result<Timestamp, Failure> {
    brussels_at(day, time(hour, minute, 0, 0))
        .map_err(|error| Failure::WrongUse(format!("{day} {hour}:{minute}: {error}")))
}

/// So many days later.
pub(super) fn later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_last_full_month_before_the_day() {
        let month = |day| {
            Calendar::before(day, &Law::embedded())
                .ok()
                .map(|c| c.month.to_string())
        };
        for (day, expected) in [
            (date(2024, 5, 14), Some("2024-04")),
            (date(2024, 5, 31), Some("2024-04")),
            (date(2024, 6, 1), Some("2024-05")),
            (date(2024, 2, 1), Some("2024-01")),
            (date(2024, 1, 31), None),
            (date(2100, 1, 31), Some("2099-12")),
            (date(2100, 2, 1), None),
            (Date::MIN, None),
            (Date::MAX, None),
        ] {
            assert_eq!(month(day).as_deref(), expected, "{day}");
        }
    }

    #[test]
    fn days_are_counted_from_the_first() {
        let calendar = Calendar::before(date(2024, 3, 5), &Law::embedded()).unwrap_or_else(|_| unreachable!());
        for (count, expected) in [(1, date(2024, 2, 1)), (0, date(2024, 1, 31)), (29, date(2024, 2, 29))] {
            assert_eq!(calendar.day(count), expected);
        }
        assert_eq!(calendar.day_after(1), date(2024, 3, 1));
    }
}
