//! Use case: a month to invoice, filled from the stays (screens.md, "Facturatie"; billing.md §1).
//!
//! The month shows which days can be invoiced and under which code and price. It decides nothing: what is sent is
//! judged at the door, and so is a check before sending. What it rests on stands in `month_facts`, what can be done with
//! a day in `month_days`, and what it comes to in `month_sums`.

use std::collections::BTreeSet;
use std::ops::Range;

use identifiers::{BatchId, CareFundNumber, EuroCents, Month, PerformanceCode, PersonId, VsbReference};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::TariffKind;
use regulation::Bilingual;
use serde_json::json;
use store::BatchState;

use super::draft::{DraftCredit, MonthDraft};
use super::month_facts::{MonthFacts, PersonStay};
use super::{FacilityOnPage, own_trusted};
use crate::looks::{Look, at_dossier, looked};
use crate::{Action, App, Context, Problem};

/// Stays on one page of a month.
const STAYS_PAGE: usize = 100;

/// A month as its facility fills it in.
#[derive(Debug, Clone)]
pub struct InvoiceMonth {
    /// The facility.
    pub facility: FacilityOnPage,
    /// The month.
    pub month: Month,
    /// The version of what was saved by hand; 0 when nothing was.
    pub version: i64,
    /// Who saved it last, and when.
    pub saved: Option<(String, Timestamp)>,
    /// What was saved by hand.
    pub draft: MonthDraft,
    /// One row for each stay with a day in the month, by name: a page of them.
    pub rows: Vec<MonthRow>,
    /// Behind which stay the next page begins; `None` on the last one.
    pub next: Option<VsbReference>,
    /// Days of stays on other pages that were left out by hand.
    pub off_elsewhere: Vec<(VsbReference, Date)>,
    /// Days before the month of stays on other pages that were chosen.
    pub earlier_elsewhere: Vec<(VsbReference, Date)>,
    /// Days before the month of the stays on the page that were never invoiced, in runs.
    pub earlier: Vec<EarlierDay>,
    /// Costs and premiums.
    pub costs: Vec<CostOnMonth>,
    /// Lines of signed sendings that are taken back.
    pub credits: Vec<CreditOnMonth>,
    /// What would be sent to each fund, by number.
    pub funds: Vec<FundMonth>,
    /// Codes of costs and premiums that can be chosen.
    pub cost_codes: Vec<CostCode>,
    /// The number of the next sending.
    pub next_number: u16,
}

/// A stay in the month.
#[derive(Debug, Clone)]
pub struct MonthRow {
    /// Its reference.
    pub reference: VsbReference,
    /// The person's name, where known.
    pub name: Option<String>,
    /// One cell for each day of the month.
    pub cells: Vec<MonthCell>,
}

/// A day of a stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthCell {
    /// The day.
    pub day: Date,
    /// What can be done with it.
    pub state: CellState,
    /// Whether it is to be invoiced.
    pub chosen: bool,
}

/// What can be done with a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellState {
    /// Not covered by the stay.
    Out,
    /// Has not come yet.
    Future,
    /// Accepted or in review already: in a sending of this facility, or of another.
    Sent {
        /// Whether this facility sent it.
        is_own: bool,
    },
    /// The first or last day, not payable at that hour (D10).
    NotPayable,
    /// The person is with no fund that day.
    NoFund,
    /// No price holds that day.
    NoPrice,
    /// Can be invoiced.
    Ready(DayPrice),
}

/// Under which code and price a day is invoiced, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayPrice {
    /// The fund.
    pub fund: CareFundNumber,
    /// The code of the day.
    pub code: PerformanceCode,
    /// Its price.
    pub cents: EuroCents,
    /// The code and amount of the personal share, where the sector has one.
    pub share: Option<(PerformanceCode, EuroCents)>,
}

/// Days before the month that were never invoiced, one behind the other.
#[derive(Debug, Clone)]
pub struct EarlierDay {
    /// The stay.
    pub reference: VsbReference,
    /// The person's name, where known.
    pub name: Option<String>,
    /// The fund.
    pub fund: CareFundNumber,
    /// The days, each with its price.
    pub days: Vec<(Date, DayPrice)>,
    /// Whether they are to be invoiced.
    pub chosen: bool,
}

/// A cost or premium.
#[derive(Debug, Clone)]
pub struct CostOnMonth {
    /// The stay.
    pub reference: VsbReference,
    /// The person's name, where known.
    pub name: Option<String>,
    /// The day.
    pub day: Date,
    /// The code, and its description.
    pub code: PerformanceCode,
    /// Its description.
    pub description: Option<String>,
    /// The amount.
    pub cents: EuroCents,
    /// The fund of that day; `None`: it cannot be sent.
    pub fund: Option<CareFundNumber>,
}

/// A line that is taken back.
#[derive(Debug, Clone)]
pub struct CreditOnMonth {
    /// Where it stands.
    pub place: DraftCredit,
    /// The person's name, where known.
    pub name: Option<String>,
    /// The fund.
    pub fund: CareFundNumber,
    /// The day.
    pub day: Date,
    /// The code.
    pub code: PerformanceCode,
    /// The amount that was accepted.
    pub cents: EuroCents,
}

/// What would be sent to a fund.
#[derive(Debug, Clone)]
pub struct FundMonth {
    /// The fund.
    pub fund: CareFundNumber,
    /// Its name.
    pub name: Option<Bilingual>,
    /// Persons of whom something is invoiced or taken back.
    pub person_count: usize,
    /// Days to invoice.
    pub day_count: usize,
    /// Costs and premiums.
    pub cost_count: usize,
    /// Lines taken back.
    pub credit_count: usize,
    /// The sum.
    pub total: EuroCents,
    /// The sending of this month to this fund that is not refused.
    pub live: Option<(BatchId, BatchState)>,
    /// Sendings that were refused.
    pub refused: Vec<BatchId>,
}

/// A code that can be chosen for a cost or premium.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostCode {
    /// The code.
    pub code: PerformanceCode,
    /// What it stands for.
    pub kind: TariffKind,
    /// Its description.
    pub description: Option<String>,
    /// The price of a premium, or the amount of a cost that is payable without a look.
    pub cents: EuroCents,
}

impl App<'_> {
    /// A month to invoice, filled from the stays; with what was saved by hand, or with `unsaved` in its place. The look
    /// is recorded.
    ///
    /// # Errors
    /// Only people of a trusted facility have this page.
    pub fn invoice_month(
        &self,
        context: &Context,
        month: Month,
        unsaved: Option<&MonthDraft>,
        behind: Option<VsbReference>,
    ) -> Result<InvoiceMonth, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::ReadBatch)?;
        let mut facts = MonthFacts::read(tx.as_mut(), &self.law, (facility, month), context.at)?;
        if let Some(unsaved) = unsaved {
            facts.draft = unsaved.clone();
            facts.read_chosen(tx.as_mut())?;
        }
        let page = facts.page(behind);
        let persons = facts.stays[page.clone()].iter().map(|stay| stay.person.id).collect();
        facts.read_paid_before(tx.as_mut(), persons)?;
        let shown = facts.shown(self, page.clone())?;
        let input = json!({ "month": month }).to_string();
        let stays = facts.stays.iter().filter(|stay| facts.is_in_month(stay)).count();
        let answer = json!({ "stays": stays }).to_string();
        let seen = facts
            .named(page)
            .map(|stay| at_dossier(stay.record.id, Some(stay.person.id)));
        let look = Look {
            use_case: "readMonth",
            subject: format!("facility {}", facts.facility.id),
            seen: &seen.collect::<Vec<_>>(),
            reason: None,
        };
        looked(tx, context, &look, (&input, &answer))?;
        Ok(shown)
    }
}

impl MonthFacts {
    /// The places of the stays on the page behind one.
    fn page(&self, behind: Option<VsbReference>) -> Range<usize> {
        let place = behind.and_then(|last| self.stays.iter().position(|stay| stay.reference == last));
        let first = place.map_or(0, |place| place + 1);
        first..self.stays.len().min(first + STAYS_PAGE)
    }

    /// The stays whose people the page names: those on it, and those of costs and of lines taken back.
    fn named(&self, page: Range<usize>) -> impl Iterator<Item = &PersonStay> {
        let costs: BTreeSet<VsbReference> = self.draft.costs.iter().map(|cost| cost.reference).collect();
        let credits: BTreeSet<PersonId> = self.credits.iter().map(|credit| credit.line.person).collect();
        let stays = self.stays.iter().enumerate();
        let named = stays.filter(move |(place, stay)| {
            page.contains(place) || costs.contains(&stay.reference) || credits.contains(&stay.person.id)
        });
        named.map(|(_, stay)| stay)
    }

    fn shown(&self, app: &App<'_>, page: Range<usize>) -> Result<InvoiceMonth, Problem> {
        let stays = &self.stays[page.clone()];
        let on_page: BTreeSet<VsbReference> = stays.iter().map(|stay| stay.reference).collect();
        let elsewhere = |days: &BTreeSet<(VsbReference, Date)>| {
            let of_others = days.iter().filter(|(reference, _)| !on_page.contains(reference));
            of_others.copied().collect()
        };
        let rows = stays.iter().filter(|stay| self.is_in_month(stay));
        let rows: Vec<MonthRow> = rows
            .map(|stay| MonthRow {
                reference: stay.reference,
                name: stay.person.details.name.clone(),
                cells: self.month.period().days().map(|day| self.cell(stay, day)).collect(),
            })
            .collect();
        Ok(InvoiceMonth {
            facility: app.on_page(&self.facility),
            month: self.month,
            version: self.version(),
            saved: self.saved.as_ref().map(|row| (row.saved_by.clone(), row.saved_at)),
            draft: self.draft.clone(),
            rows,
            earlier: self.earlier(stays),
            off_elsewhere: elsewhere(&self.draft.off),
            earlier_elsewhere: elsewhere(&self.draft.earlier),
            next: stays
                .last()
                .filter(|_| page.end < self.stays.len())
                .map(|last| last.reference),
            costs: self.costs(),
            credits: self
                .credits
                .iter()
                .filter_map(|credit| self.credit_shown(credit))
                .collect(),
            funds: self.funds(&app.law)?,
            cost_codes: self.cost_codes(),
            next_number: self.next_number,
        })
    }
}
