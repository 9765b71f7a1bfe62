//! Certificates that the agency keeps: revoked, pinned, bound to another; at once, also on a connection that stands.

use app::{Actor, App, CertificateHolder, Context, NewCertificate, SoftwareOnDays};
use axum::body::Body;
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use identifiers::{FacilityId, NihdiNumber, Period};
use jiff::civil::date;
use regulation::Law;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use store::ContentHash;

use crate::client::{connect, get};
use crate::world::{Identity, SAMPLE, World};

/// Any call of a facility that asks for trust.
const INBOX: &str = "/v1/inbox";

fn fingerprint(identity: &Identity) -> ContentHash {
    ContentHash::of(&CertificateDer::from_pem_slice(identity.certificate.as_bytes()).unwrap())
}

fn agency() -> Context {
    Context {
        actor: Actor::Operator,
        at: "2024-03-08T09:00:00+01:00".parse().unwrap(),
    }
}

fn facility(app: &App<'_>, number: &str) -> FacilityId {
    let holder = CertificateHolder::Facility(NihdiNumber::parse(number).unwrap());
    app.actor_of(holder).unwrap().facility().unwrap()
}

fn bind(app: &App<'_>, identity: &Identity, facility: FacilityId, pinned: bool) {
    let new = NewCertificate {
        fingerprint: fingerprint(identity),
        subject: SAMPLE.into(),
        issuer: "CN=Clients".into(),
        valid_from: "2020-01-01T00:00:00Z".parse().unwrap(),
        valid_to: "2099-01-01T00:00:00Z".parse().unwrap(),
        facility: Some(facility.0),
        fund: None,
        pinned,
    };
    app.bind_certificate(&agency(), &new).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_agency_revokes_or_pins_holds_at_once() {
    let world = World::new().await;
    let app = App::new(world.store.as_ref(), Law::embedded());
    let mine = facility(&app, "73100188000");
    let [first, second, third] = [0; 3].map(|_| world.identity(SAMPLE));
    for identity in [&first, &second] {
        assert_eq!(get(&world, identity, INBOX).await.status, 200, "nothing need be bound");
    }
    bind(&app, &third, facility(&app, "73100287000"), false);
    assert_eq!(
        get(&world, &third, INBOX).await.problem(),
        "403 missingPermission",
        "another's"
    );
    bind(&app, &first, mine, true);
    assert_eq!(get(&world, &first, INBOX).await.status, 200);
    assert_eq!(
        get(&world, &second, INBOX).await.problem(),
        "403 missingPermission",
        "not pinned"
    );

    let stream = connect(&world, Some(&first)).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    for expected in [200, 403] {
        let request = hyper::Request::get(INBOX)
            .header("host", "localhost")
            .body(Body::empty())
            .unwrap();
        sender.ready().await.unwrap();
        let answer = sender.send_request(request).await.unwrap();
        assert_eq!(answer.status(), expected);
        answer.into_body().collect().await.unwrap();
        if expected == 200 {
            app.revoke_certificate(&agency(), fingerprint(&first), "the key was lost")
                .unwrap();
        }
    }
    assert_eq!(
        get(&world, &first, INBOX).await.problem(),
        "403 missingPermission",
        "revoked"
    );
    assert_eq!(
        get(&world, &second, INBOX).await.status,
        200,
        "nothing is pinned any more"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn software_that_is_not_attested_that_day_is_refused() {
    let world = World::new().await;
    let app = App::new(world.store.as_ref(), Law::embedded());
    let me = world.identity(SAMPLE);
    let until = |to| SoftwareOnDays {
        name: "Zorgpakket".into(),
        version: "1".into(),
        days: Some(Period::new(date(2020, 1, 1), to).unwrap()),
    };
    app.attest_software(&agency(), &until(Some(date(2024, 3, 8)))).unwrap();
    app.note_software_use(&agency(), facility(&app, "73100188000"), &until(None))
        .unwrap();
    assert_eq!(get(&world, &me, INBOX).await.status, 200);
    world.set_clock("2024-03-09T00:00:00+01:00");
    assert_eq!(get(&world, &me, INBOX).await.problem(), "403 missingPermission");
}
