//! Random credit notes.

use jiff::civil::date;

use super::Random;
use super::original::is_right;
use crate::batches::naive::Naive;
use crate::batches::paid::{Kept, State};
use crate::batches::setting::{Invoice, Kind, Line, Sending};
use crate::batches::stay::stay_of;

impl Random<'_> {
    /// A credit note on lines of a batch that was sent before; now and then one that is wrong.
    pub(super) fn credit(&mut self, naive: &Naive<'_>, sending: &Sending, number: u64) -> Option<Invoice> {
        let earlier = self.earlier(naive, sending);
        let batch = &naive.batches[*self.rng.choice(&earlier)?];
        let wanted: Vec<&Kept> = batch
            .lines
            .iter()
            .filter(|line| !self.clean || line.state == State::Accepted)
            .collect();
        let first = (*self.rng.choice(&wanted)?).clone();
        let mut lines: Vec<Line> = batch
            .lines
            .iter()
            .filter(|line| line.invoice == first.invoice && line.position >= first.position)
            .take(self.rng.usize(1..=4))
            .map(|line| Line {
                provision: line.kind.is_some_and(Kind::is_provision),
                code: line.code,
                day: line.day,
                last_day: line.day,
                cents: -line.cents,
                units: -1,
            })
            .collect();
        if self.faulty(6) {
            lines[0].cents -= 1;
        }
        if self.faulty(10) {
            lines[0].cents = -lines[0].cents;
        }
        let person = first.person?;
        let stay = stay_of(self.world, sending.facility, person, None, first.day);
        let (mut of, mut named, mut month) = (first.invoice, batch.sending.number, batch.sending.month);
        if self.faulty(8) {
            of += 1;
        }
        if self.faulty(12) {
            named += 1;
        }
        if self.faulty(12) {
            month = date(2024, 1, 1);
        }
        let persons = &self.world.persons;
        let whom = if self.faulty(15) {
            self.rng.usize(0..persons.len())
        } else {
            person
        };
        let mut note = Invoice {
            number,
            ssin: persons[whom].ssin,
            credit: Some((!self.faulty(20)).then_some((of, named, month))),
            reference: None,
            admission: stay.map_or(first.day, |stay| stay.start.0),
            discharge: None,
            date: sending.on,
            total_off: 0,
            lines: Vec::new(),
        };
        if self.clean {
            lines.retain(|line| is_right(naive, sending, &note, std::slice::from_ref(line)));
        }
        note.lines = lines;
        (!note.lines.is_empty()).then_some(note)
    }

    /// The batches on which a credit note can come, by their place.
    fn earlier(&mut self, naive: &Naive<'_>, sending: &Sending) -> Vec<usize> {
        // Now and then on a batch that was refused whole, which is as good as unknown.
        let any = self.faulty(5);
        (0..naive.batches.len())
            .filter(|index| {
                let batch = &naive.batches[*index];
                batch.sending.facility == sending.facility
                    && (!self.clean || (batch.is_signed() && batch.sending.fund == sending.fund))
                    && batch.lines.iter().any(|line| any || line.state != State::Refused)
            })
            .collect()
    }
}
