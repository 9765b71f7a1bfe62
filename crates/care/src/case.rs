//! A request beside its facts and the law: what every check reads.

use identifiers::brussels_day;
use jiff::Timestamp;
use jiff::civil::Date;
use registers::InsuranceStatus;
use regulation::{Law, RequestCase, RequestForm, Sector, parameter};

use crate::beside::Beside;
use crate::coverage::Coverage;
use crate::days;
use crate::facts::RequestFacts;
use crate::judge::JudgeError;
use crate::request::CareRequest;
use crate::terms::{RequestTerms, RequestType};
use crate::values::RequestValues;

/// Fields without which nothing can be judged or kept, whatever a sector's form says.
const ALWAYS: [&str; 4] = ["ssin", "migration", "requestType", "start"];
/// The same, of a normal request.
const ALWAYS_NORMAL: [&str; 1] = ["requestedEnd"];
/// The same, of a migration.
const ALWAYS_MIGRATION: [&str; 2] = ["insurerApproval.receivedOn", "insurerApproval.approvedUntil"];

/// One request in the moment of its judging. What depends on an absent or malformed value is `None`, and the
/// checks that need it are skipped (care.md §2).
pub(crate) struct RequestContext<'a> {
    pub(crate) request: &'a CareRequest,
    pub(crate) values: RequestValues,
    pub(crate) facts: &'a RequestFacts<'a>,
    pub(crate) law: &'a Law,
    pub(crate) sector: &'a Sector,
    form: &'a RequestForm,
    /// The Brussels day of receipt.
    pub(crate) received_day: Date,
    /// The Brussels day of the start.
    pub(crate) start_day: Option<Date>,
    /// The day on which insurance, recognition, cumulation and lists are judged.
    pub(crate) first_covered_day: Option<Date>,
    /// The days it would cover.
    pub(crate) coverage: Option<Coverage>,
}

impl<'a> RequestContext<'a> {
    pub(crate) fn new(
        request: &'a CareRequest,
        facts: &'a RequestFacts<'a>,
        law: &'a Law,
        received_at: Timestamp,
    ) -> Result<Self, JudgeError> {
        let sector_code = &facts.facility.sector;
        let sector = law.sector(sector_code).ok_or_else(|| JudgeError::NoRequests {
            sector: sector_code.clone(),
        })?;
        let form = sector.request.as_ref().ok_or_else(|| JudgeError::NoRequests {
            sector: sector_code.clone(),
        })?;
        let values = RequestValues::read(request);
        let received_day = brussels_day(received_at);
        let start_day = values.start.known().map(brussels_day);
        let mut case = Self {
            request,
            values,
            facts,
            law,
            sector,
            form,
            received_day,
            start_day,
            first_covered_day: None,
            coverage: None,
        };
        case.first_covered_day = case.find_first_covered_day()?;
        case.coverage = case.find_coverage();
        Ok(case)
    }

    /// max(start, received − term), never before the sector joined; for a migration the day it joined
    /// (care.md §2 and §4; D1).
    fn find_first_covered_day(&self) -> Result<Option<Date>, JudgeError> {
        match (self.values.migration, self.start_day) {
            (Some(true), _) => Ok(Some(self.cut_over())),
            (Some(false), Some(start)) => {
                let earliest = days::plus(self.received_day, -self.request_term_days()?);
                Ok(Some(start.max(earliest).max(self.cut_over())))
            }
            _ => Ok(None),
        }
    }

    fn find_coverage(&self) -> Option<Coverage> {
        let first = self.first_covered_day?;
        if self.is_migration() {
            return Coverage::new(first, self.values.approved_until.known()?);
        }
        Coverage::new(first, self.values.requested_end.known()?)
    }

    /// The day the sector joined the Flemish social protection: C of care.md §4.
    pub(crate) fn cut_over(&self) -> Date {
        self.sector.joined
    }

    /// Days within which a request is in time, by the law on the day of receipt.
    pub(crate) fn request_term_days(&self) -> Result<i64, JudgeError> {
        self.days_parameter(parameter::REQUEST_TERM_DAYS, self.received_day)
    }

    /// What it is judged beside, as changes are too.
    pub(crate) fn beside(&self) -> Beside<'a> {
        Beside {
            law: self.law,
            facility: self.facts.facility,
            sector: &self.sector.code,
            person: self.facts.person,
            stays: self.facts.stays,
        }
    }

    /// A number of days that the law sets for this sector.
    pub(crate) fn days_parameter(&self, name: regulation::Parameter, day: Date) -> Result<i64, JudgeError> {
        self.beside().days_parameter(name, day)
    }

    pub(crate) fn is_migration(&self) -> bool {
        self.values.migration == Some(true)
    }

    pub(crate) fn is_normal(&self) -> bool {
        self.values.migration == Some(false)
    }

    /// The cases that the request may be, as far as it tells: one, unless `migration` or `requestType` is
    /// absent or malformed.
    fn cases(&self) -> impl Iterator<Item = RequestCase> {
        let request_type = self.values.request_type.known();
        let migration = self.values.migration;
        [(false, false), (false, true), (true, false), (true, true)]
            .into_iter()
            .map(|(migration, follow_up)| RequestCase { migration, follow_up })
            .filter(move |case| migration.is_none_or(|m| m == case.migration))
            .filter(move |case| request_type.is_none_or(|t| (t == RequestType::FollowUp) == case.follow_up))
    }

    /// The field whose value makes a case of the request that its sector does not know (a migration, say).
    pub(crate) fn unknown_case(&self) -> Option<&'static str> {
        if self.cases().any(|case| self.form.knows(case)) {
            return None;
        }
        let knows_other_type = |case: RequestCase| {
            self.form.knows(RequestCase {
                follow_up: !case.follow_up,
                ..case
            })
        };
        Some(if self.cases().any(knows_other_type) {
            "requestType"
        } else {
            "migration"
        })
    }

    /// The fields that the request must have, in every case that it may be.
    pub(crate) fn mandatory(&self) -> Vec<&'a str> {
        let form: &'a RequestForm = self.form;
        let of_case = |case: RequestCase| -> Vec<&'a str> {
            let own: &'static [&'static str] = if case.migration {
                &ALWAYS_MIGRATION
            } else {
                &ALWAYS_NORMAL
            };
            let named = form.mandatory(case).iter().map(String::as_str);
            ALWAYS.into_iter().chain(named).chain(own.iter().copied()).collect()
        };
        let mut fields: Vec<&'a str> = Vec::new();
        for (index, case) in self.cases().enumerate() {
            let named = of_case(case);
            if index == 0 {
                for field in named {
                    if !fields.contains(&field) {
                        fields.push(field);
                    }
                }
            } else {
                fields.retain(|field| named.contains(field));
            }
        }
        fields
    }

    /// The parts of the medical report that are judged by the CARE_MEDICAL_ checks: none on a follow-up, in a
    /// migration, or while it is not known which of these the request is.
    pub(crate) fn medical_parts(&self) -> &'a [String] {
        if self.is_normal() && self.values.request_type.known() == Some(RequestType::New) {
            self.form.medical(RequestCase {
                migration: false,
                follow_up: false,
            })
        } else {
            &[]
        }
    }

    /// Whether a part of the medical report is judged by the CARE_MEDICAL_ checks.
    pub(crate) fn asks_medical(&self, part: &str) -> bool {
        self.medical_parts().iter().any(|asked| asked == part)
    }

    /// Whether the sector asks for the field, or for a part of the group, in every case that the request may
    /// be. Other fields are ignored (fine print, "Requests").
    pub(crate) fn asks(&self, field: &str) -> bool {
        let names_it = |name: &str| name == field || name.strip_prefix(field).is_some_and(|rest| rest.starts_with('.'));
        self.mandatory().into_iter().any(names_it)
            || self.medical_parts().iter().any(|name| names_it(name))
            || self.cases().all(|case| self.form.asks(case, field))
    }

    /// The day on which values are looked up in their lists: the first covered day, and the day of receipt
    /// while that is not known, so that a value that is in no list is named all the same.
    pub(crate) fn list_day(&self) -> Date {
        self.first_covered_day.unwrap_or(self.received_day)
    }

    /// The insurance status on the first covered day; `None` when the number or that day is not known.
    pub(crate) fn insurance(&self) -> Option<(Date, InsuranceStatus)> {
        self.values.ssin.known()?;
        let day = self.first_covered_day?;
        Some((day, self.beside().insurance_on(day)))
    }

    /// What its dossier would keep.
    pub(crate) fn terms(&self) -> Option<RequestTerms> {
        RequestTerms::of(self.request, &self.values, |field| self.asks(field))
    }
}
