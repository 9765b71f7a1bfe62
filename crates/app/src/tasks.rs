//! Use cases: what else a person of a fund must look at, and how that comes to its end (screens.md, "Vandaag"; D18): closed
//! by a person with a note, or settled by the event that it waited for.

use std::fmt;
use std::str::FromStr;

use identifiers::{BatchId, CareFundNumber, DossierId, FacilityId, PersonId, brussels_day};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{FacilityName, NewLook, TaskEnd, TaskRow, TasksQuery, Transaction};

use crate::bank_files::RETURNED_PAYMENT;
use crate::care_messages::{BILLED_AFTER_END, aggregate};
use crate::decisions::is_plain_text;
use crate::follows::looking_fund;
use crate::looks::at_dossier;
use crate::page_looks::{About, PageLook};
use crate::person_changes::{REGISTER_CHANGE, months};
use crate::record::{Record, record};
use crate::worklist::{age_days, fund_alone, own_fund, taken_by};
use crate::{Action, Actor, App, Context, DossierAddress, Problem, Reason};

/// Tasks on one page.
pub const TASKS_PAGE: u32 = 50;

/// The kinds of tasks that there are.
pub const TASK_KINDS: [&str; 3] = [REGISTER_CHANGE, BILLED_AFTER_END, RETURNED_PAYMENT];

/// Most letters of a note.
const MOST_LETTERS: usize = 2_000;

/// What a task is about, by own numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum TaskSubject {
    /// A dossier.
    Dossier { dossier: i64 },
    /// A sending.
    Batch { batch: i64 },
    /// A person.
    Person { person: i64 },
    /// What changed at a facility: a code, or the recognition of a sector.
    Facility { facility: i64, what: String },
}

/// As it is kept: `dossier 7`, `facility 3 code 970012`.
impl fmt::Display for TaskSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dossier { dossier } => write!(f, "dossier {dossier}"),
            Self::Batch { batch } => write!(f, "batch {batch}"),
            Self::Person { person } => write!(f, "person {person}"),
            Self::Facility { facility, what } => write!(f, "facility {facility} {what}"),
        }
    }
}

impl FromStr for TaskSubject {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let unread = || Problem::Fault("a task about something unknown".into());
        let (kind, rest) = text.split_once(' ').ok_or_else(unread)?;
        let (number, what) = rest.split_once(' ').unwrap_or((rest, ""));
        let number: i64 = number.parse().map_err(|_| unread())?;
        match (kind, what) {
            ("dossier", "") => Ok(Self::Dossier { dossier: number }),
            ("batch", "") => Ok(Self::Batch { batch: number }),
            ("person", "") => Ok(Self::Person { person: number }),
            ("facility", what) => Ok(Self::Facility {
                facility: number,
                what: what.to_owned(),
            }),
            _ => Err(unread()),
        }
    }
}

/// Which tasks are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TasksFilter {
    /// Of this kind only.
    pub kind: Option<String>,
    /// Those that are closed; else those that are open.
    pub closed: bool,
}

/// A page of tasks: open ones with the oldest first, closed ones with the newest first.
#[derive(Debug, Clone, Default)]
pub struct TaskList {
    /// The tasks.
    pub tasks: Vec<TaskOnPage>,
    /// Behind which the next page begins; `None` on the last one.
    pub next: Option<i64>,
}

/// A task.
#[derive(Debug, Clone)]
pub struct TaskOnPage {
    /// Own number.
    pub id: i64,
    /// Its kind: one of [`TASK_KINDS`].
    pub kind: String,
    /// What it is about.
    pub about: TaskAbout,
    /// Since when.
    pub opened_at: Timestamp,
    /// Days since then.
    pub age_days: i64,
    /// How it came to its end.
    pub closed: Option<ClosedTask>,
    /// Whether the actor may close it.
    pub may_close: bool,
}

/// How a task came to its end.
#[derive(Debug, Clone)]
pub struct ClosedTask {
    /// When.
    pub at: Timestamp,
    /// Who closed it, or whose doing settled it.
    pub by: Actor,
    /// What was done; `None` where an event settled it.
    pub note: Option<String>,
}

/// What a task is about, as a page names it.
#[derive(Debug, Clone)]
pub enum TaskAbout {
    /// A dossier: the way to it, and the person's name where known.
    Dossier(Option<DossierAddress>, Option<String>),
    /// A sending.
    Sending(BatchId),
    /// A person: own number, the name where known, and whether the actor has their page.
    Person(PersonId, Option<String>, bool),
    /// What changed at a facility.
    Facility(Option<FacilityName>, String),
}

/// Who closes a task of a kind: whoever does the work that it is about.
fn right_of(kind: &str) -> Action {
    match kind {
        RETURNED_PAYMENT => Action::RecordBankAnswer,
        _ => Action::Decide,
    }
}

impl App<'_> {
    /// A page of the tasks of the actor's fund. The look is recorded, with the persons that are named.
    ///
    /// # Errors
    /// Only an employee of a fund has such a list.
    pub fn tasks(
        &self,
        context: &Context,
        filter: &TasksFilter,
        behind: Option<i64>,
        limit: u32,
    ) -> Result<TaskList, Problem> {
        let fund = own_fund(context)?;
        let mut tx = self.begin()?;
        let mut rows = tx.tasks(&TasksQuery {
            fund,
            kind: filter.kind.as_deref(),
            open: !filter.closed,
            behind,
            limit: limit.saturating_add(1),
        })?;
        let is_last = rows.len() <= limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| !is_last).map(|last| last.id);
        let mut seen = Vec::new();
        let mut tasks = Vec::with_capacity(rows.len());
        for row in rows {
            tasks.push(on_page(tx.as_mut(), context, (row, fund), &mut seen)?);
        }
        PageLook::at("tasks", About::Fund(fund))
            .asked(json!({ "kind": filter.kind, "closed": filter.closed }))
            .why(Some(Reason::own("TASK", None)))
            .seen(seen)
            .end(tx, context)?;
        Ok(TaskList { tasks, next })
    }

    /// One task. The look is recorded.
    ///
    /// # Errors
    /// There is no such task of the actor's fund.
    pub fn task_page(&self, context: &Context, id: i64) -> Result<TaskOnPage, Problem> {
        let fund = own_fund(context)?;
        let mut tx = self.begin()?;
        let row = task_of(tx.as_mut(), fund, id)?;
        let mut seen = Vec::new();
        let task = on_page(tx.as_mut(), context, (row, fund), &mut seen)?;
        PageLook::at("task", About::Fund(fund))
            .why(Some(Reason::own("TASK", Some(id.to_string()))))
            .seen(seen)
            .end(tx, context)?;
        Ok(task)
    }

    /// Closes a task, with a note of what was done.
    ///
    /// # Errors
    /// There is no such task of the actor's fund; a role that does not do such work is forbidden; a note that is missing,
    /// too long or no plain text is invalid input; a task that is closed already is a conflict that says by whom.
    pub fn close_task(&self, context: &Context, id: i64, note: &str) -> Result<(), Problem> {
        let fund = own_fund(context)?;
        let row = task_of(self.begin()?.as_mut(), fund, id)?;
        context.actor.may(right_of(&row.kind), fund_alone(fund))?;
        refuse_unfit_note(note)?;
        if let Some(end) = row.closed {
            return Err(Problem::Conflict(format!("{} closed it at {}", end.by, end.at)));
        }
        self.close_task_about(context, fund, (&row.kind, &row.subject.parse()?), note)
    }

    /// The same by what the task is about: its number may be another in a replay.
    pub(crate) fn close_task_about(
        &self,
        context: &Context,
        fund: CareFundNumber,
        (kind, subject): (&str, &TaskSubject),
        note: &str,
    ) -> Result<(), Problem> {
        context.actor.may(right_of(kind), fund_alone(fund))?;
        let mut tx = self.begin()?;
        let end = TaskEnd {
            at: context.at,
            by: context.actor.to_string(),
            note: Some(note.to_owned()),
        };
        if !tx.close_task(fund, kind, &subject.to_string(), &end)? {
            return Err(Problem::Conflict("another closed this task in the meantime".into()));
        }
        let input = json!({ "fund": fund, "kind": kind, "about": subject, "note": note }).to_string();
        let entry = Record {
            use_case: "closeTask",
            subject: subject.to_string(),
            input: input.as_bytes(),
            answer: b"{}",
            law: None,
        };
        record(tx.as_mut(), context, &entry)?;
        Ok(tx.commit()?)
    }
}

/// To be called in the transaction that frees days of these persons: a task about days invoiced after the end of a stay
/// is settled when no such day is left.
pub(crate) fn settle_billed_after_end(
    tx: &mut dyn Transaction,
    context: &Context,
    fund: CareFundNumber,
    persons: &[PersonId],
) -> Result<(), Problem> {
    let open = tx.tasks(&TasksQuery {
        fund,
        kind: Some(BILLED_AFTER_END),
        open: true,
        behind: None,
        limit: u32::MAX,
    })?;
    for task in open {
        let TaskSubject::Dossier { dossier } = task.subject.parse()? else {
            continue;
        };
        let Some(found) = tx.dossier(DossierId(dossier))? else {
            continue;
        };
        let Some(person) = found.person.filter(|person| persons.contains(person)) else {
            continue;
        };
        let Some(last) = aggregate(&found)?.and_then(|dossier| Some(brussels_day(dossier.reported_end()?.at))) else {
            continue;
        };
        if !is_billed_after(tx, (found.id, person), last, brussels_day(context.at))? {
            settle(tx, context, BILLED_AFTER_END, &task.subject)?;
        }
    }
    Ok(())
}

fn is_billed_after(
    tx: &mut dyn Transaction,
    (dossier, person): (DossierId, PersonId),
    last: Date,
    today: Date,
) -> Result<bool, Problem> {
    let days = tx.billed_days(dossier, person, &months(last, today))?;
    Ok(days.iter().any(|day| *day > last))
}

/// Closes what an event settles, at whatever fund it is open.
pub(crate) fn settle(tx: &mut dyn Transaction, context: &Context, kind: &str, subject: &str) -> Result<(), Problem> {
    let end = TaskEnd {
        at: context.at,
        by: context.actor.to_string(),
        note: None,
    };
    tx.settle_tasks(kind, subject, &end)?;
    Ok(())
}

fn task_of(tx: &mut dyn Transaction, fund: CareFundNumber, id: i64) -> Result<TaskRow, Problem> {
    let found = tx.task(id)?.filter(|task| task.fund == fund);
    found.ok_or_else(|| Problem::NotFound("a task".into()))
}

fn refuse_unfit_note(note: &str) -> Result<(), Problem> {
    if note.trim().is_empty() {
        return Err(Problem::invalid("note", "say what was done"));
    }
    if note.chars().count() > MOST_LETTERS {
        return Err(Problem::invalid("note", "longer than 2000 letters"));
    }
    if !is_plain_text(note) {
        return Err(Problem::invalid(
            "note",
            "holds a control character: type it as plain text",
        ));
    }
    Ok(())
}

fn on_page(
    tx: &mut dyn Transaction,
    context: &Context,
    (row, fund): (TaskRow, CareFundNumber),
    seen: &mut Vec<NewLook>,
) -> Result<TaskOnPage, Problem> {
    let is_open = row.closed.is_none();
    let closed = match row.closed {
        None => None,
        Some(end) => Some(ClosedTask {
            at: end.at,
            by: taken_by(Some(&end.by))?.unwrap_or(Actor::Operator),
            note: end.note,
        }),
    };
    Ok(TaskOnPage {
        id: row.id,
        about: about(tx, context, &row.subject.parse()?, seen)?,
        age_days: age_days(row.opened_at, context.at),
        opened_at: row.opened_at,
        may_close: is_open && context.actor.may(right_of(&row.kind), fund_alone(fund)).is_ok(),
        kind: row.kind,
        closed,
    })
}

fn about(
    tx: &mut dyn Transaction,
    context: &Context,
    subject: &TaskSubject,
    seen: &mut Vec<NewLook>,
) -> Result<TaskAbout, Problem> {
    Ok(match subject {
        TaskSubject::Batch { batch } => TaskAbout::Sending(BatchId(*batch)),
        TaskSubject::Facility { facility, what } => {
            let name = tx.facility_names(&[FacilityId(*facility)])?.into_iter().next();
            TaskAbout::Facility(name, what.clone())
        }
        TaskSubject::Person { person } => {
            let id = PersonId(*person);
            let person = tx.person(id)?;
            seen.push(NewLook {
                person: Some(id),
                dossier: None,
            });
            let fund = looking_fund(context, person.as_ref(), None);
            let owner = crate::actor::Owner { facility: None, fund };
            let has_page = context.actor.may(Action::ReadPerson, owner).is_ok();
            TaskAbout::Person(id, person.and_then(|person| person.details.name), has_page)
        }
        TaskSubject::Dossier { dossier } => {
            let id = DossierId(*dossier);
            let person = match tx.dossier(id)?.and_then(|dossier| dossier.person) {
                Some(person) => tx.person(person)?,
                None => None,
            };
            seen.push(at_dossier(id, person.as_ref().map(|person| person.id)));
            let first = tx.messages_of(id)?.into_iter().next();
            let facility = match tx.dossier(id)? {
                Some(dossier) => tx.facility_names(&[dossier.facility])?.into_iter().next(),
                None => None,
            };
            let address = facility.zip(first).map(|(facility, first)| DossierAddress {
                hco: facility.hco,
                message_id: first.message_id,
            });
            TaskAbout::Dossier(address, person.and_then(|person| person.details.name))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_task_is_about_is_read_back() {
        for text in [
            "dossier 7",
            "batch 3",
            "person 12",
            "facility 4 code 970012",
            "facility 1 recognition IBW",
        ] {
            assert_eq!(text.parse::<TaskSubject>().unwrap().to_string(), text);
        }
        for wrong in ["", "dossier", "dossier x", "order 1", "dossier 1 2", "7"] {
            assert!(wrong.parse::<TaskSubject>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_note_is_said_in_plain_text() {
        for (note, is_fit) in [
            ("Nagekeken.\nGeen creditnota nodig", true),
            (" ", false),
            ("x\0", false),
            (&"x".repeat(MOST_LETTERS), true),
            (&"x".repeat(MOST_LETTERS + 1), false),
        ] {
            assert_eq!(refuse_unfit_note(note).is_ok(), is_fit);
        }
    }
}
