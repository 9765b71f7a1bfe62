//! Counting calendar days.

use jiff::Span;
use jiff::civil::Date;

/// The day `count_days` after `day` (before it when negative), held at the ends of the calendar.
pub(crate) fn plus(day: Date, count_days: i64) -> Date {
    let beyond = if count_days < 0 { Date::MIN } else { Date::MAX };
    Span::new()
        .try_days(count_days)
        .ok()
        .and_then(|span| day.checked_add(span).ok())
        .unwrap_or(beyond)
}

/// How many days `to` lies after `from`; negative when it lies before.
pub(crate) fn between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{between, plus};

    #[test]
    fn counts_calendar_days_over_the_change_of_the_clock_and_29_february() {
        for (from, count_days, to) in [
            (date(2024, 3, 1), 30, date(2024, 3, 31)),
            (date(2024, 3, 30), 2, date(2024, 4, 1)),
            (date(2024, 2, 28), 1, date(2024, 2, 29)),
            (date(2023, 2, 28), 1, date(2023, 3, 1)),
            (date(2024, 3, 1), -1, date(2024, 2, 29)),
            (date(2024, 10, 27), 1, date(2024, 10, 28)),
        ] {
            assert_eq!(plus(from, count_days), to);
            assert_eq!(between(from, to), count_days);
        }
    }

    #[test]
    fn stays_within_the_calendar() {
        assert_eq!(plus(Date::MAX, 1), Date::MAX);
        assert_eq!(plus(Date::MIN, -1), Date::MIN);
        assert_eq!(plus(date(2024, 1, 1), i64::MAX), Date::MAX);
        assert_eq!(plus(date(2024, 1, 1), i64::MIN), Date::MIN);
        assert!(between(Date::MIN, Date::MAX) > 0);
    }
}
