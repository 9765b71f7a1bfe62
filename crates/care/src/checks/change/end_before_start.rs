//! CHG_END_BEFORE_START: an end before the start of the stay, by the hour (care.md §3; fine print, "Changes").

use regulation::{CheckCode, Finding};

use crate::change_case::ChangeContext;
use crate::dossier::ReportedEnd;
use crate::shown;

/// Refuses.
pub const CODE: CheckCode = CheckCode::new("CHG_END_BEFORE_START");

pub(crate) fn check(case: &ChangeContext<'_>, end: &ReportedEnd, findings: &mut Vec<Finding>) {
    if end.at < case.dossier.start() {
        findings.push(
            Finding::new(CODE)
                .with("end", shown::moment(end.at))
                .with("start", shown::moment(case.dossier.start())),
        );
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::change_fixture::{ChangeWorld, covered, dossier, end};
    use crate::fixture::at;
    use crate::verdict::Outcome::Accepted;

    #[test]
    fn the_hour_counts_on_the_first_day() {
        // Started on 1 March at 14:00.
        let ended = ChangeWorld::ibw().ended("2024-05-01", "15:00:00");
        for (at, codes) in [
            ("2024-03-01T14:00:00+01:00", [].as_slice()),
            ("2024-03-01T13:00:00Z", &[]),
            ("2024-03-01T13:59:59+01:00", &["CHG_END_BEFORE_START"]),
            ("2024-02-29T20:00:00+01:00", &["CHG_END_BEFORE_START"]),
        ] {
            ChangeWorld::ibw().check_refusals(&end("END", at), codes);
            ended.check_refusals(&end("END_CHANGE", at), codes);
        }
        let verdict = ChangeWorld::ibw().check(&end("END", "2024-03-01T14:00:00+01:00"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-03-01..2024-03-01"));
        let finding = &ChangeWorld::ibw()
            .judge(&end("END", "2024-03-01T13:59:59+01:00"))
            .findings[0];
        assert_eq!(finding.facts.get("start"), Some("2024-03-01 14:00:00"));
    }

    #[test]
    fn an_end_before_the_first_covered_day_leaves_no_day_covered() {
        // Started on 1 January, reported late and so covered from 4 February.
        let late = dossier(
            "IBW",
            at("2024-01-01T14:00:00+01:00"),
            date(2024, 3, 5),
            (date(2024, 2, 4), date(2024, 6, 30)),
            false,
        );
        let world = ChangeWorld {
            dossier: Some(late),
            ..ChangeWorld::ibw()
        };
        let verdict = world.check(&end("END", "2024-01-20T15:00:00+01:00"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-02-04..2024-02-03"));
    }
}
