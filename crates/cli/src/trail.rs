//! `zorgkas trail BATCH`: the money of a batch, walked back step by step, as JSON; status 1 when a step does not hold.

use app::{App, Problem};
use regulation::Law;

use crate::args::Trail;
use crate::batch_answers::batch_of;
use crate::output::{Failure, Output, Status};
use crate::workplace::{existing_store, operator};

pub(crate) fn run(arguments: &Trail, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let store = existing_store(&arguments.data)?;
    let app = App::new(store.as_ref(), law);
    let context = operator(crate::clock::now());
    let trail = app.trail(&context, batch_of(&app, &context, &arguments.batch)?)?;
    let text = serde_json::to_string_pretty(&trail).map_err(Problem::from)?;
    output.line(text)?;
    Ok(if trail.broken.is_empty() {
        Status::Done
    } else {
        Status::No
    })
}
