//! Use case: what a facility must do, who is there, and whether its people are affiliated (screens.md, "Overzicht").

use std::collections::{HashMap, HashSet};

use care::CareAnswer;
use identifiers::{CareFundNumber, DossierId, HcoNumber, PersonId, VsbReference, brussels_day};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use registers::insurance::insurance_status;
use registers::{InsuranceReason, InsuranceStatus, Membership, MembershipKind, Person, UserType};
use regulation::{Acts, Effect};
use serde_json::json;
use store::{CertificateOwner, DossierMessage, DossierState, FacilityDossier, MessageOutcome, Transaction};

use super::certificates::{CertificateNeed, need};
use super::{FacilityOnPage, own_trusted};
use crate::care_messages::REQUEST;
use crate::looks::{Look, at_dossier, looked};
use crate::{Action, App, Context, DossierAddress, Problem};

/// So many days before an approved end it is shown as near: as long as an extension may come afterwards without a gap.
const NEAR_DAYS: i64 = 30;

/// So many days before an affiliation ends it is shown as ending: six weeks. No law names them; they leave time to reach
/// the person or who acts for them, to ask the fund, and for the fund to answer, before a day is not paid.
const AFFILIATION_NEAR_DAYS: i64 = 42;

/// Refusals are shown for so many days, and so is a certificate that ended.
const REFUSED_DAYS: i64 = 30;

/// Most refusals that are shown.
const REFUSED_SHOWN: u32 = 50;

/// What the people of a facility see first.
#[derive(Debug, Clone)]
pub struct FacilityOverview {
    /// The facility.
    pub facility: FacilityOnPage,
    /// Its recognised places today.
    pub places: u32,
    /// Everyone with an open dossier, by name.
    pub people: Vec<Resident>,
    /// What must be done, the most pressing first.
    pub actions: Vec<ActionItem>,
}

impl FacilityOverview {
    /// How many people stay there today.
    #[must_use]
    pub fn here_count(&self) -> usize {
        let here = self.people.iter().filter(|of| of.presence == Presence::Here);
        here.count()
    }
}

/// Whether a person stays in the facility on the day of looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// The stay is accepted and has begun.
    Here,
    /// The stay is accepted and begins on a later day.
    Coming,
    /// The stay was asked for and is not accepted yet.
    Asked,
}

/// A person with an open dossier in the facility.
#[derive(Debug, Clone)]
pub struct Resident {
    /// Whether the person stays there.
    pub presence: Presence,
    /// The dossier.
    pub address: DossierAddress,
    /// Its reference.
    pub reference: Option<VsbReference>,
    /// The person's name, where known.
    pub name: Option<String>,
    /// Day of birth, where known.
    pub birth_date: Option<Date>,
    /// The first day of the stay.
    pub start: Option<Date>,
    /// The last approved day.
    pub approved_until: Option<Date>,
    /// The type of user, where the sector asks for it.
    pub user_type: Option<UserType>,
    /// Whether the person is affiliated today.
    pub affiliation: Affiliation,
}

/// Whether a person is affiliated on the day of looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Affiliation {
    /// With this fund, until the day when it is known to end.
    Insured {
        /// The fund.
        fund: CareFundNumber,
        /// Officially or administratively.
        kind: MembershipKind,
        /// The last day of being affiliated without a gap, with whichever fund, where one is known.
        until: Option<Date>,
        /// Whether that day is near.
        is_ending: bool,
    },
    /// Not, for this reason.
    Missing(InsuranceReason),
}

/// Something that must be done.
#[derive(Debug, Clone)]
pub struct ActionItem {
    /// The dossier; `None`: it is about the facility itself.
    pub address: Option<DossierAddress>,
    /// The person's name, where known.
    pub name: Option<String>,
    /// What.
    pub needed: ActionNeeded,
}

/// What must be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionNeeded {
    /// The approved end was reached without an extension or an end: its last approved day.
    EndReached(Date),
    /// The person is not affiliated today, and days are not paid.
    AffiliationMissing(InsuranceReason),
    /// A message waits for the facility: its kind and when it was received.
    WaitsForFacility(String, Timestamp),
    /// A message was refused: its kind and when it was received.
    Refused(String, Timestamp),
    /// The person loses their affiliation soon, while the stay goes on: the last day, how the person is affiliated on it,
    /// and why not from then on.
    AffiliationEnds(Date, MembershipKind, InsuranceReason),
    /// The last certificate of the facility's software ended, on this day.
    CertificateEnded(Date),
    /// The last certificate of the facility's software ends soon, on this day.
    CertificateEnds(Date),
    /// The approved end comes near: its last approved day.
    EndNear(Date),
    /// A message waits for the care fund: its kind and when it was received.
    WaitsForFund(String, Timestamp),
}

impl ActionNeeded {
    /// The place in the order of what presses most.
    const fn rank(&self) -> u8 {
        match self {
            Self::EndReached(_) => 0,
            Self::AffiliationMissing(_) => 1,
            Self::CertificateEnded(_) => 2,
            Self::WaitsForFacility(..) => 3,
            Self::Refused(..) => 4,
            Self::AffiliationEnds(..) => 5,
            Self::CertificateEnds(_) => 6,
            Self::EndNear(_) => 7,
            Self::WaitsForFund(..) => 8,
        }
    }
}

impl App<'_> {
    /// What the people of a facility must do, who is there, and whether they are affiliated. The look is recorded.
    ///
    /// # Errors
    /// Only people of a trusted facility have this page.
    pub fn facility_overview(&self, context: &Context) -> Result<FacilityOverview, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::ReadDossier)?;
        let today = brussels_day(context.at);
        let open = tx.open_dossiers_at(facility.id)?;
        let seen = Seen::read(tx.as_mut(), open)?;
        let mut actions = seen.actions(&facility.hco, today)?;
        let since = context.at.checked_sub(SignedDuration::from_hours(24 * REFUSED_DAYS));
        let since = since.unwrap_or(Timestamp::MIN);
        let refused = tx.refused_messages(facility.id, since, REFUSED_SHOWN)?;
        let not_open = seen.not_open(tx.as_mut(), refused.iter().map(|(dossier, _)| *dossier))?;
        for (dossier, message) in &refused {
            actions.extend(seen.refused(&facility.hco, (*dossier, not_open.get(dossier)), message));
        }
        let certificates = tx.certificates(Some(CertificateOwner::Facility(facility.id)))?;
        actions.extend(need(&certificates, context.at, REFUSED_DAYS).map(of_certificate));
        actions.sort_by_key(|action| action.needed.rank());
        let recognitions = facility.recognitions.iter();
        let today_here = recognitions.filter(|r| r.sector == facility.sector && r.period.contains(today));
        let overview = FacilityOverview {
            places: today_here.map(|recognition| recognition.places).sum(),
            people: seen.people(&facility.hco, today),
            actions,
            facility: self.on_page(&facility),
        };
        let dossiers: Vec<DossierId> = seen.open.iter().map(|open| open.dossier.id).collect();
        let answer = json!({ "dossiers": dossiers, "actions": overview.actions.len() }).to_string();
        let shown = seen
            .open
            .iter()
            .map(|open| at_dossier(open.dossier.id, open.dossier.person));
        let look = Look {
            use_case: "facilityOverview",
            subject: format!("facility {}", facility.id),
            seen: &shown.collect::<Vec<_>>(),
            reason: None,
        };
        looked(tx, context, &look, ("{}", &answer))?;
        Ok(overview)
    }
}

/// The open dossiers with their persons and what waits.
struct Seen {
    open: Vec<FacilityDossier>,
    persons: HashMap<PersonId, Person>,
    waiting: HashMap<DossierId, Vec<DossierMessage>>,
}

impl Seen {
    fn read(tx: &mut dyn Transaction, open: Vec<FacilityDossier>) -> Result<Self, Problem> {
        let mut ids: Vec<PersonId> = open.iter().filter_map(|open| open.dossier.person).collect();
        ids.sort_unstable();
        ids.dedup();
        let persons = tx
            .persons(&ids)?
            .into_iter()
            .map(|person| (person.id, person))
            .collect();
        let dossiers: Vec<DossierId> = open.iter().map(|open| open.dossier.id).collect();
        let mut waiting: HashMap<DossierId, Vec<DossierMessage>> = HashMap::new();
        for (dossier, message) in tx.waiting_messages_of(&dossiers)? {
            waiting.entry(dossier).or_default().push(message);
        }
        Ok(Self { open, persons, waiting })
    }

    fn person(&self, open: &FacilityDossier) -> Option<&Person> {
        self.persons.get(&open.dossier.person?)
    }

    fn people(&self, hco: &HcoNumber, today: Date) -> Vec<Resident> {
        let mut people: Vec<Resident> = self
            .open
            .iter()
            .map(|open| {
                let person = self.person(open);
                Resident {
                    presence: presence(open, today),
                    address: address(hco, open),
                    reference: open.dossier.reference,
                    name: open.person_name.clone(),
                    birth_date: person.and_then(|person| person.details.birth_date),
                    start: open.dossier.start.map(brussels_day),
                    approved_until: open.dossier.approved_until,
                    user_type: open.dossier.user_type,
                    affiliation: affiliation(person, today),
                }
            })
            .collect();
        people.sort_by(|a, b| a.name.cmp(&b.name));
        people
    }

    fn actions(&self, hco: &HcoNumber, today: Date) -> Result<Vec<ActionItem>, Problem> {
        let mut actions = Vec::new();
        for open in &self.open {
            let mut needed = Vec::new();
            if open.dossier.state == DossierState::Accepted {
                needed.extend(of_stay(open, self.person(open), today));
            }
            for message in self.waiting.get(&open.dossier.id).into_iter().flatten() {
                if message.outcome == MessageOutcome::Pending {
                    needed.push(waits(message)?);
                }
            }
            actions.extend(needed.into_iter().map(|needed| ActionItem {
                address: Some(address(hco, open)),
                name: open.person_name.clone(),
                needed,
            }));
        }
        Ok(actions)
    }

    /// The persons of those of these dossiers that are not open.
    fn not_open(
        &self,
        tx: &mut dyn Transaction,
        dossiers: impl Iterator<Item = DossierId>,
    ) -> Result<HashMap<DossierId, Person>, Problem> {
        let mut ids: Vec<DossierId> = dossiers
            .filter(|id| self.open.iter().all(|open| open.dossier.id != *id))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let requests = tx.requests_of(&ids)?;
        let mut persons: Vec<PersonId> = requests.iter().filter_map(|request| request.person).collect();
        persons.sort_unstable();
        persons.dedup();
        let persons = tx.persons(&persons)?.into_iter();
        let persons: HashMap<PersonId, Person> = persons.map(|person| (person.id, person)).collect();
        let of_dossier = requests.into_iter().filter_map(|request| {
            let person = persons.get(&request.person?)?;
            Some((request.dossier, person.clone()))
        });
        Ok(of_dossier.collect())
    }

    /// A refusal, unless it is of a request of a person who has another dossier here since.
    fn refused(
        &self,
        hco: &HcoNumber,
        (dossier, not_open): (DossierId, Option<&Person>),
        message: &DossierMessage,
    ) -> Option<ActionItem> {
        let known = self.open.iter().find(|open| open.dossier.id == dossier);
        let (name, person) = match known {
            Some(open) => (open.person_name.clone(), None),
            None => (
                not_open.and_then(|person| person.details.name.clone()),
                not_open.map(|person| person.id),
            ),
        };
        let has_other = person.is_some() && self.open.iter().any(|open| open.dossier.person == person);
        if message.kind == REQUEST && has_other {
            return None;
        }
        Some(ActionItem {
            address: Some(DossierAddress {
                hco: hco.clone(),
                message_id: message.message_id,
            }),
            name,
            needed: ActionNeeded::Refused(message.kind.clone(), message.received_at),
        })
    }
}

fn of_stay(open: &FacilityDossier, person: Option<&Person>, today: Date) -> Vec<ActionNeeded> {
    let mut needed = Vec::new();
    if let Some(until) = open.dossier.approved_until {
        if until < today {
            needed.push(ActionNeeded::EndReached(until));
        } else if until <= today.saturating_add(NEAR_DAYS.days()) {
            needed.push(ActionNeeded::EndNear(until));
        }
    }
    match insurance_status(person, today) {
        InsuranceStatus::NotInsured(reason) => needed.push(ActionNeeded::AffiliationMissing(reason)),
        InsuranceStatus::Insured(membership) => {
            let lost = lost(person, membership).filter(|lost| {
                let goes_on = open.dossier.approved_until.is_none_or(|until| until > lost.last);
                goes_on && is_near(lost.last, today)
            });
            needed.extend(lost.map(|lost| ActionNeeded::AffiliationEnds(lost.last, lost.kind, lost.reason)));
        }
    }
    needed
}

fn of_certificate(need: CertificateNeed) -> ActionItem {
    ActionItem {
        address: None,
        name: None,
        needed: match need {
            CertificateNeed::Ends(day) => ActionNeeded::CertificateEnds(day),
            CertificateNeed::Ended(day) => ActionNeeded::CertificateEnded(day),
        },
    }
}

fn presence(open: &FacilityDossier, today: Date) -> Presence {
    let begun = open.dossier.start.is_some_and(|start| brussels_day(start) <= today);
    match open.dossier.state {
        DossierState::Accepted if begun => Presence::Here,
        DossierState::Accepted => Presence::Coming,
        _ => Presence::Asked,
    }
}

fn waits(message: &DossierMessage) -> Result<ActionNeeded, Problem> {
    let answer: CareAnswer = serde_json::from_str(&message.latest)?;
    let who: HashSet<bool> = answer
        .findings
        .iter()
        .filter(|finding| finding.effect == Effect::Pending)
        .map(|finding| finding.acts == Acts::Facility)
        .collect();
    let (kind, at) = (message.kind.clone(), message.received_at);
    Ok(if who.contains(&true) {
        ActionNeeded::WaitsForFacility(kind, at)
    } else {
        ActionNeeded::WaitsForFund(kind, at)
    })
}

fn affiliation(person: Option<&Person>, today: Date) -> Affiliation {
    match insurance_status(person, today) {
        InsuranceStatus::Insured(membership) => {
            let until = lost(person, membership).map(|lost| lost.last);
            Affiliation::Insured {
                fund: membership.fund,
                kind: membership.kind,
                until,
                is_ending: until.is_some_and(|until| is_near(until, today)),
            }
        }
        InsuranceStatus::NotInsured(reason) => Affiliation::Missing(reason),
    }
}

fn is_near(last: Date, today: Date) -> bool {
    last <= today.saturating_add(AFFILIATION_NEAR_DAYS.days())
}

/// That an affiliation ends.
struct Lost {
    /// Its last day.
    last: Date,
    /// How the person is affiliated on it.
    kind: MembershipKind,
    /// Why the person is not insured the day after.
    reason: InsuranceReason,
}

/// When a person who is affiliated now is so no more: a membership that another follows the day after (a person who moves
/// to another fund) is no end. `None`: no end is known.
fn lost(person: Option<&Person>, now: Membership) -> Option<Lost> {
    let mut membership = now;
    loop {
        // Memberships never overlap, so each step ends later than the one before.
        let last = membership.period.to()?;
        match insurance_status(person, last.tomorrow().ok()?) {
            InsuranceStatus::Insured(next) => membership = next,
            InsuranceStatus::NotInsured(reason) => {
                return Some(Lost {
                    last,
                    kind: membership.kind,
                    reason,
                });
            }
        }
    }
}

fn address(hco: &HcoNumber, open: &FacilityDossier) -> DossierAddress {
    DossierAddress {
        hco: hco.clone(),
        message_id: open.message_id,
    }
}
