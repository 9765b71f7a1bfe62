//! Batches: invoices, lines, findings and the guard of paid days, written in bulk.

use std::collections::BTreeSet;

use identifiers::{BatchId, CareFundNumber, DossierId, EuroCents, FacilityId, Month, PersonId, SectorCode};
use jiff::civil::Date;
use registers::TariffKind;
use regulation::{CheckCode, Finding};
use store::{
    BatchRecord, BatchRepository, BatchState, BilledQuery, ContentHash, FindingRow, GuardRow, GuardedDays, InvoiceRow,
    LineChanges, LineRow, LineState, NewBatch, PaidDay, StoreError,
};
use tokio_postgres::Row;

use crate::transaction::PostgresTransaction;
use crate::values::{
    corrupt, day_number, from_word, get, get_bytes32, get_code, get_day, get_hash, get_instant, get_optional_day,
    get_optional_small, get_optional_word, get_parsed, get_position, get_small, signed, small, unsigned, well_formed,
    word,
};

pub(crate) const BATCH: &str =
    "SELECT id, facility, fund, month, sending_number, created_on, received_at, input, state,
     asked_cents, accepted_cents, refused_lines, open_lines, error_count, record_count, law, taken_by FROM batch";

/// How many rows go in one statement.
pub(crate) const ROWS_AT_ONCE: usize = 5000;

impl BatchRepository for PostgresTransaction<'_> {
    fn batch_by_input(&mut self, input: ContentHash) -> Result<Option<BatchRecord>, StoreError> {
        self.first(
            &format!("{BATCH} WHERE input = $1"),
            &[&&input.as_bytes()[..]],
            read_batch,
        )
    }

    fn batch(&mut self, id: BatchId) -> Result<Option<BatchRecord>, StoreError> {
        self.first(&format!("{BATCH} WHERE id = $1"), &[&id.0], read_batch)
    }

    fn sending_number_used(&mut self, facility: FacilityId, year: i16, number: u16) -> Result<bool, StoreError> {
        let year = i32::from(year) * 10_000;
        let found = self.first(
            "SELECT 1 FROM batch WHERE facility = $1 AND sending_number = $2
             AND created_on > $3 AND created_on < $3 + 10000 AND state <> 'REFUSED_TECHNICAL' LIMIT 1",
            &[&facility.0, &i32::from(number), &year],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn live_batch_exists(
        &mut self,
        facility: FacilityId,
        fund: CareFundNumber,
        month: Month,
    ) -> Result<bool, StoreError> {
        let found = self.first(
            "SELECT 1 FROM batch WHERE facility = $1 AND fund = $2 AND month = $3
             AND state NOT IN ('REFUSED_TECHNICAL', 'REFUSED') LIMIT 1",
            &[&facility.0, &i32::from(fund.as_number()), &month.as_number()],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn paid_days(&mut self, persons: &[PersonId], months: &[Month]) -> Result<Vec<PaidDay>, StoreError> {
        let months: Vec<i32> = months.iter().map(|month| month.as_number()).collect();
        let persons: Vec<i64> = persons.iter().map(|person| person.0).collect();
        // Partitions of other months are not even opened; in each of these, one look at the guard's key per person.
        self.rows(
            "SELECT person, day, code, kind, facility, sector FROM paid_day
             WHERE month = ANY ($1) AND person = ANY ($2)",
            &[&months, &persons],
            read_paid_day,
        )
    }

    fn days_elsewhere(
        &mut self,
        facility: FacilityId,
        persons: &[PersonId],
        months: &[Month],
    ) -> Result<Vec<PaidDay>, StoreError> {
        let months: Vec<i32> = months.iter().map(|month| month.as_number()).collect();
        let persons: Vec<i64> = persons.iter().map(|person| person.0).collect();
        self.rows(
            "SELECT person, day, code, kind, facility, sector FROM paid_day
             WHERE month = ANY ($1) AND person = ANY ($2) AND facility <> $3 AND kind = $4",
            &[&months, &persons, &facility.0, &word(&TariffKind::Day)?],
            read_paid_day,
        )
    }

    fn guarded_days(
        &mut self,
        facility: FacilityId,
        persons: &[PersonId],
        months: &[Month],
    ) -> Result<Vec<GuardedDays>, StoreError> {
        let months: Vec<i32> = months.iter().map(|month| month.as_number()).collect();
        let persons: Vec<i64> = persons.iter().map(|person| person.0).collect();
        self.rows(
            "SELECT person, month, bit_or(1 << (day % 100 - 1)) FROM paid_day
             WHERE month = ANY ($1) AND person = ANY ($2) AND facility = $3 AND kind = $4
             GROUP BY person, month",
            &[&months, &persons, &facility.0, &word(&TariffKind::Day)?],
            |row| {
                // Thirty-one bits of a signed number of 32.
                let days: i32 = get(row, 2)?;
                Ok(GuardedDays {
                    person: PersonId(get(row, 0)?),
                    month: well_formed(Month::from_number(get(row, 1)?), "a month")?,
                    days: days.cast_unsigned(),
                })
            },
        )
    }

    fn insert_batch(&mut self, new: &NewBatch) -> Result<BatchId, StoreError> {
        let id = self.insert(
            batch_guard,
            "INSERT INTO batch (facility, fund, month, sending_number, created_on, received_at, input, state,
             asked_cents, accepted_cents, refused_lines, open_lines, error_count, record_count, law)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id",
            &[
                &new.facility.map(|f| f.0),
                &new.fund.map(|fund| i32::from(fund.as_number())),
                &new.month.map(Month::as_number),
                &new.sending_number.map(i32::from),
                &new.created_on.map(day_number),
                &new.received_at.as_microsecond(),
                &&new.input.as_bytes()[..],
                &new.state.word(),
                &new.asked.cents(),
                &new.accepted.cents(),
                &signed(new.refused_lines)?,
                &signed(new.open_lines)?,
                &signed(new.error_count)?,
                &signed(new.record_count)?,
                &&new.law[..],
            ],
        )?;
        Ok(BatchId(id))
    }

    fn insert_invoices(&mut self, batch: BatchId, invoices: &[InvoiceRow]) -> Result<(), StoreError> {
        for rows in invoices.chunks(ROWS_AT_ONCE) {
            let numbers: Vec<i64> = rows.iter().map(|row| signed(row.number)).collect::<Result<_, _>>()?;
            let persons: Vec<Option<i64>> = rows.iter().map(|row| row.person.map(|p| p.0)).collect();
            let credits: Vec<bool> = rows.iter().map(|row| row.credit).collect();
            let refusals: Vec<bool> = rows.iter().map(|row| row.refused).collect();
            let cents: Vec<i64> = rows.iter().map(|row| row.total.cents()).collect();
            self.run(
                "INSERT INTO invoice SELECT $1::int8, r.*
                 FROM UNNEST($2::int8[], $3::int8[], $4::bool[], $5::bool[], $6::int8[]) r",
                &[&batch.0, &numbers, &persons, &credits, &refusals, &cents],
            )?;
        }
        Ok(())
    }

    fn insert_lines(&mut self, batch: BatchId, lines: &[LineRow]) -> Result<(), StoreError> {
        let days: Vec<i32> = lines.iter().map(|row| day_number(row.day)).collect();
        let months: Vec<i32> = months_of(&days);
        self.make_months(&months)?;
        for (rows, days) in lines.chunks(ROWS_AT_ONCE).zip(days.chunks(ROWS_AT_ONCE)) {
            self.insert_some_lines(batch, rows, days)?;
        }
        self.run(
            "INSERT INTO batch_month SELECT $1::int8, m FROM UNNEST($2::int4[]) m ON CONFLICT DO NOTHING",
            &[&batch.0, &months],
        )?;
        self.change_line_totals(batch, &LineChanges::new_lines(lines))
    }

    fn insert_findings(&mut self, batch: BatchId, findings: &[FindingRow]) -> Result<(), StoreError> {
        if findings.is_empty() {
            return Ok(());
        }
        let first = self.first(
            "SELECT coalesce(max(place) + 1, 0) FROM finding WHERE batch = $1",
            &[&batch.0],
            |row| get::<i32>(row, 0),
        )?;
        let places: Vec<i32> = (first.unwrap_or(0)..).take(findings.len()).collect();
        for (rows, places) in findings.chunks(ROWS_AT_ONCE).zip(places.chunks(ROWS_AT_ONCE)) {
            let invoices: Vec<i64> = rows.iter().map(|row| signed(row.invoice)).collect::<Result<_, _>>()?;
            let positions: Vec<i64> = rows.iter().map(|row| i64::from(row.position)).collect();
            let days: Vec<Option<i32>> = rows.iter().map(|row| row.day.map(day_number)).collect();
            let codes: Vec<&str> = rows.iter().map(|row| row.finding.code.as_str()).collect();
            let facts = rows.iter().map(|row| serde_json::to_string(&row.finding.facts));
            let facts: Vec<String> = facts
                .collect::<Result<_, _>>()
                .map_err(|e| StoreError::Fault(e.to_string()))?;
            self.run(
                "INSERT INTO finding SELECT $1::int8, r.*
                 FROM UNNEST($2::int8[], $3::int8[], $4::int4[], $5::int4[], $6::text[], $7::text[]) r",
                &[&batch.0, &invoices, &positions, &places, &days, &codes, &facts],
            )?;
        }
        self.add_up_findings(batch)
    }

    fn guard_days(
        &mut self,
        batch: BatchId,
        facility: FacilityId,
        sector: &SectorCode,
        days: &[GuardRow],
    ) -> Result<(), StoreError> {
        let numbers: Vec<i32> = days.iter().map(|row| day_number(row.day)).collect();
        self.make_months(&months_of(&numbers))?;
        for (rows, numbers) in days.chunks(ROWS_AT_ONCE).zip(numbers.chunks(ROWS_AT_ONCE)) {
            let persons: Vec<i64> = rows.iter().map(|row| row.person.0).collect();
            let codes: Vec<i32> = rows
                .iter()
                .map(|row| small(row.code.as_number()))
                .collect::<Result<_, _>>()?;
            let kinds: Vec<String> = rows.iter().map(|row| word(&row.kind)).collect::<Result<_, _>>()?;
            let invoices: Vec<i64> = rows.iter().map(|row| signed(row.invoice)).collect::<Result<_, _>>()?;
            let positions: Vec<i64> = rows.iter().map(|row| i64::from(row.position)).collect();
            // In order of the key: two writers that guard the same days do not wait for each other in a circle.
            self.run_guarded(
                "a person's day is paid once",
                "INSERT INTO paid_day (facility, sector, batch, month, person, day, code, kind, invoice, position)
                 SELECT $1::int8, $2::text, $3::int8, r.day / 100, r.*
                 FROM UNNEST($4::int8[], $5::int4[], $6::int4[], $7::text[], $8::int8[], $9::int8[])
                      r (person, day, code, kind, invoice, place) ORDER BY person, day, code",
                &[
                    &facility.0,
                    &sector.as_str(),
                    &batch.0,
                    &persons,
                    &numbers,
                    &codes,
                    &kinds,
                    &invoices,
                    &positions,
                ],
            )?;
        }
        Ok(())
    }

    fn invoices(&mut self, batch: BatchId) -> Result<Vec<InvoiceRow>, StoreError> {
        self.rows(
            "SELECT number, person, credit, refused, cents FROM invoice WHERE batch = $1 ORDER BY number",
            &[&batch.0],
            read_invoice,
        )
    }

    fn lines(&mut self, batch: BatchId) -> Result<Vec<LineRow>, StoreError> {
        let months = self.rows("SELECT month FROM batch_month WHERE batch = $1", &[&batch.0], |row| {
            get::<i32>(row, 0)
        })?;
        self.rows(
            "SELECT invoice, position, person, dossier, code, kind, day, cents, state FROM line
             WHERE month = ANY ($2) AND batch = $1 ORDER BY invoice, position",
            &[&batch.0, &months],
            read_line,
        )
    }

    fn findings(&mut self, batch: BatchId) -> Result<Vec<FindingRow>, StoreError> {
        self.rows(
            "SELECT invoice, position, day, code, facts FROM finding WHERE batch = $1
             ORDER BY invoice, position, code, place",
            &[&batch.0],
            read_finding,
        )
    }

    fn billed_by(&mut self, query: &BilledQuery<'_>) -> Result<Vec<(FacilityId, CareFundNumber)>, StoreError> {
        let (from, to) = (query.days.from(), query.days.to());
        // By the batches of the facilities to the lines: lines themselves are keyed by month and batch alone.
        self.rows(
            "SELECT DISTINCT b.facility, b.fund FROM batch b JOIN batch_month m ON m.batch = b.id
             WHERE b.state NOT IN ('REFUSED_TECHNICAL', 'REFUSED') AND b.fund IS NOT NULL
             AND b.facility IN (SELECT facility FROM facility_details WHERE superseded_at IS NULL
                                AND (facility = $1 OR ($1::int8 IS NULL AND sector = $2)))
             AND m.month BETWEEN $4::int4 / 100 AND $5::int4 / 100
             AND EXISTS (SELECT 1 FROM line l WHERE l.month = m.month AND l.batch = b.id AND l.state = 'ACCEPTED'
                         AND l.day BETWEEN $4 AND $5 AND ($3::int4 IS NULL OR l.code = $3)
                         -- A line that takes another back is none of its own, nor is one that was taken back.
                         AND NOT EXISTS (SELECT 1 FROM credit c WHERE c.batch = l.batch AND c.invoice = l.invoice
                                         AND c.position = l.position)
                         AND NOT EXISTS (SELECT 1 FROM credit c JOIN batch t ON t.id = c.batch
                                         AND t.state IN ('SETTLED', 'PAID')
                                         WHERE c.of_batch = l.batch AND c.of_invoice = l.invoice
                                         AND c.of_position = l.position))
             ORDER BY b.facility, b.fund",
            &[
                &query.facility.map(|facility| facility.0),
                &query.sector.as_str(),
                &query.code.map(|code| small(code.as_number())).transpose()?,
                &day_number(from),
                &day_number(to.unwrap_or(Date::MAX)),
            ],
            |row| Ok((FacilityId(get(row, 0)?), fund(get_small(row, 1, "a care fund")?)?)),
        )
    }

    fn move_batch(&mut self, batch: BatchId, from: BatchState, to: BatchState) -> Result<bool, StoreError> {
        let moved = self.run(
            "UPDATE batch SET state = $3 WHERE id = $1 AND state = $2",
            &[&batch.0, &from.word(), &to.word()],
        )?;
        Ok(moved == 1)
    }
}

impl PostgresTransaction<'_> {
    fn insert_some_lines(&mut self, batch: BatchId, rows: &[LineRow], days: &[i32]) -> Result<(), StoreError> {
        let months: Vec<i32> = days.iter().map(|day| day / 100).collect();
        let invoices: Vec<i64> = rows.iter().map(|row| signed(row.invoice)).collect::<Result<_, _>>()?;
        let positions: Vec<i64> = rows.iter().map(|row| i64::from(row.position)).collect();
        let persons: Vec<Option<i64>> = rows.iter().map(|row| row.person.map(|p| p.0)).collect();
        let dossiers: Vec<Option<i64>> = rows.iter().map(|row| row.dossier.map(|d| d.0)).collect();
        let codes: Vec<i32> = rows
            .iter()
            .map(|row| small(row.code.as_number()))
            .collect::<Result<_, _>>()?;
        let kinds = rows.iter().map(|row| row.kind.as_ref().map(word).transpose());
        let kinds: Vec<Option<String>> = kinds.collect::<Result<_, _>>()?;
        let cents: Vec<i64> = rows.iter().map(|row| row.amount.cents()).collect();
        let states: Vec<&str> = rows.iter().map(|row| row.state.word()).collect();
        self.run(
            "INSERT INTO line (batch, month, invoice, position, person, dossier, code, kind, day, cents, state)
             SELECT $1::int8, r.* FROM UNNEST($2::int4[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int4[],
                                              $8::text[], $9::int4[], $10::int8[], $11::text[]) r",
            &[
                &batch.0, &months, &invoices, &positions, &persons, &dossiers, &codes, &kinds, &days, &cents, &states,
            ],
        )
        .map(drop)
    }
}

/// The months of days, each once.
fn months_of(days: &[i32]) -> Vec<i32> {
    let months: BTreeSet<i32> = days.iter().map(|day| day / 100).collect();
    months.into_iter().collect()
}

/// Which of the guards of batches a violated key is.
fn batch_guard(key: &str) -> &'static str {
    match key {
        "batch_number_live" => "a sending number is used once in a calendar year",
        "batch_input_key" => "the same bytes are one batch",
        _ => "one live batch per facility, fund and month",
    }
}

fn fund(number: u16) -> Result<CareFundNumber, StoreError> {
    well_formed(CareFundNumber::from_number(number), "a care fund")
}

/// Number, person, credit, refused, cents.
pub(crate) fn read_invoice(row: &Row) -> Result<InvoiceRow, StoreError> {
    Ok(InvoiceRow {
        number: unsigned(get(row, 0)?)?,
        person: get::<Option<i64>>(row, 1)?.map(PersonId),
        credit: get(row, 2)?,
        refused: get(row, 3)?,
        total: EuroCents::new(get(row, 4)?),
    })
}

/// Invoice, position, person, dossier, code, kind, day, cents, state.
pub(crate) fn read_line(row: &Row) -> Result<LineRow, StoreError> {
    Ok(LineRow {
        invoice: unsigned(get(row, 0)?)?,
        position: get_position(row, 1)?,
        person: get::<Option<i64>>(row, 2)?.map(PersonId),
        dossier: get::<Option<i64>>(row, 3)?.map(DossierId),
        code: get_code(row, 4)?,
        kind: get_optional_word(row, 5, "a tariff kind")?,
        day: get_day(row, 6)?,
        amount: EuroCents::new(get(row, 7)?),
        state: LineState::from_word(get(row, 8)?)?,
    })
}

/// Invoice, position, day, code, facts.
pub(crate) fn read_finding(row: &Row) -> Result<FindingRow, StoreError> {
    let facts = serde_json::from_str(get(row, 4)?).map_err(|_| corrupt("the facts of a finding"))?;
    Ok(FindingRow {
        invoice: unsigned(get(row, 0)?)?,
        position: get_position(row, 1)?,
        day: get_optional_day(row, 2)?,
        finding: Finding {
            code: CheckCode::from(get::<String>(row, 3)?),
            facts,
        },
    })
}

fn read_paid_day(row: &Row) -> Result<PaidDay, StoreError> {
    Ok(PaidDay {
        person: PersonId(get(row, 0)?),
        day: get_day(row, 1)?,
        code: get_code(row, 2)?,
        kind: from_word(get(row, 3)?, "a tariff kind")?,
        facility: FacilityId(get(row, 4)?),
        sector: get_parsed::<SectorCode>(row, 5, "a sector")?,
    })
}

pub(crate) fn read_batch(row: &Row) -> Result<BatchRecord, StoreError> {
    Ok(BatchRecord {
        id: BatchId(get(row, 0)?),
        batch: NewBatch {
            facility: get::<Option<i64>>(row, 1)?.map(FacilityId),
            fund: get_optional_small(row, 2, "a care fund")?.map(fund).transpose()?,
            month: get::<Option<i32>>(row, 3)?
                .map(|n| well_formed(Month::from_number(n), "a month"))
                .transpose()?,
            sending_number: get_optional_small(row, 4, "a sending number")?,
            created_on: get_optional_day(row, 5)?,
            received_at: get_instant(row, 6)?,
            input: get_hash(row, 7)?,
            state: BatchState::from_word(get(row, 8)?)?,
            asked: EuroCents::new(get(row, 9)?),
            accepted: EuroCents::new(get(row, 10)?),
            refused_lines: unsigned(get(row, 11)?)?,
            open_lines: unsigned(get(row, 12)?)?,
            error_count: unsigned(get(row, 13)?)?,
            record_count: unsigned(get(row, 14)?)?,
            law: get_bytes32(row, 15, "a law")?,
        },
        taken_by: get(row, 16)?,
    })
}
