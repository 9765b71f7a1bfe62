//! The stay a day belongs to: 300541 (none), else at most one of 300511 (before the start), 300513 (after the reported
//! end), 300548 (otherwise not covered), and their 500 twins. Type R, billing.md §2.

use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static NO_STAY: Twin = Twin::both("300541", "500541");
static BEFORE_START: Twin = Twin::both("300511", "500511");
static AFTER_END: Twin = Twin::both("300513", "500513");
static NOT_COVERED: Twin = Twin::both("300548", "500548");

pub(crate) const CODES: &[CheckCode] = &[
    CheckCode::new("300541"),
    CheckCode::new("500541"),
    CheckCode::new("300511"),
    CheckCode::new("500511"),
    CheckCode::new("300513"),
    CheckCode::new("500513"),
    CheckCode::new("300548"),
    CheckCode::new("500548"),
];

pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let day = case.day();
    let Some(stay) = case.stay else {
        case.found(found, &NO_STAY, |finding| finding);
        return;
    };
    let first = stay.first_day();
    if day < first {
        case.found(found, &BEFORE_START, |finding| finding.with("start", first));
    } else if let Some((end, _)) = stay.end().filter(|(end, _)| day > *end) {
        case.found(found, &AFTER_END, |finding| finding.with("end", end));
    } else if !stay.covers(day) {
        case.found(found, &NOT_COVERED, |finding| finding);
    }
}

#[cfg(test)]
mod tests {
    use invoice_file::model::Line;

    use crate::testing::*;

    /// A stay from 5 to 25 March that is approved to the 20th only.
    fn world() -> World {
        let mut world = World::ibw();
        world.stays(vec![stay(1, "2024-03-05T10:00:00+01:00", "2024-03-20")]);
        world.stay(|stay| stay.reported_end = Some(at("2024-03-25T14:00:00+01:00")));
        world
    }

    #[test]
    fn at_most_one_of_before_after_and_not_covered() {
        for (on, day_code, cost_code) in [
            ("2024-03-04", "300511", "500511"),
            ("2024-03-05", "", ""),
            ("2024-03-20", "", ""),
            ("2024-03-21", "300548", "500548"),
            ("2024-03-25", "300548", "500548"),
            ("2024-03-26", "300513", "500513"),
        ] {
            let expected = |code: &'static str| if code.is_empty() { vec![] } else { vec![code] };
            world().check(&[care(on)], &expected(day_code));
            world().check(&[cost(on, 100)], &expected(cost_code));
        }
    }

    #[test]
    fn without_reported_end_a_day_after_the_approved_end_is_not_covered() {
        let mut world = world();
        world.stay(|stay| stay.reported_end = None);
        world.check(&[care("2024-03-26")], &["300548"]);
        // A late request: the stay began before the days that are covered.
        world.stay(|stay| stay.approved = vec![period("2024-03-10", "2024-03-20")]);
        world.check(&[care("2024-03-09")], &["300548"]);
        world.check(&[care("2024-03-10")], &[]);
        world.stay(|stay| stay.approved.clear());
        world.check(&[care("2024-03-10")], &["300548"]);
    }

    #[test]
    fn no_stay_silences_all_that_looks_at_one() {
        let mut world = World::ibw();
        world.stays(vec![]);
        let admitted = |lines: &[Line]| {
            invoice(1, SSIN, lines).but(|invoice| {
                invoice.admission = Some(day("2024-01-01").at(10, 0, 0, 0));
                invoice.discharge = Some(day("2024-03-10").at(8, 0, 0, 0));
            })
        };
        world.check_invoices(&[admitted(&[care("2024-03-10")])], &["300541"]);
        world.check_invoices(&[admitted(&[cost("2024-03-10", 100)])], &["500541"]);
    }

    #[test]
    fn of_two_stays_that_hold_the_day_or_are_equally_near_the_one_accepted_first() {
        let early = || stay(7, "2024-03-01T10:00:00+01:00", "2024-03-10");
        let late = || stay(8, "2024-03-20T10:00:00+01:00", "2024-03-31");
        for (stays, on, expected) in [
            (vec![early(), late()], "2024-03-15", "300548"),
            (vec![late(), early()], "2024-03-15", "300511"),
            (vec![late(), early()], "2024-03-14", "300548"),
            (vec![early(), late()], "2024-03-16", "300511"),
        ] {
            let mut world = World::ibw();
            let first = stays[0].dossier;
            world.stays(stays);
            let verdict = world.check(&[care(on)], &[expected]);
            assert_eq!(verdict.lines[0].dossier == Some(first), on == "2024-03-15");
        }
    }

    #[test]
    fn the_stay_of_the_reference_is_judged_also_where_another_holds_the_day() {
        let mut world = World::ibw();
        world.stays(vec![
            stay(7, "2024-03-01T10:00:00+01:00", "2024-03-10"),
            stay(8, "2024-03-20T10:00:00+01:00", "2024-03-31"),
        ]);
        let on = |day| invoice(1, SSIN, &[care(day)]);
        world.check_invoices(&[on("2024-03-05")], &[]);
        world.check_invoices(&[on("2024-03-05").referring(7)], &[]);
        world.check_invoices(&[on("2024-03-05").referring(8)], &["300511"]);
    }

    #[test]
    fn a_stay_without_an_approved_day_does_not_take_the_days_of_a_later_one() {
        let mut world = World::ibw();
        let mut nothing = stay(7, "2024-01-05T10:00:00+01:00", "2024-01-05");
        nothing.approved.clear();
        world.stays(vec![nothing, stay(8, "2024-03-01T10:00:00+01:00", "2024-12-31")]);
        world.check(&[care("2024-03-05")], &[]);
        world.check(&[care("2024-01-05")], &["300548"]);
    }
}
