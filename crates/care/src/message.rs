//! What all care messages share: reading JSON, naming every fault of it, and the contact.

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::shown;

/// One reason why a message is not one: an unknown field, a wrong JSON type, a `messageId` that is no UUID.
///
/// What is merely absent, malformed or not in its list is a finding of the verdict, not bad input. The value
/// itself is never repeated: it may be a person's number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[error("{field}: {reason}")]
pub struct BadInput {
    /// The field, dotted (`contact.phone`); empty for the message as a whole.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Whom the care fund can reach at the facility about a dossier (care.md §2, `contact`).
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Name of a person or a team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

impl Contact {
    pub(crate) fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            name: fields.text("name"),
            phone: fields.text("phone"),
            email: fields.text("email"),
        }
    }

    /// Whether it has a name; a blank one says nothing.
    pub(crate) fn has_name(&self) -> bool {
        says(&self.name)
    }

    /// Whether it can be reached: a phone or an e-mail address that is not blank.
    pub(crate) fn is_reachable(&self) -> bool {
        says(&self.phone) || says(&self.email)
    }
}

fn says(text: &Option<String>) -> bool {
    text.as_ref().is_some_and(|text| !text.trim().is_empty())
}

/// Reads the fields of one JSON object and gathers every fault. A JSON null counts as absent.
pub(crate) struct Fields<'m, 'f> {
    object: &'m Map<String, Value>,
    /// `contact.` for the fields of a group; empty for those of the message.
    prefix: &'static str,
    /// The names read so far: all others are unknown.
    read: Vec<&'static str>,
    faults: &'f mut Vec<BadInput>,
}

impl<'m, 'f> Fields<'m, 'f> {
    pub(crate) fn new(object: &'m Map<String, Value>, prefix: &'static str, faults: &'f mut Vec<BadInput>) -> Self {
        Self {
            object,
            prefix,
            read: Vec::new(),
            faults,
        }
    }

    /// Names a field as faulty.
    pub(crate) fn fault(&mut self, name: &str, reason: &str) {
        let field = format!("{}{name}", self.prefix);
        self.faults.push(BadInput {
            field,
            reason: reason.to_owned(),
        });
    }

    fn value(&mut self, name: &'static str) -> Option<&'m Value> {
        self.read.push(name);
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// A text, as it was written.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        match self.value(name)? {
            Value::String(text) => Some(text.clone()),
            _ => {
                self.fault(name, "must be text");
                None
            }
        }
    }

    /// `messageId`, which every message has. The hyphenated form of a UUID alone: its other forms are for
    /// other uses.
    pub(crate) fn message_id(&mut self) -> Option<Uuid> {
        let text = self.mandatory("messageId")?;
        let id = Some(text)
            .filter(|text| text.len() == 36)
            .and_then(|text| Uuid::parse_str(&text).ok());
        if id.is_none() {
            self.fault("messageId", "must be a UUID");
        }
        id
    }

    /// A text without which it is no message.
    pub(crate) fn mandatory(&mut self, name: &'static str) -> Option<String> {
        let faults_before = self.faults.len();
        let text = self.text(name);
        if text.is_none() && self.faults.len() == faults_before {
            self.fault(name, "is absent");
        }
        text
    }

    /// True or false.
    pub(crate) fn boolean(&mut self, name: &'static str) -> Option<bool> {
        match self.value(name)? {
            Value::Bool(yes) => Some(*yes),
            _ => {
                self.fault(name, "must be true or false");
                None
            }
        }
    }

    /// A group of fields; `prefix` is its name and a dot.
    pub(crate) fn group<T>(
        &mut self,
        name: &'static str,
        prefix: &'static str,
        read: impl FnOnce(&mut Fields<'_, '_>) -> T,
    ) -> Option<T> {
        let Value::Object(object) = self.value(name)? else {
            self.fault(name, "must be an object");
            return None;
        };
        let mut fields = Fields::new(object, prefix, self.faults);
        let group = read(&mut fields);
        fields.refuse_unknown();
        Some(group)
    }

    /// Names every field that nobody asked for. To be called last.
    pub(crate) fn refuse_unknown(&mut self) {
        let object = self.object;
        for name in object
            .keys()
            .filter(|name| !self.read.contains(&name.as_str()))
            .collect::<Vec<_>>()
        {
            self.fault(&shown::field_name(name), "unknown field");
        }
    }
}

/// The faults of a message that is no JSON object at all.
pub(crate) fn no_object() -> Vec<BadInput> {
    vec![BadInput {
        field: String::new(),
        reason: "a message is a JSON object".to_owned(),
    }]
}
