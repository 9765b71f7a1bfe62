//! P90001: the fund's own manual control, by its standing rules (type P, billing.md §2 and §3): a facility, a code, an
//! amount, or a share drawn by lot. Only accepted lines are taken into review. The lot hangs on the bytes received, so
//! that the same sending is judged alike whenever it is tried again.

use invoice_file::model::Line;
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};
use crate::facts::ControlRule;

static MANUAL: Twin = Twin::both("P90001", "P90001");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("P90001")];

/// The whole of which a share is told.
const ALL: u64 = 10_000;

/// Whether a standing rule takes the line into review.
pub(crate) fn takes(case: &LineCase<'_>) -> bool {
    let facts = case.invoice.batch.facts;
    let facility = case.invoice.batch.facility.id;
    facts.controls.iter().any(|rule| {
        let ControlRule {
            facility: of,
            code,
            from_amount,
            share,
        } = rule;
        of.is_none_or(|of| of == facility)
            && code.is_none_or(|code| code == case.line.code)
            && from_amount.is_none_or(|least| case.line.amount.cents().unsigned_abs() >= least.cents().unsigned_abs())
            && share.is_none_or(|share| lot(&facts.lot, case.invoice.invoice.number, case.line) < u64::from(share))
    })
}

/// P90001.
pub(crate) fn found(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    case.found(found, &MANUAL, |finding| finding);
}

/// A number below [`ALL`] for a line: FNV-1a over the seed and where the line stands, then spread over all bits.
fn lot(seed: &[u8; 32], invoice: u64, line: &Line) -> u64 {
    let place = invoice.to_be_bytes().into_iter().chain(line.position.to_be_bytes());
    let hash = seed
        .iter()
        .copied()
        .chain(place)
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let spread = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    (spread ^ (spread >> 33)) % ALL
}
