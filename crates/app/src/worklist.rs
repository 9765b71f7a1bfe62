//! Use case: the worklist of a fund: everything in beraad, with the one thing that is missing and who must supply it
//! (screens.md, "Werklijst").

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use care::{AnswerFinding, CareAnswer};
use identifiers::{BatchId, CareFundNumber, EuroCents, HcoNumber, MessageRow, Month, SectorCode, brussels_day};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::{Acts, Bilingual, Effect, Finding};
use serde_json::json;
use store::{
    BatchState, FacilityName, ListedSending, SendingsOf, SendingsQuery, TakenBy, Transaction, WaitingItem,
    WorklistQuery,
};

use crate::actor::Owner;
use crate::looks::at_dossier;
use crate::page_looks::{About, PageLook};
use crate::{Action, Actor, App, Context, DossierAddress, Problem, Reason};

/// Messages on one page of the worklist.
pub const WORKLIST_PAGE: u32 = 25;

/// Sendings that stand beside them on one page.
const SENDINGS_BESIDE: u32 = 50;

/// Whose items of a worklist are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Whose {
    /// All.
    #[default]
    All,
    /// Those that nobody has taken.
    Nobodys,
    /// Those that the actor has taken.
    Mine,
}

impl Whose {
    /// As the store asks it, for an actor.
    pub(crate) const fn taken(self, me: &str) -> TakenBy<'_> {
        match self {
            Self::All => TakenBy::Anyone,
            Self::Nobodys => TakenBy::Nobody,
            Self::Mine => TakenBy::One(me),
        }
    }
}

/// Which items of a worklist are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorklistFilter {
    /// By who has taken them.
    pub whose: Whose,
    /// Of this facility only.
    pub facility: Option<HcoNumber>,
    /// Of this sector only.
    pub sector: Option<SectorCode>,
    /// The newest first; else the oldest.
    pub newest_first: bool,
    /// Sendings behind this one, as the page before said.
    #[serde(skip)]
    pub sendings_behind: Option<BatchId>,
}

/// Behind which item a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorklistPlace {
    /// When its message was received.
    pub received_at: Timestamp,
    /// The message.
    pub message: MessageRow,
}

/// `1718870400000000-42`
impl fmt::Display for WorklistPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.received_at.as_microsecond(), self.message.0)
    }
}

/// A text that is no place in a worklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a worklist")]
pub struct NoPlace;

impl FromStr for WorklistPlace {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (at, row) = text.split_once('-').ok_or(NoPlace)?;
        let micros = at.parse().map_err(|_| NoPlace)?;
        Ok(Self {
            received_at: Timestamp::from_microsecond(micros).map_err(|_| NoPlace)?,
            message: MessageRow(row.parse().map_err(|_| NoPlace)?),
        })
    }
}

/// A page of a worklist.
#[derive(Debug, Clone)]
pub struct Worklist {
    /// Messages in beraad.
    pub items: Vec<WorklistItem>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<WorklistPlace>,
    /// Sendings with lines in beraad, the oldest first.
    pub sendings: Vec<WaitingSending>,
    /// Behind which sending their next page begins; `None` on the last one.
    pub next_sending: Option<BatchId>,
    /// Whether the actor decides.
    pub may_decide: bool,
}

/// A message in beraad.
#[derive(Debug, Clone)]
pub struct WorklistItem {
    /// Where it stands in the list.
    pub place: WorklistPlace,
    /// The way to its dossier.
    pub address: DossierAddress,
    /// The person's name, where known.
    pub person_name: Option<String>,
    /// The facility's name.
    pub facility_name: String,
    /// The sector, and its name.
    pub sector: (SectorCode, Option<Bilingual>),
    /// `REQUEST`, or the word of a change.
    pub kind: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// Days since then.
    pub age_days: i64,
    /// The one thing to be looked at or supplied first: what the facility must supply goes before what the fund must
    /// look at.
    pub missing: Option<AnswerFinding>,
    /// How many more there are.
    pub more: usize,
    /// Who has taken it.
    pub taken_by: Option<Actor>,
}

/// A sending with lines in beraad.
#[derive(Debug, Clone)]
pub struct WaitingSending {
    /// The sending.
    pub batch: BatchId,
    /// Who sent it.
    pub facility: Option<FacilityName>,
    /// Its month.
    pub month: Option<Month>,
    /// When it was received.
    pub received_at: Timestamp,
    /// Days since then.
    pub age_days: i64,
    /// How many lines wait.
    pub open_lines: u64,
    /// What makes the most of them wait, how many, and their amount.
    pub reason: Option<(AnswerFinding, u64, EuroCents)>,
    /// How many other reasons there are.
    pub more: usize,
    /// Who has taken it.
    pub taken_by: Option<Actor>,
}

impl App<'_> {
    /// A page of what is in beraad of the members of the actor's fund, behind a place (`None`: from the beginning). The
    /// look is recorded, with the dossiers that were shown.
    ///
    /// # Errors
    /// Only an employee of a fund has a worklist; an unknown facility is not found.
    pub fn worklist(
        &self,
        context: &Context,
        filter: &WorklistFilter,
        behind: Option<WorklistPlace>,
        limit: u32,
    ) -> Result<Worklist, Problem> {
        let fund = own_fund(context)?;
        let mut tx = self.begin()?;
        let items = self.waiting_items(tx.as_mut(), context, filter, (behind, limit))?;
        let (sendings, next_sending) = match behind {
            None => self.waiting_sendings(tx.as_mut(), context, (fund, limit.max(SENDINGS_BESIDE)), filter)?,
            Some(_) => (Vec::new(), None),
        };
        let shown: Vec<_> = items.0.iter().map(|item| item.dossier).collect();
        let seen: Vec<_> = items
            .0
            .iter()
            .map(|item| at_dossier(item.dossier, Some(item.person)))
            .collect();
        let worklist = Worklist {
            next: items.1,
            items: items
                .0
                .iter()
                .map(|item| self.on_worklist(context, item))
                .collect::<Result<_, _>>()?,
            sendings,
            next_sending,
            may_decide: context.actor.may(Action::Decide, fund_alone(fund)).is_ok(),
        };
        let asked = json!({ "filter": filter, "behind": behind.map(|place| place.to_string()) });
        PageLook::at("worklist", About::Fund(fund))
            .asked(asked)
            .shown(json!({ "dossiers": shown }))
            .why(Some(Reason::own("WORKLIST", None)))
            .seen(seen)
            .end(tx, context)?;
        Ok(worklist)
    }

    /// The next item behind a place that is the actor's or nobody's, from the oldest on. The look is recorded.
    ///
    /// # Errors
    /// As [`App::worklist`].
    pub fn next_in_worklist(
        &self,
        context: &Context,
        behind: Option<WorklistPlace>,
    ) -> Result<Option<DossierAddress>, Problem> {
        let fund = own_fund(context)?;
        let mut tx = self.begin()?;
        let me = context.actor.to_string();
        let found = tx.worklist(&WorklistQuery {
            fund,
            day: brussels_day(context.at),
            facility: None,
            sector: None,
            taken: TakenBy::NobodyOr(&me),
            newest_first: false,
            behind: behind.map(|place| (place.received_at, place.message)),
            limit: 1,
        })?;
        let next = found.first().map(|item| (item.dossier, address_of(item)));
        let shown: Vec<_> = next.iter().map(|(dossier, _)| *dossier).collect();
        PageLook::at("next", About::Fund(fund))
            .shown(json!({ "dossiers": shown }))
            .end(tx, context)?;
        Ok(next.map(|(_, address)| address))
    }

    fn waiting_items(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        filter: &WorklistFilter,
        (behind, limit): (Option<WorklistPlace>, u32),
    ) -> Result<(Vec<WaitingItem>, Option<WorklistPlace>), Problem> {
        let facility = match &filter.facility {
            Some(hco) => Some(facility_of(tx, hco)?),
            None => None,
        };
        let me = context.actor.to_string();
        let mut items = tx.worklist(&WorklistQuery {
            fund: own_fund(context)?,
            day: brussels_day(context.at),
            facility: facility.map(|facility| facility.id),
            sector: filter.sector.as_ref(),
            taken: filter.whose.taken(&me),
            newest_first: filter.newest_first,
            behind: behind.map(|place| (place.received_at, place.message)),
            limit: limit.saturating_add(1),
        })?;
        let is_last = items.len() <= limit as usize;
        items.truncate(limit as usize);
        let next = items.last().filter(|_| !is_last).map(place_of);
        Ok((items, next))
    }

    fn on_worklist(&self, context: &Context, item: &WaitingItem) -> Result<WorklistItem, Problem> {
        let latest: CareAnswer = serde_json::from_str(&item.latest)?;
        let mut waits: Vec<AnswerFinding> = latest
            .findings
            .into_iter()
            .filter(|finding| finding.effect == Effect::Pending)
            .collect();
        waits.sort_by_key(|finding| finding.acts == Acts::CareFund);
        let more = waits.len().saturating_sub(1);
        let sector_name = self.law.sector(&item.sector).map(|sector| sector.name.clone());
        Ok(WorklistItem {
            place: place_of(item),
            address: address_of(item),
            person_name: item.person_name.clone(),
            facility_name: item.facility_name.clone(),
            sector: (item.sector.clone(), sector_name),
            kind: item.kind.clone(),
            received_at: item.received_at,
            age_days: age_days(item.received_at, context.at),
            missing: waits.into_iter().next(),
            more,
            taken_by: taken_by(item.taken_by.as_deref())?,
        })
    }

    fn waiting_sendings(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        (fund, limit): (CareFundNumber, u32),
        filter: &WorklistFilter,
    ) -> Result<(Vec<WaitingSending>, Option<BatchId>), Problem> {
        let facility = match &filter.facility {
            Some(hco) => Some(facility_of(tx, hco)?.id),
            None => None,
        };
        let me = context.actor.to_string();
        let mut sendings = tx.sendings(&SendingsQuery {
            of: SendingsOf::Fund(fund),
            facility,
            sector: filter.sector.as_ref(),
            fund: None,
            month: None,
            state: Some(BatchState::InReview),
            taken: filter.whose.taken(&me),
            oldest_first: true,
            behind: filter.sendings_behind,
            limit: limit.saturating_add(1),
        })?;
        let is_last = sendings.len() <= limit as usize;
        sendings.truncate(limit as usize);
        let next = sendings.last().filter(|_| !is_last).map(|last| last.sending.id);
        let ids: Vec<BatchId> = sendings.iter().map(|found| found.sending.id).collect();
        let mut reasons: HashMap<BatchId, Vec<store::FindingTotal>> = HashMap::new();
        for total in tx.finding_totals(&ids)? {
            if total.open > 0 && self.law.effect(&total.code)? == Effect::LineReview {
                reasons.entry(total.batch).or_default().push(total);
            }
        }
        let told = sendings
            .into_iter()
            .map(|found| {
                let reasons = reasons.remove(&found.sending.id).unwrap_or_default();
                self.waiting_sending(context.at, found, reasons)
            })
            .collect::<Result<_, Problem>>()?;
        Ok((told, next))
    }

    fn waiting_sending(
        &self,
        at: Timestamp,
        found: ListedSending,
        mut reasons: Vec<store::FindingTotal>,
    ) -> Result<WaitingSending, Problem> {
        let batch = found.sending.batch;
        reasons.sort_by_key(|total| std::cmp::Reverse(total.open));
        let more = reasons.len().saturating_sub(1);
        let reason = match reasons.into_iter().next() {
            Some(total) => {
                let finding = AnswerFinding::new(&Finding::new(total.code), &self.law)?;
                Some((finding, total.open, total.amount))
            }
            None => None,
        };
        Ok(WaitingSending {
            batch: found.sending.id,
            facility: found.facility,
            month: batch.month,
            received_at: batch.received_at,
            age_days: age_days(batch.received_at, at),
            open_lines: batch.open_lines,
            reason,
            more,
            taken_by: taken_by(found.sending.taken_by.as_deref())?,
        })
    }
}

/// Who has taken something, as it is kept.
pub(crate) fn taken_by(kept: Option<&str>) -> Result<Option<Actor>, Problem> {
    let read = kept.map(str::parse).transpose();
    read.map_err(|error| Problem::Fault(format!("who has taken it: {error}")))
}

/// The fund whose employee acts.
pub(crate) fn own_fund(context: &Context) -> Result<CareFundNumber, Problem> {
    let Actor::Employee { fund, .. } = &context.actor else {
        return Err(Problem::forbidden("only an employee of a care fund has this page"));
    };
    context.actor.may(Action::ReadDossier, fund_alone(*fund))?;
    Ok(*fund)
}

/// A thing of a fund alone.
pub(crate) const fn fund_alone(fund: CareFundNumber) -> Owner {
    Owner {
        facility: None,
        fund: Some(fund),
    }
}

/// A facility by its number in the care registry.
pub(crate) fn facility_of(tx: &mut dyn Transaction, hco: &HcoNumber) -> Result<registers::Facility, Problem> {
    let found = tx.facilities_by_hco(std::slice::from_ref(hco))?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| Problem::NotFound("a facility of this number".into()))
}

/// Calendar days in Brussels from one moment to another.
pub(crate) fn age_days(from: Timestamp, to: Timestamp) -> i64 {
    days_between(brussels_day(from), brussels_day(to))
}

/// Days from one to another.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

const fn place_of(item: &WaitingItem) -> WorklistPlace {
    WorklistPlace {
        received_at: item.received_at,
        message: item.message,
    }
}

fn address_of(item: &WaitingItem) -> DossierAddress {
    DossierAddress {
        hco: item.hco.clone(),
        message_id: item.message_id,
    }
}

#[cfg(test)]
mod tests {
    use super::WorklistPlace;

    #[test]
    fn a_place_is_read_back() {
        for text in ["0-1", "1718870400123456-42"] {
            assert_eq!(text.parse::<WorklistPlace>().unwrap().to_string(), text);
        }
        for wrong in ["", "-", "1", "x-1", "1-x", "99999999999999999999-1"] {
            assert!(wrong.parse::<WorklistPlace>().is_err(), "{wrong}");
        }
    }
}
