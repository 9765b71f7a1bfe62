//! Many small use cases at the same time, which may share a commit: each has its own verdict and its own failure, and
//! what was answered is there, also behind a process that is killed.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::thread;

use app::{App, Context, Problem};
use registers::import::{MemberRow, MembershipRow};
use regulation::Law;
use serde_json::{Value, json};
use store_sqlite::SqliteStore;

use super::fixture::{AnyStore, World, as_object, digits, operator, registers, request, ssin};
use super::fresh;

/// Where the process finds its store.
const STORE: &str = "ZORGKAS_TEST_GROUPS_STORE";

/// Persons beside those of the world, by number.
const NEWCOMERS: std::ops::Range<u64> = 10..250;

/// The world, with many more members of its first fund.
fn crowded(store: AnyStore) -> World<AnyStore> {
    let mut all = registers();
    let (member, membership) = (all.members[0].clone(), all.memberships[0]);
    for n in NEWCOMERS {
        all.members.push(MemberRow {
            ssin: ssin(n),
            ..member.clone()
        });
        all.memberships.push(MembershipRow {
            ssin: ssin(n),
            ..membership
        });
    }
    let world = World::on(store);
    world.app().import_read(&operator(), &all).expect("they are taken in");
    world
}

/// What somebody asks at the same time as all others.
enum Asked {
    Request(Value),
    Status(String),
}

/// What came of it.
fn answered(app: &App<'_>, context: &Context, asked: &Asked) -> Result<String, Problem> {
    // Whoever finds a server busy comes again.
    loop {
        let answer = match asked {
            Asked::Request(message) => {
                let input = serde_json::to_vec(message).expect("JSON");
                app.send_request(context, &input, &as_object(message))
                    .map(|answer| answer.json)
            }
            Asked::Status(ssin) => app
                .insurance_status(context, ssin, None)
                .map(|answer| serde_json::to_string(&answer).expect("JSON")),
        };
        if !matches!(answer, Err(Problem::Unavailable(_))) {
            return answer;
        }
    }
}

fn all_at_once(world: &World<AnyStore>, all: &[Asked]) -> Vec<Result<String, Problem>> {
    let together = Barrier::new(all.len());
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    thread::scope(|scope| {
        let callers: Vec<_> = all
            .iter()
            .map(|asked| {
                let (together, context) = (&together, &context);
                scope.spawn(move || {
                    let app = world.app();
                    together.wait();
                    answered(&app, context, asked)
                })
            })
            .collect();
        callers
            .into_iter()
            .map(|caller| caller.join().expect("it ends"))
            .collect()
    })
}

/// Distinct requests; one that is no message; the same message three times; one number with two contents; a malformed
/// number; and looks.
fn a_crowd() -> Vec<Asked> {
    let mut all: Vec<Asked> = (0..12)
        .map(|n| Asked::Request(request(100 + u128::from(n), 0, 10 + n)))
        .collect();
    let mut no_message = request(200, 0, 30);
    no_message["surprise"] = json!(1);
    all.push(Asked::Request(no_message));
    all.extend((0..3).map(|_| Asked::Request(request(201, 0, 31))));
    all.extend([32, 33].map(|n| Asked::Request(request(202, 0, n))));
    all.push(Asked::Status("12345".into()));
    all.extend((10..14).map(|n| Asked::Status(digits(n))));
    all
}

#[test]
fn each_of_a_crowd_has_its_own_answer() {
    let world = crowded(fresh::store());
    let before = world.journal().len();
    let answers = all_at_once(&world, &a_crowd());
    for accepted in &answers[..12] {
        let json = accepted.as_ref().expect("it is taken in");
        assert!(json.contains("\"outcome\":\"ACCEPTED\""), "{json}");
    }
    assert!(
        matches!(answers[12], Err(Problem::InvalidInput(_))),
        "{:?}",
        answers[12]
    );
    let same: BTreeSet<&str> = answers[13..16]
        .iter()
        .map(|answer| answer.as_ref().expect("it is taken in").as_str())
        .collect();
    assert_eq!(same.len(), 1, "the same message has one answer");
    let of_two = &answers[16..18];
    assert_eq!(of_two.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(of_two.iter().any(|answer| matches!(answer, Err(Problem::Conflict(_)))));
    assert!(matches!(answers[18], Err(Problem::InvalidInput(_))));
    for look in &answers[19..] {
        assert!(look.as_ref().expect("an answer").contains("\"insured\":true"));
    }
    // 12 and 2 requests, 4 looks: whatever was refused left nothing.
    assert_eq!(world.journal().len(), before + 18);
    let scratch = SqliteStore::in_memory(operator().at).expect("memory opens");
    let mut differences = Vec::new();
    let replayed = world
        .app()
        .replay(&scratch, None, &mut |difference| differences.push(difference.clone()));
    replayed.expect("the replay ends");
    assert!(differences.is_empty(), "{differences:?}");
}

/// The process that is killed: some callers send requests one after the other, and each says so when one was answered.
/// Without a store that was named it has nothing to do.
#[test]
fn the_process_that_is_killed() {
    let Ok(place) = std::env::var(STORE) else { return };
    let store = fresh::at(&place);
    let world = World::again(store);
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    thread::scope(|scope| {
        for caller in 0..6 {
            let (world, context) = (&world, &context);
            scope.spawn(move || {
                for n in NEWCOMERS.skip(caller).step_by(6) {
                    let asked = Asked::Request(request(u128::from(n), 0, n));
                    let json = answered(&world.app(), context, &asked).expect("it is taken in");
                    eprintln!("answered {n} {json}");
                }
            });
        }
    });
}

/// Lets the process answer so many, and kills it in the middle of others; gives what it answered.
fn killed_behind(place: &str, answers: usize) -> Vec<(u64, String)> {
    let program = std::env::current_exe().expect("this program");
    let mut process = Command::new(program)
        .args(["--exact", "groups::the_process_that_is_killed", "--nocapture"])
        .env(STORE, place)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let said = BufReader::new(process.stderr.take().expect("a pipe"));
    let mut answered = Vec::new();
    for line in said.lines().map_while(Result::ok) {
        let mut words = line.splitn(3, ' ');
        if words.next() == Some("answered") {
            let n = words.next().and_then(|n| n.parse().ok()).expect("a number");
            // The last line may be cut off.
            answered.extend(
                words
                    .next()
                    .filter(|json| json.ends_with('}'))
                    .map(|json| (n, json.to_owned())),
            );
        }
        if answered.len() == answers {
            process.kill().expect("it is killed");
        }
    }
    process.wait().expect("it ends");
    answered
}

#[test]
fn what_was_answered_is_there_behind_a_process_that_is_killed() {
    let (place, _kept) = fresh::place();
    drop(crowded(fresh::at(&place)));
    let mut answered = Vec::new();
    for answers in [1, 17, 40] {
        answered.extend(killed_behind(&place, answers));
    }
    assert!(answered.len() >= 58, "{}", answered.len());
    let world = World::again(fresh::at(&place));
    let app = App::new(&world.store, Law::embedded());
    assert_eq!(app.verify_journal().expect("it is walked").broken, None);
    let requests = |world: &World<AnyStore>| {
        let journal = world.journal();
        journal.iter().filter(|entry| entry.use_case == "careRequest").count()
    };
    let dossiers = || {
        let mut tx = world.store.begin().expect("a transaction");
        let counted = tx.count_dossiers().expect("a count");
        counted.iter().map(|(_, count)| count).sum::<u64>()
    };
    let before = requests(&world);
    assert_eq!(dossiers(), before as u64, "a dossier for each entry of the journal");
    let context = world.facility(0, "2024-03-06T09:00:00+01:00");
    for (n, first) in &answered {
        let again = world
            .send(&context, &request(u128::from(*n), 0, *n))
            .expect("an answer");
        assert_eq!(&again.json, first);
    }
    assert_eq!(requests(&world), before, "each was there");
}
