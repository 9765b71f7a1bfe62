//! `zorgkas cert`, `zorgkas serve --clients …` and `zorgkas client`: from nothing to an accepted request and batch, by the
//! commands that the vendor's guide names.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::server::{Files, Server};
use support::{Ran, repository, zorgkas};
use tempfile::TempDir;

const FACILITY: &str = "73100188000";

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let registers = repository("samples/ibw-2024-03/registers");
        zorgkas([
            "import",
            "registers",
            path(&registers),
            "--data",
            path(&place.file("zorgkas.db")),
        ])
        .ends(0);
        for arguments in [
            &["authority"][..],
            &["server"],
            &["client", "--facility", FACILITY],
            &["client", "--fund", "180"],
        ] {
            place.cert(arguments).ends(0);
        }
        place
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn cert(&self, arguments: &[&str]) -> Ran {
        let folder = self.file("cert");
        let (command, more) = arguments.split_first().unwrap();
        let mut all = vec!["cert", command];
        if *command == "revoke" {
            all.extend(more);
            all.push(path(&folder));
        } else {
            all.push(path(&folder));
            all.extend(more);
        }
        zorgkas(all)
    }

    fn serve(&self, more: &[&str]) -> Server {
        let cert = |name: &str| self.file("cert").join(name);
        let files = Files {
            data: &self.file("zorgkas.db"),
            clients: &cert("authority.pem"),
            certificate: &cert("server.pem"),
            key: &cert("server.key"),
        };
        Server::start(&files, more)
    }

    fn client(&self, server: &Server, who: &str, arguments: &[&str]) -> Ran {
        let cert = |name: String| self.file("cert").join(name);
        let (authority, certificate, key) = (
            cert("authority.pem".into()),
            cert(format!("{who}.pem")),
            cert(format!("{who}.key")),
        );
        let mine = ["client", "--url", &server.url, "--authority", path(&authority)];
        let with = ["--certificate", path(&certificate), "--key", path(&key)];
        zorgkas(mine.iter().chain(&with).chain(arguments))
    }

    fn message(&self, name: &str, message: &str) -> PathBuf {
        let file = self.file(name);
        fs::write(&file, message).unwrap();
        file
    }
}

fn path(file: &Path) -> &str {
    file.to_str().unwrap()
}

fn facility() -> String {
    format!("facility-{FACILITY}")
}

#[test]
fn from_nothing_to_an_accepted_request_and_a_judged_batch() {
    let place = Place::new();
    let server = place.serve(&[]);
    let status = place.message("status.json", r#"{"ssin":"58102882214","date":"2024-03-05"}"#);
    let told = place.client(&server, &facility(), &["status", path(&status)]).ends(0);
    assert!(told.out.contains(r#""careFund":"180""#), "{}", told.out);

    // The requests of the sample came in 2024; today they are late, and answered all the same.
    let lines = fs::read_to_string(repository("samples/ibw-2024-03/requests/requests.jsonl")).unwrap();
    let mut first: serde_json::Map<String, Value> = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    first.remove("receivedAt");
    let request = place.message("request.json", &Value::Object(first).to_string());
    let answer = place.client(&server, &facility(), &["request", path(&request)]);
    assert!(answer.out.contains(r#""outcome""#), "{}", answer.said());
    let again = place.client(&server, &facility(), &["request", path(&request)]);
    assert_eq!((answer.status, &answer.out), (again.status, &again.out));

    let batch = repository("samples/ibw-2024-03/batches/10000001-180-2024-03.920000");
    let answers = place.file("answers");
    let arguments = ["batch", path(&batch), "--answers", path(&answers)];
    let told = place.client(&server, &facility(), &arguments);
    let state: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(state["facility"], "10000001", "{state}");
    assert!(fs::read(answers.join("931000")).unwrap().starts_with(b"931000"));

    let inbox = place.client(&server, &facility(), &["inbox"]).ends(0);
    assert!(inbox.out.starts_with(r#"{"cursor":"#), "{}", inbox.out);
    place
        .client(&server, &facility(), &["get", "/v1/refData/origin"])
        .ends(0);
    let refused = place.client(&server, "fund-180", &["inbox"]).ends(1);
    assert!(refused.out.contains("missingPermission"), "{}", refused.out);
}

#[test]
fn a_revoked_certificate_is_let_in_no_more() {
    let place = Place::new();
    let certificate = place.file("cert").join(format!("{}.pem", facility()));
    place.cert(&["revoke", path(&certificate)]).ends(0);
    place.cert(&["revoke", path(&certificate)]).ends(0);
    let revoked = place.file("cert").join("revoked.pem");
    let server = place.serve(&["--revoked", path(&revoked)]);
    place.client(&server, &facility(), &["inbox"]).ends(2);
    place.client(&server, "fund-180", &["get", "/v1/refData"]).ends(0);
}

#[test]
fn nothing_is_written_over_and_wrong_use_is_told() {
    let place = Place::new();
    for (arguments, told) in [
        (&["authority"][..], "authority.key"),
        (&["server"], "server.key"),
        (&["client", "--facility", FACILITY], "facility-"),
        (&["client", "--facility", "73100189000"], "--facility"),
        (&["client", "--fund", "18"], "--fund"),
        (&["client"], "--facility"),
    ] {
        let ran = place.cert(arguments).ends(2);
        assert!(ran.err.contains(told), "{arguments:?}: {}", ran.err);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let key = fs::metadata(place.file("cert").join("authority.key")).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
    let nobody = Server::nowhere();
    place.client(&nobody, &facility(), &["inbox"]).ends(2);
}
