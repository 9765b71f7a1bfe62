//! A stay as billing sees it, and which stay a line belongs to.

use identifiers::{DossierId, Period, VsbReference, brussels_clock, brussels_day};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use registers::UserType;

/// An accepted stay of a person in the facility that invoices.
#[derive(Debug, Clone)]
pub struct Stay {
    /// The dossier.
    pub dossier: DossierId,
    /// Its reference.
    pub reference: Option<VsbReference>,
    /// The start of the stay (of a migrated one, the original start).
    pub start: Timestamp,
    /// The reported end.
    pub reported_end: Option<Timestamp>,
    /// The approved periods, in order.
    pub approved: Vec<Period>,
    /// The last approved day; of a migrated stay without one the day before the cut-over.
    pub approved_until: Option<Date>,
    /// The type of user, on which a price may rest.
    pub user_type: Option<UserType>,
    /// For each change that is in beraad or queued and would say something of days: what would be covered if it alone
    /// were accepted on the dossier as it stands.
    pub if_accepted: Vec<Vec<Period>>,
}

impl Stay {
    /// The first day, in Brussels.
    #[must_use]
    pub fn first_day(&self) -> Date {
        brussels_day(self.start)
    }

    /// The day and hour of the reported end, in Brussels.
    #[must_use]
    pub fn end(&self) -> Option<(Date, Time)> {
        self.reported_end
            .map(brussels_clock)
            .map(|end| (end.date(), end.time()))
    }

    /// The hour of the start, in Brussels.
    #[must_use]
    pub fn start_hour(&self) -> Time {
        brussels_clock(self.start).time()
    }

    /// The reported end, else the approved end (fine print, "Lines"); `None` when the approval is open.
    fn last_day(&self) -> Option<Date> {
        self.end().map(|(day, _)| day).or(self.approved_until)
    }

    /// Whether the day is covered: approved, and not after the reported end.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.approved.iter().any(|p| p.contains(day)) && self.end().is_none_or(|(end, _)| day <= end)
    }

    /// Whether a change that waits would make the day's coverage another, were it accepted (P30001).
    #[must_use]
    pub fn may_change(&self, day: Date) -> bool {
        let covered = self.covers(day);
        let would_cover = |periods: &Vec<Period>| periods.iter().any(|period| period.contains(day));
        self.if_accepted.iter().any(|periods| would_cover(periods) != covered)
    }

    /// How many days the day lies away from the stay; 0 when the stay holds it: covered, or between start and
    /// end, which rank alike (fine print, "Lines").
    fn distance_days(&self, day: Date) -> u32 {
        let first = self.first_day();
        let apart = |a: Date, b: Date| a.until(b).map_or(u32::MAX, |span| span.get_days().unsigned_abs());
        if self.covers(day) {
            0
        } else if day < first {
            apart(day, first)
        } else {
            self.last_day()
                .filter(|last| day > *last)
                .map_or(0, |last| apart(last, day))
        }
    }
}

/// The stay that a line without reference belongs to: the one that holds the day, else the nearest; of two
/// equally near, the one accepted first. `stays` are in order of acceptance.
#[must_use]
pub(crate) fn nearest(stays: &[Stay], day: Date) -> Option<&Stay> {
    stays.iter().min_by_key(|stay| stay.distance_days(day))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn stay(id: i64, start: &str, to: Date, end: Option<&str>) -> Stay {
        let start: Timestamp = start.parse().expect("an instant");
        Stay {
            dossier: DossierId(id),
            reference: None,
            start,
            reported_end: end.map(|e| e.parse().expect("an instant")),
            approved: vec![Period::between(brussels_day(start), to).expect("a period")],
            approved_until: Some(to),
            user_type: None,
            if_accepted: Vec::new(),
        }
    }

    #[test]
    fn the_stay_that_holds_the_day_else_the_nearest_else_the_first() {
        let early = stay(
            1,
            "2024-01-10T09:00:00Z",
            date(2024, 2, 29),
            Some("2024-02-01T15:00:00Z"),
        );
        let late = stay(2, "2024-02-11T09:00:00Z", date(2024, 3, 31), None);
        let stays = [early, late];
        let of = |day| nearest(&stays, day).map(|s| s.dossier.0);
        assert_eq!(of(date(2024, 1, 10)), Some(1));
        assert_eq!(of(date(2024, 2, 1)), Some(1), "the last day is held");
        assert_eq!(of(date(2024, 2, 5)), Some(1), "4 days after against 6 before");
        assert_eq!(of(date(2024, 2, 6)), Some(1), "5 against 5: the one accepted first");
        assert_eq!(of(date(2024, 2, 7)), Some(2));
        assert_eq!(of(date(2024, 6, 1)), Some(2));
        assert_eq!(nearest(&[], date(2024, 6, 1)).map(|s| s.dossier), None);
    }

    #[test]
    fn a_migrated_stay_without_approved_day_ends_the_day_before_the_cut_over() {
        let migrated = Stay {
            approved: Vec::new(),
            ..stay(1, "2023-06-01T09:00:00Z", date(2023, 12, 31), None)
        };
        let late = stay(2, "2024-02-11T09:00:00Z", date(2024, 3, 31), None);
        let stays = [migrated, late];
        let of = |day| nearest(&stays, day).map(|s| s.dossier.0);
        assert_eq!(of(date(2023, 12, 31)), Some(1), "between start and approved end");
        assert_eq!(of(date(2024, 1, 21)), Some(1), "21 days after against 21 before");
        assert_eq!(of(date(2024, 1, 22)), Some(2));
    }

    #[test]
    fn coverage_ends_at_the_reported_end() {
        let ended = stay(
            1,
            "2024-01-10T09:00:00Z",
            date(2024, 2, 29),
            Some("2024-02-01T15:00:00Z"),
        );
        assert!(ended.covers(date(2024, 2, 1)));
        assert!(!ended.covers(date(2024, 2, 2)));
        assert!(!ended.covers(date(2024, 1, 9)));
    }
}
