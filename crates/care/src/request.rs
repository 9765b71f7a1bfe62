//! The request (aanvraag tegemoetkoming) as it was sent: care.md §2.

use std::fmt;

use identifiers::Ssin;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::formats;
use crate::message::{BadInput, Contact, Fields, no_object};

/// Asks that a person's care be paid (aanvraag tegemoetkoming, care.md §2; a migratiedossier, care.md §4).
///
/// Values with a form or a list stay as they were written: a malformed one is a finding of the verdict, so
/// that all faults are named at once. Only what is no message at all is [`BadInput`]. When it was received is
/// no part of it. `Debug` shows neither the person's number nor a diagnosis.
///
/// ```
/// use care::CareRequest;
/// let json = serde_json::json!({"messageId": "2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1", "facility": "10000001",
///     "origin": "77", "colour": "red", "migration": "no"});
/// let faults = CareRequest::parse(&json).unwrap_err();
/// assert_eq!(faults[0].to_string(), "migration: must be true or false");
/// assert_eq!(faults[1].to_string(), "colour: unknown field");
/// ```
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CareRequest {
    /// Made by the sender, unique per facility.
    pub message_id: Uuid,
    /// The HCO number as written; whether it is the certificate's, the application judges.
    pub facility: String,
    /// National number (INSZ).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssin: Option<String>,
    /// Whether this is a dossier that the sickness fund approved before the sector joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub migration: Option<bool>,
    /// `NEW` or `FOLLOW_UP`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_type: Option<String>,
    /// Legal status of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_status: Option<String>,
    /// Code of an accident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accident_code: Option<String>,
    /// Where the user came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Whom the fund can reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Instant at which the stay began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// The last day asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_end: Option<String>,
    /// Medical report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medical_report: Option<MedicalReportFields>,
    /// Type of user, on which a price may depend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_type: Option<String>,
    /// The stay before a migrated follow-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_stay: Option<PreviousStayFields>,
    /// The sickness fund's approval of a migrated dossier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insurer_approval: Option<InsurerApprovalFields>,
}

/// `medicalReport` as written.
#[derive(Clone, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MedicalReportFields {
    /// DSM-5 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<String>,
    /// NIHDI number of the coordinating psychiatrist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psychiatrist: Option<String>,
    /// Civil date of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// `previousStay` as written.
#[derive(Clone, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviousStayFields {
    /// Instant at which it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Instant at which it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// `insurerApproval` as written.
#[derive(Clone, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InsurerApprovalFields {
    /// Civil date on which the sickness fund received the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_on: Option<String>,
    /// Civil date on which it approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_on: Option<String>,
    /// The last day it approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_until: Option<String>,
}

impl CareRequest {
    /// Reads a message from JSON.
    ///
    /// # Errors
    /// Every fault that makes it no message, in the order of care.md §2 and then the unknown fields.
    pub fn parse(json: &Value) -> Result<Self, Vec<BadInput>> {
        Self::from_object(json.as_object().ok_or_else(no_object)?)
    }

    /// The same from the fields of a JSON object, without `receivedAt`, which is no part of the message.
    ///
    /// # Errors
    /// As [`CareRequest::parse`].
    pub fn from_object(object: &Map<String, Value>) -> Result<Self, Vec<BadInput>> {
        let mut faults = Vec::new();
        let mut fields = Fields::new(object, "", &mut faults);
        let message_id = fields.message_id();
        let facility = fields.mandatory("facility");
        let request = Self {
            message_id: message_id.unwrap_or_default(),
            facility: facility.unwrap_or_default(),
            ssin: fields.text("ssin"),
            migration: fields.boolean("migration"),
            request_type: fields.text("requestType"),
            user_status: fields.text("userStatus"),
            accident_code: fields.text("accidentCode"),
            origin: fields.text("origin"),
            contact: fields.group("contact", "contact.", Contact::read),
            start: fields.text("start"),
            requested_end: fields.text("requestedEnd"),
            medical_report: fields.group("medicalReport", "medicalReport.", |f| MedicalReportFields {
                diagnosis: f.text("diagnosis"),
                psychiatrist: f.text("psychiatrist"),
                date: f.text("date"),
            }),
            user_type: fields.text("userType"),
            previous_stay: fields.group("previousStay", "previousStay.", |f| PreviousStayFields {
                start: f.text("start"),
                end: f.text("end"),
            }),
            insurer_approval: fields.group("insurerApproval", "insurerApproval.", |f| InsurerApprovalFields {
                received_on: f.text("receivedOn"),
                approved_on: f.text("approvedOn"),
                approved_until: f.text("approvedUntil"),
            }),
        };
        fields.refuse_unknown();
        if faults.is_empty() { Ok(request) } else { Err(faults) }
    }

    /// The person's number, when it is well formed: by it the application finds the person and their stays.
    #[must_use]
    pub fn person_ssin(&self) -> Option<Ssin> {
        self.ssin.as_deref().and_then(|text| Ssin::parse(text).ok())
    }

    /// The message in one stable form: two messages are equal after parsing when these texts are equal, however
    /// their fields were ordered, their nulls written or the offset of their instants chosen (care.md, head).
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut same = self.clone();
        let previous = same.previous_stay.as_mut().map(|p| [&mut p.start, &mut p.end]);
        for text in previous.into_iter().flatten().chain([&mut same.start]) {
            if let Some(instant) = text.as_deref().and_then(formats::instant) {
                *text = Some(instant.to_string());
            }
        }
        serde_json::to_string(&same).expect("texts and booleans always have a JSON form")
    }

    /// Whether a field, by its dotted name, has a value; `None` when a request knows no such field.
    ///
    /// A contact that can be reached has a phone or an e-mail address, so either name asks for one of both.
    /// A blank name, phone or address says nothing and counts as absent.
    pub(crate) fn has(&self, field: &str) -> Option<bool> {
        let medical = |get: fn(&MedicalReportFields) -> &Option<String>| {
            self.medical_report.as_ref().is_some_and(|m| get(m).is_some())
        };
        let previous = |get: fn(&PreviousStayFields) -> &Option<String>| {
            self.previous_stay.as_ref().is_some_and(|p| get(p).is_some())
        };
        let approval = |get: fn(&InsurerApprovalFields) -> &Option<String>| {
            self.insurer_approval.as_ref().is_some_and(|a| get(a).is_some())
        };
        Some(match field {
            "messageId" | "facility" => true,
            "ssin" => self.ssin.is_some(),
            "migration" => self.migration.is_some(),
            "requestType" => self.request_type.is_some(),
            "userStatus" => self.user_status.is_some(),
            "accidentCode" => self.accident_code.is_some(),
            "origin" => self.origin.is_some(),
            "contact" => self.contact.is_some(),
            "contact.name" => self.contact.as_ref().is_some_and(Contact::has_name),
            "contact.phone" | "contact.email" => self.contact.as_ref().is_some_and(Contact::is_reachable),
            "start" => self.start.is_some(),
            "requestedEnd" => self.requested_end.is_some(),
            "medicalReport" => self.medical_report.is_some(),
            "medicalReport.diagnosis" => medical(|m| &m.diagnosis),
            "medicalReport.psychiatrist" => medical(|m| &m.psychiatrist),
            "medicalReport.date" => medical(|m| &m.date),
            "userType" => self.user_type.is_some(),
            "previousStay" => self.previous_stay.is_some(),
            "previousStay.start" => previous(|p| &p.start),
            "previousStay.end" => previous(|p| &p.end),
            "insurerApproval" => self.insurer_approval.is_some(),
            "insurerApproval.receivedOn" => approval(|a| &a.received_on),
            "insurerApproval.approvedOn" => approval(|a| &a.approved_on),
            "insurerApproval.approvedUntil" => approval(|a| &a.approved_until),
            _ => return None,
        })
    }
}

impl fmt::Debug for CareRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CareRequest")
            .field("message_id", &self.message_id)
            .field("migration", &self.migration)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::CareRequest;
    use crate::fixture::{SSIN, migration_request, new_request, with};

    #[track_caller]
    fn check(message: &Value, faults: &[&str]) {
        let found = CareRequest::parse(message).err().unwrap_or_default();
        assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), faults);
    }

    #[test]
    fn what_is_no_message_is_named_in_full() {
        check(&new_request(), &[]);
        check(&migration_request(), &[]);
        check(&json!([]), &[": a message is a JSON object"]);
        check(&json!({}), &["messageId: is absent", "facility: is absent"]);
        let wrong = json!({
            "messageId": 7, "facility": true, "ssin": 85_073_003_328_u64, "migration": "true", "contact": [],
            "medicalReport": {"date": 20_240_110, "doctor": "x"}, "previousStay": "x", "start": 1, "receivedAt": "x",
        });
        check(
            &wrong,
            &[
                "messageId: must be text",
                "facility: must be text",
                "ssin: must be text",
                "migration: must be true or false",
                "contact: must be an object",
                "start: must be text",
                "medicalReport.date: must be text",
                "medicalReport.doctor: unknown field",
                "previousStay: must be an object",
                "receivedAt: unknown field",
            ],
        );
        check(
            &json!({"messageId": "x", "facility": "1", SSIN: 1}),
            &["messageId: must be a UUID", "(not repeated): unknown field"],
        );
    }

    #[test]
    fn a_message_id_is_a_hyphenated_uuid() {
        for (id, fits) in [
            ("00000000-0000-4000-2024-000103000000", true),
            ("2B0A5A3E-0C62-4C57-9D3C-8D7A31B0F5A1", true),
            ("2b0a5a3e0c624c579d3c8d7a31b0f5a1", false),
            ("{2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1}", false),
            ("2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5ag", false),
            ("", false),
        ] {
            assert_eq!(
                CareRequest::parse(&with(new_request(), &[("/messageId", json!(id))])).is_ok(),
                fits,
                "{id}"
            );
        }
    }

    #[test]
    fn equal_after_parsing_is_equal_in_canonical_form() {
        let first = CareRequest::parse(&new_request()).unwrap();
        let same = [
            ("/messageId", json!("2B0A5A3E-0C62-4C57-9D3C-8D7A31B0F5A1")),
            ("/start", json!("2024-03-01T13:00:00Z")),
            ("/userType", Value::Null),
        ];
        let second = CareRequest::parse(&with(new_request(), &same)).unwrap();
        assert_eq!(first.canonical(), second.canonical());
        for other in [
            ("/start", json!("2024-03-01T13:00:01Z")),
            ("/origin", json!("10")),
            ("/contact/email", json!("")),
        ] {
            let other = CareRequest::parse(&with(new_request(), &[other])).unwrap();
            assert_ne!(first.canonical(), other.canonical());
        }
        // It is a message again.
        let again = CareRequest::parse(&serde_json::from_str(&first.canonical()).unwrap()).unwrap();
        assert_eq!(again.canonical(), first.canonical());
    }

    #[test]
    fn debug_shows_neither_number_nor_diagnosis() {
        let shown = format!("{:?}", CareRequest::parse(&new_request()).unwrap());
        assert!(!shown.contains(SSIN) && !shown.contains("F20"), "{shown}");
    }

    /// Any JSON, with names that a request knows among its keys.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
        ];
        let name = prop_oneof![
            Just("messageId".to_owned()),
            Just("facility".to_owned()),
            Just("migration".to_owned()),
            Just("contact".to_owned()),
            Just("phone".to_owned()),
            Just("medicalReport".to_owned()),
            Just("start".to_owned()),
            ".{0,12}",
        ];
        leaf.prop_recursive(3, 24, 8, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(name.clone(), inner, 0..8)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_json_makes_it_panic(json in any_json()) {
            if let Ok(request) = CareRequest::parse(&json) {
                let _ = (request.canonical(), request.person_ssin());
            }
        }
    }
}
