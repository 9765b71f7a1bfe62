//! HTTPS: a listener whose connections have shaken hands. Who does not within some seconds holds up nobody else.

use std::fmt::Display;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

use crate::output::Failure;

/// How long shaking hands may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Connections that have shaken hands and wait for a moment of the server.
const WAITING: usize = 64;
/// How long nothing is accepted after a failure of the machine (too many open files).
const PAUSE: Duration = Duration::from_millis(200);

/// What a server shows of itself, from files.
///
/// # Errors
/// A file that cannot be read, or is none of these; a key that does not fit.
pub(super) fn server(certificate: &Path, key: &Path) -> Result<ServerConfig, Failure> {
    let unread = |file: &Path, error: &dyn Display| Failure::WrongUse(format!("{}: {error}", file.display()));
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unread(certificate, &error))?;
    if chain.is_empty() {
        return Err(unread(certificate, &"no certificate is in it"));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unread(key, &error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unread(certificate, &error))?
        .with_no_client_auth()
        .with_single_cert(chain, key);
    config.map_err(|error| unread(certificate, &error))
}

/// A listener whose connections have shaken hands.
pub(super) struct TlsListener {
    address: io::Result<SocketAddr>,
    ready: Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl TlsListener {
    /// Shakes hands with whoever connects, beside each other.
    pub(super) fn new(listener: TcpListener, config: ServerConfig) -> Self {
        let (give, ready) = channel(WAITING);
        let address = listener.local_addr();
        tokio::spawn(accept(listener, TlsAcceptor::from(Arc::new(config)), give));
        Self { address, ready }
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, give: Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    while !give.is_closed() {
        let Ok((stream, from)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        let (acceptor, give) = (acceptor.clone(), give.clone());
        tokio::spawn(async move {
            // Who cannot shake hands, or does not in time, is let go: there is nothing that could be answered.
            if let Ok(Ok(stream)) = timeout(HANDSHAKE, acceptor.accept(stream)).await {
                let _ = give.send((stream, from)).await;
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            // The task that accepts has ended with the runtime: nobody comes any more.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        match &self.address {
            Ok(address) => Ok(*address),
            Err(error) => Err(io::Error::from(error.kind())),
        }
    }
}
