//! Credit notes: what can be taken back, and which line takes which back.

use identifiers::{BatchId, CareFundNumber, EuroCents, FacilityId, Month, PerformanceCode, PersonId};
use jiff::civil::Date;
use store::{CreditRepository, CreditRow, CreditableLine, EarlierInvoiceRow, LinePlace, StoreError};
use tokio_postgres::Row;

use crate::batches::ROWS_AT_ONCE;
use crate::persons::numbers;
use crate::transaction::PostgresTransaction;
use crate::values::{
    day_number, get, get_code, get_day, get_position, get_small, signed, small, unsigned, well_formed,
};

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
            "SELECT g.person, g.day, g.code, l.cents, g.batch, g.invoice, g.position FROM paid_day g
             JOIN batch b ON b.id = g.batch AND b.fund = $4 AND b.state IN ('SETTLED', 'PAID')
             JOIN line l ON l.month = g.month AND l.batch = g.batch AND l.invoice = g.invoice AND l.position = g.position
             WHERE g.month = ANY ($1) AND l.month = ANY ($1) AND g.person = ANY ($2) AND g.facility = $3
             AND NOT EXISTS (SELECT 1 FROM credit c WHERE c.of_batch = g.batch AND c.of_invoice = g.invoice
                             AND c.of_position = g.position)",
            &[
                &month_numbers(months),
                &numbers(persons.iter().copied()),
                &facility.0,
                &i32::from(fund.as_number()),
            ],
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
        let invoices: Vec<i64> = invoices.iter().copied().map(signed).collect::<Result<_, _>>()?;
        self.rows(
            "SELECT b.id, b.month, b.sending_number, i.number, i.person, i.refused
             FROM batch b JOIN invoice i ON i.batch = b.id AND i.number = ANY ($4)
             WHERE b.facility = $1 AND b.fund = $2 AND b.month = ANY ($3)
             AND b.state NOT IN ('REFUSED_TECHNICAL', 'REFUSED')",
            &[
                &facility.0,
                &i32::from(fund.as_number()),
                &month_numbers(months),
                &invoices,
            ],
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
             WHERE b.facility = $1 AND b.state IN ('IN_REVIEW', 'DECIDED') AND l.month = ANY ($3)
             AND l.person = ANY ($2)",
            &[
                &facility.0,
                &numbers(persons.iter().copied()),
                &month_numbers(months),
            ],
            |row| Ok((PersonId(get(row, 0)?), get_day(row, 1)?, get_code(row, 2)?)),
        )
    }

    fn premiums_waiting(&mut self, persons: &[PersonId]) -> Result<Vec<PersonId>, StoreError> {
        self.rows(
            "SELECT DISTINCT g.person FROM paid_day g
             JOIN batch b ON b.id = g.batch AND b.state IN ('IN_REVIEW', 'DECIDED')
             JOIN line l ON l.month = g.month AND l.batch = g.batch AND l.invoice = g.invoice AND l.position = g.position
             WHERE g.person = ANY ($1) AND g.kind = 'PREMIUM' AND l.state = 'ACCEPTED' ORDER BY g.person",
            &[&numbers(persons.iter().copied())],
            |row| Ok(PersonId(get(row, 0)?)),
        )
    }

    fn insert_credits(&mut self, batch: BatchId, credits: &[CreditRow]) -> Result<(), StoreError> {
        for rows in credits.chunks(ROWS_AT_ONCE) {
            let of = Places::of(rows.iter().map(|row| row.takes_back))?;
            let invoices: Vec<i64> = rows.iter().map(|row| signed(row.invoice)).collect::<Result<_, _>>()?;
            let positions: Vec<i64> = rows.iter().map(|row| i64::from(row.position)).collect();
            self.run_guarded(
                "a line is taken back once",
                "INSERT INTO credit (batch, of_batch, of_invoice, of_position, invoice, position)
                 SELECT $1::int8, r.* FROM UNNEST($2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[]) r",
                &[
                    &batch.0,
                    &of.batches,
                    &of.invoices,
                    &of.positions,
                    &invoices,
                    &positions,
                ],
            )?;
        }
        Ok(())
    }

    fn credits(&mut self, batch: BatchId) -> Result<Vec<CreditRow>, StoreError> {
        self.rows(
            "SELECT invoice, position, of_batch, of_invoice, of_position FROM credit WHERE batch = $1
             ORDER BY invoice, position",
            &[&batch.0],
            |row| {
                Ok(CreditRow {
                    invoice: unsigned(get(row, 0)?)?,
                    position: get_position(row, 1)?,
                    takes_back: get_place(row, 2)?,
                })
            },
        )
    }

    fn drop_credits(&mut self, batch: BatchId, lines: &[(u64, u32)]) -> Result<(), StoreError> {
        let invoices: Vec<i64> = lines
            .iter()
            .map(|(invoice, _)| signed(*invoice))
            .collect::<Result<_, _>>()?;
        let positions: Vec<i64> = lines.iter().map(|(_, position)| i64::from(*position)).collect();
        self.run(
            "DELETE FROM credit c USING UNNEST($2::int8[], $3::int8[]) r (invoice, place)
             WHERE c.batch = $1 AND c.invoice = r.invoice AND c.position = r.place",
            &[&batch.0, &invoices, &positions],
        )
        .map(drop)
    }

    fn free_days(&mut self, days: &[(PersonId, Date, PerformanceCode, LinePlace)]) -> Result<(), StoreError> {
        for rows in days.chunks(ROWS_AT_ONCE) {
            let persons = numbers(rows.iter().map(|(person, ..)| *person));
            let days: Vec<i32> = rows.iter().map(|(_, day, ..)| day_number(*day)).collect();
            let months: Vec<i32> = days.iter().map(|day| day / 100).collect();
            let codes = rows.iter().map(|(_, _, code, _)| small(code.as_number()));
            let codes: Vec<i32> = codes.collect::<Result<_, _>>()?;
            let places = Places::of(rows.iter().map(|(.., place)| *place))?;
            self.run(
                "DELETE FROM paid_day g USING UNNEST($1::int4[], $2::int8[], $3::int4[], $4::int4[], $5::int8[],
                     $6::int8[], $7::int8[]) r (month, person, day, code, batch, invoice, place)
                 WHERE g.month = ANY ($1) AND g.month = r.month AND g.person = r.person AND g.day = r.day
                 AND g.code = r.code AND g.batch = r.batch AND g.invoice = r.invoice AND g.position = r.place",
                &[
                    &months,
                    &persons,
                    &days,
                    &codes,
                    &places.batches,
                    &places.invoices,
                    &places.positions,
                ],
            )?;
        }
        Ok(())
    }
}

/// Places of lines, column by column.
struct Places {
    batches: Vec<i64>,
    invoices: Vec<i64>,
    positions: Vec<i64>,
}

impl Places {
    fn of(places: impl Iterator<Item = LinePlace> + Clone) -> Result<Self, StoreError> {
        Ok(Self {
            batches: places.clone().map(|place| place.batch.0).collect(),
            invoices: places
                .clone()
                .map(|place| signed(place.invoice))
                .collect::<Result<_, _>>()?,
            positions: places.map(|place| i64::from(place.position)).collect(),
        })
    }
}

fn month_numbers(months: &[Month]) -> Vec<i32> {
    months.iter().map(|month| month.as_number()).collect()
}

pub(crate) fn get_place(row: &Row, at: usize) -> Result<LinePlace, StoreError> {
    Ok(LinePlace {
        batch: BatchId(get(row, at)?),
        invoice: unsigned(get(row, at + 1)?)?,
        position: get_position(row, at + 2)?,
    })
}
