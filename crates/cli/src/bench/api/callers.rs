//! Software that calls: connections that stay, each with the certificate of a facility, on threads of their own.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::Mutex;
use tokio_rustls::TlsConnector;

use super::cores::CALLERS;
use super::identities::{HOST as NAME, Identities};
use crate::output::Failure;

pub(super) struct Callers {
    pub(super) runtime: Runtime,
    pub(super) lines: Vec<Arc<Mutex<Line>>>,
}

/// A connection.
pub(super) struct Line {
    sender: SendRequest<Full<Bytes>>,
    /// The facility that calls, by its place.
    pub(super) facility: u64,
}

/// A call.
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) body: String,
    /// What must stand in its answer.
    pub(super) expected: &'static [u8],
}

fn broken(error: &dyn std::fmt::Display) -> Failure {
    Failure::WrongUse(format!("a connection of the bench: {error}"))
}

impl Callers {
    /// Connects so many times.
    pub(super) fn connect(identities: &Identities, to: SocketAddr, connections: u64) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name(CALLERS)
            .enable_all()
            .build()
            .map_err(|error| broken(&error))?;
        let mut lines = Vec::new();
        for place in 0..connections {
            let of_facility = place % identities.callers() as u64;
            let config = identities.caller(usize::try_from(of_facility).unwrap_or_default())?;
            let sender = runtime.block_on(connected(config, to))?;
            lines.push(Arc::new(Mutex::new(Line {
                sender,
                facility: of_facility,
            })));
        }
        Ok(Self { runtime, lines })
    }
}

async fn connected(config: Arc<ClientConfig>, to: SocketAddr) -> Result<SendRequest<Full<Bytes>>, Failure> {
    let stream = TcpStream::connect(to).await.map_err(|error| broken(&error))?;
    stream.set_nodelay(true).map_err(|error| broken(&error))?;
    let name = ServerName::try_from(NAME).map_err(|error| broken(&error))?;
    let stream = TlsConnector::from(config).connect(name, stream).await;
    let stream = stream.map_err(|error| broken(&error))?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| broken(&error))?;
    tokio::spawn(connection);
    Ok(sender)
}

impl Line {
    /// Calls, and makes sure that the answer is the one that was meant.
    pub(super) async fn call(&mut self, call: Call) -> Result<(), Failure> {
        let request = Request::builder()
            .method(call.method)
            .uri(call.path)
            .header(HOST, NAME)
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(call.body)))
            .map_err(|error| broken(&error))?;
        self.sender.ready().await.map_err(|error| broken(&error))?;
        let answered = self
            .sender
            .send_request(request)
            .await
            .map_err(|error| broken(&error))?;
        let status = answered.status();
        let body = answered.into_body().collect().await.map_err(|error| broken(&error))?;
        let body = body.to_bytes();
        if status.is_success() && body.windows(call.expected.len()).any(|part| part == call.expected) {
            return Ok(());
        }
        // What an answer holds is a person's: its status alone is told.
        Err(Failure::WrongUse(format!(
            "{} answered {status}, not what this bench means to measure",
            call.path
        )))
    }
}
