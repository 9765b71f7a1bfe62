//! MEM_TOO_EARLY: a membership from before 1 January of the current year (care.md §0; IBW slides §5).

use regulation::{CheckCode, Finding, LawError, parameter};

use super::Opening;

const CODE: CheckCode = CheckCode::new("MEM_TOO_EARLY");

/// Refuses. The current year is that of the day of receipt. Also a mutation: what it opens is a membership.
pub(super) fn check(opening: &Opening<'_>) -> Result<Option<Finding>, LawError> {
    let received_day = opening.received_day;
    let first_day = opening
        .law
        .month_day(parameter::MEMBERSHIP_FIRST_DAY, None, received_day)?;
    let earliest = first_day
        .in_year(received_day.year())
        .filter(|first| opening.from < *first);
    Ok(earliest.map(|earliest| Finding::new(CODE).with("from", opening.from).with("earliest", earliest)))
}

#[cfg(test)]
mod tests {
    use crate::membership::fixture::{affiliate, mutate, person};

    #[test]
    fn the_first_day_is_1_january_of_the_year_of_receipt() {
        let free = person("OBLIGATORY", None, &[]);
        for (from, received, expected) in [
            ("2023-12-31", "2024-01-01", &["MEM_TOO_EARLY"][..]),
            ("2023-12-31", "2023-12-31", &[]),
            ("2023-01-01", "2023-12-31", &[]),
            ("2022-12-31", "2023-12-31", &["MEM_TOO_EARLY"]),
            ("2024-01-01", "2024-12-31", &[]),
            ("2024-01-01", "2025-01-01", &["MEM_TOO_EARLY"]),
            ("2024-03-02", "2024-03-01", &[]),
            ("2025-01-01", "2024-03-01", &[]),
            ("-009999-01-01", "2024-03-01", &["MEM_TOO_EARLY"]),
            ("9999-12-31", "2024-03-01", &[]),
        ] {
            affiliate(&free, "180", "OFFICIAL", from, received).found(expected);
        }
    }

    #[test]
    fn a_mutation_of_an_earlier_year_is_too_early_and_not_in_time() {
        let member = person("OBLIGATORY", None, &["180 OFFICIAL 2019-01-01.."]);
        for (from, expected) in [
            ("2024-01-01", &["MEM_MUTATION_DATE"][..]),
            ("2023-01-01", &["MEM_TOO_EARLY", "MEM_MUTATION_DATE"]),
        ] {
            mutate(&member, "280", from, "2024-03-01").found(expected);
        }
    }
}
