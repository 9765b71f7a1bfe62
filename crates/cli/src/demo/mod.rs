//! `zorgkas demo`: a believable Flanders in small, and one month played through the real use cases.
//!
//! Six care funds, five facilities of sheltered living (IBW), a psychiatric care home (PVT) and some seventy people are
//! made from a fixed seed; everything that happens goes through the same use cases that every other door calls, at moments
//! that follow from the month alone. So two runs for the same month print the same. One facility has not declared the
//! Circle of Trust: that is left to its manager, at the screens. Decisions on lines and credit notes are not played.
//!
//! The month is the last full one before the day that is named; invoicing, signing and paying happen in the first
//! two weeks after it, whatever the day.

mod calendar;
mod fresh;
mod letters;
mod logins;
mod money;
mod names;
mod numbers;
mod people;
mod report;
mod roster;
mod sendings;
mod serve;
mod story;
mod trust;
mod world;

use app::App;
use identifiers::{OrderId, brussels_day};
use regulation::Law;

use crate::args::Demo;
use crate::output::{Failure, Output, Status};
use crate::workplace::shown;
use calendar::Calendar;
use report::Report;
use story::Stage;
use world::World;

pub(crate) use serve::stopped;

/// Fills a fresh store, plays the month, and prints what happened.
pub(crate) fn run(arguments: &Demo, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let day = arguments.day.unwrap_or_else(|| brussels_day(crate::clock::now()));
    let calendar = Calendar::before(day, &law)?;
    let store = fresh::store(&arguments.data)?;
    let app = App::new(store.as_ref(), law.clone());
    let world = World::new();
    let stage = Stage::set(&app, &world, &calendar)?;
    stage.trust()?;
    let heard = stage.requests()?;
    let batches = stage.sendings(&heard)?;
    let orders: Vec<OrderId> = stage.money(&batches)?.into_iter().collect();
    stage.jobs()?;
    Report::gather(&stage, &heard, (&batches, &orders), store.as_ref())?.say(output)?;
    output.line(format!(
        "Store     {}: messages, answers and files are all in it",
        shown(&arguments.data)
    ))?;
    if !arguments.no_serve {
        let people = logins::people(&stage);
        logins::make(&app, &people)?;
        drop(stage);
        serve::serve(store, law, people, arguments.port, output)?;
    }
    Ok(Status::Done)
}
