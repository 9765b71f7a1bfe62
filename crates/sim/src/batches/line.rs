//! What the specification says of one line of an original, code by code.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use super::setting::{FACILITIES, Kind, Line, PERSONS, PRICES, Price, STAYS, Sending, Stay};

/// The day on which each sector joined (sectors.md).
fn joined(sector: &str) -> Date {
    match sector {
        "PVT" => date(2023, 4, 1),
        _ => date(2024, 1, 1),
    }
}

/// What a code stands for to a facility: in its sector, else anywhere.
pub(super) fn kind_of(facility: usize, code: u32) -> Option<Kind> {
    let sector = FACILITIES[facility].sector;
    let of_code = || PRICES.iter().filter(|price| price.code == code);
    let here = of_code().find(|price| price.sector == sector);
    here.or_else(|| of_code().next()).map(|price| price.kind)
}

fn record_of(kind: Kind) -> bool {
    matches!(kind, Kind::Cost | Kind::Premium)
}

/// The last day to invoice a day (D4).
fn two_years_later(day: Date) -> Date {
    let year = day.year() + 2;
    let last = if day.month() == 2 && day.day() == 29 {
        28
    } else {
        day.day()
    };
    date(year, day.month(), last)
}

fn covered(stay: &Stay, day: Date, end: Option<Date>) -> bool {
    day >= stay.from && day <= stay.to && end.is_none_or(|end| day <= end)
}

/// Days between a day and a stay; zero when it is covered or lies between start and end.
fn away(stay: &Stay, day: Date) -> i32 {
    let last = stay.end.map_or(stay.to, |(day, _)| day);
    let days = |from: Date, to: Date| from.until(to).map_or(i32::MAX, |span| span.get_days());
    if day < stay.from {
        days(day, stay.from)
    } else if day > last {
        days(last, day)
    } else {
        0
    }
}

/// The stay of a line: that of the reference, else the nearest; of two equally near the one accepted first.
pub(super) fn stay_of(facility: usize, person: usize, reference: Option<usize>, day: Date) -> Option<&'static Stay> {
    let mine = |stay: &Stay| stay.person == person && stay.facility == facility;
    if let Some(stay) = reference.map(|index| &STAYS[index]).filter(|stay| mine(stay)) {
        return Some(stay);
    }
    let mut best: Option<&'static Stay> = None;
    for stay in STAYS.iter().filter(|stay| mine(stay)) {
        if best.is_none_or(|before| away(stay, day) < away(before, day)) {
            best = Some(stay);
        }
    }
    best
}

/// The price of a line, by rank: facility, user type, income category, latest from. Every stay in PVT here is of a
/// person without intellectual disability; elsewhere the type is not known.
fn price_of(facility: usize, person: usize, stay: Option<&Stay>, line: &Line) -> Vec<&'static Price> {
    let increased = PERSONS[person].increased.unwrap_or(false);
    let user_types = match stay {
        Some(_) if FACILITIES[facility].sector == "PVT" => vec![Some(false)],
        Some(_) => vec![None],
        // Without a stay the amount of any type is right (E42).
        None => vec![None, Some(false), Some(true)],
    };
    let mut prices = Vec::new();
    for user_type in user_types {
        let mut fitting: Vec<&Price> = PRICES
            .iter()
            .filter(|price| price.code == line.code && price.sector == FACILITIES[facility].sector)
            .filter(|price| price.from <= line.day && line.day <= price.to)
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
        prices.extend(fitting.pop().filter(|price| record_of(price.kind) == line.provision));
    }
    prices
}

/// A code of a check for the record that a line stands in; costs have fewer checks.
fn named(line: &Line, code: &str) -> Option<String> {
    const OF_COSTS: [&str; 14] = [
        "402", "420", "440", "423", "510", "511", "513", "540", "541", "546", "547", "548", "549", "550",
    ];
    if !line.provision {
        return Some(format!("300{code}"));
    }
    OF_COSTS.contains(&code).then(|| format!("500{code}"))
}

/// What a line is judged with.
pub(super) struct Case<'c> {
    pub(super) sending: &'c Sending,
    pub(super) line: &'c Line,
    pub(super) person: Option<usize>,
    pub(super) reference: Option<usize>,
    /// Whether the invoice has 200742.
    pub(super) on_no_day: bool,
    /// Whether the day and code stand already.
    pub(super) paid: bool,
    /// Whether another facility's day of this person stands that may not be cumulated.
    pub(super) elsewhere: bool,
    /// Whether the person has a first premium already.
    pub(super) premium_known: bool,
    /// Whether the other line of the pair is there; `None` where none is needed.
    pub(super) partner: Option<bool>,
}

/// Every finding of one line by itself, but 300452 by a refused partner and what two lines of a file do together.
pub(super) fn of_line(case: &Case<'_>) -> BTreeSet<String> {
    let (line, facility) = (case.line, case.sending.facility);
    let sector = FACILITIES[facility].sector;
    let mut found = BTreeSet::new();
    if line.day < joined(sector) {
        found.extend(named(line, "550"));
        return found;
    }
    let mut add = |holds: bool, code: &str| {
        if holds {
            found.extend(named(line, code));
        }
    };
    let kind = kind_of(facility, line.code);
    add(line.last_day != line.day, "616");
    add(line.day > case.sending.on, "510");
    add(case.sending.on > two_years_later(line.day), "546");
    add(line.day > case.sending.month.last_of_month(), "547");
    let digits_hold = (line.code / 10) % 7 == line.code % 10;
    add(!digits_hold, "402");
    let mut usable = digits_hold;
    if digits_hold {
        let on_day = |price: &&Price| {
            price.code == line.code
                && price.from <= line.day
                && line.day <= price.to
                && record_of(price.kind) == line.provision
        };
        let here = PRICES
            .iter()
            .filter(on_day)
            .any(|price| price.sector == sector && price.facility.is_none_or(|of| of == facility));
        let in_sector = PRICES.iter().filter(on_day).any(|price| price.sector == sector);
        let elsewhere_only = !in_sector && PRICES.iter().any(|price| on_day(&price));
        let recognised = line.day <= FACILITIES[facility].recognised_to;
        add(!here && !elsewhere_only, "420");
        add(elsewhere_only || !recognised, "440");
        usable = here && recognised;
    }
    if !line.provision && line.units != 1 {
        found.insert("302240".to_owned());
    }
    if line.provision && kind != Some(Kind::Premium) && line.cents <= 0 {
        found.insert("501941".to_owned());
    }
    if let Some(person) = case.person {
        with_person(case, person, kind, usable, &mut found);
    }
    found
}

/// What an unknown person silences.
fn with_person(case: &Case<'_>, person: usize, kind: Option<Kind>, usable: bool, found: &mut BTreeSet<String>) {
    let (line, facility) = (case.line, case.sending.facility);
    let who = &PERSONS[person];
    let member = who
        .memberships
        .iter()
        .find(|(_, _, from, to)| *from <= line.day && line.day <= *to);
    let stay = stay_of(facility, person, case.reference, line.day);
    let mut add = |holds: bool, code: &str| {
        if holds {
            found.extend(named(line, code));
        }
    };
    add(
        !case.on_no_day && member.is_none_or(|(fund, ..)| *fund != case.sending.fund),
        "540",
    );
    add(who.deceased.is_some_and(|died| line.day > died), "549");
    add(case.paid, "423");
    add(case.elsewhere && kind != Some(Kind::Share), "445");
    add(case.partner == Some(false), "452");
    let Some(of) = stay else {
        add(true, "541");
        amounts(case, (person, stay), kind, usable, found);
        return;
    };
    let end = of.end.map(|(day, _)| day);
    if line.day < of.from {
        add(true, "511");
    } else if end.is_some_and(|end| line.day > end) {
        add(true, "513");
    } else {
        add(!covered(of, line.day, end), "548");
    }
    let too_early = of
        .end
        .is_some_and(|(day, minute)| line.day == day && day != of.from && minute < 12 * 60);
    add(too_early && !line.provision, "553");
    let may_change = of
        .end_in_beraad
        .is_some_and(|then| covered(of, line.day, Some(then)) != covered(of, line.day, end));
    if may_change {
        found.insert("P30001".to_owned());
    }
    amounts(case, (person, stay), kind, usable, found);
}

fn amounts(
    case: &Case<'_>,
    (person, stay): (usize, Option<&Stay>),
    kind: Option<Kind>,
    usable: bool,
    found: &mut BTreeSet<String>,
) {
    let (line, facility) = (case.line, case.sending.facility);
    let prices = price_of(facility, person, stay, line);
    let asked = |price: &Price| {
        if price.kind == Kind::Share {
            -price.cents
        } else {
            price.cents
        }
    };
    let right = prices.iter().any(|price| asked(price) == line.cents);
    if !line.provision {
        if usable && !right {
            found.insert("301940".to_owned());
        }
        return;
    }
    if prices
        .first()
        .is_some_and(|price| price.kind == Kind::Cost && line.cents > price.cents)
    {
        found.insert("P50001".to_owned());
    }
    if kind == Some(Kind::Premium) {
        if usable && !right {
            found.insert("501940".to_owned());
        }
        let who = &PERSONS[person];
        let member = who
            .memberships
            .iter()
            .find(|(_, _, from, to)| *from <= line.day && line.day <= *to);
        if let Some((_, official, ..)) = member
            && (who.obligation != "OBLIGATORY" || !official || case.premium_known)
        {
            found.insert("500460".to_owned());
        }
    }
}
