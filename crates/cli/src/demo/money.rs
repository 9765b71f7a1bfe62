//! What the funds do with the batches: sign, order, and take in what the bank answers.

use std::collections::{BTreeMap, BTreeSet};

use app::{Actor, Context, FundRole};
use identifiers::{BatchId, CareFundNumber, OrderId};
use jiff::Timestamp;
use store::BatchState;

use super::calendar::at;
use super::story::Stage;
use super::world::fund_number;
use crate::output::Failure;
use crate::workplace::operator;

/// The fund whose whole order the bank books.
const BOOKED: u16 = 180;
/// The fund of whose order the bank rejects one transfer.
const REJECTED: u16 = 380;

impl Stage<'_> {
    /// Signs what is decided, orders what is payable, and takes in the bank's answers on two of the orders.
    /// Gives the payment orders that were made.
    ///
    /// # Errors
    /// A problem of a use case: none is expected.
    pub(super) fn money(&self, batches: &[BatchId]) -> Result<BTreeSet<OrderId>, Failure> {
        let funds: Vec<CareFundNumber> = self.world.funds.iter().map(|fund| fund.number).collect();
        let signing = at(self.calendar.day_after(6), 11, 0)?;
        let mut signed: BTreeMap<CareFundNumber, Vec<BatchId>> = BTreeMap::new();
        for fund in &funds {
            for batch in self.decided(batches, *fund)? {
                self.app.sign(&employee(*fund, FundRole::Signatory, signing), batch)?;
                signed.entry(*fund).or_default().push(batch);
            }
        }
        let ordering = at(self.calendar.day_after(7), 14, 0)?;
        let mut orders = BTreeSet::new();
        for fund in &funds {
            orders.extend(self.app.pay(&employee(*fund, FundRole::Payer, ordering), *fund)?.order);
        }
        let answering = at(self.calendar.day_after(12), 9, 0)?;
        let of_fund = |number| signed.get(&fund_number(number)).map_or(&[][..], Vec::as_slice);
        for batch in of_fund(BOOKED) {
            self.app
                .record_bank_answer(&employee(fund_number(BOOKED), FundRole::Payer, answering), *batch, true)?;
        }
        if let Some(batch) = of_fund(REJECTED).first() {
            self.app.record_bank_answer(
                &employee(fund_number(REJECTED), FundRole::Payer, answering),
                *batch,
                false,
            )?;
        }
        Ok(orders)
    }

    /// The batches of a fund that can be signed.
    fn decided(&self, batches: &[BatchId], fund: CareFundNumber) -> Result<Vec<BatchId>, Failure> {
        let context = operator(at(self.calendar.day_after(6), 10, 0)?);
        let mut decided = Vec::new();
        for id in batches {
            let batch = self.app.batch(&context, *id)?.batch;
            if (batch.fund, batch.state) == (Some(fund), BatchState::Decided) {
                decided.push(*id);
            }
        }
        Ok(decided)
    }
}

/// An employee of a fund, by the name of a demonstration account.
fn employee(fund: CareFundNumber, role: FundRole, at: Timestamp) -> Context {
    let name = match role {
        FundRole::CaseWorker => "dossierbeheerder",
        FundRole::Signatory => "ondertekenaar",
        FundRole::Payer => "betaler",
        FundRole::Auditor => "auditor",
    };
    Context {
        actor: Actor::Employee {
            fund,
            role,
            name: format!("demo-{name}-{fund}"),
        },
        at,
    }
}
