//! Use case: a month to invoice, filled from the stays (screens.md, "Facturatie"; billing.md §1).
//!
//! The month shows which days can be invoiced and under which code and price. It decides nothing: what is sent is
//! judged at the door, and so is a check before sending.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use billing::Stay;
use identifiers::{
    BatchId, CareFundNumber, EuroCents, Month, PerformanceCode, Period, PersonId, VsbReference, brussels_day,
};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use registers::tariff::{PricedFor, tariff_on};
use registers::{Facility, Person, Tariff, TariffKind, income_category_of};
use regulation::{Bilingual, Law, List, parameter};
use serde_json::json;
use store::{BatchRecord, BatchState, CreditableLine, DossierRecord, DraftRow, PaidDay, Transaction};

use super::draft::{DraftCredit, MonthDraft, kept};
use super::{FacilityOnPage, own_trusted};
use crate::looks::{Look, at_dossier, looked};
use crate::{Action, App, Context, Problem, facts};

/// So many months before the month are looked through for days that were never invoiced: what may still be (D4).
const MONTHS_BACK: usize = 24;

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
    /// One row for each stay with a day in the month, by name.
    pub rows: Vec<MonthRow>,
    /// Days before the month that were never invoiced, in runs.
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
    ) -> Result<InvoiceMonth, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::ReadBatch)?;
        let mut facts = MonthFacts::read(tx.as_mut(), &self.law, (facility, month), context.at)?;
        if let Some(unsaved) = unsaved {
            facts.draft = unsaved.clone();
            facts.read_credits(tx.as_mut())?;
        }
        let shown = facts.shown(self, &self.law)?;
        let input = json!({ "month": month }).to_string();
        let answer = json!({ "stays": shown.rows.len() }).to_string();
        let seen = facts
            .stays
            .iter()
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

/// An accepted stay with its person.
pub(super) struct PersonStay {
    pub(super) record: DossierRecord,
    pub(super) reference: VsbReference,
    pub(super) stay: Stay,
    pub(super) person: Person,
}

/// A line to be taken back, with everything that its credit note says.
pub(super) struct CreditFact {
    pub(super) line: CreditableLine,
    pub(super) batch: BatchRecord,
}

/// Everything that a month rests on.
pub(super) struct MonthFacts {
    pub(super) facility: Facility,
    pub(super) month: Month,
    pub(super) today: Date,
    pub(super) draft: MonthDraft,
    pub(super) saved: Option<DraftRow>,
    pub(super) stays: Vec<PersonStay>,
    pub(super) credits: Vec<CreditFact>,
    pub(super) batches: Vec<BatchRecord>,
    pub(super) next_number: u16,
    tariffs: HashMap<TariffKind, Vec<Tariff>>,
    paid: HashMap<(PersonId, Date), PaidDay>,
    /// Hours until which a first day and from which a last day is payable, by day of change.
    hours: BTreeMap<Date, (Time, Time)>,
    joined: Date,
    has_share: bool,
}

impl MonthFacts {
    /// Some ten queries, whatever the size of the facility.
    pub(super) fn read(
        tx: &mut dyn Transaction,
        law: &Law,
        (facility, month): (Facility, Month),
        at: Timestamp,
    ) -> Result<Self, Problem> {
        let today = brussels_day(at);
        let sector = law.sector(&facility.sector);
        let joined = sector.map_or(Date::MAX, |sector| sector.joined);
        let (draft, saved) = kept(tx, facility.id, month)?;
        let months = months_back(month, joined);
        let stays = stays(tx, &facility, &months)?;
        let persons: BTreeSet<PersonId> = stays.iter().map(|stay| stay.person.id).collect();
        let persons: Vec<PersonId> = persons.into_iter().collect();
        let paid = tx.paid_days(&persons, &months)?.into_iter();
        let mut tariffs = HashMap::new();
        for kind in [
            TariffKind::Day,
            TariffKind::PersonalShare,
            TariffKind::Cost,
            TariffKind::Premium,
        ] {
            tariffs.insert(kind, tx.tariffs_of_sector(&facility.sector, kind)?);
        }
        let mut facts = Self {
            today,
            saved,
            paid: paid
                .filter(|day| day.kind == TariffKind::Day)
                .map(|day| ((day.person, day.day), day))
                .collect(),
            tariffs,
            batches: tx.batches_at(facility.id, Some(month), None, u32::MAX)?,
            next_number: tx
                .last_sending_number(facility.id, today.year())?
                .map_or(1, |last| last.saturating_add(1)),
            hours: hours(law, &facility, joined)?,
            joined,
            has_share: sector.is_some_and(|sector| sector.personal_share),
            credits: Vec::new(),
            stays,
            draft,
            facility,
            month,
        };
        facts.read_credits(tx)?;
        Ok(facts)
    }

    /// The lines to be taken back that can be: accepted, signed, and not taken back yet.
    pub(super) fn read_credits(&mut self, tx: &mut dyn Transaction) -> Result<(), Problem> {
        let batches: BTreeSet<i64> = self.draft.credits.iter().map(|credit| credit.batch).collect();
        self.credits = Vec::new();
        for id in batches {
            let Some(batch) = tx.batch(BatchId(id))? else { continue };
            if batch.batch.facility != Some(self.facility.id) {
                continue;
            }
            let wanted = |line: &CreditableLine| self.draft.credits.contains(&line.place.into());
            let found = creditable(tx, &self.facility, &batch)?;
            let found = found.into_iter().filter(wanted).map(|line| CreditFact {
                line,
                batch: batch.clone(),
            });
            self.credits.extend(found.collect::<Vec<_>>());
        }
        Ok(())
    }

    fn shown(&self, app: &App<'_>, law: &Law) -> Result<InvoiceMonth, Problem> {
        let rows = self.stays.iter().filter(|stay| self.is_in_month(stay));
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
            earlier: self.earlier(),
            costs: self.costs(),
            credits: self
                .credits
                .iter()
                .filter_map(|credit| self.credit_shown(credit))
                .collect(),
            funds: self.funds(law)?,
            cost_codes: self.cost_codes(),
            next_number: self.next_number,
        })
    }

    pub(super) fn version(&self) -> i64 {
        self.saved.as_ref().map_or(0, |row| row.version)
    }

    fn is_in_month(&self, stay: &PersonStay) -> bool {
        self.month.period().days().any(|day| stay.stay.covers(day))
    }

    fn cell(&self, stay: &PersonStay, day: Date) -> MonthCell {
        let state = self.state(stay, day);
        MonthCell {
            day,
            chosen: matches!(state, CellState::Ready(_)) && !self.draft.off.contains(&(stay.reference, day)),
            state,
        }
    }

    /// What can be done with a day of a stay.
    pub(super) fn state(&self, stay: &PersonStay, day: Date) -> CellState {
        let person = &stay.person;
        if !stay.stay.covers(day) || day < self.joined || person.deceased_before(day) {
            return CellState::Out;
        }
        if day > self.today {
            return CellState::Future;
        }
        if let Some(paid) = self.paid.get(&(person.id, day)) {
            return CellState::Sent {
                is_own: paid.facility == self.facility.id,
            };
        }
        if !self.is_payable(&stay.stay, day) {
            return CellState::NotPayable;
        }
        let Some(membership) = person.membership_on(day) else {
            return CellState::NoFund;
        };
        let price = |kind| self.price(kind, stay, day).map(|tariff| (tariff.code, tariff.cents));
        let share = price(TariffKind::PersonalShare).filter(|_| self.has_share);
        match price(TariffKind::Day) {
            Some((code, cents)) if share.is_some() || !self.has_share => CellState::Ready(DayPrice {
                fund: membership.fund,
                code,
                cents,
                share,
            }),
            _ => CellState::NoPrice,
        }
    }

    /// D10: the first day until an hour, the last one from an hour on; a day that is both, at any.
    fn is_payable(&self, stay: &Stay, day: Date) -> bool {
        let hours = self.hours.range(..=day).next_back().map(|(_, hours)| *hours);
        let Some((first_until, last_from)) = hours else {
            return true;
        };
        if day == stay.first_day() {
            return stay.start_hour() <= first_until;
        }
        stay.end().is_none_or(|(last, hour)| day != last || hour >= last_from)
    }

    fn price(&self, kind: TariffKind, stay: &PersonStay, day: Date) -> Option<&Tariff> {
        let who = PricedFor {
            facility: self.facility.id,
            sector: &self.facility.sector,
            user_type: stay.record.user_type,
            income_category: Some(income_category_of(&stay.person.details)),
        };
        tariff_on(self.tariffs.get(&kind)?, day, who)
    }

    /// Runs of days before the month that can be invoiced and never were.
    fn earlier(&self) -> Vec<EarlierDay> {
        let mut runs: Vec<EarlierDay> = Vec::new();
        for stay in &self.stays {
            let first = stay.stay.first_day().max(self.joined);
            let first = first.max(
                months_back(self.month, self.joined)
                    .first()
                    .map_or(first, |m| m.first_day()),
            );
            let Ok(last) = self.month.first_day().yesterday() else {
                continue;
            };
            let Ok(before) = Period::between(first, last) else {
                continue;
            };
            for day in before.days() {
                let CellState::Ready(price) = self.state(stay, day) else {
                    continue;
                };
                let follows = runs.last_mut().filter(|run| {
                    let behind = run.days.last().and_then(|(last, _)| last.tomorrow().ok());
                    run.reference == stay.reference && run.fund == price.fund && behind == Some(day)
                });
                match follows {
                    Some(run) => run.days.push((day, price)),
                    None => runs.push(EarlierDay {
                        reference: stay.reference,
                        name: stay.person.details.name.clone(),
                        fund: price.fund,
                        days: vec![(day, price)],
                        chosen: false,
                    }),
                }
            }
        }
        for run in &mut runs {
            let of = |(day, _): &(Date, DayPrice)| self.draft.earlier.contains(&(run.reference, *day));
            run.chosen = run.days.iter().all(of);
        }
        runs
    }

    /// The days of a stay that are to be invoiced to a fund, in order.
    pub(super) fn chosen_days(&self, stay: &PersonStay, fund: CareFundNumber) -> Vec<(Date, DayPrice)> {
        let earlier = self
            .draft
            .earlier
            .iter()
            .filter(|(reference, day)| *reference == stay.reference && *day < self.month.first_day());
        let of_month = self.month.period().days();
        let of_month = of_month.filter(|day| !self.draft.off.contains(&(stay.reference, *day)));
        let days = earlier.map(|(_, day)| *day).chain(of_month);
        days.filter_map(|day| match self.state(stay, day) {
            CellState::Ready(price) if price.fund == fund => Some((day, price)),
            _ => None,
        })
        .collect()
    }

    pub(super) fn stay_of(&self, reference: VsbReference) -> Option<&PersonStay> {
        self.stays.iter().find(|stay| stay.reference == reference)
    }

    fn costs(&self) -> Vec<CostOnMonth> {
        let codes = self.cost_codes();
        self.draft
            .costs
            .iter()
            .map(|cost| {
                let stay = self.stay_of(cost.reference);
                let person = stay.map(|stay| &stay.person);
                let known = codes.iter().find(|known| known.code == cost.code);
                CostOnMonth {
                    reference: cost.reference,
                    name: person.and_then(|person| person.details.name.clone()),
                    day: cost.day,
                    code: cost.code,
                    description: known.and_then(|known| known.description.clone()),
                    cents: cost.cents,
                    fund: person.and_then(|person| person.membership_on(cost.day)).map(|m| m.fund),
                }
            })
            .collect()
    }

    /// Whether a tariff of the kind names the code.
    pub(super) fn has_code(&self, kind: TariffKind, code: PerformanceCode) -> bool {
        let tariffs = self.tariffs.get(&kind).into_iter().flatten();
        tariffs.into_iter().any(|tariff| tariff.code == code)
    }

    fn credit_shown(&self, credit: &CreditFact) -> Option<CreditOnMonth> {
        let person = self.stays.iter().find(|stay| stay.person.id == credit.line.person);
        Some(CreditOnMonth {
            place: credit.line.place.into(),
            name: person.and_then(|stay| stay.person.details.name.clone()),
            fund: credit.batch.batch.fund?,
            day: credit.line.day,
            code: credit.line.code,
            cents: credit.line.amount,
        })
    }

    fn cost_codes(&self) -> Vec<CostCode> {
        let last = self.month.last_day();
        let mut codes: Vec<CostCode> = Vec::new();
        for kind in [TariffKind::Cost, TariffKind::Premium] {
            for tariff in self.tariffs.get(&kind).into_iter().flatten() {
                let is_ours = tariff.facility.is_none_or(|facility| facility == self.facility.id);
                let holds = tariff.period.overlaps(self.month.period()) || tariff.period.contains(last);
                if is_ours && holds && codes.iter().all(|known| known.code != tariff.code) {
                    codes.push(CostCode {
                        code: tariff.code,
                        kind,
                        description: tariff.description_nl.clone(),
                        cents: tariff.cents,
                    });
                }
            }
        }
        codes.sort_by_key(|known| known.code);
        codes
    }

    /// The funds to which something would be or was sent.
    fn funds(&self, law: &Law) -> Result<Vec<FundMonth>, Problem> {
        let mut funds: BTreeSet<CareFundNumber> = self.batches.iter().filter_map(|batch| batch.batch.fund).collect();
        for stay in &self.stays {
            let memberships = stay.person.memberships.iter();
            funds.extend(memberships.map(|membership| membership.fund));
        }
        let mut told = Vec::new();
        for fund in funds {
            let mut of_fund = self.fund(fund, law)?;
            let batches = self.batches.iter().filter(|batch| batch.batch.fund == Some(fund));
            for batch in batches {
                match batch.batch.state {
                    BatchState::RefusedTechnical | BatchState::Refused => of_fund.refused.push(batch.id),
                    state => of_fund.live = Some((batch.id, state)),
                }
            }
            if of_fund.person_count > 0 || of_fund.live.is_some() || !of_fund.refused.is_empty() {
                told.push(of_fund);
            }
        }
        Ok(told)
    }

    fn fund(&self, fund: CareFundNumber, law: &Law) -> Result<FundMonth, Problem> {
        let mut persons = BTreeSet::new();
        let (mut total, mut days) = (EuroCents::ZERO, 0);
        for stay in &self.stays {
            for (_, price) in self.chosen_days(stay, fund) {
                days += 1;
                persons.insert(stay.person.id);
                let share = price.share.map_or(EuroCents::ZERO, |(_, cents)| cents);
                total = total.plus(price.cents)?.minus(share)?;
            }
        }
        let costs: Vec<CostOnMonth> = self
            .costs()
            .into_iter()
            .filter(|cost| cost.fund == Some(fund))
            .collect();
        for cost in &costs {
            persons.extend(self.stay_of(cost.reference).map(|stay| stay.person.id));
            total = total.plus(cost.cents)?;
        }
        let credits = self
            .credits
            .iter()
            .filter(|credit| credit.batch.batch.fund == Some(fund));
        let mut credit_count = 0;
        for credit in credits {
            credit_count += 1;
            persons.insert(credit.line.person);
            total = total.minus(credit.line.amount)?;
        }
        Ok(FundMonth {
            fund,
            name: law
                .list(List::CareFund)
                .find(&fund.to_string())
                .map(|value| value.text.clone()),
            person_count: persons.len(),
            day_count: days,
            cost_count: costs.len(),
            credit_count,
            total,
            live: None,
            refused: Vec::new(),
        })
    }
}

/// The lines of a batch of a facility that can be taken back.
pub(super) fn creditable(
    tx: &mut dyn Transaction,
    facility: &Facility,
    batch: &BatchRecord,
) -> Result<Vec<CreditableLine>, Problem> {
    let Some(fund) = batch.batch.fund else {
        return Ok(Vec::new());
    };
    let lines = tx.lines(batch.id)?;
    let persons: BTreeSet<PersonId> = lines.iter().filter_map(|line| line.person).collect();
    let months: BTreeSet<Month> = lines.iter().map(|line| Month::of(line.day)).collect();
    let persons: Vec<PersonId> = persons.into_iter().collect();
    let months: Vec<Month> = months.into_iter().collect();
    let mut found = tx.creditable_lines(facility.id, fund, &persons, &months)?;
    found.retain(|line| line.place.batch == batch.id);
    found.sort_by_key(|line| line.place);
    Ok(found)
}

/// The month and those before it that are looked through, in order.
fn months_back(month: Month, joined: Date) -> Vec<Month> {
    let before = std::iter::successors(Some(month), |month| month.previous());
    let mut months: Vec<Month> = before
        .take(MONTHS_BACK + 1)
        .take_while(|month| month.last_day() >= joined)
        .collect();
    months.reverse();
    if months.is_empty() { vec![month] } else { months }
}

fn stays(tx: &mut dyn Transaction, facility: &Facility, months: &[Month]) -> Result<Vec<PersonStay>, Problem> {
    let first = months.first().map_or(Date::MIN, |month| month.first_day());
    let last = months.last().map_or(Date::MAX, |month| month.last_day());
    let touches = |record: &DossierRecord| {
        let ended = record.reported_end.map(brussels_day);
        let periods = record.approved.iter().filter_map(|period| match ended {
            Some(ended) => period.ending_by(ended),
            None => Some(*period),
        });
        let mut periods = periods.filter(|period| period.from() <= last && period.to().is_none_or(|to| to >= first));
        periods.next().is_some()
    };
    let records: Vec<DossierRecord> = tx.stays_at(facility.id)?.into_iter().filter(touches).collect();
    let persons: BTreeSet<PersonId> = records.iter().filter_map(|record| record.person).collect();
    let persons: Vec<PersonId> = persons.into_iter().collect();
    let persons: HashMap<PersonId, Person> = tx
        .persons(&persons)?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let mut stays: Vec<PersonStay> = records
        .into_iter()
        .filter_map(|record| {
            Some(PersonStay {
                reference: record.reference?,
                stay: facts::billing_stay(&record)?,
                person: persons.get(&record.person?)?.clone(),
                record,
            })
        })
        .collect();
    stays.sort_by(|a, b| (&a.person.details.name, a.reference).cmp(&(&b.person.details.name, b.reference)));
    Ok(stays)
}

/// The hours of D10 on the day the sector joined and on every later day on which a parameter changes.
fn hours(law: &Law, facility: &Facility, joined: Date) -> Result<BTreeMap<Date, (Time, Time)>, Problem> {
    let sector = Some(&facility.sector);
    let mut hours = BTreeMap::new();
    let days = law.boundary_days().into_iter().filter(|day| *day > joined);
    for day in std::iter::once(joined).chain(days).filter(|day| *day != Date::MAX) {
        let first = law.time(parameter::FIRST_DAY_PAYABLE_UNTIL, sector, day)?;
        let last = law.time(parameter::LAST_DAY_PAYABLE_FROM, sector, day)?;
        hours.insert(day, (first, last));
    }
    Ok(hours)
}
