//! What is written is read back the same.

#![allow(clippy::unwrap_used, reason = "test code")]

mod common;

use common::{contact, read, write};
use identifiers::{Bic, CareFundNumber, CbeNumber, EuroCents, Iban, Month, NihdiNumber, PerformanceCode};
use invoice_file::{
    Contact, DetailKind, EarlierInvoice, Invoice, InvoiceKind, Line, Sending, WriteError, write_sending,
};
use jiff::civil::{Date, DateTime};
use proptest::prelude::*;

const LARGEST: i64 = 99_999_999_999;
const LARGEST_SHARE: i64 = 999_999_999;

fn date() -> impl Strategy<Value = Date> {
    (1i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| Date::constant(year, month, day))
}

fn moment() -> impl Strategy<Value = DateTime> {
    (date(), 0i8..24, 0i8..60).prop_map(|(day, hour, minute)| day.at(hour, minute, 0, 0))
}

fn month() -> impl Strategy<Value = Month> {
    date().prop_map(Month::of)
}

fn line() -> impl Strategy<Value = Line> {
    let amounts = (
        -LARGEST / 1000..=LARGEST / 1000,
        -LARGEST_SHARE..=LARGEST_SHARE,
        -LARGEST_SHARE..=LARGEST_SHARE,
    );
    (
        any::<bool>(),
        0u32..1_000_000,
        date(),
        date(),
        0u16..1000,
        amounts,
        any::<bool>(),
        -9999i32..=9999,
    )
        .prop_map(
            |(stay, code, first_day, last_day, fund, (amount, share, supplement), minus, units)| Line {
                position: 0,
                record: if stay {
                    DetailKind::Stay30
                } else {
                    DetailKind::Provision50
                },
                code: PerformanceCode::from_number(code).unwrap(),
                first_day,
                last_day,
                fund,
                amount: EuroCents::new(amount),
                negative_written: amount < 0 || (amount == 0 && minus),
                units,
                share: EuroCents::new(share),
                supplement: EuroCents::new(supplement),
            },
        )
}

fn earlier() -> impl Strategy<Value = Option<EarlierInvoice>> {
    let named = (
        1u64..1_000_000_000_000,
        0u16..1000,
        prop::option::of(month()),
        0u16..1000,
    );
    prop::option::of(named.prop_map(|(number, sending, month, fund)| EarlierInvoice {
        number,
        sending,
        month,
        fund,
    }))
}

fn invoice() -> impl Strategy<Value = (Invoice, Vec<Line>)> {
    let of_person = (
        0u64..100_000_000_000,
        0u8..10,
        any::<bool>(),
        moment(),
        prop::option::of(moment()),
        0u16..1000,
    );
    let rest = (
        prop::option::of("[!-~\u{a1}-\u{ff}]{1,25}"),
        earlier(),
        date(),
        -LARGEST_SHARE..=LARGEST_SHARE,
    );
    (of_person, rest, prop::collection::vec(line(), 1..5)).prop_map(
        |((ssin, sex, credit, admission, discharge, fund), (reference, earlier, invoice_date, share), lines)| {
            let total = EuroCents::sum(lines.iter().map(|line| line.amount)).unwrap();
            let invoice = Invoice {
                number: 0,
                ssin,
                same_ssin: true,
                sex,
                kind: if credit {
                    InvoiceKind::Credit
                } else {
                    InvoiceKind::Original
                },
                admission: Some(admission),
                discharge,
                fund_of_affiliation: fund,
                vsb_reference: reference,
                earlier,
                invoice_date: Some(invoice_date),
                lines: 0..0,
                written_total: total,
                written_share: EuroCents::new(share),
                written_supplement: EuroCents::new(-share),
            };
            (invoice, lines)
        },
    )
}

fn sending() -> impl Strategy<Value = Sending> {
    let head = (
        any::<bool>(),
        month(),
        1u16..1000,
        date(),
        "[!-~]{0,25}",
        any::<bool>(),
        1u16..1000,
    );
    (head, prop::collection::vec(invoice(), 1..5)).prop_map(
        |((test, month, sending_number, created_on, reference, bic, fund), parts)| {
            let (mut invoices, mut lines) = (Vec::new(), Vec::new());
            for (number, (mut invoice, mut own)) in (1..).zip(parts) {
                invoice.number = number;
                invoice.lines = lines.len()..lines.len() + own.len();
                for (position, line) in (1..).zip(&mut own) {
                    line.position = position;
                }
                lines.extend(own);
                invoices.push(invoice);
            }
            Sending {
                test,
                month,
                sending_number,
                created_on,
                reference,
                nihdi: NihdiNumber::parse("73100188000").unwrap(),
                cbe: CbeNumber::parse("0411000183").unwrap(),
                iban: Iban::parse("BE74001100000107").unwrap(),
                bic: bic.then(|| Bic::parse("BPOTBEB1").unwrap()),
                fund: CareFundNumber::from_number(fund).unwrap(),
                total: EuroCents::sum(invoices.iter().map(|invoice| invoice.written_total)).unwrap(),
                record_count: u64::try_from(invoices.len() + lines.len()).unwrap(),
                invoices,
                lines,
            }
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read(sending in sending()) {
        let reading = read(&write(&sending));
        prop_assert_eq!(&reading.faults.list, &[]);
        prop_assert_eq!(reading.sending, Some(sending));
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let check = |name: &str, change: &dyn Fn(&mut Sending), expected: &str| {
        let mut sending = common::small();
        change(&mut sending);
        let error = write_sending(&sending, &contact(), Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), expected, "{name}");
    };
    let too_large = "record 30 zone 19: the number has more than 11 digits";
    check(
        "amount",
        &|s| s.lines[0].amount = EuroCents::new(LARGEST + 1),
        too_large,
    );
    check(
        "negative amount",
        &|s| s.lines[0].amount = EuroCents::new(i64::MIN),
        too_large,
    );
    check(
        "units",
        &|s| s.lines[0].units = 10_000,
        "record 30 zone 22: the number has more than 4 digits",
    );
    check(
        "ssin",
        &|s| s.invoices[0].ssin = u64::MAX,
        "record 20 zone 8: the number has more than 13 digits",
    );
    check(
        "number",
        &|s| s.invoices[0].number = u64::MAX,
        "record 20 zone 24: the number has more than 12 digits",
    );
    let text = "record 20 zone 28: the text does not fit 25 characters of ISO 8859-1";
    check(
        "reference",
        &|s| s.invoices[0].vsb_reference = Some("x".repeat(26)),
        text,
    );
    check("Greek", &|s| s.invoices[0].vsb_reference = Some("ω".into()), text);
    check("line end", &|s| s.invoices[0].vsb_reference = Some("a\nb".into()), text);
    let date = "record 30 zone 5: the date lies outside the years 1 to 9999";
    check("year 0", &|s| s.lines[0].first_day = Date::constant(0, 1, 1), date);
    let empty = "a sending needs an invoice, and every invoice a line of the sending";
    check("no invoice", &|s| s.invoices.clear(), empty);
    check("no line", &|s| s.invoices[0].lines = 1..1, empty);
    check("other lines", &|s| s.invoices[0].lines = 4..99, empty);
}

#[test]
fn an_error_of_the_output_is_passed_on() {
    let mut room = [0u8; 100];
    let error = write_sending(&common::small(), &contact(), room.as_mut_slice()).unwrap_err();
    assert!(matches!(error, WriteError::Io(_)));
}

#[test]
fn a_contact_is_made_to_fit() {
    let contact = Contact {
        family_name: "Müller-Łukasz".repeat(9),
        first_name: "Zoë\n".into(),
        phone: "+32 (0)2 123 45 67".into(),
    };
    let mut file = Vec::new();
    write_sending(&common::small(), &contact, &mut file).unwrap();
    assert_eq!(read(&file).faults.list, []);
    let header: String = file[67 + 47..67 + 130].iter().map(|byte| char::from(*byte)).collect();
    assert_eq!(
        header,
        "Müller-?ukaszMüller-?ukaszMüller-?ukaszMüller00Zoë                     002021234567"
    );
}
