//! What can be asked of `zorgkas attest`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// `zorgkas attest`
#[derive(Debug, Args)]
pub(crate) struct Attest {
    /// Serve nothing: report on what was done in the store so far.
    #[arg(long, conflicts_with_all = ["software", "clients", "show"])]
    pub(crate) report: bool,
    /// Serve nothing: show the tasks, and what is to be done for each.
    #[arg(long)]
    pub(crate) show: bool,
    /// Report as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Another list of tasks than that for sheltered living: a folder with tasks.toml and registers/*.csv, in the form of
    /// attestation/ibw.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) list: Option<PathBuf>,
    /// Where to listen for the software that is tried.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8443")]
    pub(crate) software: SocketAddr,
    /// The authorities whose certificates the software may carry (PEM).
    #[arg(long, value_name = "FILE", requires_all = ["software_certificate", "software_key"])]
    pub(crate) clients: Option<PathBuf>,
    /// The certificate chain of the interface for software (PEM).
    #[arg(long, value_name = "FILE", requires = "clients")]
    pub(crate) software_certificate: Option<PathBuf>,
    /// The private key of that certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "clients")]
    pub(crate) software_key: Option<PathBuf>,
    /// The store of the sandbox; made, with its invented people, when it is not there.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/attestation.db")]
    pub(crate) data: PathBuf,
}
