//! What the specification says of one line of an original, code by code.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::price::{Valid, asked, check_digit_holds, kind_of, prices_of, valid};
use super::setting::{Kind, Line, Sending, Stay, World, on};
use super::stay::{covered, may_change, stay_of};

/// The last day to invoice a day (D4).
fn years_later(day: Date, years: i16) -> Date {
    let year = day.year() + years;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = if day.month() == 2 && day.day() == 29 && !leap {
        28
    } else {
        day.day()
    };
    jiff::civil::date(year, day.month(), last)
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
    pub(super) world: &'c World,
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
    let (world, line, facility) = (case.world, case.line, case.sending.facility);
    let sector = world.facilities[facility].sector;
    let mut found = BTreeSet::new();
    if line.day < world.rules.joined(sector) {
        found.extend(named(line, "550"));
        return found;
    }
    let mut add = |holds: bool, code: &str| {
        if holds {
            found.extend(named(line, code));
        }
    };
    let kind = kind_of(world, facility, line.code);
    add(line.last_day != line.day, "616");
    add(line.day > case.sending.on, "510");
    let years = on(&world.rules.term_years, sector, line.day).unwrap_or(0);
    add(case.sending.on > years_later(line.day, years), "546");
    add(line.day > case.sending.month.last_of_month(), "547");
    let digits_hold = check_digit_holds(line.code);
    add(!digits_hold, "402");
    let mut usable = digits_hold;
    if digits_hold {
        let valid = valid(world, facility, line);
        let recognised = world.facilities[facility].is_recognised_on(line.day);
        add(valid == Valid::Nowhere, "420");
        add(valid == Valid::ElsewhereOnly || !recognised, "440");
        usable = valid == Valid::Here && recognised;
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
    let (world, line, facility) = (case.world, case.line, case.sending.facility);
    let who = &world.persons[person];
    let stay = stay_of(world, facility, person, case.reference, line.day);
    let mut add = |holds: bool, code: &str| {
        if holds {
            found.extend(named(line, code));
        }
    };
    add(!case.on_no_day && !who.is_with(case.sending.fund, line.day), "540");
    add(who.deceased.is_some_and(|died| line.day > died), "549");
    add(case.paid, "423");
    add(case.elsewhere && kind != Some(Kind::Share), "445");
    add(case.partner == Some(false), "452");
    match stay {
        None => add(true, "541"),
        Some(stay) => with_stay(case, stay, found),
    }
    amounts(case, (person, stay), kind, usable, found);
}

fn with_stay(case: &Case<'_>, stay: &Stay, found: &mut BTreeSet<String>) {
    let (world, line) = (case.world, case.line);
    let sector = world.facilities[case.sending.facility].sector;
    let outside = if line.day < stay.start.0 {
        Some("511")
    } else if stay.end.is_some_and(|(end, _)| line.day > end) {
        Some("513")
    } else {
        (!covered(stay, line.day)).then_some("548")
    };
    found.extend(outside.and_then(|code| named(line, code)));
    let minutes = |rule| on(rule, sector, line.day).unwrap_or(0);
    let unpayable = if line.day == stay.start.0 {
        stay.start.1 > minutes(&world.rules.first_day_until)
    } else {
        stay.end
            .is_some_and(|(end, minute)| line.day == end && minute < minutes(&world.rules.last_day_from))
    };
    if unpayable && !line.provision {
        found.insert("300553".to_owned());
    }
    if may_change(world, stay, line.day) {
        found.insert("P30001".to_owned());
    }
}

fn amounts(
    case: &Case<'_>,
    (person, stay): (usize, Option<&Stay>),
    kind: Option<Kind>,
    usable: bool,
    found: &mut BTreeSet<String>,
) {
    let (world, line, facility) = (case.world, case.line, case.sending.facility);
    let prices = prices_of(world, facility, person, stay, line);
    let right = prices.iter().any(|price| asked(price) == line.cents);
    if !line.provision {
        if usable && !right {
            found.insert("301940".to_owned());
        }
        return;
    }
    let mut limits = prices.iter().filter(|price| price.kind == Kind::Cost).peekable();
    if limits.peek().is_some() && limits.all(|price| line.cents > price.cents) {
        found.insert("P50001".to_owned());
    }
    if kind == Some(Kind::Premium) {
        if usable && !right {
            found.insert("501940".to_owned());
        }
        let who = &world.persons[person];
        if let Some(member) = who.member_on(line.day)
            && (who.obligation != "OBLIGATORY" || !member.official || case.premium_known)
        {
            found.insert("500460".to_owned());
        }
    }
}
