//! The timeline picture of a dossier: where everything stands on it, in whole units of the drawing.
//!
//! It is drawn twice, for a wide and for a narrow screen: letters keep their size. Everything it shows stands in a table
//! below it too.

use app::DossierPage;
use identifiers::{Period, brussels_day};
use jiff::ToSpan;
use jiff::civil::Date;
use store::DossierState;

use crate::words::Words;

/// Room at the left and right of the drawing.
const EDGE: i64 = 14;
/// From the top of one row to that of the next: its word, and the bar below it.
const ROW: i64 = 52;
/// From the top of a row to its bar.
const BAR: i64 = 20;
/// Height of a bar.
const THICK: i64 = 20;
/// How far marks of messages stand apart.
const MARK: i64 = 24;
/// The rows: stay, approved, messages.
const ROWS: i64 = 3;
/// How many days after the last event today is still drawn.
const TODAY_WITHIN_DAYS: i64 = 120;
/// The shortest time that is drawn.
const SHORTEST_DAYS: i64 = 90;
/// Steps of the scale in months.
const STEPS: [i64; 8] = [1, 2, 3, 6, 12, 24, 60, 120];

/// A drawing.
pub(crate) struct Timeline {
    /// `wide` or `narrow`: names its parts.
    pub(crate) name: &'static str,
    pub(crate) width: i64,
    pub(crate) height: i64,
    /// The lower end of the lines of the scale.
    pub(crate) floor: i64,
    pub(crate) bars: Vec<Bar>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) ticks: Vec<Tick>,
    pub(crate) today: Option<Tick>,
    /// The words above the rows, with their height.
    pub(crate) rows: Vec<(i64, String)>,
}

/// A period in the drawing.
pub(crate) struct Bar {
    /// How it is drawn: a class of the style sheet.
    pub(crate) class: &'static str,
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) width: i64,
    pub(crate) height: i64,
    /// What is written in it, where there is room.
    pub(crate) text: Option<String>,
}

impl Bar {
    /// The middle, for its text.
    pub(crate) fn middle(&self) -> (i64, i64) {
        (self.x + self.width / 2, self.y + self.height / 2 + 4)
    }
}

/// A message in the drawing, by its number in the list of messages.
pub(crate) struct Mark {
    pub(crate) number: usize,
    pub(crate) x: i64,
    pub(crate) y: i64,
}

/// A day on the scale.
pub(crate) struct Tick {
    pub(crate) x: i64,
    pub(crate) text: String,
    /// Where its text is anchored: `start`, `middle` or `end`, so that it stays within the drawing.
    pub(crate) anchor: &'static str,
}

/// The days that a drawing spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

impl Span {
    /// From the first to the last day that the dossier knows, today with them when it is near.
    pub(crate) fn of(page: &DossierPage, today: Date) -> Self {
        let received = brussels_day(page.received_at);
        let mut span = Self {
            first: received,
            last: received,
        };
        let periods = page.approved.iter().map(|(period, _)| *period);
        let ends = periods.flat_map(|period| [Some(period.from()), period.to()]);
        let stay = [page.start, page.end.as_ref().map(|end| end.at)].map(|at| at.map(brussels_day));
        let messages = page
            .messages
            .iter()
            .map(|message| Some(brussels_day(message.received_at)));
        for day in ends.chain(stay).chain(messages).flatten() {
            span = span.with(day);
        }
        if days(span.last, today) <= TODAY_WITHIN_DAYS && span.first <= today {
            span = span.with(today);
        }
        let lacking = SHORTEST_DAYS - days(span.first, span.last);
        let room = (days(span.first, span.last) / 40 + 1).max(lacking / 2);
        Self {
            first: span.first.saturating_sub(room.days()),
            last: span.last.saturating_add(room.days()),
        }
    }

    fn with(self, day: Date) -> Self {
        Self {
            first: self.first.min(day),
            last: self.last.max(day),
        }
    }

    fn x(self, day: Date, width: i64) -> i64 {
        let whole = days(self.first, self.last).max(1);
        EDGE + days(self.first, day.clamp(self.first, self.last)) * (width - 2 * EDGE) / whole
    }
}

/// Days from one to another.
fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// The day after; the last of the calendar stays.
fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

impl Timeline {
    /// The drawing of a dossier, on a day.
    pub(crate) fn draw(words: Words, page: &DossierPage, today: Date, (name, width): (&'static str, i64)) -> Self {
        let span = Span::of(page, today);
        let mut drawing = Self {
            name,
            width,
            height: 0,
            floor: 0,
            bars: Vec::new(),
            marks: Vec::new(),
            ticks: Vec::new(),
            today: None,
            rows: Vec::new(),
        };
        let approved = match page.state {
            DossierState::Pending => "timeline-would-approve",
            _ => "timeline-approved",
        };
        for (row, key) in (0..ROWS).zip(["timeline-stay", approved, "timeline-messages"]) {
            drawing.rows.push((row * ROW + 13, words.t(key)));
        }
        drawing.stay(words, page, span);
        drawing.approved(words, page, span);
        let levels = drawing.messages(page, span);
        drawing.floor = (ROWS - 1) * ROW + BAR + levels * MARK + 6;
        drawing.height = drawing.floor + 22;
        drawing.scale(words, span);
        if (span.first..=span.last).contains(&today) {
            drawing.today = Some(drawing.tick(span.x(today, width), words.t("timeline-today")));
        }
        drawing
    }

    fn bar(&mut self, class: &'static str, row: i64, (from, to): (i64, i64), text: Option<String>) {
        let width = (to - from).max(2);
        // Seven units a letter: what does not fit is left to the table.
        let fits = |text: &String| i64::try_from(text.chars().count()).is_ok_and(|letters| letters * 7 + 8 <= width);
        self.bars.push(Bar {
            class,
            x: from,
            y: row * ROW + BAR,
            width,
            height: THICK,
            text: text.filter(fits),
        });
    }

    fn stay(&mut self, words: Words, page: &DossierPage, span: Span) {
        let Some(start) = page.start.map(brussels_day) else {
            return;
        };
        let end = page.end.as_ref().map(|end| next(brussels_day(end.at)));
        let (class, text) = match (end, page.state) {
            (Some(_), _) => ("stay", None),
            (None, DossierState::Refused) => ("stay-open", None),
            (None, _) => ("stay-open", Some(words.t("still-going"))),
        };
        let to = end.unwrap_or(span.last);
        self.bar(class, 0, (span.x(start, self.width), span.x(to, self.width)), text);
    }

    fn approved(&mut self, words: Words, page: &DossierPage, span: Span) {
        let class = match page.state {
            DossierState::Pending => "would",
            _ => "approved",
        };
        let width = self.width;
        let ends = |period: Period| {
            (
                span.x(period.from(), width),
                span.x(period.to().map_or(span.last, next), width),
            )
        };
        for (period, _) in &page.approved {
            self.bar(class, 1, ends(*period), None);
        }
        for gap in &page.uncovered {
            self.bar("gap", 1, ends(*gap), Some(words.t("timeline-gap-short")));
        }
    }

    /// Marks the messages, those near each other below each other; gives how many levels there are.
    fn messages(&mut self, page: &DossierPage, span: Span) -> i64 {
        let mut last_on_level: Vec<i64> = Vec::new();
        for (number, message) in (1..).zip(&page.messages) {
            let x = span.x(brussels_day(message.received_at), self.width);
            let free = last_on_level.iter().position(|last| x - last >= MARK);
            let level = free.unwrap_or(last_on_level.len());
            if level == last_on_level.len() {
                last_on_level.push(x);
            } else {
                last_on_level[level] = x;
            }
            let level = i64::try_from(level).unwrap_or_default();
            self.marks.push(Mark {
                number,
                x,
                y: (ROWS - 1) * ROW + BAR + level * MARK + MARK / 2,
            });
        }
        i64::try_from(last_on_level.len()).unwrap_or(1).max(1)
    }

    fn tick(&self, x: i64, text: String) -> Tick {
        let half = i64::try_from(text.chars().count()).unwrap_or_default() * 4;
        let anchor = match x {
            x if x < half => "start",
            x if x > self.width - half => "end",
            _ => "middle",
        };
        Tick { x, text, anchor }
    }

    /// Firsts of months, so many apart that their words have room.
    fn scale(&mut self, words: Words, span: Span) {
        let most = (self.width / 84).max(2);
        let months = days(span.first, span.last) / 30 + 1;
        let step = STEPS.into_iter().find(|step| months / step <= most).unwrap_or(120);
        let mut day = span.first.first_of_month();
        while day <= span.last {
            let month = i64::from(day.month()) - 1 + i64::from(day.year()) * 12;
            if day >= span.first && month % step == 0 {
                let name = words.t(&format!("month-short-{}", day.month()));
                let tick = self.tick(span.x(day, self.width), format!("{name} {}", day.year()));
                self.ticks.push(tick);
            }
            let after = day.saturating_add(1.month());
            if after == day {
                break;
            }
            day = after;
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{EDGE, Span, days};

    #[test]
    fn days_lie_in_order_within_the_edges() {
        let span = Span {
            first: date(2024, 1, 1),
            last: date(2025, 1, 1),
        };
        for (day, expected) in [
            (date(2023, 1, 1), EDGE),
            (date(2024, 1, 1), EDGE),
            (date(2024, 7, 2), 180),
            (date(2025, 1, 1), 360 - EDGE),
            (date(2026, 1, 1), 360 - EDGE),
        ] {
            assert_eq!(span.x(day, 360), expected, "{day}");
        }
        assert_eq!(days(date(2024, 2, 28), date(2024, 3, 1)), 2);
    }
}
