//! Random stays that are accepted by the rules of care.md: late and in time, migrated, extended, ended at an hour, with
//! changes that wait.

use fastrand::Rng;
use jiff::civil::{Date, date};

use super::{day, one_in};
use crate::batches::setting::{Change, Extension, Person, Stay, World};
use crate::batches::stay::{added, approved_end, covered_from, ends_on, plus};

/// Minutes of a day on which hours of payment turn, and others.
const MINUTES: [i16; 10] = [0, 599, 600, 719, 720, 721, 899, 900, 1080, 1410];

/// Adds the stays of each person, one behind the other.
pub(super) fn add(rng: &mut Rng, world: &mut World) {
    for person in 0..world.persons.len() {
        let mut cursor = day(rng, date(2024, 2, 10), 40);
        let mut facility = rng.usize(0..world.facilities.len());
        for _ in 0..6 {
            if one_in(rng, 3) {
                facility = rng.usize(0..world.facilities.len());
            }
            let Some(mut stay) = requested(rng, world, (person, facility), cursor) else {
                continue;
            };
            decided(rng, &mut stay, &world.persons[person]);
            extended(rng, world, &mut stay);
            ended(rng, &mut stay);
            cursor = ends_on(&stay).max(cursor);
            world.stays.push(stay);
            if cursor > date(2024, 7, 1) || one_in(rng, 4) {
                break;
            }
        }
    }
}

/// Whether a request is insured and recognised on its first covered day.
fn may_begin(world: &World, person: usize, facility: usize, first: Date) -> bool {
    let who = &world.persons[person];
    who.member_on(first).is_some()
        && who.deceased.is_none_or(|died| first <= died)
        && world.facilities[facility].is_recognised_on(first)
}

/// Whether coverage from a day overlaps no stay that it may not: the day one ends may be the day the next begins.
fn is_free(world: &World, person: usize, facility: usize, first: Date) -> bool {
    let sector = world.facilities[facility].sector;
    let mut others = world.stays.iter().filter(|stay| stay.person == person);
    others.all(|stay| {
        let other = world.facilities[stay.facility].sector;
        let together = stay.facility != facility && world.rules.may_stay_together(sector, other);
        together || ends_on(stay) <= first || ends_on(stay) < stay.first
    })
}

fn requested(rng: &mut Rng, world: &World, (person, facility): (usize, usize), cursor: Date) -> Option<Stay> {
    let sector = world.facilities[facility].sector;
    let joined = world.rules.joined(sector);
    let before = world.stays.iter().any(|stay| stay.person == person);
    let start = match rng.u8(0..6) {
        0 | 1 if !before => plus(joined, -rng.i64(1..200)),
        0 => plus(cursor, -rng.i64(0..20)),
        1..=3 => cursor,
        _ => plus(cursor, rng.i64(0..25)),
    };
    let migrated = start < joined;
    let received = match migrated {
        true => plus(joined, rng.i64(30..60)),
        false if one_in(rng, 5) => plus(start, rng.i64(31..50)),
        false => plus(start, rng.i64(1..=30)),
    };
    let first = if migrated {
        joined
    } else {
        covered_from(start, received, joined)
    };
    let until = match one_in(rng, 4) {
        true if migrated => plus(first, -1),
        _ => plus(first, rng.i64(5..100)),
    };
    if !may_begin(world, person, facility, first) || !is_free(world, person, facility, first) {
        return None;
    }
    // A stay of before, or one that came late, begins its follow-up term at its end.
    let earlier = world
        .stays
        .iter()
        .filter(|stay| stay.person == person && stay.facility == facility);
    if earlier.clone().any(|stay| stay.start.0 >= start) {
        return None;
    }
    let last_end = earlier.map(ends_on).max();
    Some(Stay {
        person,
        facility,
        start: (start, *rng.choice(&MINUTES)?),
        received,
        migrated,
        follow_up: !migrated && last_end.is_some_and(|end| plus(end, 90) >= start),
        disability: (sector == "PVT").then(|| rng.bool()),
        first,
        until,
        reviewed: None,
        extension: None,
        end: None,
        end_told: received,
        waiting: Vec::new(),
        waiting_told: received,
    })
}

/// Some are in beraad for their medical report first, and accepted by the person's fund of that day.
fn decided(rng: &mut Rng, stay: &mut Stay, person: &Person) {
    let on = plus(stay.received, rng.i64(1..40));
    if stay.migrated || stay.follow_up || !one_in(rng, 4) {
        return;
    }
    if let Some(member) = person.member_on(on) {
        stay.reviewed = Some((on, member.fund));
        stay.end_told = on;
    }
}

fn extended(rng: &mut Rng, world: &World, stay: &mut Stay) {
    if !one_in(rng, 3) {
        return;
    }
    let received = stay.end_told.max(plus(stay.until, rng.i64(-10..50)));
    let days = added(stay, received, plus(stay.until, rng.i64(5..70)));
    if let Some((from, to)) = days.filter(|(from, _)| may_begin(world, stay.person, stay.facility, *from))
        && is_free(world, stay.person, stay.facility, from)
    {
        stay.extension = Some(Extension { received, from, to });
        stay.end_told = received;
    }
}

fn ended(rng: &mut Rng, stay: &mut Stay) {
    if one_in(rng, 3) {
        return;
    }
    let span = (stay.first.max(stay.start.0).until(approved_end(stay))).map_or(0, |span| span.get_days());
    let last = match rng.u8(0..8) {
        // The first day is the last day too.
        0 => stay.start.0,
        1 | 2 => plus(approved_end(stay), rng.i64(1..25)),
        _ => plus(stay.first.max(stay.start.0), rng.i64(0..=i64::from(span.max(0)))),
    };
    let later: Vec<i16> = MINUTES
        .into_iter()
        .filter(|minute| last > stay.start.0 || *minute >= stay.start.1)
        .collect();
    let Some(minute) = rng.choice(&later).copied() else {
        return;
    };
    stay.end = Some((last, minute));
    stay.end_told = stay.end_told.max(last);
    if one_in(rng, 3) {
        return;
    }
    stay.waiting_told = plus(stay.end_told, rng.i64(6..25));
    let near = plus(last, rng.i64(-8..=6))
        .min(stay.waiting_told)
        .max(plus(stay.start.0, 1));
    if near > stay.waiting_told {
        return;
    }
    stay.waiting.push(Change::OtherEnd(near, minute));
    // Days behind the approval and before the end: an extension would cover them.
    if last > approved_end(stay) && one_in(rng, 2) {
        stay.waiting.push(Change::Extension(plus(last, rng.i64(-3..20))));
    }
    for _ in 0..rng.u8(0..=3) {
        let any = plus(last, rng.i64(-20..20));
        let start = plus(stay.start.0, rng.i64(-30..=12));
        stay.waiting.push(match rng.u8(0..5) {
            0 => Change::NoEnd,
            1 => Change::OtherStart(start, minute),
            2 => Change::Extension(plus(approved_end(stay), rng.i64(-2..40))),
            3 => Change::NoExtension,
            _ => Change::OtherEnd(any, minute),
        });
    }
}
