//! What else a person of a fund must look at: listed, closed with a note, or settled by the event it waited for.
#![allow(clippy::unwrap_used, reason = "test code")]

use app::{Context, FundRole, PersonChange, Problem, TASKS_PAGE, TaskAbout, TaskOnPage, TasksFilter};
use identifiers::Period;
use jiff::Timestamp;
use jiff::civil::date;
use registers::Membership;
use regulation::Law;
use serde_json::{Value, json};
use store::Store;
use store_sqlite::SqliteStore;
use uuid::Uuid;

use super::bill::Bill;
use super::fixture::{
    AnyStore, DAY_CENTS, DAY_CODE, World, as_object, digits, employee, fund, hco, operator, registers,
};

const NOW: &str = "2024-06-10T10:00:00+02:00";

fn by(role: FundRole) -> Context {
    employee("180", role, NOW)
}

fn change(world: &World<AnyStore>, id: u128, when: &str, mut message: Value) {
    message["messageId"] = json!(Uuid::from_u128(id).to_string());
    message["facility"] = json!(hco(0));
    message["vsbReference"] = json!("VSB-0000-0001-01");
    let input = serde_json::to_vec(&message).unwrap();
    let context = world.facility(0, when);
    let answered = world.app().send_change(&context, &input, &as_object(&message));
    let json = answered.unwrap().json;
    assert!(json.contains("\"ACCEPTED\""), "{json}");
}

/// Days of March that are signed, and an end on the 20th: eleven of them lie after it.
fn billed_after_end() -> World<AnyStore> {
    let world = World::new();
    world.stay(1, 0, 0);
    let sent = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
    world.sign("180", sent).unwrap();
    let end = json!({ "change": "END", "end": "2024-03-20T15:00:00+01:00", "endReason": "10", "departedTo": "10" });
    change(&world, 2, "2024-06-05T09:00:00+02:00", end);
    world
}

fn tasks(world: &World<AnyStore>, context: &Context, closed: bool) -> Vec<TaskOnPage> {
    let filter = TasksFilter { kind: None, closed };
    world.app().tasks(context, &filter, None, TASKS_PAGE).unwrap().tasks
}

fn is_replayed(world: &World<AnyStore>) {
    world.store.seal_journal().unwrap();
    let scratch = SqliteStore::in_memory(Timestamp::UNIX_EPOCH).unwrap();
    let report = world.app().replay(&scratch, None::<&Law>, &mut |_| {}).unwrap();
    assert!(report.is_equal(), "{report:?}");
}

#[test]
fn a_task_is_closed_by_who_does_such_work_with_a_note_and_once() {
    let world = billed_after_end();
    let worker = by(FundRole::CaseWorker);
    let open = tasks(&world, &worker, false);
    assert_eq!(
        (open.len(), open[0].kind.as_str(), open[0].age_days),
        (1, "CHG_BILLED_AFTER_END", 5)
    );
    assert!(
        matches!(&open[0].about, TaskAbout::Dossier(Some(address), Some(_)) if address.message_id == Uuid::from_u128(1))
    );
    let may: Vec<bool> = FundRole::ALL
        .iter()
        .map(|role| tasks(&world, &by(*role), false)[0].may_close)
        .collect();
    assert_eq!(may, [true, false, false, false]);
    let close = |context: &Context, note: &str| world.app().close_task(context, open[0].id, note);
    for role in [FundRole::Signatory, FundRole::Payer, FundRole::Auditor] {
        let refused = world.refused("another role", |_| close(&by(role), "x"));
        assert!(matches!(refused, Problem::Forbidden(_)));
    }
    let elsewhere = employee("280", FundRole::CaseWorker, NOW);
    assert!(matches!(close(&elsewhere, "x"), Err(Problem::NotFound(_))));
    for note in ["", " \n", "x\0", &"x".repeat(2001)] {
        let refused = world.refused("an unfit note", |_| close(&worker, note));
        assert!(matches!(refused, Problem::InvalidInput(_)));
    }
    close(&worker, "Creditnota gevraagd").unwrap();
    let twice = close(&worker, "nog eens");
    assert!(matches!(twice, Err(Problem::Conflict(why)) if why.contains(&worker.actor.to_string())));
    assert_eq!(tasks(&world, &worker, false).len(), 0);
    let closed = &tasks(&world, &worker, true)[0];
    let end = closed.closed.as_ref().unwrap();
    assert_eq!(
        (end.by.clone(), end.note.as_deref()),
        (worker.actor.clone(), Some("Creditnota gevraagd"))
    );
    assert!(!closed.may_close);
    let shown = world.app().task_page(&by(FundRole::Auditor), open[0].id).unwrap();
    assert!(shown.closed.is_some());
    // It stands in the journal of its dossier.
    let address = match &open[0].about {
        TaskAbout::Dossier(Some(address), _) => address.clone(),
        other => panic!("{other:?}"),
    };
    let journal = world.app().journal_of_dossier(&worker, &address, None).unwrap();
    assert!(journal.lines.iter().any(|line| line.use_case == "closeTask"));
    is_replayed(&world);
}

#[test]
fn days_after_an_end_are_settled_once_none_is_left() {
    let world = billed_after_end();
    let worker = by(FundRole::CaseWorker);
    let march = Bill::month_of(0, 0, "180", "2024-03", 1);
    let days = |from: i8, to: i8| -> Vec<_> {
        (from..=to)
            .map(|day| (DAY_CODE, date(2024, 3, day), DAY_CENTS))
            .collect()
    };
    // A credit of some of the days settles nothing; that of the rest does, when it is signed.
    let some = world
        .bill(&march.clone().only(&days(21, 25)).taken_back("2024-04", 2))
        .id;
    world.sign("180", some).unwrap();
    assert_eq!(tasks(&world, &worker, false).len(), 1);
    let rest = world.bill(&march.only(&days(26, 31)).taken_back("2024-05", 3)).id;
    assert_eq!(tasks(&world, &worker, false).len(), 1, "not signed yet");
    world.sign("180", rest).unwrap();
    assert_eq!(tasks(&world, &worker, false).len(), 0);
    let closed = &tasks(&world, &worker, true)[0];
    assert_eq!(closed.closed.as_ref().unwrap().note, None);
    is_replayed(&world);
}

#[test]
fn an_end_that_is_taken_back_or_moved_settles_it() {
    let move_end =
        json!({ "change": "END_CHANGE", "end": "2024-03-31T15:00:00+02:00", "endReason": "10", "departedTo": "10" });
    let earlier =
        json!({ "change": "END_CHANGE", "end": "2024-03-25T15:00:00+01:00", "endReason": "10", "departedTo": "10" });
    for (message, still_open) in [
        (json!({ "change": "END_CANCELLATION" }), 0),
        (move_end, 0),
        (earlier, 1),
    ] {
        let world = billed_after_end();
        change(&world, 3, "2024-06-06T09:00:00+02:00", message.clone());
        let worker = by(FundRole::CaseWorker);
        assert_eq!(tasks(&world, &worker, false).len(), still_open, "{message}");
        assert_eq!(tasks(&world, &worker, true).len(), 1 - still_open, "{message}");
        is_replayed(&world);
    }
}

/// A kind is listed by itself, and a task about a person leads to their page for who has it.
#[test]
fn tasks_are_listed_by_kind_and_page_by_page() {
    let world = billed_after_end();
    let membership = Membership {
        period: Period::since(date(2024, 3, 2)),
        ..registers().memberships[0].membership
    };
    let told = PersonChange {
        memberships: Some(vec![membership]),
        ..PersonChange::default()
    };
    world.app().change_person(&operator(), &digits(0), &told).unwrap();
    let worker = by(FundRole::CaseWorker);
    let of = |kind: &str| {
        let filter = TasksFilter {
            kind: Some(kind.into()),
            closed: false,
        };
        world
            .app()
            .tasks(&worker, &filter, None, TASKS_PAGE)
            .unwrap()
            .tasks
            .len()
    };
    let all = tasks(&world, &worker, false);
    assert_eq!((of("CHG_BILLED_AFTER_END"), of("NONE")), (1, 0));
    assert_eq!(of("REGISTER_CHANGE") + 1, all.len());
    assert!(
        all.iter()
            .any(|task| matches!(task.about, TaskAbout::Person(_, _, true)))
    );
    let payer = tasks(&world, &by(FundRole::Payer), false);
    assert!(
        payer
            .iter()
            .any(|task| matches!(task.about, TaskAbout::Person(_, _, false)))
    );
    let filter = TasksFilter::default();
    let first = world.app().tasks(&worker, &filter, None, 1).unwrap();
    let second = world.app().tasks(&worker, &filter, first.next, 1).unwrap();
    assert_eq!((first.tasks[0].id, second.tasks[0].id), (all[0].id, all[1].id));
    let counted = world.app().today(&worker).unwrap().tasks;
    assert_eq!(counted.iter().map(|(_, count)| count).sum::<u64>(), all.len() as u64);
    assert_eq!(
        world.store.begin().unwrap().open_tasks(fund("180")).unwrap().len(),
        all.len()
    );
}
