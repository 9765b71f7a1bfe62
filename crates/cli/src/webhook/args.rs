//! What one can say to `zorgkas webhook`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Things to do with subscriptions.
#[derive(Debug, Subcommand)]
pub(crate) enum WebhookCommand {
    /// Call an address whenever there is something new for a facility or a care fund. The secret that signs the calls is
    /// shown once.
    Add(WebhookAdd),
    /// Every subscription: number, whose, address, how many calls were made, how many entries wait, state.
    List(WebhookList),
    /// Let a subscription that is paused or waits go on at once.
    Resume(WebhookNamed),
    /// End a subscription.
    Remove(WebhookNamed),
}

impl WebhookCommand {
    /// Where its store is.
    pub(crate) const fn data_mut(&mut self) -> &mut PathBuf {
        match self {
            Self::Add(WebhookAdd { data, .. })
            | Self::List(WebhookList { data })
            | Self::Resume(WebhookNamed { data, .. })
            | Self::Remove(WebhookNamed { data, .. }) => data,
        }
    }
}

/// `zorgkas webhook add`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("owner").required(true))]
pub(crate) struct WebhookAdd {
    /// Where to call: https://…, or http:// for a receiver on this machine.
    pub(crate) address: String,
    /// Tell what comes into the inbox of this facility, by its number in the care registry.
    #[arg(long, value_name = "HCO", group = "owner")]
    pub(crate) facility: Option<String>,
    /// Tell the events of this care fund.
    #[arg(long, value_name = "NUMBER", group = "owner")]
    pub(crate) fund: Option<String>,
    /// The receiver may stand in a private network (10.0.0.0/8, 192.168.0.0/16, fc00::/7 and the like).
    #[arg(long)]
    pub(crate) internal: bool,
    /// Begin behind this cursor (default: with what comes from now on).
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<i64>,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas webhook list`
#[derive(Debug, Args)]
pub(crate) struct WebhookList {
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}

/// `zorgkas webhook resume`, `zorgkas webhook remove`
#[derive(Debug, Args)]
pub(crate) struct WebhookNamed {
    /// The number of the subscription.
    pub(crate) number: i64,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "zorgkas-data/zorgkas.db")]
    pub(crate) data: PathBuf,
}
