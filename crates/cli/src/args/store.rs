//! Taking in, looking at and keeping a store.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Things to do with the journal.
#[derive(Debug, Subcommand)]
pub(crate) enum JournalCommand {
    /// Walk the chain of hashes from its first entry to its last.
    Verify(JournalVerify),
}

/// Things to take in.
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Take in a folder of register files (CSV), all or nothing.
    Registers(ImportRegisters),
    /// Take in a file of care requests, as a software supplier sends migrated dossiers: one JSON object a line, each
    /// answered by itself. Sending it again is harmless.
    Requests(ImportRequests),
}

/// `zorgkas import registers`
#[derive(Debug, Args)]
pub(crate) struct ImportRegisters {
    /// The folder with the CSV files.
    pub(crate) dir: PathBuf,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas import requests`
#[derive(Debug, Args)]
pub(crate) struct ImportRequests {
    /// The file: one request a line, with the moment of its receipt (receivedAt).
    pub(crate) file: PathBuf,
    /// Where the answers go, line by line (default: beside the file, with .answers.jsonl behind its name).
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas zorgbudget`
#[derive(Debug, Args)]
pub(crate) struct Zorgbudget {
    /// The care fund that owes it.
    #[arg(value_name = "FUND")]
    pub(crate) fund: String,
    /// The month (yyyy-MM).
    #[arg(value_name = "MONTH")]
    pub(crate) month: String,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas trail`
#[derive(Debug, Args)]
pub(crate) struct Trail {
    /// The batch: its own number, or the file that was sent.
    #[arg(value_name = "NUMBER|FILE")]
    pub(crate) batch: String,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas journal verify`
#[derive(Debug, Args)]
pub(crate) struct JournalVerify {
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas replay`
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas migrate`
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// The role that runs the application (PostgreSQL): it is given the rights that it needs, and no others.
    #[arg(long, value_name = "ROLE")]
    pub(crate) runner: Option<String>,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas backup`
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to make; it may not be there yet (default: the name of the store with .backup behind it).
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas copy`
#[derive(Debug, Args)]
pub(crate) struct Copy {
    /// The store that is copied.
    #[arg(long, value_name = "URL|FILE")]
    pub(crate) from: PathBuf,
    /// The store that is filled: it must hold nothing.
    #[arg(long, value_name = "URL|FILE")]
    pub(crate) to: PathBuf,
}
