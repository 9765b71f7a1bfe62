//! A process that is killed at any step, and started again: the end is as if it had never been (billing.md §3).
//!
//! The steps of some months are played by this program once more, as a process of its own that is killed (SIGKILL) behind
//! one step after the other, while the next is under way. Each new process begins at the first step again: what was
//! done already gives its first answer, or says what holds now.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use app::{Decision, FundRole, LinePick, Problem};
use identifiers::BatchId;
use jiff::civil::date;
use store::BatchState;

use super::bill::Bill;
use super::fixture::{AnyStore, World, employee, fund, operator};
use super::fresh;

/// Where the process finds its store.
const STORE: &str = "ZORGKAS_TEST_KILLED_STORE";

/// What it says behind each step.
const DONE: &str = "step done";

/// Three files of one facility (the second takes the first back, and leaves a debt that is set off against the third),
/// and one of another.
fn bills() -> [Bill; 4] {
    let march = Bill::month_of(0, 0, "180", "2024-03", 1);
    [
        march.clone(),
        march.taken_back("2024-04", 2),
        Bill::month_of(0, 0, "180", "2024-05", 3),
        Bill::month_of(1, 1, "180", "2024-03", 1),
    ]
}

/// A step that was done before says so by what holds now.
fn done_or_known<T>(done: Result<T, Problem>) {
    match done {
        Ok(_) | Err(Problem::Conflict(_)) => {}
        Err(problem) => panic!("{problem}"),
    }
}

/// Takes a line of a batch into review and decides it, once.
fn review(world: &World<AnyStore>, batch: BatchId, said: &mut dyn FnMut()) {
    let worker = employee("180", FundRole::CaseWorker, "2024-06-03T12:00:00+02:00");
    let app = world.app();
    let pick = LinePick {
        day: Some(date(2024, 3, 9)),
        ..LinePick::default()
    };
    let is_reviewed = |world: &World<AnyStore>| {
        let report = world.app().batch(&worker, batch).expect("a batch");
        report
            .findings
            .iter()
            .any(|found| found.finding.code.as_str() == "P90001")
    };
    if !is_reviewed(world) {
        app.review_lines(&worker, batch, &pick).expect("it is accepted");
    }
    said();
    done_or_known(app.decide_lines(&worker, batch, &LinePick::default(), Decision::Refuse, "Afwezig"));
    said();
}

/// All steps, each answered as the first time when it was done before.
fn play(world: &World<AnyStore>, said: &mut dyn FnMut()) {
    for (id, facility, person) in [(1, 0, 0), (2, 1, 1)] {
        world.stay(id, facility, person);
        said();
    }
    for (place, bill) in bills().iter().enumerate() {
        let batch = world.bill(bill).id;
        said();
        if place == 3 {
            review(world, batch, said);
        }
        done_or_known(world.sign("180", batch));
        said();
    }
    world.pay("180").expect("it is due, or ordered");
    said();
    for (day, status, statement) in [(7, true, false), (8, false, true)] {
        let payer = employee("180", FundRole::Payer, &format!("2024-06-{day:02}T10:00:00+02:00"));
        let file = bank_file(world, status, statement);
        let taken = world.app().take_bank_file(&payer, fund("180"), file.as_bytes());
        taken.expect("it is read");
        said();
        world.pay("180").expect("it is due again, or ordered");
        said();
    }
}

/// The bank rejects the transfer of the last file once, and books the second.
fn bank_file(world: &World<AnyStore>, status: bool, statement: bool) -> String {
    let mut tx = world.store.begin().expect("a transaction");
    let last = tx
        .batch_by_input(store::ContentHash::of(&bills()[3].bytes()))
        .expect("the store answers");
    let settlement = tx
        .settlement_of(last.expect("a batch").id)
        .expect("the store answers")
        .expect("signed");
    let (id, cents) = (
        format!("ZK180-{}", settlement.reference.to_digits()),
        settlement.settlement.amount.cents(),
    );
    let status = if status {
        format!(
            "<CstmrPmtStsRpt><OrgnlGrpInfAndSts/><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId>
             <TxSts>RJCT</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt>"
        )
    } else {
        String::new()
    };
    let statement = if statement {
        format!(
            "<BkToCstmrStmt><Stmt><Ntry><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><NtryDtls><TxDtls><Refs>
             <EndToEndId>{id}</EndToEndId></Refs><Amt Ccy=\"EUR\">{}.{:02}</Amt></TxDtls></NtryDtls></Ntry></Stmt>
             </BkToCstmrStmt>",
            cents / 100,
            cents % 100
        )
    } else {
        String::new()
    };
    format!("<Document>{status}{statement}</Document>")
}

/// The process that is killed. Without a store that was named it has nothing to do.
#[test]
fn the_process_that_is_killed() {
    let Ok(place) = std::env::var(STORE) else { return };
    let world = World::again(fresh::at(&place));
    play(&world, &mut || eprintln!("{DONE}"));
}

fn started(place: &str) -> Child {
    let program = std::env::current_exe().expect("this program");
    Command::new(program)
        .args(["--exact", "killed::the_process_that_is_killed", "--nocapture"])
        .env(STORE, place)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

/// Lets a process do some steps, and then, `later`, kills it; `true` when it came to its end before.
fn played_until(place: &str, steps: usize, later: Duration) -> bool {
    let mut process = started(place);
    let said = BufReader::new(process.stderr.take().expect("a pipe"));
    let mut done = 0;
    let mut others = Vec::new();
    for line in said.lines().map_while(Result::ok) {
        if line != DONE {
            others.push(line);
            continue;
        }
        done += 1;
        if done == steps {
            // Some way into the next step.
            std::thread::sleep(later);
            process.kill().expect("it is killed");
            process.wait().expect("it ends");
            return false;
        }
    }
    let status = process.wait().expect("it ends");
    assert!(status.success(), "{status}: {}", others.join("\n"));
    true
}

/// What there is in the end: of each file its state and answers, of the journal how often each thing was done.
type End = (Vec<(BatchState, Vec<Vec<u8>>)>, Vec<String>);

fn end(world: &World<AnyStore>) -> End {
    let of_bill = |bill: &Bill| {
        let report = world.app().batch_of_bytes(&operator(), &bill.bytes()).expect("a batch");
        let files = world.app().answers(&operator(), report.id).expect("answers");
        (report.batch.state, files.into_iter().map(|file| file.bytes).collect())
    };
    let mut done: Vec<String> = world.journal().into_iter().map(|entry| entry.use_case).collect();
    done.sort();
    (bills().iter().map(of_bill).collect(), done)
}

#[test]
fn a_process_that_is_killed_at_any_step_goes_on_as_if_it_had_not_been() {
    let whole = World::new();
    play(&whole, &mut || {});
    let expected = end(&whole);
    assert_eq!(expected.0[3].0, BatchState::Paid);

    let (place, _kept) = fresh::place();
    drop(World::on(fresh::at(&place)));
    let mut steps = 1;
    while !played_until(&place, steps, Duration::from_micros(steps as u64 * 731 % 5000)) {
        steps += 1;
    }
    assert!(steps > 15, "it was killed {steps} times");
    let world = World::again(fresh::at(&place));
    let found = end(&world);
    assert_eq!(found.1, expected.1, "each thing was done once");
    assert!(found.0 == expected.0, "the same states and answers");
    let walked = world.app().verify_journal().expect("it is walked");
    assert_eq!(walked.broken, None);
}
