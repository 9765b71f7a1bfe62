//! What a message came to, and findings that requests and changes share.

use std::collections::BTreeSet;

use jiff::civil::Date;
use regulation::List;

use crate::answer::Outcome;
use crate::fields::{Message, has, text};
use crate::insurance::waits;
use crate::world::World;

/// What a message came to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdict {
    pub(crate) codes: BTreeSet<String>,
    pub(crate) missing: BTreeSet<String>,
    pub(crate) care_fund: Option<String>,
    /// A change that must wait for an earlier message.
    pub(crate) queued: bool,
}

impl Verdict {
    pub(crate) fn add(&mut self, code: &str) {
        self.codes.insert(code.to_owned());
    }

    pub(crate) fn lacks(&mut self, name: &str) {
        self.add("CARE_INCOMPLETE");
        self.missing.insert(name.to_owned());
    }

    /// Findings that refuse.
    pub(crate) fn refuses(&self) -> bool {
        self.codes.iter().any(|code| effect(code) == Outcome::Refused)
    }

    /// Any refusal refuses, else any that is in beraad makes it so (care.md §2).
    pub(crate) fn outcome(&self) -> Outcome {
        if self.queued {
            return Outcome::Queued;
        }
        if self.refuses() {
            return Outcome::Refused;
        }
        let pending = self.codes.iter().any(|code| effect(code) == Outcome::Pending);
        if pending { Outcome::Pending } else { Outcome::Accepted }
    }
}

/// What a finding does to its message; a note lets it be accepted.
fn effect(code: &str) -> Outcome {
    match code {
        "CARE_LATE" | "CHG_EXTENSION_LATE" | "CHG_BILLED_AFTER_END" => Outcome::Accepted,
        "CARE_MEDICAL_REVIEW" | "CHG_LATE_ADJUSTMENT" => Outcome::Pending,
        code if waits(code) => Outcome::Pending,
        _ => Outcome::Refused,
    }
}

/// A code must be in its list on a day.
pub(crate) fn in_list(
    world: &World,
    verdict: &mut Verdict,
    message: &Message,
    name: &str,
    list: List,
    on: Date,
) -> bool {
    match text(message, name) {
        Some(code) if world.law.list(list).get(code, on).is_none() => {
            verdict.add("CARE_VALUE_INVALID");
            false
        }
        found => found.is_some(),
    }
}

/// A contact: a name, and at least one of phone and e-mail.
pub(crate) fn contact(verdict: &mut Verdict, message: &Message) {
    if !has(message, "contact") {
        return verdict.lacks("contact");
    }
    if !has(message, "contact.name") {
        verdict.lacks("contact.name");
    }
    if !has(message, "contact.phone") && !has(message, "contact.email") {
        verdict.lacks("contact.phone");
    }
}

/// The fields of a group must all be there; a group that is absent as a whole is named by its own name.
pub(crate) fn group(verdict: &mut Verdict, message: &Message, name: &str, fields: &[&str]) {
    if !has(message, name) {
        return verdict.lacks(name);
    }
    for field in fields {
        let dotted = format!("{name}.{field}");
        if !has(message, &dotted) {
            verdict.lacks(&dotted);
        }
    }
}
