//! Affiliating, moving and ending (care.md §0; fine print, "Members").

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use crate::days::plus;
use crate::insurance::membership_on;
use crate::setup::{Membership, PersonSetup};

/// The findings, and the memberships afterwards when there is none.
type Judged = (BTreeSet<String>, Vec<Membership>);

/// What affiliating and moving have in common.
fn joining(person: &PersonSetup, fund: &str, kind: &str, from: Date, today: Date) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    if ["FORBIDDEN", "PROTOCOL"].contains(&person.obligation) {
        codes.insert("MEM_FORBIDDEN".into());
    }
    if person.obligation == "RESTRICTIVE" && kind == "OFFICIAL" {
        codes.insert("MEM_KIND".into());
    }
    if let Some(insurer) = person.insurer
        && fund != "680"
        && !fund.starts_with(&(insurer / 100).to_string())
    {
        codes.insert("MEM_FUND_CHOICE".into());
    }
    if from < date(today.year(), 1, 1) {
        codes.insert("MEM_TOO_EARLY".into());
    }
    codes
}

/// Whether one of these covers a day from `from` on.
fn covers_from(memberships: &[Membership], from: Date) -> bool {
    memberships.iter().any(|m| m.to.is_none_or(|to| to >= from))
}

/// A fund affiliates a person, from a day on.
pub(crate) fn affiliate(person: &PersonSetup, fund: &str, kind: &'static str, from: Date, today: Date) -> Judged {
    let mut codes = joining(person, fund, kind, from, today);
    if covers_from(&person.memberships, from) {
        codes.insert("MEM_OVERLAP".into());
    }
    let mut after = person.memberships.clone();
    after.push(Membership {
        fund: fund.into(),
        kind,
        from,
        to: None,
    });
    (codes, after)
}

/// A fund takes a person over from another, from a day on. The old membership ends the day before.
pub(crate) fn mutate(person: &PersonSetup, fund: &str, from: Date, today: Date) -> Judged {
    let moved = membership_on(person, plus(from, -1))
        .filter(|m| m.fund != fund)
        .cloned();
    // The kind is that of the membership that is moved; without one there is nothing whose kind could be wrong.
    let kind = moved.as_ref().map_or("ADMINISTRATIVE", |m| m.kind);
    let mut codes = joining(person, fund, kind, from, today);
    if (from.month(), from.day()) != (1, 1) || today >= date(from.year() - 1, 12, 5) {
        codes.insert("MEM_MUTATION_DATE".into());
    }
    let Some(moved) = moved else {
        codes.insert("MEM_NOTHING_TO_MOVE".into());
        // To one's own fund it gets that and not MEM_OVERLAP (fine print, "Members").
        let elsewhere: Vec<Membership> = person.memberships.iter().filter(|m| m.fund != fund).cloned().collect();
        if membership_on(person, plus(from, -1)).is_none() && covers_from(&elsewhere, from) {
            codes.insert("MEM_OVERLAP".into());
        }
        return (codes, person.memberships.clone());
    };
    let mut after: Vec<Membership> = person.memberships.iter().filter(|m| **m != moved).cloned().collect();
    if covers_from(&after, from) {
        codes.insert("MEM_OVERLAP".into());
    }
    after.push(Membership {
        to: Some(plus(from, -1)),
        ..moved
    });
    after.push(Membership {
        fund: fund.into(),
        kind,
        from,
        to: None,
    });
    (codes, after)
}

/// A fund ends a membership on a day.
pub(crate) fn end(person: &PersonSetup, fund: &str, to: Date, today: Date) -> Judged {
    let mut after = person.memberships.clone();
    let ended = after.iter_mut().rev().find(|m| {
        // One whose end lies ahead may be shortened; on its last day it still lasts.
        m.fund == fund && m.from <= to && m.to.is_none_or(|ends| ends >= today && to < ends)
    });
    let mut codes = BTreeSet::new();
    match ended {
        Some(membership) => membership.to = Some(to),
        None => {
            codes.insert("MEM_NOTHING_TO_END".into());
        }
    }
    (codes, after)
}
