//! The interface for software behind a proxy that ends mutual TLS: a real one (HAProxy), which signs the certificate of the
//! client with each call; and what is not signed so, which is nobody's.
#![allow(clippy::unwrap_used, reason = "test code")]
#![cfg(unix)]

mod support;

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use support::server::Server;
use support::{repository, zorgkas};
use tempfile::TempDir;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// The same in base 64, as the proxy is given it.
const SECRET_BASE64: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// What stands in the operator's guide, for this address of the program.
const GUIDE: &str = include_str!("../../../docs/operator-guide.md");

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let registers = repository("samples/ibw-2024-03/registers");
        let data = place.file("zorgkas.db");
        zorgkas(["import", "registers", registers.to_str().unwrap(), "--data", &data]).ends(0);
        let folder = place.file("cert");
        zorgkas(["cert", "authority", &folder]).ends(0);
        zorgkas(["cert", "server", &folder]).ends(0);
        zorgkas(["cert", "client", &folder, "--facility", "73100188000"]).ends(0);
        fs::write(place.file("secret"), format!("{SECRET}\n")).unwrap();
        place
    }

    fn file(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn served(&self) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zorgkas"));
        command.args(["serve", "--people", "127.0.0.1:0", "--software", "127.0.0.1:0"]);
        command.args([
            "--data",
            &self.file("zorgkas.db"),
            "--clients",
            &self.file("cert/authority.pem"),
        ]);
        command.args(["--software-behind-proxy", &self.file("secret")]);
        Server::of(command)
    }

    /// The client's certificate and key, by the name that `zorgkas cert` gave them.
    fn client(&self) -> (String, String) {
        let of = |ending: &str| {
            let found = fs::read_dir(self.file("cert")).unwrap().find_map(|file| {
                let path = file.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name.contains("73100188000") && name.ends_with(ending)).then_some(path)
            });
            found
                .as_ref()
                .and_then(|path: &PathBuf| path.to_str())
                .unwrap()
                .to_owned()
        };
        (of(".pem"), of(".key"))
    }
}

/// A proxy that runs as the operator's guide says, ended with the test.
struct Proxy {
    program: Child,
    port: u16,
}

impl Proxy {
    fn before(place: &Place, server: &Server) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let bundle = ["cert/server.pem", "cert/server.key"].map(|file| fs::read_to_string(place.file(file)).unwrap());
        fs::write(place.file("server-and-key.pem"), bundle.concat()).unwrap();
        let written = GUIDE.split("```haproxy\n").nth(1).unwrap().split("```").next().unwrap();
        let written = written
            .replace("0.0.0.0:8443", &format!("127.0.0.1:{port}"))
            .replace("/etc/haproxy/server.pem", &place.file("server-and-key.pem"))
            .replace("/etc/haproxy/authorities.pem", &place.file("cert/authority.pem"))
            .replace("SECRET_IN_BASE64", SECRET_BASE64)
            .replace("127.0.0.1:8444", server.url.split("//").nth(1).unwrap());
        fs::write(place.file("haproxy.cfg"), written).unwrap();
        let program = Command::new("haproxy")
            .args(["-db", "-f", &place.file("haproxy.cfg")])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let proxy = Self { program, port };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return proxy;
            }
            sleep(Duration::from_millis(50));
        }
        panic!("the proxy does not listen");
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The status and body of an answer.
fn curl(arguments: &[&str]) -> (String, String) {
    let output = Command::new("curl")
        .args(["--silent", "--max-time", "20", "--write-out", "\n%{http_code}"])
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let (body, status) = said.rsplit_once('\n').unwrap();
    (status.to_owned(), body.to_owned())
}

#[test]
fn a_real_proxy_vouches_for_its_clients() {
    let place = Place::new();
    let server = place.served();
    assert!(server.url.starts_with("http://"), "{}", server.url);
    let proxy = Proxy::before(&place, &server);
    let (certificate, key) = place.client();
    let authority = place.file("cert/authority.pem");
    let shown = ["--cacert", &authority, "--cert", &certificate, "--key", &key];
    let at = |path: &str| format!("https://localhost:{}{path}", proxy.port);
    let question = [
        "--header",
        "content-type: application/json",
        "--data",
        "{\"ssin\":\"58102882214\"}",
    ];
    let asked = at("/v1/insuranceStatus/get");
    let (status, body) = curl(&[&shown[..], &question, &[&asked]].concat());
    assert_eq!(status, "200", "{body}");
    assert!(body.contains("careFund"), "{body}");
    let (status, body) = curl(&[&shown[..], &[&at("/v1/refData/origin?date=2024-03-05")]].concat());
    assert_eq!(status, "200", "{body}");
    // What a client says of itself is not what the proxy says of it.
    let forged = [
        "--header",
        "Client-Cert: :AAAA:",
        "--header",
        "Signature: zorgkas=:AAAA:",
    ];
    let (status, body) = curl(&[&shown[..], &forged, &[&at("/v1/health")]].concat());
    assert_eq!(status, "200", "{body}");
    // Past the proxy nobody is anybody.
    let straight = format!("{}/v1/health", server.url);
    let (status, body) = curl(&[&straight]);
    assert_eq!(status, "403");
    assert!(body.contains("does not vouch for a client"), "{body}");
    let (status, _) = curl(&[&forged[..], &[&straight]].concat());
    assert_eq!(status, "403");
}

#[test]
fn a_secret_that_could_be_guessed_is_refused() {
    let place = Place::new();
    fs::write(place.file("secret"), "short").unwrap();
    let refused = zorgkas([
        "serve",
        "--data",
        &place.file("zorgkas.db"),
        "--clients",
        &place.file("cert/authority.pem"),
        "--software-behind-proxy",
        &place.file("secret"),
    ]);
    let refused = refused.ends(2);
    assert!(refused.err.contains("fewer than 32 bytes"), "{}", refused.err);
}
