//! MEM_MUTATION_DATE: a mutation starts on 1 January and is received before 5 December of the year before (care.md
//! §0; D12; BVR 30/11/2018 art. 65–67).

use regulation::{CheckCode, Finding, LawError, parameter};

use super::Opening;

const CODE: CheckCode = CheckCode::new("MEM_MUTATION_DATE");

/// Refuses: one finding, whether the day of the start, that of receipt or both are wrong. `last_day` is the day
/// from which it is too late.
pub(super) fn check(opening: &Opening<'_>) -> Result<Option<Finding>, LawError> {
    let Opening {
        from,
        received_day,
        law,
        ..
    } = *opening;
    let start_day = law.month_day(parameter::MUTATION_START_DAY, None, received_day)?;
    let last_day = law.month_day(parameter::MUTATION_LAST_DAY, None, received_day)?;
    // A year that the calendar does not have lies before every receipt.
    let too_late_from = from.year().checked_sub(1).and_then(|year| last_day.in_year(year));
    let in_time = too_late_from.is_some_and(|day| received_day < day);
    let well_placed = start_day.in_year(from.year()) == Some(from);
    Ok((!in_time || !well_placed).then(|| {
        let last_day = too_late_from.map_or_else(|| last_day.to_string(), |day| day.to_string());
        Finding::new(CODE).with("from", from).with("last_day", last_day)
    }))
}

#[cfg(test)]
mod tests {
    use crate::membership::fixture::{mutate, person};

    #[test]
    fn on_1_january_received_before_5_december_of_the_year_before() {
        let member = person("OBLIGATORY", None, &["180 OFFICIAL 2019-01-01.."]);
        for (from, received, expected) in [
            ("2025-01-01", "2024-12-04", &[][..]),
            ("2025-01-01", "2024-12-05", &["MEM_MUTATION_DATE"]),
            ("2025-01-01", "2024-12-31", &["MEM_MUTATION_DATE"]),
            ("2025-01-01", "2025-01-01", &["MEM_MUTATION_DATE"]),
            ("2025-01-01", "2024-01-01", &[]),
            ("2026-01-01", "2024-12-05", &[]),
            ("2024-12-31", "2024-11-04", &["MEM_MUTATION_DATE"]),
            ("2025-01-02", "2024-11-04", &["MEM_MUTATION_DATE"]),
            ("2025-07-01", "2024-11-04", &["MEM_MUTATION_DATE"]),
            ("2025-07-01", "2025-06-01", &["MEM_MUTATION_DATE"]),
            ("9999-01-01", "2024-11-04", &[]),
        ] {
            mutate(&member, "280", from, received).found(expected);
        }
    }

    #[test]
    fn the_first_day_of_the_calendar_is_judged_as_any_other() {
        let member = person("OBLIGATORY", None, &["180 OFFICIAL 2019-01-01.."]);
        let expected = [
            "MEM_TOO_EARLY",
            "MEM_MUTATION_DATE",
            "MEM_NOTHING_TO_MOVE",
            "MEM_OVERLAP",
        ];
        mutate(&member, "280", "-009999-01-01", "2024-11-04").found(&expected);
    }

    #[test]
    fn the_finding_names_the_last_day() {
        let member = person("OBLIGATORY", None, &["180 OFFICIAL 2019-01-01.."]);
        assert_eq!(
            mutate(&member, "280", "2025-01-01", "2024-12-05").sentences(),
            [
                "A mutation starts on 1 January and must be received before 2024-12-05 of the year before; \
                 this one would start on 2025-01-01."
            ]
        );
    }
}
