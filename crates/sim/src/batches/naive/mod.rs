//! The naive judge: what becomes of batches, by billing.md §2 to §4, slow and obvious.

mod across;
mod control;
mod decisions;
mod invoice;
mod lines;
mod sending;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::paid::{Batch, Kept, State, standing};
use super::setting::{Kind, Step, Watch, World};
use super::told::Told;

/// Everything that was sent and decided.
#[derive(Debug)]
pub(super) struct Naive<'w> {
    pub(super) world: &'w World,
    pub(super) batches: Vec<Batch>,
    /// The standing rules, and whether each still holds.
    pub(super) watches: Vec<(Watch, bool)>,
    /// Premiums marked and unmarked at signing, by person and year.
    marks: BTreeMap<(usize, i16), bool>,
}

/// A line on its way through the judging of a batch.
pub(super) struct Judged {
    pub(super) kept: Kept,
    place: usize,
    pub(super) findings: BTreeSet<String>,
    in_refused_invoice: bool,
    /// Place in the list of all lines of the other line of its pair.
    partner: Option<usize>,
}

impl Judged {
    /// Whether a finding of its own refuses it: P findings do not.
    pub(super) fn is_faulty(&self) -> bool {
        self.findings.iter().any(|code| !code.starts_with('P'))
    }

    fn is_open(&self) -> bool {
        self.findings.iter().any(|code| code.starts_with('P'))
    }

    fn counts(&self) -> bool {
        !self.is_faulty() && !self.in_refused_invoice
    }

    fn key(&self) -> Option<(usize, Date, u32)> {
        self.kept.person.map(|person| (person, self.kept.day, self.kept.code))
    }
}

impl<'w> Naive<'w> {
    /// Nothing was sent yet.
    pub(super) const fn new(world: &'w World) -> Self {
        Self {
            world,
            batches: Vec::new(),
            watches: Vec::new(),
            marks: BTreeMap::new(),
        }
    }

    /// Takes a step.
    pub(super) fn take(&mut self, step: &Step) -> Told {
        match step {
            Step::Send(sending) => {
                let batch = self.judge(sending);
                self.batches.push(batch);
                self.told(self.batches.len() - 1)
            }
            Step::Again(batch, _) => self.told(*batch),
            // The play gives it the other world.
            Step::Deliver(_) => Told::Done,
            Step::Watch(watch, _) => {
                self.watches.push((*watch, true));
                Told::Done
            }
            Step::Unwatch(place, _) => match std::mem::replace(&mut self.watches[*place].1, false) {
                true => Told::Done,
                false => Told::Unknown,
            },
            Step::Review(batch, pick, _) => self.review(*batch, *pick),
            Step::Decide(batch, pick, accept, by, _) => self.decide(*batch, *pick, *accept, by),
            Step::Sign(batch, by, _) => self.sign(*batch, by),
            Step::Pay(fund, _) => self.pay(fund),
            Step::Bank(batch, booked, _) => self.bank(*batch, *booked),
        }
    }

    /// Whether a premium of the person is marked, or accepted and not signed yet.
    fn premium_known(&self, person: usize) -> bool {
        let marked = self.world.persons[person]
            .premiums
            .iter()
            .any(|year| self.marks.get(&(person, *year)) != Some(&false))
            || self.marks.iter().any(|((of, _), marked)| *of == person && *marked);
        let waits = standing(&self.batches).iter().any(|(place, line)| {
            line.person == Some(person)
                && line.kind == Some(Kind::Premium)
                && line.state == State::Accepted
                && !self.batches[place.0].is_signed()
        });
        marked || waits
    }

    /// A batch as it stands: its answer names its findings, a later look too.
    fn told(&self, index: usize) -> Told {
        let batch = &self.batches[index];
        let count = |state| batch.lines.iter().filter(move |line| line.state == state);
        let refused = match batch.sending.sender == batch.sending.facility {
            true => count(State::Refused).count(),
            false => batch.sending.invoices.iter().map(|invoice| invoice.lines.len()).sum(),
        };
        Told::Batch {
            state: batch.state.to_owned(),
            accepted: count(State::Accepted).map(|line| line.cents).sum(),
            refused: refused as u64,
            open: count(State::Open).count() as u64,
            findings: batch.findings.clone(),
        }
    }
}
