//! A naive second judge for care dossiers, and random histories that play it against the application.
//!
//! The judge ([`World`]) is written from the specification alone: slow and obvious, day by day, with sets of days and
//! with the whole history replayed for every question. It shares no rule with the crates `care` and `registers`; it
//! takes numbers and dated parameters from `identifiers` and `regulation`, nothing else.
//!
//! A [`History`] is a list of concrete [`Event`]s. [`generate`] makes one from a seed, with dates clustered around the
//! boundaries of the rules; [`play`] gives each event to the use cases of `app` on a store in memory and to the naive
//! judge, and names the first difference; [`shrink`] makes a differing history small.

mod answer;
mod batches;
mod billing;
mod change;
mod closing;
mod days;
mod event;
mod fields;
mod filling;
mod generate;
mod insurance;
mod invariants;
mod members;
mod migration;
mod play;
mod reached;
mod real;
mod replay;
mod request;
mod run;
mod setup;
mod shrink;
mod verdict;
mod world;

pub use answer::{Answer, DossierSeen, Outcome, Seen};
pub use batches::{Meddling, Reach, Register, Stopped, play_batches, play_batches_meddled, play_batches_on};
pub use event::{Event, MemberChange, What};
pub use generate::generate;
pub use play::{Difference, play};
pub use reached::Reached;
pub use setup::{FACILITIES, FacilitySetup, History, Membership, PersonSetup, SSINS, Setup};
pub use shrink::shrink;
pub use world::World;
