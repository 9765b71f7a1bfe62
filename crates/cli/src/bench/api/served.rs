//! The interface for software as `zorgkas serve` serves it, on threads of its own.

use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;

use api::{Door, Limits, Room, Service, SubjectPatterns};
use regulation::Law;
use store::Store;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use super::identities::Identities;
use crate::output::Failure;

/// Calls a second of one certificate: the limit is there as always, and is not what is measured.
const CALLS_PER_SECOND: NonZeroU32 = NonZeroU32::new(1_000_000).expect("a number above zero");

pub(super) struct Served {
    runtime: Runtime,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Served {
    /// Serves a store; its log is a file in `folder`.
    pub(super) fn start(
        store: Arc<dyn Store>,
        law: Law,
        identities: &Identities,
        folder: &Path,
    ) -> Result<Self, Failure> {
        let path = folder.join("log");
        let log = File::create(&path).map_err(|error| Failure::file(&path, &error))?;
        // A log that cannot be written ends no call.
        let sources = crate::serve::sources(move |line| drop(writeln!(&log, "{line}")))?;
        let service = Service::new(store, law, SubjectPatterns::default(), sources, Room::default());
        let (_, tls) = watch::channel(Door::Tls(identities.server()?));
        let limits = Limits {
            calls_per_second: CALLS_PER_SECOND,
            ..Limits::default()
        };
        let runtime = crate::serve::runtime()?;
        let unserved = |error: std::io::Error| Failure::WrongUse(format!("nothing can be served here: {error}"));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).map_err(unserved)?;
        let address = listener.local_addr().map_err(unserved)?;
        let (stop, stopped) = oneshot::channel();
        let ended = runtime.spawn(api::serve(listener, tls, service, limits, async move {
            let _ = stopped.await;
        }));
        Ok(Self {
            runtime,
            address,
            stop,
            ended,
        })
    }

    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Finishes what was accepted.
    pub(super) fn stop(self) {
        drop(self.stop);
        let _ = self.runtime.block_on(self.ended);
    }
}
