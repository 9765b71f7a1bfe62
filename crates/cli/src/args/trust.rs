//! What makes software trusted.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

/// Things to do with what makes software trusted.
#[derive(Debug, Subcommand)]
pub(crate) enum TrustCommand {
    /// Bind a certificate to its owner, or bind it in the place of an earlier one.
    Bind(TrustBind),
    /// Revoke a certificate: it is refused from the next call on.
    Revoke(TrustRevoke),
    /// The bound certificates: fingerprint, owner, subject, end, state.
    Certificates(TrustCertificates),
    /// Say on which days a version of software is attested; without --from: never.
    Attest(TrustSoftware),
    /// Say on which days a facility uses a version of software; without --from: never.
    Use(TrustUse),
    /// What is attested, and what is used.
    Software(TrustList),
}

/// `zorgkas trust bind`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("owner").required(true))]
pub(crate) struct TrustBind {
    /// The certificate (PEM).
    pub(crate) certificate: PathBuf,
    /// The facility whose it is, by its number in the care registry.
    #[arg(long, value_name = "HCO", group = "owner")]
    pub(crate) facility: Option<String>,
    /// The care fund whose it is.
    #[arg(long, value_name = "NUMBER", group = "owner")]
    pub(crate) fund: Option<String>,
    /// It is the agency's own.
    #[arg(long, group = "owner")]
    pub(crate) agency: bool,
    /// From now on take none of this owner but pinned ones.
    #[arg(long)]
    pub(crate) pinned: bool,
    /// The certificate whose place it takes: its file or its fingerprint.
    #[arg(long, value_name = "FILE|FINGERPRINT")]
    pub(crate) replaces: Option<String>,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas trust revoke`
#[derive(Debug, Args)]
pub(crate) struct TrustRevoke {
    /// The certificate: its file (PEM) or its fingerprint (SHA-256).
    #[arg(value_name = "FILE|FINGERPRINT")]
    pub(crate) certificate: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas trust certificates`
#[derive(Debug, Args)]
pub(crate) struct TrustCertificates {
    /// Only those in use that end within so many days, or are past their end.
    #[arg(long, value_name = "DAYS")]
    pub(crate) ending: Option<u16>,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas trust attest`
#[derive(Debug, Args)]
pub(crate) struct TrustSoftware {
    /// The name of the software.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// The first day (yyyy-MM-dd).
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<Date>,
    /// The last day (yyyy-MM-dd).
    #[arg(long, value_name = "DAY", requires = "from")]
    pub(crate) to: Option<Date>,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas trust use`
#[derive(Debug, Args)]
pub(crate) struct TrustUse {
    /// The facility, by its number in the care registry.
    #[arg(long, value_name = "HCO")]
    pub(crate) facility: String,
    #[command(flatten)]
    pub(crate) software: TrustSoftware,
}

/// `zorgkas trust software`
#[derive(Debug, Args)]
pub(crate) struct TrustList {
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}
