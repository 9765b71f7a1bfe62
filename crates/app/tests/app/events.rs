//! What the systems of a fund are told: what it acts on, once, in order, and nothing of another's.
#![allow(clippy::unwrap_used, reason = "test code")]

use app::{Actor, Context, Decision, FundRole, Problem};
use identifiers::Period;
use jiff::civil::date;
use registers::{Membership, MembershipKind};
use serde_json::{Value, json};

use super::bill::Bill;
use super::fixture::{AnyStore, World, as_object, at, digits, employee, fund, hco, operator, request};

/// The events of a fund: kind and body.
fn told(world: &World<AnyStore>, number: &str) -> Vec<(String, Value)> {
    let context = Context {
        actor: Actor::FundSystem(fund(number)),
        at: at("2024-07-01T10:00:00Z"),
    };
    let events = world.app().fund_events(&context, 0).unwrap();
    let numbers: Vec<i64> = events.iter().map(|event| event.number).collect();
    assert_eq!(numbers, (1..=i64::try_from(events.len()).unwrap()).collect::<Vec<_>>());
    let parts = events.into_iter();
    parts
        .map(|event| (event.kind, serde_json::from_str(&event.body).unwrap()))
        .collect()
}

fn event(kind: &str, body: Value) -> (String, Value) {
    (kind.to_owned(), body)
}

/// A request that a person of the fund must look at: the one who signed the report is no physician.
fn in_beraad(world: &World<AnyStore>, id: u128, n: u64) -> identifiers::DossierId {
    let mut message = request(id, 0, n);
    message["medicalReport"]["psychiatrist"] = json!("41234581000");
    let me = world.facility(0, "2024-03-04T10:00:00Z");
    let input = serde_json::to_vec(&message).unwrap();
    world.app().send_request(&me, &input, &as_object(&message)).unwrap();
    let id = uuid::Uuid::from_u128(id);
    world.app().dossier_of_message(&me, id).unwrap()
}

#[test]
fn what_is_in_beraad_and_its_answer_are_told_to_the_members_fund() {
    let world = World::new();
    // What is decided at once asks nothing of anybody.
    world.stay(1, 0, 1);
    let dossier = in_beraad(&world, 7, 0);
    let message = uuid::Uuid::from_u128(7);
    let with = |outcome: &str| json!({ "facility": hco(0), "messageId": message, "outcome": outcome });
    assert_eq!(told(&world, "180"), [event("CARE_MESSAGE", with("PENDING"))]);
    let case_worker = employee("180", FundRole::CaseWorker, "2024-03-05T10:00:00Z");
    world
        .app()
        .decide_dossier(&case_worker, dossier, Decision::Accept, "")
        .unwrap();
    assert_eq!(
        told(&world, "180"),
        [
            event("CARE_MESSAGE", with("PENDING")),
            event("CARE_MESSAGE", with("ACCEPTED"))
        ]
    );
    assert_eq!(told(&world, "280"), []);
    let all = serde_json::to_string(&told(&world, "180")).unwrap();
    assert!(!all.contains(&digits(0)), "{all}");
}

#[test]
fn money_is_told_at_every_step() {
    let world = World::new();
    world.stay(1, 0, 0);
    let report = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1));
    world.sign("180", report.id).unwrap();
    world.pay("180").unwrap();
    world.bank("180", report.id, false).unwrap();
    world.pay("180").unwrap();
    world.bank("180", report.id, true).unwrap();
    let kinds: Vec<(String, String)> = told(&world, "180")
        .into_iter()
        .map(|(kind, body)| (kind, body["state"].as_str().unwrap_or_default().to_owned()))
        .collect();
    let expected = [
        ("BATCH", "DECIDED"),
        ("BATCH", "SETTLED"),
        ("ORDER", ""),
        ("TRANSFER_REJECTED", ""),
        ("ORDER", ""),
        ("BATCH", "PAID"),
    ];
    assert_eq!(kinds, expected.map(|(kind, state)| (kind.to_owned(), state.to_owned())));
    // The same bytes again are the same batch, and no news.
    world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1));
    assert_eq!(told(&world, "180").len(), expected.len());
}

#[test]
fn a_membership_that_moves_is_told_to_both_funds_each_its_own() {
    let world = World::new();
    let membership = |number: &str, from, to| Membership {
        fund: fund(number),
        kind: MembershipKind::Official,
        period: Period::new(from, to).unwrap(),
    };
    let change = app::PersonChange {
        memberships: Some(vec![
            membership("180", date(2020, 1, 1), Some(date(2024, 12, 31))),
            membership("280", date(2025, 1, 1), None),
        ]),
        ..app::PersonChange::default()
    };
    world.app().change_person(&operator(), &digits(0), &change).unwrap();
    let of = |number: &str| told(&world, number).pop().unwrap();
    let ends = json!({ "ssin": digits(0), "periods": [{ "from": "2020-01-01", "to": "2024-12-31" }] });
    assert_eq!(of("180"), event("MEMBERSHIP", ends));
    let begins = json!({ "ssin": digits(0), "periods": [{ "from": "2025-01-01" }] });
    assert_eq!(of("280"), event("MEMBERSHIP", begins));
    let before = told(&world, "180").len();
    world.app().change_person(&operator(), &digits(0), &change).unwrap();
    assert_eq!(told(&world, "180").len(), before, "the same again is no news");
}

#[test]
fn nobody_else_is_told() {
    let world = World::new();
    for actor in [Actor::Agency, Actor::Operator, Actor::Facility(world.facilities[0])] {
        let context = Context { actor, ..operator() };
        let refused = world.app().fund_events(&context, 0);
        assert!(matches!(refused, Err(Problem::Forbidden(_))), "{context:?}");
    }
}
