//! Credit notes: what can be taken back, and which line takes which back.

use identifiers::{BatchId, CareFundNumber, EuroCents, FacilityId, Month, PerformanceCode, PersonId};
use jiff::civil::Date;
use store::{CreditRepository, CreditRow, CreditableLine, EarlierInvoiceRow, LinePlace, StoreError};
use tokio_postgres::Row;

use crate::batches::{code, position};
use crate::transaction::PostgresTransaction;
use crate::values::{day_number, get, get_day, get_small, signed, small, unsigned, well_formed};

impl CreditRepository for PostgresTransaction<'_> {
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
             FROM paid_day g
             JOIN batch b ON b.id = g.batch AND b.fund = $4 AND b.state IN ('SETTLED', 'PAID')
             JOIN line l ON l.month = g.month AND l.batch = g.batch AND l.invoice = g.invoice AND l.position = g.position
             WHERE g.month = ANY ($1) AND g.person = ANY ($2) AND g.facility = $3
             AND NOT EXISTS (SELECT 1 FROM credit c WHERE c.of_batch = g.batch AND c.of_invoice = g.invoice
                             AND c.of_position = g.position)",
            &[
                &numbers(months),
                &ids(persons),
                &facility.0,
                &i32::from(fund.as_number()),
            ],
            |row| {
                Ok(CreditableLine {
                    person: PersonId(get(row, 0)?),
                    day: get_day(row, 1)?,
                    code: code(row, 2)?,
                    amount: EuroCents::new(get(row, 3)?),
                    place: place(row, 4)?,
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
        let invoices: Vec<i64> = invoices.iter().copied().map(signed).collect::<Result<_, _>>()?;
        self.rows(
            "SELECT b.id, b.month, b.sending_number, i.number, i.person, i.refused
             FROM batch b JOIN invoice i ON i.batch = b.id AND i.number = ANY ($4)
             WHERE b.facility = $1 AND b.fund = $2 AND b.month = ANY ($3)
             AND b.state NOT IN ('REFUSED_TECHNICAL', 'REFUSED')",
            &[&facility.0, &i32::from(fund.as_number()), &numbers(months), &invoices],
            |row| {
                Ok(EarlierInvoiceRow {
                    batch: BatchId(get(row, 0)?),
                    month: well_formed(Month::from_number(get(row, 1)?), "a month")?,
                    sending_number: get_small(row, 2, "a sending number")?,
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
            "SELECT DISTINCT l.person, l.day, l.code FROM batch b
             JOIN credit c ON c.batch = b.id
             JOIN batch_month m ON m.batch = b.id AND m.month = ANY ($3)
             JOIN line l ON l.month = m.month AND l.batch = c.batch AND l.invoice = c.invoice AND l.position = c.position
             WHERE b.facility = $1 AND b.state IN ('IN_REVIEW', 'DECIDED') AND l.person = ANY ($2)",
            &[&facility.0, &ids(persons), &numbers(months)],
            |row| Ok((PersonId(get(row, 0)?), get_day(row, 1)?, code(row, 2)?)),
        )
    }

    fn premiums_waiting(&mut self, persons: &[PersonId]) -> Result<Vec<PersonId>, StoreError> {
        self.rows(
            "SELECT DISTINCT g.person FROM paid_day g
             JOIN batch b ON b.id = g.batch AND b.state IN ('IN_REVIEW', 'DECIDED')
             JOIN line l ON l.month = g.month AND l.batch = g.batch AND l.invoice = g.invoice AND l.position = g.position
             WHERE g.person = ANY ($1) AND g.kind = 'PREMIUM' AND l.state = 'ACCEPTED' ORDER BY g.person",
            &[&ids(persons)],
            |row| Ok(PersonId(get(row, 0)?)),
        )
    }

    fn insert_credits(&mut self, batch: BatchId, credits: &[CreditRow]) -> Result<(), StoreError> {
        let of = |row: &CreditRow| row.takes_back;
        let of_batches: Vec<i64> = credits.iter().map(|row| of(row).batch.0).collect();
        let of_invoices: Vec<i64> = credits
            .iter()
            .map(|row| signed(of(row).invoice))
            .collect::<Result<_, _>>()?;
        let of_positions: Vec<i64> = credits.iter().map(|row| i64::from(of(row).position)).collect();
        let invoices: Vec<i64> = credits
            .iter()
            .map(|row| signed(row.invoice))
            .collect::<Result<_, _>>()?;
        let positions: Vec<i64> = credits.iter().map(|row| i64::from(row.position)).collect();
        self.run_guarded(
            "a line is taken back once",
            "INSERT INTO credit (batch, of_batch, of_invoice, of_position, invoice, position)
             SELECT $1::int8, r.* FROM UNNEST($2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[])
                    r (of_batch, of_invoice, of_place, invoice, place) ORDER BY of_batch, of_invoice, of_place",
            &[
                &batch.0,
                &of_batches,
                &of_invoices,
                &of_positions,
                &invoices,
                &positions,
            ],
        )
        .map(drop)
    }

    fn credits(&mut self, batch: BatchId) -> Result<Vec<CreditRow>, StoreError> {
        self.rows(
            "SELECT invoice, position, of_batch, of_invoice, of_position FROM credit WHERE batch = $1
             ORDER BY invoice, position",
            &[&batch.0],
            |row| {
                Ok(CreditRow {
                    invoice: unsigned(get(row, 0)?)?,
                    position: position(row, 1)?,
                    takes_back: place(row, 2)?,
                })
            },
        )
    }

    fn drop_credits(&mut self, batch: BatchId, lines: &[(u64, u32)]) -> Result<(), StoreError> {
        let invoices: Vec<i64> = lines.iter().map(|line| signed(line.0)).collect::<Result<_, _>>()?;
        let positions: Vec<i64> = lines.iter().map(|line| i64::from(line.1)).collect();
        self.run(
            "DELETE FROM credit c USING UNNEST($2::int8[], $3::int8[]) r (invoice, place)
             WHERE c.batch = $1 AND c.invoice = r.invoice AND c.position = r.place",
            &[&batch.0, &invoices, &positions],
        )
        .map(drop)
    }

    fn free_days(&mut self, days: &[(PersonId, Date, PerformanceCode, LinePlace)]) -> Result<(), StoreError> {
        let persons: Vec<i64> = days.iter().map(|row| row.0.0).collect();
        let numbers: Vec<i32> = days.iter().map(|row| day_number(row.1)).collect();
        let codes: Vec<i32> = days
            .iter()
            .map(|row| small(row.2.as_number()))
            .collect::<Result<_, _>>()?;
        let batches: Vec<i64> = days.iter().map(|row| row.3.batch.0).collect();
        let invoices: Vec<i64> = days.iter().map(|row| signed(row.3.invoice)).collect::<Result<_, _>>()?;
        let positions: Vec<i64> = days.iter().map(|row| i64::from(row.3.position)).collect();
        self.run(
            "DELETE FROM paid_day g USING UNNEST($1::int8[], $2::int4[], $3::int4[], $4::int8[], $5::int8[], $6::int8[])
                    r (person, day, code, batch, invoice, place)
             WHERE g.month = r.day / 100 AND g.person = r.person AND g.day = r.day AND g.code = r.code
             AND g.batch = r.batch AND g.invoice = r.invoice AND g.position = r.place",
            &[&persons, &numbers, &codes, &batches, &invoices, &positions],
        )
        .map(drop)
    }
}

fn numbers(months: &[Month]) -> Vec<i32> {
    months.iter().map(|month| month.as_number()).collect()
}

fn ids(persons: &[PersonId]) -> Vec<i64> {
    persons.iter().map(|person| person.0).collect()
}

fn place(row: &Row, at: usize) -> Result<LinePlace, StoreError> {
    Ok(LinePlace {
        batch: BatchId(get(row, at)?),
        invoice: unsigned(get(row, at + 1)?)?,
        position: position(row, at + 2)?,
    })
}
