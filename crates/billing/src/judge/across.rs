//! What is judged across the lines of a sending, once each has been judged by itself: two equal days in one file
//! (300423), two credits of one line (302248), two premiums of one person (500460), a day with its personal share
//! (300452), and the fund's standing rules (P90001).

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use identifiers::PersonId;
use invoice_file::model::InvoiceKind;
use registers::TariffKind;

use super::Judging;
use super::cases::{invoice_case, line_case};
use crate::BillingError;
use crate::checks::{self, BatchCase, LineCase};
use crate::days::Days;
use crate::facts::DayKey;
use crate::verdict::{LineOutcome, Place};

/// A line that stands until now: its invoice, its own place, and its place in the invoice.
#[derive(Clone, Copy)]
struct Standing {
    invoice: usize,
    line: usize,
    offset: usize,
    person: PersonId,
}

impl Standing {
    const fn place(self) -> Place {
        Place::Line {
            invoice: self.invoice,
            line: self.line,
        }
    }
}

impl Judging<'_> {
    /// The lines without a refusing finding, of invoices that F does not refuse, in order of invoice number, then
    /// position.
    fn standing(&self, kind: InvoiceKind) -> Vec<Standing> {
        let mut order: Vec<usize> = (0..self.sending.invoices.len())
            .filter(|index| self.sending.invoices[*index].kind == kind && !self.invoices[*index].refused)
            .collect();
        order.sort_by_key(|index| self.sending.invoices[*index].number);
        let mut standing = Vec::with_capacity(self.lines.len());
        for index in order {
            let Some(person) = self.invoices[index].person else {
                continue;
            };
            let invoice = &self.sending.invoices[index];
            for offset in 0..self.sending.lines_of(invoice).len() {
                let line = invoice.lines.start + offset;
                if self.lines[line].outcome != LineOutcome::Refused {
                    standing.push(Standing {
                        invoice: index,
                        line,
                        offset,
                        person,
                    });
                }
            }
        }
        standing
    }

    fn key(&self, of: Standing) -> DayKey {
        checks::credit::key(of.person, &self.sending.lines[of.line])
    }

    /// Does something with the case of a line, when its day has terms.
    fn with_case(&self, case: &BatchCase<'_>, days: &Days, of: Standing, mut then: impl FnMut(&LineCase<'_>)) {
        let line = &self.sending.lines[of.line];
        if let Some(terms) = days.get(&line.first_day) {
            let invoice = invoice_case(case, &self.sending.invoices[of.invoice]);
            then(&line_case(&invoice, line, terms));
        }
    }

    /// 300423 within the file: the line in the lowest invoice number, then position, counts. A day and its share are
    /// looked at together: when one of them comes twice, neither counts as the first of two.
    pub(super) fn twice_in_file(&mut self, case: &BatchCase<'_>, days: &Days) -> Result<(), BillingError> {
        let standing = self.standing(InvoiceKind::Original);
        // Of each person, day and code: the number of the invoice that has the line which counts.
        let mut seen: HashMap<DayKey, u64> = HashMap::with_capacity(standing.len());
        let mut found = Vec::new();
        let mut rest = &standing[..];
        while let Some(first) = rest.first() {
            let unit = self.unit(case, rest);
            rest = &rest[unit.len()..];
            let number = self.sending.invoices[first.invoice].number;
            let mut counts = true;
            for of in unit {
                let earlier = seen.get(&self.key(*of)).copied();
                if let Some(earlier) = earlier {
                    counts = false;
                    self.with_case(case, days, *of, |line| {
                        checks::paid::twice_in_file(line, earlier, &mut found);
                    });
                    self.refuse(of.place(), &mut found)?;
                }
            }
            for of in unit.iter().filter(|_| counts) {
                if let Entry::Vacant(place) = seen.entry(self.key(*of)) {
                    place.insert(number);
                }
            }
        }
        Ok(())
    }

    /// The first line of those that stand, with its personal share when that stands behind it.
    fn unit<'r>(&self, case: &BatchCase<'_>, rest: &'r [Standing]) -> &'r [Standing] {
        if let [first, second, ..] = rest
            && first.invoice == second.invoice
        {
            let invoice = invoice_case(case, &self.sending.invoices[first.invoice]);
            let share = checks::share::partner(&invoice, first.offset);
            if share.is_some_and(|share| share == second.offset && share > first.offset) {
                return &rest[..2];
            }
        }
        &rest[..1]
    }

    /// 302248 for the second of two credits of one line in the file.
    pub(super) fn credited_twice_in_file(&mut self, case: &BatchCase<'_>, days: &Days) -> Result<(), BillingError> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        for of in self.standing(InvoiceKind::Credit) {
            if !seen.insert(self.key(of)) {
                self.with_case(case, days, of, |line| checks::credit::nothing(line, &mut found));
                self.refuse(of.place(), &mut found)?;
            }
        }
        Ok(())
    }

    /// Person, day and code of every credit line that is not refused.
    pub(super) fn taken_back(&self) -> HashSet<DayKey> {
        let standing = self.standing(InvoiceKind::Credit);
        standing.into_iter().map(|of| self.key(of)).collect()
    }

    /// 500460 within the file: the accepted premium in the lowest invoice number, then position, is the first. One that
    /// a person must look at does not count (fine print, "Lines").
    pub(super) fn premiums_in_file(&mut self, case: &BatchCase<'_>, days: &Days) -> Result<(), BillingError> {
        if !self.lines.iter().any(|line| line.kind == Some(TariffKind::Premium)) {
            return Ok(());
        }
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        for of in self.standing(InvoiceKind::Original) {
            let judged = &self.lines[of.line];
            if judged.kind != Some(TariffKind::Premium) {
                continue;
            }
            if seen.contains(&of.person) {
                self.with_case(case, days, of, |line| checks::premium::not_payable(line, &mut found));
                self.refuse(of.place(), &mut found)?;
            } else if judged.outcome == LineOutcome::Accepted {
                seen.insert(of.person);
            }
        }
        Ok(())
    }

    /// 300452 where one line of a pair is refused for a reason of its own and the other is not. Lines whose partner
    /// is missing have it already.
    pub(super) fn shares_with_days(&mut self, case: &BatchCase<'_>, days: &Days) -> Result<(), BillingError> {
        let mut found = Vec::new();
        for (index, invoice) in self.sending.invoices.iter().enumerate() {
            let invoice_case = invoice_case(case, invoice);
            if invoice_case.person.is_none() || invoice_case.is_credit() {
                continue;
            }
            let start = invoice.lines.start;
            let faults = self.own_fault.get(invoice.lines.clone()).unwrap_or_default();
            if !faults.contains(&true) {
                continue;
            }
            for (offset, line) in invoice_case.lines.iter().enumerate() {
                let falls = !self.own_fault[start + offset]
                    && checks::share::partner(&invoice_case, offset).is_some_and(|other| self.own_fault[start + other]);
                let Some(terms) = days.get(&line.first_day).filter(|_| falls) else {
                    continue;
                };
                checks::share::other_refused(&line_case(&invoice_case, line, terms), &mut found);
                let line = start + offset;
                self.refuse(Place::Line { invoice: index, line }, &mut found)?;
            }
        }
        Ok(())
    }

    /// P90001: accepted lines that a standing rule names; a day and its share together.
    pub(super) fn control(&mut self, case: &BatchCase<'_>, days: &Days) -> Result<(), BillingError> {
        if case.facts.controls.is_empty() {
            return Ok(());
        }
        let mut taken = Vec::new();
        for kind in [InvoiceKind::Credit, InvoiceKind::Original] {
            let standing = self.standing(kind);
            let mut rest = &standing[..];
            while !rest.is_empty() {
                let unit = self.unit(case, rest);
                rest = &rest[unit.len()..];
                let mut takes = false;
                for of in unit {
                    self.with_case(case, days, *of, |line| takes |= checks::control::takes(line));
                }
                taken.extend(unit.iter().copied().filter(|_| takes));
            }
        }
        let mut found = Vec::new();
        for of in taken {
            if self.lines[of.line].outcome == LineOutcome::Accepted {
                self.with_case(case, days, of, |line| checks::control::found(line, &mut found));
                self.keep(of.place(), &mut found)?;
                self.lines[of.line].outcome = LineOutcome::Open;
            }
        }
        Ok(())
    }
}
