//! Calls of the interface for software.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `zorgkas client`
#[derive(Debug, Args)]
pub(crate) struct Client {
    /// Where the interface is.
    #[arg(long, value_name = "URL", default_value = "https://localhost:8443")]
    pub(crate) url: String,
    /// The authority of the server's certificate (PEM).
    #[arg(long, value_name = "FILE")]
    pub(crate) authority: PathBuf,
    /// The client's certificate (PEM).
    #[arg(long, value_name = "FILE")]
    pub(crate) certificate: PathBuf,
    /// The private key of that certificate (PEM).
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    #[command(subcommand)]
    pub(crate) command: ClientCommand,
}

/// What to call. A message is a file, or - for what comes in: a person's number never stands among the arguments.
#[derive(Debug, Subcommand)]
pub(crate) enum ClientCommand {
    /// Ask an insurance status: {"ssin": …, "date": …}.
    Status {
        /// The question.
        message: PathBuf,
    },
    /// Send a care request.
    Request {
        /// The message.
        message: PathBuf,
    },
    /// Send many care requests, one a line.
    Bulk {
        /// The messages.
        file: PathBuf,
    },
    /// Send a change of a dossier.
    Change {
        /// The reference of the dossier.
        reference: String,
        /// The message.
        message: PathBuf,
    },
    /// Send an invoice file and tell where it stands.
    Batch {
        /// The file, or the same as JSON.
        file: PathBuf,
        /// Where to put the answers.
        #[arg(long, value_name = "FOLDER")]
        answers: Option<PathBuf>,
    },
    /// What was told later.
    Inbox {
        /// The cursor of the last entry that was read.
        #[arg(long, default_value_t = 0)]
        after: i64,
    },
    /// Ask for whatever address of the interface.
    Get {
        /// For example /v1/refData/origin.
        path: String,
    },
}
