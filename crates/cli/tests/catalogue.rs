//! The catalogue of checks against what can raise them and what shows them.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regulation::{Effect, Law};

fn scenarios() -> impl Iterator<Item = toml::Table> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| fs::read_to_string(path).unwrap().parse().unwrap())
}

fn expected_codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for scenario in scenarios() {
        for step in scenario["step"].as_array().unwrap() {
            let findings = step.get("expect").and_then(|expect| expect.get("findings"));
            for code in findings.and_then(toml::Value::as_array).into_iter().flatten() {
                codes.insert(code.as_str().unwrap().to_owned());
            }
        }
    }
    codes
}

#[test]
fn every_code_that_a_rule_can_raise_is_in_the_catalogue() {
    let law = Law::embedded();
    let billing = billing::checks::ALL.iter().copied().flatten();
    for code in care::checks::ALL.iter().chain(billing) {
        assert!(law.check(code).is_some(), "{code}");
    }
}

/// Care messages and memberships: each check of the catalogue stands in an expectation of a scenario file.
#[test]
fn every_care_check_of_the_catalogue_is_shown_by_a_scenario() {
    let law = Law::embedded();
    let shown = expected_codes();
    let of_care = law
        .checks()
        .filter(|check| matches!(check.effect, Effect::Note | Effect::Pending | Effect::Refuse));
    // No direct answer of a step carries it: `app/tests/app/pending_term.rs` shows it, and a scenario its consequence.
    let later = care::checks::pending_term::CODE;
    let missing: Vec<&str> = of_care
        .map(|check| check.code.as_str())
        .filter(|code| *code != later.as_str())
        .filter(|code| !shown.contains(*code))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// Where the checks of invoices are raised that a scenario cannot raise: the runner writes right files.
const ELSEWHERE: [(&str, &str); 14] = [
    ("P90001", "crates/billing/src/checks/control.rs"),
    ("101420", "crates/app/tests/app/rights.rs"),
    ("102220", "crates/invoice-file/tests/damage.rs"),
    ("102702", "crates/billing/src/checks/sending.rs"),
    ("103620", "crates/billing/src/checks/sending.rs"),
    ("200812", "crates/billing/src/checks/identity.rs"),
    ("201812", "crates/invoice-file/tests/damage.rs"),
    ("202420", "crates/invoice-file/tests/damage.rs"),
    ("204710", "crates/billing/src/checks/invoice_facts.rs"),
    ("300616", "crates/billing/src/checks/day.rs"),
    ("302240", "crates/billing/src/checks/units.rs"),
    ("801910", "crates/billing/src/checks/invoice_facts.rs"),
    ("901910", "crates/invoice-file/tests/damage.rs"),
    ("500402", "crates/billing/src/checks/code.rs"),
];

/// Invoices: each check of the catalogue, and each twin of it, stands in an expectation of a scenario file, or in the
/// tests of the file that is named for it. (Faults of the form alone are proven in `invoice-file`.)
#[test]
fn every_billing_check_of_the_catalogue_is_raised_by_a_test() {
    let law = Law::embedded();
    let mut shown = expected_codes();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (code, file) in ELSEWHERE {
        let text = fs::read_to_string(root.join(file)).unwrap();
        let tests = text.find("#[test]").map(|at| &text[at..]).unwrap_or_default();
        assert!(
            tests.contains(&format!("\"{code}\"")),
            "{file} raises no {code} in its tests"
        );
        shown.insert(code.to_owned());
    }
    let of_billing = law.checks().filter(|check| {
        matches!(
            check.effect,
            Effect::BatchRefused | Effect::InvoiceRefused | Effect::LineRefused | Effect::LineReview
        )
    });
    let codes: BTreeSet<&str> = of_billing
        .flat_map(|check| std::iter::once(&check.code).chain(&check.also))
        .map(|code| code.as_str())
        .collect();
    let missing: Vec<&&str> = codes.iter().filter(|code| !shown.contains(**code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
