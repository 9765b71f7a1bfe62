//! A day is paid once: 300423/500423 (day and code accepted or open already, at any facility, or twice in this file)
//! and 300445 (another facility's day that may not be cumulated; D17). Type R, billing.md §2.
//!
//! 300445 counts accepted and open days, and never names a personal share (fine print, "Lines").

use registers::TariffKind;
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static TWICE: Twin = Twin::both("300423", "500423");
static ELSEWHERE: Twin = Twin::stay_only("300445");
pub(crate) const CODES: &[CheckCode] = &[
    CheckCode::new("300423"),
    CheckCode::new("500423"),
    CheckCode::new("300445"),
];

/// 300423 against earlier sendings, and 300445.
pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let batch = case.invoice.batch;
    let Some(person) = case.invoice.person else { return };
    let paid = batch.facts.paid.on(person.id, case.day());
    if paid.iter().any(|paid| paid.code == case.line.code) {
        case.found(found, &TWICE, |finding| finding.with("other", "eerder / earlier"));
    }
    let may_not = |sector| !batch.law.may_cumulate(batch.sector(), sector, case.day());
    let elsewhere = paid
        .iter()
        .find(|paid| paid.facility != batch.facility.id && paid.kind == TariffKind::Day && may_not(&paid.sector));
    if let Some(other) = elsewhere.filter(|_| case.kind != Some(TariffKind::PersonalShare)) {
        case.found(found, &ELSEWHERE, |finding| finding.with("sector", &other.sector));
    }
}

/// 300423 within the file, for the second of two equal lines. `first` is the invoice that has the first.
pub(crate) fn twice_in_file(case: &LineCase<'_>, first: u64, found: &mut Vec<Finding>) {
    case.found(found, &TWICE, |finding| {
        finding.with("other", format_args!("factuur / invoice {first}"))
    });
}

#[cfg(test)]
mod tests {
    use invoice_file::model::{DetailKind, Line};
    use regulation::{CumulationRule, Overrides};

    use super::*;
    use crate::testing::*;
    use crate::{LineOutcome, Outcome};

    /// The outcomes of the lines of a sending in which nothing else is refused.
    fn outcomes(world: &World, drafts: &[Draft], expected: &[(u64, u32, &str)]) -> Vec<LineOutcome> {
        let sending = world.sending(drafts);
        let verdict = world.judge_sending(&sending);
        assert_eq!(placed(&sending, &verdict), expected);
        verdict.lines.iter().map(|line| line.outcome).collect()
    }

    #[test]
    fn a_day_and_code_that_was_accepted_earlier_at_any_facility() {
        let mut world = World::ibw();
        world.paid("2024-03-10", DAY_CODE, TariffKind::Day, FACILITY, "IBW");
        world.paid("2024-03-11", DAY_CODE, TariffKind::Day, OTHER_FACILITY, "IBW");
        world.paid("2024-03-12", COST_CODE, TariffKind::Cost, OTHER_FACILITY, "IBW");
        world.check(&[care("2024-03-10")], &["300423"]);
        world.check(&[care("2024-03-11")], &["300423", "300445"]);
        world.check(&[cost("2024-03-12", 100)], &["500423"]);
        world.check(&[care("2024-03-09"), care("2024-03-12"), cost("2024-03-10", 100)], &[]);
    }

    #[test]
    fn another_facilitys_day_that_may_not_be_cumulated() {
        let mut world = World::ibw();
        world.paid("2024-03-10", UNKNOWN_CODE, TariffKind::Day, OTHER_FACILITY, "PVT");
        world.paid("2024-03-11", UNKNOWN_CODE, TariffKind::Day, FACILITY, "IBW");
        world.paid("2024-03-12", UNKNOWN_CODE, TariffKind::Cost, OTHER_FACILITY, "PVT");
        world.paid(
            "2024-03-13",
            UNKNOWN_CODE,
            TariffKind::PersonalShare,
            OTHER_FACILITY,
            "PVT",
        );
        world.check(&[care("2024-03-10")], &["300445"]);
        world.check(&[cost("2024-03-10", 100)], &[]);
        world.check(&[care("2024-03-11"), care("2024-03-12"), care("2024-03-13")], &[]);
        let pair = |a: &str, allowed| CumulationRule {
            sectors: vec![sector(a), sector("PVT")],
            allowed,
        };
        for (rules, expected) in [
            (vec![pair("IBW", true)], &[][..]),
            (vec![pair("IBW", false)], &["300445"]),
            (vec![pair("PVT", true)], &["300445"]),
        ] {
            world.law_with(&Overrides {
                parameters: vec![],
                cumulation: Some(rules),
            });
            world.check(&[care("2024-03-10")], expected);
        }
    }

    #[test]
    fn a_personal_share_never_has_300445() {
        let mut world = World::of_sector("PVT");
        world.paid("2024-03-10", UNKNOWN_CODE, TariffKind::Day, OTHER_FACILITY, "IBW");
        let pair = [care("2024-03-10"), share("2024-03-10")];
        let drafts = [invoice(1, SSIN, &pair)];
        outcomes(&world, &drafts, &[(1, 1, "300445"), (1, 2, "300452")]);
    }

    #[test]
    fn twice_in_a_file_the_lowest_invoice_number_then_position_counts() {
        let world = World::ibw();
        let days: Vec<Line> = (1..=25).map(|on| care(&format!("2024-03-{on:02}"))).collect();
        let again = [care("2024-03-05")];
        let low = invoice(2, SSIN, &again);
        let high = invoice(10, SSIN, &days);
        // In either order of the file.
        outcomes(&world, &[low.clone(), high.clone()], &[(10, 5, "300423")]);
        outcomes(&world, &[high, low], &[(10, 5, "300423")]);
        let twice: Vec<Line> = days.iter().chain(&again).copied().collect();
        let verdict = world.check(&twice, &["300423"]);
        assert_eq!(verdict.outcome, Outcome::Decided);
        assert_eq!(verdict.lines[25].outcome, LineOutcome::Refused);
        assert_eq!(verdict.accepted.cents(), 25 * DAY_CENTS);
        world.check(&[cost("2024-03-05", 100), cost("2024-03-05", 200)], &["500423"]);
        // Each later one names the invoice of the one that counts.
        let verdict = world.judge(&[4, 3, 2].map(|number| invoice(number, SSIN, &again)));
        for of in &verdict.findings {
            assert_eq!(of.finding.facts.get("other"), Some("factuur / invoice 2"));
        }
    }

    #[test]
    fn lines_that_are_refused_otherwise_do_not_count_and_get_nothing() {
        let world = World::ibw();
        let wrong = line(DetailKind::Stay30, DAY_CODE, "2024-03-05", 1);
        let right = care("2024-03-05");
        outcomes(&world, &[invoice(1, SSIN, &[wrong, right])], &[(1, 1, "301940")]);
        outcomes(&world, &[invoice(1, SSIN, &[right, wrong])], &[(1, 2, "301940")]);
        outcomes(
            &world,
            &[invoice(1, SSIN, &[wrong, right, right])],
            &[(1, 1, "301940"), (1, 3, "300423")],
        );
        // Nor do those of an invoice that F refuses, before or after.
        let refused = |number| invoice(number, SSIN, &[right]).referring(9);
        outcomes(&world, &[refused(1), invoice(2, SSIN, &[right])], &[(1, 0, "202810")]);
        outcomes(&world, &[invoice(1, SSIN, &[right]), refused(2)], &[(2, 0, "202810")]);
    }

    #[test]
    fn a_line_that_waits_for_a_person_counts() {
        let world = World::ibw();
        let lines = [
            cost("2024-03-05", 9000),
            cost("2024-03-05", 100),
            cost("2024-03-05", 9001),
        ];
        let findings = [(1, 1, "P50001"), (1, 2, "500423"), (1, 3, "500423"), (1, 3, "P50001")];
        outcomes(&world, &[invoice(1, SSIN, &lines)], &findings);
    }

    #[test]
    fn a_line_that_was_accepted_earlier_keeps_300423_beside_other_findings() {
        let mut world = World::ibw();
        world.paid("2024-03-05", DAY_CODE, TariffKind::Day, FACILITY, "IBW");
        let wrong = line(DetailKind::Stay30, DAY_CODE, "2024-03-05", 1);
        let lines = [care("2024-03-05"), wrong];
        let findings = [(1, 1, "300423"), (1, 2, "300423"), (1, 2, "301940")];
        outcomes(&world, &[invoice(1, SSIN, &lines)], &findings);
        let refused = invoice(1, SSIN, &lines).referring(9);
        let findings = [(1, 0, "202810"), (1, 1, "300423"), (1, 2, "300423"), (1, 2, "301940")];
        outcomes(&world, &[refused], &findings);
    }

    #[test]
    fn a_person_with_two_numbers_is_one_person() {
        let mut world = World::ibw();
        world.facts.persons.insert(UNKNOWN_SSIN, person(PERSON.0, SSIN));
        let day = [care("2024-03-05")];
        outcomes(
            &world,
            &[invoice(1, UNKNOWN_SSIN, &day), invoice(2, SSIN, &day)],
            &[(2, 1, "300423")],
        );
    }

    #[test]
    fn two_persons_have_each_their_day() {
        let mut world = World::ibw();
        let other = person(2, UNKNOWN_SSIN);
        let theirs = stay(2, "2024-03-01T10:00:00+01:00", "2024-12-31");
        world.facts.stays.insert(other.id, vec![theirs]);
        world.facts.persons.insert(UNKNOWN_SSIN, other);
        let day = [care("2024-03-05")];
        outcomes(&world, &[invoice(1, UNKNOWN_SSIN, &day), invoice(2, SSIN, &day)], &[]);
    }
}
