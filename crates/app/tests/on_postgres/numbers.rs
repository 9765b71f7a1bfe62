//! Own numbers are others in a replay: a counter leaves gaps, and writers who work side by side take numbers in another
//! order than that in which they end.

use std::sync::Barrier;
use std::thread;

use app::App;
use regulation::Law;
use store_postgres::testing::{TestDatabase, TestStore};
use store_sqlite::SqliteStore;

use super::fixture::{AnyStore, World, operator, request};
use super::replay::full_on;

#[track_caller]
fn replays_equal(world: &World<AnyStore>) {
    let scratch = SqliteStore::in_memory(operator().at).expect("memory opens");
    let mut told = Vec::new();
    let report = world
        .app()
        .replay(&scratch, None, &mut |difference| told.push(difference.clone()));
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
