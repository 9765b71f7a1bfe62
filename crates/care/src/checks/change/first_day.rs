//! Recognition and insurance on the first day of new coverage: CARE_FACILITY_NOT_RECOGNISED and INS_REASON_… of a
//! START_DATE and an EXTENSION (care.md §2 and §3; D2; fine print, "Changes").
//!
//! Of an extension that is the first added day; of a START_DATE the first covered day, on a migrated dossier C.

use jiff::civil::Date;
use regulation::Finding;

use crate::change_case::ChangeContext;
use crate::checks::{affiliation, not_recognised};
use crate::facts::ChangeFacts;

pub(crate) fn check<'a>(case: &ChangeContext<'a>, facts: &ChangeFacts<'a>, day: Date, findings: &mut Vec<Finding>) {
    let beside = case.beside(facts);
    findings.extend(not_recognised::finding(&beside, day));
    findings.extend(affiliation::finding(day, beside.insurance_on(day)));
}

#[cfg(test)]
mod tests {
    use identifiers::Period;
    use jiff::civil::{Date, date};
    use registers::AffiliationObligation::{Obligatory, Protocol, Voluntary};
    use registers::Recognition;
    use regulation::Acts;

    use crate::change_fixture::{ChangeWorld, change, covered, end, extension, start_date};
    use crate::fixture::{person, sector};
    use crate::verdict::Outcome::{Accepted, Pending, Refused};

    const UNINSURED: &str = "INS_REASON_NO_AFFILIATION_OBLIGATORY";

    fn member_since(world: ChangeWorld, since: Date) -> ChangeWorld {
        ChangeWorld {
            person: Some(person(Obligatory, Some(since))),
            ..world
        }
    }

    fn recognised(mut world: ChangeWorld, from: Date, to: Date) -> ChangeWorld {
        world.facility.recognitions = vec![Recognition {
            sector: sector("IBW"),
            period: Period::between(from, to).unwrap(),
            places: 1,
        }];
        world
    }

    #[test]
    fn a_new_start_is_judged_on_the_new_start() {
        let earlier = start_date("2024-02-20T10:00:00+01:00");
        let world = member_since(ChangeWorld::ibw(), date(2024, 2, 20));
        world.check(&earlier, Accepted, &[]);
        let world = member_since(ChangeWorld::ibw(), date(2024, 2, 21));
        let verdict = world.check(&earlier, Pending, &[UNINSURED]);
        assert!(verdict.waits_for_affiliation());
        assert_eq!(verdict.acts, [Acts::Facility]);
        assert_eq!(verdict.after.unwrap().coverage().start(), date(2024, 2, 20));
        let dates = |from| (from, date(2024, 2, 20));
        for (from, codes) in [
            (dates(date(2024, 2, 20)), [].as_slice()),
            (dates(date(2015, 1, 1)), &[]),
            ((date(2024, 2, 21), date(2030, 1, 1)), &["CARE_FACILITY_NOT_RECOGNISED"]),
        ] {
            recognised(ChangeWorld::ibw(), from.0, from.1).check_refusals(&earlier, codes);
        }
    }

    #[test]
    fn an_extension_is_judged_on_its_first_covered_day_alone() {
        let message = extension("2024-12-31");
        let recognised_to = |to| recognised(ChangeWorld::ibw(), date(2015, 1, 1), to);
        recognised_to(date(2024, 7, 1)).check_refusals(&message, &[]);
        recognised_to(date(2024, 6, 30)).check_refusals(&message, &["CARE_FACILITY_NOT_RECOGNISED"]);
        member_since(ChangeWorld::ibw(), date(2024, 7, 1)).check(&message, Accepted, &[]);
        member_since(ChangeWorld::ibw(), date(2024, 7, 2)).check(&message, Pending, &[UNINSURED]);
        // Late: its first covered day is 2024-07-02.
        let late = ChangeWorld::ibw().received("2024-08-01T09:00:00+02:00");
        member_since(late, date(2024, 7, 2)).check(&message, Accepted, &["CHG_EXTENSION_LATE"]);
        for (deceased_on, outcome, codes) in [
            (date(2024, 7, 1), Accepted, [].as_slice()),
            (date(2024, 6, 30), Refused, &["INS_REASON_DECEASED"]),
        ] {
            let mut world = ChangeWorld::ibw();
            world.person.as_mut().unwrap().details.deceased_on = Some(deceased_on);
            world.check(&message, outcome, codes);
        }
    }

    #[test]
    fn who_cannot_affiliate_is_refused() {
        let message = extension("2024-12-31");
        for (of, code) in [
            (Some(person(Protocol, None)), "INS_REASON_NO_AFFILIATION_PROTOCOL"),
            (None, "INS_REASON_SSIN_NOT_FOUND_IN_LB"),
        ] {
            let world = ChangeWorld {
                person: of,
                ..ChangeWorld::ibw()
            };
            world.check_refusals(&message, &[code]);
        }
    }

    #[test]
    fn a_migrated_start_is_judged_on_the_day_the_sector_joined() {
        let message = start_date("2021-06-01T10:00:00+02:00");
        let world = || ChangeWorld::migrated(date(2023, 9, 30));
        member_since(world(), date(2023, 4, 1)).check(&message, Accepted, &[]);
        member_since(world(), date(2023, 4, 2)).check(&message, Pending, &[UNINSURED]);
        // Its extension on its own first day.
        let extension = extension("2023-12-31");
        member_since(world(), date(2023, 10, 1)).check(&extension, Accepted, &[]);
        member_since(world(), date(2023, 10, 2)).check(&extension, Pending, &[UNINSURED]);
    }

    #[test]
    fn other_changes_judge_neither() {
        let mut world = ChangeWorld::ibw().received("2024-05-01T20:00:00+02:00");
        world.facility.recognitions.clear();
        world.person = Some(person(Voluntary, None));
        let ended = world.after(&end("END", "2024-05-01T15:00:00+02:00"), &[]);
        ended.check_refusals(&end("END_CHANGE", "2024-04-30T15:00:00+02:00"), &[]);
        ended.check_refusals(&change("END_CANCELLATION", &[]), &[]);
    }

    #[test]
    fn judged_again_after_the_affiliation_lateness_is_still_that_of_receipt() {
        let message = extension("2024-12-31");
        let uninsured = ChangeWorld {
            person: Some(person(Obligatory, None)),
            ..ChangeWorld::ibw()
        }
        .received("2024-07-31T09:00:00+02:00");
        uninsured.check(&message, Pending, &[UNINSURED]);
        let again = ChangeWorld {
            judged_on: Some(date(2024, 9, 30)),
            ..member_since(uninsured, date(2024, 1, 1))
        };
        let verdict = again.check(&message, Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-03-01..2024-12-31"));
    }
}
