//! Use case: keeping what a facility changed by hand in a month that it is filling in (screens.md, "Facturatie").
//!
//! Kept is what differs from the stays, so that a change of a stay or a price shows in the month at once. Each save
//! raises a version: who saves on an older one is told so, and nothing is lost.

use std::collections::BTreeSet;

use identifiers::{BatchId, EuroCents, FacilityId, Month, PerformanceCode, VsbReference};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{DraftRow, LinePlace, Transaction};

use super::month_facts::MonthFacts;
use super::own_trusted;
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem};

/// Most costs, days or credits that a draft holds: more than a month of the largest facility asks.
const MOST: usize = 50_000;

/// What differs from the stays in a month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MonthDraft {
    /// Days of the month that are not invoiced although they could be.
    pub off: BTreeSet<(VsbReference, Date)>,
    /// Days before the month that are invoiced in it.
    pub earlier: BTreeSet<(VsbReference, Date)>,
    /// Costs and premiums.
    pub costs: Vec<DraftCost>,
    /// Lines of signed sendings that are taken back.
    pub credits: BTreeSet<DraftCredit>,
}

/// What the page of a month was filled in with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilledMonth {
    /// What it says now.
    pub typed: MonthDraft,
    /// Everything that it could have said: the days that had a box, the costs and credits that stood in it.
    pub shown: MonthDraft,
}

impl FilledMonth {
    /// What is to be kept: what was filled in, and of what is kept already everything that the page did not show. So a
    /// day that has no price for the moment keeps its mark, and what somebody else added meanwhile stays.
    #[must_use]
    pub fn over(&self, kept: &MonthDraft) -> MonthDraft {
        let (typed, shown) = (&self.typed, &self.shown);
        let mut whole = typed.clone();
        whole.off.extend(kept.off.difference(&shown.off));
        whole.earlier.extend(kept.earlier.difference(&shown.earlier));
        whole.credits.extend(kept.credits.difference(&shown.credits));
        let unseen = |cost: &&DraftCost| !shown.costs.contains(cost) && !typed.costs.contains(cost);
        whole.costs.extend(kept.costs.iter().filter(unseen).cloned());
        whole
    }
}

/// A cost or a premium of a stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DraftCost {
    /// The stay.
    pub reference: VsbReference,
    /// The day.
    pub day: Date,
    /// The performance code.
    pub code: PerformanceCode,
    /// The amount.
    pub cents: EuroCents,
}

/// A line that is taken back, by where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DraftCredit {
    /// The batch, by own number.
    pub batch: i64,
    /// The number of the invoice.
    pub invoice: u64,
    /// The place in the invoice.
    pub position: u32,
}

impl From<LinePlace> for DraftCredit {
    fn from(place: LinePlace) -> Self {
        Self {
            batch: place.batch.0,
            invoice: place.invoice,
            position: place.position,
        }
    }
}

impl From<DraftCredit> for LinePlace {
    fn from(credit: DraftCredit) -> Self {
        Self {
            batch: BatchId(credit.batch),
            invoice: credit.invoice,
            position: credit.position,
        }
    }
}

impl App<'_> {
    /// Saves what differs from the stays in a month, on the version that was looked at (0: nothing was saved yet), and
    /// gives the new version.
    ///
    /// # Errors
    /// Only a billing clerk of the facility saves; a conflict when somebody saved meanwhile: nothing is changed then.
    pub fn save_month(
        &self,
        context: &Context,
        month: Month,
        version: i64,
        draft: &MonthDraft,
    ) -> Result<i64, Problem> {
        refuse_wrong(draft)?;
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::SendBatch)?;
        let new = save(tx.as_mut(), context, facility.id, (month, version), draft)?;
        tx.commit()?;
        Ok(new)
    }

    /// Saves a month as its page was filled in, and gives the new version. What the page could not show stays as it is.
    ///
    /// # Errors
    /// As [`App::save_month`]; a new cost of a day on which the person is with no fund is not valid (`costs.{n}.day`): it
    /// could be sent to nobody.
    pub fn save_filled_month(
        &self,
        context: &Context,
        month: Month,
        version: i64,
        filled: &FilledMonth,
    ) -> Result<i64, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::SendBatch)?;
        let facts = MonthFacts::read(tx.as_mut(), &self.law, (facility, month), context.at)?;
        let is_new = |cost: &DraftCost| !facts.draft.costs.contains(cost);
        let nobodys = |cost: &DraftCost| is_new(cost) && facts.fund_of(cost).is_none();
        if let Some(place) = filled.typed.costs.iter().position(nobodys) {
            let why = "the person is with no care fund that day";
            return Err(Problem::invalid(format!("costs.{place}.day"), why));
        }
        let whole = filled.over(&facts.draft);
        refuse_wrong(&whole)?;
        let new = save(tx.as_mut(), context, facts.facility.id, (month, version), &whole)?;
        tx.commit()?;
        Ok(new)
    }
}

fn refuse_wrong(draft: &MonthDraft) -> Result<(), Problem> {
    if draft
        .off
        .len()
        .max(draft.earlier.len())
        .max(draft.costs.len())
        .max(draft.credits.len())
        > MOST
    {
        return Err(Problem::invalid("", "more than a month can hold"));
    }
    match draft.costs.iter().position(|cost| cost.cents <= EuroCents::ZERO) {
        Some(place) => Err(Problem::invalid(format!("costs.{place}.cents"), "an amount above zero")),
        None => Ok(()),
    }
}

/// Saves a draft behind a version, and records it.
pub(super) fn save(
    tx: &mut dyn Transaction,
    context: &Context,
    facility: FacilityId,
    (month, version): (Month, i64),
    draft: &MonthDraft,
) -> Result<i64, Problem> {
    let new = version.saturating_add(1);
    let row = DraftRow {
        version: new,
        content: serde_json::to_string(draft)?,
        saved_by: context.actor.to_string(),
        saved_at: context.at,
    };
    if !tx.save_draft(facility, month, &row)? {
        return Err(Problem::Conflict(
            "somebody else of the facility saved this month meanwhile".into(),
        ));
    }
    let input = json!({ "month": month, "version": version, "draft": draft }).to_string();
    let answer = json!({ "version": new }).to_string();
    let entry = Record {
        use_case: "saveMonth",
        subject: format!("facility {facility}"),
        input: input.as_bytes(),
        answer: answer.as_bytes(),
        law: None,
    };
    record(tx, context, &entry)?;
    Ok(new)
}

/// What is kept of a month, with its version, by whom and when; version 0 when nothing is.
pub(super) fn kept(
    tx: &mut dyn Transaction,
    facility: FacilityId,
    month: Month,
) -> Result<(MonthDraft, Option<DraftRow>), Problem> {
    let row = tx.draft(facility, month)?;
    let draft = match &row {
        Some(row) => serde_json::from_str(&row.content)?,
        None => MonthDraft::default(),
    };
    Ok((draft, row))
}
