//! ADMINISTRATIVE: other status, accident code or origin, any of them (care.md §3; IBW slides §6.3).

use regulation::List;

use super::content::Administrative;
use super::form::FormReader;
use crate::dossier::Change;

/// At least one of the three (fine print, "Changes").
pub(super) fn read(form: &mut FormReader<'_>) -> Option<Administrative> {
    let message = form.message;
    let codes = Administrative {
        user_status: form.optional_code("userStatus", List::UserStatus, message.user_status.as_ref()),
        accident_code: form.optional_code("accidentCode", List::AccidentCode, message.accident_code.as_ref()),
        origin: form.optional_code("origin", List::Origin, message.origin.as_ref()),
    };
    if codes.user_status.is_none() && codes.accident_code.is_none() && codes.origin.is_none() {
        for field in ["userStatus", "accidentCode", "origin"] {
            form.missing(field);
        }
        return None;
    }
    Some(codes)
}

pub(super) fn effect(codes: &Administrative) -> Change {
    Change::Administrative {
        user_status: codes.user_status.clone(),
        accident_code: codes.accident_code.clone(),
        origin: codes.origin.clone(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use regulation::{Law, List};
    use serde_json::{Value, json};

    use crate::change_fixture::{ChangeWorld, change};
    use crate::verdict::Outcome::{Accepted, Refused};

    fn administrative(fields: &[(&str, Value)]) -> Value {
        change("ADMINISTRATIVE", fields)
    }

    #[test]
    fn any_of_the_three_changes_and_the_others_stay() {
        let all = ["VOLUNTARY", "NONE", "41"];
        for (fields, expected) in [
            (vec![("origin", json!("10"))], ["VOLUNTARY", "NONE", "10"]),
            (
                vec![("userStatus", json!("OTHER")), ("accidentCode", json!("ACCIDENT"))],
                ["OTHER", "ACCIDENT", "41"],
            ),
            (vec![("accidentCode", json!("NONE"))], all),
        ] {
            let verdict = ChangeWorld::ibw().check(&administrative(&fields), Accepted, &[]);
            let dossier = verdict.after.unwrap();
            let codes = [dossier.user_status(), dossier.accident_code(), dossier.origin()];
            assert_eq!(codes, expected.map(Some));
        }
        let verdict = ChangeWorld::ibw().check(&administrative(&[]), Refused, &["CARE_INCOMPLETE"]);
        assert_eq!(verdict.missing(), ["userStatus", "accidentCode", "origin"]);
    }

    #[test]
    fn a_code_is_in_its_list_on_the_day_of_receipt() {
        let message = administrative(&[("origin", json!("10")), ("userStatus", json!("?"))]);
        let verdict = ChangeWorld::ibw().check(&message, Refused, &["CARE_VALUE_INVALID"]);
        assert_eq!(verdict.findings[0].facts.get("fields"), Some("userStatus = ?"));

        let embedded = crate::fixture::law();
        let file = "lists/origin.toml";
        let ends = |text: &str| {
            let (before, after) = text.split_once("code = \"10\"").unwrap();
            let after = after.replacen("from = 2019-01-01", "from = 2019-01-01\nto = 2024-03-31", 1);
            format!("{before}code = \"10\"{after}")
        };
        let files: Vec<(&str, String)> = embedded
            .files()
            .map(|(path, text)| (path, if path == file { ends(text) } else { text.to_owned() }))
            .collect();
        let law = Law::from_files(files.iter().map(|(path, text)| (*path, text.as_str()))).unwrap();
        assert!(law.list(List::Origin).get("10", date(2024, 4, 1)).is_none());
        let message = administrative(&[("origin", json!("10"))]);
        let world = ChangeWorld::ibw().with_law(law);
        let on = |received| world.clone().received(received);
        on("2024-03-31T23:59:59+02:00").check_refusals(&message, &[]);
        on("2024-04-01T00:00:00+02:00").check_refusals(&message, &["CARE_VALUE_INVALID"]);
    }
}
