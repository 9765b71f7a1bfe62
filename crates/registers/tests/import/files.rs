//! Files as a whole: headers, lines, encoding, bounds.

use registers::import::{MAX_FAULTS, RegisterFiles, read_registers};

use crate::delivery::{AN, Delivery, check};

#[test]
fn the_sample_is_read() {
    macro_rules! sample {
        ($name:literal) => {
            Some(include_bytes!(concat!("../samples/ibw-2024-03/", $name)).as_slice())
        };
    }
    let registers = read_registers(&RegisterFiles {
        members: sample!("members.csv"),
        memberships: sample!("memberships.csv"),
        facilities: sample!("facilities.csv"),
        recognitions: sample!("recognitions.csv"),
        tariffs: sample!("tariffs.csv"),
        care_funds: sample!("care_funds.csv"),
        ..RegisterFiles::default()
    })
    .unwrap();
    assert_eq!(registers.members.len(), 24);
    assert_eq!(registers.memberships.len(), 24);
    assert_eq!(registers.tariffs.len(), 2);
    assert_eq!(registers.care_funds.len(), 6);
    assert_eq!(registers.references(), []);
    assert_eq!(registers.members[3].details.name.as_deref(), Some("An Özdemir"));
    assert_eq!(registers.members[3].details.insurer, Some(100));
    assert_eq!(registers.members[23].line, 25);
    assert_eq!(registers.facilities[0].iban.as_str(), "BE74001100000107");
    assert_eq!(registers.recognitions[0].recognition.places, 24);
    assert_eq!(registers.tariffs[0].cents.cents(), 4321);
    assert_eq!(registers.tariffs[1].hco, None);
}

#[test]
fn files_that_are_missing_or_empty() {
    let mut nothing = Delivery::empty();
    nothing.0.fill(None);
    nothing.check(&[
        "members.csv: the file is missing",
        "memberships.csv: the file is missing",
        "facilities.csv: the file is missing",
        "recognitions.csv: the file is missing",
        "tariffs.csv: the file is missing",
        "care_funds.csv: the file is missing",
    ]);
    Delivery::empty()
        .with_bytes("members.csv", Some(b""))
        .with_bytes("premiums.csv", Some(b"\xEF\xBB\xBF\r\n \r\n"))
        .check(&[
            "members.csv line 1: the file is empty; a header is expected",
            "premiums.csv line 1: the file is empty; a header is expected",
        ]);
}

#[test]
fn headers() {
    let check = |header: &str, expected: &[&str]| {
        Delivery::empty()
            .with_bytes("memberships.csv", Some(header.as_bytes()))
            .check(expected);
    };
    check("to,from,kind,fund,ssin", &[]);
    check("\u{feff}ssin , fund,\"kind\",from,to\r\n", &[]);
    check(
        "ssin,found,kind,from,kind",
        &[
            "memberships.csv line 1, column found: unknown column",
            "memberships.csv line 1, column kind: the column stands twice in the header",
            "memberships.csv line 1, column fund: the column is missing",
            "memberships.csv line 1, column to: the column is missing",
        ],
    );
    check(
        "ssin,fund,kind,from,to,\n",
        &["memberships.csv line 1, column 6: unknown column"],
    );
    // Without a header the first line is a person: the number is not shown.
    check(
        "\n85073003328,180,OFFICIAL,2020-01-01,\n",
        &[
            "memberships.csv line 2, column 1: unknown column",
            "memberships.csv line 2, column 2: unknown column",
            "memberships.csv line 2, column OFFICIAL: unknown column",
            "memberships.csv line 2, column 4: unknown column",
            "memberships.csv line 2, column 5: unknown column",
            "memberships.csv line 2, column ssin: the column is missing",
            "memberships.csv line 2, column fund: the column is missing",
            "memberships.csv line 2, column kind: the column is missing",
            "memberships.csv line 2, column from: the column is missing",
            "memberships.csv line 2, column to: the column is missing",
        ],
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let fault = "memberships.csv line {}, column fund: expected 3 digits";
    let row = "85073003328,18,OFFICIAL,2020-01-01,";
    for (text, line) in [
        (format!("ssin,fund,kind,from,to\n{row}"), 2),
        (format!("ssin,fund,kind,from,to\r\n{row}\r\n"), 2),
        (format!("\u{feff}ssin,fund,kind,from,to\r\n\r\n{row}\r\n\r\n"), 3),
        (format!("\n\nssin,fund,kind,from,to\n  \n{row}\n \n"), 5),
        (format!("ssin,fund,kind,from,to\r{row}\r"), 2),
        (format!("\"ssin\n\",fund,kind,from,to\n{row}\n"), 3),
    ] {
        let expected = fault.replace("{}", &line.to_string());
        Delivery::empty()
            .with_bytes("memberships.csv", Some(text.as_bytes()))
            .check(&[&expected]);
    }
}

#[test]
fn white_space_around_values_is_trimmed() {
    let row = format!(" {AN} ,\t180, OFFICIAL,2020-01-01 , 2023-12-31");
    let registers = Delivery::empty().with("memberships.csv", &[&row]).read();
    assert_eq!(registers.memberships[0].membership.fund.to_string(), "180");
    assert_eq!(
        registers.memberships[0].membership.period.to_string(),
        "2020-01-01..2023-12-31"
    );
}

#[test]
fn text_that_is_not_utf8() {
    let mut bytes = b"ssin,fund,kind,from,to\n".to_vec();
    bytes.extend_from_slice(b"85073003328,180,OFFICIAL,2020-01-01,\n85073003328,180,OFF\xE9CIAL,2020-01-0\xFF,\n");
    Delivery::empty().with_bytes("memberships.csv", Some(&bytes)).check(&[
        "memberships.csv line 3, column kind: is not UTF-8",
        "memberships.csv line 3, column from: is not UTF-8",
    ]);
    Delivery::empty()
        .with_bytes("memberships.csv", Some(b"ssin,fund,k\xFFnd,from,to\n"))
        .check(&[
            "memberships.csv line 1, column 3: unknown column",
            "memberships.csv line 1, column kind: the column is missing",
        ]);
}

#[test]
fn an_open_quotation_mark_does_not_swallow_rows_unseen() {
    check(
        "care_funds.csv",
        &["180,,,,,,\"https://a.example", "280,,,,,,https://b.example"],
        &[
            "care_funds.csv line 2, column website: holds a line break or another control character \
           (is a quotation mark not closed?)",
        ],
    );
}

#[test]
fn faults_beyond_the_bound_are_counted() {
    let rows = vec!["1,,,,,,"; MAX_FAULTS + 5];
    let delivery = Delivery::empty()
        .with("care_funds.csv", &rows)
        .with("tariffs.csv", &["1"]);
    let rejected = read_registers(&delivery.files()).unwrap_err();
    assert_eq!(rejected.faults.len(), MAX_FAULTS);
    assert_eq!(rejected.fault_count, 1006);
    let text = rejected.to_string();
    assert!(text.starts_with("tariffs.csv line 2: 1 fields; expected 10\ncare_funds.csv line 2, column number"));
    assert!(
        text.ends_with("care_funds.csv line 1000, column number: expected 3 digits\nand 6 more"),
        "{text}"
    );
}

#[test]
fn the_debug_form_of_files_shows_lengths_alone() {
    let files = RegisterFiles {
        members: Some(AN.as_bytes()),
        ..RegisterFiles::default()
    };
    assert_eq!(format!("{files:?}"), r#"{"members.csv": 11}"#);
}
