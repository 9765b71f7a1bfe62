//! What a dossier keeps of the request it began with.

use std::fmt;

use identifiers::NihdiNumber;
use jiff::Timestamp;
use jiff::civil::Date;
use registers::UserType;

use crate::message::Contact;
use crate::request::CareRequest;
use crate::values::RequestValues;

/// Whether a request begins something new or follows on the last stay in the same facility (IBW slides §6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RequestType {
    /// No stay in the same facility ended in the 90 days before.
    New,
    /// The last stay in the same facility ended at most 90 days before.
    FollowUp,
}

impl RequestType {
    /// The type of a code: `NEW` or `FOLLOW_UP`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "NEW" => Some(Self::New),
            "FOLLOW_UP" => Some(Self::FollowUp),
            _ => None,
        }
    }
}

/// The values of a request that was not refused, read: what its dossier keeps. Fields that the sector or the
/// case does not ask for are absent, whatever was sent (fine print, "Requests"). The person is not named here.
/// `Debug` shows no diagnosis.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestTerms {
    /// Whether this is a migrated dossier.
    pub migration: bool,
    /// New or follow-up.
    pub request_type: RequestType,
    /// The instant at which the stay began, as reported: it stays the original one.
    pub start: Timestamp,
    /// The last day asked for; a migration is covered until its approval ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_end: Option<Date>,
    /// Code of the list of user statuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_status: Option<String>,
    /// Code of the list of accident codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accident_code: Option<String>,
    /// Code of the list of origins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Whom the fund can reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// The type of user, on which prices may depend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_type: Option<UserType>,
    /// The medical report, or what the case asks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medical_report: Option<MedicalReport>,
    /// The stay before a migrated follow-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_stay: Option<PreviousStay>,
    /// The sickness fund's approval of a migrated dossier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurer_approval: Option<InsurerApproval>,
}

/// A medical report (medisch verslag). `Debug` does not show the diagnosis.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MedicalReport {
    /// DSM-5 code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<String>,
    /// NIHDI number of the coordinating psychiatrist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psychiatrist: Option<NihdiNumber>,
    /// Date of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

impl fmt::Debug for MedicalReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MedicalReport(masked)")
    }
}

/// The stay before a migrated follow-up request (IBW slides §8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviousStay {
    /// When it began.
    pub start: Timestamp,
    /// When it ended.
    pub end: Timestamp,
}

/// The sickness fund's approval of a migrated dossier (PVT slides §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InsurerApproval {
    /// The day on which the sickness fund received the request.
    pub received_on: Date,
    /// The day on which it approved it, where the sector asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_on: Option<Date>,
    /// The last approved day.
    pub approved_until: Date,
}

impl RequestTerms {
    /// The terms of a request; `asks` says which fields its sector and case ask for. `None` when one that no
    /// dossier can do without (migration, type, start) is absent or malformed.
    pub(crate) fn of(request: &CareRequest, values: &RequestValues, asks: impl Fn(&str) -> bool) -> Option<Self> {
        let listed = |field: &str, code: &Option<String>| code.clone().filter(|_| asks(field));
        let medical_report = MedicalReport {
            diagnosis: request
                .medical_report
                .as_ref()
                .and_then(|m| m.diagnosis.clone())
                .filter(|_| asks("medicalReport.diagnosis")),
            psychiatrist: values
                .psychiatrist
                .known()
                .filter(|_| asks("medicalReport.psychiatrist")),
            date: values.report_date.known().filter(|_| asks("medicalReport.date")),
        };
        let is_empty = medical_report.diagnosis.is_none()
            && medical_report.psychiatrist.is_none()
            && medical_report.date.is_none();
        Some(Self {
            migration: values.migration?,
            request_type: values.request_type.known()?,
            start: values.start.known()?,
            requested_end: values.requested_end.known().filter(|_| asks("requestedEnd")),
            user_status: listed("userStatus", &request.user_status),
            accident_code: listed("accidentCode", &request.accident_code),
            origin: listed("origin", &request.origin),
            contact: request.contact.clone().filter(|_| asks("contact")),
            user_type: values.user_type.known().filter(|_| asks("userType")),
            medical_report: (!is_empty).then_some(medical_report),
            previous_stay: values
                .previous_start
                .known()
                .zip(values.previous_end.known())
                .filter(|_| asks("previousStay"))
                .map(|(start, end)| PreviousStay { start, end }),
            insurer_approval: values
                .received_on
                .known()
                .zip(values.approved_until.known())
                .filter(|_| asks("insurerApproval"))
                .map(|(received_on, approved_until)| InsurerApproval {
                    received_on,
                    approved_on: values.approved_on.known(),
                    approved_until,
                }),
        })
    }
}
