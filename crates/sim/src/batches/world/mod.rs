//! A random world: what the law says, who is in the registers, what is paid for what, and who stays where.

mod law;
mod stays;

use fastrand::Rng;
use jiff::civil::{Date, date};

use super::price::check_digit_holds;
use super::setting::{CODES, FIRST, Facility, Kind, LAST, Member, Person, Price, Rules, SSINS, World};
use super::stay::plus;

impl World {
    /// The world of a seed, and what a later delivery of registers makes of it.
    pub(super) fn both(seed: u64) -> [Self; 2] {
        let world = Self::new(seed);
        let later = world.delivered(&mut Rng::with_seed(seed ^ 0x5eed_0000_0002));
        [world, later]
    }

    /// The same with other memberships and deaths, recognitions and prices here and there. Stays and law are as they were.
    fn delivered(&self, rng: &mut Rng) -> Self {
        let mut later = self.clone();
        for of in &mut later.persons {
            let other = person(rng, of.ssin);
            if one_in(rng, 3) {
                let premiums = of.premiums.clone();
                *of = Person { premiums, ..other };
            }
        }
        let others = facilities(rng);
        for (of, other) in later.facilities.iter_mut().zip(others) {
            if one_in(rng, 4) {
                *of = other;
            }
        }
        for price in &mut later.prices {
            if one_in(rng, 4) {
                price.cents += rng.i64(1..40);
            }
        }
        later
    }

    fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0x5eed_0000_0001);
        let mut world = Self {
            rules: rules(&mut rng),
            persons: SSINS.iter().map(|ssin| person(&mut rng, ssin)).collect(),
            facilities: facilities(&mut rng),
            prices: Vec::new(),
            stays: Vec::new(),
        };
        world.prices = prices(&mut rng, &world.facilities);
        while world.stays.len() < 5 {
            stays::add(&mut rng, &mut world);
        }
        world
    }
}

/// A day of a span of days.
fn day(rng: &mut Rng, from: Date, days: i64) -> Date {
    plus(from, rng.i64(0..days.max(1)))
}

fn one_in(rng: &mut Rng, many: u32) -> bool {
    rng.u32(0..many) == 0
}

/// A change of a value on a day in the middle of the months that are invoiced, in a third of the worlds; for one sector
/// or for all.
fn changed<T: Copy>(rng: &mut Rng, always: T, others: &[T]) -> Vec<(Option<&'static str>, Date, T)> {
    let mut values = vec![(None, date(2019, 1, 1), always)];
    if let Some(other) = rng.choice(others).copied().filter(|_| one_in(rng, 3)) {
        let sector = *rng.choice(&[None, Some("IBW"), Some("PVT")]).unwrap_or(&None);
        values.push((sector, day(rng, date(2024, 3, 1), 110), other));
    }
    values
}

fn rules(rng: &mut Rng) -> Rules {
    let ibw = [date(2024, 1, 1), date(2024, 2, 20), date(2024, 3, 12)];
    let pvt = [date(2023, 4, 1), date(2024, 1, 15), date(2024, 3, 5)];
    let mut joined = vec![("IBW", ibw[0]), ("PVT", pvt[0])];
    if one_in(rng, 2) {
        joined = vec![("IBW", ibw[rng.usize(0..3)]), ("PVT", pvt[rng.usize(0..3)])];
    }
    let pairs = [["IBW", "IBW"], ["IBW", "PVT"], ["PVT", "PVT"]];
    let mut together = Vec::new();
    if one_in(rng, 3) {
        together.push(pairs[rng.usize(0..3)]);
    }
    Rules {
        joined,
        error_percent: changed(rng, 5, &[4, 8]),
        term_years: changed(rng, 2, &[1, 3]),
        first_day_until: changed(rng, 24 * 60, &[12 * 60, 18 * 60]),
        last_day_from: changed(rng, 12 * 60, &[10 * 60, 15 * 60]),
        together,
        four_eyes: if one_in(rng, 3) { vec!["280"] } else { vec!["180"] },
    }
}

fn person(rng: &mut Rng, ssin: &'static str) -> Person {
    let mut changes: Vec<Date> = (0..rng.usize(0..=2))
        .map(|_| day(rng, date(2024, 2, 10), 130))
        .collect();
    changes.sort_unstable();
    changes.dedup();
    let mut memberships = Vec::new();
    let mut from = if one_in(rng, 8) { date(2024, 2, 10) } else { FIRST };
    let mut fund = if one_in(rng, 4) { "280" } else { "180" };
    for until in changes.into_iter().map(|change| plus(change, -1)).chain([LAST]) {
        let gap = until != LAST && one_in(rng, 8);
        if !gap && from <= until {
            memberships.push(Member {
                fund,
                official: !one_in(rng, 4),
                from,
                to: until,
            });
        }
        from = plus(until.min(date(2098, 1, 1)), 1);
        fund = if fund == "180" { "280" } else { "180" };
    }
    if one_in(rng, 8) {
        // With no fund any more.
        memberships.retain(|of| of.to != LAST);
    }
    let obligations = ["VOLUNTARY", "RESTRICTIVE", "FORBIDDEN", "PROTOCOL"];
    Person {
        ssin,
        obligation: if one_in(rng, 3) {
            obligations[rng.usize(0..4)]
        } else {
            "OBLIGATORY"
        },
        memberships,
        deceased: one_in(rng, 5).then(|| day(rng, date(2024, 3, 20), 90)),
        premiums: if one_in(rng, 4) { vec![2022] } else { Vec::new() },
        increased: [None, Some(false), Some(true)][rng.usize(0..3)],
    }
}

fn facilities(rng: &mut Rng) -> Vec<Facility> {
    let known = [
        ("IBW", "10000001", "73100188000"),
        ("IBW", "10000002", "73100287000"),
        ("PVT", "20000001", "74200149000"),
        ("PVT", "20000002", "74200248000"),
    ];
    let facility = |(sector, hco, nihdi)| {
        let first = date(2015, 1, 1);
        let recognised = match rng.u8(0..6) {
            0 | 1 => {
                let gap = day(rng, date(2024, 3, 20), 80);
                let again = plus(gap, rng.i64(2..70));
                vec![(first, gap), (again, LAST)]
            }
            2 => vec![(first, day(rng, date(2024, 4, 10), 60))],
            _ => vec![(first, LAST)],
        };
        Facility {
            sector,
            hco,
            nihdi,
            recognised,
        }
    };
    known.into_iter().map(facility).collect()
}

/// For each code one price or one of each kind of person, and some that change it inside a month.
fn prices(rng: &mut Rng, facilities: &[Facility]) -> Vec<Price> {
    let mut prices: Vec<Price> = Vec::new();
    for (code, kind, sector, about) in CODES {
        debug_assert!(check_digit_holds(code));
        let base = Price {
            code,
            kind,
            sector,
            facility: None,
            disability: None,
            increased: None,
            from: if one_in(rng, 5) {
                date(2024, 2, 25)
            } else {
                date(2023, 1, 1)
            },
            to: if one_in(rng, 8) {
                day(rng, date(2024, 4, 10), 40)
            } else {
                LAST
            },
            cents: about + rng.i64(0..100),
        };
        prices.extend(first_prices(rng, base));
        for _ in 0..rng.u8(0..=3) {
            let one = later_price(rng, base, facilities);
            let key = |of: &Price| (of.code, of.sector, of.facility, of.disability, of.increased, of.from);
            if prices.iter().all(|other| key(other) != key(&one)) {
                prices.push(one);
            }
        }
    }
    prices
}

/// One price for all, or one for each type of user or each allowance.
fn first_prices(rng: &mut Rng, base: Price) -> Vec<Price> {
    let of_type = |with, cents| Price {
        disability: Some(with),
        cents,
        ..base
    };
    let of_allowance = |increased, cents| Price {
        increased: Some(increased),
        cents,
        ..base
    };
    match rng.u8(0..4) {
        0 if base.sector == "PVT" => vec![of_type(false, base.cents), of_type(true, base.cents + 2000)],
        1 | 2 if base.kind == Kind::Share => vec![of_allowance(false, base.cents), of_allowance(true, base.cents / 3)],
        _ => vec![base],
    }
}

/// From a day inside a month on, perhaps for a time, one facility, one type of user or one allowance only.
fn later_price(rng: &mut Rng, base: Price, facilities: &[Facility]) -> Price {
    let here: Vec<usize> = (0..facilities.len())
        .filter(|of| facilities[*of].sector == base.sector)
        .collect();
    let from = day(rng, date(2024, 2, 20), 120);
    let mut is = |many| one_in(rng, many);
    let (own, typed, by_allowance, ends) = (is(2), is(3), is(3), is(4));
    Price {
        facility: rng.choice(&here).copied().filter(|_| own),
        disability: Some(rng.bool()).filter(|_| typed && base.sector == "PVT"),
        increased: Some(rng.bool()).filter(|_| by_allowance),
        from,
        to: if ends { plus(from, rng.i64(5..60)) } else { LAST },
        cents: base.cents + rng.i64(-100..300),
        ..base
    }
}
