//! Registers: reads give what is known now; writes supersede and never edit.

use std::collections::HashMap;

use identifiers::{
    Bic, CareFundNumber, EuroCents, FacilityId, HcoNumber, NihdiNumber, PerformanceCode, PersonId, SectorCode, Ssin,
};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::{Address, CareFund, Facility, Membership, Person, PersonDetails, Recognition, Tariff, TariffKind};
use rusqlite::{Row, params};
use store::{FacilityRecord, MembershipSet, NewPerson, PremiumRecord, RegisterRepository, StoreError, TariffKey};

use crate::values::{
    among, day_number, from_word, get, get_optional_day, get_optional_parsed, get_parsed, get_period, json_list,
    signed, unsigned, well_formed, word,
};
use crate::{SqliteTransaction, fault};

const FACILITY: &str = "SELECT facility, hco, nihdi, cbe, name, sector, iban, bic, circle_of_trust, attested
     FROM facility_details WHERE superseded_at IS NULL";

const ONE_PERSON: &str = "a national number is that of one person";

impl RegisterRepository for SqliteTransaction<'_> {
    fn care_funds(&mut self) -> Result<Vec<CareFund>, StoreError> {
        self.rows(
            "SELECT number, cbe, iban, bic, phone, email, website, four_eyes FROM care_fund
             WHERE superseded_at IS NULL ORDER BY number",
            [],
            |row| {
                Ok(CareFund {
                    number: well_formed(CareFundNumber::from_number(get(row, 0)?), "a care fund")?,
                    cbe: get_optional_parsed(row, 1, "an enterprise number")?,
                    iban: get_optional_parsed(row, 2, "an account")?,
                    bic: get_optional_parsed::<Bic>(row, 3, "a bank")?,
                    phone: get(row, 4)?,
                    email: get(row, 5)?,
                    website: get(row, 6)?,
                    four_eyes: get(row, 7)?,
                })
            },
        )
    }

    fn put_care_fund(&mut self, fund: &CareFund, at: Timestamp) -> Result<(), StoreError> {
        let at = at.as_microsecond();
        let number = fund.number.as_number();
        self.run(
            "UPDATE care_fund SET superseded_at = ?2 WHERE number = ?1 AND superseded_at IS NULL",
            params![number, at],
        )?;
        self.run(
            "INSERT INTO care_fund (number, cbe, iban, bic, phone, email, website, four_eyes, recorded_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                number,
                fund.cbe.map(|n| n.to_string()),
                fund.iban.as_ref().map(|n| n.as_str()),
                fund.bic.as_ref().map(|n| n.as_str()),
                fund.phone,
                fund.email,
                fund.website,
                fund.four_eyes,
                at
            ],
        )
        .map(drop)
    }

    fn facilities_by_hco(&mut self, hcos: &[HcoNumber]) -> Result<Vec<Facility>, StoreError> {
        let found = self.rows(
            &format!("{FACILITY} AND hco IN (SELECT value FROM json_each(?1)) ORDER BY hco"),
            [json_list(hcos)?],
            read_facility,
        )?;
        self.with_recognitions(found)
    }

    fn facility(&mut self, id: FacilityId) -> Result<Option<Facility>, StoreError> {
        let found = self.rows(&format!("{FACILITY} AND facility = ?1"), [id.0], read_facility)?;
        Ok(self.with_recognitions(found)?.into_iter().next())
    }

    fn facility_by_nihdi(&mut self, nihdi: NihdiNumber) -> Result<Option<Facility>, StoreError> {
        let found = self.rows(
            &format!("{FACILITY} AND nihdi_base = ?1"),
            [nihdi.base()],
            read_facility,
        )?;
        Ok(self
            .with_recognitions(found)?
            .into_iter()
            .find(|f| f.nihdi.same_as(nihdi)))
    }

    fn insert_facility(&mut self, record: &FacilityRecord, at: Timestamp) -> Result<FacilityId, StoreError> {
        let id = FacilityId(self.insert("INSERT INTO facility DEFAULT VALUES", [])?);
        self.insert_facility_details(id, record, at)?;
        Ok(id)
    }

    fn supersede_facility(&mut self, id: FacilityId, record: &FacilityRecord, at: Timestamp) -> Result<(), StoreError> {
        self.run(
            "UPDATE facility_details SET superseded_at = ?2 WHERE facility = ?1 AND superseded_at IS NULL",
            params![id.0, at.as_microsecond()],
        )?;
        self.insert_facility_details(id, record, at)
    }

    fn replace_recognitions(
        &mut self,
        id: FacilityId,
        recognitions: &[Recognition],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(
            "UPDATE recognition SET superseded_at = ?2 WHERE facility = ?1 AND superseded_at IS NULL",
            params![id.0, at.as_microsecond()],
        )?;
        for recognition in recognitions {
            self.run(
                "INSERT INTO recognition (facility, sector, valid_from, valid_to, places, recorded_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    id.0,
                    recognition.sector.as_str(),
                    day_number(recognition.period.from()),
                    recognition.period.to().map(day_number),
                    recognition.places,
                    at.as_microsecond()
                ],
            )?;
        }
        Ok(())
    }

    fn persons_by_ssin(&mut self, ssins: &[u64]) -> Result<HashMap<u64, Person>, StoreError> {
        let numbers: Vec<i64> = ssins.iter().map(|ssin| signed(*ssin)).collect::<Result<_, _>>()?;
        let (asked_for, asked) = among(&numbers)?;
        let found = self.rows(
            &format!(
                "SELECT asked.ssin, asked.person, today.ssin, d.name, d.birth_date, d.deceased_on, d.obligation, d.insurer,
                    d.income_category, d.street, d.postal_code, d.city, d.country
             FROM person_ssin asked
             JOIN person_details d ON d.person = asked.person AND d.superseded_at IS NULL
             JOIN person_ssin today ON today.person = asked.person AND NOT EXISTS (
                 SELECT 1 FROM person_ssin later WHERE later.person = today.person
                 AND coalesce(later.valid_from, 0) > coalesce(today.valid_from, 0))
             WHERE asked.ssin {asked_for}"
            ),
            [&asked],
            read_person,
        )?;
        let mut memberships: HashMap<i64, Vec<Membership>> = HashMap::with_capacity(found.len());
        self.rows(
            &format!(
                "SELECT m.person, m.fund, m.kind, m.valid_from, m.valid_to FROM person_ssin s
                 JOIN membership m ON m.person = s.person AND m.superseded_at IS NULL
                 WHERE s.ssin {asked_for} ORDER BY m.person, m.valid_from"
            ),
            [&asked],
            |row| {
                let membership = Membership {
                    fund: well_formed(CareFundNumber::from_number(get(row, 1)?), "a care fund")?,
                    kind: from_word(get(row, 2)?, "a membership kind")?,
                    period: get_period(row, 3)?,
                };
                let of_person = memberships.entry(get(row, 0)?).or_default();
                // Two numbers of one person in one question give each row twice.
                if of_person.last() != Some(&membership) {
                    of_person.push(membership);
                }
                Ok(())
            },
        )?;
        Ok(found
            .into_iter()
            .map(|(ssin, mut person)| {
                person.memberships = memberships.get(&person.id.0).cloned().unwrap_or_default();
                (ssin, person)
            })
            .collect())
    }

    fn person(&mut self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let ssin = self.first(
            "SELECT ssin FROM person_ssin WHERE person = ?1 LIMIT 1",
            [id.0],
            |row| get::<i64>(row, 0),
        )?;
        let Some(ssin) = ssin.map(unsigned).transpose()? else {
            return Ok(None);
        };
        Ok(self.persons_by_ssin(&[ssin])?.remove(&ssin))
    }

    fn persons(&mut self, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
        let numbers: Vec<u64> = self.rows(
            "SELECT min(ssin) FROM person_ssin WHERE person IN (SELECT value FROM json_each(?1)) GROUP BY person",
            [json_list(ids)?],
            |row| unsigned(get(row, 0)?),
        )?;
        let mut persons: Vec<Person> = self.persons_by_ssin(&numbers)?.into_values().collect();
        persons.sort_by_key(|person| person.id);
        Ok(persons)
    }

    fn insert_persons(&mut self, persons: &[NewPerson], at: Timestamp) -> Result<Vec<PersonId>, StoreError> {
        let mut ids = Vec::with_capacity(persons.len());
        for person in persons {
            let id = self.insert("INSERT INTO person DEFAULT VALUES", [])?;
            self.run_guarded(
                ONE_PERSON,
                "INSERT INTO person_ssin VALUES (?1, ?2, NULL, ?3)",
                params![signed(person.ssin.as_number())?, id, at.as_microsecond()],
            )?;
            self.insert_details(PersonId(id), &person.details, at)?;
            ids.push(PersonId(id));
        }
        Ok(ids)
    }

    fn supersede_persons(&mut self, persons: &[(PersonId, PersonDetails)], at: Timestamp) -> Result<(), StoreError> {
        for (id, details) in persons {
            self.run(
                "UPDATE person_details SET superseded_at = ?2 WHERE person = ?1 AND superseded_at IS NULL",
                params![id.0, at.as_microsecond()],
            )?;
            self.insert_details(*id, details, at)?;
        }
        Ok(())
    }

    fn add_ssin(&mut self, person: PersonId, ssin: Ssin, from: Date, at: Timestamp) -> Result<(), StoreError> {
        self.run_guarded(
            ONE_PERSON,
            "INSERT INTO person_ssin VALUES (?1, ?2, ?3, ?4)",
            params![
                signed(ssin.as_number())?,
                person.0,
                day_number(from),
                at.as_microsecond()
            ],
        )
        .map(drop)
    }

    fn replace_memberships(&mut self, sets: &[MembershipSet], at: Timestamp) -> Result<(), StoreError> {
        let mut supersede =
            self.prepare("UPDATE membership SET superseded_at = ?2 WHERE person = ?1 AND superseded_at IS NULL")?;
        let mut insert = self.prepare(
            "INSERT INTO membership (person, fund, kind, valid_from, valid_to, recorded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (person, memberships) in sets {
            supersede
                .execute(params![person.0, at.as_microsecond()])
                .map_err(fault)?;
            for membership in memberships {
                let values = params![
                    person.0,
                    membership.fund.as_number(),
                    word(&membership.kind)?,
                    day_number(membership.period.from()),
                    membership.period.to().map(day_number),
                    at.as_microsecond()
                ];
                insert.execute(values).map_err(fault)?;
            }
        }
        Ok(())
    }

    fn premiums(&mut self, persons: &[PersonId]) -> Result<Vec<PremiumRecord>, StoreError> {
        self.rows(
            "SELECT person, year, paid_on, cents FROM premium
             WHERE person IN (SELECT value FROM json_each(?1)) AND superseded_at IS NULL ORDER BY person, year",
            [json_list(persons)?],
            |row| {
                Ok(PremiumRecord {
                    person: PersonId(get(row, 0)?),
                    year: get(row, 1)?,
                    paid_on: get_optional_day(row, 2)?,
                    amount: get::<Option<i64>>(row, 3)?.map(EuroCents::new),
                })
            },
        )
    }

    fn put_premiums(&mut self, premiums: &[PremiumRecord], at: Timestamp) -> Result<(), StoreError> {
        for premium in premiums {
            self.run(
                "UPDATE premium SET superseded_at = ?3 WHERE person = ?1 AND year = ?2 AND superseded_at IS NULL",
                params![premium.person.0, premium.year, at.as_microsecond()],
            )?;
            self.run(
                "INSERT INTO premium (person, year, paid_on, cents, recorded_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    premium.person.0,
                    premium.year,
                    premium.paid_on.map(day_number),
                    premium.amount.map(EuroCents::cents),
                    at.as_microsecond()
                ],
            )?;
        }
        Ok(())
    }

    fn withdraw_premiums(&mut self, premiums: &[(PersonId, i16)], at: Timestamp) -> Result<(), StoreError> {
        for (person, year) in premiums {
            self.run(
                "UPDATE premium SET superseded_at = ?3 WHERE person = ?1 AND year = ?2 AND superseded_at IS NULL",
                params![person.0, year, at.as_microsecond()],
            )?;
        }
        Ok(())
    }

    fn tariffs_of_codes(&mut self, codes: &[PerformanceCode]) -> Result<Vec<Tariff>, StoreError> {
        let codes: Vec<u32> = codes.iter().map(|code| code.as_number()).collect();
        self.rows(
            "SELECT code, kind, sector, facility, user_type, income_category, valid_from, valid_to, cents, description_nl
             FROM tariff WHERE code IN (SELECT value FROM json_each(?1)) AND superseded_at IS NULL
             ORDER BY code, valid_from, row_id",
            [json_list(&codes)?],
            read_tariff,
        )
    }

    fn tariffs_of_sector(&mut self, sector: &SectorCode, kind: TariffKind) -> Result<Vec<Tariff>, StoreError> {
        self.rows(
            "SELECT code, kind, sector, facility, user_type, income_category, valid_from, valid_to, cents, description_nl
             FROM tariff WHERE sector = ?1 AND kind = ?2 AND superseded_at IS NULL ORDER BY code, valid_from, row_id",
            params![sector.as_str(), word(&kind)?],
            read_tariff,
        )
    }

    fn replace_tariffs(&mut self, key: &TariffKey, tariffs: &[Tariff], at: Timestamp) -> Result<(), StoreError> {
        self.run(
            "UPDATE tariff SET superseded_at = ?4
             WHERE code = ?1 AND sector = ?2 AND facility IS ?3 AND superseded_at IS NULL",
            params![
                key.code.as_number(),
                key.sector.as_str(),
                key.facility.map(|f| f.0),
                at.as_microsecond()
            ],
        )?;
        for tariff in tariffs {
            self.run(
                "INSERT INTO tariff (code, kind, sector, facility, user_type, income_category, valid_from, valid_to,
                 cents, description_nl, recorded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                params![
                    key.code.as_number(),
                    word(&tariff.kind)?,
                    key.sector.as_str(),
                    key.facility.map(|f| f.0),
                    tariff.user_type.as_ref().map(word).transpose()?,
                    tariff.income_category.as_ref().map(word).transpose()?,
                    day_number(tariff.period.from()),
                    tariff.period.to().map(day_number),
                    tariff.cents.cents(),
                    tariff.description_nl,
                    at.as_microsecond()
                ],
            )?;
        }
        Ok(())
    }
}

impl SqliteTransaction<'_> {
    fn insert_facility_details(
        &self,
        id: FacilityId,
        record: &FacilityRecord,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run_guarded(
            "a number of the care registry, and a federal number, names one facility",
            "INSERT INTO facility_details (facility, hco, nihdi, nihdi_base, cbe, name, sector, iban, bic,
             circle_of_trust, attested, recorded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                id.0,
                record.hco.as_str(),
                record.nihdi.to_string(),
                record.nihdi.base(),
                record.cbe.to_string(),
                record.name,
                record.sector.as_str(),
                record.iban.as_str(),
                record.bic.as_ref().map(|n| n.as_str()),
                record.circle_of_trust,
                record.attested,
                at.as_microsecond()
            ],
        )
        .map(drop)
    }

    fn insert_details(&self, id: PersonId, details: &PersonDetails, at: Timestamp) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO person_details (person, name, birth_date, deceased_on, obligation, insurer, income_category,
             street, postal_code, city, country, recorded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                id.0,
                details.name,
                details.birth_date.map(day_number),
                details.deceased_on.map(day_number),
                word(&details.obligation)?,
                details.insurer,
                details.income_category.as_ref().map(word).transpose()?,
                details.address.street,
                details.address.postal_code,
                details.address.city,
                details.address.country,
                at.as_microsecond()
            ],
        )
        .map(drop)
    }

    /// Fills in the recognitions of facilities, in one query.
    fn with_recognitions(&self, mut facilities: Vec<Facility>) -> Result<Vec<Facility>, StoreError> {
        let ids: Vec<i64> = facilities.iter().map(|facility| facility.id.0).collect();
        let mut recognitions: HashMap<i64, Vec<Recognition>> = HashMap::new();
        let (asked_for, asked) = among(&ids)?;
        self.rows(
            &format!(
                "SELECT facility, sector, places, valid_from, valid_to FROM recognition
                 WHERE facility {asked_for} AND superseded_at IS NULL ORDER BY facility, valid_from"
            ),
            [asked],
            |row| {
                recognitions.entry(get(row, 0)?).or_default().push(Recognition {
                    sector: get_parsed::<SectorCode>(row, 1, "a sector")?,
                    places: get(row, 2)?,
                    period: get_period(row, 3)?,
                });
                Ok(())
            },
        )?;
        for facility in &mut facilities {
            facility.recognitions = recognitions.remove(&facility.id.0).unwrap_or_default();
        }
        Ok(facilities)
    }
}

fn read_facility(row: &Row<'_>) -> Result<Facility, StoreError> {
    Ok(Facility {
        id: FacilityId(get(row, 0)?),
        hco: get_parsed::<HcoNumber>(row, 1, "a facility's number")?,
        nihdi: get_parsed(row, 2, "a federal number")?,
        cbe: get_parsed(row, 3, "an enterprise number")?,
        name: get(row, 4)?,
        sector: get_parsed(row, 5, "a sector")?,
        iban: get_parsed(row, 6, "an account")?,
        bic: get_optional_parsed(row, 7, "a bank")?,
        circle_of_trust: get(row, 8)?,
        attested: get(row, 9)?,
        recognitions: Vec::new(),
    })
}

fn read_person(row: &Row<'_>) -> Result<(u64, Person), StoreError> {
    let asked = unsigned(get(row, 0)?)?;
    let today = well_formed(Ssin::from_number(unsigned(get(row, 2)?)?), "a national number")?;
    let details = PersonDetails {
        name: get(row, 3)?,
        birth_date: get_optional_day(row, 4)?,
        deceased_on: get_optional_day(row, 5)?,
        obligation: from_word(get(row, 6)?, "an obligation")?,
        insurer: get(row, 7)?,
        income_category: get::<Option<String>>(row, 8)?
            .map(|c| from_word(c, "an income category"))
            .transpose()?,
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

fn read_tariff(row: &Row<'_>) -> Result<Tariff, StoreError> {
    Ok(Tariff {
        code: well_formed(PerformanceCode::from_number(get(row, 0)?), "a performance code")?,
        kind: from_word(get(row, 1)?, "a tariff kind")?,
        sector: get_parsed(row, 2, "a sector")?,
        facility: get::<Option<i64>>(row, 3)?.map(FacilityId),
        user_type: get::<Option<String>>(row, 4)?
            .map(|t| from_word(t, "a user type"))
            .transpose()?,
        income_category: get::<Option<String>>(row, 5)?
            .map(|c| from_word(c, "an income category"))
            .transpose()?,
        period: get_period(row, 6)?,
        cents: EuroCents::new(get(row, 8)?),
        description_nl: get(row, 9)?,
    })
}
