//! Databases made for a moment on a server that is there: for scenarios and tests, each in one of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use store::StoreError;

use crate::pool::Link;
use crate::{PostgresStore, address};

/// How long the server may take to make a database.
const LIMIT: Duration = Duration::from_secs(60);

/// A server where databases are made for a moment, by a role that may do so.
pub struct ScratchServer {
    /// The address of a database of that server that stays.
    admin: String,
    /// What its databases begin as.
    template: String,
}

impl ScratchServer {
    /// Makes a template with the schema of this version beside the database of this address.
    ///
    /// # Errors
    /// The server cannot be reached, or the role of the address may not make databases.
    pub fn at(address: &str) -> Result<Self, StoreError> {
        let template = format!("zorgkas_scratch_{}", std::process::id());
        make(address, &template, "template1")?;
        let server = Self {
            admin: address.to_owned(),
            template,
        };
        PostgresStore::migrate(
            &address::with_database(address, &server.template),
            None,
            Timestamp::UNIX_EPOCH,
        )?;
        Ok(server)
    }

    /// A new database with the schema of this version.
    ///
    /// # Errors
    /// The server cannot make it.
    pub fn database(&self) -> Result<ScratchDatabase, StoreError> {
        ScratchDatabase::from(&self.admin, &self.template)
    }
}

impl Drop for ScratchServer {
    fn drop(&mut self) {
        let _ = take_away(&self.admin, &self.template);
    }
}

/// A database, taken away when this value is dropped.
pub struct ScratchDatabase {
    admin: String,
    name: String,
    address: String,
}

impl ScratchDatabase {
    /// A database made of another one beside that of an address.
    pub(crate) fn from(admin: &str, template: &str) -> Result<Self, StoreError> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("zorgkas_scratch_{}_{count}", std::process::id());
        make(admin, &name, template)?;
        Ok(Self {
            admin: admin.to_owned(),
            address: address::with_database(admin, &name),
            name,
        })
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for ScratchDatabase {
    fn drop(&mut self) {
        // One that stays is in nobody's way, and is taken away when its name is needed again.
        let _ = take_away(&self.admin, &self.name);
    }
}

/// Makes a database; one of that name is left over from a process that did not end well.
pub(crate) fn make(admin: &str, name: &str, template: &str) -> Result<(), StoreError> {
    take_away(admin, name)?;
    run(admin, &format!("CREATE DATABASE {name} TEMPLATE {template}"))
}

fn take_away(admin: &str, name: &str) -> Result<(), StoreError> {
    run(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
}

/// Statements without parameters on a connection of their own.
pub(crate) fn run(address: &str, sql: &str) -> Result<(), StoreError> {
    link(address)?.batch(sql).map_err(|failure| failure.error)
}

pub(crate) fn link(address: &str) -> Result<Link, StoreError> {
    Link::connect(&address::read(address)?, LIMIT).map_err(|failure| failure.error)
}
