//! `zorgkas bench batch`: one large batch from its bytes to the committed verdict.

use app::App;
use invoice_file::read_sending;
use regulation::Law;

use super::floor::Rows;
use super::world::World;
use super::{Figures, Pace, Stores};
use crate::args::BenchBatch;
use crate::clock::Stopwatch;
use crate::output::Failure;

/// How many months are sent, one batch each.
const ROUNDS: u64 = 5;

pub(super) fn run(asked: &BenchBatch, law: Law) -> Result<Figures, Failure> {
    let stores = Stores::open(&asked.store)?;
    let people = asked.lines.div_ceil(30);
    let world = World::set_up(stores.judged.as_ref(), &law, people, people)?;
    World::set_up(stores.floor.as_ref(), &law, people, people)?;
    let app = App::new(stores.judged.as_ref(), law);
    let (mut judged, mut floor) = (Pace::default(), Pace::default());
    let mut statements = 0;
    for month in 0..ROUNDS {
        let batch = world.batch(0, month, asked.lines)?;
        let before = stores.judged.statements();
        let watch = Stopwatch::start();
        let report = app.send_batch(&batch.context, &batch.bytes)?;
        judged.add(batch.lines, watch.elapsed());
        statements = stores.judged.statements() - before;
        let watch = Stopwatch::start();
        let reading = read_sending(batch.bytes.as_slice()).map_err(app::Problem::from)?;
        let parsed = watch.elapsed();
        drop(reading);
        let rows = Rows::of(stores.judged.as_ref(), report.id)?;
        rows.accepted_but_the_wrong()?;
        floor.add(batch.lines, parsed + rows.write(stores.floor.as_ref(), &batch.bytes)?);
    }
    Ok(Figures {
        title: format!(
            "A batch of {} lines from bytes to committed verdict, {ROUNDS} months; floor: reading and bulk writing",
            asked.lines
        ),
        judged,
        floor,
        statements,
        first_month: None,
    })
}
