//! Why somebody of a fund looks at a file: carried by an item of work, said once, held for a while, replayed.
#![allow(clippy::unwrap_used, reason = "test code")]

use app::{CameFrom, Context, DossierAddress, FundRole, LookFilter, PersonBy, Reason};
use identifiers::HcoNumber;
use jiff::Timestamp;
use regulation::Law;
use serde_json::json;
use store::Store;
use store_sqlite::SqliteStore;
use uuid::Uuid;

use super::bill::Bill;
use super::fixture::{AnyStore, World, at, digits, employee, fund, hco, request};

fn worker(name: &str, when: &str) -> Context {
    Context {
        actor: format!("fund 180 CaseWorker {name}").parse().unwrap(),
        at: at(when),
    }
}

fn address(id: u128) -> DossierAddress {
    DossierAddress {
        hco: HcoNumber::parse(&hco(0)).unwrap(),
        message_id: Uuid::from_u128(id),
    }
}

fn said(code: &str) -> Reason {
    Reason::said(code, "").unwrap()
}

/// Looks at a dossier with the reason that is known, and gives its code.
fn look(world: &World<AnyStore>, context: &Context, id: u128, from: Option<CameFrom>) -> Option<String> {
    let why = world.app().why_dossier(context, &address(id), from.as_ref()).unwrap();
    if let Some(why) = &why {
        world
            .app()
            .dossier_page_because(context, &address(id), Some(why))
            .unwrap();
    }
    why.map(|why| why.code)
}

#[test]
fn a_reason_holds_for_one_account_and_person_for_four_hours() {
    let world = World::new();
    world.stay(1, 0, 0);
    world.stay(2, 0, 1);
    let els = |when| worker("Els", when);
    assert_eq!(look(&world, &els("2024-06-10T08:00:00Z"), 1, None), None);
    world
        .app()
        .say_why_dossier(&els("2024-06-10T08:00:00Z"), &address(1), &said("OBJECTION"))
        .unwrap();
    assert_eq!(
        look(&world, &els("2024-06-10T11:59:00Z"), 1, None).as_deref(),
        Some("OBJECTION")
    );
    assert_eq!(
        look(&world, &els("2024-06-10T11:59:00Z"), 2, None),
        None,
        "another person"
    );
    assert_eq!(look(&world, &worker("Jan", "2024-06-10T09:00:00Z"), 1, None), None);
    let by = PersonBy::Ssin(digits(0));
    let person = |when| {
        world
            .app()
            .why_person(&els(when), &by, None)
            .unwrap()
            .map(|why| why.code)
    };
    assert_eq!(
        person("2024-06-10T12:30:00Z").as_deref(),
        Some("OBJECTION"),
        "the last look held it on"
    );
    assert_eq!(person("2024-06-10T16:00:00Z"), None);
}

#[test]
fn an_item_of_work_is_a_reason_where_it_concerns_the_person() {
    let world = World::new();
    world.stay(1, 0, 0);
    world.stay(2, 0, 1);
    let sent = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
    let mut tx = world.store.begin().unwrap();
    tx.open_task(fund("180"), "REGISTER_CHANGE", "dossier 1", at("2024-06-03T10:00:00Z"))
        .unwrap();
    tx.commit().unwrap();
    let task = world.app().tasks(
        &worker("Els", "2024-06-10T08:00:00Z"),
        &app::TasksFilter::default(),
        None,
        10,
    );
    let task = task.unwrap().tasks[0].id;
    let check = |role, from, id, expected: Option<&str>| {
        let context = employee("180", role, "2024-06-10T08:00:00Z");
        let why = world.app().why_dossier(&context, &address(id), Some(&from)).unwrap();
        assert_eq!(why.map(|why| why.code).as_deref(), expected, "{from:?} {id}");
    };
    use FundRole::{Auditor, CaseWorker, Signatory};
    check(Signatory, CameFrom::Sending(sent), 1, Some("SENDING"));
    check(Signatory, CameFrom::Sending(sent), 2, None);
    check(CaseWorker, CameFrom::Task(task), 1, Some("TASK"));
    check(CaseWorker, CameFrom::Task(task), 2, None);
    check(CaseWorker, CameFrom::Task(task + 1), 1, None);
    check(Auditor, CameFrom::Looks, 1, Some("LOOKS"));
    check(CaseWorker, CameFrom::Looks, 1, None);
}

#[test]
fn what_waits_is_a_reason_for_who_decides_and_looks_are_replayed_with_theirs() {
    let world = World::new();
    let mut message = request(1, 0, 0);
    message["medicalReport"]["psychiatrist"] = json!("41234581000");
    world
        .send(&world.facility(0, "2024-03-05T09:00:00+01:00"), &message)
        .unwrap();
    let els = worker("Els", "2024-03-08T09:00:00Z");
    assert_eq!(look(&world, &els, 1, None).as_deref(), Some("IN_BERAAD"));
    let payer = employee("180", FundRole::Payer, "2024-03-08T09:00:00Z");
    assert_eq!(look(&world, &payer, 1, None), None);
    let by = PersonBy::Ssin(digits(0));
    let why = world.app().why_person(&els, &by, None).unwrap();
    world.app().person_page_because(&els, &by, None, why).unwrap();
    world
        .app()
        .say_why_dossier(&payer, &address(1), &said("CONTROL"))
        .unwrap();
    assert_eq!(look(&world, &payer, 1, None).as_deref(), Some("CONTROL"));
    let auditor = employee("180", FundRole::Auditor, "2024-03-09T09:00:00Z");
    let of = |reason: Option<&str>, without_reason| {
        let filter = LookFilter {
            reason: reason.map(str::to_owned),
            without_reason,
            ..LookFilter::default()
        };
        world.app().looks(&auditor, fund("180"), &filter).unwrap().looks.len()
    };
    assert_eq!(
        (of(Some("IN_BERAAD"), false), of(Some("CONTROL"), false), of(None, true)),
        (2, 2, 0)
    );
    let all = |store: &dyn Store| {
        let found = store
            .begin()
            .unwrap()
            .looks_of_fund(fund("180"), store::LookQuery::default(), 100);
        let mut looks: Vec<_> = found
            .unwrap()
            .into_iter()
            .map(|look| (look.use_case, look.reason))
            .collect();
        looks.sort();
        looks
    };
    world.store.seal_journal().unwrap();
    let scratch = SqliteStore::in_memory(Timestamp::UNIX_EPOCH).unwrap();
    let report = world.app().replay(&scratch, None::<&Law>, &mut |_| {}).unwrap();
    assert!(report.is_equal(), "{report:?}");
    assert_eq!(all(&scratch), all(world.store.as_ref()));
}
