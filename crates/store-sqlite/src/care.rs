//! Care messages and dossiers.

use std::collections::HashMap;

use identifiers::{DossierId, FacilityId, MessageRow, Period, PersonId, SectorCode, VsbReference};
use rusqlite::{Row, params};
use store::{CareRepository, DossierRecord, DossierState, NewDossier, NewMessage, StoreError, StoredMessage};
use uuid::Uuid;

use crate::values::{
    day_number, from_word, get, get_hash, get_instant, get_optional_day, get_optional_instant, get_optional_parsed,
    get_parsed, get_period, json_list, unsigned, word,
};
use crate::{SqliteTransaction, fault, guarded};

const DOSSIER: &str = "SELECT id, facility, sector, person, state, reference, start_at, reported_end_at, migration,
     user_type, received_at, decided_at, approved_until, terms FROM dossier";

impl CareRepository for SqliteTransaction<'_> {
    fn message(&mut self, facility: FacilityId, message_id: Uuid) -> Result<Option<StoredMessage>, StoreError> {
        self.first(
            "SELECT content, answer FROM care_message WHERE facility = ?1 AND message_id = ?2",
            params![facility.0, message_id.to_string()],
            |row| {
                Ok(StoredMessage {
                    content: get_hash(row, 0)?,
                    answer: get(row, 1)?,
                })
            },
        )
    }

    fn insert_message(&mut self, new: &NewMessage) -> Result<MessageRow, StoreError> {
        let row = self
            .prepare(
                "INSERT INTO care_message (facility, message_id, content, input, received_at, answer, dossier, law)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .insert(params![
                new.facility.0,
                new.message_id.to_string(),
                new.content.as_bytes(),
                new.input.as_bytes(),
                new.received_at.as_microsecond(),
                new.answer,
                new.dossier.0,
                new.law
            ])
            .map_err(guarded("one message per facility and message id"))?;
        Ok(MessageRow(row))
    }

    fn next_reference_serial(&mut self) -> Result<u64, StoreError> {
        let serial = self.first(
            "INSERT INTO serial VALUES ('vsb_reference', 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
            [],
            |row| get::<i64>(row, 0),
        )?;
        unsigned(serial.ok_or_else(|| StoreError::Fault("a serial number that was not given".into()))?)
    }

    fn insert_dossier(&mut self, new: &NewDossier) -> Result<DossierId, StoreError> {
        let id = self.insert(
            "INSERT INTO dossier (facility, sector, person, state, reference, start_at, migration, user_type,
             received_at, decided_at, approved_until, terms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                new.facility.0,
                new.sector.as_str(),
                new.person.map(|p| p.0),
                new.state.word(),
                new.reference.map(|r| r.to_string()),
                new.start.map(jiff::Timestamp::as_microsecond),
                new.migration,
                new.user_type.as_ref().map(word).transpose()?,
                new.received_at.as_microsecond(),
                new.decided_at.map(jiff::Timestamp::as_microsecond),
                new.approved_until.map(day_number),
                new.terms
            ],
        )?;
        let mut statement = self.prepare("INSERT INTO dossier_period VALUES (?1, ?2, ?3, ?4)")?;
        for (place, period) in (0_i64..).zip(&new.approved) {
            let values = params![id, place, day_number(period.from()), period.to().map(day_number)];
            statement.execute(values).map_err(fault)?;
        }
        Ok(DossierId(id))
    }

    fn dossier(&mut self, id: DossierId) -> Result<Option<DossierRecord>, StoreError> {
        let found = self.rows(&format!("{DOSSIER} WHERE id = ?1"), [id.0], read_dossier)?;
        Ok(self.with_periods(found)?.into_iter().next())
    }

    fn stays_of(&mut self, persons: &[PersonId]) -> Result<Vec<DossierRecord>, StoreError> {
        let found = self.rows(
            &format!(
                "{DOSSIER} WHERE person IN (SELECT value FROM json_each(?1)) AND state <> 'REFUSED'
                 ORDER BY received_at, id"
            ),
            [json_list(persons)?],
            read_dossier,
        )?;
        self.with_periods(found)
    }

    fn dossier_of_message(&mut self, facility: FacilityId, message_id: Uuid) -> Result<Option<DossierId>, StoreError> {
        self.first(
            "SELECT dossier FROM care_message WHERE facility = ?1 AND message_id = ?2",
            params![facility.0, message_id.to_string()],
            |row| Ok(DossierId(get(row, 0)?)),
        )
    }

    fn count_dossiers(&mut self) -> Result<Vec<(DossierState, u64)>, StoreError> {
        self.rows(
            "SELECT state, count(*) FROM dossier GROUP BY state ORDER BY state",
            [],
            |row| {
                Ok((
                    DossierState::from_word(&get::<String>(row, 0)?)?,
                    unsigned(get(row, 1)?)?,
                ))
            },
        )
    }
}

impl SqliteTransaction<'_> {
    /// Fills in the approved periods of dossiers, in one query.
    fn with_periods(&self, mut dossiers: Vec<DossierRecord>) -> Result<Vec<DossierRecord>, StoreError> {
        let ids: Vec<i64> = dossiers.iter().map(|dossier| dossier.id.0).collect();
        let mut periods: HashMap<i64, Vec<Period>> = HashMap::with_capacity(ids.len());
        self.rows(
            "SELECT dossier, valid_from, valid_to FROM dossier_period
             WHERE dossier IN (SELECT value FROM json_each(?1)) ORDER BY dossier, place",
            [json_list(&ids)?],
            |row| {
                periods.entry(get(row, 0)?).or_default().push(get_period(row, 1)?);
                Ok(())
            },
        )?;
        for dossier in &mut dossiers {
            dossier.approved = periods.remove(&dossier.id.0).unwrap_or_default();
        }
        Ok(dossiers)
    }
}

fn read_dossier(row: &Row<'_>) -> Result<DossierRecord, StoreError> {
    Ok(DossierRecord {
        id: DossierId(get(row, 0)?),
        facility: FacilityId(get(row, 1)?),
        sector: get_parsed::<SectorCode>(row, 2, "a sector")?,
        person: get::<Option<i64>>(row, 3)?.map(PersonId),
        state: DossierState::from_word(&get::<String>(row, 4)?)?,
        reference: get_optional_parsed::<VsbReference>(row, 5, "a VSB reference")?,
        start: get_optional_instant(row, 6)?,
        reported_end: get_optional_instant(row, 7)?,
        approved: Vec::new(),
        migration: get(row, 8)?,
        user_type: get::<Option<String>>(row, 9)?
            .map(|kind| from_word(kind, "a user type"))
            .transpose()?,
        received_at: get_instant(row, 10)?,
        decided_at: get_optional_instant(row, 11)?,
        approved_until: get_optional_day(row, 12)?,
        terms: get(row, 13)?,
    })
}
