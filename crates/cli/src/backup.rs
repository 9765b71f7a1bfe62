//! `zorgkas backup`: a consistent copy while the store is in use.

use std::path::{Path, PathBuf};

use store_postgres::PostgresStore;

use crate::args::Backup;
use crate::output::{Failure, Output, Status};
use crate::workplace::{address, failed, open_file, shown};

/// Copies a file; of a database it says which tools do that, and what stands in their way.
pub(crate) fn run(arguments: &Backup, output: &mut Output) -> Result<Status, Failure> {
    match address(&arguments.data) {
        Some(address) => tools(&arguments.data, address, arguments.to.as_deref(), output),
        None => file(&arguments.data, arguments.to.clone(), output),
    }
}

fn file(store: &Path, to: Option<PathBuf>, output: &mut Output) -> Result<Status, Failure> {
    if !store.is_file() {
        return Err(Failure::WrongUse(format!(
            "{}: there is no such store",
            store.display()
        )));
    }
    let to = to.unwrap_or_else(|| {
        let mut beside = store.as_os_str().to_owned();
        beside.push(".backup");
        beside.into()
    });
    if to.try_exists().map_err(|error| Failure::file(&to, &error))? {
        return Err(Failure::WrongUse(format!(
            "{}: this file is there already and is left as it is",
            to.display()
        )));
    }
    open_file(store)?.back_up(&to).map_err(|error| failed(&to, &error))?;
    output.line(format!("{}: a copy of {} as it is now", to.display(), store.display()))?;
    Ok(Status::Done)
}

/// A server is backed up by its own tools, which know its files.
fn tools(place: &Path, address: &str, to: Option<&Path>, output: &mut Output) -> Result<Status, Failure> {
    if to.is_some() {
        return Err(Failure::WrongUse(
            "--to is for a file: a PostgreSQL database is backed up by the tools of its server".into(),
        ));
    }
    let shown = shown(place);
    let settings = PostgresStore::open(address)
        .and_then(|store| store.backup_settings())
        .map_err(|error| failed(place, &error))?;
    for line in [
        "A PostgreSQL database is backed up by the tools of its server:",
        "  pg_basebackup with WAL archiving: all of the server, restored to any moment (the one to rely on)",
    ] {
        output.line(line)?;
    }
    output.line(format!(
        "  pg_dump --format=custom --file=zorgkas.dump '{shown}': this database, as it is at one moment"
    ))?;
    output.line("Afterwards `zorgkas journal verify` on what was restored must give the head that was exported.")?;
    let mut is_right = true;
    for setting in settings {
        match setting.wrong {
            None => output.line(format!("ok     {} = {}", setting.name, setting.value))?,
            Some(reason) => {
                is_right = false;
                output.line(format!("WRONG  {} = {}: {reason}", setting.name, setting.value))?;
            }
        }
    }
    Ok(if is_right { Status::Done } else { Status::No })
}
