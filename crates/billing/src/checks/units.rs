//! 302240: the number of days is not 1 (type R, billing.md §2). The file alone shows it.

use invoice_file::model::{InvoiceKind, Line};
use regulation::{CheckCode, Finding};

use super::{Twin, line_found};

static NOT_ONE: Twin = Twin::stay_only("302240");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("302240")];

pub(crate) fn check(line: &Line, kind: InvoiceKind, found: &mut Vec<Finding>) {
    if line.units != super::sign::wanted_sign(kind) {
        line_found(line, found, &NOT_ONE, |finding| finding.with("units", line.units));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    #[test]
    fn one_day_is_one() {
        let world = World::ibw();
        for (units, expected) in [
            (1, &[][..]),
            (0, &["302240"]),
            (2, &["302240"]),
            (-1, &["201140", "302240"]),
            (i32::MIN, &["201140", "302240"]),
        ] {
            let counted = Line {
                units,
                ..care("2024-03-10")
            };
            world.check(&[counted], expected);
        }
    }

    #[test]
    fn a_cost_may_count_more() {
        let counted = Line {
            units: 3,
            ..cost("2024-03-10", 300)
        };
        World::ibw().check(&[counted], &[]);
    }
}
