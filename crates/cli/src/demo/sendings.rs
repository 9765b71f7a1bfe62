//! The invoice files of the month: one of each facility for each fund that has its people.

use std::collections::BTreeMap;

use app::Problem;
use care::Outcome;
use identifiers::{BatchId, CareFundNumber, EuroCents, PerformanceCode, Period, brussels_clock};
use invoice_file::build::{Head, NewInvoice, NewLine};
use invoice_file::{Contact, DetailKind, InvoiceKind, Sending, write_sending};
use jiff::civil::Date;
use registers::TariffKind;

use super::calendar::{at, later};
use super::roster::{CARE_HOME, Plot};
use super::story::{Heard, Stage, Told};
use super::world::{PREMIUM, code, fund_number};
use crate::output::Failure;

/// What is wrong with a file, or noteworthy in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    /// One day has a wrong price.
    OneWrongPrice,
    /// Every day has the price of before.
    OldPrice,
    /// A byte changed on the way; the next day it comes again as it should be.
    Damaged,
    /// A cost within the limit.
    Cost,
    /// A cost above the limit.
    HighCost,
    /// The first care premium of a person.
    Premium,
    /// A day without the personal share that goes with it.
    NoShare,
}

/// The files that are noteworthy, by facility and fund.
const FLAWS: [(usize, u16, Flaw); 8] = [
    (0, 180, Flaw::OneWrongPrice),
    (0, 380, Flaw::Damaged),
    (1, 180, Flaw::Cost),
    (1, 580, Flaw::OneWrongPrice),
    (2, 380, Flaw::OldPrice),
    (3, 180, Flaw::HighCost),
    (CARE_HOME, 180, Flaw::Premium),
    (CARE_HOME, 280, Flaw::NoShare),
];

/// The stays that a file invoices.
type Stays<'t> = Vec<&'t Told>;

impl Stage<'_> {
    /// Writes and sends every file; gives the batches in the order in which they were received.
    ///
    /// # Errors
    /// A problem of a use case: none is expected.
    pub(super) fn sendings(&self, heard: &Heard) -> Result<Vec<BatchId>, Failure> {
        let mut batches = Vec::new();
        let mut damaged = Vec::new();
        let mut numbers: BTreeMap<usize, u16> = BTreeMap::new();
        for ((house, fund), stays) in self.by_file(heard) {
            let number = numbers.entry(house).or_insert_with(|| self.first_number());
            let flaw = FLAWS
                .iter()
                .find(|flaw| (flaw.0, fund_number(flaw.1)) == (house, fund))
                .map(|flaw| flaw.2);
            let day = self.calendar.day_after(2);
            let file = write(&self.sending(house, fund, *number, &stays, flaw)?)?;
            *number += 1;
            let minute = i8::try_from(batches.len() % 60).unwrap_or_default();
            let context = self.software(house, at(day, 8, minute)?);
            if flaw == Some(Flaw::Damaged) {
                batches.push(self.app.send_batch(&context, &with_changed_byte(&file))?.id);
                damaged.push((self.software(house, at(later(day, 1), 8, minute)?), file));
            } else {
                batches.push(self.app.send_batch(&context, &file)?.id);
            }
        }
        for (context, file) in damaged {
            batches.push(self.app.send_batch(&context, &file)?.id);
        }
        Ok(batches)
    }

    /// A facility numbers its sendings through the year.
    fn first_number(&self) -> u16 {
        let (_, month) = self.calendar.month().year_and_number();
        u16::from(month.unsigned_abs()) * 10 + 1
    }

    /// The accepted stays that have a day to invoice, by facility and fund.
    fn by_file<'t>(&self, heard: &'t Heard) -> BTreeMap<(usize, CareFundNumber), Stays<'t>> {
        let mut files: BTreeMap<(usize, CareFundNumber), Stays<'t>> = BTreeMap::new();
        for told in &heard.requests {
            let answer = &told.answered.answer;
            if let (Outcome::Accepted, Some(fund), Some(_)) = (answer.outcome, answer.care_fund, self.days_of(told)) {
                files
                    .entry((self.world.residents[told.resident].house, fund))
                    .or_default()
                    .push(told);
            }
        }
        files
    }

    /// The days of a stay that its facility invoices: those of the month, and earlier ones when the request came in
    /// the month only. Where the approval ends before the month does, the facility overlooks it.
    fn days_of(&self, told: &Told) -> Option<Period> {
        let answer = &told.answered.answer;
        let month = self.calendar.month();
        let earlier = told.at < at(month.first_day(), 0, 0).ok()?;
        let first = if earlier {
            answer.covered_start?.max(month.first_day())
        } else {
            answer.covered_start?
        };
        let last = match self.world.residents[told.resident].plot {
            Plot::Ending => month.last_day(),
            _ => answer.covered_end?.min(month.last_day()),
        };
        Period::between(first, last).ok()
    }

    fn sending(
        &self,
        house: usize,
        fund: CareFundNumber,
        number: u16,
        stays: &[&Told],
        flaw: Option<Flaw>,
    ) -> Result<Sending, Failure> {
        let facility = &self.world.houses[house];
        let mut sending = Sending::begun(Head {
            month: self.calendar.month(),
            sending_number: number,
            created_on: self.calendar.day_after(2),
            reference: format!("{}-{fund}", self.calendar.month()),
            nihdi: facility.row.nihdi,
            cbe: facility.row.cbe,
            iban: facility.row.iban.clone(),
            bic: facility.row.bic.clone(),
            fund,
        });
        for (told, place) in stays.iter().zip(1_u64..) {
            let first_of_file = place == 1;
            let number = u64::from(number) * 100 + place;
            self.invoice(
                &mut sending,
                told,
                number,
                flaw.filter(|flaw| first_of_file || *flaw == Flaw::OldPrice),
            )?;
        }
        Ok(sending)
    }

    /// Adds the invoice of one person.
    fn invoice(&self, sending: &mut Sending, told: &Told, number: u64, flaw: Option<Flaw>) -> Result<(), Failure> {
        let Some(days) = self.days_of(told) else { return Ok(()) };
        let resident = &self.world.residents[told.resident];
        let house = self.world.house_of(resident);
        let price = resident.day_price(house);
        let mut lines = Vec::new();
        for (day, place) in days.days().zip(1_u32..) {
            let wrong = flaw == Some(Flaw::OldPrice) || (flaw == Some(Flaw::OneWrongPrice) && place == 3);
            let amount = if wrong {
                price.cents.minus(EuroCents::new(95)).map_err(Problem::from)?
            } else {
                price.cents
            };
            lines.push(line(DetailKind::Stay30, price.code, day, amount));
            let share = price.share.filter(|_| flaw != Some(Flaw::NoShare) || place != 3);
            lines.extend(share.map(|(code, cents)| line(DetailKind::Stay30, code, day, cents.opposite())));
        }
        let other = match flaw {
            Some(Flaw::Cost) => Some((TariffKind::Cost, EuroCents::new(3_450))),
            Some(Flaw::HighCost) => Some((TariffKind::Cost, EuroCents::new(12_990))),
            Some(Flaw::Premium) => Some((TariffKind::Premium, PREMIUM)),
            _ => None,
        };
        lines.extend(other.map(|(kind, amount)| {
            let code = code(house.row.sector.as_str(), kind, None);
            line(DetailKind::Provision50, code, days.from(), amount)
        }));
        let invoice = NewInvoice {
            number,
            ssin: resident.person.ssin.as_number(),
            kind: InvoiceKind::Original,
            admission: brussels_clock(told.start),
            discharge: None,
            vsb_reference: told
                .answered
                .answer
                .vsb_reference
                .map(|reference| reference.to_string()),
            earlier: None,
        };
        sending.add(invoice, &lines).map_err(Problem::from)?;
        Ok(())
    }
}

const fn line(record: DetailKind, code: PerformanceCode, day: Date, amount: EuroCents) -> NewLine {
    NewLine {
        record,
        code,
        day,
        amount,
    }
}

fn write(sending: &Sending) -> Result<Vec<u8>, Failure> {
    let contact = Contact {
        family_name: "Facturatie".into(),
        ..Contact::default()
    };
    let mut bytes = Vec::new();
    write_sending(sending, &contact, &mut bytes).map_err(Problem::from)?;
    Ok(bytes)
}

/// The file as it arrives when a digit in its midst becomes another one.
fn with_changed_byte(file: &[u8]) -> Vec<u8> {
    let mut bytes = file.to_vec();
    let middle = bytes.len() / 2;
    if let Some(digit) = bytes[middle..].iter_mut().find(|byte| byte.is_ascii_digit()) {
        *digit = if *digit == b'9' { b'0' } else { *digit + 1 };
    }
    bytes
}
