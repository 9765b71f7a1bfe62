//! Transactions: all or nothing, and one writer after the other.

use std::thread;

use identifiers::{BatchId, FacilityId};
use jiff::civil::date;
use registers::CareFund;
use uuid::Uuid;

use super::fixture::{
    a_batch, a_facility, at, attempt, batch_of, conflicts, facility_record, fund, hco, look, month, persons,
    plain_details, sealed, sector, ssin, write,
};
use super::journal::verify;
use crate::{
    ContentHash, DossierState, GuardRow, JournalEntry, MessageOutcome, NewBatch, NewDossier, NewMessage, NewPerson,
    NewSettlement, Store, StoreError, Transaction,
};

fn journal_entry(subject: String) -> JournalEntry {
    JournalEntry {
        at: at(0),
        actor: "operator".into(),
        use_case: "contract",
        subject,
        input: ContentHash::ZERO,
        answer: ContentHash::ZERO,
        law: None,
    }
}

fn plain_fund() -> CareFund {
    CareFund {
        number: fund(180),
        cbe: None,
        iban: None,
        bic: None,
        phone: None,
        email: None,
        website: None,
        four_eyes: false,
    }
}

/// Writes something by every repository: facility 7, person 7, a dossier, a message, a batch, its settlement, an
/// entry of the journal.
fn write_everywhere(tx: &mut dyn Transaction) -> Result<(FacilityId, BatchId), StoreError> {
    tx.put_care_fund(&plain_fund(), at(0))?;
    let facility = tx.insert_facility(&facility_record(7), at(0))?;
    let person = NewPerson {
        ssin: ssin(7),
        details: plain_details(),
    };
    let person = tx.insert_persons(&[person], at(0))?[0];
    let dossier = tx.insert_dossier(&NewDossier {
        facility,
        sector: sector("IBW"),
        person: Some(person),
        state: DossierState::Pending,
        reference: None,
        start: None,
        approved: Vec::new(),
        approved_until: None,
        migration: false,
        user_type: None,
        content: None,
        received_at: at(0),
        decided_at: None,
    })?;
    let input = tx.keep_payload(b"everywhere")?;
    tx.insert_message(&NewMessage {
        facility,
        message_id: Uuid::from_u128(7),
        content: ContentHash::ZERO,
        input,
        received_at: at(0),
        answer: "{}".into(),
        kind: "REQUEST".into(),
        dossier: Some(dossier),
        outcome: MessageOutcome::Pending,
        fund: None,
        law: [0; 32],
    })?;
    let batch = tx.insert_batch(&NewBatch {
        input,
        ..batch_of(facility, 7)
    })?;
    let guard = GuardRow {
        person,
        day: date(2024, 3, 1),
        code: super::fixture::code(970_012),
        kind: registers::TariffKind::Day,
        invoice: 1,
        position: 1,
    };
    tx.guard_days(batch, facility, &sector("IBW"), &[guard])?;
    tx.insert_settlement(&NewSettlement {
        batch,
        fund: fund(180),
        facility,
        amount: super::fixture::cents(1),
        signed_by: "signatory".into(),
        signed_at: at(1),
        content: input,
    })?;
    tx.append(&journal_entry("everywhere".into()))?;
    Ok((facility, batch))
}

/// How many of the things that [`write_everywhere`] writes can be seen: 0 or 9.
fn seen(tx: &mut dyn Transaction) -> Result<u32, StoreError> {
    let input = ContentHash::of(b"everywhere");
    let facility = tx
        .facilities_by_hco(&[hco(7)])?
        .first()
        .map_or(FacilityId(0), |facility| facility.id);
    let person = tx.persons_by_ssin(&[ssin(7).as_number()])?.remove(&ssin(7).as_number());
    let persons: Vec<_> = person.iter().map(|person| person.id).collect();
    let batch = tx.batch_by_input(input)?.map_or(BatchId(0), |record| record.id);
    let things = [
        tx.known_funds()?.contains(&fund(180)),
        facility != FacilityId(0),
        person.is_some(),
        !tx.stays_of(&persons)?.is_empty(),
        tx.message(facility, Uuid::from_u128(7))?.is_some(),
        batch != BatchId(0),
        !tx.paid_days(&persons, &[month("2024-03")])?.is_empty(),
        tx.settlement_of(batch)?.is_some() && tx.payable_of(batch)?.is_some(),
        tx.payload(input)?.is_some(),
    ];
    Ok(things.into_iter().map(u32::from).sum())
}

/// A transaction that is dropped leaves nothing behind.
pub fn what_is_dropped_never_was(store: &dyn Store) {
    look(store, |tx| write_everywhere(tx).map(drop));
    assert_eq!(look(store, seen), 0);
    write(store, |tx| write_everywhere(tx).map(drop));
    assert_eq!(look(store, seen), 9, "and stands in the way of nothing");
    assert_eq!(sealed(store, 0, 9).len(), 1);
}

/// What is committed is there for the next transaction, all of it.
pub fn what_is_committed_is_seen(store: &dyn Store) {
    assert_eq!(look(store, seen), 0);
    assert_eq!(sealed(store, 0, 9), []);
    write(store, |tx| write_everywhere(tx).map(drop));
    assert_eq!(look(store, seen), 9);
    assert_eq!(sealed(store, 0, 9).len(), 1);
    assert_eq!(look(store, seen), 9, "and looking takes nothing away");
    verify(store);
}

/// Within a transaction its own writes are seen.
pub fn a_transaction_sees_its_own_writes(store: &dyn Store) {
    look(store, |tx| {
        write_everywhere(tx)?;
        assert_eq!(seen(tx)?, 9);
        Ok(())
    });
}

/// A conflict anywhere undoes all that the transaction wrote before it.
pub fn a_conflict_undoes_the_whole_transaction(store: &dyn Store) {
    let (facility, batch) = a_batch(store, 1);
    let people = persons(store, 1);
    let settlement = NewSettlement {
        batch,
        fund: fund(180),
        facility,
        amount: super::fixture::cents(1),
        signed_by: "signatory".into(),
        signed_at: at(1),
        content: ContentHash::ZERO,
    };
    write(store, |tx| tx.insert_settlement(&settlement));
    conflicts(store, |tx| {
        write_everywhere(tx)?;
        tx.insert_settlement(&settlement)
    });
    conflicts(store, |tx| {
        write_everywhere(tx)?;
        tx.insert_batch(&batch_of(facility, 2))
    });
    conflicts(store, |tx| {
        write_everywhere(tx)?;
        tx.add_ssin(people[0], ssin(7), date(2024, 1, 1), at(1))
    });
    assert_eq!(look(store, seen), 0);
    write(store, |tx| write_everywhere(tx).map(drop));
    assert_eq!(look(store, seen), 9);
}

/// Writers at the same time all get through, one after the other; one that finds the store busy comes again.
pub fn writers_wait_for_each_other(store: &dyn Store) {
    let facility = a_facility(store, 1);
    thread::scope(|scope| {
        for writer in 0..4_u16 {
            scope.spawn(move || {
                for n in 0..25_u16 {
                    let sending = NewBatch {
                        state: crate::BatchState::Refused,
                        ..batch_of(facility, writer * 100 + n)
                    };
                    let work = |tx: &mut dyn Transaction| {
                        let batch = tx.insert_batch(&sending)?;
                        tx.append(&journal_entry(format!("batch {batch}")))
                    };
                    while let Err(error) = attempt(store, work) {
                        let again = matches!(error, StoreError::Unavailable(_) | StoreError::Conflict { .. });
                        assert!(again, "a writer failed: {error}");
                    }
                }
            });
        }
    });
    assert_eq!(sealed(store, 0, 1_000).len(), 100);
    verify(store);
}
