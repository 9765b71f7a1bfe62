//! The folder as a whole: which file is read as what.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use identifiers::SectorCode;

use super::check::{self, Check, CheckCode};
use super::cumulation::{self, Pairs};
use super::dated::Timeline;
use super::error::RegulationError;
use super::list::{self, List, ValueList};
use super::overrides;
use super::parameters::{self, Parameters};
use super::reader::{File, Table};
use super::sector::{self, Sector};

/// All that a folder says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Data {
    pub(crate) parameters: Parameters,
    pub(crate) lists: BTreeMap<List, ValueList>,
    pub(crate) sectors: BTreeMap<SectorCode, Sector>,
    pub(crate) cumulation: Option<Timeline<Pairs>>,
    pub(crate) checks: BTreeMap<CheckCode, Check>,
    /// The check that a twin code stands for.
    pub(crate) twins: BTreeMap<CheckCode, CheckCode>,
}

/// What a file is, in the order of reading: what is referred to comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Sector,
    Cumulation,
    List,
    Check,
    Parameters,
    Overrides,
}

impl Subject {
    fn of(path: &str) -> Self {
        match path.split_once('/').map(|(folder, _)| folder) {
            Some("sectors") => Self::Sector,
            Some("lists") => Self::List,
            Some("checks") => Self::Check,
            Some("overrides") => Self::Overrides,
            None if path == "cumulation.toml" => Self::Cumulation,
            _ => Self::Parameters,
        }
    }
}

impl Data {
    /// Reads the files of a folder, (path inside the folder, text) each. All faults are named, ordered by
    /// file and line.
    ///
    /// # Errors
    /// Every fault of every file, when there is one.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, Vec<RegulationError>> {
        let mut ordered: Vec<(Subject, &str, &str)> = files
            .iter()
            .map(|(path, text)| (Subject::of(path), *path, *text))
            .collect();
        ordered.sort_unstable();
        let faults = RefCell::default();
        let mut data = Self::default();
        let mut codes = BTreeSet::new();
        for (subject, path, text) in ordered {
            File::new(path, text, &faults).read(|table| data.read_table(subject, table, &mut codes));
        }
        data.twins = data.twin_codes();
        finish(data, faults)
    }

    /// The same data with a file of overrides applied.
    pub(crate) fn overridden(&self, path: &str, text: &str) -> Result<Self, Vec<RegulationError>> {
        let faults = RefCell::default();
        let mut data = self.clone();
        File::new(path, text, &faults).read(|table| overrides::read_file(table, &mut data));
        finish(data, faults)
    }

    fn read_table(&mut self, subject: Subject, table: &Table<'_>, codes: &mut BTreeSet<CheckCode>) {
        let sectors = &self.sectors;
        let known = |code: &SectorCode| sectors.contains_key(code);
        match subject {
            Subject::Sector => sector::read_file(table, &mut self.sectors),
            Subject::Cumulation => self.cumulation = cumulation::read_file(table, &known),
            Subject::List => list::read_file(table, &mut self.lists),
            Subject::Check => check::read_file(table, codes, &mut self.checks),
            Subject::Parameters => parameters::read_file(table, &known, &mut self.parameters),
            Subject::Overrides => overrides::read_file(table, self),
        }
    }

    fn twin_codes(&self) -> BTreeMap<CheckCode, CheckCode> {
        let twins = self
            .checks
            .values()
            .flat_map(|check| check.also.iter().map(|twin| (twin, &check.code)));
        twins.map(|(twin, code)| (twin.clone(), code.clone())).collect()
    }
}

fn finish(data: Data, faults: RefCell<Vec<RegulationError>>) -> Result<Data, Vec<RegulationError>> {
    let mut faults = faults.into_inner();
    faults.sort_unstable();
    if faults.is_empty() { Ok(data) } else { Err(faults) }
}
