//! Every fault of a folder is named by file and line, all in one pass.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod files;
mod parameters;

use proptest::prelude::*;
use regulation::Law;

const SECTOR: &str = r#"code = "IBW"
name = { nl = "n", en = "e" }
joined = 2024-01-01
kind = "residential"
source = [{ instrument = "IBW slides", place = "§1" }]
"#;
const TERMS: &str = r#"[[parameter]]
name = "care.follow_up_days"
sector = "IBW"
unit = "days"
description = { nl = "n", en = "e" }
values = [
    { from = 2019-01-01, to = 2023-12-31, value = 90, source = "D1" },
    { from = 2024-01-01, value = "none", source = "D1" },
]
"#;
const LIST: &str = r#"list = "origin"

[[value]]
code = "10"
text = { nl = "n", en = "e" }
from = 2019-01-01
source = "IBW slides §6.2"
"#;
const CHECK: &str = r#"code = "CARE_LATE"
title = { nl = "n", en = "e" }
effect = "note"
acts = "facility"
from = 2019-01-01
facts = ["start"]
source = [{ instrument = "IBW slides", place = "§6.2" }]

[text]
nl = "Start {start}."
en = "Start {start}."
"#;
const CUMULATION: &str = r#"[[table]]
from = 2019-01-01
source = "D8"
pairs = [
    { sectors = ["IBW"], allowed = false },
]
"#;
const TEXT: &str = r#"[[parameter]]
name = "texts.objection"
unit = "text"
description = { nl = "n", en = "e" }
values = [{ from = 2019-01-01, value = { nl = "n", en = "e" }, source = "D19" }]
"#;

/// A small folder that reads, as (path, text).
const FOLDER: [(&str, &str); 6] = [
    ("sectors/ibw.toml", SECTOR),
    ("care/terms.toml", TERMS),
    ("lists/origin.toml", LIST),
    ("checks/care_late.toml", CHECK),
    ("cumulation.toml", CUMULATION),
    ("texts/objection.toml", TEXT),
];

fn faults<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    Law::from_files(files)
        .map(|_| Vec::new())
        .unwrap_or_else(|faults| faults.iter().map(ToString::to_string).collect())
}

/// Replaces a part of one file of the small folder and checks the faults that follow.
fn check(file: &str, part: &str, by: &str, expected: &[&str]) {
    let (_, text) = FOLDER.iter().find(|(path, _)| *path == file).unwrap();
    assert!(text.contains(part), "{file} has no {part}");
    let changed = text.replacen(part, by, 1);
    let found = faults(FOLDER.map(|(path, text)| (path, if path == file { changed.as_str() } else { text })));
    assert_eq!(found, expected, "{file}: {part} -> {by}");
}

#[test]
fn the_small_folder_reads() {
    assert_eq!(faults(FOLDER), [""; 0]);
    assert_eq!(faults([]), [""; 0]);
}

#[test]
fn what_is_given_twice_is_named_in_the_second_file() {
    for (path, text, expected) in [
        (
            "sectors/other.toml",
            SECTOR,
            "sectors/other.toml line 1: the sector \"IBW\" is given twice",
        ),
        (
            "lists/other.toml",
            LIST,
            "lists/other.toml line 1: the list \"origin\" is given twice",
        ),
        (
            "checks/other.toml",
            CHECK,
            "checks/other.toml line 1: the code CARE_LATE is given twice",
        ),
        (
            "care/zz.toml",
            TERMS,
            "care/zz.toml line 1: the parameter care.follow_up_days is given twice for the same sector",
        ),
    ] {
        let found = faults(FOLDER.into_iter().chain([(path, text)]));
        assert!(found.iter().any(|fault| fault == expected), "{path}: {found:?}");
        assert!(found.iter().all(|fault| fault.starts_with(path)), "{path}: {found:?}");
    }
}

#[test]
fn all_faults_are_named_in_one_pass() {
    let terms = TERMS
        .replace("\"IBW\"", "\"IBX\"")
        .replace("value = 90", "value = true");
    let late = CHECK.replace("\"note\"", "\"none\"");
    let found = faults([
        ("sectors/ibw.toml", SECTOR),
        ("care/terms.toml", &terms),
        ("checks/care_late.toml", &late),
    ]);
    assert_eq!(found.len(), 3, "{found:?}");
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}", file in 0usize..7) {
        let path = FOLDER.get(file).map_or("overrides/0001.toml", |(path, _)| path);
        let _ = Law::from_files(FOLDER.into_iter().filter(|(other, _)| *other != path).chain([(path, text.as_str())]));
    }

    #[test]
    fn a_damaged_file_is_read_without_panic(file in 0usize..6, at in 0usize..400, by in "[\\PC\n]{0,3}") {
        let (path, text) = FOLDER[file];
        let at = text.char_indices().map(|(place, _)| place).nth(at).unwrap_or(text.len());
        let damaged = format!("{}{by}{}", &text[..at], text[at..].chars().skip(1).collect::<String>());
        let _ = Law::from_files(FOLDER.map(|(other, text)| (other, if other == path { damaged.as_str() } else { text })));
    }
}
