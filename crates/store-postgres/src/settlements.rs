//! Settlements, payables and payment orders.

use identifiers::{BatchId, CareFundNumber, EuroCents, FacilityId, OrderId, SettlementId, StructuredReference};
use store::{
    ContentHash, NewOrder, NewSettlement, OrderRecord, Payable, PayableState, SettlementRecord, SettlementRepository,
    StoreError,
};
use tokio_postgres::Row;

use crate::transaction::PostgresTransaction;
use crate::values::{day_number, get, get_day, get_hash, get_instant, get_parsed, get_small, unsigned, well_formed};

pub(crate) const PAYABLE: &str =
    "SELECT p.settlement, s.batch, s.facility, p.cents, p.state, p.payment_order, s.signed_at, s.reference,
     b.received_at FROM payable p JOIN settlement s ON s.id = p.settlement JOIN batch b ON b.id = s.batch";

impl SettlementRepository for PostgresTransaction<'_> {
    fn insert_settlement(&mut self, new: &NewSettlement) -> Result<SettlementRecord, StoreError> {
        self.lock_debts(new.fund, new.facility)?;
        let id = self.next_number("settlement")?;
        let reference = StructuredReference::from_serial(unsigned(id)?)
            .ok_or_else(|| StoreError::Fault("payment references are used up".into()))?;
        self.run_guarded(
            "one settlement per batch",
            "INSERT INTO settlement VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                &id,
                &new.batch.0,
                &i32::from(new.fund.as_number()),
                &new.facility.0,
                &new.amount.cents(),
                &new.signed_by,
                &new.signed_at.as_microsecond(),
                &&new.content.as_bytes()[..],
                &reference.to_digits(),
            ],
        )?;
        if new.amount > EuroCents::ZERO {
            self.run(
                "INSERT INTO payable (settlement, fund, cents, state, signed_at, received_at)
                 SELECT $1::int8, $2::int4, $3::int8, $4::text, $5::int8, received_at FROM batch WHERE id = $6",
                &[
                    &id,
                    &i32::from(new.fund.as_number()),
                    &new.amount.cents(),
                    &PayableState::Due.word(),
                    &new.signed_at.as_microsecond(),
                    &new.batch.0,
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
             FROM settlement WHERE batch = $1",
            &[&batch.0],
            |row| {
                Ok(SettlementRecord {
                    id: SettlementId(get(row, 0)?),
                    settlement: NewSettlement {
                        batch: BatchId(get(row, 1)?),
                        fund: fund(row, 2)?,
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
            &format!("{PAYABLE} WHERE p.fund = $1 AND p.state = 'DUE' ORDER BY p.settlement FOR UPDATE OF p"),
            &[&i32::from(fund.as_number())],
            read_payable,
        )
    }

    fn payable_of(&mut self, batch: BatchId) -> Result<Option<Payable>, StoreError> {
        self.first(&format!("{PAYABLE} WHERE s.batch = $1"), &[&batch.0], read_payable)
    }

    fn insert_order(&mut self, order: &NewOrder) -> Result<Option<OrderId>, StoreError> {
        let fund = i32::from(order.fund.as_number());
        let id = self.next_number("payment_order")?;
        self.run(
            "INSERT INTO payment_order (id, fund, made_at, made_by, execution_day, cents)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                &id,
                &fund,
                &order.made_at.as_microsecond(),
                &order.made_by,
                &day_number(order.execution_day),
                &order.total.cents(),
            ],
        )?;
        let settlements: Vec<i64> = order.settlements.iter().map(|settlement| settlement.0).collect();
        // In order of number, so that two orders at once do not wait for each other in a circle.
        let moved = self.run(
            "UPDATE payable SET state = 'ORDERED', payment_order = $1 WHERE settlement IN (
                 SELECT settlement FROM payable WHERE settlement = ANY ($2) AND fund = $3 AND state = 'DUE'
                 ORDER BY settlement FOR UPDATE)",
            &[&id, &settlements, &fund],
        )?;
        if usize::try_from(moved).ok() != Some(settlements.len()) {
            return Ok(None);
        }
        self.run(
            "INSERT INTO payment_order_settlement SELECT $1::int8, s FROM UNNEST($2::int8[]) s",
            &[&id, &settlements],
        )?;
        Ok(Some(OrderId(id)))
    }

    fn set_order_file(&mut self, order: OrderId, file: ContentHash) -> Result<(), StoreError> {
        self.run(
            "UPDATE payment_order SET file = $2 WHERE id = $1",
            &[&order.0, &&file.as_bytes()[..]],
        )
        .map(drop)
    }

    fn order(&mut self, id: OrderId) -> Result<Option<OrderRecord>, StoreError> {
        let settlements = self.rows(
            "SELECT settlement FROM payment_order_settlement WHERE payment_order = $1 ORDER BY settlement",
            &[&id.0],
            |row| Ok(SettlementId(get(row, 0)?)),
        )?;
        self.first(
            "SELECT fund, made_at, made_by, execution_day, cents, file FROM payment_order WHERE id = $1",
            &[&id.0],
            |row| {
                let file: Option<&[u8]> = get(row, 5)?;
                Ok(OrderRecord {
                    id,
                    order: NewOrder {
                        fund: fund(row, 0)?,
                        made_at: get_instant(row, 1)?,
                        made_by: get(row, 2)?,
                        execution_day: get_day(row, 3)?,
                        total: EuroCents::new(get(row, 4)?),
                        settlements: settlements.clone(),
                    },
                    file: file.map(ContentHash::from_slice).transpose()?,
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
            "UPDATE payable SET state = $3 WHERE settlement = $1 AND state = $2",
            &[&settlement.0, &from.word(), &to.word()],
        )?;
        Ok(moved == 1)
    }
}

fn fund(row: &Row, column: usize) -> Result<CareFundNumber, StoreError> {
    let number = get_small(row, column, "a care fund")?;
    well_formed(CareFundNumber::from_number(number), "a care fund")
}

pub(crate) fn read_payable(row: &Row) -> Result<Payable, StoreError> {
    Ok(Payable {
        settlement: SettlementId(get(row, 0)?),
        batch: BatchId(get(row, 1)?),
        facility: FacilityId(get(row, 2)?),
        amount: EuroCents::new(get(row, 3)?),
        state: PayableState::from_word(get(row, 4)?)?,
        order: get::<Option<i64>>(row, 5)?.map(OrderId),
        signed_at: get_instant(row, 6)?,
        reference: get_parsed(row, 7, "a payment reference")?,
        received_at: get_instant(row, 8)?,
    })
}
