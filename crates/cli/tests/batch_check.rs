//! `zorgkas batch check`: what is wrong is named by record or zone, whatever the damage, and never a person's number.

#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::io::Write;

use invoice_file::byte_value;
use invoice_file::zones::Layout;
use serde_json::{Value, json};
use support::{HEADER, RECORD, Ran, join, records, sample_batch, sample_ssins, seal, zorgkas};
use tempfile::NamedTempFile;

/// Checks bytes as a file, as text and as JSON; tells what was said with the path as FILE.
#[track_caller]
fn checked(bytes: &[u8]) -> (Ran, Value) {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let path = file.path().to_str().unwrap();
    let mut text = zorgkas(["batch", "check", path]);
    let json = zorgkas(["batch", "check", path, "--json"]);
    assert!(
        !text.err.contains("panicked") && !json.err.contains("panicked"),
        "{}{}",
        text.err,
        json.err
    );
    assert_eq!(text.status, json.status);
    let said = text.said() + &json.said();
    assert!(
        sample_ssins().iter().all(|ssin| !said.contains(ssin)),
        "a person's number was told"
    );
    text.out = text.out.replace(path, "FILE");
    (text, serde_json::from_str(&json.out).unwrap())
}

/// Code, record (0: the header) and zone of every technical finding.
fn faults(json: &Value) -> Vec<(String, u64, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let technical = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| found["effect"] == "technical");
    technical
        .map(|found| {
            (
                text(&found["code"]),
                found["record"].as_u64().unwrap(),
                text(&found["zone"]),
            )
        })
        .collect()
}

/// The codes and records of what is wrong with damaged bytes, as "code record".
#[track_caller]
fn damage(bytes: &[u8]) -> Vec<String> {
    let (ran, json) = checked(bytes);
    ran.ends(1);
    assert_eq!(json["more"], 0);
    faults(&json)
        .into_iter()
        .map(|(code, record, _)| format!("{code} {record}"))
        .collect()
}

#[test]
fn the_sample_is_right_with_and_without_separators() {
    let sample = sample_batch();
    let (header, all) = (&sample[..HEADER], records(&sample));
    let separated = |separator: &[u8]| -> Vec<u8> {
        all.iter()
            .fold(header.to_vec(), |file, record| [&file, separator, record].concat())
    };
    for bytes in [
        sample.clone(),
        separated(b"\r\n"),
        separated(b"\n"),
        [&sample[..], b"\r\n"].concat(),
    ] {
        let (ran, json) = checked(&bytes);
        assert_eq!(
            ran.ends(0).out,
            "FILE: nothing wrong that the file alone shows (708 lines)\n"
        );
        assert_eq!((faults(&json), &json["more"]), (Vec::new(), &Value::from(0)));
    }
}

/// What is said of each file under its name, for a snapshot.
fn told(cases: &[(&str, Vec<u8>)]) -> String {
    let each = cases
        .iter()
        .map(|(name, bytes)| format!("## {name}\n{}", checked(bytes).0.ends(1).out));
    each.collect()
}

#[test]
fn a_fault_as_json() {
    let mut sample = sample_batch();
    sample[HEADER + 4 * RECORD + 90] = b'x';
    let (ran, json) = checked(&sample);
    ran.ends(1);
    insta::assert_snapshot!(serde_json::to_string_pretty(&json["findings"]).unwrap());
}

#[test]
fn what_is_no_invoice_file() {
    let sample = sample_batch();
    let text: String = sample.iter().map(|byte| char::from(*byte)).collect();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let accent = [&sample[..67 + 50], "é".as_bytes(), &sample[67 + 51..]].concat();
    insta::assert_snapshot!(told(&[
        ("empty", Vec::new()),
        ("one byte", b"x".to_vec()),
        ("a line end", b"\r\n".to_vec()),
        ("a header alone", sample[..HEADER].to_vec()),
        ("the mark of UTF-8", [b"\xef\xbb\xbf", &sample[..]].concat()),
        ("UTF-16 with its mark", [b"\xff\xfe", &utf16[..]].concat()),
        ("UTF-16 without", utf16),
        ("an accent as UTF-8 writes it", accent),
        ("another message", [b"920999", &sample[6..]].concat()),
        (
            "text for people",
            b"Beste, in bijlage de facturen van maart.\n".repeat(30)
        ),
    ]));
}

/// The sample with its records changed.
fn with(change: &dyn Fn(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let sample = sample_batch();
    let mut all = records(&sample);
    change(&mut all);
    join(&sample[..HEADER], &all)
}

/// Writes into a record and gives it the right check digits again.
fn put(record: &mut [u8], position: usize, text: &str) {
    record[position - 1..position - 1 + text.len()].copy_from_slice(text.as_bytes());
    seal(record);
}

#[test]
fn records_missing_doubled_or_moved() {
    let last = records(&sample_batch()).len() - 1;
    insta::assert_snapshot!(told(&[
        ("a day is missing", with(&|records| drop(records.remove(4)))),
        (
            "a day is doubled",
            with(&|records| records.insert(4, records[4].clone()))
        ),
        ("two days are exchanged", with(&|records| records.swap(4, 5))),
        (
            "record 10 is doubled",
            with(&|records| records.insert(0, records[0].clone()))
        ),
        ("record 96 is missing", with(&|records| drop(records.pop()))),
        (
            "records 95 and 96 are exchanged",
            with(&|records| records.swap(last - 1, last))
        ),
        (
            "a record behind the 96",
            with(&|records| records.push(records[4].clone()))
        ),
    ]));
}

#[test]
fn wrong_values_under_right_check_digits() {
    let all = records(&sample_batch());
    let (last, total) = (
        all.len() - 1,
        all.iter().position(|record| record.starts_with(b"80")).unwrap(),
    );
    insta::assert_snapshot!(told(&[
        (
            "letters in the first day",
            with(&|records| put(&mut records[4], 17, "2O24"))
        ),
        (
            "letters in the beneficiary",
            with(&|records| put(&mut records[4], 36, "OO"))
        ),
        ("a sign that is none", with(&|records| put(&mut records[4], 88, "0"))),
        (
            "a reserve that is not empty",
            with(&|records| put(&mut records[4], 305, "1"))
        ),
        (
            "a day that is none",
            with(&|records| put(&mut records[4], 17, "20240230"))
        ),
        (
            "the total of an invoice",
            with(&|records| put(&mut records[total], 99, "9"))
        ),
        (
            "the total of the sending",
            with(&|records| put(&mut records[last - 2], 99, "9"))
        ),
        (
            "the number of records",
            with(&|records| records[last][65..73].copy_from_slice(b"00000001"))
        ),
        (
            "check digits of the NIHDI number",
            with(&|records| put(&mut records[0], 56, "073100189000"))
        ),
        (
            "check digits of the CBE number",
            with(&|records| put(&mut records[0], 128, "0411000184"))
        ),
        (
            "check digits of the IBAN",
            with(&|records| put(&mut records[0], 179, "BE75"))
        ),
        (
            "another month than the header",
            with(&|records| put(&mut records[0], 113, "02"))
        ),
    ]));
}

/// What needs no technical fault: the content checks that the file alone shows (fine print, Stages).
#[test]
fn content_that_the_file_alone_shows() {
    let sample = sample_batch();
    let mut all = records(&sample);
    // The person's number of the first invoice with wrong check digits, in each of its records.
    let invoice = all.iter().position(|record| record.starts_with(b"80")).unwrap();
    for record in &mut all[1..=invoice] {
        let digit = record[47];
        record[47] = if digit == b'9' { b'0' } else { digit + 1 };
        seal(record);
    }
    let (ran, json) = checked(&join(&sample[..HEADER], &all));
    let sentence = "The national or BIS number in invoice 1 has wrong check digits. Check it and invoice again.";
    assert_eq!(ran.ends(1).out, format!("200802 invoice 1: {sentence}\n"));
    let found = &json["findings"][0];
    assert_eq!(
        (&found["code"], &found["effect"], &found["invoice"]),
        (&json!("200802"), &json!("F"), &json!(1))
    );
    assert_eq!((&found["text"]["en"], faults(&json).len()), (&json!(sentence), 0));
}

#[test]
fn a_file_behind_itself() {
    let sample = sample_batch();
    let (ran, json) = checked(&[&sample[..], &sample].concat());
    let first = (sample.len() - HEADER) / RECORD + 1;
    assert_eq!(faults(&json)[0].1, u64::try_from(first).unwrap());
    assert!(
        ran.ends(1)
            .out
            .ends_with("expected records of 350 characters; the rest was not read\n")
    );
}

#[test]
fn a_file_cut_off_anywhere() {
    let sample = sample_batch();
    for length in (0..sample.len())
        .step_by(1000)
        .chain([HEADER - 1, HEADER + 1, sample.len() - 1])
    {
        let found = damage(&sample[..length]);
        let record = if length < HEADER {
            0
        } else {
            (length - HEADER) / RECORD + 1
        };
        let near = |said: &String| {
            said.split(' ')
                .nth(1)
                .unwrap()
                .parse::<usize>()
                .unwrap()
                .abs_diff(record)
                <= 1
        };
        assert!(found.len() <= 3 && found.iter().any(near), "{length}: {found:?}");
    }
}

/// A byte of another value in the table of check digits.
fn other(byte: u8) -> u8 {
    if byte_value(byte) == byte_value(b'7') {
        b'3'
    } else {
        b'7'
    }
}

#[test]
fn a_changed_byte_names_its_record() {
    let sample = sample_batch();
    // Every 1 777th byte, and every eleventh of a record 10, 30 and 96.
    let count = (sample.len() - HEADER) / RECORD;
    let whole = [0, 3, count - 1]
        .into_iter()
        .flat_map(|record| HEADER + record * RECORD..HEADER + (record + 1) * RECORD);
    let sampled = (HEADER..sample.len()).step_by(1777);
    for place in sampled.chain(whole.step_by(11)) {
        let mut changed = sample.clone();
        changed[place] = other(changed[place]);
        let record = u64::try_from((place - HEADER) / RECORD + 1).unwrap();
        let (ran, json) = checked(&changed);
        let ran = ran.ends(1);
        assert!(
            faults(&json).iter().any(|(_, at, _)| *at == record),
            "byte {place}: {}",
            ran.out
        );
        assert!(
            ran.out.contains(&format!(" record {record} (type ")) || ran.out.contains(&format!(" record {record},"))
        );
    }
}

#[test]
fn a_changed_byte_of_the_header_names_its_zone() {
    let sample = sample_batch();
    let free = ["303", "305", "306", "307"];
    let zones = [(Layout::Segment200, 0), (Layout::Request300, 67)]
        .into_iter()
        .flat_map(|(layout, start)| {
            layout
                .table()
                .zones
                .iter()
                .map(move |zone| (zone.name.as_str(), start + zone.range.start..start + zone.range.end))
        });
    for (name, range) in zones.filter(|(name, _)| !free.contains(name)) {
        for place in range {
            let mut changed = sample.clone();
            changed[place] = other(changed[place]);
            let (ran, json) = checked(&changed);
            let ran = ran.ends(1);
            let named = faults(&json)
                .iter()
                .any(|(_, record, zone)| *record == 0 && zone == name);
            assert!(
                named && ran.out.contains(&format!(" header, zone {name}: ")),
                "byte {place}: {}",
                ran.out
            );
        }
    }
}

#[test]
fn a_hundred_megabytes_of_noise() {
    let mut file = NamedTempFile::new().unwrap();
    let mut random = fastrand::Rng::with_seed(20_240_301);
    let mut piece = vec![0; 1_000_000];
    for _ in 0..100 {
        random.fill(&mut piece);
        file.write_all(&piece).unwrap();
    }
    let path = file.path().to_str().unwrap();
    let ran = zorgkas(["batch", "check", path]).ends(1);
    assert!(ran.out.lines().count() < 1100);
    let last = ran.out.lines().last().unwrap();
    assert!(last.contains("the rest was not read"), "{last}");
}

#[test]
fn a_file_that_is_not_there() {
    let ran = zorgkas(["batch", "check", "no-such.920000"]).ends(2);
    assert!(ran.err.starts_with("zorgkas: no-such.920000: "), "{}", ran.err);
    let folder = support::sample();
    let ran = zorgkas(["batch".as_ref(), "check".as_ref(), folder.as_os_str()]).ends(2);
    assert!(ran.err.starts_with("zorgkas: "), "{}", ran.err);
    zorgkas(["batch", "check"]).ends(2);
}
