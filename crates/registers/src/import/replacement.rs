//! Which number a person has today, by way of the numbers that were replaced.

use std::collections::{BTreeMap, BTreeSet};

use identifiers::Ssin;

use super::fault::Faults;
use super::row::ReplacedSsinRow;
use super::unique::repeated;

/// Replaced numbers with the last one of their chain.
#[derive(Default)]
pub(super) struct Replacements {
    current: BTreeMap<Ssin, Ssin>,
}

impl Replacements {
    /// Follows every chain to its end. A number replaced twice, or a chain that leads back, is a fault.
    pub(super) fn new(rows: &[ReplacedSsinRow], faults: &mut Faults) -> Self {
        for (line, first) in repeated(rows.iter().map(|row| (row.old_ssin, row.line))) {
            faults.add(line, "old_ssin", format_args!("the same number stands on line {first}"));
        }
        let steps: BTreeMap<Ssin, &ReplacedSsinRow> = rows.iter().rev().map(|row| (row.old_ssin, row)).collect();
        let mut current = BTreeMap::new();
        for start in steps.keys() {
            let mut path = BTreeSet::new();
            let mut at = *start;
            let end = loop {
                if let Some(end) = current.get(&at) {
                    break *end;
                }
                let Some(step) = steps.get(&at) else { break at };
                if !path.insert(at) {
                    faults.add(step.line, "new_ssin", "the replacements lead back to old_ssin");
                    break at;
                }
                at = step.new_ssin;
            };
            current.extend(path.into_iter().map(|number| (number, end)));
        }
        Self { current }
    }

    /// The number of today: itself when it was not replaced.
    pub(super) fn current(&self, ssin: Ssin) -> Ssin {
        self.current.get(&ssin).copied().unwrap_or(ssin)
    }

    /// For every person with a replaced number: all numbers, by the number of today, which stands first.
    pub(super) fn numbers(&self) -> BTreeMap<Ssin, Vec<Ssin>> {
        let mut numbers = BTreeMap::new();
        for (old, current) in &self.current {
            numbers.entry(*current).or_insert_with(|| vec![*current]).push(*old);
        }
        numbers
    }
}
