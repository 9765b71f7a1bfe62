//! What was known before is kept, and guards say what they guard.

use std::path::Path;

use identifiers::{CareFundNumber, EuroCents, PerformanceCode, Period, PersonId, SectorCode, Ssin};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use registers::{
    Address, AffiliationObligation, CareFund, Membership, MembershipKind, PersonDetails, Tariff, TariffKind,
};
use rusqlite::Connection;
use store::{NewPerson, PremiumRecord, Store, StoreError, TariffKey, Transaction};
use store_sqlite::SqliteStore;

use super::support::{DAY_ONE, folder, open, write};

/// The rows of a table, known now and known before: (recorded at, superseded at), in microseconds.
fn times(path: &Path, table: &str) -> Vec<(i64, Option<i64>)> {
    let connection = Connection::open(path).expect("opens");
    let sql = format!("SELECT recorded_at, superseded_at FROM {table} ORDER BY row_id");
    let mut statement = connection.prepare(&sql).expect("a statement");
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

fn details(name: &str) -> PersonDetails {
    PersonDetails {
        name: Some(name.into()),
        birth_date: None,
        deceased_on: None,
        obligation: AffiliationObligation::Obligatory,
        insurer: None,
        income_category: None,
        address: Address::default(),
    }
}

/// Records everything of a register once; `n` makes it differ from the time before.
fn record_all(tx: &mut dyn Transaction, person: PersonId, n: i64, at: Timestamp) -> Result<(), StoreError> {
    let fund = CareFundNumber::from_number(180).expect("a fund");
    let code = PerformanceCode::from_number(970_012).expect("a code");
    let sector = SectorCode::parse("IBW").expect("a sector");
    tx.put_care_fund(
        &CareFund {
            number: fund,
            cbe: None,
            iban: None,
            bic: None,
            phone: Some(n.to_string()),
            email: None,
            website: None,
            four_eyes: false,
        },
        at,
    )?;
    let period = Period::since(date(2020, 1, 1));
    let membership = Membership {
        fund,
        kind: MembershipKind::Official,
        period,
    };
    tx.replace_memberships(&[(person, vec![membership])], at)?;
    let premium = PremiumRecord {
        person,
        year: 2024,
        paid_on: None,
        amount: Some(EuroCents::new(n)),
    };
    tx.put_premiums(&[premium], at)?;
    let key = TariffKey {
        code,
        sector: sector.clone(),
        facility: None,
    };
    let tariff = Tariff {
        code,
        kind: TariffKind::Day,
        sector,
        facility: None,
        user_type: None,
        income_category: None,
        period,
        cents: EuroCents::new(n),
        description_nl: None,
    };
    tx.replace_tariffs(&key, &[tariff], at)
}

#[test]
fn what_was_known_before_is_kept() {
    let folder = folder();
    let path = folder.path().join("zorgkas.db");
    let store = open(&path);
    let at = |n: i64| DAY_ONE + SignedDuration::from_micros(n);
    let new = NewPerson {
        ssin: Ssin::parse("85073003328").expect("a national number"),
        details: details("first"),
    };
    let person = write(&store, |tx| tx.insert_persons(&[new], at(1)))[0];
    write(&store, |tx| record_all(tx, person, 1, at(1)));
    for n in [2, 3] {
        write(&store, |tx| {
            tx.supersede_persons(&[(person, details("later"))], at(n))?;
            record_all(tx, person, n, at(n))
        });
    }
    for table in ["care_fund", "person_details", "membership", "premium", "tariff"] {
        assert_eq!(times(&path, table), [(1, Some(2)), (2, Some(3)), (3, None)], "{table}");
    }
    let connection = Connection::open(&path).expect("opens");
    let first: String = connection
        .query_row("SELECT name FROM person_details WHERE recorded_at = 1", [], |row| {
            row.get(0)
        })
        .expect("the first row");
    assert_eq!(first, "first", "nothing of it was edited");
}

#[test]
fn what_was_known_of_a_facility_is_kept() {
    let folder = folder();
    let path = folder.path().join("zorgkas.db");
    let store = open(&path);
    let at = |n: i64| DAY_ONE + SignedDuration::from_micros(n);
    let record = store::FacilityRecord {
        hco: identifiers::HcoNumber::parse("10000001").expect("a number"),
        nihdi: identifiers::NihdiNumber::parse("73100188000").expect("a number"),
        cbe: identifiers::CbeNumber::parse("0411000183").expect("a number"),
        name: "De Linde".into(),
        sector: SectorCode::parse("IBW").expect("a sector"),
        iban: identifiers::Iban::parse("BE74001100000107").expect("an account"),
        bic: None,
        circle_of_trust: true,
        attested: true,
    };
    let recognition = registers::Recognition {
        sector: record.sector.clone(),
        period: Period::since(date(2015, 1, 1)),
        places: 20,
    };
    let id = write(&store, |tx| tx.insert_facility(&record, at(1)));
    write(&store, |tx| {
        tx.replace_recognitions(id, std::slice::from_ref(&recognition), at(1))
    });
    for n in [2, 3] {
        write(&store, |tx| {
            tx.supersede_facility(id, &record, at(n))?;
            tx.replace_recognitions(id, std::slice::from_ref(&recognition), at(n))
        });
    }
    for table in ["facility_details", "recognition"] {
        assert_eq!(times(&path, table), [(1, Some(2)), (2, Some(3)), (3, None)], "{table}");
    }
}

#[test]
fn a_guard_that_is_violated_says_which() {
    let store = SqliteStore::in_memory(DAY_ONE).expect("memory opens");
    let ssin = Ssin::parse("85073003328").expect("a national number");
    let new = NewPerson {
        ssin,
        details: details("one"),
    };
    write(&store, |tx| tx.insert_persons(std::slice::from_ref(&new), DAY_ONE));
    let mut tx = store.begin().expect("a transaction");
    let error = tx.insert_persons(&[new], DAY_ONE).expect_err("the number is taken");
    assert_eq!(
        error.to_string(),
        "another writer came first: a national number is that of one person"
    );
    assert!(!error.to_string().contains(&ssin.to_digits()));
}
