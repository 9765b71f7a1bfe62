//! Opening stores, reading folders and writing files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use app::{Actor, Context};
use jiff::Timestamp;
use registers::import::{RegisterFile, RegisterFiles};
use store::{Store, StoreError};
use store_postgres::PostgresStore;
use store_sqlite::SqliteStore;

use crate::output::Failure;

/// Opens a store: a file, made with its folder when needed, or a database at an address.
pub(crate) fn open_store(place: &Path) -> Result<Box<dyn Store>, Failure> {
    let opened: Box<dyn Store> = match address(place) {
        Some(address) => Box::new(PostgresStore::open(address).map_err(|error| failed(place, &error))?),
        None => Box::new(open_file(place)?),
    };
    Ok(opened)
}

/// Opens the store in a file, making its folder when needed.
pub(crate) fn open_file(file: &Path) -> Result<SqliteStore, Failure> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder)?;
    }
    SqliteStore::open(file, crate::clock::now()).map_err(|error| failed(file, &error))
}

/// Opens a store that must be there already.
pub(crate) fn existing_store(place: &Path) -> Result<Box<dyn Store>, Failure> {
    if address(place).is_some() || place.is_file() {
        open_store(place)
    } else {
        Err(Failure::WrongUse(format!(
            "{}: there is no such store",
            place.display()
        )))
    }
}

/// The address of a database, where a store is one.
pub(crate) fn address(place: &Path) -> Option<&str> {
    place.to_str().filter(|text| store_postgres::is_address(text))
}

/// A store as it may be shown.
pub(crate) fn shown(place: &Path) -> String {
    address(place).map_or_else(|| place.display().to_string(), store_postgres::shown)
}

/// A store that cannot be opened.
pub(crate) fn failed(place: &Path, error: &StoreError) -> Failure {
    Failure::WrongUse(format!("{}: {error}", shown(place)))
}

/// Whoever runs this command, at a moment.
pub(crate) fn operator(at: Timestamp) -> Context {
    Context {
        actor: Actor::Operator,
        at,
    }
}

pub(crate) fn make_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))
}

pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| Failure::file(file, &error))
}

/// Writes a file so that a reader sees the old one or the whole new one.
pub(crate) fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    fs::write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, file))
        .map_err(|error| Failure::file(file, &error))
}

/// The files of a folder with an ending, in order of name; none when there is no such folder.
pub(crate) fn files_with_ending(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::file(folder, &error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Failure::file(folder, &error))?.path();
        if path.extension().is_some_and(|found| found == ending) {
            // A dangling link would be a lost month: what has the name of a file must be one.
            if !path.is_file() {
                return Err(Failure::WrongUse(format!(
                    "{}: this is no file that can be read",
                    path.display()
                )));
            }
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The name of a file without its folder.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The bytes of the register files in a folder. A file that is absent is left to the reader, which names it; so is one
/// whose name is none of theirs.
pub(crate) struct RegisterFolder(Vec<(RegisterFile, Vec<u8>)>);

impl RegisterFolder {
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        if !folder.is_dir() {
            return Err(Failure::WrongUse(format!(
                "{}: there is no such folder",
                folder.display()
            )));
        }
        let mut files = Vec::new();
        for path in files_with_ending(folder, "csv")? {
            let name = name_of(&path);
            let file = RegisterFile::from_name(&name).ok_or_else(|| {
                let known: Vec<&str> = RegisterFile::ALL.iter().map(|file| file.file_name()).collect();
                Failure::WrongUse(format!(
                    "{}: no register file has this name; there are {}",
                    path.display(),
                    known.join(", ")
                ))
            })?;
            files.push((file, read(&path)?));
        }
        Ok(Self(files))
    }

    pub(crate) fn files(&self) -> RegisterFiles<'_> {
        RegisterFiles::of(|wanted| {
            self.0
                .iter()
                .find(|(file, _)| *file == wanted)
                .map(|(_, bytes)| bytes.as_slice())
        })
    }
}
