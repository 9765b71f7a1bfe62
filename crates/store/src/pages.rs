//! What pages add up, kept as it changes, and what they read by key: whatever is stored, a page costs the same.

use identifiers::{BatchId, CareFundNumber, DossierId, EuroCents, PersonId, SettlementId, VsbReference};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::TariffKind;
use regulation::CheckCode;

use crate::{
    ContentHash, CreditableLine, FindingRow, InvoiceRow, LineRow, LineState, Payable, PayableState, StoreError,
};

/// How what the lines of a batch add up to changes, by kind and state: lines and cents more, or less.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineChanges(Vec<LineChange>);

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineChange {
    /// What the codes stand for, where tariffs name them.
    pub kind: Option<TariffKind>,
    /// Where the lines stand.
    pub state: LineState,
    /// How many come; below zero: go.
    pub lines: i64,
    /// Their amounts, added up.
    pub cents: i64,
}

impl LineChanges {
    /// Lines that are new.
    #[must_use]
    pub fn new_lines(lines: &[LineRow]) -> Self {
        let mut changes = Self::default();
        for line in lines {
            changes.add(line, line.state, 1);
        }
        changes
    }

    /// Lines that move from where they stand to another state.
    #[must_use]
    pub fn moved(lines: &[LineRow], to: LineState) -> Self {
        let mut changes = Self::default();
        for line in lines {
            changes.add(line, line.state, -1);
            changes.add(line, to, 1);
        }
        changes
    }

    /// Each kind and state that changes, once.
    #[must_use]
    pub fn all(&self) -> &[LineChange] {
        &self.0
    }

    fn add(&mut self, line: &LineRow, state: LineState, lines: i64) {
        // A handful of kinds and states: looked through faster than any map.
        let known = self
            .0
            .iter_mut()
            .find(|known| (known.kind, known.state) == (line.kind, state));
        let cents = lines.saturating_mul(line.amount.cents());
        match known {
            Some(known) => {
                known.lines = known.lines.saturating_add(lines);
                known.cents = known.cents.saturating_add(cents);
            }
            None => self.0.push(LineChange {
                kind: line.kind,
                state,
                lines,
                cents,
            }),
        }
    }
}

/// How many messages in beraad of one kind wait, by when they were received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingCount {
    /// A request, or the word of a change.
    pub kind: String,
    /// How many were received at or after the first moment, at or after the second but before the first, and so on; the
    /// last is what is older than all.
    pub by_age: Vec<u64>,
}

/// From when the term of a payment runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermStart {
    /// The signing of the batch.
    Signing,
    /// Its receipt.
    Receipt,
}

/// Which of what a fund has to pay is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnpaidFilter {
    /// Whose term began at or after this.
    pub from: Option<Timestamp>,
    /// Whose term began before this.
    pub until: Option<Timestamp>,
    /// In this state only.
    pub state: Option<PayableState>,
    /// Only what came back from the bank: due, and in an order before.
    pub came_back: bool,
}

/// By what it is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnpaidOrder {
    /// The beginning of its term.
    Term,
    /// The amount.
    Amount,
    /// The receipt of the batch.
    Receipt,
    /// The name of the facility.
    Facility,
}

/// A page of what a fund has to pay.
#[derive(Debug, Clone, Copy)]
pub struct UnpaidQuery {
    /// The fund.
    pub fund: CareFundNumber,
    /// From when terms run.
    pub term: TermStart,
    /// Which.
    pub filter: UnpaidFilter,
    /// By what it is sorted; where that is equal, by settlement.
    pub order: UnpaidOrder,
    /// Whether the highest comes first.
    pub is_down: bool,
    /// Behind this one, as the page before ended.
    pub behind: Option<SettlementId>,
    /// At most so many.
    pub limit: u32,
}

/// How many payments, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnpaidTotal {
    /// How many.
    pub count: u64,
    /// Their amounts.
    pub amount: EuroCents,
}

/// The request that made a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestOfDossier {
    /// The dossier.
    pub dossier: DossierId,
    /// Whom it is about.
    pub person: Option<PersonId>,
    /// Its reference, once accepted.
    pub reference: Option<VsbReference>,
    /// The hash of the bytes of its first message, and when that was received.
    pub request: Option<(ContentHash, Timestamp)>,
    /// Those bytes, when they are kept.
    pub bytes: Option<Vec<u8>>,
}

/// What pages read by key and by what is kept of it.
pub trait PageRepository {
    /// How many messages in beraad of the members of a fund on a day wait, by kind; `moments` go back in time.
    fn count_waiting(
        &mut self,
        fund: CareFundNumber,
        day: Date,
        moments: &[Timestamp],
    ) -> Result<Vec<WaitingCount>, StoreError>;

    /// Accepted lines of a batch whose days it guards and that no credit takes back, in order, behind an invoice and of
    /// these invoices only, at most so many. Whether the batch is signed is not looked at.
    fn creditable_page(
        &mut self,
        batch: BatchId,
        invoices: Option<&[u64]>,
        behind: Option<u64>,
        limit: u32,
    ) -> Result<Vec<CreditableLine>, StoreError>;

    /// The first findings of a batch under each of these codes, in order of code and place; those of a code that is
    /// named with a place stand behind it. At most so many of each.
    fn first_findings(
        &mut self,
        batch: BatchId,
        codes: &[(CheckCode, Option<(u64, u32)>)],
        limit: u32,
    ) -> Result<Vec<FindingRow>, StoreError>;

    /// The requests that made these dossiers, with their bytes, by dossier; an unknown dossier is left out.
    fn requests_of(&mut self, dossiers: &[DossierId]) -> Result<Vec<RequestOfDossier>, StoreError>;

    /// The invoices of a batch with these numbers, in order.
    fn invoices_of(&mut self, batch: BatchId, numbers: &[u64]) -> Result<Vec<InvoiceRow>, StoreError>;

    /// A page of what a fund has yet to pay.
    fn unpaid_page(&mut self, query: &UnpaidQuery) -> Result<Vec<Payable>, StoreError>;

    /// What a fund has yet to pay, added up for each of these choices.
    fn unpaid_totals(
        &mut self,
        fund: CareFundNumber,
        term: TermStart,
        filters: &[UnpaidFilter],
    ) -> Result<Vec<UnpaidTotal>, StoreError>;
}

/// Counts (kind, place of the age, how many), in order of kind, by kind; `ages` is how many ages have an end.
#[must_use]
pub fn by_kind(counted: Vec<(String, usize, u64)>, ages: usize) -> Vec<WaitingCount> {
    let mut kinds: Vec<WaitingCount> = Vec::new();
    for (kind, age, count) in counted {
        if kinds.last().is_none_or(|last| last.kind != kind) {
            kinds.push(WaitingCount {
                kind,
                by_age: vec![0; ages + 1],
            });
        }
        if let Some(of_age) = kinds.last_mut().and_then(|last| last.by_age.get_mut(age)) {
            *of_age += count;
        }
    }
    kinds
}
