//! What the callers took of the cores, as Linux counts it: they are part of what a machine does that is measured with
//! itself.

use std::fs;

/// The name of the callers' threads.
pub(super) const CALLERS: &str = "bench-caller";

/// Ticks of the processor that this process took, by whom.
#[derive(Clone, Copy, Default)]
pub(super) struct Cores {
    pub(super) callers: u64,
    pub(super) all: u64,
}

impl Cores {
    /// Until now; nothing where that cannot be told.
    pub(super) fn now() -> Self {
        let mut sum = Self::default();
        for thread in fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
            let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
            // The name stands in parentheses; the times of user and system are the 12th and 13th words behind it.
            let Some((before, behind)) = stat.rsplit_once(')') else {
                continue;
            };
            let words = behind.split_whitespace().skip(11).take(2);
            let ticks = words.map(|word| word.parse::<u64>().unwrap_or_default()).sum::<u64>();
            sum.all += ticks;
            if before.ends_with(CALLERS) {
                sum.callers += ticks;
            }
        }
        sum
    }

    /// What was taken since.
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            callers: self.callers.saturating_sub(before.callers),
            all: self.all.saturating_sub(before.all),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.callers += other.callers;
        self.all += other.all;
    }

    /// The callers' part, in percent.
    pub(super) fn callers_percent(self) -> u64 {
        self.callers * 100 / self.all.max(1)
    }
}
