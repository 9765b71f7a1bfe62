//! Use cases: the sendings of a facility, page by page, and the page of one (screens.md, "Facturatie": follow, settlement).

use std::collections::BTreeSet;

use identifiers::{BatchId, CareFundNumber, PersonId, brussels_day};
use regulation::{Bilingual, List};
use serde_json::json;
use store::{BatchRecord, NewBatch, NewLook, PayableState};

use super::{CreditChoice, FacilityOnPage, PageOf, credits, own_trusted};
use crate::answers::documents_of;
use crate::batches::may_read;
use crate::looks::{Look, looked};
use crate::{Action, App, BatchAnswer, Context, Problem};

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
    /// The answers that went out, in order.
    pub answers: Vec<BatchAnswer>,
    /// Where its payment stands, once signed and where something is to be paid.
    pub payment: Option<PayableState>,
    /// What can be taken back of it.
    pub credits: CreditChoice,
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

    /// A sending as its facility follows it: its answers, its payment, and what can be taken back. The look is recorded.
    ///
    /// # Errors
    /// There is no such sending, or it is another facility's.
    pub fn facility_sending(&self, context: &Context, id: BatchId) -> Result<FacilitySending, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::ReadBatch)?;
        let record = tx.batch(id)?.ok_or_else(|| Problem::NotFound("a sending".into()))?;
        may_read(context, &record)?;
        let sending = FacilitySending {
            facility: self.on_page(&facility),
            answers: documents_of(tx.as_mut(), &self.law, record.clone())?,
            payment: tx.payable_of(id)?.map(|payable| payable.state),
            credits: credits::choice(tx.as_mut(), &facility, &record, brussels_day(context.at))?,
            listed: self.listed_sending(record),
        };
        let input = json!({ "batch": id }).to_string();
        let answer = json!({ "answers": sending.answers.len() }).to_string();
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
        looked(tx, context, &look, (&input, &answer))?;
        Ok(sending)
    }
}
