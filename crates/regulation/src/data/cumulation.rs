//! Which stays of one person may stand together: decision D8.

use std::collections::BTreeMap;

use identifiers::SectorCode;

use super::dated::{Dated, Timeline, read_days};
use super::reader::Table;

/// A rule of the cumulation table. One sector means that sector with itself; more mean every pair of two of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CumulationRule {
    /// The sectors, at least one.
    pub sectors: Vec<SectorCode>,
    /// Whether their stays may overlap.
    pub allowed: bool,
}

/// The pairs that a table names. A pair that it does not name is not allowed.
pub(crate) type Pairs = BTreeMap<(SectorCode, SectorCode), bool>;

/// The two codes in one order, so that a pair is found whichever comes first.
pub(crate) fn pair(a: &SectorCode, b: &SectorCode) -> (SectorCode, SectorCode) {
    if a <= b {
        (a.clone(), b.clone())
    } else {
        (b.clone(), a.clone())
    }
}

/// Reads `cumulation.toml`: tables `table`, each the whole table from a day on.
pub(super) fn read_file(file: &Table<'_>, sectors: &dyn Fn(&SectorCode) -> bool) -> Option<Timeline<Pairs>> {
    let mut dated = Vec::new();
    for table in file.tables("table")? {
        let (days, source, rules) = (read_days(&table), table.text("source"), table.tables("pairs"));
        table.finish();
        let mut pairs = Pairs::new();
        for rule in rules.unwrap_or_default() {
            read_rule(&rule, sectors, &mut pairs);
        }
        if let (Some((from, to)), Some(_)) = (days, source) {
            dated.push((Dated { from, to, value: pairs }, table));
        }
    }
    Some(Timeline::read(dated))
}

/// Reads `{ sectors = ["IBW", "PVT"], allowed = false }` into `pairs`.
pub(super) fn read_rule(rule: &Table<'_>, sectors: &dyn Fn(&SectorCode) -> bool, pairs: &mut Pairs) {
    let (names, allowed) = (rule.texts("sectors"), rule.truth("allowed"));
    rule.finish();
    let mut codes = Vec::new();
    for name in &names {
        match SectorCode::parse(name) {
            Ok(code) if sectors(&code) => codes.push(code),
            _ => return rule.fault_at("sectors", format!("unknown sector \"{name}\"")),
        }
    }
    if codes.is_empty() {
        rule.fault("\"sectors\" names no sector");
    }
    let Some(allowed) = allowed else { return };
    let rule_pairs = match codes.as_slice() {
        [only] => vec![pair(only, only)],
        many => (1..many.len())
            .flat_map(|second| many[..second].iter().map(move |a| pair(a, &many[second])))
            .collect(),
    };
    for key in rule_pairs {
        if pairs.get(&key).is_some_and(|before| *before != allowed) {
            rule.fault(format!("{} and {} are allowed and not allowed", key.0, key.1));
        }
        pairs.insert(key, allowed);
    }
}
