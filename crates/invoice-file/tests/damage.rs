//! Damaged files: every kind of damage gives clear faults at its place, few others, and never a panic.

#![allow(clippy::unwrap_used, reason = "test code")]

mod common;

use common::{HEADER, RECORD, SAMPLE, codes, join, read, records, renumbered, seal, small, write};
use invoice_file::{FaultKind, Place, Reading};
use proptest::prelude::*;

/// What a fault says, without found and expected.
fn told(reading: &Reading) -> Vec<String> {
    reading
        .faults
        .list
        .iter()
        .map(|fault| format!("{} {}", fault.code, fault.place.ordinal()))
        .collect()
}

#[test]
fn an_empty_file_and_a_piece_of_a_header() {
    let check = |bytes: &[u8], expected: &[&str]| {
        let reading = read(bytes);
        assert_eq!(told(&reading), expected);
        assert!(reading.sending.is_none());
    };
    check(b"", &["20009 0", "50003 1"]);
    check(b"\n", &["20009 0", "50003 1"]);
    check(&SAMPLE[..100], &["20009 0", "50003 1"]);
    check(&SAMPLE[..HEADER], &["50003 1"]);
}

#[test]
fn a_file_that_is_cut_off() {
    let file = write(&small());
    let check = |length: usize, expected: &[&str]| assert_eq!(told(&read(&file[..length])), expected, "{length}");
    let record = |count: usize| HEADER + count * RECORD;
    check(record(14) - 1, &["50009 14"]);
    check(record(13), &["50003 14"]);
    check(record(12) + 349, &["40009 13", "50003 14"]);
    check(record(3) + 100, &["300109 4", "50003 5"]);
    check(record(3) + 1, &["000106 4", "000109 4", "50003 5"]);
    check(record(1), &["50003 2"]);
}

#[test]
fn a_record_that_is_missing_doubled_or_moved() {
    let file = write(&small());
    let (header, all) = (file[..HEADER].to_vec(), records(&file));
    let check = |name: &str, change: &dyn Fn(&mut Vec<Vec<u8>>), expected: &[&str]| {
        let mut changed = all.clone();
        change(&mut changed);
        assert_eq!(told(&read(&join(&header, &changed))), expected, "{name}");
    };
    // Records: 10, 20, 30, 30, 50, 80, 20, 30, 30, 30, 80, 90, 95, 96.
    check(
        "a day is missing",
        &|r| drop(r.remove(3)),
        &["500203 4", "809802 5", "909802 11", "40908 12", "50908 13"],
    );
    check(
        "a 20 is missing",
        &|r| drop(r.remove(6)),
        &["300103 7", "300203 7", "40908 12", "50908 13"],
    );
    check(
        "an 80 is missing",
        &|r| drop(r.remove(5)),
        &["200103 6", "200203 6", "901910 11", "40908 12", "50908 13"],
    );
    check(
        "the 10 is missing",
        &|r| drop(r.remove(0)),
        &["200103 1", "200203 1", "40908 12", "50908 13"],
    );
    check("the 90 is missing", &|r| drop(r.remove(11)), &["40003 12", "50908 13"]);
    check("the 95 is missing", &|r| drop(r.remove(12)), &["50003 13"]);
    check("the 96 is missing", &|r| drop(r.pop()), &["50003 14"]);
    check(
        "a day is doubled",
        &|r| r.insert(3, r[3].clone()),
        &["300203 5", "809802 7", "909802 13", "40908 14", "50908 15"],
    );
    check("the 95 is doubled", &|r| r.insert(12, r[12].clone()), &["40003 14"]);
    check("two days are exchanged", &|r| r.swap(2, 3), &["300203 3", "500203 5"]);
    check("a 40", &|r| r[3][..2].copy_from_slice(b"40"), &["400106 4"]);
    check("behind the 96", &|r| r.push(r[3].clone()), &["300103 15", "300203 15"]);
}

/// A byte too many or too few, wherever: the rest of the file is still read in its places.
#[test]
fn a_byte_added_or_taken_away() {
    let file = write(&small());
    for place in 1..file.len() - 1 {
        let ordinal = u64::try_from((place + RECORD - HEADER % RECORD) / RECORD).unwrap();
        let ordinal = if place < HEADER { 0 } else { ordinal.min(14) };
        for (name, changed) in [
            ("added", [&file[..place], b"x", &file[place..]].concat()),
            ("taken", [&file[..place], &file[place + 1..]].concat()),
        ] {
            let reading = read(&changed);
            let near = |at: u64| at.abs_diff(ordinal) <= 1;
            let named = reading.faults.list.iter().any(|fault| near(fault.place.ordinal()));
            assert!(named, "{name} at {place}: {:?}", told(&reading));
            let others = reading
                .faults
                .list
                .iter()
                .filter(|fault| !near(fault.place.ordinal()))
                .count();
            assert!(others <= 4, "{name} at {place} in {ordinal}: {:?}", told(&reading));
        }
    }
}

#[test]
fn other_encodings_are_named() {
    let file = write(&small());
    let text: String = file.iter().map(|byte| char::from(*byte)).collect();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encoded = |bytes: &[u8]| {
        let reading = read(bytes);
        let list = &reading.faults.list;
        list.iter()
            .find(|fault| fault.kind == FaultKind::Length)
            .map(|f| (f.place, f.found.clone(), f.expected.clone()))
    };
    let one_byte = "no mark, and one byte for one character (ISO 8859-1)".to_owned();
    let mark = [b"\xef\xbb\xbf".as_slice(), &file].concat();
    let found = (
        Place::Header,
        "the byte order mark of UTF-8".to_owned(),
        one_byte.clone(),
    );
    assert_eq!(encoded(&mark), Some(found));
    assert_eq!(read(&mark).faults.total, 1);
    let found = (Place::Header, "UTF-16".to_owned(), one_byte);
    assert_eq!(encoded(&[b"\xff\xfe".as_slice(), &utf16].concat()), Some(found.clone()));
    assert_eq!(encoded(&utf16), Some(found));
    // A name with an accent in the header, and a reference with one in a record, as UTF-8 writes them.
    let accent = |place: usize| [&file[..place], "é".as_bytes(), &file[place + 1..]].concat();
    let words = "1 bytes too many, and a character of two bytes as UTF-8 writes it".to_owned();
    let (place, found, expected) = encoded(&accent(67 + 50)).unwrap();
    assert_eq!((place, found), (Place::Header, words.clone()));
    assert_eq!(
        expected,
        "a header of 227 characters, one character is one byte (ISO 8859-1)"
    );
    let (place, found, _) = encoded(&accent(HEADER + RECORD + 140)).unwrap();
    assert_eq!(
        (place, found),
        (
            Place::Record {
                ordinal: 2,
                kind: Some(20)
            },
            words
        )
    );
    // One byte for it is right.
    let mut latin = records(&file);
    latin[1][137] = 0xe9;
    seal(&mut latin[1]);
    let reading = read(&join(&file[..HEADER], &latin));
    assert_eq!(told(&reading), [""; 0]);
    assert_eq!(reading.sending.unwrap().invoices[0].vsb_reference.as_deref(), Some("é"));
}

/// What a change of some bytes of a record gives, when its check digits are made right again.
#[test]
fn each_zone_has_its_code() {
    let file = write(&small());
    let check = |record: usize, position: usize, text: &str, expected: &[&str]| {
        let mut changed = records(&file);
        changed[record - 1][position - 1..position - 1 + text.len()].copy_from_slice(text.as_bytes());
        if record <= 12 {
            seal(&mut changed[record - 1]);
        }
        assert_eq!(
            codes(&read(&join(&file[..HEADER], &changed))),
            expected,
            "record {record} position {position} {text}"
        );
    };
    check(1, 9, "1", &["100306"]);
    check(1, 10, "0001998", &["100406", "30420"]);
    check(1, 33, "000", &["100706", "20420", "30120"]);
    check(1, 57, "73100189000", &["101402"]);
    check(1, 56, "1", &["101406"]);
    check(1, 108, "0202404", &["102220", "20420", "30020"]);
    check(1, 113, "13", &["102220", "102307", "20420", "30020"]);
    check(1, 120, "20240404", &["30220"]);
    check(1, 120, "20240431", &["102507", "30220"]);
    check(1, 128, "0411000184", &["102702"]);
    check(1, 167, "           ", &[]);
    check(1, 179, "BE74001100000108", &["103602"]);
    check(2, 10, "0002400", &["200407"]);
    check(2, 17, "00000000", &["200507"]);
    check(2, 25, "20240230", &["200607"]);
    check(2, 25, "20240331", &[]);
    check(2, 36, "01", &["200806"]);
    check(2, 38, "00000000000", &[]); // check digits and sameness of a person are content
    check(2, 50, "3", &["201006"]);
    check(2, 51, "1", &["201106"]);
    check(2, 51, "3", &[]);
    check(2, 85, "280", &["201812"]);
    check(7, 85, "280", &["201812"]);
    check(7, 115, "000000000001", &["202420"]);
    check(2, 207, "202413", &["204107"]);
    check(2, 262, "00000000", &["204707"]);
    check(3, 10, "0970013", &["809802", "909802"]);
    check(3, 10, "1970012", &["300406", "809802", "909802"]);
    check(3, 17, "20240230", &["300507"]);
    check(3, 25, "20240306", &[]); // first and last day are content
    check(3, 52, "1", &["301205"]);
    check(3, 88, "0", &["301904"]);
    check(3, 88, "-", &[]);
    check(3, 89, " ", &["301901"]);
    check(3, 108, "+0002", &[]);
    check(3, 163, "1", &["302905"]);
    check(6, 88, "+00000000001", &["901910"]); // against its details it is content
    check(6, 128, "+000000001", &[]);
    check(6, 347, "00", &["809802"]);
    check(12, 88, "+00000000001", &["40410", "40810", "50410", "50810", "901910"]);
    check(12, 347, "00", &["41002", "51002", "909802"]);
    check(13, 5, "280", &["40120"]);
    check(14, 5, "180", &["50120"]);
    check(13, 24, "-", &["40304"]);
    check(13, 66, "00000011", &["40908"]);
    check(14, 94, "x", &["51305"]);
}

#[test]
fn a_sending_of_another_fund_than_record_95_says() {
    let file = write(&small());
    let mut changed = records(&file);
    for record in [1, 6] {
        changed[record][84..87].copy_from_slice(b"280");
        seal(&mut changed[record]);
    }
    assert_eq!(codes(&read(&join(&file[..HEADER], &changed))), ["40120", "50120"]);
}

#[test]
fn many_faults_are_counted_and_not_all_kept() {
    let mut changed = records(SAMPLE);
    for record in &mut changed[1..757] {
        record[340] = b'x';
        record[341] = b' ';
    }
    let reading = read(&join(&SAMPLE[..HEADER], &changed));
    assert_eq!(reading.faults.list.len(), 1000);
    assert_eq!(reading.faults.total, 756 * 2);
    assert_eq!(reading.glimpse.lines, 708);
}

#[test]
fn noise_is_soon_given_up() {
    for byte in [0, b'\n', b'0', b'9', b'x'] {
        let reading = read(&vec![byte; 5_000_000]);
        assert!(reading.sending.is_none());
        assert!(reading.faults.total < 2000, "{byte:02x} {}", reading.faults.total);
    }
}

#[test]
fn a_renumbered_file_is_the_same() {
    let file = write(&small());
    assert_eq!(renumbered(records(&file)), records(&file));
}

/// A person's number never stands in a fault, however the file is damaged.
fn holds_no_person(reading: &Reading) -> bool {
    let numbers = ["58102882214", "70825461421"];
    let text = format!("{reading:?}");
    !numbers
        .iter()
        .any(|number| text.contains(number) || text.contains(&number[..9]) || text.contains(&number[2..]))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        let reading = read(&bytes);
        prop_assert!(!reading.faults.is_empty());
    }

    #[test]
    fn any_damage_is_found(
        cuts in prop::collection::vec((0usize..5127, 0usize..400, prop::collection::vec(any::<u8>(), 0..400)), 1..4),
    ) {
        let mut bytes = write(&small());
        let whole = bytes.clone();
        for (start, length, new) in cuts {
            let start = start.min(bytes.len());
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, new);
        }
        let reading = read(&bytes);
        // The header has free texts, where a change is no fault.
        let same = bytes.len() == whole.len() && bytes[HEADER..] == whole[HEADER..];
        prop_assert!(same || !reading.faults.is_empty());
        prop_assert!(holds_no_person(&reading), "{:?}", reading.faults.list);
    }

    #[test]
    fn records_in_any_order_are_read(order in prop::collection::vec(0usize..14, 0..30)) {
        let file = write(&small());
        let all = records(&file);
        let picked: Vec<Vec<u8>> = order.iter().map(|at| all[*at].clone()).collect();
        let reading = read(&join(&file[..HEADER], &picked));
        prop_assert!(!reading.faults.is_empty() || order == (0..14).collect::<Vec<_>>());
        prop_assert!(holds_no_person(&reading));
    }
}
