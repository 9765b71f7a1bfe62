//! The store of a sandbox: made with the invented people of its list, and never any other store, since everything in it is
//! accepted and signed without a look.

use std::path::Path;

use app::{App, Problem};
use regulation::Law;
use store::Store;

use super::list::List;
use crate::output::Failure;
use crate::workplace::{open_store, operator, shown};

/// Opens a sandbox, and fills it when it holds nothing.
///
/// # Errors
/// A store that cannot be opened, or that is no sandbox of this list.
pub(super) fn open(place: &Path, list: &List, law: &Law) -> Result<Box<dyn Store>, Failure> {
    let store = open_store(place)?;
    store.seal_journal()?;
    let made_of = serde_json::to_vec(&list.registers).map_err(Problem::from)?;
    let is_empty = {
        let mut tx = store.begin()?;
        let first = tx.entries_after(0, 1)?.into_iter().next();
        if let Some(first) = &first
            && (first.use_case != "importRegisters" || tx.payload(first.input)?.as_deref() != Some(made_of.as_slice()))
        {
            return Err(Failure::WrongUse(format!(
                "{}: this store is no sandbox of this list, and nothing was done to it: name another with --data",
                shown(place)
            )));
        }
        first.is_none()
    };
    if is_empty {
        App::new(store.as_ref(), law.clone()).import_read(&operator(crate::clock::now()), &list.registers)?;
    }
    Ok(store)
}
