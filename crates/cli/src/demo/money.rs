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

/// The fund of whose order the bank books the first transfer and rejects the second, with a reason; its last sending is
/// left to be signed at the screens.
const BOOKED: u16 = 180;
/// The fund of whose order the bank rejects one transfer.
const REJECTED: u16 = 380;
/// The fund whose last sending is signed after its order was made: it is left to be paid at the screens.
const LATER: u16 = 280;

/// Why the bank rejects: the account is closed.
const REASON: &str = "AC04";

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
        let mut left = Vec::new();
        for fund in &funds {
            let mut decided = self.decided(batches, *fund)?;
            if [BOOKED, LATER].map(fund_number).contains(fund) && decided.len() > 1 {
                left.extend(decided.pop().map(|last| (*fund, last)));
            }
            for batch in decided {
                self.app.sign(&employee(*fund, FundRole::Signatory, signing), batch)?;
                signed.entry(*fund).or_default().push(batch);
            }
        }
        let ordering = at(self.calendar.day_after(7), 14, 0)?;
        let mut orders = BTreeSet::new();
        for fund in &funds {
            orders.extend(self.app.pay(&employee(*fund, FundRole::Payer, ordering), *fund)?.order);
        }
        let later = at(self.calendar.day_after(8), 10, 0)?;
        for (fund, batch) in left.into_iter().filter(|(fund, _)| *fund == fund_number(LATER)) {
            self.app.sign(&employee(fund, FundRole::Signatory, later), batch)?;
        }
        let answering = at(self.calendar.day_after(12), 9, 0)?;
        let of_fund = |number| signed.get(&fund_number(number)).map_or(&[][..], Vec::as_slice);
        let bank = employee(fund_number(BOOKED), FundRole::Payer, answering);
        for (place, batch) in of_fund(BOOKED).iter().enumerate() {
            match place {
                1 => self.rejected(&bank, *batch)?,
                _ => drop(self.app.record_bank_answer(&bank, *batch, true)?),
            }
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

    /// Takes in the file by which the bank rejects the transfer of a batch.
    fn rejected(&self, context: &Context, batch: BatchId) -> Result<(), Failure> {
        let Some(file) = self.app.payment_file(context, batch)? else {
            return Ok(());
        };
        let unpaid = self.app.unpaid(context, file.fund)?;
        let Some(transfer) = unpaid.iter().find(|transfer| transfer.batch == batch) else {
            return Ok(());
        };
        let (fund, order, digits) = (file.fund, file.order, transfer.reference.to_digits());
        let answer = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.03\"><CstmrPmtStsRpt><OrgnlGrpInfAndSts>\
             <OrgnlMsgId>ZK{fund}-ORDER-{order}</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts>\
             <OrgnlEndToEndId>ZK{fund}-{digits}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>{REASON}</Cd>\
             </Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
        );
        self.app.take_bank_file(context, fund, answer.as_bytes())?;
        Ok(())
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
