//! CARE_PENDING_TERM: a request that is still in beraad when its term is over is refused by itself, where the sector
//! sets a term (D9; sectors.md, WZC: two months).

use identifiers::{SectorCode, brussels_at, brussels_day};
use jiff::civil::{Date, time};
use jiff::{Timestamp, ToSpan};
use regulation::{CheckCode, Finding, Law, parameter};

use crate::judge::JudgeError;

/// Refuses: nobody decided in time.
pub const CODE: CheckCode = CheckCode::new("CARE_PENDING_TERM");

/// A term that the law sets on a request in beraad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingTerm {
    /// The day on which the request was received.
    received: Date,
    months: i64,
}

impl PendingTerm {
    /// The term of a sector for a request received at a moment; `None` where the law sets none.
    ///
    /// # Errors
    /// The law says nothing of it on that day.
    pub fn of(law: &Law, sector: &SectorCode, received_at: Timestamp) -> Result<Option<Self>, JudgeError> {
        let received = brussels_day(received_at);
        let months = law.optional_integer(parameter::PENDING_TERM_MONTHS, Some(sector), received)?;
        Ok(months.map(|months| Self { received, months }))
    }

    /// The last day on which it can still be decided: the same civil day so many months later, or the last of that
    /// month where it is shorter.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.received.saturating_add(self.months.months())
    }

    /// When the term is over: the first moment of the day behind the last one.
    #[must_use]
    pub fn over_at(self) -> Timestamp {
        let midnight = self.last_day().tomorrow().map(|day| brussels_at(day, time(0, 0, 0, 0)));
        midnight.and_then(|moment| moment).unwrap_or(Timestamp::MAX)
    }

    /// That nobody decided in time.
    #[must_use]
    pub fn finding(self) -> Finding {
        Finding::new(CODE)
            .with("term_months", self.months)
            .with("received", self.received)
            .with("last_day", self.last_day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(sector: &str, received: &str) -> Option<PendingTerm> {
        let sector = SectorCode::parse(sector).unwrap();
        PendingTerm::of(&Law::embedded(), &sector, received.parse().unwrap()).unwrap()
    }

    #[track_caller]
    fn check(received: &str, last_day: &str, over_at: &str) {
        let term = term("WZC", received).unwrap();
        assert_eq!(term.last_day().to_string(), last_day);
        assert_eq!(term.over_at(), over_at.parse().unwrap());
    }

    #[test]
    fn the_term_ends_with_the_same_day_two_months_later() {
        check("2024-01-15T09:00:00+01:00", "2024-03-15", "2024-03-16T00:00:00+01:00");
        // By the day in Brussels, over the change of the clock, and at the end of shorter months.
        check("2024-01-15T23:30:00Z", "2024-03-16", "2024-03-17T00:00:00+01:00");
        check("2024-02-20T12:00:00+01:00", "2024-04-20", "2024-04-21T00:00:00+02:00");
        check("2023-12-31T12:00:00+01:00", "2024-02-29", "2024-03-01T00:00:00+01:00");
        check("2022-12-31T12:00:00+01:00", "2023-02-28", "2023-03-01T00:00:00+01:00");
    }

    #[test]
    fn a_sector_without_a_term_refuses_nothing_by_itself() {
        assert_eq!(term("IBW", "2024-01-15T09:00:00+01:00"), None);
        assert_eq!(term("PVT", "2024-01-15T09:00:00+01:00"), None);
    }
}
