//! What a history begins with: persons, facilities and the law.

use identifiers::SectorCode;
use jiff::civil::{Date, date};
use regulation::{CumulationRule, Law, OverrideValue, Overrides, ParameterOverride};

use crate::event::Event;

/// The persons' numbers; the last one is in no register.
pub const SSINS: [&str; 4] = ["85073003328", "85073010058", "85073010157", "85073010256"];

/// A facility of every history.
#[derive(Debug, Clone, Copy)]
pub struct FacilitySetup {
    /// Its number in the care registry.
    pub hco: &'static str,
    /// Its sector.
    pub sector: &'static str,
    /// Its federal number.
    pub nihdi: &'static str,
}

/// Two facilities of one sector and one of another.
pub const FACILITIES: [FacilitySetup; 3] = [
    FacilitySetup {
        hco: "10000001",
        sector: "IBW",
        nihdi: "73100188000",
    },
    FacilitySetup {
        hco: "10000002",
        sector: "IBW",
        nihdi: "73100287000",
    },
    FacilitySetup {
        hco: "20000001",
        sector: "PVT",
        nihdi: "74200149000",
    },
];

/// The code and price of a day of care, which every sector here has.
pub(crate) const DAY_CODE: u32 = 970_012;
pub(crate) const DAY_CENTS: i64 = 4321;

/// A membership of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The fund.
    pub fund: String,
    /// OFFICIAL or ADMINISTRATIVE.
    pub kind: &'static str,
    /// First day.
    pub from: Date,
    /// Last day, where there is one.
    pub to: Option<Date>,
}

/// A person as the member register knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSetup {
    /// OBLIGATORY, VOLUNTARY, RESTRICTIVE, FORBIDDEN or PROTOCOL.
    pub obligation: &'static str,
    /// Day of death.
    pub deceased: Option<Date>,
    /// The sickness fund, in hundreds.
    pub insurer: Option<u16>,
    /// All memberships.
    pub memberships: Vec<Membership>,
    /// Years for which a premium was paid.
    pub premiums: Vec<i16>,
}

/// What a history begins with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The first day of the store.
    pub day: Date,
    /// The persons of [`SSINS`], in their order; those that are not here are in no register.
    pub persons: Vec<PersonSetup>,
    /// The days on which each facility is recognised.
    pub recognised: [(Date, Option<Date>); 3],
    /// The longest period that a request for IBW may ask, in days.
    pub max_period_days: Option<i64>,
    /// Whether stays in IBW and PVT may overlap.
    pub cumulation_allowed: bool,
    /// The diagnoses of the loaded list, where one is loaded.
    pub diagnoses: Option<Vec<&'static str>>,
}

/// A setup and what happens in it.
#[derive(Debug, Clone)]
pub struct History {
    /// What it begins with.
    pub setup: Setup,
    /// What happens, in order of time.
    pub events: Vec<Event>,
}

/// The code of a sector that is written in this crate.
pub(crate) fn sector(code: &str) -> SectorCode {
    SectorCode::parse(code).expect("the sectors here are well formed")
}

impl Setup {
    /// The law of the history: the embedded one with its overrides.
    ///
    /// # Errors
    /// The overrides are refused, with the reason.
    pub fn law(&self) -> Result<Law, String> {
        let mut overrides = Overrides::default();
        if let Some(days) = self.max_period_days {
            overrides.parameters.push(ParameterOverride {
                name: regulation::parameter::MAX_PERIOD_DAYS.name().to_owned(),
                sector: Some(sector("IBW")),
                from: date(2019, 1, 1),
                value: OverrideValue::Integer(days),
            });
        }
        if self.cumulation_allowed {
            overrides.cumulation = Some(vec![CumulationRule {
                sectors: vec![sector("IBW"), sector("PVT")],
                allowed: true,
            }]);
        }
        let law = Law::embedded()
            .with_overrides(&overrides)
            .map_err(|faults| format!("{faults:?}"))?;
        match &self.diagnoses {
            None => Ok(law),
            Some(diagnoses) => with_diagnoses(&law, diagnoses),
        }
    }
}

/// The law with one file more: a list of diagnoses.
fn with_diagnoses(law: &Law, diagnoses: &[&str]) -> Result<Law, String> {
    let mut list = String::from("list = \"diagnosis\"\n");
    for code in diagnoses {
        list.push_str(&format!(
            "\n[[value]]\ncode = \"{code}\"\ntext = {{ nl = \"{code}\", en = \"{code}\" }}\nfrom = 2019-01-01\nsource = \"IBW slides §6.2\"\n"
        ));
    }
    let mut files: Vec<(&str, &str)> = law.files().collect();
    files.push(("lists/diagnosis.toml", &list));
    Law::from_files(files).map_err(|faults| format!("{faults:?}"))
}
