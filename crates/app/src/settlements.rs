//! Use case: signing a decided batch (billing.md §3): the settlement and what is payable follow at once.

use identifiers::{BatchId, EuroCents, StructuredReference};
use store::{BatchState, ContentHash, LineRow, NewSettlement};

use crate::actor::Owner;
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem, facts};

/// What a signing made.
#[derive(Debug, Clone)]
pub struct SettlementReport {
    /// The batch.
    pub batch: BatchId,
    /// What is accepted, before any set-off.
    pub amount: EuroCents,
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
            return Err(Problem::Conflict(format!(
                "only a decided batch is signed; this one is {}",
                batch.state.word()
            )));
        };
        let lines = tx.lines(id)?;
        let settlement = tx.insert_settlement(&NewSettlement {
            batch: id,
            fund,
            facility,
            amount: batch.accepted,
            signed_by: context.actor.to_string(),
            signed_at: context.at,
            content: content_hash(batch.input, &lines),
        })?;
        if !tx.move_batch(id, BatchState::Decided, BatchState::Settled)? {
            return Err(Problem::Conflict("the batch was signed in the meantime".into()));
        }
        let input = serde_json::json!({ "batch": id }).to_string();
        let answer = serde_json::json!({
            "settlementCents": batch.accepted, "reference": settlement.reference,
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
            reference: settlement.reference,
        })
    }
}

/// What is signed: the bytes received and the outcome of every line.
fn content_hash(input: ContentHash, lines: &[LineRow]) -> ContentHash {
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
