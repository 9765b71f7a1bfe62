//! What people of a fund and the bank do with a batch.

use std::collections::BTreeSet;

use super::Naive;
use crate::batches::paid::{Kept, State};
use crate::batches::setting::{Kind, Pick};
use crate::batches::told::Told;

impl Naive<'_> {
    /// The lines in a state that are meant, with the other line of each pair.
    fn picked(&self, index: usize, pick: Pick, state: State) -> Vec<usize> {
        let lines = &self.batches[index].lines;
        let meant = |line: &Kept| {
            pick.invoice.is_none_or(|of| of == line.invoice)
                && pick.day.is_none_or(|of| of == line.day)
                && pick.code.is_none_or(|of| of == line.code)
        };
        let is_pair = |a: &Kept, b: &Kept| {
            a.invoice == b.invoice
                && a.day == b.day
                && a.position + 1 == b.position
                && a.kind == Some(Kind::Day)
                && b.kind == Some(Kind::Share)
        };
        (0..lines.len())
            .filter(|at| lines[*at].state == state)
            .filter(|at| {
                let line = &lines[*at];
                meant(line)
                    || lines
                        .iter()
                        .any(|other| meant(other) && (is_pair(line, other) || is_pair(other, line)))
            })
            .collect()
    }

    pub(super) fn review(&mut self, index: usize, pick: Pick) -> Told {
        let picked = self.picked(index, pick, State::Accepted);
        let batch = &mut self.batches[index];
        if picked.is_empty() || !matches!(batch.state, "DECIDED" | "IN_REVIEW") {
            return Told::Conflict;
        }
        for at in picked {
            let line = &mut batch.lines[at];
            line.state = State::Open;
            batch
                .findings
                .insert((line.invoice, line.position, "P90001".to_owned()));
        }
        batch.state = "IN_REVIEW";
        self.told(index)
    }

    pub(super) fn decide(&mut self, index: usize, pick: Pick, accept: bool, by: &'static str) -> Told {
        let picked = self.picked(index, pick, State::Open);
        if picked.is_empty() || self.batches[index].state != "IN_REVIEW" {
            return Told::Conflict;
        }
        if accept {
            let premiums: Vec<usize> = picked
                .iter()
                .map(|at| &self.batches[index].lines[*at])
                .filter(|line| line.kind == Some(Kind::Premium) && !line.credit)
                .filter_map(|line| line.person)
                .collect();
            let unique: BTreeSet<&usize> = premiums.iter().collect();
            if unique.len() < premiums.len() || premiums.iter().any(|person| self.premium_known(*person)) {
                return Told::Conflict;
            }
        }
        let batch = &mut self.batches[index];
        batch.deciders.insert(by);
        for at in picked {
            let line = &mut batch.lines[at];
            line.state = if accept { State::Accepted } else { State::Refused };
            line.takes_back = line.takes_back.filter(|_| accept);
        }
        if !batch.lines.iter().any(|line| line.state == State::Open) {
            batch.state = "DECIDED";
        }
        self.told(index)
    }

    pub(super) fn sign(&mut self, index: usize, by: &str) -> Told {
        let batch = &mut self.batches[index];
        let four_eyes = self.world.rules.four_eyes.contains(&batch.sending.fund);
        if batch.state != "DECIDED" || (four_eyes && batch.deciders.contains(by)) {
            return Told::Conflict;
        }
        batch.state = "SETTLED";
        let accepted = batch.lines.iter().filter(|line| line.state == State::Accepted);
        batch.settlement = accepted.clone().map(|line| line.cents).sum();
        let premiums = accepted.filter(|line| line.kind == Some(Kind::Premium));
        for line in premiums {
            if let Some(person) = line.person {
                self.marks.insert((person, line.day.year()), !line.credit);
            }
        }
        let (cents, facility, fund) = (batch.settlement, batch.sending.facility, batch.sending.fund);
        batch.debt = (-cents).max(0);
        let mut left = cents.max(0);
        for debtor in &mut self.batches {
            if debtor.sending.facility == facility && debtor.sending.fund == fund {
                let part = debtor.debt.min(left);
                debtor.debt -= part;
                left -= part;
            }
        }
        self.batches[index].payable = (left > 0).then_some(left);
        self.batches[index].payment = "DUE";
        Told::Settled(cents, cents.max(0) - left)
    }

    pub(super) fn pay(&mut self, fund: &str) -> Told {
        let (mut transfers, mut total) = (0, 0);
        for batch in self
            .batches
            .iter_mut()
            .filter(|batch| batch.sending.fund == fund && batch.payment == "DUE")
        {
            if let Some(cents) = batch.payable {
                batch.payment = "ORDERED";
                (transfers, total) = (transfers + 1, total + cents);
            }
        }
        Told::Paid(transfers, total)
    }

    pub(super) fn bank(&mut self, index: usize, booked: bool) -> Told {
        let batch = &mut self.batches[index];
        if batch.payment != "ORDERED" {
            return Told::Conflict;
        }
        batch.payment = if booked { "BOOKED" } else { "DUE" };
        batch.state = if booked { "PAID" } else { "SETTLED" };
        Told::Bank(batch.state.to_owned())
    }
}
