//! The invariants of billing.md §5, asked of the store and of the naive judge's list after every step.

use std::collections::BTreeMap;

use identifiers::{BatchId, CareFundNumber, EuroCents};
use store::{Store, Transaction};

use super::naive::Naive;
use super::paid::State;

/// Says which invariant does not hold.
pub(super) fn hold(store: &dyn Store, naive: &Naive<'_>) -> Result<(), String> {
    paid_once(naive)?;
    live_once(naive)?;
    let mut tx = store.begin().map_err(|error| error.to_string())?;
    for number in [180, 280] {
        let fund = CareFundNumber::from_number(number).map_err(|error| error.to_string())?;
        money(tx.as_mut(), fund, naive.batches.len()).map_err(|error| error.to_string())??;
    }
    Ok(())
}

/// 1: accepted lines less credits are the settlements; those are the payments and the open debts.
fn money(
    tx: &mut dyn Transaction,
    fund: CareFundNumber,
    batches: usize,
) -> Result<Result<(), String>, store::StoreError> {
    let (mut accepted, mut settled, mut payable) = (0_i64, 0_i64, 0_i64);
    for id in (1_i64..).take(batches).map(BatchId) {
        let Some(settlement) = tx.settlement_of(id)?.filter(|of| of.settlement.fund == fund) else {
            continue;
        };
        let lines = tx.lines(id)?;
        if lines.iter().any(|line| line.state == store::LineState::Open) {
            return Ok(Err(format!("4: batch {id} is signed with an open line")));
        }
        let of_batch: i64 = lines
            .iter()
            .filter(|line| line.state == store::LineState::Accepted)
            .map(|line| line.amount.cents())
            .sum();
        accepted += of_batch;
        settled += settlement.settlement.amount.cents();
        payable += tx.payable_of(id)?.map_or(0, |payable| payable.amount.cents());
    }
    let debts: i64 = tx
        .debts_of_fund(fund)?
        .iter()
        .map(|(_, debt)| EuroCents::cents(debt.left))
        .sum();
    Ok(if accepted == settled && settled == payable - debts {
        Ok(())
    } else {
        Err(format!(
            "1: of fund {fund} {accepted} accepted, {settled} settled, {payable} payable, {debts} of debts"
        ))
    })
}

/// 2: no person, day and code stands twice; nothing is taken back more than once.
fn paid_once(naive: &Naive<'_>) -> Result<(), String> {
    let mut signed: BTreeMap<_, i64> = BTreeMap::new();
    for batch in naive.batches.iter().filter(|batch| batch.is_signed()) {
        for line in batch.lines.iter().filter(|line| line.state == State::Accepted) {
            *signed.entry((line.person, line.day, line.code)).or_default() += if line.credit { -1 } else { 1 };
        }
    }
    match signed.into_iter().find(|(_, times)| !(0..=1).contains(times)) {
        Some((key, times)) => Err(format!("2: {key:?} is paid {times} times")),
        None => Ok(()),
    }
}

/// 3: at most one live batch of a facility, fund and month.
fn live_once(naive: &Naive<'_>) -> Result<(), String> {
    let mut live = BTreeMap::new();
    for batch in naive.batches.iter().filter(|batch| batch.is_live()) {
        let of = &batch.sending;
        if live.insert((of.facility, of.fund, of.month), of.number).is_some() {
            return Err(format!("3: two live batches of {} for {}", of.facility, of.month));
        }
    }
    Ok(())
}
