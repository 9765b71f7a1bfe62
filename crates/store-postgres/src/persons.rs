//! Persons, their memberships and premiums, some thousands in a statement.

use std::collections::HashMap;

use identifiers::{CareFundNumber, EuroCents, PersonId, Ssin};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::{Address, Membership, Person, PersonDetails};
use store::{MembershipSet, NewPerson, PremiumRecord, StoreError};
use tokio_postgres::Row;

use crate::transaction::PostgresTransaction;
use crate::values::{
    day_number, from_word, get, get_optional_day, get_optional_small, get_optional_word, get_period, get_small, signed,
    unsigned, well_formed, word,
};

pub(crate) const ONE_PERSON: &str = "a national number is that of one person";

/// How many rows go in one statement.
pub(crate) const ROWS_AT_ONCE: usize = 5000;

impl PostgresTransaction<'_> {
    pub(crate) fn some_persons_by_ssin(&mut self, ssins: &[u64]) -> Result<HashMap<u64, Person>, StoreError> {
        let asked: Vec<i64> = ssins.iter().copied().map(signed).collect::<Result<_, _>>()?;
        let found = self.rows(
            "SELECT asked.ssin, asked.person, today.ssin, d.name, d.birth_date, d.deceased_on, d.obligation, d.insurer,
                    d.income_category, d.street, d.postal_code, d.city, d.country
             FROM person_ssin asked
             JOIN person_details d ON d.person = asked.person AND d.superseded_at IS NULL
             JOIN person_ssin today ON today.person = asked.person AND NOT EXISTS (
                 SELECT 1 FROM person_ssin later WHERE later.person = today.person
                 AND coalesce(later.valid_from, 0) > coalesce(today.valid_from, 0))
             WHERE asked.ssin = ANY ($1)",
            &[&asked],
            read_person,
        )?;
        let mut memberships: HashMap<i64, Vec<Membership>> = HashMap::with_capacity(found.len());
        self.rows(
            "SELECT person, fund, kind, valid_from, valid_to FROM membership
             WHERE person IN (SELECT person FROM person_ssin WHERE ssin = ANY ($1)) AND superseded_at IS NULL
             ORDER BY person, valid_from",
            &[&asked],
            |row| {
                let membership = Membership {
                    fund: well_formed(
                        CareFundNumber::from_number(get_small(row, 1, "a care fund")?),
                        "a care fund",
                    )?,
                    kind: from_word(get(row, 2)?, "a membership kind")?,
                    period: get_period(row, 3)?,
                };
                memberships.entry(get(row, 0)?).or_default().push(membership);
                Ok(())
            },
        )?;
        Ok(found
            .into_iter()
            .map(|(ssin, mut person)| {
                // Two numbers of one person may be asked: each has them.
                person.memberships = memberships.get(&person.id.0).cloned().unwrap_or_default();
                (ssin, person)
            })
            .collect())
    }

    pub(crate) fn insert_some_persons(
        &mut self,
        persons: &[NewPerson],
        at: Timestamp,
    ) -> Result<Vec<PersonId>, StoreError> {
        let first = self.next_number("person")?;
        let ids: Vec<i64> = (first..).take(persons.len()).collect();
        self.run("INSERT INTO person (id) SELECT UNNEST($1::int8[])", &[&ids])?;
        let ssins = persons.iter().map(|person| signed(person.ssin.as_number()));
        let ssins: Vec<i64> = ssins.collect::<Result<_, _>>()?;
        self.run_guarded(
            ONE_PERSON,
            "INSERT INTO person_ssin SELECT r.ssin, r.person, NULL, $3::int8
             FROM UNNEST($1::int8[], $2::int8[]) r (ssin, person)",
            &[&ssins, &ids, &at.as_microsecond()],
        )?;
        let details: Vec<_> = ids
            .iter()
            .zip(persons)
            .map(|(id, person)| (*id, &person.details))
            .collect();
        self.insert_details(&details, at)?;
        Ok(ids.into_iter().map(PersonId).collect())
    }

    pub(crate) fn replace_some_memberships(&mut self, sets: &[MembershipSet], at: Timestamp) -> Result<(), StoreError> {
        self.run(
            "UPDATE membership SET superseded_at = $2 WHERE person = ANY ($1) AND superseded_at IS NULL",
            &[&numbers(sets.iter().map(|(id, _)| *id)), &at.as_microsecond()],
        )?;
        let all: Vec<(i64, &Membership)> = sets
            .iter()
            .flat_map(|(person, memberships)| memberships.iter().map(|membership| (person.0, membership)))
            .collect();
        for rows in all.chunks(ROWS_AT_ONCE) {
            let persons: Vec<i64> = rows.iter().map(|(person, _)| *person).collect();
            let funds: Vec<i32> = rows.iter().map(|(_, m)| i32::from(m.fund.as_number())).collect();
            let kinds: Vec<String> = rows.iter().map(|(_, m)| word(&m.kind)).collect::<Result<_, _>>()?;
            let from: Vec<i32> = rows.iter().map(|(_, m)| day_number(m.period.from())).collect();
            let to: Vec<Option<i32>> = rows.iter().map(|(_, m)| m.period.to().map(day_number)).collect();
            self.run(
                "INSERT INTO membership (person, fund, kind, valid_from, valid_to, recorded_at)
                 SELECT r.*, $6::int8 FROM UNNEST($1::int8[], $2::int4[], $3::text[], $4::int4[], $5::int4[]) r",
                &[&persons, &funds, &kinds, &from, &to, &at.as_microsecond()],
            )?;
        }
        Ok(())
    }

    pub(crate) fn insert_premiums(&mut self, rows: &[PremiumRecord], at: Timestamp) -> Result<(), StoreError> {
        let persons = numbers(rows.iter().map(|premium| premium.person));
        let years: Vec<i32> = rows.iter().map(|premium| i32::from(premium.year)).collect();
        let days: Vec<Option<i32>> = rows.iter().map(|premium| premium.paid_on.map(day_number)).collect();
        let cents: Vec<Option<i64>> = rows
            .iter()
            .map(|premium| premium.amount.map(EuroCents::cents))
            .collect();
        self.run(
            "INSERT INTO premium (person, year, paid_on, cents, recorded_at)
             SELECT r.*, $5::int8 FROM UNNEST($1::int8[], $2::int4[], $3::int4[], $4::int8[]) r",
            &[&persons, &years, &days, &cents, &at.as_microsecond()],
        )
        .map(drop)
    }

    pub(crate) fn insert_details(
        &mut self,
        persons: &[(i64, &PersonDetails)],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        for rows in persons.chunks(ROWS_AT_ONCE) {
            let text = |of: fn(&PersonDetails) -> &Option<String>| -> Vec<Option<&str>> {
                rows.iter().map(|(_, details)| of(details).as_deref()).collect()
            };
            let day = |of: fn(&PersonDetails) -> Option<Date>| -> Vec<Option<i32>> {
                rows.iter().map(|(_, details)| of(details).map(day_number)).collect()
            };
            let ids: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
            let obligations = rows.iter().map(|(_, details)| word(&details.obligation));
            let obligations: Vec<String> = obligations.collect::<Result<_, _>>()?;
            let insurers: Vec<Option<i32>> = rows.iter().map(|(_, d)| d.insurer.map(i32::from)).collect();
            let categories = rows
                .iter()
                .map(|(_, d)| d.income_category.as_ref().map(word).transpose());
            let categories: Vec<Option<String>> = categories.collect::<Result<_, _>>()?;
            self.run(
                "INSERT INTO person_details (person, name, birth_date, deceased_on, obligation, insurer,
                 income_category, street, postal_code, city, country, recorded_at)
                 SELECT r.*, $12::int8 FROM UNNEST($1::int8[], $2::text[], $3::int4[], $4::int4[], $5::text[],
                     $6::int4[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[]) r",
                &[
                    &ids,
                    &text(|details| &details.name),
                    &day(|details| details.birth_date),
                    &day(|details| details.deceased_on),
                    &obligations,
                    &insurers,
                    &categories,
                    &text(|details| &details.address.street),
                    &text(|details| &details.address.postal_code),
                    &text(|details| &details.address.city),
                    &text(|details| &details.address.country),
                    &at.as_microsecond(),
                ],
            )?;
        }
        Ok(())
    }
}

fn read_person(row: &Row) -> Result<(u64, Person), StoreError> {
    let asked = unsigned(get(row, 0)?)?;
    let today = well_formed(Ssin::from_number(unsigned(get(row, 2)?)?), "a national number")?;
    let details = PersonDetails {
        name: get(row, 3)?,
        birth_date: get_optional_day(row, 4)?,
        deceased_on: get_optional_day(row, 5)?,
        obligation: from_word(get(row, 6)?, "an obligation")?,
        insurer: get_optional_small(row, 7, "an insurer")?,
        income_category: get_optional_word(row, 8, "an income category")?,
        address: Address {
            street: get(row, 9)?,
            postal_code: get(row, 10)?,
            city: get(row, 11)?,
            country: get(row, 12)?,
        },
    };
    Ok((
        asked,
        Person {
            id: PersonId(get(row, 1)?),
            ssin: today,
            details,
            memberships: Vec::new(),
        },
    ))
}

pub(crate) fn numbers(persons: impl Iterator<Item = PersonId>) -> Vec<i64> {
    persons.map(|person| person.0).collect()
}
