//! The interface for software as the user of another program sees it: certificates made by OpenSSL, calls by curl, against
//! `zorgkas serve`. What fails at the handshake ends curl with a status of its own; what fails later is a problem.
#![allow(clippy::unwrap_used, reason = "test code")]
#![cfg(unix)]

mod support;

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use support::server::{Files, Server};
use support::{repository, zorgkas};
use tempfile::TempDir;

const FACILITY: &str = "/CN=NIHII=73100188000";

/// curl's own words for how it ended (man curl, "EXIT CODES").
mod ended {
    pub const DONE: i32 = 0;
    pub const NO_HANDSHAKE: i32 = 35;
    pub const LOCAL_CERTIFICATE: i32 = 58;
    pub const SENDING: i32 = 55;
    pub const RECEIVING: i32 = 56;
    pub const SERVER_UNKNOWN: i32 = 60;
    pub const CERTIFICATE_REQUIRED: i32 = 98;
}

/// With TLS 1.3 the client has ended its handshake before the server looks at its certificate: curl hears of it when it
/// sends or reads.
const REFUSED_BY_1_3: [i32; 4] = [
    ended::NO_HANDSHAKE,
    ended::SENDING,
    ended::RECEIVING,
    ended::CERTIFICATE_REQUIRED,
];

/// An authority whose list of revoked certificates is OpenSSL's own.
const AUTHORITY: &str = "\
[ ca ]
default_ca = own
[ own ]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
default_md = sha256
default_days = 365
default_crl_days = 365
unique_subject = no
policy = named
x509_extensions = client
crl_extensions = list
[ named ]
commonName = supplied
[ client ]
basicConstraints = CA:FALSE
extendedKeyUsage = clientAuth
[ list ]
authorityKeyIdentifier = keyid
";

/// A folder with certificates and a store.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let registers = repository("samples/ibw-2024-03/registers");
        let data = place.file("zorgkas.db");
        let [registers, data] = [&registers, &data].map(|path| path.to_str().unwrap());
        zorgkas(["import", "registers", registers, "--data", data]).ends(0);
        place.authority("clients", "Clients");
        // That of the server has the same name, as anybody's could.
        place.authority("servers", "Clients");
        place.authority("strangers", "Strangers");
        place.openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj /CN=localhost \
             -CA servers/authority.pem -CAkey servers/authority.key -addext subjectAltName=IP:127.0.0.1 \
             -addext basicConstraints=critical,CA:FALSE -keyout server.key -out server.pem",
        );
        place
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn openssl(&self, arguments: &str) {
        self.openssl_in(self.0.path(), arguments);
    }

    fn openssl_in(&self, folder: &Path, arguments: &str) {
        let ran = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(
            ran.status.success(),
            "{arguments}: {}",
            String::from_utf8_lossy(&ran.stderr)
        );
    }

    fn authority(&self, name: &str, subject: &str) {
        let folder = self.file(name);
        fs::create_dir(&folder).unwrap();
        for (file, text) in [
            ("ca.cnf", AUTHORITY),
            ("index.txt", ""),
            ("serial", "1000\n"),
            ("crlnumber", "01\n"),
        ] {
            fs::write(folder.join(file), text).unwrap();
        }
        self.openssl_in(
            &folder,
            &format!(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj /CN={subject} -addext \
                 keyUsage=critical,keyCertSign,cRLSign -keyout authority.key -out authority.pem"
            ),
        );
    }

    fn ca(&self, authority: &str, arguments: &str) {
        let with = "ca -batch -notext -config ca.cnf -cert authority.pem -keyfile authority.key";
        self.openssl_in(&self.file(authority), &format!("{with} {arguments}"));
    }

    /// A client's certificate and key, valid over such moments.
    fn client(&self, authority: &str, name: &str, subject: &str, more: &str) {
        self.openssl(&format!(
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj {subject} -keyout {name}.key -out {name}.csr"
        ));
        self.ca(authority, &format!("-in ../{name}.csr -out ../{name}.pem {more}"));
    }

    fn revoke(&self, name: &str) {
        self.ca("clients", &format!("-revoke ../{name}.pem"));
        self.ca("clients", "-gencrl -out ../list.pem");
    }

    fn serve(&self, more: &[&str]) -> Server {
        let files = Files {
            data: &self.file("zorgkas.db"),
            clients: &self.file("clients/authority.pem"),
            certificate: &self.file("server.pem"),
            key: &self.file("server.key"),
        };
        Server::start(&files, more)
    }

    /// curl with more arguments; what it said on standard output, and how it ended.
    fn curl(&self, server: &Server, path: &str, more: &[&str]) -> Curl {
        let ran = Command::new("curl")
            .args(["--silent", "--show-error", "--max-time", "60"])
            .args(["--write-out", "\n%{http_code} %header{retry-after}"])
            .args(["--cacert", "servers/authority.pem"])
            .args(more)
            .arg(format!("{}{path}", server.url))
            .current_dir(self.0.path())
            .output()
            .unwrap();
        let out = String::from_utf8(ran.stdout).unwrap();
        let (body, head) = out.rsplit_once('\n').unwrap();
        let (status, retry_after) = head.split_once(' ').unwrap();
        Curl {
            exit: ran.status.code().unwrap(),
            status: status.parse().unwrap(),
            retry_after: retry_after.to_owned(),
            body: body.to_owned(),
            err: String::from_utf8(ran.stderr).unwrap(),
        }
    }

    fn curl_as(&self, server: &Server, who: &str, path: &str, more: &[&str]) -> Curl {
        let (certificate, key) = (format!("{who}.pem"), format!("{who}.key"));
        let mut all = vec!["--cert", &certificate, "--key", &key];
        all.extend(more);
        self.curl(server, path, &all)
    }

    fn is_served(&self, server: &Server, who: &str) {
        let answer = self.curl_as(server, who, "/v1/inbox", &[]);
        assert_eq!((answer.exit, answer.status), (ended::DONE, 200), "{answer:?}");
    }
}

/// How a run of curl ended.
#[derive(Debug)]
struct Curl {
    exit: i32,
    status: u16,
    retry_after: String,
    body: String,
    err: String,
}

impl Curl {
    /// Asserts a problem: its status, and what its detail tells.
    #[track_caller]
    fn is_problem(&self, status: u16, kind: &str, detail: &str) {
        assert_eq!((self.exit, self.status), (ended::DONE, status), "{self:?}");
        let told: Value = serde_json::from_str(&self.body).unwrap();
        assert!(told["type"].as_str().unwrap().ends_with(kind), "{self:?}");
        assert!(told["detail"].as_str().unwrap().contains(detail), "{self:?}");
    }
}

/// Asserts that a certificate is refused at the handshake, and that its user is told why.
fn is_refused(place: &Place, server: &Server, (who, version): (&str, &str), alert: &str) {
    let tls = ["--tlsv1.2", "--tls-max", version];
    let refused = if who.is_empty() {
        place.curl(server, "/v1/inbox", &tls)
    } else {
        place.curl_as(server, who, "/v1/inbox", &tls)
    };
    let expected: &[i32] = match (who, version) {
        ("", "1.2") => &[ended::CERTIFICATE_REQUIRED],
        ("expired" | "early", "1.2") => &[ended::SERVER_UNKNOWN, ended::NO_HANDSHAKE],
        (_, "1.2") => &[ended::NO_HANDSHAKE],
        _ => &REFUSED_BY_1_3,
    };
    let what = format!("{who} by TLS {version}: {refused:?}");
    assert!(expected.contains(&refused.exit), "{what}");
    assert_eq!((refused.status, refused.body.as_str()), (0, ""), "{what}");
    assert!(refused.err.contains(alert), "{what}");
}

/// Each wrong certificate, with TLS 1.2 and 1.3, as curl ends and in the words that OpenSSL has for the alert.
#[test]
fn only_a_good_certificate_is_let_in() {
    let place = Place::new();
    place.client("clients", "good", FACILITY, "");
    place.client(
        "clients",
        "expired",
        FACILITY,
        "-startdate 20200101000000Z -enddate 20210101000000Z",
    );
    place.client(
        "clients",
        "early",
        FACILITY,
        "-startdate 20980101000000Z -enddate 20990101000000Z",
    );
    place.client("clients", "revoked", FACILITY, "");
    place.client("strangers", "foreign", FACILITY, "");
    place.client("servers", "namesake", FACILITY, "");
    place.revoke("revoked");
    let server = place.serve(&["--revoked", place.file("list.pem").to_str().unwrap()]);
    place.is_served(&server, "good");
    for (who, alerts) in [
        ("", ["certificate required"; 2]),
        // With TLS 1.2 curl has words of its own for this alert, and ends as if the server's certificate were meant.
        ("expired", ["certificate verification failed", "certificate expired"]),
        ("early", ["certificate"; 2]),
        ("revoked", ["certificate revoked"; 2]),
        ("foreign", ["unknown ca"; 2]),
        ("namesake", ["decrypt error"; 2]),
    ] {
        for (version, alert) in ["1.2", "1.3"].into_iter().zip(alerts) {
            is_refused(&place, &server, (who, version), alert);
        }
        place.is_served(&server, "good");
    }
    let local = place.curl(&server, "/v1/inbox", &["--cert", "good.pem", "--key", "expired.key"]);
    assert_eq!(
        local.exit,
        ended::LOCAL_CERTIFICATE,
        "the key of another certificate: {local:?}"
    );
    let of_clients = [
        "--cacert",
        "clients/authority.pem",
        "--cert",
        "good.pem",
        "--key",
        "good.key",
    ];
    let unknown = place.curl(&server, "/v1/inbox", &of_clients);
    assert_eq!(
        unknown.exit,
        ended::SERVER_UNKNOWN,
        "a server of another authority: {unknown:?}"
    );
    place.is_served(&server, "good");
}

/// A certificate that is good at the handshake, but nobody's, another's, or revoked by the agency: a problem that says so.
#[test]
fn a_certificate_of_another_gets_a_problem() {
    let place = Place::new();
    for (name, subject) in [
        ("good", FACILITY),
        ("nobody", "/CN=somebody"),
        ("malformed", "/CN=NIHII=7310018800"),
        ("stranger", "/CN=NIHII=73100287000"),
        ("fund", "/CN=VSB-FUND=180"),
        ("lost", FACILITY),
    ] {
        place.client("clients", name, subject, "");
    }
    let server = place.serve(&[]);
    let forbidden = |who: &str, detail: &str| {
        let refused = place.curl_as(&server, who, "/v1/inbox", &[]);
        refused.is_problem(403, "belgif:missingPermission", detail);
    };
    forbidden("nobody", "names no facility, care fund or agency");
    forbidden("malformed", "names no facility, care fund or agency");
    forbidden("stranger", "");
    forbidden("fund", "facility");
    place.is_served(&server, "lost");
    let (lost, data) = (place.file("lost.pem"), place.file("zorgkas.db"));
    let [lost, data] = [&lost, &data].map(|path| path.to_str().unwrap());
    zorgkas(["trust", "bind", lost, "--facility", "10000001", "--data", data]).ends(0);
    zorgkas(["trust", "revoke", lost, "--reason", "the key was lost", "--data", data]).ends(0);
    forbidden("lost", "revoked");
    let wrong = place.curl_as(&server, "good", "/v1/careRequests", &["--data", "{}"]);
    wrong.is_problem(415, "belgif:unsupportedMediaType", "application/json");
    place.is_served(&server, "good");
}

/// A program that is ended with the test.
struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A connection of OpenSSL that has sent this much, and stays open.
fn s_client(place: &Place, server: &Server, who: &str, sent: &[u8]) -> Held {
    let mut program = Command::new("openssl")
        .args(["s_client", "-quiet", "-servername", "localhost"])
        .args(["-connect", server.url.strip_prefix("https://").unwrap()])
        .args(["-CAfile", "servers/authority.pem"])
        .args(["-cert", &format!("{who}.pem"), "-key", &format!("{who}.key")])
        .current_dir(place.0.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = program.stdin.take().unwrap();
    stdin.write_all(sent).unwrap();
    stdin.flush().unwrap();
    // Its end would end the connection.
    program.stdin = Some(stdin);
    Held(program)
}

/// Slow, silent, half-closed, garbage and oversized connections: the server goes on for the others.
#[test]
fn broken_connections_leave_the_server_serving() {
    let place = Place::new();
    place.client("clients", "good", FACILITY, "");
    place.client("clients", "slow", "/CN=VSB-FUND=180", "");
    let server = place.serve(&[]);
    let address = server.url.strip_prefix("https://").unwrap().to_owned();
    let mut held = Vec::new();
    let mut open = Vec::new();
    for _ in 0..10 {
        // A head that never ends, and a body that never comes.
        held.push(s_client(
            &place,
            &server,
            "slow",
            b"GET /v1/inbox HTTP/1.1\r\nhost: x\r\nx: ",
        ));
        let begun = b"POST /v1/fund/members HTTP/1.1\r\nhost: x\r\ncontent-type: application/jsonl\r\n\
                      content-length: 1000\r\n\r\n{";
        held.push(s_client(&place, &server, "slow", begun));
        // Silent, garbage and half-closed before any handshake.
        open.push(TcpStream::connect(&address).unwrap());
        for garbage in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0; 4096], &[0x16, 3, 1, 255, 255]] {
            let mut stream = TcpStream::connect(&address).unwrap();
            // The server may have closed it before all is sent.
            let _ = stream.write_all(garbage);
            open.push(stream);
        }
        let half = TcpStream::connect(&address).unwrap();
        half.shutdown(std::net::Shutdown::Write).unwrap();
        open.push(half);
        place.is_served(&server, "good");
    }
    // A head and a body above their limits.
    let large = format!("x: {}", "x".repeat(1024 * 1024));
    fs::write(place.file("large-head"), large).unwrap();
    let refused = place.curl_as(&server, "good", "/v1/inbox", &["--header", "@large-head"]);
    assert!(
        refused.status == 431 || (refused.status == 0 && refused.exit != ended::DONE),
        "{refused:?}"
    );
    fs::write(place.file("large"), vec![b' '; 256 * 1024 + 1]).unwrap();
    let json = ["--header", "content-type: application/json", "--data-binary", "@large"];
    let refused = place.curl_as(&server, "good", "/v1/careRequests", &json);
    refused.is_problem(413, "belgif:payloadTooLarge", "262144");
    // Something that is no HTTP inside a good handshake.
    held.push(s_client(&place, &server, "good", b"\0\0\0 no HTTP\r\n\r\n"));
    place.is_served(&server, "good");
    drop((held, open));
    place.is_served(&server, "good");
}

/// A certificate that holds all its connections is told so, and others are served.
#[test]
fn a_certificate_with_too_many_connections_is_told_so() {
    let place = Place::new();
    place.client("clients", "eager", FACILITY, "");
    place.client("clients", "calm", FACILITY, "");
    let server = place.serve(&["--connections-per-certificate", "2"]);
    let begun = b"POST /v1/careRequests HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                  content-length: 1000\r\n\r\n{";
    let held = [0; 2].map(|_| s_client(&place, &server, "eager", begun));
    // OpenSSL takes a moment to connect.
    let refused = loop {
        let answer = place.curl_as(&server, "eager", "/v1/inbox", &[]);
        if answer.status != 200 {
            break answer;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    refused.is_problem(429, "belgif:tooManyRequests", "too many connections");
    assert_eq!(refused.retry_after, "2");
    place.is_served(&server, "calm");
    drop(held);
    while place.curl_as(&server, "eager", "/v1/inbox", &[]).status == 429 {
        std::thread::sleep(Duration::from_millis(20));
    }
    place.is_served(&server, "eager");
}
