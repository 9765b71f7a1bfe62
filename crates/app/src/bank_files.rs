//! Use cases: taking in the files of the bank, and watching what a fund has yet to pay (billing.md §4; D6).

use std::collections::HashMap;

use ::payments::{About, BankAnswer, BankOutcome, due_day, read_bank_file};
use identifiers::{BatchId, CareFundNumber, EuroCents, FacilityId, OrderId, StructuredReference, brussels_day};
use jiff::civil::Date;
use regulation::parameter;
use serde_json::json;
use store::{BankAnswerRow, BatchState, ContentHash, Payable, PayableState, Transaction};

use crate::actor::Owner;
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem, events};

/// The task that a payment leaves which came back after it was booked: a person looks.
pub(crate) const RETURNED_PAYMENT: &str = "RETURNED_PAYMENT";

/// What a file of the bank told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BankFileReport {
    /// The batches whose transfer was booked.
    pub booked: Vec<BatchId>,
    /// The batches whose transfer was rejected and is due again.
    pub rejected: Vec<BatchId>,
    /// Answers that were known already: the same file again changes nothing.
    pub known: u64,
    /// Answers that fit no transfer of the fund, or another amount: a person looks.
    pub unmatched: u64,
}

/// What a fund has yet to pay for one settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnpaidSettlement {
    /// The batch.
    pub batch: BatchId,
    /// Who is paid.
    pub facility: FacilityId,
    /// How much, after set-off.
    pub amount: EuroCents,
    /// The payment reference.
    pub reference: StructuredReference,
    /// Whether it is at the bank.
    pub ordered: bool,
    /// The last day on which it may be paid (D6).
    pub due_on: Date,
    /// Days left until then; below zero it is overdue.
    pub days_left: i64,
    /// Days since the batch was received, so that waiting to sign hides nothing (D6).
    pub age_days: i64,
    /// Why the bank rejected it last.
    pub rejected_for: Option<String>,
}

impl App<'_> {
    /// Takes in a pain.002, camt.053 or camt.054: transfers are paid, or due again with the bank's reason.
    ///
    /// # Errors
    /// Another fund is forbidden; a file that is none of these is invalid input.
    pub fn take_bank_file(
        &self,
        context: &Context,
        fund: CareFundNumber,
        bytes: &[u8],
    ) -> Result<BankFileReport, Problem> {
        let owner = Owner {
            facility: None,
            fund: Some(fund),
        };
        context.actor.may(Action::RecordBankAnswer, owner)?;
        let answers = read_bank_file(bytes).map_err(|error| Problem::invalid("file", error.to_string()))?;
        let text = std::str::from_utf8(bytes).map_err(|_| Problem::invalid("file", "the file is not UTF-8"))?;
        let mut tx = self.begin()?;
        if !tx.keep_bank_file(fund, ContentHash::of(bytes), context.at)? {
            // Not by its content: a rejection that names no order would also fit the transfer that was ordered anew.
            return Ok(BankFileReport {
                known: answers.len() as u64,
                ..BankFileReport::default()
            });
        }
        let mut taking = Taking {
            fund,
            context,
            payables: payables_of(tx.as_mut(), fund, &answers)?,
            report: BankFileReport::default(),
        };
        for answer in &answers {
            taking.take(tx.as_mut(), answer)?;
        }
        let report = taking.report;
        let input = json!({ "fund": fund, "file": text }).to_string();
        let answer = json!({
            "booked": report.booked, "rejected": report.rejected, "known": report.known,
            "unmatched": report.unmatched,
        })
        .to_string();
        let entry = Record {
            use_case: "bankFile",
            subject: format!("fund {fund}"),
            input: input.as_bytes(),
            answer: answer.as_bytes(),
            law: None,
        };
        record(tx.as_mut(), context, &entry)?;
        tx.commit()?;
        Ok(report)
    }

    /// What a fund has yet to pay, oldest settlement first, with its last day and its age.
    ///
    /// # Errors
    /// Another fund is forbidden.
    pub fn unpaid(&self, context: &Context, fund: CareFundNumber) -> Result<Vec<UnpaidSettlement>, Problem> {
        let owner = Owner {
            facility: None,
            fund: Some(fund),
        };
        context.actor.may(Action::ListPayments, owner)?;
        let today = brussels_day(context.at);
        let days = self.law.integer(parameter::PAYMENT_TERM_DAYS, None, today)?;
        let term = u16::try_from(days).map_err(|_| Problem::Fault("a term that is no number of days".into()))?;
        let from_receipt = self.law.word(parameter::PAYMENT_TERM_STARTS, None, today)? == "RECEIPT";
        let mut tx = self.begin()?;
        let mut unpaid = Vec::new();
        for payable in tx.unpaid_payables(fund)? {
            let start = if from_receipt {
                payable.received_at
            } else {
                payable.signed_at
            };
            let due_on = due_day(brussels_day(start), term)?;
            let answers = tx.bank_answers(payable.settlement)?;
            unpaid.push(UnpaidSettlement {
                batch: payable.batch,
                facility: payable.facility,
                amount: payable.amount,
                reference: payable.reference,
                ordered: payable.state == PayableState::Ordered,
                due_on,
                days_left: days_between(today, due_on),
                age_days: days_between(brussels_day(payable.received_at), today),
                rejected_for: answers
                    .into_iter()
                    .rev()
                    .find(|answer| !answer.booked)
                    .and_then(|answer| answer.reason),
            });
        }
        Ok(unpaid)
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// Taking in the answers of one file.
struct Taking<'c> {
    fund: CareFundNumber,
    context: &'c Context,
    payables: HashMap<StructuredReference, Payable>,
    report: BankFileReport,
}

impl Taking<'_> {
    fn take(&mut self, tx: &mut dyn Transaction, answer: &BankAnswer) -> Result<(), Problem> {
        match &answer.about {
            About::Order(message) => {
                let order = order_of(self.fund, message);
                let of_order: Vec<StructuredReference> = self
                    .payables
                    .iter()
                    .filter(|(_, payable)| order.is_some() && payable.order == order)
                    .map(|(reference, _)| *reference)
                    .collect();
                if of_order.is_empty() {
                    self.report.unmatched += 1;
                }
                let mut of_order = of_order;
                of_order.sort_unstable_by_key(|reference| reference.to_digits());
                for reference in of_order {
                    self.one(tx, reference, answer, order)?;
                }
                Ok(())
            }
            About::Transfer { order, .. } => match reference_of(self.fund, answer) {
                Some(reference) => {
                    let order = order.as_deref().and_then(|message| order_of(self.fund, message));
                    self.one(tx, reference, answer, order)
                }
                None => {
                    self.report.unmatched += 1;
                    Ok(())
                }
            },
        }
    }

    /// One transfer. An answer on another order than the one it is in now was told before.
    fn one(
        &mut self,
        tx: &mut dyn Transaction,
        reference: StructuredReference,
        answer: &BankAnswer,
        order: Option<OrderId>,
    ) -> Result<(), Problem> {
        use PayableState::{Booked, Due, Ordered};
        let payable = self.payables.get_mut(&reference);
        let Some(payable) = payable.filter(|payable| answer.amount.is_none_or(|amount| amount == payable.amount))
        else {
            self.report.unmatched += 1;
            return Ok(());
        };
        let of_another = order.is_some() && order != payable.order;
        let (to, reason) = match (&answer.outcome, payable.state) {
            (BankOutcome::Booked, Ordered) => (Booked, None),
            (BankOutcome::Rejected { reason }, Ordered) if !of_another => (Due, reason.clone()),
            (BankOutcome::Rejected { .. }, Booked) if !of_another => {
                // Money that came back: the settlement stays paid until a person has looked.
                events::open_task(
                    tx,
                    self.fund,
                    RETURNED_PAYMENT,
                    &format!("batch {}", payable.batch),
                    self.context.at,
                )?;
                self.report.unmatched += 1;
                return Ok(());
            }
            (BankOutcome::Booked, Booked) | (BankOutcome::Rejected { .. }, _) => {
                self.report.known += 1;
                return Ok(());
            }
            (BankOutcome::Booked, Due) => {
                self.report.unmatched += 1;
                return Ok(());
            }
        };
        payable.state = to;
        settle(tx, self.context, self.fund, payable, (to, reason))?;
        match to {
            Booked => self.report.booked.push(payable.batch),
            Due | Ordered => self.report.rejected.push(payable.batch),
        }
        Ok(())
    }
}

/// Moves the transfer of a settlement from the bank to where it now stands, with its batch, and keeps what was said.
pub(crate) fn settle(
    tx: &mut dyn Transaction,
    context: &Context,
    fund: CareFundNumber,
    payable: &Payable,
    (to, reason): (PayableState, Option<String>),
) -> Result<(), Problem> {
    if !tx.move_payable(payable.settlement, PayableState::Ordered, to)? {
        return Err(Problem::Conflict(
            "the transfer of this batch is not at the bank".into(),
        ));
    }
    let booked = to == PayableState::Booked;
    if booked && !tx.move_batch(payable.batch, BatchState::Settled, BatchState::Paid)? {
        return Err(Problem::Fault("a batch that is paid without being settled".into()));
    }
    if booked {
        events::batch(tx, context.at, payable.batch, Some(fund), BatchState::Paid)?;
    } else {
        let mut told = json!({ "batch": payable.batch, "reference": payable.reference });
        if let Some(order) = payable.order {
            told["order"] = json!(order);
        }
        if let Some(reason) = &reason {
            told["reason"] = json!(reason);
        }
        events::other(tx, context.at, fund, events::kind::TRANSFER_REJECTED, &told)?;
    }
    tx.insert_bank_answer(&BankAnswerRow {
        settlement: payable.settlement,
        booked,
        reason,
        at: context.at,
    })?;
    Ok(())
}

/// The payables that the answers may be about, by reference.
fn payables_of(
    tx: &mut dyn Transaction,
    fund: CareFundNumber,
    answers: &[BankAnswer],
) -> Result<HashMap<StructuredReference, Payable>, Problem> {
    let references: Vec<StructuredReference> = answers.iter().filter_map(|answer| reference_of(fund, answer)).collect();
    let mut payables: HashMap<StructuredReference, Payable> = HashMap::new();
    for (reference, _, payable) in tx.payables_by_reference(fund, &references)? {
        payables.insert(reference, payable);
    }
    if answers.iter().any(|answer| matches!(answer.about, About::Order(_))) {
        for payable in tx.unpaid_payables(fund)? {
            payables.insert(payable.reference, payable);
        }
    }
    Ok(payables)
}

/// The end-to-end id that an order gives a transfer.
pub(crate) fn end_to_end_id(fund: CareFundNumber, reference: StructuredReference) -> String {
    format!("ZK{fund}-{}", reference.to_digits())
}

/// The message id of an order.
pub(crate) fn message_id(fund: CareFundNumber, order: OrderId) -> String {
    format!("ZK{fund}-ORDER-{order}")
}

fn order_of(fund: CareFundNumber, message: &str) -> Option<OrderId> {
    let number = message.strip_prefix(&format!("ZK{fund}-ORDER-"))?;
    number.parse().ok().map(OrderId)
}

/// The reference of a transfer: as the bank names it, else that of the end-to-end id.
fn reference_of(fund: CareFundNumber, answer: &BankAnswer) -> Option<StructuredReference> {
    let About::Transfer {
        end_to_end_id,
        reference,
        ..
    } = &answer.about
    else {
        return None;
    };
    let of_id = end_to_end_id.as_deref().and_then(|id| {
        let digits = id.strip_prefix(&format!("ZK{fund}-"))?;
        StructuredReference::parse(digits).ok()
    });
    reference.or(of_id)
}
