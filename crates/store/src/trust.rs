//! What the agency knows of the software that calls: certificates bound to whom they are of, versions of software that
//! are attested, and which facility uses which.

use identifiers::{CareFundNumber, FacilityId, Period};
use jiff::Timestamp;

use crate::{ContentHash, StoreError};

/// Whose a certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateOwner {
    /// A facility's.
    Facility(FacilityId),
    /// A care fund's.
    Fund(CareFundNumber),
    /// The agency's own.
    Agency,
}

impl CertificateOwner {
    /// Its two columns: facility and fund, both empty for the agency.
    #[must_use]
    pub const fn columns(self) -> (Option<i64>, Option<u16>) {
        match self {
            Self::Facility(facility) => (Some(facility.0), None),
            Self::Fund(fund) => (None, Some(fund.as_number())),
            Self::Agency => (None, None),
        }
    }

    /// From its two columns.
    #[must_use]
    pub fn of(facility: Option<FacilityId>, fund: Option<CareFundNumber>) -> Self {
        match (facility, fund) {
            (Some(facility), _) => Self::Facility(facility),
            (None, Some(fund)) => Self::Fund(fund),
            (None, None) => Self::Agency,
        }
    }
}

/// A certificate that the agency bound to its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundCertificate {
    /// Own number.
    pub id: i64,
    /// SHA-256 of the certificate as it goes over the line (DER).
    pub fingerprint: ContentHash,
    /// Its subject.
    pub subject: String,
    /// Its issuer.
    pub issuer: String,
    /// From when it is good.
    pub valid_from: Timestamp,
    /// Until when it is good.
    pub valid_to: Timestamp,
    /// Whose it is.
    pub owner: CertificateOwner,
    /// Whether its owner may show none but certificates that are pinned.
    pub is_pinned: bool,
    /// Who bound it.
    pub bound_by: String,
    /// When.
    pub bound_at: Timestamp,
    /// Its end before its time, where there is one.
    pub end: Option<CertificateEnd>,
}

/// How a bound certificate came to its end before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateEnd {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The certificate in its place, by own number.
    pub replaced_by: Option<i64>,
}

/// A version of software that is attested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestedSoftware {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// On which days it is attested.
    pub attested: Period,
}

/// A version of software that a facility uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoftwareInUse {
    /// The facility.
    pub facility: FacilityId,
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// On which days the facility uses it.
    pub used: Period,
    /// On which days it is attested, if it is.
    pub attested: Option<Period>,
}

/// Certificates and software. Rows are ended or superseded, never edited.
pub trait TrustRepository {
    /// Binds a certificate (its own number and end are ignored) and gives its number, without gaps. One that is bound
    /// already is a [`StoreError::Conflict`].
    fn bind_certificate(&mut self, certificate: &BoundCertificate) -> Result<i64, StoreError>;

    /// A certificate by its own number.
    fn certificate(&mut self, id: i64) -> Result<Option<BoundCertificate>, StoreError>;

    /// Those of an owner, or all; the one that ends first comes first.
    fn certificates(&mut self, owner: Option<CertificateOwner>) -> Result<Vec<BoundCertificate>, StoreError>;

    /// The certificate of a fingerprint, whosever it is, and those of an owner that are pinned and have not ended: one
    /// query.
    fn certificate_and_pinned(
        &mut self,
        fingerprint: ContentHash,
        owner: CertificateOwner,
    ) -> Result<Vec<BoundCertificate>, StoreError>;

    /// Ends a certificate before its time; `false` when it has ended already.
    fn end_certificate(&mut self, id: i64, end: &CertificateEnd) -> Result<bool, StoreError>;

    /// Every version that is attested, by name and version.
    fn attested_software(&mut self) -> Result<Vec<AttestedSoftware>, StoreError>;

    /// Records on which days a version is attested as now known; `None`: never.
    fn put_attested_software(
        &mut self,
        software: (&str, &str),
        attested: Option<Period>,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// What a facility uses, or every facility, by facility, name and version.
    fn software_in_use(&mut self, facility: Option<FacilityId>) -> Result<Vec<SoftwareInUse>, StoreError>;

    /// Records on which days a facility uses a version as now known; `None`: never.
    fn put_software_in_use(
        &mut self,
        facility: FacilityId,
        software: (&str, &str),
        used: Option<Period>,
        at: Timestamp,
    ) -> Result<(), StoreError>;
}
