//! The law, and rules written as scenarios.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

/// `zorgkas explain`
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A code, such as CARE_LATE or 301940.
    pub(crate) code: String,
}

/// `zorgkas law`
#[derive(Debug, Args)]
pub(crate) struct LawDay {
    /// The day (yyyy-MM-dd).
    pub(crate) day: Date,
}

/// `zorgkas scenario`
#[derive(Debug, Args)]
pub(crate) struct Scenario {
    /// Scenario files, or folders of them.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Which store to run on.
    #[arg(long, value_enum, default_value_t = StoreKind::Sqlite)]
    pub(crate) store: StoreKind,
    /// Say it as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print every finding with its sentence and sources.
    #[arg(long)]
    pub(crate) explain: bool,
}

/// The stores there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum StoreKind {
    /// The embedded store, in memory.
    Sqlite,
    /// Databases made for each scenario on the server of --database, by a role that may make them.
    Postgres,
}
