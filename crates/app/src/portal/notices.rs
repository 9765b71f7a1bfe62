//! Use case: what a facility was told later than in a direct answer (its inbox), newest first: answers that came after a
//! wait, and changes in registers (care.md §1; D18).

use std::collections::HashMap;

use care::{CareAnswer, Outcome};
use identifiers::{CareFundNumber, DossierId, PersonId, Ssin, brussels_day};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use store::{InboxEntry, NewLook, Transaction};
use uuid::Uuid;

use super::{PageOf, own_trusted};
use crate::care_messages::ANSWER;
use crate::looks::{Look, looked};
use crate::{Action, App, Context, DossierAddress, Problem};

/// Entries on one page.
const LIST_PAGE: usize = 25;

/// A page of what a facility was told.
#[derive(Debug, Clone, Default)]
pub struct NoticeList {
    /// The entries, newest first.
    pub notices: Vec<FacilityNotice>,
    /// The number before which the next page begins; `None` on the last one.
    pub next: Option<i64>,
}

/// Something that a facility was told.
#[derive(Debug, Clone)]
pub struct FacilityNotice {
    /// When.
    pub at: Timestamp,
    /// What.
    pub told: Told,
    /// The dossier, where it is about one.
    pub dossier: Option<DossierAddress>,
    /// The person's name, where it is about one who is known.
    pub name: Option<String>,
}

/// What a facility was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The answer on a message that had waited.
    Answer(Outcome),
    /// The insurance or the fund of one of its people changed: with which fund the person is now.
    PersonChanged(Option<CareFundNumber>),
    /// The price of a code changed on days that it invoiced.
    PriceChanged(String, Date, Option<Date>),
    /// Its recognition fell away on days that it invoiced.
    RecognitionChanged(Date, Option<Date>),
    /// A certificate of its software ends, on this day.
    CertificateEnds(Date),
    /// Something that this version has no words for.
    Other,
}

/// A notice as it stands in the inbox.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind")]
enum Notice {
    #[serde(rename = "PERSON_CHANGED", rename_all = "camelCase")]
    Person {
        ssin: Ssin,
        care_fund: Option<CareFundNumber>,
    },
    #[serde(rename = "PRICE_CHANGED")]
    Price { code: String, from: Date, to: Option<Date> },
    #[serde(rename = "RECOGNITION_CHANGED")]
    Recognition { from: Date, to: Option<Date> },
    #[serde(rename = "CERTIFICATE_ENDS", rename_all = "camelCase")]
    Certificate { valid_to: Timestamp },
}

impl App<'_> {
    /// What a facility was told later, newest first: before a number, as the page before said; for a file at most so many
    /// (`None`: a page). The look is recorded.
    ///
    /// # Errors
    /// Only people of a trusted facility have this list.
    pub fn facility_notices(
        &self,
        context: &Context,
        before: Option<i64>,
        most: Option<u32>,
    ) -> Result<NoticeList, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::ReadDossier)?;
        let page = PageOf::of(LIST_PAGE, most);
        let found = tx.inbox_before(facility.id, before, page.wanted())?;
        let shown = page.shown(&found);
        let about = About::read(tx.as_mut(), facility.id, shown)?;
        let notices = shown.iter().map(|entry| {
            let (told, message, ssin) = read(entry);
            let dossier = message.filter(|id| about.dossiers.contains_key(id));
            FacilityNotice {
                at: entry.at,
                told,
                name: about.name(message, ssin),
                dossier: dossier.map(|message_id| DossierAddress {
                    hco: facility.hco.clone(),
                    message_id,
                }),
            }
        });
        let notices: Vec<FacilityNotice> = notices.collect();
        let next = shown
            .last()
            .map(|last| last.number)
            .filter(|_| found.len() > shown.len());
        let input = page.noted(json!({ "before": before }));
        let answer = json!({ "notices": notices.len() }).to_string();
        let look = Look {
            use_case: "facilityNotices",
            subject: format!("facility {}", facility.id),
            seen: &about.seen(),
            reason: None,
        };
        looked(tx, context, &look, (&input, &answer))?;
        Ok(NoticeList { notices, next })
    }
}

/// Whom entries are about.
struct About {
    dossiers: HashMap<Uuid, (DossierId, Option<PersonId>)>,
    by_ssin: HashMap<u64, PersonId>,
    names: HashMap<PersonId, Option<String>>,
}

impl About {
    /// Three queries, whatever the number of entries.
    fn read(
        tx: &mut dyn Transaction,
        facility: identifiers::FacilityId,
        entries: &[InboxEntry],
    ) -> Result<Self, Problem> {
        let (mut messages, mut ssins) = (Vec::new(), Vec::new());
        for (_, message, ssin) in entries.iter().map(read) {
            messages.extend(message);
            ssins.extend(ssin.map(Ssin::as_number));
        }
        let found = tx.dossiers_of_messages(facility, &messages)?.into_iter();
        let dossiers: HashMap<_, _> = found.map(|(message, id, person)| (message, (id, person))).collect();
        let mut names = HashMap::new();
        let mut by_ssin = HashMap::new();
        for (number, person) in tx.persons_by_ssin(&ssins)? {
            by_ssin.insert(number, person.id);
            names.insert(person.id, person.details.name);
        }
        let persons: Vec<PersonId> = dossiers.values().filter_map(|(_, person)| *person).collect();
        for person in tx.persons(&persons)? {
            names.insert(person.id, person.details.name);
        }
        Ok(Self {
            dossiers,
            by_ssin,
            names,
        })
    }

    fn name(&self, message: Option<Uuid>, ssin: Option<Ssin>) -> Option<String> {
        let of_message = message
            .and_then(|id| self.dossiers.get(&id))
            .and_then(|(_, person)| *person);
        let of_ssin = ssin.and_then(|ssin| self.by_ssin.get(&ssin.as_number()).copied());
        self.names.get(&of_message.or(of_ssin)?)?.clone()
    }

    fn seen(&self) -> Vec<NewLook> {
        let dossiers = self.dossiers.values().map(|(id, person)| NewLook {
            person: *person,
            dossier: Some(*id),
        });
        let persons = self.by_ssin.values().map(|person| NewLook {
            person: Some(*person),
            dossier: None,
        });
        let mut seen: Vec<NewLook> = dossiers.chain(persons).collect();
        seen.sort_by_key(|look| (look.dossier, look.person));
        seen
    }
}

/// What an entry tells, and about which message or person.
fn read(entry: &InboxEntry) -> (Told, Option<Uuid>, Option<Ssin>) {
    if entry.kind == ANSWER {
        return match serde_json::from_str::<CareAnswer>(&entry.body) {
            Ok(answer) => (Told::Answer(answer.outcome), Some(answer.message_id), None),
            Err(_) => (Told::Other, None, None),
        };
    }
    match serde_json::from_str(&entry.body) {
        Ok(Notice::Person { ssin, care_fund }) => (Told::PersonChanged(care_fund), None, Some(ssin)),
        Ok(Notice::Price { code, from, to }) => (Told::PriceChanged(code, from, to), None, None),
        Ok(Notice::Recognition { from, to }) => (Told::RecognitionChanged(from, to), None, None),
        Ok(Notice::Certificate { valid_to }) => (Told::CertificateEnds(brussels_day(valid_to)), None, None),
        Err(_) => (Told::Other, None, None),
    }
}
