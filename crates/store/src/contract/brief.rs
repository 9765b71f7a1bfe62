//! Brief transactions, which may share a commit: each is kept or undone alone, and none ends before what it saw is durable.

use std::sync::Barrier;
use std::thread;

use identifiers::FacilityId;
use uuid::Uuid;

use super::fixture::{a_facility, at, look, persons, plain_details, sealed, ssin, write};
use super::journal::verify;
use crate::{ContentHash, JournalEntry, MessageOutcome, NewMessage, NewPerson, Store, StoreError, Transaction};

/// How many writers there are, and how often each does its work.
const WRITERS: u32 = 6;
const ROUNDS: u32 = 12;

fn briefly(
    store: &dyn Store,
    work: impl FnOnce(&mut dyn Transaction) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut tx = store.begin_brief()?;
    work(tx.as_mut())?;
    tx.commit()
}

/// Each writer does its work in every round, all at the same time; one that finds the store busy comes again. Gives how
/// many were refused by a guard.
fn crowd(store: &dyn Store, work: impl Fn(&mut dyn Transaction, u32, u32) -> Result<(), StoreError> + Sync) -> usize {
    let together = Barrier::new(WRITERS as usize);
    let one = |writer: u32| {
        together.wait();
        let mut refused = 0;
        for round in 0..ROUNDS {
            loop {
                match briefly(store, |tx| work(tx, writer, round)) {
                    Ok(()) => break,
                    Err(StoreError::Conflict { .. }) => {
                        refused += 1;
                        break;
                    }
                    Err(StoreError::Unavailable(_)) => {}
                    Err(error) => panic!("a writer failed: {error}"),
                }
            }
        }
        refused
    };
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || one(writer))).collect();
        writers.into_iter().map(|writer| writer.join().expect("it ends")).sum()
    })
}

fn entry(subject: String) -> JournalEntry {
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

fn message(facility: FacilityId, id: u128) -> NewMessage {
    NewMessage {
        facility,
        message_id: Uuid::from_u128(id),
        content: ContentHash::ZERO,
        input: ContentHash::ZERO,
        received_at: at(0),
        answer: "{}".into(),
        kind: "REQUEST".into(),
        dossier: None,
        outcome: MessageOutcome::Refused,
        fund: None,
        law: [0; 32],
    }
}

fn kept(store: &dyn Store, facility: FacilityId, id: u128) -> bool {
    look(store, |tx| tx.message(facility, Uuid::from_u128(id))).is_some()
}

/// A message whose payload it keeps, as every use case does.
fn take_in(tx: &mut dyn Transaction, facility: FacilityId, id: u128) -> Result<(), StoreError> {
    let input = tx.keep_payload(&id.to_be_bytes())?;
    tx.append(&entry(format!("message {id}")))?;
    tx.insert_message(&NewMessage {
        input,
        ..message(facility, id)
    })
    .map(drop)
}

/// One after the other they are like any transaction.
pub fn brief_ones_are_kept_or_dropped(store: &dyn Store) {
    let facility = a_facility(store, 1);
    briefly(store, |tx| take_in(tx, facility, 1)).expect("it is kept");
    {
        let mut tx = store.begin_brief().expect("a transaction");
        take_in(tx.as_mut(), facility, 2).expect("it is written");
        assert!(tx.message(facility, Uuid::from_u128(2)).expect("it answers").is_some());
    }
    assert!(kept(store, facility, 1));
    assert!(!kept(store, facility, 2), "what was dropped never was");
    assert_eq!(sealed(store, 0, 9).len(), 1);
    verify(store);
}

/// Many at the same time are all kept, each with its place in the chain; every third gives up behind its writes, and
/// nothing is left of those.
pub fn a_crowd_is_kept_one_by_one(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let id = |writer: u32, round: u32| u128::from(writer * ROUNDS + round);
    let gives_up = |writer: u32, round: u32| (writer + round).is_multiple_of(3);
    let refused = crowd(store, |tx, writer, round| {
        take_in(tx, facility, id(writer, round))?;
        if gives_up(writer, round) {
            return Err(StoreError::Conflict { guard: "of this test" });
        }
        Ok(())
    });
    assert_eq!(refused, (WRITERS * ROUNDS) as usize / 3);
    for (writer, round) in (0..WRITERS).flat_map(|writer| (0..ROUNDS).map(move |round| (writer, round))) {
        assert_eq!(kept(store, facility, id(writer, round)), !gives_up(writer, round));
        let payload = ContentHash::of(&id(writer, round).to_be_bytes());
        let payload = look(store, |tx| tx.payload(payload));
        assert_eq!(payload.is_some(), !gives_up(writer, round));
    }
    assert_eq!(sealed(store, 0, 1000).len(), (WRITERS * ROUNDS) as usize - refused);
    verify(store);
}

/// The same message by all at the same time is taken in once; the others are refused by its guard, with all that they
/// wrote before, and take nobody down with them.
pub fn a_conflict_in_a_crowd_is_its_own(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let refused = crowd(store, |tx, writer, round| {
        tx.append(&entry(format!("writer {writer}, round {round}")))?;
        // Even rounds: one message of all. Odd ones: each its own.
        let id = if round.is_multiple_of(2) {
            u128::from(round)
        } else {
            u128::from(1000 + writer * ROUNDS + round)
        };
        tx.insert_message(&message(facility, id)).map(drop)
    });
    let shared = (WRITERS * ROUNDS / 2) as usize;
    let once = (ROUNDS / 2) as usize;
    assert_eq!(refused, shared - once);
    assert_eq!(sealed(store, 0, 1000).len(), shared + once);
    verify(store);
}

/// Brief ones and others at the same time: what either writes is seen whole or not at all.
pub fn brief_ones_and_others_side_by_side(store: &dyn Store) {
    let people = persons(store, 1);
    let facility = a_facility(store, 1);
    thread::scope(|scope| {
        let long = scope.spawn(|| {
            for round in 0..u64::from(ROUNDS) {
                let new = |n: u64| NewPerson {
                    ssin: ssin(n),
                    details: plain_details(),
                };
                let both = [new(100 + 2 * round), new(101 + 2 * round)];
                write(store, |tx| tx.insert_persons(&both, at(1)).map(drop));
            }
        });
        let refused = crowd(store, |tx, writer, round| {
            let ssins: Vec<u64> = (0..2 * u64::from(ROUNDS)).map(|n| ssin(100 + n).as_number()).collect();
            let seen = tx.persons_by_ssin(&ssins)?.len();
            assert_eq!(seen % 2, 0, "half of what was written is seen");
            tx.lock_persons(&people)?;
            take_in(tx, facility, u128::from(writer * ROUNDS + round))
        });
        assert_eq!(refused, 0);
        long.join().expect("it ends");
    });
    assert_eq!(sealed(store, 0, 1000).len(), (WRITERS * ROUNDS) as usize);
    verify(store);
}

/// One thread does several together: each is kept or undone alone, sees those before it, and is there at the end.
pub fn several_are_done_together(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let gives_up = |tx: &mut dyn Transaction| -> Result<(), StoreError> {
        take_in(tx, facility, 2)?;
        Err(StoreError::Conflict { guard: "of this test" })
    };
    let mut outcomes = Vec::new();
    let done = store.together(&mut |store| {
        outcomes.push(briefly(store, |tx| take_in(tx, facility, 1)).is_ok());
        outcomes.push(briefly(store, gives_up).is_ok());
        // The guard of the first.
        outcomes.push(briefly(store, |tx| take_in(tx, facility, 1)).is_ok());
        outcomes.push(
            briefly(store, |tx| {
                assert!(tx.message(facility, Uuid::from_u128(1))?.is_some());
                assert!(tx.message(facility, Uuid::from_u128(2))?.is_none());
                take_in(tx, facility, 3)
            })
            .is_ok(),
        );
    });
    done.expect("it is durable");
    assert_eq!(outcomes, [true, false, false, true]);
    assert_eq!([1, 2, 3].map(|id| kept(store, facility, id)), [true, false, true]);
    assert_eq!(sealed(store, 0, 9).len(), 2);
    store.together(&mut |_| {}).expect("nothing is nothing");
    verify(store);
}

/// Several threads at once that each do some together, beside others that do not.
pub fn several_crowds_are_done_together(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let id = |writer: u32, round: u32| u128::from(writer * ROUNDS + round);
    let again = |store: &dyn Store, id: u128| {
        while let Err(error) = briefly(store, |tx| take_in(tx, facility, id)) {
            assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
        }
    };
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            scope.spawn(move || {
                for rounds in [0..ROUNDS / 2, ROUNDS / 2..ROUNDS] {
                    if writer % 3 == 2 {
                        rounds.for_each(|round| again(store, id(writer, round)));
                        continue;
                    }
                    let done = store.together(&mut |store| {
                        rounds.clone().for_each(|round| again(store, id(writer, round)));
                    });
                    done.expect("it is durable");
                    rounds.for_each(|round| assert!(kept(store, facility, id(writer, round))));
                }
            });
        }
    });
    assert_eq!(sealed(store, 0, 1000).len(), (WRITERS * ROUNDS) as usize);
    verify(store);
}
