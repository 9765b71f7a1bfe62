//! The naive world: what is known, and nothing that could be worked out from it.

use std::collections::{BTreeMap, BTreeSet};

use identifiers::Ssin;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::{Law, Parameter, Sector, parameter};

use crate::answer::{Answer, Outcome};
use crate::fields::Message;
use crate::setup::{FACILITIES, PersonSetup, SSINS, Setup, sector};

/// A message of a dossier, in order of receipt: the request is the first.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// The event that sent it.
    pub(crate) of: usize,
    pub(crate) body: Message,
    pub(crate) received: Timestamp,
    pub(crate) outcome: Outcome,
    /// The day of its acceptance.
    pub(crate) accepted_on: Option<Date>,
    /// The latest answer.
    pub(crate) latest: Answer,
}

/// A request and all that followed.
#[derive(Debug, Clone)]
pub(crate) struct Dossier {
    /// The event of its request.
    pub(crate) id: usize,
    pub(crate) facility: usize,
    pub(crate) person: Option<usize>,
    pub(crate) messages: Vec<Kept>,
    /// Days of accepted invoice lines.
    pub(crate) billed: BTreeSet<Date>,
}

/// The naive judge, with everything that happened.
pub struct World {
    pub(crate) setup: Setup,
    pub(crate) law: Law,
    pub(crate) persons: Vec<PersonSetup>,
    /// In order of receipt of their requests.
    pub(crate) dossiers: Vec<Dossier>,
    /// The first answer on each message, by the event that sent it.
    pub(crate) answers: BTreeMap<usize, Result<Answer, &'static str>>,
    /// The answers that came later, of the event that is judged now.
    pub(crate) inbox: BTreeMap<usize, Vec<Answer>>,
}

impl World {
    /// The world as a setup begins it.
    ///
    /// # Errors
    /// The law of the setup cannot be made.
    pub fn new(setup: &Setup) -> Result<Self, String> {
        Ok(Self {
            law: setup.law()?,
            persons: setup.persons.clone(),
            setup: setup.clone(),
            dossiers: Vec::new(),
            answers: BTreeMap::new(),
            inbox: BTreeMap::new(),
        })
    }

    /// The person of a well-formed number, when the register knows it.
    pub(crate) fn person_of(&self, ssin: Ssin) -> Option<usize> {
        (0..self.persons.len()).find(|n| Ssin::parse(SSINS[*n]).ok() == Some(ssin))
    }

    pub(crate) fn dossier(&self, id: usize) -> Option<&Dossier> {
        self.dossiers.iter().find(|dossier| dossier.id == id)
    }

    /// The sector of a facility.
    pub(crate) fn sector_of(&self, facility: usize) -> &Sector {
        self.law
            .sector(&sector(FACILITIES[facility].sector))
            .expect("the embedded law has the sectors of the setup")
    }

    fn days_of(&self, parameter: Parameter, facility: usize, day: Date) -> i64 {
        let code = sector(FACILITIES[facility].sector);
        self.law
            .integer(parameter, Some(&code), day)
            .expect("the embedded law holds this from 2019 on")
    }

    pub(crate) fn request_term(&self, facility: usize, day: Date) -> i64 {
        self.days_of(parameter::REQUEST_TERM_DAYS, facility, day)
    }

    pub(crate) fn extension_term(&self, facility: usize, day: Date) -> i64 {
        self.days_of(parameter::EXTENSION_TERM_DAYS, facility, day)
    }

    pub(crate) fn follow_up_days(&self, facility: usize, day: Date) -> i64 {
        self.days_of(parameter::FOLLOW_UP_DAYS, facility, day)
    }

    pub(crate) fn start_back_days(&self, facility: usize, day: Date) -> i64 {
        self.days_of(parameter::START_BACK_DAYS, facility, day)
    }

    pub(crate) fn start_report_days(&self, facility: usize, day: Date) -> i64 {
        self.days_of(parameter::START_REPORT_DAYS, facility, day)
    }

    pub(crate) fn late_adjustment_days(&self, facility: usize, day: Date) -> i64 {
        self.days_of(parameter::LATE_ADJUSTMENT_DAYS, facility, day)
    }

    pub(crate) fn migration_receipt_days(&self, facility: usize, day: Date) -> i64 {
        self.days_of(parameter::MIGRATION_RECEIPT_DAYS, facility, day)
    }

    /// The longest period in days, where one is set.
    pub(crate) fn max_period(&self, facility: usize, day: Date) -> Option<i64> {
        let code = sector(FACILITIES[facility].sector);
        self.law
            .optional_integer(parameter::MAX_PERIOD_DAYS, Some(&code), day)
            .expect("the law holds this from 2019 on")
    }

    /// Whether a facility is recognised on a day.
    pub(crate) fn recognised(&self, facility: usize, day: Date) -> bool {
        let (from, to) = self.setup.recognised[facility];
        from <= day && to.is_none_or(|to| day <= to)
    }
}
