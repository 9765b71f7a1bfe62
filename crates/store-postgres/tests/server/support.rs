//! What the tests share: one transaction, a batch of several statements, what of it is there.

use identifiers::{FacilityId, HcoNumber, NihdiNumber, PerformanceCode, SectorCode};
use jiff::Timestamp;
use jiff::civil::date;
use store::{
    BatchState, ContentHash, FacilityRecord, InvoiceRow, JournalEntry, LineRow, LineState, NewBatch, Store, StoreError,
    Transaction,
};
use store_postgres::PostgresStore;

pub const DAY_ONE: Timestamp = Timestamp::UNIX_EPOCH;

pub fn entry(subject: &str) -> JournalEntry {
    JournalEntry {
        at: DAY_ONE,
        actor: "operator".into(),
        use_case: "test",
        subject: subject.into(),
        input: ContentHash::ZERO,
        answer: ContentHash::ZERO,
        law: None,
    }
}

#[track_caller]
pub fn write<T>(store: &PostgresStore, work: impl FnOnce(&mut dyn Transaction) -> Result<T, StoreError>) -> T {
    let mut tx = store.begin().expect("a transaction");
    let done = work(tx.as_mut()).expect("it is taken in");
    tx.commit().expect("it is kept");
    done
}

pub fn subjects(store: &PostgresStore) -> Vec<String> {
    store.seal_journal().expect("it is sealed");
    let mut tx = store.begin().expect("a transaction");
    let entries = tx.entries_after(0, u32::MAX).expect("a journal");
    entries.into_iter().map(|entry| entry.subject).collect()
}

pub fn facility(store: &PostgresStore) -> FacilityId {
    let record = FacilityRecord {
        hco: HcoNumber::parse("10000001").expect("a number"),
        nihdi: NihdiNumber::parse("73100188000").expect("a number"),
        cbe: identifiers::CbeNumber::parse("0411000183").expect("a number"),
        name: "De Linde".into(),
        sector: SectorCode::parse("IBW").expect("a sector"),
        iban: identifiers::Iban::parse("BE74001100000107").expect("an account"),
        bic: None,
        circle_of_trust: true,
        attested: true,
    };
    write(store, |tx| tx.insert_facility(&record, DAY_ONE))
}

/// The steps by which a batch is kept.
pub const STEPS: usize = 5;

/// Keeps a batch step by step; `before` is told each step that comes, and the commit as the last.
pub fn take_batch(
    store: &PostgresStore,
    facility: FacilityId,
    n: u8,
    mut before: impl FnMut(usize),
) -> Result<(), StoreError> {
    before(0);
    let mut tx = store.begin()?;
    before(1);
    let input = tx.keep_payload(&[n])?;
    before(2);
    let batch = tx.insert_batch(&NewBatch {
        facility: Some(facility),
        fund: None,
        month: None,
        sending_number: None,
        created_on: None,
        received_at: DAY_ONE,
        input,
        state: BatchState::Refused,
        asked: identifiers::EuroCents::ZERO,
        accepted: identifiers::EuroCents::ZERO,
        refused_lines: 0,
        open_lines: 0,
        error_count: 0,
        record_count: 0,
        law: [0; 32],
    })?;
    let invoice = InvoiceRow {
        number: 1,
        person: None,
        credit: false,
        refused: false,
        total: identifiers::EuroCents::ZERO,
    };
    before(3);
    tx.insert_invoices(batch, &[invoice])?;
    before(4);
    let lines: Vec<LineRow> = (1..=LINES)
        .map(|position| LineRow {
            invoice: 1,
            position,
            person: None,
            dossier: None,
            code: PerformanceCode::from_number(970_012).expect("a code"),
            kind: None,
            day: date(2024, 3, 1),
            amount: identifiers::EuroCents::ZERO,
            state: LineState::Refused,
        })
        .collect();
    tx.insert_lines(batch, &lines)?;
    tx.append(&entry(&format!("batch {n}")))?;
    before(STEPS);
    tx.commit()
}

const LINES: u32 = 12_000;

/// Whether a batch is there: whole, or not at all.
#[track_caller]
pub fn is_whole(store: &PostgresStore, n: u8) -> bool {
    let mut tx = store.begin().expect("a transaction");
    let found = tx.batch_by_input(ContentHash::of(&[n])).expect("an answer");
    let payload = tx.payload(ContentHash::of(&[n])).expect("an answer");
    let Some(batch) = found else {
        assert_eq!(payload, None, "half of it is there");
        return false;
    };
    assert_eq!(tx.invoices(batch.id).expect("an answer").len(), 1);
    assert_eq!(tx.lines(batch.id).expect("an answer").len(), LINES as usize);
    assert_eq!(payload, Some(vec![n]));
    drop(tx);
    assert!(subjects(store).contains(&format!("batch {n}")));
    true
}
