//! The answers: their shape, and what stands in them.
#![allow(clippy::unwrap_used, reason = "test code")]

mod common;

use common::{HEADER, RECORD, read, small, write};
use identifiers::{EuroCents, StructuredReference};
use invoice_file::answer::{
    Listing, RecordOutcome, RecordRef, Refusal, ResponseHeader, SettlementAmounts, share_in_hundredths, write_920900,
    write_920999, write_931000, write_refused,
};
use invoice_file::{Contact, Sending};

const HEAD: usize = 67 + 610;

fn header(sending: &Sending) -> ResponseHeader {
    ResponseHeader {
        test: sending.test,
        month: Some(sending.month),
        sending_number: Some(sending.sending_number),
        created_on: Some(sending.created_on),
        reference: sending.reference.clone(),
        fund: Some(sending.fund),
        contact: Contact {
            family_name: "PEETERS".into(),
            first_name: "AN".into(),
            phone: "02 123 45 67".into(),
        },
        error_share_hundredths: share_in_hundredths(5, 732),
        refusal: Refusal::None,
    }
}

fn finding(letter: char, code: &str) -> (char, String) {
    (letter, code.to_owned())
}

/// An answer as lines of text: the head, then what of each record is not as received and not blank.
fn shown(answer: &[u8]) -> String {
    let text = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
    let mut lines = vec![text(&answer[..67]), text(&answer[67..HEAD]).trim_end().to_owned()];
    for record in answer[HEAD..].chunks(800) {
        assert_eq!(record.len(), 800);
        if record.starts_with(b"9") && !record.starts_with(b"90") {
            lines.push(text(record).trim_end().to_owned());
            continue;
        }
        let (start, tail) = record.split_at(RECORD);
        lines.push(format!(
            "{} | {}",
            text(&start[..8]),
            text(tail).split_whitespace().collect::<Vec<_>>().join(" ")
        ));
    }
    lines.join("\n")
}

#[test]
fn an_acknowledgement() {
    let mut out = Vec::new();
    write_931000(&header(&small()), &mut out).unwrap();
    assert_eq!(out.len(), 227);
    let text = String::from_utf8(out).unwrap();
    insta::assert_snapshot!(text.trim_end());
}

#[test]
fn findings_stand_at_their_records() {
    let sending = small();
    let original = write(&sending);
    let outcome = |record: RecordRef| {
        let codes = match record {
            RecordRef::Header => vec![finding('B', "100721")],
            RecordRef::Invoice { index: 1 } => vec![finding('F', "200820")],
            RecordRef::Line { invoice: 0, index: 1 } => ["300540", "300541", "300548", "301940"]
                .map(|code| finding('R', code))
                .to_vec(),
            RecordRef::Line { invoice: 1, index: 5 } => vec![finding('P', "P30001")],
            RecordRef::Total { invoice: 1 } => vec![finding('F', "801910")],
            _ => Vec::new(),
        };
        RecordOutcome {
            codes,
            accepted: None,
            comment: "Uitleg met é, € en ω.".to_owned(),
        }
    };
    let mut out = Vec::new();
    let header = ResponseHeader {
        refusal: Refusal::Blocking,
        ..header(&sending)
    };
    write_refused(Listing::Refused920099, original.as_slice(), &header, outcome, &mut out).unwrap();
    insta::assert_snapshot!(shown(&out));
    assert_eq!(&out[HEAD..HEAD + RECORD], &original[HEADER..HEADER + RECORD]);
    assert_eq!(out[HEAD + 456..HEAD + 477], *b"B100721 000000 000000");
    assert_eq!(out[HEAD + 794..HEAD + 800], *b"000001");
}

#[test]
fn technical_faults_stand_at_their_records() {
    let mut original = write(&small());
    original[67] = b'X';
    original[12] = b'9';
    original[HEADER + 2 * RECORD + 20] = b'x';
    original[HEADER + 12 * RECORD + 70] = b'9';
    original.truncate(HEADER + 13 * RECORD + 100);
    let reading = read(&original);
    let header = ResponseHeader::of_refused(&reading.glimpse, Contact::default());
    let mut out = Vec::new();
    write_920999(original.as_slice(), &header, &reading.faults, &mut out).unwrap();
    insta::assert_snapshot!(shown(&out));
}

#[test]
fn any_file_has_its_920999() {
    let file = write(&small());
    for bytes in [
        b"".as_slice(),
        b"x",
        &file[..300],
        &file[100..],
        &vec![b'7'; 200_000],
        &[0xff, 0xfe, 0, 0],
    ] {
        let reading = read(bytes);
        let header = ResponseHeader::of_refused(&reading.glimpse, Contact::default());
        let mut out = Vec::new();
        write_920999(bytes, &header, &reading.faults, &mut out).unwrap();
        assert_eq!((out.len() - HEAD) % 800, 0);
        let named: std::collections::BTreeSet<u64> = reading
            .faults
            .list
            .iter()
            .map(|fault| fault.place.ordinal())
            .filter(|ordinal| *ordinal > 0)
            .collect();
        assert_eq!((out.len() - HEAD) / 800, named.len());
    }
}

#[test]
fn a_settlement_holds_every_record() {
    let sending = small();
    let original = write(&sending);
    let outcome = |record: RecordRef| match record {
        RecordRef::Line { index: 0, .. } => RecordOutcome {
            codes: vec![finding('R', "301940")],
            accepted: Some(EuroCents::ZERO),
            comment: "Bedrag is niet het tarief.".to_owned(),
        },
        RecordRef::Line { index, .. } => RecordOutcome {
            accepted: Some(sending.lines[index].amount.opposite()),
            ..RecordOutcome::default()
        },
        _ => RecordOutcome::default(),
    };
    let amounts = SettlementAmounts {
        asked: sending.total,
        accepted: EuroCents::new(21_605),
        refused: EuroCents::new(-4321),
        payment_reference: StructuredReference::from_serial(12_345),
    };
    let mut out = Vec::new();
    write_920900(original.as_slice(), &header(&sending), outcome, &amounts, &mut out).unwrap();
    assert_eq!(out.len(), HEAD + 14 * 800);
    insta::assert_snapshot!(shown(&out));
    for (place, record) in original[HEADER..].chunks(RECORD).take(12).enumerate() {
        assert_eq!(&out[HEAD + place * 800..][..RECORD], record);
    }
}

#[test]
fn the_error_share_is_rounded_down() {
    let check = |wrong: u64, records: u64, expected: u32| assert_eq!(share_in_hundredths(wrong, records), expected);
    check(0, 0, 0);
    check(5, 100, 500);
    check(49_999, 1_000_000, 499);
    check(1, 3, 3333);
    check(u64::MAX, 1, 99_999);
}
