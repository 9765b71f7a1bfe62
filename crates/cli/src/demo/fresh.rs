//! A fresh store in the place of the last demonstration, and of nothing else.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use identifiers::HcoNumber;
use store::Store;
use store_sqlite::SqliteStore;

use super::world::World;
use crate::output::Failure;
use crate::workplace::open_store;

/// Opens an empty store in a file. A file of an earlier demonstration is removed first; any other is left alone.
///
/// # Errors
/// The file holds something else, or cannot be removed or made.
pub(super) fn store(file: &Path) -> Result<SqliteStore, Failure> {
    if file.try_exists().map_err(|error| Failure::file(file, &error))? {
        let empty = fs::metadata(file).map_err(|error| Failure::file(file, &error))?.len() == 0;
        if !empty && !is_demonstration(&open_store(file)?)? {
            return Err(Failure::WrongUse(format!(
                "{}: this store is not that of a demonstration and is left as it is; name another file with --data, or \
                 remove this one first",
                file.display()
            )));
        }
        for ending in ["", "-wal", "-shm"] {
            remove(&beside(file, ending))?;
        }
    }
    open_store(file)
}

/// Whether a store holds the facilities of the demonstration. A store without facilities may be anybody's.
fn is_demonstration(store: &SqliteStore) -> Result<bool, Failure> {
    let houses = World::new().houses;
    let hcos: Vec<HcoNumber> = houses.iter().map(|house| house.row.hco.clone()).collect();
    let found = store.begin()?.facilities_by_hco(&hcos)?;
    Ok(houses
        .iter()
        .all(|house| found.iter().any(|known| known.name == house.row.name)))
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
