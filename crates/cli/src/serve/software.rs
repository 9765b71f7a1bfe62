//! The listener for software (interfaces.md, "REST for software").
//!
//! A client certificate is asked of everyone. The files of the listener are looked at again and again: a renewed
//! certificate or a new list of revoked ones holds without a restart.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use api::{Limits, Room, Service, Sources, SubjectPatterns, Tls};
use regulation::Law;
use rustls::ServerConfig;
use store::Store;
use tokio::net::TcpListener;
use tokio::sync::watch;
use uuid::Builder;

use crate::args::Serve;
use crate::output::{Failure, Output};
use crate::workplace::read;

/// How often the files of the listener are looked at.
const LOOK: Duration = Duration::from_secs(15);

/// What a listener is made of.
pub(crate) struct Listening {
    /// Where.
    pub(crate) address: SocketAddr,
    /// Its certificate, and whom it lets in.
    pub(crate) files: Files,
    /// How a certificate says whose it is.
    pub(crate) subjects: SubjectPatterns,
    /// Where its figures are shown.
    pub(crate) metrics: Option<SocketAddr>,
    /// What a caller may take.
    pub(crate) limits: Limits,
}

/// A listener that is ready to serve.
pub(crate) struct Software {
    listener: TcpListener,
    tls: watch::Receiver<Arc<ServerConfig>>,
    service: Service,
    limits: Limits,
}

impl Software {
    /// Serves until Ctrl-C; what was accepted is finished.
    pub(crate) async fn serve(self) {
        api::serve(
            self.listener,
            self.tls,
            self.service,
            self.limits,
            crate::demo::stopped(),
        )
        .await;
    }
}

/// Makes the listener ready and says where it listens; `None` where no authorities of clients are given.
///
/// # Errors
/// A file cannot be read or is none of its kind, or nothing can be served at the address.
pub(super) async fn ready(
    arguments: &Serve,
    store: Arc<dyn Store>,
    law: Law,
    output: &mut Output,
) -> Result<Option<Software>, Failure> {
    let (Some(certificate), Some(key), Some(clients)) = (
        &arguments.software_certificate,
        &arguments.software_key,
        &arguments.clients,
    ) else {
        return Ok(None);
    };
    let listening = Listening {
        address: arguments.software,
        files: Files {
            certificate: certificate.clone(),
            key: key.clone(),
            clients: clients.clone(),
            revoked: arguments.revoked.clone(),
        },
        subjects: subjects(arguments)?,
        metrics: arguments.metrics,
        limits: Limits {
            calls_per_second: arguments.calls_per_second,
            connections_per_certificate: arguments.connections_per_certificate.get(),
            handshakes_per_address: arguments.handshakes_per_address.get(),
            ..Limits::default()
        },
    };
    listen(listening, store, law, output).await.map(Some)
}

/// Makes a listener ready and says where it listens.
///
/// # Errors
/// A file cannot be read or is none of its kind, or nothing can be served at the address.
pub(crate) async fn listen(
    listening: Listening,
    store: Arc<dyn Store>,
    law: Law,
    output: &mut Output,
) -> Result<Software, Failure> {
    let files = listening.files;
    let (known, config) = (files.changed_at(), files.config()?);
    let (renew, tls) = watch::channel(config);
    let listener = bound(listening.address).await?;
    let address = address_of(&listener)?;
    let sources = sources(|line| eprintln!("{line}"))?;
    let service = Service::new(store, law, listening.subjects, sources, Room::default());
    output.line(format!("Software  https://{address}/v1 (mutual TLS)"))?;
    tokio::spawn(renewed(files, known, renew));
    if let Some(address) = listening.metrics {
        let listener = bound(address).await?;
        output.line(format!("Figures   http://{}/metrics", address_of(&listener)?))?;
        let figures = api::metrics(service.clone());
        tokio::spawn(async move { axum::serve(listener, figures).await });
    }
    Ok(Software {
        listener,
        tls,
        service,
        limits: listening.limits,
    })
}

/// Time and chance of this machine, and a log.
///
/// # Errors
/// The machine gives no random bytes.
pub(crate) fn sources(log: impl Fn(&str) + Send + Sync + 'static) -> Result<Sources, Failure> {
    let new_id = crate::chance::source()?;
    Ok(Sources {
        clock: Box::new(crate::clock::now),
        new_id: Box::new(move || {
            let random = new_id();
            let mut bytes = [0; 16];
            bytes.copy_from_slice(&random[..16]);
            Builder::from_random_bytes(bytes).into_uuid()
        }),
        log: Box::new(log),
    })
}

async fn bound(address: SocketAddr) -> Result<TcpListener, Failure> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| Failure::WrongUse(format!("{address}: nothing can be served here: {error}")))
}

/// Where a listener listens, also where any port was asked for.
fn address_of(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    let address = listener.local_addr();
    address.map_err(|error| Failure::WrongUse(error.to_string()))
}

fn subjects(arguments: &Serve) -> Result<SubjectPatterns, Failure> {
    let mut subjects = SubjectPatterns::default();
    let given = [
        (&mut subjects.facility, &arguments.facility_subject),
        (&mut subjects.fund, &arguments.fund_subject),
        (&mut subjects.agency, &arguments.agency_subject),
    ];
    for (patterns, given) in given {
        if !given.is_empty() {
            patterns.clone_from(given);
        }
    }
    let checked = subjects.check();
    checked.map_err(|error| Failure::WrongUse(error.to_string()))?;
    Ok(subjects)
}

/// The files of the listener.
pub(crate) struct Files {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
    pub(crate) clients: PathBuf,
    pub(crate) revoked: Option<PathBuf>,
}

impl Files {
    fn config(&self) -> Result<Arc<ServerConfig>, Failure> {
        let revoked = self.revoked.as_deref().map(read).transpose()?.unwrap_or_default();
        let tls = Tls {
            certificate: &read(&self.certificate)?,
            key: &read(&self.key)?,
            clients: &read(&self.clients)?,
            revoked: &revoked,
        };
        tls.config().map_err(|error| Failure::WrongUse(error.to_string()))
    }

    /// When each was changed last.
    fn changed_at(&self) -> Vec<Option<SystemTime>> {
        let all = [&self.certificate, &self.key, &self.clients]
            .into_iter()
            .map(PathBuf::as_path);
        all.chain(self.revoked.as_deref()).map(changed_at).collect()
    }
}

fn changed_at(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|about| about.modified()).ok()
}

/// Reads the files anew when one of them changed; what cannot be read leaves what holds.
async fn renewed(files: Files, mut known: Vec<Option<SystemTime>>, renew: watch::Sender<Arc<ServerConfig>>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let now = files.changed_at();
        if now == known {
            continue;
        }
        match files.config() {
            Ok(config) => {
                eprintln!("certificates renewed");
                renew.send_replace(config);
            }
            Err(failure) => eprintln!("certificates not renewed: {failure}"),
        }
        known = now;
    }
}
