//! Batches: invoices, lines, findings and the guard of paid days, written in bulk.

use std::collections::BTreeSet;

use identifiers::{
    BatchId, CareFundNumber, DossierId, EuroCents, FacilityId, Month, PerformanceCode, PersonId, SectorCode,
};
use jiff::civil::Date;
use registers::TariffKind;
use regulation::{CheckCode, Finding};
use rusqlite::{Row, params};
use store::{
    BatchRecord, BatchRepository, BatchState, BilledQuery, ContentHash, FindingRow, GuardRow, GuardedDays, InvoiceRow,
    LineChanges, LineRow, LineState, NewBatch, PaidDay, StoreError,
};

use crate::values::{
    corrupt, day_number, from_word, get, get_day, get_hash, get_instant, get_optional_day, get_parsed, json_list,
    signed, unsigned, well_formed, word,
};
use crate::{SqliteTransaction, fault, guarded};

pub(crate) const BATCH: &str =
    "SELECT id, facility, fund, month, sending_number, created_on, received_at, input, state,
     asked_cents, accepted_cents, refused_lines, open_lines, error_count, record_count, law, taken_by FROM batch";

impl BatchRepository for SqliteTransaction<'_> {
    fn batch_by_input(&mut self, input: ContentHash) -> Result<Option<BatchRecord>, StoreError> {
        self.first(&format!("{BATCH} WHERE input = ?1"), [input.as_bytes()], read_batch)
    }

    fn batch(&mut self, id: BatchId) -> Result<Option<BatchRecord>, StoreError> {
        self.first(&format!("{BATCH} WHERE id = ?1"), [id.0], read_batch)
    }

    fn sending_number_used(&mut self, facility: FacilityId, year: i16, number: u16) -> Result<bool, StoreError> {
        let year = i32::from(year) * 10_000;
        let found = self.first(
            "SELECT 1 FROM batch WHERE facility = ?1 AND sending_number = ?2
             AND created_on > ?3 AND created_on < ?3 + 10000 AND state <> 'REFUSED_TECHNICAL' LIMIT 1",
            params![facility.0, number, year],
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
            "SELECT 1 FROM batch WHERE facility = ?1 AND fund = ?2 AND month = ?3
             AND state NOT IN ('REFUSED_TECHNICAL', 'REFUSED') LIMIT 1",
            params![facility.0, fund.as_number(), month.as_number()],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn paid_days(&mut self, persons: &[PersonId], months: &[Month]) -> Result<Vec<PaidDay>, StoreError> {
        let months: Vec<i32> = months.iter().map(|month| month.as_number()).collect();
        // Months outside, persons inside: each pair is one look at the beginning of the guard's key.
        self.rows(
            "SELECT g.person, g.day, g.code, g.kind, g.facility, g.sector
             FROM json_each(?1) m CROSS JOIN json_each(?2) p CROSS JOIN paid_day g
             WHERE g.month = m.value AND g.person = p.value",
            params![json_list(&months)?, json_list(persons)?],
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
        self.rows(
            "SELECT g.person, g.day, g.code, g.kind, g.facility, g.sector
             FROM json_each(?1) m CROSS JOIN json_each(?2) p CROSS JOIN paid_day g
             WHERE g.month = m.value AND g.person = p.value AND g.facility <> ?3 AND g.kind = ?4",
            params![
                json_list(&months)?,
                json_list(persons)?,
                facility.0,
                word(&TariffKind::Day)?
            ],
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
        // Days come in the order of the key, so that a day with two codes counts once without a sort.
        let mut found = self.rows(
            "SELECT p.value, m.value, (SELECT coalesce(sum(1 << (d.day % 100 - 1)), 0) FROM (
                 SELECT DISTINCT g.day FROM paid_day g
                 WHERE g.month = m.value AND g.person = p.value AND g.facility = ?3 AND g.kind = ?4) d)
             FROM json_each(?1) m CROSS JOIN json_each(?2) p",
            params![
                json_list(&months)?,
                json_list(persons)?,
                facility.0,
                word(&TariffKind::Day)?
            ],
            |row| {
                Ok(GuardedDays {
                    person: PersonId(get(row, 0)?),
                    month: well_formed(Month::from_number(get(row, 1)?), "a month")?,
                    days: get(row, 2)?,
                })
            },
        )?;
        found.retain(|found| found.days != 0);
        Ok(found)
    }

    fn insert_batch(&mut self, new: &NewBatch) -> Result<BatchId, StoreError> {
        let id = self
            .prepare(
                "INSERT INTO batch (facility, fund, month, sending_number, created_on, received_at, input, state,
                 asked_cents, accepted_cents, refused_lines, open_lines, error_count, record_count, law)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .insert(params![
                new.facility.map(|f| f.0),
                new.fund.map(CareFundNumber::as_number),
                new.month.map(Month::as_number),
                new.sending_number,
                new.created_on.map(day_number),
                new.received_at.as_microsecond(),
                new.input.as_bytes(),
                new.state.word(),
                new.asked.cents(),
                new.accepted.cents(),
                signed(new.refused_lines)?,
                signed(new.open_lines)?,
                signed(new.error_count)?,
                signed(new.record_count)?,
                new.law
            ])
            .map_err(|error| guarded(batch_guard(&error))(error))?;
        Ok(BatchId(id))
    }

    fn insert_invoices(&mut self, batch: BatchId, invoices: &[InvoiceRow]) -> Result<(), StoreError> {
        let mut statement = self.prepare("INSERT INTO invoice VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for row in invoices {
            let values = params![
                batch.0,
                signed(row.number)?,
                row.person.map(|p| p.0),
                row.credit,
                row.refused,
                row.total.cents()
            ];
            statement.execute(values).map_err(fault)?;
        }
        Ok(())
    }

    fn insert_lines(&mut self, batch: BatchId, lines: &[LineRow]) -> Result<(), StoreError> {
        let mut months = BTreeSet::new();
        let mut statement = self.prepare("INSERT INTO line VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")?;
        for row in lines {
            let day = day_number(row.day);
            months.insert(day / 100);
            let values = params![
                day / 100,
                batch.0,
                signed(row.invoice)?,
                row.position,
                row.person.map(|p| p.0),
                row.dossier.map(|d| d.0),
                row.code.as_number(),
                row.kind.as_ref().map(word).transpose()?,
                day,
                row.amount.cents(),
                row.state.word()
            ];
            statement.execute(values).map_err(fault)?;
        }
        let mut statement = self.prepare("INSERT INTO batch_month VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
        for month in months {
            statement.execute(params![batch.0, month]).map_err(fault)?;
        }
        self.change_line_totals(batch, &LineChanges::new_lines(lines))
    }

    fn insert_findings(&mut self, batch: BatchId, findings: &[FindingRow]) -> Result<(), StoreError> {
        if findings.is_empty() {
            return Ok(());
        }
        let first = self.first(
            "SELECT coalesce(max(place) + 1, 0) FROM finding WHERE batch = ?1",
            [batch.0],
            |row| get::<i64>(row, 0),
        )?;
        let mut statement = self.prepare("INSERT INTO finding VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
        for (place, row) in (first.unwrap_or(0)..).zip(findings) {
            let facts = serde_json::to_string(&row.finding.facts).map_err(|e| StoreError::Fault(e.to_string()))?;
            let values = params![
                batch.0,
                signed(row.invoice)?,
                row.position,
                place,
                row.day.map(day_number),
                row.finding.code.as_str(),
                facts
            ];
            statement.execute(values).map_err(fault)?;
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
        let mut statement = self.prepare("INSERT INTO paid_day VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
        for row in days {
            let day = day_number(row.day);
            let values = params![
                day / 100,
                row.person.0,
                day,
                row.code.as_number(),
                word(&row.kind)?,
                facility.0,
                sector.as_str(),
                batch.0,
                signed(row.invoice)?,
                row.position
            ];
            statement
                .execute(values)
                .map_err(guarded("a person's day is paid once"))?;
        }
        Ok(())
    }

    fn invoices(&mut self, batch: BatchId) -> Result<Vec<InvoiceRow>, StoreError> {
        self.rows(
            "SELECT number, person, credit, refused, cents FROM invoice WHERE batch = ?1 ORDER BY number",
            [batch.0],
            read_invoice,
        )
    }

    fn lines(&mut self, batch: BatchId) -> Result<Vec<LineRow>, StoreError> {
        self.rows(
            "SELECT l.invoice, l.position, l.person, l.dossier, l.code, l.kind, l.day, l.cents, l.state
             FROM batch_month m JOIN line l ON l.month = m.month AND l.batch = m.batch
             WHERE m.batch = ?1 ORDER BY l.invoice, l.position",
            [batch.0],
            read_line,
        )
    }

    fn findings(&mut self, batch: BatchId) -> Result<Vec<FindingRow>, StoreError> {
        self.rows(
            "SELECT invoice, position, day, code, facts FROM finding WHERE batch = ?1
             ORDER BY invoice, position, code, place",
            [batch.0],
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
                                AND (facility = ?1 OR (?1 IS NULL AND sector = ?2)))
             AND m.month BETWEEN ?4 / 100 AND ?5 / 100
             AND EXISTS (SELECT 1 FROM line l WHERE l.month = m.month AND l.batch = b.id AND l.state = 'ACCEPTED'
                         AND l.day BETWEEN ?4 AND ?5 AND (?3 IS NULL OR l.code = ?3)
                         -- A line that takes another back is none of its own, nor is one that was taken back.
                         AND NOT EXISTS (SELECT 1 FROM credit c WHERE c.batch = l.batch AND c.invoice = l.invoice
                                         AND c.position = l.position)
                         AND NOT EXISTS (SELECT 1 FROM credit c JOIN batch t ON t.id = c.batch
                                         AND t.state IN ('SETTLED', 'PAID')
                                         WHERE c.of_batch = l.batch AND c.of_invoice = l.invoice
                                         AND c.of_position = l.position))
             ORDER BY b.facility, b.fund",
            params![
                query.facility.map(|facility| facility.0),
                query.sector.as_str(),
                query.code.map(PerformanceCode::as_number),
                day_number(from),
                day_number(to.unwrap_or(Date::MAX)),
            ],
            |row| {
                Ok((
                    FacilityId(get(row, 0)?),
                    well_formed(CareFundNumber::from_number(get(row, 1)?), "a care fund")?,
                ))
            },
        )
    }

    fn move_batch(&mut self, batch: BatchId, from: BatchState, to: BatchState) -> Result<bool, StoreError> {
        let moved = self.run(
            "UPDATE batch SET state = ?3 WHERE id = ?1 AND state = ?2",
            params![batch.0, from.word(), to.word()],
        )?;
        Ok(moved == 1)
    }
}

/// Which of the guards of batches a violated key is: SQLite names the index or the column.
fn batch_guard(error: &rusqlite::Error) -> &'static str {
    let text = error.to_string();
    if text.contains("batch_number_live") {
        "a sending number is used once in a calendar year"
    } else if text.contains("batch.input") {
        "the same bytes are one batch"
    } else {
        "one live batch per facility, fund and month"
    }
}

/// Number, person, credit, refused, cents.
pub(crate) fn read_invoice(row: &Row<'_>) -> Result<InvoiceRow, StoreError> {
    Ok(InvoiceRow {
        number: unsigned(get(row, 0)?)?,
        person: get::<Option<i64>>(row, 1)?.map(PersonId),
        credit: get(row, 2)?,
        refused: get(row, 3)?,
        total: EuroCents::new(get(row, 4)?),
    })
}

/// Invoice, position, person, dossier, code, kind, day, cents, state.
pub(crate) fn read_line(row: &Row<'_>) -> Result<LineRow, StoreError> {
    Ok(LineRow {
        invoice: unsigned(get(row, 0)?)?,
        position: get(row, 1)?,
        person: get::<Option<i64>>(row, 2)?.map(PersonId),
        dossier: get::<Option<i64>>(row, 3)?.map(DossierId),
        code: well_formed(PerformanceCode::from_number(get(row, 4)?), "a performance code")?,
        kind: get::<Option<String>>(row, 5)?
            .map(|kind| from_word(kind, "a tariff kind"))
            .transpose()?,
        day: get_day(row, 6)?,
        amount: EuroCents::new(get(row, 7)?),
        state: LineState::from_word(&get::<String>(row, 8)?)?,
    })
}

/// Invoice, position, day, code, facts.
pub(crate) fn read_finding(row: &Row<'_>) -> Result<FindingRow, StoreError> {
    let day: Option<Date> = get_optional_day(row, 2)?;
    let facts = serde_json::from_str(&get::<String>(row, 4)?).map_err(|_| corrupt("the facts of a finding"))?;
    Ok(FindingRow {
        invoice: unsigned(get(row, 0)?)?,
        position: get(row, 1)?,
        day,
        finding: Finding {
            code: CheckCode::from(get::<String>(row, 3)?),
            facts,
        },
    })
}

fn read_paid_day(row: &Row<'_>) -> Result<PaidDay, StoreError> {
    Ok(PaidDay {
        person: PersonId(get(row, 0)?),
        day: get_day(row, 1)?,
        code: well_formed(PerformanceCode::from_number(get(row, 2)?), "a performance code")?,
        kind: from_word(get(row, 3)?, "a tariff kind")?,
        facility: FacilityId(get(row, 4)?),
        sector: get_parsed::<SectorCode>(row, 5, "a sector")?,
    })
}

pub(crate) fn read_batch(row: &Row<'_>) -> Result<BatchRecord, StoreError> {
    let fund: Option<u16> = get(row, 2)?;
    let month: Option<i32> = get(row, 3)?;
    Ok(BatchRecord {
        id: BatchId(get(row, 0)?),
        batch: NewBatch {
            facility: get::<Option<i64>>(row, 1)?.map(FacilityId),
            fund: fund
                .map(|n| well_formed(CareFundNumber::from_number(n), "a care fund"))
                .transpose()?,
            month: month
                .map(|n| well_formed(Month::from_number(n), "a month"))
                .transpose()?,
            sending_number: get(row, 4)?,
            created_on: get_optional_day(row, 5)?,
            received_at: get_instant(row, 6)?,
            input: get_hash(row, 7)?,
            state: BatchState::from_word(&get::<String>(row, 8)?)?,
            asked: EuroCents::new(get(row, 9)?),
            accepted: EuroCents::new(get(row, 10)?),
            refused_lines: unsigned(get(row, 11)?)?,
            open_lines: unsigned(get(row, 12)?)?,
            error_count: unsigned(get(row, 13)?)?,
            record_count: unsigned(get(row, 14)?)?,
            law: get(row, 15)?,
        },
        taken_by: get(row, 16)?,
    })
}
