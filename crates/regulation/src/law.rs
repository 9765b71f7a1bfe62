//! The law: asked for what holds on a day.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use identifiers::SectorCode;
use jiff::civil::{Date, Time};

use crate::data::{
    Bilingual, CheckCode, Data, List, MonthDay, Overrides, Parameter, Ratio, RegulationError, Sector, Series, Value,
    ValueList, parameter_on_day, sector_pair,
};
use crate::embedded;
use crate::hash::LawHash;

/// A list that no file gives: it holds nothing.
static NO_LIST: LazyLock<ValueList> = LazyLock::new(ValueList::default);

/// The law as data: what the files of one folder say, and their hash. Cheap to clone.
#[derive(Clone)]
pub struct Law(Arc<Loaded>);

struct Loaded {
    data: Data,
    /// Paths and texts, in order of path.
    files: Vec<(Arc<str>, Arc<str>)>,
    hash: LawHash,
}

/// Why the law gives no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// The parameter has no value on the day.
    #[error("the parameter {name} has no value on {day}{}", .sector.as_ref().map(|s| format!(" for {s}")).unwrap_or_default())]
    MissingParameter {
        /// Its name.
        name: &'static str,
        /// For which sector it was asked.
        sector: Option<SectorCode>,
        /// For which day.
        day: Date,
    },
    /// The parameter holds another kind of value, or `none` where a value is needed.
    #[error("the parameter {name} is {found} on {day}, not {expected}")]
    WrongKind {
        /// Its name.
        name: &'static str,
        /// For which day.
        day: Date,
        /// What it holds.
        found: String,
        /// What was asked.
        expected: &'static str,
    },
    /// The catalogue has no such check.
    #[error("unknown check {0}")]
    UnknownCheck(CheckCode),
}

/// A parameter as it stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterOnDay<'l> {
    /// Its name.
    pub name: &'static str,
    /// The sector whose value it is; `None` when it holds for all that have no own value.
    pub sector: Option<&'l SectorCode>,
    /// The value.
    pub value: &'l Value,
    /// Its unit (`days`).
    pub unit: &'static str,
    /// What it means.
    pub description: &'l Bilingual,
    /// The first day of the value.
    pub since: Date,
    /// Its last day, where it has one.
    pub until: Option<Date>,
    /// The citation.
    pub source: &'l str,
}

impl std::fmt::Debug for Law {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Law({})", self.0.hash)
    }
}

/// Where a law comes from.
impl Law {
    /// The law as it was embedded when the program was built.
    #[must_use]
    pub fn embedded() -> Self {
        static LAW: LazyLock<Law> = LazyLock::new(|| {
            Law::from_files(embedded::FILES.iter().copied())
                .expect("the build script read the same files without a fault")
        });
        LAW.clone()
    }

    /// The law of a folder: (path inside the folder, with `/`, and text) of each `.toml` file.
    ///
    /// # Errors
    /// Every fault of every file, by file and line.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<RegulationError>> {
        let mut files: Vec<(&str, &str)> = files.into_iter().collect();
        files.sort_unstable();
        let data = Data::read(&files)?;
        Ok(Self::of(
            data,
            files
                .into_iter()
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        ))
    }

    fn of(data: Data, files: Vec<(Arc<str>, Arc<str>)>) -> Self {
        let hash = LawHash::of(files.iter().map(|(path, text)| (path.as_ref(), text.as_ref())));
        Self(Arc::new(Loaded { data, files, hash }))
    }

    /// The same law with other values in places. It has another hash, and one more file that says what was
    /// replaced, so that it too can be kept and loaded again.
    ///
    /// # Errors
    /// An unknown parameter or sector, a value of another kind, a pair that is allowed and not allowed.
    pub fn with_overrides(&self, overrides: &Overrides) -> Result<Self, Vec<RegulationError>> {
        if overrides.is_empty() {
            return Ok(self.clone());
        }
        let before = self.files().filter(|(path, _)| path.starts_with("overrides/")).count();
        let (path, text) = (format!("overrides/{:04}.toml", before + 1), overrides.to_file());
        let data = self.0.data.overridden(&path, &text)?;
        let mut files = self.0.files.clone();
        files.push((path.into(), text.into()));
        files.sort_unstable();
        Ok(Self::of(data, files))
    }

    /// The files as loaded, in order of path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.files.iter().map(|(path, text)| (path.as_ref(), text.as_ref()))
    }

    /// What the files say.
    pub(crate) fn data(&self) -> &Data {
        &self.0.data
    }

    /// The hash of the files.
    #[must_use]
    pub fn hash(&self) -> LawHash {
        self.0.hash
    }
}

/// Parameters. Each is asked for a sector (its own value, else that for all) and a day.
impl Law {
    fn value(&self, parameter: Parameter, sector: Option<&SectorCode>, day: Date) -> Result<&Value, LawError> {
        let found = parameter_on_day(&self.0.data.parameters, parameter, sector, day);
        found
            .map(|dated| &dated.value.value)
            .ok_or_else(|| LawError::MissingParameter {
                name: parameter.name(),
                sector: sector.cloned(),
                day,
            })
    }

    /// A whole number of the parameter's unit.
    ///
    /// # Errors
    /// No value on the day; another kind of value, also an explicit `none`.
    pub fn integer(&self, parameter: Parameter, sector: Option<&SectorCode>, day: Date) -> Result<i64, LawError> {
        match self.value(parameter, sector, day)? {
            Value::Integer(number) => Ok(*number),
            other => Err(wrong_kind(parameter, day, other, "a number")),
        }
    }

    /// A whole number, or `None` where the law says `none`.
    ///
    /// # Errors
    /// No value on the day; another kind of value.
    pub fn optional_integer(
        &self,
        parameter: Parameter,
        sector: Option<&SectorCode>,
        day: Date,
    ) -> Result<Option<i64>, LawError> {
        match self.value(parameter, sector, day)? {
            Value::Integer(number) => Ok(Some(*number)),
            Value::None => Ok(None),
            other => Err(wrong_kind(parameter, day, other, "a number or none")),
        }
    }

    /// An hour. `24:00` is the last moment of the day.
    ///
    /// # Errors
    /// No value on the day; another kind of value.
    pub fn time(&self, parameter: Parameter, sector: Option<&SectorCode>, day: Date) -> Result<Time, LawError> {
        match self.value(parameter, sector, day)? {
            Value::Time(time) => Ok(*time),
            other => Err(wrong_kind(parameter, day, other, "an hour")),
        }
    }

    /// An exact ratio.
    ///
    /// # Errors
    /// No value on the day; another kind of value.
    pub fn ratio(&self, parameter: Parameter, sector: Option<&SectorCode>, day: Date) -> Result<Ratio, LawError> {
        match self.value(parameter, sector, day)? {
            Value::Ratio(ratio) => Ok(*ratio),
            other => Err(wrong_kind(parameter, day, other, "a ratio")),
        }
    }

    /// A word.
    ///
    /// # Errors
    /// No value on the day; another kind of value.
    pub fn word(&self, parameter: Parameter, sector: Option<&SectorCode>, day: Date) -> Result<&str, LawError> {
        match self.value(parameter, sector, day)? {
            Value::Word(word) => Ok(word),
            other => Err(wrong_kind(parameter, day, other, "a word")),
        }
    }

    /// A day of any year.
    ///
    /// # Errors
    /// No value on the day; another kind of value.
    pub fn month_day(
        &self,
        parameter: Parameter,
        sector: Option<&SectorCode>,
        day: Date,
    ) -> Result<MonthDay, LawError> {
        match self.value(parameter, sector, day)? {
            Value::MonthDay(month_day) => Ok(*month_day),
            other => Err(wrong_kind(parameter, day, other, "a day of the year")),
        }
    }

    /// A text for people.
    ///
    /// # Errors
    /// No value on the day; another kind of value.
    pub fn text(&self, parameter: Parameter, sector: Option<&SectorCode>, day: Date) -> Result<&Bilingual, LawError> {
        match self.value(parameter, sector, day)? {
            Value::Text(text) => Ok(text),
            other => Err(wrong_kind(parameter, day, other, "a text")),
        }
    }

    /// Every parameter as it stands on a day, by name, first for all sectors and then for each sector that
    /// has its own value.
    #[must_use]
    pub fn parameters_on(&self, day: Date) -> Vec<ParameterOnDay<'_>> {
        let all = self.0.data.parameters.values().flat_map(|of_name| of_name.values());
        all.filter_map(|series| on_day(series, day)).collect()
    }

    /// The days on which a value of a parameter begins, or has ended the day before: between two of them the
    /// parameters do not change.
    #[must_use]
    pub fn boundary_days(&self) -> BTreeSet<Date> {
        let all = self.0.data.parameters.values().flat_map(|of_name| of_name.values());
        let values = all.flat_map(|series| series.values.iter());
        values
            .flat_map(|value| [Some(value.from), value.to.and_then(|to| to.tomorrow().ok())])
            .flatten()
            .collect()
    }
}

fn on_day(series: &Series, day: Date) -> Option<ParameterOnDay<'_>> {
    let dated = series.values.on(day)?;
    Some(ParameterOnDay {
        name: series.parameter.name(),
        sector: series.sector.as_ref(),
        value: &dated.value.value,
        unit: series.parameter.unit().as_str(),
        description: &series.description,
        since: dated.from,
        until: dated.to,
        source: &dated.value.source,
    })
}

fn wrong_kind(parameter: Parameter, day: Date, found: &Value, expected: &'static str) -> LawError {
    LawError::WrongKind {
        name: parameter.name(),
        day,
        found: found.to_string(),
        expected,
    }
}

/// Lists, sectors and what may stand together.
impl Law {
    /// A value list; one that no file gives is empty.
    #[must_use]
    pub fn list(&self, list: List) -> &ValueList {
        self.list_if_loaded(list).unwrap_or(&NO_LIST)
    }

    /// A value list, when a file gives it. The list of diagnoses is one that need not be there.
    #[must_use]
    pub fn list_if_loaded(&self, list: List) -> Option<&ValueList> {
        self.0.data.lists.get(&list)
    }

    /// A sector by its code.
    #[must_use]
    pub fn sector(&self, code: &SectorCode) -> Option<&Sector> {
        self.0.data.sectors.get(code)
    }

    /// All sectors, by code.
    pub fn sectors(&self) -> impl Iterator<Item = &Sector> {
        self.0.data.sectors.values()
    }

    /// Whether stays in two sectors may overlap on a day, whichever comes first. What no table names may not.
    #[must_use]
    pub fn may_cumulate(&self, a: &SectorCode, b: &SectorCode, day: Date) -> bool {
        let table = self.0.data.cumulation.as_ref().and_then(|timeline| timeline.on(day));
        table
            .and_then(|table| table.value.get(&sector_pair(a, b)))
            .copied()
            .unwrap_or(false)
    }
}
