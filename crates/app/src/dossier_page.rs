//! Use cases: the page of one dossier, and the list by which it is reached, for the employees of a care fund
//! (screens.md, "Care fund").
//!
//! A look is recorded with who looked. What a facility sent is told by its answers and by the hash of its bytes alone:
//! the bytes hold the person's number and the diagnosis, which has a right of its own.

use std::fmt;
use std::str::FromStr;

use care::{CareAnswer, Dossier, SegmentOrigin};
use identifiers::{
    CareFundNumber, DossierId, HcoNumber, Month, Period, PersonId, SectorCode, VsbReference, brussels_day,
    uncovered_gaps,
};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use registers::{Person, UserType};
use regulation::{Bilingual, List};
use serde_json::json;
use store::{
    ContentHash, DossierDay, DossierMessage, DossierRecord, DossierState, FundDossier, MessageOutcome, NewLook,
    Transaction,
};
use uuid::Uuid;

use crate::actor::Owner;
use crate::care_messages::aggregate;
use crate::decisions::version_of;
use crate::follows::looking_fund;
use crate::looks::{Look, at_dossier, looked};
use crate::{Action, Actor, App, Context, Problem, Reason, WorklistPlace};

/// Dossiers on one page of the list.
pub const DOSSIERS_PAGE: usize = 25;

/// Over how many months back the page tells what was invoiced: longer ago nothing can be invoiced any more (D4).
const INVOICED_MONTHS: i64 = 24;

/// By what a dossier is known outside: the facility's number in the care registry and the id that it gave to the
/// message that made the dossier (any of its messages leads to it). It tells nothing of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierAddress {
    /// The facility.
    pub hco: HcoNumber,
    /// The message.
    pub message_id: Uuid,
}

/// `99000101-2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1`
impl fmt::Display for DossierAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.hco, self.message_id.hyphenated())
    }
}

/// A text that is no address of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no address of a dossier")]
pub struct NoAddress;

impl FromStr for DossierAddress {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let (hco, message_id) = text.split_once('-').ok_or(NoAddress)?;
        Ok(Self {
            hco: HcoNumber::parse(hco).map_err(|_| NoAddress)?,
            message_id: Uuid::try_parse(message_id).map_err(|_| NoAddress)?,
        })
    }
}

/// Everything that the page of a dossier tells.
#[derive(Debug, Clone)]
pub struct DossierPage {
    /// By what it is known.
    pub address: DossierAddress,
    /// The facility's name.
    pub facility_name: String,
    /// The sector, and its name.
    pub sector: (SectorCode, Option<Bilingual>),
    /// Where it stands.
    pub state: DossierState,
    /// Its reference, once accepted.
    pub reference: Option<VsbReference>,
    /// Whether it came over from the sickness funds.
    pub migration: bool,
    /// The type of user, where the sector asks for it.
    pub user_type: Option<UserType>,
    /// Whom it is about.
    pub person: Option<PersonOnPage>,
    /// The person's fund of the day of looking, and its name.
    pub care_fund: Option<(CareFundNumber, Option<Bilingual>)>,
    /// The start of the stay, as last reported.
    pub start: Option<Timestamp>,
    /// The end of the stay, as last reported.
    pub end: Option<EndOnPage>,
    /// The periods approved, or that would be while it is in beraad; none when refused.
    pub approved: Vec<(Period, SegmentOrigin)>,
    /// The same, cut by the reported end.
    pub covered: Vec<Period>,
    /// Days between covered periods that are not covered.
    pub uncovered: Vec<Period>,
    /// When its request was received.
    pub received_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Who has taken it to decide.
    pub taken_by: Option<Actor>,
    /// Its messages, in order of receipt.
    pub messages: Vec<MessageOnPage>,
    /// What was invoiced on it, by day, over the last two years.
    pub days: Vec<DossierDay>,
    /// What a decision on it is to name as seen.
    pub version: ContentHash,
    /// Where its message in beraad stands in the worklist.
    pub place: Option<WorklistPlace>,
    /// Whether the actor may decide it, apart from who has taken it.
    pub may_decide: bool,
    /// Whether the actor may read what the facility sent, the diagnosis included.
    pub may_read_original: bool,
    /// Whether the actor has a page of the person.
    pub may_read_person: bool,
}

/// What the page tells of a person. Never the national number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonOnPage {
    /// Own number: where the page of the person is.
    pub id: PersonId,
    /// Name, where known.
    pub name: Option<String>,
    /// Day of birth, where known.
    pub birth_date: Option<Date>,
    /// Day of death.
    pub deceased_on: Option<Date>,
}

/// The reported end of a stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndOnPage {
    /// When it ended.
    pub at: Timestamp,
    /// Why.
    pub reason: Option<Bilingual>,
    /// Where the person went.
    pub departed_to: Option<Bilingual>,
}

/// A message of the dossier.
#[derive(Debug, Clone)]
pub struct MessageOnPage {
    /// The id its sender made.
    pub message_id: Uuid,
    /// `REQUEST`, or the word of a change.
    pub kind: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// Where it stands.
    pub outcome: MessageOutcome,
    /// The answer at receipt.
    pub first: CareAnswer,
    /// The latest answer.
    pub latest: CareAnswer,
    /// The hash of the bytes as received.
    pub input: ContentHash,
}

/// A page of the list of dossiers that a fund sees.
#[derive(Debug, Clone, Default)]
pub struct DossierList {
    /// The dossiers, newest first.
    pub dossiers: Vec<ListedDossier>,
    /// The dossier behind which the next page begins; `None` on the last one.
    pub next: Option<DossierAddress>,
}

/// A dossier in the list.
#[derive(Debug, Clone)]
pub struct ListedDossier {
    /// By what it is known.
    pub address: DossierAddress,
    /// The person's name, where known.
    pub person_name: Option<String>,
    /// The facility's name.
    pub facility_name: String,
    /// Its sector.
    pub sector: SectorCode,
    /// Where it stands.
    pub state: DossierState,
    /// Its reference, once accepted.
    pub reference: Option<VsbReference>,
    /// When its request was received.
    pub received_at: Timestamp,
    /// From its first covered day to its last, gaps included; that which would be covered while it is in beraad.
    pub covered: Option<Period>,
    /// Whether days in between are not covered.
    pub has_gap: bool,
}

impl App<'_> {
    /// Everything the page of a dossier tells, to an employee of a fund that sees it. The look is recorded.
    ///
    /// # Errors
    /// There is no such dossier, or it is not one of this employee's fund.
    pub fn dossier_page(&self, context: &Context, address: &DossierAddress) -> Result<DossierPage, Problem> {
        self.dossier_page_because(context, address, None)
    }

    /// The same, with why it is looked at ([`App::why_dossier`]).
    ///
    /// # Errors
    /// As [`App::dossier_page`].
    pub fn dossier_page_because(
        &self,
        context: &Context,
        address: &DossierAddress,
        why: Option<&Reason>,
    ) -> Result<DossierPage, Problem> {
        let mut tx = self.begin()?;
        let id = dossier_at(tx.as_mut(), address)?;
        let gone = |what: &str| Problem::Fault(format!("a dossier whose {what} is gone"));
        let dossier = tx.dossier(id)?.ok_or_else(|| gone("row"))?;
        let facility = tx.facility(dossier.facility)?.ok_or_else(|| gone("facility"))?;
        let person = match dossier.person {
            Some(person) => tx.person(person)?,
            None => None,
        };
        refuse_who_does_not_see(context, &dossier, person.as_ref())?;
        let messages = tx.messages_of(id)?;
        let days = match (dossier.person, dossier.state) {
            (Some(of), DossierState::Accepted | DossierState::Ended) => {
                let since = brussels_day(context.at).saturating_sub(INVOICED_MONTHS.months());
                tx.dossier_days(id, dossier.facility, of, Month::of(since))?
            }
            _ => Vec::new(),
        };
        let mut page = self.page_of(context, &facility.name, address, (&dossier, person.as_ref()), &messages)?;
        page.days = days;
        let mut input = json!({ "address": address.to_string() });
        if let Some(why) = why {
            input["why"] = json!(why);
        }
        let (input, reason) = (input.to_string(), why.map(Reason::kept));
        let answer = json!({ "state": dossier.state, "messages": messages.len() }).to_string();
        let look = Look {
            use_case: "readDossier",
            subject: format!("dossier {id}"),
            seen: &[at_dossier(id, dossier.person)],
            reason: reason.as_deref(),
        };
        looked(tx, context, &look, (&input, &answer))?;
        Ok(page)
    }

    pub(crate) fn page_of(
        &self,
        context: &Context,
        facility_name: &str,
        address: &DossierAddress,
        (dossier, person): (&DossierRecord, Option<&Person>),
        messages: &[DossierMessage],
    ) -> Result<DossierPage, Problem> {
        let today = brussels_day(context.at);
        let accepted = aggregate(dossier)?;
        let approved = approved(dossier, accepted.as_ref());
        let covered = covered(dossier, accepted.as_ref());
        let fund = person
            .and_then(|person| person.membership_on(today))
            .map(|membership| membership.fund);
        let fund_name = |number: CareFundNumber| {
            let found = self.law.list(List::CareFund).find(&number.to_string());
            found.map(|value| value.text.clone())
        };
        let sector_name = self.law.sector(&dossier.sector).map(|sector| sector.name.clone());
        let taken_by = dossier.taken_by.as_deref().map(str::parse).transpose();
        let facility = Some(dossier.facility);
        let may = |action, fund| context.actor.may(action, Owner { facility, fund }).is_ok();
        Ok(DossierPage {
            address: address.clone(),
            facility_name: facility_name.to_owned(),
            sector: (dossier.sector.clone(), sector_name),
            state: dossier.state,
            reference: dossier.reference,
            migration: dossier.migration,
            user_type: dossier.user_type,
            person: person.map(|person| PersonOnPage {
                id: person.id,
                name: person.details.name.clone(),
                birth_date: person.details.birth_date,
                deceased_on: person.details.deceased_on,
            }),
            care_fund: fund.map(|number| (number, fund_name(number))),
            start: dossier.start,
            end: self.end_of(accepted.as_ref()),
            approved,
            uncovered: uncovered_gaps(&covered),
            covered,
            received_at: dossier.received_at,
            decided_at: dossier.decided_at,
            taken_by: taken_by.map_err(|error| Problem::Fault(format!("who took a dossier: {error}")))?,
            messages: messages.iter().map(on_page).collect::<Result<_, _>>()?,
            days: Vec::new(),
            version: version_of(dossier, messages),
            place: messages
                .iter()
                .find(|message| message.outcome == MessageOutcome::Pending)
                .map(|message| WorklistPlace {
                    received_at: message.received_at,
                    message: message.row,
                }),
            may_decide: may(Action::Decide, fund),
            may_read_person: may(Action::ReadPerson, looking_fund(context, person, None)),
            may_read_original: may(
                Action::ReadDiagnosis,
                looking_fund(context, person, dossier.start.map(brussels_day)),
            ),
        })
    }

    fn end_of(&self, dossier: Option<&Dossier>) -> Option<EndOnPage> {
        let end = dossier?.reported_end()?;
        let text = |list, code: &str| self.law.list(list).find(code).map(|value| value.text.clone());
        Some(EndOnPage {
            at: end.at,
            reason: text(List::EndReason, &end.end_reason),
            departed_to: text(List::DepartedTo, &end.departed_to),
        })
    }

    /// A page of the dossiers that the employee's fund sees, newest first: those behind a dossier, as the page before
    /// said. The look is recorded, with the dossiers that were shown.
    ///
    /// # Errors
    /// Only an employee of a fund has such a list; it goes on behind no dossier that is unknown.
    pub fn dossiers(&self, context: &Context, behind: Option<&DossierAddress>) -> Result<DossierList, Problem> {
        self.dossiers_up_to(context, behind, DOSSIERS_PAGE)
    }

    /// The same with so many at most, where it is not a page: for a file.
    ///
    /// # Errors
    /// As [`App::dossiers`].
    pub fn dossiers_up_to(
        &self,
        context: &Context,
        behind: Option<&DossierAddress>,
        most: usize,
    ) -> Result<DossierList, Problem> {
        let Actor::Employee { fund, .. } = &context.actor else {
            return Err(Problem::forbidden("only an employee of a care fund has this list"));
        };
        let owner = Owner {
            facility: None,
            fund: Some(*fund),
        };
        context.actor.may(Action::ReadDossier, owner)?;
        let mut tx = self.begin()?;
        let before = match behind {
            Some(address) => Some(dossier_at(tx.as_mut(), address)?),
            None => None,
        };
        let seen = seen_by(tx.as_mut(), *fund, brussels_day(context.at), (before, most))?;
        let shown = &seen[..seen.len().min(most)];
        let dossiers = shown.iter().map(listed).collect::<Result<Vec<_>, _>>()?;
        let last = dossiers.last().filter(|_| seen.len() > most);
        let next = last.map(|last| last.address.clone());
        let ids: Vec<DossierId> = shown.iter().map(|shown| shown.dossier.id).collect();
        let mut input = json!({ "behind": behind.map(ToString::to_string) });
        if most != DOSSIERS_PAGE {
            input["most"] = json!(most);
        }
        let input = input.to_string();
        let answer = json!({ "dossiers": ids }).to_string();
        let seen: Vec<NewLook> = shown
            .iter()
            .map(|shown| at_dossier(shown.dossier.id, shown.dossier.person))
            .collect();
        let look = Look {
            use_case: "listDossiers",
            subject: format!("fund {fund}"),
            seen: &seen,
            reason: Some("LIST"),
        };
        looked(tx, context, &look, (&input, &answer))?;
        Ok(DossierList { dossiers, next })
    }
}

/// The dossier of an address.
pub(crate) fn dossier_at(tx: &mut dyn Transaction, address: &DossierAddress) -> Result<DossierId, Problem> {
    let facilities = tx.facilities_by_hco(std::slice::from_ref(&address.hco))?;
    let found = match facilities.first() {
        Some(facility) => tx.dossier_of_message(facility.id, address.message_id)?,
        None => None,
    };
    found.ok_or_else(|| Problem::NotFound("a dossier".into()))
}

/// One more than a page of what a fund sees (care.md §5): of the persons who are or were its members, the stays that
/// had not begun when their membership ended.
fn seen_by(
    tx: &mut dyn Transaction,
    fund: CareFundNumber,
    today: Date,
    (mut before, most): (Option<DossierId>, usize),
) -> Result<Vec<FundDossier>, Problem> {
    let wanted = most.saturating_add(1);
    let mut seen = Vec::with_capacity(wanted.min(DOSSIERS_PAGE + 1));
    loop {
        let limit = u32::try_from(wanted).unwrap_or(u32::MAX);
        let found = tx.dossiers_of_fund(fund, today, before, limit)?;
        let is_last = found.len() < wanted;
        before = found.last().map(|last| last.dossier.id);
        seen.extend(found.into_iter().filter(|found| {
            let began = found.dossier.start.map(brussels_day);
            found
                .member_until
                .is_none_or(|until| began.is_none_or(|began| until >= began))
        }));
        if is_last || seen.len() >= wanted {
            seen.truncate(wanted);
            return Ok(seen);
        }
    }
}

pub(crate) fn refuse_who_does_not_see(
    context: &Context,
    dossier: &DossierRecord,
    person: Option<&Person>,
) -> Result<(), Problem> {
    if !matches!(context.actor, Actor::Employee { .. }) {
        return Err(Problem::forbidden("only an employee of a care fund has this page"));
    }
    let owner = Owner {
        facility: Some(dossier.facility),
        fund: looking_fund(context, person, dossier.start.map(brussels_day)),
    };
    context.actor.may(Action::ReadDossier, owner)
}

/// What is approved, or would be while it is in beraad.
fn approved(record: &DossierRecord, dossier: Option<&Dossier>) -> Vec<(Period, SegmentOrigin)> {
    match (dossier, record.state) {
        (Some(dossier), _) => {
            let segments = dossier.segments().into_iter();
            segments
                .filter_map(|segment| Some((segment.period?, segment.origin)))
                .collect()
        }
        // A refused one keeps what its request would have covered.
        (None, DossierState::Refused) => Vec::new(),
        (None, _) => record
            .approved
            .iter()
            .map(|period| (*period, SegmentOrigin::Request))
            .collect(),
    }
}

pub(crate) fn covered(record: &DossierRecord, dossier: Option<&Dossier>) -> Vec<Period> {
    match dossier {
        Some(dossier) => dossier.covered(),
        None => approved(record, None).into_iter().map(|(period, _)| period).collect(),
    }
}

/// From the first day of periods in order to their last, gaps included.
pub(crate) fn whole(covered: &[Period]) -> Option<Period> {
    let (first, last) = covered.first().zip(covered.last())?;
    Period::new(first.from(), last.to()).ok()
}

pub(crate) fn listed(found: &FundDossier) -> Result<ListedDossier, Problem> {
    let record = &found.dossier;
    let covered = covered(record, aggregate(record)?.as_ref());
    Ok(ListedDossier {
        address: DossierAddress {
            hco: found.hco.clone(),
            message_id: found.message_id,
        },
        person_name: found.person_name.clone(),
        facility_name: found.facility_name.clone(),
        sector: record.sector.clone(),
        state: record.state,
        reference: record.reference,
        received_at: record.received_at,
        covered: whole(&covered),
        has_gap: !uncovered_gaps(&covered).is_empty(),
    })
}

fn on_page(message: &DossierMessage) -> Result<MessageOnPage, Problem> {
    Ok(MessageOnPage {
        message_id: message.message_id,
        kind: message.kind.clone(),
        received_at: message.received_at,
        outcome: message.outcome,
        first: serde_json::from_str(&message.answer)?,
        latest: serde_json::from_str(&message.latest)?,
        input: message.input,
    })
}

#[cfg(test)]
mod tests {
    use super::DossierAddress;

    #[test]
    fn an_address_is_read_back() {
        let text = "99000101-2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1";
        assert_eq!(text.parse::<DossierAddress>().unwrap().to_string(), text);
        for wrong in [
            "",
            "-",
            "99000101",
            "99000101-",
            "-2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1",
            "1-2",
            "85073000000",
        ] {
            assert!(wrong.parse::<DossierAddress>().is_err(), "{wrong}");
        }
    }
}
