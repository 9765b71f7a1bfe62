//! What a replay came to.

use std::collections::BTreeMap;
use std::fmt;

use identifiers::{CareFundNumber, EuroCents, FacilityId, MoneyOverflow};
use regulation::CheckCode;

/// What a replay came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplayReport {
    /// How many entries of the journal were replayed.
    pub entries: u64,
    /// By use case: how many, and how many of them with another answer or none.
    pub use_cases: BTreeMap<String, UseCaseCount>,
    /// Decisions, signings and answers of the bank whose item is no longer there.
    pub without_item: u64,
    /// Jobs that ran and that the journal does not have.
    pub jobs_not_in_journal: u64,
    /// Lists that were read while others wrote, and that show another moment than their place in the journal. They
    /// change nothing, and are not counted as different.
    pub lists_of_another_moment: u64,
    /// How many inboxes of facilities were compared.
    pub inboxes: u64,
    /// The facilities whose inbox holds something else.
    pub different_inboxes: Vec<FacilityId>,
    /// The funds whose open tasks are others. Not compared in a replay by another law.
    pub different_tasks: Vec<CareFundNumber>,
    /// What differs, by check.
    pub rules: BTreeMap<CheckCode, RuleChange>,
    /// Accepted cents that differ on lines on which no check differs (the share of errors, for example).
    pub by_no_rule: EuroCents,
    /// Accepted in batches, in cents.
    pub batches: Cents,
    /// Settled, in cents.
    pub settlements: Cents,
    /// Ordered at the bank, in cents.
    pub orders: Cents,
}

impl ReplayReport {
    /// Whether everything was the same.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.use_cases.values().all(|count| count.different == 0)
            && self.jobs_not_in_journal == 0
            && self.different_inboxes.is_empty()
            && self.different_tasks.is_empty()
    }

    /// How many answers differ, or are no longer there.
    #[must_use]
    pub fn different(&self) -> u64 {
        self.use_cases.values().map(|count| count.different).sum()
    }
}

/// How many entries of a use case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UseCaseCount {
    /// All.
    pub entries: u64,
    /// Those with another answer, or none.
    pub different: u64,
}

/// What differs by one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleChange {
    /// How often it is found where it was not before.
    pub appeared: u64,
    /// How often it was found before and no longer is.
    pub disappeared: u64,
    /// How many cents more (or fewer) are accepted on lines on which it appeared or disappeared. A line stands under
    /// every check that differs on it, so that checks do not add up to the whole.
    pub accepted: EuroCents,
}

/// Amounts as they stand in the journal, and as they came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cents {
    /// As they stand in the journal.
    pub before: EuroCents,
    /// As they came out.
    pub after: EuroCents,
}

impl Cents {
    pub(super) fn add(&mut self, other: Self) -> Result<(), MoneyOverflow> {
        self.before = self.before.plus(other.before)?;
        self.after = self.after.plus(other.after)?;
        Ok(())
    }
}

/// An entry of the journal that did not come out the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The number of the entry.
    pub entry: i64,
    /// Its use case.
    pub use_case: String,
    /// What it concerns, by own number.
    pub subject: String,
    /// What is different.
    pub change: Change,
}

/// What is different about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It gives another answer.
    Answer(Box<AnswerDifference>),
    /// The item that was decided, signed or answered by the bank is no longer there, and why.
    NoItem(String),
    /// It gives no answer, and why.
    NoAnswer(String),
    /// It changes nothing any more, and so writes no entry.
    NothingDone,
    /// What it was given, or what it answered, is no longer kept.
    NotKept,
    /// A job that ran and that the journal does not have.
    NotInJournal,
    /// A list that was read while others wrote shows another moment.
    OtherMoment,
}

/// How two answers differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswerDifference {
    /// The outcomes or states, where they differ: before and after.
    pub outcome: Option<(String, String)>,
    /// Checks that are found now and were not, and how often.
    pub appeared: BTreeMap<CheckCode, u64>,
    /// Checks that were found and are not now, and how often.
    pub disappeared: BTreeMap<CheckCode, u64>,
    /// The accepted, settled or ordered amounts, where they differ.
    pub cents: Option<Cents>,
    /// The names of other parts that differ.
    pub parts: Vec<String>,
}

impl AnswerDifference {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A line for people: `entry 12  careRequest  dossier 7: ACCEPTED → REFUSED, with CARE_LATE`.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "entry {}  {}  {}: {}",
            self.entry, self.use_case, self.subject, self.change
        )
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(difference) => difference.fmt(f),
            Self::NoItem(reason) => write!(f, "its item is no longer there ({reason})"),
            Self::NoAnswer(reason) => write!(f, "no answer ({reason})"),
            Self::NothingDone => f.write_str("changes nothing any more"),
            Self::NotKept => f.write_str("what it was given or answered is no longer kept"),
            Self::NotInJournal => f.write_str("a job that the journal does not have"),
            Self::OtherMoment => f.write_str("shows another moment: it was read while others wrote"),
        }
    }
}

impl fmt::Display for AnswerDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut told = Vec::new();
        if let Some((before, after)) = &self.outcome {
            told.push(format!("{before} → {after}"));
        }
        let list = |codes: &BTreeMap<CheckCode, u64>| {
            let each = codes.iter().map(|(code, count)| {
                if *count == 1 {
                    code.to_string()
                } else {
                    format!("{count} × {code}")
                }
            });
            each.collect::<Vec<_>>().join(", ")
        };
        if !self.appeared.is_empty() {
            told.push(format!("with {}", list(&self.appeared)));
        }
        if !self.disappeared.is_empty() {
            told.push(format!("without {}", list(&self.disappeared)));
        }
        if let Some(cents) = &self.cents {
            told.push(format!("{} → {}", cents.before, cents.after));
        }
        if !self.parts.is_empty() {
            told.push(format!("other {}", self.parts.join(", ")));
        }
        f.write_str(&told.join("; "))
    }
}
