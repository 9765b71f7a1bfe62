//! What was invoiced on a dossier: a calendar of days, and the same as a table.

use std::collections::BTreeMap;

use app::DossierPage;
use identifiers::EuroCents;
use jiff::ToSpan;
use jiff::civil::Date;
use store::{BatchState, DossierDay, DossierState, LineState};

use crate::list;
use crate::parts::{Address, Calendar, CalendarDay, Cell, Column, Table};
use crate::words::Words;

/// What was invoiced, by day.
pub(super) struct Invoiced {
    pub(super) calendar: Calendar,
    pub(super) table: Table,
}

/// How a day that was invoiced stands; of several lines on a day the one that went farthest tells.
const WAYS: [(&str, &str); 6] = [
    ("paid", "P"),
    ("accepted", "A"),
    ("open", "B"),
    ("back", "T"),
    ("refused", "G"),
    ("covered", ""),
];

fn way(day: &DossierDay) -> usize {
    match (day.state, day.is_taken_back, day.batch_state) {
        (LineState::Accepted, true, _) => 3,
        (LineState::Accepted, false, BatchState::Paid) => 0,
        (LineState::Accepted, false, BatchState::Refused | BatchState::RefusedTechnical) | (LineState::Refused, ..) => {
            4
        }
        (LineState::Accepted, false, _) => 1,
        (LineState::Open, ..) => 2,
    }
}

pub(super) fn invoiced(words: Words, page: &DossierPage, today: Date) -> Option<Invoiced> {
    if !matches!(page.state, DossierState::Accepted | DossierState::Ended) {
        return None;
    }
    let mut days: BTreeMap<Date, usize> = BTreeMap::new();
    let since = today.first_of_month().saturating_sub(CALENDAR_MONTHS.months());
    for period in &page.covered {
        let mut day = period.from().max(since);
        let last = period.to().unwrap_or(today).min(today);
        while day <= last {
            days.insert(day, WAYS.len() - 1);
            day = day.saturating_add(1.day());
        }
    }
    for line in &page.days {
        let known = days.entry(line.day).or_insert(WAYS.len() - 1);
        *known = (*known).min(way(line));
    }
    if days.is_empty() {
        return None;
    }
    let drawn: Vec<CalendarDay> = days
        .iter()
        .map(|(day, way)| CalendarDay {
            day: *day,
            class: WAYS[*way].0,
            letter: WAYS[*way].1.to_owned(),
        })
        .collect();
    let legend = WAYS.map(|(class, letter)| {
        let letter = if letter.is_empty() { "1" } else { letter };
        (class, letter.to_owned(), words.t(&format!("day-{class}")))
    });
    Some(Invoiced {
        calendar: Calendar::new(words, words.t("calendar-title"), &drawn, legend.to_vec()),
        table: invoiced_table(words, page),
    })
}

/// Over how many months back the calendar shows days that were not invoiced.
const CALENDAR_MONTHS: i64 = 11;

/// Days in a row of one sending that stand alike.
pub(super) fn invoiced_table(words: Words, page: &DossierPage) -> Table {
    let mut runs: Vec<(Vec<&DossierDay>, usize)> = Vec::new();
    for day in &page.days {
        match runs.last_mut() {
            Some((run, stands)) if *stands == way(day) && run.last().is_some_and(|last| goes_on(last, day)) => {
                run.push(day);
            }
            _ => runs.push((vec![day], way(day))),
        }
    }
    let row = |(run, stands): &(Vec<&DossierDay>, usize)| {
        let (first, last) = (run.first()?, run.last()?);
        let days = match first.day == last.day {
            true => words.day(first.day),
            false => words.with(
                "answer-days",
                &[("from", &words.day(first.day)), ("to", &words.day(last.day))],
            ),
        };
        let amount = EuroCents::sum(run.iter().map(|day| day.amount)).unwrap_or_default();
        let class = WAYS[*stands].0;
        Some(vec![
            Cell::text(days),
            Cell::text(first.code.to_string()),
            Cell::number(run.len()),
            Cell::money(amount),
            Cell::state(class, words.t(&format!("day-{class}"))),
            Cell::text(first.batch.to_string()).link(format!("/kas/zendingen/{}", first.batch)),
        ])
    };
    Table::new(
        words,
        "dagen",
        words.t("calendar-table"),
        Address::new(format!("{}/{}", list::ADDRESS, page.address)),
    )
    .columns([
        Column::new(words.t("answer-day")),
        Column::new(words.t("answer-code")),
        Column::number(words.t("answer-units")),
        Column::number(words.t("answer-asked")),
        Column::new(words.t("answer-outcome")),
        Column::new(words.t("sending-one")),
    ])
    .rows(runs.iter().filter_map(row))
    .empty(words.t("calendar-none"))
}

fn goes_on(last: &DossierDay, day: &DossierDay) -> bool {
    (last.code, last.batch) == (day.code, day.batch) && last.day.saturating_add(1.day()) == day.day
}
