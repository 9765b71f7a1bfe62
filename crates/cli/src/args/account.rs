//! Accounts of people.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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
