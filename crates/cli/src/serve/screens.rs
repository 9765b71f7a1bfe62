//! The connections of people: a handshake, a head and a whole request that must come in time, so many connections at
//! once, and an end that finishes what was accepted.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Sleep, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;
use web::Caller;

/// Connections at a time; further ones wait to be accepted.
const CONNECTIONS: usize = 1024;
/// How long shaking hands may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long nothing is accepted after a failure of the machine (too many open files).
const PAUSE: Duration = Duration::from_millis(200);

/// How long a request may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// Its head.
    pub(super) head: Duration,
    /// All of it: the largest file that a page takes, by a slow line.
    pub(super) whole: Duration,
    /// What was accepted, after the server is told to stop.
    pub(super) ending: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(15),
            whole: Duration::from_secs(180),
            ending: Duration::from_secs(30),
        }
    }
}

/// Serves the screens until `stopped` is ready, then finishes what was accepted. Without `tls` over HTTP.
pub(super) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    screens: Router,
    times: Times,
    stopped: impl Future<Output = ()>,
) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
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
            sleep(PAUSE).await;
            continue;
        };
        let (tls, screens, watcher) = (tls.clone(), screens.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _permit = permit;
            // Pages are wanted at once; a connection that fails is its own.
            let _ = stream.set_nodelay(true);
            let caller = Caller(from.ip());
            match tls {
                None => connection(stream, caller, screens, times, watcher).await,
                Some(tls) => {
                    if let Some(stream) = shaken(&tls, stream).await {
                        connection(stream, caller, screens, times, watcher).await;
                    }
                }
            }
        });
    }
    drop(listener);
    let _ = timeout(times.ending, graceful.shutdown()).await;
}

/// Who cannot shake hands, or does not in time, is let go: there is nothing that could be answered.
async fn shaken(tls: &TlsAcceptor, stream: TcpStream) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    timeout(HANDSHAKE, tls.accept(stream)).await.ok()?.ok()
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    caller: Caller,
    screens: Router,
    times: Times,
    watcher: Watcher,
) {
    let handle = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(|body| {
            let deadline = Box::pin(sleep(times.whole));
            Body::new(InTime { body, deadline })
        });
        request.extensions_mut().insert(caller);
        screens.clone().oneshot(request)
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(times.head)
        .serve_connection(TokioIo::new(stream), handle);
    let _ = watcher.watch(served).await;
}

/// The body of a request, which must come whole in time: whoever reads it gets a fault, before anything is done with it.
struct InTime {
    body: Incoming,
    deadline: Pin<Box<Sleep>>,
}

impl hyper::body::Body for InTime {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut task::Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(task) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let late = || Some(Err("the request did not come whole in time".into()));
        self.deadline.as_mut().poll(task).map(|()| late())
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "test code")]
mod tests {
    use axum::routing::{get, post};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;

    use super::*;

    /// A server with little patience, until it is told to stop.
    async fn begun() -> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, told) = oneshot::channel();
        let times = Times {
            head: Duration::from_millis(200),
            whole: Duration::from_millis(200),
            ending: Duration::from_secs(30),
        };
        let router = Router::new()
            .route(
                "/",
                get(|request: Request| async move { format!("{:?}", request.extensions().get::<Caller>()) }),
            )
            .route("/form", post(|form: String| async move { form }));
        let served = tokio::spawn(serve(listener, None, router, times, async { drop(told.await) }));
        (address, stop, served)
    }

    /// What comes back until the connection ends.
    async fn answered(address: std::net::SocketAddr, sent: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A connection that is broken off has said what it had to say.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    }

    #[tokio::test]
    async fn who_is_slow_holds_up_nobody_and_gets_an_end() {
        let (address, stop, served) = begun().await;
        let whole = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let silent = TcpStream::connect(address).await.unwrap();
        let answer = answered(address, "GET / HTTP/1.1\r\nhost:").await;
        assert!(!answer.contains("200 OK"), "{answer}");
        let form = "POST /form HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\na=b";
        let answer = answered(address, form).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "nothing was done: {answer}");
        assert!(!answered(address, "garbage\r\n\r\n").await.contains("200 OK"));
        let answer = answered(address, whole).await;
        assert!(answer.contains("Caller(127.0.0.1)"), "{answer}");
        drop(silent);
        stop.send(()).unwrap();
        served.await.unwrap();
        assert!(TcpStream::connect(address).await.is_err(), "it still listens");
    }
}
