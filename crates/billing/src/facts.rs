//! The facts of one batch: everything that judging asks of registers, dossiers and earlier lines.

use std::collections::HashMap;

use identifiers::{FacilityId, PerformanceCode, PersonId, SectorCode};
use jiff::civil::Date;
use registers::{Facility, Person, Tariff, TariffKind};

use crate::Stay;

/// The facts of one batch, as known when it was received. Loaded in a handful of queries, whatever its size.
#[derive(Debug, Default)]
pub struct BatchFacts {
    /// The facility that record 10 names, when the register knows it.
    pub facility: Option<Facility>,
    /// The facility whose certificate brought the file; `None` where no certificate stands before the door
    /// (the operator's own run over a folder).
    pub sender: Option<FacilityId>,
    /// Whether the sending number was used in the calendar year of the file's creation (not: refused technically).
    pub sending_number_used: bool,
    /// Whether a batch of this facility, fund and month is received and not refused whole.
    pub live_batch_exists: bool,
    /// All tariffs of the codes in the sending, in every sector.
    pub tariffs: HashMap<PerformanceCode, Vec<Tariff>>,
    /// The persons of the sending, by the number it writes.
    pub persons: HashMap<u64, Person>,
    /// The accepted stays of those persons in this facility, in order of acceptance.
    pub stays: HashMap<PersonId, Vec<Stay>>,
    /// What is accepted or open already for those persons, at any facility.
    pub paid: PaidDays,
}

/// A day that is accepted, or open in review, already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidDay {
    /// Performance code.
    pub code: PerformanceCode,
    /// What the code stands for.
    pub kind: TariffKind,
    /// The facility that invoiced it.
    pub facility: FacilityId,
    /// Its sector.
    pub sector: SectorCode,
}

/// The days that are accepted or open already, by person and day.
#[derive(Debug, Default)]
pub struct PaidDays(HashMap<(PersonId, Date), Vec<PaidDay>>);

impl PaidDays {
    /// Adds one.
    pub fn insert(&mut self, person: PersonId, day: Date, paid: PaidDay) {
        self.0.entry((person, day)).or_default().push(paid);
    }

    /// What is accepted or open for the person on the day.
    #[must_use]
    pub fn on(&self, person: PersonId, day: Date) -> &[PaidDay] {
        if self.0.is_empty() {
            return &[];
        }
        self.0.get(&(person, day)).map_or(&[], Vec::as_slice)
    }
}
