//! The file that goes to the bank, as a whole and in its limits.

use std::io::{self, Write};

use crate::common::{file, order, texts, texts_at, transfer};
use identifiers::{Bic, EuroCents, MoneyOverflow};
use payments::{PaymentError, PaymentOrder};

/// Two transfers: to a bank that is named, and without it.
fn two_transfers() -> PaymentOrder {
    let mut first = transfer(1, "Beschut Wonen De Linde", 133_951);
    first.creditor_bic = Some(Bic::parse("KREDBEBB").expect("a bank code"));
    order(vec![
        first,
        transfer(2, "Psychiatrisch Verzorgingstehuis Sint-Jozéf", 5),
    ])
}

#[test]
fn the_whole_file() {
    insta::assert_snapshot!(file(&two_transfers()));
}

#[test]
fn an_order_of_which_the_least_is_known() {
    let mut order = order(vec![transfer(3, "W", 1)]);
    order.debtor_bic = None;
    order.debtor_cbe = None;
    insta::assert_snapshot!(file(&order));
}

#[test]
fn the_same_order_gives_the_same_bytes() {
    assert_eq!(file(&two_transfers()), file(&two_transfers()));
}

#[test]
fn amounts_are_written_in_euros_with_two_decimals() {
    for (cents, expected) in [
        (1, "0.01"),
        (10, "0.10"),
        (99, "0.99"),
        (100, "1.00"),
        (133_951, "1339.51"),
        (99_999_999_999, "999999999.99"),
    ] {
        let texts = texts(&file(&order(vec![transfer(1, "W", cents)])));
        assert_eq!(texts_at(&texts, "/Amt/InstdAmt"), [expected]);
        assert_eq!(texts_at(&texts, "/CtrlSum"), [expected, expected]);
    }
}

#[test]
fn the_moment_of_making_is_utc_in_whole_seconds() {
    for (instant, expected) in [
        ("2024-05-06T08:15:30.987Z", "2024-05-06T08:15:30Z"),
        ("2024-03-31T01:30:00+01:00", "2024-03-31T00:30:00Z"),
        ("2024-01-01T00:30:00+01:00", "2023-12-31T23:30:00Z"),
    ] {
        let mut order = two_transfers();
        order.created_at = instant.parse().unwrap();
        assert_eq!(texts_at(&texts(&file(&order)), "/CreDtTm"), [expected]);
    }
}

#[test]
fn totals_are_checked() {
    let total = |cents: &[i64]| order(cents.iter().map(|c| transfer(1, "W", *c)).collect()).total();
    assert_eq!(total(&[]), Ok(EuroCents::ZERO));
    assert_eq!(total(&[1, 2, -3]), Ok(EuroCents::ZERO));
    assert_eq!(total(&[i64::MAX]), Ok(EuroCents::new(i64::MAX)));
    assert_eq!(total(&[i64::MAX, 1]), Err(MoneyOverflow));
    assert_eq!(total(&[i64::MIN, -1]), Err(MoneyOverflow));
    assert_eq!(total(&[i64::MAX, 1, -1]), Err(MoneyOverflow));
}

/// Changes a good order, and asks for the sentence of the error and for an output that is untouched.
fn check_refused(change: impl FnOnce(&mut PaymentOrder), expected: &str) {
    let mut order = two_transfers();
    change(&mut order);
    let mut out = Vec::new();
    let error = order.write_pain001(&mut out).expect_err(expected);
    assert_eq!(error.to_string(), expected);
    assert!(out.is_empty(), "{expected}");
}

#[test]
fn orders_that_no_bank_may_see() {
    const IDS: &str = "must be 1 to 35 characters of the SEPA set, without a slash or blank at its ends";
    check_refused(|o| o.transfers.clear(), "a payment order needs at least one transfer");
    for id in ["", "/A", "é", &"A".repeat(36)] {
        check_refused(|o| o.message_id = id.to_owned(), &format!("the message id {IDS}"));
        check_refused(
            |o| o.transfers[1].end_to_end_id = id.to_owned(),
            &format!("transfer 2: the end-to-end id {IDS}"),
        );
    }
    check_refused(|o| o.debtor_name = " \n".to_owned(), "the debtor has no name");
    check_refused(
        |o| o.transfers[0].creditor_name.clear(),
        "transfer 1: the creditor has no name",
    );
    check_refused(
        |o| o.transfers.insert(1, transfer(2, "W", 7)),
        "transfers 2 and 3 have the same end-to-end id",
    );
    for cents in [0, -1, i64::MIN] {
        check_refused(
            |o| o.transfers[1].cents = EuroCents::new(cents),
            "transfer 2: the amount is not above zero",
        );
    }
    for cents in [100_000_000_000, i64::MAX] {
        check_refused(
            |o| o.transfers[0].cents = EuroCents::new(cents),
            "transfer 1: the amount is above 999.999.999,99 EUR",
        );
    }
    const YEAR: &str = "the order is dated outside the years 1 to 9999";
    check_refused(|o| o.execution_day = jiff::civil::date(0, 12, 31), YEAR);
    check_refused(|o| o.created_at = "0000-12-31T23:59:59Z".parse().unwrap(), YEAR);
}

/// An output that takes so many bytes and then fails, as a full disk does.
struct Full {
    room_bytes: usize,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.room_bytes {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        self.room_bytes -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_output_that_fails_is_an_error() {
    let whole = file(&two_transfers()).len();
    for room_bytes in [0, 1, whole - 1] {
        let error = two_transfers().write_pain001(Full { room_bytes }).unwrap_err();
        assert!(matches!(error, PaymentError::Output(_)), "{room_bytes}");
    }
    assert!(two_transfers().write_pain001(Full { room_bytes: whole }).is_ok());
}
