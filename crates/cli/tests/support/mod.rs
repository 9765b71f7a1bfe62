//! What the tests of the command line share: running it, the sample month, folders and files.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "test code")]

pub mod numbers;
pub mod server;
pub mod world;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use store::Store;
use store_sqlite::SqliteStore;
use tempfile::TempDir;

/// Bytes before the first record of an invoice file, and bytes of a record (billing.md §1).
pub const HEADER: usize = 227;
pub const RECORD: usize = 350;

/// The one invoice file of the sample, without its ending.
pub const SAMPLE_BATCH: &str = "10000001-180-2024-03";

/// How a run of the program ended.
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Everything it said, on either channel.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// Asserts the exit status and that it did not panic.
    #[track_caller]
    pub fn ends(self, status: i32) -> Self {
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert_eq!(self.status, status, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

/// Runs the program.
pub fn zorgkas(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_zorgkas"))
        .args(arguments)
        .output()
        .unwrap();
    Ran {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of the repository.
pub fn repository(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder)
}

pub fn sample() -> PathBuf {
    repository("samples/ibw-2024-03")
}

/// The bytes of the sample's invoice file.
pub fn sample_batch() -> Vec<u8> {
    fs::read(sample().join(format!("batches/{SAMPLE_BATCH}.920000"))).unwrap()
}

/// The national numbers of the sample's members.
pub fn sample_ssins() -> Vec<String> {
    let members = fs::read_to_string(sample().join("registers/members.csv")).unwrap();
    members.lines().skip(1).map(|line| line[..11].to_owned()).collect()
}

/// A folder to process, and where its answers go.
pub struct Place {
    root: TempDir,
}

impl Place {
    pub fn empty() -> Self {
        let place = Self {
            root: TempDir::new().unwrap(),
        };
        for folder in ["registers", "requests", "batches"] {
            fs::create_dir_all(place.input().join(folder)).unwrap();
        }
        place
    }

    /// A copy of the sample.
    pub fn of_sample() -> Self {
        let place = Self::empty();
        for folder in ["registers", "requests", "batches"] {
            for entry in fs::read_dir(sample().join(folder)).unwrap() {
                let path = entry.unwrap().path();
                fs::copy(&path, place.input().join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
        place
    }

    pub fn input(&self) -> PathBuf {
        self.root.path().join("in")
    }

    pub fn out(&self) -> PathBuf {
        self.root.path().join("out")
    }

    /// A file of the folder to process.
    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.input().join(file)).unwrap()
    }

    pub fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        fs::write(self.input().join(file), content).unwrap();
    }

    /// Changes the first occurrence of a text in a file of the folder to process.
    #[track_caller]
    pub fn change(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} has no {from:?}");
        self.write(file, text.replacen(from, to, 1));
    }

    /// `zorgkas process` over the folder, with further arguments.
    pub fn process(&self, more: &[&str]) -> Ran {
        let (input, out) = (self.input(), self.out());
        let fixed = [
            OsStr::new("process"),
            input.as_os_str(),
            OsStr::new("--out"),
            out.as_os_str(),
        ];
        zorgkas(fixed.into_iter().chain(more.iter().map(OsStr::new)))
    }

    pub fn summary(&self) -> Value {
        serde_json::from_slice(&fs::read(self.out().join("summary.json")).unwrap()).unwrap()
    }

    /// The lines of answers.jsonl.
    pub fn answers(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.out().join("answers.jsonl")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What got a problem: file, line (0 for a file as a whole), type of the problem, and what it says.
    pub fn problems(&self) -> Vec<(String, u64, String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let answers = self.answers();
        let with_problem = answers.iter().filter(|answer| answer.get("problem").is_some());
        with_problem
            .map(|answer| {
                let problem = &answer["problem"];
                let line = answer.get("line").map_or(0, |line| line.as_u64().unwrap());
                (
                    text(&answer["file"]),
                    line,
                    text(&problem["type"]),
                    text(&problem["detail"]),
                )
            })
            .collect()
    }

    /// Every file that was written, by name, with its bytes; the store among them, without the first hundred bytes in
    /// which its library counts what it wrote.
    pub fn written(&self) -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(self.out()).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<(String, Vec<u8>)> = entries
            .map(|path| {
                (
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    fs::read(&path).unwrap(),
                )
            })
            .map(|(name, bytes)| {
                if name == "zorgkas.db" {
                    (name, bytes[100..].to_vec())
                } else {
                    (name, bytes)
                }
            })
            .collect();
        files.sort();
        files
    }

    /// The names of the files that were written, without the store.
    pub fn names(&self) -> Vec<String> {
        self.written()
            .into_iter()
            .map(|(name, _)| name)
            .filter(|name| !name.starts_with("zorgkas.db"))
            .collect()
    }

    /// The payment files: fund and control sum in cents.
    pub fn payment_files(&self) -> Vec<(String, i64)> {
        let files = self
            .written()
            .into_iter()
            .filter(|(name, _)| name.starts_with("pain.001-"));
        files
            .map(|(name, bytes)| {
                let text = String::from_utf8(bytes).unwrap();
                let fund = name.split('-').nth(1).unwrap().to_owned();
                let sum = text.split("<CtrlSum>").nth(1).unwrap().split('<').next().unwrap();
                (fund, sum.replace('.', "").parse().unwrap())
            })
            .collect()
    }

    /// How many entries the journal of the store holds.
    pub fn journal_length(&self) -> usize {
        let store = SqliteStore::open(&self.out().join("zorgkas.db"), jiff::Timestamp::UNIX_EPOCH).unwrap();
        store.begin().unwrap().entries_after(0, u32::MAX).unwrap().len()
    }
}

/// The records of an invoice file.
pub fn records(file: &[u8]) -> Vec<Vec<u8>> {
    file[HEADER..].chunks(RECORD).map(<[u8]>::to_vec).collect()
}

/// Header and records together again.
pub fn join(header: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
    [header, &records.concat()].concat()
}

/// Right check digits for a record.
pub fn seal(record: &mut [u8]) {
    let check = invoice_file::check_digits(record);
    record[RECORD - 2..].copy_from_slice(format!("{check:02}").as_bytes());
}
