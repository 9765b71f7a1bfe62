//! Random steps: mostly right batches, with every kind of error scattered in.

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::Naive;
use super::line::stay_of;
use super::paid::State;
use super::setting::{
    FACILITIES, Invoice, Line, PERSONS, PRICES, Pick, STAYS, Sending, Stay, Step, UNKNOWN_CODE, UNKNOWN_SSIN,
    WRONG_CODE, WRONG_SSIN,
};

/// The generator of steps.
pub(super) struct Random {
    rng: Rng,
    /// The day of the last step.
    today: Date,
    /// Whether what is being made is to be right, so that money moves.
    clean: bool,
}

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            today: date(2024, 5, 20),
            clean: false,
        }
    }

    pub(super) fn step(&mut self, naive: &Naive) -> Step {
        self.today = self.later(self.today, 4);
        let on = self.today;
        if naive.batches.is_empty() {
            return Step::Send(self.sending(naive));
        }
        let batch = self.rng.usize(0..naive.batches.len());
        // A batch refused for its sender's certificate is no fund's to decide.
        let of_fund = self.in_state(naive, &["DECIDED", "IN_REVIEW"]).unwrap_or(batch);
        match self.rng.u8(0..20) {
            0 => Step::Again(batch, on),
            1 | 2 => Step::Review(of_fund, self.pick(naive, of_fund), on),
            3..=5 => {
                let of_fund = self.in_state(naive, &["IN_REVIEW"]).unwrap_or(batch);
                let by = ["anna", "bert"][self.rng.usize(0..2)];
                Step::Decide(of_fund, self.pick(naive, of_fund), self.rng.u8(0..3) > 0, by, on)
            }
            6..=9 => {
                let of_fund = self.in_state(naive, &["DECIDED"]).unwrap_or(batch);
                Step::Sign(of_fund, ["anna", "carl"][self.rng.usize(0..2)], on)
            }
            10 => Step::Pay(["180", "280"][self.rng.usize(0..2)], on),
            11 => Step::Bank(
                self.in_state(naive, &["SETTLED"]).unwrap_or(batch),
                self.rng.u8(0..3) > 0,
                on,
            ),
            _ => Step::Send(self.sending(naive)),
        }
    }

    fn in_state(&mut self, naive: &Naive, states: &[&str]) -> Option<usize> {
        let fitting: Vec<usize> = (0..naive.batches.len())
            .filter(|index| states.contains(&naive.batches[*index].state))
            .collect();
        self.rng.choice(&fitting).copied()
    }

    fn later(&mut self, day: Date, at_most: i64) -> Date {
        day.checked_add(self.rng.i64(0..=at_most).days()).unwrap_or(day)
    }

    fn rarely(&mut self, one_in: u32) -> bool {
        self.rng.u32(0..one_in) == 0
    }

    /// A fault, now and then, where faults are wanted.
    fn faulty(&mut self, one_in: u32) -> bool {
        !self.clean && self.rarely(one_in)
    }

    fn pick(&mut self, naive: &Naive, batch: usize) -> Pick {
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

    fn sending(&mut self, naive: &Naive) -> Sending {
        self.clean = self.rng.u8(0..10) < 6;
        let facility = self.rng.usize(0..FACILITIES.len());
        let month = if self.clean && facility == 0 {
            date(2024, self.rng.i8(3..=5), 1)
        } else {
            date(2024, self.rng.i8(3..=8), 1)
        };
        let fund = if self.rarely(4) { "280" } else { "180" };
        let mut sending = Sending {
            sender: if self.faulty(40) { (facility + 1) % 3 } else { facility },
            facility,
            fund,
            month,
            number: if self.faulty(15) {
                1
            } else {
                u16::try_from(naive.batches.len() + 1).unwrap_or(1)
            },
            on: if self.faulty(12) { date(2026, 4, 10) } else { self.today },
            wrong_cbe: self.faulty(60),
            wrong_iban: self.faulty(60),
            invoices: Vec::new(),
        };
        // Later steps never lie before this one.
        self.today = self.today.max(sending.on);
        sending.on = self.today;
        // Some sendings take back only, so that a debt is left.
        let credits_only = self.rarely(3);
        let spoiled = !self.clean;
        for number in 1..=self.rng.u64(1..=4) {
            let invoice = if credits_only || self.rarely(3) {
                self.credit(naive, &sending, number)
            } else {
                None
            };
            let invoice = invoice.unwrap_or_else(|| self.original(&sending, number));
            sending.invoices.push(invoice);
        }
        if spoiled && self.rarely(4) && sending.invoices.len() > 1 {
            self.again(&mut sending);
        }
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

    fn original(&mut self, sending: &Sending, number: u64) -> Invoice {
        let here: Vec<usize> = (0..STAYS.len())
            .filter(|stay| STAYS[*stay].facility == sending.facility)
            .collect();
        let index = if self.faulty(12) {
            self.rng.usize(0..STAYS.len())
        } else {
            here[self.rng.usize(0..here.len())]
        };
        let stay = &STAYS[index];
        let mut ssin = PERSONS[stay.person].ssin;
        if self.faulty(25) {
            ssin = [UNKNOWN_SSIN, WRONG_SSIN, PERSONS[self.rng.usize(0..PERSONS.len())].ssin][self.rng.usize(0..3)];
        }
        let wanted = self.rng.u32(1..=35);
        let mut day = self.first_day(sending, stay.from);
        let mut lines = Vec::new();
        for _ in 0..wanted {
            if self.clean && !is_right(sending, stay, day) {
                day = day.tomorrow().unwrap_or(day);
                continue;
            }
            self.lines_of_day(sending, stay.person, day, &mut lines);
            day = day.tomorrow().unwrap_or(day);
        }
        if lines.is_empty() {
            self.lines_of_day(sending, stay.person, stay.from, &mut lines);
        }
        Invoice {
            number,
            ssin,
            credit: None,
            reference: self.rng.bool().then_some(index),
            admission: if self.faulty(40) { date(2024, 2, 1) } else { stay.from },
            discharge: match stay.end {
                Some((day, _)) if self.rng.bool() => Some(day),
                None if self.faulty(40) => Some(date(2024, 4, 1)),
                _ => None,
            },
            date: if self.faulty(60) {
                sending.on.tomorrow().unwrap_or(sending.on)
            } else {
                sending.on
            },
            total_off: if self.faulty(60) { 1 } else { 0 },
            lines,
        }
    }

    /// Near the beginning of the month or of the stay; now and then far before.
    fn first_day(&mut self, sending: &Sending, start: Date) -> Date {
        let near = match self.rng.u8(if self.clean { 3..30 } else { 0..30 }) {
            0 => date(2023, 12, 28),
            1 => date(2024, 2, 1),
            2 => date(2023, 3, 25),
            3..=9 => start,
            _ => sending.month,
        };
        let back = self.rng.i64(-10..=3);
        near.checked_add(back.days()).unwrap_or(near)
    }

    /// The lines of one day: nearly always at the right price.
    fn lines_of_day(&mut self, sending: &Sending, person: usize, day: Date, lines: &mut Vec<Line>) {
        let plain = |provision, code, cents| Line {
            provision,
            code,
            day,
            last_day: day,
            cents,
            units: 1,
        };
        let pvt = FACILITIES[sending.facility].sector == "PVT";
        let own = sending.facility == 1;
        let price = match (pvt, own, day < date(2024, 4, 1)) {
            (true, ..) => 15_000,
            (false, _, true) => 4321,
            (false, true, false) => 4500,
            (false, false, false) => 4400,
        };
        let mut care = plain(false, if pvt { 970_045 } else { 970_012 }, price);
        self.spoil(&mut care);
        lines.push(care);
        if pvt && !self.faulty(50) {
            let share = if PERSONS[person].increased == Some(true) {
                600
            } else {
                1800
            };
            let mut share = plain(false, 970_060, -share);
            self.spoil(&mut share);
            lines.push(share);
        }
        if self.faulty(12) {
            let cents = [100, 3000, 5000, 5001, 0, -1][self.rng.usize(0..if self.clean { 4 } else { 6 })];
            let mut cost = plain(true, if pvt { 970_082 } else { 970_023 }, cents);
            self.spoil(&mut cost);
            lines.push(cost);
        }
        if !pvt && self.faulty(25) {
            let mut premium = plain(true, 970_034, if self.faulty(4) { 6201 } else { 6200 });
            self.spoil(&mut premium);
            lines.push(premium);
        }
    }

    fn spoil(&mut self, line: &mut Line) {
        if !self.faulty(60) {
            return;
        }
        match self.rng.u8(0..8) {
            0 => line.cents += 1,
            1 => line.code = WRONG_CODE,
            2 => line.code = UNKNOWN_CODE,
            3 => line.code = PRICES[self.rng.usize(0..PRICES.len())].code,
            4 => line.units = 2,
            5 => line.last_day = line.day.tomorrow().unwrap_or(line.day),
            6 => line.cents = -line.cents,
            _ => line.provision = !line.provision,
        }
    }

    /// A credit note on lines of a batch that was sent before; now and then one that is wrong.
    fn credit(&mut self, naive: &Naive, sending: &Sending, number: u64) -> Option<Invoice> {
        let earlier: Vec<usize> = (0..naive.batches.len())
            .filter(|index| {
                let batch = &naive.batches[*index];
                batch.sending.facility == sending.facility
                    && batch.lines.iter().any(|line| line.state != State::Refused)
            })
            .collect();
        let batch = &naive.batches[*self.rng.choice(&earlier)?];
        let first = self.rng.choice(&batch.lines)?.clone();
        let mut lines: Vec<Line> = batch
            .lines
            .iter()
            .filter(|line| line.invoice == first.invoice && line.position >= first.position)
            .take(self.rng.usize(1..=4))
            .map(|line| Line {
                provision: matches!(
                    line.kind,
                    Some(super::setting::Kind::Cost | super::setting::Kind::Premium)
                ),
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
        let person = first.person?;
        let stay = stay_of(sending.facility, person, None, first.day);
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
        Some(Invoice {
            number,
            ssin: PERSONS[if self.faulty(15) {
                self.rng.usize(0..PERSONS.len())
            } else {
                person
            }]
            .ssin,
            credit: Some((!self.faulty(20)).then_some((of, named, month))),
            reference: None,
            admission: stay.map_or(first.day, |stay| stay.from),
            discharge: None,
            date: sending.on,
            total_off: 0,
            lines,
        })
    }
}

/// Whether the stay, the month and the membership allow a day, as far as the making of right batches needs it.
fn is_right(sending: &Sending, stay: &Stay, day: Date) -> bool {
    let person = &PERSONS[stay.person];
    let with_fund = person
        .memberships
        .iter()
        .any(|(fund, _, from, to)| *fund == sending.fund && *from <= day && day <= *to);
    with_fund
        && stay.facility == sending.facility
        && (stay.from..=stay.to).contains(&day)
        && stay
            .end
            .is_none_or(|(end, minute)| day < end || (day == end && minute >= 12 * 60))
        && day <= sending.month.last_of_month()
        && day <= FACILITIES[sending.facility].recognised_to
        && person.deceased.is_none_or(|died| day <= died)
}
