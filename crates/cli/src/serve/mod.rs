//! `zorgkas serve`: the servers, until Ctrl-C or the request of the system to end. What was asked is answered first.

mod identity;
mod people;
mod screens;
pub(crate) mod software;
mod tls;

use std::sync::Arc;

use regulation::Law;
use store::Store;
use tokio::runtime::Runtime;

use crate::args::Serve;
use crate::output::{Failure, Output, Status};
use crate::workplace::existing_store;

pub(crate) use software::sources;

pub(crate) fn run(arguments: &Serve, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let store: Arc<dyn Store> = Arc::from(existing_store(&arguments.data)?);
    runtime()?.block_on(async {
        let software = software::ready(arguments, Arc::clone(&store), law.clone(), output).await?;
        let software = async {
            if let Some(software) = software {
                software.serve().await;
            }
            Ok(())
        };
        tokio::try_join!(software, people::serve(arguments, store, law, output)).map(drop)
    })?;
    Ok(Status::Done)
}

/// The threads of the servers.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::WrongUse(format!("the servers cannot be started: {error}")))
}
