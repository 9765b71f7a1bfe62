//! P90001 by the standing rules of a fund: accepted lines that one names, a day and its share together.

use super::lines::partner;
use super::{Judged, Naive};
use crate::batches::setting::{Invoice, Sending, Watch};

impl Naive<'_> {
    pub(super) fn watched(&self, sending: &Sending, all: &mut [Judged]) {
        let watches: Vec<&Watch> = self
            .watches
            .iter()
            .filter(|(watch, holds)| *holds && watch.fund == sending.fund)
            .map(|(watch, _)| watch)
            .collect();
        let named: Vec<bool> = all
            .iter()
            .map(|line| line.counts() && watches.iter().any(|watch| takes(watch, sending, line)))
            .collect();
        for at in 0..all.len() {
            let invoice = sending.invoices.iter().find(|of| of.number == all[at].kept.invoice);
            let other = invoice.and_then(|invoice| self.other_of(sending, invoice, all, at));
            let taken = named[at] || other.is_some_and(|other| named[other]);
            if taken && all[at].counts() && !all[at].is_open() {
                all[at].findings.insert("P90001".to_owned());
            }
        }
    }

    /// Place in the list of all lines of the other line of its pair, of a credit note too.
    fn other_of(&self, sending: &Sending, invoice: &Invoice, all: &[Judged], at: usize) -> Option<usize> {
        let other = partner(self.world, sending.facility, invoice, all[at].place)?;
        all.iter()
            .position(|line| line.kept.invoice == invoice.number && line.place == other)
    }
}

fn takes(watch: &Watch, sending: &Sending, line: &Judged) -> bool {
    watch.facility.is_none_or(|of| of == sending.facility)
        && watch.code.is_none_or(|of| of == line.kept.code)
        && watch.from_cents.is_none_or(|least| line.kept.cents.abs() >= least)
}
