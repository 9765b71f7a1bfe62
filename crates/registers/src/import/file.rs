//! Which register files there are, and their columns.

use std::fmt;

/// A register file (interfaces.md "Register files").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RegisterFile {
    /// Persons, by the number known today.
    Members,
    /// Numbers that were replaced (optional).
    ReplacedSsins,
    /// Memberships of persons with care funds.
    Memberships,
    /// Care premiums paid (optional).
    Premiums,
    /// Facilities.
    Facilities,
    /// Recognitions of facilities.
    Recognitions,
    /// Performance codes and prices.
    Tariffs,
    /// Care funds.
    CareFunds,
}

impl RegisterFile {
    /// All files, in the order of the specification.
    pub const ALL: [Self; 8] = [
        Self::Members,
        Self::ReplacedSsins,
        Self::Memberships,
        Self::Premiums,
        Self::Facilities,
        Self::Recognitions,
        Self::Tariffs,
        Self::CareFunds,
    ];

    /// The name of the file in its folder.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Members => "members.csv",
            Self::ReplacedSsins => "replaced_ssins.csv",
            Self::Memberships => "memberships.csv",
            Self::Premiums => "premiums.csv",
            Self::Facilities => "facilities.csv",
            Self::Recognitions => "recognitions.csv",
            Self::Tariffs => "tariffs.csv",
            Self::CareFunds => "care_funds.csv",
        }
    }

    /// The file of this name, if it is a register file.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.file_name() == name)
    }

    /// Whether a delivery must hold the file.
    #[must_use]
    pub const fn is_mandatory(self) -> bool {
        !matches!(self, Self::ReplacedSsins | Self::Premiums)
    }

    /// The columns of its header: exactly these, in any order.
    #[must_use]
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Members => &[
                "ssin",
                "name",
                "birth_date",
                "deceased_on",
                "obligation",
                "insurer",
                "income_category",
                "street",
                "postal_code",
                "city",
                "country",
            ],
            Self::ReplacedSsins => &["old_ssin", "new_ssin", "from"],
            Self::Memberships => &["ssin", "fund", "kind", "from", "to"],
            Self::Premiums => &["ssin", "year", "paid_on", "cents"],
            Self::Facilities => &[
                "hco",
                "nihdi",
                "cbe",
                "name",
                "sector",
                "iban",
                "bic",
                "circle_of_trust",
                "attested",
            ],
            Self::Recognitions => &["hco", "sector", "from", "to", "places"],
            Self::Tariffs => &[
                "code",
                "kind",
                "sector",
                "hco",
                "user_type",
                "income_category",
                "from",
                "to",
                "cents",
                "description_nl",
            ],
            Self::CareFunds => &["number", "cbe", "iban", "bic", "phone", "email", "website"],
        }
    }
}

impl fmt::Display for RegisterFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file_name())
    }
}

/// The bytes of a delivery, file by file; `None`: the folder does not hold the file.
#[derive(Clone, Copy, Default)]
pub struct RegisterFiles<'a> {
    /// members.csv
    pub members: Option<&'a [u8]>,
    /// replaced_ssins.csv (optional)
    pub replaced_ssins: Option<&'a [u8]>,
    /// memberships.csv
    pub memberships: Option<&'a [u8]>,
    /// premiums.csv (optional)
    pub premiums: Option<&'a [u8]>,
    /// facilities.csv
    pub facilities: Option<&'a [u8]>,
    /// recognitions.csv
    pub recognitions: Option<&'a [u8]>,
    /// tariffs.csv
    pub tariffs: Option<&'a [u8]>,
    /// care_funds.csv
    pub care_funds: Option<&'a [u8]>,
}

impl<'a> RegisterFiles<'a> {
    /// Asks for each known file and puts together what there is.
    ///
    /// ```
    /// use registers::import::{RegisterFile, RegisterFiles};
    /// let held = std::collections::BTreeMap::from([("members.csv", b"ssin,name".to_vec())]);
    /// let files = RegisterFiles::of(|file| held.get(file.file_name()).map(Vec::as_slice));
    /// assert!(files.members.is_some() && files.tariffs.is_none());
    /// ```
    pub fn of(mut find: impl FnMut(RegisterFile) -> Option<&'a [u8]>) -> Self {
        Self {
            members: find(RegisterFile::Members),
            replaced_ssins: find(RegisterFile::ReplacedSsins),
            memberships: find(RegisterFile::Memberships),
            premiums: find(RegisterFile::Premiums),
            facilities: find(RegisterFile::Facilities),
            recognitions: find(RegisterFile::Recognitions),
            tariffs: find(RegisterFile::Tariffs),
            care_funds: find(RegisterFile::CareFunds),
        }
    }

    /// The bytes of one file.
    #[must_use]
    pub const fn get(&self, file: RegisterFile) -> Option<&'a [u8]> {
        match file {
            RegisterFile::Members => self.members,
            RegisterFile::ReplacedSsins => self.replaced_ssins,
            RegisterFile::Memberships => self.memberships,
            RegisterFile::Premiums => self.premiums,
            RegisterFile::Facilities => self.facilities,
            RegisterFile::Recognitions => self.recognitions,
            RegisterFile::Tariffs => self.tariffs,
            RegisterFile::CareFunds => self.care_funds,
        }
    }
}

impl fmt::Debug for RegisterFiles<'_> {
    /// Which files there are and how long; never what they hold.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = RegisterFile::ALL
            .into_iter()
            .filter_map(|file| Some((file, self.get(file)?.len())));
        f.debug_map()
            .entries(held.map(|(file, length_bytes)| (file.file_name(), length_bytes)))
            .finish()
    }
}
