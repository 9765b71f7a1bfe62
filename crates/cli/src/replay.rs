//! `zorgkas replay [--law FOLDER]`: the journalled inputs once more, in order, through the same use cases.

use app::{App, Cents, ReplayReport};
use identifiers::EuroCents;
use regulation::Law;
use store_sqlite::SqliteStore;

use crate::args::Replay;
use crate::output::{Failure, Output, Status};
use crate::workplace::existing_store;

/// Replays the journal of a store into memory and tells what differs.
pub(crate) fn run(arguments: &Replay, instead: Option<&Law>, output: &mut Output) -> Result<Status, Failure> {
    let store = existing_store(&arguments.data)?;
    let app = App::new(store.as_ref(), instead.cloned().unwrap_or_else(Law::embedded));
    let journal = app.verify_journal()?;
    if let Some((number, reason)) = journal.broken {
        output.line(format!(
            "The journal is broken at entry {number}: {reason}. Nothing is replayed."
        ))?;
        return Ok(Status::No);
    }
    match instead {
        None => output.line("Each entry by the law that it names.")?,
        Some(law) => output.line(format!("Every entry by the law {}.", law.hash()))?,
    }
    let scratch = SqliteStore::in_memory(crate::clock::now())?;
    let mut said = Ok(());
    let report = app.replay(&scratch, instead, &mut |difference| {
        if said.is_ok() {
            said = output.line(difference);
        }
    });
    said?;
    let report = report?;
    say(&report, instead.is_some(), output)?;
    Ok(if report.is_equal() { Status::Done } else { Status::No })
}

fn say(report: &ReplayReport, is_other_law: bool, output: &mut Output) -> Result<(), Failure> {
    output.line(format!("{:20} {:>9} {:>9}", "use case", "entries", "different"))?;
    for (use_case, count) in &report.use_cases {
        output.line(format!("{use_case:20} {:>9} {:>9}", count.entries, count.different))?;
    }
    if is_other_law {
        rules(report, output)?;
        for (what, cents) in [
            ("accepted in batches", report.batches),
            ("settled", report.settlements),
            ("ordered", report.orders),
        ] {
            money(what, cents, output)?;
        }
    }
    let told = [
        (report.without_item, "Decisions that no longer have an item"),
        (
            report.jobs_not_in_journal,
            "Jobs that ran and that the journal does not have",
        ),
        (
            report.lists_of_another_moment,
            "Lists that were read while others wrote, and show another moment",
        ),
    ];
    for (count, what) in told.into_iter().filter(|(count, _)| *count > 0) {
        output.line(format!("{what}: {count}"))?;
    }
    for facility in &report.different_inboxes {
        output.line(format!("The inbox of facility {facility} holds something else."))?;
    }
    for fund in &report.different_tasks {
        output.line(format!("The open tasks of fund {fund} are others."))?;
    }
    output.line(if report.is_equal() {
        format!(
            "Equal: all answers ({}) are the same, and so are all inboxes ({}).",
            report.entries, report.inboxes
        )
    } else {
        format!("Different: {} of {} answers.", report.different(), report.entries)
    })
}

/// What differs by check.
fn rules(report: &ReplayReport, output: &mut Output) -> Result<(), Failure> {
    if !report.rules.is_empty() {
        output.line(format!(
            "{:32} {:>9} {:>11} {:>20}",
            "check", "appears", "disappears", "accepted"
        ))?;
    }
    for (code, rule) in &report.rules {
        let accepted = signed(rule.accepted);
        output.line(format!(
            "{:32} {:>9} {:>11} {accepted:>20}",
            code.as_str(),
            rule.appeared,
            rule.disappeared
        ))?;
    }
    if report.by_no_rule != EuroCents::ZERO {
        output.line(format!(
            "accepted on lines where no check differs: {}",
            signed(report.by_no_rule)
        ))?;
    }
    Ok(())
}

fn money(what: &str, cents: Cents, output: &mut Output) -> Result<(), Failure> {
    let difference = cents.after.minus(cents.before).map_err(app::Problem::from)?;
    output.line(format!(
        "{what:20} {} → {}  ({}: {} cents)",
        cents.before,
        cents.after,
        signed(difference),
        difference.cents()
    ))
}

/// An amount with its sign, also a positive one.
fn signed(amount: EuroCents) -> String {
    if amount > EuroCents::ZERO {
        format!("+{amount}")
    } else {
        amount.to_string()
    }
}
