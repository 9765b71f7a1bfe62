//! The files are valid by the published schema, judged by a program that is not ours.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

use crate::common::{file, order, transfer};
use identifiers::Bic;
use payments::PaymentOrder;

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schema/pain.001.001.09.xsd");

/// What `xmllint` says of a file: `Ok`, or its complaints.
fn validate(file: &str) -> Result<(), String> {
    let started = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema", SCHEMA, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(e) if e.kind() == ErrorKind::NotFound => {
            panic!("xmllint is not installed: install the package libxml2-utils (apt-get install libxml2-utils)")
        }
        Err(e) => panic!("xmllint cannot be started: {e}"),
    };
    let mut input = child.stdin.take().expect("standard input is a pipe");
    input
        .write_all(file.as_bytes())
        .expect("xmllint reads its input to the end");
    drop(input);
    let output = child.wait_with_output().expect("xmllint ends");
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn check_valid(order: &PaymentOrder) {
    let file = file(order);
    assert_eq!(validate(&file), Ok(()), "{file}");
}

#[test]
fn a_file_with_all_that_may_be_known() {
    let mut first = transfer(1, "Beschut Wonen De Linde", 133_951);
    first.creditor_bic = Some(Bic::parse("KREDBEBBXXX").unwrap());
    check_valid(&order(vec![first, transfer(2, "PVT Sint-Jozef", 5)]));
}

#[test]
fn a_file_with_the_least_that_may_be_known() {
    let mut order = order(vec![transfer(3, "W", 1)]);
    order.debtor_bic = None;
    order.debtor_cbe = None;
    check_valid(&order);
}

#[test]
fn a_file_at_its_limits() {
    let mut longest = transfer(9_999_999_999, &"Ö".repeat(200), 99_999_999_999);
    longest.end_to_end_id = "E".repeat(35);
    let mut order = order(vec![longest, transfer(0, "&<>\"'\u{0}\u{1F3E0}]]>", 1)]);
    order.message_id = "(M.1):,+?'/-".to_owned();
    order.debtor_name = "Ž".repeat(71);
    for instant in ["0001-01-01T00:00:00Z", "9999-12-30T22:00:00Z"] {
        order.created_at = instant.parse().unwrap();
        check_valid(&order);
    }
    for day in [jiff::civil::date(1, 1, 1), jiff::civil::Date::MAX] {
        order.execution_day = day;
        check_valid(&order);
    }
}

#[test]
fn a_file_of_many_transfers() {
    let names = ["Huis & Haard", "Foyer Thérèse", "<b>", "–", "家"];
    let transfers = (0..2000)
        .zip(names.iter().cycle())
        .map(|(serial, name)| transfer(serial, name, 4321))
        .collect();
    check_valid(&order(transfers));
}

/// The judge itself is tried: a file with one element out of place must be refused.
#[test]
fn the_schema_refuses_what_is_wrong() {
    let good = file(&order(vec![transfer(1, "W", 1)]));
    for (right, wrong) in [
        ("<PmtMtd>TRF</PmtMtd>", ""),
        ("<MsgId>ZK180-2024-0001</MsgId>", "<MsgId></MsgId>"),
        ("Ccy=\"EUR\"", ""),
        ("2024-05-06T08:15:30Z", "2024-05-06 08:15"),
        ("<Cd>SCOR</Cd>", "<Cd>BBA</Cd>"),
    ] {
        assert!(good.contains(right), "{right}");
        let complaints = validate(&good.replacen(right, wrong, 1));
        assert!(complaints.is_err(), "{right}");
    }
}
