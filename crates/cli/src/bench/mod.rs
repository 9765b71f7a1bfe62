//! `zorgkas bench …`: how fast files are read and judged, beside the floor of the same run: the same bytes kept and
//! the same rows with the same keys written in bulk by the same store, without judging. And how fast software is
//! answered (`api`).

mod api;
mod batch;
mod floor;
mod month;
mod pages;
mod parse;
mod world;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use regulation::Law;
use serde_json::json;
use store::{Store, StoreError};
use store_postgres::PostgresStore;
use store_postgres::scratch::{ScratchDatabase, ScratchServer};
use store_sqlite::SqliteStore;

use crate::args::{BenchCommand, BenchStore};
use crate::output::{Failure, Output, Status};
use crate::workplace::{address, failed};

pub(crate) fn run(command: &BenchCommand, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let (figures, as_json) = match command {
        BenchCommand::Api(asked) => {
            api::run(asked, law, output)?;
            return Ok(Status::Done);
        }
        BenchCommand::Parse(asked) => (parse::run(asked, law)?, asked.store.json),
        BenchCommand::Batch(asked) => (batch::run(asked, law)?, asked.store.json),
        BenchCommand::Month(asked) => (month::run(asked, law)?, asked.store.json),
        BenchCommand::Pages(asked) => return pages::run(asked, &law, output),
    };
    figures.tell(as_json, output)?;
    Ok(Status::Done)
}

/// What was measured.
struct Figures {
    /// What was measured, for people.
    title: String,
    /// Lines, and how long they took.
    judged: Pace,
    /// Lines, and how long the floor took.
    floor: Pace,
    /// Statements sent to the database while judging.
    statements: u64,
    /// The pace of the first month, where several were judged.
    first_month: Option<Pace>,
}

/// So many lines in so long a time.
#[derive(Clone, Copy, Default)]
struct Pace {
    lines: u64,
    time: Duration,
}

impl Pace {
    fn add(&mut self, lines: u64, time: Duration) {
        self.lines += lines;
        self.time += time;
    }

    fn lines_per_second(self) -> u64 {
        let per_second = u128::from(self.lines) * 1_000_000_000 / self.time.as_nanos().max(1);
        u64::try_from(per_second).unwrap_or(u64::MAX)
    }
}

impl Figures {
    fn tell(&self, as_json: bool, output: &mut Output) -> Result<(), Failure> {
        let (speed, floor, peak) = (
            self.judged.lines_per_second(),
            self.floor.lines_per_second(),
            peak_memory_bytes(),
        );
        if as_json {
            let mut told = json!({
                "linesPerSecond": speed, "floorLinesPerSecond": floor, "statements": self.statements,
                "peakMemoryBytes": peak,
            });
            if let Some(first) = self.first_month {
                told["firstMonthLinesPerSecond"] = json!(first.lines_per_second());
            }
            return output.line(told);
        }
        output.line(&self.title)?;
        output.line(format!(
            "  {speed} lines/s ({} lines in {:?})",
            self.judged.lines, self.judged.time
        ))?;
        output.line(format!(
            "  {floor} lines/s floor; this took {} % of the floor's time",
            floor * 100 / speed.max(1)
        ))?;
        if let Some(first) = self.first_month {
            let before = first.lines_per_second();
            output.line(format!(
                "  {before} lines/s in the first month; the last went at {} % of it",
                speed * 100 / before.max(1)
            ))?;
        }
        output.line(format!(
            "  {} statements; peak memory {} MB",
            self.statements,
            peak / 1_000_000
        ))
    }
}

/// The most memory this process held at once, as Linux counts it; 0 where that cannot be told.
fn peak_memory_bytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// The two stores of a run: one in which is judged, one for the floor. They go away with this value.
struct Stores {
    judged: Arc<dyn Store>,
    floor: Arc<dyn Store>,
    /// What they lie in, taken away behind them.
    _place: Place,
}

/// Where scratch stores lie.
enum Place {
    Folder {
        _folder: Scratch,
    },
    Server {
        _databases: [ScratchDatabase; 2],
        _server: ScratchServer,
    },
}

impl Stores {
    fn open(asked: &BenchStore) -> Result<Self, Failure> {
        if let Some(place) = &asked.server {
            let address = address(place).ok_or_else(|| {
                Failure::WrongUse("a bench makes its own files (--folder); --database names a server for it".into())
            })?;
            return Self::on_server(address).map_err(|error| failed(place, &error));
        }
        let folder = Scratch::new(&asked.folder)?;
        let open = |name: &str| -> Result<Arc<dyn Store>, Failure> {
            Ok(Arc::new(SqliteStore::open(
                &folder.path().join(name),
                crate::clock::now(),
            )?))
        };
        Ok(Self {
            judged: open("judged.db")?,
            floor: open("floor.db")?,
            _place: Place::Folder { _folder: folder },
        })
    }

    fn on_server(address: &str) -> Result<Self, StoreError> {
        let server = ScratchServer::at(address)?;
        let databases = [server.database()?, server.database()?];
        let [judged, floor] = &databases;
        Ok(Self {
            judged: Arc::new(PostgresStore::open(judged.address())?),
            floor: Arc::new(PostgresStore::open(floor.address())?),
            _place: Place::Server {
                _databases: databases,
                _server: server,
            },
        })
    }
}

/// A folder that goes away.
struct Scratch(PathBuf);

impl Scratch {
    fn new(within: &Path) -> Result<Self, Failure> {
        let folder = within.join(format!("zorgkas-bench-{}", std::process::id()));
        crate::workplace::make_folder(&folder)?;
        Ok(Self(folder))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed stays for whoever owns the folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}
