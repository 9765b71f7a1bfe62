//! Use cases of the people of a facility: the portal (screens.md, "Facility").
//!
//! Nothing is judged here: messages and files go through the doors by which software sends them, and what is shown before
//! sending is judged by the same rules in a transaction that is dropped.

mod certificates;
mod check;
mod credits;
mod dossiers;
mod draft;
mod followed;
mod month;
mod month_days;
mod month_facts;
mod month_sent;
mod month_sums;
mod notices;
mod overview;
mod reports;
mod request_file;
mod sending;
mod sendings;
mod trust;

use identifiers::{FacilityId, HcoNumber, SectorCode};
use registers::Facility;
use regulation::Bilingual;
use store::Transaction;

pub use certificates::{CertificatePage, CertificateState, OnDay, OwnCertificate, OwnSoftware};
pub use check::CheckedBatch;
pub use credits::{CreditChoice, CreditableOnPage};
pub use dossiers::FacilityDossierPage;
pub use draft::{DraftCost, DraftCredit, FilledMonth, MonthDraft};
pub use followed::{FoundOnSending, PlaceOnSending, PlacesBehind};
pub use month::{
    CellState, CostCode, CostOnMonth, CreditOnMonth, DayPrice, EarlierDay, FundMonth, InvoiceMonth, MonthCell, MonthRow,
};
pub use notices::{FacilityNotice, NoticeList, Told};
pub use overview::{ActionItem, ActionNeeded, Affiliation, FacilityOverview, Presence, Resident};
pub use reports::{AnswerTimes, FacilityReport, ReportedRefusal};
pub use request_file::{MOST_REQUESTS, RequestLine};
pub use sending::{LookedAt, SentMonth};
pub use sendings::{FacilitySending, ListedSending, SendingList, SendingPart};
pub use trust::{Declaration, TrustPage};

use crate::actor::Owner;
use crate::{Action, App, Context, Problem, facts};

/// A facility as the portal shows it to its own people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityOnPage {
    /// Its number in the care registry.
    pub hco: HcoNumber,
    /// Its name.
    pub name: String,
    /// Its sector.
    pub sector: SectorCode,
    /// The name of its sector.
    pub sector_name: Option<Bilingual>,
    /// Whether a day has a personal share there.
    pub personal_share: bool,
    /// Whether an accepted stay opens the right to a zorgbudget.
    pub zorgbudget: bool,
    /// Whether a valid Circle of Trust declaration is known.
    pub circle_of_trust: bool,
    /// Whether software of its own is attested.
    pub attested: bool,
}

impl App<'_> {
    /// The facility of a person who works there, trusted or not: for the frame of every page.
    ///
    /// # Errors
    /// Only people of a facility may ask.
    pub fn own_facility(&self, context: &Context) -> Result<FacilityOnPage, Problem> {
        let id = own(context, Action::ReadTrust)?;
        let mut tx = self.begin()?;
        let facility = known(tx.as_mut(), id)?;
        Ok(self.on_page(&facility))
    }

    /// The facility of a person who works there, when it is trusted and they may do this: for a form before it is sent.
    ///
    /// # Errors
    /// Only people of a trusted facility whose role may do it.
    pub fn facility_doing(&self, context: &Context, action: Action) -> Result<FacilityOnPage, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, action)?;
        Ok(self.on_page(&facility))
    }

    pub(crate) fn on_page(&self, facility: &Facility) -> FacilityOnPage {
        let sector = self.law.sector(&facility.sector);
        FacilityOnPage {
            hco: facility.hco.clone(),
            name: facility.name.clone(),
            sector: facility.sector.clone(),
            sector_name: sector.map(|sector| sector.name.clone()),
            personal_share: sector.is_some_and(|sector| sector.personal_share),
            zorgbudget: sector.is_some_and(|sector| sector.zorgbudget),
            circle_of_trust: facility.circle_of_trust,
            attested: facility.attested,
        }
    }
}

/// How many entries of a list are shown: a page of them, or as many as a file holds.
#[derive(Debug, Clone, Copy)]
struct PageOf {
    count: usize,
    /// So many were asked for, for a file.
    most: Option<u32>,
}

impl PageOf {
    fn of(page: usize, most: Option<u32>) -> Self {
        Self {
            count: most.map_or(page, |most| usize::try_from(most).unwrap_or(usize::MAX)),
            most,
        }
    }

    /// So many are read: one more, which says whether there are others behind.
    fn wanted(self) -> u32 {
        u32::try_from(self.count.saturating_add(1)).unwrap_or(u32::MAX)
    }

    fn shown<T>(self, found: &[T]) -> &[T] {
        &found[..found.len().min(self.count)]
    }

    /// What the journal keeps of the look, with how many were asked for where it was not a page.
    fn noted(self, mut input: serde_json::Value) -> String {
        if let Some(most) = self.most {
            input["most"] = most.into();
        }
        input.to_string()
    }
}

/// The facility for which an actor may do this.
fn own(context: &Context, action: Action) -> Result<FacilityId, Problem> {
    let facility = context.actor.facility();
    let facility = facility.ok_or_else(|| Problem::forbidden("only the people of a facility have this"))?;
    let owner = Owner {
        facility: Some(facility),
        fund: None,
    };
    context.actor.may(action, owner)?;
    Ok(facility)
}

/// The same, refused without trust.
fn own_trusted(tx: &mut dyn Transaction, context: &Context, action: Action) -> Result<Facility, Problem> {
    own(context, action)?;
    facts::acting_facility(tx, context, "only the people of a facility have this")
}

fn known(tx: &mut dyn Transaction, id: FacilityId) -> Result<Facility, Problem> {
    tx.facility(id)?
        .ok_or_else(|| Problem::forbidden("the facility is not known"))
}
