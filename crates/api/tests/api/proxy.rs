//! Behind a proxy: what its signature covers, for how long it holds, and which certificates are let in all the same.

use api::{Clients, Door, Limits, Proxy, Room};
use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::hmac;
use tokio::net::TcpStream;

use crate::world::{Authority, Identity, NOW, SAMPLE, World};

const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

/// A call as a proxy makes it.
struct Signed<'a> {
    method: &'a str,
    target: &'a str,
    identity: &'a Identity,
    at_seconds: i64,
    secret: &'a [u8],
}

impl Signed<'_> {
    fn headers(&self) -> [(&'static str, String); 3] {
        let certificate = format!(":{}:", STANDARD.encode(self.identity.der()));
        let parameters = format!(
            "(\"@method\" \"@request-target\" \"client-cert\");created={}",
            self.at_seconds
        );
        let base = format!(
            "\"@method\": {}\n\"@request-target\": {}\n\"client-cert\": {certificate}\n\"@signature-params\": {parameters}",
            self.method, self.target
        );
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret);
        let signature = STANDARD.encode(hmac::sign(&key, base.as_bytes()));
        [
            ("client-cert", certificate),
            ("signature-input", format!("zorgkas={parameters}")),
            ("signature", format!("zorgkas=:{signature}:")),
        ]
    }
}

async fn status(world: &World, (method, target): (&str, &str), headers: &[(&str, String)]) -> u16 {
    let stream = TcpStream::connect(world.address).await.unwrap();
    let io = hyper_util::rt::TokioIo::new(stream);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
    tokio::spawn(connection);
    let mut request = hyper::Request::builder()
        .method(method)
        .uri(target)
        .header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let answer = sender.send_request(request.body(Body::empty()).unwrap()).await.unwrap();
    answer.status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_covers_the_call_and_its_moment() {
    let mut revoked = None;
    let world = World::behind(
        |authority| {
            let identity = authority.sign(SAMPLE, 7);
            let list = authority.revoke(&identity);
            revoked = Some(identity);
            list
        },
        |_, authorities, list| {
            let clients = Clients {
                authorities,
                revoked: list,
            };
            Door::Proxy(Proxy::new(SECRET, clients).unwrap().into())
        },
        Limits::default(),
        Room::default(),
    )
    .await;
    let me = world.identity(SAMPLE);
    let now = NOW.parse::<Timestamp>().unwrap().as_second();
    let right = Signed {
        method: "GET",
        target: "/v1/health",
        identity: &me,
        at_seconds: now,
        secret: SECRET,
    };
    let health = ("GET", "/v1/health");
    assert_eq!(status(&world, health, &right.headers()).await, 200);
    for (at_seconds, expected) in [(now - 60, 200), (now - 61, 403), (now + 60, 200), (now + 61, 403)] {
        let moved = Signed { at_seconds, ..right };
        assert_eq!(
            status(&world, health, &moved.headers()).await,
            expected,
            "{}",
            at_seconds - now
        );
    }
    assert_eq!(status(&world, ("HEAD", "/v1/health"), &right.headers()).await, 403);
    assert_eq!(status(&world, ("GET", "/v1/health?a=b"), &right.headers()).await, 403);
    let other = Signed {
        secret: b"another secret of the same length",
        ..right
    };
    assert_eq!(status(&world, health, &other.headers()).await, 403);
    let [certificate, input, signature] = right.headers();
    for lacking in [
        vec![],
        vec![certificate.clone()],
        vec![certificate.clone(), input.clone()],
    ] {
        assert_eq!(status(&world, health, &lacking).await, 403);
    }
    let twice = [certificate.clone(), certificate, input, signature];
    assert_eq!(status(&world, health, &twice).await, 403);
    let foreign = Authority::new("Clients").sign(SAMPLE, 8);
    let expired = world.authority.sign_between(SAMPLE, (2019, 2021), 9);
    for identity in [&foreign, &expired, revoked.as_ref().unwrap()] {
        let signed = Signed { identity, ..right };
        assert_eq!(
            status(&world, health, &signed.headers()).await,
            403,
            "the proxy is no authority"
        );
    }
}
