//! Certificates that are right, wrong, expired, revoked and foreign; connections that are slow, broken, garbage or large;
//! and a server that is told to stop.

use std::num::NonZeroU32;
use std::time::Duration;

use api::{Limits, Room};
use axum::body::Body;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{call, connect, get, send};
use crate::world::{Authority, Identity, SAMPLE, World};

async fn is_let_in(world: &World, identity: Option<&Identity>) -> bool {
    let request = hyper::Request::get("/health")
        .header("host", "localhost")
        .body(Body::empty())
        .unwrap();
    send(world, identity, request)
        .await
        .is_ok_and(|answer| answer.status == 200)
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_good_certificate_is_let_in() {
    let mut revoked = None;
    let world = World::with(
        |authority| {
            let identity = authority.sign(SAMPLE, 7);
            let list = authority.revoke(&identity);
            revoked = Some(identity);
            list
        },
        Limits::default(),
        Room::default(),
    )
    .await;
    let foreign = Authority::new("Clients").sign(SAMPLE, 8);
    let expired = world.authority.sign_between(SAMPLE, (2019, 2021), 9);
    let not_yet = world.authority.sign_between(SAMPLE, (2090, 2099), 10);
    let good = world.identity(SAMPLE);
    assert!(is_let_in(&world, Some(&good)).await);
    assert!(!is_let_in(&world, None).await, "without a certificate");
    assert!(
        !is_let_in(&world, Some(&foreign)).await,
        "of another authority of the same name"
    );
    assert!(!is_let_in(&world, Some(&expired)).await, "expired");
    assert!(!is_let_in(&world, Some(&not_yet)).await, "not yet valid");
    assert!(!is_let_in(&world, revoked.as_ref()).await, "revoked");
    assert!(is_let_in(&world, Some(&good)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_connections_leave_the_server_serving() {
    let limits = Limits {
        handshake: Duration::from_secs(5),
        head: Duration::from_millis(500),
        ..Limits::default()
    };
    let world = World::with(|_| String::new(), limits, Room::default()).await;
    let me = world.identity(SAMPLE);
    let mut held = Vec::new();
    for _ in 0..5 {
        // Silent, garbage, half-closed, and a head that never ends.
        held.push(TcpStream::connect(world.address).await.unwrap());
        let mut garbage = TcpStream::connect(world.address).await.unwrap();
        garbage.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        let mut half = TcpStream::connect(world.address).await.unwrap();
        half.shutdown().await.unwrap();
        let mut slow = connect(&world, Some(&me)).await.unwrap();
        slow.write_all(b"GET /health HTTP/1.1\r\nhost:").await.unwrap();
        slow.flush().await.unwrap();
        let mut rest = Vec::new();
        // The server ends it by itself.
        let _ = slow.read_to_end(&mut rest).await;
    }
    assert!(is_let_in(&world, Some(&me)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_breaks_off_is_told_or_dropped() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    let large = vec![b' '; 256 * 1024 + 1];
    let answer = call(&world, &me, "POST", "/v1/careRequests", ("application/json", &large)).await;
    assert_eq!(answer.problem(), "413 payloadTooLarge");
    let mut broken = connect(&world, Some(&me)).await.unwrap();
    let head = b"POST /v1/batches HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: 1000\r\n\r\n920000";
    broken.write_all(head).await.unwrap();
    broken.flush().await.unwrap();
    drop(broken);
    let answer = get(&world, &me, "/v1/batches/1").await;
    assert_eq!(answer.problem(), "404 resourceNotFound", "nothing of it was taken");
}

/// A call that was accepted is finished after the server is told to stop; nobody new is let in.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_finishes_what_it_accepted() {
    let mut world = World::new().await;
    let me = world.identity(SAMPLE);
    let body = br#"{"ssin":"58102882214"}"#;
    let mut stream = connect(&world, Some(&me)).await.unwrap();
    let head = format!(
        "POST /v1/insuranceStatus/get HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: \
         {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    // The server asks for the body: the call is accepted.
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).await.unwrap();
    assert!(asked.starts_with(b"HTTP/1.1 100"), "{asked:?}");
    let served = world.tell_to_stop();
    while TcpStream::connect(world.address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stream.write_all(body).await.unwrap();
    stream.flush().await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        answer.contains("200 OK") && answer.contains("\"insured\":true"),
        "{answer}"
    );
    served.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_calls_too_often_is_told_to_wait() {
    let limits = Limits {
        calls_per_second: NonZeroU32::new(3).unwrap(),
        ..Limits::default()
    };
    let world = World::with(|_| String::new(), limits, Room::default()).await;
    let (eager, calm) = (world.identity(SAMPLE), world.identity(SAMPLE));
    let mut turned_away = 0;
    for _ in 0..12 {
        let answer = get(&world, &eager, "/v1/health").await;
        if answer.status != 200 {
            assert_eq!(answer.problem(), "429 tooManyRequests");
            assert_eq!(answer.header("retry-after"), "1");
            assert_eq!(answer.json()["retryAfter"], 1, "in the body too");
            turned_away += 1;
        }
    }
    assert!(turned_away > 0, "twelve calls at three a second");
    assert_eq!(
        get(&world, &calm, "/v1/health").await.status,
        200,
        "another certificate"
    );
}

/// Without room a call is turned away before anything is done, and can be made again.
#[tokio::test(flavor = "multi_thread")]
async fn without_room_a_call_is_told_to_come_again() {
    for room in [
        Room {
            use_cases: 0,
            ..Room::default()
        },
        Room {
            body_bytes: 0,
            ..Room::default()
        },
    ] {
        let world = World::with(|_| String::new(), Limits::default(), room).await;
        let me = world.identity(SAMPLE);
        let body = br#"{"ssin":"58102882214"}"#;
        let answer = call(
            &world,
            &me,
            "POST",
            "/v1/insuranceStatus/get",
            ("application/json", body),
        )
        .await;
        assert_eq!(answer.problem(), "503 serviceUnavailable", "{room:?}");
        assert_eq!(answer.header("retry-after"), "2");
        assert!(is_let_in(&world, Some(&me)).await, "whoever watches is answered");
    }
}
