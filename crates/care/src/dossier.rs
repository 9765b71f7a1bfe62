//! The dossier: all that follows from one accepted request, as it stands (glossary: dossier).
//!
//! A dossier is a value. What an accepted change makes of it is [`Dossier::apply`], which fails on a change
//! that the dossier cannot make in its state; whether the law allows the change is judged before.

mod transition;

use identifiers::{DossierId, FacilityId, Period, SectorCode, brussels_day, uncovered_gaps};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::UserType;
use serde::de::Error as _;

use crate::coverage::Coverage;
use crate::facts::{Stay, StayState};
use crate::message::Contact;
use crate::terms::{RequestTerms, RequestType};

pub use transition::{Change, DossierError};

/// How an accepted dossier stands. Reaching the approved end does not end it: only an accepted END does (care.md §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DossierState {
    /// Accepted, without an accepted end.
    Accepted,
    /// Ended by an accepted END.
    Ended,
}

/// The reported end of a stay (care.md §3, END; IBW slides §6.3).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportedEnd {
    /// The instant at which it ended.
    pub at: Timestamp,
    /// Code of the list of reasons why a stay ended.
    pub end_reason: String,
    /// Code of the list of destinations after a stay.
    pub departed_to: String,
}

/// Where a part of the approved coverage comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SegmentOrigin {
    /// The request.
    Request,
    /// An accepted extension.
    Extension,
}

/// A part of the approved coverage of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Its days; `None` when it has none, as the request of a migrated dossier that was approved until the day
    /// before the cut-over (care.md §4), or a segment that lies before a start that moved.
    pub period: Option<Period>,
    /// Where it comes from.
    pub origin: SegmentOrigin,
}

/// An accepted dossier as it stands. The person and the reference are not named here.
///
/// It is kept as JSON; what is read back is refused when it is not whole (extensions out of order, an end
/// before the start, a closing day without an end).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct Dossier {
    facility: FacilityId,
    sector: SectorCode,
    migration: bool,
    request_type: RequestType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_type: Option<UserType>,
    start: Timestamp,
    /// The start as the request said it, once a START_DATE has moved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    requested_start: Option<Timestamp>,
    first_reported: Date,
    /// No day before it is covered, whatever the segments say: the start may have moved into an extension.
    covered_from: Date,
    /// The last day that the request was approved for; for a migration perhaps the day before `covered_from`.
    requested_until: Date,
    /// In order, each after the one before, none empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    extensions: Vec<Coverage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reported_end: Option<ReportedEnd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact: Option<Contact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accident_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
}

// `remote = "Self"` leaves the derived forms as functions of the type, so that reading can check what it read.
impl serde::Serialize for Dossier {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Dossier {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let dossier = Self::deserialize(deserializer)?;
        if dossier.is_whole() {
            Ok(dossier)
        } else {
            Err(D::Error::custom("the dossier is not whole"))
        }
    }
}

impl Dossier {
    /// The dossier of a request that was just accepted: what the request said, the days it covers, and the
    /// Brussels day on which it was first received (care.md §3, START_DATE).
    #[must_use]
    pub fn accepted(
        facility: FacilityId,
        sector: SectorCode,
        terms: &RequestTerms,
        coverage: Coverage,
        first_reported: Date,
    ) -> Self {
        Self {
            facility,
            sector,
            migration: terms.migration,
            request_type: terms.request_type,
            user_type: terms.user_type,
            start: terms.start,
            requested_start: None,
            first_reported,
            covered_from: coverage.start(),
            requested_until: coverage.end(),
            extensions: Vec::new(),
            reported_end: None,
            closed_on: None,
            contact: terms.contact.clone(),
            user_status: terms.user_status.clone(),
            accident_code: terms.accident_code.clone(),
            origin: terms.origin.clone(),
        }
    }

    /// Whether what was read back is a dossier at all.
    fn is_whole(&self) -> bool {
        let mut reached = self.requested_until;
        let in_order = self.extensions.iter().all(|extension| {
            let follows = !extension.is_empty() && extension.start() > reached;
            reached = extension.end();
            follows
        });
        let ends_after_start = self.reported_end.as_ref().is_none_or(|end| end.at >= self.start);
        in_order && ends_after_start && self.closed_on.is_some() == self.reported_end.is_some()
    }

    /// How it stands.
    #[must_use]
    pub const fn state(&self) -> DossierState {
        if self.reported_end.is_some() {
            DossierState::Ended
        } else {
            DossierState::Accepted
        }
    }

    /// The facility.
    #[must_use]
    pub const fn facility(&self) -> FacilityId {
        self.facility
    }

    /// The sector in which the request was accepted.
    #[must_use]
    pub const fn sector(&self) -> &SectorCode {
        &self.sector
    }

    /// Whether it began as a migrated dossier (care.md §4).
    #[must_use]
    pub const fn migration(&self) -> bool {
        self.migration
    }

    /// The type of its request.
    #[must_use]
    pub const fn request_type(&self) -> RequestType {
        self.request_type
    }

    /// The type of user, where the sector asks for it.
    #[must_use]
    pub const fn user_type(&self) -> Option<UserType> {
        self.user_type
    }

    /// The instant at which the stay began, as last reported; of a migrated dossier before the cut-over.
    #[must_use]
    pub const fn start(&self) -> Timestamp {
        self.start
    }

    /// The instant at which it began as its request said, once a START_DATE has moved it.
    #[must_use]
    pub const fn requested_start(&self) -> Option<Timestamp> {
        self.requested_start
    }

    /// The Brussels day on which its request was received.
    #[must_use]
    pub const fn first_reported(&self) -> Date {
        self.first_reported
    }

    /// The first day that it may cover: for a migration the cut-over day.
    #[must_use]
    pub const fn covered_from(&self) -> Date {
        self.covered_from
    }

    /// The reported end, if an END was accepted.
    #[must_use]
    pub const fn reported_end(&self) -> Option<&ReportedEnd> {
        self.reported_end.as_ref()
    }

    /// The Brussels day on which its END was accepted (D3).
    #[must_use]
    pub const fn closed_on(&self) -> Option<Date> {
        self.closed_on
    }

    /// Whom the fund can reach.
    #[must_use]
    pub const fn contact(&self) -> Option<&Contact> {
        self.contact.as_ref()
    }

    /// Code of the list of user statuses.
    #[must_use]
    pub fn user_status(&self) -> Option<&str> {
        self.user_status.as_deref()
    }

    /// Code of the list of accident codes.
    #[must_use]
    pub fn accident_code(&self) -> Option<&str> {
        self.accident_code.as_deref()
    }

    /// Code of the list of origins.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// The approved coverage in its parts, in order: that of the request, then each extension. Not cut by a
    /// reported end.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment> {
        let since_start = |extension: &Coverage| {
            let period = extension.period()?;
            period.intersection(Period::since(self.covered_from))
        };
        let extended = self.extensions.iter().map(|extension| Segment {
            period: since_start(extension),
            origin: SegmentOrigin::Extension,
        });
        let requested = Segment {
            period: Period::between(self.covered_from, self.requested_until).ok(),
            origin: SegmentOrigin::Request,
        };
        std::iter::once(requested).chain(extended).collect()
    }

    /// The approved periods, in order and disjoint, not cut by a reported end.
    #[must_use]
    pub fn approved(&self) -> Vec<Period> {
        self.segments()
            .into_iter()
            .filter_map(|segment| segment.period)
            .collect()
    }

    /// The last approved day (the current end of care.md §3); the day before [`Dossier::covered_from`] of a
    /// migrated dossier without approved day.
    #[must_use]
    pub fn approved_end(&self) -> Date {
        self.extensions.last().map_or(self.requested_until, |last| last.end())
    }

    /// The earlier of its approved end and its reported end: where its coverage ends (care.md §3).
    #[must_use]
    pub fn ends_on(&self) -> Date {
        let approved_end = self.approved_end();
        self.reported_end
            .as_ref()
            .map_or(approved_end, |end| brussels_day(end.at).min(approved_end))
    }

    /// The covered periods: the approved ones, cut by the reported end.
    #[must_use]
    pub fn covered(&self) -> Vec<Period> {
        let ends_on = self.ends_on();
        self.approved()
            .into_iter()
            .filter_map(|period| period.ending_by(ends_on))
            .collect()
    }

    /// From its first covered day to its last, gaps included. Without covered day it is empty and begins on
    /// [`Dossier::covered_from`] (fine print, "Requests").
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        let covered = self.covered();
        let ends = covered.first().zip(covered.last().and_then(|last| last.to()));
        ends.and_then(|(first, last)| Coverage::new(first.from(), last))
            .unwrap_or_else(|| Coverage::none_from(self.covered_from))
    }

    /// The gaps between its covered periods.
    #[must_use]
    pub fn uncovered(&self) -> Vec<Period> {
        uncovered_gaps(&self.covered())
    }

    /// As a stay that other messages of the person are judged beside.
    #[must_use]
    pub fn stay(&self, dossier: DossierId) -> Stay {
        Stay {
            dossier,
            facility: self.facility,
            sector: self.sector.clone(),
            state: match self.state() {
                DossierState::Accepted => StayState::Accepted,
                DossierState::Ended => StayState::Ended,
            },
            start: self.start,
            requested_start: self.requested_start,
            ends_on: self.ends_on(),
            covered: self.covered(),
            migration: self.migration,
        }
    }
}
