//! The fresh, empty store of each scenario.

use std::path::Path;

use jiff::Timestamp;
use store::Store;
use store_postgres::PostgresStore;
use store_postgres::scratch::{ScratchDatabase, ScratchServer};
use store_sqlite::SqliteStore;

use crate::args::StoreKind;
use crate::output::Failure;
use crate::workplace::{address, failed};

/// Where the stores of a run come from.
pub(super) enum Stores {
    /// Memory.
    Sqlite,
    /// Databases of a server, one for each scenario.
    Postgres(ScratchServer),
}

/// A store that nothing was written in yet.
pub(super) struct Fresh {
    pub(super) store: Box<dyn Store>,
    /// Taken away behind the store.
    _database: Option<ScratchDatabase>,
}

impl Stores {
    pub(super) fn of(kind: StoreKind, database: Option<&Path>) -> Result<Self, Failure> {
        if kind == StoreKind::Sqlite {
            return Ok(Self::Sqlite);
        }
        let place = database.filter(|place| address(place).is_some()).ok_or_else(|| {
            Failure::WrongUse(
                "--store postgres needs --database postgres://…: a database of a server where that role may make \
                 others"
                    .into(),
            )
        })?;
        ScratchServer::at(address(place).unwrap_or_default())
            .map(Self::Postgres)
            .map_err(|error| failed(place, &error))
    }

    /// A store made at a moment.
    pub(super) fn fresh(&self, at: Timestamp) -> Result<Fresh, String> {
        let made = match self {
            Self::Sqlite => SqliteStore::in_memory(at).map(|store| Fresh {
                store: Box::new(store),
                _database: None,
            }),
            Self::Postgres(server) => server.database().and_then(|database| {
                Ok(Fresh {
                    store: Box::new(PostgresStore::open(database.address())?),
                    _database: Some(database),
                })
            }),
        };
        made.map_err(|error| error.to_string())
    }
}
