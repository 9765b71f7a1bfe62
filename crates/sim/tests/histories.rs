//! Random histories give equal verdicts from the application and from the naive judge.

use std::collections::BTreeSet;

use regulation::Law;
use sim::{Difference, History, Reached, generate, play, shrink};

/// How many histories a short run plays, and how many events each has before it is brought to its end.
const HISTORIES: u64 = 100;
const EVENTS: usize = 45;

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

fn report(seed: u64, history: &History, difference: Difference) -> String {
    let (small, difference) = shrink(history, difference);
    let mut text = format!(
        "seed {seed}: at event {:?}\n  {}\n{:?}\n",
        difference.event, difference.what, small.setup
    );
    for event in &small.events {
        text.push_str(&format!("{event}\n"));
    }
    text
}

/// `SIM_HISTORIES` and `SIM_SEED` play more, or others.
#[test]
fn histories_are_judged_alike() {
    let (first, histories) = (
        from_environment("SIM_SEED", 1),
        from_environment("SIM_HISTORIES", HISTORIES),
    );
    let mut reached = Reached::default();
    let mut differences = Vec::new();
    for seed in first..first + histories {
        let history = generate(seed, EVENTS).expect("the law of the history is made");
        match play(&history) {
            Ok(one) => reached.add(&one),
            Err(difference) => differences.push(report(seed, &history, difference)),
        }
        if differences.len() as u64 >= from_environment("SIM_DIFFERENCES", 1) {
            break;
        }
    }
    eprintln!("{reached}");
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
    assert_complete(&reached);
}

/// Every check of care, changes, migration, insurance and membership, every state and every outcome.
fn assert_complete(reached: &Reached) {
    let law = Law::embedded();
    let families = ["CARE_", "CHG_", "MIG_", "INS_", "MEM_"];
    let all = law.checks().map(|check| check.code.as_str());
    let missed: BTreeSet<&str> = all
        .filter(|code| families.iter().any(|family| code.starts_with(family)) && !reached.has(code))
        // The law sets no such term for the sectors that are played.
        .filter(|code| *code != care::checks::pending_term::CODE.as_str())
        .collect();
    assert!(missed.is_empty(), "never reached: {missed:?}");
    for state in ["PENDING", "ACCEPTED", "REFUSED", "ENDED"] {
        assert!(reached.states.contains_key(state), "no dossier was ever {state}");
    }
    for outcome in [
        "Accepted",
        "Pending",
        "Refused",
        "Queued",
        "later Accepted",
        "later Pending",
        "later Refused",
    ] {
        assert!(reached.outcomes.contains_key(outcome), "no answer was ever {outcome}");
    }
}
