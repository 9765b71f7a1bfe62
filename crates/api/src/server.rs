//! The listener: a handshake that must end in time, a certificate that must be readable, and calls until it is told to
//! stop; then what was accepted is finished.

use std::future::Future;
use std::net::IpAddr;
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
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::held::{Held, Place, site};
use crate::proxy::Proxy;
use crate::routes::{Connection, router};
use crate::service::Service;
use crate::tls::{ClientCertificate, Fingerprint};

/// More than the software of the largest facility needs: it is against programs that go round and round.
const CALLS_PER_SECOND: NonZeroU32 = NonZeroU32::new(1000).expect("a number above zero");

/// How long a connection that is one too many of its certificate waits for the call that it refuses.
const REFUSED_HEAD: Duration = Duration::from_secs(2);

/// How long, and how often, a client whose handshake failed is listened to.
const HANG_UP: Duration = Duration::from_secs(1);
const HANG_UP_READS: usize = 64;

/// What a connection and a certificate may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at a time; further ones wait to be accepted.
    pub connections: usize,
    /// Connections at a time with one certificate; calls on further ones are told to come again, and those end.
    pub connections_per_certificate: usize,
    /// Connections at a time from one address (of IPv6: one network of 64 bits) that have not shaken hands yet; further
    /// ones are closed without a word, since nothing can be said before the handshake.
    pub handshakes_per_address: usize,
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
            connections_per_certificate: 64,
            handshakes_per_address: 128,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(15),
            calls_per_second: CALLS_PER_SECOND,
            ending: Duration::from_secs(30),
        }
    }
}

/// How a client shows who it is.
#[derive(Clone)]
pub enum Door {
    /// It shakes hands here, with its certificate.
    Tls(Arc<ServerConfig>),
    /// It shakes hands with a proxy, which vouches for it in each call.
    Proxy(Arc<Proxy>),
}

/// Serves until `stopped` is ready, then finishes what was accepted.
///
/// The door is looked at anew for each connection: a renewed certificate or list of revoked ones holds from the
/// next on.
///
/// # Errors
/// None: a connection that fails is its own.
pub async fn serve(
    listener: TcpListener,
    door: watch::Receiver<Door>,
    service: Service,
    limits: Limits,
    stopped: impl Future<Output = ()>,
) {
    let router = router(service.clone(), limits.calls_per_second);
    let room = Arc::new(Semaphore::new(limits.connections));
    let by_certificate = Held::at_most(limits.connections_per_certificate);
    let by_address = Held::at_most(limits.handshakes_per_address);
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
        let Ok((stream, from)) = accepted else {
            // No more files to open, for one: it passes.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Some(shaking) = by_address.take(site(from.ip())) else {
            service.metrics().broke_off();
            service.log(&format!(
                "connection refused: too many without a handshake from {}",
                from.ip()
            ));
            continue;
        };
        let (router, service, watcher) = (router.clone(), service.clone(), graceful.watcher());
        let (door, by_certificate) = (door.borrow().clone(), Arc::clone(&by_certificate));
        tokio::spawn(async move {
            let _permit = permit;
            let ended = match door {
                Door::Tls(tls) => {
                    let accepted = Accepted {
                        stream,
                        shaking,
                        acceptor: TlsAcceptor::from(tls),
                        by_certificate,
                    };
                    connection(accepted, router, limits, watcher).await
                }
                Door::Proxy(proxy) => {
                    drop(shaking);
                    of_proxy(stream, proxy, (router, service.clone()), limits, watcher).await
                }
            };
            if let Err(why) = ended {
                service.metrics().broke_off();
                service.log(&format!("connection ended: {why}"));
            }
        });
    }
    drop(listener);
    let _ = timeout(limits.ending, graceful.shutdown()).await;
}

/// Ends a connection whose handshake failed so that the client hears why: what it has sent meanwhile is read away, because
/// closing on unread bytes resets the connection, and the alert may be lost with it.
async fn hang_up(mut stream: TcpStream) {
    let _ = timeout(HANG_UP, async {
        stream.shutdown().await?;
        let mut read = [0; 4096];
        for _ in 0..HANG_UP_READS {
            if stream.read(&mut read).await? == 0 {
                break;
            }
        }
        Ok::<_, std::io::Error>(())
    })
    .await;
}

/// A connection of a proxy: each call on it may be of another client.
async fn of_proxy(
    stream: TcpStream,
    proxy: Arc<Proxy>,
    (router, service): (Router, Service),
    limits: Limits,
    watcher: hyper_util::server::graceful::Watcher,
) -> Result<(), String> {
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    let handle = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let (mut head, body) = request.into_parts();
        match proxy.client(&head, service.now()) {
            Ok(certificate) => drop(head.extensions.insert(Arc::new(Connection::new(certificate, true)))),
            Err(why) => drop(head.extensions.insert(why)),
        }
        router.clone().oneshot(Request::from_parts(head, Body::new(body)))
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(stream), handle);
    watcher.watch(served).await.map_err(|error| error.to_string())
}

/// A connection before its handshake.
struct Accepted {
    stream: TcpStream,
    /// Its place among those of its address that have not shaken hands.
    shaking: Place<IpAddr>,
    acceptor: TlsAcceptor,
    by_certificate: Arc<Held<Fingerprint>>,
}

async fn connection(
    accepted: Accepted,
    router: Router,
    limits: Limits,
    watcher: hyper_util::server::graceful::Watcher,
) -> Result<(), String> {
    // Answers are small and wanted at once.
    accepted.stream.set_nodelay(true).map_err(|error| error.to_string())?;
    let handshake = accepted.acceptor.accept(accepted.stream).into_fallible();
    let stream = match timeout(limits.handshake, handshake).await {
        Ok(Ok(stream)) => stream,
        Ok(Err((error, stream))) => {
            hang_up(stream).await;
            return Err(format!("no handshake: {error}"));
        }
        Err(_) => return Err("the handshake took too long".to_owned()),
    };
    drop(accepted.shaking);
    let certificate = stream
        .get_ref()
        .1
        .peer_certificates()
        .and_then(|chain| ClientCertificate::read(chain.first()?));
    let certificate = certificate.ok_or("the client's certificate cannot be read")?;
    // Held as long as the connection. Without one a call is refused in words, and the connection ends with it.
    let place = accepted.by_certificate.take(certificate.fingerprint);
    let has_place = place.is_some();
    let head = if has_place {
        limits.head
    } else {
        limits.head.min(REFUSED_HEAD)
    };
    let connection = Arc::new(Connection::new(certificate, has_place));
    let handle = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Arc::clone(&connection));
        router.clone().oneshot(request)
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .keep_alive(has_place)
        .serve_connection(TokioIo::new(stream), handle);
    watcher.watch(served).await.map_err(|error| error.to_string())
}
