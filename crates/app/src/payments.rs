//! Use cases: gathering what a fund has to pay into one payment order, and recording the bank's answer
//! (billing.md §3, §4; D6).

use std::collections::BTreeSet;

use ::payments::{PaymentOrder, PaymentTerm, Transfer, execution_day};
use identifiers::{BatchId, CareFundNumber, EuroCents, OrderId, SettlementId, brussels_day};
use jiff::civil::Date;
use regulation::{List, Parameter, parameter};
use store::{BatchState, ContentHash, NewOrder, Payable, PayableState, Transaction};

use crate::actor::Owner;
use crate::events::{self, kind};
use crate::record::{Record, record};
use crate::{Action, App, Context, NotDecided, Problem, bank_files};

/// A payment order that was made; without transfers there was nothing to pay and none was made.
#[derive(Debug, Clone)]
pub struct OrderReport {
    /// Its number; `None` when there was nothing to pay.
    pub order: Option<OrderId>,
    /// How many settlements it pays.
    pub transfers: u64,
    /// Their sum.
    pub total: EuroCents,
    /// When there was nothing to pay: the orders whose transfers the bank has not answered yet, so that who never saw
    /// the answer to an order of their own finds it.
    pub at_bank: Vec<OrderId>,
}

/// A transfer of a payment order.
#[derive(Debug, Clone, Copy)]
pub struct TransferReport {
    /// The order it is in.
    pub order: OrderId,
    /// The fund that pays.
    pub fund: CareFundNumber,
    /// How much.
    pub amount: EuroCents,
}

/// The file of a payment order, for the bank.
#[derive(Debug, Clone)]
pub struct PaymentFile {
    /// The order.
    pub order: OrderId,
    /// The fund.
    pub fund: CareFundNumber,
    /// When the bank is asked to pay.
    pub execution_day: Date,
    /// pain.001.001.09.
    pub bytes: Vec<u8>,
}

/// What an order would rest on: every settlement that is to be paid, with its amount, in the order of their numbers.
pub(crate) fn due_version(due: &[Payable]) -> ContentHash {
    let mut parts: Vec<(SettlementId, EuroCents)> =
        due.iter().map(|payable| (payable.settlement, payable.amount)).collect();
    parts.sort_unstable_by_key(|(settlement, _)| *settlement);
    let parts: Vec<String> = parts
        .iter()
        .map(|(settlement, amount)| format!("{}:{}", settlement.0, amount.cents()))
        .collect();
    ContentHash::of_parts(&parts.iter().map(String::as_bytes).collect::<Vec<_>>())
}

/// That there is nothing to pay, and which orders are at the bank.
fn nothing_due(tx: &mut dyn Transaction, fund: CareFundNumber) -> Result<OrderReport, Problem> {
    let unpaid = tx.unpaid_payables(fund)?;
    let at_bank = unpaid.iter().filter(|payable| payable.state == PayableState::Ordered);
    let at_bank: BTreeSet<OrderId> = at_bank.filter_map(|payable| payable.order).collect();
    Ok(OrderReport {
        order: None,
        transfers: 0,
        total: EuroCents::ZERO,
        at_bank: at_bank.into_iter().collect(),
    })
}

impl App<'_> {
    /// Gathers what the fund has to pay into one order, with its file for the bank.
    ///
    /// # Errors
    /// Another fund is forbidden; a fund or facility without what the bank asks (an account) is a conflict.
    pub fn pay(&self, context: &Context, fund: CareFundNumber) -> Result<OrderReport, Problem> {
        self.pay_seen(context, fund, None).map_err(NotDecided::into_problem)
    }

    /// The same, when what is to be paid is what was seen ([`crate::PaymentsPage::due_seen`]).
    ///
    /// # Errors
    /// As [`App::pay`], and when something else is to be paid than was seen.
    pub fn pay_as_seen(&self, context: &Context, fund: CareFundNumber, seen: &str) -> Result<OrderReport, NotDecided> {
        self.pay_seen(context, fund, Some(seen))
    }

    fn pay_seen(&self, context: &Context, fund: CareFundNumber, seen: Option<&str>) -> Result<OrderReport, NotDecided> {
        context.actor.may(
            Action::MakeOrder,
            Owner {
                facility: None,
                fund: Some(fund),
            },
        )?;
        let mut tx = self.begin()?;
        let due = tx.due_payables(fund)?;
        if due.is_empty() {
            return Ok(nothing_due(tx.as_mut(), fund)?);
        }
        if seen.is_some_and(|seen| due_version(&due).to_string() != seen) {
            return Err(NotDecided::Changed);
        }
        Ok(self.order_due(tx, context, fund, &due)?)
    }

    /// Makes the order of everything that is due, and commits.
    fn order_due(
        &self,
        mut tx: Box<dyn Transaction + '_>,
        context: &Context,
        fund: CareFundNumber,
        due: &[Payable],
    ) -> Result<OrderReport, Problem> {
        let total = EuroCents::sum(due.iter().map(|payable| payable.amount))?;
        let order_day = brussels_day(context.at);
        let new = NewOrder {
            fund,
            made_at: context.at,
            made_by: context.actor.to_string(),
            execution_day: self.execution_day(order_day, due)?,
            total,
            settlements: due.iter().map(|payable| payable.settlement).collect(),
        };
        let order = tx
            .insert_order(&new)?
            .ok_or_else(|| Problem::Conflict("one of the settlements was ordered in the meantime".into()))?;
        let told = serde_json::json!({ "order": order, "transfers": due.len(), "totalCents": total });
        events::other(tx.as_mut(), context.at, fund, kind::ORDER, &told)?;
        let mut file = Vec::new();
        self.bank_order(tx.as_mut(), context, order, &new, due)?
            .write_pain001(&mut file)?;
        let input = serde_json::json!({ "fund": fund }).to_string();
        let entry = Record {
            use_case: "pay",
            subject: format!("order {order}"),
            input: input.as_bytes(),
            answer: &file,
            law: Some(&self.law),
        };
        record(tx.as_mut(), context, &entry)?;
        let file = tx.keep_payload(&file)?;
        tx.set_order_file(order, file)?;
        tx.commit()?;
        Ok(OrderReport {
            order: Some(order),
            transfers: due.len() as u64,
            total,
            at_bank: Vec::new(),
        })
    }

    /// The day on which the bank is asked to pay, within the term that runs from the signing or the receipt (D6).
    fn execution_day(&self, order_day: Date, due: &[Payable]) -> Result<Date, Problem> {
        let days = |parameter: Parameter| -> Result<u16, Problem> {
            let days = self.law.integer(parameter, None, order_day)?;
            u16::try_from(days).map_err(|_| Problem::Fault(format!("{} is no number of days", parameter.name())))
        };
        let term = PaymentTerm {
            term_days: days(parameter::PAYMENT_TERM_DAYS)?,
            lead_days: days(parameter::PAYMENT_LEAD_DAYS)?,
        };
        let from_receipt = self.law.word(parameter::PAYMENT_TERM_STARTS, None, order_day)? == "RECEIPT";
        let starts = due.iter().map(|payable| {
            if from_receipt {
                payable.received_at
            } else {
                payable.signed_at
            }
        });
        Ok(execution_day(order_day, starts.map(brussels_day), term)?)
    }

    fn bank_order(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        order: OrderId,
        new: &NewOrder,
        due: &[Payable],
    ) -> Result<PaymentOrder, Problem> {
        let fund = tx.care_funds()?.into_iter().find(|known| known.number == new.fund);
        let fund = fund.ok_or_else(|| Problem::Conflict(format!("care fund {} is not in the register", new.fund)))?;
        let account = fund.iban.ok_or_else(|| {
            Problem::Conflict(format!("the account of care fund {} is not in the register", new.fund))
        })?;
        let mut transfers = Vec::with_capacity(due.len());
        for payable in due {
            let facility = tx
                .facility(payable.facility)?
                .ok_or_else(|| Problem::Fault("a payee that is gone".into()))?;
            transfers.push(Transfer {
                end_to_end_id: bank_files::end_to_end_id(new.fund, payable.reference),
                creditor_name: facility.name,
                creditor_iban: facility.iban,
                creditor_bic: facility.bic,
                cents: payable.amount,
                reference: payable.reference,
            });
        }
        let name = self
            .law
            .list(List::CareFund)
            .get(&new.fund.to_string(), new.execution_day);
        Ok(PaymentOrder {
            message_id: bank_files::message_id(new.fund, order),
            created_at: context.at,
            debtor_name: name.map_or_else(|| format!("Zorgkas {}", new.fund), |value| value.text.nl.clone()),
            debtor_iban: account,
            debtor_bic: fund.bic,
            debtor_cbe: fund.cbe,
            execution_day: new.execution_day,
            transfers,
        })
    }

    /// The transfer that pays a batch, when it is or was in an order.
    ///
    /// # Errors
    /// Another fund is forbidden.
    pub fn transfer_of(&self, context: &Context, batch: BatchId) -> Result<Option<TransferReport>, Problem> {
        let mut tx = self.begin()?;
        let Some(record) = tx.batch(batch)? else {
            return Ok(None);
        };
        context.actor.may(
            Action::MakeOrder,
            Owner {
                facility: None,
                fund: record.batch.fund,
            },
        )?;
        let payable = tx.payable_of(batch)?;
        let parts = payable.and_then(|payable| Some((payable.order?, record.batch.fund?, payable.amount)));
        Ok(parts.map(|(order, fund, amount)| TransferReport { order, fund, amount }))
    }

    /// The file of the order that pays, or last paid, a batch.
    ///
    /// # Errors
    /// Another fund is forbidden; a batch that is in no order has no file.
    pub fn payment_file(&self, context: &Context, batch: BatchId) -> Result<Option<PaymentFile>, Problem> {
        let mut tx = self.begin()?;
        let Some(record) = tx.batch(batch)? else {
            return Err(Problem::NotFound("a batch".into()));
        };
        context.actor.may(
            Action::MakeOrder,
            Owner {
                facility: None,
                fund: record.batch.fund,
            },
        )?;
        let Some(order) = tx.payable_of(batch)?.and_then(|payable| payable.order) else {
            return Ok(None);
        };
        let Some(found) = tx.order(order)? else { return Ok(None) };
        let bytes = match found.file {
            Some(file) => tx.payload(file)?,
            None => None,
        };
        let bytes = bytes.ok_or_else(|| Problem::NotFound("the file of this order".into()))?;
        Ok(Some(PaymentFile {
            order,
            fund: found.order.fund,
            execution_day: found.order.execution_day,
            bytes,
        }))
    }

    /// Records what the bank did with the transfer of a batch: booked, or rejected and so due again.
    ///
    /// # Errors
    /// Another fund is forbidden; a transfer that is not at the bank is a conflict.
    pub fn record_bank_answer(&self, context: &Context, batch: BatchId, booked: bool) -> Result<BatchState, Problem> {
        let mut tx = self.begin()?;
        let known = tx
            .batch(batch)?
            .ok_or_else(|| Problem::NotFound("a batch".into()))?
            .batch;
        context.actor.may(
            Action::RecordBankAnswer,
            Owner {
                facility: None,
                fund: known.fund,
            },
        )?;
        let not_at_bank = || Problem::Conflict("the transfer of this batch is not at the bank".into());
        let payable = tx.payable_of(batch)?.ok_or_else(not_at_bank)?;
        let to = if booked {
            PayableState::Booked
        } else {
            PayableState::Due
        };
        let fund = known.fund.ok_or_else(not_at_bank)?;
        bank_files::settle(tx.as_mut(), context, fund, &payable, (to, None))?;
        let state = if booked { BatchState::Paid } else { BatchState::Settled };
        let input = serde_json::json!({ "batch": batch, "booked": booked }).to_string();
        let answer = serde_json::json!({ "state": state.word() }).to_string();
        let entry = Record {
            use_case: "bankAnswer",
            subject: format!("batch {batch}"),
            input: input.as_bytes(),
            answer: answer.as_bytes(),
            law: None,
        };
        record(tx.as_mut(), context, &entry)?;
        tx.commit()?;
        Ok(state)
    }
}
