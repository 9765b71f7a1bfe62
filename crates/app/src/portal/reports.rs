//! Use case: the figures of a facility (screens.md, "Rapporten"): days, amounts, refusals by reason, time to answer.

use identifiers::{Month, brussels_at};
use jiff::Timestamp;
use jiff::civil::Time;
use regulation::{Bilingual, CheckCode};
use store::LineSum;

use super::{FacilityOnPage, own_trusted};
use crate::{Action, App, Context, Problem};

/// Most months that one report spans.
const MOST_MONTHS: usize = 36;

/// The figures of a facility over some months.
#[derive(Debug, Clone)]
pub struct FacilityReport {
    /// The facility.
    pub facility: FacilityOnPage,
    /// The first and the last month.
    pub months: (Month, Month),
    /// Lines of its sendings, by month of sending, kind and state.
    pub lines: Vec<LineSum>,
    /// Findings on its sendings, by month of sending and code.
    pub refusals: Vec<ReportedRefusal>,
    /// How long requests waited for a decision.
    pub requests: AnswerTimes,
    /// How long sendings waited for their signing.
    pub sendings: AnswerTimes,
}

/// How often something was found.
#[derive(Debug, Clone)]
pub struct ReportedRefusal {
    /// The month of the sending.
    pub month: Month,
    /// The code.
    pub code: CheckCode,
    /// What it says in a few words.
    pub title: Option<Bilingual>,
    /// How often.
    pub count: u64,
    /// The amounts of the lines, added up, in cents.
    pub cents: i64,
}

/// How long answers took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnswerTimes {
    /// How many were asked.
    pub asked: u64,
    /// How many are answered.
    pub answered: u64,
    /// How many were answered at once.
    pub at_once: u64,
    /// The time in the middle of those that were answered later, in hours.
    pub median_hours: Option<i64>,
    /// The longest, in hours.
    pub longest_hours: Option<i64>,
}

impl App<'_> {
    /// The figures of a facility from one month to another, both included. No person is shown.
    ///
    /// # Errors
    /// Only people of a trusted facility have this page; months out of order or too many are invalid input.
    pub fn facility_report(&self, context: &Context, from: Month, to: Month) -> Result<FacilityReport, Problem> {
        let span = std::iter::successors(Some(to), |month| month.previous());
        if from > to || span.take_while(|month| *month >= from).take(MOST_MONTHS + 1).count() > MOST_MONTHS {
            return Err(Problem::invalid(
                "from",
                format!("at most {MOST_MONTHS} months, in order"),
            ));
        }
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::ReadReports)?;
        let refusals = tx.finding_sums(facility.id, from, to)?.into_iter();
        let refusals = refusals.map(|sum| ReportedRefusal {
            title: self.law.check(&sum.code).map(|check| check.title.clone()),
            month: sum.month,
            code: sum.code,
            count: sum.count,
            cents: sum.cents,
        });
        let first = instant(from.first_day())?;
        let last = instant(
            to.last_day()
                .tomorrow()
                .map_err(|error| Problem::Fault(error.to_string()))?,
        )?;
        let dossiers = tx.dossier_times(facility.id, first, last)?.into_iter();
        let batches = tx.batch_times(facility.id, from, to)?.into_iter();
        Ok(FacilityReport {
            facility: self.on_page(&facility),
            months: (from, to),
            lines: tx.line_sums(facility.id, from, to)?,
            refusals: refusals.collect(),
            requests: times(dossiers.map(|(_, asked, answered)| (asked, answered))),
            sendings: times(batches.map(|(_, asked, answered)| (asked, answered))),
        })
    }
}

fn instant(day: jiff::civil::Date) -> Result<Timestamp, Problem> {
    brussels_at(day, Time::midnight()).map_err(|error| Problem::Fault(error.to_string()))
}

fn times(pairs: impl Iterator<Item = (Timestamp, Option<Timestamp>)>) -> AnswerTimes {
    let mut told = AnswerTimes::default();
    let mut hours = Vec::new();
    for (asked, answered) in pairs {
        told.asked += 1;
        let Some(answered) = answered else { continue };
        told.answered += 1;
        if answered <= asked {
            told.at_once += 1;
        } else {
            hours.push(answered.duration_since(asked).as_hours());
        }
    }
    hours.sort_unstable();
    told.median_hours = hours.get(hours.len() / 2).copied();
    told.longest_hours = hours.last().copied();
    told
}

#[cfg(test)]
mod tests {
    use super::{AnswerTimes, times};

    #[test]
    fn what_is_answered_at_once_is_not_in_the_middle_of_the_others() {
        let at = |hour: i64| jiff::Timestamp::from_second(hour * 3600).expect("an instant");
        let pairs = [
            (at(0), Some(at(0))),
            (at(0), Some(at(2))),
            (at(0), Some(at(50))),
            (at(1), Some(at(11))),
            (at(5), None),
        ];
        let expected = AnswerTimes {
            asked: 5,
            answered: 4,
            at_once: 1,
            median_hours: Some(10),
            longest_hours: Some(50),
        };
        assert_eq!(times(pairs.into_iter()), expected);
        assert_eq!(times(std::iter::empty()), AnswerTimes::default());
    }
}
