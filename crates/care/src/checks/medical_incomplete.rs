//! CARE_MEDICAL_INCOMPLETE: a new request without a part of the medical report (care.md §2; IBW slides §6.2).

use regulation::{CheckCode, Finding};

use super::absent;
use crate::case::RequestContext;
use crate::judge::JudgeError;

/// Refuses: `missing` names each absent part, or the report as a whole.
pub const CODE: CheckCode = CheckCode::new("CARE_MEDICAL_INCOMPLETE");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let missing = absent(case, case.medical_parts().iter().map(String::as_str))?;
    if !missing.is_empty() {
        findings.push(Finding::new(CODE).with("missing", missing.join(", ")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::fixture::{FACILITY, World, new_request, stay, with};
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn names_what_a_new_request_lacks() {
        for (changes, missing) in [
            (("/medicalReport", Value::Null), "medicalReport"),
            (("/medicalReport/diagnosis", Value::Null), "medicalReport.diagnosis"),
            (
                ("/medicalReport/psychiatrist", Value::Null),
                "medicalReport.psychiatrist",
            ),
            (("/medicalReport/date", Value::Null), "medicalReport.date"),
            (
                ("/medicalReport", json!({})),
                "medicalReport.diagnosis, medicalReport.psychiatrist, medicalReport.date",
            ),
        ] {
            let verdict = World::ibw().check(&with(new_request(), &[changes]), Refused, &["CARE_MEDICAL_INCOMPLETE"]);
            assert_eq!(verdict.findings[0].facts.get("missing"), Some(missing));
            assert!(verdict.missing().is_empty());
        }
    }

    #[test]
    fn a_follow_up_needs_none() {
        let world = World::ibw().with_stays(vec![stay(FACILITY, (2024, 1, 2), (2024, 2, 20))]);
        for report in [
            Value::Null,
            json!({}),
            json!({"diagnosis": "x", "psychiatrist": "y", "date": "2030-01-01"}),
        ] {
            let message = with(
                new_request(),
                &[("/requestType", json!("FOLLOW_UP")), ("/medicalReport", report)],
            );
            let verdict = world.check(&message, Accepted, &[]);
            assert_eq!(verdict.terms.unwrap().medical_report, None);
        }
    }

    #[test]
    fn not_judged_while_the_type_is_not_known() {
        let message = with(
            new_request(),
            &[("/requestType", json!("X")), ("/medicalReport", Value::Null)],
        );
        World::ibw().check(&message, Refused, &["CARE_VALUE_INVALID"]);
    }
}
