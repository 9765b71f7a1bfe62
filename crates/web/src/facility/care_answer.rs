//! The answer on a message, as a part of a page: the decision, what to do, and everything that was found.

use askama::Template;
use askama::filters::HtmlSafe;
use care::CareAnswer;
use jiff::civil::DateTime;
use regulation::{Acts, Effect};

use crate::words::Words;

/// The letters of `2026-11-28`, and those of `2026-11-28 13:30:00`.
const DAY_LENGTH: usize = 10;
const MOMENT_LENGTH: usize = 19;

struct Finding {
    effect: &'static str,
    effect_word: String,
    title: String,
    text: String,
    acts: String,
    sources: String,
    code: String,
}

/// An answer.
#[derive(Template)]
#[template(path = "facility/care_answer.html")]
pub(super) struct ShownAnswer {
    words: Words,
    heading: String,
    outcome: &'static str,
    word: String,
    lead: String,
    covers: Option<String>,
    reference: Option<String>,
    findings: Vec<Finding>,
    contact: Option<String>,
    reason: Option<String>,
    objection: Option<String>,
}

impl HtmlSafe for ShownAnswer {}

impl ShownAnswer {
    /// `is_check`: whether nothing was sent.
    pub(super) fn new(words: Words, answer: &CareAnswer, is_check: bool) -> Self {
        let outcome = word_of(answer.outcome);
        let acts_facility = answer
            .findings
            .iter()
            .any(|finding| finding.effect == Effect::Pending && finding.acts == Acts::Facility);
        let lead = match (outcome, acts_facility) {
            ("PENDING", true) => "fac-lead-PENDING-facility".to_owned(),
            _ => format!("fac-lead-{outcome}"),
        };
        let covers = answer.covered_start.zip(answer.covered_end).map(|(from, to)| {
            if to < from {
                words.t("message-covers-none")
            } else {
                words.with("message-covers", &[("from", &words.day(from)), ("to", &words.day(to))])
            }
        });
        let contact = answer.care_fund_contact.as_ref().map(|contact| {
            let ways = [&contact.phone, &contact.email, &contact.website];
            ways.into_iter().flatten().cloned().collect::<Vec<_>>().join(" · ")
        });
        Self {
            words,
            heading: words.t(if is_check { "fac-answer-check" } else { "fac-answer" }),
            outcome,
            word: words.t(&format!("outcome-{outcome}")),
            lead: words.t(&lead),
            covers,
            // A check gives no reference: the next one would be somebody else's by the time it is sent.
            reference: answer
                .vsb_reference
                .filter(|_| !is_check)
                .map(|reference| reference.to_string()),
            findings: answer.findings.iter().map(|finding| told(words, finding)).collect(),
            contact,
            reason: answer.reason.clone(),
            objection: answer.objection.as_ref().map(|text| words.of(text).to_owned()),
        }
    }
}

fn told(words: Words, finding: &care::AnswerFinding) -> Finding {
    let effect = match finding.effect {
        Effect::Pending => "pending",
        Effect::Note => "note",
        _ => "refuse",
    };
    let acts = match finding.acts {
        Acts::CareFund => "care_fund",
        Acts::Facility => "facility",
    };
    Finding {
        effect,
        effect_word: words.t(&format!("effect-{effect}")),
        title: words.of(&finding.title).to_owned(),
        text: in_words(words, finding),
        acts: words.t(&format!("acts-{acts}")),
        sources: finding.sources.join("; "),
        code: finding.code.to_string(),
    }
}

/// The sentence of a finding, in which fields of a message have the names that they have in the forms, and days are written
/// as everywhere on the pages.
pub(super) fn in_words(words: Words, finding: &care::AnswerFinding) -> String {
    let mut text = words.of(&finding.text).to_owned();
    for (name, value) in finding.facts.iter() {
        if ["missing", "fields"].contains(&name) {
            let named: Vec<String> = value.split(", ").map(|part| field_in_words(words, part)).collect();
            text = text.replace(value, &named.join(", "));
        } else if let Some(day) = day_in_words(words, value) {
            text = text.replace(value, &day);
        }
    }
    text
}

/// A day (`2026-11-28`), or a day with its hour (`2026-11-28 13:30:00`), as pages write it; `None` for anything else.
fn day_in_words(words: Words, value: &str) -> Option<String> {
    // Numbers of eight digits are days too for who reads them without their dashes.
    if value.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    match value.len() {
        DAY_LENGTH => Some(words.day(value.parse().ok()?)),
        MOMENT_LENGTH => {
            let clock: DateTime = value.parse().ok()?;
            let time = format!("{:02}:{:02}", clock.hour(), clock.minute());
            let day = words.day(clock.date());
            Some(words.with("date-and-time", &[("date", &day), ("time", &time)]))
        }
        _ => None,
    }
}

/// A field of a message, with whatever stands behind its name, by the name that it has in the forms.
fn field_in_words(words: Words, part: &str) -> String {
    let end = part.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.');
    let (field, rest) = part.split_at(end.unwrap_or(part.len()));
    let key = match field {
        "medicalReport.diagnosis" => "diagnosis",
        "medicalReport.psychiatrist" => "psychiatrist",
        "medicalReport.date" => "report-date",
        "contact.name" => "contact-name",
        "contact.phone" => "reach",
        "contact.email" => "email",
        field => field,
    };
    match words.maybe(&format!("fac-field-{key}")) {
        Some(word) => format!("{word}{rest}"),
        None => part.to_owned(),
    }
}

/// The word of an outcome.
pub(super) const fn word_of(outcome: care::Outcome) -> &'static str {
    match outcome {
        care::Outcome::Accepted => "ACCEPTED",
        care::Outcome::Pending => "PENDING",
        care::Outcome::Refused => "REFUSED",
        care::Outcome::Queued => "QUEUED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn days_and_fields_are_said_as_the_pages_say_them() {
        let nl = Words(Language::Nl);
        for (value, expected) in [
            ("2026-11-28", Some("28 november 2026")),
            ("2026-11-28 13:30:00", Some("28 november 2026 om 13:30")),
            ("2026-13-28", None),
            ("20261128", None),
            ("99000101", None),
            ("2026-11-28 – 29", None),
            ("", None),
        ] {
            assert_eq!(day_in_words(nl, value).as_deref(), expected, "{value}");
        }
        for (part, expected) in [
            ("userType", "Type gebruiker"),
            ("contact.phone", "Telefoon of e-mailadres"),
            ("origin=99", "Herkomst=99"),
            ("unheardOf", "unheardOf"),
        ] {
            assert_eq!(field_in_words(nl, part), expected);
        }
    }
}
