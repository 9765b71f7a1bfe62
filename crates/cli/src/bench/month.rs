//! `zorgkas bench month`: a month of all facilities and funds, on months that are stored already.
//!
//! Batches are made before the clock runs, some at a time; then so many writers send them side by side, and what is
//! measured is how long it takes until the last is done. The floor is written the same way.

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use app::App;
use identifiers::BatchId;
use regulation::Law;
use store::Store;

use super::floor::Rows;
use super::world::{Batch, World};
use super::{Figures, Pace, Stores};
use crate::args::BenchMonth;
use crate::clock::Stopwatch;
use crate::output::Failure;

/// How many batches each writer finds ready before the clock runs: many enough that the end, where some wait for the
/// last, weighs little; few enough to be held in memory.
const READY: u64 = 24;

pub(super) fn run(asked: &BenchMonth, law: Law) -> Result<Figures, Failure> {
    let stores = Stores::open(&asked.store)?;
    let world = World::set_up(stores.judged.as_ref(), &law, asked.people, asked.people_per_batch)?;
    World::set_up(stores.floor.as_ref(), &law, asked.people, asked.people_per_batch)?;
    let app = App::new(stores.judged.as_ref(), law);
    let mut months = Vec::new();
    for month in 0..=asked.months_before {
        let measured = judge_month(&world, &app, &stores, (month, asked.writers))?;
        if !asked.store.json {
            // Progress, for whoever waits: not part of the answer.
            eprintln!(
                "month {}: {} lines/s, floor {} lines/s",
                month + 1,
                measured.judged.lines_per_second(),
                measured.floor.lines_per_second()
            );
        }
        months.push(measured);
    }
    let last = months.last().copied().unwrap_or_default();
    Ok(Figures {
        title: format!(
            "A month of {} people in {} batches by {} writers, on {} months stored before; floor: bulk writing",
            asked.people,
            world.batches(),
            asked.writers,
            asked.months_before
        ),
        judged: last.judged,
        floor: last.floor,
        statements: last.statements,
        first_month: months.first().map(|first| first.judged),
    })
}

#[derive(Clone, Copy, Default)]
struct Measured {
    judged: Pace,
    floor: Pace,
    statements: u64,
}

fn judge_month(
    world: &World,
    app: &App<'_>,
    stores: &Stores,
    (month, writers): (u64, u64),
) -> Result<Measured, Failure> {
    let mut measured = Measured::default();
    let at_once = READY * writers;
    for from in (0..world.batches()).step_by(usize::try_from(at_once).unwrap_or(1)) {
        let ready = (from..world.batches().min(from + at_once)).map(|batch| world.batch(batch, month, u64::MAX));
        let ready = ready.collect::<Result<Vec<Batch>, Failure>>()?;
        let lines = ready.iter().map(|batch| batch.lines).sum();
        let before = stores.judged.statements();
        let (ids, time) = side_by_side(writers, &ready, |batch| -> Result<BatchId, Failure> {
            Ok(app.send_batch(&batch.context, &batch.bytes)?.id)
        })?;
        measured.judged.add(lines, time);
        measured.statements += stores.judged.statements() - before;
        measured.floor.add(lines, write_floor(stores, &ready, &ids, writers)?);
    }
    Ok(measured)
}

/// Writes the rows of batches that were judged into the other store; gives how long that took.
fn write_floor(stores: &Stores, ready: &[Batch], ids: &[BatchId], writers: u64) -> Result<Duration, Failure> {
    let mut written = Vec::new();
    for (batch, id) in ready.iter().zip(ids) {
        let rows = Rows::of(stores.judged.as_ref(), *id)?;
        rows.accepted_but_the_wrong()?;
        written.push((rows, batch));
    }
    let floor: &dyn Store = stores.floor.as_ref();
    let (_, time) = side_by_side(writers, &written, |(rows, batch)| rows.write(floor, &batch.bytes))?;
    Ok(time)
}

/// Does the work of all items by so many threads, each taking the next that is left; gives the results in the order
/// of the items, and how long it took until the last was done.
fn side_by_side<T: Sync, R: Send>(
    threads: u64,
    items: &[T],
    work: impl Fn(&T) -> Result<R, Failure> + Sync,
) -> Result<(Vec<R>, Duration), Failure> {
    let next = Mutex::new(items.iter().enumerate());
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let watch = Stopwatch::start();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    // Out of its lock before the work begins.
                    let taken = next.lock().ok().and_then(|mut next| next.next());
                    let Some((place, item)) = taken else { break };
                    let result = work(item);
                    if let Ok(mut done) = done.lock() {
                        done.push((place, result));
                    }
                }
            });
        }
    });
    let time = watch.elapsed();
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(place, _)| *place);
    let results = done
        .into_iter()
        .map(|(_, result)| result)
        .collect::<Result<Vec<R>, Failure>>()?;
    if results.len() == items.len() {
        return Ok((results, time));
    }
    Err(Failure::WrongUse("a writer of the bench broke off".into()))
}
