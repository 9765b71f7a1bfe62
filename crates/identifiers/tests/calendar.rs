//! Days in Brussels, months and periods.

use identifiers::{Month, Period, brussels_at, brussels_clock, brussels_day, uncovered_gaps};
use jiff::civil::{Date, date, time};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

#[test]
fn the_legal_day_on_both_sides_of_midnight() {
    for (last_second, first_second, next_day) in [
        // Winter time, one hour before UTC's midnight.
        ("2024-01-14T22:59:59Z", "2024-01-14T23:00:00Z", "2024-01-15"),
        ("2023-12-31T22:59:59Z", "2023-12-31T23:00:00Z", "2024-01-01"),
        ("2024-02-28T22:59:59Z", "2024-02-28T23:00:00Z", "2024-02-29"),
        ("2024-02-29T22:59:59Z", "2024-02-29T23:00:00Z", "2024-03-01"),
        ("2023-02-28T22:59:59Z", "2023-02-28T23:00:00Z", "2023-03-01"),
        // Summer time begins on 31 March 2024 at 2:00: that day has 23 hours.
        ("2024-03-30T22:59:59Z", "2024-03-30T23:00:00Z", "2024-03-31"),
        ("2024-03-31T21:59:59Z", "2024-03-31T22:00:00Z", "2024-04-01"),
        ("2024-07-14T21:59:59Z", "2024-07-14T22:00:00Z", "2024-07-15"),
        // It ends on 27 October 2024 at 3:00: that day has 25 hours.
        ("2024-10-26T21:59:59Z", "2024-10-26T22:00:00Z", "2024-10-27"),
        ("2024-10-27T22:59:59Z", "2024-10-27T23:00:00Z", "2024-10-28"),
    ] {
        let day: Date = next_day.parse().unwrap();
        assert_eq!(
            brussels_day(instant(last_second)),
            day.yesterday().unwrap(),
            "{last_second}"
        );
        assert_eq!(brussels_day(instant(first_second)), day, "{first_second}");
        assert_eq!(
            brussels_clock(instant(first_second)),
            day.at(0, 0, 0, 0),
            "{first_second}"
        );
        assert_eq!(
            brussels_at(day, time(0, 0, 0, 0)).unwrap(),
            instant(first_second),
            "{next_day}"
        );
    }
}

#[test]
fn hours_that_the_clock_skips_or_doubles() {
    for (day, hour, expected) in [
        (date(2024, 3, 31), time(1, 59, 59, 0), "2024-03-31T00:59:59Z"),
        (date(2024, 3, 31), time(2, 30, 0, 0), "2024-03-31T01:30:00Z"), // skipped: read as 3:30
        (date(2024, 3, 31), time(3, 0, 0, 0), "2024-03-31T01:00:00Z"),
        (date(2024, 10, 27), time(1, 59, 59, 0), "2024-10-26T23:59:59Z"),
        (date(2024, 10, 27), time(2, 30, 0, 0), "2024-10-27T00:30:00Z"), // doubled: the first of both
        (date(2024, 10, 27), time(3, 0, 0, 0), "2024-10-27T02:00:00Z"),
    ] {
        assert_eq!(brussels_at(day, hour).unwrap(), instant(expected), "{day} {hour}");
    }
}

#[test]
fn the_ends_of_time_are_days_or_errors() {
    for at in [Timestamp::MIN, Timestamp::MAX] {
        let _ = (brussels_day(at), brussels_clock(at));
    }
    assert!(brussels_at(Date::MAX, time(23, 59, 59, 0)).is_err());
    assert!(brussels_at(date(2024, 2, 29), time(12, 0, 0, 0)).is_ok());
}

#[test]
fn months() {
    for (text, number, first, last, previous) in [
        ("2024-02", 202_402, "2024-02-01", "2024-02-29", Some("2024-01")),
        ("2023-02", 202_302, "2023-02-01", "2023-02-28", Some("2023-01")),
        ("2024-01", 202_401, "2024-01-01", "2024-01-31", Some("2023-12")),
        ("2024-12", 202_412, "2024-12-01", "2024-12-31", Some("2024-11")),
        ("0001-01", 101, "0001-01-01", "0001-01-31", Some("0000-12")),
        ("9999-12", 999_912, "9999-12-01", "9999-12-31", Some("9999-11")),
    ] {
        let month = Month::parse(text).unwrap();
        assert_eq!((month.to_string().as_str(), month.as_number()), (text, number));
        assert_eq!(
            (month.first_day().to_string(), month.last_day().to_string()),
            (first.into(), last.into())
        );
        assert_eq!(month.previous().map(|m| m.to_string()).as_deref(), previous, "{text}");
        assert_eq!(
            month.period(),
            Period::between(month.first_day(), month.last_day()).unwrap()
        );
    }
    for wrong in [
        "2024-00",
        "2024-13",
        "2024-1",
        "24-01",
        "2024/01",
        "202401",
        "2024-01-01",
        "-024-01",
        "2024-+1",
        "",
    ] {
        assert!(Month::parse(wrong).is_err(), "{wrong:?}");
    }
    for wrong in [0, 202_400, 202_413, 1_000_001, i32::MAX, i32::MIN] {
        assert!(Month::from_number(wrong).is_err(), "{wrong}");
    }
}

/// A day within some twenty years, so that two of them often meet.
fn day() -> impl Strategy<Value = Date> {
    (0i64..7300).prop_map(|offset| date(2010, 1, 1) + offset.days())
}

fn period() -> impl Strategy<Value = Period> {
    (day(), prop::option::weighted(0.85, 0i64..400)).prop_map(|(from, length)| {
        Period::new(from, length.map(|days| from + days.days())).expect("the end is not before the start")
    })
}

proptest! {
    #[test]
    fn any_instant_is_back_at_its_hour(second in -2_000_000_000i64..4_000_000_000) {
        let at = Timestamp::from_second(second).unwrap();
        let clock = brussels_clock(at);
        prop_assert_eq!(clock.date(), brussels_day(at));
        // Back to the same instant, but for the second of a doubled hour: that reads as the first.
        let back = brussels_at(clock.date(), clock.time()).unwrap();
        prop_assert_eq!(brussels_clock(back), clock);
        prop_assert!(back <= at && at.as_second() - back.as_second() <= 7200);
    }

    #[test]
    fn months_are_read_back(year in 1i16..=9999, number in 1i8..=12) {
        let month = Month::new(year, number).unwrap();
        prop_assert_eq!(Month::parse(&month.to_string()), Ok(month));
        prop_assert_eq!(Month::from_number(month.as_number()), Ok(month));
        prop_assert_eq!(month.year_and_number(), (year, number));
        prop_assert_eq!((Month::of(month.first_day()), Month::of(month.last_day())), (month, month));
        let previous = month.previous().unwrap();
        prop_assert!(previous < month && previous.as_number() < month.as_number());
        prop_assert_eq!(previous.last_day().tomorrow().unwrap(), month.first_day());
        prop_assert!(month.period().days().all(|day| Month::of(day) == month));
    }

    #[test]
    fn a_month_number_is_a_month_or_refused(number in any::<i32>()) {
        if let Ok(month) = Month::from_number(number) {
            prop_assert_eq!(month.as_number(), number);
        }
    }

    #[test]
    fn an_intersection_lies_in_both(a in period(), b in period(), probe in day()) {
        let both = a.intersection(b);
        prop_assert_eq!(both, b.intersection(a));
        prop_assert_eq!(a.overlaps(b), both.is_some());
        prop_assert_eq!(a.intersection(a), Some(a));
        for day in [probe, a.from(), b.from()].into_iter().chain(a.to()).chain(b.to()) {
            prop_assert_eq!(both.is_some_and(|p| p.contains(day)), a.contains(day) && b.contains(day));
        }
        if let Some(both) = both {
            prop_assert_eq!((both.intersection(a), both.intersection(b)), (Some(both), Some(both)));
        }
    }

    #[test]
    fn days_and_length_agree(period in period()) {
        match period.length_days() {
            Some(length) => {
                let days: Vec<Date> = period.days().collect();
                prop_assert_eq!(i64::try_from(days.len()).unwrap(), length);
                prop_assert_eq!((days.first(), days.last().copied()), (Some(&period.from()), period.to()));
                prop_assert!(days.iter().all(|day| period.contains(*day)));
                prop_assert!(!period.contains(period.from().yesterday().unwrap()));
                prop_assert!(!period.contains(days[days.len() - 1].tomorrow().unwrap()));
            }
            None => prop_assert_eq!((period.to(), period.days().count()), (None, 0)),
        }
    }

    #[test]
    fn a_period_cut_short_ends_by_that_day(period in period(), last in day()) {
        match period.ending_by(last) {
            Some(cut) => {
                prop_assert_eq!(Some(cut), period.intersection(Period::between(period.from().min(last), last).unwrap()));
            }
            None => prop_assert!(last < period.from()),
        }
    }

    /// Against the plain meaning: a day is in a gap when it lies between two periods and in none.
    #[test]
    fn gaps_are_what_no_period_covers(periods in prop::collection::vec(
        (0i64..120, prop::option::weighted(0.9, 0i64..25)), 0..8,
    )) {
        let start = date(2024, 1, 1);
        let periods: Vec<Period> = periods.into_iter().map(|(offset, length)| {
            let from = start + offset.days();
            Period::new(from, length.map(|days| from + days.days())).unwrap()
        }).collect();
        let gaps = uncovered_gaps(&periods);

        let before = |day: Date| periods.iter().any(|p| p.from() < day);
        let after = |day: Date| periods.iter().any(|p| p.from() > day);
        for day in start.series(1.day()).take(200) {
            let expected = before(day) && after(day) && !periods.iter().any(|p| p.contains(day));
            prop_assert_eq!(gaps.iter().filter(|gap| gap.contains(day)).count(), usize::from(expected), "{}", day);
        }
        prop_assert!(gaps.iter().all(|gap| gap.to().is_some() && !periods.iter().any(|p| p.overlaps(*gap))));
        // In order, and two gaps never touch.
        prop_assert!(gaps.windows(2).all(|two| two[0].to().unwrap().tomorrow().unwrap() < two[1].from()));
        let mut reversed = periods.clone();
        reversed.reverse();
        prop_assert_eq!(uncovered_gaps(&reversed), gaps);
    }
}

#[test]
fn periods_at_their_limits() {
    let day = date(2024, 2, 29);
    assert!(Period::between(day, day.yesterday().unwrap()).is_err());
    let one_day = Period::between(day, day).unwrap();
    assert_eq!(
        (one_day.length_days(), one_day.to_string().as_str()),
        (Some(1), "2024-02-29..2024-02-29")
    );
    assert_eq!(Period::since(day).to_string(), "2024-02-29..");
    assert!(Period::since(day).contains(Date::MAX) && !Period::since(day).contains(day.yesterday().unwrap()));
    let calendar = Period::between(Date::MIN, Date::MAX).unwrap();
    assert_eq!(calendar.length_days(), Some(7_304_484));
    let year_end = Period::between(Date::MAX.yesterday().unwrap(), Date::MAX).unwrap();
    assert_eq!(year_end.days().count(), 2);
    // Periods that meet leave no gap; one day between them is a gap of one day.
    let next = |offset: i64| Period::since(day + offset.days());
    assert_eq!(uncovered_gaps(&[one_day, next(1)]), []);
    assert_eq!(
        uncovered_gaps(&[one_day, next(2)]),
        [Period::between(date(2024, 3, 1), date(2024, 3, 1)).unwrap()]
    );
    assert_eq!(uncovered_gaps(&[year_end, calendar]), []);
}
