//! CARE_MEDICAL_REVIEW: a well-formed medical report that a person of the care fund must look at (care.md §2).
//!
//! Judged beside CARE_MEDICAL_INCOMPLETE and CARE_MEDICAL_INVALID, on each part that is well formed (fine
//! print, "Requests"). While no list of diagnoses is loaded, no diagnosis is looked up.

use regulation::{CheckCode, Finding, List};

use crate::case::RequestContext;
use crate::judge::JudgeError;

/// Leaves the request in beraad, and the care fund acts. `fields` names each part.
pub const CODE: CheckCode = CheckCode::new("CARE_MEDICAL_REVIEW");

/// The first digit of a physician's NIHDI number.
const PHYSICIAN: u32 = 1;

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let no_physician = case
        .values
        .psychiatrist
        .known()
        .is_some_and(|number| number.profession_digit() != PHYSICIAN);
    let parts = [
        ("medicalReport.diagnosis", is_unlisted(case)),
        ("medicalReport.psychiatrist", no_physician),
    ];
    let fields: Vec<&str> = parts
        .into_iter()
        .filter(|(field, review)| *review && case.asks_medical(field))
        .map(|(field, _)| field)
        .collect();
    if !fields.is_empty() {
        findings.push(Finding::new(CODE).with("fields", fields.join(", ")));
    }
    Ok(())
}

/// Whether the diagnosis is well formed and not in the loaded list.
fn is_unlisted(case: &RequestContext<'_>) -> bool {
    let diagnosis = case
        .request
        .medical_report
        .as_ref()
        .and_then(|report| report.diagnosis.as_deref());
    match (diagnosis, case.law.list_if_loaded(List::Diagnosis)) {
        (Some(code), Some(list)) => {
            case.values.diagnosis.known().is_some() && list.get(code, case.list_day()).is_none()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use regulation::Acts;
    use serde_json::{Value, json};

    use crate::fixture::{World, law_with_diagnoses, new_request, with};
    use crate::verdict::Outcome::{Accepted, Pending, Refused};

    /// A NIHDI number whose check digits are right and whose first digit is not that of a physician.
    const NO_PHYSICIAN: &str = "73100188000";

    #[test]
    fn a_person_of_the_fund_looks_at_it() {
        let message = with(new_request(), &[("/medicalReport/psychiatrist", json!(NO_PHYSICIAN))]);
        let verdict = World::ibw().check(&message, Pending, &["CARE_MEDICAL_REVIEW"]);
        assert_eq!(
            (verdict.acts.as_slice(), verdict.waits_for_affiliation()),
            ([Acts::CareFund].as_slice(), false)
        );
        assert_eq!(verdict.care_fund.map(|fund| fund.to_string()).as_deref(), Some("180"));
        assert!(verdict.covered().is_none() && verdict.would_cover.is_some());
    }

    #[test]
    fn a_diagnosis_is_looked_up_in_the_loaded_list() {
        let diagnosis = |code: &str| with(new_request(), &[("/medicalReport/diagnosis", json!(code))]);
        World::ibw().check(&diagnosis("F99"), Accepted, &[]);
        let world = World::ibw().with_law(law_with_diagnoses());
        world.check(&diagnosis("F20.9"), Accepted, &[]);
        world.check(&diagnosis("F99"), Pending, &["CARE_MEDICAL_REVIEW"]);
        world.check(&diagnosis("f99"), Refused, &["CARE_MEDICAL_INVALID"]);
    }

    #[test]
    fn judged_beside_the_other_medical_findings() {
        let report = |date: Value| {
            let report = json!({"diagnosis": "F20.9", "psychiatrist": NO_PHYSICIAN, "date": date});
            with(new_request(), &[("/medicalReport", report)])
        };
        World::ibw().check(
            &report(Value::Null),
            Refused,
            &["CARE_MEDICAL_INCOMPLETE", "CARE_MEDICAL_REVIEW"],
        );
        World::ibw().check(
            &report(json!("2024-03-06")),
            Refused,
            &["CARE_MEDICAL_INVALID", "CARE_MEDICAL_REVIEW"],
        );
    }
}
