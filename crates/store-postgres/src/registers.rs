//! Registers: reads give what is known now; writes supersede and never edit.

use std::collections::HashMap;

use identifiers::{
    Bic, CareFundNumber, EuroCents, FacilityId, HcoNumber, NihdiNumber, PerformanceCode, PersonId, SectorCode, Ssin,
};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::{CareFund, Facility, Person, PersonDetails, Recognition, Tariff, TariffKind};
use store::{FacilityRecord, MembershipSet, NewPerson, PremiumRecord, RegisterRepository, StoreError, TariffKey};
use tokio_postgres::Row;

use crate::persons::{ONE_PERSON, ROWS_AT_ONCE, numbers};
use crate::transaction::PostgresTransaction;
use crate::values::{
    corrupt, day_number, from_word, get, get_optional_day, get_optional_parsed, get_optional_word, get_parsed,
    get_period, get_small, signed, small, unsigned, well_formed, word,
};

const FACILITY: &str = "SELECT facility, hco, nihdi, cbe, name, sector, iban, bic, circle_of_trust, attested
     FROM facility_details WHERE superseded_at IS NULL";

impl RegisterRepository for PostgresTransaction<'_> {
    fn care_funds(&mut self) -> Result<Vec<CareFund>, StoreError> {
        self.rows(
            "SELECT number, cbe, iban, bic, phone, email, website, four_eyes FROM care_fund
             WHERE superseded_at IS NULL ORDER BY number",
            &[],
            |row| {
                Ok(CareFund {
                    number: well_formed(
                        CareFundNumber::from_number(get_small(row, 0, "a care fund")?),
                        "a care fund",
                    )?,
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
        let number = i32::from(fund.number.as_number());
        self.run(
            "UPDATE care_fund SET superseded_at = $2 WHERE number = $1 AND superseded_at IS NULL",
            &[&number, &at],
        )?;
        self.run(
            "INSERT INTO care_fund (number, cbe, iban, bic, phone, email, website, four_eyes, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                &number,
                &fund.cbe.map(|n| n.to_string()),
                &fund.iban.as_ref().map(|n| n.as_str()),
                &fund.bic.as_ref().map(|n| n.as_str()),
                &fund.phone,
                &fund.email,
                &fund.website,
                &fund.four_eyes,
                &at,
            ],
        )
        .map(drop)
    }

    fn facilities_by_hco(&mut self, hcos: &[HcoNumber]) -> Result<Vec<Facility>, StoreError> {
        let hcos: Vec<&str> = hcos.iter().map(|hco| hco.as_str()).collect();
        let found = self.rows(
            &format!("{FACILITY} AND hco = ANY ($1) ORDER BY hco"),
            &[&hcos],
            read_facility,
        )?;
        self.with_recognitions(found)
    }

    fn facility(&mut self, id: FacilityId) -> Result<Option<Facility>, StoreError> {
        let found = self.rows(&format!("{FACILITY} AND facility = $1"), &[&id.0], read_facility)?;
        Ok(self.with_recognitions(found)?.into_iter().next())
    }

    fn facility_by_nihdi(&mut self, nihdi: NihdiNumber) -> Result<Option<Facility>, StoreError> {
        let found = self.rows(
            &format!("{FACILITY} AND nihdi_base = $1"),
            &[&small(nihdi.base())?],
            read_facility,
        )?;
        Ok(self
            .with_recognitions(found)?
            .into_iter()
            .find(|f| f.nihdi.same_as(nihdi)))
    }

    fn insert_facility(&mut self, record: &FacilityRecord, at: Timestamp) -> Result<FacilityId, StoreError> {
        let id = FacilityId(self.next_number("facility")?);
        self.run("INSERT INTO facility (id) VALUES ($1)", &[&id.0])?;
        self.insert_facility_details(id, record, at)?;
        Ok(id)
    }

    fn supersede_facility(&mut self, id: FacilityId, record: &FacilityRecord, at: Timestamp) -> Result<(), StoreError> {
        self.run(
            "UPDATE facility_details SET superseded_at = $2 WHERE facility = $1 AND superseded_at IS NULL",
            &[&id.0, &at.as_microsecond()],
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
            "UPDATE recognition SET superseded_at = $2 WHERE facility = $1 AND superseded_at IS NULL",
            &[&id.0, &at.as_microsecond()],
        )?;
        for recognition in recognitions {
            self.run(
                "INSERT INTO recognition (facility, sector, valid_from, valid_to, places, recorded_at)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    &id.0,
                    &recognition.sector.as_str(),
                    &day_number(recognition.period.from()),
                    &recognition.period.to().map(day_number),
                    &i64::from(recognition.places),
                    &at.as_microsecond(),
                ],
            )?;
        }
        Ok(())
    }

    fn persons_by_ssin(&mut self, ssins: &[u64]) -> Result<HashMap<u64, Person>, StoreError> {
        let mut persons = HashMap::with_capacity(ssins.len());
        for asked in ssins.chunks(ROWS_AT_ONCE) {
            persons.extend(self.some_persons_by_ssin(asked)?);
        }
        Ok(persons)
    }

    fn person(&mut self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let ssin = self.first(
            "SELECT ssin FROM person_ssin WHERE person = $1 LIMIT 1",
            &[&id.0],
            |row| get::<i64>(row, 0),
        )?;
        let Some(ssin) = ssin.map(unsigned).transpose()? else {
            return Ok(None);
        };
        Ok(self.persons_by_ssin(&[ssin])?.remove(&ssin))
    }

    fn persons(&mut self, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
        let mut persons = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ROWS_AT_ONCE) {
            let ssins: Vec<u64> = self.rows(
                "SELECT min(ssin) FROM person_ssin WHERE person = ANY ($1) GROUP BY person",
                &[&numbers(ids.iter().copied())],
                |row| unsigned(get(row, 0)?),
            )?;
            persons.extend(self.some_persons_by_ssin(&ssins)?.into_values());
        }
        persons.sort_by_key(|person| person.id);
        Ok(persons)
    }

    fn insert_persons(&mut self, persons: &[NewPerson], at: Timestamp) -> Result<Vec<PersonId>, StoreError> {
        let mut ids = Vec::with_capacity(persons.len());
        for persons in persons.chunks(ROWS_AT_ONCE) {
            ids.extend(self.insert_some_persons(persons, at)?);
        }
        Ok(ids)
    }

    fn supersede_persons(&mut self, persons: &[(PersonId, PersonDetails)], at: Timestamp) -> Result<(), StoreError> {
        for persons in persons.chunks(ROWS_AT_ONCE) {
            self.run(
                "UPDATE person_details SET superseded_at = $2 WHERE person = ANY ($1) AND superseded_at IS NULL",
                &[&numbers(persons.iter().map(|(id, _)| *id)), &at.as_microsecond()],
            )?;
            let details: Vec<_> = persons.iter().map(|(id, details)| (id.0, details)).collect();
            self.insert_details(&details, at)?;
        }
        Ok(())
    }

    fn add_ssin(&mut self, person: PersonId, ssin: Ssin, from: Date, at: Timestamp) -> Result<(), StoreError> {
        self.run_guarded(
            ONE_PERSON,
            "INSERT INTO person_ssin VALUES ($1, $2, $3, $4)",
            &[
                &signed(ssin.as_number())?,
                &person.0,
                &day_number(from),
                &at.as_microsecond(),
            ],
        )
        .map(drop)
    }

    fn replace_memberships(&mut self, sets: &[MembershipSet], at: Timestamp) -> Result<(), StoreError> {
        sets.chunks(ROWS_AT_ONCE)
            .try_for_each(|sets| self.replace_some_memberships(sets, at))
    }

    fn premiums(&mut self, persons: &[PersonId]) -> Result<Vec<PremiumRecord>, StoreError> {
        self.rows(
            "SELECT person, year, paid_on, cents FROM premium
             WHERE person = ANY ($1) AND superseded_at IS NULL ORDER BY person, year",
            &[&numbers(persons.iter().copied())],
            |row| {
                Ok(PremiumRecord {
                    person: PersonId(get(row, 0)?),
                    year: get_small(row, 1, "a year")?,
                    paid_on: get_optional_day(row, 2)?,
                    amount: get::<Option<i64>>(row, 3)?.map(EuroCents::new),
                })
            },
        )
    }

    fn put_premiums(&mut self, premiums: &[PremiumRecord], at: Timestamp) -> Result<(), StoreError> {
        let keys: Vec<(PersonId, i16)> = premiums.iter().map(|premium| (premium.person, premium.year)).collect();
        self.withdraw_premiums(&keys, at)?;
        premiums
            .chunks(ROWS_AT_ONCE)
            .try_for_each(|premiums| self.insert_premiums(premiums, at))
    }

    fn withdraw_premiums(&mut self, premiums: &[(PersonId, i16)], at: Timestamp) -> Result<(), StoreError> {
        for premiums in premiums.chunks(ROWS_AT_ONCE) {
            let persons = numbers(premiums.iter().map(|(person, _)| *person));
            let years: Vec<i32> = premiums.iter().map(|(_, year)| i32::from(*year)).collect();
            self.run(
                "UPDATE premium SET superseded_at = $3 FROM UNNEST($1::int8[], $2::int4[]) k (person, year)
             WHERE premium.person = k.person AND premium.year = k.year AND superseded_at IS NULL",
                &[&persons, &years, &at.as_microsecond()],
            )?;
        }
        Ok(())
    }

    fn tariffs_of_codes(&mut self, codes: &[PerformanceCode]) -> Result<Vec<Tariff>, StoreError> {
        let codes: Vec<i32> = codes
            .iter()
            .map(|code| small(code.as_number()))
            .collect::<Result<_, _>>()?;
        self.rows(
            "SELECT code, kind, sector, facility, user_type, income_category, valid_from, valid_to, cents, description_nl
             FROM tariff WHERE code = ANY ($1) AND superseded_at IS NULL
             ORDER BY code, valid_from, row_id",
            &[&codes],
            read_tariff,
        )
    }

    fn tariffs_of_sector(&mut self, sector: &SectorCode, kind: TariffKind) -> Result<Vec<Tariff>, StoreError> {
        self.rows(
            "SELECT code, kind, sector, facility, user_type, income_category, valid_from, valid_to, cents, description_nl
             FROM tariff WHERE sector = $1 AND kind = $2 AND superseded_at IS NULL ORDER BY code, valid_from, row_id",
            &[&sector.as_str(), &word(&kind)?],
            read_tariff,
        )
    }

    fn replace_tariffs(&mut self, key: &TariffKey, tariffs: &[Tariff], at: Timestamp) -> Result<(), StoreError> {
        self.run(
            "UPDATE tariff SET superseded_at = $4
             WHERE code = $1 AND sector = $2 AND facility IS NOT DISTINCT FROM $3 AND superseded_at IS NULL",
            &[
                &small(key.code.as_number())?,
                &key.sector.as_str(),
                &key.facility.map(|f| f.0),
                &at.as_microsecond(),
            ],
        )?;
        for tariff in tariffs {
            self.run(
                "INSERT INTO tariff (code, kind, sector, facility, user_type, income_category, valid_from, valid_to,
                 cents, description_nl, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                &[
                    &small(key.code.as_number())?,
                    &word(&tariff.kind)?,
                    &key.sector.as_str(),
                    &key.facility.map(|f| f.0),
                    &tariff.user_type.as_ref().map(word).transpose()?,
                    &tariff.income_category.as_ref().map(word).transpose()?,
                    &day_number(tariff.period.from()),
                    &tariff.period.to().map(day_number),
                    &tariff.cents.cents(),
                    &tariff.description_nl,
                    &at.as_microsecond(),
                ],
            )?;
        }
        Ok(())
    }
}

impl PostgresTransaction<'_> {
    fn insert_facility_details(
        &mut self,
        id: FacilityId,
        record: &FacilityRecord,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run_guarded(
            "a number of the care registry, and a federal number, names one facility",
            "INSERT INTO facility_details (facility, hco, nihdi, nihdi_base, cbe, name, sector, iban, bic,
             circle_of_trust, attested, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            &[
                &id.0,
                &record.hco.as_str(),
                &record.nihdi.to_string(),
                &small(record.nihdi.base())?,
                &record.cbe.to_string(),
                &record.name,
                &record.sector.as_str(),
                &record.iban.as_str(),
                &record.bic.as_ref().map(|n| n.as_str()),
                &record.circle_of_trust,
                &record.attested,
                &at.as_microsecond(),
            ],
        )
        .map(drop)
    }

    /// Fills in the recognitions of facilities, in one query.
    fn with_recognitions(&mut self, mut facilities: Vec<Facility>) -> Result<Vec<Facility>, StoreError> {
        let ids: Vec<i64> = facilities.iter().map(|facility| facility.id.0).collect();
        let mut recognitions: HashMap<i64, Vec<Recognition>> = HashMap::new();
        self.rows(
            "SELECT facility, sector, places, valid_from, valid_to FROM recognition
             WHERE facility = ANY ($1) AND superseded_at IS NULL
             ORDER BY facility, valid_from",
            &[&ids],
            |row| {
                recognitions.entry(get(row, 0)?).or_default().push(Recognition {
                    sector: get_parsed::<SectorCode>(row, 1, "a sector")?,
                    places: u32::try_from(get::<i64>(row, 2)?).map_err(|_| corrupt("places"))?,
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

fn read_facility(row: &Row) -> Result<Facility, StoreError> {
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

fn read_tariff(row: &Row) -> Result<Tariff, StoreError> {
    Ok(Tariff {
        code: well_formed(
            PerformanceCode::from_number(get_small(row, 0, "a performance code")?),
            "a performance code",
        )?,
        kind: from_word(get(row, 1)?, "a tariff kind")?,
        sector: get_parsed(row, 2, "a sector")?,
        facility: get::<Option<i64>>(row, 3)?.map(FacilityId),
        user_type: get_optional_word(row, 4, "a user type")?,
        income_category: get_optional_word(row, 5, "an income category")?,
        period: get_period(row, 6)?,
        cents: EuroCents::new(get(row, 8)?),
        description_nl: get(row, 9)?,
    })
}
