//! What may stand only once in a file, and periods that may not overlap.
//!
//! Keys are ordered, never hashed, so that the same files always give the same faults. The later line is
//! named, with the line it repeats.

use std::collections::BTreeMap;

use identifiers::{NihdiNumber, Period};
use jiff::civil::Date;

use super::fault::Faults;
use super::replacement::Replacements;
use super::row::{CareFundRow, FacilityRow, MemberRow, MembershipRow, PremiumRow, RecognitionRow, TariffRow};

/// Rows of one person: the number stands once, and no replaced number of the same person beside it.
pub(super) fn members(rows: &[MemberRow], replacements: &Replacements, faults: &mut Faults) {
    for (line, first) in repeated(rows.iter().map(|row| (replacements.current(row.ssin), row.line))) {
        faults.add(line, "ssin", format_args!("the same person stands on line {first}"));
    }
}

/// Memberships of one person never overlap (care.md §0).
pub(super) fn memberships(rows: &[MembershipRow], replacements: &Replacements, faults: &mut Faults) {
    let periods = rows
        .iter()
        .map(|row| (replacements.current(row.ssin), row.membership.period, row.line));
    for (line, other) in overlapping(periods) {
        faults.add(
            line,
            "from",
            format_args!("overlaps the membership of the same person on line {other}"),
        );
    }
}

/// One premium per person and year.
pub(super) fn premiums(rows: &[PremiumRow], replacements: &Replacements, faults: &mut Faults) {
    for (line, first) in repeated(
        rows.iter()
            .map(|row| ((replacements.current(row.ssin), row.year), row.line)),
    ) {
        faults.add(
            line,
            "year",
            format_args!("the same person and year stand on line {first}"),
        );
    }
}

/// Each HCO number once, and each NIHDI number once: a certificate must lead to one facility.
pub(super) fn facilities(rows: &[FacilityRow], faults: &mut Faults) {
    for (line, first) in repeated(rows.iter().map(|row| (&row.hco, row.line))) {
        faults.add(line, "hco", format_args!("the same number stands on line {first}"));
    }
    let mut numbers: Vec<(NihdiNumber, u64)> = rows.iter().map(|row| (row.nihdi, row.line)).collect();
    numbers.sort_unstable_by_key(|(nihdi, line)| (nihdi.base(), *line));
    for alike in numbers.chunk_by(|a, b| a.0.base() == b.0.base()) {
        for (at, (nihdi, line)) in alike.iter().enumerate() {
            if let Some((_, first)) = alike.iter().take(at).find(|(earlier, _)| earlier.same_as(*nihdi)) {
                faults.add(*line, "nihdi", format_args!("the same number stands on line {first}"));
            }
        }
    }
}

/// Recognitions of one facility in one sector do not overlap, else its places would be unclear.
pub(super) fn recognitions(rows: &[RecognitionRow], faults: &mut Faults) {
    let periods = rows
        .iter()
        .map(|row| ((&row.hco, &row.recognition.sector), row.recognition.period, row.line));
    for (line, other) in overlapping(periods) {
        faults.add(
            line,
            "from",
            format_args!("overlaps the recognition in the same sector on line {other}"),
        );
    }
}

/// Tariffs may overlap, because the latest start holds (fine print, "Lines"); two that start on the same day
/// for the same code, sector, facility, user type and income category would leave two prices.
pub(super) fn tariffs(rows: &[TariffRow], faults: &mut Faults) {
    let keys = rows.iter().map(|row| {
        let user_type = row.user_type.map(|user_type| user_type.code());
        let income_category = row.income_category.map(|income_category| income_category.code());
        (
            (
                row.code,
                &row.sector,
                &row.hco,
                user_type,
                income_category,
                row.period.from(),
            ),
            row.line,
        )
    });
    for (line, first) in repeated(keys) {
        faults.add(
            line,
            "from",
            format_args!("a tariff of the same key starts on the same day on line {first}"),
        );
    }
}

/// Each fund once.
pub(super) fn care_funds(rows: &[CareFundRow], faults: &mut Faults) {
    for (line, first) in repeated(rows.iter().map(|row| (row.number, row.line))) {
        faults.add(line, "number", format_args!("the same number stands on line {first}"));
    }
}

/// The lines whose key stands on an earlier line, each with the first such line.
pub(super) fn repeated<K: Ord>(keys: impl Iterator<Item = (K, u64)>) -> Vec<(u64, u64)> {
    let mut keys: Vec<(K, u64)> = keys.collect();
    keys.sort_unstable();
    let mut found = Vec::new();
    for alike in keys.chunk_by(|a, b| a.0 == b.0) {
        if let Some(((_, first), later)) = alike.split_first() {
            found.extend(later.iter().map(|(_, line)| (*line, *first)));
        }
    }
    found
}

/// The lines whose period overlaps that of an earlier line of the same key, each with one such line.
///
/// Lines are taken one by one; one that overlaps is named and set aside, so what stays never overlaps and
/// only its two neighbours need a look: a file with very many rows of one person stays quick.
pub(super) fn overlapping<K: Ord + Copy>(periods: impl Iterator<Item = (K, Period, u64)>) -> Vec<(u64, u64)> {
    let mut standing: BTreeMap<(K, Date), (Period, u64)> = BTreeMap::new();
    let mut found = Vec::new();
    for (key, period, line) in periods {
        let start = (key, period.from());
        let before = standing.range(..=start).next_back();
        let after = standing.range(start..).next();
        let neighbours = before
            .into_iter()
            .chain(after)
            .filter(|((other_key, _), _)| *other_key == key);
        let overlapped = neighbours
            .map(|(_, standing)| standing)
            .find(|(other, _)| other.overlaps(period));
        match overlapped {
            Some((_, other_line)) => found.push((line, *other_line)),
            None => {
                standing.insert(start, (period, line));
            }
        }
    }
    found
}
