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

#[cfg(test)]
mod tests {
    use identifiers::EuroCents;

    use super::*;
    use crate::testing::*;
    use crate::{LineOutcome, Outcome};

    fn rule() -> ControlRule {
        ControlRule {
            facility: None,
            code: None,
            from_amount: None,
            share: None,
        }
    }

    fn opens(rule: ControlRule, lines: &[Line]) -> Vec<bool> {
        let mut world = World::ibw();
        world.facts.controls = vec![rule];
        let verdict = world.judge(&[invoice(1, SSIN, lines)]);
        let open: Vec<bool> = verdict.lines.iter().map(|of| of.outcome == LineOutcome::Open).collect();
        assert_eq!(codes(&verdict).contains("P90001"), open.contains(&true));
        assert_eq!(verdict.outcome == Outcome::InReview, open.contains(&true));
        open
    }

    #[test]
    fn a_rule_takes_the_lines_that_meet_all_of_it() {
        let lines = [care("2024-03-10"), cost("2024-03-10", 4320)];
        assert_eq!(opens(rule(), &lines), [true, true]);
        let with = |change: fn(&mut ControlRule)| {
            let mut changed = rule();
            change(&mut changed);
            changed
        };
        assert_eq!(
            opens(with(|rule| rule.facility = Some(OTHER_FACILITY)), &lines),
            [false, false]
        );
        assert_eq!(opens(with(|rule| rule.facility = Some(FACILITY)), &lines), [true, true]);
        assert_eq!(
            opens(with(|rule| rule.code = Some(code(COST_CODE))), &lines),
            [false, true]
        );
        assert_eq!(
            opens(with(|rule| rule.from_amount = Some(EuroCents::new(4321))), &lines),
            [true, false]
        );
        assert_eq!(
            opens(with(|rule| rule.from_amount = Some(EuroCents::new(4322))), &lines),
            [false, false]
        );
        assert_eq!(opens(with(|rule| rule.share = Some(0)), &lines), [false, false]);
        assert_eq!(opens(with(|rule| rule.share = Some(10_000)), &lines), [true, true]);
    }

    #[test]
    fn a_refused_line_is_not_taken_and_a_day_takes_its_share() {
        let lines: Vec<Line> = (1..=25).map(|n| care(&format!("2024-03-{n:02}"))).collect();
        let wrong = Line {
            amount: EuroCents::new(1),
            ..lines[0]
        };
        let lines = [&[wrong][..], &lines[1..]].concat();
        assert_eq!(opens(rule(), &lines)[..2], [false, true]);

        let mut world = World::of_sector("PVT");
        world.facts.controls = vec![ControlRule {
            code: Some(code(SHARE_CODE)),
            ..rule()
        }];
        let verdict = world.check(&[care("2024-03-10"), share("2024-03-10")], &["P90001"]);
        assert_eq!(verdict.open_lines, 2);
    }

    #[test]
    fn the_lot_is_the_same_for_the_same_bytes_and_about_the_share() {
        let draws = |seed: u8| -> Vec<bool> {
            let line = care("2024-03-10");
            let place = |position| Line { position, ..line };
            (0..10_000).map(|n| lot(&[seed; 32], 1, &place(n)) < 500).collect()
        };
        assert_eq!(draws(1), draws(1));
        assert_ne!(draws(1), draws(2));
        let taken = draws(3).into_iter().filter(|taken| *taken).count();
        assert!((400..600).contains(&taken), "{taken} of 10000 for a share of 500");
    }
}
