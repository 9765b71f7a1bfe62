//! Use case: the certificates and the software of a facility as its people see them (interfaces.md, "Who may"): which are
//! in use, until when, and what must be done.
//!
//! Whether a certificate is taken is said by the judge at the door; this page only adds what lies ahead.

use identifiers::{Period, brussels_day};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::{AttestedSoftware, BoundCertificate, CertificateOwner, ContentHash, SoftwareInUse};

use super::{FacilityOnPage, known, own};
use crate::certificates::{ANNOUNCED_DAYS, CertificateStanding, standing};
use crate::software::is_attested;
use crate::{Action, App, Context, Problem};

/// The certificates and the software of a facility.
#[derive(Debug, Clone)]
pub struct CertificatePage {
    /// The facility; `attested` says it of today.
    pub facility: FacilityOnPage,
    /// Its certificates: those in use first, the one that ends first before the others; then those that ended, newest
    /// first.
    pub certificates: Vec<OwnCertificate>,
    /// The software that it uses, used or will use.
    pub used: Vec<OwnSoftware>,
    /// Every version of software that is attested, whoever uses it.
    pub attested: Vec<(AttestedSoftware, OnDay)>,
}

/// A certificate of a facility.
#[derive(Debug, Clone)]
pub struct OwnCertificate {
    /// What was bound.
    pub certificate: BoundCertificate,
    /// Where it stands.
    pub state: CertificateState,
}

/// Where a certificate stands at the moment of looking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateState {
    /// Taken, for so many days more.
    InUse {
        /// Days until its last one.
        days_left: i32,
        /// Whether it ends within [`ANNOUNCED_DAYS`] and no later one is bound.
        is_ending: bool,
    },
    /// Its first moment has not come.
    NotYet,
    /// Past its last moment, for so many days.
    Past {
        /// Days since its last one.
        days: i32,
        /// Whether a later one is bound.
        has_later: bool,
    },
    /// Refused: the facility is known by pinned certificates alone, and this is none.
    NotPinned,
    /// Another one came in its place, which it names.
    Replaced(Timestamp, Option<ContentHash>),
    /// Revoked, for this reason.
    Revoked(Timestamp, String),
}

/// Software that a facility uses.
#[derive(Debug, Clone)]
pub struct OwnSoftware {
    /// What is known.
    pub software: SoftwareInUse,
    /// Whether it is used today.
    pub is_used: OnDay,
    /// Whether it is attested today; `None`: it never was.
    pub is_attested: Option<OnDay>,
}

/// Where a day lies in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDay {
    /// The period has yet to begin.
    Before,
    /// In it.
    Within,
    /// It is over.
    After,
}

impl OnDay {
    fn of(period: Period, day: Date) -> Self {
        if day < period.from() {
            Self::Before
        } else if period.contains(day) {
            Self::Within
        } else {
            Self::After
        }
    }
}

/// That the last certificate of a facility ends soon, or has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CertificateNeed {
    /// It ends on this day.
    Ends(Date),
    /// It ended on this day.
    Ended(Date),
}

impl App<'_> {
    /// The certificates and the software of a facility. Also without trust: without them there is none. It holds nothing
    /// about persons.
    ///
    /// # Errors
    /// Only people of the facility have this page.
    pub fn certificate_page(&self, context: &Context) -> Result<CertificatePage, Problem> {
        let id = own(context, Action::ReadTrust)?;
        let mut tx = self.begin()?;
        let mut facility = known(tx.as_mut(), id)?;
        let today = brussels_day(context.at);
        facility.attested = is_attested(tx.as_mut(), id, facility.attested, today)?;
        let bound = tx.certificates(Some(CertificateOwner::Facility(id)))?;
        let states = bound.iter().map(|one| OwnCertificate {
            certificate: one.clone(),
            state: state(one, &bound, context.at),
        });
        let (mut certificates, mut ended): (Vec<_>, Vec<_>) = states.partition(|one| one.certificate.end.is_none());
        ended.sort_by_key(|one| std::cmp::Reverse(one.certificate.end.as_ref().map(|end| end.at)));
        certificates.extend(ended);
        let used = tx.software_in_use(Some(id))?.into_iter().map(|software| OwnSoftware {
            is_used: OnDay::of(software.used, today),
            is_attested: software.attested.map(|attested| OnDay::of(attested, today)),
            software,
        });
        let attested = tx.attested_software()?.into_iter();
        let attested = attested.map(|software| {
            let on_day = OnDay::of(software.attested, today);
            (software, on_day)
        });
        Ok(CertificatePage {
            facility: self.on_page(&facility),
            certificates,
            used: used.collect(),
            attested: attested.collect(),
        })
    }
}

fn state(one: &BoundCertificate, all: &[BoundCertificate], at: Timestamp) -> CertificateState {
    if let Some(end) = &one.end {
        let Some(replaced_by) = end.replaced_by else {
            return CertificateState::Revoked(end.at, end.reason.clone());
        };
        let by = all.iter().find(|other| other.id == replaced_by);
        return CertificateState::Replaced(end.at, by.map(|other| other.fingerprint));
    }
    if standing(all, one.fingerprint, one.owner) != CertificateStanding::Good {
        return CertificateState::NotPinned;
    }
    let has_later = last_taken(all).is_some_and(|last| last.valid_to > one.valid_to);
    let days = days_between(at, one.valid_to);
    if one.valid_to < at {
        CertificateState::Past { days: -days, has_later }
    } else if one.valid_from > at {
        CertificateState::NotYet
    } else {
        CertificateState::InUse {
            days_left: days,
            is_ending: is_near(one, at) && !has_later,
        }
    }
}

/// Days from one moment to another, as the calendar in Brussels counts them; negative when it lies behind.
fn days_between(from: Timestamp, to: Timestamp) -> i32 {
    let days = brussels_day(from).until(brussels_day(to));
    days.map_or(0, |span| span.get_days())
}

fn is_near(one: &BoundCertificate, at: Timestamp) -> bool {
    let announced = one.valid_to.checked_sub((ANNOUNCED_DAYS * 24).hours());
    announced.is_ok_and(|announced| announced <= at)
}

/// The certificate, of those that are taken, that ends last.
fn last_taken(all: &[BoundCertificate]) -> Option<&BoundCertificate> {
    let live = all.iter().filter(|one| one.end.is_none());
    let taken = live.filter(|one| standing(all, one.fingerprint, one.owner) == CertificateStanding::Good);
    taken.max_by_key(|one| one.valid_to)
}

/// What must be done about the certificates of a facility: the last one ends soon, or ended at most `told_days` ago.
pub(super) fn need(all: &[BoundCertificate], at: Timestamp, told_days: i64) -> Option<CertificateNeed> {
    let last = last_taken(all)?;
    let day = brussels_day(last.valid_to);
    if last.valid_to >= at {
        return is_near(last, at).then_some(CertificateNeed::Ends(day));
    }
    let told_until = last.valid_to.checked_add((told_days * 24).hours()).ok()?;
    (at <= told_until).then_some(CertificateNeed::Ended(day))
}
