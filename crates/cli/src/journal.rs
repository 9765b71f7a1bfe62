//! `zorgkas journal verify`: walks the chain of hashes.

use app::App;
use regulation::Law;

use crate::args::JournalVerify;
use crate::output::{Failure, Output, Status};
use crate::workplace::existing_store;

/// Walks the journal of a store and tells how long it is and where it is broken.
pub(crate) fn verify(arguments: &JournalVerify, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let store = existing_store(&arguments.data)?;
    let report = App::new(store.as_ref(), law).verify_journal()?;
    output.line(format!("entries  {}", report.entries))?;
    output.line(format!("head     {}", report.head))?;
    match report.broken {
        None => {
            output.line("The chain holds: every entry follows the one before it, and what it names is as it was.")?;
            Ok(Status::Done)
        }
        Some((number, reason)) => {
            output.line(format!("broken   at entry {number}: {reason}"))?;
            Ok(Status::No)
        }
    }
}
