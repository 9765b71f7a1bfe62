//! Inboxes, jobs and tasks.

use identifiers::{CareFundNumber, FacilityId};
use jiff::Timestamp;
use store::{InboxEntry, Job, LaterRepository, StoreError, TaskEnd, TaskRow, TasksQuery};
use tokio_postgres::Row;

use crate::transaction::PostgresTransaction;
use crate::values::{get, get_instant, get_optional_instant, get_small, unsigned, well_formed};

impl LaterRepository for PostgresTransaction<'_> {
    fn put_inbox(&mut self, facility: FacilityId, at: Timestamp, kind: &str, body: &str) -> Result<i64, StoreError> {
        // The counter of a facility is its own row: without that lock two writers would take the same number.
        self.run("SELECT 1 FROM facility WHERE id = $1 FOR NO KEY UPDATE", &[&facility.0])?;
        let number = self.first(
            "INSERT INTO inbox SELECT $1::int8, coalesce(max(number), 0) + 1, $2::int8, $3::text, $4::text
             FROM inbox WHERE facility = $1 RETURNING number",
            &[&facility.0, &at.as_microsecond(), &kind, &body],
            |row| get::<i64>(row, 0),
        )?;
        number.ok_or_else(|| StoreError::Fault("an inbox number that was not given".into()))
    }

    fn inbox_after(&mut self, facility: FacilityId, after: i64, limit: u32) -> Result<Vec<InboxEntry>, StoreError> {
        self.rows(
            "SELECT number, at, kind, body FROM inbox WHERE facility = $1 AND number > $2 ORDER BY number LIMIT $3",
            &[&facility.0, &after, &i64::from(limit)],
            |row| {
                Ok(InboxEntry {
                    number: get(row, 0)?,
                    at: get_instant(row, 1)?,
                    kind: get(row, 2)?,
                    body: get(row, 3)?,
                })
            },
        )
    }

    fn put_job(&mut self, kind: &str, subject: i64, due_at: Timestamp) -> Result<(), StoreError> {
        // A look first: the work may be under way at this moment, by a worker who waits for the lock that this
        // transaction holds. Who waited for him here would wait for ever; he will see what this transaction wrote.
        self.run(
            "INSERT INTO job (kind, subject, due_at) SELECT $1::text, $2::int8, $3::int8
             WHERE NOT EXISTS (SELECT 1 FROM job WHERE kind = $1 AND subject = $2 AND done_at IS NULL)
             ON CONFLICT DO NOTHING",
            &[&kind, &subject, &due_at.as_microsecond()],
        )
        .map(drop)
    }

    fn claim_job(&mut self, now: Timestamp, until: Timestamp) -> Result<Option<Job>, StoreError> {
        self.first(
            "UPDATE job SET claimed_until = $2 WHERE id = (
                 SELECT id FROM job WHERE done_at IS NULL AND due_at <= $1
                 AND (claimed_until IS NULL OR claimed_until <= $1)
                 ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
             RETURNING id, kind, subject",
            &[&now.as_microsecond(), &until.as_microsecond()],
            read_job,
        )
    }

    fn claim_job_of(
        &mut self,
        kind: &str,
        subject: i64,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Job>, StoreError> {
        self.first(
            "UPDATE job SET claimed_until = $4 WHERE id = (
                 SELECT id FROM job WHERE kind = $1 AND subject = $2 AND done_at IS NULL
                 AND (claimed_until IS NULL OR claimed_until <= $3) FOR UPDATE SKIP LOCKED)
             RETURNING id, kind, subject",
            &[&kind, &subject, &now.as_microsecond(), &until.as_microsecond()],
            read_job,
        )
    }

    fn finish_job(&mut self, id: i64, at: Timestamp) -> Result<bool, StoreError> {
        let done = self.run(
            "UPDATE job SET done_at = $2 WHERE id = $1 AND done_at IS NULL",
            &[&id, &at.as_microsecond()],
        )?;
        Ok(done == 1)
    }

    fn open_task(
        &mut self,
        fund: CareFundNumber,
        kind: &str,
        subject: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let opened = self.run(
            "INSERT INTO task (fund, kind, subject, opened_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            &[&i32::from(fund.as_number()), &kind, &subject, &at.as_microsecond()],
        )?;
        Ok(opened == 1)
    }

    fn open_tasks(&mut self, fund: CareFundNumber) -> Result<Vec<(String, String)>, StoreError> {
        self.rows(
            "SELECT kind, subject FROM task WHERE fund = $1 AND closed_at IS NULL ORDER BY id",
            &[&i32::from(fund.as_number())],
            |row| Ok((get(row, 0)?, get(row, 1)?)),
        )
    }

    fn count_tasks(&mut self, fund: CareFundNumber) -> Result<Vec<(String, u64)>, StoreError> {
        self.rows(
            "SELECT kind, count(*) FROM task WHERE fund = $1 AND closed_at IS NULL
             GROUP BY kind ORDER BY kind COLLATE \"C\"",
            &[&i32::from(fund.as_number())],
            |row| Ok((get(row, 0)?, unsigned(get(row, 1)?)?)),
        )
    }

    fn tasks(&mut self, query: &TasksQuery<'_>) -> Result<Vec<TaskRow>, StoreError> {
        let (is, compared, order, from) = match query.open {
            true => ("IS", ">", "ASC", i64::MIN),
            false => ("IS NOT", "<", "DESC", i64::MAX),
        };
        self.rows(
            &format!(
                "{TASK} WHERE fund = $1 AND closed_at {is} NULL AND id {compared} $2
                     AND ($3::text IS NULL OR kind = $3)
                 ORDER BY id {order} LIMIT $4"
            ),
            &[
                &i32::from(query.fund.as_number()),
                &query.behind.unwrap_or(from),
                &query.kind,
                &i64::from(query.limit),
            ],
            read_task,
        )
    }

    fn task(&mut self, id: i64) -> Result<Option<TaskRow>, StoreError> {
        self.first(&format!("{TASK} WHERE id = $1"), &[&id], read_task)
    }

    fn close_task(
        &mut self,
        fund: CareFundNumber,
        kind: &str,
        subject: &str,
        end: &TaskEnd,
    ) -> Result<bool, StoreError> {
        let closed = self.run(
            "UPDATE task SET closed_at = $4, closed_by = $5, note = $6
             WHERE fund = $1 AND kind = $2 AND subject = $3 AND closed_at IS NULL",
            &[
                &i32::from(fund.as_number()),
                &kind,
                &subject,
                &end.at.as_microsecond(),
                &end.by,
                &end.note,
            ],
        )?;
        Ok(closed == 1)
    }

    fn settle_tasks(&mut self, kind: &str, subject: &str, end: &TaskEnd) -> Result<u64, StoreError> {
        let closed = self.run(
            "UPDATE task SET closed_at = $3, closed_by = $4, note = $5
             WHERE kind = $1 AND subject = $2 AND closed_at IS NULL",
            &[&kind, &subject, &end.at.as_microsecond(), &end.by, &end.note],
        )?;
        Ok(closed)
    }
}

const TASK: &str = "SELECT id, fund, kind, subject, opened_at, closed_at, closed_by, note FROM task";

fn read_task(row: &Row) -> Result<TaskRow, StoreError> {
    let closed_at = get_optional_instant(row, 5)?;
    let closed_by: Option<String> = get(row, 6)?;
    Ok(TaskRow {
        id: get(row, 0)?,
        fund: well_formed(
            CareFundNumber::from_number(get_small(row, 1, "a care fund")?),
            "a care fund",
        )?,
        kind: get(row, 2)?,
        subject: get(row, 3)?,
        opened_at: get_instant(row, 4)?,
        closed: match closed_at {
            None => None,
            Some(at) => Some(TaskEnd {
                at,
                by: closed_by.unwrap_or_default(),
                note: get(row, 7)?,
            }),
        },
    })
}

fn read_job(row: &Row) -> Result<Job, StoreError> {
    Ok(Job {
        id: get(row, 0)?,
        kind: get(row, 1)?,
        subject: get(row, 2)?,
    })
}
