//! `zorgkas attest`: a sandbox in which software shows what it must be able to do, by the example that is told to vendors.
#![allow(clippy::unwrap_used, reason = "test code")]
#![cfg(unix)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use support::server::Server;
use support::{Ran, repository, zorgkas};
use tempfile::TempDir;

const NIHDI: &str = "73199069000";

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let folder = place.path("cert");
        for made in [&["authority"][..], &["server"], &["client", "--facility", NIHDI]] {
            let (command, more) = made.split_first().unwrap();
            let mut all = vec!["cert", *command, &folder];
            all.extend(more);
            zorgkas(all).ends(0);
        }
        place
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn serving(&self) -> Command {
        let cert = |name: &str| self.path(&format!("cert/{name}"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_zorgkas"));
        command
            .args([
                "attest",
                "--software",
                "127.0.0.1:0",
                "--data",
                &self.path("sandbox.db"),
            ])
            .args(["--clients", &cert("authority.pem")])
            .args(["--software-certificate", &cert("server.pem")])
            .args(["--software-key", &cert("server.key")]);
        command
    }

    /// The example, as a vendor would run it.
    fn example(&self, server: &Server, tasks: &[&str]) {
        let programs = Path::new(env!("CARGO_BIN_EXE_zorgkas")).parent().unwrap();
        let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
        let ran = Command::new("bash")
            .arg(repository("attestation/ibw/example.sh"))
            .args([&server.url, &self.path("cert")])
            .args(tasks)
            .env("PATH", path)
            .env_remove("ZORGKAS_DATABASE")
            .output()
            .unwrap();
        let (out, err) = (
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr),
        );
        assert!(ran.status.success(), "{out}\n{err}");
    }

    fn report(&self, more: &[&str]) -> Ran {
        let data = self.path("sandbox.db");
        let mut all = vec!["attest", "--report", "--data", &data];
        all.extend(more);
        zorgkas(all)
    }
}

/// The state of each task, and the whole of one.
fn states(report: &Value) -> Vec<(String, String)> {
    let tasks = report["tasks"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    tasks.map(|task| (text(&task["id"]), text(&task["state"]))).collect()
}

fn task<'r>(report: &'r Value, id: &str) -> &'r Value {
    let tasks = report["tasks"].as_array().unwrap();
    tasks.iter().find(|task| task["id"] == id).unwrap()
}

#[test]
fn software_that_does_everything_passes_and_what_it_lacks_is_told_before() {
    let place = Place::new();
    let server = Server::of(place.serving());
    place.example(&server, &["insured", "refused", "migration"]);
    let report = place.report(&["--json"]).ends(1);
    let report: Value = serde_json::from_str(&report.out).unwrap();
    let passed: Vec<String> = states(&report)
        .into_iter()
        .filter(|(_, state)| state == "PASSED")
        .map(|(id, _)| id)
        .collect();
    assert_eq!(passed, ["insured", "migration"], "{report:#}");
    // Half of it was seen: what came after it was refused differs from what is asked.
    let halfway = task(&report, "refused-and-corrected");
    assert_eq!(halfway["state"], "MISSING", "{halfway}");
    assert_eq!(halfway["entries"].as_array().unwrap().len(), 1, "{halfway}");
    assert_eq!(halfway["waitsFor"], "careRequest", "{halfway}");
    assert!(halfway["do"].as_str().unwrap().contains("64050500956"), "{halfway}");
    let text = place.report(&[]).ends(1).out;
    assert!(text.contains("passed    insured"), "{text}");
    assert!(text.contains("missing   credit"), "{text}");
    assert!(text.contains("2 passed, 13 failed"), "{text}");

    place.example(
        &server,
        &[
            "not-insured",
            "request-accepted",
            "beraad",
            "refused-and-corrected",
            "contact",
            "administrative",
            "start-date",
            "extension",
            "end",
            "dossier",
            "sending-refused",
            "sending-accepted",
            "credit",
        ],
    );
    let report = place.report(&[]);
    assert_eq!(report.status, 0, "{}", report.said());
    assert!(report.out.contains("15 passed, 0 failed"), "{}", report.out);
    assert!(
        report.out.contains("zorgkas trust attest NAME VERSION --from"),
        "{}",
        report.out
    );
    let data = place.path("sandbox.db");
    zorgkas(["replay", "--data", &data]).ends(0);
    zorgkas(["journal", "verify", "--data", &data]).ends(0);
}

/// A request for the person of a task that is answered otherwise.
#[test]
fn what_was_answered_otherwise_is_told() {
    let place = Place::new();
    let server = Server::of(place.serving());
    let fields = r#""messageId":"00000000-0000-4000-8000-000000000001","facility":"19000001","ssin":"62030300564","migration":false"#;
    let message = place.path("message.json");
    fs::write(&message, format!("{{{fields}}}")).unwrap();
    let cert = |name: &str| place.path(&format!("cert/{name}"));
    let (authority, certificate) = (cert("authority.pem"), cert(&format!("facility-{NIHDI}.pem")));
    let key = cert(&format!("facility-{NIHDI}.key"));
    let client = ["client", "--url", &server.url, "--authority", &authority];
    let with = ["--certificate", &certificate, "--key", &key, "request", &message];
    zorgkas(client.iter().chain(&with)).ends(1);
    let report: Value = serde_json::from_str(&place.report(&["--json"]).ends(1).out).unwrap();
    let otherwise = task(&report, "request");
    assert_eq!(otherwise["state"], "DIFFERED", "{otherwise}");
    let told = otherwise["differences"].to_string();
    assert!(
        told.contains("expected \\\"ACCEPTED\\\", got \\\"REFUSED\\\""),
        "{told}"
    );
    assert!(told.contains("CARE_INCOMPLETE"), "{told}");
    let text = place.report(&[]).ends(1).out;
    assert!(text.contains("differed  request"), "{text}");
}

/// It ends when it is told to, reports, and goes on where it was the next time.
#[test]
fn it_reports_when_it_is_stopped() {
    let place = Place::new();
    let said = place.0.path().join("said");
    let mut command = place.serving();
    command.stdout(fs::File::create(&said).unwrap()).stderr(Stdio::null());
    let mut program = command.spawn().unwrap();
    while !fs::read_to_string(&said).unwrap().contains("Ctrl-C") {
        std::thread::sleep(Duration::from_millis(20));
    }
    let told = Command::new("kill").args(["-TERM", &program.id().to_string()]).status();
    assert!(told.unwrap().success());
    assert_eq!(program.wait().unwrap().code(), Some(1), "nothing was shown");
    let said = fs::read_to_string(&said).unwrap();
    assert!(said.contains("0 passed, 15 failed"), "{said}");
    let again = Server::of(place.serving());
    place.example(&again, &["insured"]);
    assert!(place.report(&[]).ends(1).out.contains("1 passed, 14 failed"));
}

fn with_list(place: &Place, from: &str, to: &str) -> PathBuf {
    let list = place.0.path().join("list");
    let registers = list.join("registers");
    fs::create_dir_all(&registers).unwrap();
    for entry in fs::read_dir(repository("attestation/ibw/registers")).unwrap() {
        let file = entry.unwrap().path();
        fs::copy(&file, registers.join(file.file_name().unwrap())).unwrap();
    }
    let tasks = fs::read_to_string(repository("attestation/ibw/tasks.toml")).unwrap();
    assert!(tasks.contains(from));
    fs::write(list.join("tasks.toml"), tasks.replacen(from, to, 1)).unwrap();
    list
}

/// What it is not meant for is left alone, and a list with a fault is told.
#[test]
fn another_store_is_left_alone_and_wrong_use_is_told() {
    let place = Place::new();
    let data = place.path("sandbox.db");
    let registers = repository("samples/ibw-2024-03/registers");
    zorgkas(["import", "registers", registers.to_str().unwrap(), "--data", &data]).ends(0);
    let refused = place.serving().output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no sandbox of this list"));
    assert!(place.report(&[]).ends(2).err.contains("no facility 19000001"));
    zorgkas(["attest", "--report", "--data", &place.path("none.db")]).ends(2);
    let nowhere = zorgkas(["attest", "--data", &place.path("other.db")]).ends(2);
    assert!(nowhere.err.contains("zorgkas cert"), "{}", nowhere.err);
    let shown = zorgkas(["attest", "--show"]).ends(0);
    assert!(shown.out.contains("credit: A credit note"), "{}", shown.out);
    for (from, to, told) in [
        ("call = \"batch\"", "call = \"batches\"", "expected one of"),
        ("CARE_INCOMPLETE", "CARE_INCOMPLET", "the law knows no check"),
        ("id = \"credit\"", "id = \"insured\"", "two tasks"),
        ("same = true", "some = true", "some"),
    ] {
        let list = with_list(&place, from, to);
        let wrong = zorgkas(["attest", "--show", "--list", list.to_str().unwrap()]).ends(2);
        assert!(wrong.err.contains(told), "{told}: {}", wrong.err);
    }
}
