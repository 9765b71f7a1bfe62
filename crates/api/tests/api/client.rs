//! A client over TLS, with a certificate or without one.

use std::sync::Arc;

use axum::body::Body;
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::world::{Identity, World};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The last word of the problem type, and its status, which must agree.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let json = self.json();
        assert_eq!(json["status"], self.status, "{json}");
        assert_eq!(
            json["instance"],
            format!("urn:belgov:trace:{}", self.header("belgov-trace-id")),
            "{json}"
        );
        let kind = json["type"].as_str().unwrap();
        format!("{} {}", self.status, kind.rsplit(':').next().unwrap())
    }
}

pub async fn connect(world: &World, identity: Option<&Identity>) -> std::io::Result<TlsStream<TcpStream>> {
    shake(world, identity, TcpStream::connect(world.address).await?).await
}

/// Shakes hands over a connection.
pub async fn shake(
    world: &World,
    identity: Option<&Identity>,
    stream: TcpStream,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_slice(world.server_authority.as_bytes()).unwrap();
    roots.add(authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match identity {
        Some(identity) => config
            .with_client_auth_cert(
                vec![CertificateDer::from_pem_slice(identity.certificate.as_bytes()).unwrap()],
                PrivateKeyDer::from_pem_slice(identity.key.as_bytes()).unwrap(),
            )
            .unwrap(),
        None => config.with_no_client_auth(),
    };
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// Makes one call on a connection of its own.
pub async fn send(
    world: &World,
    identity: Option<&Identity>,
    request: hyper::Request<Body>,
) -> Result<Answer, Box<dyn std::error::Error>> {
    send_on(connect(world, identity).await?, request).await
}

/// Makes one call on a connection, and ends it.
pub async fn send_on(
    stream: TlsStream<TcpStream>,
    request: hyper::Request<Body>,
) -> Result<Answer, Box<dyn std::error::Error>> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let running = tokio::spawn(connection);
    let response = sender.send_request(request).await?;
    let (head, body) = response.into_parts();
    let bytes = body.collect().await?.to_bytes().to_vec();
    drop(sender);
    let _ = running.await;
    Ok(Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        bytes,
    })
}

pub async fn call(world: &World, identity: &Identity, method: &str, path: &str, body: (&str, &[u8])) -> Answer {
    let mut request = hyper::Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost");
    if !body.0.is_empty() {
        request = request.header("content-type", body.0);
    }
    let request = request.body(Body::from(body.1.to_vec())).unwrap();
    let answer = send(world, Some(identity), request).await.unwrap();
    crate::contract::check(method, path, &answer);
    answer
}

pub async fn get(world: &World, identity: &Identity, path: &str) -> Answer {
    call(world, identity, "GET", path, ("", b"")).await
}

pub async fn post(world: &World, identity: &Identity, path: &str, body: &Value) -> Answer {
    call(
        world,
        identity,
        "POST",
        path,
        ("application/json", body.to_string().as_bytes()),
    )
    .await
}
