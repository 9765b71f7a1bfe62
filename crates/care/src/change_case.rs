//! A change beside its dossier and the law: what its checks read.

use identifiers::brussels_day;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::{Law, Parameter};

use crate::beside::Beside;
use crate::dossier::Dossier;
use crate::facts::ChangeFacts;
use crate::judge::JudgeError;

/// A change in the moment of its judging.
pub(crate) struct ChangeContext<'a> {
    pub(crate) dossier: &'a Dossier,
    pub(crate) law: &'a Law,
    /// The day the dossier's sector joined: C of care.md §4.
    pub(crate) transfer_day: Date,
    /// When it was first received, also when it is judged again.
    pub(crate) received_at: Timestamp,
    /// The Brussels day of that.
    pub(crate) received_day: Date,
    /// The Brussels day of this judging.
    pub(crate) judged_on: Date,
}

impl<'a> ChangeContext<'a> {
    pub(crate) fn new(
        dossier: &'a Dossier,
        law: &'a Law,
        received_at: Timestamp,
        judged_on: Date,
    ) -> Result<Self, JudgeError> {
        let sector = law.sector(dossier.sector()).ok_or_else(|| JudgeError::NoRequests {
            sector: dossier.sector().clone(),
        })?;
        Ok(Self {
            dossier,
            law,
            transfer_day: sector.joined,
            received_at,
            received_day: brussels_day(received_at),
            judged_on,
        })
    }

    /// What it is judged beside, as requests are too.
    pub(crate) fn beside(&self, facts: &ChangeFacts<'a>) -> Beside<'a> {
        Beside {
            law: self.law,
            facility: facts.facility,
            sector: self.dossier.sector(),
            person: facts.person,
            stays: facts.stays,
        }
    }

    /// A number of days that the law sets for the dossier's sector.
    pub(crate) fn days_parameter(&self, name: Parameter, day: Date) -> Result<i64, JudgeError> {
        Ok(self.law.integer(name, Some(self.dossier.sector()), day)?)
    }
}
