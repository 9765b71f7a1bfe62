//! A server of the program itself, ended with the test.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server that is ended with the test.
pub struct Server {
    program: Child,
    /// `https://ADDRESS:PORT` of the interface for software.
    pub url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The files of a listener for software.
pub struct Files<'a> {
    pub data: &'a Path,
    pub clients: &'a Path,
    pub certificate: &'a Path,
    pub key: &'a Path,
}

impl Server {
    /// `zorgkas serve`, as soon as it says where software is served.
    pub fn start(files: &Files<'_>, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zorgkas"));
        command
            .args(["serve", "--people", "127.0.0.1:0", "--software", "127.0.0.1:0"])
            .args([OsStr::new("--data"), files.data.as_os_str()])
            .args([OsStr::new("--clients"), files.clients.as_os_str()])
            .args([OsStr::new("--software-certificate"), files.certificate.as_os_str()])
            .args([OsStr::new("--software-key"), files.key.as_os_str()])
            .args(more);
        Self::of(command)
    }

    /// A command that says where software is served, as soon as it does.
    pub fn of(mut command: Command) -> Self {
        let mut program = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let said = lines.find_map(|line| line.unwrap().strip_prefix("Software  ").map(str::to_owned));
        let url = said.unwrap().split("/v1").next().unwrap().to_owned();
        // Who speaks on goes on being heard.
        std::thread::spawn(move || lines.for_each(drop));
        Self { program, url }
    }

    /// No server: nothing answers at its address.
    pub fn nowhere() -> Self {
        Self {
            program: Command::new("true").spawn().unwrap(),
            url: "https://127.0.0.1:1".into(),
        }
    }
}
