//! What histories reached: codes, states and outcomes, each with how often.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::answer::{Answer, Outcome, Seen};
use crate::event::{Event, What};

/// What one history, or many, reached.
#[derive(Debug, Clone, Default)]
pub struct Reached {
    /// Codes of findings.
    pub codes: BTreeMap<String, u64>,
    /// Outcomes of direct answers, and of later ones (`later ACCEPTED`).
    pub outcomes: BTreeMap<String, u64>,
    /// States of dossiers.
    pub states: BTreeMap<String, u64>,
    /// Problems.
    pub problems: BTreeMap<String, u64>,
    /// How many final answers each message had; of one history only.
    finals: BTreeMap<usize, u64>,
    /// The messages that got an answer; of one history only.
    messages: BTreeSet<usize>,
    events: usize,
}

fn count(counts: &mut BTreeMap<String, u64>, word: &str) {
    *counts.entry(word.to_owned()).or_default() += 1;
}

const fn is_final(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Accepted | Outcome::Refused)
}

impl Reached {
    /// Takes in what was seen of an event.
    pub(crate) fn take(&mut self, event: &Event, seen: &Seen) {
        self.events += 1;
        let is_message = matches!(event.what, What::Request { .. } | What::Change { .. });
        if let Some(answer) = seen.answer.as_ref().filter(|_| is_message) {
            self.answer(answer, "");
            self.messages.insert(event.number);
        }
        for answer in seen.inbox.values().flatten() {
            self.answer(answer, "later ");
        }
        for code in seen.member.iter().flat_map(|(_, codes)| codes) {
            count(&mut self.codes, code);
        }
        if let Some(Err(reason)) = &seen.insurance {
            count(&mut self.codes, reason);
        }
        if let Some(problem) = seen.problem {
            count(&mut self.problems, problem);
        }
        for dossier in seen.dossiers.values() {
            count(&mut self.states, dossier.state);
            if !dossier.uncovered.is_empty() {
                count(&mut self.states, "with days between that are not covered");
            }
            if dossier.covered.is_some_and(|(first, last)| last < first) {
                count(&mut self.states, "accepted without a covered day");
            }
        }
    }

    fn answer(&mut self, answer: &Answer, when: &str) {
        for code in &answer.codes {
            count(&mut self.codes, code);
        }
        count(&mut self.outcomes, &format!("{when}{:?}", answer.outcome));
        if is_final(answer.outcome) {
            *self.finals.entry(answer.of).or_default() += 1;
        }
    }

    /// Every message has exactly one final answer.
    pub(crate) fn one_final_answer_each(&self) -> Result<(), String> {
        for message in &self.messages {
            let finals = self.finals.get(message).copied().unwrap_or_default();
            if finals != 1 {
                return Err(format!("message {message} had {finals} final answers"));
            }
        }
        Ok(())
    }

    /// Adds what another history reached.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.codes, &other.codes),
            (&mut self.outcomes, &other.outcomes),
            (&mut self.states, &other.states),
            (&mut self.problems, &other.problems),
        ] {
            for (word, times) in theirs {
                *mine.entry(word.clone()).or_default() += times;
            }
        }
        self.events += other.events;
    }

    /// Whether a code was found at least once.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.codes.contains_key(code)
    }
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} events", self.events)?;
        for (title, counts) in [
            ("outcomes", &self.outcomes),
            ("states", &self.states),
            ("problems", &self.problems),
            ("codes", &self.codes),
        ] {
            writeln!(f, "{title}:")?;
            for (word, times) in counts {
                writeln!(f, "  {times:>8}  {word}")?;
            }
        }
        Ok(())
    }
}
