//! What all accepted messages of a dossier make of its stay, replayed from the first on.

use identifiers::brussels_day;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::answer::Outcome;
use crate::days::{Days, all, plus};
use crate::fields::{day, instant, text, yes};
use crate::world::{Dossier, World};

/// A stay as it stands.
#[derive(Debug, Clone)]
pub(crate) struct Stay {
    /// The start as last reported.
    pub(crate) start: Timestamp,
    /// Whether it came over from the sickness funds.
    pub(crate) migration: bool,
    /// The first day that the approved period has.
    pub(crate) first: Date,
    /// The last day that the request approved.
    pub(crate) base_end: Date,
    /// Accepted extensions that were not taken back: first and last day.
    pub(crate) extensions: Vec<(Date, Date)>,
    /// The reported end.
    pub(crate) end: Option<Timestamp>,
    /// The day on which an END was accepted that still stands (D3).
    pub(crate) closed_on: Option<Date>,
}

impl Stay {
    /// The last approved day.
    pub(crate) fn approved_end(&self) -> Date {
        self.extensions.last().map_or(self.base_end, |(_, to)| *to)
    }

    /// Every covered day.
    pub(crate) fn covered(&self) -> Days {
        self.covered_periods().into_iter().flatten().collect()
    }

    /// The covered days of the request and of each extension.
    pub(crate) fn covered_periods(&self) -> Vec<Days> {
        let mut periods = vec![all(self.first, self.base_end)];
        periods.extend(
            self.extensions
                .iter()
                .map(|(from, to)| all((*from).max(self.first), *to)),
        );
        if let Some(end) = self.end {
            for days in &mut periods {
                days.retain(|day| *day <= brussels_day(end));
            }
        }
        periods
    }

    /// The day on which its coverage ends: the earlier of approved and reported end (care.md §3).
    pub(crate) fn coverage_end(&self) -> Date {
        self.end
            .map_or(self.approved_end(), |end| brussels_day(end).min(self.approved_end()))
    }

    /// The coverage as answers name it; an empty one ends on the day before it begins.
    pub(crate) fn shown(&self) -> (Date, Date) {
        let days = self.covered();
        match (days.first(), days.last()) {
            (Some(first), Some(last)) => (*first, *last),
            _ => (self.first, plus(self.first, -1)),
        }
    }
}

impl World {
    /// The stay that a request approves, or would approve while it is pending; `None` when its days cannot be read.
    pub(crate) fn asked(&self, dossier: &Dossier) -> Option<Stay> {
        let request = &dossier.messages.first()?.body;
        let received = brussels_day(dossier.messages.first()?.received);
        let start = instant(request, "start").good()?;
        let migration = yes(request, "migration")?;
        let sector = self.sector_of(dossier.facility);
        let base_end = if migration {
            day(request, "insurerApproval.approvedUntil").good()?
        } else {
            day(request, "requestedEnd").good()?
        };
        let first = if migration {
            sector.joined
        } else {
            self.first_of_start(dossier.facility, received, brussels_day(start))
        };
        Some(Stay {
            start,
            migration,
            first,
            base_end,
            extensions: Vec::new(),
            end: None,
            closed_on: None,
        })
    }

    /// The stay after every accepted message; `None` while the request is not accepted.
    pub(crate) fn stay(&self, dossier: &Dossier) -> Option<Stay> {
        if dossier.messages.first()?.outcome != Outcome::Accepted {
            return None;
        }
        let mut stay = self.asked(dossier)?;
        for change in dossier
            .messages
            .iter()
            .skip(1)
            .filter(|message| message.outcome == Outcome::Accepted)
        {
            let received = brussels_day(change.received);
            match text(&change.body, "change")? {
                "START_DATE" => {
                    stay.start = instant(&change.body, "start").good()?;
                    if !stay.migration {
                        let reported = brussels_day(dossier.messages.first()?.received);
                        stay.first = self.first_of_start(dossier.facility, reported, brussels_day(stay.start));
                    }
                }
                "EXTENSION" => {
                    let to = day(&change.body, "end").good()?;
                    let from = self.extension_from(dossier.facility, stay.approved_end(), received);
                    stay.extensions.push((from, to));
                }
                "EXTENSION_CANCELLATION" => {
                    stay.extensions.pop();
                }
                "END" => {
                    stay.end = instant(&change.body, "end").good();
                    stay.closed_on = change.accepted_on;
                }
                "END_CHANGE" => stay.end = instant(&change.body, "end").good(),
                "END_CANCELLATION" => {
                    stay.end = None;
                    stay.closed_on = None;
                }
                _ => {}
            }
        }
        Some(stay)
    }

    /// The first covered day of a normal request received on a day: max(start, received − 30), never before C.
    pub(crate) fn first_of_start(&self, facility: usize, received: Date, start: Date) -> Date {
        let earliest = plus(received, -self.request_term(facility, received));
        start.max(earliest).max(self.sector_of(facility).joined)
    }

    /// The first day that an extension covers, beside what was approved until a day.
    pub(crate) fn extension_from(&self, facility: usize, approved_end: Date, received: Date) -> Date {
        let term = self.extension_term(facility, received);
        let next = plus(approved_end, 1);
        if received > plus(next, term) {
            plus(received, -term)
        } else {
            next
        }
    }
}
