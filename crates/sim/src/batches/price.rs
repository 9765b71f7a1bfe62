//! What the specification says of codes and prices.

use jiff::civil::Date;

use super::setting::{Kind, Line, Price, Stay, World};

/// What a code stands for to a facility: in its sector, else anywhere.
pub(super) fn kind_of(world: &World, facility: usize, code: u32) -> Option<Kind> {
    let sector = world.facilities[facility].sector;
    let of_code = || world.prices.iter().filter(|price| price.code == code);
    let here = of_code().find(|price| price.sector == sector);
    here.or_else(|| of_code().next()).map(|price| price.kind)
}

/// Whether a code is one of the facility's sector, whatever the day.
pub(super) fn is_of_sector(world: &World, facility: usize, code: u32) -> bool {
    let sector = world.facilities[facility].sector;
    world
        .prices
        .iter()
        .any(|price| price.code == code && price.sector == sector)
}

pub(super) fn check_digit_holds(code: u32) -> bool {
    (code / 10) % 7 == code % 10
}

fn is_on(price: &Price, day: Date) -> bool {
    price.from <= day && day <= price.to
}

/// Where a code has a price on a day, in the record of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Valid {
    Here,
    /// In another sector only.
    ElsewhereOnly,
    Nowhere,
}

pub(super) fn valid(world: &World, facility: usize, line: &Line) -> Valid {
    let sector = world.facilities[facility].sector;
    let mut prices = world.prices.iter().filter(|price| {
        price.code == line.code && is_on(price, line.day) && price.kind.is_provision() == line.provision
    });
    let all: Vec<&Price> = prices.by_ref().collect();
    let here = |price: &&&Price| price.sector == sector && price.facility.is_none_or(|of| of == facility);
    if all.iter().find(here).is_some() {
        Valid::Here
    } else if !all.is_empty() && all.iter().all(|price| price.sector != sector) {
        Valid::ElsewhereOnly
    } else {
        Valid::Nowhere
    }
}

/// The prices that may be the line's, by rank: facility, user type, income category, latest from. Without a stay the
/// amount of any type of user is right (E42).
pub(super) fn prices_of<'w>(
    world: &'w World,
    facility: usize,
    person: usize,
    stay: Option<&Stay>,
    line: &Line,
) -> Vec<&'w Price> {
    // An unknown allowance is the standard one (E105, E157).
    let increased = world.persons[person].increased.unwrap_or(false);
    let user_types = match stay {
        Some(stay) => vec![stay.disability],
        None => vec![None, Some(true), Some(false)],
    };
    let mut prices = Vec::new();
    for user_type in user_types {
        let mut fitting: Vec<&Price> = world
            .prices
            .iter()
            .filter(|price| price.code == line.code && price.sector == world.facilities[facility].sector)
            .filter(|price| is_on(price, line.day))
            .filter(|price| price.facility.is_none_or(|of| of == facility))
            .filter(|price| price.disability.is_none_or(|of| Some(of) == user_type))
            .filter(|price| price.increased.is_none_or(|of| of == increased))
            .collect();
        fitting.sort_by_key(|price| {
            (
                price.facility.is_some(),
                price.disability.is_some(),
                price.increased.is_some(),
                price.from,
            )
        });
        let best = fitting
            .pop()
            .filter(|price| price.kind.is_provision() == line.provision);
        prices.extend(best);
    }
    prices
}

/// What an original asks for a price: a personal share has the opposite sign of its day.
pub(super) fn asked(price: &Price) -> i64 {
    if price.kind == Kind::Share {
        -price.cents
    } else {
        price.cents
    }
}
