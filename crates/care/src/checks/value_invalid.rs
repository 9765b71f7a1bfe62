//! CARE_VALUE_INVALID: a value is malformed, or not in its list on the first covered day (care.md §2).
//!
//! The parts of a medical report that the CARE_MEDICAL_ checks judge are left to them.

use regulation::{CheckCode, Finding, List};

use crate::case::RequestContext;
use crate::judge::JudgeError;
use crate::shown;

/// Refuses: `fields` names each field with its value, but never a person's number or a diagnosis.
pub const CODE: CheckCode = CheckCode::new("CARE_VALUE_INVALID");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let mut fields = malformed(case);
    fields.extend(not_listed(case));
    // A value that makes a case which the sector does not know, such as its first migration.
    fields.extend(case.unknown_case().map(str::to_owned));
    findings.extend(finding(&fields));
    Ok(())
}

/// What is found when these fields, each named by [`named`], are invalid.
pub(crate) fn finding(fields: &[String]) -> Option<Finding> {
    let found = || Finding::new(CODE).with("fields", fields.join(", "));
    (!fields.is_empty()).then(found)
}

/// Fields whose value does not have its form.
fn malformed(case: &RequestContext<'_>) -> Vec<String> {
    let (values, request) = (&case.values, case.request);
    let previous = request.previous_stay.as_ref();
    let approval = request.insurer_approval.as_ref();
    // One that a migration asks for is judged here; every other is left to the medical checks (care.md §2), also
    // while it is not known which of these the request is.
    let diagnosis_is_here = values.diagnosis.is_malformed() && case.is_migration();
    [
        ("ssin", values.ssin.is_malformed(), None),
        (
            "requestType",
            values.request_type.is_malformed(),
            request.request_type.as_ref(),
        ),
        ("start", values.start.is_malformed(), request.start.as_ref()),
        (
            "requestedEnd",
            values.requested_end.is_malformed(),
            request.requested_end.as_ref(),
        ),
        ("medicalReport.diagnosis", diagnosis_is_here, None),
        (
            "previousStay.start",
            values.previous_start.is_malformed(),
            previous.and_then(|p| p.start.as_ref()),
        ),
        (
            "previousStay.end",
            values.previous_end.is_malformed(),
            previous.and_then(|p| p.end.as_ref()),
        ),
        (
            "insurerApproval.receivedOn",
            values.received_on.is_malformed(),
            approval.and_then(|a| a.received_on.as_ref()),
        ),
        (
            "insurerApproval.approvedOn",
            values.approved_on.is_malformed(),
            approval.and_then(|a| a.approved_on.as_ref()),
        ),
        (
            "insurerApproval.approvedUntil",
            values.approved_until.is_malformed(),
            approval.and_then(|a| a.approved_until.as_ref()),
        ),
    ]
    .into_iter()
    .filter(|(field, is_malformed, _)| *is_malformed && case.asks(field))
    .map(|(field, _, value)| named(field, value))
    .collect()
}

/// Fields whose value is not in its list on that day.
fn not_listed(case: &RequestContext<'_>) -> Vec<String> {
    let request = case.request;
    let is_known = |list: List, code: &str| case.law.list(list).get(code, case.list_day()).is_some();
    [
        ("userStatus", List::UserStatus, request.user_status.as_ref()),
        ("accidentCode", List::AccidentCode, request.accident_code.as_ref()),
        ("origin", List::Origin, request.origin.as_ref()),
        ("userType", List::UserType, request.user_type.as_ref()),
    ]
    .into_iter()
    .filter(|(field, list, value)| value.is_some_and(|code| !is_known(*list, code)) && case.asks(field))
    .map(|(field, _, value)| named(field, value))
    .collect()
}

/// A field with its value, as far as that may be repeated.
pub(crate) fn named(field: &str, value: Option<&String>) -> String {
    value.map_or_else(
        || field.to_owned(),
        |value| format!("{field} = {}", shown::value(value)),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::CODE;
    use crate::fixture::{World, migration_request, new_request, with};
    use crate::verdict::Outcome::Refused;

    fn fields(world: &World, message: Value, changes: &[(&str, Value)]) -> String {
        let verdict = world.judge(&with(message, changes));
        let finding = verdict.findings.iter().find(|finding| finding.code == CODE);
        finding
            .and_then(|finding| finding.facts.get("fields"))
            .unwrap_or_default()
            .to_owned()
    }

    #[test]
    fn names_field_and_value_of_a_normal_request() {
        for (changes, expected) in [
            (vec![], ""),
            (vec![("/ssin", json!("85073003329"))], "ssin"),
            (vec![("/ssin", json!("85.07.30-033.28"))], "ssin"),
            (vec![("/requestType", json!("new"))], "requestType = new"),
            (
                vec![("/userStatus", json!("")), ("/origin", json!("77"))],
                "userStatus = , origin = 77",
            ),
            (vec![("/accidentCode", json!("0000"))], "accidentCode = 0000"),
            (vec![("/origin", json!("85073003328"))], "origin = (not repeated)"),
            (
                vec![("/start", json!("2024-03-01T14:00:00"))],
                "start = 2024-03-01T14:00:00",
            ),
            (
                vec![("/requestedEnd", json!("2024-02-30"))],
                "requestedEnd = 2024-02-30",
            ),
            (vec![("/start", Value::Null), ("/origin", json!("77"))], "origin = 77"),
            // Not asked of IBW, or judged by the medical checks.
            (
                vec![("/userType", json!("X")), ("/previousStay", json!({"end": "X"}))],
                "",
            ),
            (vec![("/insurerApproval", json!({"receivedOn": "X"}))], ""),
            (
                vec![(
                    "/medicalReport",
                    json!({"diagnosis": "X", "psychiatrist": "1", "date": "X"}),
                )],
                "",
            ),
        ] {
            assert_eq!(fields(&World::ibw(), new_request(), &changes), expected, "{changes:?}");
        }
    }

    #[test]
    fn names_what_a_migration_asks_for() {
        let follow_up = || {
            vec![
                ("/requestType", json!("FOLLOW_UP")),
                ("/medicalReport/diagnosis", json!("X")),
            ]
        };
        let previous = |start: &str, end: &str| ("/previousStay", json!({"start": start, "end": end}));
        for (changes, expected) in [
            (vec![], ""),
            (vec![("/userType", json!("WITH"))], "userType = WITH"),
            // Health data: the field alone.
            (
                vec![("/medicalReport/diagnosis", json!("schizofrenie"))],
                "medicalReport.diagnosis",
            ),
            (
                vec![
                    ("/medicalReport/psychiatrist", json!("1")),
                    ("/medicalReport/date", json!("X")),
                ],
                "",
            ),
            (
                vec![("/insurerApproval/receivedOn", json!("10/03/2023"))],
                "insurerApproval.receivedOn = 10/03/2023",
            ),
            (
                vec![("/insurerApproval/approvedOn", json!("X"))],
                "insurerApproval.approvedOn = X",
            ),
            (
                vec![("/insurerApproval/approvedUntil", json!("X"))],
                "insurerApproval.approvedUntil = X",
            ),
            (
                [follow_up(), vec![previous("2020-01-01T10:00:00+01:00", "2021-05-01")]].concat(),
                "previousStay.end = 2021-05-01",
            ),
            (
                [follow_up(), vec![previous("X", "2021-05-01T10:00:00Z")]].concat(),
                "previousStay.start = X",
            ),
        ] {
            assert_eq!(
                fields(&World::pvt(), migration_request(), &changes),
                expected,
                "{changes:?}"
            );
        }
    }

    #[test]
    fn a_diagnosis_is_named_in_a_migration_alone() {
        let changes = [
            ("/migration", Value::Null),
            ("/medicalReport/diagnosis", json!("gisteren")),
        ];
        World::pvt().check(&with(new_request(), &changes), Refused, &["CARE_INCOMPLETE"]);
    }
}
