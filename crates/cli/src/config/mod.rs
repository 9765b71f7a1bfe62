//! Settings: what is not said on the command line comes from the environment, then from one TOML file, then from the
//! default. A setting is a flag under its own name; whatever it comes from, it is judged as the flag would be.

mod check;
mod file;
mod settings;

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory};

pub(crate) use self::check::run as check;
use self::file::Written;
use self::settings::Setting;
use crate::args::Arguments;
use crate::output::Failure;

/// The file that is read when none is named.
const USUAL_FILE: &str = "zorgkas.toml";

/// Commands that fill or replace a store of their own: a setting must never point them at the one in use.
const WITH_OWN_STORE: [&str; 4] = ["demo", "process", "scenario", "bench"];

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    Environment,
    File(usize),
}

/// The settings of the environment and of the file.
struct Settings {
    /// The file, where there is one.
    file: Option<PathBuf>,
    all: Vec<Setting>,
    values: BTreeMap<String, (Vec<String>, Origin)>,
}

/// The arguments as they were given, with what the settings add behind them.
///
/// # Errors
/// The file or a variable says what cannot be.
pub(crate) fn completed(mut given: Vec<OsString>) -> Result<Vec<OsString>, Failure> {
    // Help and wrong use are answered by the reader of arguments, not here.
    let Ok(matches) = Arguments::command().ignore_errors(true).try_get_matches_from(&given) else {
        return Ok(given);
    };
    let Some((name, own)) = matches.subcommand() else {
        return Ok(given);
    };
    // It says itself what is wrong, with all that is right.
    if name == "config" {
        return Ok(given);
    }
    let settings = Settings::read(matches.get_one::<PathBuf>("config").map(PathBuf::as_path))?;
    let added = settings.arguments_for(name, own);
    given.extend(added.into_iter().map(OsString::from));
    Ok(given)
}

impl Settings {
    /// Reads the environment, and the file: the one that is named, or the usual one if it is there.
    fn read(named: Option<&Path>) -> Result<Self, Failure> {
        let usual = Path::new(USUAL_FILE);
        let path = named.or_else(|| usual.is_file().then_some(usual));
        let all = settings::all(&Arguments::command());
        let written = path.map(|path| file::read(path, &all)).transpose()?.unwrap_or_default();
        let mut values: BTreeMap<_, _> = written
            .into_iter()
            .map(|(name, Written { values, line })| (name, (values, Origin::File(line))))
            .collect();
        for setting in &all {
            if let Some(said) = variable(setting)? {
                values.insert(setting.full_name(), (said, Origin::Environment));
            }
        }
        Ok(Self {
            file: path.map(Path::to_path_buf),
            all,
            values,
        })
    }

    /// What the settings add to a command: what was not said of it on the command line.
    fn arguments_for(&self, name: &str, own: &ArgMatches) -> Vec<String> {
        self.all
            .iter()
            .filter(|setting| match &setting.section {
                Some(section) => section == name,
                None => setting.name != "database" || (!WITH_OWN_STORE.contains(&name) && !is_said(own, "data")),
            })
            .filter(|setting| !is_said(own, setting.flag.get_id().as_str()))
            .flat_map(|setting| self.said(setting))
            .collect()
    }

    /// A setting as one would say it on the command line.
    fn said(&self, setting: &Setting) -> Vec<String> {
        let Some((values, _)) = self.values.get(&setting.full_name()) else {
            return Vec::new();
        };
        if setting.is_switch() {
            let on = values.iter().any(|value| value == "true");
            return on.then(|| format!("--{}", setting.name)).into_iter().collect();
        }
        values
            .iter()
            .map(|value| format!("--{}={value}", setting.name))
            .collect()
    }
}

/// Whether something was said on the command line, here or in a command within.
fn is_said(matches: &ArgMatches, id: &str) -> bool {
    let here = matches.ids().any(|known| known.as_str() == id)
        && matches!(matches.value_source(id), Some(ValueSource::CommandLine));
    here || matches.subcommand().is_some_and(|(_, within)| is_said(within, id))
}

/// What a variable says of a setting; a list is separated by commas.
fn variable(setting: &Setting) -> Result<Option<Vec<String>>, Failure> {
    let name = setting.variable();
    let wrong = |fault: &str| Failure::WrongUse(format!("the environment variable {name}: {fault}"));
    let Some(value) = env::var_os(&name) else {
        return Ok(None);
    };
    let value = value.into_string().map_err(|_| wrong("it is not UTF-8"))?;
    let values: Vec<_> = if setting.is_list() {
        value.split(',').map(|value| value.trim().to_owned()).collect()
    } else {
        vec![value]
    };
    match values.iter().find_map(|value| setting.fault(value)) {
        Some(fault) => Err(wrong(&fault)),
        None => Ok(Some(values)),
    }
}
