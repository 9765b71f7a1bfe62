//! CHG_DEATH_MISMATCH: a reason of death without the destination of death, or the other way round (care.md §3; IBW
//! slides §6.3). Skipped while one of both is in no list (fine print, "Changes").

use regulation::{CheckCode, Finding, List};

use crate::change_case::ChangeContext;
use crate::dossier::ReportedEnd;

/// Refuses: names both codes.
pub const CODE: CheckCode = CheckCode::new("CHG_DEATH_MISMATCH");

/// The reasons that are a death: 60 natural, accidental or by another's hand, 70 by one's own.
const REASONS_OF_DEATH: [&str; 2] = ["60", "70"];
/// The destination that is a death.
const DESTINATION_OF_DEATH: &str = "97";

pub(crate) fn check(case: &ChangeContext<'_>, end: &ReportedEnd, findings: &mut Vec<Finding>) {
    let is_listed = |list: List, code: &str| case.law.list(list).get(code, case.received_day).is_some();
    if !is_listed(List::EndReason, &end.end_reason) || !is_listed(List::DepartedTo, &end.departed_to) {
        return;
    }
    let died = REASONS_OF_DEATH.contains(&end.end_reason.as_str());
    if died != (end.departed_to == DESTINATION_OF_DEATH) {
        findings.push(
            Finding::new(CODE)
                .with("end_reason", &end.end_reason)
                .with("departed_to", &end.departed_to),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{DESTINATION_OF_DEATH, REASONS_OF_DEATH};
    use crate::change_fixture::{ChangeWorld, end};
    use crate::fixture::{law, with};

    #[test]
    fn a_reason_of_death_goes_with_the_destination_of_death() {
        let ended = ChangeWorld::ibw().after(&end("END", "2024-03-10T15:00:00+01:00"), &[]);
        for (reason, destination, codes) in [
            ("10", "10", [].as_slice()),
            ("60", "97", &[]),
            ("70", "97", &[]),
            ("60", "10", &["CHG_DEATH_MISMATCH"]),
            ("70", "99", &["CHG_DEATH_MISMATCH"]),
            ("50", "97", &["CHG_DEATH_MISMATCH"]),
            // In no list: that is named, and this is not judged.
            ("61", "97", &["CARE_VALUE_INVALID"]),
            ("60", "22", &["CARE_VALUE_INVALID"]),
            ("", "97", &["CARE_VALUE_INVALID"]),
        ] {
            let changes = [("/endReason", json!(reason)), ("/departedTo", json!(destination))];
            let message = |kind| with(end(kind, "2024-03-12T15:00:00+01:00"), &changes);
            ChangeWorld::ibw().check_refusals(&message("END"), codes);
            ended.check_refusals(&message("END_CHANGE"), codes);
        }
    }

    #[test]
    fn the_codes_of_death_are_those_that_the_lists_call_so() {
        let law = law();
        let dead = |list| -> Vec<String> {
            let values = law.list(list).iter();
            let of_death = values.filter(|value| {
                let group = value.group.as_ref().map(|group| group.nl.as_str());
                group == Some("Overleden") || value.text.nl == "Overleden"
            });
            of_death.map(|value| value.code.clone()).collect()
        };
        assert_eq!(dead(regulation::List::EndReason), REASONS_OF_DEATH);
        assert_eq!(dead(regulation::List::DepartedTo), [DESTINATION_OF_DEATH]);
    }
}
