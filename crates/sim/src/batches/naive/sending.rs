//! A sending as a whole.

use std::collections::BTreeSet;

use super::Naive;
use super::across::{fall_together, premiums_in_file, twice_in_file};
use crate::batches::paid::{Batch, Kept, State};
use crate::batches::setting::{Sending, on};
use crate::batches::told::Findings;

impl Naive<'_> {
    pub(super) fn judge(&self, sending: &Sending) -> Batch {
        let mut findings: Findings = BTreeSet::new();
        if sending.sender != sending.facility {
            findings.insert((0, 0, "101420".to_owned()));
            return kept_batch(sending, "REFUSED", Vec::new(), BTreeSet::new(), findings);
        }
        self.of_batch(sending, &mut findings);
        let blocked = !findings.is_empty();
        let (mut all, refused_invoices) = self.lines(sending, &mut findings);
        fall_together(&mut all);
        premiums_in_file(&mut all);
        twice_in_file(&mut all);
        fall_together(&mut all);
        self.watched(sending, &mut all);
        for line in &all {
            let place = (line.kept.invoice, line.kept.position);
            findings.extend(line.findings.iter().map(|code| (place.0, place.1, code.clone())));
        }
        let errors = refused_invoices.len()
            + all
                .iter()
                .filter(|line| line.is_faulty() && !line.in_refused_invoice)
                .count();
        let records = sending.invoices.len() + all.len();
        let refused = blocked || self.is_too_much(sending, errors, records);
        let mut lines: Vec<Kept> = all
            .into_iter()
            .map(|line| {
                let state = if refused || !line.counts() {
                    State::Refused
                } else if line.is_open() {
                    State::Open
                } else {
                    State::Accepted
                };
                let takes_back = line.kept.takes_back.filter(|_| state != State::Refused);
                Kept {
                    state,
                    takes_back,
                    ..line.kept
                }
            })
            .collect();
        lines.sort_by_key(|line| (line.invoice, line.position));
        let state = match lines.iter().any(|line| line.state == State::Open) {
            _ if refused => "REFUSED",
            true => "IN_REVIEW",
            false => "DECIDED",
        };
        kept_batch(sending, state, lines, refused_invoices, findings)
    }

    /// Whether the errors reach the share of the day of receipt (D5).
    fn is_too_much(&self, sending: &Sending, errors: usize, records: usize) -> bool {
        let sector = self.world.facilities[sending.facility].sector;
        let percent = on(&self.world.rules.error_percent, sector, sending.on).unwrap_or(0);
        errors as u64 * 100 >= records as u64 * percent.unsigned_abs()
    }

    /// The checks of the whole sending.
    fn of_batch(&self, sending: &Sending, findings: &mut Findings) {
        let mine = || {
            self.batches
                .iter()
                .filter(|batch| batch.sending.sender == sending.sender)
        };
        let mut add = |holds: bool, code: &str| {
            if holds {
                findings.insert((0, 0, code.to_owned()));
            }
        };
        add(
            mine().any(|batch| {
                batch.sending.number == sending.number && batch.sending.created.year() == sending.created.year()
            }),
            "100721",
        );
        add(
            mine().any(|batch| {
                batch.is_live() && batch.sending.fund == sending.fund && batch.sending.month == sending.month
            }),
            "100723",
        );
        let recognised = self.world.facilities[sending.facility]
            .recognised
            .iter()
            .any(|(from, to)| *from <= sending.month.last_of_month() && sending.month <= *to);
        add(!recognised, "101421");
        add(sending.month > sending.on.first_of_month(), "102310");
        add(sending.wrong_cbe, "102702");
        add(sending.wrong_iban, "103620");
    }
}

fn kept_batch(
    sending: &Sending,
    state: &'static str,
    lines: Vec<Kept>,
    refused_invoices: BTreeSet<u64>,
    findings: Findings,
) -> Batch {
    Batch {
        sending: sending.clone(),
        state,
        lines,
        refused_invoices,
        findings,
        deciders: BTreeSet::new(),
        settlement: 0,
        debt: 0,
        payable: None,
        payment: "",
    }
}
