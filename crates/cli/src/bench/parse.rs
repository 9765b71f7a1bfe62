//! `zorgkas bench parse`: reading with every technical check, on one core.

use invoice_file::read_sending;
use regulation::Law;

use super::world::World;
use super::{Figures, Pace, Stores};
use crate::args::BenchParse;
use crate::clock::Stopwatch;
use crate::output::Failure;

/// How often the file is read.
const ROUNDS: u64 = 5;

pub(super) fn run(asked: &BenchParse, law: Law) -> Result<Figures, Failure> {
    let stores = Stores::open(&asked.store)?;
    let people = asked.lines.div_ceil(30);
    let world = World::set_up(stores.judged.as_ref(), &law, people, people)?;
    let file = world.batch(0, 0, asked.lines)?;
    let (mut judged, mut floor) = (Pace::default(), Pace::default());
    for _ in 0..ROUNDS {
        let watch = Stopwatch::start();
        let reading = read_sending(file.bytes.as_slice()).map_err(app::Problem::from)?;
        judged.add(reading.glimpse.lines, watch.elapsed());
        if reading.faults.total > 0 {
            return Err(Failure::WrongUse("the bench's own file has faults".into()));
        }
    }
    let watch = Stopwatch::start();
    let mut tx = stores.floor.begin()?;
    tx.keep_payload(&file.bytes)?;
    tx.commit()?;
    floor.add(file.lines, watch.elapsed());
    Ok(Figures {
        title: format!(
            "Reading a file of {} lines, {ROUNDS} times; floor: keeping its bytes",
            file.lines
        ),
        judged,
        floor,
        statements: 0,
        first_month: None,
    })
}
