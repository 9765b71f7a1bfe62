//! `zorgkas import registers DIR`: all or nothing; every bad row named by file, line, column and reason.

use app::App;
use regulation::Law;

use crate::args::ImportRegisters;
use crate::output::{Failure, Output, Status};
use crate::workplace::{RegisterFolder, open_store, operator};

pub(crate) fn run(arguments: &ImportRegisters, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let folder = RegisterFolder::read(&arguments.dir)?;
    let store = open_store(&arguments.data)?;
    let app = App::new(store.as_ref(), law);
    let operator = operator(crate::clock::now());
    let report = app.import_registers(&operator, &folder.files())?;
    // Who waited for what came in is answered now.
    app.run_jobs(&operator)?;
    output.line(serde_json::to_string(&report).map_err(|error| Failure::WrongUse(error.to_string()))?)?;
    Ok(Status::Done)
}
