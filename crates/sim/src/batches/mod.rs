//! A naive second judge of batches, and random batches that play it against the application.
//!
//! The judge ([`Naive`]) is written from billing.md and fine-print.md alone: it keeps every line of every batch and
//! looks through all of them for every question. It shares no rule with the crate `billing`.

mod invariants;
mod line;
mod naive;
mod paid;
mod random;
mod real;
mod setting;
mod told;

use std::collections::BTreeMap;

pub use naive::Naive;
pub use told::{Findings, Told};

use random::Random;
use real::Real;
use store::Store;

/// What the batches of some seeds reached, and how often.
pub type Reach = BTreeMap<String, u64>;

/// Plays the random batches, reviews, decisions, signings and payments of a seed through both; gives what it reached.
///
/// # Errors
/// The first step on which they differ, or an invariant of billing.md §5 that does not hold after a step.
pub fn play_batches(seed: u64, steps: usize) -> Result<Reach, String> {
    play_batches_on(&real::store()?, seed, steps)
}

/// The same on a store, in which nothing was written yet.
///
/// # Errors
/// As [`play_batches`].
pub fn play_batches_on(store: &dyn Store, seed: u64, steps: usize) -> Result<Reach, String> {
    let mut real = Real::new(store)?;
    let mut naive = Naive::default();
    let mut random = Random::new(seed);
    let mut reach = Reach::new();
    for number in 0..steps {
        let step = random.step(&naive);
        let (of_naive, of_real) = (naive.take(&step), real.take(&step)?);
        if of_naive != of_real {
            return Err(format!(
                "seed {seed}, step {number}: {step:#?}\nnaive: {of_naive:?}\nreal:  {of_real:?}"
            ));
        }
        for word in of_naive.words() {
            *reach.entry(word).or_default() += 1;
        }
        invariants::hold(store, &naive).map_err(|broken| format!("seed {seed}, step {number}: {broken}\n{step:#?}"))?;
    }
    real.walk_back().map_err(|broken| format!("seed {seed}: {broken}"))?;
    Ok(reach)
}
