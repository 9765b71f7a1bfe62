//! What is measured, and how much of it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Things to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// Reading an invoice file with every technical check.
    Parse(BenchParse),
    /// One batch from its bytes to the committed verdict.
    Batch(BenchBatch),
    /// A month of all facilities and funds, on months stored before.
    Month(BenchMonth),
    /// Every page of the screens on a store with months of sendings; exit 1 when one is above the limit.
    Pages(BenchPages),
    /// Calls of software over mutual TLS: insurance status beside /health, and care requests.
    Api(BenchApi),
}

/// What every bench takes.
#[derive(Debug, Args)]
pub(crate) struct BenchStore {
    /// The address of `--database`: a server where the scratch databases are made, in place of files.
    #[arg(skip)]
    pub(crate) server: Option<PathBuf>,
    /// Where to make the scratch stores; they are removed afterwards. With --database (postgres://…) they are databases
    /// of that server.
    #[arg(long, value_name = "FOLDER", default_value_os_t = std::env::temp_dir())]
    pub(crate) folder: PathBuf,
    /// Say it as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `zorgkas bench parse`
#[derive(Debug, Args)]
pub(crate) struct BenchParse {
    /// How many lines the file has.
    #[arg(long, default_value_t = 300_000, value_parser = clap::value_parser!(u64).range(1..=900_000))]
    pub(crate) lines: u64,
    #[command(flatten)]
    pub(crate) store: BenchStore,
}

/// `zorgkas bench batch`
#[derive(Debug, Args)]
pub(crate) struct BenchBatch {
    /// How many lines the batch has.
    #[arg(long, default_value_t = 30_000, value_parser = clap::value_parser!(u64).range(1..=900_000))]
    pub(crate) lines: u64,
    #[command(flatten)]
    pub(crate) store: BenchStore,
}

/// `zorgkas bench month`
#[derive(Debug, Args)]
pub(crate) struct BenchMonth {
    /// How many people stay all month, thirty lines each.
    #[arg(long, default_value_t = 120_000, value_parser = clap::value_parser!(u64).range(1..=500_000))]
    pub(crate) people: u64,
    /// How many months are stored before the one that is measured.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=150))]
    pub(crate) months_before: u64,
    /// How many people a batch holds: those of one facility and one fund.
    #[arg(long, default_value_t = 80, value_parser = clap::value_parser!(u64).range(1..=30_000))]
    pub(crate) people_per_batch: u64,
    /// How many facilities send at the same moment; the floor is written by as many.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=64))]
    pub(crate) writers: u64,
    #[command(flatten)]
    pub(crate) store: BenchStore,
}

/// `zorgkas bench api`
#[derive(Debug, Args)]
pub(crate) struct BenchApi {
    /// How many people are in the register; half of them stay in a facility already.
    #[arg(long, default_value_t = 120_000, value_parser = clap::value_parser!(u64).range(200..=500_000))]
    pub(crate) people: u64,
    /// How many connections call, each as soon as it is answered.
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u64).range(1..=250))]
    pub(crate) connections: u64,
    /// How long each step takes; there are some fifteen.
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(50..=600_000))]
    pub(crate) milliseconds: u64,
    #[command(flatten)]
    pub(crate) store: BenchStore,
}

/// `zorgkas bench pages`
#[derive(Debug, Args)]
pub(crate) struct BenchPages {
    /// How many facilities send, the large one among them.
    #[arg(long, default_value_t = 25, value_parser = clap::value_parser!(u64).range(3..=900))]
    pub(crate) facilities: u64,
    /// How many people stay in each, half of them with another fund.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u64).range(2..=500))]
    pub(crate) people: u64,
    /// How many people stay in the large one, all with one fund: thirty lines each in every sending.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(2..=10_000))]
    pub(crate) large: u64,
    /// How many months are sent.
    #[arg(long, default_value_t = 11, value_parser = clap::value_parser!(u64).range(4..=11))]
    pub(crate) months: u64,
    /// How often each page is asked.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) rounds: u32,
    /// What the median of every page is to stay under, in milliseconds.
    #[arg(long, default_value_t = 50)]
    pub(crate) limit_ms: u64,
    #[command(flatten)]
    pub(crate) store: BenchStore,
}
