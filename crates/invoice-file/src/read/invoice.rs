//! Records 20 to 80: one invoice (billing.md §1, "What stands where for this product").

use identifiers::{EuroCents, PerformanceCode};

use super::sending::Sum;
use super::{Reader, Record};
use crate::bytes::{Dates, all_zeros, cents, date, date_and_hour, latin1, month, signed};
use crate::fault::FaultKind;
use crate::model::{DetailKind, EarlierInvoice, Invoice, InvoiceKind, Line};
use crate::zones::Layout;

/// The length of the person's number as written: 00 and eleven digits.
const PERSON_LENGTH: usize = 13;

/// An invoice whose record 80 is still to come.
pub(super) struct Open {
    /// `None` when record 20 cannot be read.
    invoice: Option<Invoice>,
    person: [u8; PERSON_LENGTH],
    same_person: bool,
    first_line: usize,
    position: u32,
    /// The sum of zone 4 of its details.
    pub(super) codes: Sum<u64>,
}

impl Open {
    fn compare_person(&mut self, record: Record<'_>) {
        self.same_person &= record.zone(8) == self.person;
    }
}

impl Reader {
    pub(super) fn invoice_opens(&mut self, record: Record<'_>) {
        self.discharge_date(record);
        if let Some(fund) = record.small(18).filter(|fund| *fund > 0) {
            self.draft.funds.add(record.at, fund);
        }
        if let Some(number) = record.number(24)
            && !self.draft.numbers.insert(number)
        {
            // Shown only when the check digits say that nothing is shifted: it could be a person's number.
            let found = if record.sound {
                number.to_string()
            } else {
                "12 characters, not shown".to_owned()
            };
            self.faults.add(|| {
                record.at.fault(
                    24,
                    FaultKind::Differs,
                    found,
                    "an invoice number that is unique in the sending".to_owned(),
                )
            });
        }
        self.draft.open = Some(Open {
            invoice: if record.sound { invoice(record) } else { None },
            person: record.zone(8).try_into().unwrap_or_default(),
            same_person: true,
            first_line: self.draft.lines.len(),
            position: 0,
            codes: Sum::default(),
        });
    }

    /// Zones 6a and 6b together are a date, or zeros.
    fn discharge_date(&mut self, record: Record<'_>) {
        let digits = discharge_digits(record);
        if digits.iter().all(u8::is_ascii_digit) && !all_zeros(digits) && date(digits).is_none() {
            let found = if record.sound {
                crate::bytes::shown(digits)
            } else {
                "8 characters, not shown".to_owned()
            };
            self.faults.add(|| {
                let expected = "a calendar date YYYYMMDD, or zeros".to_owned();
                let mut fault = record.at.fault(6, FaultKind::Calendar, found, expected);
                "6a, 6b".clone_into(&mut fault.zone);
                fault
            });
        }
    }

    pub(super) fn detail(&mut self, record: Record<'_>) {
        let code = record.number(4);
        self.draft.codes.add(code);
        let Some(open) = &mut self.draft.open else { return };
        open.codes.add(code);
        open.position = open.position.saturating_add(1);
        open.compare_person(record);
        // A shifted record could carry a person's number as an amount: only a sound one becomes a line.
        if record.sound
            && let Some(line) = line(record, open.position, &mut self.dates)
        {
            self.draft.lines.push(line);
        }
    }

    /// Records 51 and 52: a 51 counts again in zone 98, a 52 does not.
    pub(super) fn addition(&mut self, record: Record<'_>) {
        let code = record.number(4).filter(|_| record.layout == Layout::R51);
        let counts = record.layout == Layout::R51;
        if counts {
            self.draft.codes.add(code);
        }
        if let Some(open) = &mut self.draft.open {
            if counts {
                open.codes.add(code);
            }
            open.compare_person(record);
        }
    }

    pub(super) fn invoice_closes(&mut self, record: Record<'_>) {
        let total = cents(record.zone(19));
        self.draft.asked.add(total);
        let Some(mut open) = self.draft.open.take() else { return };
        open.compare_person(record);
        self.control_number(record, open.codes.0.map(crate::control_number));
        if let Some(mut invoice) = open.invoice {
            invoice.same_ssin = open.same_person;
            invoice.lines = open.first_line..self.draft.lines.len();
            invoice.written_total = total.unwrap_or_default();
            invoice.written_share = cents(record.zone(27)).unwrap_or_default();
            invoice.written_supplement = cents(record.zone(30)).unwrap_or_default();
            self.draft.invoices.push(invoice);
        }
    }
}

/// Zones 6a and 6b of record 20.
fn discharge_digits<'a>(record: Record<'a>) -> &'a [u8] {
    let start = record.layout.table().range(6).start;
    &record.bytes[start..start + 8]
}

/// What record 20 says; `None` when a zone that an invoice needs cannot be read.
fn invoice(record: Record<'_>) -> Option<Invoice> {
    let reference = latin1(record.zone(28));
    let reference = reference.trim_matches(' ');
    Some(Invoice {
        number: record.number(24)?,
        ssin: record.number(8).filter(|number| *number < 100_000_000_000)?,
        same_ssin: true,
        sex: record.small(9)?,
        kind: if record.zone(11) == b"3" {
            InvoiceKind::Credit
        } else {
            InvoiceKind::Original
        },
        admission: date_and_hour(record.zone(5), record.zone(4)),
        discharge: date_and_hour(discharge_digits(record), record.zone(22)),
        fund_of_affiliation: record.small(7)?,
        vsb_reference: (!reference.is_empty()).then(|| reference.to_owned()),
        earlier: earlier(record),
        invoice_date: date(record.zone(47)),
        lines: 0..0,
        written_total: EuroCents::ZERO,
        written_share: EuroCents::ZERO,
        written_supplement: EuroCents::ZERO,
    })
}

fn earlier(record: Record<'_>) -> Option<EarlierInvoice> {
    let earlier = EarlierInvoice {
        number: record.number(29)?,
        sending: record.small(34)?,
        month: month(record.zone(41)),
        fund: record.small(37)?,
    };
    let named = earlier.number > 0 || earlier.sending > 0 || earlier.fund > 0 || earlier.month.is_some();
    named.then_some(earlier)
}

/// What record 30 or 50 says; `None` when a zone cannot be read.
fn line(record: Record<'_>, position: u32, dates: &mut Dates) -> Option<Line> {
    let code: u32 = record.small(4)?;
    Some(Line {
        position,
        record: if record.layout == Layout::R50 {
            DetailKind::Provision50
        } else {
            DetailKind::Stay30
        },
        code: PerformanceCode::from_number(code).ok()?,
        first_day: dates.read(record.zone(5))?,
        last_day: dates.read(record.zone(6))?,
        fund: record.small(7)?,
        amount: cents(record.zone(19))?,
        negative_written: record.zone(19).first() == Some(&b'-'),
        units: i32::try_from(signed(record.zone(22))?).ok()?,
        share: cents(record.zone(27))?,
        supplement: cents(record.zone(30))?,
    })
}
