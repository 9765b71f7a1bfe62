//! CHG_START_TOO_EARLY: a start more than thirty days before the day on which the stay was first reported (care.md
//! §3; IBW slides §6.3). Not judged of a migrated dossier (fine print, "Changes").

use identifiers::brussels_day;
use jiff::Timestamp;
use regulation::{CheckCode, Finding, parameter};

use crate::change_case::ChangeContext;
use crate::days;
use crate::judge::JudgeError;

/// Refuses: names the earliest day.
pub const CODE: CheckCode = CheckCode::new("CHG_START_TOO_EARLY");

pub(crate) fn check(case: &ChangeContext<'_>, start: Timestamp, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let back_days = case.days_parameter(parameter::START_BACK_DAYS, case.received_day)?;
    let first_reported = case.dossier.first_reported();
    let (start, earliest) = (brussels_day(start), days::plus(first_reported, -back_days));
    if start < earliest {
        findings.push(
            Finding::new(CODE)
                .with("start", start)
                .with("earliest", earliest)
                .with("first_reported", first_reported)
                .with("back_days", back_days),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::change_fixture::{ChangeWorld, covered, dossier, start_date};
    use crate::fixture::{at, law_with};
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn thirty_days_before_the_first_report_and_no_more() {
        // First reported on 2024-03-05.
        for (start, covers) in [
            ("2024-02-04T00:00:00+01:00", Some("2024-02-04..2024-06-30")),
            ("2024-02-03T23:00:00Z", Some("2024-02-04..2024-06-30")),
            ("2024-02-03T23:59:59+01:00", None),
            ("2024-02-03T22:59:59Z", None),
        ] {
            let world = ChangeWorld::ibw();
            match covers {
                Some(_) => {
                    let verdict = world.check(&start_date(start), Accepted, &[]);
                    assert_eq!(covered(&verdict).as_deref(), covers, "{start}");
                }
                None => world.check_refusals(&start_date(start), &["CHG_START_TOO_EARLY"]),
            }
        }
        ChangeWorld::ibw()
            .with_law(law_with("care.start_back_days", 31))
            .check_refusals(&start_date("2024-02-03T10:00:00+01:00"), &[]);
    }

    #[test]
    fn a_stay_reported_late_never_gets_its_first_days_back() {
        // Started on 1 January, reported on 5 March: covered from 4 February.
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
        world.check(
            &start_date("2024-01-02T10:00:00+01:00"),
            Refused,
            &["CHG_START_TOO_EARLY"],
        );
        let verdict = world.check(&start_date("2024-02-05T10:00:00+01:00"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-02-05..2024-06-30"));
        // A shorter term of requests covers later than the start that is allowed.
        let strict = world.with_law(law_with("care.request_term_days", 20));
        let verdict = strict.check(&start_date("2024-02-05T10:00:00+01:00"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-02-14..2024-06-30"));
    }

    #[test]
    fn nothing_is_covered_before_the_sector_joined() {
        // Started on 3 January 2024, reported on the 5th; IBW joined on the 1st.
        let early = dossier(
            "IBW",
            at("2024-01-03T14:00:00+01:00"),
            date(2024, 1, 5),
            (date(2024, 1, 3), date(2024, 6, 30)),
            false,
        );
        let world = ChangeWorld {
            dossier: Some(early),
            ..ChangeWorld::ibw()
        }
        .received("2024-01-20T09:00:00+01:00");
        let verdict = world.check(&start_date("2023-12-20T10:00:00+01:00"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-01-01..2024-06-30"));
    }

    #[test]
    fn a_migrated_start_may_move_years() {
        let world = ChangeWorld::migrated(date(2023, 9, 30));
        let verdict = world.check(&start_date("2015-01-01T10:00:00+01:00"), Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2023-04-01..2023-09-30"));
    }
}
