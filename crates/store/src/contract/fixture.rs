//! What the cases write: valid numbers, whole records, and short ways to run a transaction.

use identifiers::{
    BatchId, CareFundNumber, CbeNumber, EuroCents, FacilityId, HcoNumber, Iban, Month, NihdiNumber, PerformanceCode,
    Period, PersonId, SectorCode, Ssin,
};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use registers::{Address, AffiliationObligation, PersonDetails};

use crate::{
    BatchState, ContentHash, FacilityRecord, NewBatch, NewPerson, SealedEntry, Store, StoreError, Transaction,
};

/// The first and the last day that a register can name.
pub(super) const FIRST_DAY: Date = date(1, 1, 1);
pub(super) const LAST_DAY: Date = date(9999, 12, 31);

/// Letters beyond ASCII, a quote, a percent sign and a letter beyond the basic plane.
pub(super) const ODD_NAME: &str = "Zoë D'Hàèsé-Ÿ 100% \"\\_;-- 𝒵 李";

/// Runs work in a transaction and commits it.
#[track_caller]
pub(super) fn write<T>(store: &dyn Store, work: impl FnOnce(&mut dyn Transaction) -> Result<T, StoreError>) -> T {
    attempt(store, work).expect("the store takes this in")
}

/// Runs work in a transaction; it is committed when the work succeeds, and dropped otherwise.
pub(super) fn attempt<T>(
    store: &dyn Store,
    work: impl FnOnce(&mut dyn Transaction) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut tx = store.begin()?;
    let done = work(tx.as_mut())?;
    tx.commit()?;
    Ok(done)
}

/// Runs work in a transaction that is dropped.
#[track_caller]
pub(super) fn look<T>(store: &dyn Store, work: impl FnOnce(&mut dyn Transaction) -> Result<T, StoreError>) -> T {
    let mut tx = store.begin().expect("a transaction");
    work(tx.as_mut()).expect("the store answers")
}

/// Sealed entries behind a number, once all that is committed is sealed.
#[track_caller]
pub(super) fn sealed(store: &dyn Store, after: i64, limit: u32) -> Vec<SealedEntry> {
    store.seal_journal().expect("the journal is sealed");
    look(store, |tx| tx.entries_after(after, limit))
}

/// Demands that work is refused by a guard.
#[track_caller]
pub(super) fn conflicts<T>(store: &dyn Store, work: impl FnOnce(&mut dyn Transaction) -> Result<T, StoreError>) {
    match attempt(store, work) {
        Err(StoreError::Conflict { .. }) => {}
        Err(other) => panic!("expected a conflict, got: {other}"),
        Ok(_) => panic!("expected a conflict, and it was taken in"),
    }
}

/// An instant, so many seconds after the first of the case, with microseconds.
pub(super) fn at(seconds: i64) -> Timestamp {
    let first = Timestamp::from_microsecond(1_709_629_200_123_456).expect("an instant");
    first
        .checked_add(SignedDuration::from_secs(seconds))
        .expect("an instant")
}

pub(super) fn fund(number: u16) -> CareFundNumber {
    CareFundNumber::from_number(number).expect("a care fund")
}

pub(super) fn sector(code: &str) -> SectorCode {
    SectorCode::parse(code).expect("a sector")
}

pub(super) fn code(number: u32) -> PerformanceCode {
    PerformanceCode::from_number(number).expect("a performance code")
}

pub(super) fn month(text: &str) -> Month {
    Month::parse(text).expect("a month")
}

pub(super) fn period(from: Date, to: Option<Date>) -> Period {
    Period::new(from, to).expect("a period")
}

pub(super) fn cents(cents: i64) -> EuroCents {
    EuroCents::new(cents)
}

/// The `n`th person's number.
pub(super) fn ssin(n: u64) -> Ssin {
    let body = 850_730_000 + n;
    Ssin::from_number(body * 100 + 97 - body % 97).expect("a national number")
}

/// The `n`th federal number, with three digits of qualification.
pub(super) fn nihdi(n: u32) -> NihdiNumber {
    let body = 731_000 + n;
    NihdiNumber::parse(&format!("{body}{:02}000", 97 - body % 97)).expect("a federal number")
}

pub(super) fn hco(n: u32) -> HcoNumber {
    HcoNumber::parse(&format!("{}", 10_000_000 + n)).expect("a facility's number")
}

pub(super) fn iban() -> Iban {
    Iban::parse("BE74001100000107").expect("an account")
}

pub(super) fn cbe() -> CbeNumber {
    CbeNumber::parse("0411000183").expect("an enterprise number")
}

/// The `n`th facility, plain.
pub(super) fn facility_record(n: u32) -> FacilityRecord {
    FacilityRecord {
        hco: hco(n),
        nihdi: nihdi(n),
        cbe: cbe(),
        name: format!("Facility {n}"),
        sector: sector("IBW"),
        iban: iban(),
        bic: None,
        circle_of_trust: true,
        attested: true,
    }
}

/// A person of whom only what must be known is known.
pub(super) fn plain_details() -> PersonDetails {
    PersonDetails {
        name: None,
        birth_date: None,
        deceased_on: None,
        obligation: AffiliationObligation::Obligatory,
        insurer: None,
        income_category: None,
        address: Address::default(),
    }
}

/// Keeps the `n`th facility and commits.
#[track_caller]
pub(super) fn a_facility(store: &dyn Store, n: u32) -> FacilityId {
    write(store, |tx| tx.insert_facility(&facility_record(n), at(0)))
}

/// Keeps `count` plain persons and commits.
#[track_caller]
pub(super) fn persons(store: &dyn Store, count: u64) -> Vec<PersonId> {
    let new: Vec<NewPerson> = (0..count)
        .map(|n| NewPerson {
            ssin: ssin(n),
            details: plain_details(),
        })
        .collect();
    write(store, |tx| tx.insert_persons(&new, at(0)))
}

/// A decided batch of a facility for fund 180 and March 2024, with sending number `n` and bytes of its own.
pub(super) fn batch_of(facility: FacilityId, n: u16) -> NewBatch {
    NewBatch {
        facility: Some(facility),
        fund: Some(fund(180)),
        month: Some(month("2024-03")),
        sending_number: Some(n),
        created_on: Some(date(2024, 4, 3)),
        received_at: at(i64::from(n)),
        input: ContentHash::of(format!("facility {facility}, sending {n}").as_bytes()),
        state: BatchState::Decided,
        asked: cents(133_951),
        accepted: cents(129_630),
        refused_lines: 1,
        open_lines: 0,
        error_count: 1,
        record_count: 32,
        law: [7; 32],
    }
}

/// Keeps a facility with one decided batch, and commits.
#[track_caller]
pub(super) fn a_batch(store: &dyn Store, n: u32) -> (FacilityId, BatchId) {
    let facility = a_facility(store, n);
    let batch = write(store, |tx| tx.insert_batch(&batch_of(facility, 1)));
    (facility, batch)
}
