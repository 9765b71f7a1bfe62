//! What refuses a whole sending against registers and earlier sendings: 100721, 100723, 101420, 101421, 102310,
//! 102702, 103620 (billing.md §2, type B; fine print, "Stages": content stage).

use identifiers::{FacilityId, Month};
use registers::Facility;
use regulation::{CheckCode, Finding};

use super::BatchCase;

const NUMBER_USED: CheckCode = CheckCode::new("100721");
const MONTH_LIVE: CheckCode = CheckCode::new("100723");
const FACILITY_UNKNOWN: CheckCode = CheckCode::new("101420");
const NOT_RECOGNISED: CheckCode = CheckCode::new("101421");
const MONTH_IN_FUTURE: CheckCode = CheckCode::new("102310");
const WRONG_CBE: CheckCode = CheckCode::new("102702");
const WRONG_ACCOUNT: CheckCode = CheckCode::new("103620");

pub(crate) const CODES: &[CheckCode] = &[
    NUMBER_USED,
    MONTH_LIVE,
    FACILITY_UNKNOWN,
    NOT_RECOGNISED,
    MONTH_IN_FUTURE,
    WRONG_CBE,
    WRONG_ACCOUNT,
];

/// 101420: the federal number is unknown, or not that of the facility whose certificate brought the file.
/// It stands alone: without a facility nothing else can be judged.
pub(crate) fn facility_known(
    nihdi: impl std::fmt::Display,
    facility: Option<&Facility>,
    sender: Option<FacilityId>,
) -> Result<&Facility, Finding> {
    facility
        .filter(|facility| sender.is_none_or(|sender| sender == facility.id))
        .ok_or_else(|| Finding::new(FACILITY_UNKNOWN).with("nihdi", nihdi))
}

/// All the others.
pub(crate) fn check(case: &BatchCase<'_>, found: &mut Vec<Finding>) {
    let sending = case.sending;
    if case.facts.sending_number_used {
        found.push(
            Finding::new(NUMBER_USED)
                .with("sending_number", sending.sending_number)
                .with("year", sending.created_on.year()),
        );
    }
    if case.facts.live_batch_exists {
        found.push(
            Finding::new(MONTH_LIVE)
                .with("fund", sending.fund)
                .with("month", sending.month),
        );
    }
    if !case.facility.recognised_in(sending.month.period()) {
        found.push(Finding::new(NOT_RECOGNISED).with("month", sending.month));
    }
    if sending.month > Month::of(case.received_day) {
        found.push(Finding::new(MONTH_IN_FUTURE).with("month", sending.month));
    }
    if sending.cbe != case.facility.cbe {
        found.push(Finding::new(WRONG_CBE).with("cbe", sending.cbe));
    }
    if sending.iban != case.facility.iban {
        found.push(Finding::new(WRONG_ACCOUNT).with("iban", &sending.iban));
    }
}

#[cfg(test)]
mod tests {
    use identifiers::{CbeNumber, Iban};

    use crate::testing::*;
    use crate::{Outcome, PlacedFinding};

    fn drafts() -> Vec<Draft> {
        vec![
            invoice(1, SSIN, &[care("2024-03-10")]),
            invoice(2, WRONG_SSIN, &[care("2024-03-10")]),
        ]
    }

    /// A B finding refuses the sending; its invoices are judged all the same.
    fn check(change: impl FnOnce(&mut World), code: &str) {
        let mut world = World::ibw();
        change(&mut world);
        let verdict = world.check_invoices(&drafts(), &[code, "200802"]);
        assert_eq!((verdict.outcome, verdict.refused_lines), (Outcome::Refused, 2));
        assert_eq!((verdict.share.errors, verdict.share.records), (1, 4));
    }

    #[test]
    fn each_fault_of_the_sending_refuses_it_and_the_invoices_are_judged() {
        check(|world| world.facts.sending_number_used = true, "100721");
        check(|world| world.facts.live_batch_exists = true, "100723");
        check(
            |world| world.facility(|facility| facility.cbe = CbeNumber::parse("0422000181").unwrap()),
            "102702",
        );
        check(
            |world| world.facility(|facility| facility.iban = Iban::parse("BE52001100000309").unwrap()),
            "103620",
        );
    }

    #[test]
    fn recognition_on_any_day_of_the_month_is_enough() {
        let world = |from, to| {
            let mut world = World::ibw();
            world.facility(|facility| facility.recognitions[0].period = period(from, to));
            world
        };
        let on = |on| [care(on)];
        world("2015-01-01", "2024-03-01").check(&on("2024-03-01"), &[]);
        world("2015-01-01", "2024-02-29").check(&on("2024-03-01"), &["101421", "300440"]);
        world("2024-03-31", "").check(&on("2024-03-31"), &[]);
        world("2024-04-01", "").check(&on("2024-03-31"), &["101421", "300440"]);
        let mut elsewhere = world("2015-01-01", "");
        elsewhere.facility(|facility| facility.recognitions[0].sector = sector("PVT"));
        elsewhere.check(&on("2024-03-10"), &["101421", "300440"]);
    }

    #[test]
    fn the_month_of_receipt_is_not_in_the_future() {
        let mut world = World::ibw();
        let day = [care("2024-03-01")];
        world.received_at = at("2024-03-01T00:00:00+01:00");
        let dated = || invoice(1, SSIN, &day).but(|invoice| invoice.invoice_date = None);
        world.check_invoices(&[dated()], &[]);
        world.received_at = at("2024-02-29T23:59:00+01:00");
        world.check_invoices(&[dated()], &["102310", "300510"]);
    }

    #[test]
    fn a_number_that_is_not_the_senders_stands_alone() {
        for change in [(|facts| facts.facility = None) as fn(&mut crate::BatchFacts), |facts| {
            facts.sender = Some(OTHER_FACILITY)
        }] {
            let mut world = World::ibw();
            world.facts.sending_number_used = true;
            change(&mut world.facts);
            let verdict = world.judge(&drafts());
            let [PlacedFinding { finding, .. }] = &verdict.findings[..] else {
                panic!("{:?}", verdict.findings);
            };
            assert_eq!(finding.code.as_str(), "101420");
            assert_eq!((verdict.outcome, verdict.refused_lines), (Outcome::Refused, 2));
        }
        // Without a certificate at the door the number of the file is enough.
        let mut world = World::ibw();
        world.facts.sender = None;
        world.check(&[care("2024-03-10")], &[]);
    }
}
