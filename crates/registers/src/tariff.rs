//! Tariffs: performance codes and their prices.

use identifiers::{EuroCents, FacilityId, PerformanceCode, Period, SectorCode};
use jiff::civil::Date;

use crate::person::IncomeCategory;

/// What a performance code stands for, and so in which record of an invoice it comes (billing.md §1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TariffKind {
    /// A day of care (record 30).
    Day,
    /// The personal share of a day (record 30, directly behind its day).
    PersonalShare,
    /// A diverse cost (record 50); its cents are the highest amount payable without a look.
    Cost,
    /// A first care premium paid by the facility (record 50).
    Premium,
}

coded!(TariffKind {
    Day => "DAY",
    PersonalShare => "PERSONAL_SHARE",
    Cost => "COST",
    Premium => "PREMIUM",
});

/// The type of user in a psychiatric care home, on which its price depends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserType {
    /// With intellectual disability.
    WithIntellectualDisability,
    /// Without intellectual disability.
    WithoutIntellectualDisability,
}

coded!(UserType {
    WithIntellectualDisability => "WITH_INTELLECTUAL_DISABILITY",
    WithoutIntellectualDisability => "WITHOUT_INTELLECTUAL_DISABILITY",
});

/// One price of one performance code over a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    /// The performance code.
    pub code: PerformanceCode,
    /// What it stands for.
    pub kind: TariffKind,
    /// The sector in which it is valid.
    pub sector: SectorCode,
    /// For this facility only; `None`: for the whole sector.
    pub facility: Option<FacilityId>,
    /// For this type of user only.
    pub user_type: Option<UserType>,
    /// For this income category only.
    pub income_category: Option<IncomeCategory>,
    /// From when to when.
    pub period: Period,
    /// The price of one unit (for a COST: the highest amount payable without a look).
    pub cents: EuroCents,
    /// Description in Dutch.
    pub description_nl: Option<String>,
}

/// Whose line is priced, for choosing among tariffs.
#[derive(Debug, Clone, Copy)]
pub struct PricedFor<'a> {
    /// The facility that invoices.
    pub facility: FacilityId,
    /// Its sector.
    pub sector: &'a SectorCode,
    /// The user type of the stay, where the sector asks for one.
    pub user_type: Option<UserType>,
    /// The income category of the person, where known.
    pub income_category: Option<IncomeCategory>,
}

/// The tariff of a code on a day, among `candidates` of that code.
///
/// Rank (fine print, "Lines"): the facility's own, then one of the user type, then one of the income category,
/// then the latest `from`. A tariff of another facility, sector, user type or income category does not count.
#[must_use]
pub fn tariff_on<'t>(candidates: &'t [Tariff], day: Date, who: PricedFor<'_>) -> Option<&'t Tariff> {
    candidates
        .iter()
        .filter(|t| t.period.contains(day) && &t.sector == who.sector)
        .filter(|t| t.facility.is_none_or(|f| f == who.facility))
        .filter(|t| t.user_type.is_none() || t.user_type == who.user_type)
        .filter(|t| t.income_category.is_none() || t.income_category == who.income_category)
        .max_by_key(|t| {
            (
                t.facility.is_some(),
                t.user_type.is_some(),
                t.income_category.is_some(),
                t.period.from(),
            )
        })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::person::{AffiliationObligation, MembershipKind};

    #[test]
    fn words_are_written_alike_in_files_and_in_serde() {
        macro_rules! check {
            ($($name:ident),+) => {
                $(for value in $name::ALL {
                    assert_eq!(serde_json::to_value(value).unwrap(), value.code());
                    assert_eq!($name::from_code(value.code()), Some(*value));
                })+
            };
        }
        check!(
            TariffKind,
            UserType,
            IncomeCategory,
            AffiliationObligation,
            MembershipKind
        );
        assert_eq!(TariffKind::from_code("day"), None);
    }

    fn tariff(facility: Option<i64>, user: Option<UserType>, income: Option<IncomeCategory>, from: Date) -> Tariff {
        Tariff {
            code: PerformanceCode::parse("970012").unwrap(),
            kind: TariffKind::Day,
            sector: SectorCode::parse("PVT").unwrap(),
            facility: facility.map(FacilityId),
            user_type: user,
            income_category: income,
            period: Period::new(from, Some(date(2024, 12, 31))).unwrap(),
            cents: EuroCents::new(100),
            description_nl: None,
        }
    }

    #[test]
    fn rank_is_facility_then_user_type_then_income_category_then_the_latest_start() {
        let (user, income) = (
            Some(UserType::WithIntellectualDisability),
            Some(IncomeCategory::Increased),
        );
        let (early, late) = (date(2024, 1, 1), date(2024, 7, 1));
        // From the lowest rank to the highest; the last two are another's and never count.
        let ranked = [
            tariff(None, None, None, early),
            tariff(None, None, None, late),
            tariff(None, None, income, early),
            tariff(None, user, None, early),
            tariff(Some(1), None, None, early),
            tariff(Some(1), user, income, early),
            tariff(Some(2), user, income, late),
            tariff(Some(1), Some(UserType::WithoutIntellectualDisability), income, late),
        ];
        let sector = SectorCode::parse("PVT").unwrap();
        let who = PricedFor {
            facility: FacilityId(1),
            sector: &sector,
            user_type: user,
            income_category: income,
        };
        for held in 1..=6 {
            let candidates = [&ranked[..held], &ranked[6..]].concat();
            let expected = &ranked[held - 1];
            assert_eq!(tariff_on(&candidates, late, who), Some(expected), "{held} tariffs");
        }
    }

    #[test]
    fn a_tariff_holds_from_its_first_day_to_its_last_in_its_own_sector() {
        let candidates = [tariff(None, None, None, date(2024, 1, 1))];
        let sector = SectorCode::parse("PVT").unwrap();
        let other = SectorCode::parse("IBW").unwrap();
        for (day, sector, expected) in [
            (date(2023, 12, 31), &sector, false),
            (date(2024, 1, 1), &sector, true),
            (date(2024, 12, 31), &sector, true),
            (date(2025, 1, 1), &sector, false),
            (date(2024, 1, 1), &other, false),
        ] {
            let who = PricedFor {
                facility: FacilityId(1),
                sector,
                user_type: None,
                income_category: None,
            };
            assert_eq!(tariff_on(&candidates, day, who).is_some(), expected, "{day} {sector}");
        }
    }
}
