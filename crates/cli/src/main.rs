//! `zorgkas`: one command per thing a person does.
//!
//! Exit status: 0 done, 1 the answer is no (or something got a problem), 2 wrong use or input that cannot be read.

mod args;
mod batch_check;
mod clock;
mod demo;
mod import;
mod law;
mod output;
mod process;
mod scenario;
mod workplace;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, BatchCommand, Command, ImportCommand};
use crate::output::{Failure, Output};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut output = Output::standard();
    let done = match &arguments.command {
        Command::Demo(demo) => demo::run(demo, &mut output),
        Command::Process(process) => process::run(process, &mut output),
        Command::Import(ImportCommand::Registers(registers)) => import::run(registers, &mut output),
        Command::Batch(BatchCommand::Check(check)) => batch_check::run(check, &mut output),
        Command::Explain(explain) => law::explain(explain, &mut output),
        Command::Law(day) => law::on_day(day, &mut output),
        Command::Scenario(scenario) => scenario::run(scenario, &mut output),
    };
    match done {
        Ok(status) => status.into(),
        // Whoever read our output stopped reading: nothing left to say.
        Err(Failure::Output) => ExitCode::SUCCESS,
        Err(failure) => {
            output.complain(&failure);
            failure.status().into()
        }
    }
}
