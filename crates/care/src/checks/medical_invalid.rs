//! CARE_MEDICAL_INVALID: a part of the medical report is malformed, or the report is dated after receipt
//! (care.md §2; IBW slides §6.2).

use regulation::{CheckCode, Finding};

use crate::case::RequestContext;
use crate::judge::JudgeError;
use crate::shown;

/// Refuses: `fields` names each part, with its value unless that is a diagnosis.
pub const CODE: CheckCode = CheckCode::new("CARE_MEDICAL_INVALID");

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let values = &case.values;
    let report = case.request.medical_report.as_ref();
    let dated_after_receipt = values.report_date.known().is_some_and(|date| date > case.received_day);
    let parts = [
        ("medicalReport.diagnosis", values.diagnosis.is_malformed(), None),
        (
            "medicalReport.psychiatrist",
            values.psychiatrist.is_malformed(),
            report.and_then(|r| r.psychiatrist.as_ref()),
        ),
        (
            "medicalReport.date",
            values.report_date.is_malformed() || dated_after_receipt,
            report.and_then(|r| r.date.as_ref()),
        ),
    ];
    let fields: Vec<String> = parts
        .into_iter()
        .filter(|(field, is_invalid, _)| *is_invalid && case.asks_medical(field))
        .map(|(field, _, value)| {
            value.map_or_else(
                || field.to_owned(),
                |value| format!("{field} = {}", shown::value(value)),
            )
        })
        .collect();
    if !fields.is_empty() {
        findings.push(Finding::new(CODE).with("fields", fields.join(", ")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::fixture::{World, new_request, with};
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn names_each_malformed_part() {
        for (change, fields) in [
            (("/medicalReport/diagnosis", json!("f20.9")), "medicalReport.diagnosis"),
            (
                ("/medicalReport/psychiatrist", json!("18334781004")),
                "medicalReport.psychiatrist = (not repeated)",
            ),
            (
                ("/medicalReport/psychiatrist", json!("dr. X")),
                "medicalReport.psychiatrist = dr. X",
            ),
            (
                ("/medicalReport/date", json!("2024-1-10")),
                "medicalReport.date = 2024-1-10",
            ),
            (
                ("/medicalReport/date", json!("2024-03-06")),
                "medicalReport.date = 2024-03-06",
            ),
        ] {
            let verdict = World::ibw().check(&with(new_request(), &[change]), Refused, &["CARE_MEDICAL_INVALID"]);
            assert_eq!(verdict.findings[0].facts.get("fields"), Some(fields));
        }
    }

    #[test]
    fn a_report_may_be_dated_on_the_day_of_receipt_in_brussels() {
        let dated = |day: &str| with(new_request(), &[("/medicalReport/date", json!(day))]);
        World::ibw().check(&dated("2024-03-05"), Accepted, &[]);
        let after_midnight = World::ibw().received("2024-03-05T23:30:00Z");
        after_midnight.check(&dated("2024-03-06"), Accepted, &[]);
        after_midnight.check(&dated("2024-03-07"), Refused, &["CARE_MEDICAL_INVALID"]);
    }
}
