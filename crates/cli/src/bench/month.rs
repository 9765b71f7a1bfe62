//! `zorgkas bench month`: a month of all facilities and funds, on months that are stored already.

use app::App;
use regulation::Law;

use super::floor::Rows;
use super::world::World;
use super::{Figures, Pace, Stores};
use crate::args::BenchMonth;
use crate::clock::Stopwatch;
use crate::output::Failure;

pub(super) fn run(asked: &BenchMonth, law: Law) -> Result<Figures, Failure> {
    let stores = Stores::open(&asked.store)?;
    let world = World::set_up(stores.judged.as_ref(), &law, asked.people, asked.people_per_batch)?;
    World::set_up(stores.floor.as_ref(), &law, asked.people, asked.people_per_batch)?;
    let app = App::new(stores.judged.as_ref(), law);
    let mut months: Vec<(Pace, Pace)> = Vec::new();
    let mut statements = 0;
    for month in 0..=asked.months_before {
        let (mut judged, mut floor) = (Pace::default(), Pace::default());
        statements = 0;
        for batch in 0..world.batches() {
            let batch = world.batch(batch, month, u64::MAX)?;
            let before = stores.judged.statements();
            let watch = Stopwatch::start();
            let report = app.send_batch(&batch.context, &batch.bytes)?;
            judged.add(batch.lines, watch.elapsed());
            statements += stores.judged.statements() - before;
            let rows = Rows::of(stores.judged.as_ref(), report.id)?;
            rows.accepted_but_the_wrong()?;
            floor.add(batch.lines, rows.write(stores.floor.as_ref(), &batch.bytes)?);
        }
        if !asked.store.json {
            // Progress, for whoever waits: not part of the answer.
            eprintln!(
                "month {}: {} lines/s, floor {} lines/s",
                month + 1,
                judged.lines_per_second(),
                floor.lines_per_second()
            );
        }
        months.push((judged, floor));
    }
    let (judged, floor) = months.last().copied().unwrap_or_default();
    Ok(Figures {
        title: format!(
            "A month of {} people in {} batches, on {} months stored before; floor: bulk writing",
            asked.people,
            world.batches(),
            asked.months_before
        ),
        judged,
        floor,
        statements,
        first_month: months.first().map(|(judged, _)| *judged),
    })
}
