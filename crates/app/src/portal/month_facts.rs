//! What a month to invoice rests on: stays, persons, prices, days that are paid, sendings, what was saved by hand.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use billing::Stay;
use identifiers::{BatchId, Month, Period, PersonId, VsbReference, brussels_day};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use registers::{Facility, Person, Tariff, TariffKind};
use regulation::{Law, parameter};
use store::{BatchRecord, BatchState, CreditableLine, DossierRecord, DraftRow, PaidDay, Transaction};

use super::draft::{MonthDraft, kept};
use crate::{Problem, facts};

/// So many months before the month are looked through for days that were never invoiced: what may still be (D4).
const MONTHS_BACK: usize = 24;

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
    pub(super) tariffs: HashMap<TariffKind, Vec<Tariff>>,
    pub(super) paid: HashMap<(PersonId, Date), PaidDay>,
    /// Hours until which a first day and from which a last day is payable, by day of change.
    pub(super) hours: BTreeMap<Date, (Time, Time)>,
    pub(super) joined: Date,
    pub(super) has_share: bool,
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
        let paid = tx.paid_days(&persons, &[month])?;
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
            paid: HashMap::new(),
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
        facts.know_paid(paid);
        facts.read_chosen(tx)?;
        Ok(facts)
    }

    fn know_paid(&mut self, days: Vec<PaidDay>) {
        let days = days.into_iter().filter(|day| day.kind == TariffKind::Day);
        self.paid.extend(days.map(|day| ((day.person, day.day), day)));
    }

    /// What the draft names beside the days of the month: lines to be taken back, and days before it.
    pub(super) fn read_chosen(&mut self, tx: &mut dyn Transaction) -> Result<(), Problem> {
        self.read_credits(tx)?;
        let chosen: BTreeSet<VsbReference> = self.draft.earlier.iter().map(|(reference, _)| *reference).collect();
        let persons: BTreeSet<PersonId> = self
            .stays
            .iter()
            .filter(|stay| chosen.contains(&stay.reference))
            .map(|stay| stay.person.id)
            .collect();
        self.read_paid_before(tx, persons)
    }

    /// The guarded days before the month of these persons: up to two years of them, so that they are read for the
    /// persons on a page and no others.
    pub(super) fn read_paid_before(
        &mut self,
        tx: &mut dyn Transaction,
        persons: BTreeSet<PersonId>,
    ) -> Result<(), Problem> {
        if persons.is_empty() {
            return Ok(());
        }
        let mut months = months_back(self.month, self.joined);
        months.retain(|month| *month != self.month);
        let paid = tx.paid_days(&Vec::from_iter(persons), &months)?;
        self.know_paid(paid);
        Ok(())
    }

    /// The lines to be taken back that can be: accepted, signed, and not taken back yet.
    fn read_credits(&mut self, tx: &mut dyn Transaction) -> Result<(), Problem> {
        let mut batches: BTreeMap<i64, BTreeSet<u64>> = BTreeMap::new();
        for credit in &self.draft.credits {
            batches.entry(credit.batch).or_default().insert(credit.invoice);
        }
        self.credits = Vec::new();
        for (id, invoices) in batches {
            let Some(batch) = tx.batch(BatchId(id))? else { continue };
            if batch.batch.facility != Some(self.facility.id) {
                continue;
            }
            let wanted = |line: &CreditableLine| self.draft.credits.contains(&line.place.into());
            let found = creditable(tx, &batch, &Vec::from_iter(invoices))?;
            let found = found.into_iter().filter(wanted).map(|line| CreditFact {
                line,
                batch: batch.clone(),
            });
            self.credits.extend(found.collect::<Vec<_>>());
        }
        Ok(())
    }

    pub(super) fn version(&self) -> i64 {
        self.saved.as_ref().map_or(0, |row| row.version)
    }

    pub(super) fn stay_of(&self, reference: VsbReference) -> Option<&PersonStay> {
        self.stays.iter().find(|stay| stay.reference == reference)
    }
}

/// The lines of these invoices of a batch that can be taken back.
pub(super) fn creditable(
    tx: &mut dyn Transaction,
    batch: &BatchRecord,
    invoices: &[u64],
) -> Result<Vec<CreditableLine>, Problem> {
    match batch.batch.state {
        BatchState::Settled | BatchState::Paid => Ok(tx.creditable_page(batch.id, Some(invoices), None, u32::MAX)?),
        _ => Ok(Vec::new()),
    }
}

/// The month and those before it that are looked through, in order.
pub(super) fn months_back(month: Month, joined: Date) -> Vec<Month> {
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
    let days = Period::between(first, last).map_err(|error| Problem::Fault(error.to_string()))?;
    let found = tx.stays_between(facility.id, days)?;
    let records: Vec<DossierRecord> = found.into_iter().filter(touches).collect();
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
