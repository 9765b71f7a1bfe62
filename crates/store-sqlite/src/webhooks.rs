//! Subscriptions of software.

use identifiers::{CareFundNumber, FacilityId};
use jiff::Timestamp;
use rusqlite::{Row, params};
use store::{
    NewWebhook, StoreError, WebhookEntry, WebhookOwner, WebhookProgress, WebhookRecord, WebhookRepository,
    WebhookSecret,
};

use crate::SqliteTransaction;
use crate::values::{corrupt, get, get_instant, get_optional_instant, well_formed};

const COLUMNS: &str = "id, facility, fund, address, is_internal, secret, began_behind, made_by, made_at,
     last_number, delivered, failures, last_fault, next_at, paused_at";

fn read(row: &Row<'_>) -> Result<WebhookRecord, StoreError> {
    let fund = get::<Option<u16>>(row, 2)?.map(|fund| well_formed(CareFundNumber::from_number(fund), "a care fund"));
    let secret: [u8; 32] = get::<Vec<u8>>(row, 5)?.try_into().map_err(|_| corrupt("a secret"))?;
    Ok(WebhookRecord {
        id: get(row, 0)?,
        webhook: NewWebhook {
            owner: WebhookOwner::of(get::<Option<i64>>(row, 1)?.map(FacilityId), fund.transpose()?)?,
            address: get(row, 3)?,
            is_internal: get(row, 4)?,
            secret: WebhookSecret(secret),
            last_number: get(row, 6)?,
            made_by: get(row, 7)?,
            made_at: get_instant(row, 8)?,
        },
        progress: WebhookProgress {
            last_number: get(row, 9)?,
            delivered: get(row, 10)?,
            failures: get(row, 11)?,
            last_fault: get(row, 12)?,
            next_at: get_instant(row, 13)?,
            paused_at: get_optional_instant(row, 14)?,
        },
    })
}

impl WebhookRepository for SqliteTransaction<'_> {
    fn insert_webhook(&mut self, webhook: &NewWebhook) -> Result<i64, StoreError> {
        let (facility, fund) = webhook.owner.columns();
        self.run(
            "INSERT INTO webhook (facility, fund, address, is_internal, secret, began_behind, made_by, made_at,
                 last_number, delivered, failures, next_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?6, 0, 0, ?8)",
            params![
                facility,
                fund,
                webhook.address,
                webhook.is_internal,
                webhook.secret.0,
                webhook.last_number,
                webhook.made_by,
                webhook.made_at.as_microsecond()
            ],
        )?;
        Ok(self.connection().last_insert_rowid())
    }

    fn webhooks(&mut self) -> Result<Vec<WebhookRecord>, StoreError> {
        self.rows(
            &format!("SELECT {COLUMNS} FROM webhook WHERE removed_at IS NULL ORDER BY id"),
            [],
            read,
        )
    }

    fn last_number_of(&mut self, owner: WebhookOwner) -> Result<i64, StoreError> {
        let (facility, fund) = owner.columns();
        let number = self.first(
            "SELECT coalesce(max(number), 0) FROM (SELECT number FROM inbox WHERE facility = ?1
             UNION ALL SELECT number FROM fund_event WHERE fund = ?2)",
            params![facility, fund],
            |row| get::<i64>(row, 0),
        )?;
        Ok(number.unwrap_or(0))
    }

    fn claim_webhook(
        &mut self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<(WebhookRecord, WebhookEntry)>, StoreError> {
        let claimed = self.first(
            &format!(
                "UPDATE webhook SET claimed_until = ?2 WHERE id = (
                     SELECT id FROM webhook w WHERE removed_at IS NULL AND paused_at IS NULL AND next_at <= ?1
                     AND (claimed_until IS NULL OR claimed_until <= ?1)
                     AND (EXISTS (SELECT 1 FROM inbox e WHERE e.facility = w.facility AND e.number > w.last_number)
                          OR EXISTS (SELECT 1 FROM fund_event e WHERE e.fund = w.fund AND e.number > w.last_number))
                     ORDER BY next_at, id LIMIT 1)
                 RETURNING {COLUMNS}"
            ),
            params![now.as_microsecond(), until.as_microsecond()],
            read,
        )?;
        let Some(record) = claimed else { return Ok(None) };
        let (facility, fund) = record.webhook.owner.columns();
        let entry = self.first(
            "SELECT number, at, kind FROM (SELECT number, at, kind FROM inbox WHERE facility = ?1 AND number > ?3
             UNION ALL SELECT number, at, kind FROM fund_event WHERE fund = ?2 AND number > ?3) ORDER BY number LIMIT 1",
            params![facility, fund, record.progress.last_number],
            |row| {
                Ok(WebhookEntry {
                    number: get(row, 0)?,
                    at: get_instant(row, 1)?,
                    kind: get(row, 2)?,
                })
            },
        )?;
        Ok(entry.map(|entry| (record, entry)))
    }

    fn settle_webhook(
        &mut self,
        id: i64,
        claimed_until: Timestamp,
        progress: &WebhookProgress,
    ) -> Result<bool, StoreError> {
        let settled = self.run(
            "UPDATE webhook SET claimed_until = NULL, last_number = ?3, delivered = ?4, failures = ?5, last_fault = ?6,
                 next_at = ?7, paused_at = ?8
             WHERE id = ?1 AND claimed_until = ?2 AND removed_at IS NULL",
            params![
                id,
                claimed_until.as_microsecond(),
                progress.last_number,
                progress.delivered,
                progress.failures,
                progress.last_fault,
                progress.next_at.as_microsecond(),
                progress.paused_at.map(Timestamp::as_microsecond)
            ],
        )?;
        Ok(settled == 1)
    }

    fn resume_webhook(&mut self, id: i64, at: Timestamp) -> Result<bool, StoreError> {
        let resumed = self.run(
            "UPDATE webhook SET failures = 0, paused_at = NULL, next_at = ?2, claimed_until = NULL
             WHERE id = ?1 AND removed_at IS NULL",
            params![id, at.as_microsecond()],
        )?;
        Ok(resumed == 1)
    }

    fn remove_webhook(&mut self, id: i64, at: Timestamp) -> Result<bool, StoreError> {
        let removed = self.run(
            "UPDATE webhook SET removed_at = ?2, secret = zeroblob(32) WHERE id = ?1 AND removed_at IS NULL",
            params![id, at.as_microsecond()],
        )?;
        Ok(removed == 1)
    }
}
