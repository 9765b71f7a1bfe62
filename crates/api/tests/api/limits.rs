//! What one caller may hold: connections by certificate and by address, and bodies that stop in the middle.

use std::time::Duration;

use api::{BodyTimes, Limits, Room};
use axum::body::Body;
use http_body_util::BodyExt;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::client::{call, connect, get, send_on, shake};
use crate::world::{Identity, OTHER, SAMPLE, World, sample_request};

/// Longer than any test: what is not tried does not end a body.
const LONG: Duration = Duration::from_secs(600);

fn health() -> hyper::Request<Body> {
    hyper::Request::get("/health")
        .header("host", "localhost")
        .body(Body::empty())
        .unwrap()
}

/// A connection that was answered, and is kept.
async fn held(world: &World, identity: &Identity) -> SendRequest<Body> {
    let stream = connect(world, Some(identity)).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    asked_on(&mut sender).await;
    sender
}

async fn asked_on(sender: &mut SendRequest<Body>) {
    sender.ready().await.unwrap();
    let answer = sender.send_request(health()).await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.into_body().collect().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_with_too_many_connections_is_told_so_and_others_go_on() {
    let limits = Limits {
        connections_per_certificate: 2,
        ..Limits::default()
    };
    let world = World::with(|_| String::new(), limits, Room::default()).await;
    let (eager, calm) = (world.identity(SAMPLE), world.identity(OTHER));
    let (mut first, second) = (held(&world, &eager).await, held(&world, &eager).await);
    let request = sample_request();
    let body = Value::Object(request).to_string();
    for _ in 0..3 {
        let refused = call(
            &world,
            &eager,
            "POST",
            "/v1/careRequests",
            ("application/json", body.as_bytes()),
        )
        .await;
        assert_eq!(refused.problem(), "429 tooManyRequests");
        assert_eq!(refused.header("retry-after"), "2");
        assert_eq!(refused.json()["retryAfter"], 2);
        assert_eq!(refused.header("connection"), "close");
    }
    assert_eq!(get(&world, &calm, "/v1/inbox").await.status, 200, "another certificate");
    asked_on(&mut first).await;
    drop(second);
    // The server sees by itself that it ended.
    while get(&world, &eager, "/v1/inbox").await.status == 429 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    asked_on(&mut first).await;
}

/// Whoever holds more connections than a certificate may, and says nothing on them, does not keep them.
#[tokio::test(flavor = "multi_thread")]
async fn a_silent_connection_above_the_limit_is_ended() {
    let limits = Limits {
        connections_per_certificate: 1,
        head: LONG,
        ..Limits::default()
    };
    let world = World::with(|_| String::new(), limits, Room::default()).await;
    let me = world.identity(SAMPLE);
    let mut kept = held(&world, &me).await;
    let mut silent = connect(&world, Some(&me)).await.unwrap();
    let mut told = Vec::new();
    let _ = silent.read_to_end(&mut told).await;
    asked_on(&mut kept).await;
}

async fn from(world: &World, address: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{address}:0").parse().unwrap()).unwrap();
    socket.connect(world.address).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_too_many_silent_connections_is_closed_and_others_go_on() {
    let limits = Limits {
        handshakes_per_address: 3,
        handshake: LONG,
        ..Limits::default()
    };
    let world = World::with(|_| String::new(), limits, Room::default()).await;
    let me = world.identity(SAMPLE);
    let mut silent = Vec::new();
    for _ in 0..3 {
        silent.push(from(&world, "127.0.0.1").await);
    }
    let refused = from(&world, "127.0.0.1").await;
    assert!(shake(&world, Some(&me), refused).await.is_err(), "one too many");
    let other = shake(&world, Some(&me), from(&world, "127.0.0.2").await).await.unwrap();
    assert_eq!(send_on(other, health()).await.unwrap().status, 200, "another address");
    let log = world.log.lock().unwrap().join("\n");
    assert!(log.contains("too many without a handshake from 127.0.0.1"), "{log}");
    drop(silent);
    while shake(&world, Some(&me), from(&world, "127.0.0.1").await).await.is_err() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn with_times(times: BodyTimes) -> World {
    let room = Room {
        body_times: times,
        ..Room::default()
    };
    World::with(|_| String::new(), Limits::default(), room).await
}

/// Sends a head that promises a body, and the beginning of that body.
async fn begun(
    world: &World,
    (path, media): (&str, &str),
    beginning: &str,
) -> tokio_rustls::client::TlsStream<TcpStream> {
    let me = world.identity(SAMPLE);
    let mut stream = connect(world, Some(&me)).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {media}\r\ncontent-length: 100000\r\n\r\n{beginning}"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    stream
}

/// Whatever the server says until it ends the connection.
async fn until_closed(stream: &mut (impl tokio::io::AsyncRead + Unpin)) -> String {
    let mut told = Vec::new();
    let _ = stream.read_to_end(&mut told).await;
    String::from_utf8_lossy(&told).into_owned()
}

async fn goes_on(world: &World) {
    let me = world.identity(SAMPLE);
    assert_eq!(get(world, &me, "/v1/inbox").await.status, 200);
    let figures = world.figures().await;
    let free = "zorgkas_software_free_bodies_bytes 268435456";
    assert!(figures.contains(free), "the memory is given back: {figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_whose_next_part_does_not_come_is_told_so() {
    let world = with_times(BodyTimes {
        next_part: Duration::from_millis(100),
        message: LONG,
        file: LONG,
    })
    .await;
    for (path, media) in [
        ("/v1/insuranceStatus/get", "application/json"),
        ("/v1/careRequests", "application/json"),
        ("/v1/batches", "text/plain"),
    ] {
        let mut stream = begun(&world, (path, media), "{\"ssin\":").await;
        let told = until_closed(&mut stream).await;
        assert!(
            told.starts_with("HTTP/1.1 408 ") && told.contains("belgif:requestTimeout"),
            "{path}: {told}"
        );
        goes_on(&world).await;
    }
}

/// A body that drips is ended all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_whole_in_time_is_told_so() {
    let times = |message, file| BodyTimes {
        next_part: LONG,
        message,
        file,
    };
    let short = Duration::from_millis(200);
    for (times, path, media) in [
        (times(short, LONG), "/v1/careRequests", "application/json"),
        (times(LONG, short), "/v1/batches", "text/plain"),
    ] {
        let world = with_times(times).await;
        let stream = begun(&world, (path, media), "{").await;
        let (mut reading, mut writing) = tokio::io::split(stream);
        let dripping = tokio::spawn(async move {
            while writing.write_all(b" ").await.is_ok() && writing.flush().await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        let told = until_closed(&mut reading).await;
        assert!(
            told.starts_with("HTTP/1.1 408 ") && told.contains("belgif:requestTimeout"),
            "{path}: {told}"
        );
        dripping.abort();
        goes_on(&world).await;
    }
}

/// Of lines, those that came whole are answered, and the last one says why it ends.
#[tokio::test(flavor = "multi_thread")]
async fn lines_that_stop_in_the_middle_are_answered_so_far() {
    let world = with_times(BodyTimes {
        next_part: Duration::from_millis(300),
        message: LONG,
        file: LONG,
    })
    .await;
    let beginning = Value::Object(sample_request()).to_string() + "\n{\"messageId\":";
    let mut stream = begun(&world, ("/v1/careRequests/bulk", "application/jsonl"), &beginning).await;
    let told = until_closed(&mut stream).await;
    assert!(told.starts_with("HTTP/1.1 200 "), "{told}");
    let lines: Vec<Value> = told
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let lines: Vec<&Value> = lines.iter().filter(|line| line.is_object()).collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert_eq!(lines[0]["answer"]["outcome"], "ACCEPTED", "{told}");
    assert_eq!(lines[1]["line"], 2, "{told}");
    assert_eq!(lines[1]["problem"]["status"], 408, "{told}");
    goes_on(&world).await;
}
