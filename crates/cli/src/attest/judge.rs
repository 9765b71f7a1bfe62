//! Which tasks were done: the calls of the journal beside the calls of a task, in their order. What a call is worth was
//! judged when it was made.

use app::SoftwareCall;
use serde::Serialize;
use serde_json::{Map, Value};

use super::list::{Sight, Task};

/// How a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum State {
    /// All its calls were made, and answered as they must be.
    Passed,
    /// A call that it asks for was not made.
    Missing,
    /// A call was made, and answered otherwise.
    Differed,
}

/// A task and how it stands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Judged {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) state: State,
    /// What is to be done; of a task that is not passed only.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    pub(super) what_to_do: Option<String>,
    /// The entries of the journal in which its calls were seen, in order.
    pub(super) entries: Vec<i64>,
    /// The call that is missing or differed, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) waits_for: Option<String>,
    /// What differed in the last call that came nearest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) differences: Vec<String>,
}

pub(super) fn judge(tasks: &[Task], calls: &[SoftwareCall]) -> Vec<Judged> {
    tasks.iter().map(|task| judged(task, calls)).collect()
}

fn judged(task: &Task, calls: &[SoftwareCall]) -> Judged {
    let found = follow(&task.see, calls, None);
    let waits_for = task.see.get(found.entries.len());
    Judged {
        id: task.id.clone(),
        title: task.title.clone(),
        state: match (waits_for, found.differences.is_empty()) {
            (None, _) => State::Passed,
            (Some(_), true) => State::Missing,
            (Some(_), false) => State::Differed,
        },
        what_to_do: waits_for.map(|_| task.what_to_do.clone()),
        waits_for: waits_for.map(|sight| sight.call.clone()),
        entries: found.entries,
        differences: found.differences,
    }
}

/// How far a task's calls were followed.
#[derive(Default)]
struct Found {
    entries: Vec<i64>,
    /// What differed in the last call that the next sight could have meant.
    differences: Vec<String>,
}

/// Follows sights through the calls behind `before`: the way that leads furthest, since a call that fits may have been
/// made several times.
fn follow(sights: &[Sight], calls: &[SoftwareCall], before: Option<&SoftwareCall>) -> Found {
    let Some((sight, rest)) = sights.split_first() else {
        return Found::default();
    };
    let mut furthest = Found::default();
    for (place, call) in calls.iter().enumerate() {
        if !is_meant(sight, call, before) {
            continue;
        }
        let differences = differences(sight, call);
        if !differences.is_empty() {
            if furthest.entries.is_empty() {
                furthest.differences = differences;
            }
            continue;
        }
        let mut found = follow(rest, calls.get(place + 1..).unwrap_or_default(), Some(call));
        found.entries.insert(0, call.entry);
        // Of two ways that lead as far, the later one is what was tried last.
        if found.entries.len() >= furthest.entries.len() {
            furthest = found;
        }
        if furthest.entries.len() == sights.len() {
            furthest.differences.clear();
            break;
        }
    }
    furthest
}

/// Whether a sight means this call: by its name, its message, and what it was about.
fn is_meant(sight: &Sight, call: &SoftwareCall, before: Option<&SoftwareCall>) -> bool {
    let is_same = || before.is_none_or(|before| call.subject == before.subject || shows_answer_on(call, before));
    let has = |(name, wanted): (&String, &Value)| call.message.get(name).is_some_and(|found| fits(wanted, found));
    sight.call == call.call && sight.message.iter().all(has) && (!sight.same || is_same())
}

/// Whether an inbox showed an answer on a message.
fn shows_answer_on(inbox: &SoftwareCall, sent: &SoftwareCall) -> bool {
    let answered = inbox.answer.get("messages").and_then(Value::as_array);
    let id = sent.message.get("messageId");
    answered.is_some_and(|answered| id.is_some_and(|id| answered.contains(id)))
}

/// Whether a value is what is wanted: of an object, in the fields that are wanted.
fn fits(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => wanted
            .iter()
            .all(|(name, wanted)| found.get(name).is_some_and(|found| fits(wanted, found))),
        _ => wanted == found,
    }
}

fn differences(sight: &Sight, call: &SoftwareCall) -> Vec<String> {
    let mut differences: Vec<String> = other_fields(&sight.answer, &call.answer).collect();
    let found = || match call.findings.join(", ") {
        none if none.is_empty() => "nothing".to_owned(),
        found => found,
    };
    if let Some(exactly) = &sight.findings
        && !exactly.iter().eq(&call.findings)
    {
        let wanted: Vec<&str> = exactly.iter().map(String::as_str).collect();
        let wanted = if wanted.is_empty() {
            "nothing".to_owned()
        } else {
            wanted.join(", ")
        };
        differences.push(format!("expected {wanted} to be found, got {}", found()));
    }
    let absent: Vec<&str> = sight
        .among
        .iter()
        .map(String::as_str)
        .filter(|code| !call.findings.iter().any(|found| found == code))
        .collect();
    if !absent.is_empty() {
        differences.push(format!(
            "expected {} among what is found, got {}",
            absent.join(", "),
            found()
        ));
    }
    differences
}

fn other_fields<'a>(
    wanted: &'a Map<String, Value>,
    found: &'a Map<String, Value>,
) -> impl Iterator<Item = String> + 'a {
    wanted.iter().filter_map(|(name, wanted)| match found.get(name) {
        Some(found) if fits(wanted, found) => None,
        Some(found) => Some(format!("{name}: expected {wanted}, got {found}")),
        None => Some(format!("{name}: expected {wanted}, got none")),
    })
}
