//! The settings of a file (TOML): what is wrong is named by line, all at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::settings::Setting;
use crate::output::Failure;

/// A value of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// Each of its values, as one would say it on the command line.
    pub(super) values: Vec<String>,
    /// Its line, from 1.
    pub(super) line: usize,
}

/// Reads a file: the values by the full name of their setting.
///
/// # Errors
/// The file cannot be read, is no TOML, or names what is no setting or what a setting cannot be: all of it, by line.
pub(super) fn read(path: &Path, settings: &[Setting]) -> Result<BTreeMap<String, Written>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    understood(&text, settings).map_err(|faults| {
        let named: Vec<_> = faults
            .into_iter()
            .map(|(line, fault)| format!("{}, line {line}: {fault}", path.display()))
            .collect();
        Failure::WrongUse(named.join("\n         "))
    })
}

type Fault = (usize, String);

fn understood(text: &str, settings: &[Setting]) -> Result<BTreeMap<String, Written>, Vec<Fault>> {
    let line = |at: usize| text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    // What stands in the file may be a secret: the reader's own message would show the line.
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        vec![(line(at), format!("no TOML: {}", error.message()))]
    })?;
    let mut found = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, value) in table.get_ref() {
        let sections = settings.iter().filter_map(|setting| setting.section.as_deref());
        match value.get_ref() {
            DeValue::Table(own) if sections.clone().any(|section| section == name.get_ref()) => {
                for (inner, value) in own {
                    let full = format!("{}.{}", name.get_ref(), inner.get_ref());
                    take(
                        &full,
                        value,
                        line(inner.span().start),
                        settings,
                        &mut found,
                        &mut faults,
                    );
                }
            }
            _ => take(
                name.get_ref(),
                value,
                line(name.span().start),
                settings,
                &mut found,
                &mut faults,
            ),
        }
    }
    if faults.is_empty() {
        return Ok(found);
    }
    faults.sort();
    Err(faults)
}

fn take(
    name: &str,
    value: &Spanned<DeValue<'_>>,
    line: usize,
    settings: &[Setting],
    found: &mut BTreeMap<String, Written>,
    faults: &mut Vec<Fault>,
) {
    let Some(setting) = settings.iter().find(|setting| setting.full_name() == name) else {
        faults.push((line, format!("'{name}' is no setting{}", meant(name, settings))));
        return;
    };
    let Some(values) = said(value.get_ref()) else {
        faults.push((
            line,
            format!("'{name}' must be a text, a number, true or false, or a list of texts"),
        ));
        return;
    };
    if values.len() != 1 && !setting.is_list() {
        faults.push((line, format!("'{name}' takes one value")));
        return;
    }
    for fault in values.iter().filter_map(|value| setting.fault(value)) {
        faults.push((line, format!("'{name}': {fault}")));
    }
    found.insert(name.to_owned(), Written { values, line });
}

/// A value as one would say it on the command line.
fn said(value: &DeValue<'_>) -> Option<Vec<String>> {
    match value {
        DeValue::String(text) => Some(vec![text.to_string()]),
        DeValue::Integer(number) => Some(vec![number.as_str().to_owned()]),
        DeValue::Boolean(yes) => Some(vec![yes.to_string()]),
        DeValue::Array(values) => values
            .iter()
            .map(|value| match value.get_ref() {
                DeValue::Array(_) => None,
                single => said(single)?.pop(),
            })
            .collect(),
        _ => None,
    }
}

/// The setting that was probably meant: the same letters, or the same name in another section.
fn meant(name: &str, settings: &[Setting]) -> String {
    let bare = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or_default();
        last.replace(['-', '_'], "").trim_end_matches('s').to_lowercase()
    };
    settings
        .iter()
        .find(|setting| bare(&setting.name) == bare(name))
        .map(|setting| match &setting.section {
            Some(section) => format!("; was {} in [{section}] meant?", setting.name),
            None => format!("; was {} before the first section meant?", setting.name),
        })
        .unwrap_or_default()
}
