//! CHG_BILLED_AFTER_END: accepted lines lie on days after the reported end (care.md §3; D18). No money moves by it:
//! a credit note is expected, and the fund gets a task.

use identifiers::brussels_day;
use regulation::{CheckCode, Finding};

use crate::dossier::ReportedEnd;
use crate::facts::ChangeFacts;

/// A note: counts the lines.
pub const CODE: CheckCode = CheckCode::new("CHG_BILLED_AFTER_END");

pub(crate) fn check(facts: &ChangeFacts<'_>, end: &ReportedEnd, findings: &mut Vec<Finding>) {
    let last_day = brussels_day(end.at);
    let count = facts.billed_days.iter().filter(|day| **day > last_day).count();
    if count > 0 {
        findings.push(Finding::new(CODE).with("end", last_day).with("count", count));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::change_fixture::{ChangeWorld, end};
    use crate::verdict::Outcome::Accepted;

    #[test]
    fn lines_after_the_day_of_the_end_are_counted() {
        let world = ChangeWorld::ibw().billed(&[(date(2024, 3, 1), date(2024, 3, 12))]);
        let ended = world.clone().after(&end("END", "2024-03-15T15:00:00+01:00"), &[]);
        for (at, count) in [
            ("2024-03-12T08:00:00+01:00", None),
            ("2024-03-11T23:59:59+01:00", Some("1")),
            ("2024-03-11T23:00:00Z", None),
            ("2024-03-09T15:00:00+01:00", Some("3")),
        ] {
            let notes: &[&str] = if count.is_some() {
                &["CHG_BILLED_AFTER_END"]
            } else {
                &[]
            };
            for (world, kind) in [(&world, "END"), (&ended, "END_CHANGE")] {
                let verdict = world.check(&end(kind, at), Accepted, notes);
                let found = verdict.findings.first().and_then(|finding| finding.facts.get("count"));
                assert_eq!(found, count, "{kind} {at}");
            }
        }
    }
}
