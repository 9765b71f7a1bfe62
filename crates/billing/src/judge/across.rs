//! What is judged across the lines of a sending, once each has been judged by itself: two equal days in one file
//! (300423), and a day with its personal share (300452).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use identifiers::PersonId;
use invoice_file::model::Line;
use jiff::civil::Date;

use super::Judging;
use super::cases::{invoice_case, line_case};
use crate::BillingError;
use crate::checks::{self, BatchCase};
use crate::days::Days;
use crate::verdict::{LineOutcome, Place};

impl Judging<'_> {
    /// 300423 within the file: among lines without another refusing finding and not in an invoice that F refuses,
    /// the one in the lowest invoice number, then position, counts.
    pub(super) fn twice_in_file(&mut self, case: &BatchCase<'_>, days: &Days) -> Result<(), BillingError> {
        let mut order: Vec<usize> = (0..self.sending.invoices.len()).collect();
        order.sort_by_key(|index| self.sending.invoices[*index].number);
        // Of each person, day and code: the number of the invoice that has the line which counts.
        let mut seen: HashMap<(PersonId, Date, u32), u64> = HashMap::with_capacity(self.lines.len());
        let mut found = Vec::new();
        for index in order {
            let invoice = &self.sending.invoices[index];
            let (Some(person), false) = (self.invoices[index].person, self.invoices[index].refused) else {
                continue;
            };
            for (offset, line) in self.sending.lines_of(invoice).iter().enumerate() {
                let at = invoice.lines.start + offset;
                if self.lines[at].outcome == LineOutcome::Refused {
                    continue;
                }
                let Line { first_day, code, .. } = *line;
                let first = match seen.entry((person, first_day, code.as_number())) {
                    Entry::Vacant(place) => {
                        place.insert(invoice.number);
                        continue;
                    }
                    Entry::Occupied(first) => *first.get(),
                };
                let Some(terms) = days.get(&first_day) else { continue };
                let invoice_case = invoice_case(case, invoice);
                checks::paid::twice_in_file(&line_case(&invoice_case, line, terms), first, &mut found);
                self.refuse(
                    Place::Line {
                        invoice: index,
                        line: at,
                    },
                    &mut found,
                )?;
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
}
