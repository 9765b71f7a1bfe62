//! What a month to invoice rests on: stays, persons, prices, days that are paid, sendings, what was saved by hand.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use billing::{Stay, last_invoicing_day};
use identifiers::{BatchId, Month, Period, PersonId, VsbReference, brussels_day};
use invoice_file::build::LARGEST_SENDING_NUMBER;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use registers::{Facility, Person, Tariff, TariffKind};
use regulation::{Law, parameter};
use store::{BatchRecord, CreditableLine, DossierRecord, DraftRow, LinePlace, LineRow, Transaction};

use super::credits::{lines_of, partner_of, partners};
use super::draft::{MonthDraft, kept};
use super::month_sent::SentDays;
use crate::{Problem, facts};

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
    /// Whether it is the personal share of the line before it.
    pub(super) is_share: bool,
}

/// Everything that a month rests on.
pub(super) struct MonthFacts {
    pub(super) facility: Facility,
    pub(super) month: Month,
    pub(super) today: Date,
    pub(super) draft: MonthDraft,
    pub(super) saved: Option<DraftRow>,
    pub(super) stays: Vec<PersonStay>,
    /// Stays that ended long before, of persons of whom a line is taken back.
    pub(super) stays_of_credits: Vec<PersonStay>,
    pub(super) credits: Vec<CreditFact>,
    pub(super) batches: Vec<BatchRecord>,
    /// Sending numbers that cannot be used again this year, in order.
    pub(super) used_numbers: Vec<u16>,
    pub(super) tariffs: HashMap<TariffKind, Vec<Tariff>>,
    pub(super) sent: SentDays,
    /// Days whose term has passed (D4).
    pub(super) term_passed: BTreeSet<Date>,
    /// Days of two stays, by the stay that does not keep them.
    pub(super) of_other_stay: BTreeSet<(VsbReference, Date)>,
    /// The first day that is looked through for days that were never invoiced.
    pub(super) looked_from: Date,
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
        let months = months_back(law, &facility, month, joined)?;
        let stays = stays(tx, &facility, &months)?;
        let sent = SentDays::read(tx, law, &facility, (&stays, &months), (joined, today))?;
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
            sent,
            term_passed: term_passed(law, &facility, &months, today)?,
            of_other_stay: BTreeSet::new(),
            looked_from: months.first().map_or(joined, |month| month.first_day()),
            tariffs,
            batches: tx.batches_at(facility.id, Some(month), None, u32::MAX)?,
            used_numbers: tx.used_sending_numbers(facility.id, today.year())?,
            hours: hours(law, &facility, joined)?,
            joined,
            has_share: sector.is_some_and(|sector| sector.personal_share),
            credits: Vec::new(),
            stays_of_credits: Vec::new(),
            stays,
            draft,
            facility,
            month,
        };
        facts.of_other_stay = facts.days_of_other_stays();
        facts.read_credits(tx)?;
        Ok(facts)
    }

    /// The lines to be taken back that can be: accepted, signed, and not taken back yet. A day and its share stand or fall
    /// together (300452): who noted one noted both.
    pub(super) fn read_credits(&mut self, tx: &mut dyn Transaction) -> Result<(), Problem> {
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
            let lines = lines_of(tx, batch.id, &invoices)?;
            let pairs = partners(&lines);
            let noted = |invoice, position| {
                let place = LinePlace {
                    batch: batch.id,
                    invoice,
                    position,
                };
                self.draft.credits.contains(&place.into())
            };
            for line in creditable(tx, &self.facility, &batch, &lines)? {
                let place = (line.place.invoice, line.place.position);
                let partner = partner_of(&pairs, place);
                if noted(place.0, place.1) || partner.is_some_and(|(invoice, position)| noted(invoice, position)) {
                    self.credits.push(CreditFact {
                        line,
                        batch: batch.clone(),
                        is_share: pairs.iter().any(|(_, share)| *share == place),
                    });
                }
            }
        }
        self.read_stays_of_credits(tx)
    }

    /// The stays of persons of whom a line is taken back and who have none in the months that are looked through.
    fn read_stays_of_credits(&mut self, tx: &mut dyn Transaction) -> Result<(), Problem> {
        let known: BTreeSet<PersonId> = self.stays.iter().map(|stay| stay.person.id).collect();
        let credited: BTreeSet<PersonId> = self.credits.iter().map(|credit| credit.line.person).collect();
        let missing: Vec<PersonId> = credited.difference(&known).copied().collect();
        self.stays_of_credits = Vec::new();
        if !missing.is_empty() {
            let mut records = tx.stays_of(&missing)?;
            records.retain(|record| record.facility == self.facility.id);
            self.stays_of_credits = with_persons(tx, records)?;
        }
        Ok(())
    }

    /// The stay that a credit note names: the one that holds the day that is taken back, else any of that person here.
    pub(super) fn stay_of_credit(&self, credit: &CreditFact) -> Option<&PersonStay> {
        let all = self.stays.iter().chain(&self.stays_of_credits);
        let mut of_person = all.filter(|stay| stay.person.id == credit.line.person);
        let any = of_person.clone().next();
        of_person.find(|stay| stay.stay.covers(credit.line.day)).or(any)
    }

    /// The sending numbers that are free this year, from the lowest.
    pub(super) fn free_numbers(&self) -> impl Iterator<Item = u16> {
        (1..=LARGEST_SENDING_NUMBER).filter(|number| self.used_numbers.binary_search(number).is_err())
    }

    pub(super) fn version(&self) -> i64 {
        self.saved.as_ref().map_or(0, |row| row.version)
    }

    pub(super) fn stay_of(&self, reference: VsbReference) -> Option<&PersonStay> {
        self.stays.iter().find(|stay| stay.reference == reference)
    }
}

/// The lines of a batch of a facility that can be taken back; `lines` are those of the invoices that are looked at.
pub(super) fn creditable(
    tx: &mut dyn Transaction,
    facility: &Facility,
    batch: &BatchRecord,
    lines: &[LineRow],
) -> Result<Vec<CreditableLine>, Problem> {
    let Some(fund) = batch.batch.fund else {
        return Ok(Vec::new());
    };
    let persons: BTreeSet<PersonId> = lines.iter().filter_map(|line| line.person).collect();
    let months: BTreeSet<Month> = lines.iter().map(|line| Month::of(line.day)).collect();
    let persons: Vec<PersonId> = persons.into_iter().collect();
    let months: Vec<Month> = months.into_iter().collect();
    let mut found = tx.creditable_lines(facility.id, fund, &persons, &months)?;
    found.retain(|line| line.place.batch == batch.id);
    found.sort_by_key(|line| line.place);
    Ok(found)
}

/// The month and those before it that are looked through for days that were never invoiced, in order: those of which
/// something could still be invoiced when the month began (D4).
fn months_back(law: &Law, facility: &Facility, month: Month, joined: Date) -> Result<Vec<Month>, Problem> {
    let mut months = Vec::new();
    let mut next = Some(month);
    while let Some(of) = next.filter(|of| of.last_day() >= joined) {
        if last_invoicing_day(law, &facility.sector, of.last_day())? < month.first_day() {
            break;
        }
        months.push(of);
        next = of.previous();
    }
    months.reverse();
    Ok(if months.is_empty() { vec![month] } else { months })
}

/// The days of these months that may not be invoiced any more, by the rule of 300546.
fn term_passed(law: &Law, facility: &Facility, months: &[Month], today: Date) -> Result<BTreeSet<Date>, Problem> {
    let mut passed = BTreeSet::new();
    for day in months.iter().flat_map(|month| month.period().days()) {
        if today > last_invoicing_day(law, &facility.sector, day)? {
            passed.insert(day);
        }
    }
    Ok(passed)
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
    let records = tx
        .stays_between(facility.id, days)?
        .into_iter()
        .filter(touches)
        .collect();
    with_persons(tx, records)
}

/// Accepted stays with their persons, by name.
fn with_persons(tx: &mut dyn Transaction, records: Vec<DossierRecord>) -> Result<Vec<PersonStay>, Problem> {
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
