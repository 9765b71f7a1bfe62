//! Decisions on lines and the standing rules of a fund's manual control.

use identifiers::{BatchId, CareFundNumber, DossierId, EuroCents, FacilityId, PerformanceCode};
use jiff::Timestamp;
use rusqlite::params;
use store::{
    BatchSums, ControlRule, DossierMessage, LineChanges, LineDecisionRow, LineRow, LineState, ReviewRepository,
    StoreError,
};

use crate::care::{MESSAGE_COLUMNS, read_message};
use crate::values::{day_number, get, get_instant, json_list, signed, unsigned, well_formed};
use crate::{SqliteTransaction, fault};

impl ReviewRepository for SqliteTransaction<'_> {
    fn move_lines(&mut self, batch: BatchId, lines: &[LineRow], to: LineState) -> Result<bool, StoreError> {
        let mut statement = self.prepare(
            "UPDATE line SET state = ?6 WHERE month = ?1 AND batch = ?2 AND invoice = ?3 AND position = ?4
             AND state = ?5",
        )?;
        for line in lines {
            let values = params![
                day_number(line.day) / 100,
                batch.0,
                signed(line.invoice)?,
                line.position,
                line.state.word(),
                to.word()
            ];
            if statement.execute(values).map_err(fault)? != 1 {
                return Ok(false);
            }
        }
        self.change_line_totals(batch, &LineChanges::moved(lines, to))?;
        self.add_up_findings(batch)?;
        Ok(true)
    }

    fn set_sums(&mut self, batch: BatchId, sums: &BatchSums) -> Result<(), StoreError> {
        self.run(
            "UPDATE batch SET accepted_cents = ?2, refused_lines = ?3, open_lines = ?4 WHERE id = ?1",
            params![
                batch.0,
                sums.accepted.cents(),
                signed(sums.refused_lines)?,
                signed(sums.open_lines)?
            ],
        )
        .map(drop)
    }

    fn insert_line_decisions(&mut self, batch: BatchId, decisions: &[LineDecisionRow]) -> Result<(), StoreError> {
        let first = self.first(
            "SELECT coalesce(max(place) + 1, 0) FROM line_decision WHERE batch = ?1",
            [batch.0],
            |row| get::<i64>(row, 0),
        )?;
        let mut statement = self.prepare("INSERT INTO line_decision VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
        for (place, row) in (first.unwrap_or(0)..).zip(decisions) {
            let values = params![
                batch.0,
                place,
                signed(row.invoice)?,
                row.position,
                row.accepted,
                row.reason,
                row.by,
                row.at.as_microsecond()
            ];
            statement.execute(values).map_err(fault)?;
        }
        Ok(())
    }

    fn line_decisions(&mut self, batch: BatchId) -> Result<Vec<LineDecisionRow>, StoreError> {
        self.rows(
            "SELECT invoice, position, accepted, reason, decided_by, decided_at FROM line_decision
             WHERE batch = ?1 ORDER BY place",
            [batch.0],
            |row| {
                Ok(LineDecisionRow {
                    invoice: unsigned(get(row, 0)?)?,
                    position: get(row, 1)?,
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
            "UPDATE batch SET taken_by = ?2 WHERE id = ?1 AND taken_by IS ?3",
            params![batch.0, by, from],
        )?;
        Ok(moved == 1)
    }

    fn add_control_rule(&mut self, rule: &ControlRule, at: Timestamp) -> Result<i64, StoreError> {
        self.insert(
            "INSERT INTO control_rule (fund, facility, code, from_cents, share, recorded_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                rule.fund.as_number(),
                rule.facility.map(|facility| facility.0),
                rule.code.map(PerformanceCode::as_number),
                rule.from_amount.map(EuroCents::cents),
                rule.share,
                at.as_microsecond()
            ],
        )
    }

    fn end_control_rule(&mut self, fund: CareFundNumber, id: i64, at: Timestamp) -> Result<bool, StoreError> {
        let ended = self.run(
            "UPDATE control_rule SET ended_at = ?3 WHERE id = ?1 AND fund = ?2 AND ended_at IS NULL",
            params![id, fund.as_number(), at.as_microsecond()],
        )?;
        Ok(ended == 1)
    }

    fn control_rules(&mut self, fund: CareFundNumber) -> Result<Vec<ControlRule>, StoreError> {
        self.rows(
            "SELECT id, facility, code, from_cents, share FROM control_rule
             WHERE fund = ?1 AND ended_at IS NULL ORDER BY id",
            [fund.as_number()],
            |row| {
                let code: Option<u32> = get(row, 2)?;
                Ok(ControlRule {
                    id: get(row, 0)?,
                    fund,
                    facility: get::<Option<i64>>(row, 1)?.map(FacilityId),
                    code: code
                        .map(|code| well_formed(PerformanceCode::from_number(code), "a performance code"))
                        .transpose()?,
                    from_amount: get::<Option<i64>>(row, 3)?.map(EuroCents::new),
                    share: get(row, 4)?,
                })
            },
        )
    }

    fn waiting_messages_of(&mut self, dossiers: &[DossierId]) -> Result<Vec<(DossierId, DossierMessage)>, StoreError> {
        self.rows(
            &format!(
                "SELECT {MESSAGE_COLUMNS}, dossier FROM care_message
                 WHERE dossier IN (SELECT value FROM json_each(?1)) AND outcome IN ('PENDING', 'QUEUED')
                 ORDER BY row_id"
            ),
            [json_list(dossiers)?],
            |row| Ok((DossierId(get(row, 8)?), read_message(row)?)),
        )
    }
}
