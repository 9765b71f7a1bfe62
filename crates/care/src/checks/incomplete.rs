//! CARE_INCOMPLETE: a mandatory field is absent (care.md §2; IBW slides §6.2).

use regulation::{CheckCode, Facts, Finding};

use super::absent;
use crate::case::RequestContext;
use crate::judge::JudgeError;

/// Refuses: `missing` names each absent field.
pub const CODE: CheckCode = CheckCode::new("CARE_INCOMPLETE");

/// How the names stand in the fact `missing`.
const BETWEEN_NAMES: &str = ", ";

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let missing = absent(case, case.mandatory())?;
    findings.extend(finding(&missing));
    Ok(())
}

/// What is found when these fields are absent.
pub(crate) fn finding(missing: &[&str]) -> Option<Finding> {
    let found = || Finding::new(CODE).with("missing", missing.join(BETWEEN_NAMES));
    (!missing.is_empty()).then(found)
}

/// The names in the fact `missing` of this check.
pub(crate) fn missing<'f>(findings: impl IntoIterator<Item = (&'f CheckCode, &'f Facts)>) -> Vec<String> {
    let mut own = findings.into_iter().filter(|(code, _)| **code == CODE);
    let fact = own.next().and_then(|(_, facts)| facts.get("missing"));
    fact.map(|names| names.split(BETWEEN_NAMES).map(str::to_owned).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::fixture::{World, migration_request, new_request, with};

    fn missing(world: &World, message: Value, changes: &[(&str, Value)]) -> String {
        world.judge(&with(message, changes)).missing().join(" ")
    }

    #[test]
    fn names_each_absent_field_of_a_normal_request() {
        let null = Value::Null;
        for (changes, expected) in [
            (vec![], ""),
            (vec![("/ssin", null.clone())], "ssin"),
            (vec![("/migration", null.clone())], "migration"),
            (vec![("/requestType", null.clone())], "requestType"),
            (
                vec![("/userStatus", null.clone()), ("/origin", null.clone())],
                "userStatus origin",
            ),
            (vec![("/accidentCode", null.clone())], "accidentCode"),
            (
                vec![("/start", null.clone()), ("/requestedEnd", null.clone())],
                "start requestedEnd",
            ),
            (vec![("/contact", null.clone())], "contact"),
            (vec![("/contact", json!({}))], "contact.name contact.phone"),
            (vec![("/contact/name", null.clone())], "contact.name"),
            (vec![("/contact/phone", null.clone())], "contact.phone"),
            (vec![("/contact/phone", json!(" "))], "contact.phone"),
            (
                vec![("/contact/phone", null.clone()), ("/contact/email", json!("a@b.be"))],
                "",
            ),
            // The medical report is never named here.
            (vec![("/medicalReport", null.clone())], ""),
            (vec![("/userType", null.clone()), ("/previousStay", null.clone())], ""),
            // A malformed value is there.
            (vec![("/ssin", json!("1")), ("/origin", json!(""))], ""),
        ] {
            assert_eq!(missing(&World::ibw(), new_request(), &changes), expected, "{changes:?}");
        }
    }

    #[test]
    fn names_what_a_sector_and_case_ask_for() {
        let (null, follow_up) = (Value::Null, json!("FOLLOW_UP"));
        for (changes, expected) in [
            (vec![], ""),
            (vec![("/userType", null.clone())], "userType"),
            (vec![("/medicalReport", null.clone())], "medicalReport"),
            (vec![("/medicalReport", json!({}))], "medicalReport.diagnosis"),
            (vec![("/insurerApproval", null.clone())], "insurerApproval"),
            (
                vec![("/insurerApproval/approvedOn", null.clone())],
                "insurerApproval.approvedOn",
            ),
            (
                vec![("/insurerApproval", json!({}))],
                "insurerApproval.receivedOn insurerApproval.approvedOn insurerApproval.approvedUntil",
            ),
            (
                vec![("/requestType", follow_up.clone()), ("/medicalReport", null.clone())],
                "previousStay",
            ),
            (
                vec![
                    ("/requestType", follow_up.clone()),
                    ("/previousStay", json!({"start": "x"})),
                ],
                "previousStay.end",
            ),
            // Which case it is remains open: what both ask for is named, and no more.
            (
                vec![("/requestType", null.clone()), ("/medicalReport", null.clone())],
                "requestType",
            ),
            (
                vec![("/migration", null.clone()), ("/insurerApproval", null.clone())],
                "migration",
            ),
        ] {
            assert_eq!(
                missing(&World::pvt(), migration_request(), &changes),
                expected,
                "{changes:?}"
            );
        }
        let no_user_type = [("/medicalReport", null.clone())];
        assert_eq!(missing(&World::pvt(), new_request(), &no_user_type), "userType");
    }
}
