//! D18: a change of prices, recognitions or persons moves no money; it opens tasks, and facilities are told.
#![allow(clippy::unwrap_used, reason = "test code")]

use app::PersonChange;
use identifiers::{EuroCents, HcoNumber, Period};
use jiff::civil::{Date, date};
use registers::Membership;
use registers::import::{RecognitionRow, Registers, TariffRow};
use serde_json::Value;
use store::Store;

use super::bill::Bill;
use super::fixture::{AnyStore, DAY_CODE, World, digits, fund, hco, operator, registers};

/// Person 0 stays in facility 0 from 1 March; its days of March are invoiced and accepted.
fn world() -> World<AnyStore> {
    let world = World::new();
    world.stay(1, 0, 0);
    let report = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1));
    assert_eq!(report.batch.state, store::BatchState::Decided);
    world
}

fn tasks(world: &World<AnyStore>, number: &str) -> Vec<String> {
    let open = world.store.begin().unwrap().open_tasks(fund(number)).unwrap();
    open.into_iter()
        .map(|(kind, subject)| format!("{kind} {subject}"))
        .collect()
}

/// The kinds of notices that facility `n` got.
fn notices(world: &World<AnyStore>, n: usize) -> Vec<String> {
    let entries = world
        .store
        .begin()
        .unwrap()
        .inbox_after(world.facilities[n], 0, 100)
        .unwrap();
    let bodies = entries
        .iter()
        .map(|entry| serde_json::from_str::<Value>(&entry.body).unwrap());
    bodies
        .map(|body| {
            format!(
                "{} {}",
                body["kind"].as_str().unwrap(),
                body["from"].as_str().unwrap_or("")
            )
        })
        .collect()
}

fn prices(from: &[(Date, i64)]) -> Registers {
    let day = registers().tariffs.remove(0);
    assert_eq!(day.code.as_number(), DAY_CODE);
    let rows = (2..).zip(from).map(|(line, (from, cents))| TariffRow {
        line,
        period: Period::since(*from),
        cents: EuroCents::new(*cents),
        ..day.clone()
    });
    Registers {
        tariffs: rows.collect(),
        ..Registers::default()
    }
}

fn recognised(n: usize, periods: &[Period]) -> Registers {
    let row = registers().recognitions.remove(n);
    let rows = (2..).zip(periods).map(|(line, period)| RecognitionRow {
        line,
        hco: HcoNumber::parse(&hco(n)).unwrap(),
        recognition: registers::Recognition {
            period: *period,
            ..row.recognition.clone()
        },
    });
    Registers {
        recognitions: rows.collect(),
        ..Registers::default()
    }
}

/// A price of days that are accepted opens one task at who pays, and who invoiced is told once.
#[test]
fn a_price_of_accepted_days() {
    let check = |from: &[(Date, i64)], tasks_open: &[&str], told: &[&str]| {
        let world = world();
        world.app().import_read(&operator(), &prices(from)).unwrap();
        assert_eq!(
            (tasks(&world, "180"), notices(&world, 0)),
            (
                tasks_open.iter().map(ToString::to_string).collect(),
                told.iter().map(ToString::to_string).collect()
            ),
            "{from:?}"
        );
        assert_eq!((tasks(&world, "280"), notices(&world, 1)), (vec![], vec![]));
    };
    let old = (date(2024, 1, 1), 4321);
    let task = "REGISTER_CHANGE facility 1 code 970012";
    check(
        &[old, (date(2024, 3, 31), 5000)],
        &[task],
        &["PRICE_CHANGED 2024-03-31"],
    );
    check(&[old, (date(2024, 4, 1), 5000)], &[], &[]);
    check(&[(date(2024, 1, 1), 5000)], &[task], &["PRICE_CHANGED 2024-01-01"]);
    // Different without a break: one notice.
    check(
        &[(date(2024, 1, 1), 5000), (date(2024, 3, 10), 6000)],
        &[task],
        &["PRICE_CHANGED 2024-01-01"],
    );
    check(&[old], &[], &[]);
}

/// A recognition that falls away touches accepted lines, and the decision when its first covered day is among them.
#[test]
fn a_recognition_that_falls_away() {
    let check = |n: usize, periods: &[Period], expected: &[&str]| {
        let world = world();
        world.app().import_read(&operator(), &recognised(n, periods)).unwrap();
        assert_eq!(tasks(&world, "180"), expected, "{periods:?}");
        assert_eq!(
            notices(&world, 0).len(),
            usize::from(expected.iter().any(|task| task.contains("recognition")))
        );
    };
    let until = |to| Period::between(date(2015, 1, 1), to).unwrap();
    let lines = "REGISTER_CHANGE facility 1 recognition IBW";
    check(0, &[until(date(2024, 3, 31))], &[]);
    check(0, &[until(date(2024, 3, 30))], &[lines]);
    check(0, &[until(date(2024, 3, 1))], &[lines]);
    check(0, &[until(date(2024, 2, 29))], &[lines, "REGISTER_CHANGE dossier 1"]);
    check(0, &[until(date(2024, 2, 29)), Period::since(date(2024, 3, 1))], &[]);
    check(1, &[until(date(2024, 2, 29))], &[]);
}

/// A membership that was taken back on the first covered day touches the decision, also without a line.
#[test]
fn a_membership_under_a_decision() {
    let check = |from: Date, expected: &[&str]| {
        let world = World::new();
        world.stay(1, 0, 0);
        let membership = Membership {
            period: Period::since(from),
            ..registers().memberships[0].membership
        };
        let change = PersonChange {
            memberships: Some(vec![membership]),
            ..PersonChange::default()
        };
        world.app().change_person(&operator(), &digits(0), &change).unwrap();
        assert_eq!(tasks(&world, "180"), expected, "{from}");
    };
    check(date(2024, 3, 1), &[]);
    check(date(2024, 3, 2), &["REGISTER_CHANGE dossier 1"]);
}

/// What a feed says of premiums replaces all that was known.
#[test]
fn premiums_are_replaced_as_a_whole() {
    let world = World::new();
    let person = world
        .store
        .begin()
        .unwrap()
        .persons_by_ssin(&[digits(0).parse().unwrap()])
        .unwrap();
    let person = person.values().next().unwrap().id;
    for years in [&[2022, 2023][..], &[2023, 2024], &[]] {
        let change = PersonChange {
            premiums_paid: Some(years.to_vec()),
            ..PersonChange::default()
        };
        world.app().change_person(&operator(), &digits(0), &change).unwrap();
        let known = world.store.begin().unwrap().premiums(&[person]).unwrap();
        assert_eq!(known.iter().map(|premium| premium.year).collect::<Vec<_>>(), years);
    }
}

/// Prices and recognitions without an end, and a person who is with no fund: what is not known is left out.
#[test]
fn no_notice_holds_a_null() {
    let world = world();
    world
        .app()
        .import_read(&operator(), &prices(&[(date(2024, 1, 1), 5000)]))
        .unwrap();
    let until = Period::between(date(2015, 1, 1), date(2024, 3, 30)).unwrap();
    world.app().import_read(&operator(), &recognised(0, &[until])).unwrap();
    let gone = PersonChange {
        memberships: Some(Vec::new()),
        ..PersonChange::default()
    };
    world.app().change_person(&operator(), &digits(0), &gone).unwrap();
    let mut tx = world.store.begin().unwrap();
    let entries = tx.inbox_after(world.facilities[0], 0, 100).unwrap();
    let kinds = entries.iter().map(|entry| {
        assert!(!entry.body.contains("null"), "{}", entry.body);
        let body: Value = serde_json::from_str(&entry.body).unwrap();
        body["kind"].as_str().unwrap().to_owned()
    });
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["PRICE_CHANGED", "RECOGNITION_CHANGED", "PERSON_CHANGED"]
    );
}
