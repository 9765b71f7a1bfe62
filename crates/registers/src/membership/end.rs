//! MEM_NOTHING_TO_END: ending a membership that does not exist at the fund or ended already (care.md §0; fine print,
//! Members).

use identifiers::CareFundNumber;
use jiff::civil::Date;
use regulation::{CheckCode, Finding};

use crate::person::{Membership, Person};

const CODE: CheckCode = CheckCode::new("MEM_NOTHING_TO_END");

/// The finding that refuses.
pub(super) fn nothing_to_end(fund: CareFundNumber, to: Date) -> Finding {
    Finding::new(CODE).with("fund", fund).with("to", to)
}

/// All memberships when the one at the fund ends on `to`; `None` when there is none that can.
pub(super) fn shortened(
    person: &Person,
    fund: CareFundNumber,
    to: Date,
    received_day: Date,
) -> Option<Vec<Membership>> {
    let place = person
        .memberships
        .iter()
        .position(|held| held.fund == fund && can_end(held, to, received_day))?;
    let mut after = person.memberships.clone();
    let ended = after.get_mut(place)?;
    ended.period = ended.period.ending_by(to)?;
    Some(after)
}

/// Whether the membership runs beyond `to` and has not ended: on its last day it still lasts.
fn can_end(held: &Membership, to: Date, received_day: Date) -> bool {
    let runs_on = held.period.to().is_none_or(|end| to < end && received_day <= end);
    held.period.from() <= to && runs_on
}

#[cfg(test)]
mod tests {
    use crate::membership::fixture::{end, person};

    const NOTHING: &[&str] = &["MEM_NOTHING_TO_END"];

    #[test]
    fn a_membership_that_runs_on_ends_on_any_of_its_days() {
        let member = person("VOLUNTARY", None, &["180 OFFICIAL 2020-01-01.."]);
        for (to, after) in [
            ("2020-01-01", "180 OFFICIAL 2020-01-01..2020-01-01"),
            ("2023-12-31", "180 OFFICIAL 2020-01-01..2023-12-31"),
            ("2024-03-01", "180 OFFICIAL 2020-01-01..2024-03-01"),
            ("2030-12-31", "180 OFFICIAL 2020-01-01..2030-12-31"),
        ] {
            end(&member, "180", to, "2024-03-01").found(&[]).leaves(&[after]);
        }
        end(&member, "180", "2019-12-31", "2024-03-01").found(NOTHING);
        end(&member, "280", "2024-12-31", "2024-03-01").found(NOTHING);
        end(&person("VOLUNTARY", None, &[]), "180", "2024-12-31", "2024-03-01").found(NOTHING);
    }

    #[test]
    fn an_end_that_lies_ahead_is_shortened_and_never_moved_on() {
        let ending = person("VOLUNTARY", None, &["180 OFFICIAL 2020-01-01..2024-06-30"]);
        for (to, received, expected) in [
            ("2024-06-29", "2024-06-29", &[][..]),
            ("2024-06-29", "2024-06-30", &[]),
            ("2024-06-29", "2024-07-01", NOTHING),
            ("2020-01-01", "2024-03-01", &[]),
            ("2019-12-31", "2024-03-01", NOTHING),
            ("2024-06-30", "2024-03-01", NOTHING),
            ("2024-07-01", "2024-03-01", NOTHING),
        ] {
            end(&ending, "180", to, received).found(expected);
        }
    }

    #[test]
    fn of_several_memberships_the_one_that_holds_on_the_day_ends() {
        let held = [
            "180 OFFICIAL 2019-01-01..2019-12-31",
            "280 OFFICIAL 2020-01-01..2023-12-31",
            "180 ADMINISTRATIVE 2024-01-01..",
        ];
        let person = person("VOLUNTARY", None, &held);
        end(&person, "180", "2024-06-30", "2024-03-01").leaves(&[
            held[0],
            held[1],
            "180 ADMINISTRATIVE 2024-01-01..2024-06-30",
        ]);
        for (fund, to) in [
            ("180", "2019-06-30"),
            ("180", "2022-06-30"),
            ("280", "2023-06-30"),
            ("280", "2024-06-30"),
        ] {
            end(&person, fund, to, "2024-03-01").found(NOTHING);
        }
    }
}
