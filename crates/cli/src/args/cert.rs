//! Certificates for trying out the interface.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Things to do with certificates.
#[derive(Debug, Subcommand)]
pub(crate) enum CertCommand {
    /// Make an authority in a folder: authority.pem and authority.key.
    Authority(CertAuthority),
    /// Sign a server's certificate: server.pem and server.key.
    Server(CertServer),
    /// Sign the certificate of a facility, a care fund or the agency.
    Client(CertClient),
    /// Put a certificate on the list of revoked ones: revoked.pem.
    Revoke(CertRevoke),
}

/// `zorgkas cert authority`
#[derive(Debug, Args)]
pub(crate) struct CertAuthority {
    /// The folder.
    #[arg(default_value = "zorgkas-cert")]
    pub(crate) folder: PathBuf,
    /// For how many days it is valid.
    #[arg(long, default_value_t = 3650)]
    pub(crate) days: u16,
}

/// `zorgkas cert server`
#[derive(Debug, Args)]
pub(crate) struct CertServer {
    /// The folder of the authority.
    #[arg(default_value = "zorgkas-cert")]
    pub(crate) folder: PathBuf,
    /// A name or address under which the server is reached; may be given several times.
    #[arg(long = "host", value_name = "HOST", default_values = ["localhost", "127.0.0.1"])]
    pub(crate) hosts: Vec<String>,
    /// For how many days it is valid.
    #[arg(long, default_value_t = 365)]
    pub(crate) days: u16,
}

/// `zorgkas cert client`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("holder").required(true))]
pub(crate) struct CertClient {
    /// The folder of the authority.
    #[arg(default_value = "zorgkas-cert")]
    pub(crate) folder: PathBuf,
    /// The facility with this NIHDI number (8 or 11 digits).
    #[arg(long, value_name = "NIHDI", group = "holder")]
    pub(crate) facility: Option<String>,
    /// The systems of the care fund with this number.
    #[arg(long, value_name = "NUMBER", group = "holder")]
    pub(crate) fund: Option<String>,
    /// The feeds of the agency.
    #[arg(long, group = "holder")]
    pub(crate) agency: bool,
    /// For how many days it is valid.
    #[arg(long, default_value_t = 365)]
    pub(crate) days: u16,
}

/// `zorgkas cert revoke`
#[derive(Debug, Args)]
pub(crate) struct CertRevoke {
    /// The certificate (PEM).
    pub(crate) certificate: PathBuf,
    /// The folder of the authority that signed it.
    #[arg(default_value = "zorgkas-cert")]
    pub(crate) folder: PathBuf,
}
