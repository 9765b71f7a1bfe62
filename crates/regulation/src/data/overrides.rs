//! Overrides: what a scenario says in place of the folder (scenarios.md, `[[parameter]]` and `[[cumulation]]`).
//!
//! They are kept as one more file, so that the hash of the law covers them and the law can be loaded again.

use std::fmt::Write as _;

use identifiers::SectorCode;
use jiff::civil::Date;
use toml::de::DeValue;

use super::cumulation::{CumulationRule, Pairs, read_rule};
use super::dated::Timeline;
use super::folder::Data;
use super::parameters::{Cited, Parameter, Series, read_parameter, read_sector};
use super::reader::Table;
use super::value::Value;

/// What holds in place of the folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overrides {
    /// Parameters, each from a day on.
    pub parameters: Vec<ParameterOverride>,
    /// The whole cumulation table, for all days; `None` leaves it as it is.
    pub cumulation: Option<Vec<CumulationRule>>,
}

/// A value that replaces a parameter from a day on, also the later values of the folder. Without a sector it
/// replaces the value of every sector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterOverride {
    /// The parameter's name.
    pub name: String,
    /// The sector, or all.
    pub sector: Option<SectorCode>,
    /// First day.
    pub from: Date,
    /// The value.
    pub value: OverrideValue,
}

/// A value as scenario files write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverrideValue {
    /// A whole number.
    Integer(i64),
    /// A text: `"none"`, an hour, a ratio, a word, as the parameter's unit demands.
    Text(String),
}

impl Overrides {
    /// Whether nothing is replaced.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty() && self.cumulation.is_none()
    }

    /// The overrides as a file of the law.
    pub(crate) fn to_file(&self) -> String {
        let mut text = String::from("# What replaces the folder's values.\n");
        for parameter in &self.parameters {
            let ParameterOverride {
                name,
                sector,
                from,
                value,
            } = parameter;
            text.push_str("\n[[parameter]]\n");
            let sector = sector
                .as_ref()
                .map(|code| format!("sector = {}\n", quoted(code.as_str())));
            let value = match value {
                OverrideValue::Integer(number) => number.to_string(),
                OverrideValue::Text(text) => quoted(text),
            };
            // Writing to a String cannot fail.
            let _ = write!(
                text,
                "name = {}\n{}from = {from}\nvalue = {value}\n",
                quoted(name),
                sector.unwrap_or_default()
            );
        }
        let Some(rules) = &self.cumulation else { return text };
        text.push_str("\n[cumulation]\npairs = [\n");
        for CumulationRule { sectors, allowed } in rules {
            let sectors: Vec<String> = sectors.iter().map(|code| quoted(code.as_str())).collect();
            let _ = writeln!(text, "  {{ sectors = [{}], allowed = {allowed} }},", sectors.join(", "));
        }
        text.push_str("]\n");
        text
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Reads a file of overrides and applies it to the data.
pub(super) fn read_file(file: &Table<'_>, data: &mut Data) {
    for table in file.optional_tables("parameter").unwrap_or_default() {
        read_override(&table, data);
        table.finish();
    }
    let Some(table) = file.optional_table("cumulation") else {
        return;
    };
    let mut pairs = Pairs::new();
    for rule in table.tables("pairs").unwrap_or_default() {
        read_rule(&rule, &|code| data.sectors.contains_key(code), &mut pairs);
    }
    table.finish();
    data.cumulation = Some(Timeline::since(Date::MIN, pairs));
}

fn read_override(table: &Table<'_>, data: &mut Data) -> Option<()> {
    let parameter = read_parameter(table);
    let sector = read_sector(table, &|code| data.sectors.contains_key(code));
    let (from, written) = (table.day("from"), table.value("value"));
    let parameter = parameter?;
    let text = matches!(written, Some(DeValue::Table(_)));
    if text {
        table.fault_at("value", "a text cannot be replaced here");
        return None;
    }
    let value = Value::read(table, parameter.unit());
    let (sector, from, value) = (sector?, from?, value?);
    replace(data, parameter, sector, from, value);
    Some(())
}

/// Lets a value hold from a day on. Without a sector, the sectors' own values end the day before.
fn replace(data: &mut Data, parameter: Parameter, sector: Option<SectorCode>, from: Date, value: Value) {
    let of_name = data.parameters.entry(parameter.name()).or_default();
    if sector.is_none() {
        of_name.values_mut().for_each(|series| series.values.cut_from(from));
    }
    let cited = Cited {
        value,
        source: "override".to_owned(),
    };
    let description = of_name.values().next().map(|series| series.description.clone());
    match of_name.get_mut(&sector) {
        Some(series) => series.values.replace_from(from, cited),
        None => {
            let name = parameter.name().to_owned();
            let description = description.unwrap_or_else(|| super::Bilingual {
                nl: name.clone(),
                en: name,
            });
            let values = Timeline::since(from, cited);
            of_name.insert(
                sector.clone(),
                Series {
                    parameter,
                    sector,
                    description,
                    values,
                },
            );
        }
    }
}
