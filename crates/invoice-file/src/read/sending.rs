//! What is gathered while reading: the model, and the sums that the end of the file is compared with.

use std::collections::HashSet;

use identifiers::{Bic, CareFundNumber, CbeNumber, EuroCents, Iban, Month, NihdiNumber};
use jiff::civil::Date;

use super::header::month_range;
use super::{Glimpse, Reader, Record};
use crate::bytes::{date, latin1, month};
use crate::control_number;
use crate::fault::{At, FaultKind};
use crate::model::{Invoice, Line, Sending};
use crate::zones::Layout;

/// What is gathered while reading.
#[derive(Default)]
pub(super) struct Draft {
    test: bool,
    pub(super) month: Option<Month>,
    pub(super) sending_number: Option<u16>,
    created_on: Option<Date>,
    reference: String,
    nihdi: Option<NihdiNumber>,
    cbe: Option<CbeNumber>,
    iban: Option<Iban>,
    bic: Option<Bic>,
    pub(super) invoices: Vec<Invoice>,
    pub(super) lines: Vec<Line>,
    /// The invoice that is open: its record 20 is read, its record 80 is not.
    pub(super) open: Option<super::invoice::Open>,
    pub(super) numbers: HashSet<u64>,
    pub(super) funds: Funds,
    /// How many records stand from 10 to 90, once record 90 (or else 95 or 96) is reached.
    pub(super) records: Option<u64>,
    counted_records: u64,
    detail_records: u64,
    /// The sum of zone 19 of the records 80; `None` once one cannot be read or the sum is too large.
    pub(super) asked: Sum<EuroCents>,
    /// The sum of zone 4 of the details; `None` once one cannot be read.
    pub(super) codes: Sum<u64>,
    /// Record 90.
    pub(super) written: Written,
}

/// A sum that may have become unknown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Sum<T>(pub(super) Option<T>);

impl<T: Default> Default for Sum<T> {
    fn default() -> Self {
        Self(Some(T::default()))
    }
}

impl Sum<u64> {
    pub(super) fn add(&mut self, code: Option<u64>) {
        self.0 = self.0.zip(code).and_then(|(sum, code)| sum.checked_add(code));
    }
}

impl Sum<EuroCents> {
    pub(super) fn add(&mut self, amount: Option<EuroCents>) {
        self.0 = self.0.zip(amount).and_then(|(sum, amount)| sum.plus(amount).ok());
    }
}

/// What records 95 and 96 must repeat.
#[derive(Default, Clone, Copy)]
pub(super) struct Written {
    /// The total that they must carry; `None` when it cannot be told.
    pub(super) total: Option<EuroCents>,
    /// The control number that they must carry.
    pub(super) control: Option<u8>,
    /// Zone 19 of record 90.
    asked: Option<EuroCents>,
}

/// The care funds of destination, to tell the one from the others at the end.
#[derive(Default)]
pub(super) struct Funds {
    first: Option<(At, u16)>,
    /// How many records 20 name the first one's fund.
    same: u64,
    others: Vec<(At, u16)>,
    /// Record 95 zone 401.
    pub(super) closing: Option<u16>,
}

impl Funds {
    pub(super) fn add(&mut self, at: At, fund: u16) {
        match self.first {
            None => (self.first, self.same) = (Some((at, fund)), 1),
            Some((_, first)) if first == fund => self.same += 1,
            Some(_) => self.others.push((at, fund)),
        }
    }

    /// The one fund: that of the first invoice, unless record 95 and at least as many invoices say another.
    pub(super) fn the_one(&self) -> Option<u16> {
        let first = self.first.map(|(_, fund)| fund);
        let Some(closing) = self.closing else { return first };
        let agree = self.others.iter().filter(|(_, fund)| *fund == closing).count();
        if u64::try_from(agree).is_ok_and(|agree| agree >= self.same) {
            Some(closing)
        } else {
            first
        }
    }
}

impl Draft {
    pub(super) fn count(&mut self, layout: Option<Layout>, ordinal: u64) {
        use Layout as L;
        match layout {
            Some(L::R90) => self.records = Some(ordinal),
            Some(L::R95) if self.records.is_none() => self.records = Some(ordinal.saturating_sub(1)),
            Some(L::R96) if self.records.is_none() => self.records = Some(ordinal.saturating_sub(2)),
            _ => {}
        }
        self.detail_records += u64::from(matches!(layout, Some(L::R30 | L::R50)));
        self.counted_records += u64::from(matches!(layout, Some(L::R20 | L::R30 | L::R50)));
    }

    /// A record cannot be read: what is summed over it is not known.
    pub(super) fn unreadable(&mut self, layout: Option<Layout>) {
        if layout.is_none_or(|layout| layout == Layout::R80) {
            self.asked = Sum(None);
        }
        if layout.is_none_or(Layout::is_detail) {
            self.codes = Sum(None);
            if let Some(open) = &mut self.open {
                open.codes = Sum(None);
            }
        }
    }

    pub(super) fn glimpse(&self) -> Glimpse {
        Glimpse {
            nihdi: self.nihdi,
            fund: self
                .funds
                .the_one()
                .and_then(|fund| CareFundNumber::from_number(fund).ok()),
            month: self.month,
            sending_number: self.sending_number,
            created_on: self.created_on,
            test: self.test,
            lines: self.detail_records,
        }
    }

    pub(super) fn into_sending(self) -> Option<Sending> {
        let fund = CareFundNumber::from_number(self.funds.the_one()?).ok()?;
        Some(Sending {
            test: self.test,
            month: self.month?,
            sending_number: self.sending_number?,
            created_on: self.created_on?,
            reference: self.reference,
            nihdi: self.nihdi?,
            cbe: self.cbe?,
            iban: self.iban?,
            bic: self.bic,
            fund,
            invoices: self.invoices,
            lines: self.lines,
            total: self.written.asked.unwrap_or_default(),
            record_count: self.counted_records,
        })
    }
}

impl Reader {
    /// Record 10.
    pub(super) fn opening(&mut self, record: Record<'_>) {
        if self.header_judged {
            return; // a second record 10 is a fault of order already
        }
        let draft = &mut self.draft;
        let text = |number| latin1(record.zone(number));
        draft.test = record.zone(4) == b"9991999";
        draft.month = month(&record.bytes[month_range()]);
        draft.sending_number = record.small(7).filter(|number| *number > 0);
        draft.created_on = date(record.zone(25));
        draft.reference = text(28).trim_end().to_owned();
        draft.nihdi = NihdiNumber::parse(&latin1(&record.zone(14)[1..])).ok();
        draft.cbe = CbeNumber::parse(&text(27)).ok();
        draft.iban = Iban::parse(text(36).trim()).ok();
        draft.bic = Bic::parse(text(31).trim()).ok();
        let right = [
            (
                14,
                draft.nihdi.is_some(),
                "0 and a NIHDI number with right check digits",
            ),
            (27, draft.cbe.is_some(), "an enterprise number with right check digits"),
            (36, draft.iban.is_some(), "an IBAN with right check digits"),
        ];
        for (number, right, expected) in right {
            let shown = record.at.shown_zone(record.bytes, number).trim_end().to_owned();
            if !right {
                self.faults.add(|| {
                    record
                        .at
                        .fault(number, FaultKind::CheckDigits, shown, expected.to_owned())
                });
            }
        }
        self.judge_header(Some(record));
    }

    /// Record 90.
    pub(super) fn sending_closes(&mut self, record: Record<'_>) {
        let total = crate::bytes::cents(record.zone(19));
        let asked = self.draft.asked.0;
        if let (Some(total), Some(asked)) = (total, asked)
            && total != asked
        {
            let (found, expected) = (
                record.at.shown_zone(record.bytes, 19),
                format!("{} cents, the sum of all records 80", asked.cents()),
            );
            self.faults
                .add(|| record.at.fault(19, FaultKind::Total, found, expected));
        }
        let control = self.draft.codes.0.map(control_number);
        self.control_number(record, control);
        // A record 90 with wrong check digits is no witness: then the sums speak for themselves.
        self.draft.written = Written {
            total: if record.sound { total } else { asked },
            control: if record.sound { record.small(98) } else { control },
            asked: total,
        };
    }

    /// Zone 98 of records 80 and 90.
    pub(super) fn control_number(&mut self, record: Record<'_>, expected: Option<u8>) {
        if let Some(expected) = expected.filter(|expected| record.small(98) != Some(*expected)) {
            let found = crate::bytes::shown(record.zone(98));
            self.faults.add(|| {
                record
                    .at
                    .fault(98, FaultKind::CheckDigits, found, format!("{expected:02}"))
            });
        }
    }

    /// Names the invoices for another fund than that of the sending (201812).
    pub(super) fn judge_funds(&mut self) {
        let funds = std::mem::take(&mut self.draft.funds);
        let one = funds.the_one();
        for (at, fund) in funds
            .first
            .iter()
            .chain(&funds.others)
            .filter(|(_, fund)| one != Some(*fund))
        {
            let expected = format!("{:03}, the one care fund of this sending", one.unwrap_or(0));
            self.faults
                .add(|| at.fault(18, FaultKind::Fund, format!("{fund:03}"), expected));
        }
        self.draft.funds = funds;
    }
}
