//! The days of a month's people that are accepted or in review already: bits for each person and month of those that this
//! facility sent, those of other facilities day by day, as far as something is still open.

use std::collections::{BTreeSet, HashMap, HashSet};

use identifiers::{Month, PerformanceCode, PersonId};
use jiff::civil::Date;
use registers::Facility;
use regulation::Law;
use store::Transaction;

use super::month_facts::PersonStay;
use crate::Problem;

/// A day that is accepted or in review at another facility.
pub(super) struct PaidOnDay {
    pub(super) code: PerformanceCode,
    /// Whether it may not be cumulated with a day of this facility, whatever its code (300445).
    pub(super) bars: bool,
}

/// What was sent of the people of a facility in the months that are looked through.
pub(super) struct SentDays {
    /// Persons and months of which this facility sent every day of the stays.
    whole: HashSet<(PersonId, Month)>,
    /// The days that this facility sent, as bits.
    own: HashMap<(PersonId, Month), u32>,
    /// The days at other facilities, of persons and months that are not whole.
    elsewhere: HashMap<(PersonId, Date), Vec<PaidOnDay>>,
}

impl SentDays {
    /// Two queries, whatever the number of people and months.
    pub(super) fn read(
        tx: &mut dyn Transaction,
        law: &Law,
        facility: &Facility,
        (stays, months): (&[PersonStay], &[Month]),
        (joined, today): (Date, Date),
    ) -> Result<Self, Problem> {
        let persons: BTreeSet<PersonId> = stays.iter().map(|stay| stay.person.id).collect();
        let persons: Vec<PersonId> = persons.into_iter().collect();
        let own = tx.guarded_days(facility.id, &persons, months)?.into_iter();
        let own: HashMap<(PersonId, Month), u32> = own.map(|of| ((of.person, of.month), of.days)).collect();
        let (mut whole, mut open) = (HashSet::new(), (BTreeSet::new(), BTreeSet::new()));
        for (key, days) in stayed(stays, months, (joined, today)) {
            if days & !own.get(&key).copied().unwrap_or_default() == 0 {
                whole.insert(key);
            } else {
                open.0.insert(key.0);
                open.1.insert(key.1);
            }
        }
        let (persons, months) = (Vec::from_iter(open.0), Vec::from_iter(open.1));
        let mut elsewhere: HashMap<(PersonId, Date), Vec<PaidOnDay>> = HashMap::new();
        for day in tx.days_elsewhere(facility.id, &persons, &months)? {
            elsewhere.entry((day.person, day.day)).or_default().push(PaidOnDay {
                code: day.code,
                bars: !law.may_cumulate(&facility.sector, &day.sector, day.day),
            });
        }
        Ok(Self { whole, own, elsewhere })
    }

    /// Whether this facility sent every day of that month on which the person stayed up to now.
    pub(super) fn is_whole(&self, person: PersonId, month: Month) -> bool {
        self.whole.contains(&(person, month))
    }

    /// Whether this facility sent a day.
    pub(super) fn is_own(&self, person: PersonId, day: Date) -> bool {
        let own = self.own.get(&(person, Month::of(day)));
        own.is_some_and(|days| days & bit(day) != 0)
    }

    /// What other facilities sent of a day, in a month that is not [whole](Self::is_whole).
    pub(super) fn elsewhere(&self, person: PersonId, day: Date) -> &[PaidOnDay] {
        self.elsewhere.get(&(person, day)).map_or(&[][..], Vec::as_slice)
    }
}

/// The days of each month on which each person stayed, since the sector joined and up to now.
fn stayed(stays: &[PersonStay], months: &[Month], (joined, today): (Date, Date)) -> HashMap<(PersonId, Month), u32> {
    let mut stayed: HashMap<(PersonId, Month), u32> = HashMap::new();
    for month in months {
        for stay in stays {
            let days = month.period().days().filter(|day| (joined..=today).contains(day));
            let days = days
                .filter(|day| stay.stay.covers(*day))
                .fold(0, |bits, day| bits | bit(day));
            *stayed.entry((stay.person.id, *month)).or_default() |= days;
        }
    }
    stayed
}

/// Bit 0 for the first of a month.
fn bit(day: Date) -> u32 {
    1 << (day.day() - 1)
}
