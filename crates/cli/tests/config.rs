//! Settings of a file and of the environment: `zorgkas config check`, and the commands that they hold for.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Ran, repository, zorgkas};
use tempfile::TempDir;

/// A folder in which the program runs, with a file of settings.
struct Place {
    folder: TempDir,
}

impl Place {
    fn with(settings: &str) -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::write(place.path().join("zorgkas.toml"), settings).unwrap();
        place
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_zorgkas"))
            .args(arguments)
            .current_dir(self.path())
            .env_remove("ZORGKAS_DATABASE")
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        Ran {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn check(&self, environment: &[(&str, &str)]) -> Ran {
        self.run(&["config", "check"], environment)
    }

    /// A store with the registers of the sample month.
    fn store(&self, name: &str) -> PathBuf {
        let store = self.path().join(name);
        let registers = repository("samples/ibw-2024-03/registers");
        let import = ["import", "registers", registers.to_str().unwrap(), "--data"];
        zorgkas(import.into_iter().chain([store.to_str().unwrap()])).ends(0);
        store
    }
}

#[test]
fn every_setting_is_told_with_its_origin_and_its_meaning() {
    let place = Place::with(
        "database = \"postgres://zorgkas:geheim@db.example/zorgkas?password=geheim\"\n\n[serve]\npeople = \
         \"127.0.0.1:9000\"\nname = [\"a.example\", \"b.example\"]\nbehind-proxy = true\nsign-ins-per-minute = 50\n",
    );
    let told = place.check(&[("ZORGKAS_SERVE_PEOPLE", "127.0.0.1:9001")]).ends(0).out;
    for line in [
        "Settings of zorgkas.toml.",
        "database = postgres://zorgkas:…@db.example/zorgkas?…   [file, line 1]",
        "serve.people = 127.0.0.1:9001   [environment, ZORGKAS_SERVE_PEOPLE]",
        "serve.name = a.example, b.example   [file, line 5]",
        "serve.behind-proxy = true   [file, line 6]",
        "serve.sign-ins-per-minute = 50   [file, line 7]",
        "serve.calls-per-second = 1000   [default; or ZORGKAS_SERVE_CALLS_PER_SECOND]",
        "serve.clients = (nothing)   [default; or ZORGKAS_SERVE_CLIENTS]",
        "    Where to listen for people. Without a name it is of this machine alone.",
    ] {
        assert!(told.lines().any(|found| found == line), "{line}\n{told}");
    }
    assert!(!told.contains("geheim"), "{told}");
}

/// Every fault of a file is named at once, by line; a setting that was probably meant is named too.
#[test]
fn what_is_wrong_in_a_file_is_named_by_line() {
    let place = Place::with(
        "databse = \"x\"\npeople = \"127.0.0.1:1\"\n[serve]\npeople = \"everywhere\"\nnames = [\"a\"]\nbehind-proxy = \
         \"maybe\"\ncalls-per-second = 0\nmetrics = [\"127.0.0.1:1\", \"127.0.0.1:2\"]\nkey = { a = 1 }\n[sreve]\n",
    );
    let said = place.check(&[]).ends(2).err;
    for fault in [
        "zorgkas.toml, line 1: 'databse' is no setting",
        "line 2: 'people' is no setting; was people in [serve] meant?",
        "line 4: 'serve.people': invalid value 'everywhere'",
        "line 5: 'serve.names' is no setting; was name in [serve] meant?",
        "line 6: 'serve.behind-proxy': 'maybe' is neither true nor false",
        "line 7: 'serve.calls-per-second': invalid value '0'",
        "line 8: 'serve.metrics' takes one value",
        "line 9: 'serve.key' must be a text, a number, true or false, or a list of texts",
        "line 10: 'sreve' is no setting",
    ] {
        assert!(said.contains(fault), "{fault}\n{said}");
    }
    assert_eq!(said.lines().count(), 9, "{said}");
    // Nothing begins by a file that is not understood, and its lines are not repeated: they may hold a password.
    let begun = place.run(&["account", "list"], &[]).ends(2);
    assert!(begun.err.contains("line 1"), "{}", begun.err);
    let place = Place::with("a = 1\ndatabase = \"postgres://zorgkas:geheim@db\n");
    let said = place.check(&[]).ends(2).err;
    assert!(said.contains("line 2") && !said.contains("geheim"), "{said}");
}

#[test]
fn what_cannot_be_used_together_is_named() {
    let place = Place::with("[serve]\nclients = \"none.pem\"\n");
    let told = place.check(&[("ZORGKAS_SERVE_PEOPEL", "x")]).ends(1).out;
    for fault in [
        "WRONG: serve.clients: the file none.pem cannot be read",
        "--software-certificate",
        "WRONG: the environment variable ZORGKAS_SERVE_PEOPEL sets nothing",
    ] {
        assert!(told.contains(fault), "{fault}\n{told}");
    }
    let wrong = place.check(&[("ZORGKAS_SERVE_PEOPLE", "nowhere")]).ends(2).err;
    assert!(
        wrong.contains("the environment variable ZORGKAS_SERVE_PEOPLE"),
        "{wrong}"
    );
    let named = place
        .run(&["--config", "other.toml", "config", "check"], &[])
        .ends(2)
        .err;
    assert!(named.contains("other.toml"), "{named}");
}

/// The command line comes before the environment, and that before the file; no setting points a command that makes a
/// store of its own at the one in use.
#[test]
fn the_command_line_comes_first_then_the_environment_then_the_file() {
    let place = Place::with("database = \"file.db\"\n");
    let stores = ["file.db", "environment.db", "said.db"].map(|name| place.store(name));
    let add = |name: &str, before: &[&str], behind: &[&str], environment: &[(&str, &str)]| {
        let words = [
            "account", "add", name, "--shown", "An", "--fund", "180", "--role", "payer",
        ];
        let mut program = Command::new(env!("CARGO_BIN_EXE_zorgkas"))
            .args(before)
            .args(words)
            .args(behind)
            .current_dir(place.path())
            .env_remove("ZORGKAS_DATABASE")
            .envs(environment.iter().copied())
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::io::Write::write_all(program.stdin.as_mut().unwrap(), b"correct horse battery\n").unwrap();
        assert!(program.wait().unwrap().success());
    };
    let environment = [("ZORGKAS_DATABASE", "environment.db")];
    add("file", &[], &[], &[]);
    add("environment", &[], &[], &environment);
    add("before", &["--database", "said.db"], &[], &environment);
    add("behind", &[], &["--data", "said.db"], &[]);
    let holds = |store: &Path| {
        let listed = zorgkas(["account", "list", "--data", store.to_str().unwrap()])
            .ends(0)
            .out;
        let mut names: Vec<_> = listed
            .lines()
            .filter_map(|line| line.split('\t').next()?.split(' ').next_back().map(str::to_owned))
            .collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(
        stores.each_ref().map(|store| holds(store)),
        ["file", "environment", "before behind"]
    );
    let before = fs::read(&stores[0]).unwrap();
    let sample = repository("samples/ibw-2024-03");
    place.run(&["process", sample.to_str().unwrap()], &[]).ends(0);
    assert!(place.path().join("zorgkas-out/zorgkas.db").is_file());
    assert_eq!(fs::read(&stores[0]).unwrap(), before, "the store in use was touched");
}
