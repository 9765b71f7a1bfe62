//! Settlements, payables and payment orders.

use identifiers::{BatchId, CareFundNumber, EuroCents, FacilityId, OrderId, SettlementId, StructuredReference};
use rusqlite::{Row, params};
use store::{
    ContentHash, NewOrder, NewSettlement, OrderRecord, Payable, PayableState, SettlementRecord, SettlementRepository,
    StoreError,
};

use crate::values::{day_number, get, get_day, get_hash, get_instant, get_parsed, unsigned, well_formed};
use crate::{SqliteTransaction, fault, guarded};

pub(crate) const PAYABLE: &str =
    "SELECT p.settlement, s.batch, s.facility, p.cents, p.state, p.payment_order, s.signed_at, s.reference,
     b.received_at FROM payable p JOIN settlement s ON s.id = p.settlement JOIN batch b ON b.id = s.batch";

impl SettlementRepository for SqliteTransaction<'_> {
    fn insert_settlement(&mut self, new: &NewSettlement) -> Result<SettlementRecord, StoreError> {
        let id: i64 = self
            .first("SELECT coalesce(max(id), 0) + 1 FROM settlement", [], |row| get(row, 0))?
            .ok_or_else(|| StoreError::Fault("an aggregate without a row".into()))?;
        let reference = StructuredReference::from_serial(unsigned(id)?)
            .ok_or_else(|| StoreError::Fault("payment references are used up".into()))?;
        self.prepare("INSERT INTO settlement VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?
            .execute(params![
                id,
                new.batch.0,
                new.fund.as_number(),
                new.facility.0,
                new.amount.cents(),
                new.signed_by,
                new.signed_at.as_microsecond(),
                new.content.as_bytes(),
                reference.to_digits()
            ])
            .map_err(guarded("one settlement per batch"))?;
        if new.amount > EuroCents::ZERO {
            self.run(
                "INSERT INTO payable (settlement, fund, cents, state, signed_at, received_at)
                 SELECT ?1, ?2, ?3, ?4, ?5, received_at FROM batch WHERE id = ?6",
                params![
                    id,
                    new.fund.as_number(),
                    new.amount.cents(),
                    PayableState::Due.word(),
                    new.signed_at.as_microsecond(),
                    new.batch.0
                ],
            )?;
        }
        Ok(SettlementRecord {
            id: SettlementId(id),
            reference,
            settlement: new.clone(),
        })
    }

    fn settlement_of(&mut self, batch: BatchId) -> Result<Option<SettlementRecord>, StoreError> {
        self.first(
            "SELECT id, batch, fund, facility, cents, signed_by, signed_at, content, reference
             FROM settlement WHERE batch = ?1",
            [batch.0],
            |row| {
                Ok(SettlementRecord {
                    id: SettlementId(get(row, 0)?),
                    settlement: NewSettlement {
                        batch: BatchId(get(row, 1)?),
                        fund: well_formed(CareFundNumber::from_number(get(row, 2)?), "a care fund")?,
                        facility: FacilityId(get(row, 3)?),
                        amount: EuroCents::new(get(row, 4)?),
                        signed_by: get(row, 5)?,
                        signed_at: get_instant(row, 6)?,
                        content: get_hash(row, 7)?,
                    },
                    reference: get_parsed(row, 8, "a payment reference")?,
                })
            },
        )
    }

    fn due_payables(&mut self, fund: CareFundNumber) -> Result<Vec<Payable>, StoreError> {
        self.rows(
            &format!("{PAYABLE} WHERE p.fund = ?1 AND p.state = 'DUE' ORDER BY p.settlement"),
            [fund.as_number()],
            read_payable,
        )
    }

    fn payable_of(&mut self, batch: BatchId) -> Result<Option<Payable>, StoreError> {
        self.first(&format!("{PAYABLE} WHERE s.batch = ?1"), [batch.0], read_payable)
    }

    fn insert_order(&mut self, order: &NewOrder) -> Result<Option<OrderId>, StoreError> {
        let id = self.insert(
            "INSERT INTO payment_order (fund, made_at, made_by, execution_day, cents) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                order.fund.as_number(),
                order.made_at.as_microsecond(),
                order.made_by,
                day_number(order.execution_day),
                order.total.cents()
            ],
        )?;
        for settlement in &order.settlements {
            let moved = self.run(
                "UPDATE payable SET state = 'ORDERED', payment_order = ?1
                 WHERE settlement = ?2 AND fund = ?3 AND state = 'DUE'",
                params![id, settlement.0, order.fund.as_number()],
            )?;
            if moved == 0 {
                return Ok(None);
            }
            self.run(
                "INSERT INTO payment_order_settlement VALUES (?1, ?2)",
                params![id, settlement.0],
            )?;
        }
        Ok(Some(OrderId(id)))
    }

    fn set_order_file(&mut self, order: OrderId, file: ContentHash) -> Result<(), StoreError> {
        self.run(
            "UPDATE payment_order SET file = ?2 WHERE id = ?1",
            params![order.0, file.as_bytes()],
        )
        .map(drop)
    }

    fn order(&mut self, id: OrderId) -> Result<Option<OrderRecord>, StoreError> {
        let settlements = self.rows(
            "SELECT settlement FROM payment_order_settlement WHERE payment_order = ?1 ORDER BY settlement",
            [id.0],
            |row| Ok(SettlementId(get(row, 0)?)),
        )?;
        self.first(
            "SELECT fund, made_at, made_by, execution_day, cents, file FROM payment_order WHERE id = ?1",
            [id.0],
            |row| {
                let has_file = row.get_ref(5).map_err(fault)? != rusqlite::types::ValueRef::Null;
                Ok(OrderRecord {
                    id,
                    order: NewOrder {
                        fund: well_formed(CareFundNumber::from_number(get(row, 0)?), "a care fund")?,
                        made_at: get_instant(row, 1)?,
                        made_by: get(row, 2)?,
                        execution_day: get_day(row, 3)?,
                        total: EuroCents::new(get(row, 4)?),
                        settlements: settlements.clone(),
                    },
                    file: has_file.then(|| get_hash(row, 5)).transpose()?,
                })
            },
        )
    }

    fn move_payable(
        &mut self,
        settlement: SettlementId,
        from: PayableState,
        to: PayableState,
    ) -> Result<bool, StoreError> {
        let moved = self.run(
            "UPDATE payable SET state = ?3 WHERE settlement = ?1 AND state = ?2",
            params![settlement.0, from.word(), to.word()],
        )?;
        Ok(moved == 1)
    }
}

pub(crate) fn read_payable(row: &Row<'_>) -> Result<Payable, StoreError> {
    Ok(Payable {
        settlement: SettlementId(get(row, 0)?),
        batch: BatchId(get(row, 1)?),
        facility: FacilityId(get(row, 2)?),
        amount: EuroCents::new(get(row, 3)?),
        state: PayableState::from_word(&get::<String>(row, 4)?)?,
        order: get::<Option<i64>>(row, 5)?.map(OrderId),
        signed_at: get_instant(row, 6)?,
        reference: get_parsed(row, 7, "a payment reference")?,
        received_at: get_instant(row, 8)?,
    })
}
