//! Use cases: the sendings of a facility, page by page, and the page of one (screens.md, "Facturatie": follow, settlement).

use std::collections::BTreeSet;

use identifiers::{BatchId, CareFundNumber, PersonId, brussels_day};
use regulation::{Bilingual, List};
use serde_json::json;
use store::{BatchRecord, NewBatch, NewLook, PayableState};

use super::followed::{Followed, FoundOnSending, PlacesBehind};
use super::{CreditChoice, FacilityOnPage, PageOf, credits, own_trusted};
use crate::answers::{documents_of, law_of};
use crate::batches::may_read;
use crate::looks::{Look, looked};
use crate::sending_pages::names_of;
use crate::{Action, AnsweredAmounts, AnsweredSettlement, App, BatchAnswer, Context, Problem};

/// Sendings on one page of the list.
const LIST_PAGE: usize = 25;

/// A page of the sendings of a facility.
#[derive(Debug, Clone, Default)]
pub struct SendingList {
    /// The sendings, newest first.
    pub sendings: Vec<ListedSending>,
    /// The sending behind which the next page begins; `None` on the last one.
    pub next: Option<BatchId>,
}

/// A sending in the list.
#[derive(Debug, Clone)]
pub struct ListedSending {
    /// Its number.
    pub id: BatchId,
    /// Everything kept of it.
    pub batch: NewBatch,
    /// The name of its fund.
    pub fund_name: Option<Bilingual>,
}

/// A sending as its facility follows it.
#[derive(Debug, Clone)]
pub struct FacilitySending {
    /// The facility.
    pub facility: FacilityOnPage,
    /// The sending.
    pub listed: ListedSending,
    /// The names of the answers that went out, in order.
    pub answers: Vec<&'static str>,
    /// The amounts that the last of them told.
    pub amounts: Option<AnsweredAmounts>,
    /// Everything that was found, by code, with the first places of each.
    pub findings: Vec<FoundOnSending>,
    /// The settlement, once signed.
    pub settlement: Option<AnsweredSettlement>,
    /// How to object, where something is refused.
    pub objection: Option<Bilingual>,
    /// Where its payment stands, once signed and where something is to be paid.
    pub payment: Option<PayableState>,
    /// What can be taken back of it.
    pub credits: CreditChoice,
}

/// Which parts of a sending are shown, where not the first of everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SendingPart {
    /// The places of a code behind one.
    pub places: Option<PlacesBehind>,
    /// What can be taken back behind an invoice.
    pub credits: Option<u64>,
}

impl App<'_> {
    /// A page of the sendings of a facility, newest first: those behind one, as the page before said; for a file at most
    /// so many (`None`: a page).
    ///
    /// # Errors
    /// Only people of a trusted facility have this list.
    pub fn facility_sendings(
        &self,
        context: &Context,
        behind: Option<BatchId>,
        most: Option<u32>,
    ) -> Result<SendingList, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::ReadBatch)?;
        let page = PageOf::of(LIST_PAGE, most);
        let mut found = tx.batches_at(facility.id, None, behind, page.wanted())?;
        let shown = page.shown(&found).len();
        let has_more = found.len() > shown;
        found.truncate(shown);
        let next = found.last().map(|last| last.id).filter(|_| has_more);
        Ok(SendingList {
            sendings: found.into_iter().map(|record| self.listed_sending(record)).collect(),
            next,
        })
    }

    fn listed_sending(&self, record: BatchRecord) -> ListedSending {
        let fund = record.batch.fund;
        let name = |fund: CareFundNumber| self.law.list(List::CareFund).find(&fund.to_string());
        ListedSending {
            id: record.id,
            fund_name: fund.and_then(name).map(|value| value.text.clone()),
            batch: record.batch,
        }
    }

    /// A sending as its facility follows it: what its answers say, its payment, and what can be taken back, each a page
    /// of it. The look is recorded, with the persons that were shown.
    ///
    /// # Errors
    /// There is no such sending, or it is another facility's.
    pub fn facility_sending(
        &self,
        context: &Context,
        id: BatchId,
        part: &SendingPart,
    ) -> Result<FacilitySending, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::ReadBatch)?;
        let record = tx.batch(id)?.ok_or_else(|| Problem::NotFound("a sending".into()))?;
        may_read(context, &record)?;
        let mut followed = Followed {
            law: law_of(tx.as_mut(), &self.law, record.batch.law)?,
            settlement: tx.settlement_of(id)?,
            tx: tx.as_mut(),
            record: &record,
        };
        let (amounts, objection) = followed.amounts()?;
        let (findings, found) = followed.findings(part.places.as_ref())?;
        let settlement = followed.settled()?;
        let credits = credits::choice(tx.as_mut(), &record, brussels_day(context.at), part.credits)?;
        let mut persons: BTreeSet<PersonId> = found.into_iter().collect();
        persons.extend(credits.lines.iter().map(|line| line.person));
        let sending = FacilitySending {
            facility: self.on_page(&facility),
            answers: names_of(record.batch.state).to_vec(),
            amounts,
            findings,
            settlement,
            objection,
            payment: tx.payable_of(id)?.map(|payable| payable.state),
            credits,
            listed: self.listed_sending(record),
        };
        let input = json!({ "batch": id }).to_string();
        let answer = json!({ "answers": sending.answers.len() }).to_string();
        let seen = persons.into_iter().map(|person| NewLook {
            person: Some(person),
            dossier: None,
        });
        let look = Look {
            use_case: "facilitySending",
            subject: format!("batch {id}"),
            seen: &seen.collect::<Vec<_>>(),
            reason: None,
        };
        looked(tx, context, &look, (&input, &answer))?;
        Ok(sending)
    }

    /// An answer on a sending, whole, as a document to read and to print. The look is recorded, with every person of the
    /// sending.
    ///
    /// # Errors
    /// There is no such sending or no such answer on it, or it is another facility's.
    pub fn facility_answer(&self, context: &Context, id: BatchId, name: &str) -> Result<BatchAnswer, Problem> {
        let mut tx = self.begin()?;
        own_trusted(tx.as_mut(), context, Action::ReadBatch)?;
        let record = tx.batch(id)?.ok_or_else(|| Problem::NotFound("a sending".into()))?;
        may_read(context, &record)?;
        let answers = documents_of(tx.as_mut(), &self.law, record)?;
        let count = answers.len();
        let named = answers.into_iter().find(|answer| answer.message == name);
        let answer = named.ok_or_else(|| Problem::NotFound("an answer".into()))?;
        let persons: BTreeSet<PersonId> = tx.invoices(id)?.iter().filter_map(|invoice| invoice.person).collect();
        let seen = persons.into_iter().map(|person| NewLook {
            person: Some(person),
            dossier: None,
        });
        let look = Look {
            use_case: "facilitySending",
            subject: format!("batch {id}"),
            seen: &seen.collect::<Vec<_>>(),
            reason: None,
        };
        let input = json!({ "batch": id }).to_string();
        let told = json!({ "answers": count }).to_string();
        looked(tx, context, &look, (&input, &told))?;
        Ok(answer)
    }
}
