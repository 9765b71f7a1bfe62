//! CHG_REFERENCE_UNKNOWN: this facility has no accepted dossier of that reference (care.md §3; IBW slides §6.3).
//!
//! A fault of form is refused before it, and names nothing else (fine print, "Changes").

use regulation::{CheckCode, Finding};

use crate::change::ChangeMessage;
use crate::shown;

/// Refuses: repeats the reference where the message holds it.
pub const CODE: CheckCode = CheckCode::new("CHG_REFERENCE_UNKNOWN");

pub(crate) fn finding(message: &ChangeMessage) -> Finding {
    let reference = message.vsb_reference.as_deref().map(shown::value);
    Finding::new(CODE).with("reference", reference.unwrap_or_else(|| "-".to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::change_fixture::{ChangeWorld, change, end};
    use crate::fixture::SSIN;
    use crate::verdict::Outcome::Refused;

    fn unknown() -> ChangeWorld {
        ChangeWorld {
            dossier: None,
            person: None,
            ..ChangeWorld::ibw()
        }
    }

    #[test]
    fn it_stands_alone_behind_faults_of_form() {
        let future = end("END", "2030-01-01T10:00:00+01:00");
        unknown().check_refusals(&future, &["CHG_REFERENCE_UNKNOWN"]);
        unknown().check_refusals(&change("END_CANCELLATION", &[]), &["CHG_REFERENCE_UNKNOWN"]);
        unknown().check_refusals(&change("START_DATE", &[]), &["CARE_INCOMPLETE"]);
        unknown().check_refusals(
            &change("ADMINISTRATIVE", &[("origin", json!("77"))]),
            &["CARE_VALUE_INVALID"],
        );
        // Nothing waits on what is unknown.
        let waiting = ChangeWorld {
            waiting: true,
            ..unknown()
        };
        waiting.check_refusals(&future, &["CHG_REFERENCE_UNKNOWN"]);
    }

    #[test]
    fn the_reference_is_repeated_and_a_persons_number_is_not() {
        for (reference, shown) in [
            (json!("VSB-0001-2345-26"), "VSB-0001-2345-26"),
            (json!("x"), "x"),
            (json!(SSIN), "(not repeated)"),
            (json!(null), "-"),
        ] {
            let message = change("END_CANCELLATION", &[("vsbReference", reference)]);
            let verdict = unknown().check(&message, Refused, &["CHG_REFERENCE_UNKNOWN"]);
            assert_eq!(verdict.findings[0].facts.get("reference"), Some(shown));
            assert_eq!((verdict.after, verdict.care_fund), (None, None));
        }
    }
}
