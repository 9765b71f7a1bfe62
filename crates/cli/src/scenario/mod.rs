//! `zorgkas scenario FILE_OR_FOLDER…`: rules as cases that anyone can read and run (scenarios.md).
//!
//! Each file runs in a fresh, empty world with a virtual clock, through the same use cases that every other door
//! calls.

mod care_steps;
mod document;
mod expect;
mod place;
mod sending;
mod steps;
mod stores;
mod world;

use std::fs;
use std::path::{Path, PathBuf};

use regulation::Law;
use serde_json::json;

use crate::args::Scenario;
use crate::output::{Failure, Output, Status};
use document::Document;
use stores::Stores;
use world::World;

/// How a scenario ended.
pub(crate) struct Verdict {
    title: String,
    /// The step that failed, from 1, and why.
    failed: Option<(usize, String)>,
    /// Findings with their sentences and sources, when asked for.
    explained: Vec<String>,
}

pub(crate) fn run(
    arguments: &Scenario,
    database: Option<&Path>,
    law: &Law,
    output: &mut Output,
) -> Result<Status, Failure> {
    let stores = Stores::of(arguments.store, database)?;
    let files = files(&arguments.paths)?;
    let (mut passed, mut failed, mut unreadable) = (0_u32, 0_u32, 0_u32);
    let mut told = Vec::new();
    for file in &files {
        let played = read(file).and_then(|document| {
            play(&document, law, &stores).map_err(|reason| format!("{}: {reason}", file.display()))
        });
        let verdict = match played {
            Ok(verdict) => verdict,
            Err(reason) => {
                unreadable += 1;
                if arguments.json {
                    told.push(json!({ "file": file.display().to_string(), "unreadable": reason }));
                } else {
                    output.line(format!("UNREADABLE  {reason}"))?;
                }
                continue;
            }
        };
        *(if verdict.failed.is_none() {
            &mut passed
        } else {
            &mut failed
        }) += 1;
        if arguments.json {
            told.push(verdict.to_json(file));
        } else {
            verdict.say(arguments.explain, output)?;
        }
    }
    if arguments.json {
        output.line(json!({ "passed": passed, "failed": failed, "unreadable": unreadable, "scenarios": told }))?;
    } else {
        output.line(format!("{passed} passed, {failed} failed"))?;
    }
    Ok(match (unreadable, failed) {
        (0, 0) => Status::Done,
        (0, _) => Status::No,
        _ => Status::WrongUse,
    })
}

impl Verdict {
    fn say(&self, explain: bool, output: &mut Output) -> Result<(), Failure> {
        match &self.failed {
            None => output.line(format!("ok  {}", self.title))?,
            Some((step, reason)) => output.line(format!("FAILED  {} · step {step} · {reason}", self.title))?,
        }
        if explain {
            for line in &self.explained {
                output.line(format!("      {line}"))?;
            }
        }
        Ok(())
    }

    fn to_json(&self, file: &Path) -> serde_json::Value {
        let mut told =
            json!({ "file": file.display().to_string(), "title": self.title, "passed": self.failed.is_none() });
        if let Some((step, reason)) = &self.failed {
            told["step"] = json!(step);
            told["reason"] = json!(reason);
        }
        if !self.explained.is_empty() {
            told["explained"] = json!(self.explained);
        }
        told
    }
}

/// The files that were named, and those in the folders that were named, in order of name.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            folder(path, &mut files)?;
        } else if path.is_file() {
            files.push(path.clone());
        } else {
            return Err(Failure::WrongUse(format!(
                "{}: there is no such file or folder",
                path.display()
            )));
        }
    }
    Ok(files)
}

fn folder(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries: Vec<PathBuf> = entries
        .map_err(|error| Failure::file(path, &error))?
        .into_iter()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            folder(&entry, files)?;
        } else if entry.extension().is_some_and(|ending| ending == "toml") {
            files.push(entry);
        }
    }
    Ok(())
}

/// Reads a scenario; an error names file, line and field.
fn read(file: &Path) -> Result<Document, String> {
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let right = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = right.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("{}: line {line}: expected UTF-8", file.display())
    })?;
    document::read(&text).map_err(|reason| format!("{}: {reason}", file.display()))
}

/// Plays a scenario from its first step to its last, or to the first that fails; an error names the entry of a world
/// that cannot be.
fn play(document: &Document, law: &Law, stores: &Stores) -> Result<Verdict, String> {
    let mut verdict = Verdict {
        title: document.title.clone(),
        failed: None,
        explained: Vec::new(),
    };
    let prepared = world::Prepared::new(document, law, stores)?;
    let mut world = World::new(&prepared);
    for (number, step) in (1..).zip(&document.steps) {
        let done = world.play(step);
        verdict.explained.append(&mut world.explained);
        if let Err(reason) = done {
            verdict.failed = Some((number, reason));
            break;
        }
    }
    Ok(verdict)
}
