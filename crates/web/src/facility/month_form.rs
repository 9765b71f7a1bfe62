//! What the form of a month says: days left out, days of before, costs and lines taken back.

use std::collections::BTreeSet;

use app::{DraftCost, DraftCredit, MonthDraft};
use identifiers::{EuroCents, PerformanceCode, VsbReference};
use jiff::civil::Date;

use super::form::{Errors, Pairs, Typed};
use crate::words::Words;

fn reference_and_day(text: &str) -> Option<(VsbReference, Date)> {
    let (reference, day) = text.rsplit_once(':')?;
    Some((reference.parse().ok()?, day.parse().ok()?))
}

/// What the form says of a month, whole: what is kept in it and what is new.
pub(super) fn read(words: Words, pairs: &Pairs, typed: &Typed) -> (MonthDraft, Errors) {
    let mut draft = MonthDraft::default();
    let gone: BTreeSet<&str> = pairs
        .iter()
        .filter(|(name, _)| name == "weg")
        .map(|(_, value)| value.as_str())
        .collect();
    for (name, value) in pairs {
        match name.as_str() {
            "uit" => draft.off.extend(reference_and_day(value)),
            "vroeger" => {
                for day in value.split(' ').filter_map(reference_and_day) {
                    draft.earlier.insert(day);
                }
            }
            "kost" if !gone.contains(value.as_str()) => draft.costs.extend(cost_of(value)),
            "credit" if !gone.contains(value.as_str()) => draft.credits.extend(credit_of(value)),
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
    (draft, errors)
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

pub(super) fn credit_value(credit: &DraftCredit) -> String {
    format!("{}|{}|{}", credit.batch, credit.invoice, credit.position)
}

fn credit_of(value: &str) -> Option<DraftCredit> {
    let mut parts = value.split('|');
    Some(DraftCredit {
        batch: parts.next()?.parse().ok()?,
        invoice: parts.next()?.parse().ok()?,
        position: parts.next()?.parse().ok()?,
    })
}
