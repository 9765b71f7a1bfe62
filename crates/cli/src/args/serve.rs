//! The demonstration, the servers and the work that is due.

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;

/// `zorgkas demo`
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Do not serve the screens afterwards.
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// Where on this machine to serve the screens; when it is taken, the next one that is free (0: any).
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Play the last full month before this day (yyyy-MM-dd; default: today).
    #[arg(long)]
    pub(crate) day: Option<Date>,
    /// The store to fill; an existing one is replaced.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/demo.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas serve`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("software_door").args(["software_certificate", "software_behind_proxy"]))]
pub(crate) struct Serve {
    /// Where to listen for people. Without a name it is of this machine alone.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) people: SocketAddr,
    /// A name under which people reach the screens over HTTPS (host or host:port; more than one may be given). No other
    /// name is answered.
    #[arg(long = "name", value_name = "HOST")]
    pub(crate) names: Vec<String>,
    /// The certificate chain for HTTPS (PEM).
    #[arg(long, value_name = "FILE", requires_all = ["key", "names"], conflicts_with = "behind_proxy")]
    pub(crate) certificate: Option<PathBuf>,
    /// The private key of the certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub(crate) key: Option<PathBuf>,
    /// A proxy before this program ends HTTPS, and nobody else reaches the address where it listens.
    #[arg(long, requires = "names")]
    pub(crate) behind_proxy: bool,
    /// How often one may try to sign in from one address in a minute, where not only this machine reaches the screens.
    #[arg(long, value_name = "ATTEMPTS", default_value = "60")]
    pub(crate) sign_ins_per_minute: NonZeroU32,
    /// An identity provider by which people sign in (OpenID Connect), from this file: see the operator's guide.
    #[arg(long, value_name = "FILE")]
    pub(crate) identity: Option<PathBuf>,
    /// Where to listen for software.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8443", requires = "clients")]
    pub(crate) software: SocketAddr,
    /// The authorities whose certificates software may carry (PEM); without it there is no interface for software.
    #[arg(long, value_name = "FILE", requires = "software_door")]
    pub(crate) clients: Option<PathBuf>,
    /// The certificate chain of the interface for software (PEM).
    #[arg(long, value_name = "FILE", requires_all = ["clients", "software_key"])]
    pub(crate) software_certificate: Option<PathBuf>,
    /// The private key of that certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "software_certificate")]
    pub(crate) software_key: Option<PathBuf>,
    /// A proxy before this program ends mutual TLS and vouches for clients in each call, signed by the secret in this
    /// file (at least 32 bytes): see the operator's guide. Nobody but the proxy should reach the address.
    #[arg(long, value_name = "FILE", requires = "clients")]
    pub(crate) software_behind_proxy: Option<PathBuf>,
    /// Lists of revoked certificates of the authorities of software (PEM).
    #[arg(long, value_name = "FILE", requires = "clients")]
    pub(crate) revoked: Option<PathBuf>,
    /// Where on this machine to show the figures of the interface for software (GET /metrics, Prometheus).
    #[arg(long, value_name = "ADDRESS", requires = "clients")]
    pub(crate) metrics: Option<SocketAddr>,
    /// How many calls a second a certificate may make; further ones are told to come again.
    #[arg(long, value_name = "CALLS", default_value = "1000", requires = "clients")]
    pub(crate) calls_per_second: NonZeroU32,
    /// How many connections a certificate may have at a time; calls on further ones are told to come again.
    #[arg(long, value_name = "CONNECTIONS", default_value = "64", requires = "clients")]
    pub(crate) connections_per_certificate: NonZeroUsize,
    /// How many connections from one address may be without a handshake at a time; further ones are closed.
    #[arg(long, value_name = "CONNECTIONS", default_value = "128", requires = "clients")]
    pub(crate) handshakes_per_address: NonZeroUsize,
    /// What stands before a facility's number in the subject of its certificate, instead of CN=NIHII= and its like; may
    /// be given several times.
    #[arg(long, value_name = "PATTERN", requires = "clients")]
    pub(crate) facility_subject: Vec<String>,
    /// The same before a care fund's number, instead of CN=VSB-FUND=.
    #[arg(long, value_name = "PATTERN", requires = "clients")]
    pub(crate) fund_subject: Vec<String>,
    /// What names the agency, instead of CN=VSB-AGENCY.
    #[arg(long, value_name = "PATTERN", requires = "clients")]
    pub(crate) agency_subject: Vec<String>,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas work`
#[derive(Debug, Args)]
pub(crate) struct Work {
    /// End when nothing is due any more (default: go on until Ctrl-C).
    #[arg(long)]
    pub(crate) once: bool,
    /// What is due at this moment (yyyy-MM-ddThh:mm:ssZ; default: now, as time goes on).
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<Timestamp>,
    /// The authorities that vouch for those who are called (`zorgkas webhook`), PEM.
    #[arg(long, value_name = "FILE", default_value = "/etc/ssl/certs/ca-certificates.crt")]
    pub(crate) authorities: PathBuf,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}
