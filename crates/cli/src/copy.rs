//! `zorgkas copy --from … --to …`: all of a store to another, empty one.

use app::App;
use regulation::Law;
use store::StoreError;

use crate::args::Copy;
use crate::output::{Failure, Output, Status};
use crate::workplace::{existing_store, open_store, shown};

/// Copies every table in one transaction, and compares the heads of both journals.
pub(crate) fn run(arguments: &Copy, output: &mut Output) -> Result<Status, Failure> {
    let from = existing_store(&arguments.from)?;
    let to = open_store(&arguments.to)?;
    let mut said = Ok(());
    let copied = store::copy::copy(from.as_ref(), to.as_ref(), &mut |table, rows| {
        if said.is_ok() && rows > 0 {
            said = output.line(format!("{:26} {rows:>12}", table.name));
        }
    });
    said?;
    match copied {
        Err(StoreError::Conflict { guard }) => {
            return Err(Failure::WrongUse(format!("{}: {guard}", shown(&arguments.to))));
        }
        copied => copied?,
    }
    let mut heads = Vec::with_capacity(2);
    for (place, store) in [(&arguments.from, &from), (&arguments.to, &to)] {
        // The law plays no part in walking a journal.
        let journal = App::new(store.as_ref(), Law::embedded()).verify_journal()?;
        output.line(format!(
            "{}  {} entries  {}",
            journal.head,
            journal.entries,
            shown(place)
        ))?;
        if let Some((number, reason)) = journal.broken {
            output.line(format!("broken at entry {number}: {reason}"))?;
            return Ok(Status::No);
        }
        heads.push((journal.entries, journal.head));
    }
    let is_same = heads.first() == heads.last();
    output.line(if is_same {
        "Both journals have the same head."
    } else {
        "The heads differ: something was written in the first store meanwhile. Copy again, to an empty store."
    })?;
    Ok(if is_same { Status::Done } else { Status::No })
}
