//! What is kept of batches, and what can be asked of all of it by looking through all of it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::setting::{Kind, Sending};

/// Batch, invoice and position.
pub(super) type Place = (usize, u64, u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Accepted,
    Refused,
    Open,
}

/// A line that is kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) invoice: u64,
    pub(super) position: u32,
    pub(super) person: Option<usize>,
    pub(super) day: Date,
    pub(super) code: u32,
    pub(super) kind: Option<Kind>,
    pub(super) cents: i64,
    pub(super) credit: bool,
    pub(super) takes_back: Option<Place>,
    pub(super) state: State,
}

/// A batch that is kept.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) sending: Sending,
    pub(super) state: &'static str,
    pub(super) lines: Vec<Kept>,
    /// The invoices that F refuses.
    pub(super) refused_invoices: BTreeSet<u64>,
    pub(super) findings: BTreeSet<(u64, u32, String)>,
    pub(super) deciders: BTreeSet<&'static str>,
    pub(super) settlement: i64,
    /// What of it is still a debt, when it is below zero.
    pub(super) debt: i64,
    /// What is to be transferred; `None` when nothing is.
    pub(super) payable: Option<i64>,
    /// DUE, ORDERED or BOOKED.
    pub(super) payment: &'static str,
}

impl Batch {
    pub(super) fn is_live(&self) -> bool {
        self.state != "REFUSED"
    }

    pub(super) fn is_signed(&self) -> bool {
        matches!(self.state, "SETTLED" | "PAID")
    }
}

/// The lines that accepted credits of signed batches took back.
fn taken_back(batches: &[Batch]) -> BTreeSet<Place> {
    let signed = batches.iter().filter(|batch| batch.is_signed());
    let accepted = signed
        .flat_map(|batch| &batch.lines)
        .filter(|line| line.state == State::Accepted);
    accepted.filter_map(|line| line.takes_back).collect()
}

/// All original lines of live batches that stand, accepted or open and not taken back, with their place.
pub(super) fn standing(batches: &[Batch]) -> Vec<(Place, &Kept)> {
    let gone = taken_back(batches);
    let mut all = Vec::new();
    for (index, batch) in batches.iter().enumerate().filter(|(_, batch)| batch.is_live()) {
        for line in &batch.lines {
            let place = (index, line.invoice, line.position);
            if !line.credit && line.state != State::Refused && !gone.contains(&place) {
                all.push((place, line));
            }
        }
    }
    all
}

/// The accepted line of a signed batch of the facility for the fund that nothing takes back or is about to.
pub(super) fn creditable(
    batches: &[Batch],
    facility: usize,
    fund: &str,
    (person, day, code): (usize, Date, u32),
) -> Option<(Place, i64)> {
    let mut lines = standing(batches).into_iter().filter(|(place, line)| {
        let batch = &batches[place.0];
        batch.is_signed()
            && batch.sending.facility == facility
            && batch.sending.fund == fund
            && line.state == State::Accepted
            && (line.person, line.day, line.code) == (Some(person), day, code)
    });
    let (place, line) = lines.next()?;
    let about_to = batches.iter().filter(|batch| batch.is_live()).any(|batch| {
        let mut lines = batch.lines.iter();
        lines.any(|line| line.state != State::Refused && line.takes_back == Some(place))
    });
    (!about_to).then_some((place, line.cents))
}

/// Whether a credit of the facility for this person, day and code is accepted or open and not signed.
pub(super) fn credit_waits(batches: &[Batch], facility: usize, key: (usize, Date, u32)) -> bool {
    let waiting = batches.iter().filter(|batch| batch.is_live() && !batch.is_signed());
    waiting.filter(|batch| batch.sending.facility == facility).any(|batch| {
        let mut lines = batch.lines.iter();
        lines.any(|line| {
            line.credit && line.state != State::Refused && line.person.map(|of| (of, line.day, line.code)) == Some(key)
        })
    })
}
