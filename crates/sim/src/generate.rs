//! Random histories: few persons, three facilities, dates clustered around the boundaries of the rules.
//!
//! A history is made event by event beside the naive judge, which knows what stands at each moment and so where the
//! boundaries are; what comes out is concrete and plays by itself.

mod changes;
mod registers;
mod requests;
mod setup;

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use identifiers::{brussels_at, brussels_day};
use jiff::Timestamp;
use jiff::civil::{Date, Time, date, time};

use crate::days::plus;
use crate::event::{Event, What};
use crate::filling::FUNDS;
use crate::setup::{FACILITIES, History, Setup};
use crate::world::World;

/// Hours around which days begin, end and are payable.
const HOURS: [Time; 6] = [
    time(0, 0, 0, 0),
    time(0, 30, 0, 0),
    time(9, 0, 0, 0),
    time(12, 0, 0, 0),
    time(14, 0, 0, 0),
    time(23, 30, 0, 0),
];

/// How often come: request, change, decision, feed, membership, question, message again, invoice. Ordinary, with many
/// changes of a few dossiers, and with much that waits and is judged again.
const WEIGHTS: [[u32; 8]; 3] = [
    [28, 42, 8, 7, 6, 2, 2, 5],
    [12, 70, 6, 3, 1, 0, 1, 7],
    [35, 20, 5, 30, 8, 0, 1, 1],
];

/// One of several.
fn pick<T: Clone>(rng: &mut Rng, from: &[T]) -> T {
    from[rng.usize(0..from.len())].clone()
}

/// True this many times in a hundred.
fn chance(rng: &mut Rng, percent: u32) -> bool {
    rng.u32(0..100) < percent
}

fn instant(day: Date, hour: Time) -> Timestamp {
    brussels_at(day, hour).expect("days near this year have instants")
}

/// A history under way.
struct Draft {
    rng: Rng,
    world: World,
    at: Timestamp,
    events: Vec<Event>,
    /// Fund and month of the batches sent, by facility: one a month.
    batches: BTreeSet<(usize, String, i16, i8)>,
    /// The last sending number of each facility.
    numbers: BTreeMap<usize, u16>,
    /// Who is asked for, as often as they stand here; histories differ in how many persons meet.
    cast: Vec<usize>,
    /// How often each kind of event comes.
    weights: [u32; 8],
}

/// The history of a seed, with this many events.
///
/// # Errors
/// The law of its setup cannot be made.
pub fn generate(seed: u64, events: usize) -> Result<History, String> {
    let mut rng = Rng::with_seed(seed);
    let setup: Setup = setup::setup(&mut rng);
    let cast = pick(
        &mut rng,
        &[
            vec![0],
            vec![1, 1, 1, 2],
            vec![0, 0, 0, 1, 1, 2, 2, 3],
            vec![0, 0, 0, 0, 1, 1, 2, 2, 3],
        ],
    );
    let weights = pick(&mut rng, &WEIGHTS);
    let mut draft = Draft {
        world: World::new(&setup)?,
        at: instant(setup.day, time(8, 0, 0, 0)),
        rng,
        events: Vec::new(),
        batches: BTreeSet::new(),
        numbers: BTreeMap::new(),
        cast,
        weights,
    };
    for _ in 0..events {
        draft.pass_time();
        let what = draft.anything();
        draft.happen(what);
    }
    Ok(History {
        setup,
        events: draft.events,
    })
}

impl Draft {
    fn today(&self) -> Date {
        brussels_day(self.at)
    }

    /// Lets an event happen in the naive world; billed days are taken to be accepted.
    fn happen(&mut self, what: What) {
        let billed = match &what {
            What::Bill { days, .. } => days.iter().copied().collect(),
            _ => BTreeSet::new(),
        };
        let event = Event {
            number: self.events.len(),
            at: self.at,
            what,
        };
        self.world.happen(&event, &billed);
        self.events.push(event);
    }

    /// Moves the clock: often a little, often to a boundary of what stands.
    fn pass_time(&mut self) {
        let today = self.today();
        let mut days: Vec<Date> = Vec::new();
        if chance(&mut self.rng, 35) {
            days = self
                .boundaries()
                .into_iter()
                .filter(|day| *day > today && *day < plus(today, 130))
                .collect();
        }
        let day = if days.is_empty() {
            plus(today, pick(&mut self.rng, &[0, 0, 0, 1, 1, 2, 3, 5, 6, 7, 14, 30, 31]))
        } else {
            pick(&mut self.rng, &days)
        };
        let hour = pick(&mut self.rng, &HOURS);
        self.at = instant(day, hour).max(self.at);
    }

    /// Days on which a term of something that stands is over, or just not yet.
    fn boundaries(&self) -> Vec<Date> {
        let mut days = Vec::new();
        for facility in 0..FACILITIES.len() {
            let joined = self.world.sector_of(facility).joined;
            days.extend([plus(joined, 29), plus(joined, 30)]);
        }
        for membership in self.world.persons.iter().flat_map(|person| &person.memberships) {
            days.extend(membership.to);
        }
        let year = self.today().year();
        days.extend([date(year, 12, 4), date(year, 12, 5)]);
        for dossier in &self.world.dossiers {
            let Some(request) = dossier.messages.first() else {
                continue;
            };
            let Some(stay) = self.world.stay(dossier) else { continue };
            let reported = brussels_day(request.received);
            days.extend([plus(reported, 60), plus(reported, 61)]);
            let end = stay.approved_end();
            days.extend([plus(end, 1), plus(end, 31), plus(end, 32)]);
            let ends = stay.coverage_end();
            days.extend([plus(ends, 89), plus(ends, 90), plus(ends, 91)]);
            if let Some(closed) = stay.closed_on {
                days.extend([plus(closed, 5), plus(closed, 6)]);
            }
        }
        days
    }

    fn anything(&mut self) -> What {
        // The last days on which something is in time, and the first on which it is not.
        let today = self.today();
        if today.month() == 12 && [4, 5].contains(&today.day()) && chance(&mut self.rng, 50) {
            return self.mutation_of_next_year();
        }
        let mut left = self.rng.u32(0..self.weights.iter().sum());
        let kind = self.weights.iter().position(|weight| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        });
        match kind {
            Some(0) => self.request(),
            Some(1) => self.change(),
            Some(2) => self.decide(),
            Some(3) => self.member(),
            Some(4) => self.membership(),
            Some(5) => self.insurance(),
            Some(6) => self.again(),
            _ => self.bill(),
        }
    }

    /// A decision, mostly by the fund that may, on something that waits.
    fn decide(&mut self) -> What {
        let waiting = self.world.in_beraad();
        let all: Vec<usize> = self.world.dossiers.iter().map(|dossier| dossier.id).collect();
        let from = if waiting.is_empty() || chance(&mut self.rng, 5) {
            all
        } else {
            waiting
        };
        if from.is_empty() {
            return self.request();
        }
        let dossier = pick(&mut self.rng, &from);
        let fund = self.fund_of(dossier).filter(|_| chance(&mut self.rng, 93));
        let fund = fund.unwrap_or_else(|| pick(&mut self.rng, &FUNDS).to_owned());
        What::Decide {
            dossier,
            fund,
            accept: chance(&mut self.rng, 70),
        }
    }

    /// Today's fund of the person of a dossier.
    fn fund_of(&self, dossier: usize) -> Option<String> {
        self.world.fund_of(dossier, self.today())
    }
}
