//! Sets of civil days: slow and obvious.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

/// Covered days.
pub(crate) type Days = BTreeSet<Date>;

/// A day some days later (or earlier, when negative).
pub(crate) fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// How many days later `to` is than `from`; negative when it is earlier.
pub(crate) fn between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// Every day from one to another, both included; none when they are the wrong way round.
pub(crate) fn all(from: Date, to: Date) -> Days {
    let mut days = Days::new();
    let mut day = from;
    while day <= to {
        days.insert(day);
        day = plus(day, 1);
    }
    days
}

/// The days of two stays that may not both be covered: all that they share, save the day on which the one ends and
/// the other begins (D8).
pub(crate) fn clash(one: &Days, other: &Days) -> Days {
    let mut shared: Days = one.intersection(other).copied().collect();
    for (a, b) in [(one, other), (other, one)] {
        if let (Some(ends), Some(begins)) = (a.last(), b.first())
            && ends == begins
        {
            shared.remove(ends);
        }
    }
    shared
}

/// The days between the first and the last that are not in the set, as runs of first and last day.
pub(crate) fn gaps(days: &Days) -> Vec<(Date, Date)> {
    let mut runs: Vec<(Date, Date)> = Vec::new();
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return runs;
    };
    for day in all(*first, *last).difference(days) {
        match runs.last_mut() {
            Some((_, to)) if plus(*to, 1) == *day => *to = *day,
            _ => runs.push((*day, *day)),
        }
    }
    runs
}
