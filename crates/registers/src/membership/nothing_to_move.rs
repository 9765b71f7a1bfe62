//! MEM_NOTHING_TO_MOVE: a mutation without a membership at another fund on the day before (care.md §0; fine print,
//! Members; BVR 30/11/2018 art. 65–67).

use identifiers::CareFundNumber;
use jiff::civil::Date;
use regulation::{CheckCode, Finding};

use crate::person::{Membership, Person};

const CODE: CheckCode = CheckCode::new("MEM_NOTHING_TO_MOVE");

/// Where the person is affiliated on the day before a mutation.
pub(super) enum DayBefore {
    /// At another fund: this membership moves, and ends on `eve`.
    Elsewhere { old: Membership, eve: Date },
    /// At the fund itself.
    OwnFund,
    /// Nowhere.
    Nowhere,
}

impl DayBefore {
    /// Looks at the day before `from`, of which the calendar's first day has none.
    pub(super) fn of(person: &Person, fund: CareFundNumber, from: Date) -> Self {
        let held = from
            .yesterday()
            .ok()
            .and_then(|eve| Some((*person.membership_on(eve)?, eve)));
        match held {
            None => Self::Nowhere,
            Some((old, _)) if old.fund == fund => Self::OwnFund,
            Some((old, eve)) => Self::Elsewhere { old, eve },
        }
    }

    /// The membership that moves.
    pub(super) const fn moved(&self) -> Option<Membership> {
        match self {
            Self::Elsewhere { old, .. } => Some(*old),
            Self::OwnFund | Self::Nowhere => None,
        }
    }

    /// The membership that moves, as it is closed on the day before.
    pub(super) fn closed(&self) -> Option<Membership> {
        match self {
            Self::Elsewhere { old, eve } => old.period.ending_by(*eve).map(|period| Membership { period, ..*old }),
            Self::OwnFund | Self::Nowhere => None,
        }
    }

    /// The memberships with which the new one may not overlap: all but the one that moves. When nothing moves,
    /// the fund itself is no overlap either; who is with it on the day before is told that and nothing more.
    pub(super) fn others(&self, person: &Person, fund: CareFundNumber) -> Vec<Membership> {
        let counts = |held: &&Membership| match self {
            Self::Elsewhere { old, .. } => *held != old,
            Self::OwnFund => false,
            Self::Nowhere => held.fund != fund,
        };
        person.memberships.iter().filter(counts).copied().collect()
    }

    /// Refuses when nothing moves.
    pub(super) fn finding(&self, from: Date) -> Option<Finding> {
        match self {
            Self::Elsewhere { .. } => None,
            Self::OwnFund | Self::Nowhere => Some(Finding::new(CODE).with("from", from)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::membership::fixture::{mutate, person};

    #[test]
    fn a_membership_at_another_fund_on_the_day_before() {
        for (held, expected) in [
            (&[][..], &["MEM_NOTHING_TO_MOVE"][..]),
            (&["180 OFFICIAL 2020-01-01.."], &[]),
            (&["180 OFFICIAL 2020-01-01..2024-12-30"], &["MEM_NOTHING_TO_MOVE"]),
            (&["180 OFFICIAL 2020-01-01..2024-12-31"], &[]),
            (&["180 OFFICIAL 2020-01-01..2025-01-01"], &[]),
            (&["180 OFFICIAL 2024-12-31.."], &[]),
            (&["280 OFFICIAL 2020-01-01.."], &["MEM_NOTHING_TO_MOVE"]),
            (
                &["180 OFFICIAL 2020-01-01..2023-12-31", "280 OFFICIAL 2024-01-01.."],
                &["MEM_NOTHING_TO_MOVE"],
            ),
            (
                &["280 OFFICIAL 2020-01-01..2023-12-31", "180 OFFICIAL 2024-01-01.."],
                &[],
            ),
        ] {
            let person = person("OBLIGATORY", None, held);
            mutate(&person, "280", "2025-01-01", "2024-11-04").found(expected);
        }
    }

    #[test]
    fn the_old_ends_on_the_day_before_and_the_kind_is_kept() {
        for (held, after) in [
            (
                &["180 OFFICIAL 2020-01-01.."][..],
                &["180 OFFICIAL 2020-01-01..2024-12-31", "280 OFFICIAL 2025-01-01.."][..],
            ),
            (
                &["180 ADMINISTRATIVE 2020-01-01..2025-06-30"],
                &[
                    "180 ADMINISTRATIVE 2020-01-01..2024-12-31",
                    "280 ADMINISTRATIVE 2025-01-01..",
                ],
            ),
            (
                &[
                    "280 OFFICIAL 2019-01-01..2023-12-31",
                    "180 ADMINISTRATIVE 2024-12-31..2024-12-31",
                ],
                &[
                    "280 OFFICIAL 2019-01-01..2023-12-31",
                    "180 ADMINISTRATIVE 2024-12-31..2024-12-31",
                    "280 ADMINISTRATIVE 2025-01-01..",
                ],
            ),
        ] {
            let person = person("OBLIGATORY", None, held);
            mutate(&person, "280", "2025-01-01", "2024-11-04").leaves(after);
        }
    }
}
