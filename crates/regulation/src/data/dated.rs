//! Values that hold from a day: one after another, without a gap or an overlap.

use jiff::civil::Date;

use super::reader::Table;

/// A value with the days on which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dated<T> {
    /// First day.
    pub(crate) from: Date,
    /// Last day; without it the value holds until the next one begins.
    pub(crate) to: Option<Date>,
    /// What holds.
    pub(crate) value: T,
}

/// Values in order of their first day, each holding until the day before the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Timeline<T>(Vec<Dated<T>>);

impl<T> Timeline<T> {
    /// Orders the values as written and names every gap and overlap between them at the later one's line.
    pub(super) fn read(values: Vec<(Dated<T>, Table<'_>)>) -> Self {
        for pair in values.windows(2) {
            let ([(before, _), (after, place)], next_day) = (pair, |day: Date| day.tomorrow().ok()) else {
                continue;
            };
            let fault = match before.to {
                _ if after.from <= before.from => Some("lies not after the one before it: an overlap".to_owned()),
                Some(to) if after.from <= to => Some(format!(
                    "begins on or before {to}, the last day of the one before it: an overlap"
                )),
                Some(to) if Some(after.from) != next_day(to) => {
                    Some(format!("leaves a gap after {to}, the last day of the one before it"))
                }
                _ => None,
            };
            if let Some(fault) = fault {
                place.fault(format!("the value from {} {fault}", after.from));
            }
        }
        Self(values.into_iter().map(|(value, _)| value).collect())
    }

    /// The value that holds on a day.
    pub(crate) fn on(&self, day: Date) -> Option<&Dated<T>> {
        let next = self.0.partition_point(|value| value.from <= day);
        self.0[..next]
            .last()
            .filter(|value| value.to.is_none_or(|to| day <= to))
    }

    /// The values in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Dated<T>> {
        self.0.iter()
    }

    /// Lets `value` hold from its first day on, in place of all that held or would hold from then.
    pub(crate) fn replace_from(&mut self, from: Date, value: T) {
        self.cut_from(from);
        self.0.push(Dated { from, to: None, value });
    }

    /// Ends the timeline on the day before `from`.
    pub(crate) fn cut_from(&mut self, from: Date) {
        self.0.retain(|value| value.from < from);
        if let (Some(last), Ok(eve)) = (self.0.last_mut(), from.yesterday()) {
            last.to = Some(last.to.map_or(eve, |to| to.min(eve)));
        }
    }

    /// A timeline of one value that holds from a day on.
    pub(crate) fn since(from: Date, value: T) -> Self {
        Self(vec![Dated { from, to: None, value }])
    }
}

/// Reads `from` and an optional `to` that is not before it.
pub(super) fn read_days(table: &Table<'_>) -> Option<(Date, Option<Date>)> {
    let (from, to) = (table.day("from"), table.optional_day("to"));
    let from = from?;
    if let Some(to) = to.filter(|to| *to < from) {
        table.fault_at("to", format!("the last day {to} lies before the first day {from}"));
        return None;
    }
    Some((from, to))
}
