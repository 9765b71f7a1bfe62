//! `zorgkas bench pages`: every page of the screens on a store with months of sendings, each asked several times.

mod list;
mod story;
mod visitor;

use std::time::Duration;

use regulation::Law;
use serde_json::json;

use self::list::{ASKED, Asked};
use self::story::{Filled, Size, fill};
use self::visitor::Visitor;
use super::{Stores, peak_memory_bytes};
use crate::args::BenchPages;
use crate::clock::Stopwatch;
use crate::output::{Failure, Output, Status};

/// What a page took.
struct Took {
    asked: &'static Asked,
    median: Duration,
    worst: Duration,
    statements: u64,
    bytes: usize,
}

pub(super) fn run(asked: &BenchPages, law: &Law, output: &mut Output) -> Result<Status, Failure> {
    let stores = Stores::open(&asked.store)?;
    let watch = Stopwatch::start();
    let size = Size {
        facilities: asked.facilities,
        people: asked.people,
        large: asked.large,
        months: asked.months,
    };
    let filled = fill(stores.judged.as_ref(), law, size)?;
    if !asked.store.json {
        // Progress, for whoever waits: not part of the answer.
        eprintln!("filled with {} lines in {:?}", filled.lines, watch.elapsed());
    }
    let mut visitor = Visitor::new(&stores.judged, law, &filled)?;
    let mut pages = Vec::with_capacity(ASKED.len());
    for asking in ASKED {
        pages.push(took(&mut visitor, asking, asked.rounds)?);
    }
    let limit = Duration::from_millis(asked.limit_ms);
    let above: Vec<&Took> = pages.iter().filter(|took| took.is_page_above(limit)).collect();
    if asked.store.json {
        tell_json(&filled, &pages, &above, output)?;
    } else {
        tell(&filled, &pages, (&above, asked), output)?;
    }
    Ok(if above.is_empty() { Status::Done } else { Status::No })
}

/// Asks a page some times.
fn took(visitor: &mut Visitor<'_>, asked: &'static Asked, rounds: u32) -> Result<Took, Failure> {
    let address = visitor.address(asked)?;
    let mut times = Vec::new();
    let (mut statements, mut bytes) = (0, 0);
    for _ in 0..rounds {
        let answer = visitor.ask(asked.who, &address, asked.form)?;
        if !matches!(answer.status, 200 | 303) {
            return Err(Failure::WrongUse(format!(
                "{address}: answered {} to {:?}",
                answer.status, asked.who
            )));
        }
        times.push(answer.time);
        statements = answer.statements.max(statements);
        bytes = answer.body.len().max(bytes);
    }
    times.sort_unstable();
    Ok(Took {
        asked,
        median: times.get(times.len() / 2).copied().unwrap_or_default(),
        worst: times.last().copied().unwrap_or_default(),
        statements,
        bytes,
    })
}

impl Took {
    fn is_page_above(&self, limit: Duration) -> bool {
        !self.asked.whole && self.median > limit
    }

    fn name(&self) -> String {
        match self.asked.what {
            "" => self.asked.route.to_owned(),
            what => format!("{} ({what})", self.asked.route),
        }
    }
}

/// Milliseconds with one digit behind the point.
fn milliseconds(time: Duration) -> String {
    let tenths = time.as_micros() / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn tell_json(filled: &Filled, pages: &[Took], above: &[&Took], output: &mut Output) -> Result<(), Failure> {
    let told = |took: &Took| {
        json!({
            "route": took.asked.route, "what": took.asked.what, "whole": took.asked.whole,
            "medianMicroseconds": u64::try_from(took.median.as_micros()).unwrap_or(u64::MAX),
            "worstMicroseconds": u64::try_from(took.worst.as_micros()).unwrap_or(u64::MAX),
            "statements": took.statements, "bytes": took.bytes,
        })
    };
    output.line(json!({
        "lines": filled.lines, "sendings": filled.sendings, "peakMemoryBytes": peak_memory_bytes(),
        "pages": pages.iter().map(told).collect::<Vec<_>>(),
        "above": above.iter().map(|took| took.name()).collect::<Vec<_>>(),
    }))
}

fn tell(
    filled: &Filled,
    pages: &[Took],
    (above, asked): (&[&Took], &BenchPages),
    output: &mut Output,
) -> Result<(), Failure> {
    output.line(format!(
        "Every page on {} lines in {} sendings, asked {} times. Whole: a file or a check, as long as what it tells.",
        filled.lines, filled.sendings, asked.rounds
    ))?;
    output.line("  median ms  worst ms  statements      bytes")?;
    for took in pages {
        output.line(format!(
            "  {:>9} {:>9} {:>11} {:>10}  {}{}",
            milliseconds(took.median),
            milliseconds(took.worst),
            took.statements,
            took.bytes,
            took.name(),
            if took.asked.whole { " — whole" } else { "" }
        ))?;
    }
    let names: Vec<String> = above.iter().map(|took| took.name()).collect();
    output.line(match names.as_slice() {
        [] => format!(
            "  every page under {} ms; peak memory {} MB",
            asked.limit_ms,
            peak_memory_bytes() / 1_000_000
        ),
        names => format!("  above {} ms: {}", asked.limit_ms, names.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use jiff::Timestamp;
    use regulation::Law;
    use store_sqlite::SqliteStore;
    use web::{Door, Setting, Site};

    use super::list::{ASKED, LEFT_OUT};

    /// The routes of the web service, as it tells them itself.
    fn routes() -> BTreeSet<String> {
        let router = web::router(Site::new(Setting {
            store: Arc::new(SqliteStore::in_memory(Timestamp::UNIX_EPOCH).expect("memory opens")),
            law: Law::embedded(),
            clock: Box::new(|| Timestamp::UNIX_EPOCH),
            chance: Box::new(|| [0; 32]),
            log: Box::new(|_| {}),
            door: Door::Loopback,
            demonstration: Vec::new(),
            identity: None,
        }));
        let told = format!("{router:?}");
        let texts = told.split('"').filter(|text| text.starts_with('/'));
        texts
            .filter(|text| !text.contains("__private"))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_route_is_asked_or_left_out_for_a_reason() {
        let routes = routes();
        assert!(routes.len() > 50, "{routes:?}");
        let known: BTreeSet<String> = ASKED
            .iter()
            .map(|asked| asked.route.to_owned())
            .chain(LEFT_OUT.iter().map(|(route, _)| (*route).to_owned()))
            .collect();
        let of = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).cloned().collect::<Vec<_>>();
        assert_eq!((of(&routes, &known), of(&known, &routes)), (Vec::new(), Vec::new()));
    }
}
