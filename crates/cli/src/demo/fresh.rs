//! A fresh store in the place of the last demonstration, and of nothing else.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use identifiers::HcoNumber;
use store::Store;

use super::world::World;
use crate::output::Failure;
use crate::workplace::{address, open_store, shown};

/// Opens an empty store. A file of an earlier demonstration is removed first; any other is left alone, and so is a
/// database that holds anything.
///
/// # Errors
/// The store holds something else, or cannot be removed or made.
pub(super) fn store(place: &Path) -> Result<Arc<dyn Store>, Failure> {
    if address(place).is_some() {
        let store = open_store(place)?;
        return if is_empty(store.as_ref())? {
            Ok(Arc::from(store))
        } else {
            Err(Failure::WrongUse(format!(
                "{}: this database is not empty and is left as it is; name another with --database",
                shown(place)
            )))
        };
    }
    if place.try_exists().map_err(|error| Failure::file(place, &error))? {
        let empty = fs::metadata(place).map_err(|error| Failure::file(place, &error))?.len() == 0;
        if !empty && !is_demonstration(open_store(place)?.as_ref())? {
            return Err(Failure::WrongUse(format!(
                "{}: this store is not that of a demonstration and is left as it is; name another file with --data, or \
                 remove this one first",
                place.display()
            )));
        }
        for ending in ["", "-wal", "-shm"] {
            remove(&beside(place, ending))?;
        }
    }
    Ok(Arc::from(open_store(place)?))
}

/// Whether nothing was ever written in a store.
fn is_empty(store: &dyn Store) -> Result<bool, Failure> {
    store.seal_journal()?;
    Ok(store.begin_snapshot()?.entries_after(0, 1)?.is_empty())
}

/// Whether a store holds the facilities of the demonstration. A store without facilities may be anybody's.
fn is_demonstration(store: &dyn Store) -> Result<bool, Failure> {
    let houses = World::new().houses;
    let hcos: Vec<HcoNumber> = houses.iter().map(|house| house.row.hco.clone()).collect();
    let found = store.begin()?.facilities_by_hco(&hcos)?;
    // One of an earlier version may hold fewer of them.
    let is_ours = |known: &registers::Facility| houses.iter().any(|house| house.row.name == known.name);
    Ok(!found.is_empty() && found.iter().all(is_ours))
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn remove(file: &Path) -> Result<(), Failure> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::file(file, &error)),
        _ => Ok(()),
    }
}
