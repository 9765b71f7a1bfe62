//! Comparing what came out with what was expected: only the keys given; findings as an exact set.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use toml::Table;

/// What came out of a step, by the keys of `expect`. A key that is absent came out as nothing.
pub(crate) type Outcome = Map<String, Value>;

/// Compares; the error reads `expected outcome REFUSED, got ACCEPTED [CARE_LATE]`.
pub(crate) fn compare(expect: &Table, outcome: &Outcome) -> Result<(), String> {
    if let (None, Some(problem)) = (expect.get("problem"), outcome.get("problem")) {
        let detail = outcome.get("detail").map(shown).unwrap_or_default();
        return Err(format!("unexpected problem {} ({detail})", shown(problem)));
    }
    for (key, expected) in expect {
        let expected = json_of(expected);
        let got = outcome.get(key).cloned().unwrap_or(Value::Null);
        let equal = match key.as_str() {
            "findings" | "missing" => words(&expected).is_some() && words(&expected) == words(&got),
            _ => expected == got,
        };
        if !equal {
            let findings = outcome.get("findings").filter(|_| key != "findings").and_then(words);
            let beside = findings
                .filter(|found| !found.is_empty())
                .map(|found| format!(" [{}]", list(&found)));
            return Err(format!(
                "expected {key} {}, got {}{}",
                shown(&expected),
                shown(&got),
                beside.unwrap_or_default()
            ));
        }
    }
    Ok(())
}

/// A list of words as a set: any order, each once.
fn words(value: &Value) -> Option<BTreeSet<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

fn list(words: &BTreeSet<&str>) -> String {
    words.iter().copied().collect::<Vec<_>>().join(", ")
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

/// A TOML value as JSON; dates and instants become their text.
pub(crate) fn json_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(yes) => json!(yes),
        toml::Value::Datetime(moment) => json!(moment.to_string()),
        toml::Value::Array(items) => Value::Array(items.iter().map(json_of).collect()),
        toml::Value::Table(table) => Value::Object(json_object(table)),
    }
}

/// A TOML table as a JSON object.
pub(crate) fn json_object(table: &Table) -> Map<String, Value> {
    table.iter().map(|(key, value)| (key.clone(), json_of(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expect: &str, outcome: Value, expected: Result<(), &str>) {
        let expect: Table = toml::from_str(expect).expect("a table");
        let Value::Object(outcome) = outcome else {
            panic!("an object")
        };
        assert_eq!(compare(&expect, &outcome), expected.map_err(str::to_owned));
    }

    #[test]
    fn only_the_keys_given_are_compared() {
        check("", json!({ "outcome": "REFUSED" }), Ok(()));
        check(
            "outcome = 'REFUSED'",
            json!({ "outcome": "REFUSED", "findings": ["A"] }),
            Ok(()),
        );
        check(
            "outcome = 'REFUSED'",
            json!({ "outcome": "ACCEPTED", "findings": ["CARE_LATE"] }),
            Err("expected outcome REFUSED, got ACCEPTED [CARE_LATE]"),
        );
        check(
            "coveredStart = 2024-03-01",
            json!({ "coveredStart": "2024-03-01" }),
            Ok(()),
        );
        check(
            "coveredStart = 2024-03-01",
            json!({}),
            Err("expected coveredStart 2024-03-01, got nothing"),
        );
    }

    #[test]
    fn findings_are_an_exact_set() {
        check("findings = ['B', 'A']", json!({ "findings": ["A", "B", "A"] }), Ok(()));
        check(
            "findings = []",
            json!({ "findings": ["A"] }),
            Err("expected findings [], got [A]"),
        );
        check("findings = ['A']", json!({}), Err("expected findings [A], got nothing"));
    }

    #[test]
    fn a_problem_must_be_expected() {
        check("problem = 'conflict'", json!({ "problem": "conflict" }), Ok(()));
        check(
            "problem = 'conflict'",
            json!({}),
            Err("expected problem conflict, got nothing"),
        );
        check(
            "",
            json!({ "problem": "forbidden", "detail": "x" }),
            Err("unexpected problem forbidden (x)"),
        );
    }
}
