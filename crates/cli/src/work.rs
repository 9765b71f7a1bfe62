//! `zorgkas work`: does the work that changes left behind, and calls those who subscribed to news. Several processes share that of one database: each claims
//! what it does, and what a process leaves undone when it ends is done by another.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use app::{App, Problem};
use identifiers::{Month, brussels_day};
use jiff::Timestamp;
use regulation::Law;
use store::Store;

use crate::args::Work;
use crate::output::{Failure, Output, Status};
use crate::webhook::{Caller, Deliveries};
use crate::workplace::{existing_store, operator, read, shown};

/// How long it rests when nothing is due, or when the store cannot be reached.
const REST: Duration = Duration::from_millis(500);

/// Where Debian keeps the authorities of the world.
const USUAL_AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// How often in a row it tries in vain before `--once` gives up.
const TRIES: u32 = 10;

/// For how many months ahead room is made for lines.
const MONTHS_AHEAD: usize = 3;

pub(crate) fn run(arguments: &Work, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let store = existing_store(&arguments.data)?;
    let app = App::new(store.as_ref(), law);
    let stop = stop_on_signal()?;
    let now = || arguments.at.unwrap_or_else(crate::clock::now);
    let deliveries = Deliveries {
        app: &app,
        caller: Caller::new(&authorities(&arguments.authorities)?),
        now: &now,
        once: arguments.once,
    };
    let done = if arguments.once {
        // What is due comes first: it may leave something to tell.
        let done = work(arguments, store.as_ref(), &app, &stop)?;
        deliveries.run(&stop)?;
        done
    } else {
        thread::scope(|scope| {
            let calls = scope.spawn(|| {
                let ended = deliveries.run(&stop);
                stop.store(true, Ordering::Relaxed);
                ended
            });
            let done = work(arguments, store.as_ref(), &app, &stop);
            stop.store(true, Ordering::Relaxed);
            let ended = calls.join();
            ended.map_err(|_| Problem::Fault("the calls broke off".into()))??;
            done
        })?
    };
    output.line(format!("{done} done"))?;
    Ok(Status::Done)
}

/// The authorities of a file; none where the usual one is not there: then receivers on this machine alone can be called.
fn authorities(file: &Path) -> Result<Vec<u8>, Failure> {
    let is_usual = file == Path::new(USUAL_AUTHORITIES);
    if is_usual && !file.exists() {
        return Ok(Vec::new());
    }
    read(file)
}

/// Does what is due until it is told to stop, or with `--once` until nothing is due any more; gives how much.
fn work(arguments: &Work, store: &dyn Store, app: &App<'_>, stop: &AtomicBool) -> Result<u64, Failure> {
    let (mut done, mut prepared, mut in_vain) = (0_u64, None, 0);
    while !stop.load(Ordering::Relaxed) {
        let now = arguments.at.unwrap_or_else(crate::clock::now);
        match turn(store, app, now, &mut prepared) {
            Ok(true) => (done, in_vain) = (done + 1, 0),
            Ok(false) if arguments.once => break,
            Ok(false) => thread::sleep(REST),
            // The store comes back, or another process was in the way: what is due stays due.
            Err(Problem::Unavailable(reason)) if !arguments.once || in_vain < TRIES => {
                in_vain += 1;
                complain(&arguments.data, &reason);
                thread::sleep(REST);
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    Ok(done)
}

/// Does one work; `false` when there was none, and what is to be kept up was.
fn turn(store: &dyn Store, app: &App<'_>, now: Timestamp, prepared: &mut Option<Month>) -> Result<bool, Problem> {
    let month = Month::of(brussels_day(now));
    if *prepared != Some(month) {
        let after = |month: &Month| month.last_day().tomorrow().ok().map(Month::of);
        let months: Vec<Month> = std::iter::successors(Some(month), after).take(MONTHS_AHEAD).collect();
        store.prepare_months(&months)?;
        *prepared = Some(month);
    }
    if app.run_job(&operator(now))? {
        return Ok(true);
    }
    store.seal_journal()?;
    Ok(false)
}

fn complain(place: &Path, reason: &str) {
    eprintln!("zorgkas: {}: {reason}", shown(place));
}

/// Becomes true at Ctrl-C or the request of the system to end: what is under way is ended first.
fn stop_on_signal() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .map_err(|error| Failure::WrongUse(format!("signals cannot be heard: {error}")))?;
    let told = Arc::clone(&stop);
    thread::spawn(move || {
        runtime.block_on(crate::demo::stopped());
        told.store(true, Ordering::Relaxed);
    });
    Ok(stop)
}
