//! `zorgkas account …` and `zorgkas serve`: accounts by the command line, and signing in with them over HTTP and HTTPS.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use support::{Ran, repository, zorgkas};
use tempfile::TempDir;

const PASSWORD: &str = "correct horse battery";

/// A store with the registers of the sample month.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let registers = repository("samples/ibw-2024-03/registers");
        let import = ["import", "registers", registers.to_str().unwrap(), "--data"];
        zorgkas(import.into_iter().chain([place.store().to_str().unwrap()])).ends(0);
        place
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("zorgkas.db")
    }

    /// Runs a command with something on its standard input.
    fn with_input(&self, arguments: &[&str], input: &str) -> Ran {
        let mut program = Command::new(env!("CARGO_BIN_EXE_zorgkas"))
            .args(arguments)
            .args(["--data", self.store().to_str().unwrap()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // One that ends before it reads has closed its input.
        let _ = program.stdin.take().unwrap().write_all(input.as_bytes());
        let output = program.wait_with_output().unwrap();
        Ran {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn add(&self, more: &[&str], input: &str) -> Ran {
        let words = ["account", "add", "an", "--shown", "An Peeters"];
        self.with_input(&[&words[..], more].concat(), input)
    }

    fn list(&self) -> String {
        self.with_input(&["account", "list"], "").ends(0).out
    }
}

#[test]
fn accounts_are_made_listed_changed_and_ended() {
    let place = Place::new();
    let case_worker = ["--fund", "180", "--role", "case-worker"];
    let made = place.add(&case_worker, &format!("{PASSWORD}\n")).ends(0);
    assert!(made.out.contains("otpauth://totp/Zorgkas:an?secret="), "{}", made.out);
    assert!(!made.said().contains(PASSWORD));
    assert_eq!(place.list(), "fund 180 CaseWorker an\tAn Peeters\tsecond factor\n");
    let taken = place.add(&case_worker, PASSWORD).ends(1);
    assert!(taken.err.contains("the name is taken"), "{}", taken.err);
    let other = place.with_input(&["account", "second-factor", "an"], "").ends(0);
    assert_ne!(key(&made.out), key(&other.out));
    place
        .with_input(&["account", "password", "an"], "another password\n")
        .ends(0);
    let short = place.with_input(&["account", "password", "an"], "short\n").ends(1);
    assert!(short.err.contains("at least 12 letters"), "{}", short.err);
    place.with_input(&["account", "disable", "an"], "").ends(0);
    assert!(place.list().contains("out of use, second factor"));
    for command in ["password", "disable", "second-factor"] {
        place.with_input(&["account", command, "nobody"], PASSWORD).ends(1);
    }
}

fn key(said: &str) -> &str {
    said.lines().find(|line| line.starts_with("Key ")).unwrap()
}

#[test]
fn a_role_is_one_of_its_place() {
    let place = Place::new();
    for wrong in [
        &["--fund", "180", "--role", "manager"][..],
        &["--fund", "18", "--role", "payer"],
        &["--facility", "10000001", "--role", "payer"],
        &["--agency", "--role", "coordinator"],
        &["--fund", "180", "--agency", "--role", "auditor"],
        &["--role", "auditor"],
        &["--fund", "180"],
        &["--fund", "180", "--role", "payer", "--password", PASSWORD],
    ] {
        place.add(wrong, PASSWORD).ends(2);
    }
    place
        .add(&["--facility", "99999999", "--role", "manager"], PASSWORD)
        .ends(1);
    assert_eq!(place.list(), "");
    let manager = ["--facility", "10000001", "--role", "manager", "--without-second-factor"];
    place.add(&manager, PASSWORD).ends(0);
    assert!(
        place
            .list()
            .starts_with("facility 1 Manager an\tAn Peeters\tpassword alone"),
        "{}",
        place.list()
    );
}

/// A server, which ends with the test.
struct Server {
    program: Child,
    address: String,
}

impl Server {
    fn start(place: &Place, more: &[&str]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_zorgkas"))
            .args(["serve", "--people", "127.0.0.1:0", "--data"])
            .arg(place.store())
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.split(['/', ' ']).find(|word| word.starts_with("127.0.0.1:"));
        Self {
            address: address.unwrap_or_else(|| panic!("{line}")).to_owned(),
            program,
        }
    }

    /// Ends it as the system does.
    fn stops(mut self) {
        Command::new("kill")
            .arg(self.program.id().to_string())
            .status()
            .unwrap();
        assert_eq!(self.program.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.program.kill();
    }
}

/// What curl says of an answer: its status, where it leads, and its headers.
fn curl(arguments: &[&str]) -> (String, String) {
    let output = Command::new("curl")
        .args([
            "--silent",
            "--max-time",
            "20",
            "--dump-header",
            "-",
            "--output",
            "/dev/null",
        ])
        .args(["--write-out", "%{stderr}%{http_code} %{redirect_url}"])
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stderr), text(output.stdout).to_lowercase())
}

#[test]
fn people_sign_in_over_http_on_this_machine() {
    let place = Place::new();
    place
        .add(
            &["--fund", "180", "--role", "payer", "--without-second-factor"],
            PASSWORD,
        )
        .ends(0);
    let server = Server::start(&place, &[]);
    let page = format!("http://{}", server.address);
    let form = [
        "--data-urlencode",
        "naam=an",
        "--data-urlencode",
        &format!("wachtwoord={PASSWORD}"),
    ]
    .map(str::to_owned);
    let form: Vec<&str> = form.iter().map(String::as_str).collect();
    let sign_in = format!("{page}/aanmelden");
    let (refused, _) = curl(&[&form[..], &[&sign_in]].concat());
    assert_eq!(refused, "403 ", "a form without an origin");
    let origin = format!("Origin: {page}");
    let (done, headers) = curl(&[&form[..], &["--header", &origin, &sign_in]].concat());
    assert!(done.starts_with(&format!("303 {page}/kas")), "{done}");
    assert!(
        headers.contains("set-cookie: zorgkas-session=") && !headers.contains("secure"),
        "{headers}"
    );
    server.stops();
}

#[test]
fn people_sign_in_over_https() {
    let place = Place::new();
    place
        .add(
            &["--fund", "180", "--role", "payer", "--without-second-factor"],
            PASSWORD,
        )
        .ends(0);
    let (certificate, key) = certificate(place.folder.path());
    let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
    let named = ["--name", "zorgkas.example", "--certificate", certificate, "--key", key];
    let server = Server::start(&place, &[&named[..], &["--sign-ins-per-minute", "2"]].concat());
    let port = server.address.rsplit(':').next().unwrap();
    let reach = format!("zorgkas.example:443:127.0.0.1:{port}");
    let reach = ["--connect-to", &reach, "--cacert", certificate];
    let (asked, headers) = curl(&[&reach[..], &["https://zorgkas.example/kas/dossiers"]].concat());
    assert_eq!(asked, "303 https://zorgkas.example/aanmelden?terug=/kas/dossiers");
    assert!(headers.contains("strict-transport-security: max-age="), "{headers}");
    let form = [
        "--data-urlencode",
        "naam=an",
        "--data-urlencode",
        "wachtwoord=correct horse battery",
        "--header",
        "Origin: https://zorgkas.example",
        "https://zorgkas.example/aanmelden",
    ];
    let (done, headers) = curl(&[&reach[..], &form].concat());
    assert!(done.starts_with("303 https://zorgkas.example/kas"), "{done}");
    assert!(
        headers.contains("set-cookie: __host-zorgkas-session=") && headers.contains("; secure"),
        "{headers}"
    );
    curl(&[&reach[..], &form].concat());
    let (third, headers) = curl(&[&reach[..], &form].concat());
    assert!(
        third.starts_with("429") && headers.contains("retry-after: "),
        "{third} {headers}"
    );
    // Who speaks no TLS gets nothing, and holds up nobody.
    let (plain, _) = curl(&[&format!("http://{}/", server.address)]);
    assert!(plain.starts_with("000"), "{plain}");
    server.stops();
}

/// A certificate for zorgkas.example that signs itself, made by OpenSSL, and its key.
fn certificate(folder: &Path) -> (PathBuf, PathBuf) {
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args([
            "-subj",
            "/CN=zorgkas.example",
            "-addext",
            "subjectAltName=DNS:zorgkas.example",
        ])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (certificate, key)
}

#[test]
fn a_door_that_is_open_to_all_is_refused() {
    let place = Place::new();
    let (certificate, key) = certificate(place.folder.path());
    let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
    let nothing = place.folder.path().join("nothing.pem");
    fs::write(&nothing, "").unwrap();
    let nothing = nothing.to_str().unwrap();
    for wrong in [
        &["--people", "0.0.0.0:0"][..],
        &["--name", "zorgkas.example"],
        &["--behind-proxy"],
        &["--certificate", certificate, "--key", key],
        &["--name", "zorgkas.example", "--certificate", certificate],
        &["--name", "zorgkas.example", "--key", key],
        &[
            "--name",
            "x",
            "--certificate",
            certificate,
            "--key",
            key,
            "--behind-proxy",
        ],
        &["--name", "x", "--certificate", certificate, "--key", certificate],
        &["--name", "x", "--certificate", nothing, "--key", key],
        &["--name", "x", "--certificate", "missing.pem", "--key", key],
    ] {
        place.with_input(&[&["serve"], wrong].concat(), "").ends(2);
    }
    let nowhere = ["serve", "--data", "there-is-none.db"];
    zorgkas(nowhere).ends(2);
}
