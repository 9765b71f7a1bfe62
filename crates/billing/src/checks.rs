//! The checks of a sending, one file each (or one family that shares its logic).
//!
//! Each file says what the check is by billing.md §2, where the law stands, and has its boundary cases as
//! tests. A check adds findings and knows nothing of effects: whether a code refuses a sending, an invoice or
//! a line is regulation data.

pub(crate) mod alone;
pub(crate) mod amount;
pub(crate) mod change;
pub(crate) mod code;
pub(crate) mod control;
pub(crate) mod cost;
pub(crate) mod credit;
pub(crate) mod day;
pub(crate) mod hours;
pub(crate) mod identity;
pub(crate) mod invoice_facts;
pub(crate) mod membership;
pub(crate) mod paid;
pub(crate) mod premium;
pub(crate) mod sending;
pub(crate) mod share;
pub(crate) mod sign;
pub(crate) mod stay;
pub(crate) mod units;

use identifiers::SectorCode;
use invoice_file::model::{DetailKind, Invoice, InvoiceKind, Line, Sending};
use jiff::civil::Date;
use registers::{Facility, Person, Tariff, TariffKind};
use regulation::{CheckCode, Finding, Law};

use crate::days::DayTerms;
use crate::{BatchFacts, Stay};

/// Every code that judging can raise, for the test that the catalogue knows them all.
pub const ALL: &[&[CheckCode]] = &[
    sending::CODES,
    identity::CODES,
    membership::CODES,
    invoice_facts::CODES,
    sign::CODES,
    code::CODES,
    amount::CODES,
    change::CODES,
    control::CODES,
    cost::CODES,
    credit::CODES,
    day::CODES,
    hours::CODES,
    paid::CODES,
    premium::CODES,
    share::CODES,
    stay::CODES,
    units::CODES,
];

/// A sending with its facts and the law.
#[derive(Clone, Copy)]
pub(crate) struct BatchCase<'a> {
    pub(crate) sending: &'a Sending,
    pub(crate) facts: &'a BatchFacts,
    pub(crate) facility: &'a Facility,
    pub(crate) law: &'a Law,
    pub(crate) received_day: Date,
}

impl<'a> BatchCase<'a> {
    pub(crate) fn sector(&self) -> &SectorCode {
        &self.facility.sector
    }

    /// All tariffs of a line's code, in every sector.
    pub(crate) fn tariffs_of(&self, line: &Line) -> &'a [Tariff] {
        self.facts.tariffs.get(&line.code).map_or(&[], Vec::as_slice)
    }

    /// What a line's code stands for: in the facility's sector if it is used there, else wherever it is.
    pub(crate) fn kind_of(&self, line: &Line) -> Option<TariffKind> {
        let tariffs = self.tariffs_of(line);
        tariffs
            .iter()
            .find(|tariff| tariff.sector == self.facility.sector)
            .or_else(|| tariffs.first())
            .map(|tariff| tariff.kind)
    }
}

/// An invoice of a sending.
#[derive(Clone, Copy)]
pub(crate) struct InvoiceCase<'a> {
    pub(crate) batch: &'a BatchCase<'a>,
    pub(crate) invoice: &'a Invoice,
    pub(crate) lines: &'a [Line],
    /// The person, when the number is well formed and known.
    pub(crate) person: Option<&'a Person>,
    /// The accepted stays of the person here.
    pub(crate) stays: &'a [Stay],
    /// The stay that the invoice's reference names.
    pub(crate) referred: Option<&'a Stay>,
}

impl InvoiceCase<'_> {
    pub(crate) fn is_credit(&self) -> bool {
        self.invoice.kind == InvoiceKind::Credit
    }

    /// The stay of a line on a day: that of the reference, else the nearest (billing.md §2).
    pub(crate) fn stay_on(&self, day: Date) -> Option<&Stay> {
        self.referred.or_else(|| crate::stay::nearest(self.stays, day))
    }

    /// A finding of the invoice.
    pub(crate) fn finding(&self, code: &CheckCode) -> Finding {
        invoice_finding(self.invoice, code)
    }
}

/// A finding of an invoice: always names it.
pub(crate) fn invoice_finding(invoice: &Invoice, code: &CheckCode) -> Finding {
    Finding::new(code.clone()).with("invoice", invoice.number)
}

/// A line of an invoice.
#[derive(Clone, Copy)]
pub(crate) struct LineCase<'a> {
    pub(crate) invoice: &'a InvoiceCase<'a>,
    pub(crate) line: &'a Line,
    pub(crate) terms: &'a DayTerms,
    pub(crate) stay: Option<&'a Stay>,
    /// All tariffs of the code.
    pub(crate) tariffs: &'a [Tariff],
    /// What the code stands for.
    pub(crate) kind: Option<TariffKind>,
}

impl LineCase<'_> {
    pub(crate) fn day(&self) -> Date {
        self.line.first_day
    }

    /// Adds the finding of a check.
    pub(crate) fn found(&self, found: &mut Vec<Finding>, twin: &'static Twin, more: impl FnOnce(Finding) -> Finding) {
        line_found(self.line, found, twin, more);
    }
}

/// Adds the finding of a check with its code for the record the line stands in, naming day and code; nothing where
/// the check is not one of that record.
pub(crate) fn line_found(
    line: &Line,
    found: &mut Vec<Finding>,
    twin: &'static Twin,
    more: impl FnOnce(Finding) -> Finding,
) {
    let code = match line.record {
        DetailKind::Stay30 => twin.stay.as_ref(),
        DetailKind::Provision50 => twin.provision.as_ref(),
    };
    if let Some(code) = code {
        found.push(more(
            Finding::new(code.clone())
                .with("day", line.first_day)
                .with("code", line.code),
        ));
    }
}

/// The code of one check for a record 30 and for a record 50 (billing.md §2: 3004xx and 5004xx).
#[derive(Debug)]
pub(crate) struct Twin {
    pub(crate) stay: Option<CheckCode>,
    pub(crate) provision: Option<CheckCode>,
}

impl Twin {
    pub(crate) const fn both(stay: &'static str, provision: &'static str) -> Self {
        Self {
            stay: Some(CheckCode::new(stay)),
            provision: Some(CheckCode::new(provision)),
        }
    }

    pub(crate) const fn stay_only(stay: &'static str) -> Self {
        Self {
            stay: Some(CheckCode::new(stay)),
            provision: None,
        }
    }

    pub(crate) const fn provision_only(provision: &'static str) -> Self {
        Self {
            stay: None,
            provision: Some(CheckCode::new(provision)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_in_the_catalogue_once_and_refuses_or_waits() {
        let law = Law::embedded();
        let all: Vec<&CheckCode> = ALL.iter().copied().flatten().collect();
        assert_eq!(
            all.iter().collect::<BTreeSet<_>>().len(),
            all.len(),
            "a code stands twice"
        );
        for code in all {
            assert!(law.effect(code).is_ok(), "{code} is not in the catalogue");
        }
    }
}
