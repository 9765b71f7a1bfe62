//! What every message is judged beside: the law, the facility, the person and their stays.

use identifiers::SectorCode;
use jiff::civil::Date;
use registers::{Facility, InsuranceStatus, Person, insurance::insurance_status};
use regulation::{Law, Parameter};

use crate::facts::Stay;
use crate::judge::JudgeError;

/// The facts that checks on requests and on changes have in common.
#[derive(Clone, Copy)]
pub(crate) struct Beside<'a> {
    pub(crate) law: &'a Law,
    pub(crate) facility: &'a Facility,
    /// The sector whose parameters count.
    pub(crate) sector: &'a SectorCode,
    pub(crate) person: Option<&'a Person>,
    /// The person's stays anywhere, but for the one that is judged.
    pub(crate) stays: &'a [Stay],
}

impl Beside<'_> {
    /// A number of days that the law sets for the sector.
    pub(crate) fn days_parameter(&self, name: Parameter, day: Date) -> Result<i64, JudgeError> {
        Ok(self.law.integer(name, Some(self.sector), day)?)
    }

    /// The insurance status of the person on a day.
    pub(crate) fn insurance_on(&self, day: Date) -> InsuranceStatus {
        insurance_status(self.person, day)
    }
}
