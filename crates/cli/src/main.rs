//! `zorgkas`: one command per thing a person does.
//!
//! Exit status: 0 done, 1 the answer is no (or something got a problem), 2 wrong use or input that cannot be read.

mod account;
mod args;
mod backup;
mod batch_answers;
mod batch_check;
mod bench;
mod cert;
mod chance;
mod client;
mod clock;
mod copy;
mod demo;
mod import;
mod journal;
mod law;
mod migrate;
mod output;
mod process;
mod replay;
mod scenario;
mod serve;
mod trail;
mod trust;
mod webhook;
mod work;
mod workplace;
mod zorgbudget;

use std::process::ExitCode;

use clap::Parser;
use regulation::Law;

use crate::args::{Arguments, BatchCommand, Command, ImportCommand, JournalCommand};
use crate::output::{Failure, Output, Status};

fn main() -> ExitCode {
    let arguments = Arguments::parse().settled();
    let mut output = Output::standard();
    match run(&arguments, &mut output) {
        Ok(status) => status.into(),
        // Whoever read our output stopped reading: nothing left to say.
        Err(Failure::Output) => ExitCode::SUCCESS,
        Err(failure) => {
            output.complain(&failure);
            failure.status().into()
        }
    }
}

fn run(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    // Before anything else: a law with a fault starts nothing.
    let folder = arguments.law.as_deref().map(law::read_folder).transpose()?;
    let law = || folder.clone().unwrap_or_else(Law::embedded);
    match &arguments.command {
        Command::Demo(demo) => demo::run(demo, law(), output),
        Command::Serve(serve) => serve::run(serve, law(), output),
        Command::Account(command) => account::run(command, law(), output),
        Command::Trust(command) => trust::run(command, law(), output),
        Command::Webhook(command) => webhook::run(command, law(), output),
        Command::Cert(command) => cert::run(command, output),
        Command::Client(client) => client::run(client, output),
        Command::Process(process) => process::run(process, law(), output),
        Command::Import(ImportCommand::Registers(registers)) => import::run(registers, law(), output),
        Command::Import(ImportCommand::Requests(requests)) => process::bulk(requests, law(), output),
        Command::Zorgbudget(asked) => zorgbudget::run(asked, law(), output),
        Command::Batch(BatchCommand::Check(check)) => batch_check::run(check, &law(), output),
        Command::Batch(BatchCommand::Answers(asked)) => batch_answers::run(asked, law(), output),
        Command::Bench(bench) => bench::run(bench, law(), output),
        Command::Explain(explain) => law::explain(explain, &law(), output),
        Command::Law(day) => law::on_day(day, &law(), output),
        Command::Scenario(scenario) => scenario::run(scenario, arguments.database.as_deref(), &law(), output),
        Command::Trail(asked) => trail::run(asked, law(), output),
        Command::Migrate(migrate) => migrate::run(migrate, output),
        Command::Backup(backup) => backup::run(backup, output),
        Command::Copy(copy) => copy::run(copy, output),
        Command::Work(work) => work::run(work, law(), output),
        Command::Journal(JournalCommand::Verify(verify)) => journal::verify(verify, law(), output),
        Command::Replay(replay) => replay::run(replay, folder.as_ref(), output),
    }
}
