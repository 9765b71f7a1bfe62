//! Own numbers are others in a replay: a counter leaves gaps, and writers who work side by side take numbers in another
//! order than that in which they end.

use std::sync::Barrier;
use std::thread;

use app::{App, Change, FundRole, NewControlRule};
use regulation::Law;
use store_postgres::testing::{TestDatabase, TestStore};
use store_sqlite::SqliteStore;

use super::bill::Bill;
use super::fixture::{AnyStore, World, employee, fund, operator, request};
use super::replay::full_on;

#[track_caller]
fn replays_equal(world: &World<AnyStore>) {
    let scratch = SqliteStore::in_memory(operator().at).expect("memory opens");
    let mut told = Vec::new();
    let report = world
        .app()
        .replay(&scratch, None, &mut |difference| told.push(difference.clone()));
    // A list that was read while others wrote may show the moment before.
    told.retain(|difference| difference.change != Change::OtherMoment);
    assert_eq!(told, []);
    let report = report.expect("the replay ends");
    assert!(report.is_equal(), "{report:?}");
    let walked = App::new(&scratch, Law::embedded())
        .verify_journal()
        .expect("it is walked");
    assert_eq!(walked.entries, report.entries.cast_signed());
}

#[test]
fn every_use_case_gives_the_same_answer_again_under_other_numbers() {
    let database = TestDatabase::new();
    database
        .run("SELECT setval('zorgkas.dossier_id_seq', 500), setval('zorgkas.batch_id_seq', 70)")
        .expect("the counters go on from elsewhere");
    replays_equal(&full_on(Box::new(TestStore::new(database))));
}

#[test]
fn what_writers_did_side_by_side_gives_the_same_answers_again() {
    let world = World::new();
    let together = Barrier::new(4);
    thread::scope(|scope| {
        for writer in 0..4_u128 {
            let (world, together) = (&world, &together);
            scope.spawn(move || {
                together.wait();
                for round in 0..8_u128 {
                    // Two facilities, four persons: every two of them meet somewhere.
                    let (facility, person) = ((writer % 2) as usize, ((writer + round) % 4) as u64);
                    let context = world.facility(facility, "2024-03-05T09:00:00+01:00");
                    let message = request(writer * 100 + round + 1, facility, person);
                    world.send(&context, &message).expect("the request is taken in");
                }
            });
        }
    });
    world.app().run_jobs(&operator()).expect("jobs are done");
    assert_eq!(
        world
            .journal()
            .iter()
            .filter(|entry| entry.use_case == "careRequest")
            .count(),
        32
    );
    replays_equal(&world);
}

/// A standing rule that is made, and lists that are read, while sendings are judged.
#[test]
fn rules_and_lists_beside_sendings_give_the_same_answers_again() {
    const MONTHS: [&str; 6] = ["2024-03", "2024-04", "2024-05", "2024-06", "2024-07", "2024-08"];
    let world = World::new();
    for facility in 0..2 {
        world.stay(facility as u128 + 1, facility, facility as u64);
    }
    let number = fund("180");
    let worker = |when| employee("180", FundRole::CaseWorker, when);
    let together = Barrier::new(4);
    thread::scope(|scope| {
        for facility in 0..2 {
            let (world, together) = (&world, &together);
            scope.spawn(move || {
                together.wait();
                for (sending, month) in (1..).zip(MONTHS) {
                    let bill = Bill::month_of(facility as u64, facility, "180", month, sending);
                    world.bill(&bill);
                }
            });
        }
        scope.spawn(|| {
            together.wait();
            for facility in MONTHS.iter().zip([1, 2].iter().cycle()).map(|(_, n)| *n) {
                let rule = NewControlRule {
                    facility: Some(facility),
                    ..NewControlRule::default()
                };
                let context = worker("2024-12-03T10:00:00Z");
                let id = world.app().add_control_rule(&context, number, &rule).expect("a rule");
                world.app().end_control_rule(&context, number, id).expect("it ends");
            }
        });
        scope.spawn(|| {
            together.wait();
            for _ in MONTHS {
                world
                    .app()
                    .dossiers(&worker("2024-12-03T10:00:00Z"), None)
                    .expect("a list");
            }
        });
    });
    replays_equal(&world);
}

/// The last entries were removed, with the triggers off, by who owns the schema: their count gives it away.
#[test]
fn a_journal_whose_end_was_cut_off_is_broken() {
    let database = TestDatabase::new();
    let store = database.store();
    let world = World::on(Box::new(database.store()) as AnyStore);
    let whole = world.app().verify_journal().expect("it is walked");
    assert!(whole.broken.is_none() && whole.entries > 0, "{whole:?}");
    database
        .run(&format!(
            "ALTER TABLE zorgkas.journal DISABLE TRIGGER ALL;
             DELETE FROM zorgkas.journal WHERE number = {0};
             ALTER TABLE zorgkas.journal ENABLE TRIGGER ALL",
            whole.entries
        ))
        .expect("the owner may");
    let told = |entries| {
        App::new(&store, Law::embedded())
            .verify_journal()
            .map(|report| (report.entries, report.broken.map(|(at, _)| at)) == (entries - 1, Some(entries)))
    };
    assert!(told(whole.entries).expect("it is walked"));
    // What is appended behind it does not hide it.
    world.stay(1, 0, 0);
    let again = world.app().verify_journal().expect("it is walked");
    assert!(again.broken.is_some(), "{again:?}");
}
