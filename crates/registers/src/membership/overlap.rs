//! MEM_OVERLAP: a membership already covers a day of the one asked for (care.md §0; BVR 30/11/2018 art. 63–64).

use identifiers::Period;
use regulation::{CheckCode, Finding};

use crate::person::Membership;

const CODE: CheckCode = CheckCode::new("MEM_OVERLAP");

/// Refuses: one finding for each membership that shares a day with `period`. `to` is `-` of one without end.
pub(super) fn check(memberships: &[Membership], period: Period) -> Vec<Finding> {
    let overlapping = memberships.iter().filter(|held| held.period.overlaps(period));
    overlapping
        .map(|held| {
            let to = held.period.to().map_or_else(|| "-".to_owned(), |to| to.to_string());
            Finding::new(CODE)
                .with("fund", held.fund)
                .with("from", held.period.from())
                .with("to", to)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::membership::fixture::{affiliate, mutate, person};

    #[test]
    fn an_affiliation_has_no_end_and_shares_no_day_with_another() {
        for (held, from, expected) in [
            (&["180 OFFICIAL 2020-01-01..2024-05-31"][..], "2024-06-01", &[][..]),
            (&["180 OFFICIAL 2020-01-01..2024-05-31"], "2024-05-31", &["MEM_OVERLAP"]),
            (&["180 OFFICIAL 2020-01-01.."], "2024-06-01", &["MEM_OVERLAP"]),
            (&["280 OFFICIAL 2020-01-01.."], "2024-06-01", &["MEM_OVERLAP"]),
            (&["280 OFFICIAL 2025-01-01.."], "2024-06-01", &["MEM_OVERLAP"]),
            (&["280 OFFICIAL 2024-06-01..2024-06-01"], "2024-06-01", &["MEM_OVERLAP"]),
            (&["280 OFFICIAL 2024-05-31..2024-05-31"], "2024-06-01", &[]),
            (
                &["280 OFFICIAL 2024-07-01..2024-07-31", "380 OFFICIAL 2025-01-01.."],
                "2024-06-01",
                &["MEM_OVERLAP", "MEM_OVERLAP"],
            ),
        ] {
            let person = person("OBLIGATORY", None, held);
            affiliate(&person, "180", "OFFICIAL", from, "2024-03-01").found(expected);
        }
    }

    #[test]
    fn a_mutation_overlaps_only_with_what_does_not_move() {
        for (held, expected) in [
            (&["180 OFFICIAL 2020-01-01.."][..], &[][..]),
            // It moves from 180 already: to another fund, or to this one.
            (
                &["180 OFFICIAL 2020-01-01..2024-12-31", "380 OFFICIAL 2025-01-01.."],
                &["MEM_OVERLAP"],
            ),
            (
                &["180 OFFICIAL 2020-01-01..2024-12-31", "280 OFFICIAL 2025-01-01.."],
                &["MEM_OVERLAP"],
            ),
            (
                &["180 OFFICIAL 2020-01-01..2025-06-30", "380 OFFICIAL 2026-01-01.."],
                &["MEM_OVERLAP"],
            ),
            // Nothing moves: one's own fund is never an overlap, another one is.
            (&["280 OFFICIAL 2020-01-01.."], &["MEM_NOTHING_TO_MOVE"]),
            (&["280 OFFICIAL 2025-01-01.."], &["MEM_NOTHING_TO_MOVE"]),
            (
                &["280 OFFICIAL 2020-01-01..2024-12-31", "380 OFFICIAL 2025-01-01.."],
                &["MEM_NOTHING_TO_MOVE"],
            ),
            (&["380 OFFICIAL 2025-01-01.."], &["MEM_NOTHING_TO_MOVE", "MEM_OVERLAP"]),
        ] {
            let person = person("OBLIGATORY", None, held);
            mutate(&person, "280", "2025-01-01", "2024-11-04").found(expected);
        }
    }

    #[test]
    fn the_finding_names_fund_and_days() {
        let person = person("OBLIGATORY", None, &["180 OFFICIAL 2020-01-01..2024-12-31"]);
        let judged = affiliate(&person, "280", "OFFICIAL", "2024-06-01", "2024-03-01");
        assert_eq!(
            judged.sentences(),
            [
                "The person is already affiliated with care fund 180, from 2020-01-01 to 2024-12-31. \
                 Changing care fund is done by a mutation."
            ]
        );
    }
}
