//! Registers, in both times: what holds in law lies in the values; what was recorded when, in the store.

use std::collections::HashMap;

use identifiers::{
    Bic, CareFundNumber, CbeNumber, EuroCents, FacilityId, HcoNumber, Iban, NihdiNumber, PerformanceCode, PersonId,
    SectorCode, Ssin,
};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::{CareFund, Facility, Membership, Person, PersonDetails, Recognition, Tariff, TariffKind};

use crate::StoreError;

/// A person to be known for the first time.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The number by which the person is known.
    pub ssin: Ssin,
    /// Name, death, obligation and the rest.
    pub details: PersonDetails,
}

/// All memberships of one person.
pub type MembershipSet = (PersonId, Vec<Membership>);

/// What the register holds of a facility, apart from its own number and recognitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityRecord {
    /// Number in the Flemish care registry.
    pub hco: HcoNumber,
    /// Federal number.
    pub nihdi: NihdiNumber,
    /// Enterprise number.
    pub cbe: CbeNumber,
    /// Name.
    pub name: String,
    /// Sector.
    pub sector: SectorCode,
    /// Account.
    pub iban: Iban,
    /// Bank of the account.
    pub bic: Option<Bic>,
    /// Circle of Trust declaration known.
    pub circle_of_trust: bool,
    /// Software attested.
    pub attested: bool,
}

impl From<&Facility> for FacilityRecord {
    fn from(f: &Facility) -> Self {
        Self {
            hco: f.hco.clone(),
            nihdi: f.nihdi,
            cbe: f.cbe,
            name: f.name.clone(),
            sector: f.sector.clone(),
            iban: f.iban.clone(),
            bic: f.bic.clone(),
            circle_of_trust: f.circle_of_trust,
            attested: f.attested,
        }
    }
}

/// What a set of tariffs is replaced by: one code, in one sector, of one facility or of the whole sector.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TariffKey {
    /// Performance code.
    pub code: PerformanceCode,
    /// Sector.
    pub sector: SectorCode,
    /// The facility, or `None` for the whole sector.
    pub facility: Option<FacilityId>,
}

/// A care premium that a person paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PremiumRecord {
    /// Whose.
    pub person: PersonId,
    /// For which year.
    pub year: i16,
    /// When it was paid, where known.
    pub paid_on: Option<Date>,
    /// How much, where known.
    pub amount: Option<EuroCents>,
}

/// The registers. Reads give what is known now; writes keep what was known before (superseded, never edited).
pub trait RegisterRepository {
    /// All care funds, by number.
    fn care_funds(&mut self) -> Result<Vec<CareFund>, StoreError>;

    /// Records a care fund as it now is.
    fn put_care_fund(&mut self, fund: &CareFund, at: Timestamp) -> Result<(), StoreError>;

    /// The facilities with these numbers of the care registry; an unknown one is left out.
    fn facilities_by_hco(&mut self, hcos: &[HcoNumber]) -> Result<Vec<Facility>, StoreError>;

    /// A facility by its own number.
    fn facility(&mut self, id: FacilityId) -> Result<Option<Facility>, StoreError>;

    /// The facility of a federal number; of eight digits alone, one whose number begins with them.
    fn facility_by_nihdi(&mut self, nihdi: NihdiNumber) -> Result<Option<Facility>, StoreError>;

    /// Records a facility for the first time. A number that another facility has now is a [`StoreError::Conflict`].
    fn insert_facility(&mut self, record: &FacilityRecord, at: Timestamp) -> Result<FacilityId, StoreError>;

    /// Records a facility as it now is. A number that another facility has now is a [`StoreError::Conflict`].
    fn supersede_facility(&mut self, id: FacilityId, record: &FacilityRecord, at: Timestamp) -> Result<(), StoreError>;

    /// Records the recognitions of a facility as they now are.
    fn replace_recognitions(
        &mut self,
        id: FacilityId,
        recognitions: &[Recognition],
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// The persons with these national numbers (also replaced ones), by the number asked.
    fn persons_by_ssin(&mut self, ssins: &[u64]) -> Result<HashMap<u64, Person>, StoreError>;

    /// A person by their own number.
    fn person(&mut self, id: PersonId) -> Result<Option<Person>, StoreError>;

    /// The persons with these own numbers, in order of number; an unknown one is left out.
    fn persons(&mut self, ids: &[PersonId]) -> Result<Vec<Person>, StoreError>;

    /// Records persons for the first time, and gives their own numbers in the same order. A national number that is
    /// somebody's already is a [`StoreError::Conflict`].
    fn insert_persons(&mut self, persons: &[NewPerson], at: Timestamp) -> Result<Vec<PersonId>, StoreError>;

    /// Records details of persons as they now are.
    fn supersede_persons(&mut self, persons: &[(PersonId, PersonDetails)], at: Timestamp) -> Result<(), StoreError>;

    /// Records that a person is known by a number from a day on; the old number stays understood.
    /// A number that is somebody's already is a [`StoreError::Conflict`].
    fn add_ssin(&mut self, person: PersonId, ssin: Ssin, from: Date, at: Timestamp) -> Result<(), StoreError>;

    /// Records all memberships of persons as they now are.
    fn replace_memberships(&mut self, sets: &[MembershipSet], at: Timestamp) -> Result<(), StoreError>;

    /// The premiums of persons.
    fn premiums(&mut self, persons: &[PersonId]) -> Result<Vec<PremiumRecord>, StoreError>;

    /// Records premiums as they now are, by person and year.
    fn put_premiums(&mut self, premiums: &[PremiumRecord], at: Timestamp) -> Result<(), StoreError>;

    /// Records that premiums of these persons and years are no longer known as paid.
    fn withdraw_premiums(&mut self, premiums: &[(PersonId, i16)], at: Timestamp) -> Result<(), StoreError>;

    /// All tariffs of these codes, in every sector and of every facility.
    fn tariffs_of_codes(&mut self, codes: &[PerformanceCode]) -> Result<Vec<Tariff>, StoreError>;

    /// All tariffs of one kind in a sector, of every facility.
    fn tariffs_of_sector(&mut self, sector: &SectorCode, kind: TariffKind) -> Result<Vec<Tariff>, StoreError>;

    /// Records the tariffs of one key as they now are.
    fn replace_tariffs(&mut self, key: &TariffKey, tariffs: &[Tariff], at: Timestamp) -> Result<(), StoreError>;

    /// Which of these numbers are care funds the register knows.
    fn known_funds(&mut self) -> Result<Vec<CareFundNumber>, StoreError> {
        Ok(self.care_funds()?.into_iter().map(|fund| fund.number).collect())
    }
}
