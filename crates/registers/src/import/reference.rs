//! What the rows refer to and the delivery itself does not hold.

use std::collections::BTreeSet;

use identifiers::{CareFundNumber, HcoNumber, Ssin};

use super::fault::{Faults, RowError};
use super::file::RegisterFile;
use super::replacement::Replacements;
use super::row::Registers;

/// What a row refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceTo<'a> {
    /// A person: all numbers that the delivery says are theirs, that of today first. To hold the person under
    /// any of them is enough.
    Person(Vec<Ssin>),
    /// A facility.
    Facility(&'a HcoNumber),
    /// A care fund.
    Fund(CareFundNumber),
}

/// A reference of one row to something that no file of the delivery holds. It may stand in the store already;
/// if not, the row is a fault ([`Reference::to_error`]) and the delivery is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The file of the row.
    pub file: RegisterFile,
    /// Its line.
    pub line: u64,
    /// The column that refers.
    pub column: &'static str,
    /// To what.
    pub to: ReferenceTo<'a>,
}

impl Reference<'_> {
    /// The fault to name when the store does not hold it either.
    #[must_use]
    pub fn to_error(&self) -> RowError {
        let reason = match self.to {
            ReferenceTo::Person(_) => "the person is not known",
            ReferenceTo::Facility(_) => "the facility is not known",
            ReferenceTo::Fund(_) => "the care fund is not known",
        };
        RowError {
            file: self.file.file_name().to_owned(),
            line: self.line,
            column: self.column.to_owned(),
            reason: reason.to_owned(),
        }
    }
}

impl Registers {
    /// The references that the delivery does not resolve by itself, in the order of files and lines.
    ///
    /// A delivery may be partial (new memberships of persons who were delivered earlier), so these are no
    /// faults of the files: the application looks them up in its store in one go, and names those that it does
    /// not hold by [`Reference::to_error`].
    #[must_use]
    pub fn references(&self) -> Vec<Reference<'_>> {
        let mut all = Vec::new();
        self.references_to_persons(&mut all);
        let funds: BTreeSet<_> = self.care_funds.iter().map(|row| row.number).collect();
        all.extend(
            self.memberships
                .iter()
                .filter(|row| !funds.contains(&row.membership.fund))
                .map(|row| {
                    let to = ReferenceTo::Fund(row.membership.fund);
                    Reference {
                        file: RegisterFile::Memberships,
                        line: row.line,
                        column: "fund",
                        to,
                    }
                }),
        );
        let facilities: BTreeSet<_> = self.facilities.iter().map(|row| &row.hco).collect();
        let recognitions = self
            .recognitions
            .iter()
            .map(|row| (RegisterFile::Recognitions, row.line, &row.hco));
        let tariffs = self
            .tariffs
            .iter()
            .filter_map(|row| Some((RegisterFile::Tariffs, row.line, row.hco.as_ref()?)));
        all.extend(
            recognitions
                .chain(tariffs)
                .filter(|(_, _, hco)| !facilities.contains(hco))
                .map(|(file, line, hco)| Reference {
                    file,
                    line,
                    column: "hco",
                    to: ReferenceTo::Facility(hco),
                }),
        );
        // Stable: of one line, the person comes before the fund.
        all.sort_by_key(|reference| (reference.file, reference.line));
        all
    }

    fn references_to_persons<'a>(&'a self, all: &mut Vec<Reference<'a>>) {
        // Faults of replaced numbers were named when the files were read.
        let replacements = Replacements::new(&self.replaced_ssins, &mut Faults::new(RegisterFile::ReplacedSsins));
        let numbers = replacements.numbers();
        let held: BTreeSet<_> = self.members.iter().map(|row| replacements.current(row.ssin)).collect();
        let replaced = self
            .replaced_ssins
            .iter()
            .map(|row| (RegisterFile::ReplacedSsins, row.line, "new_ssin", row.new_ssin));
        let memberships = self
            .memberships
            .iter()
            .map(|row| (RegisterFile::Memberships, row.line, "ssin", row.ssin));
        let premiums = self
            .premiums
            .iter()
            .map(|row| (RegisterFile::Premiums, row.line, "ssin", row.ssin));
        for (file, line, column, ssin) in replaced.chain(memberships).chain(premiums) {
            let current = replacements.current(ssin);
            if !held.contains(&current) {
                let numbers = numbers.get(&current).cloned().unwrap_or_else(|| vec![current]);
                all.push(Reference {
                    file,
                    line,
                    column,
                    to: ReferenceTo::Person(numbers),
                });
            }
        }
    }
}
