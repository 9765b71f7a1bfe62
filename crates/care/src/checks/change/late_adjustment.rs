//! CHG_LATE_ADJUSTMENT: any change of a closed dossier that comes more than five days after its closing (care.md
//! §3; D3; IBW slides, "Laattijdige aanpassingen").

use regulation::{CheckCode, Finding, parameter};

use crate::change_case::ChangeContext;
use crate::days;
use crate::judge::JudgeError;

/// In beraad: the fund acts.
pub const CODE: CheckCode = CheckCode::new("CHG_LATE_ADJUSTMENT");

pub(crate) fn check(case: &ChangeContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    let Some(closed) = case.dossier.closed_on() else {
        return Ok(());
    };
    let term_days = case.days_parameter(parameter::LATE_ADJUSTMENT_DAYS, case.received_day)?;
    if days::between(closed, case.received_day) > term_days {
        findings.push(
            Finding::new(CODE)
                .with("closed", closed)
                .with("received", case.received_day)
                .with("term_days", term_days),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use regulation::Acts;
    use serde_json::json;

    use crate::change_fixture::{ChangeWorld, change, covered, end, start_date};
    use crate::fixture::law_with;
    use crate::verdict::Outcome::{Accepted, Pending, Queued, Refused};

    /// Ended on 1 May, reported and so closed on 2 May.
    fn closed() -> ChangeWorld {
        ChangeWorld::ibw()
            .received("2024-05-02T09:00:00+02:00")
            .after(&end("END", "2024-05-01T15:00:00+02:00"), &[])
    }

    #[test]
    fn day_five_after_closing_is_automatic_and_day_six_waits_for_the_fund() {
        let changes = [
            change("CONTACT", &[("contact", json!({"name": "x", "phone": "1"}))]),
            change("ADMINISTRATIVE", &[("origin", json!("10"))]),
            end("END_CHANGE", "2024-04-30T15:00:00+02:00"),
            change("END_CANCELLATION", &[]),
        ];
        for message in &changes {
            closed()
                .received("2024-05-07T23:59:59+02:00")
                .check(message, Accepted, &[]);
            let verdict =
                closed()
                    .received("2024-05-08T00:00:00+02:00")
                    .check(message, Pending, &["CHG_LATE_ADJUSTMENT"]);
            assert_eq!(verdict.acts, [Acts::CareFund]);
            assert!(!verdict.waits_for_affiliation());
            assert_eq!((covered(&verdict), verdict.after.is_some()), (None, true));
        }
        let start = start_date("2024-03-02T10:00:00+01:00");
        closed()
            .received("2024-05-04T09:00:00+02:00")
            .check(&start, Accepted, &[]);
        closed().received("2024-05-08T09:00:00+02:00").check(
            &start,
            Refused,
            &["CHG_LATE_ADJUSTMENT", "CHG_START_REPORTED_TOO_LATE"],
        );
        closed()
            .with_law(law_with("care.late_adjustment_days", 6))
            .received("2024-05-08T09:00:00+02:00")
            .check(&changes[0], Accepted, &[]);
    }

    #[test]
    fn a_changed_end_does_not_move_the_closing_and_a_cancelled_one_reopens() {
        let cancellation = change("END_CANCELLATION", &[]);
        let moved = closed()
            .received("2024-05-07T09:00:00+02:00")
            .after(&end("END_CHANGE", "2024-05-03T15:00:00+02:00"), &[])
            .received("2024-05-08T09:00:00+02:00");
        moved.check(&cancellation, Pending, &["CHG_LATE_ADJUSTMENT"]);
        let reopened = closed().after(&cancellation, &[]).received("2024-06-01T09:00:00+02:00");
        reopened.check(&change("ADMINISTRATIVE", &[("origin", json!("10"))]), Accepted, &[]);
        assert_eq!(reopened.dossier.unwrap().closed_on(), None);
    }

    #[test]
    fn the_day_of_acceptance_closes_and_not_that_of_receipt() {
        let message = end("END", "2024-05-01T15:00:00+02:00");
        let received = ChangeWorld::ibw().received("2024-05-02T09:00:00+02:00");
        let waited = ChangeWorld {
            judged_on: Some(date(2024, 5, 9)),
            ..received
        };
        let world = ChangeWorld {
            judged_on: None,
            ..waited.after(&message, &[])
        };
        assert_eq!(
            world.dossier.as_ref().and_then(crate::Dossier::closed_on),
            Some(date(2024, 5, 9))
        );
        let cancellation = change("END_CANCELLATION", &[]);
        for (received, outcome, codes) in [
            // Received before the stay was closed, judged after.
            ("2024-05-03T09:00:00+02:00", Accepted, [].as_slice()),
            ("2024-05-14T09:00:00+02:00", Accepted, &[]),
            ("2024-05-15T09:00:00+02:00", Pending, &["CHG_LATE_ADJUSTMENT"]),
        ] {
            world.clone().received(received).check(&cancellation, outcome, codes);
        }
    }

    #[test]
    fn it_stands_beside_faults_of_form_but_not_while_another_waits() {
        let late = closed().received("2024-05-08T09:00:00+02:00");
        let incomplete = change("ADMINISTRATIVE", &[]);
        late.check_refusals(&incomplete, &["CARE_INCOMPLETE", "CHG_LATE_ADJUSTMENT"]);
        let waiting = ChangeWorld { waiting: true, ..late };
        waiting.check_refusals(&incomplete, &["CARE_INCOMPLETE"]);
        waiting.check(&change("END_CANCELLATION", &[]), Queued, &[]);
    }
}
