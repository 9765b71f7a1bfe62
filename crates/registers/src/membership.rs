//! Affiliating with a care fund, moving to another one, and ending a membership (care.md §0; fine print, Members).
//!
//! Each judgement looks at everything at once and says how the memberships would then stand. Any finding that
//! is more than a note refuses. Whether the person is known and the fund exists is asked before. All parameters
//! and lists are those of the day of receipt.
//!
//! What opens a membership is judged by the same rules whether a person affiliates or moves: the table of
//! care.md §0 speaks of mutations apart only where it names them. Ending a membership asks none of these.

mod end;
#[cfg(test)]
pub(crate) mod fixture;
mod forbidden;
mod fund_choice;
mod kind;
mod mutation_date;
mod nothing_to_move;
mod overlap;
mod too_early;

use identifiers::{CareFundNumber, Period};
use jiff::civil::Date;
use regulation::{Effect, Finding, Law, LawError};

use crate::person::{Membership, MembershipKind, Person};

/// What comes of an affiliation, a mutation or an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipVerdict {
    /// Whether it is done: ACCEPTED, else REFUSED.
    pub accepted: bool,
    /// Everything that was found.
    pub findings: Vec<Finding>,
    /// When accepted: all memberships of the person as they then stand, in order of start, never overlapping.
    pub after: Option<Vec<Membership>>,
}

/// A membership that is asked for: what the rules of the law look at.
struct Opening<'a> {
    person: &'a Person,
    fund: CareFundNumber,
    /// Of a mutation: the kind that is kept; `None` when nothing moves.
    kind: Option<MembershipKind>,
    from: Date,
    received_day: Date,
    law: &'a Law,
}

/// One rule on what opens a membership.
type Rule = fn(&Opening<'_>) -> Result<Option<Finding>, LawError>;

/// The rules for every membership that opens, in the order of care.md §0.
const RULES: [Rule; 4] = [forbidden::check, kind::check, fund_choice::check, too_early::check];

impl Opening<'_> {
    /// What the rules find. A check that does not hold yet, or no longer, on the day of receipt has found nothing.
    fn findings(&self, rules: &[Rule]) -> Result<Vec<Finding>, LawError> {
        let mut findings = Vec::new();
        for rule in rules {
            findings.extend(rule(self)?);
        }
        findings.retain(|finding| {
            self.law
                .check(&finding.code)
                .is_none_or(|check| check.holds_on(self.received_day))
        });
        Ok(findings)
    }
}

/// Judges whether a person may affiliate with a fund from a day on, without end.
///
/// Finds MEM_FORBIDDEN, MEM_KIND, MEM_FUND_CHOICE, MEM_TOO_EARLY, MEM_OVERLAP (care.md §0; IBW slides §5).
/// `received_day` is the day of receipt in Brussels.
///
/// # Errors
/// The law lacks a parameter on the day of receipt, or the catalogue a check.
pub fn judge_affiliation(
    person: &Person,
    fund: CareFundNumber,
    kind: MembershipKind,
    from: Date,
    law: &Law,
    received_day: Date,
) -> Result<MembershipVerdict, LawError> {
    let opening = Opening {
        person,
        fund,
        kind: Some(kind),
        from,
        received_day,
        law,
    };
    let mut findings = opening.findings(&RULES)?;
    let new = Membership {
        fund,
        kind,
        period: Period::since(from),
    };
    let overlaps = overlap::check(&person.memberships, new.period);
    let after = overlaps.is_empty().then(|| with(person.memberships.clone(), new));
    findings.extend(overlaps);
    verdict(findings, after, law)
}

/// Judges whether a person may move to a fund on a day: the old membership ends on the day before, and one of
/// the same kind begins, without end.
///
/// Finds MEM_FORBIDDEN, MEM_KIND (on the kind that is kept), MEM_FUND_CHOICE, MEM_TOO_EARLY, MEM_MUTATION_DATE,
/// MEM_NOTHING_TO_MOVE, and MEM_OVERLAP with a membership other than the one that moves (care.md §0; fine print,
/// Members; D12). A move to one's own fund is MEM_NOTHING_TO_MOVE, not MEM_OVERLAP. `received_day` is the day of
/// receipt in Brussels.
///
/// # Errors
/// The law lacks a parameter on the day of receipt, or the catalogue a check.
pub fn judge_mutation(
    person: &Person,
    fund: CareFundNumber,
    from: Date,
    law: &Law,
    received_day: Date,
) -> Result<MembershipVerdict, LawError> {
    let eve = nothing_to_move::DayBefore::of(person, fund, from);
    let opening = Opening {
        person,
        fund,
        kind: eve.moved().map(|old| old.kind),
        from,
        received_day,
        law,
    };
    let mut findings = opening.findings(&RULES)?;
    findings.extend(opening.findings(&[mutation_date::check])?);
    findings.extend(eve.finding(from));
    let overlaps = overlap::check(&eve.others(person, fund), Period::since(from));
    let after = eve.moved().filter(|_| overlaps.is_empty()).map(|old| {
        let mut memberships = eve.others(person, fund);
        memberships.extend(eve.closed());
        let new = Membership {
            fund,
            kind: old.kind,
            period: Period::since(from),
        };
        with(memberships, new)
    });
    findings.extend(overlaps);
    verdict(findings, after, law)
}

/// Judges whether the membership of a person with a fund may end on a day, which is its last one: the person
/// leaves Flanders, or a voluntary member stops.
///
/// Finds MEM_NOTHING_TO_END (care.md §0; fine print, Members). A membership whose end lies ahead may be
/// shortened; one that has ended, or whose end already is that day or an earlier one, may not.
/// `received_day` is the day of receipt in Brussels.
///
/// # Errors
/// The catalogue lacks the check.
pub fn judge_end(
    person: &Person,
    fund: CareFundNumber,
    to: Date,
    law: &Law,
    received_day: Date,
) -> Result<MembershipVerdict, LawError> {
    match end::shortened(person, fund, to, received_day) {
        Some(after) => verdict(Vec::new(), Some(after), law),
        None => verdict(vec![end::nothing_to_end(fund, to)], None, law),
    }
}

/// Memberships with one more, in order of start.
fn with(mut memberships: Vec<Membership>, new: Membership) -> Vec<Membership> {
    memberships.push(new);
    memberships.sort_by_key(|membership| membership.period);
    memberships
}

/// Accepts what can be done (`after` says how) and is not refused.
fn verdict(findings: Vec<Finding>, after: Option<Vec<Membership>>, law: &Law) -> Result<MembershipVerdict, LawError> {
    let mut accepted = after.is_some();
    for finding in &findings {
        // An effect that is none of members' checks refuses: no doubt may accept.
        accepted &= law.effect(&finding.code)? == Effect::Note;
    }
    Ok(MembershipVerdict {
        accepted,
        findings,
        after: after.filter(|_| accepted),
    })
}

#[cfg(test)]
mod tests;
