//! What the tests of this crate have in common: two facilities, a person, a request that is in order.

use identifiers::{
    CareFundNumber, CbeNumber, DossierId, FacilityId, HcoNumber, Iban, NihdiNumber, Period, PersonId, SectorCode, Ssin,
    brussels_at,
};
use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use registers::{
    Address, AffiliationObligation, Facility, Membership, MembershipKind, Person, PersonDetails, Recognition,
};
use regulation::{CumulationRule, Law, OverrideValue, Overrides, ParameterOverride};
use serde_json::{Value, json};

use crate::facts::{RequestFacts, Stay, StayState};
use crate::judge::judge_request;
use crate::request::CareRequest;
use crate::verdict::{Outcome, Verdict};

pub(crate) const FACILITY: i64 = 1;
pub(crate) const OTHER_FACILITY: i64 = 2;
pub(crate) const SSIN: &str = "85073003328";

pub(crate) fn law() -> Law {
    Law::embedded()
}

pub(crate) fn sector(code: &str) -> SectorCode {
    SectorCode::parse(code).unwrap()
}

/// The law with one parameter of IBW replaced from 2024 on.
pub(crate) fn law_with(name: &str, value: i64) -> Law {
    let replaced = ParameterOverride {
        name: name.to_owned(),
        sector: Some(sector("IBW")),
        from: date(2024, 1, 1),
        value: OverrideValue::Integer(value),
    };
    law()
        .with_overrides(&Overrides {
            parameters: vec![replaced],
            cumulation: None,
        })
        .unwrap()
}

/// The law with another cumulation table.
pub(crate) fn law_with_cumulation(pairs: &[(&[&str], bool)]) -> Law {
    let rules = pairs.iter().map(|(sectors, allowed)| CumulationRule {
        sectors: sectors.iter().map(|code| sector(code)).collect(),
        allowed: *allowed,
    });
    law()
        .with_overrides(&Overrides {
            parameters: Vec::new(),
            cumulation: Some(rules.collect()),
        })
        .unwrap()
}

/// The law with a list of diagnoses that holds F20.9 alone.
pub(crate) fn law_with_diagnoses() -> Law {
    let list = "list = \"diagnosis\"\n[[value]]\ncode = \"F20.9\"\ntext = { nl = \"Schizofrenie\", en = \"Schizophrenia\" }\nfrom = 2019-01-01\nsource = \"test\"\n";
    let embedded = law();
    Law::from_files(embedded.files().chain([("lists/diagnosis.toml", list)])).unwrap()
}

pub(crate) fn facility(code: &str) -> Facility {
    Facility {
        id: FacilityId(FACILITY),
        hco: HcoNumber::parse("10000001").unwrap(),
        nihdi: NihdiNumber::parse("73100188000").unwrap(),
        cbe: CbeNumber::parse("0411000183").unwrap(),
        name: "Beschut A".to_owned(),
        sector: sector(code),
        iban: Iban::parse("BE74001100000107").unwrap(),
        bic: None,
        circle_of_trust: true,
        attested: true,
        recognitions: vec![Recognition {
            sector: sector(code),
            period: Period::since(date(2015, 1, 1)),
            places: 20,
        }],
    }
}

pub(crate) fn person(obligation: AffiliationObligation, member_since: Option<Date>) -> Person {
    let membership = member_since.map(|from| Membership {
        fund: CareFundNumber::parse("180").unwrap(),
        kind: MembershipKind::Official,
        period: Period::since(from),
    });
    Person {
        id: PersonId(1),
        ssin: Ssin::parse(SSIN).unwrap(),
        details: PersonDetails {
            name: None,
            birth_date: None,
            deceased_on: None,
            obligation,
            insurer: None,
            income_category: None,
            address: Address::default(),
        },
        memberships: membership.into_iter().collect(),
    }
}

/// An accepted IBW stay from one day to another, both covered, started at 10:00.
pub(crate) fn stay(facility: i64, from: (i16, i8, i8), to: (i16, i8, i8)) -> Stay {
    let (from, to) = (date(from.0, from.1, from.2), date(to.0, to.1, to.2));
    Stay {
        dossier: DossierId(7),
        facility: FacilityId(facility),
        sector: sector("IBW"),
        state: StayState::Accepted,
        start: brussels_at(from, time(10, 0, 0, 0)).unwrap(),
        requested_start: None,
        ends_on: to,
        covered: vec![Period::between(from, to).unwrap()],
        migration: false,
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A new IBW request that is in order: started on 2024-03-01, until 2024-12-31.
pub(crate) fn new_request() -> Value {
    json!({
        "messageId": "2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1", "facility": "10000001", "ssin": SSIN, "migration": false,
        "requestType": "NEW", "userStatus": "VOLUNTARY", "accidentCode": "NONE", "origin": "41",
        "start": "2024-03-01T14:00:00+01:00", "requestedEnd": "2024-12-31",
        "contact": {"name": "Team instroom", "phone": "021234567"},
        "medicalReport": {"diagnosis": "F20.9", "psychiatrist": "18334780004", "date": "2024-01-10"},
    })
}

/// A migrated PVT request that is in order, as the public scenario sends it.
pub(crate) fn migration_request() -> Value {
    json!({
        "messageId": "2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a2", "facility": "10000001", "ssin": SSIN, "migration": true,
        "requestType": "NEW", "userStatus": "VOLUNTARY", "accidentCode": "NONE", "origin": "41",
        "start": "2021-05-03T10:00:00+02:00", "requestedEnd": "2023-09-30",
        "contact": {"name": "Team instroom", "phone": "021234567"},
        "userType": "WITH_INTELLECTUAL_DISABILITY", "medicalReport": {"diagnosis": "F72"},
        "insurerApproval": {"receivedOn": "2023-03-10", "approvedOn": "2023-03-20", "approvedUntil": "2023-09-30"},
    })
}

/// Everything beside a message, with the values of the public scenarios until a test changes them.
pub(crate) struct World {
    pub(crate) law: Law,
    pub(crate) facility: Facility,
    pub(crate) person: Option<Person>,
    pub(crate) stays: Vec<Stay>,
    pub(crate) received_at: Timestamp,
}

impl World {
    pub(crate) fn ibw() -> Self {
        Self {
            law: law(),
            facility: facility("IBW"),
            person: Some(person(AffiliationObligation::Obligatory, Some(date(2020, 1, 1)))),
            stays: Vec::new(),
            received_at: at("2024-03-05T09:00:00+01:00"),
        }
    }

    pub(crate) fn pvt() -> Self {
        Self {
            facility: facility("PVT"),
            received_at: at("2023-04-12T09:00:00+02:00"),
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

    pub(crate) fn judge(&self, message: &Value) -> Verdict {
        let request = CareRequest::parse(message).unwrap();
        let facts = RequestFacts {
            facility: &self.facility,
            person: self.person.as_ref(),
            stays: &self.stays,
        };
        let verdict = judge_request(&request, &facts, &self.law, self.received_at).unwrap();
        for finding in &verdict.findings {
            assert_eq!(
                self.law.missing_facts(finding),
                Vec::<&str>::new(),
                "{} lacks facts",
                finding.code
            );
        }
        verdict
    }

    /// Judges, and compares the outcome and the exact set of codes.
    #[track_caller]
    pub(crate) fn check(&self, message: &Value, outcome: Outcome, codes: &[&str]) -> Verdict {
        let verdict = self.judge(message);
        let mut found: Vec<&str> = verdict.findings.iter().map(|f| f.code.as_str()).collect();
        let mut expected = codes.to_vec();
        found.sort_unstable();
        found.dedup();
        expected.sort_unstable();
        assert_eq!((verdict.outcome, found), (outcome, expected));
        verdict
    }
}

/// The message with a field set, by JSON pointer (`/contact/phone`), or taken away by null.
pub(crate) fn with(mut message: Value, changes: &[(&str, Value)]) -> Value {
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = message.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        parent.insert(name.to_owned(), value.clone());
    }
    message
}

/// The covered days of a verdict, as two texts.
pub(crate) fn covered(verdict: &Verdict) -> Option<(String, String)> {
    verdict.covered().map(|c| (c.start().to_string(), c.end().to_string()))
}
