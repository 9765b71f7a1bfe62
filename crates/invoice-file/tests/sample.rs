//! The sample month: read without fault, written back byte for byte, and every changed byte found.

#![allow(clippy::unwrap_used, reason = "test code")]

mod common;

use common::{HEADER, RECORD, SAMPLE, read, small_with_additions, write};
use identifiers::EuroCents;
use invoice_file::{Fault, InvoiceKind, Place, byte_value};

#[test]
fn the_sample_has_no_fault_and_its_model() {
    let reading = read(SAMPLE);
    assert_eq!(reading.faults.list, []);
    assert_eq!(reading.faults.total, 0);
    let sending = reading.sending.unwrap();
    assert_eq!(sending.invoices.len(), 24);
    assert_eq!(sending.lines.len(), 708);
    assert_eq!(sending.total, EuroCents::new(3_059_273));
    assert_eq!(sending.record_count, 732);
    assert_eq!(sending.month.to_string(), "2024-03");
    assert_eq!(sending.created_on.to_string(), "2024-04-03");
    assert_eq!(sending.fund.to_string(), "180");
    assert_eq!(sending.nihdi.to_digits11(), "73100188000");
    assert_eq!(sending.cbe.to_string(), "0411000183");
    assert_eq!(sending.reference, "SAMPLE");
    assert!(!sending.test);
    let first = &sending.invoices[0];
    assert_eq!(
        (first.number, first.kind, first.same_ssin),
        (1, InvoiceKind::Original, true)
    );
    assert_eq!(first.admission.unwrap().to_string(), "2024-03-05T10:00:00");
    assert_eq!(
        (first.discharge, first.earlier, first.vsb_reference.as_deref()),
        (None, None, None)
    );
    assert_eq!(first.invoice_date.unwrap().to_string(), "2024-04-03");
    let lines = sending.lines_of(first);
    assert_eq!(lines.len(), 27);
    assert_eq!(lines[0].amount, EuroCents::new(4321));
    assert_eq!(lines[0].code.to_string(), "970012");
    assert_eq!((lines[0].units, lines[26].position), (1, 27));
    assert_eq!(reading.glimpse.lines, 708);
}

#[test]
fn the_sample_is_written_back_byte_for_byte() {
    let written = write(&read(SAMPLE).sending.unwrap());
    for (place, (ours, theirs)) in written.iter().zip(SAMPLE).enumerate() {
        assert_eq!(
            ours,
            theirs,
            "byte {place}, in its record {}",
            place.saturating_sub(HEADER) % RECORD + 1
        );
    }
    assert_eq!(written.len(), SAMPLE.len());
}

/// Bytes of each value group that the check digits tell apart, and those that could derail a reader.
const REPLACEMENTS: [u8; 14] = [
    b'0', b'1', b'5', b'9', b' ', b'A', b'z', b'+', b'-', b'\r', b'\n', 0, 0x80, 0xff,
];

fn with_byte(file: &[u8], place: usize, byte: u8) -> Vec<u8> {
    let mut bytes = file.to_vec();
    bytes[place] = byte;
    bytes
}

/// The zones of the header by their first position, from the product's own table.
fn header_zone(place: usize) -> (String, bool) {
    use invoice_file::zones::Layout;
    let (layout, at) = if place < 67 {
        (Layout::Segment200, place)
    } else {
        (Layout::Request300, place - 67)
    };
    let zone = layout
        .table()
        .zones
        .iter()
        .find(|zone| zone.range.contains(&at))
        .unwrap();
    (zone.name.clone(), matches!(zone.number, 303 | 305 | 306 | 307))
}

#[test]
fn every_changed_byte_of_the_header_names_its_zone() {
    let file = write(&common::small());
    for place in 0..HEADER {
        let (zone, free) = header_zone(place);
        for byte in REPLACEMENTS
            .into_iter()
            .filter(|byte| byte_value(*byte) != byte_value(file[place]))
        {
            let faults = read(&with_byte(&file, place, byte)).faults;
            let named = |fault: &Fault| fault.place == Place::Header && fault.zone == zone;
            assert_eq!(
                faults.list.iter().any(named),
                !free,
                "position {} {byte:02x} {:?}",
                place + 1,
                faults.list
            );
            assert!(faults.total <= 3, "position {} {byte:02x} {:?}", place + 1, faults.list);
        }
    }
}

/// Every byte of every record changed, with a limit on the faults that may follow from one.
fn every_change_names_its_record(file: &[u8], ordinals: impl Iterator<Item = usize>, separator: usize, bytes: &[u8]) {
    for ordinal in ordinals {
        let start = HEADER + separator + (ordinal - 1) * (RECORD + separator);
        for at in 0..RECORD {
            let old = file[start + at];
            for byte in bytes
                .iter()
                .copied()
                .filter(|byte| byte_value(*byte) != byte_value(old))
            {
                let faults = read(&with_byte(file, start + at, byte)).faults;
                let named = |fault: &Fault| fault.place.ordinal() == u64::try_from(ordinal).unwrap();
                let told = format!("record {ordinal} position {} {byte:02x}: {:?}", at + 1, faults.list);
                assert!(faults.list.iter().any(named), "{told}");
                assert!(faults.total <= 10, "{told}");
            }
        }
    }
}

#[test]
fn every_changed_byte_of_a_record_names_its_record() {
    let file = small_with_additions();
    assert_eq!(read(&file).faults.list, []);
    every_change_names_its_record(&file, 1..=16, 0, &REPLACEMENTS);
}

#[test]
fn every_changed_byte_is_found_between_separators() {
    for separator in ["\r\n", "\n"] {
        let file = small_with_additions();
        let mut separated = file[..HEADER].to_vec();
        for record in common::records(&file) {
            separated.extend_from_slice(separator.as_bytes());
            separated.extend(record);
        }
        separated.extend_from_slice(separator.as_bytes());
        assert_eq!(read(&separated).faults.list, []);
        every_change_names_its_record(
            &separated,
            [1, 2, 3, 5, 9, 14, 15, 16].into_iter(),
            separator.len(),
            b"3\r\n",
        );
    }
}

#[test]
fn a_changed_byte_in_the_whole_sample_is_found() {
    for ordinal in [1, 2, 3, 30, 31, 757, 758, 759, 760] {
        let start = HEADER + (ordinal - 1) * RECORD;
        for at in [0, 1, 2, 7, 8, 20, 87, 98, 130, 349] {
            for byte in *b"X\n\xff" {
                let faults = read(&with_byte(SAMPLE, start + at, byte)).faults;
                let named = |fault: &Fault| fault.place.ordinal() == u64::try_from(ordinal).unwrap();
                let found = faults.list.iter().any(named) || byte_value(SAMPLE[start + at]) == byte_value(byte);
                assert!(found, "record {ordinal} position {}: {:?}", at + 1, faults.list);
            }
        }
    }
}
