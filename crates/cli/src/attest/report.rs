//! What passed, what is missing and what differed, as text and as JSON.

use app::Problem;
use identifiers::brussels_day;
use serde_json::json;

use super::judge::{Judged, State};
use super::list::List;
use crate::output::{Failure, Output, Status};

/// The tasks, before anything is tried.
pub(super) fn show(list: &List, output: &mut Output) -> Result<Status, Failure> {
    output.line(&list.title)?;
    for task in &list.tasks {
        output.line(format!("{}: {}\n    {}", task.id, task.title, task.what_to_do))?;
    }
    Ok(Status::Done)
}

pub(super) fn as_json(list: &List, judged: &[Judged], output: &mut Output) -> Result<(), Failure> {
    let (passed, failed) = counts(judged);
    let report = json!({
        "title": list.title, "facility": list.facility, "passed": passed, "failed": failed, "tasks": judged,
    });
    output.line(serde_json::to_string_pretty(&report).map_err(Problem::from)?)
}

pub(super) fn as_text(list: &List, judged: &[Judged], output: &mut Output) -> Result<(), Failure> {
    output.line(&list.title)?;
    for one in judged {
        let word = match one.state {
            State::Passed => "passed  ",
            State::Missing => "missing ",
            State::Differed => "differed",
        };
        output.line(format!("{word}  {}: {}", one.id, one.title))?;
        if let Some(call) = one
            .waits_for
            .as_ref()
            .filter(|_| !one.entries.is_empty() || one.state == State::Differed)
        {
            output.line(format!(
                "          seen {} of its calls; waits for: {call}",
                one.entries.len()
            ))?;
        }
        for difference in &one.differences {
            output.line(format!("          {difference}"))?;
        }
        if let Some(what_to_do) = &one.what_to_do {
            output.line(format!("          {what_to_do}"))?;
        }
    }
    let (passed, failed) = counts(judged);
    output.line(format!("{passed} passed, {failed} failed"))?;
    if failed == 0 {
        let today = brussels_day(crate::clock::now());
        output.line(format!(
            "All of it was shown. In its own store the agency notes it by: zorgkas trust attest NAME VERSION --from {today}"
        ))?;
    }
    Ok(())
}

fn counts(judged: &[Judged]) -> (usize, usize) {
    let passed = judged.iter().filter(|one| one.state == State::Passed).count();
    (passed, judged.len() - passed)
}
