//! The performance code: 300402 (check digit), 300420 (not valid on that day), 300440 (not allowed for this
//! facility's sector, or no recognition on that day), and their 500 twins. Type R.
//!
//! A code valid in another sector only gets 300440 alone (fine print, "Lines"). 300402 silences 300420, 300440 and
//! 301940 (billing.md §2). A code whose tariffs belong to the other record (a cost written as a day) is not valid.

use invoice_file::model::Line;
use registers::Tariff;
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin, line_found};

static CHECK_DIGIT: Twin = Twin::both("300402", "500402");
static NOT_VALID: Twin = Twin::both("300420", "500420");
static NOT_ALLOWED: Twin = Twin::both("300440", "500440");

pub(crate) const CODES: &[CheckCode] = &[
    CheckCode::new("300402"),
    CheckCode::new("500402"),
    CheckCode::new("300420"),
    CheckCode::new("500420"),
    CheckCode::new("300440"),
    CheckCode::new("500440"),
];

/// 300402: the file alone shows it. Says whether the check digit holds.
pub(crate) fn check_digit(line: &Line, found: &mut Vec<Finding>) -> bool {
    let holds = line.code.check_digit_holds();
    if !holds {
        line_found(line, found, &CHECK_DIGIT, |finding| finding);
    }
    holds
}

/// 300420 and 300440. Says whether the code may be used, so that its amount can be judged.
pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) -> bool {
    let facility = case.invoice.batch.facility;
    let on_day =
        |tariff: &&Tariff| tariff.period.contains(case.day()) && super::amount::of_record(tariff, case.line.record);
    let in_sector = |tariff: &Tariff| tariff.sector == facility.sector;
    let here = |tariff: &Tariff| in_sector(tariff) && tariff.facility.is_none_or(|id| id == facility.id);
    let valid = case.tariffs.iter().filter(on_day).any(here);
    let elsewhere_only = !valid
        && case.tariffs.iter().any(|tariff| on_day(&tariff))
        && !case.tariffs.iter().filter(on_day).any(in_sector);
    if !valid && !elsewhere_only {
        case.found(found, &NOT_VALID, |finding| finding);
    }
    if elsewhere_only || !case.terms.recognised {
        case.found(found, &NOT_ALLOWED, |finding| finding.with("sector", &facility.sector));
    }
    valid && case.terms.recognised
}

#[cfg(test)]
mod tests {
    use registers::{TariffKind, UserType};

    use super::*;
    use crate::testing::*;

    #[test]
    fn a_wrong_check_digit_silences_the_other_findings_on_the_code() {
        let mut world = World::ibw();
        world.check(&[coded(care("2024-03-10"), WRONG_CODE)], &["300402"]);
        world.check(&[coded(cost("2024-03-10", 100), WRONG_CODE)], &["500402"]);
        world.facility(|facility| facility.recognitions[0].period = period("2015-01-01", "2024-03-09"));
        world.check(&[coded(care("2024-03-10"), WRONG_CODE)], &["300402"]);
    }

    #[test]
    fn a_code_is_valid_from_its_first_day_to_its_last() {
        let mut world = World::ibw();
        let mut dated = tariff(DAY_CODE, TariffKind::Day, "IBW", DAY_CENTS);
        dated.period = period("2024-03-10", "2024-03-20");
        world.prices(DAY_CODE, vec![dated]);
        // The amount is wrong throughout: 300420 silences 301940.
        let on = |day| Line {
            amount: identifiers::EuroCents::new(1),
            ..care(day)
        };
        for (day, expected) in [
            ("2024-03-09", "300420"),
            ("2024-03-10", "301940"),
            ("2024-03-20", "301940"),
            ("2024-03-21", "300420"),
        ] {
            world.check(&[on(day)], &[expected]);
        }
        world.check(&[coded(care("2024-03-10"), UNKNOWN_CODE)], &["300420"]);
        world.check(&[coded(cost("2024-03-10", 100), UNKNOWN_CODE)], &["500420"]);
    }

    #[test]
    fn a_code_of_the_other_record_is_not_valid() {
        let world = World::ibw();
        world.check(&[coded(care("2024-03-10"), COST_CODE)], &["300420"]);
        world.check(&[coded(cost("2024-03-10", 100), DAY_CODE)], &["500420"]);
    }

    #[test]
    fn a_code_of_another_sector_only_is_not_allowed() {
        let mut world = World::ibw();
        let of = |sector| tariff(DAY_CODE, TariffKind::Day, sector, 9000);
        world.prices(DAY_CODE, vec![of("PVT")]);
        world.check(&[care("2024-03-10")], &["300440"]);
        world.prices(COST_CODE, vec![tariff(COST_CODE, TariffKind::Cost, "PVT", 10)]);
        world.check(&[cost("2024-03-10", 100)], &["500440"]);
        world.prices(DAY_CODE, vec![of("PVT"), of("IBW")]);
        world.check(&[care("2024-03-10")], &["301940"]);
    }

    #[test]
    fn a_code_of_another_facility_of_the_sector_is_not_valid() {
        let mut world = World::ibw();
        let mut theirs = tariff(DAY_CODE, TariffKind::Day, "IBW", DAY_CENTS);
        theirs.facility = Some(OTHER_FACILITY);
        world.prices(DAY_CODE, vec![theirs.clone()]);
        world.check(&[care("2024-03-10")], &["300420"]);
        theirs.facility = Some(FACILITY);
        world.prices(DAY_CODE, vec![theirs]);
        world.check(&[care("2024-03-10")], &[]);
    }

    #[test]
    fn without_recognition_on_that_day_no_code_is_allowed() {
        let mut world = World::ibw();
        world.facility(|facility| facility.recognitions[0].period = period("2015-01-01", "2024-03-10"));
        let wrong_amount = Line {
            amount: identifiers::EuroCents::new(1),
            ..care("2024-03-11")
        };
        world.check(&[care("2024-03-10")], &[]);
        world.check(&[wrong_amount], &["300440"]);
        world.check(&[cost("2024-03-11", 100)], &["500440"]);
        world.check(&[coded(care("2024-03-11"), UNKNOWN_CODE)], &["300420", "300440"]);
    }

    #[test]
    fn a_code_of_another_user_type_only_is_valid() {
        let mut world = World::ibw();
        let mut theirs = tariff(DAY_CODE, TariffKind::Day, "IBW", DAY_CENTS);
        theirs.user_type = Some(UserType::WithIntellectualDisability);
        world.prices(DAY_CODE, vec![theirs]);
        world.check(&[care("2024-03-10")], &["301940"]);
    }
}
