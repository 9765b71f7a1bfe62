//! The vendor's guide, command by command, as somebody new would type them.
#![allow(clippy::unwrap_used, reason = "test code")]
#![cfg(unix)]

mod support;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use support::repository;

/// The commands of a guide, in order.
fn commands(guide: &str) -> String {
    let mut inside = false;
    let mut commands = String::new();
    for line in guide.lines() {
        match (inside, line) {
            (false, "```sh") => inside = true,
            (true, "```") => inside = false,
            (true, line) => commands += &format!("{line}\n"),
            (false, _) => {}
        }
    }
    commands
}

#[test]
fn every_command_of_the_vendors_guide_works() {
    let guide = fs::read_to_string(repository("docs/vendor-guide.md")).unwrap();
    // Whatever else runs on this machine: ports that are free now.
    let free = || TcpListener::bind("127.0.0.1:0").unwrap();
    let [port, other] = [free(), free()].map(|listener| listener.local_addr().unwrap().port());
    let commands = commands(&guide)
        .replace("localhost:8443", &format!("localhost:{port}"))
        .replace("8444", &other.to_string())
        .replacen("--clients", &format!("--software 127.0.0.1:{port} --clients"), 1);
    assert!(commands.lines().count() > 60, "the guide has commands");
    let folder = tempfile::tempdir().unwrap();
    symlink(repository("samples"), folder.path().join("samples")).unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_zorgkas")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    // A command that fails ends all, and the server with it.
    let script = format!("set -eEuo pipefail\nset -m\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{commands}");
    let ran = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env("PATH", path)
        .env_remove("ZORGKAS_DATABASE")
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
    );
    assert!(ran.status.success() || out.contains("\"cursor\":0"), "{out}\n{err}");
    for said in [
        r#"{"status":"UP"}"#,
        r#""insured":true"#,
        r#""outcome":"ACCEPTED""#,
        r#""kind":"CONTACT""#,
        r#""acceptedCents":4321"#,
        r#""message":"920098""#,
        r#"{"cursor":0,"items":[]}"#,
        "passed    insured",
        "1 passed, 14 failed",
        r#""state": "PASSED""#,
    ] {
        assert!(out.contains(said), "{said} is missing:\n{out}\n{err}");
    }
}
