//! Care messages and dossiers.

use std::collections::HashMap;

use identifiers::{
    CareFundNumber, DossierId, FacilityId, HcoNumber, MessageRow, Month, Period, PersonId, SectorCode, VsbReference,
};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{
    CareRepository, DossierMessage, DossierRecord, DossierState, DossierUpdate, FundDossier, MessageOutcome,
    NewDossier, NewMessage, StoreError, StoredMessage,
};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::transaction::PostgresTransaction;
use crate::values::{
    day, day_number, get, get_day, get_hash, get_instant, get_optional_day, get_optional_instant, get_optional_parsed,
    get_optional_word, get_parsed, get_period, unsigned, word,
};

pub(crate) const DOSSIER: &str =
    "SELECT id, facility, sector, person, state, reference, start_at, reported_end_at, migration,
     user_type, received_at, decided_at, approved_until, content, taken_by FROM dossier";

const ONE_DOSSIER: &str = "a reference names one dossier";

impl CareRepository for PostgresTransaction<'_> {
    fn message(&mut self, facility: FacilityId, message_id: Uuid) -> Result<Option<StoredMessage>, StoreError> {
        self.first(
            "SELECT content, answer FROM care_message WHERE facility = $1 AND message_id = $2",
            &[&facility.0, &message_id],
            |row| {
                Ok(StoredMessage {
                    content: get_hash(row, 0)?,
                    answer: get(row, 1)?,
                })
            },
        )
    }

    fn insert_message(&mut self, new: &NewMessage) -> Result<MessageRow, StoreError> {
        let row = self.insert(
            |_| "one message per facility and message id",
            "INSERT INTO care_message
             (facility, message_id, content, input, received_at, answer, latest, dossier, law, kind, outcome, first_outcome,
              fund)
             VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $10, $11) RETURNING row_id",
            &[
                &new.facility.0,
                &new.message_id,
                &&new.content.as_bytes()[..],
                &&new.input.as_bytes()[..],
                &new.received_at.as_microsecond(),
                &new.answer,
                &new.dossier.map(|dossier| dossier.0),
                &&new.law[..],
                &new.kind,
                &new.outcome.word(),
                &new.fund.map(|fund| i32::from(fund.as_number())),
            ],
        )?;
        Ok(MessageRow(row))
    }

    fn next_reference_serial(&mut self) -> Result<u64, StoreError> {
        let serial = self.first(
            "INSERT INTO serial VALUES ('vsb_reference', 1) ON CONFLICT (name) DO UPDATE SET last = serial.last + 1
             RETURNING last",
            &[],
            |row| get::<i64>(row, 0),
        )?;
        unsigned(serial.ok_or_else(|| StoreError::Fault("a serial number that was not given".into()))?)
    }

    fn insert_dossier(&mut self, new: &NewDossier) -> Result<DossierId, StoreError> {
        let id = self.insert(
            |_| ONE_DOSSIER,
            "INSERT INTO dossier (facility, sector, person, state, reference, start_at, migration, user_type,
             received_at, decided_at, approved_until, content)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
            &[
                &new.facility.0,
                &new.sector.as_str(),
                &new.person.map(|p| p.0),
                &new.state.word(),
                &new.reference.map(|r| r.to_string()),
                &new.start.map(Timestamp::as_microsecond),
                &new.migration,
                &new.user_type.as_ref().map(word).transpose()?,
                &new.received_at.as_microsecond(),
                &new.decided_at.map(Timestamp::as_microsecond),
                &new.approved_until.map(day_number),
                &new.content,
            ],
        )?;
        let id = DossierId(id);
        self.insert_periods(id, &new.approved)?;
        Ok(id)
    }

    fn update_dossier(&mut self, id: DossierId, update: &DossierUpdate) -> Result<(), StoreError> {
        self.run_guarded(
            ONE_DOSSIER,
            "UPDATE dossier SET state = $2, reference = $3, start_at = $4, reported_end_at = $5, approved_until = $6,
             content = $7, decided_at = $8 WHERE id = $1",
            &[
                &id.0,
                &update.state.word(),
                &update.reference.map(|r| r.to_string()),
                &update.start.map(Timestamp::as_microsecond),
                &update.reported_end.map(Timestamp::as_microsecond),
                &update.approved_until.map(day_number),
                &update.content,
                &update.decided_at.map(Timestamp::as_microsecond),
            ],
        )?;
        self.run("DELETE FROM dossier_period WHERE dossier = $1", &[&id.0])?;
        self.insert_periods(id, &update.approved)
    }

    fn take_dossier(&mut self, id: DossierId, by: Option<&str>, from: Option<&str>) -> Result<bool, StoreError> {
        let moved = self.run(
            "UPDATE dossier SET taken_by = $2 WHERE id = $1 AND taken_by IS NOT DISTINCT FROM $3",
            &[&id.0, &by, &from],
        )?;
        Ok(moved == 1)
    }

    fn dossier_by_reference(&mut self, reference: VsbReference) -> Result<Option<DossierRecord>, StoreError> {
        let found = self.rows(
            &format!("{DOSSIER} WHERE reference = $1"),
            &[&reference.to_string()],
            read_dossier,
        )?;
        Ok(self.with_periods(found)?.into_iter().next())
    }

    fn messages_of(&mut self, dossier: DossierId) -> Result<Vec<DossierMessage>, StoreError> {
        self.rows(
            &format!("{MESSAGE} WHERE dossier = $1 ORDER BY row_id"),
            &[&dossier.0],
            read_message,
        )
    }

    fn waiting_messages(&mut self, dossier: DossierId) -> Result<Vec<DossierMessage>, StoreError> {
        self.rows(
            &format!("{MESSAGE} WHERE dossier = $1 AND outcome IN ('PENDING', 'QUEUED') ORDER BY row_id"),
            &[&dossier.0],
            read_message,
        )
    }

    fn waiting_dossiers(&mut self, persons: &[PersonId]) -> Result<Vec<DossierId>, StoreError> {
        self.rows(
            "SELECT d.id FROM dossier d JOIN care_message m ON m.dossier = d.id AND m.outcome = 'PENDING'
             WHERE d.person = ANY ($1) GROUP BY d.id ORDER BY min(m.row_id)",
            &[&numbers(persons)],
            |row| Ok(DossierId(get(row, 0)?)),
        )
    }

    fn answer_message(&mut self, row: MessageRow, outcome: MessageOutcome, answer: &str) -> Result<(), StoreError> {
        self.run(
            "UPDATE care_message SET outcome = $2, latest = $3 WHERE row_id = $1",
            &[&row.0, &outcome.word(), &answer],
        )
        .map(drop)
    }

    fn billed_days(&mut self, dossier: DossierId, person: PersonId, months: &[Month]) -> Result<Vec<Date>, StoreError> {
        let months: Vec<i32> = months.iter().map(|month| month.as_number()).collect();
        // By the guard's key to the lines: lines themselves are not keyed by person or dossier.
        self.rows(
            "SELECT g.day FROM paid_day g
             JOIN line l ON l.month = g.month AND l.batch = g.batch AND l.invoice = g.invoice AND l.position = g.position
             WHERE g.month = ANY ($1) AND l.month = ANY ($1) AND g.person = $2 AND l.dossier = $3 AND l.state = 'ACCEPTED' ORDER BY g.day",
            &[&months, &person.0, &dossier.0],
            |row| get_day(row, 0),
        )
    }

    fn dossier(&mut self, id: DossierId) -> Result<Option<DossierRecord>, StoreError> {
        let found = self.rows(&format!("{DOSSIER} WHERE id = $1"), &[&id.0], read_dossier)?;
        Ok(self.with_periods(found)?.into_iter().next())
    }

    fn stays_of(&mut self, persons: &[PersonId]) -> Result<Vec<DossierRecord>, StoreError> {
        let found = self.rows(
            &format!(
                "{DOSSIER} WHERE person = ANY ($1) AND state <> 'REFUSED'
                 ORDER BY received_at, id"
            ),
            &[&numbers(persons)],
            read_dossier,
        )?;
        self.with_periods(found)
    }

    fn stays_at(&mut self, facility: FacilityId) -> Result<Vec<DossierRecord>, StoreError> {
        let found = self.rows(
            &format!("{DOSSIER} WHERE facility = $1 AND state <> 'REFUSED' ORDER BY received_at, id"),
            &[&facility.0],
            read_dossier,
        )?;
        self.with_periods(found)
    }

    fn stays_between(&mut self, facility: FacilityId, days: Period) -> Result<Vec<DossierRecord>, StoreError> {
        let found = self.rows(
            &format!(
                "{DOSSIER} d WHERE facility = $1 AND state <> 'REFUSED'
                 AND EXISTS (SELECT 1 FROM dossier_period p WHERE p.dossier = d.id AND p.valid_from <= $3
                             AND (p.valid_to IS NULL OR p.valid_to >= $2))
                 ORDER BY received_at, id"
            ),
            &[
                &facility.0,
                &day_number(days.from()),
                &day_number(days.to().unwrap_or(Date::MAX)),
            ],
            read_dossier,
        )?;
        self.with_periods(found)
    }

    fn persons_staying(
        &mut self,
        sectors: &[SectorCode],
        month: Month,
        after: PersonId,
        limit: u32,
    ) -> Result<Vec<PersonId>, StoreError> {
        let sectors: Vec<&str> = sectors.iter().map(SectorCode::as_str).collect();
        self.rows(
            "SELECT DISTINCT d.person FROM dossier d
             WHERE d.person > $2 AND d.sector = ANY ($1) AND d.state IN ('ACCEPTED', 'ENDED')
             AND EXISTS (SELECT 1 FROM dossier_period p WHERE p.dossier = d.id AND p.valid_from <= $4
                         AND (p.valid_to IS NULL OR p.valid_to >= $3))
             ORDER BY d.person LIMIT $5",
            &[
                &sectors,
                &after.0,
                &day_number(month.first_day()),
                &day_number(month.last_day()),
                &i64::from(limit),
            ],
            |row| Ok(PersonId(get(row, 0)?)),
        )
    }

    fn dossiers_of_fund(
        &mut self,
        fund: CareFundNumber,
        day: Date,
        before: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<FundDossier>, StoreError> {
        let listed = self.rows(
            DOSSIERS_OF_FUND,
            &[
                &i32::from(fund.as_number()),
                &day_number(day),
                &before.map_or(i64::MAX, |dossier| dossier.0),
                &i64::from(limit),
            ],
            read_listed,
        )?;
        let ids: Vec<i64> = listed.iter().map(|listed| listed.id.0).collect();
        let found = self.rows(
            &format!("{DOSSIER} WHERE id = ANY ($1) ORDER BY id DESC"),
            &[&ids],
            read_dossier,
        )?;
        let dossiers = self.with_periods(found)?;
        Ok(dossiers
            .into_iter()
            .zip(listed)
            .map(|(dossier, listed)| listed.with(dossier))
            .collect())
    }

    fn dossier_of_message(&mut self, facility: FacilityId, message_id: Uuid) -> Result<Option<DossierId>, StoreError> {
        let found = self.first(
            "SELECT dossier FROM care_message WHERE facility = $1 AND message_id = $2",
            &[&facility.0, &message_id],
            |row| get::<Option<i64>>(row, 0),
        )?;
        Ok(found.flatten().map(DossierId))
    }

    fn count_dossiers(&mut self) -> Result<Vec<(DossierState, u64)>, StoreError> {
        self.rows(
            "SELECT state, count(*) FROM dossier GROUP BY state ORDER BY state",
            &[],
            |row| Ok((DossierState::from_word(get(row, 0)?)?, unsigned(get(row, 1)?)?)),
        )
    }
}

/// A number past every day: a membership that is open.
const OPEN: i32 = 99_999_999;

/// From the newest on; the membership that ends last says until when.
const DOSSIERS_OF_FUND: &str = "SELECT * FROM (
         SELECT d.id, m.message_id, f.hco, f.name, p.name,
             (SELECT max(coalesce(valid_to, 99999999)) FROM membership WHERE person = d.person
              AND fund = $1 AND valid_from <= $2 AND superseded_at IS NULL) AS until
         FROM dossier d
         JOIN care_message m ON m.row_id = (SELECT min(row_id) FROM care_message WHERE dossier = d.id)
         JOIN facility_details f ON f.facility = d.facility AND f.superseded_at IS NULL
         JOIN person_details p ON p.person = d.person AND p.superseded_at IS NULL
         WHERE d.id < $3) listed
     WHERE until IS NOT NULL ORDER BY id DESC LIMIT $4";

/// What a list names of a dossier beside its own row.
struct Listed {
    id: DossierId,
    message_id: Uuid,
    hco: HcoNumber,
    facility_name: String,
    person_name: Option<String>,
    member_until: Option<Date>,
}

impl Listed {
    fn with(self, dossier: DossierRecord) -> FundDossier {
        FundDossier {
            dossier,
            message_id: self.message_id,
            hco: self.hco,
            facility_name: self.facility_name,
            person_name: self.person_name,
            member_until: self.member_until,
        }
    }
}

fn read_listed(row: &Row) -> Result<Listed, StoreError> {
    Ok(Listed {
        id: DossierId(get(row, 0)?),
        message_id: get(row, 1)?,
        hco: get_parsed::<HcoNumber>(row, 2, "a number of the care registry")?,
        facility_name: get(row, 3)?,
        person_name: get(row, 4)?,
        member_until: match get::<i32>(row, 5)? {
            OPEN => None,
            last => Some(day(last)?),
        },
    })
}

/// The columns that [`read_message`] reads.
pub(crate) const MESSAGE_COLUMNS: &str = "row_id, message_id, kind, input, received_at, outcome, answer, latest";
const MESSAGE: &str = "SELECT row_id, message_id, kind, input, received_at, outcome, answer, latest FROM care_message";

pub(crate) fn read_message(row: &Row) -> Result<DossierMessage, StoreError> {
    Ok(DossierMessage {
        row: MessageRow(get(row, 0)?),
        message_id: get(row, 1)?,
        kind: get(row, 2)?,
        input: get_hash(row, 3)?,
        received_at: get_instant(row, 4)?,
        outcome: MessageOutcome::from_word(get(row, 5)?)?,
        answer: get(row, 6)?,
        latest: get(row, 7)?,
    })
}

impl PostgresTransaction<'_> {
    fn insert_periods(&mut self, dossier: DossierId, periods: &[Period]) -> Result<(), StoreError> {
        let from: Vec<i32> = periods.iter().map(|period| day_number(period.from())).collect();
        let to: Vec<Option<i32>> = periods.iter().map(|period| period.to().map(day_number)).collect();
        self.run(
            "INSERT INTO dossier_period
             SELECT $1::int8, r.place - 1, r.valid_from, r.valid_to
             FROM UNNEST($2::int4[], $3::int4[]) WITH ORDINALITY r (valid_from, valid_to, place)",
            &[&dossier.0, &from, &to],
        )
        .map(drop)
    }

    /// Fills in the approved periods of dossiers, in one query.
    pub(crate) fn with_periods(&mut self, mut dossiers: Vec<DossierRecord>) -> Result<Vec<DossierRecord>, StoreError> {
        let ids: Vec<i64> = dossiers.iter().map(|dossier| dossier.id.0).collect();
        let mut periods: HashMap<i64, Vec<Period>> = HashMap::with_capacity(ids.len());
        self.rows(
            "SELECT dossier, valid_from, valid_to FROM dossier_period
             WHERE dossier = ANY ($1) ORDER BY dossier, place",
            &[&ids],
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

pub(crate) fn read_dossier(row: &Row) -> Result<DossierRecord, StoreError> {
    Ok(DossierRecord {
        id: DossierId(get(row, 0)?),
        facility: FacilityId(get(row, 1)?),
        sector: get_parsed::<SectorCode>(row, 2, "a sector")?,
        person: get::<Option<i64>>(row, 3)?.map(PersonId),
        state: DossierState::from_word(get(row, 4)?)?,
        reference: get_optional_parsed::<VsbReference>(row, 5, "a VSB reference")?,
        start: get_optional_instant(row, 6)?,
        reported_end: get_optional_instant(row, 7)?,
        approved: Vec::new(),
        migration: get(row, 8)?,
        user_type: get_optional_word(row, 9, "a user type")?,
        received_at: get_instant(row, 10)?,
        decided_at: get_optional_instant(row, 11)?,
        approved_until: get_optional_day(row, 12)?,
        content: get(row, 13)?,
        taken_by: get(row, 14)?,
    })
}

fn numbers(persons: &[PersonId]) -> Vec<i64> {
    persons.iter().map(|person| person.0).collect()
}
