//! Serving the demonstration's pages on loopback until Ctrl-C.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use regulation::Law;
use store::Store;
use tokio::net::TcpListener;
use web::{DemoPerson, Door, Setting, Site};

use crate::output::{Failure, Output};

/// How many ports behind the one asked are tried when it is taken.
const TRIED_PORTS: u16 = 20;

/// Serves the pages of a store until Ctrl-C, and says where.
///
/// # Errors
/// No port is free, or the store fails.
pub(super) fn serve(
    store: Arc<dyn Store>,
    law: Law,
    people: Vec<DemoPerson>,
    port: u16,
    output: &mut Output,
) -> Result<(), Failure> {
    let site = Site::new(Setting {
        store,
        law,
        clock: Box::new(crate::clock::now),
        chance: crate::chance::source()?,
        log: Box::new(|line| eprintln!("{line}")),
        door: Door::Loopback,
        demonstration: people,
        identity: None,
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_io()
        .build()
        .map_err(|error| network(port, &error))?;
    runtime.block_on(async {
        let listener = listen(port).await?;
        let address = listener.local_addr().map_err(|error| network(port, &error))?;
        output.line("")?;
        output.line(format!("Screens   http://{address}/ (Ctrl-C to stop)"))?;
        output.line(
            "          Sign in there as one of the people it names: of two care funds, of facilities and of the agency.",
        )?;
        axum::serve(listener, web::router(site))
            .with_graceful_shutdown(stopped())
            .await
            .map_err(|error| network(port, &error))
    })
}

/// The port that was asked, or the next one that is free (0: any).
async fn listen(port: u16) -> Result<TcpListener, Failure> {
    let last = if port == 0 { 0 } else { port.saturating_add(TRIED_PORTS) };
    let mut why = io::Error::from(io::ErrorKind::AddrInUse);
    for port in port..=last {
        match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
            Ok(listener) => return Ok(listener),
            Err(error) => why = error,
        }
    }
    Err(network(port, &why))
}

/// Ctrl-C, or the request of the system to end.
pub(crate) async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut ended) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = ended.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}

fn network(port: u16, error: &io::Error) -> Failure {
    Failure::WrongUse(format!(
        "the screens cannot be served on port {port} of this machine: {error}"
    ))
}
