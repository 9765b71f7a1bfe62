//! Decisions on lines and the standing rules of a fund's manual control.

use identifiers::{BatchId, CareFundNumber, DossierId, EuroCents, FacilityId, PerformanceCode};
use jiff::Timestamp;
use store::{
    BatchSums, ControlRule, DossierMessage, LineDecisionRow, LineRow, LineState, ReviewRepository, StoreError,
};

use crate::batches::position;
use crate::care::{MESSAGE_COLUMNS, read_message};
use crate::transaction::PostgresTransaction;
use crate::values::{corrupt, day_number, get, get_instant, signed, small, unsigned, well_formed};

impl ReviewRepository for PostgresTransaction<'_> {
    fn move_lines(&mut self, batch: BatchId, lines: &[LineRow], to: LineState) -> Result<bool, StoreError> {
        let months: Vec<i32> = lines.iter().map(|line| day_number(line.day) / 100).collect();
        let invoices: Vec<i64> = lines
            .iter()
            .map(|line| signed(line.invoice))
            .collect::<Result<_, _>>()?;
        let positions: Vec<i64> = lines.iter().map(|line| i64::from(line.position)).collect();
        let states: Vec<&str> = lines.iter().map(|line| line.state.word()).collect();
        let moved = self.run(
            "UPDATE line l SET state = $6
             FROM UNNEST($2::int4[], $3::int8[], $4::int8[], $5::text[]) r (month, invoice, place, state)
             WHERE l.month = r.month AND l.batch = $1 AND l.invoice = r.invoice AND l.position = r.place
             AND l.state = r.state",
            &[&batch.0, &months, &invoices, &positions, &states, &to.word()],
        )?;
        Ok(usize::try_from(moved).ok() == Some(lines.len()))
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
            |row| get::<i64>(row, 0),
        )?;
        let places: Vec<i64> = (first.unwrap_or(0)..).take(decisions.len()).collect();
        let invoices: Vec<i64> = decisions
            .iter()
            .map(|row| signed(row.invoice))
            .collect::<Result<_, _>>()?;
        let positions: Vec<i64> = decisions.iter().map(|row| i64::from(row.position)).collect();
        let accepted: Vec<bool> = decisions.iter().map(|row| row.accepted).collect();
        let reasons: Vec<Option<&str>> = decisions.iter().map(|row| row.reason.as_deref()).collect();
        let by: Vec<&str> = decisions.iter().map(|row| row.by.as_str()).collect();
        let at: Vec<i64> = decisions.iter().map(|row| row.at.as_microsecond()).collect();
        self.run(
            "INSERT INTO line_decision SELECT $1::int8, r.* FROM UNNEST(
                 $2::int8[], $3::int8[], $4::int8[], $5::bool[], $6::text[], $7::text[], $8::int8[]) r",
            &[&batch.0, &places, &invoices, &positions, &accepted, &reasons, &by, &at],
        )
        .map(drop)
    }

    fn line_decisions(&mut self, batch: BatchId) -> Result<Vec<LineDecisionRow>, StoreError> {
        self.rows(
            "SELECT invoice, position, accepted, reason, decided_by, decided_at FROM line_decision
             WHERE batch = $1 ORDER BY place",
            &[&batch.0],
            |row| {
                Ok(LineDecisionRow {
                    invoice: unsigned(get(row, 0)?)?,
                    position: position(row, 1)?,
                    accepted: get(row, 2)?,
                    reason: get(row, 3)?,
                    by: get(row, 4)?,
                    at: get_instant(row, 5)?,
                })
            },
        )
    }

    fn add_control_rule(&mut self, rule: &ControlRule, at: Timestamp) -> Result<i64, StoreError> {
        self.insert(
            |_| "one rule of a number",
            "INSERT INTO control_rule (fund, facility, code, from_cents, share, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
            &[
                &i32::from(rule.fund.as_number()),
                &rule.facility.map(|facility| facility.0),
                &rule.code.map(|code| small(code.as_number())).transpose()?,
                &rule.from_amount.map(EuroCents::cents),
                &rule.share.map(i64::from),
                &at.as_microsecond(),
            ],
        )
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
                let code = get::<Option<i32>>(row, 2)?.map(|code| {
                    let code = u32::try_from(code).map_err(|_| corrupt("a performance code"))?;
                    well_formed(PerformanceCode::from_number(code), "a performance code")
                });
                let share =
                    get::<Option<i64>>(row, 4)?.map(|share| u16::try_from(share).map_err(|_| corrupt("a share")));
                Ok(ControlRule {
                    id: get(row, 0)?,
                    fund,
                    facility: get::<Option<i64>>(row, 1)?.map(FacilityId),
                    code: code.transpose()?,
                    from_amount: get::<Option<i64>>(row, 3)?.map(EuroCents::new),
                    share: share.transpose()?,
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
