//! A person as the member register (ledenbeheer) knows them.

use identifiers::{CareFundNumber, Period, PersonId, Ssin};
use jiff::civil::Date;

/// Whether and how a person may affiliate with a care fund (aansluitbaarheid; BVR 30/11/2018 art. 56–64).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AffiliationObligation {
    /// Must affiliate.
    Obligatory,
    /// May affiliate.
    Voluntary,
    /// May affiliate administratively only.
    Restrictive,
    /// May not affiliate.
    Forbidden,
    /// May affiliate only after moving to Belgian social security (European officials, for example).
    Protocol,
}

coded!(AffiliationObligation {
    Obligatory => "OBLIGATORY",
    Voluntary => "VOLUNTARY",
    Restrictive => "RESTRICTIVE",
    Forbidden => "FORBIDDEN",
    Protocol => "PROTOCOL",
});

/// How a person is affiliated. Both kinds open the same rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MembershipKind {
    /// Officially: owes the care premium.
    Official,
    /// Administratively: owes no premium.
    Administrative,
}

coded!(MembershipKind { Official => "OFFICIAL", Administrative => "ADMINISTRATIVE" });

/// The income category on which a personal share may rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IncomeCategory {
    /// No increased allowance.
    Standard,
    /// Increased allowance (verhoogde tegemoetkoming).
    Increased,
}

coded!(IncomeCategory { Standard => "STANDARD", Increased => "INCREASED" });

/// The most recent address known.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub street: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub postal_code: Option<String>,
    /// Municipality.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub city: Option<String>,
    /// ISO 3166 code of the country.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<String>,
}

/// What the register says of a person, apart from numbers and memberships.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonDetails {
    /// Name as the register writes it.
    pub name: Option<String>,
    /// Date of birth, where known.
    pub birth_date: Option<Date>,
    /// Day of death; that day itself is still insured.
    pub deceased_on: Option<Date>,
    /// Whether and how the person may affiliate.
    pub obligation: AffiliationObligation,
    /// Sickness fund (hundreds, `100` … `900`), where known.
    pub insurer: Option<u16>,
    /// Income category, where known.
    pub income_category: Option<IncomeCategory>,
    /// Most recent address.
    pub address: Address,
}

/// One membership (aansluiting) of a person with a care fund. Memberships of a person never overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Membership {
    /// The fund.
    pub fund: CareFundNumber,
    /// Officially or administratively.
    pub kind: MembershipKind,
    /// From when to when.
    #[serde(flatten)]
    pub period: Period,
}

/// A person with everything that rules ask of the member register, as known at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Own number.
    pub id: PersonId,
    /// The number by which the person is known today.
    pub ssin: Ssin,
    /// Name, death, obligation and the rest.
    pub details: PersonDetails,
    /// All memberships, in order of start.
    pub memberships: Vec<Membership>,
}

impl Person {
    /// The membership that covers the day.
    #[must_use]
    pub fn membership_on(&self, day: Date) -> Option<&Membership> {
        self.memberships.iter().find(|m| m.period.contains(day))
    }

    /// Whether the person had died before the day (the day of death itself is not after it).
    #[must_use]
    pub fn deceased_before(&self, day: Date) -> bool {
        self.details.deceased_on.is_some_and(|death| death < day)
    }
}
