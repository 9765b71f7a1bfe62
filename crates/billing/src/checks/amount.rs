//! 301940: the amount of a day or a personal share is not the tariff of that day (type R, billing.md §2).
//!
//! A tariff of the facility beats one of the sector; rank as in `registers::tariff`. A code whose tariffs are all of
//! another user type or income category gets 301940 (fine print, "Lines"). Where no stay is known (300541) the user
//! type is unknown too, and the amount of any user type is right.

use identifiers::EuroCents;
use invoice_file::model::DetailKind;
use registers::tariff::{PricedFor, tariff_on};
use registers::{IncomeCategory, Tariff, TariffKind, UserType};
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static NOT_THE_TARIFF: Twin = Twin::stay_only("301940");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("301940")];

/// Whether a tariff is of the record a line stands in (billing.md §1, "Which record").
pub(crate) fn of_record(tariff: &Tariff, record: DetailKind) -> bool {
    match tariff.kind {
        TariffKind::Day | TariffKind::PersonalShare => record == DetailKind::Stay30,
        TariffKind::Cost | TariffKind::Premium => record == DetailKind::Provision50,
    }
}

/// The tariff of a line on its day, for the person and stay it is about.
fn tariff_of<'a>(case: &LineCase<'a>, user_type: Option<UserType>) -> Option<&'a Tariff> {
    let batch = case.invoice.batch;
    let who = PricedFor {
        facility: batch.facility.id,
        sector: batch.sector(),
        user_type,
        // An unknown category is the standard one (E105).
        income_category: case
            .invoice
            .person
            .map(|person| person.details.income_category.unwrap_or(IncomeCategory::Standard)),
    };
    tariff_on(case.tariffs, case.day(), who).filter(|tariff| of_record(tariff, case.line.record))
}

/// The tariffs that may be the line's: that of its stay; of any user type where no stay is known.
pub(crate) fn prices<'a>(case: &LineCase<'a>) -> impl Iterator<Item = &'a Tariff> {
    let user_types = match case.stay {
        Some(stay) => [Some(stay.user_type), None, None],
        None => [
            Some(None),
            Some(Some(UserType::WithIntellectualDisability)),
            Some(Some(UserType::WithoutIntellectualDisability)),
        ],
    };
    let case = *case;
    user_types
        .into_iter()
        .flatten()
        .filter_map(move |user_type| tariff_of(&case, user_type))
}

/// 301940. `case` has a person: 200802 and 200820 silence it.
pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let tariff = prices(case).max_by_key(|tariff| asked(tariff, tariff.cents) == case.line.amount);
    let expected = tariff.map(|tariff| asked(tariff, tariff.cents));
    if expected != Some(case.line.amount) {
        let tariff = expected.map_or_else(|| "-".to_owned(), |cents| cents.to_string());
        case.found(found, &NOT_THE_TARIFF, |finding| {
            finding.with("asked", case.line.amount).with("tariff", tariff)
        });
    }
}

/// The amount an original asks for a tariff: a personal share is written with the opposite sign of its day.
fn asked(tariff: &Tariff, cents: EuroCents) -> EuroCents {
    if tariff.kind == TariffKind::PersonalShare {
        cents.opposite()
    } else {
        cents
    }
}

#[cfg(test)]
mod tests {
    use registers::IncomeCategory;

    use super::*;
    use crate::testing::*;

    fn asking(cents: i64, on: &str) -> invoice_file::model::Line {
        line(DetailKind::Stay30, DAY_CODE, on, cents)
    }

    #[test]
    fn the_amount_is_the_tariff_of_the_day_to_the_cent() {
        let mut world = World::ibw();
        for (cents, expected) in [
            (DAY_CENTS, &[][..]),
            (DAY_CENTS - 1, &["301940"]),
            (DAY_CENTS + 1, &["301940"]),
            (0, &["301940"]),
            (-DAY_CENTS, &["201140", "301940"]),
        ] {
            world.check(&[asking(cents, "2024-03-10")], expected);
        }
        let (mut old, mut new) = (
            tariff(DAY_CODE, TariffKind::Day, "IBW", 4000),
            tariff(DAY_CODE, TariffKind::Day, "IBW", 5000),
        );
        old.period = period("2019-01-01", "2024-03-14");
        new.period = period("2024-03-15", "");
        world.prices(DAY_CODE, vec![new, old]);
        world.check(&[asking(4000, "2024-03-14"), asking(5000, "2024-03-15")], &[]);
        world.check(&[asking(5000, "2024-03-14")], &["301940"]);
        world.check(&[asking(4000, "2024-03-15")], &["301940"]);
    }

    #[test]
    fn a_tariff_of_the_facility_beats_one_of_the_sector() {
        let mut world = World::ibw();
        let mut own = tariff(DAY_CODE, TariffKind::Day, "IBW", 4000);
        own.facility = Some(FACILITY);
        world.price(own);
        world.check(&[asking(4000, "2024-03-10")], &[]);
        world.check(&[care("2024-03-10")], &["301940"]);
    }

    #[test]
    fn tariffs_that_are_all_of_another_user_type_or_income_category() {
        let mut world = World::ibw();
        let mut of_type = tariff(DAY_CODE, TariffKind::Day, "IBW", DAY_CENTS);
        of_type.user_type = Some(UserType::WithIntellectualDisability);
        world.prices(DAY_CODE, vec![of_type]);
        world.check(&[care("2024-03-10")], &["301940"]);
        world.stay(|stay| stay.user_type = Some(UserType::WithoutIntellectualDisability));
        world.check(&[care("2024-03-10")], &["301940"]);
        world.stay(|stay| stay.user_type = Some(UserType::WithIntellectualDisability));
        world.check(&[care("2024-03-10")], &[]);

        let mut of_category = tariff(DAY_CODE, TariffKind::Day, "IBW", DAY_CENTS);
        of_category.income_category = Some(IncomeCategory::Increased);
        world.prices(DAY_CODE, vec![of_category]);
        for (category, expected) in [
            (None, &["301940"][..]),
            (Some(IncomeCategory::Standard), &["301940"]),
            (Some(IncomeCategory::Increased), &[]),
        ] {
            world.person(|person| person.details.income_category = category);
            world.check(&[care("2024-03-10")], expected);
        }
    }

    #[test]
    fn without_a_stay_the_amount_of_any_user_type_is_right() {
        let mut world = World::ibw();
        let of_type = |user_type, cents| Tariff {
            user_type: Some(user_type),
            ..tariff(DAY_CODE, TariffKind::Day, "IBW", cents)
        };
        let with = of_type(UserType::WithIntellectualDisability, 1000);
        let without = of_type(UserType::WithoutIntellectualDisability, 2000);
        world.prices(DAY_CODE, vec![with, without]);
        world.stays(vec![]);
        for (cents, expected) in [
            (1000, &["300541"][..]),
            (2000, &["300541"]),
            (3000, &["300541", "301940"]),
        ] {
            world.check(&[asking(cents, "2024-03-10")], expected);
        }
    }

    #[test]
    fn a_share_is_asked_with_the_opposite_sign_of_its_day() {
        let world = World::of_sector("PVT");
        let shared = |cents| line(DetailKind::Stay30, SHARE_CODE, "2024-03-10", cents);
        let pair = |cents| [care("2024-03-10"), shared(cents)];
        world.check(&pair(-SHARE_CENTS), &[]);
        world.check(&pair(-SHARE_CENTS + 1), &["300452", "301940"]);
        world.check(&pair(SHARE_CENTS), &["201140", "300452", "301940"]);
    }
}
