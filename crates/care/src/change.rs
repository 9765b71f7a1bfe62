//! The change (wijziging) on an accepted dossier as it was sent: care.md §3 and §6.
//!
//! Each kind has a file of its own: what it reads, what it makes of a dossier, which checks judge it.

mod administrative;
mod contact;
pub(crate) mod content;
mod end;
mod end_cancellation;
mod end_change;
pub(crate) mod extension;
mod extension_cancellation;
pub(crate) mod form;
mod start_date;

use std::fmt;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::formats;
use crate::message::{BadInput, Contact, Fields, no_object};

/// Which change it is (care.md §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeKind {
    /// Another contact at the facility.
    Contact,
    /// Other status, accident code or origin.
    Administrative,
    /// Another start.
    StartDate,
    /// A later end of the approved period.
    Extension,
    /// The last accepted extension taken back.
    ExtensionCancellation,
    /// The end of the stay.
    End,
    /// Another end of the stay.
    EndChange,
    /// The end of the stay taken back.
    EndCancellation,
}

impl ChangeKind {
    /// All of them, in the order of care.md §6.
    pub const ALL: [Self; 8] = [
        Self::Contact,
        Self::Administrative,
        Self::StartDate,
        Self::Extension,
        Self::ExtensionCancellation,
        Self::End,
        Self::EndChange,
        Self::EndCancellation,
    ];

    /// The word that messages carry.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Contact => "CONTACT",
            Self::Administrative => "ADMINISTRATIVE",
            Self::StartDate => "START_DATE",
            Self::Extension => "EXTENSION",
            Self::ExtensionCancellation => "EXTENSION_CANCELLATION",
            Self::End => "END",
            Self::EndChange => "END_CHANGE",
            Self::EndCancellation => "END_CANCELLATION",
        }
    }

    /// The kind of a word; `None` for any other text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A change on an accepted dossier as it was sent.
///
/// Values with a form or a list stay as they were written, as in [`crate::CareRequest`]; fields of another kind
/// of change are read and ignored (fine print, "Requests"). A message without a known `change` is bad input: no
/// rule could judge it. `Debug` shows no value that was sent.
///
/// ```
/// use care::ChangeMessage;
/// let json = serde_json::json!({"messageId": "2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1", "change": "STOP", "when": 1});
/// let faults = ChangeMessage::parse(&json).unwrap_err();
/// assert_eq!(faults[0].to_string(), "change: is none of the changes");
/// assert_eq!(faults[1].to_string(), "when: unknown field");
/// ```
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeMessage {
    /// Made by the sender, unique per facility.
    pub message_id: Uuid,
    /// The HCO number as written, where the message holds it; whether it is the certificate's, the application judges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
    /// The VSB reference as written, where the message holds it and not its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vsb_reference: Option<String>,
    /// Which change.
    pub change: ChangeKind,
    /// CONTACT: whom the fund can reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// ADMINISTRATIVE: legal status of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_status: Option<String>,
    /// ADMINISTRATIVE: code of an accident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accident_code: Option<String>,
    /// ADMINISTRATIVE: where the user came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// START_DATE: instant at which the stay began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// EXTENSION: the last day asked for. END and END_CHANGE: instant at which the stay ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// END and END_CHANGE: why the stay ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<String>,
    /// END and END_CHANGE: where the user went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departed_to: Option<String>,
}

impl ChangeMessage {
    /// Reads a message from JSON.
    ///
    /// # Errors
    /// Every fault that makes it no message.
    pub fn parse(json: &Value) -> Result<Self, Vec<BadInput>> {
        Self::from_object(json.as_object().ok_or_else(no_object)?)
    }

    /// The same from the fields of a JSON object, without `receivedAt`, which is no part of the message.
    ///
    /// # Errors
    /// As [`ChangeMessage::parse`].
    pub fn from_object(object: &Map<String, Value>) -> Result<Self, Vec<BadInput>> {
        let mut faults = Vec::new();
        let mut fields = Fields::new(object, "", &mut faults);
        let message_id = fields.message_id();
        let facility = fields.text("facility");
        let vsb_reference = fields.text("vsbReference");
        let change = read_kind(&mut fields);
        let contact = fields.group("contact", "contact.", Contact::read);
        let mut text = |name| fields.text(name);
        let (user_status, accident_code, origin) = (text("userStatus"), text("accidentCode"), text("origin"));
        let (start, end) = (text("start"), text("end"));
        let (end_reason, departed_to) = (text("endReason"), text("departedTo"));
        fields.refuse_unknown();
        match (message_id, change) {
            (Some(message_id), Some(change)) if faults.is_empty() => Ok(Self {
                message_id,
                facility,
                vsb_reference,
                change,
                contact,
                user_status,
                accident_code,
                origin,
                start,
                end,
                end_reason,
                departed_to,
            }),
            _ => Err(faults),
        }
    }

    /// The message in one stable form: two messages are equal after parsing when these texts are equal, however
    /// their fields were ordered, their nulls written or the offset of their instants chosen (care.md, head).
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut same = self.clone();
        for text in [&mut same.start, &mut same.end] {
            if let Some(instant) = text.as_deref().and_then(formats::instant) {
                *text = Some(instant.to_string());
            }
        }
        serde_json::to_string(&same).expect("texts always have a JSON form")
    }
}

impl fmt::Debug for ChangeMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeMessage")
            .field("message_id", &self.message_id)
            .field("change", &self.change)
            .finish_non_exhaustive()
    }
}

fn read_kind(fields: &mut Fields<'_, '_>) -> Option<ChangeKind> {
    let kind = ChangeKind::from_code(&fields.mandatory("change")?);
    if kind.is_none() {
        fields.fault("change", "is none of the changes");
    }
    kind
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{ChangeKind, ChangeMessage};
    use crate::change_fixture::{change, end};
    use crate::fixture::{SSIN, with};

    #[track_caller]
    fn check(message: &Value, faults: &[&str]) {
        let found = ChangeMessage::parse(message).err().unwrap_or_default();
        assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), faults);
    }

    #[test]
    fn what_is_no_message_is_named_in_full() {
        for kind in ChangeKind::ALL {
            check(&change(kind.code(), &[]), &[]);
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
        check(&json!([]), &[": a message is a JSON object"]);
        check(&json!({}), &["messageId: is absent", "change: is absent"]);
        check(&change("end", &[]), &["change: is none of the changes"]);
        check(&change("", &[]), &["change: is none of the changes"]);
        let wrong = json!({
            "messageId": "x", "facility": 1, "vsbReference": 2, "change": null, "contact": {"fax": "1"}, "start": true,
            "end": 20_240_630, "requestedEnd": "2024-06-30", SSIN: 1,
        });
        check(
            &wrong,
            &[
                "messageId: must be a UUID",
                "facility: must be text",
                "vsbReference: must be text",
                "change: is absent",
                "contact.fax: unknown field",
                "start: must be text",
                "end: must be text",
                "(not repeated): unknown field",
                "requestedEnd: unknown field",
            ],
        );
    }

    #[test]
    fn fields_of_another_kind_are_read_and_ignored() {
        let message = with(
            end("END", "2024-05-01T15:00:00+02:00"),
            &[("/origin", json!("77")), ("/start", json!("soon"))],
        );
        check(&message, &[]);
    }

    #[test]
    fn equal_after_parsing_is_equal_in_canonical_form() {
        let message = end("END", "2024-05-01T15:00:00+02:00");
        let canonical = |message: &Value| ChangeMessage::parse(message).unwrap().canonical();
        let same = [
            ("/messageId", json!("2B0A5A3E-0C62-4C57-9D3C-8D7A31B0F5A3")),
            ("/end", json!("2024-05-01T13:00:00Z")),
            ("/contact", Value::Null),
        ];
        assert_eq!(canonical(&message), canonical(&with(message.clone(), &same)));
        for other in [
            ("/end", json!("2024-05-01T13:00:01Z")),
            ("/change", json!("END_CHANGE")),
            ("/vsbReference", json!("VSB-0001-2345-26")),
        ] {
            assert_ne!(canonical(&message), canonical(&with(message.clone(), &[other])));
        }
        let again: Value = serde_json::from_str(&canonical(&message)).unwrap();
        assert_eq!(canonical(&again), canonical(&message));
    }

    #[test]
    fn debug_shows_no_value() {
        let message = change("CONTACT", &[("origin", json!(SSIN)), ("vsbReference", json!(SSIN))]);
        let shown = format!("{:?}", ChangeMessage::parse(&message).unwrap());
        assert!(!shown.contains(SSIN), "{shown}");
    }

    proptest! {
        #[test]
        fn no_value_makes_it_panic(name in prop::sample::select(vec!["messageId", "change", "contact", "end", "x"]), text in ".{0,40}") {
            for value in [json!(text), json!({"name": text, text.clone(): 1}), json!([text])] {
                let message = with(change("END", &[]), &[(format!("/{name}").as_str(), value)]);
                if let Ok(message) = ChangeMessage::parse(&message) {
                    let _ = message.canonical();
                }
            }
        }
    }
}
