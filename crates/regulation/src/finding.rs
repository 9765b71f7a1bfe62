//! Findings: one thing that a check found, with the facts it rests on.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;

use crate::data::{Acts, Bilingual, CheckCode, Effect};

/// Facts of a finding by name, in order of name. Never a person's number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<Cow<'static, str>, String>);

impl Facts {
    /// A fact by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Adds a fact, or replaces it.
    pub fn insert(&mut self, name: &'static str, value: impl Display) {
        self.0.insert(Cow::Borrowed(name), value.to_string());
    }

    /// All facts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value.as_str()))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// One thing a check found, as it is stored and sent. Its effect and its sentence come from the law by which
/// it was judged ([`crate::Law::explain`]).
///
/// ```
/// use regulation::{Finding, Law};
/// let finding = Finding::new("CARE_FACILITY_NOT_RECOGNISED").with("sector", "IBW").with("day", "2024-03-01");
/// let law = Law::embedded();
/// assert!(law.explain(&finding).unwrap().text.en.contains("2024-03-01"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Finding {
    /// The check.
    pub code: CheckCode,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Facts::is_empty")]
    pub facts: Facts,
}

impl Finding {
    /// A finding without facts.
    #[must_use]
    pub fn new(code: impl Into<CheckCode>) -> Self {
        Self {
            code: code.into(),
            facts: Facts::default(),
        }
    }

    /// The same with one fact more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.facts.insert(name, value);
        self
    }
}

/// A finding with all that a reader needs (architecture.md, invariant 3).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedFinding<'l> {
    /// The code as found (a technical fault keeps its record and zone).
    pub code: CheckCode,
    /// What it does.
    pub effect: Effect,
    /// A few words.
    pub title: &'l Bilingual,
    /// The sentence, with its facts.
    pub text: Bilingual,
    /// The facts.
    pub facts: Facts,
    /// The legal sources, as cited.
    pub sources: Vec<String>,
    /// Who must act.
    pub acts: Acts,
}
