//! What the lines of a file do to each other.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Judged;
use crate::batches::setting::Kind;

/// 300452: when one of a pair is refused for a reason of its own, the other falls.
pub(super) fn fall_together(all: &mut [Judged]) {
    let faulty: Vec<bool> = all.iter().map(Judged::is_faulty).collect();
    for at in 0..all.len() {
        if !faulty[at] && all[at].partner.is_some_and(|other| faulty[other]) {
            all[at].findings.insert("300452".to_owned());
        }
    }
}

/// The lines of originals in order of invoice number, then position.
fn in_order(all: &[Judged]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..all.len()).filter(|at| !all[*at].kept.credit).collect();
    order.sort_by_key(|at| (all[*at].kept.invoice, all[*at].place));
    order
}

pub(super) fn premiums_in_file(all: &mut [Judged]) {
    let mut seen = BTreeSet::new();
    for at in in_order(all) {
        let line = &mut all[at];
        if line.kept.kind != Some(Kind::Premium) || !line.counts() {
            continue;
        }
        if seen.contains(&line.kept.person) {
            line.findings.insert("500460".to_owned());
        } else if !line.is_open() {
            seen.insert(line.kept.person);
        }
    }
}

/// 300423: of equal lines the first that stands counts; a day and its share stand together.
pub(super) fn twice_in_file(all: &mut [Judged]) {
    let mut seen: BTreeSet<(usize, Date, u32)> = BTreeSet::new();
    let mut done = BTreeSet::new();
    for at in in_order(all) {
        if !all[at].counts() || !done.insert(at) {
            continue;
        }
        let mut unit = vec![at];
        if let Some(other) = all[at].partner.filter(|other| all[*other].counts()) {
            done.insert(other);
            unit.push(other);
        }
        let twice = |line: &Judged| line.key().is_some_and(|key| seen.contains(&key));
        if unit.iter().any(|at| twice(&all[*at])) {
            for at in unit.into_iter().filter(|at| twice(&all[*at])).collect::<Vec<_>>() {
                let code = if all[at].kept.kind.is_some_and(Kind::is_provision) {
                    "500423"
                } else {
                    "300423"
                };
                all[at].findings.insert(code.to_owned());
            }
        } else {
            seen.extend(unit.iter().filter_map(|at| all[*at].key()));
        }
    }
}
