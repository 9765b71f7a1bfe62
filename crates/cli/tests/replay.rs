//! `zorgkas replay`, and `--law FOLDER` at the start of every command.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, params};
use store::{ContentHash, Store};
use store_sqlite::SqliteStore;
use support::{Place, Ran, repository, sample_ssins, zorgkas};
use tempfile::TempDir;

/// A path as an argument.
fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn replay(store: &Path, more: &[&str]) -> Ran {
    zorgkas(
        ["replay", "--data", text(store)]
            .into_iter()
            .chain(more.iter().copied()),
    )
}

/// A copy of the built-in law.
struct LawFolder(TempDir);

impl LawFolder {
    fn new() -> Self {
        let folder = Self(TempDir::new().unwrap());
        copy(&repository("regulation"), &folder.path());
        folder
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("law")
    }

    /// Changes the first occurrence of a text in a file.
    #[track_caller]
    fn with(self, file: &str, from: &str, to: &str) -> Self {
        let path = self.path().join(file);
        let before = fs::read_to_string(&path).unwrap();
        assert!(before.contains(from), "{file} has no {from:?}");
        fs::write(path, before.replacen(from, to, 1)).unwrap();
        self
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// The law with a term of one day for requests in the sector of the sample.
fn one_day() -> LawFolder {
    LawFolder::new().with(
        "care/terms.toml",
        "value = 30, source = \"IBW slides §6.2; D1\"",
        "value = 1, source = \"IBW slides §6.2; D1\"",
    )
}

fn sample_store(more: &[&str]) -> (Place, PathBuf) {
    let place = Place::of_sample();
    place.process(more).ends(0);
    let store = place.out().join("zorgkas.db");
    (place, store)
}

#[test]
fn the_demonstration_replays_equal() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("demo.db");
    zorgkas(["demo", "--no-serve", "--day", "2024-05-14", "--data", text(&store)]).ends(0);
    zorgkas(["journal", "verify", "--data", text(&store)]).ends(0);
    let ran = replay(&store, &[]).ends(0);
    assert!(ran.out.contains("\nEqual: "), "{}", ran.out);
}

#[test]
fn the_sample_replays_equal() {
    let (_place, store) = sample_store(&["--sign"]);
    zorgkas(["journal", "verify", "--data", text(&store)]).ends(0);
    let ran = replay(&store, &[]).ends(0);
    insta::assert_snapshot!(ran.out, @"
    Each entry by the law that it names.
    use case               entries different
    batch                        1         0
    careRequest                 24         0
    importRegisters              1         0
    pay                          1         0
    sign                         1         0
    Equal: all answers (28) are the same, and so are all inboxes (1).
    ");
    // The same law from a folder: nothing differs but where it comes from.
    let law = LawFolder::new();
    let ran = replay(&store, &["--law", text(&law.path())]).ends(0);
    assert!(ran.out.contains("\nEqual: all answers (28)"), "{}", ran.out);
}

#[test]
fn another_law_shows_which_answers_differ_and_how_many_cents() {
    let (_place, store) = sample_store(&["--sign"]);
    let before = fs::read(&store).unwrap();
    let law = one_day();
    let ran = replay(&store, &["--law", text(&law.path())]).ends(1);
    assert!(ran.out.contains("with CARE_LATE"), "{}", ran.out);
    for ssin in sample_ssins() {
        assert!(!ran.said().contains(&ssin), "{}", ran.said());
    }
    insta::assert_snapshot!(ran.out.replace(&hash(&ran.out), "[HASH]"));
    assert!(
        fs::read(&store).unwrap()[100..] == before[100..],
        "a replay changes nothing of the store"
    );
}

/// The hash of a law that a report names.
fn hash(report: &str) -> String {
    let first = report.lines().next().unwrap();
    first.rsplit(' ').next().unwrap().trim_end_matches('.').to_owned()
}

/// Gives an entry of the journal the answer of another one, and seals the chain anew behind it: a program that answered
/// otherwise then.
fn answered_otherwise(store: &Path, number: i64, as_entry: i64) {
    let open = SqliteStore::open(store, Timestamp::UNIX_EPOCH).unwrap();
    let mut entries = open.begin().unwrap().entries_after(0, u32::MAX).unwrap();
    drop(open);
    let of = |number: i64| usize::try_from(number - 1).unwrap();
    entries[of(number)].answer = entries[of(as_entry)].answer;
    let connection = Connection::open(store).unwrap();
    connection
        .execute_batch("DROP TRIGGER journal_is_append_only_update")
        .unwrap();
    let mut previous = ContentHash::ZERO;
    for entry in &mut entries {
        entry.previous = previous;
        entry.hash = entry.recomputed_hash();
        previous = entry.hash;
        let sql = "UPDATE journal SET answer = ?2, previous = ?3, hash = ?4 WHERE number = ?1";
        let row = params![
            entry.number,
            entry.answer.as_bytes(),
            entry.previous.as_bytes(),
            entry.hash.as_bytes()
        ];
        connection.execute(sql, row).unwrap();
    }
}

#[test]
fn an_answer_that_was_another_one_is_named() {
    let (_place, store) = sample_store(&[]);
    answered_otherwise(&store, 7, 8);
    zorgkas(["journal", "verify", "--data", text(&store)]).ends(0);
    let ran = replay(&store, &[]).ends(1);
    assert!(ran.out.contains("entry 7  careRequest  dossier 6: "), "{}", ran.out);
    assert!(ran.out.contains("Different: 1 of 26 answers."), "{}", ran.out);
}

#[test]
fn a_broken_journal_is_not_replayed() {
    let (_place, store) = sample_store(&[]);
    let connection = Connection::open(&store).unwrap();
    let sql = "DROP TRIGGER journal_is_append_only_update; UPDATE journal SET subject = 'x' WHERE number = 3";
    connection.execute_batch(sql).unwrap();
    let ran = replay(&store, &[]).ends(1);
    assert!(ran.out.contains("broken at entry 3"), "{}", ran.out);
}

#[test]
fn a_folder_takes_the_place_of_the_law() {
    let (same, shorter) = (LawFolder::new(), one_day());
    for arguments in [
        &["law", "2024-03-01"][..],
        &["explain", "CARE_LATE"],
        &["scenario", text(&repository("scenarios"))],
    ] {
        let built_in = zorgkas(arguments).out;
        let before = zorgkas(["--law", text(&same.path())].iter().chain(arguments)).out;
        let behind = zorgkas(arguments.iter().chain(&["--law", text(&same.path())])).out;
        assert_eq!([&before, &behind], [&built_in; 2], "{arguments:?}");
    }
    let of_day = zorgkas(["law", "2024-03-01", "--law", text(&shorter.path())])
        .ends(0)
        .out;
    assert_ne!(of_day, zorgkas(["law", "2024-03-01"]).out);
    let boundary = repository("scenarios/request-on-day-30.toml");
    zorgkas(["scenario", text(&boundary)]).ends(0);
    zorgkas(["scenario", text(&boundary), "--law", text(&shorter.path())]).ends(1);
    let place = Place::of_sample();
    place.process(&["--law", text(&shorter.path())]).ends(0);
    assert!(
        place
            .answers()
            .iter()
            .any(|answer| answer.to_string().contains("CARE_LATE"))
    );
    let folder = tempfile::tempdir().unwrap();
    let [demo, registers] = ["demo.db", "registers.db"].map(|name| folder.path().join(name));
    let law = shorter.path();
    let played = [
        "demo",
        "--no-serve",
        "--day",
        "2024-05-14",
        "--data",
        text(&demo),
        "--law",
        text(&law),
    ];
    zorgkas(played).ends(0);
    let input = place.input().join("registers");
    zorgkas([
        "import",
        "registers",
        text(&input),
        "--data",
        text(&registers),
        "--law",
        text(&law),
    ])
    .ends(0);
    // What was judged by the law of a folder replays without that folder: laws used are kept.
    let store = place.out().join("zorgkas.db");
    drop(shorter);
    for store in [demo, registers, store] {
        zorgkas(["journal", "verify", "--data", text(&store)]).ends(0);
        replay(&store, &[]).ends(0);
    }
}

#[test]
fn a_law_with_a_fault_starts_nothing() {
    let term = "{ from = 2019-01-01, value = 30, source = \"D1\" }";
    let cases = [
        // A gap, an overlap, no source, an unknown key, no TOML.
        (
            "{ from = 2019-01-01, to = 2020-12-31, value = 30, source = \"D1\" },\n    \
             { from = 2022-01-01, value = 31, source = \"D1\" }"
                .to_owned(),
            "line 10: the value from 2022-01-01 leaves a gap after 2020-12-31",
        ),
        (
            format!("{term}, {{ from = 2018-01-01, value = 31, source = \"D1\" }}"),
            "line 9: the value from 2018-01-01 lies not after the one before it: an overlap",
        ),
        (
            "{ from = 2019-01-01, value = 30 }".to_owned(),
            "line 9: the key \"source\" is missing",
        ),
        (
            "{ from = 2019-01-01, valeu = 30, source = \"D1\" }".to_owned(),
            "line 9: unknown key \"valeu\"",
        ),
        ("{ from = 2019-01-01".to_owned(), "line "),
    ];
    let place = Place::of_sample();
    for (to, expected) in cases {
        let law = LawFolder::new().with("care/terms.toml", term, &to);
        let path = law.path();
        for arguments in [
            &["law", "2024-03-01"][..],
            &["scenario", text(&repository("scenarios"))],
        ] {
            let ran = zorgkas(arguments.iter().chain(&["--law", text(&path)])).ends(2);
            assert!(ran.err.contains(&format!("terms.toml {expected}")), "{to}: {}", ran.err);
            assert_eq!(ran.out, "");
        }
        place.process(&["--law", text(&path)]).ends(2);
        assert!(!place.out().exists(), "nothing is started");
    }
}

#[test]
fn a_folder_that_is_no_law_is_refused() {
    let refused = |folder: &Path, expected: &str| {
        let ran = zorgkas(["law", "2024-03-01", "--law", text(folder)]).ends(2);
        assert!(ran.err.contains(expected), "{}", ran.err);
    };
    let empty = tempfile::tempdir().unwrap();
    refused(empty.path(), "there is no law in this folder");
    refused(&empty.path().join("none"), "none: ");
    let law = LawFolder::new();
    refused(&law.path().join("care/terms.toml"), "terms.toml: ");
    fs::write(law.path().join("care/latin.toml"), b"# one\n# \xe9\n").unwrap();
    refused(&law.path(), "latin.toml line 2: expected UTF-8");
    let law = LawFolder::new();
    fs::remove_file(law.path().join("care/terms.toml")).unwrap();
    refused(&law.path(), "no file gives these parameters: ");
    // Nor one that lets a check fail on the first message that it concerns, or that knows no value of a list.
    let law = LawFolder::new();
    fs::remove_file(law.path().join("checks/care_late.toml")).unwrap();
    refused(&law.path(), "no file gives these checks: CARE_LATE\n");
    fs::remove_file(law.path().join("lists/origin.toml")).unwrap();
    refused(&law.path(), "no file gives these lists: origin\n");
    // Files that are no .toml are no part of the law.
    let law = LawFolder::new();
    fs::write(law.path().join("care/terms.toml.bak"), b"\xff").unwrap();
    zorgkas(["law", "2024-03-01", "--law", text(&law.path())]).ends(0);
}
