//! Random steps: mostly right batches, with every kind of error scattered in.

mod credit;
mod original;

use fastrand::Rng;
use jiff::civil::{Date, date};

use super::naive::Naive;
use super::setting::{Invoice, Pick, Sending, Step, Watch, World};
use super::stay::{covered, plus};

/// The generator of steps.
pub(super) struct Random<'w> {
    pub(super) world: &'w World,
    /// Whether the registers were delivered again.
    delivered: bool,
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
            delivered: false,
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
        match self.rng.u8(0..42) {
            0 => return Step::Again(batch, on),
            1 => return Step::Watch(self.watch(), on),
            24 if !self.delivered && naive.batches.len() > 5 => {
                self.delivered = true;
                return Step::Deliver(on);
            }
            2..=4 if !naive.watches.is_empty() => {
                return Step::Unwatch(self.rng.usize(0..naive.watches.len()), on);
            }
            2..=5 => {
                // A batch refused for its sender's certificate is no fund's to decide.
                if let Some(of_fund) = self.in_state(naive, &["DECIDED", "IN_REVIEW"]) {
                    return Step::Review(of_fund, self.pick(naive, of_fund), on);
                }
            }
            6..=11 => {
                if let Some(of_fund) = self.in_state(naive, &["IN_REVIEW"]) {
                    let by = ["anna", "bert"][self.rng.usize(0..2)];
                    return Step::Decide(of_fund, self.pick(naive, of_fund), self.rng.u8(0..3) > 0, by, on);
                }
            }
            12..=19 => {
                if let Some(of_fund) = self.in_state(naive, &["DECIDED"]) {
                    return Step::Sign(of_fund, ["anna", "carl"][self.rng.usize(0..2)], on);
                }
            }
            20 | 21 => return Step::Pay(["180", "280"][self.rng.usize(0..2)], on),
            22 | 23 => {
                if let Some(settled) = self.in_state(naive, &["SETTLED"]) {
                    return Step::Bank(settled, self.rng.u8(0..3) > 0, on);
                }
            }
            _ => {}
        }
        Step::Send(self.sending(naive))
    }

    /// A batch in one of these states; now and then any, when what is asked of it does not go.
    fn in_state(&mut self, naive: &Naive<'_>, states: &[&str]) -> Option<usize> {
        let any = self.rarely(12);
        let fitting: Vec<usize> = (0..naive.batches.len())
            .filter(|index| any || states.contains(&naive.batches[*index].state))
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
        let price = self.world.prices[self.rng.usize(0..self.world.prices.len())];
        let mut watch = Watch {
            fund: ["180", "280"][self.rng.usize(0..2)],
            facility: None,
            code: None,
            from_cents: None,
        };
        for _ in 0..2 {
            match self.rng.u8(0..3) {
                0 => watch.facility = Some(self.rng.usize(0..self.world.facilities.len())),
                1 => watch.code = Some(price.code),
                _ => watch.from_cents = Some(price.cents),
            }
        }
        watch
    }

    fn sending(&mut self, naive: &Naive<'_>) -> Sending {
        self.clean = self.rng.u8(0..10) < 6;
        let many = self.world.facilities.len();
        let received = self.received();
        // Later steps never lie before this one.
        self.today = self.today.max(received);
        let (facility, fund, month) = self.whose(naive);
        let minute = [10, 720, 720, 1430][self.rng.usize(0..4)];
        let sending = Sending {
            sender: if self.faulty(40) {
                (facility + 1) % many
            } else {
                facility
            },
            facility,
            fund,
            month,
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

    /// Facility, fund and month; where all must be right, such that a stay has a day to invoice and none was invoiced.
    fn whose(&mut self, naive: &Naive<'_>) -> (usize, &'static str, Date) {
        let world = self.world;
        let mut any = || {
            let fund = if self.rng.u32(0..3) == 0 { "280" } else { "180" };
            let month = date(2024, self.rng.i8(3..=8), 1);
            (self.rng.usize(0..world.facilities.len()), fund, month)
        };
        let mut tried = any();
        for _ in 0..30 {
            let (facility, fund, month) = tried;
            let live = naive.batches.iter().any(|batch| {
                let of = &batch.sending;
                batch.is_live() && (of.facility, of.fund, of.month) == tried
            });
            let has_day = (0..28).map(|days| plus(month, days)).any(|day| {
                let mut stays = world.stays.iter().filter(|stay| stay.facility == facility);
                world.facilities[facility].is_recognised_on(day)
                    && stays.any(|stay| covered(stay, day) && world.persons[stay.person].is_with(fund, day))
            });
            if !self.clean || (!live && has_day) {
                break;
            }
            tried = any();
        }
        tried
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
            // Where all must be right, one that found no day to invoice is left out.
            let is_empty = |invoice: &Invoice| invoice.lines.is_empty();
            if sending.invoices.last().is_some_and(is_empty) {
                sending.invoices.pop();
            }
        }
        if self.faulty(4) && sending.invoices.len() > 1 {
            self.again(&mut sending);
        }
        if sending.invoices.is_empty() {
            self.clean = false;
            let invoice = self.original(naive, &sending, 1);
            sending.invoices.push(invoice);
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
