//! What the specification says of a stay: which days it covers, and to which stay a line belongs.

use jiff::ToSpan;
use jiff::civil::Date;

use super::setting::{Change, Stay, World};

/// Terms of care.md §2 and §3, in days.
const REQUEST_TERM_DAYS: i64 = 30;
const EXTENSION_TERM_DAYS: i64 = 30;

pub(super) fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// The last approved day.
pub(super) fn approved_end(stay: &Stay) -> Date {
    stay.extension.map_or(stay.until, |extension| extension.to)
}

/// The day on which its coverage ends.
pub(super) fn ends_on(stay: &Stay) -> Date {
    stay.end
        .map_or(approved_end(stay), |(day, _)| day.min(approved_end(stay)))
}

/// Whether the day is covered as the dossier stands.
pub(super) fn covered(stay: &Stay, day: Date) -> bool {
    let mut parts = vec![(stay.first, stay.until)];
    parts.extend(stay.extension.map(|extension| (extension.from, extension.to)));
    is_in(&parts, stay.end.map(|(end, _)| end), day)
}

fn is_in(parts: &[(Date, Date)], end: Option<Date>, day: Date) -> bool {
    parts.iter().any(|(from, to)| *from <= day && day <= *to) && end.is_none_or(|end| day <= end)
}

/// Days after the approved end that an extension received on a day would add: not those more than its term back.
pub(super) fn added(stay: &Stay, received: Date, to: Date) -> Option<(Date, Date)> {
    let next = plus(stay.until, 1);
    let from = if received > plus(next, EXTENSION_TERM_DAYS) {
        plus(received, -EXTENSION_TERM_DAYS)
    } else {
        next
    };
    (from <= to).then_some((from, to))
}

/// The first covered day of a start that was first told on a day (D1): never before the sector joined.
pub(super) fn covered_from(start: Date, first_told: Date, joined: Date) -> Date {
    start.max(plus(first_told, -REQUEST_TERM_DAYS)).max(joined)
}

/// Whether the day would be covered if a change that waits were accepted on the dossier as it stands.
fn covered_if(world: &World, stay: &Stay, change: Change, day: Date) -> bool {
    let mut first = stay.first;
    let mut extension = stay.extension.map(|extension| (extension.from, extension.to));
    let mut one_more = None;
    let mut end = stay.end.map(|(end, _)| end);
    match change {
        Change::OtherEnd(then, _) => end = Some(then),
        Change::NoEnd => end = None,
        Change::OtherStart(start, _) if !stay.migrated => {
            let joined = world.rules.joined(world.facilities[stay.facility].sector);
            first = covered_from(start, stay.received, joined);
        }
        Change::OtherStart(..) => {}
        Change::Extension(to) if to > approved_end(stay) => {
            let as_it_stands = Stay {
                until: approved_end(stay),
                ..stay.clone()
            };
            one_more = added(&as_it_stands, stay.waiting_told, to);
        }
        Change::Extension(_) => {}
        Change::NoExtension => extension = None,
    }
    let parts: Vec<(Date, Date)> = std::iter::once((first, stay.until))
        .chain(extension)
        .chain(one_more)
        .map(|(from, to)| (from.max(first), to))
        .collect();
    is_in(&parts, end, day)
}

/// P30001: whether a change that waits would make the day's coverage another.
pub(super) fn may_change(world: &World, stay: &Stay, day: Date) -> bool {
    let now = covered(stay, day);
    stay.waiting
        .iter()
        .any(|change| covered_if(world, stay, *change, day) != now)
}

/// Days between a day and a stay; zero when it is covered or lies between start and end.
fn away(stay: &Stay, day: Date) -> i32 {
    let last = stay.end.map_or_else(|| approved_end(stay), |(end, _)| end);
    let days = |from: Date, to: Date| from.until(to).map_or(i32::MAX, |span| span.get_days());
    if covered(stay, day) {
        0
    } else if day < stay.start.0 {
        days(day, stay.start.0)
    } else if day > last {
        days(last, day)
    } else {
        0
    }
}

/// The day on which it was accepted.
fn accepted_on(stay: &Stay) -> Date {
    stay.reviewed.map_or(stay.received, |(day, _)| day)
}

/// The stay of a line: that of the reference, else the nearest; of two equally near the one accepted first.
pub(super) fn stay_of(
    world: &World,
    facility: usize,
    person: usize,
    reference: Option<usize>,
    day: Date,
) -> Option<&Stay> {
    let mine = |stay: &&Stay| stay.person == person && stay.facility == facility;
    if let Some(stay) = reference.map(|index| &world.stays[index]).filter(mine) {
        return Some(stay);
    }
    let mut best: Option<&Stay> = None;
    for stay in world.stays.iter().filter(mine) {
        let rank = |of: &Stay| (away(of, day), accepted_on(of));
        if best.is_none_or(|before| rank(stay) < rank(before)) {
            best = Some(stay);
        }
    }
    best
}
