//! What the registers and earlier dossiers say about a message: everything its checks may know.

use identifiers::{DossierId, FacilityId, Period, SectorCode, brussels_day};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::{Facility, Person};

use crate::dossier::Dossier;

/// The facts beside a request, as known at one moment.
#[derive(Debug, Clone, Copy)]
pub struct RequestFacts<'a> {
    /// The facility that sent the request.
    pub facility: &'a Facility,
    /// The person of the request's national number; `None` when the member register knows no such person, and
    /// when the number is absent or malformed (insurance is then not judged).
    pub person: Option<&'a Person>,
    /// Every pending, accepted and ended dossier of that person at any facility, in any order, but never the
    /// dossier of the request itself (when it is judged again).
    pub stays: &'a [Stay],
}

/// The facts beside a change, as known at one moment.
#[derive(Debug, Clone, Copy)]
pub struct ChangeFacts<'a> {
    /// The facility that sent the change.
    pub facility: &'a Facility,
    /// The accepted or ended dossier of the reference; `None` when this facility has none.
    pub dossier: Option<&'a Dossier>,
    /// The person of that dossier; `None` when the member register does not know them.
    pub person: Option<&'a Person>,
    /// Every pending, accepted and ended dossier of that person at any facility, in any order, but never the
    /// dossier of the change itself.
    pub stays: &'a [Stay],
    /// Whether an earlier message of the dossier is in beraad or queued. Never the change itself, when it is
    /// judged again.
    pub waiting: bool,
    /// The days of the accepted lines on this dossier, one for each line, in any order; of costs and premiums too.
    pub billed_days: &'a [Date],
    /// The Brussels day of this judging, which is the day of receipt unless the change waited: an END that is
    /// accepted closes the stay on it (D3).
    pub judged_on: Date,
}

/// How a dossier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StayState {
    /// In beraad.
    Pending,
    /// Accepted, without an accepted end.
    Accepted,
    /// Ended by an accepted END.
    Ended,
}

/// A stay of the person, by its dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// The dossier.
    pub dossier: DossierId,
    /// Where.
    pub facility: FacilityId,
    /// In which sector.
    pub sector: SectorCode,
    /// How it stands.
    pub state: StayState,
    /// When it began, as last reported (of a migrated dossier: the original start, before the sector joined).
    pub start: Timestamp,
    /// When it began as its request said, where an accepted START_DATE has moved the start since: a migration sent again
    /// still names it by that.
    pub requested_start: Option<Timestamp>,
    /// The earlier of its approved end and its reported end (care.md §3): the last covered day, unless no day is
    /// covered. Of a pending one: the end it would have if accepted.
    pub ends_on: Date,
    /// Its covered days until now, none after `ends_on`, in any order. Of a pending one: the days it would cover.
    pub covered: Vec<Period>,
    /// Whether it began as a migrated dossier.
    pub migration: bool,
}

impl Stay {
    /// The legal day on which it began.
    #[must_use]
    pub fn start_day(&self) -> Date {
        brussels_day(self.start)
    }

    /// Whether it is the stay that began on that day: by its start as last reported, or as its request said.
    #[must_use]
    pub fn began_on(&self, day: Date) -> bool {
        self.start_day() == day || self.requested_start.map(brussels_day) == Some(day)
    }

    /// Whether it was accepted, ended since or not.
    #[must_use]
    pub const fn was_accepted(&self) -> bool {
        matches!(self.state, StayState::Accepted | StayState::Ended)
    }

    /// The first period of it that covers days of `asked` and may not: one day in common is allowed when the one
    /// ends and the other begins on it (D8). `None` when nothing stands in the way.
    #[must_use]
    pub fn clash_with(&self, asked: Period) -> Option<Period> {
        self.clash_with_any(&[asked])
    }

    /// The same for a stay that covers several periods: it begins with the first of `asked` and ends with the
    /// last, so that a day of transfer is none at a gap between them.
    #[must_use]
    pub fn clash_with_any(&self, asked: &[Period]) -> Option<Period> {
        let (first, last) = ends_of(&self.covered)?;
        let (asked_first, asked_last) = ends_of(asked)?;
        let is_transfer = |common: Period| {
            let day = common.from();
            common.to() == Some(day) && ((last == day && asked_first == day) || (asked_last == day && first == day))
        };
        let clashes = |covered: &Period| {
            let common = asked.iter().filter_map(|asked| covered.intersection(*asked));
            common.into_iter().any(|common| !is_transfer(common))
        };
        self.covered.iter().copied().filter(clashes).min()
    }
}

/// The first and the last day of some periods; `None` of none.
fn ends_of(periods: &[Period]) -> Option<(Date, Date)> {
    let first = periods.iter().map(|p| p.from()).min()?;
    let last = periods.iter().map(|p| p.to().unwrap_or(Date::MAX)).max()?;
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use identifiers::Period;
    use jiff::civil::date;

    use crate::fixture;

    fn period(from: (i8, i8), to: (i8, i8)) -> Period {
        Period::between(date(2024, from.0, from.1), date(2024, to.0, to.1)).unwrap()
    }

    #[test]
    fn only_a_day_of_transfer_may_be_shared() {
        let one_period = vec![period((3, 1), (3, 31))];
        let with_gap = vec![period((3, 1), (3, 10)), period((3, 20), (3, 31))];
        let one_day = vec![period((3, 15), (3, 15))];
        for (covered, asked, clash) in [
            (&one_period, period((2, 1), (2, 29)), None),
            (&one_period, period((2, 1), (3, 1)), None),
            (&one_period, period((2, 1), (3, 2)), Some(one_period[0])),
            (&one_period, period((3, 31), (4, 30)), None),
            (&one_period, period((3, 30), (4, 30)), Some(one_period[0])),
            (&one_period, period((3, 15), (3, 15)), Some(one_period[0])),
            (&one_period, period((3, 1), (3, 1)), None),
            (&one_period, period((3, 31), (3, 31)), None),
            (&one_period, period((4, 1), (4, 30)), None),
            (&with_gap, period((3, 11), (3, 19)), None),
            // The stay does not end on the 10th: it goes on after the gap.
            (&with_gap, period((3, 10), (3, 19)), Some(with_gap[0])),
            (&with_gap, period((3, 11), (3, 20)), Some(with_gap[1])),
            (&one_day, period((3, 15), (3, 20)), None),
            (&one_day, period((3, 10), (3, 15)), None),
            (&one_day, period((3, 14), (3, 16)), Some(one_day[0])),
            (&Vec::new(), period((1, 1), (12, 31)), None),
        ] {
            let mut stay = fixture::stay(fixture::OTHER_FACILITY, (2024, 3, 1), (2024, 3, 31));
            stay.covered.clone_from(covered);
            assert_eq!(stay.clash_with(asked), clash, "{covered:?} and {asked}");
        }
    }

    #[test]
    fn a_stay_without_end_clashes_with_all_that_follows() {
        let mut stay = fixture::stay(fixture::OTHER_FACILITY, (2024, 3, 1), (2024, 3, 31));
        stay.covered = vec![Period::since(date(2024, 3, 1))];
        assert_eq!(stay.clash_with(period((6, 1), (6, 30))), Some(stay.covered[0]));
        assert_eq!(stay.clash_with(period((2, 1), (3, 1))), None);
    }
}
