//! Debts of facilities, set-offs, and what the bank answered.

use identifiers::{BatchId, CareFundNumber, EuroCents, FacilityId, SettlementId, StructuredReference};
use jiff::Timestamp;
use store::{BankAnswerRow, ContentHash, DebtRepository, OpenDebt, Payable, SetOff, StoreError};
use tokio_postgres::Row;

use crate::settlements::{PAYABLE, read_payable};
use crate::transaction::PostgresTransaction;
use crate::values::{get, get_instant};

/// The settlements below zero with what is left of them, above zero.
const DEBT: &str = "SELECT s.id, (-s.cents - coalesce(sum(o.cents), 0))::int8, s.facility
     FROM settlement s LEFT JOIN set_off o ON o.debt = s.id WHERE s.cents < 0 AND s.fund = $1";

impl DebtRepository for PostgresTransaction<'_> {
    fn open_debts(&mut self, fund: CareFundNumber, facility: FacilityId) -> Result<Vec<OpenDebt>, StoreError> {
        self.lock_debts(fund, facility)?;
        self.rows(
            &format!(
                "{DEBT} AND s.facility = $2 GROUP BY s.id HAVING -s.cents > coalesce(sum(o.cents), 0) ORDER BY s.id"
            ),
            &[&i32::from(fund.as_number()), &facility.0],
            read_debt,
        )
    }

    fn set_off(&mut self, part: &SetOff) -> Result<(), StoreError> {
        let (settlement, cents) = (part.settlement.0, part.amount.cents());
        self.run(
            "INSERT INTO set_off VALUES ($1, $2, $3)",
            &[&settlement, &part.debt.0, &cents],
        )?;
        let gone = self.run(
            "DELETE FROM payable WHERE settlement = $1 AND state = 'DUE' AND cents = $2",
            &[&settlement, &cents],
        )?;
        let less = match gone {
            0 => self.run(
                "UPDATE payable SET cents = cents - $2 WHERE settlement = $1 AND state = 'DUE'",
                &[&settlement, &cents],
            )?,
            gone => gone,
        };
        match less {
            1 => Ok(()),
            _ => Err(StoreError::Fault(
                "a set-off against a settlement that is not due".into(),
            )),
        }
    }

    fn set_offs(&mut self, settlement: SettlementId) -> Result<Vec<SetOff>, StoreError> {
        self.rows(
            "SELECT debt, cents FROM set_off WHERE settlement = $1 ORDER BY debt",
            &[&settlement.0],
            |row| {
                Ok(SetOff {
                    settlement,
                    debt: SettlementId(get(row, 0)?),
                    amount: EuroCents::new(get(row, 1)?),
                })
            },
        )
    }

    fn debts_of_fund(&mut self, fund: CareFundNumber) -> Result<Vec<(FacilityId, OpenDebt)>, StoreError> {
        self.rows(
            &format!("{DEBT} GROUP BY s.id HAVING -s.cents > coalesce(sum(o.cents), 0) ORDER BY s.id"),
            &[&i32::from(fund.as_number())],
            |row| Ok((FacilityId(get(row, 2)?), read_debt(row)?)),
        )
    }

    fn unpaid_payables(&mut self, fund: CareFundNumber) -> Result<Vec<Payable>, StoreError> {
        self.rows(
            &format!("{PAYABLE} WHERE p.fund = $1 AND p.state <> 'BOOKED' ORDER BY p.settlement"),
            &[&i32::from(fund.as_number())],
            read_payable,
        )
    }

    fn payables_by_reference(
        &mut self,
        fund: CareFundNumber,
        references: &[StructuredReference],
    ) -> Result<Vec<(StructuredReference, BatchId, Payable)>, StoreError> {
        let digits: Vec<String> = references.iter().map(|reference| reference.to_digits()).collect();
        self.rows(
            &format!("{PAYABLE} WHERE p.fund = $1 AND s.reference = ANY ($2) ORDER BY p.settlement"),
            &[&i32::from(fund.as_number()), &digits],
            |row| {
                let payable = read_payable(row)?;
                Ok((payable.reference, payable.batch, payable))
            },
        )
    }

    fn insert_bank_answer(&mut self, answer: &BankAnswerRow) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO bank_answer (settlement, booked, reason, recorded_at) VALUES ($1, $2, $3, $4)",
            &[
                &answer.settlement.0,
                &answer.booked,
                &answer.reason,
                &answer.at.as_microsecond(),
            ],
        )
        .map(drop)
    }

    fn bank_answers(&mut self, settlement: SettlementId) -> Result<Vec<BankAnswerRow>, StoreError> {
        self.rows(
            "SELECT booked, reason, recorded_at FROM bank_answer WHERE settlement = $1 ORDER BY id",
            &[&settlement.0],
            |row| {
                Ok(BankAnswerRow {
                    settlement,
                    booked: get(row, 0)?,
                    reason: get(row, 1)?,
                    at: get_instant(row, 2)?,
                })
            },
        )
    }

    fn keep_bank_file(&mut self, fund: CareFundNumber, file: ContentHash, at: Timestamp) -> Result<bool, StoreError> {
        let kept = self.run(
            "INSERT INTO bank_file VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[
                &i32::from(fund.as_number()),
                &&file.as_bytes()[..],
                &at.as_microsecond(),
            ],
        )?;
        Ok(kept > 0)
    }
}

fn read_debt(row: &Row) -> Result<OpenDebt, StoreError> {
    Ok(OpenDebt {
        settlement: SettlementId(get(row, 0)?),
        left: EuroCents::new(get(row, 1)?),
    })
}
