//! `zorgkas config check`: every setting, its value, where that comes from, and what it is for.

use std::env;
use std::path::Path;

use clap::CommandFactory;

use super::settings::Setting;
use super::{Origin, Settings};
use crate::args::{Arguments, ConfigCommand};
use crate::output::{Failure, Output, Status};

pub(crate) fn run(command: &ConfigCommand, named: Option<&Path>, output: &mut Output) -> Result<Status, Failure> {
    let ConfigCommand::Check = command;
    let settings = Settings::read(named)?;
    match &settings.file {
        Some(path) => output.line(format_args!("Settings of {}.", path.display()))?,
        None => output.line("No file of settings: zorgkas.toml is not here and --config names none.")?,
    }
    output
        .line("What is said on the command line comes first, then the environment, then the file, then the default.")?;
    for setting in &settings.all {
        output.line("")?;
        output.line(format_args!("{} = {}", setting.full_name(), shown(&settings, setting)))?;
        output.line(format_args!("    {}", setting.meaning()))?;
    }
    let faults = faults(&settings);
    output.line("")?;
    if faults.is_empty() {
        output.line("All of it can be used.")?;
        return Ok(Status::Done);
    }
    for fault in &faults {
        output.line(format_args!("WRONG: {fault}"))?;
    }
    Ok(Status::No)
}

/// A value with its origin; a database's address without what it may hold of a password.
fn shown(settings: &Settings, setting: &Setting) -> String {
    let Some((values, origin)) = settings.values.get(&setting.full_name()) else {
        let default = setting.default();
        let by_nature = if setting.is_switch() { "false" } else { "(nothing)" };
        return format!(
            "{}   [default; or {}]",
            default.as_deref().unwrap_or(by_nature),
            setting.variable()
        );
    };
    let values: Vec<_> = values
        .iter()
        .map(|value| {
            if setting.is_secret() {
                without_password(value)
            } else {
                value.clone()
            }
        })
        .collect();
    let from = match origin {
        Origin::Environment => format!("environment, {}", setting.variable()),
        Origin::File(line) => format!("file, line {line}"),
    };
    format!("{}   [{from}]", values.join(", "))
}

/// An address without the password in it: `postgres://name:…@host/database`.
fn without_password(address: &str) -> String {
    let Some((before, after)) = address.split_once("://") else {
        return address.to_owned();
    };
    let Some((who, place)) = after.rsplit_once('@') else {
        return without_query(address);
    };
    let name = who.split(':').next().unwrap_or_default();
    format!("{before}://{name}:…@{}", without_query(place))
}

/// Without what stands behind a question mark: it may hold a password too.
fn without_query(address: &str) -> String {
    match address.split_once('?') {
        Some((before, _)) => format!("{before}?…"),
        None => address.to_owned(),
    }
}

/// What cannot be used: flags that do not go together, files that are not there, variables that set nothing.
fn faults(settings: &Settings) -> Vec<String> {
    let mut faults = Vec::new();
    for setting in settings.all.iter().filter(|setting| setting.names_file()) {
        let values = settings
            .values
            .get(&setting.full_name())
            .map(|(values, _)| values.as_slice());
        for value in values.unwrap_or_default() {
            if let Err(error) = std::fs::File::open(value) {
                faults.push(format!(
                    "{}: the file {value} cannot be read: {error}",
                    setting.full_name()
                ));
            }
        }
    }
    for section in ["serve", "work"] {
        let command = Arguments::command();
        let given = [command.get_name().to_owned(), section.to_owned()];
        let Ok(matches) = Arguments::command().try_get_matches_from(&given) else {
            continue;
        };
        let own = matches.subcommand_matches(section).expect("the command that was named");
        let whole = given.into_iter().chain(settings.arguments_for(section, own));
        if let Err(error) = Arguments::command().try_get_matches_from(whole) {
            let said = error.to_string();
            let until_usage: Vec<_> = said.lines().take_while(|line| !line.starts_with("Usage")).collect();
            let said = until_usage.join(" ");
            faults.push(format!("[{section}] {}", said.trim().trim_start_matches("error: ")));
        }
    }
    faults.extend(unknown_variables(settings));
    faults
}

fn unknown_variables(settings: &Settings) -> Vec<String> {
    let known: Vec<_> = settings.all.iter().map(Setting::variable).collect();
    let mut unknown: Vec<_> = env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| name.starts_with("ZORGKAS_SERVE_") || name.starts_with("ZORGKAS_WORK_"))
        .filter(|name| !known.contains(name))
        .map(|name| format!("the environment variable {name} sets nothing"))
        .collect();
    unknown.sort();
    unknown
}
