//! Random batches give equal verdicts from the application and from the naive judge, and the invariants of billing.md
//! §5 hold after every step.

use std::collections::BTreeMap;

use regulation::{Effect, Law};
use sim::{play_batches, play_batches_on};
use store_postgres::testing::{TestDatabase, TestStore};

/// How many worlds a short run plays, and how many steps each has.
const WORLDS: u64 = 30;
const STEPS: usize = 60;

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// `SIM_BATCHES` and `SIM_SEED` play more, or others.
#[test]
fn batches_are_judged_alike() {
    let (first, worlds) = (from_environment("SIM_SEED", 1), from_environment("SIM_BATCHES", WORLDS));
    let mut reached: BTreeMap<String, u64> = BTreeMap::new();
    let mut differences = Vec::new();
    for seed in first..first + worlds {
        match play_batches(seed, STEPS) {
            Ok(one) => one
                .into_iter()
                .for_each(|(word, times)| *reached.entry(word).or_default() += times),
            Err(stopped) => differences.push(stopped.to_string()),
        }
        if differences.len() as u64 >= from_environment("SIM_DIFFERENCES", 1) {
            break;
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
    for (word, times) in &reached {
        eprintln!("{times:>6}  {word}");
    }
    assert_complete(&reached);
}

/// The same worlds on PostgreSQL: a few, since each is a database of its own.
#[test]
fn batches_are_judged_alike_on_postgresql() {
    let (first, worlds) = (
        from_environment("SIM_SEED", 1),
        from_environment("SIM_BATCHES", WORLDS) / 10,
    );
    for seed in first..first + worlds.max(1) {
        let store = TestStore::new(TestDatabase::new());
        let on_server = play_batches_on(&store, seed, STEPS).unwrap_or_else(|difference| panic!("{difference}"));
        let embedded = play_batches(seed, STEPS).unwrap_or_else(|difference| panic!("{difference}"));
        assert_eq!(on_server, embedded, "seed {seed}");
    }
}

/// Every check of the content stage that right bytes can raise, every state, and every kind of answer.
fn assert_complete(reached: &BTreeMap<String, u64>) {
    // These are of the technical stage, or of a record that the model of a sending cannot say.
    const NOT_HERE: [&str; 5] = ["102220", "201812", "202420", "901910", "200812"];
    let law = Law::embedded();
    let mut wanted: Vec<String> = law
        .checks()
        .filter(|check| {
            matches!(
                check.effect,
                Effect::BatchRefused | Effect::InvoiceRefused | Effect::LineRefused | Effect::LineReview
            )
        })
        .flat_map(|check| std::iter::once(&check.code).chain(&check.also))
        .map(ToString::to_string)
        .filter(|code| !NOT_HERE.contains(&code.as_str()))
        .collect();
    for word in [
        "batch REFUSED",
        "batch IN_REVIEW",
        "batch DECIDED",
        "settled above zero",
        "settled below zero",
        "set off",
        "paid some",
        "paid none",
        "bank PAID",
        "bank SETTLED",
        "conflict",
        "unknown",
        "delivered",
    ] {
        wanted.push(word.to_owned());
    }
    let missed: Vec<&String> = wanted.iter().filter(|word| !reached.contains_key(*word)).collect();
    assert!(missed.is_empty(), "never reached: {missed:?}");
}
