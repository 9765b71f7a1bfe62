//! The messages of a dossier in order, and what was found of each.

use app::MessageOnPage;
use care::{AnswerFinding, CareAnswer};
use identifiers::brussels_day;
use jiff::civil::Date;
use regulation::Effect;

use super::{acts_word, from_to};
use crate::words::Words;

pub(super) struct Finding {
    pub(super) effect: &'static str,
    pub(super) effect_word: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) acts: String,
    pub(super) facts: Vec<(String, String)>,
    pub(super) sources: Vec<String>,
    pub(super) code: String,
}

/// The findings of the latest answer on one message.
pub(super) struct Findings {
    pub(super) heading: String,
    pub(super) findings: Vec<Finding>,
}

pub(super) struct Message {
    pub(super) number: usize,
    pub(super) kind: String,
    pub(super) received: String,
    pub(super) outcome: &'static str,
    pub(super) outcome_word: String,
    /// The first answer, where a later one took its place.
    pub(super) first: Option<String>,
    pub(super) findings: String,
    pub(super) covers: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) id: String,
    pub(super) hash: String,
}

pub(super) fn findings(words: Words, number: usize, message: &MessageOnPage) -> Option<Findings> {
    let found = &message.latest.findings;
    if found.is_empty() {
        return None;
    }
    let received = words.day(brussels_day(message.received_at));
    let kind = words.t(&format!("kind-{}", message.kind));
    let number = number.to_string();
    Some(Findings {
        heading: words.with(
            "findings-of",
            &[("number", &number), ("kind", &kind), ("received", &received)],
        ),
        findings: found.iter().map(|finding| explained(words, finding)).collect(),
    })
}

fn explained(words: Words, finding: &AnswerFinding) -> Finding {
    let effect = effect_word(finding.effect);
    let fact = |(name, value): (&str, &str)| {
        // Facts are kept as they are written in messages: a day is shown as days are.
        let shown = value
            .parse::<Date>()
            .map_or_else(|_| value.to_owned(), |day| words.day(day));
        (words.t(&format!("fact-{name}")), shown)
    };
    Finding {
        effect,
        effect_word: words.t(&format!("effect-{effect}")),
        title: words.of(&finding.title).to_owned(),
        text: words.of(&finding.text).to_owned(),
        acts: words.t(&format!("acts-{}", acts_word(finding.acts))),
        facts: finding.facts.iter().map(fact).collect(),
        sources: finding.sources.clone(),
        code: finding.code.to_string(),
    }
}

fn coverage_of(words: Words, answer: &CareAnswer) -> Option<String> {
    let (start, end) = answer.covered_start.zip(answer.covered_end)?;
    Some(if end < start {
        words.t("message-covers-none")
    } else {
        from_to(words, "message-covers", (start, Some(end)))
    })
}

pub(super) fn told(words: Words, number: usize, message: &MessageOnPage) -> Message {
    let outcome = message.outcome.word();
    let first = message.first.outcome != message.latest.outcome;
    let count = i64::try_from(message.latest.findings.len()).unwrap_or(i64::MAX);
    Message {
        number,
        kind: words.t(&format!("kind-{}", message.kind)),
        received: words.moment(message.received_at),
        outcome,
        outcome_word: words.t(&format!("outcome-{outcome}")),
        first: first.then(|| words.t(&format!("outcome-{}", word_of(message.first.outcome)))),
        findings: words.count("message-findings", "count", count),
        covers: coverage_of(words, &message.latest),
        reason: message
            .latest
            .reason
            .as_ref()
            .map(|reason| words.one("message-reason", "reason", reason)),
        id: message.message_id.to_string(),
        hash: message.input.to_string(),
    }
}

const fn word_of(outcome: care::Outcome) -> &'static str {
    match outcome {
        care::Outcome::Accepted => "ACCEPTED",
        care::Outcome::Pending => "PENDING",
        care::Outcome::Refused => "REFUSED",
        care::Outcome::Queued => "QUEUED",
    }
}

const fn effect_word(effect: Effect) -> &'static str {
    match effect {
        Effect::Pending => "pending",
        Effect::Note => "note",
        _ => "refuse",
    }
}
