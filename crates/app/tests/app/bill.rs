//! The invoice files that facilities send.

use identifiers::{EuroCents, Month, PerformanceCode};
use invoice_file::{Contact, DetailKind, EarlierInvoice, Invoice, InvoiceKind, Line, Sending, write_sending};
use jiff::civil::{Date, date, time};

use super::fixture::{COST_CODE, DAY_CENTS, DAY_CODE, cbe, fund, iban, nihdi, ssin};

/// What a file invoices.
#[derive(Clone)]
pub struct Bill {
    pub facility: usize,
    pub fund: &'static str,
    pub month: &'static str,
    pub sending_number: u16,
    pub created_on: Date,
    /// One invoice each: the person and their lines.
    pub invoices: Vec<(u64, Vec<Item>)>,
    /// The sending whose invoices of the same numbers these credit notes take back.
    pub takes_back: Option<(&'static str, u16)>,
}

/// A line: code, day, cents.
pub type Item = (u32, Date, i64);

impl Bill {
    /// All days of a month for person `n`, from facility to fund, in a file made in June.
    pub fn month_of(n: u64, facility: usize, fund: &'static str, month: &'static str, sending_number: u16) -> Self {
        let days = Month::parse(month).expect("a month").period().days();
        Self {
            facility,
            fund,
            month,
            sending_number,
            created_on: date(2024, 6, 3),
            invoices: vec![(n, days.map(|day| (DAY_CODE, day, DAY_CENTS)).collect())],
            takes_back: None,
        }
    }

    /// Credit notes of the same lines, sent under another month and number.
    #[must_use]
    pub fn taken_back(mut self, month: &'static str, sending_number: u16) -> Self {
        self.takes_back = Some((self.month, self.sending_number));
        (self.month, self.sending_number) = (month, sending_number);
        self.invoices
            .iter_mut()
            .flat_map(|(_, items)| items)
            .for_each(|item| item.2 = -item.2);
        self
    }

    /// The same with one line more, for the first person.
    #[must_use]
    pub fn with(mut self, item: Item) -> Self {
        self.invoices[0].1.push(item);
        self
    }

    /// The same with these lines only, for the first person.
    #[must_use]
    pub fn only(mut self, items: &[Item]) -> Self {
        self.invoices[0].1 = items.to_vec();
        self
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut sending = Sending {
            test: false,
            month: Month::parse(self.month).expect("a month"),
            sending_number: self.sending_number,
            created_on: self.created_on,
            reference: String::new(),
            nihdi: nihdi(self.facility),
            cbe: cbe(),
            iban: iban(),
            bic: None,
            fund: fund(self.fund),
            invoices: Vec::new(),
            lines: Vec::new(),
            total: EuroCents::ZERO,
            record_count: 0,
        };
        for (number, (person, items)) in (1..).zip(&self.invoices) {
            let first = sending.lines.len();
            sending
                .lines
                .extend((1..).zip(items).map(|(position, item)| self.line(position, *item)));
            let total = EuroCents::sum(sending.lines[first..].iter().map(|line| line.amount)).expect("a sum");
            sending.total = sending.total.plus(total).expect("a sum");
            sending.invoices.push(Invoice {
                number,
                ssin: ssin(*person).as_number(),
                same_ssin: true,
                sex: 1,
                kind: match self.takes_back {
                    Some(_) => InvoiceKind::Credit,
                    None => InvoiceKind::Original,
                },
                admission: Some(date(2024, 3, 1).to_datetime(time(14, 0, 0, 0))),
                discharge: None,
                fund_of_affiliation: fund(self.fund).as_number(),
                vsb_reference: None,
                earlier: self.takes_back.map(|(month, sending)| EarlierInvoice {
                    number,
                    sending,
                    month: Month::parse(month).ok(),
                    fund: fund(self.fund).as_number(),
                }),
                invoice_date: Some(self.created_on),
                lines: first..sending.lines.len(),
                written_total: total,
                written_share: EuroCents::ZERO,
                written_supplement: EuroCents::ZERO,
            });
        }
        let mut bytes = Vec::new();
        write_sending(&sending, &Contact::default(), &mut bytes).expect("the file is written");
        bytes
    }

    fn line(&self, position: u32, (code, day, cents): Item) -> Line {
        Line {
            position,
            record: if code == COST_CODE {
                DetailKind::Provision50
            } else {
                DetailKind::Stay30
            },
            code: PerformanceCode::from_number(code).expect("a code"),
            first_day: day,
            last_day: day,
            fund: fund(self.fund).as_number(),
            amount: EuroCents::new(cents),
            negative_written: cents < 0,
            units: if self.takes_back.is_some() { -1 } else { 1 },
            share: EuroCents::ZERO,
            supplement: EuroCents::ZERO,
        }
    }
}

/// The bytes with one character of a record changed and no check digits mended; record 1 is the first.
pub fn damaged(mut bytes: Vec<u8>, record: usize, position: usize, to: u8) -> Vec<u8> {
    bytes[227 + (record - 1) * 350 + position - 1] = to;
    bytes
}
