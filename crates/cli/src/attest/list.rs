//! The tasks that software must have shown: data of `attestation/`, built in, or of another folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use registers::import::{RegisterFile, RegisterFiles, Registers, read_registers};
use regulation::{CheckCode, Law};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::output::Failure;
use crate::workplace::RegisterFolder;

/// The calls of which the journal tells, by the names that tasks use.
const CALLS: [&str; 8] = [
    "insuranceStatus",
    "personalShare",
    "careRequest",
    "change",
    "dossierHistory",
    "batch",
    "batchAnswer",
    "inbox",
];

/// The list that is built in, and its registers.
const TASKS: &str = include_str!("../../../../attestation/ibw/tasks.toml");
macro_rules! registers {
    ($($file:ident $name:literal),+) => {
        [$((RegisterFile::$file, include_bytes!(concat!("../../../../attestation/ibw/registers/", $name)).as_slice())),+]
    };
}
const REGISTERS: [(RegisterFile, &[u8]); 6] = registers![
    Members "members.csv", Memberships "memberships.csv", Facilities "facilities.csv",
    Recognitions "recognitions.csv", Tariffs "tariffs.csv", CareFunds "care_funds.csv"
];

/// A list of tasks, with the sandbox in which they are shown.
pub(super) struct List {
    pub(super) title: String,
    /// The facility whose software is tried, by its number in the care registry.
    pub(super) facility: String,
    pub(super) tasks: Vec<Task>,
    /// Who and what there is in the sandbox.
    pub(super) registers: Registers,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    facility: String,
    #[serde(rename = "task")]
    tasks: Vec<Task>,
}

/// Something that software must have done, call by call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) title: String,
    /// What is to be done, in a sentence.
    #[serde(rename = "do")]
    pub(super) what_to_do: String,
    pub(super) see: Vec<Sight>,
}

/// A call that must be seen.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sight {
    pub(super) call: String,
    /// Fields of the message that must have these values: they say which call is meant.
    #[serde(default)]
    pub(super) message: Map<String, Value>,
    /// Fields of the answer that must have these values.
    #[serde(default)]
    pub(super) answer: Map<String, Value>,
    /// Exactly these codes were found.
    #[serde(default)]
    pub(super) findings: Option<BTreeSet<String>>,
    /// These codes were found, and perhaps others.
    #[serde(default)]
    pub(super) among: BTreeSet<String>,
    /// It was about the same thing as the call before.
    #[serde(default)]
    pub(super) same: bool,
}

impl List {
    /// Reads the list that is built in, or that of a folder.
    ///
    /// # Errors
    /// A file that cannot be read or is none of its kind; each with its name and what is wrong.
    pub(super) fn read(folder: Option<&Path>, law: &Law) -> Result<Self, Failure> {
        let Some(folder) = folder else {
            let file = |wanted| {
                REGISTERS
                    .iter()
                    .find(|(file, _)| *file == wanted)
                    .map(|(_, bytes)| *bytes)
            };
            return Self::of("the list that is built in", TASKS, &RegisterFiles::of(file), law);
        };
        let tasks = folder.join("tasks.toml");
        let text = fs::read_to_string(&tasks).map_err(|error| Failure::file(&tasks, &error))?;
        let registers = RegisterFolder::read(&folder.join("registers"))?;
        Self::of(&tasks.display().to_string(), &text, &registers.files(), law)
    }

    fn of(name: &str, text: &str, registers: &RegisterFiles<'_>, law: &Law) -> Result<Self, Failure> {
        let file: File = toml::from_str(text).map_err(|error| Failure::WrongUse(format!("{name}: {error}")))?;
        for task in &file.tasks {
            let wrong = |what: String| Failure::WrongUse(format!("{name}: task {}: {what}", task.id));
            if task.see.is_empty() {
                return Err(wrong("it has no call to see".into()));
            }
            for sight in &task.see {
                if !CALLS.contains(&sight.call.as_str()) {
                    return Err(wrong(format!(
                        "call {:?}: expected one of {}",
                        sight.call,
                        CALLS.join(", ")
                    )));
                }
                let mut codes = sight.among.iter().chain(sight.findings.iter().flatten());
                if let Some(unknown) = codes.find(|code| law.check(&CheckCode::from((*code).clone())).is_none()) {
                    return Err(wrong(format!("the law knows no check {unknown:?}")));
                }
            }
        }
        let mut ids = BTreeSet::new();
        if let Some(twice) = file.tasks.iter().find(|task| !ids.insert(&task.id)) {
            return Err(Failure::WrongUse(format!(
                "{name}: two tasks are called {:?}",
                twice.id
            )));
        }
        let registers = read_registers(registers).map_err(|faults| Failure::Problem(faults.into()))?;
        Ok(Self {
            title: file.title,
            facility: file.facility,
            tasks: file.tasks,
            registers,
        })
    }
}
