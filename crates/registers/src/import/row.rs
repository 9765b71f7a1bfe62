//! The rows of register files, typed.
//!
//! They name persons and facilities by their numbers: own numbers are given by the store. Their serialised
//! form is what the journal keeps of a register change.

use identifiers::{
    Bic, CareFundNumber, CbeNumber, EuroCents, HcoNumber, Iban, NihdiNumber, PerformanceCode, Period, SectorCode, Ssin,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::facility::Recognition;
use crate::person::{IncomeCategory, Membership, PersonDetails};
use crate::tariff::{TariffKind, UserType};

/// A row of members.csv: a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberRow {
    /// Line in the file.
    pub line: u64,
    /// The number by which the person is known today.
    pub ssin: Ssin,
    /// Name, death, obligation and the rest.
    pub details: PersonDetails,
}

/// A row of replaced_ssins.csv: a number that was replaced by another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplacedSsinRow {
    /// Line in the file.
    pub line: u64,
    /// The number that was replaced, often a BIS number. Still understood, with a note.
    pub old_ssin: Ssin,
    /// The number that replaces it.
    pub new_ssin: Ssin,
    /// From this day on.
    pub from: Date,
}

/// A row of memberships.csv.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MembershipRow {
    /// Line in the file.
    pub line: u64,
    /// Whose.
    pub ssin: Ssin,
    /// Fund, kind and period.
    pub membership: Membership,
}

/// A row of premiums.csv: a care premium that was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PremiumRow {
    /// Line in the file.
    pub line: u64,
    /// By whom.
    pub ssin: Ssin,
    /// For which calendar year.
    pub year: i16,
    /// When, where known.
    pub paid_on: Option<Date>,
    /// How much, where known.
    pub cents: Option<EuroCents>,
}

/// A row of facilities.csv.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FacilityRow {
    /// Line in the file.
    pub line: u64,
    /// Number in the Flemish care registry.
    pub hco: HcoNumber,
    /// Federal number.
    pub nihdi: NihdiNumber,
    /// Enterprise number.
    pub cbe: CbeNumber,
    /// Name.
    pub name: String,
    /// The sector in which it works.
    pub sector: SectorCode,
    /// The account on which it is paid.
    pub iban: Iban,
    /// The bank of that account, where known.
    pub bic: Option<Bic>,
    /// Whether a valid Circle of Trust declaration is known.
    pub circle_of_trust: bool,
    /// Whether its software is attested.
    pub attested: bool,
}

/// A row of recognitions.csv.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecognitionRow {
    /// Line in the file.
    pub line: u64,
    /// Which facility.
    pub hco: HcoNumber,
    /// Sector, period and places.
    pub recognition: Recognition,
}

/// A row of tariffs.csv: one price of one performance code over a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TariffRow {
    /// Line in the file.
    pub line: u64,
    /// The performance code.
    pub code: PerformanceCode,
    /// What it stands for.
    pub kind: TariffKind,
    /// The sector in which it is valid.
    pub sector: SectorCode,
    /// For this facility only; `None`: for the whole sector.
    pub hco: Option<HcoNumber>,
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

/// A row of care_funds.csv. What the file does not carry (whether the fund asks for four eyes) is the fund's
/// own setting and is not touched by a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CareFundRow {
    /// Line in the file.
    pub line: u64,
    /// Number.
    pub number: CareFundNumber,
    /// Enterprise number, where known.
    pub cbe: Option<CbeNumber>,
    /// The account it pays from, where known.
    pub iban: Option<Iban>,
    /// The bank of that account, where known.
    pub bic: Option<Bic>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Website.
    pub website: Option<String>,
}

/// A delivery of register files, read whole: each list in the order of its file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registers {
    /// Persons; no two rows are of one person.
    pub members: Vec<MemberRow>,
    /// Replaced numbers; none leads back to itself.
    pub replaced_ssins: Vec<ReplacedSsinRow>,
    /// Memberships; those of one person do not overlap.
    pub memberships: Vec<MembershipRow>,
    /// Premiums paid; one per person and year.
    pub premiums: Vec<PremiumRow>,
    /// Facilities; HCO and NIHDI numbers stand once.
    pub facilities: Vec<FacilityRow>,
    /// Recognitions; those of one facility in one sector do not overlap.
    pub recognitions: Vec<RecognitionRow>,
    /// Tariffs; periods may overlap, the latest start then holds.
    pub tariffs: Vec<TariffRow>,
    /// Care funds; each stands once.
    pub care_funds: Vec<CareFundRow>,
}
