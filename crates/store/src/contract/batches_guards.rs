//! The guards of batches: one live batch, one use of a sending number, one payment of a day.

use std::sync::Barrier;
use std::thread;

use identifiers::{FacilityId, PersonId};
use jiff::civil::{Date, date};
use registers::TariffKind;

use super::batches::STATES;
use super::fixture::{
    FIRST_DAY, LAST_DAY, a_batch, a_facility, attempt, batch_of, code, conflicts, fund, look, month, persons, sector,
    write,
};
use crate::{BatchState, ContentHash, GuardRow, GuardedDays, NewBatch, PaidDay, Store, StoreError};

/// Whether a batch in this state stands in the way of another for the same facility, fund and month.
fn is_live(state: BatchState) -> bool {
    !matches!(state, BatchState::RefusedTechnical | BatchState::Refused)
}

/// The bytes of a batch are kept once, whatever became of it.
pub fn the_same_bytes_are_one_batch(store: &dyn Store) {
    let (first, second) = (a_facility(store, 1), a_facility(store, 2));
    for (n, state) in (1..).zip(STATES) {
        let batch = NewBatch {
            state,
            month: Some(month(&format!("2023-{n:02}"))),
            ..batch_of(first, n)
        };
        write(store, |tx| tx.insert_batch(&batch));
        let again = NewBatch {
            input: batch.input,
            state: BatchState::RefusedTechnical,
            ..batch_of(second, n)
        };
        conflicts(store, |tx| tx.insert_batch(&again));
    }
}

/// A second live batch of a facility for one fund and month is a conflict; for another it is not.
pub fn one_live_batch_per_facility_fund_and_month(store: &dyn Store) {
    let other = a_facility(store, 20);
    for (n, held) in (1..).zip(STATES.into_iter().filter(|state| is_live(*state))) {
        let facility = a_facility(store, n);
        let exists = |fund, month| look(store, |tx| tx.live_batch_exists(facility, fund, month));
        assert!(!exists(fund(180), month("2024-03")));
        let batch = NewBatch {
            state: held,
            ..batch_of(facility, 1)
        };
        write(store, |tx| tx.insert_batch(&batch));
        assert!(exists(fund(180), month("2024-03")), "{held:?}");
        assert!(!exists(fund(280), month("2024-03")));
        assert!(!exists(fund(180), month("2024-04")));
        assert!(!look(store, |tx| tx.live_batch_exists(
            other,
            fund(180),
            month("2024-03")
        )));
        for state in STATES.into_iter().filter(|state| is_live(*state)) {
            conflicts(store, |tx| {
                tx.insert_batch(&NewBatch {
                    state,
                    ..batch_of(facility, 2)
                })
            });
        }
        write(store, |tx| {
            tx.insert_batch(&NewBatch {
                fund: Some(fund(280)),
                ..batch_of(facility, 3)
            })?;
            tx.insert_batch(&NewBatch {
                month: Some(month("2024-04")),
                ..batch_of(facility, 4)
            })
        });
    }
    write(store, |tx| tx.insert_batch(&batch_of(other, 1)));
}

/// What was refused does not stand in the way of a live one, nor a live one in the way of a refused one.
pub fn refused_batches_do_not_block(store: &dyn Store) {
    for (n, refused) in (1..).zip([BatchState::RefusedTechnical, BatchState::Refused]) {
        let facility = a_facility(store, n);
        for sending in 1..=2 {
            write(store, |tx| {
                tx.insert_batch(&NewBatch {
                    state: refused,
                    ..batch_of(facility, sending)
                })
            });
        }
        assert!(!look(store, |tx| tx.live_batch_exists(
            facility,
            fund(180),
            month("2024-03")
        )));
        write(store, |tx| tx.insert_batch(&batch_of(facility, 3)));
        for sending in 4..=5 {
            write(store, |tx| {
                tx.insert_batch(&NewBatch {
                    state: refused,
                    ..batch_of(facility, sending)
                })
            });
        }
        // The number of a refused one stands in the way of none by the guard: that is for the rules.
        let same_number = NewBatch {
            sending_number: Some(5),
            month: Some(month("2024-04")),
            ..batch_of(facility, 6)
        };
        write(store, |tx| tx.insert_batch(&same_number));
    }
}

/// A sending number counts for the calendar year of the file's creation, apart from technical refusals.
pub fn a_sending_number_is_used_once_a_year(store: &dyn Store) {
    let (facility, other) = (a_facility(store, 1), a_facility(store, 2));
    let used = |year, number| look(store, |tx| tx.sending_number_used(facility, year, number));
    let mut n = 100;
    let mut batch = |state, sending: u16, created: Date| {
        n += 1;
        NewBatch {
            state,
            sending_number: Some(sending),
            created_on: Some(created),
            input: ContentHash::of(&[n]),
            month: Some(month(&format!("1{n}-01"))),
            ..batch_of(facility, 1)
        }
    };
    for (sending, state) in (1..).zip(STATES) {
        assert!(!used(2024, sending));
        let new = batch(state, sending, date(2024, 6, 30));
        write(store, |tx| tx.insert_batch(&new));
        assert_eq!(used(2024, sending), state != BatchState::RefusedTechnical, "{state:?}");
        assert!(!used(2023, sending) && !used(2025, sending));
    }
    for created in [date(2024, 1, 1), date(2024, 12, 31)] {
        let again = batch(BatchState::Decided, 4, created);
        conflicts(store, |tx| tx.insert_batch(&again));
    }
    for created in [date(2023, 12, 31), date(2025, 1, 1)] {
        let elsewhen = batch(BatchState::Decided, 4, created);
        write(store, |tx| tx.insert_batch(&elsewhen));
        assert!(used(created.year(), 4));
    }
    assert!(!look(store, |tx| tx.sending_number_used(other, 2024, 4)));
}

fn guard(person: PersonId, day: Date) -> GuardRow {
    GuardRow {
        person,
        day,
        code: code(970_012),
        kind: TariffKind::Day,
        invoice: 1,
        position: 1,
    }
}

fn paid(row: &GuardRow, facility: FacilityId) -> PaidDay {
    PaidDay {
        person: row.person,
        day: row.day,
        code: row.code,
        kind: row.kind,
        facility,
        sector: sector("REVACONV-7.72"),
    }
}

/// Guarded days come back for the persons and months asked, at any facility, with the sector of then.
pub fn guarded_days_are_found_by_person_and_month(store: &dyn Store) {
    let people = persons(store, 3);
    let ((first, batch), (second, other)) = (a_batch(store, 1), a_batch(store, 2));
    let here = [
        guard(people[0], date(2024, 2, 29)),
        guard(people[0], date(2024, 3, 1)),
        GuardRow {
            kind: TariffKind::PersonalShare,
            code: code(0),
            ..guard(people[0], date(2024, 3, 31))
        },
        guard(people[1], FIRST_DAY),
    ];
    let there = [guard(people[0], date(2024, 3, 2)), guard(people[1], LAST_DAY)];
    write(store, |tx| {
        tx.guard_days(batch, first, &sector("REVACONV-7.72"), &here)?;
        tx.guard_days(other, second, &sector("REVACONV-7.72"), &there)?;
        tx.guard_days(other, second, &sector("REVACONV-7.72"), &[])
    });
    let found = |asked: &[PersonId], months: &[&str]| {
        let months: Vec<_> = months.iter().map(|text| month(text)).collect();
        let mut days = look(store, |tx| tx.paid_days(asked, &months));
        days.sort_by_key(|day| (day.person, day.day));
        days
    };
    let march = [paid(&here[1], first), paid(&there[0], second), paid(&here[2], first)];
    assert_eq!(found(&people, &["2024-03"]), march);
    assert_eq!(found(&people[..1], &["2024-02"]), [paid(&here[0], first)]);
    assert_eq!(
        found(&people[1..], &["9999-12", "0001-01"]),
        [paid(&here[3], first), paid(&there[1], second)]
    );
    assert_eq!(found(&people[2..], &["2024-03"]), []);
    assert_eq!(found(&people, &["2024-04"]), []);
    assert_eq!((found(&[], &["2024-03"]), found(&people, &[])), (vec![], vec![]));
}

/// The guarded days of care of one facility come as bits of a month: not those of another, no personal share, and a day
/// with two codes once.
pub fn guarded_days_of_a_facility_come_as_bits(store: &dyn Store) {
    let people = persons(store, 2);
    let ((first, batch), (second, other)) = (a_batch(store, 1), a_batch(store, 2));
    let day = |person, number| guard(person, date(2024, 3, number));
    let here = [
        day(people[0], 1),
        day(people[0], 31),
        GuardRow {
            code: code(970_013),
            ..day(people[0], 31)
        },
        GuardRow {
            kind: TariffKind::PersonalShare,
            code: code(0),
            ..day(people[0], 5)
        },
        guard(people[1], date(2024, 2, 29)),
    ];
    let there = [day(people[0], 2), day(people[1], 2)];
    write(store, |tx| {
        tx.guard_days(batch, first, &sector("IBW"), &here)?;
        tx.guard_days(other, second, &sector("IBW"), &there)
    });
    let found = |facility, asked: &[PersonId], months: &[&str]| {
        let months: Vec<_> = months.iter().map(|text| month(text)).collect();
        let mut found = look(store, |tx| tx.guarded_days(facility, asked, &months));
        found.sort_by_key(|found| (found.person, found.month));
        found
    };
    let days = |person, of, days| GuardedDays {
        person,
        month: month(of),
        days,
    };
    let march = days(people[0], "2024-03", 1 | 1 << 30);
    assert_eq!(found(first, &people, &["2024-03"]), [march]);
    let february = days(people[1], "2024-02", 1 << 28);
    assert_eq!(found(first, &people, &["2024-02", "2024-03"]), [march, february]);
    let there = [days(people[0], "2024-03", 2), days(people[1], "2024-03", 2)];
    assert_eq!(found(second, &people, &["2024-03"]), there);
    assert_eq!(found(second, &people[1..], &["2024-02"]), []);
    let elsewhere = look(store, |tx| tx.days_elsewhere(first, &people[..1], &[month("2024-03")]));
    let elsewhere: Vec<_> = elsewhere
        .iter()
        .map(|day| (day.person, day.day, day.facility))
        .collect();
    assert_eq!(elsewhere, [(people[0], date(2024, 3, 2), second)]);
    let care = look(store, |tx| tx.days_elsewhere(second, &people[..1], &[month("2024-03")]));
    assert_eq!(care.len(), 3, "days of care, with each of their codes");
    assert_eq!(
        (found(first, &[], &["2024-03"]), found(first, &people, &[])),
        (vec![], vec![])
    );
}

/// A person's day and code is guarded once, over all facilities and batches, also within one call.
pub fn a_day_is_guarded_once(store: &dyn Store) {
    let people = persons(store, 2);
    let ((first, batch), (second, other)) = (a_batch(store, 1), a_batch(store, 2));
    let (ibw, pvt) = (sector("IBW"), sector("PVT"));
    let day = guard(people[0], date(2024, 3, 1));
    write(store, |tx| tx.guard_days(batch, first, &ibw, &[day]));
    conflicts(store, |tx| tx.guard_days(other, second, &pvt, &[day]));
    conflicts(store, |tx| {
        tx.guard_days(
            batch,
            first,
            &ibw,
            &[GuardRow {
                invoice: 2,
                kind: TariffKind::Cost,
                ..day
            }],
        )
    });
    let free = guard(people[1], date(2024, 3, 1));
    conflicts(store, |tx| tx.guard_days(other, second, &pvt, &[free, day]));
    conflicts(store, |tx| {
        tx.guard_days(other, second, &pvt, &[free, GuardRow { position: 2, ..free }])
    });
    assert_eq!(
        look(store, |tx| tx.paid_days(&people, &[month("2024-03")])).len(),
        1,
        "nothing of those stays"
    );
    write(store, |tx| {
        let other_code = GuardRow {
            code: code(970_023),
            ..day
        };
        tx.guard_days(
            other,
            second,
            &pvt,
            &[free, other_code, guard(people[0], date(2024, 3, 2))],
        )
    });
}

/// Of two writers who guard one day at the same time, one gets it and the other is told.
pub fn two_writers_of_one_day(store: &dyn Store) {
    let people = persons(store, 1);
    let batches = [a_batch(store, 1), a_batch(store, 2)];
    let day = guard(people[0], date(2024, 3, 1));
    let together = Barrier::new(2);
    let outcomes = thread::scope(|scope| {
        let writers = batches.map(|(facility, batch)| {
            let (together, day) = (&together, &day);
            scope.spawn(move || {
                together.wait();
                attempt(store, |tx| {
                    tx.guard_days(batch, facility, &sector("IBW"), std::slice::from_ref(day))
                })
            })
        });
        writers.map(|writer| writer.join().expect("a writer ends"))
    });
    assert_eq!(
        outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    let told = |outcome: &Result<(), StoreError>| {
        matches!(
            outcome,
            Ok(()) | Err(StoreError::Conflict { .. } | StoreError::Unavailable(_))
        )
    };
    assert!(outcomes.iter().all(told), "{outcomes:?}");
    assert_eq!(look(store, |tx| tx.paid_days(&people, &[month("2024-03")])).len(), 1);
}
