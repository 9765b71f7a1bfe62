//! Use cases: the dossiers of a facility, page by page, and the page of one (screens.md, "Dossiers").

use care::{CareFundContact, ChangeKind, Dossier, SegmentOrigin};
use identifiers::{DossierId, Ssin, brussels_day, uncovered_gaps};
use jiff::civil::Date;
use registers::tariff::PricedFor;
use registers::{Person, PersonalShare, TariffKind, income_category_of, personal_share_on};
use serde_json::json;
use store::{DossierFilter, DossierRecord, FacilityDossier, NewLook, Transaction};

use super::{FacilityOnPage, PageOf, own_trusted};
use crate::actor::Owner;
use crate::care_messages::aggregate;
use crate::dossier_page::{DOSSIERS_PAGE, covered, dossier_at, whole};
use crate::looks::{Look, at_dossier, looked};
use crate::{Action, App, Context, DossierAddress, DossierList, DossierPage, ListedDossier, Problem};

/// Everything that the page of a dossier tells to the people of its facility, and what its forms begin with.
#[derive(Debug, Clone)]
pub struct FacilityDossierPage {
    /// The facility.
    pub facility: FacilityOnPage,
    /// What everyone who sees the dossier is told.
    pub page: DossierPage,
    /// The person's number of today.
    pub ssin: Option<Ssin>,
    /// Whom the fund can reach, as last told.
    pub contact: Option<care::Contact>,
    /// Code of the user's status, as last told.
    pub user_status: Option<String>,
    /// Code of the accident, as last told.
    pub accident_code: Option<String>,
    /// Code of the origin, as last told.
    pub origin: Option<String>,
    /// The last approved day of an accepted dossier.
    pub approved_end: Option<Date>,
    /// Which changes can be sent as it stands.
    pub changes: Vec<ChangeKind>,
    /// The personal share of the day of looking, where the sector has one and a price holds.
    pub personal_share: Option<PersonalShare>,
    /// How the person's fund is reached.
    pub fund_contact: Option<CareFundContact>,
}

impl App<'_> {
    /// A page of the dossiers of a facility, newest first: those behind one, as the page before said; for a file at most
    /// so many (`None`: a page). The look is recorded, with the dossiers that were shown.
    ///
    /// # Errors
    /// Only people of a trusted facility have this list; it goes on behind no dossier that is unknown.
    pub fn facility_dossiers(
        &self,
        context: &Context,
        filter: DossierFilter,
        behind: Option<&DossierAddress>,
        most: Option<u32>,
    ) -> Result<DossierList, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::ReadDossier)?;
        let before = match behind {
            Some(address) => Some(dossier_at(tx.as_mut(), address)?),
            None => None,
        };
        let page = PageOf::of(DOSSIERS_PAGE, most);
        let found = tx.dossiers_at(facility.id, filter, before, page.wanted())?;
        let shown = page.shown(&found);
        let address = |message_id| DossierAddress {
            hco: facility.hco.clone(),
            message_id,
        };
        let listed = |found: &FacilityDossier| listed(found, address(found.message_id), &facility.name);
        let dossiers = shown.iter().map(listed).collect::<Result<Vec<_>, Problem>>()?;
        let next = dossiers.last().filter(|_| found.len() > shown.len());
        let next = next.map(|last| last.address.clone());
        let ids: Vec<DossierId> = shown.iter().map(|shown| shown.dossier.id).collect();
        let state = match filter {
            DossierFilter::All => None,
            DossierFilter::State(state) => Some(state),
        };
        let input = page.noted(json!({ "behind": behind.map(ToString::to_string), "state": state }));
        let answer = json!({ "dossiers": ids }).to_string();
        let seen: Vec<NewLook> = shown
            .iter()
            .map(|shown| at_dossier(shown.dossier.id, shown.dossier.person))
            .collect();
        let look = Look {
            use_case: "facilityDossiers",
            subject: format!("facility {}", facility.id),
            seen: &seen,
            reason: None,
        };
        looked(tx, context, &look, (&input, &answer))?;
        Ok(DossierList { dossiers, next })
    }

    /// Everything the page of a dossier tells to the people of its facility. The look is recorded.
    ///
    /// # Errors
    /// There is no such dossier, or it is another facility's.
    pub fn facility_dossier(
        &self,
        context: &Context,
        address: &DossierAddress,
    ) -> Result<FacilityDossierPage, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::ReadDossier)?;
        let id = dossier_at(tx.as_mut(), address)?;
        let gone = || Problem::Fault("a dossier whose row is gone".into());
        let dossier = tx.dossier(id)?.ok_or_else(gone)?;
        let owner = Owner {
            facility: Some(dossier.facility),
            fund: None,
        };
        context.actor.may(Action::ReadDossier, owner)?;
        let person = match dossier.person {
            Some(person) => tx.person(person)?,
            None => None,
        };
        let messages = tx.messages_of(id)?;
        let page = self.page_of(context, &facility.name, address, (&dossier, person.as_ref()), &messages)?;
        let fund = page.care_fund.as_ref().map(|(number, _)| *number);
        let funds = tx.care_funds()?;
        let fund = funds.iter().find(|known| Some(known.number) == fund);
        let accepted = aggregate(&dossier)?;
        let told = FacilityDossierPage {
            facility: self.on_page(&facility),
            ssin: person.as_ref().map(|person| person.ssin),
            contact: accepted.as_ref().and_then(|accepted| accepted.contact().cloned()),
            user_status: told(accepted.as_ref(), Dossier::user_status),
            accident_code: told(accepted.as_ref(), Dossier::accident_code),
            origin: told(accepted.as_ref(), Dossier::origin),
            approved_end: accepted.as_ref().map(Dossier::approved_end),
            changes: accepted.as_ref().map(changes_of).unwrap_or_default(),
            personal_share: self.share_of(tx.as_mut(), &dossier, person.as_ref(), brussels_day(context.at))?,
            fund_contact: fund.and_then(CareFundContact::of),
            page,
        };
        let input = json!({ "address": address.to_string() }).to_string();
        let answer = json!({ "state": dossier.state, "messages": messages.len() }).to_string();
        let look = Look {
            use_case: "facilityDossier",
            subject: format!("dossier {id}"),
            seen: &[at_dossier(id, dossier.person)],
            reason: None,
        };
        looked(tx, context, &look, (&input, &answer))?;
        Ok(told)
    }

    fn share_of(
        &self,
        tx: &mut dyn Transaction,
        dossier: &DossierRecord,
        person: Option<&Person>,
        day: Date,
    ) -> Result<Option<PersonalShare>, Problem> {
        let has_share = self
            .law
            .sector(&dossier.sector)
            .is_some_and(|sector| sector.personal_share);
        let Some(person) = person.filter(|_| has_share) else {
            return Ok(None);
        };
        let tariffs = tx.tariffs_of_sector(&dossier.sector, TariffKind::PersonalShare)?;
        let who = PricedFor {
            facility: dossier.facility,
            sector: &dossier.sector,
            user_type: dossier.user_type,
            income_category: Some(income_category_of(&person.details)),
        };
        Ok(personal_share_on(&tariffs, day, who))
    }
}

fn told(accepted: Option<&Dossier>, field: impl Fn(&Dossier) -> Option<&str>) -> Option<String> {
    accepted.and_then(field).map(str::to_owned)
}

/// The changes that a dossier can take as it stands (care.md §3). Whether one is accepted is judged when it comes.
fn changes_of(dossier: &Dossier) -> Vec<ChangeKind> {
    let has_extension = dossier
        .segments()
        .iter()
        .any(|segment| segment.origin == SegmentOrigin::Extension);
    let mut changes = vec![ChangeKind::Contact, ChangeKind::Administrative, ChangeKind::StartDate];
    match dossier.state() {
        care::DossierState::Accepted => changes.extend([ChangeKind::Extension, ChangeKind::End]),
        care::DossierState::Ended => changes.extend([ChangeKind::EndChange, ChangeKind::EndCancellation]),
    }
    if has_extension {
        changes.push(ChangeKind::ExtensionCancellation);
    }
    changes
}

fn listed(found: &FacilityDossier, address: DossierAddress, facility_name: &str) -> Result<ListedDossier, Problem> {
    let record = &found.dossier;
    let covered = covered(record, aggregate(record)?.as_ref());
    Ok(ListedDossier {
        address,
        person_name: found.person_name.clone(),
        facility_name: facility_name.to_owned(),
        sector: record.sector.clone(),
        state: record.state,
        reference: record.reference,
        received_at: record.received_at,
        covered: whole(&covered),
        has_gap: !uncovered_gaps(&covered).is_empty(),
    })
}
