//! `zorgkas demo`: the whole report, its sums, and what it leaves alone.
#![allow(clippy::unwrap_used, reason = "test code")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use store::{DossierState, Store};
use store_sqlite::SqliteStore;
use tempfile::TempDir;

fn zorgkas(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_zorgkas"))
        .args(arguments)
        .output()
        .unwrap()
}

fn demo(day: &str, store: &Path) -> Output {
    zorgkas(&["demo", "--no-serve", "--day", day, "--data", store.to_str().unwrap()])
}

/// The report of a run that went well, with the path of the store taken out.
#[track_caller]
fn report(day: &str, store: &Path) -> String {
    let output = demo(day, store);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout)
        .unwrap()
        .replace(store.to_str().unwrap(), "[STORE]")
}

fn temporary() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("in").join("demo.db");
    (folder, store)
}

/// An amount as it is printed, in cents.
fn cents(text: &str) -> i64 {
    text.replace(['.', ','], "").parse().unwrap()
}

/// The amounts at the end of a line.
fn amounts(line: &str, count: usize) -> Vec<i64> {
    let words: Vec<&str> = line.split_whitespace().collect();
    words[words.len() - count..].iter().map(|word| cents(word)).collect()
}

/// The lines of the table whose heading begins so.
fn table<'r>(report: &'r str, heading: &str) -> Vec<&'r str> {
    let lines = report.lines().skip_while(|line| !line.starts_with(heading)).skip(1);
    lines
        .take_while(|line| !line.is_empty() && !line.starts_with(' '))
        .collect()
}

#[test]
fn the_report_of_a_month_twice_over_the_same_file() {
    let (_folder, store) = temporary();
    let first = report("2024-05-14", &store);
    insta::assert_snapshot!(first);
    assert_eq!(report("2024-05-14", &store), first);
    assert_eq!(report("2024-05-31", &store), first, "another day of the same month");
    let left: Vec<_> = fs::read_dir(store.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(left, [store], "nothing else is written");
}

#[test]
fn sums_hold_lines_fit_and_no_number_of_a_person_is_shown() {
    for day in ["2024-02-01", "2024-03-15", "2024-05-14", "2025-01-31", "2025-03-30"] {
        let (_folder, store) = temporary();
        let report = report(day, &store);
        let batches: i64 = table(&report, "Invoice files")
            .iter()
            .map(|line| amounts(line, 3)[0])
            .sum();
        let funds = table(&report, "Payments");
        assert_eq!(funds.len(), 7, "{day}");
        for line in &funds {
            let parts = amounts(line, 5);
            assert_eq!(parts[0], parts[1..].iter().sum::<i64>(), "{day}: {line}");
        }
        let total = amounts(funds[6], 5);
        assert_eq!(total[0], batches, "{day}");
        assert_eq!(
            total[0],
            funds[..6].iter().map(|line| amounts(line, 5)[0]).sum::<i64>(),
            "{day}"
        );
        assert!(
            total.iter().all(|part| *part > 0),
            "{day}: something is paid, and something waits in each way"
        );
        for line in report.lines() {
            assert!(line.chars().count() <= 100, "{day}: {line}");
            let longest = line.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
            assert!(longest < Some(11), "{day}: {line}");
        }
    }
}

#[test]
fn the_store_holds_what_the_report_says() {
    let (_folder, file) = temporary();
    let report = report("2024-05-14", &file);
    let line = report.lines().find(|line| line.starts_with("Requests")).unwrap();
    let said: Vec<u64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let store = SqliteStore::open(&file, "2024-05-14T00:00:00Z".parse().unwrap()).unwrap();
    let counts = store.begin().unwrap().count_dossiers().unwrap();
    let held = |wanted| {
        counts
            .iter()
            .find(|(state, _)| *state == wanted)
            .map_or(0, |(_, count)| *count)
    };
    assert_eq!(
        held(DossierState::Ended),
        1,
        "one stay that was accepted has ended since"
    );
    let mut states = [DossierState::Accepted, DossierState::Pending, DossierState::Refused].map(held);
    states[0] += held(DossierState::Ended);
    assert_eq!(said[1..4], states);
    assert_eq!(said[0], states.iter().sum::<u64>());
}

#[test]
fn a_month_that_cannot_be_played_is_said_and_makes_no_store() {
    for (day, reason) in [
        ("2024-01-31", "the earliest day is 2024-02-01"),
        ("2100-02-01", "a month after 2099 cannot be played"),
    ] {
        let (_folder, store) = temporary();
        let output = demo(day, &store);
        assert_eq!(output.status.code(), Some(2), "{day}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(reason), "{day}");
        assert!(!store.exists(), "{day}");
    }
}

#[test]
fn a_store_that_is_no_demonstration_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    fs::write(&text, "not a database, and to be kept").unwrap();
    let real = folder.path().join("zorgkas.db");
    let registers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/ibw-2024-03/registers");
    let taken = zorgkas(&[
        "import",
        "registers",
        registers.to_str().unwrap(),
        "--data",
        real.to_str().unwrap(),
    ]);
    assert_eq!(taken.status.code(), Some(0));
    for file in [&text, &real] {
        let before = fs::read(file).unwrap();
        assert_eq!(demo("2024-05-14", file).status.code(), Some(2));
        assert_eq!(fs::read(file).unwrap(), before);
    }
}

#[test]
fn an_empty_file_is_filled() {
    let file = tempfile::NamedTempFile::new().unwrap();
    report("2024-05-14", file.path());
}

/// The address that a demonstration prints, its page to sign in and its end on request.
#[test]
fn without_no_serve_it_serves_its_screens_on_loopback_until_it_is_stopped() {
    let (_folder, store) = temporary();
    let mut program = Command::new(env!("CARGO_BIN_EXE_zorgkas"))
        .args([
            "demo",
            "--port",
            "0",
            "--day",
            "2024-05-14",
            "--data",
            store.to_str().unwrap(),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let line = lines.find(|line| line.starts_with("Screens")).unwrap();
    let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap();
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    let mut connection = TcpStream::connect(address).unwrap();
    write!(
        connection,
        "GET /aanmelden HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut page = String::new();
    connection.read_to_string(&mut page).unwrap();
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    assert!(page.contains("An Peeters</button>"), "{page}");
    let stopped = Command::new("kill").arg(program.id().to_string()).status().unwrap();
    assert!(stopped.success());
    assert_eq!(program.wait().unwrap().code(), Some(0));
}
