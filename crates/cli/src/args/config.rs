//! Settings.

use clap::Subcommand;

/// Things to do with settings.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Every setting: its value, where that comes from and what it is for; what cannot be used is named.
    Check,
}
