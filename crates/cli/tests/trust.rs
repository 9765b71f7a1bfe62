//! `zorgkas trust`: certificates bound, replaced and revoked; software attested and used, and what a facility's calls make
//! of it.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::path::PathBuf;

use support::{Ran, repository, zorgkas};
use tempfile::TempDir;

const HCO: &str = "10000001";
/// SHA-256 of the certificates of this test, as another program tells it.
const EARLIER: &str = "05:FD:D1:C3:05:68:B8:C0:CB:80:72:F7:CD:52:E3:66:C1:B9:E7:BC:4A:FF:78:BB:EE:8E:98:7C:CF:17:18:3C";
const LATER: &str = "F3:4F:66:F5:41:AD:CB:86:B1:D2:6F:A9:E2:26:72:C8:8A:6A:AD:0D:92:4F:86:ED:D0:E4:B8:D0:AC:82:AC:B6";

fn certificate(name: &str) -> String {
    let folder: PathBuf = repository("crates/cli/tests/data/certificates");
    folder.join(name).to_str().unwrap().to_owned()
}

/// A store with the registers of the sample.
struct Kept(TempDir);

impl Kept {
    fn new() -> Self {
        let kept = Self(tempfile::tempdir().unwrap());
        let registers = repository("samples/ibw-2024-03/registers");
        kept.run(&["import", "registers", registers.to_str().unwrap()]).ends(0);
        kept
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let store = self.0.path().join("zorgkas.db");
        let mut all = arguments.to_vec();
        all.extend(["--data", store.to_str().unwrap()]);
        zorgkas(all)
    }

    /// The lines of `trust certificates`, without the moments in their states.
    fn listed(&self, more: &[&str]) -> Vec<String> {
        let mut arguments = vec!["trust", "certificates"];
        arguments.extend(more);
        let said = self.run(&arguments).ends(0).said();
        let without_moment = |line: &str| {
            let (before, state) = line.rsplit_once('\t').unwrap();
            format!("{before}\t{}", state.split(" at ").next().unwrap())
        };
        said.lines().map(without_moment).collect()
    }
}

fn line(fingerprint: &str, state: &str) -> String {
    let digits = fingerprint.replace(':', "").to_lowercase();
    format!("{digits}\tfacility 1\tCN=NIHII=73100188000\t2126-11-04T08:49:23Z\t{state}")
}

#[test]
fn certificates_are_bound_replaced_and_revoked() {
    let kept = Kept::new();
    let (earlier, later) = (certificate("earlier.pem"), certificate("later.pem"));
    kept.run(&["trust", "bind", &earlier, "--facility", HCO, "--pinned"])
        .ends(0);
    assert_eq!(kept.listed(&[]), [line(EARLIER, "pinned")]);
    kept.run(&["trust", "bind", &earlier, "--fund", "180"]).ends(1);
    kept.run(&["trust", "bind", &later, "--facility", HCO, "--replaces", EARLIER])
        .ends(0);
    assert_eq!(kept.listed(&[]), [line(EARLIER, "replaced"), line(LATER, "in use")]);
    assert_eq!(kept.listed(&["--ending", "30"]), [""; 0]);
    kept.run(&["trust", "revoke", &later, "--reason", "lost"]).ends(0);
    assert_eq!(kept.listed(&[]), [line(EARLIER, "replaced"), line(LATER, "revoked")]);
    kept.run(&["trust", "revoke", LATER, "--reason", "lost"]).ends(1);
    kept.run(&["trust", "revoke", "no such file", "--reason", "lost"])
        .ends(2);
    kept.run(&["trust", "bind", &certificate("../../trust.rs"), "--agency"])
        .ends(2);
    kept.run(&["trust", "bind", &earlier, "--facility", "10000009"]).ends(1);
    kept.run(&["trust", "bind", &earlier]).ends(2);
    kept.run(&["replay"]).ends(0);
}

#[test]
fn software_is_attested_and_used() {
    let kept = Kept::new();
    let used = [
        "trust",
        "use",
        "Zorgpakket",
        "4.2",
        "--facility",
        HCO,
        "--from",
        "2024-02-01",
    ];
    kept.run(&used).ends(1);
    kept.run(&[
        "trust",
        "attest",
        "Zorgpakket",
        "4.2",
        "--from",
        "2024-01-01",
        "--to",
        "2024-12-31",
    ])
    .ends(0);
    kept.run(&used).ends(0);
    let said = kept.run(&["trust", "software"]).ends(0).said();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines[0].starts_with("attested\tZorgpakket\t4.2\t2024-01-01"), "{said}");
    assert!(
        lines[1].starts_with("facility 1\tZorgpakket\t4.2\t2024-02-01"),
        "{said}"
    );
    kept.run(&["trust", "use", "Zorgpakket", "4.2", "--facility", HCO])
        .ends(0);
    kept.run(&["trust", "attest", "Zorgpakket", "4.2"]).ends(0);
    assert_eq!(kept.run(&["trust", "software"]).ends(0).said(), "");
    kept.run(&["trust", "attest", "Zorgpakket", "4.2", "--to", "2024-01-01"])
        .ends(2);
    kept.run(&[
        "trust",
        "attest",
        "Zorgpakket",
        "4.2",
        "--from",
        "2024-02-01",
        "--to",
        "2024-01-01",
    ])
    .ends(2);
    kept.run(&["replay"]).ends(0);
}
