//! A naive second judge of batches, and random batches that play it against the application.
//!
//! The judge is written from billing.md and fine-print.md alone: it keeps every line of every batch and looks through
//! all of them for every question. It shares no rule with the crate `billing`. Each seed is a world of its own: the
//! registers, the stays and what the law says are random too.

mod invariants;
mod line;
mod meddling;
mod naive;
mod paid;
mod price;
mod random;
mod real;
mod setting;
mod stay;
mod told;
mod world;

use std::collections::BTreeMap;

pub use meddling::{Meddling, Register};

use naive::Naive;
use random::Random;
use real::Real;
use setting::{Step, World};
use store::Store;

/// What the batches of some seeds reached, and how often.
pub type Reach = BTreeMap<String, u64>;

/// Why a play stopped.
#[derive(Debug)]
pub enum Stopped {
    /// The first step on which the two differ.
    Difference(String),
    /// An invariant of billing.md §5 that does not hold after a step.
    Broken(String),
    /// It could not be played.
    Fault(String),
}

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Difference(what) => f.write_str(what),
            Self::Broken(what) => write!(f, "an invariant is broken: {what}"),
            Self::Fault(what) => write!(f, "not played: {what}"),
        }
    }
}

/// Plays the random batches, reviews, decisions, signings and payments of a seed through both; gives what it reached.
///
/// # Errors
/// [`Stopped`], which names seed and step.
pub fn play_batches(seed: u64, steps: usize) -> Result<Reach, Stopped> {
    play_batches_on(&real::store().map_err(Stopped::Fault)?, seed, steps)
}

/// The same on a store, in which nothing was written yet.
///
/// # Errors
/// As [`play_batches`].
pub fn play_batches_on(store: &dyn Store, seed: u64, steps: usize) -> Result<Reach, Stopped> {
    play(store, seed, steps, None)
}

/// The same with an application that is told something else than the naive judge: a difference must show.
///
/// # Errors
/// As [`play_batches`].
pub fn play_batches_meddled(seed: u64, steps: usize, meddling: &Meddling) -> Result<Reach, Stopped> {
    let store = real::store().map_err(Stopped::Fault)?;
    play(&store, seed, steps, Some(meddling))
}

fn play(store: &dyn Store, seed: u64, steps: usize, meddling: Option<&Meddling>) -> Result<Reach, Stopped> {
    let faulty = |what| Stopped::Fault(format!("seed {seed}: {what}"));
    let worlds = World::both(seed);
    let [world, later] = &worlds;
    let law = world.rules.law().map_err(faulty)?;
    let (told, law) = match meddling {
        Some(meddling) => (
            [meddling.world(world), meddling.world(later)],
            meddling.law(law).map_err(faulty)?,
        ),
        None => (worlds.clone(), law),
    };
    let mut real = Real::new(store, &told, law).map_err(faulty)?;
    let mut naive = Naive::new(world);
    let mut random = Random::new(world, seed);
    let mut reach = Reach::new();
    for number in 0..steps {
        let step = random.step(&naive);
        let of_naive = naive.take(&step);
        let of_real = real
            .take(&step)
            .map_err(|what| faulty(format!("step {number}: {what}\n{step:#?}")))?;
        if of_naive != of_real {
            return Err(Stopped::Difference(format!(
                "seed {seed}, step {number}: {step:#?}\n{}",
                of_naive.unlike(&of_real)
            )));
        }
        if matches!(step, Step::Deliver(_)) {
            (naive.world, random.world) = (later, later);
            *reach.entry("delivered".to_owned()).or_default() += 1;
        }
        for word in of_naive.words() {
            *reach.entry(word).or_default() += 1;
        }
        invariants::hold(store, &naive)
            .map_err(|broken| Stopped::Broken(format!("seed {seed}, step {number}: {broken}\n{step:#?}")))?;
    }
    real.walk_back()
        .map_err(|broken| Stopped::Broken(format!("seed {seed}: {broken}")))?;
    Ok(reach)
}
