//! Random originals.

use jiff::civil::{Date, date};

use super::Random;
use crate::batches::naive::Naive;
use crate::batches::price::{asked, prices_of};
use crate::batches::setting::{
    CODES, Invoice, Kind, Line, Sending, Stay, UNKNOWN_CODE, UNKNOWN_SSIN, WRONG_CODE, WRONG_SSIN,
};
use crate::batches::stay::{approved_end, plus};

impl Random<'_> {
    pub(super) fn original(&mut self, naive: &Naive<'_>, sending: &Sending, number: u64) -> Invoice {
        let mut invoice = self.one_original(naive, sending, number);
        // Where all must be right, another stay may have days to invoice.
        for _ in 0..4 {
            if !self.clean || invoice.lines.len() > 3 {
                break;
            }
            invoice = self.one_original(naive, sending, number);
        }
        invoice
    }

    fn one_original(&mut self, naive: &Naive<'_>, sending: &Sending, number: u64) -> Invoice {
        let index = self.stay(sending);
        let stay = &self.world.stays[index];
        let mut invoice = self.empty(sending, number, index);
        let wanted = self.rng.u32(1..=35);
        let mut day = self.first_day(sending, stay);
        let usual = self.usual_code(sending, stay, day);
        for _ in 0..wanted {
            let lines = self.lines_of_day(sending, stay, usual, day);
            if !self.clean || is_right(naive, sending, &invoice, &lines) {
                invoice.lines.extend(lines);
            }
            day = plus(day, 1);
        }
        if invoice.lines.is_empty() && !self.clean {
            invoice.lines = self.lines_of_day(sending, stay, usual, stay.first);
        }
        invoice
    }

    fn empty(&mut self, sending: &Sending, number: u64, index: usize) -> Invoice {
        let (world, stay) = (self.world, &self.world.stays[index]);
        let mut ssin = world.persons[stay.person].ssin;
        if self.faulty(25) {
            let any = world.persons[self.rng.usize(0..world.persons.len())].ssin;
            ssin = [UNKNOWN_SSIN, WRONG_SSIN, any][self.rng.usize(0..3)];
        }
        Invoice {
            number,
            ssin,
            credit: None,
            reference: self.rng.bool().then_some(index),
            admission: if self.faulty(40) {
                date(2024, 2, 1)
            } else {
                stay.start.0
            },
            discharge: self.discharge(stay),
            date: if self.faulty(60) {
                plus(sending.on, 1)
            } else {
                sending.on
            },
            total_off: if self.faulty(60) { 1 } else { 0 },
            lines: Vec::new(),
        }
    }

    /// The end of the stay, or none; now and then that of another stay of the person, or any day.
    fn discharge(&mut self, stay: &Stay) -> Option<Date> {
        let own = stay.end.map(|(day, _)| day).filter(|_| self.rng.bool());
        if !self.faulty(12) {
            return own;
        }
        let all = self.world.stays.iter().filter(|of| of.person == stay.person);
        let ends: Vec<Date> = all.filter_map(|of| of.end).map(|(day, _)| day).collect();
        self.rng.choice(&ends).copied().or(Some(date(2024, 4, 1)))
    }

    /// A stay of the facility; now and then any.
    fn stay(&mut self, sending: &Sending) -> usize {
        let all = 0..self.world.stays.len();
        let here: Vec<usize> = all
            .clone()
            .filter(|stay| self.world.stays[*stay].facility == sending.facility)
            .collect();
        if here.is_empty() || self.faulty(12) {
            self.rng.usize(all)
        } else {
            here[self.rng.usize(0..here.len())]
        }
    }

    /// Near the beginning of the month, or of what the stay has of turning points; now and then far before.
    fn first_day(&mut self, sending: &Sending, stay: &Stay) -> Date {
        let joined = self.world.rules.joined(self.world.facilities[sending.facility].sector);
        let near = match self.rng.u8(if self.clean { 3..40 } else { 0..40 }) {
            0 => date(2023, 12, 28),
            1 => date(2024, 2, 26),
            2 => plus(joined, 5),
            3..=7 => plus(stay.start.0, 3),
            8..=12 => stay.first,
            13..=15 => stay.extension.map_or(stay.until, |extension| extension.from),
            16..=18 => stay.end.map_or(stay.until, |(end, _)| end),
            19..=21 if !stay.waiting.is_empty() => plus(stay.received, -28),
            22..=26 if !stay.waiting.is_empty() => plus(approved_end(stay), 5),
            _ => sending.month,
        };
        plus(near, self.rng.i64(-10..=3))
    }

    /// A code of a day that the facility has.
    fn usual_code(&mut self, sending: &Sending, stay: &Stay, day: Date) -> u32 {
        let sector = self.world.facilities[sending.facility].sector;
        let all = CODES
            .into_iter()
            .filter(|(_, kind, of, _)| *of == sector && *kind == Kind::Day);
        let codes: Vec<u32> = all.map(|(code, ..)| code).collect();
        let priced: Vec<u32> = codes
            .iter()
            .copied()
            .filter(|code| self.price(sending, stay, (false, *code), plus(day, 15)).is_some())
            .collect();
        let from = if priced.is_empty() { codes } else { priced };
        from[self.rng.usize(0..from.len())]
    }

    /// What a line must ask.
    fn price(&self, sending: &Sending, stay: &Stay, (provision, code): (bool, u32), day: Date) -> Option<i64> {
        let line = plain(provision, code, day, 0);
        let stay_here = Some(stay).filter(|stay| stay.facility == sending.facility);
        let prices = prices_of(self.world, sending.facility, stay.person, stay_here, &line);
        prices.first().map(|price| asked(price))
    }

    /// The lines of one day: nearly always at the right price.
    fn lines_of_day(&mut self, sending: &Sending, stay: &Stay, usual: u32, day: Date) -> Vec<Line> {
        let sector = self.world.facilities[sending.facility].sector;
        let at = |of: &Self, provision, code| of.price(sending, stay, (provision, code), day);
        let mut lines = Vec::new();
        let mut care = plain(false, usual, day, at(self, false, usual).unwrap_or(4000));
        self.spoil(&mut care);
        lines.push(care);
        if sector == "PVT" && !self.faulty(50) {
            let mut share = plain(false, 970_060, day, at(self, false, 970_060).unwrap_or(-1800));
            self.spoil(&mut share);
            lines.push(share);
        }
        if self.rarely(if self.clean { 20 } else { 12 }) {
            let code = match sector {
                "PVT" => 970_082,
                _ => [970_023, 970_104][self.rng.usize(0..2)],
            };
            let limit = at(self, true, code).unwrap_or(3000);
            let cents = [100, limit, limit + 1, limit - 1, 0, -1];
            let cents = cents[self.rng.usize(0..if self.clean { 4 } else { 6 })];
            let mut cost = plain(true, code, day, cents);
            self.spoil(&mut cost);
            lines.push(cost);
        }
        if self.rarely(18) {
            let code = if sector == "PVT" { 970_104 } else { 970_034 };
            let cents = at(self, true, code).unwrap_or(6200);
            let mut premium = plain(true, code, day, if self.faulty(4) { cents + 1 } else { cents });
            self.spoil(&mut premium);
            lines.push(premium);
        }
        lines
    }

    fn spoil(&mut self, line: &mut Line) {
        if !self.faulty(60) {
            return;
        }
        match self.rng.u8(0..9) {
            0 => line.cents += 1,
            1 => line.code = WRONG_CODE,
            2 => line.code = UNKNOWN_CODE,
            3 => line.code = CODES[self.rng.usize(0..CODES.len())].0,
            4 => line.units = [2, 0, -1][self.rng.usize(0..3)],
            5 => line.last_day = plus(line.day, [1, -1][self.rng.usize(0..2)]),
            6 => line.cents = -line.cents,
            7 => line.cents = 0,
            _ => line.provision = !line.provision,
        }
    }
}

fn plain(provision: bool, code: u32, day: Date, cents: i64) -> Line {
    Line {
        provision,
        code,
        day,
        last_day: day,
        cents,
        units: 1,
    }
}

/// Whether the lines of one day have no fault in an invoice.
pub(super) fn is_right(naive: &Naive<'_>, sending: &Sending, invoice: &Invoice, lines: &[Line]) -> bool {
    let alone = Invoice {
        lines: lines.to_vec(),
        ..invoice.clone()
    };
    (0..lines.len()).all(|index| !naive.one_line(sending, &alone, false, index, 0).is_faulty())
}
