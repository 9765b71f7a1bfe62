//! Lines and invoices in a few words.

use identifiers::{EuroCents, VsbReference};
use invoice_file::model::{DetailKind, Invoice, InvoiceKind, Line};

use super::{COST_CODE, DAY_CENTS, DAY_CODE, SHARE_CENTS, SHARE_CODE, code, day};

/// A record 30 or 50 of one day, with count 1.
pub(crate) fn line(record: DetailKind, performance: &str, on: &str, cents: i64) -> Line {
    Line {
        position: 0,
        record,
        code: code(performance),
        first_day: day(on),
        last_day: day(on),
        fund: 180,
        amount: EuroCents::new(cents),
        negative_written: cents < 0,
        units: 1,
        share: EuroCents::ZERO,
        supplement: EuroCents::ZERO,
    }
}

/// A day of care at the price of the fixture.
pub(crate) fn care(on: &str) -> Line {
    line(DetailKind::Stay30, DAY_CODE, on, DAY_CENTS)
}

/// The personal share of a day, at the price of the fixture.
pub(crate) fn share(on: &str) -> Line {
    line(DetailKind::Stay30, SHARE_CODE, on, -SHARE_CENTS)
}

/// A diverse cost.
pub(crate) fn cost(on: &str, cents: i64) -> Line {
    line(DetailKind::Provision50, COST_CODE, on, cents)
}

/// The same line under another code.
pub(crate) fn coded(line: Line, performance: &str) -> Line {
    Line {
        code: code(performance),
        ..line
    }
}

/// An invoice with its lines, before it stands in a sending.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) invoice: Invoice,
    pub(crate) lines: Vec<Line>,
}

impl Draft {
    /// Changes the invoice.
    pub(crate) fn but(mut self, change: impl FnOnce(&mut Invoice)) -> Self {
        change(&mut self.invoice);
        self
    }

    /// Names the stay of a number.
    pub(crate) fn referring(self, stay: u64) -> Self {
        self.but(|invoice| {
            invoice.vsb_reference = VsbReference::from_serial(stay).map(|reference| reference.to_string())
        })
    }

    /// A credit note with the same lines, every sign turned.
    pub(crate) fn credit(mut self) -> Self {
        self.invoice.kind = InvoiceKind::Credit;
        self.invoice.written_total = self.invoice.written_total.opposite();
        for line in &mut self.lines {
            (line.amount, line.units) = (line.amount.opposite(), -line.units);
        }
        self
    }
}

/// An original invoice for a person's number, with right totals and without reference.
pub(crate) fn invoice(number: u64, ssin: u64, lines: &[Line]) -> Draft {
    let sum = |amount: fn(&Line) -> EuroCents| EuroCents::sum(lines.iter().map(amount)).unwrap();
    Draft {
        invoice: Invoice {
            number,
            ssin,
            same_ssin: true,
            sex: 1,
            kind: InvoiceKind::Original,
            admission: None,
            discharge: None,
            fund_of_affiliation: 180,
            vsb_reference: None,
            earlier: None,
            invoice_date: Some(day("2024-01-01")),
            lines: 0..0,
            written_total: sum(|line| line.amount),
            written_share: sum(|line| line.share),
            written_supplement: sum(|line| line.supplement),
        },
        lines: lines.to_vec(),
    }
}
