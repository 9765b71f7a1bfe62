//! Decisions on lines and the standing rules of a fund's manual control.

use identifiers::{BatchId, CareFundNumber, DossierId, EuroCents, FacilityId};
use jiff::Timestamp;
use store::{
    BatchSums, ControlRule, DossierMessage, LineChanges, LineDecisionRow, LineRow, LineState, ReviewRepository,
    StoreError,
};

use crate::batches::ROWS_AT_ONCE;
use crate::care::{MESSAGE_COLUMNS, read_message};
use crate::transaction::PostgresTransaction;
use crate::values::{
    day_number, get, get_code, get_instant, get_optional_small, get_position, signed, small, unsigned,
};

impl ReviewRepository for PostgresTransaction<'_> {
    fn move_lines(&mut self, batch: BatchId, lines: &[LineRow], to: LineState) -> Result<bool, StoreError> {
        for rows in lines.chunks(ROWS_AT_ONCE) {
            let months: Vec<i32> = rows.iter().map(|row| day_number(row.day) / 100).collect();
            let invoices: Vec<i64> = rows.iter().map(|row| signed(row.invoice)).collect::<Result<_, _>>()?;
            let positions: Vec<i64> = rows.iter().map(|row| i64::from(row.position)).collect();
            let states: Vec<&str> = rows.iter().map(|row| row.state.word()).collect();
            let moved = self.run(
                "UPDATE line l SET state = $6
                 FROM UNNEST($2::int4[], $3::int8[], $4::int8[], $5::text[]) r (month, invoice, place, state)
                 WHERE l.month = ANY ($2) AND l.month = r.month AND l.batch = $1 AND l.invoice = r.invoice
                 AND l.position = r.place AND l.state = r.state",
                &[&batch.0, &months, &invoices, &positions, &states, &to.word()],
            )?;
            if usize::try_from(moved).ok() != Some(rows.len()) {
                return Ok(false);
            }
        }
        self.change_line_totals(batch, &LineChanges::moved(lines, to))?;
        self.add_up_findings(batch)?;
        Ok(true)
    }

    fn set_sums(&mut self, batch: BatchId, sums: &BatchSums) -> Result<(), StoreError> {
        self.run(
            "UPDATE batch SET accepted_cents = $2, refused_lines = $3, open_lines = $4 WHERE id = $1",
            &[
                &batch.0,
                &sums.accepted.cents(),
                &signed(sums.refused_lines)?,
                &signed(sums.open_lines)?,
            ],
        )
        .map(drop)
    }

    fn insert_line_decisions(&mut self, batch: BatchId, decisions: &[LineDecisionRow]) -> Result<(), StoreError> {
        let first = self.first(
            "SELECT coalesce(max(place) + 1, 0) FROM line_decision WHERE batch = $1",
            &[&batch.0],
            |row| get::<i32>(row, 0),
        )?;
        let places: Vec<i32> = (first.unwrap_or(0)..).take(decisions.len()).collect();
        for (rows, places) in decisions.chunks(ROWS_AT_ONCE).zip(places.chunks(ROWS_AT_ONCE)) {
            let invoices: Vec<i64> = rows.iter().map(|row| signed(row.invoice)).collect::<Result<_, _>>()?;
            let positions: Vec<i64> = rows.iter().map(|row| i64::from(row.position)).collect();
            let accepted: Vec<bool> = rows.iter().map(|row| row.accepted).collect();
            let reasons: Vec<Option<&str>> = rows.iter().map(|row| row.reason.as_deref()).collect();
            let by: Vec<&str> = rows.iter().map(|row| row.by.as_str()).collect();
            let at: Vec<i64> = rows.iter().map(|row| row.at.as_microsecond()).collect();
            self.run(
                "INSERT INTO line_decision SELECT $1::int8, r.* FROM UNNEST($2::int4[], $3::int8[], $4::int8[],
                     $5::bool[], $6::text[], $7::text[], $8::int8[]) r",
                &[&batch.0, &places, &invoices, &positions, &accepted, &reasons, &by, &at],
            )?;
        }
        Ok(())
    }

    fn line_decisions(&mut self, batch: BatchId) -> Result<Vec<LineDecisionRow>, StoreError> {
        self.rows(
            "SELECT invoice, position, accepted, reason, decided_by, decided_at FROM line_decision
             WHERE batch = $1 ORDER BY place",
            &[&batch.0],
            |row| {
                Ok(LineDecisionRow {
                    invoice: unsigned(get(row, 0)?)?,
                    position: get_position(row, 1)?,
                    accepted: get(row, 2)?,
                    reason: get(row, 3)?,
                    by: get(row, 4)?,
                    at: get_instant(row, 5)?,
                })
            },
        )
    }

    fn take_batch(&mut self, batch: BatchId, by: Option<&str>, from: Option<&str>) -> Result<bool, StoreError> {
        let moved = self.run(
            "UPDATE batch SET taken_by = $2 WHERE id = $1 AND taken_by IS NOT DISTINCT FROM $3",
            &[&batch.0, &by, &from],
        )?;
        Ok(moved == 1)
    }

    fn add_control_rule(&mut self, rule: &ControlRule, at: Timestamp) -> Result<i64, StoreError> {
        let id = self.next_number("control_rule")?;
        self.run(
            "INSERT INTO control_rule (id, fund, facility, code, from_cents, share, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[
                &id,
                &i32::from(rule.fund.as_number()),
                &rule.facility.map(|facility| facility.0),
                &rule.code.map(|code| small(code.as_number())).transpose()?,
                &rule.from_amount.map(EuroCents::cents),
                &rule.share.map(i32::from),
                &at.as_microsecond(),
            ],
        )?;
        Ok(id)
    }

    fn end_control_rule(&mut self, fund: CareFundNumber, id: i64, at: Timestamp) -> Result<bool, StoreError> {
        let ended = self.run(
            "UPDATE control_rule SET ended_at = $3 WHERE id = $1 AND fund = $2 AND ended_at IS NULL",
            &[&id, &i32::from(fund.as_number()), &at.as_microsecond()],
        )?;
        Ok(ended == 1)
    }

    fn control_rules(&mut self, fund: CareFundNumber) -> Result<Vec<ControlRule>, StoreError> {
        self.rows(
            "SELECT id, facility, code, from_cents, share FROM control_rule
             WHERE fund = $1 AND ended_at IS NULL ORDER BY id",
            &[&i32::from(fund.as_number())],
            |row| {
                let has_code = get::<Option<i32>>(row, 2)?.is_some();
                Ok(ControlRule {
                    id: get(row, 0)?,
                    fund,
                    facility: get::<Option<i64>>(row, 1)?.map(FacilityId),
                    code: has_code.then(|| get_code(row, 2)).transpose()?,
                    from_amount: get::<Option<i64>>(row, 3)?.map(EuroCents::new),
                    share: get_optional_small(row, 4, "a share")?,
                })
            },
        )
    }

    fn waiting_messages_of(&mut self, dossiers: &[DossierId]) -> Result<Vec<(DossierId, DossierMessage)>, StoreError> {
        let dossiers: Vec<i64> = dossiers.iter().map(|dossier| dossier.0).collect();
        self.rows(
            &format!(
                "SELECT {MESSAGE_COLUMNS}, dossier FROM care_message
                 WHERE dossier = ANY ($1) AND outcome IN ('PENDING', 'QUEUED') ORDER BY row_id"
            ),
            &[&dossiers],
            |row| Ok((DossierId(get(row, 8)?), read_message(row)?)),
        )
    }
}
