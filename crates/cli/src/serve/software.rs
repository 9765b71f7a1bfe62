//! The listener for software (interfaces.md, "REST for software").
//!
//! A client certificate is asked of everyone. The files of the listener are looked at again and again: a renewed
//! certificate or a new list of revoked ones holds without a restart.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use api::{Clients, Door, Limits, Proxy, Room, Service, Sources, SubjectPatterns, Tls};
use regulation::Law;
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
    door: watch::Receiver<Door>,
    service: Service,
    limits: Limits,
}

impl Software {
    /// Serves until Ctrl-C; what was accepted is finished.
    pub(crate) async fn serve(self) {
        api::serve(
            self.listener,
            self.door,
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
    let Some(clients) = &arguments.clients else {
        return Ok(None);
    };
    let shows = match (
        &arguments.software_certificate,
        &arguments.software_key,
        &arguments.software_behind_proxy,
    ) {
        (Some(certificate), Some(key), None) => Shows::Certificate {
            certificate: certificate.clone(),
            key: key.clone(),
        },
        (None, None, Some(secret)) => Shows::Proxy { secret: secret.clone() },
        _ => {
            let needed = "--clients: give --software-certificate with --software-key, or --software-behind-proxy";
            return Err(Failure::WrongUse(needed.into()));
        }
    };
    let listening = Listening {
        address: arguments.software,
        files: Files {
            shows,
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
    let (known, now) = (files.changed_at(), files.door()?);
    let told = match now {
        Door::Tls(_) => "mutual TLS",
        Door::Proxy(_) => "behind a proxy that ends mutual TLS",
    };
    let scheme = if matches!(now, Door::Tls(_)) { "https" } else { "http" };
    let (renew, door) = watch::channel(now);
    let listener = bound(listening.address).await?;
    let address = address_of(&listener)?;
    let sources = sources(|line| eprintln!("{line}"))?;
    let service = Service::new(store, law, listening.subjects, sources, Room::default());
    output.line(format!("Software  {scheme}://{address}/v1 ({told})"))?;
    tokio::spawn(renewed(files, known, renew));
    if let Some(address) = listening.metrics {
        let listener = bound(address).await?;
        output.line(format!("Figures   http://{}/metrics", address_of(&listener)?))?;
        let figures = api::metrics(service.clone());
        tokio::spawn(async move { axum::serve(listener, figures).await });
    }
    Ok(Software {
        listener,
        door,
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

/// By what a listener is known to those who call.
pub(crate) enum Shows {
    /// Its own certificate.
    Certificate { certificate: PathBuf, key: PathBuf },
    /// That of a proxy before it, which signs by this secret.
    Proxy { secret: PathBuf },
}

/// The files of the listener.
pub(crate) struct Files {
    pub(crate) shows: Shows,
    pub(crate) clients: PathBuf,
    pub(crate) revoked: Option<PathBuf>,
}

impl Files {
    fn door(&self) -> Result<Door, Failure> {
        let revoked = self.revoked.as_deref().map(read).transpose()?.unwrap_or_default();
        let authorities = read(&self.clients)?;
        let door = match &self.shows {
            Shows::Certificate { certificate, key } => {
                let tls = Tls {
                    certificate: &read(certificate)?,
                    key: &read(key)?,
                    clients: &authorities,
                    revoked: &revoked,
                };
                tls.config().map(Door::Tls)
            }
            Shows::Proxy { secret } => {
                let clients = Clients {
                    authorities: &authorities,
                    revoked: &revoked,
                };
                // An editor ends a file with a line end, and the secret is the same.
                Proxy::new(read(secret)?.trim_ascii_end(), clients).map(|proxy| Door::Proxy(Arc::new(proxy)))
            }
        };
        door.map_err(|error| Failure::WrongUse(error.to_string()))
    }

    /// When each was changed last.
    fn changed_at(&self) -> Vec<Option<SystemTime>> {
        let mut all = match &self.shows {
            Shows::Certificate { certificate, key } => vec![certificate, key],
            Shows::Proxy { secret } => vec![secret],
        };
        all.push(&self.clients);
        let all = all.into_iter().map(PathBuf::as_path);
        all.chain(self.revoked.as_deref()).map(changed_at).collect()
    }
}

fn changed_at(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|about| about.modified()).ok()
}

/// Reads the files anew when one of them changed; what cannot be read leaves what holds.
async fn renewed(files: Files, mut known: Vec<Option<SystemTime>>, renew: watch::Sender<Door>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let now = files.changed_at();
        if now == known {
            continue;
        }
        match files.door() {
            Ok(door) => {
                eprintln!("certificates renewed");
                renew.send_replace(door);
            }
            Err(failure) => eprintln!("certificates not renewed: {failure}"),
        }
        known = now;
    }
}
