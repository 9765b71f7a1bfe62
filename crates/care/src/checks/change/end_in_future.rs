//! CHG_END_IN_FUTURE: an end after the moment of receipt (care.md §3; IBW slides §6.3).

use regulation::{CheckCode, Finding};

use crate::change_case::ChangeContext;
use crate::dossier::ReportedEnd;
use crate::shown;

/// Refuses.
pub const CODE: CheckCode = CheckCode::new("CHG_END_IN_FUTURE");

pub(crate) fn check(case: &ChangeContext<'_>, end: &ReportedEnd, findings: &mut Vec<Finding>) {
    if end.at > case.received_at {
        findings.push(
            Finding::new(CODE)
                .with("end", shown::moment(end.at))
                .with("received", shown::moment(case.received_at)),
        );
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::change_fixture::{ChangeWorld, end};

    #[test]
    fn a_second_after_receipt_is_too_late() {
        // Received on 2024-03-20 at 09:00.
        let ended = ChangeWorld::ibw().after(&end("END", "2024-03-10T15:00:00+01:00"), &[]);
        for (at, codes) in [
            ("2024-03-20T09:00:00+01:00", [].as_slice()),
            ("2024-03-20T08:00:00Z", &[]),
            ("2024-03-20T09:00:01+01:00", &["CHG_END_IN_FUTURE"]),
            ("2024-03-21T00:00:00+01:00", &["CHG_END_IN_FUTURE"]),
        ] {
            ChangeWorld::ibw().check_refusals(&end("END", at), codes);
            ended.check_refusals(&end("END_CHANGE", at), codes);
        }
    }

    #[test]
    fn judged_again_later_the_moment_of_receipt_counts() {
        let world = ChangeWorld {
            judged_on: Some(date(2024, 4, 10)),
            ..ChangeWorld::ibw()
        };
        world.check_refusals(&end("END", "2024-03-20T09:00:01+01:00"), &["CHG_END_IN_FUTURE"]);
    }
}
