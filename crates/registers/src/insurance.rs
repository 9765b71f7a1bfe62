//! The insurance status: whether a person is insured on a day, with which fund, and if not, why not.

use jiff::civil::Date;

use crate::person::{AffiliationObligation, Membership, Person};

/// Why a person is not insured (care.md §1; the codes are those of the value list of insurance reasons).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum InsuranceReason {
    /// The member register does not know the person.
    #[serde(rename = "INS_REASON_SSIN_NOT_FOUND_IN_LB")]
    NotFound,
    /// Died before the day asked about.
    #[serde(rename = "INS_REASON_DECEASED")]
    Deceased,
    /// May not affiliate.
    #[serde(rename = "INS_REASON_AFFILIATIONOBLIGATION_FORBIDDEN")]
    Forbidden,
    /// May affiliate only after moving to Belgian social security.
    #[serde(rename = "INS_REASON_NO_AFFILIATION_PROTOCOL")]
    Protocol,
    /// Must affiliate, and has not.
    #[serde(rename = "INS_REASON_NO_AFFILIATION_OBLIGATORY")]
    NoAffiliationObligatory,
    /// May affiliate, and has not.
    #[serde(rename = "INS_REASON_NO_AFFILIATION_VOLUNTARY")]
    NoAffiliationVoluntary,
    /// May affiliate administratively, and has not.
    #[serde(rename = "INS_REASON_NO_AFFILIATION_RESTRICTIVE")]
    NoAffiliationRestrictive,
}

impl InsuranceReason {
    /// All reasons, in the order in which they are judged: the first that holds wins.
    pub const ALL: [Self; 7] = [
        Self::NotFound,
        Self::Deceased,
        Self::Forbidden,
        Self::Protocol,
        Self::NoAffiliationObligatory,
        Self::NoAffiliationVoluntary,
        Self::NoAffiliationRestrictive,
    ];

    /// The code, as answers carry it (`INS_REASON_…`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "INS_REASON_SSIN_NOT_FOUND_IN_LB",
            Self::Deceased => "INS_REASON_DECEASED",
            Self::Forbidden => "INS_REASON_AFFILIATIONOBLIGATION_FORBIDDEN",
            Self::Protocol => "INS_REASON_NO_AFFILIATION_PROTOCOL",
            Self::NoAffiliationObligatory => "INS_REASON_NO_AFFILIATION_OBLIGATORY",
            Self::NoAffiliationVoluntary => "INS_REASON_NO_AFFILIATION_VOLUNTARY",
            Self::NoAffiliationRestrictive => "INS_REASON_NO_AFFILIATION_RESTRICTIVE",
        }
    }

    /// The reason with this code; `None` for any other text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Whether the person can still affiliate: a request then waits for the affiliation (in beraad, the
    /// facility acts) instead of being refused (D2).
    #[must_use]
    pub const fn can_affiliate(self) -> bool {
        match self {
            Self::NoAffiliationObligatory | Self::NoAffiliationVoluntary | Self::NoAffiliationRestrictive => true,
            Self::NotFound | Self::Deceased | Self::Forbidden | Self::Protocol => false,
        }
    }
}

/// Whether a person is insured on a day (care.md §1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InsuranceStatus {
    /// Insured by this membership, which covers the day.
    Insured(Membership),
    /// Not insured, for exactly one reason.
    NotInsured(InsuranceReason),
}

impl InsuranceStatus {
    /// The membership that insures, if any.
    #[must_use]
    pub const fn membership(self) -> Option<Membership> {
        match self {
            Self::Insured(membership) => Some(membership),
            Self::NotInsured(_) => None,
        }
    }

    /// The reason why not, if not insured.
    #[must_use]
    pub const fn reason(self) -> Option<InsuranceReason> {
        match self {
            Self::Insured(_) => None,
            Self::NotInsured(reason) => Some(reason),
        }
    }
}

/// The insurance status of a person on a day; `None` is a person whom the member register does not know.
///
/// The first reason that holds wins: unknown, deceased before the day (the day of death itself is still
/// insured), forbidden, protocol, not affiliated. A membership that covers the day outweighs forbidden and
/// protocol, which the register may have learnt later, but not death (care.md §1, D2).
#[must_use]
pub fn insurance_status(person: Option<&Person>, day: Date) -> InsuranceStatus {
    let Some(person) = person else {
        return InsuranceStatus::NotInsured(InsuranceReason::NotFound);
    };
    if person.deceased_before(day) {
        return InsuranceStatus::NotInsured(InsuranceReason::Deceased);
    }
    if let Some(membership) = person.membership_on(day) {
        return InsuranceStatus::Insured(*membership);
    }
    InsuranceStatus::NotInsured(match person.details.obligation {
        AffiliationObligation::Forbidden => InsuranceReason::Forbidden,
        AffiliationObligation::Protocol => InsuranceReason::Protocol,
        AffiliationObligation::Obligatory => InsuranceReason::NoAffiliationObligatory,
        AffiliationObligation::Voluntary => InsuranceReason::NoAffiliationVoluntary,
        AffiliationObligation::Restrictive => InsuranceReason::NoAffiliationRestrictive,
    })
}

#[cfg(test)]
mod tests {
    use identifiers::{CareFundNumber, Period, PersonId, Ssin};
    use jiff::civil::date;

    use super::*;
    use crate::person::{Address, MembershipKind, PersonDetails};

    /// A membership of fund 180 that ends at the end of 2023, and one of fund 280 that begins in 2025.
    fn memberships() -> Vec<Membership> {
        let of = |fund: &str, kind, from, to| Membership {
            fund: CareFundNumber::parse(fund).unwrap(),
            kind,
            period: Period::new(from, to).unwrap(),
        };
        vec![
            of(
                "180",
                MembershipKind::Official,
                date(2020, 1, 1),
                Some(date(2023, 12, 31)),
            ),
            of("280", MembershipKind::Administrative, date(2025, 1, 1), None),
        ]
    }

    fn person(obligation: AffiliationObligation, deceased_on: Option<Date>) -> Person {
        Person {
            id: PersonId(1),
            ssin: Ssin::parse("85073003328").unwrap(),
            details: PersonDetails {
                name: None,
                birth_date: None,
                deceased_on,
                obligation,
                insurer: None,
                income_category: None,
                address: Address::default(),
            },
            memberships: memberships(),
        }
    }

    /// `expected`: the number of the fund, or the code of the reason.
    fn check(person: Option<&Person>, day: Date, expected: &str) {
        let found = match insurance_status(person, day) {
            InsuranceStatus::Insured(membership) => membership.fund.to_string(),
            InsuranceStatus::NotInsured(reason) => reason.code().to_owned(),
        };
        assert_eq!(found, expected, "{person:?} on {day}");
    }

    #[test]
    fn an_unknown_person_is_not_found() {
        check(None, date(2024, 1, 1), "INS_REASON_SSIN_NOT_FOUND_IN_LB");
    }

    #[test]
    fn every_obligation_on_both_sides_of_a_membership() {
        use AffiliationObligation as O;
        for (obligation, reason) in [
            (O::Obligatory, "INS_REASON_NO_AFFILIATION_OBLIGATORY"),
            (O::Voluntary, "INS_REASON_NO_AFFILIATION_VOLUNTARY"),
            (O::Restrictive, "INS_REASON_NO_AFFILIATION_RESTRICTIVE"),
            (O::Forbidden, "INS_REASON_AFFILIATIONOBLIGATION_FORBIDDEN"),
            (O::Protocol, "INS_REASON_NO_AFFILIATION_PROTOCOL"),
        ] {
            let person = person(obligation, None);
            check(Some(&person), date(2019, 12, 31), reason);
            check(Some(&person), date(2020, 1, 1), "180");
            check(Some(&person), date(2023, 12, 31), "180");
            check(Some(&person), date(2024, 1, 1), reason);
            check(Some(&person), date(2024, 12, 31), reason);
            check(Some(&person), date(2025, 1, 1), "280");
            check(Some(&person), date(2099, 1, 1), "280");
        }
    }

    #[test]
    fn death_outweighs_everything_from_the_day_after() {
        use AffiliationObligation as O;
        for obligation in [O::Obligatory, O::Voluntary, O::Restrictive, O::Forbidden, O::Protocol] {
            let covered = person(obligation, Some(date(2022, 6, 15)));
            check(Some(&covered), date(2022, 6, 14), "180");
            check(Some(&covered), date(2022, 6, 15), "180");
            check(Some(&covered), date(2022, 6, 16), "INS_REASON_DECEASED");
            check(Some(&covered), date(2025, 1, 1), "INS_REASON_DECEASED");
        }
        let uncovered = person(O::Forbidden, Some(date(2024, 6, 15)));
        check(
            Some(&uncovered),
            date(2024, 6, 15),
            "INS_REASON_AFFILIATIONOBLIGATION_FORBIDDEN",
        );
        check(Some(&uncovered), date(2024, 6, 16), "INS_REASON_DECEASED");
    }

    #[test]
    fn only_who_is_not_affiliated_can_affiliate() {
        let able: Vec<_> = InsuranceReason::ALL
            .into_iter()
            .filter(|r| r.can_affiliate())
            .map(|r| r.code())
            .collect();
        assert_eq!(
            able,
            [
                "INS_REASON_NO_AFFILIATION_OBLIGATORY",
                "INS_REASON_NO_AFFILIATION_VOLUNTARY",
                "INS_REASON_NO_AFFILIATION_RESTRICTIVE",
            ]
        );
    }

    #[test]
    fn a_reason_is_found_by_its_code_and_by_no_other_text() {
        for reason in InsuranceReason::ALL {
            assert_eq!(InsuranceReason::from_code(reason.code()), Some(reason));
        }
        assert_eq!(InsuranceReason::from_code("INS_REASON"), None);
    }
}
