//! What a step came to, as both judges tell it.

use std::collections::BTreeSet;

/// Every finding: number of the invoice (0: the batch), place in it (0: the invoice), code.
pub type Findings = BTreeSet<(u64, u32, String)>;

/// What a step came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A batch: its state, what is accepted, refused and open, and its findings.
    Batch {
        /// The last state reached.
        state: String,
        /// In cents.
        accepted: i64,
        /// Lines refused.
        refused: u64,
        /// Lines open.
        open: u64,
        /// All findings.
        findings: Findings,
    },
    /// A signing: the settlement in cents and what was set off.
    Settled(i64, i64),
    /// A payment order: transfers and cents.
    Paid(u64, i64),
    /// The state of a batch after an answer of the bank.
    Bank(String),
    /// It does not go.
    Conflict,
    /// What it names is not there.
    Unknown,
    /// It is done, and there is nothing to say of it.
    Done,
}

impl Told {
    /// How it is unlike another, in words: of two batches what is not the same, and the findings that only one has.
    pub(super) fn unlike(&self, real: &Self) -> String {
        let (Self::Batch { findings: ours, .. }, Self::Batch { findings: theirs, .. }) = (self, real) else {
            return format!("naive: {self:?}\nreal:  {real:?}");
        };
        let only = |of: &Findings, not: &Findings| of.difference(not).cloned().collect::<Findings>();
        format!(
            "naive: {}, only here {:?}\nreal:  {}, only here {:?}\nboth: {:?}",
            self.sums(),
            only(ours, theirs),
            real.sums(),
            only(theirs, ours),
            ours.intersection(theirs).collect::<BTreeSet<_>>()
        )
    }

    fn sums(&self) -> String {
        match self {
            Self::Batch {
                state,
                accepted,
                refused,
                open,
                ..
            } => format!("{state}, {accepted} cents accepted, {refused} lines refused, {open} open"),
            other => format!("{other:?}"),
        }
    }

    /// What was reached, in words.
    pub(super) fn words(&self) -> Vec<String> {
        match self {
            Self::Batch { state, findings, .. } => {
                let codes: BTreeSet<&String> = findings.iter().map(|(_, _, code)| code).collect();
                let mut words = vec![format!("batch {state}")];
                words.extend(codes.into_iter().cloned());
                words
            }
            Self::Settled(cents, set_off) => {
                let mut words = vec![format!("settled {}", sign(*cents))];
                words.extend((*set_off > 0).then(|| "set off".to_owned()));
                words
            }
            Self::Paid(transfers, _) => vec![format!("paid {}", if *transfers > 0 { "some" } else { "none" })],
            Self::Bank(state) => vec![format!("bank {state}")],
            Self::Conflict => vec!["conflict".to_owned()],
            Self::Unknown => vec!["unknown".to_owned()],
            Self::Done => Vec::new(),
        }
    }
}

fn sign(cents: i64) -> &'static str {
    match cents.signum() {
        1 => "above zero",
        0 => "zero",
        _ => "below zero",
    }
}
