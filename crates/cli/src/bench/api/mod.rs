//! `zorgkas bench api`: the interface for software as its callers meet it, over kept-alive mutual TLS on this machine.
//!
//! Server and callers are one process with threads of their own, so that it can be told what each took of the cores. The
//! floors of the same run: `/health`, which asks the store nothing, and durable commits one after the other.

mod callers;
mod cores;
mod figures;
mod floor;
mod identities;
mod load;
mod questions;
mod served;

use std::sync::Arc;
use std::time::Duration;

use regulation::Law;
use store::Store;
use store_postgres::PostgresStore;
use store_postgres::scratch::{ScratchDatabase, ScratchServer};
use store_sqlite::SqliteStore;

use self::callers::Callers;
use self::cores::Cores;
use self::figures::{Figures, Step};
use self::floor::Floor;
use self::identities::Identities;
use self::load::Load;
use self::questions::{Newcomers, Question};
use self::served::Served;
use super::Scratch;
use super::world::World;
use crate::args::BenchApi;
use crate::output::{Failure, Output};
use crate::workplace::{address, failed};

/// How many people a facility and a fund share, as in `bench month`.
const PEOPLE_PER_BATCH: u64 = 80;

/// How often rates are measured in turn, so that what else the machine does meets both.
const ROUNDS: u32 = 3;

pub(super) fn run(asked: &BenchApi, law: Law, output: &mut Output) -> Result<(), Failure> {
    let place = Place::new(asked)?;
    // Who does not stay yet is asked for by a care request.
    let world = World::set_up_with_stays(
        place.store.as_ref(),
        &law,
        (asked.people, asked.people / 2),
        PEOPLE_PER_BATCH,
    )?;
    let identities = Identities::new(world.facilities().min(asked.connections))?;
    let served = Served::start(Arc::clone(&place.store), law, &identities, place.folder.path())?;
    let callers = Callers::connect(&identities, served.address(), asked.connections)?;
    let floor = Floor::new(place.folder.path())?;
    let load = Load::new(&callers, &place);
    let each = Duration::from_millis(asked.milliseconds);
    load.as_many_as_can(Question::Status { people: asked.people }, Duration::from_millis(200))?;

    let (mut health, mut status) = (Step::default(), Step::default());
    for _ in 0..ROUNDS {
        health.add(load.as_many_as_can(Question::Health, each)?);
        status.add(load.as_many_as_can(Question::Status { people: asked.people }, each)?);
    }
    let half_per_second = (status.per_second() / 2).max(1);
    let steady = load.at_rate(
        Question::Status { people: asked.people },
        half_per_second,
        each * ROUNDS,
    )?;
    let steady_health = load.at_rate(Question::Health, half_per_second, each * ROUNDS)?;
    let (mut requests, mut alone) = (Step::default(), Step::default());
    let newcomers = Arc::new(Newcomers::new(asked.people / 2..asked.people)?);
    for _ in 0..ROUNDS {
        requests.add(load.as_many_as_can(Question::Request(Arc::clone(&newcomers)), each)?);
        alone.add(floor.commits(each / ROUNDS)?);
    }
    served.stop();
    let figures = Figures {
        people: asked.people,
        connections: asked.connections,
        health,
        status,
        half_per_second,
        steady,
        steady_health,
        requests,
        alone,
    };
    figures.tell(asked.store.json, output)
}

/// Where the store of a run lies; taken away behind it.
struct Place {
    store: Arc<dyn Store>,
    /// The same, where it is a file.
    file: Option<Arc<SqliteStore>>,
    _database: Option<(ScratchDatabase, ScratchServer)>,
    folder: Scratch,
}

impl Place {
    fn new(asked: &BenchApi) -> Result<Self, Failure> {
        let folder = Scratch::new(&asked.store.folder)?;
        let Some(server) = &asked.store.server else {
            let file = Arc::new(SqliteStore::open(&folder.path().join("api.db"), crate::clock::now())?);
            return Ok(Self {
                store: Arc::<SqliteStore>::clone(&file),
                file: Some(file),
                _database: None,
                folder,
            });
        };
        let wanted = address(server).ok_or_else(|| {
            Failure::WrongUse("a bench makes its own files (--folder); --database names a server for it".into())
        })?;
        let failed = |error| failed(server, &error);
        let on_server = ScratchServer::at(wanted).map_err(failed)?;
        let database = on_server.database().map_err(failed)?;
        let store = PostgresStore::open(database.address()).map_err(failed)?;
        Ok(Self {
            store: Arc::new(store),
            file: None,
            _database: Some((database, on_server)),
            folder,
        })
    }

    /// How many commits were made durable; 0 on a server, which does that by itself.
    fn commits(&self) -> u64 {
        self.file.as_ref().map_or(0, |file| file.commits())
    }
}
