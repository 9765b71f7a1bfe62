//! Costs: 501941 (zero or less; type R) and P50001 (above the amount that is payable without a look; type P).
//!
//! A cost is never refused for being high: a person looks (billing.md §2). An unknown person silences P50001 but
//! not 501941 (fine print, "Lines").

use identifiers::EuroCents;
use invoice_file::model::{InvoiceKind, Line};
use registers::TariffKind;
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin, line_found};

static ZERO_OR_LESS: Twin = Twin::provision_only("501941");
static TO_LOOK_AT: Twin = Twin::provision_only("P50001");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("501941"), CheckCode::new("P50001")];

/// 501941: the cost is zero or less. The file alone shows it.
pub(crate) fn zero_or_less(line: &Line, kind: InvoiceKind, found: &mut Vec<Finding>) {
    if kind == InvoiceKind::Original && line.amount <= EuroCents::ZERO {
        line_found(line, found, &ZERO_OR_LESS, |finding| finding.with("asked", line.amount));
    }
}

/// P50001: the cost lies above the tariff's cents. Where no stay is known the tariff of any user type will do, as for
/// an amount: then it lies above all of them.
pub(crate) fn above_limit(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let limits = super::amount::prices(case).filter(|tariff| tariff.kind == TariffKind::Cost);
    if let Some(limit) = limits.map(|tariff| tariff.cents).max()
        && case.line.amount > limit
    {
        case.found(found, &TO_LOOK_AT, |finding| {
            finding.with("asked", case.line.amount).with("limit", limit)
        });
    }
}

#[cfg(test)]
mod tests {
    use invoice_file::model::DetailKind;
    use registers::{Tariff, UserType};

    use super::*;
    use crate::testing::*;
    use crate::{LineOutcome, Outcome};

    #[test]
    fn a_cost_of_zero_or_less() {
        let world = World::ibw();
        world.check(&[cost("2024-03-10", 1)], &[]);
        world.check(&[cost("2024-03-10", 0)], &["501941"]);
        world.check(&[cost("2024-03-10", -1)], &["201140", "501941"]);
        // A premium of zero is no cost.
        world.check(
            &[line(DetailKind::Provision50, PREMIUM_CODE, "2024-03-10", 0)],
            &["501940"],
        );
    }

    #[test]
    fn above_the_limit_a_person_looks() {
        let world = World::ibw();
        let verdict = world.check(&[cost("2024-03-10", COST_LIMIT_CENTS)], &[]);
        assert_eq!(
            (verdict.outcome, verdict.accepted.cents()),
            (Outcome::Decided, COST_LIMIT_CENTS)
        );
        let lines = [cost("2024-03-10", COST_LIMIT_CENTS + 1), care("2024-03-10")];
        let verdict = world.check(&lines, &["P50001"]);
        assert_eq!(
            (verdict.outcome, verdict.open_lines, verdict.accepted.cents()),
            (Outcome::InReview, 1, DAY_CENTS)
        );
    }

    #[test]
    fn without_a_stay_the_limit_of_any_user_type_will_do() {
        let mut world = World::ibw();
        let of_type = |user_type, cents| Tariff {
            user_type: Some(user_type),
            ..tariff(COST_CODE, TariffKind::Cost, "IBW", cents)
        };
        let with = of_type(UserType::WithIntellectualDisability, 1000);
        let without = of_type(UserType::WithoutIntellectualDisability, 2000);
        world.prices(COST_CODE, vec![with, without]);
        world.stays(vec![]);
        world.check(&[cost("2024-03-10", 2000)], &["500541"]);
        world.check(&[cost("2024-03-10", 2001)], &["500541", "P50001"]);
    }

    #[test]
    fn a_line_that_is_refused_and_to_be_looked_at_is_refused_and_both_are_named() {
        let mut world = World::ibw();
        world.facility(|facility| facility.recognitions[0].period = period("2015-01-01", "2024-03-30"));
        let mut lines: Vec<Line> = (1..=30).map(|on| care(&format!("2024-03-{on:02}"))).collect();
        for (line, code) in [
            (cost("2024-02-29", 9000), "500511"),
            // An unusable code silences 301940, not P50001.
            (cost("2024-03-31", 9000), "500440"),
        ] {
            lines.push(line);
            let verdict = world.check(&lines, &["P50001", code]);
            assert_eq!((verdict.outcome, verdict.open_lines), (Outcome::Decided, 0));
            assert_eq!(verdict.lines[30].outcome, LineOutcome::Refused);
            lines.pop();
        }
    }

    #[test]
    fn costs_have_the_twins_that_are_listed_and_no_others() {
        let mut world = World::ibw();
        world.stay(|stay| stay.reported_end = Some(at("2024-03-20T08:00:00+01:00")));
        world.paid("2024-03-20", UNKNOWN_CODE, TariffKind::Day, OTHER_FACILITY, "PVT");
        let many = Line {
            units: 3,
            last_day: day("2024-03-25"),
            ..cost("2024-03-20", 100)
        };
        // 300445, 300553, 300616, 301940 and 302240 are of days alone.
        world.check(&[many], &[]);
        world.check(&[coded(many, DAY_CODE)], &["500420"]);
    }
}
