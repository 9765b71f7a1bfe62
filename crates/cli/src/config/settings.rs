//! Which settings there are: the flags of the commands that run for long, read off the command line's own definition,
//! so that a new flag is a setting without another word.

use clap::{Arg, ArgAction, Command};

/// What stands in the settings and is said at each command alone.
const SAID_EACH_TIME: [&str; 6] = ["config", "help", "version", "data", "once", "at"];

/// The commands that take settings of their own.
const SECTIONS: [&str; 2] = ["serve", "work"];

/// One setting.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    /// The section of the file; none for what holds for every command.
    pub(super) section: Option<String>,
    /// Its name: that of the flag.
    pub(super) name: String,
    /// The flag itself.
    pub(super) flag: Arg,
}

impl Setting {
    /// Its name with its section, as the file has it: `serve.people`.
    pub(super) fn full_name(&self) -> String {
        self.section
            .iter()
            .chain([&self.name])
            .cloned()
            .collect::<Vec<_>>()
            .join(".")
    }

    /// The environment variable that sets it: `ZORGKAS_SERVE_PEOPLE`.
    pub(super) fn variable(&self) -> String {
        format!("ZORGKAS_{}", self.full_name().replace(['.', '-'], "_").to_uppercase())
    }

    /// Whether it is there or not, without a value.
    pub(super) fn is_switch(&self) -> bool {
        matches!(self.flag.get_action(), ArgAction::SetTrue)
    }

    /// Whether it takes several values.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.flag.get_action(), ArgAction::Append)
    }

    /// Whether its value names a file that must be there.
    pub(super) fn names_file(&self) -> bool {
        let kinds = self.flag.get_value_names().unwrap_or_default();
        kinds.iter().any(|kind| kind.as_str() == "FILE")
    }

    /// Whether its value may hold a password.
    pub(super) fn is_secret(&self) -> bool {
        self.name == "database"
    }

    /// What it is for: its help, with the full stop that the short form of help leaves out.
    pub(super) fn meaning(&self) -> String {
        let help = self.flag.get_help().map(ToString::to_string).unwrap_or_default();
        if help.ends_with('.') { help } else { help + "." }
    }

    /// What holds when nobody says otherwise.
    pub(super) fn default(&self) -> Option<String> {
        let values: Vec<_> = self
            .flag
            .get_default_values()
            .iter()
            .map(|value| value.to_string_lossy())
            .collect();
        (!values.is_empty() && !self.is_switch()).then(|| values.join(", "))
    }

    /// Says what is wrong with a value, by the flag's own reader of values.
    pub(super) fn fault(&self, value: &str) -> Option<String> {
        if self.is_switch() {
            return (value != "true" && value != "false").then(|| format!("'{value}' is neither true nor false"));
        }
        let alone = Arg::new("value")
            .long("value")
            .value_parser(self.flag.get_value_parser().clone());
        Command::new("zorgkas")
            .no_binary_name(true)
            .arg(alone)
            .try_get_matches_from([format!("--value={value}")])
            .err()
            .map(|error| {
                let said = error.to_string();
                let first = said.lines().next().unwrap_or_default();
                first
                    .trim_start_matches("error: ")
                    .replace(" for '--value <value>'", "")
            })
    }
}

/// Every setting, those of every command first.
pub(super) fn all(command: &Command) -> Vec<Setting> {
    let of = |section: Option<&str>, command: &Command| -> Vec<Setting> {
        command
            .get_arguments()
            .filter(|flag| section.is_none() || !flag.is_global_set())
            .filter(|flag| !SAID_EACH_TIME.contains(&flag.get_id().as_str()))
            .filter_map(|flag| {
                Some(Setting {
                    section: section.map(str::to_owned),
                    name: flag.get_long()?.to_owned(),
                    flag: flag.clone(),
                })
            })
            .collect()
    };
    let mut settings = of(None, command);
    for section in SECTIONS {
        if let Some(own) = command.find_subcommand(section) {
            settings.extend(of(Some(section), own));
        }
    }
    settings
}
