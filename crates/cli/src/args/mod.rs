//! What can be asked of the command line, by what it is about.

mod account;
mod batch;
mod bench;
mod cert;
mod client;
mod config;
mod law;
mod serve;
mod store;
mod trust;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub(crate) use account::{AccountAdd, AccountCommand, AccountList, AccountNamed, Role};
pub(crate) use batch::{AnswerForm, BatchAnswers, BatchCheck, BatchCommand, Process};
pub(crate) use bench::{BenchApi, BenchBatch, BenchCommand, BenchMonth, BenchPages, BenchParse, BenchStore};
pub(crate) use cert::{CertAuthority, CertClient, CertCommand, CertRevoke, CertServer};
pub(crate) use client::{Client, ClientCommand};
pub(crate) use config::ConfigCommand;
pub(crate) use law::{Explain, LawDay, Scenario, StoreKind};
pub(crate) use serve::{Demo, Serve, Work};
pub(crate) use store::{
    Backup, Copy, ImportCommand, ImportRegisters, ImportRequests, JournalCommand, JournalVerify, Migrate, Replay,
    Trail, Zorgbudget,
};
pub(crate) use trust::{TrustBind, TrustCertificates, TrustCommand, TrustList, TrustRevoke, TrustSoftware, TrustUse};

use crate::attest::Attest;
use crate::webhook::args::WebhookCommand;

/// The central application of the Flemish care funds (centrale zorgkassentoepassing).
#[derive(Debug, Parser)]
#[command(name = "zorgkas", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// Judge by the law in this folder (its .toml files) in place of the law that is built in.
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) law: Option<PathBuf>,
    /// The store: a file, or the address of a PostgreSQL database (postgres://…). Goes before --data.
    #[arg(
        long,
        global = true,
        value_name = "URL|FILE",
        env = "ZORGKAS_DATABASE",
        hide_env_values = true
    )]
    pub(crate) database: Option<PathBuf>,
    /// The file of settings (default: zorgkas.toml, if it is here). See `zorgkas config check`.
    #[arg(long, global = true, value_name = "FILE", env = "ZORGKAS_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// Lets `--database` name the store of the command, where it opens one.
    pub(crate) fn settled(mut self) -> Self {
        let Some(database) = self.database.clone() else {
            return self;
        };
        match &mut self.command {
            Command::Process(process) => process.data = Some(database),
            Command::Serve(serve) => serve.data = database,
            Command::Attest(attest) => attest.data = database,
            Command::Demo(Demo { data, .. })
            | Command::Import(
                ImportCommand::Registers(ImportRegisters { data, .. })
                | ImportCommand::Requests(ImportRequests { data, .. }),
            )
            | Command::Account(
                AccountCommand::Add(AccountAdd { data, .. })
                | AccountCommand::List(AccountList { data, .. })
                | AccountCommand::Disable(AccountNamed { data, .. })
                | AccountCommand::Password(AccountNamed { data, .. })
                | AccountCommand::SecondFactor(AccountNamed { data, .. }),
            )
            | Command::Trust(
                TrustCommand::Bind(TrustBind { data, .. })
                | TrustCommand::Revoke(TrustRevoke { data, .. })
                | TrustCommand::Certificates(TrustCertificates { data, .. })
                | TrustCommand::Attest(TrustSoftware { data, .. })
                | TrustCommand::Use(TrustUse {
                    software: TrustSoftware { data, .. },
                    ..
                })
                | TrustCommand::Software(TrustList { data, .. }),
            )
            | Command::Zorgbudget(Zorgbudget { data, .. })
            | Command::Batch(BatchCommand::Answers(BatchAnswers { data, .. }))
            | Command::Journal(JournalCommand::Verify(JournalVerify { data, .. }))
            | Command::Replay(Replay { data, .. })
            | Command::Trail(Trail { data, .. })
            | Command::Migrate(Migrate { data, .. })
            | Command::Backup(Backup { data, .. })
            | Command::Work(Work { data, .. }) => *data = database,
            Command::Webhook(command) => *command.data_mut() = database,
            Command::Bench(
                BenchCommand::Parse(BenchParse { store, .. })
                | BenchCommand::Batch(BenchBatch { store, .. })
                | BenchCommand::Month(BenchMonth { store, .. })
                | BenchCommand::Pages(BenchPages { store, .. })
                | BenchCommand::Api(BenchApi { store, .. }),
            ) => store.server = Some(database),
            Command::Batch(BatchCommand::Check(_))
            | Command::Explain(_)
            | Command::Cert(_)
            | Command::Client(_)
            | Command::Config(_)
            | Command::Law(_)
            | Command::Scenario(_)
            | Command::Copy(_) => {}
        }
        self
    }
}

/// One command per thing a person does.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Fill a fresh store with a small, believable Flanders and play a month through it.
    Demo(Demo),
    /// Serve the screens for people, and with --clients the interface for software (mutual TLS).
    Serve(Box<Serve>),
    /// Make, list and end the accounts with which people sign in at the screens.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Keep the certificates of software (bind, revoke) and say which software is attested and used.
    #[command(subcommand)]
    Trust(TrustCommand),
    /// Let software show in a sandbox what it must be able to do, and tell what passed and what is missing.
    Attest(Box<Attest>),
    /// Keep the subscriptions of software that is called when there is something to read.
    #[command(subcommand)]
    Webhook(WebhookCommand),
    /// Make an authority and certificates for trying out the interface for software.
    #[command(subcommand)]
    Cert(CertCommand),
    /// Call the interface for software: HTTPS with a client certificate.
    Client(Box<Client>),
    /// The settings: one file and the environment.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Process a folder: registers, requests and invoice files, without a server.
    Process(Process),
    /// Take in data.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Work on an invoice file.
    #[command(subcommand)]
    Batch(BatchCommand),
    /// Measure speed, beside the floor of the same run.
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Explain a check: its texts, effect, who must act, and its legal sources.
    Explain(Explain),
    /// Every parameter as it stands on a day, with its source.
    Law(LawDay),
    /// Run rules written as scenario files.
    Scenario(Scenario),
    /// What a care fund owes as zorgbudget voor zwaar zorgbehoevenden for a month, person by person (CSV).
    Zorgbudget(Zorgbudget),
    /// Walk the money of a batch back: payment, settlement, lines, bytes of the sending, dossiers, bytes of the requests.
    Trail(Trail),
    /// Work on the journal.
    #[command(subcommand)]
    Journal(JournalCommand),
    /// Feed the journalled inputs through the same use cases into a scratch store: the answers must be equal. With
    /// --law, show what differs by that law.
    Replay(Replay),
    /// Bring the schema of a store up to date, and on PostgreSQL give the role that runs the application its rights.
    Migrate(Migrate),
    /// Copy a store to a file while it runs (SQLite), or say how (PostgreSQL) and check the settings of the server.
    Backup(Backup),
    /// Copy all of a store to another, empty one.
    Copy(Copy),
    /// Do the work that is due; several may share that of one store.
    Work(Work),
}
