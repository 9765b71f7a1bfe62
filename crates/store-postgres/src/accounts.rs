//! Accounts of people, their sessions, and their looks at persons.

use identifiers::{CareFundNumber, FacilityId, HcoNumber, PersonId};
use jiff::Timestamp;
use store::{
    AccountRecord, AccountRepository, ContentHash, KnownSession, LookQuery, LookRow, Looker, NewLook, SessionRecord,
    StoreError,
};

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::transaction::PostgresTransaction;
use crate::values::{
    get, get_hash, get_instant, get_optional_instant, get_optional_parsed, get_optional_small, get_small, small,
    well_formed,
};

const ACCOUNT: &str = "a.id, a.name, a.display_name, a.fund, a.facility, a.role, a.provider, a.password,
     a.second_factor, a.last_step, a.failures, a.locked_until, a.disabled_at";

fn read_account(row: &Row) -> Result<AccountRecord, StoreError> {
    let fund = get_optional_small::<u16>(row, 3, "a care fund")?;
    let fund = fund.map(|fund| well_formed(CareFundNumber::from_number(fund), "a care fund"));
    Ok(AccountRecord {
        id: get(row, 0)?,
        name: get(row, 1)?,
        display_name: get(row, 2)?,
        fund: fund.transpose()?,
        facility: get::<Option<i64>>(row, 4)?.map(FacilityId),
        role: get(row, 5)?,
        provider: get(row, 6)?,
        password: get(row, 7)?,
        second_factor: get(row, 8)?,
        last_step: get(row, 9)?,
        failures: get_small(row, 10, "a count of failures")?,
        locked_until: get_optional_instant(row, 11)?,
        disabled_at: get_optional_instant(row, 12)?,
    })
}

fn read_look(row: &Row) -> Result<LookRow, StoreError> {
    let hco = get_optional_parsed::<HcoNumber>(row, 7, "a number of the care registry")?;
    Ok(LookRow {
        id: get(row, 0)?,
        at: get_instant(row, 1)?,
        actor: get(row, 2)?,
        use_case: get(row, 3)?,
        reason: get(row, 4)?,
        person: get::<Option<i64>>(row, 5)?.map(PersonId),
        person_name: get(row, 6)?,
        dossier: hco.zip(get::<Option<Uuid>>(row, 8)?),
    })
}

impl AccountRepository for PostgresTransaction<'_> {
    fn insert_account(&mut self, account: &AccountRecord, at: Timestamp) -> Result<i64, StoreError> {
        self.insert(
            |_| "the name of the account is taken",
            "INSERT INTO account (name, display_name, fund, facility, role, provider, password, second_factor, last_step,
                 failures, locked_until, disabled_at, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id",
            &[
                &account.name,
                &account.display_name,
                &account.fund.map(|fund| i32::from(fund.as_number())),
                &account.facility.map(|facility| facility.0),
                &account.role,
                &account.provider,
                &account.password,
                &account.second_factor,
                &account.last_step,
                &small(account.failures)?,
                &account.locked_until.map(Timestamp::as_microsecond),
                &account.disabled_at.map(Timestamp::as_microsecond),
                &at.as_microsecond(),
            ],
        )
    }

    fn account_by_name(&mut self, name: &str) -> Result<Option<AccountRecord>, StoreError> {
        self.first(
            &format!("SELECT {ACCOUNT} FROM account a WHERE a.name = $1 FOR NO KEY UPDATE"),
            &[&name],
            read_account,
        )
    }

    fn account(&mut self, id: i64) -> Result<Option<AccountRecord>, StoreError> {
        self.first(
            &format!("SELECT {ACCOUNT} FROM account a WHERE a.id = $1 FOR NO KEY UPDATE"),
            &[&id],
            read_account,
        )
    }

    fn accounts(&mut self) -> Result<Vec<AccountRecord>, StoreError> {
        // In order of bytes, as names are compared: not in that of a language.
        self.rows(
            &format!("SELECT {ACCOUNT} FROM account a ORDER BY a.name COLLATE \"C\""),
            &[],
            read_account,
        )
    }

    fn set_account(&mut self, account: &AccountRecord) -> Result<(), StoreError> {
        self.run(
            "UPDATE account SET display_name = $2, fund = $3, facility = $4, role = $5, provider = $6, password = $7,
                 second_factor = $8, last_step = $9, failures = $10, locked_until = $11, disabled_at = $12
             WHERE id = $1",
            &[
                &account.id,
                &account.display_name,
                &account.fund.map(|fund| i32::from(fund.as_number())),
                &account.facility.map(|facility| facility.0),
                &account.role,
                &account.provider,
                &account.password,
                &account.second_factor,
                &account.last_step,
                &small(account.failures)?,
                &account.locked_until.map(Timestamp::as_microsecond),
                &account.disabled_at.map(Timestamp::as_microsecond),
            ],
        )
        .map(drop)
    }

    fn insert_session(&mut self, session: &SessionRecord) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO session (token, account, is_whole, made_at, seen_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                &&session.token.as_bytes()[..],
                &session.account,
                &session.is_whole,
                &session.made_at.as_microsecond(),
                &session.seen_at.as_microsecond(),
                &session.ends_at.as_microsecond(),
            ],
        )
        .map(drop)
    }

    fn session(&mut self, token: ContentHash) -> Result<Option<KnownSession>, StoreError> {
        self.first(
            &format!(
                "SELECT {ACCOUNT}, s.token, s.is_whole, s.made_at, s.seen_at, s.ends_at, f.name
                 FROM session s JOIN account a ON a.id = s.account
                 LEFT JOIN facility_details f ON f.facility = a.facility AND f.superseded_at IS NULL
                 WHERE s.token = $1"
            ),
            &[&&token.as_bytes()[..]],
            |row| {
                let account = read_account(row)?;
                Ok(KnownSession {
                    session: SessionRecord {
                        token: get_hash(row, 13)?,
                        account: account.id,
                        is_whole: get(row, 14)?,
                        made_at: get_instant(row, 15)?,
                        seen_at: get_instant(row, 16)?,
                        ends_at: get_instant(row, 17)?,
                    },
                    account,
                    facility_name: get(row, 18)?,
                })
            },
        )
    }

    fn touch_session(&mut self, token: ContentHash, at: Timestamp) -> Result<(), StoreError> {
        self.run(
            "UPDATE session SET seen_at = $2 WHERE token = $1",
            &[&&token.as_bytes()[..], &at.as_microsecond()],
        )
        .map(drop)
    }

    fn end_session(&mut self, token: ContentHash) -> Result<bool, StoreError> {
        let ended = self.run("DELETE FROM session WHERE token = $1", &[&&token.as_bytes()[..]])?;
        Ok(ended == 1)
    }

    fn end_sessions_of(&mut self, account: i64) -> Result<(), StoreError> {
        self.run("DELETE FROM session WHERE account = $1", &[&account])
            .map(drop)
    }

    fn forget_sessions(&mut self, before: Timestamp) -> Result<(), StoreError> {
        self.run("DELETE FROM session WHERE ends_at < $1", &[&before.as_microsecond()])
            .map(drop)
    }

    fn insert_looks(&mut self, looker: &Looker<'_>, looks: &[NewLook]) -> Result<(), StoreError> {
        let persons: Vec<Option<i64>> = looks.iter().map(|look| look.person.map(|person| person.0)).collect();
        let dossiers: Vec<Option<i64>> = looks.iter().map(|look| look.dossier.map(|dossier| dossier.0)).collect();
        self.run(
            "INSERT INTO look (at, fund, facility, actor, account, use_case, reason, person, dossier)
             SELECT $1::int8, $2::int4, $3::int8, $4::text, $5::text, $6::text, $7::text, r.person, r.dossier
             FROM UNNEST($8::int8[], $9::int8[]) WITH ORDINALITY r (person, dossier, place) ORDER BY r.place",
            &[
                &looker.at.as_microsecond(),
                &looker.fund.map(|fund| i32::from(fund.as_number())),
                &looker.facility.map(|facility| facility.0),
                &looker.actor,
                &looker.account,
                &looker.use_case,
                &looker.reason,
                &persons,
                &dossiers,
            ],
        )
        .map(drop)
    }

    fn last_reason(
        &mut self,
        account: &str,
        person: PersonId,
        pages: &[&str],
        since: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        self.first(
            "SELECT reason FROM look WHERE person = $1 AND account = $2 AND at >= $3 AND reason IS NOT NULL
             AND use_case = ANY ($4) ORDER BY id DESC LIMIT 1",
            &[&person.0, &account, &since.as_microsecond(), &pages],
            |row| get(row, 0),
        )
    }

    fn looks_of_fund(
        &mut self,
        fund: CareFundNumber,
        query: LookQuery<'_>,
        limit: u32,
    ) -> Result<Vec<LookRow>, StoreError> {
        let (fund, before) = (i32::from(fund.as_number()), query.before.unwrap_or(i64::MAX));
        let limit = i64::from(limit);
        let mut values: Vec<&(dyn ToSql + Sync)> = vec![&fund, &before, &limit];
        let mut narrower = String::new();
        if let Some(account) = &query.account {
            values.push(account);
            narrower.push_str(" AND l.account = $4");
        }
        if let Some(look) = &query.same_person_as {
            values.push(look);
            let place = values.len();
            narrower.push_str(&format!(
                " AND l.person = (SELECT person FROM look WHERE id = ${place} AND fund = $1)"
            ));
        }
        if let Some(code) = &query.reason {
            values.push(code);
            let place = values.len();
            narrower.push_str(&format!(
                " AND (l.reason = ${place}::text OR starts_with(l.reason, ${place}::text || ' '))"
            ));
        }
        if query.without_reason {
            narrower.push_str(" AND l.reason IS NULL");
        }
        self.rows(
            &format!(
                "SELECT l.id, l.at, l.actor, l.use_case, l.reason, l.person, p.name, f.hco, m.message_id
                 FROM look l
                 LEFT JOIN person_details p ON p.person = l.person AND p.superseded_at IS NULL
                 LEFT JOIN care_message m
                     ON m.row_id = (SELECT min(row_id) FROM care_message WHERE dossier = l.dossier)
                 LEFT JOIN facility_details f ON f.facility = m.facility AND f.superseded_at IS NULL
                 WHERE l.fund = $1 AND l.id < $2{narrower} ORDER BY l.id DESC LIMIT $3"
            ),
            &values,
            read_look,
        )
    }
}
