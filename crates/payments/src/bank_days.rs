//! The days on which banks work, and the day on which a payment order is executed (D6).

use jiff::ToSpan;
use jiff::civil::Date;

/// A day before or after the years that a calendar date can hold (-9999 to 9999).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the day lies outside the calendar")]
pub struct DayOutOfRange;

/// How long a care fund may wait before it pays, and how long it wants to wait. Both are calendar days and
/// dated parameters, never constants of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentTerm {
    /// The term of payment: 42 for the six weeks of D6. The event's own day is day 0.
    pub term_days: u16,
    /// Days between the making of the order and its execution, for the fund to sign it at the bank.
    pub lead_days: u16,
}

/// Whether euro payments are settled on that day: no Saturday, no Sunday, and none of the closing days of
/// the TARGET system (1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December).
#[must_use]
pub fn is_bank_working_day(day: Date) -> bool {
    let weekend = day.weekday().to_monday_one_offset() >= 6;
    let fixed = matches!((day.month(), day.day()), (1 | 5, 1) | (12, 25 | 26));
    !weekend && !fixed && !is_good_friday_or_easter_monday(day)
}

/// The last day on which a settlement may be paid: `term_days` calendar days after `start_day` (D6: the day
/// the batch was signed). 1 March with 42 days is due on 12 April.
///
/// # Errors
/// When the day lies beyond the calendar.
pub fn due_day(start_day: Date, term_days: u16) -> Result<Date, DayOutOfRange> {
    start_day
        .checked_add(i64::from(term_days).days())
        .map_err(|_| DayOutOfRange)
}

/// The day to ask the bank to execute an order that is made on `order_day` (D6).
///
/// `start_days` are the days on which the term of each settlement in the order began: the signing of its
/// batch. The earliest of them counts, since one order has one day. The first of these that applies:
///
/// 1. the first bank working day on or after `order_day` + `lead_days`, if it is not after the earliest due
///    day; without any `start_days` there is no due day and this one always applies;
/// 2. the last bank working day on or before the earliest due day, if it is not before `order_day`;
/// 3. the first bank working day on or after `order_day`: the term has passed, or no bank works in what is
///    left of it, so the order goes out as soon as it can.
///
/// The answer is always a bank working day, never before `order_day`.
///
/// ```
/// use payments::{PaymentTerm, execution_day};
/// let term = PaymentTerm { term_days: 42, lead_days: 1 };
/// // Ordered on the Thursday before Easter 2024: Friday to Monday no bank works.
/// let day = execution_day("2024-03-28".parse().unwrap(), ["2024-03-20".parse().unwrap()], term).unwrap();
/// assert_eq!(day.to_string(), "2024-04-02");
/// ```
///
/// # Errors
/// When a day lies beyond the calendar.
pub fn execution_day(
    order_day: Date,
    start_days: impl IntoIterator<Item = Date>,
    term: PaymentTerm,
) -> Result<Date, DayOutOfRange> {
    let wished = order_day
        .checked_add(i64::from(term.lead_days).days())
        .map_err(|_| DayOutOfRange)?;
    let Some(first_start) = start_days.into_iter().min() else {
        return working_day_from(wished);
    };
    let due = due_day(first_start, term.term_days)?;
    if wished <= due {
        let day = working_day_from(wished)?;
        if day <= due {
            return Ok(day);
        }
    }
    match working_day_until(due) {
        Ok(day) if day >= order_day => Ok(day),
        _ => working_day_from(order_day),
    }
}

/// The first bank working day on or after `day`. At most four days are passed over: Easter, or 25 and 26
/// December beside a weekend.
fn working_day_from(mut day: Date) -> Result<Date, DayOutOfRange> {
    while !is_bank_working_day(day) {
        day = day.tomorrow().map_err(|_| DayOutOfRange)?;
    }
    Ok(day)
}

/// The last bank working day on or before `day`.
fn working_day_until(mut day: Date) -> Result<Date, DayOutOfRange> {
    while !is_bank_working_day(day) {
        day = day.yesterday().map_err(|_| DayOutOfRange)?;
    }
    Ok(day)
}

/// Whether Easter Sunday is two days after `day`, or one day before it.
fn is_good_friday_or_easter_monday(day: Date) -> bool {
    let easter = |offset_days: i64| {
        day.checked_add(offset_days.days())
            .is_ok_and(|d| (d.month(), d.day()) == easter_sunday(d.year()))
    };
    easter(2) || easter(-1)
}

/// Month and day of Easter Sunday in a Gregorian year, by the rule of Meeus, Jones and Butcher.
fn easter_sunday(year: i16) -> (i8, i8) {
    let year = i32::from(year);
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let moon_shift = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - moon_shift + 15).rem_euclid(30);
    let to_sunday = (32 + 2 * century.rem_euclid(4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * late + 114;
    let narrow = |n: i32| i8::try_from(n).unwrap_or(0); // 3 or 4, and 1 to 31, for every year
    (narrow(days / 31), narrow(days % 31 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Published dates, among them the earliest (22 March), the latest (25 April) and two that break simpler rules.
    #[test]
    fn easter_is_the_published_sunday() {
        let published = [
            (1818, 3, 22),
            (1943, 4, 25),
            (1954, 4, 18),
            (1981, 4, 19),
            (2000, 4, 23),
            (2008, 3, 23),
            (2019, 4, 21),
            (2020, 4, 12),
            (2021, 4, 4),
            (2022, 4, 17),
            (2023, 4, 9),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2029, 4, 1),
            (2030, 4, 21),
            (2035, 3, 25),
            (2038, 4, 25),
            (2049, 4, 18),
        ];
        for (year, month, of_month) in published {
            assert_eq!(easter_sunday(year), (month, of_month), "{year}");
        }
    }

    #[test]
    fn easter_is_a_sunday_in_every_year_of_the_calendar() {
        for year in -9999..=9999 {
            let (month, of_month) = easter_sunday(year);
            let sunday = Date::new(year, month, of_month).unwrap();
            assert_eq!(sunday.weekday(), jiff::civil::Weekday::Sunday, "{year}");
            assert!((3, 22) <= (month, of_month) && (month, of_month) <= (4, 25), "{year}");
        }
    }

    #[test]
    fn banks_close_on_weekends_and_target_days() {
        let open = [
            "2024-01-02",
            "2024-03-28",
            "2024-04-02",
            "2024-04-30",
            "2024-05-02",
            "2024-05-09",
            "2024-05-20",
            "2024-07-11",
            "2024-08-15",
            "2024-11-01",
            "2024-11-11",
            "2024-12-24",
            "2024-12-27",
            "2024-12-31",
            "2025-04-17",
            "2025-04-22",
        ];
        let closed = [
            "2024-01-01",
            "2024-03-29",
            "2024-03-30",
            "2024-03-31",
            "2024-04-01",
            "2024-05-01",
            "2024-05-04",
            "2024-05-05",
            "2024-12-25",
            "2024-12-26",
            "2025-04-18",
            "2025-04-21",
            "2038-04-26",
        ];
        for text in open {
            assert!(is_bank_working_day(day(text)), "{text}");
        }
        for text in closed {
            assert!(!is_bank_working_day(day(text)), "{text}");
        }
    }

    fn check(order_day: &str, start_days: &[&str], lead_days: u16, expected: &str) {
        let term = PaymentTerm {
            term_days: 42,
            lead_days,
        };
        let found = execution_day(day(order_day), start_days.iter().map(|s| day(s)), term);
        assert_eq!(found, Ok(day(expected)), "{order_day} {start_days:?} + {lead_days}");
    }

    #[test]
    fn order_day_and_lead_on_a_working_day() {
        check("2024-05-06", &["2024-05-03"], 0, "2024-05-06");
        check("2024-05-06", &["2024-05-03"], 1, "2024-05-07");
        check("2024-05-06", &[], 1, "2024-05-07");
        check("2024-05-06", &[], 300, "2025-03-03"); // 2 March 2025 is a Sunday; no term bounds it
    }

    #[test]
    fn moved_over_weekends_and_closing_days() {
        check("2024-05-03", &["2024-05-03"], 1, "2024-05-06"); // Saturday
        check("2024-04-30", &["2024-04-30"], 1, "2024-05-02"); // 1 May
        check("2024-12-24", &["2024-12-20"], 1, "2024-12-27"); // 25 and 26 December
        check("2027-12-24", &["2027-12-20"], 1, "2027-12-27"); // both in the weekend: not moved to Monday
        check("2020-12-24", &["2020-12-20"], 1, "2020-12-28"); // Friday and Saturday, then Sunday
        check("2024-12-31", &["2024-12-20"], 1, "2025-01-02");
    }

    #[test]
    fn moved_over_easter() {
        for (thursday, tuesday) in [
            ("2008-03-20", "2008-03-25"),
            ("2019-04-18", "2019-04-23"),
            ("2023-04-06", "2023-04-11"),
            ("2024-03-28", "2024-04-02"),
            ("2025-04-17", "2025-04-22"),
            ("2026-04-02", "2026-04-07"),
            ("2038-04-22", "2038-04-27"),
        ] {
            check(thursday, &[thursday], 0, thursday);
            check(thursday, &[thursday], 1, tuesday);
        }
    }

    #[test]
    fn both_sides_of_the_due_day() {
        // Signed on Friday 1 March 2024: due on Friday 12 April.
        assert_eq!(due_day(day("2024-03-01"), 42), Ok(day("2024-04-12")));
        check("2024-04-11", &["2024-03-01"], 1, "2024-04-12"); // on it
        check("2024-04-11", &["2024-03-01"], 2, "2024-04-12"); // a lead beyond it: brought back
        check("2024-04-12", &["2024-03-01"], 0, "2024-04-12");
        check("2024-04-12", &["2024-03-01"], 5, "2024-04-12");
        check("2024-04-13", &["2024-03-01"], 0, "2024-04-15"); // past: the first working day
        check("2024-04-15", &["2024-03-01"], 3, "2024-04-15"); // past: the lead no longer counts
        check("2024-09-02", &["2024-03-01"], 0, "2024-09-02"); // long past
    }

    #[test]
    fn a_due_day_without_banks_is_paid_before() {
        // Signed on Sunday 18 February 2024: due on Sunday 31 March, Easter.
        check("2024-03-27", &["2024-02-18"], 2, "2024-03-28");
        check("2024-03-28", &["2024-02-18"], 1, "2024-03-28");
        check("2024-03-29", &["2024-02-18"], 0, "2024-04-02"); // no bank works before the due day
    }

    #[test]
    fn the_earliest_start_counts() {
        check(
            "2024-04-11",
            &["2024-04-01", "2024-03-01", "2024-04-10"],
            4,
            "2024-04-12",
        );
        check("2024-04-11", &["2024-04-01", "2024-04-10"], 4, "2024-04-15");
    }

    #[test]
    fn the_ends_of_the_calendar_are_errors() {
        let term = PaymentTerm {
            term_days: 42,
            lead_days: 1,
        };
        assert_eq!(execution_day(Date::MAX, [], term), Err(DayOutOfRange));
        assert_eq!(execution_day(day("2024-05-06"), [Date::MAX], term), Err(DayOutOfRange));
        assert_eq!(due_day(Date::MAX, u16::MAX), Err(DayOutOfRange));
        assert!(execution_day(Date::MIN, [Date::MIN], term).is_ok());
    }
}
