//! `zorgkas zorgbudget FUND MONTH`: what a fund owes each person for a month, as CSV on standard output.

use app::{App, Issue, Problem};
use identifiers::{CareFundNumber, Malformed, Month};
use regulation::Law;

use crate::args::Zorgbudget;
use crate::output::{Failure, Output, Status};
use crate::workplace::{open_store, operator};

pub(crate) fn run(arguments: &Zorgbudget, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let fund = CareFundNumber::parse(&arguments.fund).map_err(|error| wrong("FUND", &error))?;
    let month = Month::parse(&arguments.month).map_err(|error| wrong("MONTH", &error))?;
    let store = open_store(&arguments.data)?;
    let app = App::new(store.as_ref(), law);
    let list = app.zorgbudget_list(&operator(crate::clock::now()), fund, month)?;
    let mut table = csv::Writer::from_writer(Vec::new());
    let written = table.write_record(["ssin", "name", "cents"]).and_then(|()| {
        list.lines.iter().try_for_each(|line| {
            let (ssin, cents) = (line.ssin.to_digits(), line.cents.cents().to_string());
            table.write_record([ssin.as_str(), line.name.as_deref().unwrap_or_default(), &cents])
        })
    });
    let bytes = written.and_then(|()| table.into_inner().map_err(|error| error.into_error().into()));
    let bytes = bytes.map_err(|error| Problem::Fault(format!("a table that cannot be written: {error}")))?;
    output.line(String::from_utf8_lossy(&bytes).trim_end())?;
    Ok(Status::Done)
}

fn wrong(at: &str, error: &Malformed) -> Failure {
    Failure::WrongUse(
        Issue {
            at: at.to_owned(),
            detail: error.to_string(),
        }
        .to_string(),
    )
}
