//! `zorgkas client`: the interface for software from the other side, for scripts and as an example. HTTPS with a client
//! certificate, and nothing else.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST, LOCATION};
use axum::http::{Method, Request, Response, Uri};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::args::{Client, ClientCommand};
use crate::output::{Failure, Output, Status};
use crate::workplace::{make_folder, read, write};

const JSON: &str = "application/json";
const LINES: &str = "application/jsonl";

/// How long connecting and shaking hands may take.
const CONNECT: Duration = Duration::from_secs(20);

pub(crate) fn run(client: &Client, output: &mut Output) -> Result<Status, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::WrongUse(error.to_string()))?;
    let caller = Caller::new(client)?;
    runtime.block_on(caller.command(&client.command, output))
}

/// What an answer was.
struct Answer {
    status: u16,
    location: Option<String>,
    bytes: Vec<u8>,
}

impl Answer {
    const fn is_good(&self) -> bool {
        self.status < 300
    }
}

struct Caller {
    connector: TlsConnector,
    host: String,
    port: u16,
}

impl Caller {
    fn new(client: &Client) -> Result<Self, Failure> {
        let wrong = |reason: String| Failure::WrongUse(format!("{}: {reason}", client.url));
        let url: Uri = client.url.parse().map_err(|_| wrong("this is no address".into()))?;
        if url.scheme_str() != Some("https") || !matches!(url.path(), "" | "/") {
            return Err(wrong("expected https://HOST or https://HOST:PORT".into()));
        }
        let host = url.host().ok_or_else(|| wrong("it names no host".into()))?.to_owned();
        let mut roots = RootCertStore::empty();
        for authority in certificates(&client.authority)? {
            roots
                .add(authority)
                .map_err(|error| unread(&client.authority, &error.to_string()))?;
        }
        let key = PrivateKeyDer::from_pem_slice(&read(&client.key)?)
            .map_err(|error| unread(&client.key, &error.to_string()))?;
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(error.to_string()))?
            .with_root_certificates(roots)
            .with_client_auth_cert(certificates(&client.certificate)?, key)
            .map_err(|error| unread(&client.certificate, &error.to_string()))?;
        Ok(Self {
            connector: TlsConnector::from(Arc::new(config)),
            host,
            port: url.port_u16().unwrap_or(443),
        })
    }

    async fn command(&self, command: &ClientCommand, output: &mut Output) -> Result<Status, Failure> {
        match command {
            ClientCommand::Status { message } => self.post("/v1/insuranceStatus/get", JSON, message, output).await,
            ClientCommand::Request { message } => self.post("/v1/careRequests", JSON, message, output).await,
            ClientCommand::Bulk { file } => self.post("/v1/careRequests/bulk", LINES, file, output).await,
            ClientCommand::Change { reference, message } => {
                let path = format!("/v1/dossiers/{reference}/changes");
                self.post(&path, JSON, message, output).await
            }
            ClientCommand::Batch { file, answers } => self.batch(file, answers.as_deref(), output).await,
            ClientCommand::Inbox { after } => self.get(&format!("/v1/inbox?after={after}"), output).await,
            ClientCommand::Get { path } => self.get(path, output).await,
        }
    }

    async fn post(&self, path: &str, media: &str, file: &Path, output: &mut Output) -> Result<Status, Failure> {
        let answer = self.call(Method::POST, path, media, given(file)?).await?;
        tell(&answer, output)
    }

    async fn get(&self, path: &str, output: &mut Output) -> Result<Status, Failure> {
        let answer = self.call(Method::GET, path, "", Vec::new()).await?;
        tell(&answer, output)
    }

    /// Sends an invoice file, and fetches every answer there is.
    async fn batch(&self, file: &Path, folder: Option<&Path>, output: &mut Output) -> Result<Status, Failure> {
        let bytes = given(file)?;
        let media = if bytes.first() == Some(&b'{') {
            JSON
        } else {
            "text/plain"
        };
        let sent = self.call(Method::POST, "/v1/batches", media, bytes).await?;
        let Some(place) = sent.location.clone().filter(|_| sent.is_good()) else {
            return tell(&sent, output);
        };
        let state = self.call(Method::GET, &place, "", Vec::new()).await?;
        let status = tell(&state, output)?;
        let Some(folder) = folder else { return Ok(status) };
        make_folder(folder)?;
        let told: Value = serde_json::from_slice(&state.bytes).unwrap_or_default();
        for answer in told["answers"].as_array().into_iter().flatten() {
            let (Some(name), Some(href)) = (answer["name"].as_str(), answer["href"].as_str()) else {
                continue;
            };
            let found = self.call(Method::GET, href, "", Vec::new()).await?;
            if found.is_good() && name.bytes().all(|byte| byte.is_ascii_digit()) {
                write(&folder.join(name), &found.bytes)?;
            }
        }
        Ok(status)
    }

    async fn call(&self, method: Method, path: &str, media: &str, body: Vec<u8>) -> Result<Answer, Failure> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, format!("{}:{}", self.host, self.port));
        if !media.is_empty() {
            request = request.header(CONTENT_TYPE, media);
        }
        let request = request
            .body(Body::from(body))
            .map_err(|_| Failure::WrongUse(format!("{path}: no address of this interface")))?;
        let response = self.send(request).await?;
        let location = response.headers().get(LOCATION).and_then(|place| place.to_str().ok());
        let (status, location) = (response.status().as_u16(), location.map(str::to_owned));
        let body = response.into_body().collect().await;
        let bytes = body
            .map_err(|error| self.broken(&error.to_string()))?
            .to_bytes()
            .to_vec();
        Ok(Answer {
            status,
            location,
            bytes,
        })
    }

    async fn send(&self, request: Request<Body>) -> Result<Response<Incoming>, Failure> {
        let connecting = async {
            let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
            let name = ServerName::try_from(self.host.clone()).map_err(std::io::Error::other)?;
            self.connector.connect(name, stream).await
        };
        let stream = timeout(CONNECT, connecting).await;
        let stream = stream
            .map_err(|_| self.broken("it does not answer"))?
            .map_err(|error| self.broken(&error.to_string()))?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| self.broken(&error.to_string()))?;
        tokio::spawn(connection);
        let answered = sender.send_request(request).await;
        answered.map_err(|error| self.broken(&format!("{error} (is the certificate known there?)")))
    }

    fn broken(&self, reason: &str) -> Failure {
        Failure::WrongUse(format!("{}:{}: {reason}", self.host, self.port))
    }
}

/// Writes the answer as it came. No is told by the exit status: a problem, or a refusal.
fn tell(answer: &Answer, output: &mut Output) -> Result<Status, Failure> {
    output.bytes(&answer.bytes)?;
    let told: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    let refused = ["outcome", "state"]
        .iter()
        .any(|name| told[name].as_str().is_some_and(|word| word.starts_with("REFUSED")));
    let not_insured = told["insured"] == Value::Bool(false);
    Ok(if answer.is_good() && !refused && !not_insured {
        Status::Done
    } else {
        Status::No
    })
}

/// The bytes of a file; `-` is what comes in.
fn given(file: &Path) -> Result<Vec<u8>, Failure> {
    if file != Path::new("-") {
        return read(file);
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::file(file, &error))?;
    Ok(bytes)
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let bytes = read(file)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(unread(file, "no certificate stands in it")),
        Err(error) => Err(unread(file, &error.to_string())),
    }
}

fn unread(file: &Path, reason: &str) -> Failure {
    Failure::WrongUse(format!("{}: {reason}", file.display()))
}
