//! What either judge says of an event, in one form that can be compared.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

/// The decision on a message (domain.md, glossary).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Accepted.
    Accepted,
    /// In beraad.
    Pending,
    /// Refused.
    Refused,
    /// Waits for an earlier message of its dossier.
    Queued,
}

/// The answer on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The event whose message it answers.
    pub of: usize,
    /// The decision.
    pub outcome: Outcome,
    /// The codes of all findings.
    pub codes: BTreeSet<String>,
    /// What CARE_INCOMPLETE names.
    pub missing: BTreeSet<String>,
    /// First and last covered day; of an accepted message only.
    pub covered: Option<(Date, Date)>,
    /// The fund that the answer names.
    pub care_fund: Option<String>,
}

/// A dossier as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierSeen {
    /// PENDING, ACCEPTED, REFUSED or ENDED.
    pub state: &'static str,
    /// First and last covered day, once accepted.
    pub covered: Option<(Date, Date)>,
    /// Today's fund of the person.
    pub care_fund: Option<String>,
    /// Days between covered periods that are not covered, as first and last day.
    pub uncovered: Vec<(Date, Date)>,
}

/// Everything that can be seen of an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// The direct answer on a message or a decision.
    pub answer: Option<Answer>,
    /// Why there was no answer: the word of the problem (scenarios.md).
    pub problem: Option<&'static str>,
    /// Whether a step on a membership was accepted, and the codes of its findings.
    pub member: Option<(bool, BTreeSet<String>)>,
    /// The fund, or the reason why not insured.
    pub insurance: Option<Result<String, String>>,
    /// The answers that came later, in order, by facility.
    pub inbox: BTreeMap<usize, Vec<Answer>>,
    /// All dossiers, by the event of their request.
    pub dossiers: BTreeMap<usize, DossierSeen>,
}
