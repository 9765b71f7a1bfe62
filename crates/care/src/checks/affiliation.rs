//! INS_REASON_…: the person is not insured on the first covered day (care.md §1 and §2; D2; IBW slides §6.2).
//!
//! Who can still affiliate leaves the request in beraad, and the facility acts; who cannot is refused. Which
//! of both a reason does, the law says.

use jiff::civil::Date;
use registers::{InsuranceReason, InsuranceStatus};
use regulation::{CheckCode, Finding};

use crate::case::RequestContext;
use crate::judge::JudgeError;

/// The member register does not know the person.
pub const NOT_FOUND: CheckCode = CheckCode::new(InsuranceReason::NotFound.code());
/// Died before the first covered day.
pub const DECEASED: CheckCode = CheckCode::new(InsuranceReason::Deceased.code());
/// May not affiliate.
pub const FORBIDDEN: CheckCode = CheckCode::new(InsuranceReason::Forbidden.code());
/// May affiliate only after moving to Belgian social security.
pub const PROTOCOL: CheckCode = CheckCode::new(InsuranceReason::Protocol.code());
/// Must affiliate, and has not.
pub const OBLIGATORY: CheckCode = CheckCode::new(InsuranceReason::NoAffiliationObligatory.code());
/// May affiliate, and has not.
pub const VOLUNTARY: CheckCode = CheckCode::new(InsuranceReason::NoAffiliationVoluntary.code());
/// May affiliate administratively, and has not.
pub const RESTRICTIVE: CheckCode = CheckCode::new(InsuranceReason::NoAffiliationRestrictive.code());

pub(crate) fn check(case: &RequestContext<'_>, findings: &mut Vec<Finding>) -> Result<(), JudgeError> {
    findings.extend(case.insurance().and_then(|(day, status)| finding(day, status)));
    Ok(())
}

/// What there is to find of the insurance status on a day.
pub(crate) fn finding(day: Date, status: InsuranceStatus) -> Option<Finding> {
    let found = |reason: InsuranceReason| Finding::new(CheckCode::new(reason.code())).with("day", day);
    status.reason().map(found)
}

/// Whether the code is one of these reasons.
pub(crate) fn is_reason(code: &CheckCode) -> bool {
    InsuranceReason::from_code(code.as_str()).is_some()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use registers::AffiliationObligation::{Forbidden, Obligatory, Protocol, Restrictive, Voluntary};
    use registers::InsuranceReason;
    use regulation::Acts;
    use serde_json::json;

    use crate::checks::ALL;
    use crate::fixture::{World, migration_request, new_request, person, with};
    use crate::verdict::Outcome::{Accepted, Pending, Refused};

    #[test]
    fn every_reason_is_a_code_of_this_crate() {
        for reason in InsuranceReason::ALL {
            assert!(ALL.iter().any(|code| code.as_str() == reason.code()), "{reason:?}");
        }
    }

    #[test]
    fn who_can_affiliate_waits_and_who_cannot_is_refused() {
        for (obligation, outcome, code) in [
            (Obligatory, Pending, "INS_REASON_NO_AFFILIATION_OBLIGATORY"),
            (Voluntary, Pending, "INS_REASON_NO_AFFILIATION_VOLUNTARY"),
            (Restrictive, Pending, "INS_REASON_NO_AFFILIATION_RESTRICTIVE"),
            (Forbidden, Refused, "INS_REASON_AFFILIATIONOBLIGATION_FORBIDDEN"),
            (Protocol, Refused, "INS_REASON_NO_AFFILIATION_PROTOCOL"),
        ] {
            let world = World {
                person: Some(person(obligation, None)),
                ..World::ibw()
            };
            let verdict = world.check(&new_request(), outcome, &[code]);
            let waits = outcome == Pending;
            assert_eq!(verdict.waits_for_affiliation(), waits);
            assert_eq!(verdict.acts, if waits { vec![Acts::Facility] } else { vec![] });
            assert_eq!((verdict.care_fund, verdict.covered()), (None, None));
            assert_eq!(verdict.would_cover.is_some(), waits);
            assert_eq!(verdict.terms.is_some(), waits);
        }
        let world = World {
            person: None,
            ..World::ibw()
        };
        world.check(&new_request(), Refused, &["INS_REASON_SSIN_NOT_FOUND_IN_LB"]);
    }

    #[test]
    fn judged_on_the_first_covered_day() {
        let late = "2024-04-10T09:00:00+02:00"; // covered from 2024-03-11
        for (member_since, insured) in [(date(2024, 3, 11), true), (date(2024, 3, 12), false)] {
            let world = World {
                person: Some(person(Obligatory, Some(member_since))),
                ..World::ibw()
            }
            .received(late);
            match insured {
                true => world.check(&new_request(), Accepted, &["CARE_LATE"]),
                false => world.check(
                    &new_request(),
                    Pending,
                    &["CARE_LATE", "INS_REASON_NO_AFFILIATION_OBLIGATORY"],
                ),
            };
        }
        for (deceased_on, insured) in [(date(2024, 3, 1), true), (date(2024, 2, 29), false)] {
            let mut world = World::ibw();
            world.person.as_mut().unwrap().details.deceased_on = Some(deceased_on);
            match insured {
                true => world.check(&new_request(), Accepted, &[]),
                false => world.check(&new_request(), Refused, &["INS_REASON_DECEASED"]),
            };
        }
    }

    #[test]
    fn of_a_migration_on_the_day_the_sector_joined() {
        for (member_since, outcome, codes) in [
            (date(2023, 4, 1), Accepted, [].as_slice()),
            (date(2023, 4, 2), Pending, &["INS_REASON_NO_AFFILIATION_VOLUNTARY"]),
        ] {
            let world = World {
                person: Some(person(Voluntary, Some(member_since))),
                ..World::pvt()
            };
            world.check(&migration_request(), outcome, codes);
        }
    }

    #[test]
    fn not_judged_on_a_malformed_number() {
        let world = World {
            person: None,
            ..World::ibw()
        };
        world.check(
            &with(new_request(), &[("/ssin", json!("85073003329"))]),
            Refused,
            &["CARE_VALUE_INVALID"],
        );
    }
}
