//! What the tests of changes have in common: an accepted dossier, and changes on it.

use identifiers::{FacilityId, Period, SectorCode, brussels_day};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use registers::{AffiliationObligation, Facility, Person};
use regulation::Law;
use serde_json::{Value, json};

use crate::change::ChangeMessage;
use crate::coverage::Coverage;
use crate::dossier::Dossier;
use crate::facts::{ChangeFacts, Stay};
use crate::fixture::{FACILITY, at, facility, law, person, sector};
use crate::judge_change::judge_change;
use crate::terms::{RequestTerms, RequestType};
use crate::verdict::{ChangeVerdict, Outcome};

/// A change of that kind with its fields.
pub(crate) fn change(kind: &str, fields: &[(&str, Value)]) -> Value {
    let mut message =
        json!({"messageId": "2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a3", "facility": "10000001", "change": kind});
    let object = message.as_object_mut().unwrap();
    object.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    message
}

pub(crate) fn start_date(start: &str) -> Value {
    change("START_DATE", &[("start", json!(start))])
}

pub(crate) fn extension(end: &str) -> Value {
    change("EXTENSION", &[("end", json!(end))])
}

/// An END or END_CHANGE by mutual agreement, to live alone.
pub(crate) fn end(kind: &str, at: &str) -> Value {
    change(
        kind,
        &[
            ("end", json!(at)),
            ("endReason", json!("10")),
            ("departedTo", json!("10")),
        ],
    )
}

/// A dossier that covers `from` to `to`; started at 14:00 on `start`, first reported on `reported`.
pub(crate) fn dossier(
    code: &str,
    start: Timestamp,
    reported: Date,
    coverage: (Date, Date),
    migration: bool,
) -> Dossier {
    let terms = RequestTerms {
        migration,
        request_type: RequestType::New,
        start,
        requested_end: None,
        user_status: Some("VOLUNTARY".to_owned()),
        accident_code: Some("NONE".to_owned()),
        origin: Some("41".to_owned()),
        contact: None,
        user_type: None,
        medical_report: None,
        previous_stay: None,
        insurer_approval: None,
    };
    let coverage = Coverage::new(coverage.0, coverage.1).unwrap();
    let code: SectorCode = sector(code);
    Dossier::accepted(FacilityId(FACILITY), code, &terms, coverage, reported)
}

/// Everything beside a change, with the values of the public scenarios until a test changes them.
#[derive(Clone)]
pub(crate) struct ChangeWorld {
    pub(crate) law: Law,
    pub(crate) facility: Facility,
    pub(crate) person: Option<Person>,
    pub(crate) dossier: Option<Dossier>,
    pub(crate) stays: Vec<Stay>,
    pub(crate) waiting: bool,
    pub(crate) billed_days: Vec<Date>,
    pub(crate) received_at: Timestamp,
    /// The day of receipt unless set.
    pub(crate) judged_on: Option<Date>,
}

impl ChangeWorld {
    /// IBW, started 2024-03-01 14:00, reported 2024-03-05, covered until 2024-06-30; the change comes on 2024-03-20.
    pub(crate) fn ibw() -> Self {
        let covered = (date(2024, 3, 1), date(2024, 6, 30));
        let start = at("2024-03-01T14:00:00+01:00");
        Self {
            law: law(),
            facility: facility("IBW"),
            person: Some(person(AffiliationObligation::Obligatory, Some(date(2020, 1, 1)))),
            dossier: Some(dossier("IBW", start, date(2024, 3, 5), covered, false)),
            stays: Vec::new(),
            waiting: false,
            billed_days: Vec::new(),
            received_at: at("2024-03-20T09:00:00+01:00"),
            judged_on: None,
        }
    }

    /// PVT, migrated: started 2021-05-03, reported 2023-04-12, covered from 2023-04-01 until `until`; the change
    /// comes on 2023-04-20.
    pub(crate) fn migrated(until: Date) -> Self {
        let start = at("2021-05-03T10:00:00+02:00");
        let covered = (date(2023, 4, 1), until);
        Self {
            facility: facility("PVT"),
            dossier: Some(dossier("PVT", start, date(2023, 4, 12), covered, true)),
            received_at: at("2023-04-20T09:00:00+02:00"),
            ..Self::ibw()
        }
    }

    pub(crate) fn received(mut self, at_instant: &str) -> Self {
        self.received_at = at(at_instant);
        self
    }

    pub(crate) fn with_stays(mut self, stays: Vec<Stay>) -> Self {
        self.stays = stays;
        self
    }

    pub(crate) fn with_law(mut self, law: Law) -> Self {
        self.law = law;
        self
    }

    /// With an accepted line on each day of each period.
    pub(crate) fn billed(mut self, periods: &[(Date, Date)]) -> Self {
        let days = |(from, to): &(Date, Date)| Period::between(*from, *to).unwrap().days();
        self.billed_days = periods.iter().flat_map(days).collect();
        self
    }

    pub(crate) fn judge(&self, message: &Value) -> ChangeVerdict {
        let facts = ChangeFacts {
            facility: &self.facility,
            dossier: self.dossier.as_ref(),
            person: self.person.as_ref(),
            stays: &self.stays,
            waiting: self.waiting,
            billed_days: &self.billed_days,
            judged_on: self.judged_on.unwrap_or_else(|| brussels_day(self.received_at)),
        };
        let message = ChangeMessage::parse(message).unwrap();
        let verdict = judge_change(&message, &facts, &self.law, self.received_at).unwrap();
        for finding in &verdict.findings {
            let lacking = self.law.missing_facts(finding);
            assert_eq!(lacking, Vec::<&str>::new(), "{} lacks facts", finding.code);
        }
        verdict
    }

    /// Judges, and compares the outcome and the exact set of codes.
    #[track_caller]
    pub(crate) fn check(&self, message: &Value, outcome: Outcome, codes: &[&str]) -> ChangeVerdict {
        let verdict = self.judge(message);
        let mut found: Vec<&str> = verdict.findings.iter().map(|f| f.code.as_str()).collect();
        let mut expected = codes.to_vec();
        found.sort_unstable();
        found.dedup();
        expected.sort_unstable();
        assert_eq!((verdict.outcome, found), (outcome, expected));
        verdict
    }

    /// As [`ChangeWorld::check`], of a change that only these codes stand in the way of: accepted without them.
    #[track_caller]
    pub(crate) fn check_refusals(&self, message: &Value, codes: &[&str]) {
        let outcome = if codes.is_empty() {
            Outcome::Accepted
        } else {
            Outcome::Refused
        };
        self.check(message, outcome, codes);
    }

    /// The world after a change that is accepted with exactly these notes.
    #[track_caller]
    pub(crate) fn after(mut self, message: &Value, notes: &[&str]) -> Self {
        self.dossier = self.check(message, Outcome::Accepted, notes).after;
        self
    }

    /// Ended at that moment, as reported on the same day at 20:00.
    #[track_caller]
    pub(crate) fn ended(self, day: &str, hour: &str) -> Self {
        self.received(&format!("{day}T20:00:00+02:00"))
            .after(&end("END", &format!("{day}T{hour}+02:00")), &[])
    }
}

/// The whole coverage after an accepted change, as text.
pub(crate) fn covered(verdict: &ChangeVerdict) -> Option<String> {
    verdict
        .covered()
        .map(|covered| format!("{}..{}", covered.start(), covered.end()))
}
