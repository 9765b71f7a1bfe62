//! The values of a request, each read once.

use identifiers::{NihdiNumber, Ssin};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::UserType;

use crate::formats;
use crate::request::CareRequest;
use crate::terms::RequestType;

/// What was found where a value should stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read<T> {
    /// Nothing.
    Absent,
    /// Something that is not such a value.
    Malformed,
    /// The value.
    Known(T),
}

impl<T: Copy> Read<T> {
    fn of(text: Option<&String>, read: impl FnOnce(&str) -> Option<T>) -> Self {
        text.map_or(Self::Absent, |text| read(text).map_or(Self::Malformed, Self::Known))
    }

    /// The value; `None` when it is absent or malformed.
    pub(crate) fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::Malformed => None,
        }
    }

    /// Whether something stands there that is not such a value.
    pub(crate) fn is_malformed(self) -> bool {
        matches!(self, Self::Malformed)
    }
}

/// Every value of a request that has a form of its own. What has only a list is looked up by its check.
#[derive(Debug, Clone)]
pub(crate) struct RequestValues {
    pub(crate) ssin: Read<Ssin>,
    pub(crate) migration: Option<bool>,
    pub(crate) request_type: Read<RequestType>,
    pub(crate) start: Read<Timestamp>,
    pub(crate) requested_end: Read<Date>,
    pub(crate) user_type: Read<UserType>,
    /// Known means: shaped as a diagnosis.
    pub(crate) diagnosis: Read<()>,
    pub(crate) psychiatrist: Read<NihdiNumber>,
    pub(crate) report_date: Read<Date>,
    pub(crate) previous_start: Read<Timestamp>,
    pub(crate) previous_end: Read<Timestamp>,
    pub(crate) received_on: Read<Date>,
    pub(crate) approved_on: Read<Date>,
    pub(crate) approved_until: Read<Date>,
}

impl RequestValues {
    pub(crate) fn read(request: &CareRequest) -> Self {
        let medical = request.medical_report.as_ref();
        let previous = request.previous_stay.as_ref();
        let approval = request.insurer_approval.as_ref();
        Self {
            ssin: Read::of(request.ssin.as_ref(), |text| Ssin::parse(text).ok()),
            migration: request.migration,
            request_type: Read::of(request.request_type.as_ref(), RequestType::from_code),
            start: Read::of(request.start.as_ref(), formats::instant),
            requested_end: Read::of(request.requested_end.as_ref(), formats::civil_date),
            user_type: Read::of(request.user_type.as_ref(), user_type),
            diagnosis: Read::of(medical.and_then(|m| m.diagnosis.as_ref()), |text| {
                formats::is_diagnosis(text).then_some(())
            }),
            psychiatrist: Read::of(medical.and_then(|m| m.psychiatrist.as_ref()), |text| {
                NihdiNumber::parse(text).ok()
            }),
            report_date: Read::of(medical.and_then(|m| m.date.as_ref()), formats::civil_date),
            previous_start: Read::of(previous.and_then(|p| p.start.as_ref()), formats::instant),
            previous_end: Read::of(previous.and_then(|p| p.end.as_ref()), formats::instant),
            received_on: Read::of(approval.and_then(|a| a.received_on.as_ref()), formats::civil_date),
            approved_on: Read::of(approval.and_then(|a| a.approved_on.as_ref()), formats::civil_date),
            approved_until: Read::of(approval.and_then(|a| a.approved_until.as_ref()), formats::civil_date),
        }
    }
}

fn user_type(code: &str) -> Option<UserType> {
    match code {
        "WITH_INTELLECTUAL_DISABILITY" => Some(UserType::WithIntellectualDisability),
        "WITHOUT_INTELLECTUAL_DISABILITY" => Some(UserType::WithoutIntellectualDisability),
        _ => None,
    }
}
