//! What can be asked of the command line.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;

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
            Command::Bench(
                BenchCommand::Parse(BenchParse { store, .. })
                | BenchCommand::Batch(BenchBatch { store, .. })
                | BenchCommand::Month(BenchMonth { store, .. })
                | BenchCommand::Pages(BenchPages { store, .. }),
            ) => store.server = Some(database),
            Command::Batch(BatchCommand::Check(_))
            | Command::Explain(_)
            | Command::Cert(_)
            | Command::Client(_)
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
    /// Make an authority and certificates for trying out the interface for software.
    #[command(subcommand)]
    Cert(CertCommand),
    /// Call the interface for software: HTTPS with a client certificate.
    Client(Box<Client>),
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

/// Things to do with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Make an account; its password is read from standard input. The key of its second factor is shown once.
    Add(AccountAdd),
    /// Every account: name, role, and whether it is locked or out of use.
    List(AccountList),
    /// Take an account out of use: its sessions end. What it did stays.
    Disable(AccountNamed),
    /// Give an account another password, read from standard input; it is no longer locked, and its sessions end.
    Password(AccountNamed),
    /// Give an account another second factor, whose key is shown once; its sessions end.
    SecondFactor(AccountNamed),
}

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

/// Things to do with an invoice file.
#[derive(Debug, Subcommand)]
pub(crate) enum BatchCommand {
    /// Read an invoice file without any database and report what is wrong, record and zone named.
    Check(BatchCheck),
    /// Write the answers on a batch of a store: as the files that went out, as JSON, or as pages to read and print.
    Answers(BatchAnswers),
}

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
    /// An identity provider by which people sign in (OpenID Connect), from this file: see the operator's guide.
    #[arg(long, value_name = "FILE")]
    pub(crate) identity: Option<PathBuf>,
    /// Where to listen for software.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8443", requires = "clients")]
    pub(crate) software: SocketAddr,
    /// The authorities whose certificates software may carry (PEM); without it there is no interface for software.
    #[arg(long, value_name = "FILE", requires_all = ["software_certificate", "software_key"])]
    pub(crate) clients: Option<PathBuf>,
    /// The certificate chain of the interface for software (PEM).
    #[arg(long, value_name = "FILE", requires = "clients")]
    pub(crate) software_certificate: Option<PathBuf>,
    /// The private key of that certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "clients")]
    pub(crate) software_key: Option<PathBuf>,
    /// Lists of revoked certificates of the authorities of software (PEM).
    #[arg(long, value_name = "FILE", requires = "clients")]
    pub(crate) revoked: Option<PathBuf>,
    /// Where on this machine to show the figures of the interface for software (GET /metrics, Prometheus).
    #[arg(long, value_name = "ADDRESS", requires = "clients")]
    pub(crate) metrics: Option<SocketAddr>,
    /// How many calls a second a certificate may make; further ones are told to come again.
    #[arg(long, value_name = "CALLS", default_value = "1000", requires = "clients")]
    pub(crate) calls_per_second: NonZeroU32,
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

/// A role of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Role {
    /// Of a care fund: decides what is in beraad.
    CaseWorker,
    /// Of a care fund: signs.
    Signatory,
    /// Of a care fund: makes payment orders and reads the bank's answers.
    Payer,
    /// Of a care fund or the agency: looks at everything, changes nothing.
    Auditor,
    /// Of a facility: asks, requests and changes.
    Coordinator,
    /// Of a facility: sends what is to be paid.
    BillingClerk,
    /// Of a facility: answers for it.
    Manager,
    /// Of the agency: keeps the registers.
    Registers,
    /// Of the agency: keeps the prices.
    Tariffs,
    /// Of the agency: attests software.
    Attestation,
}

/// `zorgkas account add`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("place").required(true))]
pub(crate) struct AccountAdd {
    /// The name by which one signs in (a-z, 0-9, -, ., _ and @).
    pub(crate) account: String,
    /// The name that is shown.
    #[arg(long, value_name = "NAME")]
    pub(crate) shown: String,
    /// The role.
    #[arg(long, value_enum)]
    pub(crate) role: Role,
    /// The care fund where one works.
    #[arg(long, value_name = "NUMBER", group = "place")]
    pub(crate) fund: Option<String>,
    /// The facility where one works, by its number in the care registry.
    #[arg(long, value_name = "HCO", group = "place")]
    pub(crate) facility: Option<String>,
    /// One works for the agency.
    #[arg(long, group = "place")]
    pub(crate) agency: bool,
    /// Ask for a password alone: for tests, never where there are data of persons.
    #[arg(long)]
    pub(crate) without_second_factor: bool,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas account list`
#[derive(Debug, Args)]
pub(crate) struct AccountList {
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas account disable`, `password` and `second-factor`
#[derive(Debug, Args)]
pub(crate) struct AccountNamed {
    /// The name by which one signs in.
    pub(crate) account: String,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
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

/// `zorgkas work`
#[derive(Debug, Args)]
pub(crate) struct Work {
    /// End when nothing is due any more (default: go on until Ctrl-C).
    #[arg(long)]
    pub(crate) once: bool,
    /// What is due at this moment (yyyy-MM-ddThh:mm:ssZ; default: now, as time goes on).
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<Timestamp>,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
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
