//! What all care messages share: judging one beside today's facts, keeping what came of it, and answering what waited.
//!
//! One message of a dossier is in processing at a time, in order of receipt (care.md §3). A message is judged by the
//! same function when it comes in, when its turn has come, when the register of its person changes, and when an
//! employee decides.

use care::{
    CareRequest, ChangeFacts, ChangeKind, ChangeMessage, Coverage, Dossier, Outcome, RequestAnswer, RequestFacts,
    Verdict, judge_change, judge_request,
};
use identifiers::{CareFundNumber, DossierId, FacilityId, Ssin, VsbReference, brussels_day};
use jiff::Timestamp;
use registers::{Facility, Person};
use regulation::{Effect, Finding, parameter};
use serde_json::{Map, Value};
use store::{DossierMessage, DossierRecord, DossierState, DossierUpdate, MessageOutcome, Transaction};
use uuid::Uuid;

use crate::care_requests::replaced_by;
use crate::person_changes::months;
use crate::tasks::settle;
use crate::{App, Context, Problem, care_answers, events, facts};

/// The word by which a request is kept among messages; a change is kept by its own word.
pub(crate) const REQUEST: &str = "REQUEST";

/// The kind of inbox entry that answers a message later.
pub(crate) const ANSWER: &str = "ANSWER";

/// What judging a message came to.
pub(crate) struct Judged {
    pub(crate) message_id: Uuid,
    pub(crate) outcome: Outcome,
    pub(crate) findings: Vec<Finding>,
    pub(crate) care_fund: Option<CareFundNumber>,
    /// The person's number of today, when the message names a replaced one.
    pub(crate) ssin_replaced_by: Option<Ssin>,
    pub(crate) after: After,
}

/// What a message makes of its dossier when it is accepted.
pub(crate) enum After {
    Nothing,
    Request(Box<Verdict>),
    Change(Box<Dossier>),
}

impl Judged {
    pub(crate) fn of_request(message_id: Uuid, verdict: Verdict, ssin_replaced_by: Option<Ssin>) -> Self {
        Self {
            message_id,
            outcome: verdict.outcome,
            findings: verdict.findings.clone(),
            care_fund: verdict.care_fund,
            ssin_replaced_by,
            after: After::Request(Box::new(verdict)),
        }
    }

    /// Whether it waits for the person's affiliation: then nobody can accept it by hand (care.md §2).
    pub(crate) fn waits_for_affiliation(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| registers::InsuranceReason::from_code(finding.code.as_str()).is_some())
    }
}

/// The kept word of an outcome.
pub(crate) const fn kept(outcome: Outcome) -> MessageOutcome {
    match outcome {
        Outcome::Accepted => MessageOutcome::Accepted,
        Outcome::Pending => MessageOutcome::Pending,
        Outcome::Refused => MessageOutcome::Refused,
        Outcome::Queued => MessageOutcome::Queued,
    }
}

/// The dossier in the rules' own form; `None` while it is not accepted.
pub(crate) fn aggregate(record: &DossierRecord) -> Result<Option<Dossier>, Problem> {
    Ok(record.content.as_deref().map(serde_json::from_str).transpose()?)
}

/// The kind of task that an end before accepted lines opens: a credit note is expected.
pub(crate) const BILLED_AFTER_END: &str = "CHG_BILLED_AFTER_END";

impl App<'_> {
    /// Judges a request beside today's facts; `except` is its own dossier, when it has one already.
    pub(crate) fn judge_request_now(
        &self,
        tx: &mut dyn Transaction,
        facility: &Facility,
        request: &CareRequest,
        except: Option<DossierId>,
        received_at: Timestamp,
    ) -> Result<(Verdict, Option<Person>), Problem> {
        let person = match request.person_ssin().map(Ssin::as_number) {
            Some(number) => tx.persons_by_ssin(&[number])?.remove(&number),
            None => None,
        };
        let stays = other_stays(tx, person.as_ref(), except)?;
        let facts = RequestFacts {
            facility,
            person: person.as_ref(),
            stays: &stays,
        };
        Ok((judge_request(request, &facts, &self.law, received_at)?, person))
    }

    /// Judges a change beside today's facts.
    pub(crate) fn judge_change_now(
        &self,
        tx: &mut dyn Transaction,
        facility: &Facility,
        change: &ChangeMessage,
        record: Option<&DossierRecord>,
        (received_at, now): (Timestamp, Timestamp),
        waiting: bool,
    ) -> Result<Judged, Problem> {
        let dossier = record.map(aggregate).transpose()?.flatten();
        let person = match record.and_then(|record| record.person) {
            Some(person) => tx.person(person)?,
            None => None,
        };
        let stays = other_stays(tx, person.as_ref(), record.map(|record| record.id))?;
        let billed = match (record, &person, &dossier) {
            (Some(record), Some(person), Some(dossier)) => {
                let until = brussels_day(now).max(dossier.ends_on());
                tx.billed_days(record.id, person.id, &months(dossier.covered_from(), until))?
            }
            _ => Vec::new(),
        };
        let facts = ChangeFacts {
            facility,
            dossier: dossier.as_ref(),
            person: person.as_ref(),
            stays: &stays,
            waiting,
            billed_days: &billed,
            judged_on: brussels_day(now),
        };
        let verdict = judge_change(change, &facts, &self.law, received_at)?;
        Ok(Judged {
            message_id: change.message_id,
            outcome: verdict.outcome,
            findings: verdict.findings,
            care_fund: verdict.care_fund,
            ssin_replaced_by: None,
            after: verdict
                .after
                .map_or(After::Nothing, |dossier| After::Change(Box::new(dossier))),
        })
    }

    /// Judges a message that was kept before, beside today's facts and by its original time of receipt.
    pub(crate) fn judge_kept(
        &self,
        tx: &mut dyn Transaction,
        now: Timestamp,
        record: &DossierRecord,
        message: &DossierMessage,
    ) -> Result<Judged, Problem> {
        let bytes = tx
            .payload(message.input)?
            .ok_or_else(|| Problem::Fault("a message whose bytes are gone".into()))?;
        let object = object_of(&bytes)?;
        let facility = tx
            .facility(record.facility)?
            .ok_or_else(|| Problem::Fault("a dossier whose facility is gone".into()))?;
        if message.kind == REQUEST {
            let request = CareRequest::from_object(&object)?;
            let (verdict, person) =
                self.judge_request_now(tx, &facility, &request, Some(record.id), message.received_at)?;
            let replaced = person.and_then(|person| replaced_by(&request, person.ssin));
            return Ok(Judged::of_request(message.message_id, verdict, replaced));
        }
        let change = ChangeMessage::from_object(&object)?;
        self.judge_change_now(tx, &facility, &change, Some(record), (message.received_at, now), false)
    }

    /// The answer on what was judged.
    pub(crate) fn answer(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        record: Option<&DossierRecord>,
        judged: &Judged,
        reason: Option<&str>,
    ) -> Result<RequestAnswer, Problem> {
        let day = brussels_day(context.at);
        let fund = tx
            .care_funds()?
            .into_iter()
            .find(|fund| Some(fund.number) == judged.care_fund);
        let covered: Option<Coverage> = match (&judged.after, judged.outcome) {
            (After::Request(verdict), Outcome::Accepted) => verdict.would_cover,
            (After::Change(dossier), Outcome::Accepted) => Some(dossier.coverage()),
            _ => None,
        };
        let objection = match judged.outcome {
            Outcome::Refused => Some(
                self.law
                    .text(parameter::OBJECTION, record.map(|record| &record.sector), day)?
                    .clone(),
            ),
            _ => None,
        };
        let is_accepted = judged.outcome == Outcome::Accepted;
        let is_change = !matches!(judged.after, After::Request(_));
        Ok(RequestAnswer {
            message_id: judged.message_id,
            outcome: judged.outcome,
            vsb_reference: record
                .and_then(|record| record.reference)
                .filter(|_| is_accepted || is_change),
            covered_start: covered.map(Coverage::start),
            covered_end: covered.map(Coverage::end),
            care_fund: judged.care_fund,
            ssin_replaced_by: judged.ssin_replaced_by,
            care_fund_contact: fund.as_ref().and_then(care::CareFundContact::of),
            reason: reason.map(str::to_owned),
            findings: care_answers::explained(&self.law, &judged.findings)?,
            objection,
            law: self.law.hash(),
        })
    }

    /// Keeps what a judged message makes of its dossier, and gives the dossier as it then stands.
    pub(crate) fn apply(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        record: &DossierRecord,
        judged: &Judged,
    ) -> Result<DossierRecord, Problem> {
        let update = match (&judged.after, judged.outcome) {
            (After::Request(verdict), outcome) => {
                let reference = match record.reference {
                    None if outcome == Outcome::Accepted => {
                        Some(self.next_reference(tx, record.facility, judged.message_id)?)
                    }
                    known => known,
                };
                Some(request_update(context, record, verdict, outcome, reference)?)
            }
            (After::Change(dossier), Outcome::Accepted) => Some(change_update(record, dossier)?),
            _ => None,
        };
        if let Some(update) = update {
            tx.update_dossier(record.id, &update)?;
        }
        if judged.outcome == Outcome::Accepted {
            self.open_tasks(tx, context, judged, record)?;
        }
        tx.dossier(record.id)?
            .ok_or_else(|| Problem::Fault("a dossier that is gone".into()))
    }

    /// An end before accepted lines is accepted; the fund gets a task, since a credit note is expected. An end that does
    /// so no longer settles it.
    fn open_tasks(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        judged: &Judged,
        record: &DossierRecord,
    ) -> Result<(), Problem> {
        let subject = format!("dossier {}", record.id);
        let mut findings = judged.findings.iter();
        let is_billed = findings.any(|finding| finding.code.as_str() == BILLED_AFTER_END);
        match (is_billed, judged.care_fund) {
            (true, Some(fund)) => events::open_task(tx, fund, BILLED_AFTER_END, &subject, context.at)?,
            (true, None) => {}
            // The end was taken back, or now lies behind the last day that was invoiced.
            (false, _) if is_end_moved(record, judged) => settle(tx, context, BILLED_AFTER_END, &subject)?,
            (false, _) => {}
        }
        Ok(())
    }

    /// Answers a kept message later: its outcome, its place in the inbox of its facility, its dossier.
    pub(crate) fn answer_later(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        record: &DossierRecord,
        message: &DossierMessage,
        judged: &Judged,
        reason: Option<&str>,
    ) -> Result<(DossierRecord, RequestAnswer), Problem> {
        let after = self.apply(tx, context, record, judged)?;
        let answer = self.answer(tx, context, Some(&after), judged, reason)?;
        let json = serde_json::to_string(&answer)?;
        tx.answer_message(message.row, kept(judged.outcome), &json)?;
        tx.put_inbox(record.facility, context.at, ANSWER, &json)?;
        let now = kept(judged.outcome);
        if [message.outcome, now].contains(&MessageOutcome::Pending) {
            let person = match record.person {
                Some(person) => tx.person(person)?,
                None => None,
            };
            let message = (record.facility, message.message_id);
            events::care_message(tx, context.at, message, now, person.as_ref())?;
        }
        Ok((after, answer))
    }

    /// Judges what was queued behind a message that is decided now, in order of receipt, until one is in beraad again.
    pub(crate) fn answer_queue(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        mut record: DossierRecord,
    ) -> Result<(), Problem> {
        loop {
            let waiting = tx.waiting_messages(record.id)?;
            let Some(next) = waiting
                .first()
                .filter(|message| message.outcome == MessageOutcome::Queued)
            else {
                return Ok(());
            };
            let judged = self.judge_kept(tx, context.at, &record, next)?;
            (record, _) = self.answer_later(tx, context, &record, next, &judged, None)?;
        }
    }

    /// A reference for the dossier that a request of a facility made: the next one, or in a replay by another law the
    /// one that it was given before, by which later messages and files name it.
    pub(crate) fn next_reference(
        &self,
        tx: &mut dyn Transaction,
        facility: FacilityId,
        request: Uuid,
    ) -> Result<VsbReference, Problem> {
        match &self.references {
            None => next_reference(tx),
            Some(given) => given.reference(tx, facility, request),
        }
    }

    /// Whether a finding of these refuses.
    pub(crate) fn refusing(&self, findings: &[Finding]) -> Result<Vec<String>, Problem> {
        let mut codes = Vec::new();
        for finding in findings {
            if self.law.effect(&finding.code)? == Effect::Refuse {
                codes.push(finding.code.to_string());
            }
        }
        Ok(codes)
    }
}

fn other_stays(
    tx: &mut dyn Transaction,
    person: Option<&Person>,
    except: Option<DossierId>,
) -> Result<Vec<care::Stay>, Problem> {
    let Some(person) = person else { return Ok(Vec::new()) };
    let dossiers = tx.stays_of(&[person.id])?;
    dossiers
        .iter()
        .filter(|dossier| Some(dossier.id) != except)
        .filter_map(|dossier| facts::care_stay(dossier).transpose())
        .collect()
}

/// The message in its bytes: a JSON object, without the moment of receipt, which is the envelope's.
pub(crate) fn object_of(bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    let mut object: Map<String, Value> = serde_json::from_slice(bytes)?;
    object.remove("receivedAt");
    Ok(object)
}

fn request_update(
    context: &Context,
    record: &DossierRecord,
    verdict: &Verdict,
    outcome: Outcome,
    reference: Option<VsbReference>,
) -> Result<DossierUpdate, Problem> {
    let accepted = outcome == Outcome::Accepted;
    let terms = verdict.terms.as_ref();
    let dossier = match (terms, verdict.would_cover) {
        (Some(terms), Some(coverage)) if accepted => Some(Dossier::accepted(
            record.facility,
            record.sector.clone(),
            terms,
            coverage,
            brussels_day(record.received_at),
        )),
        _ => None,
    };
    Ok(DossierUpdate {
        state: match outcome {
            Outcome::Accepted => DossierState::Accepted,
            Outcome::Refused => DossierState::Refused,
            Outcome::Pending | Outcome::Queued => DossierState::Pending,
        },
        reference,
        start: terms.map(|terms| terms.start).or(record.start),
        reported_end: record.reported_end,
        approved: verdict.would_cover.and_then(Coverage::period).into_iter().collect(),
        approved_until: verdict.would_cover.map(Coverage::end),
        content: dossier.as_ref().map(serde_json::to_string).transpose()?,
        decided_at: (outcome != Outcome::Pending).then_some(context.at),
    })
}

fn change_update(record: &DossierRecord, dossier: &Dossier) -> Result<DossierUpdate, Problem> {
    Ok(DossierUpdate {
        state: match dossier.state() {
            care::DossierState::Accepted => DossierState::Accepted,
            care::DossierState::Ended => DossierState::Ended,
        },
        reference: record.reference,
        start: Some(dossier.start()),
        reported_end: dossier.reported_end().map(|end| end.at),
        approved: dossier.approved(),
        approved_until: Some(dossier.approved_end()),
        content: Some(serde_json::to_string(dossier)?),
        decided_at: record.decided_at,
    })
}

/// Whether an accepted change made, moved or took back the end of a stay.
fn is_end_moved(record: &DossierRecord, judged: &Judged) -> bool {
    match &judged.after {
        After::Change(dossier) => dossier.reported_end().map(|end| end.at) != record.reported_end,
        _ => false,
    }
}

/// The next reference that the store gives.
pub(crate) fn next_reference(tx: &mut dyn Transaction) -> Result<VsbReference, Problem> {
    let serial = tx.next_reference_serial()?;
    VsbReference::from_serial(serial).ok_or_else(|| Problem::Fault("VSB references are used up".into()))
}

/// The word of a change, as it is kept.
pub(crate) const fn word_of(kind: ChangeKind) -> &'static str {
    kind.code()
}
