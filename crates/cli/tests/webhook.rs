//! `zorgkas webhook`, and the calls of `zorgkas work`: delivered in order, signed, tried again, paused; to a receiver that is
//! a real one.
#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use support::{Place, Ran, sample_ssins, zorgkas};

/// What a receiver got.
#[derive(Clone)]
struct Got {
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }
}

/// A receiver on this machine: it answers with the statuses that it was given, and then with 204.
struct Receiver {
    port: u16,
    got: Arc<Mutex<Vec<Got>>>,
}

impl Receiver {
    fn new(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let got = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&got);
        thread::spawn(move || {
            for (n, stream) in listener.incoming().enumerate() {
                let status = statuses.get(n).copied().unwrap_or(204);
                kept.lock().unwrap().push(received(stream.unwrap(), status));
            }
        });
        Self { port, got }
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

fn received(stream: TcpStream, status: u16) -> Got {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert_eq!(line, "POST /hook HTTP/1.1\r\n");
    let mut headers = HashMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    let answer = match status {
        429 => "HTTP/1.1 429 Later\r\nretry-after: 40\r\n".to_owned(),
        302 => "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n".to_owned(),
        status => format!("HTTP/1.1 {status} So\r\n"),
    };
    let stream = reader.get_mut();
    write!(stream, "{answer}content-length: 0\r\nconnection: close\r\n\r\n").unwrap();
    Got { headers, body }
}

/// A store in which a fund has something to be told.
struct Kept(Place);

impl Kept {
    fn new() -> Self {
        let place = Place::of_sample();
        place.process(&["--sign"]).ends(0);
        Self(place)
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let store = self.0.out().join("zorgkas.db");
        let mut all = arguments.to_vec();
        all.extend(["--data", store.to_str().unwrap()]);
        zorgkas(all)
    }

    /// Subscribes an address to the events of the sample's fund; gives the secret.
    fn add(&self, address: &str) -> Vec<u8> {
        let said = self
            .run(&["webhook", "add", address, "--fund", "180", "--after", "0"])
            .ends(0)
            .out;
        let secret = said.lines().find_map(|line| line.strip_prefix("whsec_")).unwrap();
        let secret = STANDARD.decode(secret).unwrap();
        assert_eq!(secret.len(), 32);
        secret
    }

    /// Makes the calls that are due so many seconds into 2126, which lies behind any clock.
    fn work(&self, seconds: u32) -> Ran {
        let at = format!(
            "2126-01-01T{:02}:{:02}:{:02}Z",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
        self.run(&["work", "--once", "--at", &at]).ends(0)
    }

    fn listed(&self) -> Vec<String> {
        let said = self.run(&["webhook", "list"]).ends(0).out;
        said.lines().map(str::to_owned).collect()
    }
}

/// HMAC-SHA256 (RFC 2104), written down once more.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new()
        .chain_update(padded(0x36))
        .chain_update(message)
        .finalize();
    let outer = Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize();
    outer.to_vec()
}

/// A receiver that asks to be left alone is, and for no other reason sooner than the wait of ours.
#[test]
fn a_receiver_that_asks_for_it_is_left_alone() {
    let kept = Kept::new();
    let receiver = Receiver::new(&[429]);
    kept.add(&receiver.address());
    let said = kept.work(0).err;
    assert!(
        said.contains("webhook 1-1: the receiver answers 429; again at"),
        "{said}"
    );
    kept.work(39);
    assert_eq!(receiver.got().len(), 1, "it waits");
    kept.work(40);
    assert_eq!(receiver.got()[1].id(), "1-1");
}

#[test]
fn calls_come_in_order_signed_and_again_when_refused() {
    let kept = Kept::new();
    let receiver = Receiver::new(&[503, 302]);
    let secret = kept.add(&receiver.address());
    // One that nobody answers stands beside it.
    kept.add("http://127.0.0.1:1/hook");
    let said = kept.work(0).err;
    assert!(said.contains("webhook 1-1: the receiver answers 503"), "{said}");
    assert!(said.contains("webhook 2-1: the receiver cannot be reached"), "{said}");
    kept.work(9);
    assert_eq!(receiver.got().len(), 1, "it waits");
    let said = kept.work(10).err;
    assert!(
        said.contains("webhook 1-1: the receiver answers 302"),
        "nobody is followed: {said}"
    );
    // Another process goes on where it was.
    kept.work(30);
    let got = receiver.got();
    let ids: Vec<&str> = got.iter().map(Got::id).collect();
    assert_eq!(ids[..4], ["1-1", "1-1", "1-1", "1-2"], "{ids:?}");
    let cursors: Vec<i64> = got[2..]
        .iter()
        .map(|got| got.json()["data"]["cursor"].as_i64().unwrap())
        .collect();
    assert_eq!(cursors, (1..=i64::try_from(cursors.len()).unwrap()).collect::<Vec<_>>());
    assert!(cursors.len() >= 3, "{cursors:?}");
    for one in &got {
        let signed = [one.id(), ".", &one.headers["webhook-timestamp"], "."].concat();
        let signature = hmac(&secret, &[signed.as_bytes(), &one.body].concat());
        assert_eq!(
            one.headers["webhook-signature"],
            format!("v1,{}", STANDARD.encode(signature))
        );
        assert_eq!(
            one.headers["content-type"],
            "application/cloudevents+json; charset=utf-8"
        );
        assert_eq!(one.json()["specversion"], "1.0");
        let body = String::from_utf8(one.body.clone()).unwrap();
        for ssin in sample_ssins() {
            assert!(!body.contains(&ssin), "{body}");
        }
        assert!(
            !body.contains("10000001") && !body.contains("VSB-"),
            "nothing of anybody: {body}"
        );
    }
    let listed = kept.listed();
    assert_eq!(
        listed[0],
        format!(
            "1\tfund 180\t{}\t{} delivered\t0 waiting\tgoes on",
            receiver.address(),
            cursors.len()
        )
    );
    assert!(listed[1].contains("0 delivered"), "{listed:?}");
    assert!(listed[1].contains("failed 3 in a row"), "{listed:?}");
    let secret = STANDARD.encode(secret);
    assert!(!listed.join("\n").contains(&secret), "it is shown once");
}

#[test]
fn a_receiver_that_wants_no_more_is_paused_resumed_and_removed() {
    let kept = Kept::new();
    let receiver = Receiver::new(&[410]);
    kept.add(&receiver.address());
    let said = kept.work(0).err;
    assert!(
        said.contains("webhook 1-1: paused: the receiver wants no more (410)"),
        "{said}"
    );
    kept.work(3600);
    assert_eq!(receiver.got().len(), 1);
    assert!(
        kept.listed()[0].contains("paused at 2126-01-01T00:00:00Z"),
        "{:?}",
        kept.listed()
    );
    assert_eq!(kept.run(&["webhook", "resume", "1"]).ends(0).out, "1: goes on\n");
    kept.work(3601);
    assert!(receiver.got().len() > 1);
    assert_eq!(kept.run(&["webhook", "remove", "1"]).ends(0).out, "1: removed\n");
    assert_eq!(kept.listed(), Vec::<String>::new());
    kept.run(&["webhook", "remove", "1"]).ends(1);
    // What people did stands in the journal, and a replay passes it over.
    kept.run(&["journal", "verify"]).ends(0);
    kept.run(&["replay"]).ends(0);
}

#[test]
fn an_address_that_cannot_be_called_is_refused() {
    let kept = Kept::new();
    for address in [
        "software.example/hook",
        "http://software.example/hook",
        "https://an:secret@software.example/hook",
    ] {
        let said = kept.run(&["webhook", "add", address, "--fund", "180"]).ends(1).said();
        assert!(said.contains("address"), "{said}");
        assert!(!said.contains("whsec_"), "{said}");
    }
    kept.run(&["webhook", "add", "https://software.example/", "--fund", "18"])
        .ends(2);
    kept.run(&["webhook", "add", "https://software.example/", "--fund", "999"])
        .ends(1);
    kept.run(&["webhook", "add", "https://software.example/", "--facility", "99999999"])
        .ends(1);
    kept.run(&["webhook", "add", "https://software.example/"]).ends(2);
    // A name that leads to this machine is not called, whatever its operator thought.
    kept.run(&["webhook", "add", "https://127.1/hook", "--fund", "180", "--after", "0"])
        .ends(0);
    let said = kept.work(0).err;
    assert!(said.contains("leads to no machine that may be called"), "{said}");
}
