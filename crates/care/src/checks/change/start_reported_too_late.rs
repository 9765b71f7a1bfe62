//! CHG_START_REPORTED_TOO_LATE: a change of the start more than sixty days after the stay was first reported
//! (care.md §3; IBW slides §6.3).

use regulation::{CheckCode, Finding, parameter};

use crate::change_case::ChangeContext;
use crate::days;
use crate::judge::JudgeError;

/// Refuses: names the last day.
pub const CODE: CheckCode = CheckCode::new("CHG_START_REPORTED_TOO_LATE");

pub(crate) fn check(case: &ChangeContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let report_days = case.days_parameter(parameter::START_REPORT_DAYS, case.received_day)?;
    let first_reported = case.dossier.first_reported();
    let last_day = days::plus(first_reported, report_days);
    if case.received_day > last_day {
        findings.push(
            Finding::new(CODE)
                .with("received", case.received_day)
                .with("last_day", last_day)
                .with("first_reported", first_reported)
                .with("report_days", report_days),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::change_fixture::{ChangeWorld, start_date};
    use crate::fixture::law_with;

    #[test]
    fn day_sixty_is_in_time_and_day_sixty_one_is_not() {
        let message = start_date("2024-03-02T10:00:00+01:00");
        // First reported on 2024-03-05; days are those of Brussels.
        for (received, codes) in [
            ("2024-05-04T09:00:00+02:00", [].as_slice()),
            ("2024-05-04T21:59:59Z", &[]),
            ("2024-05-04T22:00:00Z", &["CHG_START_REPORTED_TOO_LATE"]),
        ] {
            ChangeWorld::ibw().received(received).check_refusals(&message, codes);
        }
        ChangeWorld::ibw()
            .with_law(law_with("care.start_report_days", 61))
            .received("2024-05-05T09:00:00+02:00")
            .check_refusals(&message, &[]);
    }

    #[test]
    fn the_term_holds_for_a_migrated_dossier_too() {
        let message = start_date("2021-06-01T10:00:00+02:00");
        let world = ChangeWorld::migrated(date(2023, 9, 30));
        let on = |received| world.clone().received(received);
        on("2023-06-11T09:00:00+02:00").check_refusals(&message, &[]);
        on("2023-06-12T09:00:00+02:00").check_refusals(&message, &["CHG_START_REPORTED_TOO_LATE"]);
    }

    #[test]
    fn it_stands_beside_a_start_too_early() {
        ChangeWorld::ibw().received("2024-05-05T09:00:00+02:00").check_refusals(
            &start_date("2024-02-01T10:00:00+01:00"),
            &["CHG_START_TOO_EARLY", "CHG_START_REPORTED_TOO_LATE"],
        );
    }
}
