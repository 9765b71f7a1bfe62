//! What somebody else saved in a month meanwhile, told to who saves on a page of before: what of it was taken over, and
//! what was filled in otherwise.

use std::collections::{BTreeMap, BTreeSet};

use app::{CellState, DraftCost, DraftCredit, FilledMonth, InvoiceMonth, MonthDraft};
use identifiers::VsbReference;
use jiff::civil::Date;

use crate::words::Words;

/// So many things are named one by one; the rest is counted.
const NAMED: usize = 20;

/// What differs, in sentences. `kept` is the month as it is kept now.
pub(super) fn told(words: Words, kept: &InvoiceMonth, filled: &FilledMonth) -> String {
    let theirs = &kept.draft;
    if *theirs == filled.typed {
        return words.t("fac-month-same");
    }
    let whole = filled.over(theirs);
    let names = Names::of(words, kept);
    let taken = names.all(&Difference::taken_over(&filled.typed, &whole).shown_in(kept));
    let other = names.all(&Difference::between(theirs, &whole));
    let sentences = [("fac-month-taken-over", taken), ("fac-month-differs", other)];
    let told = sentences.into_iter().filter(|(_, things)| !things.is_empty());
    let told: Vec<String> = told
        .map(|(key, things)| words.one(key, "what", &listed(words, &things)))
        .collect();
    if told.is_empty() {
        words.t("fac-month-same")
    } else {
        told.join(" ")
    }
}

fn listed(words: Words, things: &[String]) -> String {
    let mut named: Vec<String> = things.iter().take(NAMED).cloned().collect();
    if let Some(rest) = things.len().checked_sub(NAMED).filter(|rest| *rest > 0) {
        named.push(words.count("fac-and-more", "count", i64::try_from(rest).unwrap_or(i64::MAX)));
    }
    named.join("; ")
}

/// What one month says and another does not.
struct Difference {
    off: BTreeSet<(VsbReference, Date)>,
    earlier: BTreeSet<(VsbReference, Date)>,
    costs: Vec<DraftCost>,
    credits: BTreeSet<DraftCredit>,
}

impl Difference {
    /// What stands in the whole and was not filled in.
    fn taken_over(typed: &MonthDraft, whole: &MonthDraft) -> Self {
        let costs = whole.costs.iter().filter(|cost| !typed.costs.contains(cost));
        Self {
            off: whole.off.difference(&typed.off).copied().collect(),
            earlier: whole.earlier.difference(&typed.earlier).copied().collect(),
            costs: costs.cloned().collect(),
            credits: whole.credits.difference(&typed.credits).copied().collect(),
        }
    }

    /// What stands in one of two and not in the other.
    fn between(one: &MonthDraft, other: &MonthDraft) -> Self {
        let here = one.costs.iter().filter(|cost| !other.costs.contains(cost));
        let there = other.costs.iter().filter(|cost| !one.costs.contains(cost));
        Self {
            off: one.off.symmetric_difference(&other.off).copied().collect(),
            earlier: one.earlier.symmetric_difference(&other.earlier).copied().collect(),
            costs: here.chain(there).cloned().collect(),
            credits: one.credits.symmetric_difference(&other.credits).copied().collect(),
        }
    }

    /// Without the days that the page cannot show for the moment: nobody changed those just now.
    fn shown_in(mut self, kept: &InvoiceMonth) -> Self {
        let cells = kept.rows.iter().flat_map(|row| {
            let ready = row
                .cells
                .iter()
                .filter(|cell| matches!(cell.state, CellState::Ready(_)));
            ready.map(|cell| (row.reference, cell.day))
        });
        let days: BTreeSet<(VsbReference, Date)> = cells.collect();
        self.off.retain(|day| days.contains(day));
        let earlier = kept.earlier.iter();
        let days: BTreeSet<(VsbReference, Date)> = earlier
            .flat_map(|run| run.days.iter().map(|(day, _)| (run.reference, *day)))
            .collect();
        self.earlier.retain(|day| days.contains(day));
        self
    }
}

/// How what differs is named.
struct Names<'a> {
    words: Words,
    persons: BTreeMap<VsbReference, String>,
    kept: &'a InvoiceMonth,
}

impl<'a> Names<'a> {
    fn of(words: Words, kept: &'a InvoiceMonth) -> Self {
        let rows = kept.rows.iter().map(|row| (row.reference, &row.name));
        let earlier = kept.earlier.iter().map(|run| (run.reference, &run.name));
        let costs = kept.costs.iter().map(|cost| (cost.reference, &cost.name));
        let named = rows.chain(earlier).chain(costs);
        Self {
            words,
            persons: named.filter_map(|(of, name)| Some((of, name.clone()?))).collect(),
            kept,
        }
    }

    fn person(&self, reference: VsbReference) -> String {
        let name = self.persons.get(&reference).cloned();
        name.unwrap_or_else(|| reference.to_string())
    }

    fn all(&self, found: &Difference) -> Vec<String> {
        let words = self.words;
        let day = |(of, day): &(VsbReference, Date)| format!("{}, {}", self.person(*of), words.day(*day));
        let off = found.off.iter().map(day);
        let earlier = found.earlier.iter();
        let earlier = earlier.map(|of| words.one("fac-differs-earlier", "what", &day(of)));
        let costs = found.costs.iter().map(|cost| {
            let (name, amount) = (self.person(cost.reference), words.amount(cost.cents));
            format!("{name}, {}, {}, {amount}", words.day(cost.day), cost.code)
        });
        // A share is named with its day; a line that cannot be taken back any more needs no word.
        let credits = self.kept.credits.iter();
        let credits = credits.filter(|of| of.places.iter().any(|place| found.credits.contains(place)));
        let credits = credits.map(|of| {
            let name = of.name.clone().unwrap_or_else(|| words.t("person-unknown"));
            let what = format!("{name}, {}, {}", words.day(of.day), of.code);
            words.one("fac-differs-credit", "what", &what)
        });
        off.chain(earlier).chain(costs).chain(credits).collect()
    }
}
