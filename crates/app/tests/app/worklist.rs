//! The worklist, and two people on one item: the second is told before anything is lost.

use app::{
    Actor, Context, Decision, DossierAddress, FacilityRole, FundRole, NotDecided, WORKLIST_PAGE, Whose, WorklistFilter,
    WorklistItem,
};
use identifiers::HcoNumber;
use serde_json::{Value, json};
use store::DossierState;
use uuid::Uuid;

use super::bill::Bill;
use super::fixture::{AnyStore, COST_CENTS, COST_CODE, World, at, employee, hco, request};

fn address(id: u128) -> DossierAddress {
    DossierAddress {
        hco: HcoNumber::parse(&hco(0)).expect("a number"),
        message_id: Uuid::from_u128(id),
    }
}

fn worker(name: &str, when: &str) -> Context {
    Context {
        actor: format!("fund 180 CaseWorker {name}").parse().expect("an actor"),
        at: at(when),
    }
}

fn in_beraad(id: u128, n: u64) -> Value {
    let mut message = request(id, 0, n);
    message["medicalReport"]["psychiatrist"] = json!("41234581000");
    message
}

/// Two requests in beraad of fund 180, received on 5 and 6 March.
fn world() -> World<AnyStore> {
    let world = World::new();
    for (id, n, when) in [(1, 0, "2024-03-05T09:00:00+01:00"), (2, 1, "2024-03-06T09:00:00+01:00")] {
        world
            .send(&world.facility(0, when), &in_beraad(id, n))
            .expect("an answer");
    }
    world
}

fn items(world: &World<AnyStore>, context: &Context, filter: &WorklistFilter) -> Vec<WorklistItem> {
    let list = world.app().worklist(context, filter, None, WORKLIST_PAGE);
    list.expect("a list").items
}

#[test]
fn a_worklist_says_what_is_missing_who_supplies_it_and_who_has_it() {
    let world = world();
    let (els, jan) = (
        worker("Els", "2024-03-08T09:00:00Z"),
        worker("Jan", "2024-03-08T09:05:00Z"),
    );
    let all = items(&world, &els, &WorklistFilter::default());
    let told: Vec<_> = all
        .iter()
        .map(|item| (item.address.message_id, item.age_days))
        .collect();
    assert_eq!(told, [(Uuid::from_u128(1), 3), (Uuid::from_u128(2), 2)]);
    let missing = all[0].missing.as_ref().expect("a finding");
    assert_eq!(
        (missing.code.as_str(), missing.acts),
        ("CARE_MEDICAL_REVIEW", regulation::Acts::CareFund)
    );
    world.app().take_at(&els, &address(1), true).expect("it is free");
    let of = |context: &Context, whose| {
        let filter = WorklistFilter {
            whose,
            ..WorklistFilter::default()
        };
        items(&world, context, &filter).len()
    };
    assert_eq!(
        (of(&els, Whose::Mine), of(&jan, Whose::Mine), of(&jan, Whose::Nobodys)),
        (1, 0, 1)
    );
    let next = world.app().next_in_worklist(&jan, None).expect("a next");
    assert_eq!(next, Some(address(2)));
    let behind = all[1].place;
    assert_eq!(world.app().next_in_worklist(&jan, Some(behind)).expect("none"), None);
    // Another fund has another list.
    assert!(
        items(
            &world,
            &employee("280", FundRole::CaseWorker, "2024-03-08T09:00:00Z"),
            &WorklistFilter::default()
        )
        .is_empty()
    );
}

#[test]
fn sendings_with_open_lines_stand_beside_it() {
    let world = World::new();
    world.stay(1, 0, 0);
    let high =
        Bill::month_of(0, 0, "180", "2024-03", 1).only(&[(COST_CODE, jiff::civil::date(2024, 3, 9), COST_CENTS + 1)]);
    let sent = world.bill(&high);
    let list = world
        .app()
        .worklist(
            &worker("Els", "2024-06-10T09:00:00Z"),
            &WorklistFilter::default(),
            None,
            WORKLIST_PAGE,
        )
        .expect("a list");
    assert_eq!(
        (list.sendings.len(), list.sendings[0].batch, list.sendings[0].open_lines),
        (1, sent.id, 1)
    );
    let (reason, lines, amount) = list.sendings[0].reason.as_ref().expect("a reason");
    assert_eq!(
        (reason.code.as_str(), *lines, amount.cents()),
        ("P50001", 1, COST_CENTS + 1)
    );
}

/// What one has taken another neither decides, takes into review nor takes; once all is decided nobody has it.
#[test]
fn a_sending_is_taken_by_one_and_the_second_is_told() {
    let world = World::new();
    world.stay(1, 0, 0);
    let costs = [1, 2].map(|day| (COST_CODE, jiff::civil::date(2024, 3, 8 + day), COST_CENTS + 1));
    let sent = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1).only(&costs)).id;
    let (els, jan) = (
        worker("Els", "2024-06-10T09:00:00Z"),
        worker("Jan", "2024-06-10T09:05:00Z"),
    );
    let listed = |context: &Context, whose| {
        let filter = WorklistFilter {
            whose,
            ..WorklistFilter::default()
        };
        let list = world.app().worklist(context, &filter, None, WORKLIST_PAGE);
        list.expect("a list").sendings
    };
    let page = |context: &Context| {
        let page = world
            .app()
            .sending_page(context, sent, &app::LinesFilter::default(), 10);
        page.expect("a page")
    };
    let version = page(&jan).version.to_string();
    world.app().take_sending(&els, sent, true).expect("it is free");
    world.app().take_sending(&els, sent, true).expect("it is hers already");
    assert_eq!(page(&jan).version.to_string(), version, "who has it is no part of it");
    assert_eq!(page(&jan).taken_by, Some(els.actor.clone()));
    let of = [
        (&els, Whose::Mine),
        (&jan, Whose::Mine),
        (&jan, Whose::Nobodys),
        (&jan, Whose::All),
    ];
    assert_eq!(of.map(|(who, whose)| listed(who, whose).len()), [1, 0, 0, 1]);
    assert_eq!(listed(&jan, Whose::All)[0].taken_by, Some(els.actor.clone()));
    let all = app::LinePick::default();
    let first = app::LinePick {
        day: Some(costs[0].1),
        ..app::LinePick::default()
    };
    let decide = |who: &Context, seen: &str, pick: &app::LinePick| {
        let decided = world
            .app()
            .decide_lines_as_seen(who, sent, seen, pick, (Decision::Accept, ""));
        decided.map(drop)
    };
    let is_told = |refused: Result<(), NotDecided>| {
        assert!(matches!(refused, Err(NotDecided::Taken(by)) if by == els.actor.to_string()));
    };
    is_told(decide(&jan, &version, &all));
    is_told(world.app().review_free_lines(&jan, sent, &all).map(drop));
    is_told(world.app().take_sending(&jan, sent, true));
    is_told(world.app().take_sending(&jan, sent, false));
    let plain = world.app().decide_lines(&jan, sent, &all, Decision::Accept, "");
    assert!(matches!(plain, Err(app::Problem::Conflict(why)) if why.contains("Els")));
    decide(&els, &version, &first).expect("hers");
    assert_eq!(page(&jan).taken_by, Some(els.actor.clone()), "one line is still open");
    world.app().take_sending(&els, sent, false).expect("hers");
    world.app().take_sending(&jan, sent, true).expect("it is free again");
    decide(&jan, &page(&jan).version.to_string(), &all).expect("his");
    assert_eq!(page(&els).taken_by, None, "nothing of it waits");
    assert!(matches!(
        world.app().take_sending(&els, sent, true),
        Err(NotDecided::NothingWaits(_))
    ));
    let entries = world.journal();
    let moves = entries.iter().map(|entry| entry.use_case.as_str());
    let moves: Vec<_> = moves.filter(|use_case| use_case.ends_with("Sending")).collect();
    assert_eq!(moves, ["takeSending", "takeSending", "releaseSending", "takeSending"]);
}

#[test]
fn the_second_of_two_is_told_and_nothing_is_doubled() {
    let world = world();
    let (els, jan) = (
        worker("Els", "2024-03-08T09:00:00Z"),
        worker("Jan", "2024-03-08T09:05:00Z"),
    );
    let seen = |context: &Context| {
        let page = world.app().dossier_page(context, &address(1)).expect("a page");
        page.version.to_string()
    };
    let version = seen(&jan);
    // Who has taken it is no part of what a decision rests on, but it is theirs.
    world.app().take_at(&els, &address(1), true).expect("it is free");
    assert_eq!(seen(&jan), version);
    let by_jan = || {
        world
            .app()
            .decide_as_seen(&jan, &address(1), &version, Decision::Accept, "")
    };
    assert!(matches!(by_jan(), Err(NotDecided::Taken(by)) if by == els.actor.to_string()));
    assert!(matches!(
        world.app().take_at(&jan, &address(1), true),
        Err(NotDecided::Taken(_))
    ));
    world
        .app()
        .decide_as_seen(&els, &address(1), &version, Decision::Refuse, "Geen arts")
        .expect("decided");
    assert!(matches!(by_jan(), Err(NotDecided::NothingWaits(_))));
    let again = world
        .app()
        .decide_as_seen(&els, &address(1), &version, Decision::Refuse, "Geen arts");
    assert!(matches!(again, Err(NotDecided::NothingWaits(_))));
    let decisions = world.journal();
    assert_eq!(decisions.iter().filter(|entry| entry.use_case == "decide").count(), 1);
    // What was seen before something changed is no ground for a decision.
    let stale = world
        .app()
        .decide_as_seen(&jan, &address(2), &version, Decision::Accept, "");
    assert!(matches!(stale, Err(NotDecided::Changed)));
    let page = world.app().dossier_page(&jan, &address(2)).expect("a page");
    assert_eq!(page.state, DossierState::Pending);
    let done = world
        .app()
        .decide_as_seen(&jan, &address(2), &page.version.to_string(), Decision::Accept, "");
    assert!(done.is_ok());
}

#[test]
fn a_journal_shows_looks_to_the_auditor_alone() {
    let world = world();
    let els = worker("Els", "2024-03-08T09:00:00Z");
    world.app().dossier_page(&els, &address(1)).expect("a page");
    world.app().take_at(&els, &address(1), true).expect("it is free");
    let coordinator = world.person_of(0, FacilityRole::Coordinator, "2024-03-08T10:00:00Z");
    world
        .app()
        .facility_dossier(&coordinator, &address(1))
        .expect("its own dossier");
    let of = |role| {
        let context = employee("180", role, "2024-03-09T09:00:00Z");
        let page = world
            .app()
            .journal_of_dossier(&context, &address(1), None)
            .expect("a journal");
        page.lines.into_iter().map(|line| line.use_case).collect::<Vec<_>>()
    };
    assert_eq!(of(FundRole::CaseWorker), ["takeDossier", "careRequest"]);
    let seen = of(FundRole::Auditor);
    assert_eq!(
        seen,
        ["look", "facilityDossier", "takeDossier", "readDossier", "careRequest"],
        "who of the facility looked is the auditor's to see, nobody else's"
    );
    let auditor = employee("180", FundRole::Auditor, "2024-03-09T09:00:00Z");
    let original = world
        .app()
        .original_message(&auditor, &address(1), Uuid::from_u128(1))
        .expect("bytes");
    let read: Value = serde_json::from_slice(&original.bytes).expect("JSON");
    assert_eq!(read["messageId"], json!(Uuid::from_u128(1).to_string()));
    let wrong = world.app().original_message(&auditor, &address(1), Uuid::from_u128(2));
    assert!(wrong.is_err(), "a message of another dossier");
    assert_eq!(
        auditor.actor.fund().map(|fund| fund.to_string()).as_deref(),
        Some("180")
    );
    assert!(matches!(auditor.actor, Actor::Employee { .. }));
}
