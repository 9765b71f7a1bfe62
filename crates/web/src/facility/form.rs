//! What was typed in a form, and what a message is made of it.

use std::collections::HashMap;

use care::CareAnswer;
use identifiers::brussels_at;
use jiff::civil::{Date, Time};
use regulation::{Law, List, ListValue};
use serde_json::{Map, Value, json};
use store::ContentHash;
use uuid::Uuid;

use super::care_answer::in_words;
use crate::parts::Field;
use crate::visit::Visit;
use crate::words::Words;

/// Names and values as a form sends them; a name may come more than once.
pub(super) type Pairs = Vec<(String, String)>;

/// What was typed, kept after an error.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed(HashMap<String, String>);

/// What is wrong, by the name of a message's field.
pub(super) type Errors = HashMap<String, String>;

impl Typed {
    pub(super) fn of(pairs: Pairs) -> Self {
        Self(
            pairs
                .into_iter()
                .map(|(name, value)| (name, value.trim().to_owned()))
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether the form had such a field.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// With a value where nothing was typed.
    pub(super) fn default_to(&mut self, name: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value
            && self.get(name).is_empty()
        {
            self.set(name, value);
        }
    }

    /// What was typed, as a field of a message; nothing where nothing was.
    pub(super) fn text(&self, name: &str) -> Value {
        match self.get(name) {
            "" => Value::Null,
            text => json!(text),
        }
    }

    /// The digits of a person's number, however it was written.
    pub(super) fn ssin(&self, name: &str) -> Value {
        let digits = digits(self.get(name));
        if digits.is_empty() {
            self.text(name)
        } else {
            json!(digits)
        }
    }

    /// A day and an hour as an instant; what cannot be one stays as it was typed, and is named by whoever judges it.
    pub(super) fn moment(&self, day: &str, hour: &str) -> Value {
        let (day, hour) = (self.get(day), self.get(hour));
        if day.is_empty() && hour.is_empty() {
            return Value::Null;
        }
        let moment = day.parse::<Date>().ok().zip(time(hour));
        let instant = moment.and_then(|(day, hour)| brussels_at(day, hour).ok());
        json!(instant.map_or_else(|| format!("{day} {hour}"), |at| at.to_string()))
    }

    /// A group of fields; nothing when none of them was typed.
    pub(super) fn group(fields: &[(&str, Value)]) -> Value {
        let object: Map<String, Value> = fields
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        if object.is_empty() {
            Value::Null
        } else {
            Value::Object(object)
        }
    }

    /// The id of the message of this form: made when the form was shown, so that the same form sent twice is the same
    /// message.
    pub(super) fn message_id(&self) -> Option<Uuid> {
        Uuid::try_parse(self.get("bericht")).ok()
    }
}

/// The digits of a number, however it was written.
pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn time(text: &str) -> Option<Time> {
    let (hour, rest) = text.split_once(':')?;
    let minute = rest.split(':').next()?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// A new id for the message of a form: of who looks, when, and at what. Nobody else can have the same.
pub(super) fn new_message_id(visit: &Visit, about: &str) -> Uuid {
    let parts = [
        visit.actor().to_string(),
        visit.at.as_nanosecond().to_string(),
        about.to_owned(),
    ];
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    let hash = ContentHash::of_parts(&parts);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// What an answer says of single fields: absent, malformed, or wrong by a rule that is about one field.
pub(super) fn errors_of(words: Words, answer: &CareAnswer) -> Errors {
    let mut errors = Errors::new();
    for finding in &answer.findings {
        if finding.effect != regulation::Effect::Refuse {
            continue;
        }
        let mut named = false;
        for (name, value) in finding.facts.iter() {
            let key = match name {
                "missing" => "fac-error-missing",
                "fields" => "fac-error-value",
                _ => continue,
            };
            for part in value.split(", ") {
                let field: String = part
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '.')
                    .collect();
                errors.entry(field).or_insert_with(|| words.t(key));
                named = true;
            }
        }
        if let (false, Some(field)) = (named, field_of(finding.code.as_str())) {
            let text = in_words(words, finding);
            errors.entry(field.to_owned()).or_insert(text);
        }
    }
    errors
}

/// The field that a check is about.
fn field_of(code: &str) -> Option<&'static str> {
    Some(match code {
        "CARE_PERIOD_INVALID" => "requestedEnd",
        "CARE_SHOULD_BE_NEW" | "CARE_SHOULD_BE_FOLLOW_UP" => "requestType",
        "CHG_EXTENSION_INVALID" | "CHG_END_BEFORE_START" | "CHG_END_IN_FUTURE" => "end",
        "CHG_START_TOO_EARLY" | "CHG_START_REPORTED_TOO_LATE" | "MIG_START_NOT_BEFORE_TRANSFER" => "start",
        "CHG_DEATH_MISMATCH" => "departedTo",
        "CARE_MEDICAL_INVALID" => "medicalReport.diagnosis",
        code if code.starts_with("INS_REASON") => "ssin",
        _ => return None,
    })
}

/// A field with what was typed in it and what is wrong with it; `of` is the name of the message's field.
pub(super) fn filled(field: Field, typed: &Typed, errors: &Errors, of: &str) -> Field {
    let name = field.name;
    let of_group = of.split_once('.').map(|(group, _)| group);
    let error = errors.get(of).or_else(|| of_group.and_then(|group| errors.get(group)));
    field.value(typed.get(name)).error(error.cloned())
}

/// The values of a list that hold on a day, as a choice with nothing chosen first.
pub(super) fn listed(words: Words, law: &Law, list: List, day: Date) -> Vec<(String, String)> {
    let values = law.list(list).iter().filter(|value| value.holds_on(day));
    let values = values.map(|value| (value.code.clone(), shown_value(words, value)));
    std::iter::once((String::new(), words.t("fac-choose")))
        .chain(values)
        .collect()
}

/// A value of a list: a code of digits is what people know from paper, and stands before its text; one of words is ours.
pub(super) fn shown_value(words: Words, value: &ListValue) -> String {
    let text = words.of(&value.text);
    if value.code.starts_with(|first: char| first.is_ascii_digit()) {
        format!("{} – {text}", value.code)
    } else {
        text.to_owned()
    }
}
