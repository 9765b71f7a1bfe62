//! `zorgkas explain CODE`, `zorgkas law DAY`, and the law of a folder in place of the one that is built in.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regulation::{CheckCode, Law, List, RegulationError, parameter};

use crate::args::{Explain, LawDay};
use crate::output::{Failure, Output, Status};

/// A check with its texts, effect, who must act and its sources.
pub(crate) fn explain(arguments: &Explain, law: &Law, output: &mut Output) -> Result<Status, Failure> {
    let code = CheckCode::from(arguments.code.clone());
    let Some(check) = law.check(&code) else {
        output.line(format!(
            "{code}: no such check. Codes look like CARE_LATE, INS_REASON_DECEASED, 301940 or P50001."
        ))?;
        return Ok(Status::No);
    };
    output.line(format!("{code}  {} / {}", check.title.nl, check.title.en))?;
    output.line(format!(
        "effect  {}   acts  {}   since  {}",
        check.effect,
        check.acts.as_str(),
        check.from
    ))?;
    output.line(format!("nl      {}", check.text.nl))?;
    output.line(format!("en      {}", check.text.en))?;
    for source in &check.source {
        output.line(format!("source  {source}"))?;
    }
    Ok(Status::Done)
}

/// Every parameter as it stands on a day.
pub(crate) fn on_day(arguments: &LawDay, law: &Law, output: &mut Output) -> Result<Status, Failure> {
    output.line(format!("The law on {}  ({})", arguments.day, law.hash()))?;
    for parameter in law.parameters_on(arguments.day) {
        let sector = parameter.sector.map_or_else(|| "*".to_owned(), ToString::to_string);
        output.line(format!(
            "{:34} {:8} {:>12} {:8} since {}  {}",
            parameter.name, sector, parameter.value, parameter.unit, parameter.since, parameter.source
        ))?;
    }
    Ok(Status::Done)
}

/// The law of a folder: every `.toml` file in it and in the folders in it.
///
/// # Errors
/// The folder holds no law, or one with a fault: each is named by file and line.
pub(crate) fn read_folder(folder: &Path) -> Result<Law, Failure> {
    let mut files = Vec::new();
    read_files(folder, "", &mut files)?;
    if files.is_empty() {
        return Err(Failure::WrongUse(format!(
            "{}: there is no law in this folder: no .toml file",
            folder.display()
        )));
    }
    let texts = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let law = Law::from_files(texts).map_err(|faults| refused(folder, &faults))?;
    let missing = missing(&law);
    if missing.is_empty() {
        Ok(law)
    } else {
        let told = missing
            .iter()
            .map(|what| format!("{}: no file gives {what}", folder.display()));
        Err(Failure::WrongUse(told.collect::<Vec<_>>().join("\n")))
    }
}

/// What the program asks of any law and this one does not give, by kind. The catalogue that is built in has every check
/// that code can raise: one that a folder leaves out could only fail on the first message that it concerns, and a
/// list that is left out would refuse every value.
fn missing(law: &Law) -> Vec<String> {
    let days = law.boundary_days();
    let given: BTreeSet<&str> = days
        .iter()
        .flat_map(|day| law.parameters_on(*day))
        .map(|found| found.name)
        .collect();
    let parameters = parameter::ALL.iter().map(|known| known.name());
    let built_in = Law::embedded();
    let lists = List::ALL.into_iter();
    let checks = built_in.checks().map(|check| &check.code);
    [
        named("these parameters", parameters.filter(|name| !given.contains(name))),
        named(
            "these lists",
            lists
                .filter(|list| built_in.list_if_loaded(*list).is_some() && law.list_if_loaded(*list).is_none())
                .map(List::as_str),
        ),
        named(
            "these checks",
            checks.filter(|code| law.check(code).is_none()).map(CheckCode::as_str),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is missing of a kind; `None` when nothing is.
fn named<'n>(kind: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    let names: Vec<&str> = names.collect();
    (!names.is_empty()).then(|| format!("{kind}: {}", names.join(", ")))
}

/// Why a folder of law is not started with.
fn refused(folder: &Path, faults: &[RegulationError]) -> Failure {
    let told: Vec<String> = faults
        .iter()
        .map(|fault| {
            folder.join(&fault.file).display().to_string() + &format!(" line {}: {}", fault.line, fault.reason)
        })
        .collect();
    Failure::WrongUse(told.join("\n"))
}

/// Reads the files of a folder; `below` is its place in the folder of the law, with a `/` behind it.
fn read_files(folder: &Path, below: &str, files: &mut Vec<(String, String)>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    for entry in entries.map_err(|error| Failure::file(folder, &error))? {
        let path = entry.path();
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            read_files(&path, &format!("{name}/"), files)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            let bytes = crate::workplace::read(&path)?;
            let text = String::from_utf8(bytes).map_err(|error| {
                let right = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = right.iter().filter(|byte| **byte == b'\n').count() + 1;
                Failure::WrongUse(format!("{} line {line}: expected UTF-8", path.display()))
            })?;
            files.push((name, text));
        }
    }
    Ok(())
}
