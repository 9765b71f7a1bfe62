//! The page of a dossier and the list of a fund's dossiers: who sees what, and that every look is recorded.

use app::{Actor, Context, Decision, DossierAddress, FundRole, PersonChange, Problem};
use care::SegmentOrigin;
use identifiers::{HcoNumber, Period};
use jiff::civil::date;
use registers::{Membership, MembershipKind};
use serde_json::{Value, json};
use store::{DossierState, MessageOutcome};
use uuid::Uuid;

use super::fixture::{AnyStore, World, as_object, at, digits, employee, fund, hco, operator, request};

fn address(facility: usize, id: u128) -> DossierAddress {
    DossierAddress {
        hco: HcoNumber::parse(&hco(facility)).expect("a number"),
        message_id: Uuid::from_u128(id),
    }
}

fn worker(number: &str, when: &str) -> Context {
    employee(number, FundRole::CaseWorker, when)
}

/// A request that an employee must look at.
fn in_beraad(id: u128, facility: usize, n: u64) -> Value {
    let mut message = request(id, facility, n);
    message["medicalReport"]["psychiatrist"] = json!("41234581000");
    message
}

fn change(world: &World<AnyStore>, id: u128, when: &str, mut message: Value) -> String {
    message["messageId"] = json!(Uuid::from_u128(id).to_string());
    message["facility"] = json!(hco(0));
    message["vsbReference"] = json!("VSB-0000-0001-01");
    let input = serde_json::to_vec(&message).expect("JSON");
    let answered = world
        .app()
        .send_change(&world.facility(0, when), &input, &as_object(&message));
    answered.expect("the change is taken in").json
}

#[test]
fn a_page_tells_coverage_messages_and_who_has_it() {
    let world = World::new();
    world.stay(1, 0, 0);
    // The approved end is 31 December 2024; the extension comes 53 days after it.
    let extended = json!({ "change": "EXTENSION", "end": "2025-06-30" });
    let answer = change(&world, 2, "2025-02-22T09:00:00+01:00", extended);
    assert!(answer.contains("CHG_EXTENSION_LATE"), "{answer}");
    let end = json!({ "change": "END", "end": "2025-03-10T15:00:00+01:00", "endReason": "10", "departedTo": "10" });
    change(&world, 3, "2025-03-11T09:00:00+01:00", end);
    let page = world
        .app()
        .dossier_page(&worker("180", "2025-03-20T09:00:00Z"), &address(0, 1))
        .expect("a page");
    let period = |from, to| Period::between(from, to).expect("a period");
    assert_eq!((page.state, page.sector.0.as_str()), (DossierState::Ended, "IBW"));
    assert_eq!(
        page.approved,
        [
            (period(date(2024, 3, 1), date(2024, 12, 31)), SegmentOrigin::Request),
            (period(date(2025, 1, 23), date(2025, 6, 30)), SegmentOrigin::Extension),
        ]
    );
    assert_eq!(page.covered[1], period(date(2025, 1, 23), date(2025, 3, 10)));
    assert_eq!(page.uncovered, [period(date(2025, 1, 1), date(2025, 1, 22))]);
    assert_eq!(
        page.end.as_ref().map(|end| end.at),
        Some(at("2025-03-10T15:00:00+01:00"))
    );
    assert!(
        page.end
            .is_some_and(|end| end.reason.is_some() && end.departed_to.is_some())
    );
    let kinds: Vec<&str> = page.messages.iter().map(|message| message.kind.as_str()).collect();
    assert_eq!(kinds, ["REQUEST", "EXTENSION", "END"]);
    assert_eq!(page.messages[1].latest.findings[0].code.as_str(), "CHG_EXTENSION_LATE");
    assert_eq!(page.person.and_then(|person| person.name).as_deref(), Some("Person 0"));
    // Any of its messages leads to the dossier.
    let by_change = world
        .app()
        .dossier_page(&worker("180", "2025-03-20T09:00:00Z"), &address(0, 3))
        .expect("a page");
    assert_eq!(by_change.messages.len(), 3);
}

#[test]
fn what_is_in_beraad_would_be_covered_and_what_is_refused_is_not() {
    let world = World::new();
    let facility = world.facility(0, "2024-03-05T09:00:00+01:00");
    world.send(&facility, &in_beraad(1, 0, 0)).expect("an answer");
    let dossier = world
        .app()
        .dossier_of_message(&facility, Uuid::from_u128(1))
        .expect("a dossier");
    let els = Context {
        actor: "fund 180 CaseWorker Els".parse().expect("an actor"),
        at: at("2024-03-06T09:00:00Z"),
    };
    world.app().take_dossier(&els, dossier).expect("it is free");
    let page = || {
        world
            .app()
            .dossier_page(&worker("180", "2024-03-07T09:00:00Z"), &address(0, 1))
            .expect("a page")
    };
    let pending = page();
    assert_eq!(pending.state, DossierState::Pending);
    assert_eq!(pending.approved.len(), 1);
    assert_eq!(pending.taken_by, Some(els.actor.clone()));
    world
        .app()
        .decide_dossier(&els, dossier, Decision::Refuse, "Geen arts")
        .expect("a decision");
    let refused = page();
    assert_eq!((refused.state, refused.taken_by.clone()), (DossierState::Refused, None));
    assert_eq!((refused.approved.len(), refused.covered.len()), (0, 0));
    let message = &refused.messages[0];
    assert_eq!(message.outcome, MessageOutcome::Refused);
    assert_eq!(
        (&message.first.reason, message.latest.reason.as_deref()),
        (&None, Some("Geen arts"))
    );
}

#[test]
fn every_look_is_recorded_with_who_and_without_number_or_name() {
    let world = World::new();
    let dossier = world.stay(1, 0, 0);
    let context = employee("180", FundRole::Auditor, "2024-03-07T09:00:00Z");
    world.app().dossier_page(&context, &address(0, 1)).expect("a page");
    world.app().dossiers(&context, None).expect("a list");
    let journal = world.journal();
    let looks: Vec<_> = journal.iter().rev().take(2).collect();
    for (entry, (use_case, subject)) in looks.iter().zip([
        ("listDossiers", "fund 180".to_owned()),
        ("readDossier", format!("dossier {dossier}")),
    ]) {
        assert_eq!((entry.use_case.as_str(), &entry.subject), (use_case, &subject));
        assert_eq!((&entry.actor, entry.at), (&context.actor.to_string(), context.at));
        for hash in [entry.input, entry.answer] {
            let kept = store::Store::begin(&world.store)
                .expect("a transaction")
                .payload(hash)
                .expect("kept")
                .expect("kept");
            let text = String::from_utf8(kept).expect("JSON");
            assert!(!text.contains(&digits(0)) && !text.contains("Person"), "{text}");
        }
    }
}

#[test]
fn a_list_holds_what_the_fund_sees_and_nothing_else() {
    let world = World::new();
    for (id, n) in [(1, 0), (2, 1), (3, 2)] {
        world.stay(id, 0, n);
    }
    let names = |number: &str, when: &str| -> Vec<String> {
        let list = world.app().dossiers(&worker(number, when), None).expect("a list");
        list.dossiers
            .into_iter()
            .filter_map(|listed| listed.person_name)
            .collect()
    };
    assert_eq!(names("180", "2024-03-07T09:00:00Z"), ["Person 1", "Person 0"]);
    assert_eq!(names("280", "2024-03-07T09:00:00Z"), ["Person 2"]);
    assert_eq!(names("380", "2024-03-07T09:00:00Z"), [""; 0]);
    // Person 0 moves on 1 May: the fund of before keeps seeing the stay, the new one sees it from that day.
    let moved = |number: &str, from, to| Membership {
        fund: fund(number),
        kind: MembershipKind::Official,
        period: Period::new(from, to).expect("a period"),
    };
    let change = PersonChange {
        memberships: Some(vec![
            moved("180", date(2020, 1, 1), Some(date(2024, 4, 30))),
            moved("280", date(2024, 5, 1), None),
        ]),
        ..PersonChange::default()
    };
    world
        .app()
        .change_person(&operator(), &digits(0), &change)
        .expect("it is taken in");
    for (when, of_280) in [
        ("2024-04-30T09:00:00Z", vec!["Person 2"]),
        ("2024-05-01T09:00:00Z", vec!["Person 2", "Person 0"]),
    ] {
        assert_eq!(names("180", when), ["Person 1", "Person 0"], "{when}");
        assert_eq!(names("280", when), of_280, "{when}");
        for number in ["180", "280"] {
            // What is listed opens, and what is not is refused.
            let opens = world.app().dossier_page(&worker(number, when), &address(0, 1));
            let listed = names(number, when).contains(&"Person 0".to_owned());
            assert_eq!(opens.is_ok(), listed, "{number} {when}");
            assert!(opens.is_ok() || matches!(opens, Err(Problem::Forbidden(_))));
        }
    }
    // One that left before the stay began does not see it.
    let change = PersonChange {
        memberships: Some(vec![
            moved("180", date(2020, 1, 1), Some(date(2024, 2, 29))),
            moved("280", date(2024, 3, 1), None),
        ]),
        ..PersonChange::default()
    };
    world
        .app()
        .change_person(&operator(), &digits(0), &change)
        .expect("it is taken in");
    assert_eq!(names("180", "2024-06-01T09:00:00Z"), ["Person 1"]);
}

#[test]
fn a_list_is_read_page_by_page() {
    let world = World::new();
    let facility = world.facility(0, "2024-03-05T09:00:00+01:00");
    for id in 1..=51 {
        let mut message = request(id, 0, 0);
        message["origin"] = json!("77");
        world.send(&facility, &message).expect("an answer");
    }
    let context = worker("180", "2024-03-07T09:00:00Z");
    let (mut before, mut sizes, mut seen) = (None, Vec::new(), Vec::new());
    loop {
        let list = world.app().dossiers(&context, before.as_ref()).expect("a list");
        sizes.push(list.dossiers.len());
        seen.extend(list.dossiers.iter().map(|listed| listed.address.message_id.as_u128()));
        match list.next {
            Some(next) => before = Some(next),
            None => break,
        }
    }
    assert_eq!(sizes, [25, 25, 1]);
    assert_eq!(seen, (1..=51).rev().collect::<Vec<u128>>());
}

#[test]
fn what_is_not_there_is_not_found_and_nobody_else_looks() {
    let world = World::new();
    world.stay(1, 0, 0);
    let context = worker("180", "2024-03-07T09:00:00Z");
    for (facility, id) in [(0, 9), (1, 1), (9, 1)] {
        let problem = world.refused("page", |app| app.dossier_page(&context, &address(facility, id)));
        assert!(matches!(problem, Problem::NotFound(_)), "{problem}");
    }
    let facility = Actor::Facility(world.facilities[0]);
    for actor in [facility, Actor::Agency, Actor::Operator] {
        let context = Context { actor, at: context.at };
        let problem = world.refused("page", |app| app.dossier_page(&context, &address(0, 1)));
        assert!(matches!(problem, Problem::Forbidden(_)), "{problem}");
        let problem = world.refused("list", |app| app.dossiers(&context, None));
        assert!(matches!(problem, Problem::Forbidden(_)), "{problem}");
    }
}
