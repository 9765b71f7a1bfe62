//! Two writers of one thing at the same time: behind its lock each sees what the other did before it.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use identifiers::{EuroCents, PersonId};
use jiff::civil::date;
use registers::TariffKind;

use super::fixture::{
    a_batch, a_facility, at, attempt, batch_of, code, fund, look, month, persons, sealed, sector, write,
};
use super::journal::verify;
use crate::{
    ContentHash, GuardRow, JournalEntry, NewBatch, NewSettlement, PremiumRecord, RegisterLock, SetOff, Store,
    StoreError, Transaction,
};

/// How often each writer does its work.
const ROUNDS: u32 = 15;

/// Runs the work of several writers at once, each until it is done: one that finds the store busy comes again.
fn at_once(
    store: &dyn Store,
    writers: u32,
    work: impl Fn(&mut dyn Transaction, u32, u32) -> Result<(), StoreError> + Sync,
) {
    let together = Barrier::new(writers as usize);
    thread::scope(|scope| {
        for writer in 0..writers {
            let (together, work) = (&together, &work);
            scope.spawn(move || {
                together.wait();
                for round in 0..ROUNDS {
                    loop {
                        match attempt(store, |tx| work(tx, writer, round)) {
                            Ok(()) => break,
                            Err(StoreError::Unavailable(_)) => {}
                            Err(error) => panic!("a writer failed: {error}"),
                        }
                    }
                }
            });
        }
    });
}

/// Raises a number that is kept of a person, and gives what it was.
fn raise(tx: &mut dyn Transaction, person: PersonId) -> Result<i64, StoreError> {
    let before = tx.premiums(&[person])?.first().and_then(|premium| premium.amount);
    let before = before.map_or(0, EuroCents::cents);
    let premium = PremiumRecord {
        person,
        year: 2024,
        paid_on: None,
        amount: Some(EuroCents::new(before + 1)),
    };
    tx.put_premiums(&[premium], at(0))?;
    Ok(before)
}

/// Behind the lock of a person each writer sees what the one before it wrote, whatever the order in which the persons
/// are named.
pub fn two_writers_of_one_person(store: &dyn Store) {
    let people = persons(store, 3);
    at_once(store, 3, |tx, writer, round| {
        tx.lock_registers(RegisterLock::Shared)?;
        let mut named = people.clone();
        if writer % 2 == 1 {
            named.reverse();
        }
        if round % 2 == 0 {
            tx.lock_persons(&named)?;
        } else {
            let ssins: Vec<u64> = (0..3).map(|n| super::fixture::ssin(n).as_number()).rev().collect();
            tx.lock_persons_by_ssin(&ssins)?;
        }
        people.iter().try_for_each(|person| raise(tx, *person).map(drop))
    });
    for person in people {
        let kept = look(store, |tx| tx.premiums(&[person]));
        assert_eq!(kept[0].amount, Some(EuroCents::new(i64::from(3 * ROUNDS))));
    }
}

/// Behind the lock of a sending one writer finds the month free, and the other the batch of the first: no guard has to
/// refuse anything.
pub fn two_writers_of_one_sending(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let (fund, month) = (fund(180), month("2024-03"));
    at_once(store, 2, |tx, writer, _| {
        tx.lock_registers(RegisterLock::Shared)?;
        tx.lock_sending(facility, fund, month)?;
        if !tx.live_batch_exists(facility, fund, month)? {
            let number = u16::try_from(writer).unwrap_or_default() + 1;
            tx.insert_batch(&batch_of(facility, number))?;
        }
        Ok(())
    });
    assert!(look(store, |tx| tx.live_batch_exists(facility, fund, month)));
}

/// Behind the lock of its person a paid day is seen by the second writer, who then does not guard it.
pub fn two_writers_of_one_paid_day(store: &dyn Store) {
    let people = persons(store, 1);
    let batches = [a_batch(store, 1), a_batch(store, 2)];
    at_once(store, 2, |tx, writer, round| {
        let (facility, batch) = batches[writer as usize];
        let day = date(2024, 3, 1).saturating_add(jiff::Span::new().days(i64::from(round)));
        tx.lock_persons(&people)?;
        let paid = tx.paid_days(&people, &[month("2024-03")])?;
        if paid.iter().any(|paid| paid.day == day) {
            return Ok(());
        }
        let guard = GuardRow {
            person: people[0],
            day,
            code: code(970_012),
            kind: TariffKind::Day,
            invoice: 1,
            position: round,
        };
        tx.guard_days(batch, facility, &sector("IBW"), &[guard])
    });
    assert_eq!(
        look(store, |tx| tx.paid_days(&people, &[month("2024-03")])).len(),
        ROUNDS as usize
    );
}

/// Whoever has the registers alone is alone: what is written behind that lock is seen whole or not at all.
pub fn a_delivery_of_registers_is_alone(store: &dyn Store) {
    let people = persons(store, 2);
    at_once(store, 3, |tx, writer, _| {
        if writer == 0 {
            tx.lock_registers(RegisterLock::Exclusive)?;
            return people.iter().try_for_each(|person| raise(tx, *person).map(drop));
        }
        tx.lock_registers(RegisterLock::Shared)?;
        let first = tx.premiums(&people[..1])?;
        let second = tx.premiums(&people[1..])?;
        let amount = |found: &[PremiumRecord]| found.first().and_then(|premium| premium.amount);
        assert_eq!(amount(&first), amount(&second), "half of a delivery was seen");
        Ok(())
    });
}

/// The counter of an inbox has no gap and no number twice, however many write in it.
pub fn two_writers_of_one_inbox(store: &dyn Store) {
    let facility = a_facility(store, 1);
    at_once(store, 3, |tx, _, _| {
        tx.put_inbox(facility, at(0), "ANSWER", "{}").map(drop)
    });
    let numbers: Vec<i64> = look(store, |tx| tx.inbox_after(facility, 0, 1000))
        .iter()
        .map(|entry| entry.number)
        .collect();
    assert_eq!(numbers, (1..=i64::from(3 * ROUNDS)).collect::<Vec<_>>());
}

/// Writers of one fund's events do not wait for each other; every event has one number, without a gap, and whoever reads
/// behind a cursor while they write misses none.
pub fn two_writers_of_one_funds_events(store: &dyn Store) {
    let mut read = Vec::new();
    let read_on = |read: &mut Vec<i64>| {
        let after = read.last().copied().unwrap_or(0);
        // Who finds the store busy comes again.
        if store.seal_journal().is_ok()
            && let Ok(found) = attempt(store, |tx| tx.events_after(fund(180), after, 1000))
        {
            read.extend(found.iter().map(|event| event.number));
        }
    };
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        let (is_done, read) = (&is_done, &mut read);
        scope.spawn(move || {
            while !is_done.load(Ordering::Relaxed) {
                read_on(read);
            }
        });
        at_once(store, 3, |tx, _, _| super::events::tell(tx, 180, 0, "BATCH"));
        is_done.store(true, Ordering::Relaxed);
    });
    sealed(store, 0, 1);
    let after = read.last().copied().unwrap_or(0);
    let rest = look(store, |tx| tx.events_after(fund(180), after, 1000));
    read.extend(rest.iter().map(|event| event.number));
    assert_eq!(read, (1..=i64::from(3 * ROUNDS)).collect::<Vec<_>>());
}

/// No serial number of a reference is given twice.
pub fn two_takers_of_a_reference(store: &dyn Store) {
    let facility = a_facility(store, 1);
    at_once(store, 3, |tx, _, _| {
        let serial = tx.next_reference_serial()?;
        tx.put_inbox(facility, at(0), &serial.to_string(), "{}").map(drop)
    });
    let entries = look(store, |tx| tx.inbox_after(facility, 0, 1000));
    let serials: BTreeSet<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(serials.len(), entries.len());
}

/// Two who keep the same bytes, or the same law, at the same time both have them.
pub fn two_keepers_of_the_same_bytes(store: &dyn Store) {
    at_once(store, 3, |tx, _, round| {
        let bytes = round.to_be_bytes();
        assert_eq!(tx.keep_payload(&bytes)?, ContentHash::of(&bytes));
        let hash = [u8::try_from(round).unwrap_or_default(); 32];
        tx.keep_law(hash, &mut [("a.toml", "a = 1")].into_iter())
    });
    for round in 0..ROUNDS {
        let bytes = round.to_be_bytes();
        assert_eq!(
            look(store, |tx| tx.payload(ContentHash::of(&bytes))),
            Some(bytes.to_vec())
        );
    }
}

/// An entry of the journal stands behind those whose effects its use case saw, also while others seal.
pub fn an_entry_stands_behind_what_it_saw(store: &dyn Store) {
    let people = persons(store, 1);
    at_once(store, 4, |tx, writer, _| {
        if writer == 3 {
            return store_is_sealed(store, tx);
        }
        tx.lock_persons(&people)?;
        let seen = raise(tx, people[0])?;
        tx.append(&JournalEntry {
            at: at(seen),
            actor: "operator".into(),
            use_case: "contract",
            subject: seen.to_string(),
            input: ContentHash::ZERO,
            answer: ContentHash::ZERO,
            law: None,
        })
    });
    let subjects: Vec<String> = sealed(store, 0, 1000).into_iter().map(|entry| entry.subject).collect();
    let expected: Vec<String> = (0..3 * ROUNDS).map(|n| n.to_string()).collect();
    assert_eq!(subjects, expected);
    verify(store);
}

/// Seals beside a transaction that does nothing. A store whose writers wait for each other has nothing to seal.
fn store_is_sealed(store: &dyn Store, _tx: &mut dyn Transaction) -> Result<(), StoreError> {
    store.seal_journal()
}

/// Work is done once, however many look for it.
pub fn two_workers_share_what_is_due(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let count = i64::from(2 * ROUNDS);
    write(store, |tx| (0..count).try_for_each(|n| tx.put_job("work", n, at(n))));
    at_once(store, 3, |tx, _, _| {
        if let Some(job) = tx.claim_job(at(count), at(count + 60))? {
            assert!(tx.finish_job(job.id, at(count))?, "done already");
            tx.put_inbox(facility, at(0), &job.subject.to_string(), "{}")?;
        }
        Ok(())
    });
    while let Some(job) = write(store, |tx| tx.claim_job(at(count), at(count + 60))) {
        write(store, |tx| {
            tx.put_inbox(facility, at(0), &job.subject.to_string(), "{}")?;
            tx.finish_job(job.id, at(count))
        });
    }
    let entries = look(store, |tx| tx.inbox_after(facility, 0, 1000));
    let done: BTreeSet<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!((done.len(), entries.len()), (2 * ROUNDS as usize, 2 * ROUNDS as usize));
}

/// Sendings of other facilities, funds and months are taken in side by side, in months that no line has been in yet.
pub fn two_writers_of_a_new_month(store: &dyn Store) {
    let people = persons(store, 4);
    let facilities: Vec<_> = (0..3).map(|n| a_facility(store, n + 1)).collect();
    at_once(store, 3, |tx, writer, round| {
        let (facility, n) = (
            facilities[writer as usize],
            u16::try_from(round).unwrap_or_default() + 1,
        );
        let month = month(&format!("{}-05", 2030 + i32::from(n)));
        tx.lock_sending(facility, fund(180), month)?;
        tx.lock_persons(&people[writer as usize..=writer as usize])?;
        let batch = tx.insert_batch(&NewBatch {
            month: Some(month),
            ..batch_of(facility, n)
        })?;
        let guard = GuardRow {
            person: people[writer as usize],
            day: month.first_day(),
            code: code(970_012),
            kind: TariffKind::Day,
            invoice: 1,
            position: 1,
        };
        tx.guard_days(batch, facility, &sector("IBW"), &[guard])
    });
    for n in 1..=ROUNDS {
        let month = month(&format!("{}-05", 2030 + n));
        assert_eq!(look(store, |tx| tx.paid_days(&people, &[month])).len(), 3);
    }
}

/// A debt is set off to its last cent and not further, by whoever settles at the same time.
pub fn two_who_set_off_one_debt(store: &dyn Store) {
    let (facility, first) = a_batch(store, 1);
    let settlement = |batch, cents| NewSettlement {
        batch,
        fund: fund(180),
        facility,
        amount: EuroCents::new(cents),
        signed_by: "signatory".into(),
        signed_at: at(1),
        content: ContentHash::ZERO,
    };
    let (part, debt) = (10, i64::from(ROUNDS) * 10 + 5);
    let owed = write(store, |tx| tx.insert_settlement(&settlement(first, -debt))).id;
    at_once(store, 2, |tx, writer, round| {
        let n = u16::try_from(writer * ROUNDS + round).unwrap_or_default() + 2;
        let batch = tx.insert_batch(&NewBatch {
            month: Some(month(&format!("{}-05", 2030 + i32::from(n)))),
            ..batch_of(facility, n)
        })?;
        let left = tx
            .open_debts(fund(180), facility)?
            .first()
            .map_or(0, |debt| debt.left.cents());
        let settled = tx.insert_settlement(&settlement(batch, part))?;
        if left > 0 {
            tx.set_off(&SetOff {
                settlement: settled.id,
                debt: owed,
                amount: EuroCents::new(left.min(part)),
            })?;
        }
        Ok(())
    });
    assert_eq!(look(store, |tx| tx.open_debts(fund(180), facility)), []);
    let paid: i64 = look(store, |tx| tx.due_payables(fund(180)))
        .iter()
        .map(|payable| payable.amount.cents())
        .sum();
    assert_eq!(paid, i64::from(2 * ROUNDS) * part - debt);
}
