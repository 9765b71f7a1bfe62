//! `zorgkas batch answers`: the answers on a batch as files, as JSON, and as pages.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::fs;

use support::{Place, Ran, zorgkas};

const SENT: &str = "batches/10000001-180-2024-03.920000";

/// The sample month, signed.
fn settled() -> Place {
    let place = Place::of_sample();
    place.process(&["--sign"]).ends(0);
    place
}

fn asked(place: &Place, batch: &str, more: &[&str]) -> Ran {
    let (data, out) = (place.out().join("zorgkas.db"), place.out().join("answers"));
    let fixed = ["--data", data.to_str().unwrap(), "--out", out.to_str().unwrap()];
    zorgkas(
        ["batch", "answers", batch]
            .into_iter()
            .chain(fixed)
            .chain(more.iter().copied()),
    )
}

fn text(place: &Place, name: &str) -> String {
    fs::read_to_string(place.out().join("answers").join(name)).unwrap()
}

/// Fingerprints are of the law too: another wording is another one.
fn without_fingerprints(page: &str) -> String {
    let mut out = String::new();
    for word in page.split_inclusive(|letter: char| !letter.is_ascii_hexdigit()) {
        match word.len() {
            64.. => out.push_str(&format!("FINGERPRINT{}", &word[64..])),
            _ => out.push_str(word),
        }
    }
    let style = out.find("<style>").zip(out.find("</style>"));
    style.map_or_else(
        || out.clone(),
        |(from, to)| format!("{}{}", &out[..from], &out[to + 8..]),
    )
}

#[test]
fn the_files_are_those_that_went_out() {
    let place = settled();
    asked(&place, "1", &["--as", "file"]).ends(0);
    for name in ["931000", "920098", "920900"] {
        let written = fs::read(place.out().join("answers").join(format!("batch-1.{name}"))).unwrap();
        let sent = fs::read(place.out().join(format!("10000001-180-2024-03.{name}"))).unwrap();
        assert!(written == sent, "{name}");
    }
}

#[test]
fn a_settlement_to_read_and_to_print() {
    let place = settled();
    let sent = place.input().join(SENT);
    let told = asked(&place, sent.to_str().unwrap(), &[]).ends(0);
    assert_eq!(told.out.lines().count(), 3, "{}", told.out);
    let page = without_fingerprints(&text(&place, "batch-1.920900.html"));
    let (head, invoices) = page.split_once("<h3>Factuur 4</h3>").unwrap();
    insta::assert_snapshot!("the_settlement_in_dutch", head);
    assert_eq!(
        invoices.matches("<article class=\"invoice\">").count(),
        20,
        "each invoice is in it"
    );
    insta::assert_snapshot!(
        "the_acknowledgement",
        without_fingerprints(&text(&place, "batch-1.931000.html"))
    );
    asked(&place, "1", &["--english"]).ends(0);
    let page = without_fingerprints(&text(&place, "batch-1.920098.html"));
    insta::assert_snapshot!("the_findings_in_english", page);
}

#[test]
fn the_same_as_json() {
    let place = settled();
    asked(&place, "1", &["--as", "json"]).ends(0);
    let settlement: serde_json::Value = serde_json::from_str(&text(&place, "batch-1.920900.json")).unwrap();
    assert_eq!(settlement["settlement"]["payableCents"], 3_037_663);
    assert_eq!(settlement["invoices"].as_array().unwrap().len(), 24);
    let lines = settlement["invoices"].as_array().unwrap().iter();
    let lines: usize = lines.map(|invoice| invoice["lines"].as_array().unwrap().len()).sum();
    assert_eq!(lines, 708, "each line is in it");
    insta::assert_snapshot!(
        "the_findings_as_json",
        without_fingerprints(&text(&place, "batch-1.920098.json"))
    );
}

#[test]
fn what_is_not_there_is_said() {
    let place = settled();
    let unknown = asked(&place, "77", &[]).ends(1);
    assert!(unknown.err.contains("not found: a batch"), "{}", unknown.err);
    let other = place.out().join("summary.json");
    let unsent = asked(&place, other.to_str().unwrap(), &[]).ends(1);
    assert!(unsent.err.contains("a batch of these bytes"), "{}", unsent.err);
    let nowhere = asked(&place, "nowhere.920000", &[]).ends(2);
    assert!(nowhere.err.contains("nowhere.920000"), "{}", nowhere.err);
}
