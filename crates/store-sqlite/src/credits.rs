//! Credit notes: what can be taken back, and which line takes which back.

use identifiers::{BatchId, CareFundNumber, EuroCents, FacilityId, Month, PerformanceCode, PersonId};
use jiff::civil::Date;
use rusqlite::{Row, params};
use store::{CreditRepository, CreditRow, CreditableLine, EarlierInvoiceRow, LinePlace, StoreError};

use crate::values::{day_number, get, get_day, json_list, signed, unsigned, well_formed};
use crate::{SqliteTransaction, fault, guarded};

impl CreditRepository for SqliteTransaction<'_> {
    fn creditable_lines(
        &mut self,
        facility: FacilityId,
        fund: CareFundNumber,
        persons: &[PersonId],
        months: &[Month],
    ) -> Result<Vec<CreditableLine>, StoreError> {
        // By the guard's key to the lines, as `paid_days`; a guarded day is accepted or open once.
        self.rows(
            "SELECT g.person, g.day, g.code, l.cents, g.batch, g.invoice, g.position
             FROM json_each(?1) m CROSS JOIN json_each(?2) p CROSS JOIN paid_day g
             JOIN batch b ON b.id = g.batch AND b.fund = ?4 AND b.state IN ('SETTLED', 'PAID')
             JOIN line l ON l.month = g.month AND l.batch = g.batch AND l.invoice = g.invoice AND l.position = g.position
             WHERE g.month = m.value AND g.person = p.value AND g.facility = ?3
             AND NOT EXISTS (SELECT 1 FROM credit c WHERE c.of_batch = g.batch AND c.of_invoice = g.invoice
                             AND c.of_position = g.position)",
            params![json_list(&numbers(months))?, json_list(persons)?, facility.0, fund.as_number()],
            |row| {
                Ok(CreditableLine {
                    person: PersonId(get(row, 0)?),
                    day: get_day(row, 1)?,
                    code: get_code(row, 2)?,
                    amount: EuroCents::new(get(row, 3)?),
                    place: get_place(row, 4)?,
                })
            },
        )
    }

    fn earlier_invoices(
        &mut self,
        facility: FacilityId,
        fund: CareFundNumber,
        months: &[Month],
        invoices: &[u64],
    ) -> Result<Vec<EarlierInvoiceRow>, StoreError> {
        self.rows(
            "SELECT b.id, b.month, b.sending_number, i.number, i.person, i.refused
             FROM json_each(?3) m CROSS JOIN batch b CROSS JOIN json_each(?4) n CROSS JOIN invoice i
             WHERE b.facility = ?1 AND b.fund = ?2 AND b.month = m.value
             AND b.state NOT IN ('REFUSED_TECHNICAL', 'REFUSED') AND i.batch = b.id AND i.number = n.value",
            params![
                facility.0,
                fund.as_number(),
                json_list(&numbers(months))?,
                json_list(invoices)?
            ],
            |row| {
                Ok(EarlierInvoiceRow {
                    batch: BatchId(get(row, 0)?),
                    month: well_formed(Month::from_number(get(row, 1)?), "a month")?,
                    sending_number: get(row, 2)?,
                    number: unsigned(get(row, 3)?)?,
                    person: get::<Option<i64>>(row, 4)?.map(PersonId),
                    refused: get(row, 5)?,
                })
            },
        )
    }

    fn waiting_credits(
        &mut self,
        facility: FacilityId,
        persons: &[PersonId],
        months: &[Month],
    ) -> Result<Vec<(PersonId, Date, PerformanceCode)>, StoreError> {
        self.rows(
            // In this order: without statistics the planner walks all batches, and a month grows with its square.
            "SELECT DISTINCT l.person, l.day, l.code FROM batch b INDEXED BY batch_waiting
             CROSS JOIN credit c INDEXED BY credit_line ON c.batch = b.id
             CROSS JOIN batch_month m ON m.batch = b.id
             CROSS JOIN line l ON l.month = m.month AND l.batch = c.batch AND l.invoice = c.invoice
                              AND l.position = c.position
             WHERE b.facility = ?1 AND b.state IN ('IN_REVIEW', 'DECIDED')
             AND m.month IN (SELECT value FROM json_each(?3)) AND l.person IN (SELECT value FROM json_each(?2))",
            params![facility.0, json_list(persons)?, json_list(&numbers(months))?],
            |row| Ok((PersonId(get(row, 0)?), get_day(row, 1)?, get_code(row, 2)?)),
        )
    }

    fn premiums_waiting(&mut self, persons: &[PersonId]) -> Result<Vec<PersonId>, StoreError> {
        self.rows(
            "SELECT DISTINCT g.person FROM json_each(?1) p
             CROSS JOIN paid_day g INDEXED BY paid_day_premium
             JOIN batch b ON b.id = g.batch AND b.state IN ('IN_REVIEW', 'DECIDED')
             JOIN line l ON l.month = g.month AND l.batch = g.batch AND l.invoice = g.invoice AND l.position = g.position
             WHERE g.person = p.value AND g.kind = 'PREMIUM' AND l.state = 'ACCEPTED' ORDER BY g.person",
            [json_list(persons)?],
            |row| Ok(PersonId(get(row, 0)?)),
        )
    }

    fn insert_credits(&mut self, batch: BatchId, credits: &[CreditRow]) -> Result<(), StoreError> {
        let mut statement = self.prepare("INSERT INTO credit VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for row in credits {
            let of = row.takes_back;
            let values = params![
                of.batch.0,
                signed(of.invoice)?,
                of.position,
                batch.0,
                signed(row.invoice)?,
                row.position
            ];
            statement
                .execute(values)
                .map_err(guarded("a line is taken back once"))?;
        }
        Ok(())
    }

    fn credits(&mut self, batch: BatchId) -> Result<Vec<CreditRow>, StoreError> {
        self.rows(
            "SELECT invoice, position, of_batch, of_invoice, of_position FROM credit WHERE batch = ?1
             ORDER BY invoice, position",
            [batch.0],
            |row| {
                Ok(CreditRow {
                    invoice: unsigned(get(row, 0)?)?,
                    position: get(row, 1)?,
                    takes_back: get_place(row, 2)?,
                })
            },
        )
    }

    fn drop_credits(&mut self, batch: BatchId, lines: &[(u64, u32)]) -> Result<(), StoreError> {
        let mut statement = self.prepare("DELETE FROM credit WHERE batch = ?1 AND invoice = ?2 AND position = ?3")?;
        for (invoice, position) in lines {
            let values = params![batch.0, signed(*invoice)?, position];
            statement.execute(values).map_err(fault)?;
        }
        Ok(())
    }

    fn free_days(&mut self, days: &[(PersonId, Date, PerformanceCode, LinePlace)]) -> Result<(), StoreError> {
        let mut statement = self.prepare(
            "DELETE FROM paid_day WHERE month = ?1 AND person = ?2 AND day = ?3 AND code = ?4
             AND batch = ?5 AND invoice = ?6 AND position = ?7",
        )?;
        for (person, day, code, place) in days {
            let day = day_number(*day);
            let values = params![
                day / 100,
                person.0,
                day,
                code.as_number(),
                place.batch.0,
                signed(place.invoice)?,
                place.position
            ];
            statement.execute(values).map_err(fault)?;
        }
        Ok(())
    }
}

fn numbers(months: &[Month]) -> Vec<i32> {
    months.iter().map(|month| month.as_number()).collect()
}

pub(crate) fn get_code(row: &Row<'_>, at: usize) -> Result<PerformanceCode, StoreError> {
    well_formed(PerformanceCode::from_number(get(row, at)?), "a performance code")
}

pub(crate) fn get_place(row: &Row<'_>, at: usize) -> Result<LinePlace, StoreError> {
    Ok(LinePlace {
        batch: BatchId(get(row, at)?),
        invoice: unsigned(get(row, at + 1)?)?,
        position: get(row, at + 2)?,
    })
}
