//! The personal share (persoonlijk aandeel) of a person on a day (care.md §5; fine print, Members; PVT slides §4).

use identifiers::EuroCents;
use jiff::civil::Date;

use crate::person::{IncomeCategory, PersonDetails};
use crate::tariff::{PricedFor, Tariff, TariffKind, tariff_on};

/// What a person owes for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonalShare {
    /// The amount per day, not negative: an invoice takes it off the price of the day.
    pub cents: EuroCents,
    /// The income category that the amount rests on; `None` when it is the same for all.
    pub category: Option<IncomeCategory>,
}

/// The income category by which a person's tariffs are chosen: STANDARD while the register knows none, since the
/// increased allowance is an entitlement that must be known to be applied.
#[must_use]
pub fn income_category_of(details: &PersonDetails) -> IncomeCategory {
    details.income_category.unwrap_or(IncomeCategory::Standard)
}

/// The personal share on a day; `None` when no tariff holds for that person and day (fine print, Members: notFound).
///
/// `tariffs` may be of any kind: only PERSONAL_SHARE counts. Of several that hold, the rank is that of
/// [`tariff_on`], whatever their codes. An income category that is not known counts as STANDARD
/// ([`income_category_of`]).
#[must_use]
pub fn personal_share_on(tariffs: &[Tariff], day: Date, who: PricedFor<'_>) -> Option<PersonalShare> {
    let shares: Vec<Tariff> = tariffs
        .iter()
        .filter(|tariff| tariff.kind == TariffKind::PersonalShare)
        .cloned()
        .collect();
    let who = PricedFor {
        income_category: who.income_category.or(Some(IncomeCategory::Standard)),
        ..who
    };
    tariff_on(&shares, day, who).map(|tariff| PersonalShare {
        cents: tariff.cents,
        category: tariff.income_category,
    })
}

#[cfg(test)]
mod tests {
    use identifiers::{FacilityId, PerformanceCode, Period, SectorCode};
    use jiff::civil::date;

    use super::*;
    use crate::membership::fixture;
    use crate::tariff::UserType;

    fn sector(code: &str) -> SectorCode {
        SectorCode::parse(code).unwrap()
    }

    fn share(cents: i64, from: Date) -> Tariff {
        Tariff {
            code: PerformanceCode::parse("970060").unwrap(),
            kind: TariffKind::PersonalShare,
            sector: sector("PVT"),
            facility: None,
            user_type: None,
            income_category: None,
            period: Period::since(from),
            cents: EuroCents::new(cents),
            description_nl: None,
        }
    }

    fn of_category(cents: i64, category: IncomeCategory, from: Date) -> Tariff {
        Tariff {
            income_category: Some(category),
            ..share(cents, from)
        }
    }

    fn asked(tariffs: &[Tariff], day: Date, category: Option<IncomeCategory>) -> Option<(i64, Option<IncomeCategory>)> {
        let sector = sector("PVT");
        let who = PricedFor {
            facility: FacilityId(1),
            sector: &sector,
            user_type: Some(UserType::WithoutIntellectualDisability),
            income_category: category,
        };
        personal_share_on(tariffs, day, who).map(|found| (found.cents.cents(), found.category))
    }

    const STANDARD: Option<IncomeCategory> = Some(IncomeCategory::Standard);
    const INCREASED: Option<IncomeCategory> = Some(IncomeCategory::Increased);

    #[test]
    fn the_amount_of_the_category_on_the_day() {
        let tariffs = [
            Tariff {
                period: Period::between(date(2023, 4, 1), date(2023, 12, 31)).unwrap(),
                ..of_category(1700, IncomeCategory::Standard, date(2023, 4, 1))
            },
            of_category(1800, IncomeCategory::Standard, date(2024, 1, 1)),
            of_category(900, IncomeCategory::Increased, date(2023, 4, 1)),
        ];
        for (day, category, expected) in [
            (date(2023, 3, 31), STANDARD, None),
            (date(2023, 4, 1), STANDARD, Some((1700, STANDARD))),
            (date(2023, 12, 31), STANDARD, Some((1700, STANDARD))),
            (date(2024, 1, 1), STANDARD, Some((1800, STANDARD))),
            (date(2023, 3, 31), INCREASED, None),
            (date(2023, 4, 1), INCREASED, Some((900, INCREASED))),
            (date(2024, 1, 1), INCREASED, Some((900, INCREASED))),
            (date(2024, 1, 1), None, Some((1800, STANDARD))),
        ] {
            assert_eq!(asked(&tariffs, day, category), expected, "{day} {category:?}");
        }
    }

    #[test]
    fn without_a_tariff_for_that_person_there_is_no_share() {
        let day = date(2024, 3, 6);
        let increased = [of_category(900, IncomeCategory::Increased, date(2023, 4, 1))];
        assert_eq!(asked(&increased, day, STANDARD), None);
        assert_eq!(asked(&increased, day, None), None);
        assert_eq!(asked(&[], day, STANDARD), None);
        for other in [
            Tariff {
                kind: TariffKind::Day,
                ..share(1800, date(2023, 4, 1))
            },
            Tariff {
                sector: sector("WZC"),
                ..share(1800, date(2023, 4, 1))
            },
            Tariff {
                facility: Some(FacilityId(2)),
                ..share(1800, date(2023, 4, 1))
            },
            Tariff {
                user_type: Some(UserType::WithIntellectualDisability),
                ..share(1800, date(2023, 4, 1))
            },
        ] {
            assert_eq!(asked(std::slice::from_ref(&other), day, STANDARD), None, "{other:?}");
        }
    }

    #[test]
    fn rank_is_that_of_tariffs_whatever_their_codes() {
        let (early, late) = (date(2023, 4, 1), date(2024, 1, 1));
        let for_all = share(2000, early);
        let later_for_all = Tariff {
            code: PerformanceCode::parse("970012").unwrap(),
            ..share(2100, late)
        };
        let standard = of_category(1800, IncomeCategory::Standard, early);
        let own = Tariff {
            facility: Some(FacilityId(1)),
            ..share(1500, early)
        };
        let ranked = [for_all, later_for_all, standard, own];
        let expected = [(2000, None), (2100, None), (1800, STANDARD), (1500, None)];
        for (held, expected) in (1..).zip(expected) {
            assert_eq!(
                asked(&ranked[..held], date(2024, 3, 6), None),
                Some(expected),
                "{held} tariffs"
            );
        }
    }

    #[test]
    fn an_unknown_income_category_counts_as_standard() {
        for (category, expected) in [
            (None, IncomeCategory::Standard),
            (STANDARD, IncomeCategory::Standard),
            (INCREASED, IncomeCategory::Increased),
        ] {
            let details = PersonDetails {
                income_category: category,
                ..fixture::person("OBLIGATORY", None, &[]).details
            };
            assert_eq!(income_category_of(&details), expected);
        }
    }
}
