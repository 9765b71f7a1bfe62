//! Judging a request: all checks in one pass, then one outcome.

use identifiers::SectorCode;
use jiff::Timestamp;
use jiff::civil::Date;
use registers::InsuranceStatus;
use regulation::{Effect, Finding, Law, LawError};

use crate::case::RequestContext;
use crate::checks;
use crate::dossier::DossierError;
use crate::facts::RequestFacts;
use crate::request::CareRequest;
use crate::verdict::{Outcome, Verdict};

/// Why a message cannot be judged at all. Never the sender's fault in what was written: that is a finding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JudgeError {
    /// The law does not say what it must say.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The law knows no requests of this sector.
    #[error("the sector {sector} takes no care requests")]
    NoRequests {
        /// The facility's sector.
        sector: SectorCode,
    },
    /// The law asks for a field that a request does not have.
    #[error("the request form of the sector {sector} names the unknown field {field}")]
    UnknownField {
        /// The sector of the form.
        sector: SectorCode,
        /// The field as the form names it.
        field: String,
    },
    /// The law names nothing that refuses a change, and its dossier cannot make it.
    #[error("the law refuses nothing of a change that cannot be made: {0}")]
    Transition(#[from] DossierError),
    /// The law names nothing that refuses a change, and what it should change to is absent or malformed.
    #[error("the law refuses nothing of a change that does not say what to change")]
    Unreadable,
}

/// Judges a request: every finding at once, the outcome, what it covers (care.md §2 and §4).
///
/// `received_at` is the time of first receipt, also when the request is judged again. Any finding that refuses
/// makes it REFUSED, else any that waits makes it PENDING, else it is ACCEPTED.
///
/// # Errors
/// [`JudgeError`]: the law has no request form for the facility's sector, or lacks a parameter or check.
pub fn judge_request(
    request: &CareRequest,
    facts: &RequestFacts<'_>,
    law: &Law,
    received_at: Timestamp,
) -> Result<Verdict, JudgeError> {
    let case = RequestContext::new(request, facts, law, received_at)?;
    let mut findings = Vec::new();
    for check in checks::REQUEST_CHECKS {
        check(&case, &mut findings)?;
    }
    keep_in_force(&mut findings, law, case.received_day);
    let outcome = outcome_of(&findings, law)?;
    let care_fund = case.insurance().and_then(|(_, status)| match status {
        InsuranceStatus::Insured(membership) => Some(membership.fund),
        InsuranceStatus::NotInsured(_) => None,
    });
    let kept = outcome != Outcome::Refused;
    Ok(Verdict {
        outcome,
        acts: if outcome == Outcome::Pending {
            acts_of(&findings, law)?
        } else {
            Vec::new()
        },
        findings,
        first_covered_day: case.first_covered_day,
        would_cover: case.coverage.filter(|_| kept),
        care_fund,
        terms: if kept { case.terms() } else { None },
        law: law.hash(),
    })
}

/// A check that does not hold yet, or no longer, on the day of receipt has found nothing.
pub(crate) fn keep_in_force(findings: &mut Vec<Finding>, law: &Law, received_day: Date) {
    findings.retain(|finding| {
        law.check(&finding.code)
            .is_none_or(|check| check.holds_on(received_day))
    });
}

/// The outcome that findings come to: any that refuses, else any that waits, else acceptance.
pub(crate) fn outcome_of(findings: &[Finding], law: &Law) -> Result<Outcome, LawError> {
    let mut outcome = Outcome::Accepted;
    for finding in findings {
        match law.effect(&finding.code)? {
            Effect::Note => {}
            Effect::Pending => {
                if outcome == Outcome::Accepted {
                    outcome = Outcome::Pending;
                }
            }
            // An effect that is none of care messages refuses: no doubt may accept.
            _ => outcome = Outcome::Refused,
        }
    }
    Ok(outcome)
}

/// Who must act on what waits, each once.
pub(crate) fn acts_of(findings: &[Finding], law: &Law) -> Result<Vec<regulation::Acts>, LawError> {
    let mut acts = Vec::new();
    for finding in findings {
        if law.effect(&finding.code)? == Effect::Pending
            && let Some(check) = law.check(&finding.code)
            && !acts.contains(&check.acts)
        {
            acts.push(check.acts);
        }
    }
    Ok(acts)
}

#[cfg(test)]
mod tests {
    use identifiers::{Period, brussels_day};
    use proptest::prelude::*;
    use registers::AffiliationObligation;
    use regulation::{Acts, Law};
    use serde_json::{Value, json};

    use super::{JudgeError, judge_request};
    use crate::facts::{RequestFacts, Stay, StayState};
    use crate::fixture::{self, FACILITY, OTHER_FACILITY, SSIN, World, covered, migration_request, new_request, with};
    use crate::request::CareRequest;
    use crate::verdict::Outcome::{Accepted, Pending, Refused};

    #[test]
    fn a_complete_request_in_time_is_accepted() {
        let verdict = World::ibw().check(&new_request(), Accepted, &[]);
        assert_eq!(
            covered(&verdict),
            Some(("2024-03-01".to_owned(), "2024-12-31".to_owned()))
        );
        assert_eq!(verdict.care_fund.map(|fund| fund.to_string()).as_deref(), Some("180"));
        let terms = serde_json::to_value(verdict.terms).unwrap();
        let expected = json!({
            "migration": false, "requestType": "NEW", "start": "2024-03-01T13:00:00Z", "requestedEnd": "2024-12-31",
            "userStatus": "VOLUNTARY", "accidentCode": "NONE", "origin": "41",
            "contact": {"name": "Team instroom", "phone": "021234567"},
            "medicalReport": {"diagnosis": "F20.9", "psychiatrist": "18334780004", "date": "2024-01-10"},
        });
        assert_eq!(terms, expected);
    }

    #[test]
    fn a_migration_is_covered_from_the_day_the_sector_joined() {
        let verdict = World::pvt().check(&migration_request(), Accepted, &[]);
        assert_eq!(
            covered(&verdict),
            Some(("2023-04-01".to_owned(), "2023-09-30".to_owned()))
        );
        let terms = verdict.terms.unwrap();
        assert_eq!(brussels_day(terms.start).to_string(), "2021-05-03");
        assert_eq!(terms.insurer_approval.unwrap().approved_until.to_string(), "2023-09-30");
        assert_eq!(terms.user_type, Some(registers::UserType::WithIntellectualDisability));
    }

    #[test]
    fn all_findings_stand_at_once() {
        let incomplete = [
            ("/origin", json!("77")),
            ("/contact", Value::Null),
            ("/medicalReport", Value::Null),
        ];
        let codes = ["CARE_INCOMPLETE", "CARE_MEDICAL_INCOMPLETE", "CARE_VALUE_INVALID"];
        let verdict = World::ibw().check(&with(new_request(), &incomplete), Refused, &codes);
        assert_eq!(verdict.missing(), ["contact"]);
        assert!(verdict.acts.is_empty() && verdict.terms.is_none() && verdict.would_cover.is_none());

        let mut world = World::ibw().received("2024-06-01T09:00:00+02:00").with_stays(vec![
            fixture::stay(FACILITY, (2024, 1, 10), (2024, 5, 31)),
            fixture::stay(OTHER_FACILITY, (2024, 6, 1), (2024, 8, 31)),
        ]);
        world.facility.recognitions.clear();
        world.person = Some(fixture::person(AffiliationObligation::Forbidden, None));
        let wrong = [
            ("/userStatus", json!("?")),
            ("/contact/name", Value::Null),
            (
                "/medicalReport",
                json!({"diagnosis": "?", "psychiatrist": "73100188000"}),
            ),
        ];
        let codes = [
            "CARE_INCOMPLETE",
            "CARE_VALUE_INVALID",
            "CARE_FACILITY_NOT_RECOGNISED",
            "INS_REASON_AFFILIATIONOBLIGATION_FORBIDDEN",
            "CARE_LATE",
            "CARE_CUMUL",
            "CARE_ALREADY_OPEN",
            "CARE_SHOULD_BE_FOLLOW_UP",
            "CARE_MEDICAL_INCOMPLETE",
            "CARE_MEDICAL_INVALID",
            "CARE_MEDICAL_REVIEW",
        ];
        let verdict = world.check(&with(new_request(), &wrong), Refused, &codes);
        // Nothing waits any more, although a finding would let it wait.
        assert!(verdict.acts.is_empty());
    }

    #[test]
    fn both_the_facility_and_the_fund_may_have_to_act() {
        let world = World {
            person: Some(fixture::person(AffiliationObligation::Voluntary, None)),
            ..World::ibw()
        };
        let message = with(new_request(), &[("/medicalReport/psychiatrist", json!("73100188000"))]);
        let verdict = world.check(
            &message,
            Pending,
            &["CARE_MEDICAL_REVIEW", "INS_REASON_NO_AFFILIATION_VOLUNTARY"],
        );
        assert_eq!(verdict.acts, [Acts::Facility, Acts::CareFund]);
        assert!(verdict.waits_for_affiliation());
    }

    #[test]
    fn judging_again_keeps_the_time_of_receipt() {
        // Not affiliated at first; the membership arrives later, and nothing becomes late by that.
        let world = World {
            person: Some(fixture::person(AffiliationObligation::Obligatory, None)),
            ..World::ibw()
        };
        world.check(&new_request(), Pending, &["INS_REASON_NO_AFFILIATION_OBLIGATORY"]);
        let verdict = World::ibw().check(&new_request(), Accepted, &[]);
        assert_eq!(covered(&verdict).unwrap().0, "2024-03-01");
    }

    fn judge_in(world: &World, message: &Value) -> Result<crate::Verdict, JudgeError> {
        let facts = RequestFacts {
            facility: &world.facility,
            person: world.person.as_ref(),
            stays: &world.stays,
        };
        judge_request(
            &CareRequest::parse(message).unwrap(),
            &facts,
            &world.law,
            world.received_at,
        )
    }

    #[test]
    fn a_sector_without_requests_takes_none() {
        let world = World {
            facility: fixture::facility("RAT"),
            ..World::ibw()
        };
        let error = judge_in(&world, &new_request()).unwrap_err();
        assert_eq!(error.to_string(), "the sector RAT takes no care requests");
    }

    #[test]
    fn a_check_has_a_first_and_a_last_day() {
        let embedded = fixture::law();
        let (first_day, file) = ("from = 2019-01-01", "checks/care_late.toml");
        for (days, codes) in [
            ("from = 2024-04-01", ["CARE_LATE"].as_slice()),
            ("from = 2024-04-02", &[]),
            ("from = 2019-01-01\nto = 2024-04-01", &["CARE_LATE"]),
            ("from = 2019-01-01\nto = 2024-03-31", &[]),
        ] {
            let files: Vec<(&str, String)> = embedded
                .files()
                .map(|(path, text)| {
                    (
                        path,
                        if path == file {
                            text.replace(first_day, days)
                        } else {
                            text.to_owned()
                        },
                    )
                })
                .collect();
            let law = Law::from_files(files.iter().map(|(path, text)| (*path, text.as_str()))).unwrap();
            let world = World::ibw().with_law(law).received("2024-04-01T09:00:00+02:00");
            world.check(&new_request(), Accepted, codes);
        }
    }

    /// The law with a made-up sector, by a file alone.
    fn law_with_sector(form: &str) -> Law {
        let file = format!(
            "code = \"XYZ\"\nname = {{ nl = \"Proef\", en = \"Trial\" }}\njoined = 2022-01-01\nkind = \"residential\"\nsource = [{{ instrument = \"test\" }}]\n{form}"
        );
        let embedded = fixture::law();
        Law::from_files(embedded.files().chain([("sectors/xyz.toml", file.as_str())])).unwrap()
    }

    #[test]
    fn a_new_sector_is_data_alone() {
        let world = World {
            facility: fixture::facility("XYZ"),
            law: law_with_sector("[request.new]\nmandatory = [\"userType\", \"origin\"]\n"),
            ..World::ibw()
        };
        let bare = json!({"messageId": "2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1", "facility": "1", "migration": false, "requestType": "NEW"});
        let verdict = world.check(&bare, Refused, &["CARE_INCOMPLETE"]);
        // What no request can do without is asked whatever the form says.
        assert_eq!(
            verdict.missing(),
            ["ssin", "start", "userType", "origin", "requestedEnd"]
        );
        let whole = with(
            new_request(),
            &[
                ("/userType", json!("WITH_INTELLECTUAL_DISABILITY")),
                ("/userStatus", json!("?")),
            ],
        );
        world.check(&whole, Accepted, &[]);
        // A case that the sector does not know.
        let verdict = world.check(
            &with(whole.clone(), &[("/requestType", json!("FOLLOW_UP"))]),
            Refused,
            &["CARE_SHOULD_BE_NEW", "CARE_VALUE_INVALID"],
        );
        assert_eq!(verdict.findings[0].facts.get("fields"), Some("requestType"));

        let unknown = World {
            law: law_with_sector("[request.new]\nmandatory = [\"shoeSize\"]\n"),
            ..world
        };
        let error = judge_in(&unknown, &whole).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the request form of the sector XYZ names the unknown field shoeSize"
        );
    }

    fn any_of(values: &'static [&'static str]) -> impl Strategy<Value = Value> {
        prop_oneof![
            4 => prop::sample::select(values).prop_map(Value::from),
            1 => Just(Value::Null),
            1 => ".{0,12}".prop_map(Value::from),
        ]
    }

    fn any_day() -> impl Strategy<Value = Value> {
        any_of(&[
            "2024-01-10",
            "2024-03-05",
            "2024-12-31",
            "2024-02-29",
            "0001-01-01",
            "9999-12-31",
            "-009999-01-01",
        ])
    }

    fn any_instant() -> impl Strategy<Value = Value> {
        any_of(&[
            "2024-03-01T14:00:00+01:00",
            "2024-03-31T02:30:00+01:00",
            "2021-05-03T10:00:00+02:00",
            "0001-01-01T00:00:00Z",
            "9999-12-30T22:00:00Z",
            "9999-12-31T23:59:59-12:00",
        ])
    }

    fn any_message() -> impl Strategy<Value = Value> {
        let codes = (
            any_of(&[SSIN, "85073003329"]),
            prop_oneof![Just(Value::Null), Just(json!(true)), Just(json!(false))],
            any_of(&["NEW", "FOLLOW_UP"]),
            any_of(&["41", "77"]),
            any_of(&["WITH_INTELLECTUAL_DISABILITY"]),
        );
        let medical = (
            any_of(&["F20.9", "295.90"]),
            any_of(&["18334780004", "73100188000"]),
            any_day(),
        );
        let times = (any_instant(), any_day(), any_instant(), any_day(), any_day());
        (codes, medical, times).prop_map(|(codes, medical, times)| {
            json!({
                "messageId": "2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1", "facility": "10000001", "ssin": codes.0,
                "migration": codes.1, "requestType": codes.2, "userStatus": "VOLUNTARY", "accidentCode": "NONE",
                "origin": codes.3, "userType": codes.4, "contact": {"name": "x", "email": "y"},
                "medicalReport": {"diagnosis": medical.0, "psychiatrist": medical.1, "date": medical.2},
                "start": times.0, "requestedEnd": times.1, "previousStay": {"start": times.2, "end": times.0},
                "insurerApproval": {"receivedOn": times.3, "approvedOn": times.3, "approvedUntil": times.4},
            })
        })
    }

    proptest! {
        #[test]
        fn no_message_makes_it_panic_and_every_verdict_is_whole(
            message in any_message(),
            sector in prop::sample::select(vec!["IBW", "PVT"]),
            received in prop::sample::select(vec!["2024-03-05T09:00:00Z", "2023-04-12T09:00:00Z", "9999-12-30T22:00:00Z"]),
            known in any::<bool>(),
            state in prop::sample::select(vec![StayState::Pending, StayState::Accepted, StayState::Ended]),
        ) {
            let mut world = World { facility: fixture::facility(sector), ..World::ibw() }.received(received);
            if !known {
                world.person = None;
            }
            let open = Stay { state, covered: vec![Period::since(jiff::civil::date(2024, 1, 1))], ..fixture::stay(FACILITY, (2024, 1, 1), (2024, 6, 30)) };
            world.stays = vec![open, fixture::stay(OTHER_FACILITY, (2024, 2, 1), (2024, 3, 10))];
            let verdict = judge_in(&world, &message).unwrap();
            let kept = verdict.outcome != Refused;
            prop_assert_eq!(verdict.terms.is_some(), kept);
            prop_assert_eq!(verdict.would_cover.is_some(), kept);
            prop_assert_eq!(verdict.covered().is_some(), verdict.outcome == Accepted);
            prop_assert_eq!(verdict.acts.is_empty(), verdict.outcome != Pending);
            prop_assert!(verdict.outcome != Accepted || verdict.care_fund.is_some());
            let shown = format!("{verdict:?}");
            prop_assert!(!shown.contains(SSIN));
            for finding in &verdict.findings {
                prop_assert!(world.law.missing_facts(finding).is_empty());
            }
        }
    }
}
