//! `zorgkas process DIR`: the main job without a server (interfaces.md, "Command line").
//!
//! Reads registers, requests and invoice files of a folder, plays them in order of receipt through the same use cases
//! that every other door calls, and writes every answer. Its clock is that of the messages, so a second run over the
//! same folder and store gives the same answers and stores nothing twice.

mod batches;
mod plan;
mod requests;
mod summary;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use app::{App, Problem};
use identifiers::{BatchId, CareFundNumber};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use regulation::Law;
use serde_json::{Value, json};

use crate::args::{ImportRequests, Process};
use crate::output::{Failure, Output, Status};
use crate::workplace::{RegisterFolder, make_folder, open_store, operator, write};
use plan::{Event, Work};
use summary::Summary;

pub(crate) fn run(arguments: &Process, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let folder = RegisterFolder::read(&arguments.dir.join("registers"))?;
    let plan = plan::read(&arguments.dir)?;
    make_folder(&arguments.out)?;
    let store = open_store(
        &arguments
            .data
            .clone()
            .unwrap_or_else(|| arguments.out.join("zorgkas.db")),
    )?;
    let app = App::new(store.as_ref(), law);
    let first = plan.first().map_or(Timestamp::UNIX_EPOCH, |event| event.at);
    app.import_registers(&operator(first), &folder.files())?;
    app.run_jobs(&operator(first))?;
    let mut run = Run::new(&app, &arguments.out, arguments.sign);
    let progress = progress_bar(plan.len());
    for event in &plan {
        run.play(event)?;
        progress.inc(1);
    }
    if arguments.sign {
        run.pay(plan.last().map_or(first, |event| event.at))?;
    }
    progress.finish_and_clear();
    run.close(output)
}

/// `zorgkas import requests FILE`: one file of care requests, answered line by line (care.md §4, "Bulk intake").
pub(crate) fn bulk(arguments: &ImportRequests, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let plan = plan::of_requests(&arguments.file, crate::clock::now())?;
    let store = open_store(&arguments.data)?;
    let app = App::new(store.as_ref(), law);
    let mut run = Run::new(&app, Path::new(""), false);
    run.is_bulk = true;
    let progress = progress_bar(plan.len());
    for event in &plan {
        run.play(event)?;
        progress.inc(1);
    }
    progress.finish_and_clear();
    let mut beside = arguments.file.clone().into_os_string();
    beside.push(".answers.jsonl");
    let out = arguments.out.clone().unwrap_or_else(|| beside.into());
    run.write_answers(&out)?;
    run.summary.say(output)?;
    run.status(&out.display().to_string(), output)
}

/// A bar on a terminal; nothing where the output is no terminal.
fn progress_bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} messages and files  {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// A run over one folder.
struct Run<'a> {
    app: &'a App<'a>,
    out: &'a Path,
    sign: bool,
    /// The lines of answers.jsonl.
    answers: Vec<Value>,
    summary: Summary,
    /// Batches that stand in the summary already.
    seen: BTreeSet<BatchId>,
    /// Every settled batch of the folder, by fund.
    funds: BTreeMap<CareFundNumber, Vec<BatchId>>,
    problems: u64,
    /// Whether a line may leave out the moment of its receipt: that is then the moment of the run.
    is_bulk: bool,
}

impl<'a> Run<'a> {
    fn new(app: &'a App<'a>, out: &'a Path, sign: bool) -> Self {
        Self {
            app,
            out,
            sign,
            answers: Vec::new(),
            summary: Summary::default(),
            seen: BTreeSet::new(),
            funds: BTreeMap::new(),
            problems: 0,
            is_bulk: false,
        }
    }

    /// Takes in one message or file. What was due by then comes first: nobody else does the jobs of this store.
    fn play(&mut self, event: &Event) -> Result<(), Failure> {
        self.app.run_jobs(&operator(event.at))?;
        match &event.work {
            Work::Request { line, bytes } => self.request(event, *line, bytes),
            Work::Batch { path } => self.batch(event, path),
        }
    }

    /// One line of answers.jsonl for something that got a problem.
    fn problem(&mut self, event: &Event, line: Option<u64>, problem: &Problem) {
        self.problems += 1;
        let mut entry = json!({ "file": event.file });
        if let Some(line) = line {
            entry["line"] = json!(line);
        }
        entry["problem"] = json!({ "type": problem.word(), "detail": problem.to_string(), "issues": problem.issues() });
        self.answers.push(entry);
    }

    /// One payment order for each fund that has something to pay; the files of every order that pays a batch of this
    /// folder, whenever it was made.
    fn pay(&mut self, at: Timestamp) -> Result<(), Failure> {
        for (fund, batches) in std::mem::take(&mut self.funds) {
            match self.app.pay(&operator(at), fund) {
                Ok(_) => {}
                Err(problem @ (Problem::Conflict(_) | Problem::InvalidInput(_))) => {
                    self.problems += 1;
                    let reason = json!({ "type": problem.word(), "detail": problem.to_string() });
                    self.answers.push(json!({ "fund": fund, "problem": reason }));
                }
                Err(problem) => return Err(problem.into()),
            }
            let mut orders = BTreeSet::new();
            for batch in batches {
                if let Some(transfer) = self.app.transfer_of(&operator(at), batch)? {
                    self.summary.paid(&transfer)?;
                    if orders.insert(transfer.order)
                        && let Some(file) = self.app.payment_file(&operator(at), batch)?
                    {
                        write(
                            &self.out.join(format!("pain.001-{fund}-{}.xml", transfer.order)),
                            &file.bytes,
                        )?;
                    }
                }
            }
        }
        Ok(())
    }

    fn write_answers(&self, file: &Path) -> Result<(), Failure> {
        let mut lines = Vec::new();
        for answer in &self.answers {
            lines.extend_from_slice(answer.to_string().as_bytes());
            lines.push(b'\n');
        }
        write(file, &lines)
    }

    /// How the run ended: no, when something got a problem.
    fn status(&self, answers: &str, output: &mut Output) -> Result<Status, Failure> {
        if self.problems > 0 {
            output.line(format!("{} got a problem: see {answers}", self.problems))?;
            return Ok(Status::No);
        }
        Ok(Status::Done)
    }

    fn close(self, output: &mut Output) -> Result<Status, Failure> {
        self.write_answers(&self.out.join("answers.jsonl"))?;
        let summary = self.summary.to_json();
        let text = serde_json::to_string_pretty(&summary).map_err(|error| Failure::WrongUse(error.to_string()))?;
        write(&self.out.join("summary.json"), format!("{text}\n").as_bytes())?;
        self.summary.say(output)?;
        self.status("answers.jsonl", output)
    }
}
