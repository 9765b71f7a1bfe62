//! Invoice files, and folders that hold them.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Things to do with an invoice file.
#[derive(Debug, Subcommand)]
pub(crate) enum BatchCommand {
    /// Read an invoice file without any database and report what is wrong, record and zone named.
    Check(BatchCheck),
    /// Write the answers on a batch of a store: as the files that went out, as JSON, or as pages to read and print.
    Answers(BatchAnswers),
}

/// `zorgkas process`
#[derive(Debug, Args)]
pub(crate) struct Process {
    /// A folder with registers/*.csv, requests/*.jsonl and batches/*.920000.
    pub(crate) dir: PathBuf,
    /// Sign what is decided, settle it and make the payment orders.
    #[arg(long)]
    pub(crate) sign: bool,
    /// Where the answers and summary.json go.
    #[arg(long, value_name = "DIR", default_value = "zorgkas-out")]
    pub(crate) out: PathBuf,
    /// The store (default: zorgkas.db in the folder of the answers).
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
}

/// In which form answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum AnswerForm {
    /// The messages 931000, 920999, 920098, 920099 and 920900.
    File,
    /// JSON (docs/schemas/batch-answer.schema.json).
    Json,
    /// Pages in HTML that stand by themselves, to read and to print.
    Page,
}

/// `zorgkas batch answers`
#[derive(Debug, Args)]
pub(crate) struct BatchAnswers {
    /// The batch: its own number, or the file that was sent.
    #[arg(value_name = "NUMBER|FILE")]
    pub(crate) batch: String,
    /// In which form.
    #[arg(long = "as", value_name = "FORM", value_enum, default_value_t = AnswerForm::Page)]
    pub(crate) form: AnswerForm,
    /// Pages in English in place of Dutch.
    #[arg(long)]
    pub(crate) english: bool,
    /// Where they go.
    #[arg(long, value_name = "DIR", default_value = "zorgkas-out")]
    pub(crate) out: PathBuf,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas batch check`
#[derive(Debug, Args)]
pub(crate) struct BatchCheck {
    /// The invoice file (message 920000).
    pub(crate) file: PathBuf,
    /// Say it as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
