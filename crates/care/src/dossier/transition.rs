//! What accepted changes make of a dossier.

use identifiers::{Period, brussels_day};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Dossier, ReportedEnd};
use crate::coverage::Coverage;
use crate::message::Contact;

/// What one accepted change does to its dossier (care.md §3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// CONTACT: another contact.
    Contact(Contact),
    /// ADMINISTRATIVE: codes that change; what is `None` stays as it is.
    Administrative {
        /// Code of the list of user statuses.
        user_status: Option<String>,
        /// Code of the list of accident codes.
        accident_code: Option<String>,
        /// Code of the list of origins.
        origin: Option<String>,
    },
    /// START_DATE: another start.
    StartDate {
        /// The start.
        start: Timestamp,
        /// The first day that may be covered from now on.
        covered_from: Date,
    },
    /// EXTENSION: days after the approved end, at least one.
    Extension(Coverage),
    /// EXTENSION_CANCELLATION: without the last extension.
    ExtensionCancellation,
    /// END: the stay ended.
    End {
        /// How it ended.
        end: ReportedEnd,
        /// The Brussels day of this acceptance: it closes the stay (D3).
        accepted_on: Date,
    },
    /// END_CHANGE: it ended otherwise; the closing day stays.
    EndChange(ReportedEnd),
    /// END_CANCELLATION: it goes on as approved.
    EndCancellation,
}

/// Why a dossier cannot make a change in its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DossierError {
    /// An END was accepted already.
    #[error("the stay has ended already")]
    AlreadyEnded,
    /// No END was accepted.
    #[error("the stay has not ended")]
    NotEnded,
    /// There is no extension to take back.
    #[error("the dossier has no extension")]
    NoExtension,
    /// The extension adds no day after the approved end.
    #[error("the extension adds no day after the approved end")]
    ExtensionAddsNoDay,
    /// The start would lie after the end of the coverage or of the stay.
    #[error("the start lies after the end")]
    StartAfterEnd,
    /// The end would lie before the start.
    #[error("the end lies before the start")]
    EndBeforeStart,
}

impl Dossier {
    /// The dossier after an accepted change.
    ///
    /// # Errors
    /// [`DossierError`]: it cannot make this change in its state.
    pub fn apply(&self, change: &Change) -> Result<Self, DossierError> {
        self.admits(change)?;
        Ok(self.after(change))
    }

    /// The periods that would be covered after a change, also when its state does not admit the change: the
    /// checks name overlaps beside what is wrong with the change itself (fine print, "Changes").
    #[must_use]
    pub fn covered_after(&self, change: &Change) -> Vec<Period> {
        self.after(change).covered()
    }

    fn admits(&self, change: &Change) -> Result<(), DossierError> {
        let has_ended = self.reported_end.is_some();
        match change {
            Change::Contact(_) | Change::Administrative { .. } => Ok(()),
            Change::StartDate { start, .. } if self.ends_before(*start) => Err(DossierError::StartAfterEnd),
            Change::Extension(_) | Change::End { .. } if has_ended => Err(DossierError::AlreadyEnded),
            Change::EndChange(_) | Change::EndCancellation if !has_ended => Err(DossierError::NotEnded),
            Change::Extension(added) if added.is_empty() || added.start() <= self.approved_end() => {
                Err(DossierError::ExtensionAddsNoDay)
            }
            Change::ExtensionCancellation if !self.is_extended() => Err(DossierError::NoExtension),
            Change::End { end, .. } | Change::EndChange(end) if end.at < self.start => {
                Err(DossierError::EndBeforeStart)
            }
            Change::StartDate { .. }
            | Change::Extension(_)
            | Change::ExtensionCancellation
            | Change::End { .. }
            | Change::EndChange(_)
            | Change::EndCancellation => Ok(()),
        }
    }

    /// The change made, whatever the state.
    fn after(&self, change: &Change) -> Self {
        let mut after = self.clone();
        match change {
            Change::Contact(contact) => after.contact = Some(contact.clone()),
            Change::Administrative {
                user_status,
                accident_code,
                origin,
            } => {
                after.user_status = user_status.clone().or(after.user_status);
                after.accident_code = accident_code.clone().or(after.accident_code);
                after.origin = origin.clone().or(after.origin);
            }
            Change::StartDate { start, covered_from } => {
                after.requested_start = self.requested_start.or(Some(self.start));
                after.start = *start;
                after.covered_from = *covered_from;
            }
            Change::Extension(added) => after.extensions.push(*added),
            Change::ExtensionCancellation => {
                after.extensions.pop();
            }
            Change::End { end, accepted_on } => {
                after.reported_end = Some(end.clone());
                after.closed_on = Some(*accepted_on);
            }
            Change::EndChange(end) => after.reported_end = Some(end.clone()),
            Change::EndCancellation => {
                after.reported_end = None;
                after.closed_on = None;
            }
        }
        after
    }

    /// Whether there is an extension to take back.
    pub(crate) fn is_extended(&self) -> bool {
        !self.extensions.is_empty()
    }

    /// Whether the coverage ends before the day of that instant, or the stay before the instant itself.
    pub(crate) fn ends_before(&self, start: Timestamp) -> bool {
        self.ends_on() < brussels_day(start) || self.reported_end.as_ref().is_some_and(|end| end.at < start)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Change, DossierError};
    use crate::change_fixture::dossier;
    use crate::coverage::Coverage;
    use crate::dossier::{Dossier, DossierState, ReportedEnd, SegmentOrigin};
    use crate::fixture::at;

    fn open() -> Dossier {
        let covered = (date(2024, 3, 1), date(2024, 6, 30));
        dossier("IBW", at("2024-03-01T14:00:00+01:00"), date(2024, 3, 5), covered, false)
    }

    fn extended(from: Date, to: Date) -> Change {
        Change::Extension(Coverage::new(from, to).unwrap())
    }

    fn ended(at_instant: &str) -> ReportedEnd {
        ReportedEnd {
            at: at(at_instant),
            end_reason: "10".to_owned(),
            departed_to: "10".to_owned(),
        }
    }

    fn end(at_instant: &str) -> Change {
        Change::End {
            end: ended(at_instant),
            accepted_on: date(2024, 7, 1),
        }
    }

    fn start(at_instant: &str, covered_from: Date) -> Change {
        Change::StartDate {
            start: at(at_instant),
            covered_from,
        }
    }

    #[test]
    fn a_state_admits_what_it_admits() {
        let late = "2024-05-01T15:00:00+02:00";
        let closed = open().apply(&end(late)).unwrap();
        let longer = open().apply(&extended(date(2024, 7, 1), date(2024, 7, 31))).unwrap();
        for (dossier, change, refused) in [
            (
                &open(),
                end("2024-03-01T13:59:59+01:00"),
                Some(DossierError::EndBeforeStart),
            ),
            (&open(), end("2024-03-01T14:00:00+01:00"), None),
            (&open(), Change::EndChange(ended(late)), Some(DossierError::NotEnded)),
            (&open(), Change::EndCancellation, Some(DossierError::NotEnded)),
            (&open(), Change::ExtensionCancellation, Some(DossierError::NoExtension)),
            (
                &open(),
                extended(date(2024, 6, 30), date(2024, 7, 1)),
                Some(DossierError::ExtensionAddsNoDay),
            ),
            (
                &open(),
                extended(date(2024, 7, 1), date(2024, 6, 30)),
                Some(DossierError::ExtensionAddsNoDay),
            ),
            (&open(), extended(date(2024, 7, 1), date(2024, 7, 1)), None),
            (&longer, Change::ExtensionCancellation, None),
            (&closed, end(late), Some(DossierError::AlreadyEnded)),
            (
                &closed,
                extended(date(2024, 7, 1), date(2024, 7, 1)),
                Some(DossierError::AlreadyEnded),
            ),
            (&closed, Change::EndChange(ended(late)), None),
            (
                &closed,
                Change::EndChange(ended("2024-02-01T15:00:00+01:00")),
                Some(DossierError::EndBeforeStart),
            ),
            (&closed, Change::EndCancellation, None),
            (
                &closed,
                start("2024-05-01T15:00:01+02:00", date(2024, 5, 1)),
                Some(DossierError::StartAfterEnd),
            ),
            (
                &open(),
                start("2024-07-01T00:00:00+02:00", date(2024, 7, 1)),
                Some(DossierError::StartAfterEnd),
            ),
            (&open(), start("2024-06-30T00:00:00+02:00", date(2024, 6, 30)), None),
        ] {
            assert_eq!(dossier.apply(&change).err(), refused, "{change:?}");
        }
    }

    #[test]
    fn a_cancelled_end_gives_back_the_approved_period() {
        let before = open().apply(&extended(date(2024, 7, 10), date(2024, 8, 31))).unwrap();
        let closed = before.apply(&end("2024-05-01T15:00:00+02:00")).unwrap();
        assert_eq!(
            (closed.state(), closed.ends_on()),
            (DossierState::Ended, date(2024, 5, 1))
        );
        assert_eq!(closed.approved(), before.approved());
        assert_eq!(closed.apply(&Change::EndCancellation).unwrap(), before);
        assert_eq!(before.uncovered()[0].to_string(), "2024-07-01..2024-07-09");
    }

    #[test]
    fn segments_tell_where_they_come_from() {
        let longer = open().apply(&extended(date(2024, 7, 1), date(2024, 7, 31))).unwrap();
        let moved = longer
            .apply(&start("2024-07-05T10:00:00+02:00", date(2024, 7, 5)))
            .unwrap();
        let shown = |dossier: &Dossier| -> Vec<String> {
            let text = |period: Option<identifiers::Period>| period.map_or_else(|| "-".to_owned(), |p| p.to_string());
            dossier.segments().iter().map(|segment| text(segment.period)).collect()
        };
        assert_eq!(shown(&longer), ["2024-03-01..2024-06-30", "2024-07-01..2024-07-31"]);
        assert_eq!(longer.segments()[1].origin, SegmentOrigin::Extension);
        assert_eq!(shown(&moved), ["-", "2024-07-05..2024-07-31"]);
        // The extension taken back leaves nothing until the start moves back.
        let nothing = moved.apply(&Change::ExtensionCancellation).unwrap();
        assert!(nothing.covered().is_empty() && nothing.coverage().is_empty());
        assert_eq!(nothing.coverage().start(), date(2024, 7, 5));
    }

    #[test]
    fn it_is_kept_as_json_and_refused_when_it_is_not_whole() {
        let dossier = open()
            .apply(&extended(date(2024, 7, 1), date(2024, 7, 31)))
            .and_then(|dossier| dossier.apply(&end("2024-05-01T15:00:00+02:00")))
            .unwrap();
        let json = serde_json::to_value(&dossier).unwrap();
        assert_eq!(json["reportedEnd"]["at"], "2024-05-01T13:00:00Z");
        assert_eq!(serde_json::from_value::<Dossier>(json.clone()).unwrap(), dossier);
        for (pointer, wrong) in [
            ("/extensions/0/start", "2024-06-30"),
            ("/extensions/0/end", "2024-06-30"),
            ("/extensions/0/end", "2024-01-01"),
            ("/reportedEnd/at", "2024-03-01T12:59:59Z"),
            ("/closedOn", "soon"),
        ] {
            let mut json = json.clone();
            *json.pointer_mut(pointer).unwrap() = wrong.into();
            assert!(serde_json::from_value::<Dossier>(json).is_err(), "{pointer} {wrong}");
        }
        let mut open = json;
        open.as_object_mut().unwrap().remove("closedOn");
        let error = serde_json::from_value::<Dossier>(open).unwrap_err();
        assert_eq!(error.to_string(), "the dossier is not whole");
    }

    #[test]
    fn as_a_stay_it_ends_at_its_coverage() {
        let closed = open().apply(&end("2024-05-01T15:00:00+02:00")).unwrap();
        let stay = closed.stay(identifiers::DossierId(7));
        assert_eq!((stay.ends_on, stay.covered.len()), (date(2024, 5, 1), 1));
        assert_eq!(stay.state, crate::StayState::Ended);
        assert_eq!(open().stay(identifiers::DossierId(7)).state, crate::StayState::Accepted);
    }
}
