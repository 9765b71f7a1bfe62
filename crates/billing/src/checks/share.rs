//! 300452: a day without its personal share, or the other way round (type R, billing.md §2). A day and its share
//! stand or fall together: when one is refused, the other gets 300452. A line refused for its own reason gets no
//! 300452, unless its partner is missing (fine print, "Lines").
//!
//! Days need a share only in a sector that has one (regulation data); a share always needs its day.

use invoice_file::model::{DetailKind, Line};
use registers::TariffKind;
use regulation::{CheckCode, Finding};

use super::{InvoiceCase, LineCase, Twin};

static NOT_TOGETHER: Twin = Twin::stay_only("300452");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("300452")];

/// The other line of a pair, as its place in the invoice: a share stands directly behind its day (billing.md §1).
pub(crate) fn partner(case: &InvoiceCase<'_>, offset: usize) -> Option<usize> {
    let line = case.lines.get(offset)?;
    let is_share = |line: &Line| case.batch.kind_of(line) == Some(TariffKind::PersonalShare);
    let share = is_share(line);
    let other = if share { offset.checked_sub(1)? } else { offset + 1 };
    case.lines
        .get(other)
        .filter(|other| other.record == DetailKind::Stay30 && line.record == DetailKind::Stay30)
        .filter(|other| other.first_day == line.first_day && is_share(other) != share)
        .map(|_| other)
}

/// 300452 for a line whose partner is missing.
pub(crate) fn missing(case: &LineCase<'_>, offset: usize, found: &mut Vec<Finding>) {
    let batch = case.invoice.batch;
    let needs = match case.kind {
        Some(TariffKind::PersonalShare) => true,
        Some(TariffKind::Day) => batch
            .law
            .sector(batch.sector())
            .is_some_and(|sector| sector.personal_share),
        _ => false,
    };
    // A code of another sector only gets 300440 and nothing about its place in this one.
    let used_here = case.tariffs.iter().any(|tariff| tariff.sector == *batch.sector());
    if needs && used_here && partner(case.invoice, offset).is_none() {
        case.found(found, &NOT_TOGETHER, |finding| finding);
    }
}

/// 300452 for a line whose partner is refused.
pub(crate) fn other_refused(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    case.found(found, &NOT_TOGETHER, |finding| finding);
}

#[cfg(test)]
mod tests {
    use invoice_file::model::DetailKind;

    use super::*;
    use crate::Outcome;
    use crate::testing::*;

    fn check(lines: &[Line], expected: &[(u64, u32, &str)]) {
        let world = World::of_sector("PVT");
        let sending = world.sending(&[invoice(1, SSIN, lines)]);
        let verdict = world.judge_sending(&sending);
        assert_eq!(placed(&sending, &verdict), expected);
    }

    #[test]
    fn a_day_with_its_share_directly_behind_it_is_paid_less_the_share() {
        let world = World::of_sector("PVT");
        let lines = [
            care("2024-03-10"),
            share("2024-03-10"),
            care("2024-03-11"),
            share("2024-03-11"),
        ];
        let verdict = world.check(&lines, &[]);
        assert_eq!(verdict.outcome, Outcome::Decided);
        assert_eq!(verdict.accepted.cents(), 2 * (DAY_CENTS - SHARE_CENTS));
    }

    #[test]
    fn a_day_without_share_and_a_share_without_day() {
        check(&[care("2024-03-10")], &[(1, 1, "300452")]);
        check(&[share("2024-03-10")], &[(1, 1, "300452")]);
        // Of another day, or not directly behind it.
        let apart = [care("2024-03-10"), share("2024-03-11")];
        check(&apart, &[(1, 1, "300452"), (1, 2, "300452")]);
        let apart = [care("2024-03-10"), cost("2024-03-10", 100), share("2024-03-10")];
        check(&apart, &[(1, 1, "300452"), (1, 3, "300452")]);
        let before = [share("2024-03-10"), care("2024-03-10")];
        check(&before, &[(1, 1, "300452"), (1, 2, "300452")]);
        let second = [care("2024-03-10"), share("2024-03-10"), share("2024-03-10")];
        check(&second, &[(1, 3, "300452")]);
    }

    #[test]
    fn they_fall_together() {
        let wrong_share = line(DetailKind::Stay30, SHARE_CODE, "2024-03-10", -1);
        let wrong_day = line(DetailKind::Stay30, DAY_CODE, "2024-03-10", 1);
        check(
            &[care("2024-03-10"), wrong_share],
            &[(1, 1, "300452"), (1, 2, "301940")],
        );
        check(&[wrong_day, share("2024-03-10")], &[(1, 1, "301940"), (1, 2, "300452")]);
        check(&[wrong_day, wrong_share], &[(1, 1, "301940"), (1, 2, "301940")]);
        check(&[wrong_day], &[(1, 1, "300452"), (1, 1, "301940")]);
    }

    #[test]
    fn a_pair_twice_in_a_file() {
        let wrong_share = line(DetailKind::Stay30, SHARE_CODE, "2024-03-10", -1);
        let pair = [care("2024-03-10"), share("2024-03-10")];
        check(&[pair, pair].concat(), &[(1, 3, "300423"), (1, 4, "300423")]);
        // A pair that falls does not count as the first.
        let lines = [[care("2024-03-10"), wrong_share], pair].concat();
        check(&lines, &[(1, 1, "300452"), (1, 2, "301940")]);
    }

    #[test]
    fn a_sector_without_shares_asks_none() {
        World::ibw().check(&[care("2024-03-10")], &[]);
        let mut world = World::ibw();
        world.price(tariff(SHARE_CODE, TariffKind::PersonalShare, "PVT", SHARE_CENTS));
        world.check(&[share("2024-03-10")], &["300440"]);
    }
}
