//! The listener: a handshake that must end in time, a certificate that must be readable, and calls until it is told to
//! stop; then what was accepted is finished.

use std::future::Future;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::routes::{Connection, router};
use crate::service::Service;
use crate::tls::ClientCertificate;

/// More than the software of the largest facility needs: it is against programs that go round and round.
const CALLS_PER_SECOND: NonZeroU32 = NonZeroU32::new(1000).expect("a number above zero");

/// What a connection and a certificate may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at a time; further ones wait to be accepted.
    pub connections: usize,
    /// How long a handshake may take.
    pub handshake: Duration,
    /// How long the head of a request may take.
    pub head: Duration,
    /// Calls a second of one certificate, and at once after a quiet time; further ones are told to come again.
    pub calls_per_second: NonZeroU32,
    /// How long calls that were accepted may take after the server is told to stop.
    pub ending: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(15),
            calls_per_second: CALLS_PER_SECOND,
            ending: Duration::from_secs(30),
        }
    }
}

/// Serves until `stopped` is ready, then finishes what was accepted.
///
/// The settings of TLS are read anew for each connection: a renewed certificate or list of revoked ones holds from the
/// next on.
///
/// # Errors
/// None: a connection that fails is its own.
pub async fn serve(
    listener: TcpListener,
    tls: watch::Receiver<Arc<ServerConfig>>,
    service: Service,
    limits: Limits,
    stopped: impl Future<Output = ()>,
) {
    let router = router(service.clone(), limits.calls_per_second);
    let room = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut stopped = std::pin::pin!(stopped);
    loop {
        let permit = tokio::select! {
            permit = Arc::clone(&room).acquire_owned() => permit,
            () = &mut stopped => break,
        };
        let Ok(permit) = permit else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stopped => break,
        };
        let Ok((stream, _)) = accepted else {
            // No more files to open, for one: it passes.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let acceptor = TlsAcceptor::from(Arc::clone(&tls.borrow()));
        let (router, service, watcher) = (router.clone(), service.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _permit = permit;
            if let Err(why) = connection(stream, acceptor, router, limits, watcher).await {
                service.metrics().broke_off();
                service.log(&format!("connection ended: {why}"));
            }
        });
    }
    drop(listener);
    let _ = timeout(limits.ending, graceful.shutdown()).await;
}

async fn connection(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    router: Router,
    limits: Limits,
    watcher: hyper_util::server::graceful::Watcher,
) -> Result<(), String> {
    // Answers are small and wanted at once.
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    let handshake = timeout(limits.handshake, acceptor.accept(stream)).await;
    let stream = handshake
        .map_err(|_| "the handshake took too long".to_owned())?
        .map_err(|error| format!("no handshake: {error}"))?;
    let certificate = stream
        .get_ref()
        .1
        .peer_certificates()
        .and_then(|chain| ClientCertificate::read(chain.first()?));
    let certificate = certificate.ok_or("the client's certificate cannot be read")?;
    let connection = Arc::new(Connection::new(certificate));
    let handle = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Arc::clone(&connection));
        router.clone().oneshot(request)
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(stream), handle);
    watcher.watch(served).await.map_err(|error| error.to_string())
}
