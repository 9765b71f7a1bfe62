//! `zorgkas bench`: what is counted, not what is timed. Statements do not grow with lines, but by the size of bulk writes.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use serde_json::Value;
use store_postgres::testing::TestDatabase;
use support::zorgkas;

/// How many statements a batch of so many lines takes, from its bytes to the committed verdict.
fn statements(lines: &str, more: &[&str]) -> i64 {
    let ran = zorgkas(
        ["bench", "batch", "--json", "--lines", lines]
            .into_iter()
            .chain(more.iter().copied()),
    )
    .ends(0);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    for figure in ["linesPerSecond", "floorLinesPerSecond", "peakMemoryBytes"] {
        assert!(told[figure].as_i64().is_some_and(|figure| figure > 0), "{told}");
    }
    told["statements"].as_i64().unwrap()
}

#[test]
fn thirty_thousand_lines_take_as_many_statements_as_three_hundred() {
    // Among three hundred there are wrong ones, as among all: what was found is kept and added up.
    let few = statements("300", &[]);
    assert_eq!(statements("30000", &[]), few);
    assert!(few < 60, "{few}");
}

#[test]
fn thirty_thousand_lines_take_a_few_bulk_writes_more_on_postgresql() {
    let database = TestDatabase::new();
    let server = ["--database", database.address()];
    let (few, many) = (statements("30", &server), statements("30000", &server));
    assert!(few < 60, "{few}");
    // Lines and guarded days, some thousands in a statement.
    assert!(many - few <= 2 * 30_000 / 3000, "{few} and {many}");
}

/// Both servers work and each call is the one that was meant; a call takes as many statements, whoever is asked for.
fn calls(more: &[&str]) -> Value {
    let short = [
        "bench",
        "api",
        "--json",
        "--people",
        "400",
        "--connections",
        "4",
        "--milliseconds",
        "100",
    ];
    let ran = zorgkas(short.into_iter().chain(more.iter().copied())).ends(0);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    for step in ["health", "status", "steady", "steadyHealth", "requests", "commitsAlone"] {
        for figure in ["calls", "perSecond"] {
            let figure = told[step][figure].as_i64();
            assert!(figure.is_some_and(|figure| figure > 0), "{step}: {told}");
        }
    }
    told
}

#[test]
fn software_is_answered_with_a_handful_of_statements() {
    let told = calls(&[]);
    assert!(told["status"]["statements"].as_i64().unwrap() <= 14, "{told}");
    assert!(told["requests"]["statements"].as_i64().unwrap() <= 32, "{told}");
}

#[test]
fn software_is_answered_on_postgresql_too() {
    let database = TestDatabase::new();
    calls(&["--database", database.address()]);
}

#[test]
fn too_few_people_are_refused() {
    let ran = zorgkas(["bench", "api", "--people", "3"]).ends(2);
    assert!(ran.err.contains("--people"), "{}", ran.err);
}

/// What every page costs in statements on a store with so many people in each of a few facilities.
fn statements_of_pages(people: &str, large: &str) -> Vec<(String, i64)> {
    let small = [
        "--facilities",
        "3",
        "--people",
        people,
        "--large",
        large,
        "--months",
        "4",
    ];
    // Time is no matter of a test: no page is above a minute.
    let asked = ["bench", "pages", "--json", "--rounds", "1", "--limit-ms", "60000"];
    let ran = zorgkas(asked.into_iter().chain(small)).ends(0);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    let pages = told["pages"].as_array().unwrap().iter();
    pages
        .map(|page| {
            let name = format!("{} {}", page["route"], page["what"]);
            (name, page["statements"].as_i64().unwrap())
        })
        .collect()
}

#[test]
fn pages_take_as_many_statements_on_ten_times_as_much() {
    let (few, many) = (statements_of_pages("4", "8"), statements_of_pages("40", "80"));
    assert!(few.len() > 60, "{few:?}");
    for ((name, few), (_, many)) in few.iter().zip(&many) {
        // A list that has a second page, or a code that was not found before, asks a little more: not by its rows.
        assert!(*many <= few + 4, "{name}: {few} and {many} statements");
    }
}
