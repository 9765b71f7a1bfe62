//! The facts of one batch: everything that judging asks of registers, dossiers and earlier lines.

use std::collections::{HashMap, HashSet};

use identifiers::{BatchId, EuroCents, FacilityId, Month, PerformanceCode, PersonId, SectorCode};
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
    /// The invoices that the credit notes of the sending name, by month, sending and number: those of this facility
    /// for this fund, in a sending that is not refused whole.
    pub earlier: HashMap<EarlierKey, EarlierFact>,
    /// The accepted lines of this facility for this fund that a credit line can take back: of a signed batch, and no
    /// other credit of it is accepted or waits.
    pub creditable: HashMap<DayKey, CreditableFact>,
    /// What a credit line of this facility takes back that is accepted or open in a batch not signed yet.
    pub credits_waiting: HashSet<DayKey>,
    /// Persons whose first premium is paid, or accepted in a batch not signed yet.
    pub premium_paid: HashSet<PersonId>,
    /// The standing rules of the fund's manual control.
    pub controls: Vec<ControlRule>,
    /// What the lot of manual control is drawn from: the same for the same bytes.
    pub lot: [u8; 32],
}

/// A line's person, day and code: what is paid once.
pub type DayKey = (PersonId, Date, PerformanceCode);

/// Invoiced month, sending number and invoice number of an earlier invoice.
pub type EarlierKey = (Month, u16, u64);

/// An earlier invoice that a credit note names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierFact {
    /// Its batch.
    pub batch: BatchId,
    /// Whom it is about, when known.
    pub person: Option<PersonId>,
    /// Whether F refused it.
    pub refused: bool,
}

/// A line that can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditableFact {
    /// The amount accepted.
    pub amount: EuroCents,
    /// Where it stands.
    pub place: AcceptedPlace,
}

/// Where an accepted line of an earlier batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AcceptedPlace {
    /// Its batch.
    pub batch: BatchId,
    /// Number of its invoice.
    pub invoice: u64,
    /// Place in its invoice, from 1.
    pub position: u32,
}

/// A standing rule of a fund (P90001): an accepted line that meets everything given is taken into review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlRule {
    /// Lines of this facility only.
    pub facility: Option<FacilityId>,
    /// Lines under this code only.
    pub code: Option<PerformanceCode>,
    /// Lines of at least this amount only, whatever its sign.
    pub from_amount: Option<EuroCents>,
    /// So many of ten thousand lines, drawn by lot; `None`: all.
    pub share: Option<u16>,
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
