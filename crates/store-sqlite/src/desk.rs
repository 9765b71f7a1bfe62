//! What the people of a facility look at and keep in the portal.

use identifiers::{BatchId, DossierId, FacilityId, Month, PersonId};
use jiff::Timestamp;
use regulation::CheckCode;
use rusqlite::{Row, params};
use store::{
    BatchRecord, DeclarationRow, DeskRepository, DossierFilter, DossierMessage, DossierState, DraftRow,
    FacilityDossier, FindingSum, InboxEntry, LineState, LineSum, StoreError,
};
use uuid::Uuid;

use crate::SqliteTransaction;
use crate::batches::{BATCH, read_batch};
use crate::care::{DOSSIER, MESSAGE_COLUMNS, read_dossier, read_message};
use crate::values::{from_word, get, get_instant, get_optional_instant, get_parsed, json_list, unsigned, well_formed};

/// What a list names of a dossier beside its own row.
const LISTED: &str = "SELECT d.id, m.message_id, p.name FROM dossier d
     JOIN care_message m ON m.row_id = (SELECT min(row_id) FROM care_message WHERE dossier = d.id)
     LEFT JOIN person_details p ON p.person = d.person AND p.superseded_at IS NULL";

impl DeskRepository for SqliteTransaction<'_> {
    fn dossiers_at(
        &mut self,
        facility: FacilityId,
        filter: DossierFilter,
        before: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<FacilityDossier>, StoreError> {
        let state = match filter {
            DossierFilter::All => None,
            DossierFilter::State(state) => Some(state.word()),
        };
        let listed = self.rows(
            &format!(
                "{LISTED} WHERE d.facility = ?1 AND d.id < ?2 AND (?3 IS NULL OR d.state = ?3)
                 ORDER BY d.id DESC LIMIT ?4"
            ),
            params![facility.0, before.map_or(i64::MAX, |dossier| dossier.0), state, limit],
            read_listed,
        )?;
        self.with_dossiers(listed)
    }

    fn open_dossiers_at(&mut self, facility: FacilityId) -> Result<Vec<FacilityDossier>, StoreError> {
        let listed = self.rows(
            &format!("{LISTED} WHERE d.facility = ?1 AND d.state IN ('PENDING', 'ACCEPTED') ORDER BY d.id"),
            [facility.0],
            read_listed,
        )?;
        self.with_dossiers(listed)
    }

    fn refused_messages(
        &mut self,
        facility: FacilityId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<(DossierId, DossierMessage)>, StoreError> {
        self.rows(
            &format!(
                "SELECT {MESSAGE_COLUMNS}, dossier FROM care_message WHERE facility = ?1 AND received_at >= ?2
                 AND outcome = 'REFUSED' AND dossier IS NOT NULL ORDER BY received_at DESC, row_id DESC LIMIT ?3"
            ),
            params![facility.0, since.as_microsecond(), limit],
            |row| Ok((DossierId(get(row, 8)?), read_message(row)?)),
        )
    }

    fn inbox_before(
        &mut self,
        facility: FacilityId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<InboxEntry>, StoreError> {
        self.rows(
            "SELECT number, at, kind, body FROM inbox WHERE facility = ?1 AND number < ?2
             ORDER BY number DESC LIMIT ?3",
            params![facility.0, before.unwrap_or(i64::MAX), limit],
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

    fn dossiers_of_messages(
        &mut self,
        facility: FacilityId,
        messages: &[Uuid],
    ) -> Result<Vec<(Uuid, DossierId, Option<PersonId>)>, StoreError> {
        let messages: Vec<String> = messages.iter().map(Uuid::to_string).collect();
        self.rows(
            "SELECT m.message_id, d.id, d.person FROM json_each(?2) i
             CROSS JOIN care_message m ON m.facility = ?1 AND m.message_id = i.value
             JOIN dossier d ON d.id = m.dossier ORDER BY m.row_id",
            params![facility.0, json_list(&messages)?],
            |row| {
                Ok((
                    get_parsed::<Uuid>(row, 0, "a message id")?,
                    DossierId(get(row, 1)?),
                    get::<Option<i64>>(row, 2)?.map(PersonId),
                ))
            },
        )
    }

    fn batches_at(
        &mut self,
        facility: FacilityId,
        month: Option<Month>,
        before: Option<BatchId>,
        limit: u32,
    ) -> Result<Vec<BatchRecord>, StoreError> {
        let before = before.map_or(i64::MAX, |batch| batch.0);
        match month {
            Some(month) => self.rows(
                &format!("{BATCH} WHERE facility = ?1 AND month = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4"),
                params![facility.0, month.as_number(), before, limit],
                read_batch,
            ),
            None => self.rows(
                &format!("{BATCH} WHERE facility = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"),
                params![facility.0, before, limit],
                read_batch,
            ),
        }
    }

    fn used_sending_numbers(&mut self, facility: FacilityId, year: i16) -> Result<Vec<u16>, StoreError> {
        let year = i32::from(year) * 10_000;
        self.rows(
            "SELECT DISTINCT sending_number FROM batch WHERE facility = ?1 AND created_on > ?2 AND created_on < ?2 + 10000
                 AND sending_number IS NOT NULL AND state <> 'REFUSED_TECHNICAL' ORDER BY 1",
            params![facility.0, year],
            |row| get(row, 0),
        )
    }

    fn line_sums(&mut self, facility: FacilityId, from: Month, to: Month) -> Result<Vec<LineSum>, StoreError> {
        self.rows(
            "SELECT b.month, nullif(t.kind, ''), t.state, sum(t.lines), sum(t.cents)
             FROM batch b CROSS JOIN line_total t ON t.batch = b.id
             WHERE b.facility = ?1 AND b.month BETWEEN ?2 AND ?3
             GROUP BY b.month, t.kind, t.state HAVING sum(t.lines) > 0 ORDER BY b.month, t.kind, t.state",
            params![facility.0, from.as_number(), to.as_number()],
            |row| {
                Ok(LineSum {
                    month: month_of(row, 0)?,
                    kind: get::<Option<String>>(row, 1)?
                        .map(|kind| from_word(kind, "a tariff kind"))
                        .transpose()?,
                    state: LineState::from_word(&get::<String>(row, 2)?)?,
                    count: unsigned(get(row, 3)?)?,
                    cents: get(row, 4)?,
                })
            },
        )
    }

    fn finding_sums(&mut self, facility: FacilityId, from: Month, to: Month) -> Result<Vec<FindingSum>, StoreError> {
        self.rows(
            "SELECT b.month, t.code, sum(t.findings), sum(t.cents + t.invoice_cents)
             FROM batch b CROSS JOIN finding_total t ON t.batch = b.id
             WHERE b.facility = ?1 AND b.month BETWEEN ?2 AND ?3
             GROUP BY b.month, t.code ORDER BY b.month, t.code",
            params![facility.0, from.as_number(), to.as_number()],
            |row| {
                Ok(FindingSum {
                    month: month_of(row, 0)?,
                    code: CheckCode::from(get::<String>(row, 1)?),
                    count: unsigned(get(row, 2)?)?,
                    cents: get(row, 3)?,
                })
            },
        )
    }

    fn dossier_times(
        &mut self,
        facility: FacilityId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(DossierState, Timestamp, Option<Timestamp>)>, StoreError> {
        self.rows(
            "SELECT state, received_at, decided_at FROM dossier
             WHERE facility = ?1 AND received_at >= ?2 AND received_at < ?3 ORDER BY id",
            params![facility.0, from.as_microsecond(), to.as_microsecond()],
            |row| {
                Ok((
                    DossierState::from_word(&get::<String>(row, 0)?)?,
                    get_instant(row, 1)?,
                    get_optional_instant(row, 2)?,
                ))
            },
        )
    }

    fn batch_times(
        &mut self,
        facility: FacilityId,
        from: Month,
        to: Month,
    ) -> Result<Vec<(Month, Timestamp, Option<Timestamp>)>, StoreError> {
        self.rows(
            "SELECT b.month, b.received_at, s.signed_at FROM batch b LEFT JOIN settlement s ON s.batch = b.id
             WHERE b.facility = ?1 AND b.month BETWEEN ?2 AND ?3 AND b.state NOT IN ('REFUSED_TECHNICAL', 'REFUSED')
             ORDER BY b.id",
            params![facility.0, from.as_number(), to.as_number()],
            |row| Ok((month_of(row, 0)?, get_instant(row, 1)?, get_optional_instant(row, 2)?)),
        )
    }

    fn draft(&mut self, facility: FacilityId, month: Month) -> Result<Option<DraftRow>, StoreError> {
        self.first(
            "SELECT version, content, saved_by, saved_at FROM invoice_draft WHERE facility = ?1 AND month = ?2",
            params![facility.0, month.as_number()],
            |row| {
                Ok(DraftRow {
                    version: get(row, 0)?,
                    content: get(row, 1)?,
                    saved_by: get(row, 2)?,
                    saved_at: get_instant(row, 3)?,
                })
            },
        )
    }

    fn save_draft(&mut self, facility: FacilityId, month: Month, draft: &DraftRow) -> Result<bool, StoreError> {
        let values = params![
            facility.0,
            month.as_number(),
            draft.version,
            draft.content,
            draft.saved_by,
            draft.saved_at.as_microsecond()
        ];
        let saved = if draft.version == 1 {
            self.run(
                "INSERT INTO invoice_draft (facility, month, version, content, saved_by, saved_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
                values,
            )?
        } else {
            self.run(
                "UPDATE invoice_draft SET version = ?3, content = ?4, saved_by = ?5, saved_at = ?6
                 WHERE facility = ?1 AND month = ?2 AND version = ?3 - 1",
                values,
            )?
        };
        Ok(saved == 1)
    }

    fn insert_declaration(&mut self, facility: FacilityId, declaration: &DeclarationRow) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO trust_declaration (facility, text_version, name, function, declared_by, declared_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                facility.0,
                declaration.text_version,
                declaration.name,
                declaration.function,
                declaration.declared_by,
                declaration.declared_at.as_microsecond()
            ],
        )
        .map(drop)
    }

    fn declarations(&mut self, facility: FacilityId) -> Result<Vec<DeclarationRow>, StoreError> {
        self.rows(
            "SELECT text_version, name, function, declared_by, declared_at FROM trust_declaration
             WHERE facility = ?1 ORDER BY id DESC",
            [facility.0],
            |row| {
                Ok(DeclarationRow {
                    text_version: get(row, 0)?,
                    name: get(row, 1)?,
                    function: get(row, 2)?,
                    declared_by: get(row, 3)?,
                    declared_at: get_instant(row, 4)?,
                })
            },
        )
    }
}

type Listed = (DossierId, Uuid, Option<String>);

fn read_listed(row: &Row<'_>) -> Result<Listed, StoreError> {
    Ok((
        DossierId(get(row, 0)?),
        get_parsed::<Uuid>(row, 1, "a message id")?,
        get(row, 2)?,
    ))
}

fn month_of(row: &Row<'_>, column: usize) -> Result<Month, StoreError> {
    well_formed(Month::from_number(get(row, column)?), "a month")
}

impl SqliteTransaction<'_> {
    /// The dossiers of a list, in its order.
    fn with_dossiers(&self, listed: Vec<Listed>) -> Result<Vec<FacilityDossier>, StoreError> {
        let ids: Vec<i64> = listed.iter().map(|(id, ..)| id.0).collect();
        let found = self.rows(
            &format!("{DOSSIER} WHERE id IN (SELECT value FROM json_each(?1))"),
            [json_list(&ids)?],
            read_dossier,
        )?;
        let mut found: std::collections::HashMap<DossierId, _> = self
            .with_periods(found)?
            .into_iter()
            .map(|dossier| (dossier.id, dossier))
            .collect();
        Ok(listed
            .into_iter()
            .filter_map(|(id, message_id, person_name)| {
                Some(FacilityDossier {
                    dossier: found.remove(&id)?,
                    message_id,
                    person_name,
                })
            })
            .collect())
    }
}
