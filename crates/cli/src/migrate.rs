//! `zorgkas migrate`: brings the schema of a store up to date.

use store_postgres::PostgresStore;

use crate::args::Migrate;
use crate::output::{Failure, Output, Status};
use crate::workplace::{address, failed, open_file, shown};

/// Applies what is missing. A file is brought up to date whenever it is opened; a database only here.
pub(crate) fn run(arguments: &Migrate, output: &mut Output) -> Result<Status, Failure> {
    let place = &arguments.data;
    let Some(address) = address(place) else {
        if arguments.runner.is_some() {
            return Err(Failure::WrongUse(
                "--runner names a role of a PostgreSQL server: a file has none".into(),
            ));
        }
        drop(open_file(place)?);
        output.line(format!("{}: the schema is that of this version", shown(place)))?;
        return Ok(Status::Done);
    };
    let applied = PostgresStore::migrate(address, arguments.runner.as_deref(), crate::clock::now())
        .map_err(|error| failed(place, &error))?;
    for migration in &applied {
        output.line(format!("applied  {} {}", migration.number, migration.name))?;
    }
    output.line(format!("{}: the schema is that of this version", shown(place)))?;
    if let Some(runner) = &arguments.runner {
        output.line(format!(
            "The role {runner} has the rights that it needs, and no others."
        ))?;
    }
    Ok(Status::Done)
}
