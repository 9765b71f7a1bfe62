//! What a facility must do about affiliations that end and certificates that end, and that what it was told is replayed.

use app::{
    ActionNeeded, Affiliation, CertificateState, Context, FacilityRole, NewCertificate, OnDay, PersonChange, Presence,
    SoftwareOnDays, Told,
};
use identifiers::Period;
use jiff::civil::date;
use registers::{InsuranceReason, Membership, MembershipKind};
use store::ContentHash;
use store_sqlite::SqliteStore;

use super::fixture::{AnyStore, World, at, digits, fund, operator, request};

const BEFORE: &str = "2024-03-10T08:00:00Z";

fn coordinator(world: &World<AnyStore>, when: &str) -> Context {
    world.person_of(0, FacilityRole::Coordinator, when)
}

fn needed(world: &World<AnyStore>, when: &str) -> Vec<ActionNeeded> {
    let overview = world.app().facility_overview(&coordinator(world, when));
    let actions = overview.expect("an overview").actions.into_iter();
    actions.map(|action| action.needed).collect()
}

/// What the register knows of the memberships of person `n` from a moment on: fund, first and last day, and the kind.
fn affiliated(world: &World<AnyStore>, when: &str, n: u64, memberships: &[(&str, &str, Option<&str>, MembershipKind)]) {
    let day = |text: &str| text.parse().expect("a day");
    let memberships = memberships.iter().map(|(number, from, to, kind)| Membership {
        fund: fund(number),
        kind: *kind,
        period: Period::new(day(from), to.map(day)).expect("a period"),
    });
    let change = PersonChange {
        memberships: Some(memberships.collect()),
        ..PersonChange::default()
    };
    let context = Context {
        at: at(when),
        ..operator()
    };
    world
        .app()
        .change_person(&context, &digits(n), &change)
        .expect("the register changes");
}

/// Six weeks before, with both sides of each boundary; the stay goes on until 31 December.
#[test]
fn an_affiliation_that_ends_is_told_when_it_is_near() {
    use MembershipKind::{Administrative, Official};
    let ends = |last, kind| ActionNeeded::AffiliationEnds(last, kind, InsuranceReason::NoAffiliationObligatory);
    let june = date(2024, 6, 30);
    let world = World::new();
    world.stay(1, 0, 0);
    affiliated(
        &world,
        BEFORE,
        0,
        &[("180", "2020-01-01", Some("2024-06-30"), Administrative)],
    );
    let missing = ActionNeeded::AffiliationMissing(InsuranceReason::NoAffiliationObligatory);
    for (when, expected) in [
        ("2024-05-18T12:00:00Z", vec![]),
        ("2024-05-19T12:00:00Z", vec![ends(june, Administrative)]),
        ("2024-06-30T12:00:00Z", vec![ends(june, Administrative)]),
        ("2024-07-01T12:00:00Z", vec![missing]),
    ] {
        assert_eq!(needed(&world, when), expected, "{when}");
    }
    // Who moves to another fund the day after loses nothing; a day between them is lost.
    let moved = |from| {
        [
            ("180", "2020-01-01", Some("2024-06-30"), Official),
            ("280", from, None, Official),
        ]
    };
    affiliated(&world, "2024-03-11T08:00:00Z", 0, &moved("2024-07-01"));
    assert_eq!(needed(&world, "2024-06-10T12:00:00Z"), []);
    affiliated(&world, "2024-03-12T08:00:00Z", 0, &moved("2024-07-02"));
    assert_eq!(needed(&world, "2024-06-10T12:00:00Z"), [ends(june, Official)]);
    // Until the approved end it is enough; a day less is not.
    let near = || ActionNeeded::EndNear(date(2024, 12, 31));
    affiliated(
        &world,
        "2024-03-13T08:00:00Z",
        0,
        &[("180", "2020-01-01", Some("2024-12-31"), Official)],
    );
    assert_eq!(needed(&world, "2024-12-10T12:00:00Z"), [near()]);
    affiliated(
        &world,
        "2024-03-14T08:00:00Z",
        0,
        &[("180", "2020-01-01", Some("2024-12-30"), Official)],
    );
    assert_eq!(
        needed(&world, "2024-12-10T12:00:00Z"),
        [ends(date(2024, 12, 30), Official), near()]
    );
}

/// Everyone with an open dossier is named with their affiliation: who is here, who has yet to come, and who was asked for.
#[test]
fn the_affiliation_of_all_people_is_told() {
    let world = World::new();
    world.stay(1, 0, 0);
    let mut later = request(2, 0, 1);
    later["start"] = "2024-03-20T14:00:00+01:00".into();
    let context = coordinator(&world, "2024-03-05T09:00:00+01:00");
    world.send(&context, &later).expect("an answer");
    affiliated(&world, "2024-03-04T08:00:00Z", 2, &[]);
    world.send(&context, &request(3, 0, 2)).expect("an answer");
    affiliated(
        &world,
        BEFORE,
        0,
        &[("180", "2020-01-01", Some("2024-04-30"), MembershipKind::Official)],
    );
    let overview = world
        .app()
        .facility_overview(&coordinator(&world, "2024-03-19T09:00:00+01:00"));
    let overview = overview.expect("an overview");
    assert_eq!(overview.here_count(), 1);
    let told = overview.people.iter().map(|of| (of.presence, of.affiliation));
    let insured = |until, is_ending| Affiliation::Insured {
        fund: fund("180"),
        kind: MembershipKind::Official,
        until,
        is_ending,
    };
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (Presence::Here, insured(Some(date(2024, 4, 30)), true)),
            (Presence::Coming, insured(None, false)),
            (
                Presence::Asked,
                Affiliation::Missing(InsuranceReason::NoAffiliationObligatory)
            ),
        ]
    );
    let day = coordinator(&world, "2024-03-20T00:00:00+01:00");
    assert_eq!(world.app().facility_overview(&day).expect("it").here_count(), 2);
}

fn certificate(world: &World<AnyStore>, n: u8, valid_to: &str) -> NewCertificate {
    NewCertificate {
        fingerprint: ContentHash::of(&[n]),
        subject: format!("CN=Software {n}"),
        issuer: "CN=An authority".into(),
        valid_from: at("2024-01-01T00:00:00Z"),
        valid_to: at(valid_to),
        facility: Some(world.facilities[0].0),
        fund: None,
        pinned: false,
    }
}

/// The certificates of facility 0 as its manager sees them, by the number of each.
fn states(world: &World<AnyStore>, when: &str) -> Vec<CertificateState> {
    let manager = world.person_of(0, FacilityRole::Manager, when);
    let page = world.app().certificate_page(&manager).expect("a page");
    page.certificates.into_iter().map(|one| one.state).collect()
}

#[test]
fn a_certificate_says_how_long_it_is_good_and_what_stands_against_it() {
    let world = World::new();
    let app = world.app();
    let in_use = |days_left, is_ending| CertificateState::InUse { days_left, is_ending };
    app.bind_certificate(&operator(), &certificate(&world, 1, "2024-09-01T10:00:00Z"))
        .expect("bound");
    for (when, state, action) in [
        ("2023-12-31T22:59:59Z", CertificateState::NotYet, None),
        ("2024-06-01T10:00:00Z", in_use(92, false), None),
        ("2024-08-02T09:59:59Z", in_use(30, false), None),
        (
            "2024-08-02T10:00:00Z",
            in_use(30, true),
            Some(ActionNeeded::CertificateEnds(date(2024, 9, 1))),
        ),
        (
            "2024-09-01T10:00:00Z",
            in_use(0, true),
            Some(ActionNeeded::CertificateEnds(date(2024, 9, 1))),
        ),
        (
            "2024-09-01T10:00:01Z",
            CertificateState::Past {
                days: 0,
                has_later: false,
            },
            Some(ActionNeeded::CertificateEnded(date(2024, 9, 1))),
        ),
        (
            "2024-10-01T10:00:00Z",
            CertificateState::Past {
                days: 30,
                has_later: false,
            },
            Some(ActionNeeded::CertificateEnded(date(2024, 9, 1))),
        ),
        (
            "2024-10-01T10:00:01Z",
            CertificateState::Past {
                days: 30,
                has_later: false,
            },
            None,
        ),
    ] {
        assert_eq!(states(&world, when), [state], "{when}");
        assert_eq!(needed(&world, when), Vec::from_iter(action), "{when}");
    }
}

#[test]
fn a_certificate_that_is_followed_replaced_or_revoked_says_so() {
    let world = World::new();
    let app = world.app();
    let in_use = |days_left, is_ending| CertificateState::InUse { days_left, is_ending };
    app.bind_certificate(&operator(), &certificate(&world, 1, "2024-09-01T10:00:00Z"))
        .expect("bound");
    // A later one needs nothing more.
    app.bind_certificate(&operator(), &certificate(&world, 2, "2025-09-01T10:00:00Z"))
        .expect("bound");
    let august = "2024-08-20T10:00:00Z";
    assert_eq!(states(&world, august), [in_use(12, false), in_use(377, false)]);
    assert_eq!(needed(&world, august), []);
    // Replaced and revoked ones stand behind those in use; with a pinned one the others are refused.
    let bound = operator().at;
    let third = NewCertificate {
        pinned: true,
        ..certificate(&world, 3, "2025-10-01T10:00:00Z")
    };
    app.replace_certificate(&operator(), ContentHash::of(&[1]), &third)
        .expect("replaced");
    app.bind_certificate(&operator(), &certificate(&world, 4, "2026-09-01T10:00:00Z"))
        .expect("bound");
    app.revoke_certificate(&operator(), ContentHash::of(&[4]), "de sleutel is verloren")
        .expect("revoked");
    let mut found = states(&world, august);
    let ended = found.split_off(2);
    assert_eq!(found, [CertificateState::NotPinned, in_use(407, false)]);
    for state in [
        CertificateState::Replaced(bound, Some(ContentHash::of(&[3]))),
        CertificateState::Revoked(bound, "de sleutel is verloren".into()),
    ] {
        assert!(ended.contains(&state), "{ended:?}");
    }
    // What is not taken does not help either: the pinned one is what ends.
    assert_eq!(
        needed(&world, "2025-09-20T10:00:00Z"),
        [ActionNeeded::CertificateEnds(date(2025, 10, 1))]
    );
    let other = world.person_of(1, FacilityRole::Manager, august);
    let page = app.certificate_page(&other).expect("a page");
    assert!(page.certificates.is_empty() && page.used.is_empty());
}

#[test]
fn software_says_whether_it_is_used_and_attested_today() {
    let world = World::new();
    let app = world.app();
    let software = |version: &str, from, to| SoftwareOnDays {
        name: "Zorgpakket".into(),
        version: version.into(),
        days: Some(Period::new(from, to).expect("a period")),
    };
    let year = date(2024, 1, 1);
    let attested = [
        software("1", year, Some(date(2024, 6, 30))),
        software("2", date(2024, 6, 1), None),
    ];
    for one in &attested {
        app.attest_software(&operator(), one).expect("attested");
    }
    for used in [software("1", year, None), software("2", date(2024, 7, 10), None)] {
        app.note_software_use(&operator(), world.facilities[0], &used)
            .expect("used");
    }
    let found = |when: &str| {
        let page = app.certificate_page(&coordinator(&world, when)).expect("a page");
        let used = page.used.iter().map(|one| (one.is_used, one.is_attested));
        let attested = page.attested.iter().map(|(_, on_day)| *on_day);
        (
            page.facility.attested,
            used.collect::<Vec<_>>(),
            attested.collect::<Vec<_>>(),
        )
    };
    use OnDay::{After, Before, Within};
    for (when, expected) in [
        (
            "2024-05-31T12:00:00Z",
            (
                true,
                vec![(Within, Some(Within)), (Before, Some(Before))],
                vec![Within, Before],
            ),
        ),
        (
            "2024-07-01T12:00:00Z",
            (
                false,
                vec![(Within, Some(After)), (Before, Some(Within))],
                vec![After, Within],
            ),
        ),
        (
            "2024-07-10T12:00:00Z",
            (
                true,
                vec![(Within, Some(After)), (Within, Some(Within))],
                vec![After, Within],
            ),
        ),
    ] {
        assert_eq!(found(when), expected, "{when}");
    }
}

/// Two pages of what came later, read by its people, and the end of a certificate among it: the journal, fed again, shows
/// the same to the same people.
#[test]
fn what_a_facility_was_told_is_replayed() {
    let world = World::new();
    let app = world.app();
    world.stay(1, 0, 0);
    for day in 1..=13 {
        affiliated(&world, &format!("2024-04-{day:02}T08:00:00Z"), 0, &[]);
        let again = [("280", "2020-01-01", None, MembershipKind::Official)];
        affiliated(&world, &format!("2024-04-{day:02}T09:00:00Z"), 0, &again);
    }
    app.bind_certificate(&operator(), &certificate(&world, 1, "2024-05-20T10:00:00Z"))
        .expect("bound");
    let jobs = Context {
        at: at("2024-04-25T08:00:00Z"),
        ..operator()
    };
    app.run_jobs(&jobs).expect("jobs run");
    let reader = coordinator(&world, "2024-04-26T09:00:00Z");
    let first = app.facility_notices(&reader, None, None).expect("a page");
    assert_eq!(first.notices[0].told, Told::CertificateEnds(date(2024, 5, 20)));
    assert_eq!(first.notices.len(), 25);
    let second = app.facility_notices(&reader, first.next, None).expect("a page");
    assert_eq!((second.notices.len(), second.next), (2, None));
    assert_eq!(second.notices[1].told, Told::PersonChanged(None));
    let read = |entry: &store::SealedEntry| entry.use_case == "facilityNotices";
    let journal = world.journal();
    assert_eq!(journal.iter().filter(|entry| read(entry)).count(), 2);

    let scratch = SqliteStore::in_memory(operator().at).expect("memory opens");
    let mut told = Vec::new();
    let report = app.replay(&scratch, None, &mut |difference| told.push(difference.clone()));
    let report = report.expect("the replay ends");
    assert_eq!(told, []);
    assert!(report.is_equal(), "{report:?}");
    assert_eq!(report.entries, journal.len() as u64);
    // The replay looked too: the same page stands behind the same number.
    let again = app::App::new(&scratch, regulation::Law::embedded());
    let page = again.facility_notices(&reader, first.next, None).expect("a page");
    assert_eq!(page.notices.len(), second.notices.len());
}
