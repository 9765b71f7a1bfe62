//! Certificates and attested software: who may keep them, what follows from them, and that a replay says the same.

use app::{
    ANNOUNCED_DAYS, Actor, AgencyRole, App, CertificateStanding, Context, FacilityRole, NewCertificate, Problem,
    SoftwareOnDays,
};
use identifiers::Period;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use registers::import::FacilityDelivery;
use serde_json::Value;
use store::{ContentHash, InboxEntry};
use store_sqlite::SqliteStore;

use super::fixture::{AnyStore, UNTRUSTED, World, at, digits, fund, operator};
use super::rights::{Stage, UseCase};

fn fingerprint(n: u8) -> ContentHash {
    ContentHash::of(&[n])
}

/// A certificate of the agency's own feeds.
fn certificate(n: u8) -> NewCertificate {
    NewCertificate {
        fingerprint: fingerprint(n),
        subject: format!("CN=VSB-AGENCY-{n}"),
        issuer: "CN=An authority".into(),
        valid_from: at("2024-01-01T00:00:00Z"),
        valid_to: at("2025-01-01T00:00:00Z"),
        facility: None,
        fund: None,
        pinned: false,
    }
}

fn of_facility(world: &World<AnyStore>, place: usize, n: u8) -> NewCertificate {
    NewCertificate {
        facility: Some(world.facilities[place].0),
        ..certificate(n)
    }
}

fn software(version: &str, from: Date, to: Option<Date>) -> SoftwareOnDays {
    SoftwareOnDays {
        name: "Zorgpakket".into(),
        version: version.into(),
        days: Some(Period::new(from, to).expect("a period")),
    }
}

fn agency(actor: &Actor, roles: &[AgencyRole]) -> bool {
    *actor == Actor::Operator || matches!(actor, Actor::AgencyEmployee { role, .. } if roles.contains(role))
}

fn may_bind(_: &Stage, actor: &Actor) -> bool {
    agency(actor, &[AgencyRole::Registers])
}

fn may_attest(_: &Stage, actor: &Actor) -> bool {
    agency(actor, &[AgencyRole::Attestation])
}

fn may_look(_: &Stage, actor: &Actor) -> bool {
    let roles = [AgencyRole::Registers, AgencyRole::Attestation, AgencyRole::Auditor];
    agency(actor, &roles) || matches!(actor, Actor::FacilityEmployee { .. })
}

/// The use cases of this file, for the test of rights.
pub(super) static USE_CASES: &[UseCase] = &[
    UseCase {
        name: "deliver_facility",
        run: |_, app, context| {
            let told = FacilityDelivery {
                hco: "10000077".into(),
                nihdi: "73100782000".into(),
                cbe: super::fixture::cbe().to_string(),
                name: "New".into(),
                sector: "IBW".into(),
                iban: super::fixture::iban().to_string(),
                circle_of_trust: true,
                attested: true,
                ..FacilityDelivery::default()
            };
            app.deliver_facility(context, &told).map(drop)
        },
        may: |_, actor| match actor {
            Actor::Operator | Actor::Agency => true,
            Actor::AgencyEmployee { role, .. } => matches!(role, AgencyRole::Registers | AgencyRole::Tariffs),
            _ => false,
        },
    },
    UseCase {
        name: "bind_certificate",
        run: |_, app, context| app.bind_certificate(context, &certificate(1)).map(drop),
        may: may_bind,
    },
    UseCase {
        name: "replace_certificate",
        run: |_, app, context| {
            app.bind_certificate(context, &certificate(2))?;
            app.replace_certificate(context, fingerprint(2), &certificate(3))
                .map(drop)
        },
        may: may_bind,
    },
    UseCase {
        name: "revoke_certificate",
        run: |_, app, context| {
            app.bind_certificate(context, &certificate(4))?;
            app.revoke_certificate(context, fingerprint(4), "the key was lost")
        },
        may: may_bind,
    },
    UseCase {
        name: "certificates",
        run: |_, app, context| app.certificates(context, Some(30)).map(drop),
        may: may_look,
    },
    UseCase {
        name: "attest_software",
        run: |_, app, context| app.attest_software(context, &software("1", date(2024, 1, 1), None)),
        may: may_attest,
    },
    UseCase {
        name: "note_software_use",
        run: |stage, app, context| {
            let used = software("1", date(2024, 1, 1), None);
            app.attest_software(context, &used)?;
            app.note_software_use(context, stage.world.facilities[1], &used)
        },
        may: may_attest,
    },
    UseCase {
        name: "software",
        run: |_, app, context| app.software(context).map(drop),
        may: may_look,
    },
];

/// Asks a status as the software of a facility at a moment; gives the refusal, if it is one.
fn refusal(world: &World<AnyStore>, place: usize, when: &str) -> Option<String> {
    let asked = world
        .app()
        .insurance_status(&world.facility(place, when), &digits(0), None);
    match asked {
        Ok(_) => None,
        Err(Problem::Forbidden(reason)) => Some(reason),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn software_is_attested_on_the_day_of_the_call() {
    const NOT: Option<&str> = Some("the software of this facility is not attested");
    let world = World::new();
    let app = world.app();
    let (trusted, unattested) = (0, UNTRUSTED[1]);
    let check = |place, when, expected: Option<&str>| {
        assert_eq!(
            refusal(&world, place, when).as_deref(),
            expected,
            "facility {place} at {when}"
        );
    };
    // Nothing is known of what they use: the register says it.
    check(trusted, "2024-06-30T12:00:00+02:00", None);
    check(unattested, "2024-06-30T12:00:00+02:00", NOT);

    let (first, last) = (date(2024, 6, 10), date(2024, 6, 30));
    app.attest_software(&operator(), &software("1", first, Some(last)))
        .expect("attested");
    let always = software("1", date(2020, 1, 1), None);
    for place in [trusted, unattested] {
        app.note_software_use(&operator(), world.facilities[place], &always)
            .expect("used");
        check(place, "2024-06-09T23:59:59+02:00", NOT);
        check(place, "2024-06-10T00:00:00+02:00", None);
        check(place, "2024-06-30T23:59:59+02:00", None);
        check(place, "2024-07-01T00:00:00+02:00", NOT);
    }
    // The portal is ours: no software is to be attested for it.
    let person = world.person_of(trusted, FacilityRole::Coordinator, "2024-07-01T09:00:00+02:00");
    app.insurance_status(&person, &digits(0), None).expect("a person asks");

    // A next version, from the day on which the facility uses it.
    app.attest_software(&operator(), &software("2", first, None))
        .expect("attested");
    let from_fifth = software("2", date(2024, 7, 5), None);
    app.note_software_use(&operator(), world.facilities[trusted], &from_fifth)
        .expect("used");
    check(trusted, "2024-07-04T23:59:59+02:00", NOT);
    check(trusted, "2024-07-05T00:00:00+02:00", None);

    // What was noted by mistake counts for nothing.
    let never = |version: &str| SoftwareOnDays {
        days: None,
        ..software(version, first, None)
    };
    app.note_software_use(&operator(), world.facilities[unattested], &never("1"))
        .expect("never");
    check(unattested, "2024-06-20T12:00:00+02:00", NOT);
    for version in ["1", "2"] {
        app.note_software_use(&operator(), world.facilities[trusted], &never(version))
            .expect("never");
    }
    check(trusted, "2024-07-04T12:00:00+02:00", None);
    equal_again(&world);
}

#[test]
fn what_is_not_attested_cannot_be_used() {
    let world = World::new();
    let used = software("1", date(2024, 1, 1), None);
    let facility = world.facilities[0];
    let problem = world.refused("unknown software", |app| {
        app.note_software_use(&operator(), facility, &used)
    });
    assert!(matches!(problem, Problem::NotFound(_)), "{problem}");
    for (name, version) in [("", "1"), ("x", ""), (" x", "1"), ("x", "1 ")] {
        let wrong = SoftwareOnDays {
            name: name.into(),
            version: version.into(),
            days: None,
        };
        let problem = world.refused("a blank", |app| app.attest_software(&operator(), &wrong));
        assert!(matches!(problem, Problem::InvalidInput(_)), "{problem}");
    }
}

#[test]
fn a_certificate_stands_as_the_agency_keeps_it() {
    let world = World::new();
    let app = world.app();
    let [first, second] = [0, 1].map(|place| Actor::Facility(world.facilities[place]));
    let check = |n: u8, actor: &Actor, expected| {
        let standing = app
            .certificate_standing(*fingerprint(n).as_bytes(), actor)
            .expect("it stands");
        assert_eq!(standing, expected, "certificate {n} by {actor}");
        assert_eq!(standing.demand_good().is_ok(), expected == CertificateStanding::Good);
    };
    // Trust is issuer and subject: nothing need be bound.
    check(1, &first, CertificateStanding::Good);
    app.bind_certificate(&operator(), &of_facility(&world, 0, 1))
        .expect("bound");
    check(1, &first, CertificateStanding::Good);
    check(2, &first, CertificateStanding::Good);
    check(1, &second, CertificateStanding::OfAnother);
    check(1, &Actor::FundSystem(fund("180")), CertificateStanding::OfAnother);
    check(1, &Actor::Agency, CertificateStanding::OfAnother);

    let pinned = NewCertificate {
        pinned: true,
        ..of_facility(&world, 0, 2)
    };
    app.bind_certificate(&operator(), &pinned).expect("bound");
    check(1, &first, CertificateStanding::NotPinned);
    check(2, &first, CertificateStanding::Good);
    check(9, &first, CertificateStanding::NotPinned);
    check(9, &second, CertificateStanding::Good);

    // In its place another, which is not pinned: the facility is free again, and the earlier one refused.
    let since = operator().at;
    app.replace_certificate(&operator(), fingerprint(2), &of_facility(&world, 0, 3))
        .expect("replaced");
    check(2, &first, CertificateStanding::Ended { since });
    check(3, &first, CertificateStanding::Good);
    check(1, &first, CertificateStanding::Good);
    app.revoke_certificate(&operator(), fingerprint(1), "the key was lost")
        .expect("revoked");
    check(1, &first, CertificateStanding::Ended { since });

    let mine = app.certificates(&world.person_of(0, FacilityRole::Manager, "2024-06-01T09:00:00Z"), None);
    assert_eq!(mine.expect("its own").len(), 3);
    let other = app.certificates(&world.person_of(1, FacilityRole::Manager, "2024-06-01T09:00:00Z"), None);
    assert_eq!(other.expect("its own"), []);
    equal_again(&world);
}

#[test]
fn a_binding_that_cannot_be_is_refused() {
    let world = World::new();
    let bind = |what: &str, new: NewCertificate| world.refused(what, |app| app.bind_certificate(&operator(), &new));
    let good = certificate(1);
    let invalid = [
        bind(
            "no subject",
            NewCertificate {
                subject: String::new(),
                ..good.clone()
            },
        ),
        bind(
            "no issuer",
            NewCertificate {
                issuer: "x".repeat(501),
                ..good.clone()
            },
        ),
        bind(
            "no validity",
            NewCertificate {
                valid_to: good.valid_from,
                ..good.clone()
            },
        ),
        bind(
            "two owners",
            NewCertificate {
                fund: Some(fund("180")),
                ..of_facility(&world, 0, 1)
            },
        ),
        world.refused("no reason", |app| {
            app.revoke_certificate(&operator(), fingerprint(1), " ")
        }),
    ];
    for problem in invalid {
        assert!(matches!(problem, Problem::InvalidInput(_)), "{problem}");
    }
    let unknown = [
        bind(
            "no facility",
            NewCertificate {
                facility: Some(999),
                ..good.clone()
            },
        ),
        bind(
            "no fund",
            NewCertificate {
                fund: Some(fund("380")),
                ..good
            },
        ),
        world.refused("not bound", |app| {
            app.revoke_certificate(&operator(), fingerprint(1), "x")
        }),
    ];
    for problem in unknown {
        assert!(matches!(problem, Problem::NotFound(_)), "{problem}");
    }
}

#[test]
fn what_is_bound_is_bound_once_and_ends_once() {
    let world = World::new();
    let good = certificate(1);
    let app = world.app();
    app.bind_certificate(&operator(), &good).expect("bound");
    app.bind_certificate(&operator(), &of_facility(&world, 0, 2))
        .expect("bound");
    app.revoke_certificate(&operator(), fingerprint(2), "x")
        .expect("revoked");
    let conflicts = [
        world.refused("bound already", |app| app.bind_certificate(&operator(), &good)),
        world.refused("was bound", |app| {
            app.bind_certificate(&operator(), &of_facility(&world, 0, 2))
        }),
        world.refused("another's", |app| {
            app.replace_certificate(&operator(), fingerprint(1), &of_facility(&world, 0, 3))
        }),
        world.refused("revoked already", |app| {
            app.revoke_certificate(&operator(), fingerprint(2), "x")
        }),
    ];
    for problem in conflicts {
        assert!(matches!(problem, Problem::Conflict(_)), "{problem}");
    }
}

/// Runs the work that is due at a moment; gives what the facility at a place has in its inbox.
fn told(world: &World<AnyStore>, place: usize, when: Timestamp) -> Vec<InboxEntry> {
    let context = Context {
        actor: Actor::Operator,
        at: when,
    };
    world.app().run_jobs(&context).expect("jobs run");
    let context = Context {
        at: when,
        ..world.facility(place, "2024-06-01T09:00:00Z")
    };
    world.app().inbox(&context, 0).expect("its own")
}

#[test]
fn the_end_of_a_certificate_is_announced() {
    let world = World::new();
    let app = world.app();
    let ends = |n, place, valid_to: &str| NewCertificate {
        valid_to: at(valid_to),
        ..of_facility(&world, place, n)
    };
    let soon = "2024-09-01T10:00:00Z";
    app.bind_certificate(&operator(), &ends(1, 0, soon)).expect("bound");
    app.bind_certificate(&operator(), &ends(2, 1, soon)).expect("bound");
    app.bind_certificate(&operator(), &ends(3, 1, "2025-09-01T10:00:00Z"))
        .expect("renewed");
    let announced = at(soon) - (ANNOUNCED_DAYS * 24).hours();
    assert_eq!(told(&world, 0, announced - 1.second()), []);
    let entries = told(&world, 0, announced);
    let body: Value = serde_json::from_str(&entries[0].body).expect("JSON");
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (&body["kind"], &body["validTo"]),
        (&"CERTIFICATE_ENDS".into(), &soon.into())
    );
    assert_eq!(body["fingerprint"], fingerprint(1).to_string());
    assert_eq!(told(&world, 1, announced), [], "it was renewed");
    // A revoked one is announced no more; one of which the end is near is announced at once.
    app.bind_certificate(&operator(), &ends(4, 0, "2024-10-01T10:00:00Z"))
        .expect("bound");
    app.revoke_certificate(&operator(), fingerprint(4), "x")
        .expect("revoked");
    app.bind_certificate(&operator(), &ends(5, 0, "2024-10-02T10:00:00Z"))
        .expect("bound");
    assert_eq!(told(&world, 0, at("2024-10-02T10:00:00Z")).len(), 2);
    let context = Context {
        at: at(soon),
        ..operator()
    };
    let found = app.certificates(&context, Some(31)).expect("the agency looks");
    let found: Vec<ContentHash> = found.iter().map(|one| one.fingerprint).collect();
    assert_eq!(found, [fingerprint(1), fingerprint(2), fingerprint(5)]);
    equal_again(&world);
}

/// The journal, fed again, gives the same.
#[track_caller]
fn equal_again(world: &World<AnyStore>) {
    let scratch = SqliteStore::in_memory(operator().at).expect("memory opens");
    let mut differences = Vec::new();
    let app: App<'_> = world.app();
    let report = app.replay(&scratch, None, &mut |difference| differences.push(difference.clone()));
    assert!(report.expect("the replay ends").is_equal(), "{differences:?}");
}
