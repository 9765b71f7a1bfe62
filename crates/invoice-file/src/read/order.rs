//! The order of records (billing.md §1, "Order").

use super::Reader;
use crate::fault::{At, FaultKind};
use crate::zones::Layout;

/// The record before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Previous {
    /// None yet.
    #[default]
    Start,
    /// One whose kind is known.
    Known(Layout),
    /// One whose kind cannot be read: then any record may follow.
    Unknown,
}

impl Previous {
    pub(super) const fn layout(self) -> Option<Layout> {
        match self {
            Self::Known(layout) => Some(layout),
            Self::Start | Self::Unknown => None,
        }
    }
}

/// What may stand before a record, in words and as a test.
fn predecessors(layout: Layout) -> (&'static str, fn(Layout) -> bool) {
    use Layout as L;
    match layout {
        L::R20 => ("after a record 10 or 80", |before| matches!(before, L::R10 | L::R80)),
        L::R30 => ("after a record 20, 30 or 50", |before| {
            matches!(before, L::R20 | L::R30 | L::R50)
        }),
        L::R50 => ("after a record 20, 30, 50, 51 or 52", |before| {
            before == L::R20 || before.is_detail()
        }),
        L::R51 => ("after a record 50", |before| before == L::R50),
        L::R52 => ("after a record 50 or 51", |before| matches!(before, L::R50 | L::R51)),
        L::R80 => ("after a record 30, 50, 51 or 52", Layout::is_detail),
        L::R90 => ("after a record 80", |before| before == L::R80),
        L::R95 => ("one record, after the record 90", |before| before == L::R90),
        L::R96 => ("after the record 95", |before| before == L::R95),
        _ => ("the first record", |_| false),
    }
}

impl Reader {
    /// Judges the order and tells whether it fits.
    pub(super) fn order(&mut self, at: At, layout: Layout) -> bool {
        let (words, may_precede) = predecessors(layout);
        let previous = std::mem::replace(&mut self.previous, Previous::Known(layout));
        let fits = match previous {
            Previous::Start => layout == Layout::R10,
            Previous::Known(before) => may_precede(before),
            Previous::Unknown => true,
        };
        if !fits {
            let found = previous.layout().map_or_else(
                || "the first record".to_owned(),
                |before| format!("after a record {}", before.record_type()),
            );
            let number = if layout.is_closing() {
                layout.table().zones[0].number
            } else {
                1
            };
            self.faults
                .add(|| at.fault(number, FaultKind::Order, found, words.to_owned()));
        }
        fits
    }
}
