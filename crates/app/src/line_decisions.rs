//! Use cases: taking accepted lines of a batch into review by hand, and deciding its open lines (billing.md §3).

use std::collections::BTreeSet;

use identifiers::{BatchId, EuroCents, PerformanceCode, PersonId};
use jiff::civil::Date;
use registers::TariffKind;
use regulation::{CheckCode, Finding};
use serde_json::json;
use store::{
    BatchRecord, BatchState, BatchSums, FindingRow, LineDecisionRow, LinePlace, LineRow, LineState, Transaction,
};

use crate::actor::Owner;
use crate::decisions::{refuse_taken, refuse_unfit_reason};
use crate::record::{Record, record};
use crate::sending_pages::version_of;
use crate::{Action, App, BatchReport, Context, Decision, NotDecided, Problem, batches, events, facts};

/// The finding of lines that a fund takes into review itself.
const MANUAL: CheckCode = CheckCode::new("P90001");

/// The fact of a line that was taken into review by hand: when. One that a standing rule took was so when it was judged.
const TAKEN_AT: &str = "taken_at";

/// Whether a finding was added by hand, after the batch was judged.
pub(crate) fn is_by_hand(finding: &Finding) -> bool {
    finding.code == MANUAL && finding.facts.get(TAKEN_AT).is_some()
}

/// Which lines of a batch are meant: those that meet everything that is given; all when nothing is.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinePick {
    /// Lines of this invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<u64>,
    /// Lines at this place of their invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Lines of this day of care.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// Lines under this performance code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<PerformanceCode>,
    /// Lines with this finding: all of one reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<CheckCode>,
}

impl LinePick {
    fn takes(&self, line: &LineRow, with_finding: Option<&BTreeSet<(u64, u32)>>) -> bool {
        self.invoice.is_none_or(|invoice| invoice == line.invoice)
            && self.position.is_none_or(|position| position == line.position)
            && self.day.is_none_or(|day| day == line.day)
            && self.code.is_none_or(|code| code == line.code)
            && with_finding.is_none_or(|places| places.contains(&(line.invoice, line.position)))
    }
}

impl App<'_> {
    /// Takes accepted lines of a batch that is not signed into review (P90001); a day and its personal share together.
    ///
    /// # Errors
    /// Another fund's batch is forbidden; one that is neither decided nor in review, or a pick of no line, is a conflict.
    pub fn review_lines(&self, context: &Context, id: BatchId, pick: &LinePick) -> Result<BatchReport, Problem> {
        self.review_free_lines(context, id, pick)
            .map_err(NotDecided::into_problem)
    }

    /// The same, and who has taken the batch when it is another.
    ///
    /// # Errors
    /// As [`App::review_lines`].
    pub fn review_free_lines(
        &self,
        context: &Context,
        id: BatchId,
        pick: &LinePick,
    ) -> Result<BatchReport, NotDecided> {
        let mut tx = self.begin()?;
        let batch = of_fund(tx.as_mut(), context, id, Action::ReviewLines)?;
        refuse_taken(batch.taken_by.as_deref(), &context.actor.to_string())?;
        if !matches!(batch.batch.state, BatchState::Decided | BatchState::InReview) {
            return Err(wrong_state("only a decided batch is taken into review", batch.batch.state).into());
        }
        let lines = tx.lines(id)?;
        let picked = picked(tx.as_mut(), id, &lines, pick, LineState::Accepted)?;
        let findings: Vec<FindingRow> = picked
            .iter()
            .map(|line| FindingRow {
                invoice: line.invoice,
                position: line.position,
                day: Some(line.day),
                finding: Finding::new(MANUAL)
                    .with("day", line.day)
                    .with("code", line.code)
                    .with(TAKEN_AT, context.at),
            })
            .collect();
        tx.insert_findings(id, &findings)?;
        let input = json!({ "batch": id, "pick": pick });
        Ok(self.moved(tx, context, batch, (&picked, LineState::Open), ("reviewLines", input))?)
    }

    /// Decides open lines of a batch; a day and its personal share together. When none is open any more the batch is
    /// decided.
    ///
    /// # Errors
    /// Another fund's batch is forbidden; a refusal without a reason is invalid input; a batch that is not in review, a
    /// pick of no open line, or a premium that is not the first any more, is a conflict.
    pub fn decide_lines(
        &self,
        context: &Context,
        id: BatchId,
        pick: &LinePick,
        decision: Decision,
        reason: &str,
    ) -> Result<BatchReport, Problem> {
        self.decide_seen_lines(context, (id, None), pick, decision, reason)
            .map_err(NotDecided::into_problem)
    }

    /// The same, when the sending is still what was seen.
    pub(crate) fn decide_seen_lines(
        &self,
        context: &Context,
        (id, seen): (BatchId, Option<&str>),
        pick: &LinePick,
        decision: Decision,
        reason: &str,
    ) -> Result<BatchReport, NotDecided> {
        let mut tx = self.begin()?;
        let batch = of_fund(tx.as_mut(), context, id, Action::DecideLines)?;
        refuse_taken(batch.taken_by.as_deref(), &context.actor.to_string())?;
        refuse_unfit_reason(decision, reason)?;
        if let Some(seen) = seen
            && version_of(&batch, &tx.line_decisions(id)?).to_string() != seen
        {
            return Err(NotDecided::Changed);
        }
        if batch.batch.state != BatchState::InReview {
            return Err(wrong_state("only lines of a batch in review are decided", batch.batch.state).into());
        }
        let lines = tx.lines(id)?;
        let picked = picked(tx.as_mut(), id, &lines, pick, LineState::Open)?;
        // What follows for other sendings (a free day, a first premium) hangs on the persons.
        let persons: BTreeSet<PersonId> = picked.iter().filter_map(|line| line.person).collect();
        tx.lock_persons(&Vec::from_iter(persons))?;
        let to = match decision {
            Decision::Accept => {
                refuse_second_premium(tx.as_mut(), id, &lines, &picked)?;
                LineState::Accepted
            }
            Decision::Refuse => {
                let_go(tx.as_mut(), id, &picked)?;
                LineState::Refused
            }
        };
        let reason = Some(reason).filter(|reason| !reason.trim().is_empty());
        let decisions: Vec<LineDecisionRow> = picked
            .iter()
            .map(|line| LineDecisionRow {
                invoice: line.invoice,
                position: line.position,
                accepted: to == LineState::Accepted,
                reason: reason.map(str::to_owned),
                by: context.actor.signature().to_owned(),
                at: context.at,
            })
            .collect();
        tx.insert_line_decisions(id, &decisions)?;
        let input = json!({ "batch": id, "pick": pick, "decision": decision, "reason": reason });
        Ok(self.moved(tx, context, batch, (&picked, to), ("decideLines", input))?)
    }

    /// Takes a batch with open lines (`take`), so that others see who decides it, or releases it.
    ///
    /// # Errors
    /// Another fund's batch is forbidden; one without open lines, or that another has taken, is a conflict that says so.
    pub fn take_sending(&self, context: &Context, id: BatchId, take: bool) -> Result<(), NotDecided> {
        let mut tx = self.begin()?;
        let batch = of_fund(tx.as_mut(), context, id, Action::DecideLines)?;
        let me = context.actor.to_string();
        refuse_taken(batch.taken_by.as_deref(), &me)?;
        if batch.batch.state != BatchState::InReview {
            return Err(NotDecided::NothingWaits(format!(
                "no line of this batch is in beraad; it is {}",
                batch.batch.state.word()
            )));
        }
        let by = take.then_some(me.as_str());
        if !tx.take_batch(id, by, batch.taken_by.as_deref())? {
            return Err(NotDecided::Taken("another".into()));
        }
        let input = json!({ "batch": id }).to_string();
        let entry = Record {
            use_case: if take { "takeSending" } else { "releaseSending" },
            subject: format!("batch {id}"),
            input: input.as_bytes(),
            answer: b"{}",
            law: None,
        };
        record(tx.as_mut(), context, &entry)?;
        Ok(tx.commit()?)
    }

    /// Moves lines to a state, adds the batch up again, records it, and commits.
    fn moved(
        &self,
        mut tx: Box<dyn Transaction + '_>,
        context: &Context,
        before: BatchRecord,
        (lines, to): (&[LineRow], LineState),
        (use_case, input): (&'static str, serde_json::Value),
    ) -> Result<BatchReport, Problem> {
        let id = before.id;
        if !tx.move_lines(id, lines, to)? {
            return Err(Problem::Conflict(
                "another decided one of these lines in the meantime".into(),
            ));
        }
        let sums = sums(&tx.lines(id)?)?;
        tx.set_sums(id, &sums)?;
        let state = match sums.open_lines {
            0 => BatchState::Decided,
            _ => BatchState::InReview,
        };
        if state != before.batch.state {
            if !tx.move_batch(id, before.batch.state, state)? {
                return Err(Problem::Conflict("the batch moved on in the meantime".into()));
            }
            events::batch(tx.as_mut(), context.at, id, before.batch.fund, state)?;
        }
        // Where nothing is open any more, nobody has it.
        if state == BatchState::Decided && before.taken_by.is_some() {
            tx.take_batch(id, None, before.taken_by.as_deref())?;
        }
        let answer = json!({
            "state": state.word(), "acceptedCents": sums.accepted, "refusedLines": sums.refused_lines,
            "openLines": sums.open_lines, "lines": lines.iter().map(|l| (l.invoice, l.position)).collect::<Vec<_>>(),
        });
        let (input, answer) = (input.to_string(), answer.to_string());
        let entry = Record {
            use_case,
            subject: format!("batch {id}"),
            input: input.as_bytes(),
            answer: answer.as_bytes(),
            law: None,
        };
        record(tx.as_mut(), context, &entry)?;
        let stored = tx
            .batch(id)?
            .ok_or_else(|| Problem::Fault("a batch that is gone".into()))?;
        let report = batches::report(tx.as_mut(), stored)?;
        tx.commit()?;
        Ok(report)
    }
}

/// A batch that the actor may do this to.
fn of_fund(tx: &mut dyn Transaction, context: &Context, id: BatchId, action: Action) -> Result<BatchRecord, Problem> {
    let batch = facts::locked_batch(tx, id)?;
    let owner = Owner {
        facility: batch.batch.facility,
        fund: batch.batch.fund,
    };
    context.actor.may(action, owner)?;
    Ok(batch)
}

fn wrong_state(why: &str, state: BatchState) -> Problem {
    Problem::Conflict(format!("{why}; this one is {}", state.word()))
}

/// The lines in a state that are meant, each with the other line of its pair when that is in that state too.
fn picked(
    tx: &mut dyn Transaction,
    id: BatchId,
    lines: &[LineRow],
    pick: &LinePick,
    state: LineState,
) -> Result<Vec<LineRow>, Problem> {
    let with_finding = match &pick.finding {
        None => None,
        Some(code) => {
            let rows = tx.findings(id)?.into_iter();
            let of_code = rows.filter(|row| row.finding.code == *code);
            Some(of_code.map(|row| (row.invoice, row.position)).collect())
        }
    };
    let mut meant: Vec<bool> = lines
        .iter()
        .map(|line| pick.takes(line, with_finding.as_ref()))
        .collect();
    for at in 1..lines.len() {
        if are_pair(&lines[at - 1], &lines[at]) && (meant[at - 1] || meant[at]) {
            (meant[at - 1], meant[at]) = (true, true);
        }
    }
    let meant: Vec<LineRow> = lines
        .iter()
        .zip(meant)
        .filter(|(line, meant)| *meant && line.state == state)
        .map(|(line, _)| *line)
        .collect();
    if meant.is_empty() {
        return Err(Problem::Conflict("there is no such line in this batch".into()));
    }
    Ok(meant)
}

/// Whether a line is the personal share of the one before it (billing.md §1: directly behind its day).
fn are_pair(day: &LineRow, share: &LineRow) -> bool {
    day.invoice == share.invoice
        && day.position + 1 == share.position
        && day.day == share.day
        && day.kind == Some(TariffKind::Day)
        && share.kind == Some(TariffKind::PersonalShare)
}

/// Of two premiums of one person the one that was accepted first is the first (500460): another that was in review
/// cannot be accepted any more.
fn refuse_second_premium(
    tx: &mut dyn Transaction,
    id: BatchId,
    lines: &[LineRow],
    picked: &[LineRow],
) -> Result<(), Problem> {
    let credits: BTreeSet<(u64, u32)> = tx.credits(id)?.iter().map(|row| (row.invoice, row.position)).collect();
    let is_premium =
        |line: &&LineRow| line.kind == Some(TariffKind::Premium) && !credits.contains(&(line.invoice, line.position));
    let persons: Vec<_> = picked
        .iter()
        .filter(is_premium)
        .filter_map(|line| line.person)
        .collect();
    if persons.is_empty() {
        return Ok(());
    }
    let unique: BTreeSet<_> = persons.iter().copied().collect();
    let ids: Vec<_> = unique.iter().copied().collect();
    let accepted_here = lines
        .iter()
        .filter(is_premium)
        .any(|line| line.state == LineState::Accepted && line.person.is_some_and(|person| unique.contains(&person)));
    let known = accepted_here
        || unique.len() < persons.len()
        || !tx.premiums(&ids)?.is_empty()
        || !tx.premiums_waiting(&ids)?.is_empty();
    if known {
        return Err(Problem::Conflict(
            "another premium of this person was accepted already (500460): refuse it".into(),
        ));
    }
    Ok(())
}

/// Frees the days of lines that are refused after all, and what credit lines among them would have taken back.
fn let_go(tx: &mut dyn Transaction, id: BatchId, lines: &[LineRow]) -> Result<(), Problem> {
    let places: Vec<(u64, u32)> = lines.iter().map(|line| (line.invoice, line.position)).collect();
    tx.drop_credits(id, &places)?;
    let days: Vec<_> = lines
        .iter()
        .filter_map(|line| {
            let place = LinePlace {
                batch: id,
                invoice: line.invoice,
                position: line.position,
            };
            Some((line.person?, line.day, line.code, place))
        })
        .collect();
    tx.free_days(&days)?;
    Ok(())
}

fn sums(lines: &[LineRow]) -> Result<BatchSums, Problem> {
    let in_state = |state| lines.iter().filter(move |line| line.state == state);
    Ok(BatchSums {
        accepted: EuroCents::sum(in_state(LineState::Accepted).map(|line| line.amount))?,
        refused_lines: in_state(LineState::Refused).count() as u64,
        open_lines: in_state(LineState::Open).count() as u64,
    })
}
