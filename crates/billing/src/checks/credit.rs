//! 302248: a credit line takes back nothing that was accepted (type R, billing.md §2).
//!
//! A credit line is judged only against the accepted line it takes back. The accepted lines of earlier sendings are
//! not among the facts of a batch yet, so nothing can be taken back: every credit line is refused, and no money moves.

use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static NOTHING_TO_TAKE_BACK: Twin = Twin::both("302248", "302248");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("302248")];

pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    case.found(found, &NOTHING_TO_TAKE_BACK, |finding| finding);
}

#[cfg(test)]
mod tests {
    use crate::testing::*;

    #[test]
    fn a_credit_line_moves_no_money_and_has_no_other_finding() {
        let mut world = World::ibw();
        world.paid("2024-03-10", DAY_CODE, registers::TariffKind::Day, FACILITY, "IBW");
        let lines = [
            care("2024-03-10"),
            cost("2024-03-11", 100),
            care("2023-12-31"),
            cost("2024-03-12", 9000),
        ];
        let verdict = world.check_invoices(&[invoice(1, SSIN, &lines).credit()], &["302248"]);
        assert_eq!((verdict.refused_lines, verdict.accepted.cents()), (4, 0));
    }
}
