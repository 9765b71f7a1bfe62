//! From JSON to the model, and the technical faults that a document of the right form can have.

use std::borrow::Cow;
use std::collections::HashSet;

use identifiers::{Bic, CareFundNumber, CbeNumber, EuroCents, Iban, Month, NihdiNumber, PerformanceCode};
use jiff::civil::Date;

use super::node::Node;
use super::object::{Issues, Object, Path};
use super::values::{LARGEST_AMOUNT, boolean, capitals, cents, day, digits, free, moment, month, text, whole};
use crate::fault::{At, FaultKind, Faults};
use crate::model::{DetailKind, EarlierInvoice, Invoice, InvoiceKind, Line, Sending};
use crate::read::{Glimpse, Reading};
use crate::zones::Layout;

/// How many records a sending may have: their sequence number has six digits.
const MOST_RECORDS: u64 = 999_999;
/// The longest free reference, of a sending and of a stay.
const LONGEST_REFERENCE: usize = 25;

/// What has been read so far.
#[derive(Default)]
pub(super) struct Draft {
    invoices: Vec<Invoice>,
    lines: Vec<Line>,
    /// Record 10 and the invoices read so far, as records of the file.
    records: u64,
    too_long: bool,
    numbers: HashSet<u64>,
    faults: Faults,
    /// The sum of the invoices' totals; `None` once it is larger than a zone holds.
    asked: Option<EuroCents>,
    head: Option<Head>,
}

/// What the document says of the sending as a whole.
struct Head {
    test: bool,
    month: Month,
    sending_number: u16,
    created_on: Date,
    reference: String,
    fund: CareFundNumber,
    nihdi: Option<NihdiNumber>,
    cbe: Option<CbeNumber>,
    iban: Option<Iban>,
    bic: Option<Bic>,
    total: EuroCents,
}

impl Draft {
    /// Reads one invoice into the model.
    pub(super) fn invoice(&mut self, path: Path<'_>, node: &Node<'_>, issues: &mut Issues) {
        if self.invoices.is_empty() && self.records == 0 {
            (self.records, self.asked) = (1, Some(EuroCents::ZERO));
        }
        let first_line = self.lines.len();
        let before = issues.total;
        let read = self.read_invoice(path, node, issues);
        // Each invoice has its records 20 and 80, and its lines; behind all stands record 90.
        self.records += 2 + (self.lines.len() - first_line) as u64;
        if self.records >= MOST_RECORDS && !self.too_long {
            self.too_long = true;
            issues.add(path, format!("more than {MOST_RECORDS} records; send a second sending"));
        }
        if let (Some(mut invoice), true) = (read, issues.total == before) {
            invoice.lines = first_line..self.lines.len();
            self.invoices.push(invoice);
        } else {
            // With a fault of form nothing is judged: no need to keep it.
            self.lines.truncate(first_line);
        }
    }

    fn read_invoice(&mut self, path: Path<'_>, node: &Node<'_>, issues: &mut Issues) -> Option<Invoice> {
        const KNOWN: [&str; 11] = [
            "number",
            "ssin",
            "sex",
            "credit",
            "admission",
            "discharge",
            "vsbReference",
            "earlier",
            "invoiceDate",
            "totalCents",
            "lines",
        ];
        let object = Object::of(path, node, &KNOWN, issues)?;
        let number = object.required("number", issues, whole::<u64>(1, 999_999_999_999));
        let ssin = object.required("ssin", issues, digits(11));
        let sex = object.optional("sex", issues, whole::<u8>(0, 2));
        let credit = object.optional("credit", issues, boolean).flatten().unwrap_or(false);
        let admission = object.required("admission", issues, moment);
        let discharge = object.optional("discharge", issues, moment);
        let reference = object.optional("vsbReference", issues, free(LONGEST_REFERENCE));
        let earlier = object
            .get("earlier")
            .map(|node| earlier(Path::Field(&path, "earlier"), node, issues));
        let date = object.required("invoiceDate", issues, day);
        let written = object.optional("totalCents", issues, cents);
        let sum = self.lines(&object, path, credit, issues);
        let total = match written? {
            Some(total) => total,
            None => sum?,
        };
        let number = number?;
        self.count_invoice(number, total, path, issues);
        Some(Invoice {
            number,
            ssin: ssin?.parse().ok()?,
            same_ssin: true,
            sex: sex?.unwrap_or(0),
            kind: if credit {
                InvoiceKind::Credit
            } else {
                InvoiceKind::Original
            },
            admission: Some(admission?),
            discharge: discharge?,
            fund_of_affiliation: 0,
            vsb_reference: reference?.map(str::to_owned),
            earlier: match earlier {
                Some(earlier) => Some(earlier?),
                None => None,
            },
            invoice_date: Some(date?),
            lines: 0..0,
            written_total: total,
            written_share: EuroCents::ZERO,
            written_supplement: EuroCents::ZERO,
        })
    }

    /// Reads the lines of an invoice; gives the sum of their amounts.
    fn lines(&mut self, invoice: &Object<'_>, path: Path<'_>, credit: bool, issues: &mut Issues) -> Option<EuroCents> {
        let path = Path::Field(&path, "lines");
        let list = match invoice.get("lines") {
            Some(Node::List(list)) if !list.is_empty() => list,
            Some(_) => {
                issues.add(path, "expected a list of at least one line");
                return None;
            }
            None => {
                issues.add(path, "this field must be there");
                return None;
            }
        };
        let mut sum = Some(EuroCents::ZERO);
        for (place, node) in list.iter().enumerate() {
            let position = u32::try_from(place + 1).unwrap_or(u32::MAX);
            if let Some(line) = line(Path::Place(&path, place), node, (position, credit), issues) {
                sum = sum.and_then(|sum| in_zone(sum.plus(line.amount).ok()?));
                self.lines.push(line);
            }
        }
        if sum.is_none() {
            issues.add(path, "the sum of the amounts is too large for an invoice");
        }
        sum
    }

    /// Counts an invoice in what the sending as a whole must say.
    fn count_invoice(&mut self, number: u64, total: EuroCents, path: Path<'_>, issues: &mut Issues) {
        if !self.numbers.insert(number) {
            let at = At {
                ordinal: self.records + 1,
                layout: Some(Layout::R20),
            };
            self.faults.add(|| {
                let expected = "an invoice number that is unique in the sending".to_owned();
                at.fault(24, FaultKind::Differs, number.to_string(), expected)
            });
        }
        let sum = self.asked.and_then(|sum| in_zone(sum.plus(total).ok()?));
        if self.asked.is_some() && sum.is_none() {
            issues.add(path, "the sum of the invoices is too large for a sending");
        }
        self.asked = sum;
    }

    /// Reads what stands in the document beside the invoices.
    pub(super) fn document(&mut self, fields: &[(Cow<'_, str>, Node<'_>)], known: &[&str], issues: &mut Issues) {
        let object = Object::of_fields(Path::Root, fields, known, issues);
        let test = object.optional("test", issues, boolean);
        let month = object.required("month", issues, month);
        let sending_number = object.required("sendingNumber", issues, whole::<u16>(1, 999));
        let created_on = object.required("createdOn", issues, day);
        let reference = object.optional("reference", issues, free(LONGEST_REFERENCE));
        let fund = object.required("fund", issues, care_fund);
        let total = object.optional("totalCents", issues, cents);
        let path = Path::Field(&Path::Root, "facility");
        let facility = match object.get("facility") {
            Some(node) => facility(path, node, issues),
            None => {
                issues.add(path, "this field must be there");
                None
            }
        };
        let asked = self.asked.unwrap_or_default();
        self.head = (|| {
            let (nihdi, cbe, iban, bic) = facility?;
            Some(Head {
                test: test?.unwrap_or(false),
                month: month?,
                sending_number: sending_number?,
                created_on: created_on?,
                reference: reference?.unwrap_or_default().to_owned(),
                fund: fund?,
                nihdi: self.checked(14, NihdiNumber::parse(nihdi).ok()),
                cbe: self.checked(27, CbeNumber::parse(cbe).ok()),
                iban: self.checked(36, Iban::parse(iban).ok()),
                bic,
                total: total?.unwrap_or(asked),
            })
        })();
    }

    /// Names a number of record 10 whose check digits are wrong, as in the file.
    fn checked<T>(&mut self, zone: u16, value: Option<T>) -> Option<T> {
        if value.is_none() {
            let at = At {
                ordinal: 1,
                layout: Some(Layout::R10),
            };
            self.faults.add(|| {
                let expected = "right check digits".to_owned();
                at.fault(zone, FaultKind::CheckDigits, "wrong check digits".to_owned(), expected)
            });
        }
        value
    }

    /// The reading of a document without any fault of form.
    pub(super) fn finish(mut self) -> Reading {
        let Some(head) = self.head.take() else {
            return Reading::default();
        };
        let asked = self.asked.unwrap_or_default();
        if head.total != asked {
            let at = At {
                ordinal: self.records + 1,
                layout: Some(Layout::R90),
            };
            self.faults.add(|| {
                let expected = format!("{} cents, the sum of all records 80", asked.cents());
                at.fault(19, FaultKind::Total, head.total.cents().to_string(), expected)
            });
        }
        self.faults.sort();
        let fund = head.fund.as_number();
        for invoice in &mut self.invoices {
            invoice.fund_of_affiliation = fund;
            if let Some(earlier) = invoice.earlier.as_mut().filter(|earlier| earlier.fund == 0) {
                earlier.fund = fund;
            }
        }
        self.lines.iter_mut().for_each(|line| line.fund = fund);
        Reading {
            glimpse: Glimpse {
                nihdi: head.nihdi,
                fund: Some(head.fund),
                month: Some(head.month),
                sending_number: Some(head.sending_number),
                created_on: Some(head.created_on),
                test: head.test,
                lines: self.lines.len() as u64,
            },
            faults: std::mem::take(&mut self.faults),
            sending: self.sending(head),
        }
    }

    /// `None` when a number of the facility has wrong check digits, as with a file.
    fn sending(self, head: Head) -> Option<Sending> {
        Some(Sending {
            test: head.test,
            month: head.month,
            sending_number: head.sending_number,
            created_on: head.created_on,
            reference: head.reference,
            nihdi: head.nihdi?,
            cbe: head.cbe?,
            iban: head.iban?,
            bic: head.bic,
            fund: head.fund,
            total: head.total,
            record_count: (self.invoices.len() + self.lines.len()) as u64,
            invoices: self.invoices,
            lines: self.lines,
        })
    }
}

/// An amount that a zone of eleven digits holds.
fn in_zone(amount: EuroCents) -> Option<EuroCents> {
    (amount.cents().unsigned_abs() <= LARGEST_AMOUNT.unsigned_abs()).then_some(amount)
}

fn care_fund(node: &Node<'_>) -> super::values::Read<CareFundNumber> {
    let fund = CareFundNumber::parse(text(node)?);
    fund.map_err(|error| error.to_string().trim_start_matches("expected ").to_owned().into())
}

type Facility<'n> = (&'n str, &'n str, &'n str, Option<Bic>);

/// The facility's numbers: their form is judged here, their check digits as those of a file.
fn facility<'n>(path: Path<'n>, node: &'n Node<'n>, issues: &mut Issues) -> Option<Facility<'n>> {
    let object = Object::of(path, node, &["nihdi", "cbe", "iban", "bic"], issues)?;
    let nihdi = object.required("nihdi", issues, digits(11));
    let cbe = object.required("cbe", issues, digits(10));
    let iban = object.required("iban", issues, capitals(34));
    let bic = object.optional("bic", issues, |node| {
        Bic::parse(text(node)?).map_err(|_| "a BIC of 8 or 11 letters and digits".into())
    });
    Some((nihdi?, cbe?, iban?, bic?))
}

fn earlier(path: Path<'_>, node: &Node<'_>, issues: &mut Issues) -> Option<EarlierInvoice> {
    let object = Object::of(path, node, &["number", "sending", "month", "fund"], issues)?;
    let number = object.required("number", issues, whole::<u64>(1, 999_999_999_999));
    let sending = object.required("sending", issues, whole::<u16>(1, 999));
    let month = object.required("month", issues, month);
    let fund = object.optional("fund", issues, care_fund);
    Some(EarlierInvoice {
        number: number?,
        sending: sending?,
        month: Some(month?),
        fund: fund?.map_or(0, CareFundNumber::as_number),
    })
}

fn line(path: Path<'_>, node: &Node<'_>, (position, credit): (u32, bool), issues: &mut Issues) -> Option<Line> {
    let object = Object::of(
        path,
        node,
        &["record", "code", "day", "lastDay", "cents", "units"],
        issues,
    )?;
    let record = object.required("record", issues, |node| match node {
        Node::Integer(30) => Ok(DetailKind::Stay30),
        Node::Integer(50) => Ok(DetailKind::Provision50),
        _ => Err("30 (a day or a personal share) or 50 (a cost or a premium)".into()),
    });
    let code = object.required("code", issues, |node| {
        PerformanceCode::parse(text(node)?).map_err(|_| "a text of 6 digits".into())
    });
    let first_day = object.required("day", issues, day);
    let last_day = object.optional("lastDay", issues, day);
    let amount = object.required("cents", issues, cents);
    let units = object.optional("units", issues, whole::<i32>(-9999, 9999));
    let (first_day, amount) = (first_day?, amount?);
    Some(Line {
        position,
        record: record?,
        code: code?,
        first_day,
        last_day: last_day?.unwrap_or(first_day),
        fund: 0,
        amount,
        negative_written: amount.cents() < 0,
        units: units?.unwrap_or(if credit { -1 } else { 1 }),
        share: EuroCents::ZERO,
        supplement: EuroCents::ZERO,
    })
}
