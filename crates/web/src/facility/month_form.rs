//! What the form of a month says: days left out, days of before, costs and lines taken back.

use std::collections::BTreeSet;

use app::{DraftCost, DraftCredit, FilledMonth};
use identifiers::{EuroCents, Month, PerformanceCode, Period, VsbReference};
use jiff::civil::Date;

use super::form::{Errors, Pairs, Typed};
use crate::words::Words;

/// The longest run of earlier days that a form may name: far more than any term.
const MOST_DAYS: usize = 10_000;

fn reference_and_day(text: &str) -> Option<(VsbReference, Date)> {
    let (reference, day) = text.rsplit_once(':')?;
    Some((reference.parse().ok()?, day.parse().ok()?))
}

/// The days of a row that have a box: a bit for each, the first of the month being the lowest.
pub(super) fn shown_value(reference: VsbReference, days: impl Iterator<Item = Date>) -> String {
    let (mut month, mut bits) = (None, 0_u32);
    for day in days {
        month = Some(Month::of(day));
        bits |= 1 << (day.day() - 1);
    }
    month.map_or_else(String::new, |month| format!("{reference}:{month}:{bits:x}"))
}

fn shown_days(value: &str) -> Vec<(VsbReference, Date)> {
    let read = || {
        let mut parts = value.split(':');
        let reference: VsbReference = parts.next()?.parse().ok()?;
        let month = Month::parse(parts.next()?).ok()?;
        let bits = u32::from_str_radix(parts.next()?, 16).ok()?;
        let has_box = move |day: &Date| bits & 1 << (day.day() - 1) != 0;
        let days = month.period().days().filter(has_box);
        Some(days.map(|day| (reference, day)).collect())
    };
    read().unwrap_or_default()
}

/// A run of days before the month.
pub(super) fn run_value(reference: VsbReference, first: Date, last: Date) -> String {
    format!("{reference}:{first}:{last}")
}

fn days_of_run(value: &str) -> Vec<(VsbReference, Date)> {
    let read = || {
        let (rest, last) = value.rsplit_once(':')?;
        let (reference, first) = reference_and_day(rest)?;
        let run = Period::between(first, last.parse().ok()?).ok()?;
        Some(run.days().take(MOST_DAYS).map(|day| (reference, day)).collect())
    };
    read().unwrap_or_default()
}

/// What the form says of a month, whole: what is kept in it and what is new; and what it could have said.
pub(super) fn read(words: Words, pairs: &Pairs, typed: &Typed) -> (FilledMonth, Errors) {
    let mut filled = FilledMonth::default();
    let gone: BTreeSet<&str> = pairs
        .iter()
        .filter(|(name, _)| name == "weg")
        .map(|(_, value)| value.as_str())
        .collect();
    let (draft, shown) = (&mut filled.typed, &mut filled.shown);
    for (name, value) in pairs {
        let stays = !gone.contains(value.as_str());
        match name.as_str() {
            "uit" => draft.off.extend(reference_and_day(value)),
            "getoond" => shown.off.extend(shown_days(value)),
            "vroeger" => draft.earlier.extend(days_of_run(value)),
            "vroeger-getoond" => shown.earlier.extend(days_of_run(value)),
            "kost" => {
                let cost = cost_of(value);
                draft.costs.extend(cost.clone().filter(|_| stays));
                shown.costs.extend(cost);
            }
            "credit" => {
                let credits: Vec<DraftCredit> = value.split(' ').filter_map(credit_of).collect();
                shown.credits.extend(&credits);
                draft.credits.extend(credits.into_iter().filter(|_| stays));
            }
            "kost-getoond" => shown.costs.extend(cost_of(value)),
            "credit-getoond" => shown.credits.extend(credit_of(value)),
            _ => {}
        }
    }
    let mut errors = Errors::new();
    if !typed.get("kostbedrag").is_empty() || !typed.get("kostcode").is_empty() {
        match new_cost(words, typed) {
            Ok(cost) => draft.costs.push(cost),
            Err(wrong) => errors.extend(wrong),
        }
    }
    (filled, errors)
}

/// Costs and credits that stood in the form and were taken out, by the names under which they go along unseen.
pub(super) fn taken_out(filled: &FilledMonth) -> Vec<(&'static str, String)> {
    let (typed, shown) = (&filled.typed, &filled.shown);
    let costs = shown.costs.iter().filter(|cost| !typed.costs.contains(cost));
    let costs = costs.map(|cost| ("kost-getoond", cost_value(cost)));
    let credits = shown.credits.difference(&typed.credits);
    let credits = credits.map(|credit| ("credit-getoond", credit_value(&[*credit])));
    costs.chain(credits).collect()
}

fn new_cost(words: Words, typed: &Typed) -> Result<DraftCost, Errors> {
    let mut errors = Errors::new();
    let mut wrong = |name: &str| {
        errors.insert(name.to_owned(), words.t(&format!("fac-error-{name}")));
    };
    let reference = typed.get("kostverblijf").parse().ok();
    let day = typed.get("kostdag").parse().ok();
    let code = typed.get("kostcode").parse().ok();
    let cents = cents(typed.get("kostbedrag"));
    for (name, is_wrong) in [
        ("kostverblijf", reference.is_none()),
        ("kostdag", day.is_none()),
        ("kostcode", code.is_none()),
        ("kostbedrag", cents.is_none()),
    ] {
        if is_wrong {
            wrong(name);
        }
    }
    match (reference, day, code, cents) {
        (Some(reference), Some(day), Some(code), Some(cents)) => Ok(DraftCost {
            reference,
            day,
            code,
            cents,
        }),
        _ => Err(errors),
    }
}

/// `12,34`, `12.34` or `12` euros, above zero.
fn cents(text: &str) -> Option<EuroCents> {
    let text = text.trim().trim_start_matches('€').trim().replace(',', ".");
    let (euros, rest) = text.split_once('.').unwrap_or((&text, "00"));
    let rest = match rest.len() {
        1 => format!("{rest}0"),
        2 => rest.to_owned(),
        _ => return None,
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(euros) || !is_digits(&rest) {
        return None;
    }
    let cents = euros
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(rest.parse().ok()?)?;
    (cents > 0).then(|| EuroCents::new(cents))
}

pub(super) fn cost_value(cost: &DraftCost) -> String {
    format!("{}|{}|{}|{}", cost.reference, cost.day, cost.code, cost.cents.cents())
}

fn cost_of(value: &str) -> Option<DraftCost> {
    let mut parts = value.split('|');
    Some(DraftCost {
        reference: parts.next()?.parse().ok()?,
        day: parts.next()?.parse().ok()?,
        code: parts.next()?.parse::<PerformanceCode>().ok()?,
        cents: EuroCents::new(parts.next()?.parse().ok()?),
    })
}

/// A line that is taken back, and its share behind it.
pub(super) fn credit_value(places: &[DraftCredit]) -> String {
    let places = places.iter();
    let places = places.map(|credit| format!("{}|{}|{}", credit.batch, credit.invoice, credit.position));
    places.collect::<Vec<_>>().join(" ")
}

fn credit_of(value: &str) -> Option<DraftCredit> {
    let mut parts = value.split('|');
    Some(DraftCredit {
        batch: parts.next()?.parse().ok()?,
        invoice: parts.next()?.parse().ok()?,
        position: parts.next()?.parse().ok()?,
    })
}
