//! Use cases: an employee decides what is in beraad (care.md §2 and §3), and the jobs that judge again by themselves.

use care::checks::pending_term::PendingTerm;
use care::{Outcome, RequestAnswer};
use identifiers::{DossierId, PersonId, brussels_day};
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use store::{ContentHash, DossierMessage, DossierRecord, DossierState, Job, MessageOutcome, StoreError, Transaction};

use crate::actor::Owner;
use crate::certificates::CERTIFICATE_ENDS;
use crate::dossier_page::dossier_at;
use crate::person_changes::JUDGE_AGAIN;
use crate::record::{Record, record};
use crate::{Action, App, Context, DossierAddress, Problem};

/// The job that refuses what is in beraad for too long.
pub(crate) const PENDING_TERM: &str = "PENDING_TERM";

/// What an employee decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Decision {
    /// Accept: the checks run again, and one that refuses makes it a conflict.
    Accept,
    /// Refuse, with a reason.
    Refuse,
}

/// A refusal says why, in words that can be stored and sent on: lines of text without control characters.
pub(crate) fn refuse_unfit_reason(decision: Decision, reason: &str) -> Result<(), Problem> {
    if decision == Decision::Refuse && reason.trim().is_empty() {
        return Err(Problem::invalid("reason", "a refusal needs a reason"));
    }
    if !is_plain_text(reason) {
        return Err(Problem::invalid(
            "reason",
            "holds a control character: type it as plain text",
        ));
    }
    Ok(())
}

/// Lines of text without control characters: what can be stored and sent on.
pub(crate) fn is_plain_text(text: &str) -> bool {
    text.chars()
        .all(|letter| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t'))
}

/// Why a decision was not taken: what holds now.
#[derive(Debug)]
pub enum NotDecided {
    /// Another has taken it, and it is theirs to decide.
    Taken(String),
    /// It is not what was seen any more.
    Changed,
    /// Nothing of it is in beraad.
    NothingWaits(String),
    /// It cannot be accepted: these checks refuse it.
    Refuses(Vec<String>),
    /// It waits for the person's affiliation, and is then judged by itself.
    WaitsForAffiliation,
    /// Anything else.
    Problem(Problem),
}

impl<E: Into<Problem>> From<E> for NotDecided {
    fn from(error: E) -> Self {
        Self::Problem(error.into())
    }
}

impl NotDecided {
    /// As every other use case says it.
    #[must_use]
    pub fn into_problem(self) -> Problem {
        Problem::Conflict(match self {
            Self::Problem(problem) => return problem,
            Self::Taken(by) => format!("{by} has taken this"),
            Self::Changed => "it is not what was seen any more".into(),
            Self::NothingWaits(why) => why,
            Self::Refuses(codes) => format!("it cannot be accepted: {}", codes.join(", ")),
            Self::WaitsForAffiliation => "it waits for the person's affiliation and is then judged by itself".into(),
        })
    }
}

/// What holds now, for who decides what was decided already: also for who never saw the answer to a decision of
/// their own.
fn nothing_in_beraad(dossier: &DossierRecord) -> NotDecided {
    let since = match dossier.decided_at {
        Some(at) => format!("; it is {} since {at}", dossier.state.word()),
        None => String::new(),
    };
    NotDecided::NothingWaits(format!("nothing of this dossier is in beraad{since}"))
}

impl App<'_> {
    /// Decides the message of a dossier that is in beraad, and answers what was queued behind it.
    ///
    /// # Errors
    /// Another fund than the person's of today is forbidden, and so is any fund while the person has none. Nothing in
    /// beraad, a finding that refuses, or a missing affiliation, is a conflict that says so.
    pub fn decide_dossier(
        &self,
        context: &Context,
        id: DossierId,
        decision: Decision,
        reason: &str,
    ) -> Result<RequestAnswer, Problem> {
        self.decide(context, id, None, (decision, reason))
            .map_err(NotDecided::into_problem)
    }

    /// The same, when the dossier is still what was seen ([`crate::DossierPage::version`]).
    ///
    /// # Errors
    /// As [`App::decide_dossier`], and when it is not what was seen any more.
    pub fn decide_as_seen(
        &self,
        context: &Context,
        address: &DossierAddress,
        seen: &str,
        decision: Decision,
        reason: &str,
    ) -> Result<RequestAnswer, NotDecided> {
        let id = self.dossier_of(address)?;
        self.decide(context, id, Some(seen), (decision, reason))
    }

    fn decide(
        &self,
        context: &Context,
        id: DossierId,
        seen: Option<&str>,
        (decision, reason): (Decision, &str),
    ) -> Result<RequestAnswer, NotDecided> {
        let mut tx = self.begin()?;
        let dossier = self.dossier_to_decide(tx.as_mut(), context, id)?;
        refuse_taken(dossier.taken_by.as_deref(), &context.actor.to_string())?;
        refuse_unfit_reason(decision, reason)?;
        let waiting = tx.waiting_messages(id)?;
        let message = waiting
            .first()
            .filter(|message| message.outcome == MessageOutcome::Pending);
        let message = message.ok_or_else(|| nothing_in_beraad(&dossier))?;
        if let Some(seen) = seen
            && version_of(&dossier, &tx.messages_of(id)?).to_string() != seen
        {
            return Err(NotDecided::Changed);
        }
        let mut judged = self.judge_kept(tx.as_mut(), context.at, &dossier, message)?;
        if decision == Decision::Accept {
            let refusing = self.refusing(&judged.findings)?;
            if !refusing.is_empty() {
                return Err(NotDecided::Refuses(refusing));
            }
            if judged.waits_for_affiliation() {
                return Err(NotDecided::WaitsForAffiliation);
            }
        }
        judged.outcome = match decision {
            Decision::Accept => Outcome::Accepted,
            Decision::Refuse => Outcome::Refused,
        };
        let reason = Some(reason).filter(|reason| !reason.trim().is_empty());
        let (after, answer) = self.answer_later(tx.as_mut(), context, &dossier, message, &judged, reason)?;
        self.answer_queue(tx.as_mut(), context, after)?;
        tx.take_dossier(id, None, dossier.taken_by.as_deref())?;
        let input = json!({ "dossier": id, "message": message.message_id, "decision": decision, "reason": reason });
        let entry = Record {
            use_case: "decide",
            subject: format!("dossier {id}"),
            input: &input.to_string().into_bytes(),
            answer: &serde_json::to_vec(&answer)?,
            law: Some(&self.law),
        };
        record(tx.as_mut(), context, &entry)?;
        tx.commit()?;
        Ok(answer)
    }

    /// Takes a dossier that is in beraad, so that others see who decides it.
    ///
    /// # Errors
    /// As [`App::decide_dossier`]; what another has taken is a conflict that names who.
    pub fn take_dossier(&self, context: &Context, id: DossierId) -> Result<(), Problem> {
        self.move_dossier(context, id, true).map_err(NotDecided::into_problem)
    }

    /// Releases a dossier that the actor has taken.
    ///
    /// # Errors
    /// As [`App::take_dossier`].
    pub fn release_dossier(&self, context: &Context, id: DossierId) -> Result<(), Problem> {
        self.move_dossier(context, id, false).map_err(NotDecided::into_problem)
    }

    /// Takes the dossier of an address (`take`), or releases it.
    ///
    /// # Errors
    /// As [`App::take_dossier`].
    pub fn take_at(&self, context: &Context, address: &DossierAddress, take: bool) -> Result<(), NotDecided> {
        let id = self.dossier_of(address)?;
        self.move_dossier(context, id, take)
    }

    fn dossier_of(&self, address: &DossierAddress) -> Result<DossierId, Problem> {
        dossier_at(self.begin()?.as_mut(), address)
    }

    fn move_dossier(&self, context: &Context, id: DossierId, take: bool) -> Result<(), NotDecided> {
        let mut tx = self.begin()?;
        let dossier = self.dossier_to_decide(tx.as_mut(), context, id)?;
        let me = context.actor.to_string();
        refuse_taken(dossier.taken_by.as_deref(), &me)?;
        if tx.waiting_messages(id)?.is_empty() {
            return Err(nothing_in_beraad(&dossier));
        }
        let by = take.then_some(me.as_str());
        if !tx.take_dossier(id, by, dossier.taken_by.as_deref())? {
            return Err(NotDecided::Taken("another".into()));
        }
        let input = json!({ "dossier": id }).to_string();
        let entry = Record {
            use_case: if take { "takeDossier" } else { "releaseDossier" },
            subject: format!("dossier {id}"),
            input: input.as_bytes(),
            answer: b"{}",
            law: None,
        };
        record(tx.as_mut(), context, &entry)?;
        tx.commit()?;
        Ok(())
    }

    /// A dossier that the actor may decide: of a person who is a member of the actor's fund today.
    fn dossier_to_decide(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        id: DossierId,
    ) -> Result<DossierRecord, Problem> {
        let dossier = locked_dossier(tx, id)?.ok_or_else(|| Problem::NotFound("a dossier".into()))?;
        let person = match dossier.person {
            Some(person) => tx.person(person)?,
            None => None,
        };
        let fund = person.and_then(|p| p.membership_on(brussels_day(context.at)).map(|m| m.fund));
        let fund =
            fund.ok_or_else(|| Problem::forbidden("the person has no fund today: this waits for the facility"))?;
        let owner = Owner {
            facility: Some(dossier.facility),
            fund: Some(fund),
        };
        context.actor.may(Action::Decide, owner)?;
        Ok(dossier)
    }

    /// Does all work that is due, each in a transaction of its own; gives how much there was.
    ///
    /// # Errors
    /// When the store fails. Work that was not done stays, and is claimed again.
    pub fn run_jobs(&self, context: &Context) -> Result<u64, Problem> {
        let mut done = 0;
        while self.run_job(context)? {
            done += 1;
        }
        Ok(done)
    }

    /// Does the work that is due longest; `false` when there is none.
    ///
    /// # Errors
    /// As [`App::run_jobs`].
    pub fn run_job(&self, context: &Context) -> Result<bool, Problem> {
        self.run_claimed(context, |tx, until| tx.claim_job(context.at, until))
    }

    /// Does one work by what it is; `false` when it is not there to be done. For a replay: several workers leave an
    /// order in the journal that is not that in which the work was due.
    pub(crate) fn run_job_of(&self, context: &Context, kind: &str, subject: i64) -> Result<bool, Problem> {
        self.run_claimed(context, |tx, until| tx.claim_job_of(kind, subject, context.at, until))
    }

    /// The claim is part of the transaction of the work: whoever stops half-way has claimed nothing.
    fn run_claimed(
        &self,
        context: &Context,
        claim: impl FnOnce(&mut dyn Transaction, Timestamp) -> Result<Option<Job>, StoreError>,
    ) -> Result<bool, Problem> {
        context.actor.may(Action::RunJobs, Owner::default())?;
        let mut tx = self.begin()?;
        let until = context.at.checked_add(5.minutes()).unwrap_or(context.at);
        let Some(job) = claim(tx.as_mut(), until)? else {
            return Ok(false);
        };
        let answer = match job.kind.as_str() {
            JUDGE_AGAIN => {
                serde_json::to_vec(&self.judge_person_again(tx.as_mut(), context, PersonId(job.subject))?)?
            }
            PENDING_TERM => serde_json::to_vec(&self.refuse_overdue(tx.as_mut(), context, DossierId(job.subject))?)?,
            CERTIFICATE_ENDS => {
                let is_told = self.announce_end(tx.as_mut(), context, job.subject)?;
                serde_json::to_vec(&json!({ "told": is_told }))?
            }
            other => return Err(Problem::Fault(format!("a job of an unknown kind: {other}"))),
        };
        tx.finish_job(job.id, context.at)?;
        let entry = Record {
            use_case: "runJob",
            subject: format!("{} {}", job.kind, job.subject),
            input: &json!({ "kind": job.kind, "subject": job.subject })
                .to_string()
                .into_bytes(),
            answer: &answer,
            law: Some(&self.law),
        };
        record(tx.as_mut(), context, &entry)?;
        tx.commit()?;
        Ok(true)
    }

    /// Refuses a request that is still in beraad when its term is over (D9).
    fn refuse_overdue(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        id: DossierId,
    ) -> Result<Vec<RequestAnswer>, Problem> {
        let Some(dossier) = locked_dossier(tx, id)?.filter(|dossier| dossier.state == DossierState::Pending) else {
            return Ok(Vec::new());
        };
        let term = PendingTerm::of(&self.law, &dossier.sector, dossier.received_at)?;
        let waiting = tx.waiting_messages(id)?;
        let (Some(term), Some(message)) = (term, waiting.first()) else {
            return Ok(Vec::new());
        };
        let mut judged = self.judge_kept(tx, context.at, &dossier, message)?;
        judged.outcome = Outcome::Refused;
        judged.findings.push(term.finding());
        let (_, answer) = self.answer_later(tx, context, &dossier, message, &judged, None)?;
        tx.take_dossier(id, None, dossier.taken_by.as_deref())?;
        Ok(vec![answer])
    }

    /// Judges what waits of a person again, by the original times of receipt; a new answer goes out only when outcome
    /// or findings differ (fine print, "Judging again").
    fn judge_person_again(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        person: PersonId,
    ) -> Result<Vec<RequestAnswer>, Problem> {
        let mut answers = Vec::new();
        tx.lock_persons(&[person])?;
        for id in tx.waiting_dossiers(&[person])? {
            let Some(dossier) = tx.dossier(id)? else { continue };
            let waiting = tx.waiting_messages(id)?;
            let Some(message) = waiting
                .first()
                .filter(|message| message.outcome == MessageOutcome::Pending)
            else {
                continue;
            };
            let judged = self.judge_kept(tx, context.at, &dossier, message)?;
            let before: RequestAnswer = serde_json::from_str(&message.latest)?;
            let found = crate::care_answers::explained(&self.law, &judged.findings)?;
            if before.outcome == judged.outcome && before.findings == found {
                continue;
            }
            let (after, answer) = self.answer_later(tx, context, &dossier, message, &judged, None)?;
            answers.push(answer);
            self.answer_queue(tx, context, after)?;
        }
        Ok(answers)
    }
}

/// What a decision rests on: where the dossier stands, and the answers on its messages. Who has taken it is no part of it.
pub(crate) fn version_of(dossier: &DossierRecord, messages: &[DossierMessage]) -> ContentHash {
    let mut parts = vec![
        dossier.state.word().as_bytes(),
        dossier.content.as_deref().unwrap_or_default().as_bytes(),
    ];
    for message in messages {
        parts.push(message.outcome.word().as_bytes());
        parts.push(message.latest.as_bytes());
    }
    ContentHash::of_parts(&parts)
}

/// A dossier, read behind the lock of its person.
fn locked_dossier(tx: &mut dyn Transaction, id: DossierId) -> Result<Option<DossierRecord>, Problem> {
    let Some(found) = tx.dossier(id)? else { return Ok(None) };
    tx.lock_persons(found.person.as_slice())?;
    Ok(tx.dossier(id)?)
}

/// What another employee has taken is theirs to decide, until they release it.
pub(crate) fn refuse_taken(taken_by: Option<&str>, me: &str) -> Result<(), NotDecided> {
    match taken_by.filter(|taken_by| *taken_by != me) {
        Some(other) => Err(NotDecided::Taken(other.to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_text_and_a_refusal_has_one() {
        let check = |decision, reason: &str, is_fit: bool| {
            let refused = refuse_unfit_reason(decision, reason)
                .err()
                .map(|problem| problem.word());
            assert_eq!(refused, (!is_fit).then_some("invalidInput"), "{reason:?}");
        };
        check(Decision::Accept, "", true);
        check(Decision::Refuse, " \n", false);
        check(Decision::Refuse, "Geen attest.\nZie brief.", true);
        // One of the stores cannot hold it, and no printer shows it.
        check(Decision::Refuse, "Geen\0attest", false);
        check(Decision::Accept, "\u{1b}[2J", false);
    }
}
