//! Comparing two answers of one use case, as the journal keeps them.

use std::collections::{BTreeMap, BTreeSet};

use identifiers::EuroCents;
use regulation::CheckCode;
use serde_json::{Map, Value};
use store::SealedEntry;

use super::report::{AnswerDifference, Cents};

/// What another law or another store says of itself in an answer without answering otherwise: the hash of the law, and
/// own numbers.
const OF_NO_ACCOUNT: [&str; 3] = ["law", "batch", "reference"];

/// What is compared apart from the other parts.
const APART: [&str; 6] = [
    "outcome",
    "state",
    "accepted",
    "findings",
    "acceptedCents",
    "settlementCents",
];

/// Where a finding of a batch stands: invoice and position.
pub(super) type Place = (u64, u32);

/// An answer, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Answer {
    /// The outcome or state; one for each answer where there are several.
    pub(super) outcome: String,
    /// Every check that was found, and how often.
    codes: BTreeMap<CheckCode, u64>,
    /// Of a batch: every finding with its place.
    placed: BTreeSet<(Place, CheckCode)>,
    /// Accepted or settled.
    pub(super) cents: Option<EuroCents>,
    /// All of it but what is of no account.
    all: Vec<Value>,
}

impl Answer {
    /// Reads an answer. What is no JSON (a payment file) has no parts.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut answer = Self::default();
        let parts = match serde_json::from_slice(bytes) {
            Ok(Value::Array(parts)) => parts,
            Ok(part) => vec![part],
            Err(_) => Vec::new(),
        };
        let mut outcomes = Vec::new();
        for mut part in parts {
            outcomes.extend(outcome(&part));
            for finding in part["findings"].as_array().into_iter().flatten() {
                answer.found(finding);
            }
            let cents = part.get("acceptedCents").or_else(|| part.get("settlementCents"));
            answer.cents = cents.and_then(Value::as_i64).map(EuroCents::new).or(answer.cents);
            if let Value::Object(fields) = &mut part {
                OF_NO_ACCOUNT.iter().for_each(|name| drop(fields.remove(*name)));
            }
            answer.all.push(part);
        }
        answer.outcome = outcomes.join(", ");
        answer
    }

    /// A finding of a message stands as an object, one of a batch as `[invoice, position, code]`.
    fn found(&mut self, finding: &Value) {
        let code = finding.get("code").or_else(|| finding.get(2)).and_then(Value::as_str);
        let Some(code) = code.map(|code| CheckCode::from(code.to_owned())) else {
            return;
        };
        *self.codes.entry(code.clone()).or_default() += 1;
        let number = |place: usize| finding.get(place).and_then(Value::as_u64);
        if let (Some(invoice), Some(position)) = (number(0), number(1).and_then(|n| u32::try_from(n).ok())) {
            self.placed.insert(((invoice, position), code));
        }
    }

    /// The places of a batch where checks differ from those of another answer, and which.
    pub(super) fn changed_places<'a>(&'a self, other: &'a Self) -> BTreeMap<Place, Vec<&'a CheckCode>> {
        let mut places: BTreeMap<Place, Vec<&CheckCode>> = BTreeMap::new();
        for (place, code) in self.placed.symmetric_difference(&other.placed) {
            places.entry(*place).or_default().push(code);
        }
        places
    }
}

fn outcome(part: &Value) -> Option<String> {
    match part
        .get("outcome")
        .or_else(|| part.get("state"))
        .or_else(|| part.get("accepted"))?
    {
        Value::String(word) => Some(word.clone()),
        Value::Bool(accepted) => Some(if *accepted { "ACCEPTED" } else { "REFUSED" }.to_owned()),
        _ => None,
    }
}

/// How an answer differs from the one before.
pub(super) fn differ(before: &Answer, after: &Answer) -> AnswerDifference {
    let more = |one: &Answer, other: &Answer| {
        let counts = one.codes.iter().map(|(code, count)| {
            (
                code.clone(),
                count.saturating_sub(other.codes.get(code).copied().unwrap_or_default()),
            )
        });
        counts.filter(|(_, count)| *count > 0).collect::<BTreeMap<_, _>>()
    };
    let cents = Cents {
        before: before.cents.unwrap_or_default(),
        after: after.cents.unwrap_or_default(),
    };
    let (appeared, disappeared) = (more(after, before), more(before, after));
    let same_codes = appeared.is_empty() && disappeared.is_empty();
    AnswerDifference {
        outcome: (before.outcome != after.outcome).then(|| (before.outcome.clone(), after.outcome.clone())),
        parts: parts(&before.all, &after.all, same_codes),
        appeared,
        disappeared,
        cents: (before.cents != after.cents).then_some(cents),
    }
}

/// The names of the fields that differ. The findings are among them only where their codes are the same: then it is
/// their facts, words or places that differ.
fn parts(before: &[Value], after: &[Value], same_codes: bool) -> Vec<String> {
    let mut names = BTreeSet::new();
    if before.len() != after.len() {
        names.insert("number of answers".to_owned());
    }
    let none = Map::new();
    for (before, after) in before.iter().zip(after) {
        let fields = |value: &'_ Value| value.as_object().cloned().unwrap_or_else(|| none.clone());
        let (before, after) = (fields(before), fields(after));
        for name in before.keys().chain(after.keys()) {
            let apart = APART.contains(&name.as_str()) && !(name == "findings" && same_codes);
            if !apart && before.get(name) != after.get(name) {
                names.insert(name.clone());
            }
        }
    }
    names.into_iter().collect()
}

/// The names of the parts of two entries that differ, apart from their number and their place in the chain.
pub(super) fn entry_parts(before: &SealedEntry, after: &SealedEntry) -> Vec<String> {
    let parts = [
        ("time", before.at == after.at),
        ("actor", before.actor == after.actor),
        ("use case", before.use_case == after.use_case),
        ("subject", before.subject == after.subject),
        ("input", before.input == after.input),
        ("answer", before.answer == after.answer),
        ("law", before.law == after.law),
    ];
    parts
        .into_iter()
        .filter(|(_, same)| !same)
        .map(|(name, _)| name.to_owned())
        .collect()
}
