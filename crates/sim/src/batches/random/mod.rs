//! Random steps: mostly right batches, with every kind of error scattered in.

mod credit;
mod original;

use fastrand::Rng;
use jiff::civil::{Date, date};

use super::naive::Naive;
use super::setting::{CODES, Pick, Sending, Step, Watch, World};
use super::stay::plus;

/// The generator of steps.
pub(super) struct Random<'w> {
    world: &'w World,
    rng: Rng,
    /// The day of the last step.
    today: Date,
    /// Whether what is being made is to be right, so that money moves.
    clean: bool,
}

impl<'w> Random<'w> {
    pub(super) fn new(world: &'w World, seed: u64) -> Self {
        Self {
            world,
            rng: Rng::with_seed(seed),
            today: date(2024, 5, 20),
            clean: false,
        }
    }

    pub(super) fn step(&mut self, naive: &Naive<'_>) -> Step {
        self.today = plus(self.today, self.rng.i64(0..=4));
        let on = self.today;
        if naive.batches.is_empty() {
            return Step::Send(self.sending(naive));
        }
        let batch = self.rng.usize(0..naive.batches.len());
        // A batch refused for its sender's certificate is no fund's to decide.
        let of_fund = self.in_state(naive, &["DECIDED", "IN_REVIEW"]).unwrap_or(batch);
        match self.rng.u8(0..42) {
            0 => Step::Again(batch, on),
            1 => Step::Watch(self.watch(), on),
            2..=4 if !naive.watches.is_empty() => Step::Unwatch(self.rng.usize(0..naive.watches.len()), on),
            2..=5 => Step::Review(of_fund, self.pick(naive, of_fund), on),
            6..=11 => {
                let of_fund = self.in_state(naive, &["IN_REVIEW"]).unwrap_or(batch);
                let by = ["anna", "bert"][self.rng.usize(0..2)];
                Step::Decide(of_fund, self.pick(naive, of_fund), self.rng.u8(0..3) > 0, by, on)
            }
            12..=19 => {
                let of_fund = self.in_state(naive, &["DECIDED"]).unwrap_or(batch);
                Step::Sign(of_fund, ["anna", "carl"][self.rng.usize(0..2)], on)
            }
            20 | 21 => Step::Pay(["180", "280"][self.rng.usize(0..2)], on),
            22 | 23 => Step::Bank(
                self.in_state(naive, &["SETTLED"]).unwrap_or(batch),
                self.rng.u8(0..3) > 0,
                on,
            ),
            _ => Step::Send(self.sending(naive)),
        }
    }

    fn in_state(&mut self, naive: &Naive<'_>, states: &[&str]) -> Option<usize> {
        let fitting: Vec<usize> = (0..naive.batches.len())
            .filter(|index| states.contains(&naive.batches[*index].state))
            .collect();
        self.rng.choice(&fitting).copied()
    }

    fn rarely(&mut self, one_in: u32) -> bool {
        self.rng.u32(0..one_in) == 0
    }

    /// A fault, now and then, where faults are wanted.
    fn faulty(&mut self, one_in: u32) -> bool {
        !self.clean && self.rarely(one_in)
    }

    fn pick(&mut self, naive: &Naive<'_>, batch: usize) -> Pick {
        let lines = &naive.batches[batch].lines;
        let Some(line) = self.rng.choice(lines) else {
            return Pick::default();
        };
        let mut only = |value: u64| self.rng.bool().then_some(value);
        Pick {
            invoice: only(line.invoice),
            day: only(0).map(|_| line.day),
            code: only(0).map(|_| line.code),
        }
    }

    /// A standing rule that names one thing or two.
    fn watch(&mut self) -> Watch {
        let (code, _, _, about) = CODES[self.rng.usize(0..CODES.len())];
        let mut watch = Watch {
            fund: ["180", "280"][self.rng.usize(0..2)],
            facility: None,
            code: None,
            from_cents: None,
        };
        for _ in 0..2 {
            match self.rng.u8(0..3) {
                0 => watch.facility = Some(self.rng.usize(0..self.world.facilities.len())),
                1 => watch.code = Some(code),
                _ => watch.from_cents = Some(about + 50),
            }
        }
        watch
    }

    fn sending(&mut self, naive: &Naive<'_>) -> Sending {
        self.clean = self.rng.u8(0..10) < 6;
        let many = self.world.facilities.len();
        let facility = self.rng.usize(0..many);
        let received = self.received();
        // Later steps never lie before this one.
        self.today = self.today.max(received);
        let minute = [10, 720, 720, 1430][self.rng.usize(0..4)];
        let sending = Sending {
            sender: if self.faulty(40) { (facility + 1) % many } else { facility },
            facility,
            fund: if self.rarely(3) { "280" } else { "180" },
            month: date(2024, self.rng.i8(if self.clean { 3..=6 } else { 3..=8 }), 1),
            number: if self.faulty(15) {
                1
            } else {
                u16::try_from(naive.batches.len() + 1).unwrap_or(1)
            },
            created: match self.rng.u8(0..12) {
                0 => plus(self.today, -self.rng.i64(1..9)),
                1 => date(2023, 12, 31),
                _ => self.today,
            },
            on: self.today,
            minute,
            json: self.rarely(5),
            wrong_cbe: self.faulty(60),
            wrong_iban: self.faulty(60),
            invoices: Vec::new(),
        };
        if minute > 720 {
            // What comes next comes after it.
            self.today = plus(self.today, 1);
        }
        self.filled(naive, sending)
    }

    /// Today; now and then years later, when the days of these months are nearly too old.
    fn received(&mut self) -> Date {
        const LATER: [Date; 5] = [
            date(2025, 4, 10),
            date(2025, 6, 15),
            date(2026, 2, 28),
            date(2026, 3, 1),
            date(2026, 4, 10),
        ];
        if self.faulty(14) {
            LATER[self.rng.usize(0..LATER.len())]
        } else {
            self.today
        }
    }

    fn filled(&mut self, naive: &Naive<'_>, mut sending: Sending) -> Sending {
        // Some sendings take back only, so that a debt is left.
        let credits_only = self.rarely(3);
        for number in 1..=self.rng.u64(1..=4) {
            let invoice = if credits_only || self.rarely(3) {
                self.credit(naive, &sending, number)
            } else {
                None
            };
            let invoice = invoice.unwrap_or_else(|| self.original(naive, &sending, number));
            sending.invoices.push(invoice);
        }
        if self.faulty(4) && sending.invoices.len() > 1 {
            self.again(&mut sending);
        }
        // A total that is not the sum cannot be said in JSON.
        sending.json &= sending.invoices.iter().all(|invoice| invoice.total_off == 0);
        self.rng.shuffle(&mut sending.invoices);
        sending
    }

    /// A line of one invoice once more in another.
    fn again(&mut self, sending: &mut Sending) {
        let (from, to) = (sending.invoices[0].clone(), sending.invoices.len() - 1);
        if let Some(line) = self.rng.choice(&from.lines).copied() {
            let target = &mut sending.invoices[to];
            target.lines.push(line);
            if self.rng.bool() {
                (target.ssin, target.credit) = (from.ssin, from.credit);
                (target.reference, target.admission) = (from.reference, from.admission);
            }
        }
    }
}
