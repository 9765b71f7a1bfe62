//! What random histories begin with.

use fastrand::Rng;
use jiff::civil::{Date, date};

use super::{chance, pick};
use crate::days::plus;
use crate::setup::{Membership, PersonSetup, Setup};

/// Around the joining of either sector, around a leap day, or in an ordinary autumn.
const DAYS: [Date; 5] = [
    date(2023, 3, 20),
    date(2023, 4, 25),
    date(2023, 12, 20),
    date(2024, 1, 25),
    date(2024, 9, 20),
];

/// A random setup: the first person is always insured.
pub(super) fn setup(rng: &mut Rng) -> Setup {
    let day = pick(rng, &DAYS);
    let mut persons = vec![PersonSetup {
        obligation: "OBLIGATORY",
        deceased: None,
        insurer: Some(100),
        memberships: vec![Membership {
            fund: "180".into(),
            kind: "OFFICIAL",
            from: date(2020, 1, 1),
            to: None,
        }],
        premiums: Vec::new(),
    }];
    for _ in 0..2 {
        persons.push(person(rng, day));
    }
    let always = (date(2015, 1, 1), None);
    let sometimes = match rng.u32(0..4) {
        0 => (date(2015, 1, 1), Some(plus(day, pick(rng, &[20, 60, 100])))),
        1 => (plus(day, pick(rng, &[0, 5, 20])), None),
        _ => always,
    };
    Setup {
        day,
        persons,
        recognised: [always, sometimes, always],
        max_period_days: chance(rng, 35).then_some(100),
        cumulation_allowed: chance(rng, 20),
        diagnoses: chance(rng, 25).then(|| vec!["F20.9", "F72"]),
    }
}

fn person(rng: &mut Rng, day: Date) -> PersonSetup {
    let obligation = pick(
        rng,
        &[
            "OBLIGATORY",
            "OBLIGATORY",
            "VOLUNTARY",
            "RESTRICTIVE",
            "RESTRICTIVE",
            "FORBIDDEN",
            "PROTOCOL",
        ],
    );
    let membership = |from, to| Membership {
        fund: "280".into(),
        kind: "OFFICIAL",
        from,
        to,
    };
    let memberships = match rng.u32(0..5) {
        0 | 1 => Vec::new(),
        2 => vec![membership(
            date(2020, 1, 1),
            Some(plus(day, pick(rng, &[-1, 10, 40, 90]))),
        )],
        3 => vec![membership(plus(day, pick(rng, &[0, 10, 30])), None)],
        _ => vec![membership(date(2020, 1, 1), None)],
    };
    PersonSetup {
        obligation,
        deceased: chance(rng, 10).then(|| plus(day, pick(rng, &[-5, 0, 10]))),
        insurer: pick(rng, &[None, Some(100), Some(200), Some(600), Some(900)]),
        memberships,
        premiums: Vec::new(),
    }
}
