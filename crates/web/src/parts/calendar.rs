//! A calendar of days: a square for each, by month, with a letter and a colour for where it stands.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::words::Words;

/// A day of which something is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CalendarDay {
    pub(crate) day: Date,
    /// How it is drawn: a class of the style sheet.
    pub(crate) class: &'static str,
    /// The letter in it: a colour alone says nothing to who does not see it.
    pub(crate) letter: String,
}

#[derive(Debug, Clone)]
struct Square {
    x: i64,
    y: i64,
    class: &'static str,
    letter: String,
    number: i8,
}

#[derive(Debug, Clone)]
struct Month {
    name: String,
    y: i64,
}

/// Months below each other, a square for each of their days.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/calendar.html")]
pub(crate) struct Calendar {
    label: String,
    months: Vec<Month>,
    squares: Vec<Square>,
    /// What the letters mean: class, letter, word.
    legend: Vec<(&'static str, String, String)>,
    height: i64,
}

impl HtmlSafe for Calendar {}

/// A row, a square, and where the squares begin.
const ROW: i64 = 32;
const SQUARE: i64 = 26;
const LEFT: i64 = 88;

impl Calendar {
    /// The months from the first of these days to the last, which are in order. `legend`: class, letter and word of each
    /// way in which a day can stand.
    pub(crate) fn new(
        words: Words,
        label: impl Into<String>,
        days: &[CalendarDay],
        legend: Vec<(&'static str, String, String)>,
    ) -> Self {
        let mut calendar = Self {
            label: label.into(),
            months: Vec::new(),
            squares: Vec::new(),
            legend,
            height: 0,
        };
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return calendar;
        };
        let mut of_days = days.iter().peekable();
        let mut month = first.day.first_of_month();
        while month <= last.day {
            let y = i64::try_from(calendar.months.len()).unwrap_or_default() * ROW;
            let name = words.t(&format!("month-short-{}", month.month()));
            calendar.months.push(Month {
                name: format!("{name} {}", month.year()),
                y,
            });
            for number in 1..=month.days_in_month() {
                let told = of_days.next_if(|known| known.day.day() == number && known.day.first_of_month() == month);
                calendar.squares.push(Square {
                    x: LEFT + i64::from(number - 1) * (SQUARE + 2),
                    y,
                    class: told.map_or("blank", |known| known.class),
                    letter: told.map(|known| known.letter.clone()).unwrap_or_default(),
                    number,
                });
            }
            let after = month.saturating_add(1.month());
            if after == month {
                break;
            }
            month = after;
        }
        calendar.height = i64::try_from(calendar.months.len()).unwrap_or_default() * ROW;
        calendar
    }

    const fn width() -> i64 {
        LEFT + 31 * (SQUARE + 2)
    }
}
