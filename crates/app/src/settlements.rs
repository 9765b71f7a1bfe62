//! Use case: signing a decided batch (billing.md §3): the settlement and what is payable follow at once.

use std::collections::{BTreeMap, BTreeSet};

use identifiers::{BatchId, CareFundNumber, EuroCents, PersonId, StructuredReference, brussels_day};
use registers::TariffKind;
use store::{
    BatchState, ContentHash, LinePlace, LineRow, LineState, NewSettlement, PremiumRecord, SetOff, SettlementRecord,
    Transaction,
};

use crate::actor::Owner;
use crate::person_changes::judge_again;
use crate::record::{Record, record};
use crate::tasks::settle_billed_after_end;
use crate::{Action, App, Context, Problem, events, facts};

/// What a signing made.
#[derive(Debug, Clone)]
pub struct SettlementReport {
    /// The batch.
    pub batch: BatchId,
    /// What is accepted, before any set-off.
    pub amount: EuroCents,
    /// What was set off of it against debts of the facility with the fund (D7).
    pub set_off: EuroCents,
    /// The payment reference, as in zone 423 and in the transfer.
    pub reference: StructuredReference,
}

impl App<'_> {
    /// Signs a decided batch: freezes the hash of its content, names the signatory, and makes its settlement.
    ///
    /// # Errors
    /// Another fund's batch is forbidden; a batch that is not decided, or signed already, is a conflict that names the
    /// state it is in.
    pub fn sign(&self, context: &Context, id: BatchId) -> Result<SettlementReport, Problem> {
        self.sign_seen(context, id, None)
    }

    /// The same, when what is signed is what was seen.
    pub(crate) fn sign_seen(
        &self,
        context: &Context,
        id: BatchId,
        seen: Option<&str>,
    ) -> Result<SettlementReport, Problem> {
        let mut tx = self.begin()?;
        let batch = facts::locked_batch(tx.as_mut(), id)?.batch;
        context.actor.may(
            Action::SignBatch,
            Owner {
                facility: batch.facility,
                fund: batch.fund,
            },
        )?;
        let (Some(facility), Some(fund), BatchState::Decided) = (batch.facility, batch.fund, batch.state) else {
            return Err(not_to_sign(tx.as_mut(), id, batch.state)?);
        };
        if tx
            .care_funds()?
            .iter()
            .any(|known| known.number == fund && known.four_eyes)
        {
            refuse_own_decisions(tx.as_mut(), id, context)?;
        }
        let lines = tx.lines(id)?;
        let content = content_hash(batch.input, &lines);
        if seen.is_some_and(|seen| content.to_string() != seen) {
            return Err(Problem::Conflict("it is not what was seen any more".into()));
        }
        let settlement = tx.insert_settlement(&NewSettlement {
            batch: id,
            fund,
            facility,
            amount: batch.accepted,
            signed_by: context.actor.to_string(),
            signed_at: context.at,
            content,
        })?;
        if !tx.move_batch(id, BatchState::Decided, BatchState::Settled)? {
            return Err(Problem::Conflict("the batch was signed in the meantime".into()));
        }
        events::batch(tx.as_mut(), context.at, id, Some(fund), BatchState::Settled)?;
        take_effect(tx.as_mut(), context, (id, fund), &lines)?;
        let set_off = set_off_debts(tx.as_mut(), fund, &settlement)?;
        let input = serde_json::json!({ "batch": id }).to_string();
        let answer = serde_json::json!({
            "settlementCents": batch.accepted, "setOffCents": set_off, "reference": settlement.reference,
            "content": settlement.settlement.content.to_string(),
        })
        .to_string();
        let entry = Record {
            use_case: "sign",
            subject: format!("batch {id}"),
            input: input.as_bytes(),
            answer: answer.as_bytes(),
            law: None,
        };
        record(tx.as_mut(), context, &entry)?;
        tx.commit()?;
        Ok(SettlementReport {
            batch: id,
            amount: batch.accepted,
            set_off,
            reference: settlement.reference,
        })
    }
}

/// What holds now, also for who never saw the answer to a signing of their own.
fn not_to_sign(tx: &mut dyn Transaction, id: BatchId, state: BatchState) -> Result<Problem, Problem> {
    let signed = tx.settlement_of(id)?.map(|signed| {
        let SettlementRecord {
            reference, settlement, ..
        } = signed;
        format!(
            ", signed by {} at {} under {reference}",
            settlement.signed_by, settlement.signed_at
        )
    });
    Ok(Problem::Conflict(format!(
        "only a decided batch is signed; this one is {}{}",
        state.word(),
        signed.unwrap_or_default()
    )))
}

/// Where a fund asks four eyes, who decided a line of the batch does not sign it.
fn refuse_own_decisions(tx: &mut dyn Transaction, id: BatchId, context: &Context) -> Result<(), Problem> {
    let me = context.actor.signature();
    if tx.line_decisions(id)?.iter().any(|decision| decision.by == me) {
        return Err(Problem::Conflict(
            "this fund asks four eyes: who decided a line of this batch does not sign it".into(),
        ));
    }
    Ok(())
}

/// What accepted lines do at signing: a credit makes the day free again and may settle a task, a premium is marked as paid, and a credit of
/// one unmarks it.
fn take_effect(
    tx: &mut dyn Transaction,
    context: &Context,
    (id, fund): (BatchId, CareFundNumber),
    lines: &[LineRow],
) -> Result<(), Problem> {
    let taken_back: BTreeMap<(u64, u32), LinePlace> = tx
        .credits(id)?
        .into_iter()
        .map(|row| ((row.invoice, row.position), row.takes_back))
        .collect();
    let (mut free, mut unmarked, mut marked) = (Vec::new(), Vec::new(), Vec::new());
    let mut touched: BTreeSet<PersonId> = BTreeSet::new();
    for line in lines.iter().filter(|line| line.state == LineState::Accepted) {
        let Some(person) = line.person else { continue };
        let credit = taken_back.get(&(line.invoice, line.position));
        if let Some(place) = credit {
            free.push((person, line.day, line.code, *place));
        }
        if line.kind == Some(TariffKind::Premium) {
            touched.insert(person);
            match credit {
                Some(_) => unmarked.push((person, line.day.year())),
                None => marked.push(PremiumRecord {
                    person,
                    year: line.day.year(),
                    paid_on: Some(brussels_day(context.at)),
                    amount: Some(line.amount),
                }),
            }
        }
    }
    touched.extend(free.iter().map(|(person, ..)| *person));
    tx.lock_persons(&Vec::from_iter(touched))?;
    tx.free_days(&free)?;
    if !free.is_empty() {
        let persons: Vec<PersonId> = free.iter().map(|(person, ..)| *person).collect();
        settle_billed_after_end(tx, context, fund, &persons)?;
    }
    tx.withdraw_premiums(&unmarked, context.at)?;
    tx.put_premiums(&marked, context.at)?;
    let of_premiums: BTreeSet<PersonId> = unmarked.iter().map(|(person, _)| *person).collect();
    for person in marked.iter().map(|premium| premium.person).chain(of_premiums) {
        judge_again(tx, context.at, person)?;
    }
    Ok(())
}

/// Sets the open debts of the facility with the fund off against a settlement, oldest first, as far as it reaches (D7).
fn set_off_debts(
    tx: &mut dyn Transaction,
    fund: CareFundNumber,
    settlement: &SettlementRecord,
) -> Result<EuroCents, Problem> {
    let amount = settlement.settlement.amount;
    let mut left = amount.max(EuroCents::ZERO);
    for debt in tx.open_debts(fund, settlement.settlement.facility)? {
        let part = debt.left.min(left);
        if part <= EuroCents::ZERO {
            break;
        }
        tx.set_off(&SetOff {
            settlement: settlement.id,
            debt: debt.settlement,
            amount: part,
        })?;
        left = left.minus(part)?;
    }
    Ok(amount.max(EuroCents::ZERO).minus(left)?)
}

/// What is signed: the bytes received and the outcome of every line.
pub(crate) fn content_hash(input: ContentHash, lines: &[LineRow]) -> ContentHash {
    let mut outcomes = String::with_capacity(lines.len() * 24);
    for line in lines {
        outcomes.push_str(&format!(
            "{} {} {} {}\n",
            line.invoice,
            line.position,
            line.amount.cents(),
            line.state.word()
        ));
    }
    ContentHash::of_parts(&[input.as_bytes(), outcomes.as_bytes()])
}
